"""The words of the letters, in Finnish, Swedish and English: one place to read them through.

Terms follow the vocabulary of the Finnish authority. Names are never glued into a sentence that
would need an ending.
"""

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


TITLE = _in("Vastaus tarkastuspyyntöön", "Svar på begäran om insyn", "Answer to an access request")
SUBTITLE = _in(
    "Oikeus saada tutustua tietoihin (tarkastusoikeus), yleinen tietosuoja-asetus, 15 artikla",
    "Rätt att få tillgång till uppgifter (rätt till insyn), allmänna dataskyddsförordningen, "
    "artikel 15",
    "Right of access, General Data Protection Regulation, Article 15",
)
REQUEST = _in("Pyyntösi", "Din begäran", "Your request")
COMPLAIN = _in(
    "Oikeus tehdä valitus tietosuojavaltuutetulle",
    "Rätt att lämna klagomål till dataombudsmannen",
    "Right to lodge a complaint with the Data Protection Ombudsman",
)
CONTACT = _in("Yhteyshenkilö", "Kontaktperson", "Contact person")
HEADINGS: tuple[Texts, ...] = (
    REQUEST,
    _in(
        "Käsittelemmekö henkilötietojasi",
        "Behandlar vi dina personuppgifter",
        "Do we process your personal data",
    ),
    _in(
        "Rekisterissä olevat henkilötietosi (jäljennös)",
        "Dina personuppgifter i registret (kopia)",
        "Your personal data in the register (copy)",
    ),
    _in(
        "Käsittelyn tarkoitukset ja käsittelyperuste",
        "Ändamålen med behandlingen och rättslig grund",
        "Purposes of the processing and legal basis",
    ),
    _in("Henkilötietoryhmät", "Kategorier av personuppgifter", "Categories of personal data"),
    _in(
        "Mistä tiedot on saatu",
        "Varifrån uppgifterna har erhållits",
        "Where the data come from",
    ),
    _in(
        "Vastaanottajat ja tietojen luovutukset",
        "Mottagare och utlämnanden",
        "Recipients and disclosures",
    ),
    _in(
        "Tietojen siirto EU:n tai ETA:n ulkopuolelle",
        "Överföring av uppgifter utanför EU eller EES",
        "Transfers outside the EU or the EEA",
    ),
    _in("Säilytysaika", "Lagringstid", "How long the data are kept"),
    _in(
        "Automaattinen päätöksenteko ja profilointi",
        "Automatiserat beslutsfattande och profilering",
        "Automated decision-making and profiling",
    ),
    _in("Manuaalinen aineisto", "Manuellt material", "Paper material"),
    _in("Oikeutesi", "Dina rättigheter", "Your rights"),
    COMPLAIN,
    _in(
        "Yhteyshenkilö ja allekirjoitus",
        "Kontaktperson och underskrift",
        "Contact person and signature",
    ),
)
RECEIVED = _in(
    "Kiitos pyynnöstäsi, jonka vastaanotimme {day}.",
    "Tack för din begäran, som vi tog emot {day}.",
    "Thank you for your request, which we received on {day}.",
)
REFERENCE = _in("Viite", "Referens", "Reference")
SENDER = _in("Lähetetty osoitteesta", "Skickad från", "Sent from")
VERIFIED = _in("Henkilöllisyys", "Identitet", "Identity")
STRANGER = _in(
    "Vahvistit henkilöllisyytesi.",
    "Du bekräftade din identitet.",
    "You confirmed your identity.",
)
"""Of somebody who is not in the register: nothing in it can have told who asks."""
IDENTITY: dict[str, Texts] = {
    "registered-address": _in(
        "Pyyntö tuli osoitteesta, joka sinulla on rekisterissä, ja vastaamme vain siihen.",
        "Begäran kom från din adress i registret, och vi svarar bara till den.",
        "The request came from your address in the register, and the answer goes only there.",
    ),
    "reply": _in(
        "Vahvistit pyynnön vastaamalla viestiin, jonka lähetimme rekisterissä olevaan "
        "osoitteeseesi.",
        "Du bekräftade begäran genom att svara på ett meddelande som vi skickade till din adress i "
        "registret.",
        "You confirmed the request by answering a message that we sent to your address in the "
        "register.",
    ),
    "phone": _in(
        "Vahvistit pyynnön puhelimessa, kun soitimme rekisterissä olevaan numeroosi.",
        "Du bekräftade begäran per telefon när vi ringde ditt nummer i registret.",
        "You confirmed the request when we called your number in the register.",
    ),
    "in-person": _in(
        "Vahvistit pyynnön, kun tapasimme.",
        "Du bekräftade begäran när vi träffades.",
        "You confirmed the request when we met.",
    ),
    "mandate": _in(
        "Pyynnön teki edustajasi, jonka valtuutuksen tarkistimme.",
        "Begäran gjordes av ditt ombud, vars fullmakt vi kontrollerade.",
        "The request was made by your representative, whose authority we checked.",
    ),
    "letter": _in(
        "Vahvistit pyynnön kirjeellä, ja vastaamme vain osoitteeseen, joka sinulla on "
        "rekisterissä.",
        "Du bekräftade begäran per brev, och vi svarar bara till din adress i registret.",
        "You confirmed the request by letter, and the answer goes only to your address in the "
        "register.",
    ),
}
"""How it was made sure who asks."""
GREETING = _in("Hei {name},", "Hej {name},", "Dear {name},")
HELLO = _in("Hei,", "Hej,", "Hello,")
"""To somebody whose name is not known, or not to be said."""
WRITTEN = _in(
    "Alla on jäljennös sinua koskevista henkilötiedoista, jotka ovat asiakasrekisterissä {day}. "
    "Tiedot ovat siinä muodossa, jossa ne olivat tuona päivänä; mitään ei ole muutettu vastausta "
    "varten.",
    "Nedan finns en kopia av de personuppgifter om dig som finns i kundregistret {day}. "
    "Uppgifterna är sådana de var den dagen; inget har ändrats för svaret.",
    "Below is a copy of the personal data about you that are in the client register on {day}. "
    "The data are as they were on that day; nothing was changed for this answer.",
)
DELIVERED = _in(
    "Vastaus annetaan rekisterissä olevaan osoitteeseen: {address}. Se ei jää rekisteriin.",
    "Svaret lämnas till adressen som finns i registret: {address}. Det sparas inte i registret.",
    "The answer is given to the address in the register: {address}. "
    "It is not kept in the register.",
)
DELIVERED_BY_HAND = _in(
    "Rekisterissä ei ole sähköpostiosoitetta: vastaus annetaan henkilökohtaisesti, kun "
    "henkilöllisyys on varmistettu. Se ei jää rekisteriin.",
    "I registret finns ingen e-postadress: svaret lämnas personligen när identiteten har "
    "kontrollerats. Det sparas inte i registret.",
    "There is no e-mail address in the register: the answer is handed over in person once the "
    "identity has been verified. It is not kept in the register.",
)
PROCESSED = _in(
    "Kyllä. Käsittelemme henkilötietojasi. Rekisterinpitäjä on {controller} (Y-tunnus {id}).",
    "Ja. Vi behandlar dina personuppgifter. Personuppgiftsansvarig är {controller} "
    "(FO-nummer {id}).",
    "Yes. We process your personal data. The controller is {controller} (business id {id}).",
)
SOURCE = _in("lähde: {text}", "källa: {text}", "source: {text}")
SOURCE_DAY = _in("lähde: {text}, {day}", "källa: {text}, {day}", "source: {text}, {day}")
NO_SOURCE = _in(
    "lähdettä ei ole merkitty", "källan är inte antecknad", "the source has not been recorded"
)
UNTIL = _in("säilytetään {day} asti", "lagras till och med {day}", "kept until {day}")
NO_END = _in(
    "säilytetään asiakassuhteen keston ajan (suhteelle ei ole merkitty päättymispäivää)",
    "lagras så länge kundförhållandet varar (inget slutdatum är antecknat)",
    "kept for the duration of the client relationship (no end has been recorded)",
)
STATUTE = _in(
    "kirjanpitolaki 2 luku 10 § vaatii vähintään {day} asti",
    "bokföringslagen 2 kap. 10 § kräver minst till och med {day}",
    "the Accounting Act, chapter 2, section 10 demands at least until {day}",
)
PASSED = _in(
    "säilytysaika on päättynyt {day}",
    "lagringstiden har gått ut {day}",
    "the time for keeping them ended on {day}",
)
COMMENTS = _in(
    "Rekisterinpitäjän huomautukset tiedoissasi",
    "Den personuppgiftsansvariges anteckningar i dina uppgifter",
    "The controller's remarks in your data",
)
COMMENT = _in("Huomautus", "Anteckning", "Remark")
ELSEWHERE = _in(
    "Tietosi muissa tietueissa", "Dina uppgifter i andra poster", "Your data in other records"
)
REQUEST_COPY = _in(
    "Pyyntösi, joka vastaanotettiin {day}",
    "Din begäran, som mottogs {day}",
    "Your request, received on {day}",
)
REQUESTS_PURPOSE = _in(
    "Rekisteröidyn pyyntöihin vastaaminen ja sen osoittaminen",
    "Att besvara de registrerades begäranden och att kunna visa det",
    "Answering the requests of data subjects, and showing that it was done",
)
REQUESTS_REASON = _in(
    "lakisääteinen velvoite (yleinen tietosuoja-asetus, 12 artikla ja 5 artiklan 2 kohta)",
    "rättslig förpliktelse (allmänna dataskyddsförordningen, artiklarna 12 och 5.2)",
    "legal obligation (GDPR, Articles 12 and 5(2))",
)
REQUESTS_KEPT = _in(
    "kolme vuotta pyynnön päättämisestä",
    "tre år efter att begäran har avslutats",
    "three years from the closing of the request",
)
ERASED = _in(
    "organisaation tiedot on poistettu",
    "organisationens uppgifter har raderats",
    "the organisation's data have been erased",
)
OTHERS = _in(
    "Jäljennöksessä on vain sinua koskevia tietoja. Muiden henkilöiden tiedot on jätetty pois "
    "(15 artiklan 4 kohta).",
    "Kopian innehåller bara uppgifter om dig. Uppgifter om andra personer har utelämnats "
    "(artikel 15.4).",
    "The copy holds data about you only. Other people's data are left out (Article 15(4)).",
)
PURPOSE = _in(
    "{text}. Peruste: {reason} ({article}).",
    "{text}. Grund: {reason} ({article}).",
    "{text}. Basis: {reason} ({article}).",
)
ARTICLE = _in(
    "6 artiklan 1 kohdan {point} alakohta", "artikel 6.1 {point}", "Article 6(1)({point})"
)
CONSENT_IN_FORCE = _in(
    "Suostumus annettu {day}: voimassa.",
    "Samtycke givet {day}: i kraft.",
    "Consent given {day}: in force.",
)
CONSENT_WITHDRAWN = _in(
    "Suostumus annettu {day}, peruutettu {end}.",
    "Samtycke givet {day}, återkallat {end}.",
    "Consent given {day}, withdrawn {end}.",
)
NO_DISCLOSURES = _in(
    "Tietojasi ei ole luovutettu kenellekään.",
    "Dina uppgifter har inte lämnats ut till någon.",
    "Your data have not been disclosed to anybody.",
)
DISCLOSED_TO = _in(
    "Tietojasi on luovutettu seuraavasti.",
    "Dina uppgifter har lämnats ut enligt följande.",
    "Your data have been disclosed as follows.",
)
SOURCE_UNKNOWN = _in("Lähdettä ei ole merkitty", "Källan är inte antecknad", "Source not recorded")
DISCLOSED = _in(
    "{to}, {day}: {what}. Tarkoitus: {purpose}.",
    "{to}, {day}: {what}. Ändamål: {purpose}.",
    "{to}, {day}: {what}. Purpose: {purpose}.",
)
LOG = _in(
    "Tietojasi on muutettu rekisterissä seuraavasti. Katselusta ei jää merkintää.",
    "Dina uppgifter har ändrats i registret enligt följande. Läsning antecknas inte.",
    "Your data have been changed in the register as follows. Reading leaves no entry.",
)
LOGGED = _in(
    "{day}: {action} ({fields})", "{day}: {action} ({fields})", "{day}: {action} ({fields})"
)
ACTIONS: dict[str, Texts] = {
    "init": _in("rekisteri perustettu", "registret grundat", "register founded"),
    "by-hand": _in("muutettu suoraan Gitillä", "ändrad direkt med Git", "changed with Git by hand"),
    "new": _in("lisätty", "tillagd", "added"),
    "import": _in(
        "tuotu aiemmasta luettelosta",
        "importerad från en tidigare lista",
        "imported from an earlier list",
    ),
    "edit": _in("muutettu", "ändrad", "changed"),
    "consent-give": _in("suostumus merkitty", "samtycke antecknat", "consent recorded"),
    "consent-withdraw": _in("suostumus peruutettu", "samtycke återkallat", "consent withdrawn"),
    "inform": _in(
        "informointi merkitty", "given information antecknad", "information given recorded"
    ),
    "rectify": _in("oikaistu", "rättad", "rectified"),
    "restrict": _in("käsittely rajoitettu", "behandlingen begränsad", "processing restricted"),
    "lift": _in("rajoitus poistettu", "begränsningen upphävd", "restriction lifted"),
    "object": _in("vastustaminen merkitty", "invändning antecknad", "objection recorded"),
    "port": _in(
        "tiedot annettu siirrettäväksi",
        "uppgifterna lämnade för överföring",
        "data given to take along",
    ),
    "disclose": _in("luovutus merkitty", "utlämnande antecknat", "disclosure recorded"),
    "erase": _in("poistettu", "raderad", "erased"),
    "answer": _in("pyyntöön vastattu", "begäran besvarad", "request answered"),
    "request": _in("pyyntö vastaanotettu", "begäran mottagen", "request received"),
    "request-confirm": _in(
        "pyytäjän henkilöllisyys varmistettu", "identiteten bekräftad", "identity confirmed"
    ),
    "request-ask": _in("henkilöllisyyttä kysytty", "identiteten efterfrågad", "identity asked for"),
    "request-extend": _in("määräaikaa jatkettu", "tidsfristen förlängd", "time extended"),
    "request-refuse": _in("pyynnöstä kieltäydytty", "begäran avslagen", "request refused"),
    "request-close": _in(
        "vastaus lähetetty ja pyyntö päätetty",
        "svaret skickat och begäran avslutad",
        "answer sent and request closed",
    ),
    "breach": _in(
        "tietoturvaloukkaus kirjattu", "personuppgiftsincident antecknad", "data breach recorded"
    ),
    "breach-decide": _in(
        "tietoturvaloukkauksen riski arvioitu",
        "personuppgiftsincidentens risk bedömd",
        "risk of a data breach decided",
    ),
    "breach-note": _in(
        "tietoturvaloukkauksen tietoja lisätty",
        "uppgifter om en personuppgiftsincident tillagda",
        "data breach supplemented",
    ),
    "breach-close": _in(
        "tietoturvaloukkaus päätetty", "personuppgiftsincident avslutad", "data breach closed"
    ),
    "merge": _in(
        "kahden tietokoneen muutokset yhdistetty",
        "ändringar från två datorer sammanförda",
        "changes of two computers merged",
    ),
    "rotate": _in("avaimet vaihdettu", "nycklarna utbytta", "keys replaced"),
    "sync": _in(
        "kahden tietokoneen muutokset yhdistetty",
        "ändringar från två datorer sammanförda",
        "changes of two computers merged",
    ),
    "custody": _in(
        "avaimen kopioiden luettelo päivitetty",
        "listan över nyckelkopior uppdaterad",
        "list of the key's copies brought up to date",
    ),
    "restore": _in(
        "palautettu varmuuskopiosta", "återställt från en säkerhetskopia", "restored from a backup"
    ),
    "erasure-complete": _in("poisto saatettu loppuun", "radering slutförd", "erasure completed"),
    "paper-shred": _in("paperi silputtu", "papper strimlat", "paper shredded"),
    "repair": _in(
        "palautettu ehjä versio", "en hel version återställd", "an intact version restored"
    ),
    "schemas": _in("skeemat päivitetty", "scheman uppdaterade", "schemas renewed"),
    "set-aside": _in(
        "siirretty sivuun lukukelvottomana",
        "ställd åt sidan som oläslig",
        "set aside as unreadable",
    ),
}
"""What the verbs of the trail are called; another verb is shown as it is."""

LOOKED = _in(
    "Tietojasi etsittiin näistä paikoista: {places}.",
    "Dina uppgifter söktes på följande ställen: {places}.",
    "Your data were looked for in these places: {places}.",
)
SEARCHED = _in(
    "Asiakasrekisterissä on {count} tietuetta; kaikki avattiin ja luettiin.",
    "Kundregistret har {count} poster; alla öppnades och lästes.",
    "The client register has {count} records; all were opened and read.",
)
NO_PAPER = _in(
    "Sinua koskevaa manuaalista aineistoa ei ole merkitty rekisteriin.",
    "Inget manuellt material om dig är antecknat i registret.",
    "No paper material about you is recorded in the register.",
)
PAPER_UNTIL = _in(
    "{kind}: {place}, {day} asti", "{kind}: {place}, till {day}", "{kind}: {place}, until {day}"
)
PAPER_LASTS = _in(
    "{kind}: {place}, asiakassuhteen keston ajan",
    "{kind}: {place}, så länge kundförhållandet varar",
    "{kind}: {place}, for the duration of the client relationship",
)
PAPER_PASSED = _in(
    "{kind}: {place}, säilytysaika on päättynyt {day}",
    "{kind}: {place}, förvaringstiden har gått ut {day}",
    "{kind}: {place}, the time for keeping it ended on {day}",
)
PAPER_CONTRACT = _in("Sopimus", "Avtal", "Contract")
PAPER_CONSENT = _in("Suostumus", "Samtycke", "Consent")
RIGHTS = _in(
    "Sinulla on seuraavat oikeudet. Voit käyttää niitä kirjoittamalla osoitteeseen {email}.",
    "Du har följande rättigheter. Du kan utöva dem genom att skriva till {email}.",
    "You have the following rights. You can use them by writing to {email}.",
)
CORRECT = _in(
    "Jos jokin tieto on virheellinen, voit pyytää sen oikaisemista vastaamalla tähän viestiin.",
    "Om någon uppgift är felaktig kan du begära att den rättas genom att svara på detta "
    "meddelande.",
    "If something is wrong, you can ask for it to be rectified by answering this message.",
)
COMPLAINT = _in(
    "Jos katsot, että henkilötietojasi käsitellään lainvastaisesti, voit tehdä valituksen: {name}, "
    "{visiting}; {postal}; puh. {phone}.",
    "Om du anser att dina personuppgifter behandlas i strid med lagen kan du lämna ett klagomål: "
    "{name}, {visiting}; {postal}; tfn {phone}.",
    "If you think that your personal data are processed against the law, you can lodge a "
    "complaint: {name}, {visiting}; {postal}; tel. {phone}.",
)
CLOSING = _in("Ystävällisin terveisin", "Med vänlig hälsning", "Kind regards")

NOTHING_TITLE = _in(
    "Ilmoitus: emme käsittele henkilötietojasi",
    "Meddelande: vi behandlar inte dina personuppgifter",
    "Notice: we do not process your personal data",
)
ASKED = _in(
    "Kiitos pyynnöstäsi. Vastaus on laadittu {day}.",
    "Tack för din begäran. Svaret är daterat {day}.",
    "Thank you for your request. This answer was written on {day}.",
)
NOTHING = _in(
    "Asiakasrekisterissä ei ole sinua koskevia henkilötietoja.",
    "Det finns inga personuppgifter om dig i kundregistret.",
    "The client register holds no personal data about you.",
)
REQUEST_KEPT = _in(
    "Itse pyyntö ja tämä vastaus säilytetään, jotta voimme osoittaa vastanneemme siihen.",
    "Själva begäran och detta svar bevaras så att vi kan visa att vi har besvarat den.",
    "The request itself and this answer are kept, so that we can show that it was answered.",
)
BUSINESS_ID = _in("Y-tunnus {id}", "FO-nummer {id}", "Business id {id}")

COPY_TITLE = _in(
    "Jäljennös organisaation tiedoista",
    "Kopia av organisationens uppgifter",
    "Copy of an organisation's data",
)
COPY_SUBTITLE = _in(
    "Tiedot asiakasrekisterissä {day}",
    "Uppgifter i kundregistret {day}",
    "Data in the client register on {day}",
)
COPY_NOTE = _in(
    "Tämä on organisaation tietojen jäljennös. Yleisen tietosuoja-asetuksen oikeus saada tutustua "
    "tietoihin koskee ihmisiä, ei organisaatioita; organisaation yhteyshenkilö saa omat tietonsa "
    "omalla pyynnöllään.",
    "Detta är en kopia av organisationens uppgifter. Rätten till tillgång enligt allmänna "
    "dataskyddsförordningen gäller människor, inte organisationer; en kontaktperson får sina egna "
    "uppgifter på egen begäran.",
    "This is a copy of an organisation's data. The right of access of the General Data Protection "
    "Regulation belongs to people, not to organisations; a contact person gets their own data on "
    "their own request.",
)
COPY_HEADING = _in("Organisaation tiedot", "Organisationens uppgifter", "The organisation's data")
ABOUT = _in("Tietoa jäljennöksestä", "Om kopian", "About this copy")
