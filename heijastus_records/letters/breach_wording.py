"""The words about a personal data breach, in Finnish, Swedish and English."""

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


# --- To the ombudsman -----------------------------------------------------------------------

NOTIFICATION = _in(
    "Ilmoitus henkilötietojen tietoturvaloukkauksesta",
    "Anmälan om personuppgiftsincident",
    "Notification of a personal data breach",
)
RECORD = _in(
    "Henkilötietojen tietoturvaloukkauksen dokumentointi",
    "Dokumentation av en personuppgiftsincident",
    "Documentation of a personal data breach",
)
SUBTITLES = {
    "first": _in(
        "Tietosuojavaltuutetulle, yleinen tietosuoja-asetus, 33 artikla: ensimmäinen ilmoitus",
        "Till dataombudsmannen, allmänna dataskyddsförordningen, artikel 33: första anmälan",
        "To the Data Protection Ombudsman, GDPR, Article 33: first notification",
    ),
    "supplement": _in(
        "Tietosuojavaltuutetulle, yleinen tietosuoja-asetus, 33 artikla: täydentävä ilmoitus",
        "Till dataombudsmannen, allmänna dataskyddsförordningen, artikel 33: "
        "kompletterande anmälan",
        "To the Data Protection Ombudsman, GDPR, Article 33: supplementary notification",
    ),
    "record": _in(
        "Yleinen tietosuoja-asetus, 33 artiklan 5 kohta: ei ilmoitettu valvontaviranomaiselle",
        "Allmänna dataskyddsförordningen, artikel 33.5: inte anmäld till tillsynsmyndigheten",
        "GDPR, Article 33(5): not notified to the supervisory authority",
    ),
}

ABOUT = _in("Ilmoitus", "Anmälan", "This notification")
ABOUT_RECORD = _in("Kirjaus", "Antecknad incident", "This record")
CONTROLLER = _in(
    "Rekisterinpitäjä ja yhteyshenkilö",
    "Personuppgiftsansvarig och kontaktperson",
    "Controller and contact point",
)
WHEN = _in(
    "Milloin loukkaus tapahtui ja tuli tietoon",
    "När incidenten inträffade och blev känd",
    "When it happened and became known",
)
NATURE = _in("Loukkauksen luonne", "Incidentens art", "Nature of the breach")
WHOSE = _in(
    "Ketä ja mitä tietoja loukkaus koskee",
    "Vem och vilka uppgifter incidenten gäller",
    "Whose data, and which",
)
CONSEQUENCES = _in("Todennäköiset seuraukset", "Sannolika konsekvenser", "Likely consequences")
MEASURES = _in(
    "Toteutetut ja suunnitellut toimenpiteet",
    "Vidtagna och föreslagna åtgärder",
    "Measures taken and proposed",
)
DECISION = _in(
    "Riskin arviointi ja perustelut",
    "Riskbedömning och motivering",
    "Assessment of the risk, and reasons",
)
PEOPLE = _in(
    "Ilmoittaminen rekisteröidyille",
    "Information till de registrerade",
    "Communication to the people concerned",
)
COUNTRIES = _in("Muut maat", "Andra länder", "Other countries")

FORM = _in(
    "Tässä ovat tietosuojavaltuutetun toimiston lomakkeen tiedot. Asiakkaiden henkilötietoja ei "
    "ole mukana.",
    "Här finns uppgifterna för dataombudsmannens byrås formulär. Inga personuppgifter om kunder "
    "ingår.",
    "These are the points of the form of the Office of the Data Protection Ombudsman. No personal "
    "data of clients are in it.",
)
INTERNAL = _in(
    "Rekisterinpitäjä dokumentoi kaikki henkilötietojen tietoturvaloukkaukset: mitä tapahtui, mitä "
    "siitä seuraa ja mitä on tehty.",
    "Den personuppgiftsansvarige dokumenterar alla personuppgiftsincidenter: vad som "
    "hände, vad det "
    "leder till och vad som har gjorts.",
    "The controller documents every personal data breach: its facts, its effects and "
    "what was done.",
)
LATER = _in(
    "Ei vielä tiedossa. Tieto toimitetaan täydentävässä ilmoituksessa (33 artiklan 4 kohta).",
    "Inte känt ännu. Uppgiften lämnas i en kompletterande anmälan (artikel 33.4).",
    "Not known yet. It follows in a supplementary notification (Article 33(4)).",
)
NOT_KNOWN = _in("ei tiedossa", "inte känt", "not known")

REFERENCE = _in("Viite", "Referens", "Reference")
DIARY = _in("Diaarinumero", "Diarienummer", "Diary number")
EARLIER = _in("Aiemmat ilmoitukset", "Tidigare anmälningar", "Earlier notifications")
NAME = _in("Rekisterinpitäjä", "Personuppgiftsansvarig", "Controller")
BUSINESS_ID = _in("Y-tunnus", "FO-nummer", "Business id")
REGISTER = _in("Rekisteri", "Register", "Register")
CONTACT = _in("Yhteyshenkilö", "Kontaktperson", "Contact person")
EMAIL = _in("Sähköposti", "E-post", "E-mail")
PHONE = _in("Puhelin", "Telefon", "Telephone")
HAPPENED = _in("Tapahtunut", "Inträffade", "Happened")
AWARE = _in("Tullut tietoon", "Blev känd", "Became known")
DUE = _in("72 tunnin määräaika päättyy", "72 timmar löper ut", "End of the 72 hours")
NOTIFIED = _in("Ilmoitettu", "Anmäld", "Notified")
DELAY = _in("Viivästymisen syyt", "Skäl till dröjsmålet", "Reasons for the delay")
KIND = _in("Laji", "Slag", "Kind")
WHAT = _in("Mitä tapahtui", "Vad som hände", "What happened")
PAPER = _in("Paperiaineisto", "Pappersmaterial", "Paper material")
CONCERNED = _in("koskee myös", "berörs också", "concerned as well")
NOT_CONCERNED = _in("ei koske", "berörs inte", "not concerned")
DEVICE = _in("Laite", "Enhet", "Device")
COMPUTER = _in(
    "tietokone, jolla oli rekisterin avain",
    "en dator som hade registrets nyckel",
    "a computer that had the register's key",
)
COPY = _in(
    "rekisterin avaimen kopio", "en kopia av registrets nyckel", "a copy of the register's key"
)
UNLISTED = _in(
    "muu laite; ei tiedossa, oliko siinä rekisterin avain",
    "en annan enhet; det är inte känt om den hade registrets nyckel",
    "another device; it is not known whether it had the register's key",
)
SEALING = _in("Suojaus", "Skydd", "Protection")
SEALED = _in(
    "jokainen tietue on salattu omalla avaimellaan (age), ja nämä avaimet rekisterin avaimella",
    "varje post är krypterad med sin egen nyckel (age), och dessa nycklar med registrets nyckel",
    "each record is encrypted with a key of its own (age), and these keys with the register's key",
)
PASSPHRASE = _in("Avaimen tunnuslause", "Nyckelns lösenfras", "Passphrase of the key")
PLAINTEXT = _in("Salaamattomana laitteessa", "Okrypterat i enheten", "Unencrypted on the device")
NO_PLAINTEXT = _in(
    "ei mitään ohjelman jättämää",
    "inget som programmet har lämnat",
    "nothing that the program has left there",
)
OPENS = _in("Avaimella avautuu", "Nyckeln öppnar", "The key opens")
VERSIONS = _in(
    "{count} versiota tietueista, myös vanhat",
    "{count} versioner av poster, även äldre",
    "{count} versions of records, older ones included",
)
PERSONS = _in("Ihmisiä noin", "Människor ungefär", "People, approximately")
RECORDS = _in("Tietueita noin", "Poster ungefär", "Records, approximately")
ROLES = _in("Rekisteröityjen ryhmät", "Kategorier av registrerade", "Groups of people")
CATEGORIES = _in("Henkilötietoryhmät", "Kategorier av personuppgifter", "Groups of data")
RISK = _in("Riski", "Risk", "Risk")
TO_AUTHORITY = _in("Viranomaiselle", "Till myndigheten", "The authority")
TO_PEOPLE = _in("Rekisteröidyille", "De registrerade", "The people")
REASONS = _in("Perustelut", "Motivering", "Reasons")
TOLD = _in("Ilmoitettu", "Informerade", "Told")
NOT_TOLD_YET = _in("ei vielä", "inte ännu", "not yet")
EXCEPTION = _in("Peruste", "Grund", "Ground")
EXCEPTIONS = {
    "unintelligible": _in(
        "34 artiklan 3 kohdan a alakohta: tiedot ovat muille lukukelvottomia",
        "artikel 34.3 a: uppgifterna är oläsbara för andra",
        "Article 34(3)(a): the data are unintelligible to others",
    ),
    "removed": _in(
        "34 artiklan 3 kohdan b alakohta: korkea riski ei enää toteudu",
        "artikel 34.3 b: den höga risken uppstår inte längre",
        "Article 34(3)(b): the high risk is no longer likely",
    ),
    "effort": _in(
        "34 artiklan 3 kohdan c alakohta: vaatisi kohtuutonta vaivaa; julkinen tiedonanto",
        "artikel 34.3 c: oproportionell ansträngning; allmänheten informeras",
        "Article 34(3)(c): disproportionate effort; public notice",
    ),
}
ALREADY = _in("Rajaaminen", "Begränsning", "Containment")
FURTHER = _in("Muut toimenpiteet", "Övriga åtgärder", "Other measures")
KEY = _in("Rekisterin avain", "Registrets nyckel", "Key of the register")
KEY_RENEWED = _in(
    "vaihdettu {day}; samalla jokainen tietue sai uuden avaimen, joten vanhalla "
    "avaimella ei avaudu "
    "mitään myöhemmin kirjoitettua",
    "bytt {day}; varje post fick samtidigt en ny nyckel, så den gamla öppnar inget "
    "som har skrivits "
    "senare",
    "replaced on {day}; every record got a new key as well, so that the old one opens nothing that "
    "was written later",
)
KEY_REPLACED = _in("vaihdettu {day}", "bytt {day}", "replaced on {day}")
ONLY_HERE = _in(
    "Loukkaus koskee ihmisiä vain yhdessä maassa: {countries}.",
    "Incidenten gäller människor i endast ett land: {countries}.",
    "The breach concerns people in one country only: {countries}.",
)
ABROAD = _in(
    "Loukkaus koskee ihmisiä näissä maissa: {countries}.",
    "Incidenten gäller människor i följande länder: {countries}.",
    "The breach concerns people in these countries: {countries}.",
)
UNLIKELY = _in(
    "Luonnollisten henkilöiden oikeuksiin ja vapauksiin ei todennäköisesti kohdistu riskiä.",
    "Incidenten medför sannolikt ingen risk för fysiska personers rättigheter och friheter.",
    "A risk to the rights and freedoms of natural persons is unlikely.",
)

# --- To the people --------------------------------------------------------------------------

LETTER = (
    _in(
        "Ilmoitus henkilötietojasi koskevasta tietoturvaloukkauksesta",
        "Information om en personuppgiftsincident som rör dina uppgifter",
        "Notice of a personal data breach that concerns your data",
    ),
    _in(
        "Yleinen tietosuoja-asetus, 34 artikla",
        "Allmänna dataskyddsförordningen, artikel 34",
        "General Data Protection Regulation, Article 34",
    ),
)
YOUR_DATA = _in(
    "Mitä tietojasi loukkaus koskee",
    "Vilka av dina uppgifter incidenten gäller",
    "Which of your data it concerns",
)
DONE = _in("Mitä olemme tehneet", "Vad vi har gjort", "What we have done")
COMES = _in("Mitä siitä voi seurata", "Vad det kan leda till", "What may come of it")
YOURSELF = _in("Mitä voit tehdä itse", "Vad du själv kan göra", "What you can do yourself")
HAPPENED_TO_YOU = _in("Mitä on tapahtunut", "Vad som har hänt", "What has happened")
SENTENCES = {
    "lost-device": _in(
        "Laite, jolla asiakasrekisterin tietoja on käsitelty, on kadonnut tai varastettu.",
        "En enhet som har använts för att behandla uppgifter i kundregistret har förlorats eller "
        "stulits.",
        "A device on which data of the client register were handled was lost or stolen.",
    ),
    "wrong-recipient": _in(
        "Asiakasrekisterin tietoja on lähetetty vastaanottajalle, jolle ne eivät kuuluneet.",
        "Uppgifter ur kundregistret har skickats till en mottagare som inte skulle ha fått dem.",
        "Data of the client register were sent to somebody for whom they were not meant.",
    ),
    "intrusion": _in(
        "Ulkopuolinen on päässyt luvatta tietokoneelle tai palveluun, jossa asiakasrekisterin "
        "tietoja käsitellään.",
        "En utomstående har olovligen kommit åt en dator eller tjänst där uppgifter i "
        "kundregistret "
        "behandlas.",
        "A stranger had access, without permission, to a computer or service on which data of the "
        "client register are handled.",
    ),
    "malware": _in(
        "Tietokoneessa, jolla asiakasrekisterin tietoja käsitellään, on ollut haittaohjelma.",
        "En dator där uppgifter i kundregistret behandlas har haft ett skadeprogram.",
        "There was malware on a computer on which data of the client register are handled.",
    ),
    "lost-paper": _in(
        "Asiakasrekisteriin kuuluvaa paperiaineistoa on kadonnut tai varastettu.",
        "Pappersmaterial som hör till kundregistret har förlorats eller stulits.",
        "Paper material of the client register was lost or stolen.",
    ),
    "unavailable": _in(
        "Asiakasrekisterin tietoja on kadonnut, tai niitä ei ole voitu käyttää.",
        "Uppgifter i kundregistret har gått förlorade eller kunde inte användas.",
        "Data of the client register were lost, or could not be used.",
    ),
    "other": _in(
        "Asiakasrekisterin henkilötietojen suoja on vaarantunut.",
        "Skyddet för personuppgifterna i kundregistret har äventyrats.",
        "The protection of the personal data in the client register was impaired.",
    ),
}
DATES = _in(
    "Loukkaus tuli tietoomme {aware}.",
    "Incidenten blev känd för oss {aware}.",
    "We became aware of it on {aware}.",
)
HELD = _in(
    "Rekisterissä on sinusta näitä tietoja:",
    "Registret innehåller följande uppgifter om dig:",
    "The register holds these data about you:",
)
FOR_STRANGERS = _in(
    "Ulkopuolinen on voinut saada tietosi. Niitä voidaan käyttää esimerkiksi huijausviesteihin tai "
    "-puheluihin, joissa vedotaan asiakassuhteeseesi.",
    "En utomstående kan ha fått dina uppgifter. De kan användas till exempel i bluffmeddelanden "
    "eller bluffsamtal som hänvisar till ditt kundförhållande.",
    "A stranger may have got your data. They may be used, for instance, in messages or calls that "
    "try to deceive you and refer to your being a client.",
)
FOR_NOBODY = _in(
    "Tietojasi ei ehkä ole voitu käyttää, ja joudumme ehkä pyytämään niitä sinulta uudelleen.",
    "Dina uppgifter har kanske inte kunnat användas, och vi måste kanske be dig om dem på nytt.",
    "Your data may have been out of use, and we may have to ask you for them again.",
)
TOLD_OMBUDSMAN = _in(
    "Ilmoitimme loukkauksesta tietosuojavaltuutetulle {day}.",
    "Vi anmälde incidenten till dataombudsmannen {day}.",
    "We notified the Data Protection Ombudsman on {day}.",
)
TELL_OMBUDSMAN = _in(
    "Ilmoitamme loukkauksesta tietosuojavaltuutetulle.",
    "Vi anmäler incidenten till dataombudsmannen.",
    "We are notifying the Data Protection Ombudsman.",
)
RENEWED = _in(
    "Vaihdoimme rekisterin salausavaimet {day}.",
    "Vi bytte registrets krypteringsnycklar {day}.",
    "We replaced the encryption keys of the register on {day}.",
)
ADVICE = (
    _in(
        "Suhtaudu varauksella viesteihin ja puheluihin, joissa vedotaan asiakassuhteeseesi. Emme "
        "koskaan pyydä salasanoja tai pankkitunnuksia.",
        "Var försiktig med meddelanden och samtal som hänvisar till ditt kundförhållande. Vi ber "
        "aldrig om lösenord eller bankkoder.",
        "Be careful with messages and calls that refer to your being a client. We never ask for "
        "passwords or bank codes.",
    ),
    _in(
        "Jos saat meidän nimissämme laskun tai uuden tilinumeron, varmista se meiltä ennen kuin "
        "maksat.",
        "Om du får en faktura eller ett nytt kontonummer i vårt namn, kontrollera det "
        "med oss innan "
        "du betalar.",
        "If you get an invoice or a new account number in our name, check it with us "
        "before you pay.",
    ),
    _in(
        "Jos epäilet, että tietojasi on käytetty väärin, kerro siitä meille ja tee rikosilmoitus "
        "poliisille.",
        "Om du misstänker att dina uppgifter har missbrukats, berätta det för oss och gör en "
        "brottsanmälan till polisen.",
        "If you suspect that your data were misused, tell us and report it to the police.",
    ),
)
ADVICE_UNAVAILABLE = (
    _in(
        "Säilytä sinulla olevat sopimukset ja laskut: saatamme pyytää niistä kopioita.",
        "Spara dina avtal och fakturor: vi kan behöva be om kopior av dem.",
        "Keep the contracts and invoices that you have: we may ask you for copies of them.",
    ),
)
