"""The words of the privacy notice: its published headings, and what the law asks for besides."""

from heijastus_records.letters import information_wording, wording

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


TITLE = _in("Tietosuojaseloste", "Dataskyddsbeskrivning", "Privacy notice")
UPDATED = _in("Päivitetty {day}", "Uppdaterad {day}", "Updated {day}")
HEADINGS: tuple[Texts, ...] = (
    _in("Rekisterinpitäjä", "Personuppgiftsansvarig", "Controller"),
    _in("Yhteyshenkilö", "Kontaktperson", "Contact person"),
    _in("Rekisterin nimi", "Registrets namn", "Name of the register"),
    _in("Rekisteröidyt", "Registrerade", "Data subjects"),
    _in(
        "Henkilötietojen käsittelyn ja rekisterin peruste ja käyttötarkoitus",
        "Grund och ändamål för behandlingen av personuppgifter och för registret",
        "Basis and purpose of the processing of personal data and of the register",
    ),
    _in(
        "Rekisteriin tallennettavat henkilötiedot",
        "Personuppgifter som sparas i registret",
        "Personal data kept in the register",
    ),
    _in("Säännönmukaiset tietolähteet", "Regelmässiga informationskällor", "Regular data sources"),
    _in(
        "Tietojen säännönmukaiset luovutukset",
        "Regelmässiga utlämnanden av uppgifter",
        "Regular disclosures of data",
    ),
    wording.HEADINGS[7],
    _in("Käsittelyn kesto", "Behandlingens varaktighet", "Duration of processing"),
    _in(
        "Henkilötietojen käsittelijät",
        "Personuppgiftsbiträden",
        "Processors of personal data",
    ),
    _in(
        "Rekisterin suojauksen periaatteet",
        "Principer för skyddet av registret",
        "Principles of protecting the register",
    ),
    _in("Tarkastusoikeus", "Rätt till insyn", "Right of access"),
    _in(
        "Oikeus vaatia tiedon korjaamista tai poistamista",
        "Rätt att kräva rättelse eller radering av uppgifter",
        "Right to demand rectification or erasure of data",
    ),
    _in("Evästeet", "Kakor", "Cookies"),
    # From here on: what the law asks for and the published notice of 25.7.2023 does not have.
    _in("Muut oikeutesi", "Dina övriga rättigheter", "Your other rights"),
    wording.COMPLAIN,
    information_wording.OBLIGATORY,
    wording.HEADINGS[9],
)
BUSINESS_ID = _in("Y-tunnus: {id}", "FO-nummer: {id}", "Business id: {id}")
BASES = _in(
    "Käyttötarkoitukset ja niiden käsittelyperusteet:",
    "Ändamålen och deras rättsliga grunder:",
    "The purposes and their legal bases:",
)
DUTIES = _in(
    "Lisäksi rekisteriin merkitään, miten lain velvollisuudet on hoidettu:",
    "Dessutom antecknas i registret hur lagens skyldigheter har fullgjorts:",
    "The register also records how the duties of the law were carried out:",
)
SOURCES = _in(
    "Tietolähteet ja niiden julkisuus:",
    "Källorna och om de är offentliga:",
    "The sources, and whether they are public:",
)
PROCESSORS = _in(
    "Rekisterinpitäjän lukuun henkilötietoja käsittelevät:",
    "För den personuppgiftsansvariges räkning behandlas personuppgifter av:",
    "Personal data are processed on behalf of the controller by:",
)
PROCESSOR = _in(
    "{name}: {task} ({country})", "{name}: {task} ({country})", "{name}: {task} ({country})"
)
RETENTION_HEADS = (
    _in("Tiedot", "Uppgifter", "Data"),
    _in("Säilytysaika", "Lagringstid", "How long they are kept"),
    _in("Lain vähimmäisaika", "Lagens minimitid", "The statute's minimum"),
)
STATUTE = _in(
    "tositteet, kuten laskut: {years} vuotta sen kalenterivuoden päättymisestä, jonka aikana "
    "tilikausi on päättynyt (kirjanpitolaki 2 luku 10 §)",
    "verifikationer, såsom fakturor: {years} år från utgången av det kalenderår under vilket "
    "räkenskapsperioden har gått ut (bokföringslagen 2 kap. 10 §)",
    "vouchers, such as invoices: {years} years from the end of the calendar year in which the "
    "financial year ended (Accounting Act, chapter 2, section 10)",
)
BREACHES_KEPT = _in(
    "kymmenen vuotta siitä, kun tietoturvaloukkaus tuli tietoon",
    "tio år efter att personuppgiftsincidenten blev känd",
    "ten years from the day on which the breach became known",
)
NO_STATUTE = _in("ei säädetty", "ingen", "none")
MINIMUM = _in(
    "Lain vähimmäisaika on tositteille, kuten laskuille, {years} vuotta sen kalenterivuoden "
    "päättymisestä, jonka aikana tilikausi on päättynyt (kirjanpitolaki 2 luku 10 §).",
    "Lagens minimitid för verifikationer, såsom fakturor, är {years} år från utgången av det "
    "kalenderår under vilket räkenskapsperioden har gått ut (bokföringslagen 2 kap. 10 §).",
    "The statute's minimum for vouchers, such as invoices, is {years} years from the end of the "
    "calendar year in which the financial year ended (Accounting Act, chapter 2, section 10).",
)
EARLIER = _in(
    "Tiedot, joita kirjanpito ei edellytä, voidaan poistaa pyynnöstä jo aiemmin.",
    "Uppgifter som bokföringen inte kräver kan på begäran raderas tidigare.",
    "Data that accounting does not demand can be erased earlier on request.",
)
MANUAL = _in("a. Manuaalinen aineisto:", "a. Manuellt material:", "a. Paper material:")
ELECTRONIC = _in(
    "b. ATK:lla käsiteltävät tiedot:",
    "b. Uppgifter som behandlas med dator:",
    "b. Data processed by computer:",
)
CHANNELS = _in(
    "Pyynnön voi tehdä myös muusta sähköpostiosoitteesta, kirjeitse, puhelimitse tai tavattaessa. "
    "Jos on aihetta epäillä, kuka pyynnön tekee, henkilöllisyys varmistetaan ennen vastaamista.",
    "Begäran kan också göras från en annan e-postadress, per brev, per telefon eller vid ett möte. "
    "Om det finns anledning att tvivla på vem som gör begäran bekräftas identiteten före svaret.",
    "A request can also be made from another e-mail address, by letter, by telephone or in person. "
    "Where there is reason to doubt who makes it, the identity is confirmed before the answer.",
)
IN_A_MONTH = _in(
    "Pyyntöön vastataan viimeistään kuukauden kuluessa sen saapumisesta, ja vastaus on maksuton. "
    "Jos pyyntö on monimutkainen tai pyyntöjä on monta, määräaikaa voidaan jatkaa enintään "
    "kahdella kuukaudella, ja siitä ilmoitetaan ensimmäisen kuukauden kuluessa.",
    "Begäran besvaras senast inom en månad efter att den har kommit in, och svaret är gratis. Om "
    "begäran är komplicerad eller begärandena många kan tiden förlängas med högst två månader, "
    "vilket meddelas inom den första månaden.",
    "A request is answered within a month of its arrival at the latest, free of charge. If it is "
    "complex or there are many, the time can be extended by at most two months; this is told "
    "within the first month.",
)
PAPER = _in(
    "Vastaus annetaan pyynnöstä myös paperilla. Se kattaa myös manuaalisen aineiston.",
    "Svaret ges på begäran också på papper. Det omfattar även det manuella materialet.",
    "The answer is given on paper on request. It covers the paper material as well.",
)
RIGHTS = _in(
    "Tarkastamisen, korjaamisen ja poistamisen lisäksi sinulla on:",
    "Utöver insyn, rättelse och radering har du:",
    "Besides access, rectification and erasure you have:",
)

# --- 15. Cookies ---

COOKIE_HEADS = (
    _in("Eväste", "Kaka", "Cookie"),
    _in("Tarkoitus", "Ändamål", "Purpose"),
    _in("Kesto", "Varaktighet", "How long it lasts"),
    _in("Suostumus", "Samtycke", "Consent"),
)
COOKIE_PURPOSES = {
    "necessary": _in("välttämätön", "nödvändig", "necessary"),
    "preferences": _in("asetukset", "inställningar", "preferences"),
    "analytics": _in("kävijäliikenteen analysointi", "analys av besökstrafiken", "analytics"),
    "marketing": _in("markkinointi", "marknadsföring", "marketing"),
}
SESSION = _in("selaimen sulkemiseen asti", "tills webbläsaren stängs", "until the browser closes")
DAYS = (
    _in("{count} päivä", "{count} dag", "{count} day"),
    _in("{count} päivää", "{count} dagar", "{count} days"),
)
"""One, and more than one."""
CONSENT = {
    "yes": _in("kysytään ensin", "frågas först", "asked for first"),
    "no": _in("ei tarvita", "behövs inte", "not needed"),
}
