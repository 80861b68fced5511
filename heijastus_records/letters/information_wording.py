"""The words of the information that Article 14 asks for, beside those of the access answer."""

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


TITLES = (
    _in(
        "Tietoa henkilötietojesi käsittelystä",
        "Information om behandlingen av dina personuppgifter",
        "Information on the processing of your personal data",
    ),
    _in(
        "Yleinen tietosuoja-asetus, 14 artikla",
        "Allmänna dataskyddsförordningen, artikel 14",
        "General Data Protection Regulation, Article 14",
    ),
)
WHY = _in("Miksi saat tämän kirjeen", "Varför du får detta brev", "Why you receive this letter")
FROM_OTHERS = _in(
    "Asiakasrekisteriimme on merkitty sinua koskevia henkilötietoja, joita emme ole saaneet "
    "sinulta itseltäsi. Siksi kerromme, mitä tietoja käsittelemme, mihin ja millä perusteella.",
    "I vårt kundregister har det antecknats personuppgifter om dig som vi inte har fått av dig "
    "själv. Därför berättar vi vilka uppgifter vi behandlar, för vilka ändamål och på vilken "
    "grund.",
    "Our client register holds personal data about you that we did not receive from you. So we "
    "tell you which data we process, what for and on what basis.",
)
CONTROLLER = _in(
    "Rekisterinpitäjä ja yhteystiedot",
    "Personuppgiftsansvarig och kontaktuppgifter",
    "The controller and contact details",
)
NAME = _in("Rekisterinpitäjä", "Personuppgiftsansvarig", "Controller")
BUSINESS_ID = _in("Y-tunnus", "FO-nummer", "Business id")
ADDRESS = _in("Osoite", "Adress", "Address")
PHONE = _in("Puhelin", "Telefon", "Telephone")
EMAIL = _in("Sähköposti", "E-post", "E-mail")
NO_OFFICER = _in(
    "Tietosuojavastaavaa ei ole nimitetty.",
    "Något dataskyddsombud har inte utsetts.",
    "No data protection officer has been designated.",
)
PUBLIC = _in(
    "tiedot ovat yleisesti saatavilla",
    "uppgifterna är allmänt tillgängliga",
    "the data are publicly accessible",
)
NOT_PUBLIC = _in(
    "ei yleisesti saatavilla oleva lähde",
    "källan är inte allmänt tillgänglig",
    "not a publicly accessible source",
)
RETENTION: dict[str, Texts] = {
    "relationship": _in(
        "Asiakassuhteen tiedot", "Uppgifter om kundförhållandet", "Data of the client relationship"
    ),
    "accounting": _in("Kirjanpitoaineisto", "Bokföringsmaterial", "Accounting material"),
    "record": _in(
        "Merkinnät rekisterinpitäjän velvollisuuksista",
        "Anteckningar om den personuppgiftsansvariges skyldigheter",
        "Entries about the controller's duties",
    ),
}
"""What is kept by each rule of the notice."""
OBLIGATORY = _in(
    "Onko tietojen antaminen pakollista",
    "Är det obligatoriskt att lämna uppgifter",
    "Whether data have to be given",
)
OBLIGATIONS: dict[str, Texts] = {
    "art-6-1-a": _in(
        "Suostumukseen perustuva käsittely on vapaaehtoista. Suostumuksen voi jättää antamatta tai "
        "peruuttaa ilman seurauksia.",
        "Behandling som grundar sig på samtycke är frivillig. Det har inga följder om samtycke "
        "inte ges eller om det återkallas.",
        "Processing that is based on consent is voluntary. Nothing follows if consent is not given "
        "or is withdrawn.",
    ),
    "art-6-1-b": _in(
        "Sopimuksen tekeminen ja hoitaminen edellyttää yhteystietoja ja muita sopimukseen "
        "liittyviä tietoja. Ilman niitä palvelua ei voida järjestää.",
        "För att ingå och sköta avtalet behövs kontaktuppgifter och andra uppgifter som hör till "
        "avtalet. Utan dem kan tjänsten inte ordnas.",
        "Contact details and other data that belong to the contract are needed to enter into it "
        "and to carry it out. Without them the service cannot be arranged.",
    ),
    "art-6-1-c": _in(
        "Laki edellyttää, että laskuissa ja kirjanpidossa on tietyt tiedot. Ilman niitä palvelua "
        "ei voida laskuttaa.",
        "Enligt lag ska fakturor och bokföring innehålla vissa uppgifter. Utan dem kan tjänsten "
        "inte faktureras.",
        "The law demands that invoices and accounts hold certain data. Without them the service "
        "cannot be invoiced.",
    ),
    "art-6-1-f": _in(
        "Oikeutettuun etuun perustuva käsittely ei velvoita sinua antamaan tietoja.",
        "Behandling som grundar sig på berättigat intresse förpliktar dig inte att lämna "
        "uppgifter.",
        "Processing that is based on a legitimate interest does not oblige you to give data.",
    ),
}
"""What has to be given, by the basis of the processing."""
NO_OBLIGATION = _in(
    "Tietojen antaminen ei ole pakollista.",
    "Det är inte obligatoriskt att lämna uppgifter.",
    "There is no obligation to give data.",
)
ACCESS = _in(
    "oikeus saada tutustua tietoihin (tarkastusoikeus)",
    "rätt att få tillgång till uppgifter (rätt till insyn)",
    "the right of access",
)
