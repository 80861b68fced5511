"""The words of the summary of the trail, in Finnish, Swedish and English."""

from heijastus_records.letters import wording

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


TITLE = _in(
    "Muutoshistorian yhteenveto", "Sammandrag av ändringshistoriken", "Summary of the audit trail"
)
SUBTITLE = _in(
    "Osoitusvelvollisuus, yleinen tietosuoja-asetus, 5 artiklan 2 kohta",
    "Ansvarsskyldighet, allmänna dataskyddsförordningen, artikel 5.2",
    "Accountability, General Data Protection Regulation, Article 5(2)",
)
HEADINGS: tuple[Texts, ...] = (
    _in(
        "Mitä yhteenveto koskee ja mihin se perustuu",
        "Vad sammandraget gäller och vad det bygger på",
        "What the summary covers and what it rests on",
    ),
    _in("Muutokset", "Ändringar", "Changes"),
    _in(
        "Rekisteröityjen pyynnöt, poistot ja tietoturvaloukkaukset",
        "De registrerades begäranden, raderingar och personuppgiftsincidenter",
        "Requests of data subjects, erasures and breaches",
    ),
    _in("Muutoshistorian eheys", "Ändringshistorikens integritet", "Integrity of the trail"),
    _in(
        "Rekisterin kentät ja tietosuojaseloste",
        "Registrets fält och dataskyddsbeskrivningen",
        "The fields of the register and the privacy notice",
    ),
    _in(
        "Mitä yhteenvedossa ei ole",
        "Vad sammandraget inte innehåller",
        "What is not in this summary",
    ),
)

# --- 1. The period, and what it rests on ---

ABOUT = _in(
    "Yhteenveto kertoo, miten asiakasrekisteriä on ylläpidetty. Siinä on vain lukumääriä, päiviä "
    "ja kenttien nimiä, ei kenenkään henkilötietoja.",
    "Sammandraget visar hur kundregistret har förts. Det innehåller bara antal, datum och namn på "
    "fält, inga personuppgifter om någon.",
    "The summary shows how the client register has been kept. It holds counts, days and names of "
    "fields only, and nobody's personal data.",
)
BASIS = _in(
    "Jokaisella asiakkaalla on rekisterissä oma salattu tiedostonsa. Kun tietoja muutetaan, "
    "muutoshistoriaan jää merkintä siitä, milloin muutos tehtiin ja mitä kenttiä se koski. Luvut "
    "on laskettu näistä merkinnöistä. Asiakkaat ja kentät on laskettu rekisteristä {day}; kaikki "
    "asiakastietueet avattiin ja luettiin sitä varten.",
    "Varje kund har en egen krypterad fil i registret. När uppgifter ändras antecknas i "
    "ändringshistoriken när ändringen gjordes och vilka fält den gällde. Siffrorna har räknats ur "
    "dessa anteckningar. Kunderna och fälten har räknats ur registret {day}; alla kundposter "
    "öppnades och lästes för det.",
    "Every client has a sealed file of their own in the register. When data are changed, the trail "
    "records when this was done and which fields it concerned. The figures are counted from these "
    "entries. Clients and fields are counted from the register on {day}; all client records were "
    "opened and read for it.",
)
REGISTER = _in("Rekisteri", "Register", "Register")
PERIOD = _in("Ajanjakso", "Period", "Period")
BEGAN = _in("Muutoshistorian alku", "Ändringshistorikens början", "Beginning of the trail")
PEOPLE = _in("Henkilöasiakkaita", "Personer som är kunder", "Clients that are people")
ORGANISATIONS = _in(
    "Organisaatioasiakkaita", "Organisationer som är kunder", "Clients that are organisations"
)

# --- 2. Changes ---

TOTAL = _in(
    "Ajanjaksolla tallennettuja muutoksia: {count}.",
    "Ändringar som har sparats under perioden: {count}.",
    "Changes saved in the period: {count}.",
)
NO_CHANGES = _in(
    "Ajanjaksolla rekisteriin ei ole tallennettu muutoksia.",
    "Inga ändringar har sparats i registret under perioden.",
    "No changes were saved in the register in the period.",
)
KINDS = _in("Muutokset lajeittain", "Ändringar efter slag", "Changes by kind")
CHANGE = (_in("muutos", "ändring", "change"), _in("muutosta", "ändringar", "changes"))
RECORD = (_in("tietue", "post", "record"), _in("tietuetta", "poster", "records"))
"""One, and more than one."""

ACTIONS: dict[str, Texts] = {
    **wording.ACTIONS,
    "other": _in("muu muutos", "annan ändring", "other change"),
}
"""What the kinds of changes are called; a verb that is not here is another change."""

CHART = {
    1: _in(
        "Muutokset ja pyynnöt kuukausittain",
        "Ändringar och begäranden per månad",
        "Changes and requests by month",
    ),
    3: _in(
        "Muutokset ja pyynnöt neljännesvuosittain",
        "Ändringar och begäranden per kvartal",
        "Changes and requests by quarter",
    ),
    12: _in(
        "Muutokset ja pyynnöt vuosittain",
        "Ändringar och begäranden per år",
        "Changes and requests by year",
    ),
}
AXIS = {
    1: _in("Kuukausi", "Månad", "Month"),
    3: _in("Neljännes", "Kvartal", "Quarter"),
    12: _in("Vuosi", "År", "Year"),
}
"""By how many months a row of the chart has."""

CHANGES = _in("Muutoksia", "Ändringar", "Changes")
REQUESTS = _in("Pyyntöjä", "Begäranden", "Requests")
PICTURE = _in(
    "Vaakapylväskaavio taulukon luvuista. {series}.",
    "Liggande stapeldiagram över siffrorna i tabellen. {series}.",
    "Bar chart of the figures in the table. {series}.",
)
PICTURED = _in(
    "{name}: yhteensä {total}, eniten {most} ({row})",
    "{name}: sammanlagt {total}, flest {most} ({row})",
    "{name}: {total} in all, at most {most} ({row})",
)
PICTURED_NONE = _in("{name}: yhteensä 0", "{name}: sammanlagt 0", "{name}: 0 in all")

# --- 3. Requests, erasures, breaches ---

RECEIVED = _in("Kirjattuja pyyntöjä", "Antecknade begäranden", "Requests recorded")
IN_TIME = _in("Määräajassa vastattuja", "Besvarade inom tidsfristen", "Answered within the time")
LATE = _in("Myöhässä vastattuja", "Besvarade för sent", "Answered late")
OPEN = _in("Avoinna olevia", "Ännu obesvarade", "Still open")
ON_REQUEST = _in(
    "Muutoksia pyyntöjen perusteella", "Ändringar på begäran", "Changes made on request"
)
ERASED = _in("Poistettuja tietueita", "Raderade poster", "Records erased")
BREACHES = _in("Tietoturvaloukkauksia", "Personuppgiftsincidenter", "Breaches recorded")

# --- 4. Integrity ---

NOT_VERIFIED = _in(
    "Muutoshistorian eheyttä ei ole tarkastettu tätä yhteenvetoa varten.",
    "Ändringshistorikens integritet har inte kontrollerats för detta sammandrag.",
    "The integrity of the trail was not verified for this summary.",
)
VERIFIED = _in(
    "Koko muutoshistoria on tarkastettu tätä yhteenvetoa varten. Huomautettavaa ei löytynyt.",
    "Hela ändringshistoriken har kontrollerats för detta sammandrag. Inga avvikelser hittades.",
    "The whole trail was verified for this summary. Nothing was found to be wrong.",
)
PROBLEMS_FOUND = _in(
    "Koko muutoshistoria on tarkastettu tätä yhteenvetoa varten. Tarkastuksessa löytyi "
    "poikkeamia, jotka rekisterinpitäjän on selvitettävä.",
    "Hela ändringshistoriken har kontrollerats för detta sammandrag. Avvikelser hittades, och den "
    "personuppgiftsansvarige ska utreda dem.",
    "The whole trail was verified for this summary. Deviations were found, which the controller "
    "has to clear up.",
)
COMMITS = _in("Merkintöjä muutoshistoriassa", "Anteckningar i historiken", "Entries in the trail")
CHECKED = _in("Tarkastettuja merkintöjä", "Kontrollerade anteckningar", "Entries verified")
SIGNED = _in(
    "Allekirjoitettu tunnetulla avaimella", "Signerade med en känd nyckel", "Signed by a known key"
)
BY_HAND = _in("Tehty suoraan Gitillä", "Gjorda direkt med Git", "Made with Git by hand")
PROBLEMS = _in("Poikkeamia", "Avvikelser", "Deviations")
UNDATED = _in(
    "Merkintöjä, joiden päivää ei voi lukea",
    "Anteckningar vars datum inte kan läsas",
    "Entries whose day cannot be read",
)

# --- 5. Fields and notice ---

NOTICE = _in(
    "Voimassa on tietosuojaselosteen versio {version}, päivitetty {day}. Rekisterissä voi olla "
    "vain kenttiä, jotka kuuluvat johonkin selosteen kohdassa 6 nimettyyn henkilötietoryhmään tai "
    "joita laki tai selosteen muu kohta edellyttää: ohjelma ei avaa rekisteriä, jos jokin ryhmä "
    "puuttuu selosteesta. Alla ovat käytössä olevat kentät ja suluissa niiden tietueiden määrä, "
    "joissa kenttä on.",
    "I kraft är dataskyddsbeskrivningens version {version}, uppdaterad {day}. Registret kan bara "
    "ha fält som hör till en kategori av personuppgifter som nämns i punkt 6 i beskrivningen eller "
    "som lagen eller en annan punkt i beskrivningen kräver: programmet öppnar inte registret om en "
    "kategori saknas i beskrivningen. Nedan finns de fält som används och inom parentes antalet "
    "poster som har fältet.",
    "In force is version {version} of the privacy notice, updated on {day}. The register can only "
    "have fields that belong to a category of personal data named in section 6 of the notice, or "
    "that the law or another section of the notice asks for: the program does not open the "
    "register if the notice lacks a category. Below are the fields in use and, in brackets, the "
    "number of records that have the field.",
)
NAMED = _in(
    "Nimetty tietosuojaselosteen kohdassa 6",
    "Nämns i punkt 6 i dataskyddsbeskrivningen",
    "Named in section 6 of the privacy notice",
)
DUTY = _in(
    "Perustuu lakiin tai selosteen muuhun kohtaan",
    "Grundar sig på lagen eller på en annan punkt i beskrivningen",
    "Rests on the law or on another section of the notice",
)
COMMENTED = _in(
    "Tietueita, joissa on myös rekisterinpitäjän omia huomautuksia: {count}. Huomautukset "
    "annetaan rekisteröidylle hänen tietojensa jäljennöksessä.",
    "Poster som också har den personuppgiftsansvariges egna anteckningar: {count}. Anteckningarna "
    "lämnas till den registrerade i kopian av uppgifterna.",
    "Records that have remarks of the controller as well: {count}. The remarks are given to the "
    "data subject in the copy of their data.",
)
NO_FIELDS = _in(
    "Rekisterissä ei ole vielä asiakkaita, joten kenttiä ei ole käytössä.",
    "Registret har ännu inga kunder, så inga fält används.",
    "The register has no clients yet, so no field is in use.",
)

# --- 6. What is not in it ---

LEFT_OUT: tuple[Texts, ...] = (
    _in(
        "Nimiä, yhteystietoja, tunnisteita ja muuta tietojen sisältöä ei ole mukana.",
        "Namn, kontaktuppgifter, identifierare och annat innehåll i uppgifterna finns inte med.",
        "Names, contact details, identifiers and other contents of the data are left out.",
    ),
    _in(
        "Tietojen katselusta ei jää merkintää, joten sitä ei voi laskea.",
        "Läsning av uppgifter antecknas inte, så den kan inte räknas.",
        "Reading of data leaves no entry, so it cannot be counted.",
    ),
    _in(
        "Manuaalinen aineisto, sähköposti ja kirjanpito eivät ole muutoshistoriassa.",
        "Manuellt material, e-post och bokföring ingår inte i ändringshistoriken.",
        "Paper material, e-mail and accounts are not part of the trail.",
    ),
    _in(
        "Muutokset, jotka on tehty ennen muutoshistorian alkua, eivät ole mukana.",
        "Ändringar som gjordes före ändringshistorikens början finns inte med.",
        "Changes made before the beginning of the trail are left out.",
    ),
    _in(
        "Tämä ei ole seloste käsittelytoimista (yleinen tietosuoja-asetus, 30 artikla).",
        "Detta är inte ett register över behandling (allmänna dataskyddsförordningen, artikel 30).",
        "This is not the record of processing activities (GDPR, Article 30).",
    ),
)
