"""The words of the record of processing activities (GDPR, Article 30(1))."""

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


TITLE = _in(
    "Seloste käsittelytoimista", "Register över behandling", "Record of processing activities"
)
SUBTITLE = _in(
    "Yleinen tietosuoja-asetus, 30 artiklan 1 kohta",
    "Allmänna dataskyddsförordningen, artikel 30.1",
    "General Data Protection Regulation, Article 30(1)",
)
HEADINGS: tuple[Texts, ...] = (
    _in(
        "Rekisterinpitäjä ja yhteystiedot (a)",
        "Personuppgiftsansvarig och kontaktuppgifter (a)",
        "The controller and contact details (a)",
    ),
    _in(
        "Käsittelyn tarkoitukset (b)",
        "Ändamålen med behandlingen (b)",
        "Purposes of the processing (b)",
    ),
    _in(
        "Rekisteröityjen ryhmät ja henkilötietoryhmät (c)",
        "Kategorier av registrerade och av personuppgifter (c)",
        "Categories of data subjects and of personal data (c)",
    ),
    _in(
        "Vastaanottajien ryhmät (d)", "Kategorier av mottagare (d)", "Categories of recipients (d)"
    ),
    _in(
        "Siirrot EU:n tai ETA:n ulkopuolelle (e)",
        "Överföringar utanför EU eller EES (e)",
        "Transfers outside the EU or the EEA (e)",
    ),
    _in("Poistamisen määräajat (f)", "Tidsfrister för radering (f)", "Time limits for erasure (f)"),
    _in("Turvatoimet (g)", "Säkerhetsåtgärder (g)", "Security measures (g)"),
)
REGISTER = _in("Rekisteri", "Register", "Register")
BASIS = _in("Käsittelyperuste", "Rättslig grund", "Legal basis")
SUBJECTS = _in("Rekisteröidyt", "Registrerade", "Data subjects")
DATA = _in("Henkilötietoryhmät", "Kategorier av personuppgifter", "Categories of personal data")
ROLES = _in("Roolit", "Roller", "Roles")
PEOPLE = _in("Henkilöitä rekisterissä", "Personer i registret", "People in the register")
ORGANISATIONS = _in(
    "Organisaatioita rekisterissä", "Organisationer i registret", "Organisations in the register"
)
CATEGORIES = _in(
    "Rekisterissä on seuraavia tietoja:",
    "Registret innehåller följande uppgifter:",
    "The register holds the following data:",
)
DISCLOSED = _in(
    "Rekisteriin on merkitty luovutuksia: {count}.",
    "I registret finns antecknade utlämnanden: {count}.",
    "Disclosures recorded in the register: {count}.",
)
COUNTRIES = _in("Maat, joissa tiedot ovat", "Länder där uppgifterna finns", "Countries of the data")
HOSTS = _in(
    "Palvelimet, joilla voi olla salattu kopio",
    "Servrar som kan ha en krypterad kopia",
    "Hosts that may have a sealed copy",
)
LIMIT_HEADS = (
    _in("Henkilötietoryhmä", "Kategori av personuppgifter", "Category of personal data"),
    _in("Säilytysaika", "Lagringstid", "How long it is kept"),
    _in("Lain vähimmäisaika", "Lagens minimitid", "The statute's minimum"),
)

MINIMUM = _in("tositteet {years} vuotta", "verifikationer {years} år", "vouchers {years} years")
LATEST = _in(
    "Jos tietoa koskee useampi säilytysaika, myöhäisin ratkaisee.",
    "Om flera lagringstider gäller en uppgift avgör den senaste.",
    "Where more than one time applies, the latest decides.",
)

# --- Security: what the program itself knows ---

SEALED = _in(
    "Jokainen tietue on salattu tiedosto (age), jolla on oma avaimensa. Poistetun tietueen avain "
    "poistetaan ja muut avaimet vaihdetaan, joten sen vanhatkaan versiot eivät enää avaudu.",
    "Varje post är en krypterad fil (age) med en egen nyckel. När en post raderas tas dess nyckel "
    "bort och de andra nycklarna byts ut, så att inte heller gamla versioner går att öppna.",
    "Every record is a sealed file (age) with a key of its own. When a record is erased its key is "
    "dropped and the others are replaced, so that not even its old versions open any more.",
)
SIGNED = _in(
    "Jokaisesta muutoksesta jää allekirjoitettu merkintä muutoshistoriaan.",
    "Varje ändring lämnar en signerad anteckning i ändringshistoriken.",
    "Every change leaves a signed entry in the audit trail.",
)
UNSIGNED = _in(
    "Jokaisesta muutoksesta jää merkintä muutoshistoriaan. Merkintöjä ei allekirjoiteta.",
    "Varje ändring lämnar en anteckning i ändringshistoriken. Anteckningarna signeras inte.",
    "Every change leaves an entry in the audit trail. The entries are not signed.",
)
EPOCH = _in("Avaimen numero ja päivä", "Nyckelns nummer och dag", "Epoch of the key, and its day")
COPIES = _in(
    "Avaimen kopioita luettelossa", "Nyckelkopior på listan", "Copies of the key on the list"
)
OUTSTANDING = _in(
    "Kopioita ja tietokoneita, joilla on vanha avain",
    "Kopior och datorer med en äldre nyckel",
    "Copies and computers with an older key",
)
