"""The words of what falls due when, in Finnish, Swedish and English.

Classes and reasons have one home here: the screen, the page, the table and the calendar say the
same. Commands stay as they are typed.
"""

from heijastus_records.law.due import Reason, State

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


TITLE = _in("Säilytysajat", "Lagringstider", "Retention")
SUBTITLE = _in(
    "Mitä voidaan poistaa, mitä poistetaan seuraavaksi ja mikä on vielä epäselvää "
    "(yleinen tietosuoja-asetus, 5 artiklan 1 kohdan e alakohta)",
    "Vad som kan raderas, vad som raderas härnäst och vad som ännu är oklart (allmänna "
    "dataskyddsförordningen, artikel 5.1 e)",
    "What can be erased, what is erased next, and what is still unclear (General Data Protection "
    "Regulation, Article 5(1)(e))",
)
HEADINGS: tuple[Texts, ...] = (
    _in("Tilanne nyt", "Läget just nu", "Where the records stand"),
    _in("Mitä poistetaan milloin", "Vad som raderas när", "What falls due when"),
    _in("Laskut tilikausittain", "Fakturor per räkenskapsperiod", "Invoices by financial year"),
    _in("Tiedot yksitellen", "Uppgifterna en för en", "The records one by one"),
    _in("Suostumukset", "Samtycken", "Consents"),
    _in(
        "Päätetyt pyynnöt ja tietoturvaloukkaukset",
        "Avslutade begäranden och incidenter",
        "Closed requests and breaches",
    ),
    _in("Paperit", "Papper", "Paper"),
)

HEAD = _in("{day}: {count} asiakasta.", "{day}: {count} kunder.", "As of {day}: {count} clients.")

STATES: dict[State, Texts] = {
    State.NOW: _in("poistettavissa", "kan raderas", "due now"),
    State.PARTLY: _in("osittain", "delvis", "due partly"),
    State.HELD: _in("este", "spärrade", "on hold"),
    State.SOON: _in("pian", "snart", "ends soon"),
    State.UNCLEAR: _in("epäselvä", "oklara", "unclear"),
    State.RUNNING: _in("voimassa", "pågår", "running"),
}
CONSENTS = _in("suostumukset", "samtycken", "consents")
CLOSED = _in("päätetyt", "avslutade", "closed")
PAPER = _in("paperit", "papper", "paper")

REASONS: dict[Reason, Texts] = {
    Reason.PASSED: _in(
        "kaikkien tietojen säilytysaika on päättynyt",
        "lagringstiden för alla uppgifter har gått ut",
        "the time of all that is held has passed",
    ),
    Reason.PASSED_IN_PART: _in(
        "tiedoista osan säilytysaika on päättynyt; loput säilyvät omaan päiväänsä asti",
        "lagringstiden för en del har gått ut; resten bevaras till sin egen dag",
        "the time of a part has passed; the rest stays until its own day",
    ),
    Reason.HOLD: _in(
        "säilytysaika on päättynyt, mutta poistolle on merkitty este tai käsittely on rajoitettu",
        "lagringstiden har gått ut, men en spärr är antecknad eller behandlingen är begränsad",
        "the time has passed, but a hold is recorded or the processing is restricted",
    ),
    Reason.REQUEST: _in(
        "säilytysaika on päättynyt, mutta pyyntöön on ensin vastattava tai poisto odottaa jo",
        "lagringstiden har gått ut, men en begäran ska först besvaras eller radering väntar redan",
        "the time has passed, but a request is to be answered first, or an erasure waits already",
    ),
    Reason.SOON: _in(
        "jokin säilytysaika päättyy {days} päivän kuluessa",
        "en lagringstid går ut inom {days} dagar",
        "something falls due within {days} days",
    ),
    Reason.CONTRACTS: _in(
        "kaikki sopimukset ovat päättyneet: onko vielä asiakas?",
        "alla avtal har gått ut: fortfarande kund?",
        "every contract has ended: still a client?",
    ),
    Reason.NO_END: _in(
        "asiakassuhteen loppua ei ole merkitty: tiedot eivät vanhenisi koskaan",
        "slutet på kundförhållandet är inte antecknat: uppgifterna skulle aldrig gå ut",
        "no end of the relationship is recorded: it would never fall due",
    ),
    Reason.NONE: _in("säilytysaika on kesken", "lagringstiden löper", "its time is running"),
}
COMMANDS: dict[Reason, str] = {
    Reason.PASSED: "records retention apply",
    Reason.PASSED_IN_PART: "records retention apply",
    Reason.HOLD: "records show WHO",
    Reason.REQUEST: "records requests list",
    Reason.CONTRACTS: "records edit WHO",
    Reason.NO_END: "records edit WHO",
}
"""What goes on; where nothing has to be done, nothing."""

RENEW = _in(
    "täyttäneet {months} kuukautta tai täyttävät pian: kysy uudelleen tai merkitse perutuksi",
    "givna för {months} månader sedan, eller snart: fråga på nytt eller återkalla",
    "given {months} months ago, or nearly: ask again, or withdraw",
)
MORE = _in(
    "ja {count} muuta: records retention --json",
    "och {count} till: records retention --json",
    "and {count} more: records retention --json",
)
EXPIRED = _in(
    "pyynnöt ja tietoturvaloukkaukset, joiden säilytysaika on päättynyt",
    "begäranden och incidenter vilkas lagringstid har gått ut",
    "requests and breaches whose time has passed",
)
SHRED = _in(
    "paperin oma säilytysaika on päättynyt: silppua se ja merkitse silputuksi",
    "papperets egen dag är över: strimla det och anteckna det",
    "its own day is over: shred it, and tick it off",
)
# --- 1. Where the records stand ---

ABOUT = _in(
    "Tilanne {day}. Jokainen asiakas on täsmälleen yhdessä luokassa. Tiedoista näkyvät vain "
    "tunnukset.",
    "Varje kund hör till exakt en klass. Läget {day}. Av uppgifterna syns bara beteckningarna.",
    "Each client is in exactly one class, as of {day}. Of the records only the ids are shown.",
)

# --- 2. What falls due when ---

CHART = _in(
    "Asiakkaat ja laskut vuosittain", "Kunder och fakturor per år", "Clients and invoices by year"
)
AXIS = _in("Vuosi", "År", "Year")
NOW = _in("nyt", "nu", "now")
SERIES: tuple[Texts, ...] = (
    _in("Kokonaan", "Helt", "Whole"),
    _in("Osittain", "Delvis", "In part"),
    _in("Laskut", "Fakturor", "Invoices"),
)
PICTURE = _in(
    "Vaakapylväät vuosittain: kuinka monen asiakkaan tiedot poistetaan kokonaan tai osittain ja "
    "kuinka monta laskua. {series}.",
    "Liggande staplar per år: hur många kunders uppgifter som raderas helt eller delvis, och hur "
    "många fakturor. {series}.",
    "Bars by year: how many clients' records go whole or in part, and how many invoices. {series}.",
)
PICTURED = _in("{name}: {values}", "{name}: {values}", "{name}: {values}")
NOTHING = _in("ei mitään", "inget", "nothing")
KNOWN = _in(
    "Kuvassa on se, minkä päivä tiedetään. Asiakassuhteen tiedot tulevat mukaan, kun suhteen loppu "
    "merkitään.",
    "Bilden visar det vars dag är känd. Kundförhållandets uppgifter kommer med när slutet "
    "antecknas.",
    "It shows what has a known day. The data of a relationship join in once its end is recorded.",
)

# --- 3. Financial years ---

YEAR = _in("Tilikausi", "Period", "Year ended")
INVOICES = _in("Laskuja", "Fakturor", "Invoices")
UNTIL = _in("Seloste", "Beskrivningen", "Notice")
STATUTE = _in("Laki", "Lagen", "Law")
STANDING = _in("Nyt", "Nu", "Now")
DAYS = _in(
    "Päivät ovat viimeisiä säilytyspäiviä: poistaa voi seuraavana päivänä. Selosteen mukaan "
    "{years} vuotta tilikauden päättymisestä; lain vähimmäisaika on kuusi vuotta sen "
    "kalenterivuoden lopusta, jona tilikausi päättyi (kirjanpitolaki 2 luku 10 §).",
    "Dagarna är de sista lagringsdagarna: nästa dag kan uppgifterna raderas. Enligt beskrivningen "
    "{years} år från räkenskapsperiodens slut; lagens minimitid är sex år från utgången av det "
    "kalenderår då räkenskapsperioden slutade (bokföringslagen 2 kap. 10 §).",
    "Each day is the last one: what is kept until it can go on the next. The notice promises "
    "{years} years from the end of the financial year; the law's minimum is six years from the "
    "end of the calendar year in which it ended (Accounting Act, chapter 2, section 10).",
)
DUE = _in("voi poistaa", "kan raderas", "due")
HELD = _in("este: {count}", "{count} spärrade", "{count} on hold")
HERS = _in(
    "laki sallisi poiston: sinä päätät",
    "lagen tillåter: du avgör",
    "by law it could go: you decide",
)
KEPT = _in("säilyy", "bevaras", "kept")
NO_INVOICES = _in("Laskuja ei ole.", "Det finns inga fakturor.", "There are no invoices.")

# --- 4. The records one by one ---

SINCE = _in("{day} alkaen: {what}", "sedan {day}: {what}", "since {day}: {what}")
NEXT = _in("seuraavaksi {day}", "härnäst {day}", "next on {day}")
REMARKS = _in("huomautuksia {count}", "anteckningar {count}", "comments {count}")
NO_RECORDS = _in(
    "Yhdenkään tiedon säilytysaika ei ole päättynyt eikä pääty pian.",
    "Ingen lagringstid har gått ut eller går snart ut.",
    "Nothing is due, and nothing falls due soon.",
)

# --- 5.–7. ---

OLD = _in("liian vanha {day} alkaen", "för gammalt sedan {day}", "too old since {day}")
AGES = _in("kysyttävä uudelleen viimeistään {day}", "fråga senast {day}", "to be asked by {day}")
KEPT_UNTIL = _in("säilytettiin {day} asti", "bevarades till {day}", "kept until {day}")
NONE = _in("Ei yhtään.", "Inga.", "None.")

# --- The table (CSV) ---

COLUMNS: tuple[Texts, ...] = (
    _in("Tunnus", "Beteckning", "Id"),
    _in("Luokka", "Klass", "Class"),
    _in("Miksi", "Varför", "Why"),
    _in("Alkaen", "Sedan", "Since"),
    _in("Seuraava päivä", "Nästa dag", "Next day"),
    _in("Poistuvat kentät", "Fält som raderas", "Fields that go"),
    _in("Poistuvia arvoja", "Värden som raderas", "Values that go"),
    _in("Poistuvia laskuja", "Fakturor som raderas", "Invoices that go"),
    _in("Silputtavia papereita", "Papper att strimla", "Papers to shred"),
)

# --- The calendar ---

FALLS_DUE = _in(
    "{id}: jokin säilytysaika päättyy (records retention)",
    "{id}: en lagringstid går ut (records retention)",
    "{id}: something falls due (records retention)",
)
ANSWER = _in(
    "{id}: pyyntöön on vastattava viimeistään (records requests show {id})",
    "{id}: begäran ska besvaras senast (records requests show {id})",
    "{id}: last day to answer the request (records requests show {id})",
)
ERASE = _in(
    "{id}: poisto on tehtävä viimeistään (records erase)",
    "{id}: radering ska göras senast (records erase)",
    "{id}: last day to carry out the erasure (records erase)",
)
