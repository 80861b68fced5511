"""The copy of the key on paper: what is found in a drawer one day must say what it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from heijastus_records.letters import formats
from heijastus_records.letters.access import letterhead
from heijastus_records.letters.letter import (
    Entries,
    Entry,
    Items,
    Letter,
    Paragraph,
    Section,
    Signs,
)

Texts = dict[str, str]

IN_A_LINE = 4
"""Groups in one line."""


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper."""

    controller: Texts
    """Name and business id, as the letterhead takes them."""
    register: str
    epoch: int
    day: date
    groups: tuple[str, ...]
    squares: tuple[str, ...]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


TITLE = _in("Avaimen paperikopio", "Papperskopia av nyckeln", "Paper copy of the key")
SUBTITLE = _in(
    "Säilytä lukitussa paikassa, erillään tietokoneesta",
    "Förvara på ett låst ställe, skilt från datorn",
    "Keep it locked away, apart from the computer",
)
HEADINGS = (
    _in("Mikä tämä on", "Vad det här är", "What this is"),
    _in("Avain", "Nyckeln", "The key"),
    _in("Näin avain otetaan käyttöön", "Så tas nyckeln i bruk", "How to use it"),
)
PURPOSE = _in(
    "Tämä paperi avaa salatun asiakasrekisterin. Kuka tahansa, jolla on tämä paperi ja rekisterin "
    "kopio, voi lukea kaikkien asiakkaiden tiedot.",
    "Det här pappret öppnar ett krypterat kundregister. Den som har pappret och en kopia av "
    "registret kan läsa alla kunders uppgifter.",
    "This paper opens a sealed client register. Whoever has it and a copy of the register can read "
    "the data of every client.",
)
LABELS = {
    "register": _in("Rekisterin tunnus", "Registrets id", "Register id"),
    "epoch": _in("Avaimen numero", "Nyckelns nummer", "Epoch of the key"),
    "day": _in("Päivä", "Dag", "Day"),
    "groups": _in("ryhmät {first}–{last}", "grupperna {first}–{last}", "groups {first}–{last}"),
}
PICTURE = _in(
    "Sama avain kameralla luettavana QR-koodina",
    "Samma nyckel som en QR-kod för kameran",
    "The same key as a QR code for a camera",
)
STEPS = (
    _in(
        "Asenna records ja hae rekisteri: records clone OSOITE KANSIO.",
        "Installera records och hämta registret: records clone ADRESS MAPP.",
        "Install records and bring the register: records clone ADDRESS DIR.",
    ),
    _in(
        "Anna kansiossa käsky records key import --paper - ja kirjoita ryhmät riveittäin. "
        "Isoilla ja pienillä kirjaimilla ei ole väliä; väärän merkin ohjelma huomaa.",
        "Ge kommandot records key import --paper - i mappen och skriv grupperna rad för rad. "
        "Stora och små bokstäver spelar ingen roll; programmet märker ett fel tecken.",
        "In that folder run records key import --paper - and type the groups line by line. Small "
        "and capital letters are the same; a wrong sign is noticed.",
    ),
    _in(
        "QR-koodin teksti on avaintiedosto sellaisenaan: records key import TIEDOSTO.",
        "QR-kodens text är nyckelfilen som sådan: records key import FIL.",
        "The text of the QR code is the key's file as it is: records key import FILE.",
    ),
    _in(
        "Ilman records-ohjelmaa: AGE-SECRET-KEY-1 ja ryhmät perään ilman välejä on age-ohjelman "
        "avain.",
        "Utan records: AGE-SECRET-KEY-1 och grupperna efter den utan mellanrum är en nyckel för "
        "programmet age.",
        "Without records: AGE-SECRET-KEY-1 followed by the groups without gaps is a key of the "
        "program age.",
    ),
    _in(
        "Kun avain vaihtuu, esimerkiksi asiakkaan poistossa, hävitä tämä paperi ja tulosta uusi.",
        "När nyckeln byts ut, till exempel när en kund raderas: förstör pappret och skriv ut ett "
        "nytt.",
        "When the key is replaced, as at the erasure of a client: destroy this paper and print a "
        "new one.",
    ),
)


def letter(sheet: Sheet, language: str) -> Letter:
    """Return the sheet in one language; what it is stands on it in all three."""
    facts = [
        Entry(LABELS["register"][language], sheet.register),
        Entry(LABELS["epoch"][language], str(sheet.epoch)),
        Entry(LABELS["day"][language], formats.day(sheet.day, language)),
    ]
    signs = Signs(_lines(sheet.groups, language), sheet.squares, PICTURE[language])
    steps = [step[language] for step in STEPS if sheet.squares or "QR" not in step["en"]]
    return Letter(
        language,
        TITLE[language],
        SUBTITLE[language],
        letterhead(sheet.controller, language),
        formats.day(sheet.day, language),
        (
            Section(HEADINGS[0][language], tuple(map(Paragraph, PURPOSE.values()))),
            Section(HEADINGS[1][language], (Entries("", tuple(facts)), signs)),
            Section(HEADINGS[2][language], (Items(tuple(steps)),)),
        ),
    )


def _lines(groups: Sequence[str], language: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            LABELS["groups"][language].format(
                first=start + 1, last=min(start + IN_A_LINE, len(groups))
            ),
            " ".join(groups[start : start + IN_A_LINE]),
        )
        for start in range(0, len(groups), IN_A_LINE)
    )
