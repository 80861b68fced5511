"""The words of the replies to requests, in Finnish, Swedish and English.

A name, a purpose or a reason stands by itself, never inside a sentence that would bend it.
"""

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


# --- What several letters say ---

REFERENCE = _in(
    "Pyynnön viite: {reference}.", "Referens för begäran: {reference}.", "Reference: {reference}."
)
DECISION = _in("Ratkaisu", "Beslut", "Decision")
RECIPIENTS = _in(
    "Ilmoitus vastaanottajille (19 artikla)",
    "Underrättelse till mottagare (artikel 19)",
    "Notice to recipients (Article 19)",
)
TOLD = _in(
    "Asiasta ilmoitetaan seuraaville, joille tietojasi on luovutettu:",
    "Följande mottagare, till vilka uppgifter om dig har lämnats ut, underrättas:",
    "The following recipients, to whom data about you were disclosed, are told:",
)
TELL_NOBODY = _in(
    "Näitä tietoja ei ole luovutettu kenellekään, joten ilmoitettavaa ei ole.",
    "Dessa uppgifter har inte lämnats ut till någon, så ingen behöver underrättas.",
    "These data have not been disclosed to anybody, so there is nobody to tell.",
)
GROUND = _in("Peruste", "Grund", "Ground")
REASONS = _in("Perustelut", "Motivering", "Reasons")
PURPOSE = _in("Käyttötarkoitus", "Ändamål", "Purpose")

# --- Rectification, Article 16 ---

RECTIFICATION = (
    _in(
        "Vastaus oikaisupyyntöön",
        "Svar på begäran om rättelse",
        "Answer to a rectification request",
    ),
    _in(
        "Oikeus tietojen oikaisemiseen, yleinen tietosuoja-asetus, 16 artikla",
        "Rätt till rättelse, allmänna dataskyddsförordningen, artikel 16",
        "Right to rectification, General Data Protection Regulation, Article 16",
    ),
)
ASKED_TO_RECTIFY = _in(
    "Pyysit oikaisemaan tietojasi asiakasrekisterissä.",
    "Du bad oss rätta dina uppgifter i kundregistret.",
    "You asked for your data in the client register to be rectified.",
)
RECTIFIED = _in(
    "Tietosi on oikaistu {day}.",
    "Dina uppgifter har rättats {day}.",
    "Your data were rectified on {day}.",
)
BEFORE_STAYS = _in(
    "Aiemmat tiedot säilyvät salattuina rekisterin muutoshistoriassa, jotta voimme osoittaa, mitä "
    "on oikaistu ja milloin.",
    "De tidigare uppgifterna finns kvar krypterade i registrets ändringshistorik, så att vi kan "
    "visa vad som har rättats och när.",
    "What was there before stays, encrypted, in the history of changes, so that we can show what "
    "was rectified and when.",
)
BEFORE_UNREADABLE = _in(
    "Tietojesi aiemmat versiot on tehty lukukelvottomiksi tuhoamalla niiden avain. "
    "Muutoshistoriassa näkyy vain, mitkä kentät ovat muuttuneet ja milloin.",
    "De tidigare versionerna av dina uppgifter har gjorts oläsbara genom att deras nyckel har "
    "förstörts. Ändringshistoriken visar bara vilka fält som har ändrats och när.",
    "The earlier versions of your data have been made unreadable by destroying the key. The "
    "history of changes shows only which fields have changed, and when.",
)
CHANGES = _in("Oikaistut tiedot", "Rättade uppgifter", "Rectified data")
ITEM = _in("Tieto", "Uppgift", "Data")
BEFORE = _in("Aiemmin", "Tidigare", "Before")
NOW = _in("Nyt", "Nu", "Now")
NONE = _in("– (ei tietoa)", "– (ingen uppgift)", "– (none)")

# --- Extension, Article 12(3) ---

EXTENSION = (
    _in(
        "Ilmoitus määräajan jatkamisesta",
        "Meddelande om förlängd tidsfrist",
        "Notice of an extended deadline",
    ),
    _in(
        "Yleinen tietosuoja-asetus, 12 artiklan 3 kohta",
        "Allmänna dataskyddsförordningen, artikel 12.3",
        "General Data Protection Regulation, Article 12(3)",
    ),
)
WHY_LONGER = _in(
    "Miksi tarvitsemme lisäaikaa", "Varför vi behöver mer tid", "Why we need more time"
)
LONGER: dict[str, Texts] = {
    "complexity": _in(
        "Pyyntösi on monimutkainen, emmekä ehdi vastata siihen huolellisesti kuukaudessa.",
        "Din begäran är komplicerad, och vi hinner inte besvara den omsorgsfullt inom en månad.",
        "Your request is complex, and we cannot answer it with care within one month.",
    ),
    "number": _in(
        "Olemme saaneet useita pyyntöjä, emmekä ehdi vastata pyyntöösi huolellisesti kuukaudessa.",
        "Vi har fått flera begäranden, och vi hinner inte besvara din begäran omsorgsfullt inom en "
        "månad.",
        "We have received several requests, and we cannot answer yours with care within one month.",
    ),
}
"""The two reasons that the law allows."""
NEW_DEADLINE = _in("Uusi määräaika", "Ny tidsfrist", "The new deadline")
ANSWERED_BY = _in(
    "Vastaamme viimeistään {day}. Määräaikaa voidaan jatkaa enintään kahdella kuukaudella, eikä "
    "sitä jatketa toista kertaa.",
    "Vi svarar senast {day}. Tidsfristen får förlängas med högst två månader, och den förlängs "
    "inte en andra gång.",
    "We will answer by {day} at the latest. The deadline may be extended by at most two months, "
    "and it is not extended a second time.",
)

# --- Identity, Article 12(6) ---

IDENTITY = (
    _in(
        "Pyyntö henkilöllisyyden vahvistamiseksi",
        "Begäran om bekräftelse av identiteten",
        "Request to confirm your identity",
    ),
    _in(
        "Yleinen tietosuoja-asetus, 12 artiklan 6 kohta",
        "Allmänna dataskyddsförordningen, artikel 12.6",
        "General Data Protection Regulation, Article 12(6)",
    ),
)
WHY_ASKED = _in("Miksi kysymme", "Varför vi frågar", "Why we ask")
DOUBT = _in(
    "Meidän on varmistettava, että pyynnön on tehnyt henkilö itse. Näin kenenkään tietoja ei "
    "anneta eikä muuteta väärän henkilön pyynnöstä.",
    "Vi måste försäkra oss om att begäran kommer från personen själv. På så sätt lämnas ingens "
    "uppgifter ut eller ändras på fel persons begäran.",
    "We must make sure that the request was made by the person concerned. So nobody's data are "
    "given out or changed because somebody else asked.",
)
SAYS_NOTHING = _in(
    "Tästä viestistä ei voi päätellä, onko asiakasrekisterissä tietoja sinusta: kysymme kaikilta "
    "samoin sanoin.",
    "Av detta meddelande framgår inte om det finns uppgifter om dig i kundregistret: vi frågar "
    "alla med samma ord.",
    "This message does not tell whether the client register holds anything about you: we ask "
    "everybody in the same words.",
)
HOW_TO_CONFIRM = _in(
    "Näin voit vahvistaa henkilöllisyytesi",
    "Så kan du bekräfta din identitet",
    "How you can confirm your identity",
)
WAYS: tuple[Texts, ...] = (
    _in(
        "Kirjoita meille siitä sähköpostiosoitteesta, joka meillä mahdollisesti on sinulta "
        "ennestään. Osoitteemme on {email}.",
        "Skriv till oss från den e-postadress som vi eventuellt har från dig sedan tidigare. Vår "
        "adress är {email}.",
        "Write to us from the e-mail address that we may already have from you. Our address is "
        "{email}.",
    ),
    _in(
        "Jos se ei onnistu, ehdota toista tapaa. Voimme sopia esimerkiksi puhelusta tai "
        "tapaamisesta.",
        "Om det inte går kan du föreslå ett annat sätt. Vi kan till exempel komma överens om ett "
        "samtal eller ett möte.",
        "If that is not possible, suggest another way. We can agree on a call or a meeting, for "
        "example.",
    ),
    _in(
        "Älä lähetä kopiota henkilökortista tai passista äläkä henkilötunnustasi. Emme tarvitse "
        "niitä.",
        "Skicka ingen kopia av identitetskort eller pass och inte heller din personbeteckning. Vi "
        "behöver dem inte.",
        "Do not send a copy of an identity card or a passport, nor your personal identity code. We "
        "do not need them.",
    ),
)
ONLY_FOR_THIS = _in(
    "Käytämme vastaustasi vain henkilöllisyytesi varmistamiseen.",
    "Vi använder ditt svar bara för att kontrollera din identitet.",
    "Your answer is used to verify your identity and for nothing else.",
)
DEADLINE = _in("Määräaika", "Tidsfrist", "The deadline")
CLOCK_WAITS = _in(
    "Määräaika vastata pyyntöön ei kulu sinä aikana, kun odotamme vahvistusta. Jatkamme heti, kun "
    "olemme saaneet sen.",
    "Tidsfristen för svaret löper inte medan vi väntar på bekräftelsen. Vi fortsätter genast när "
    "vi har fått den.",
    "The time for answering does not run while we wait for the confirmation. We go on as soon as "
    "we have received it.",
)
WITHOUT_ANSWER = _in(
    "Jos emme saa vahvistusta, emme voi toteuttaa pyyntöä (12 artiklan 2 kohta). Voit silti tehdä "
    "pyynnön myöhemmin uudelleen.",
    "Om vi inte får någon bekräftelse kan vi inte tillmötesgå begäran (artikel 12.2). Du kan ändå "
    "göra en ny begäran senare.",
    "If we receive no confirmation, we cannot do what was asked (Article 12(2)). You can still "
    "make the request again later.",
)

# --- Portability, Article 20 ---

PORTABILITY = (
    _in(
        "Vastaus pyyntöön siirtää tiedot järjestelmästä toiseen",
        "Svar på begäran om dataportabilitet",
        "Answer to a data portability request",
    ),
    _in(
        "Oikeus siirtää tiedot järjestelmästä toiseen, yleinen tietosuoja-asetus, 20 artikla",
        "Rätt till dataportabilitet, allmänna dataskyddsförordningen, artikel 20",
        "Right to data portability, General Data Protection Regulation, Article 20",
    ),
)
ASKED_TO_MOVE = _in(
    "Saat tämän kirjeen mukana tiedot, jotka olet itse antanut meille.",
    "Med detta brev får du de uppgifter som du själv har lämnat till oss.",
    "With this letter you receive the data that you have given to us.",
)
FILES = _in("Tiedostot", "Filer", "Files")
MACHINE_READABLE = _in(
    "Tiedostot ovat jäsennellyssä, yleisesti käytetyssä ja koneellisesti luettavassa muodossa. "
    "Voit antaa ne toiselle rekisterinpitäjälle.",
    "Filerna är i ett strukturerat, allmänt använt och maskinläsbart format. Du kan lämna dem till "
    "en annan personuppgiftsansvarig.",
    "The files are in a structured, commonly used and machine-readable format. You can give them "
    "to another controller.",
)
INSIDE = _in("Mitä tiedostoissa on", "Vad filerna innehåller", "What the files hold")
OUTSIDE = _in(
    "Mitä tiedostoissa ei ole, ja miksi",
    "Vad filerna inte innehåller, och varför",
    "What the files do not hold, and why",
)
WHOLE = _in(
    "Mitään rekisterissä olevista tiedoistasi ei ole jätetty pois.",
    "Inga av dina uppgifter i registret har utelämnats.",
    "Nothing of your data in the register was left out.",
)
COPY_INSTEAD = _in(
    "Jäljennöksen kaikista rekisterissä olevista tiedoistasi saat pyytämällä sitä (15 artikla).",
    "En kopia av alla dina uppgifter i registret får du genom att begära den (artikel 15).",
    "You receive a copy of all your data in the register if you ask for it (Article 15).",
)
LEFT_OUT: dict[str, Texts] = {
    "not-provided": _in(
        "et ole itse antanut näitä tietoja",
        "du har inte själv lämnat dessa uppgifter",
        "you did not provide these data",
    ),
    "other-basis": _in(
        "käsittely ei perustu suostumukseen eikä sopimukseen",
        "behandlingen grundar sig varken på samtycke eller på avtal",
        "the processing is based neither on consent nor on a contract",
    ),
    "controller": _in(
        "rekisterinpitäjän omia merkintöjä",
        "den personuppgiftsansvariges egna anteckningar",
        "the controller's own entries",
    ),
    "paper": _in(
        "oikeus ei koske manuaalista aineistoa",
        "rätten gäller inte manuellt material",
        "the right does not cover paper material",
    ),
    "others": _in(
        "tiedot koskevat muita ihmisiä",
        "uppgifterna gäller andra människor",
        "the data are about other people",
    ),
}
"""Why something is left out (Article 20(1) and (4)); another reason is told as it was written."""
