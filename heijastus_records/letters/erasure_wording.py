"""The words of the answer to an erasure request, in Finnish, Swedish and English.

Data are made unreadable by destroying their key; no sentence calls that by another name.
"""

from heijastus_records.letters import wording

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


TITLE = _in("Vastaus poistopyyntöön", "Svar på begäran om radering", "Answer to an erasure request")
SUBTITLE = _in(
    "Oikeus tietojen poistamiseen (oikeus tulla unohdetuksi), yleinen tietosuoja-asetus, "
    "17 artikla",
    "Rätt till radering (rätten att bli bortglömd), allmänna dataskyddsförordningen, artikel 17",
    "Right to erasure (right to be forgotten), General Data Protection Regulation, Article 17",
)
UNASKED_TITLE = _in(
    "Ilmoitus tietojen poistamisesta",
    "Meddelande om radering av uppgifter",
    "Notice of the erasure of data",
)
UNASKED_SUBTITLE = _in(
    "Säilytysaika on päättynyt: yleinen tietosuoja-asetus, 5 artiklan 1 kohdan e alakohta",
    "Lagringstiden har gått ut: allmänna dataskyddsförordningen, artikel 5.1 e",
    "The time of storage has passed: General Data Protection Regulation, Article 5(1)(e)",
)
HEADINGS: tuple[Texts, ...] = (
    wording.REQUEST,
    _in("Ratkaisu", "Beslut", "Decision"),
    _in("Poistetut tiedot", "Raderade uppgifter", "Erased data"),
    _in(
        "Tiedot, joita ei voida poistaa, ja perusteet",
        "Uppgifter som inte kan raderas, och grunderna för det",
        "Data that cannot be erased, and the grounds",
    ),
    _in(
        "Milloin loput tiedot poistetaan",
        "När resten av uppgifterna raderas",
        "When the rest of the data is erased",
    ),
    _in(
        "Varmuuskopiot ja muutoshistoria",
        "Säkerhetskopior och ändringshistorik",
        "Backups and the history of changes",
    ),
    _in("Ilmoitus vastaanottajille", "Underrättelse till mottagare", "Notice to recipients"),
    wording.COMPLAIN,
    wording.CONTACT,
)

# --- 1. The request ---

RECEIPT = _in(
    "Pyynnöstäsi jää talteen vain sen viite, päivämäärät, ratkaisu ja poistettujen kenttien nimet, "
    "jotta voimme osoittaa vastanneemme siihen. Tämä kirje ei jää rekisteriin.",
    "Av din begäran sparas bara dess referens, datum, beslutet och namnen på de raderade fälten, "
    "så att vi kan visa att vi har besvarat den. Detta brev sparas inte i registret.",
    "Of your request only its reference, the dates, the decision and the names of the erased "
    "fields are kept, so that we can show that it was answered. This letter is not kept in the "
    "register.",
)
ORGANISATION = _in(
    "Yleisen tietosuoja-asetuksen oikeus tietojen poistamiseen koskee ihmisiä, ei organisaatioita. "
    "Organisaation tiedot poistetaan samoin perustein.",
    "Rätten till radering enligt allmänna dataskyddsförordningen gäller människor, inte "
    "organisationer. En organisations uppgifter raderas på samma grunder.",
    "The right to erasure of the General Data Protection Regulation belongs to people, not to "
    "organisations. An organisation's data are erased on the same grounds.",
)

UNASKED = _in("Miksi saat tämän ilmoituksen", "Varför du får detta", "Why you are told")
UNASKED_WHY = _in(
    "Sinun ei tarvitse tehdä mitään. Poistamme tiedot, joiden säilytysaika on tietosuojaselosteen "
    "mukaan päättynyt, ilman erillistä pyyntöä. Tämä kirje ei jää rekisteriin.",
    "Du behöver inte göra något. Uppgifter vars lagringstid enligt dataskyddsbeskrivningen har "
    "gått ut raderar vi utan särskild begäran. Detta brev sparas inte i registret.",
    "There is nothing for you to do. Data whose time by the privacy notice has passed are erased "
    "without a request. This letter is not kept in the register.",
)

# --- 2. The decision ---

DECISIONS: dict[str, Texts] = {
    "whole": _in(
        "Tietosi on poistettu. Asiakasrekisteriin ei jäänyt sinua koskevia tietoja {day}.",
        "Dina uppgifter har raderats. Efter {day} finns inga uppgifter om dig i kundregistret.",
        "Your data have been erased. After {day} the client register holds no data about you.",
    ),
    "partial": _in(
        "Tietosi on poistettu osittain {day}. Osaa tiedoista ei voida vielä poistaa; ne ja "
        "perusteet ovat kohdassa 4.",
        "Dina uppgifter har raderats delvis {day}. En del av uppgifterna kan ännu inte raderas; "
        "de och grunderna finns i punkt 4.",
        "Your data have been erased in part on {day}. Some of the data cannot be erased yet; they "
        "and the grounds are in section 4.",
    ),
    "refused": _in(
        "Pyyntöön ei voida suostua {day}. Tiedot ja perusteet ovat kohdassa 4.",
        "Begäran kan inte beviljas {day}. Uppgifterna och grunderna finns i punkt 4.",
        "The request cannot be granted on {day}. The data and the grounds are in section 4.",
    ),
}

# --- 3. What was erased ---

ERASED = _in(
    "Rekisteristä on poistettu seuraavat tiedot. Tässä luetellaan tietojen lajit, ei itse tietoja.",
    "Följande uppgifter har raderats ur registret. Här räknas upp vilka slag av uppgifter det "
    "gäller, inte själva uppgifterna.",
    "The following data have been erased from the register. What is listed are the kinds of data, "
    "not the data.",
)
COMMENTS = _in(
    "Rekisterinpitäjän huomautukset tiedoissasi: {count}",
    "Den personuppgiftsansvariges anteckningar i dina uppgifter: {count}",
    "The controller's remarks in your data: {count}",
)
NOTHING_ERASED = _in("Mitään ei ole poistettu.", "Inget har raderats.", "Nothing has been erased.")
PAPER = _in(
    "Paperit, jotka sinusta on lukitussa kaapissa, tuhotaan silppuamalla: {kinds}.",
    "De papper om dig som finns i det låsta skåpet förstörs i dokumentförstörare: {kinds}.",
    "The papers about you in the locked cabinet are shredded: {kinds}.",
)

# --- 4. What stays ---

ACCOUNTING = _in(
    "Kirjanpitolaki 2 luku 10 §: laskutustiedot säilytetään {day} asti.",
    "Bokföringslagen 2 kap. 10 §: faktureringsuppgifterna bevaras till och med {day}.",
    "Accounting Act, chapter 2, section 10: billing details are kept until {day}.",
)
ACCOUNTING_WHY = _in(
    "Kirjanpitoaineisto on säilytettävä, eikä sitä voida poistaa ennen määräajan päättymistä "
    "(yleinen tietosuoja-asetus, 17 artiklan 3 kohdan b alakohta). Tietosuojaselosteen kohdan "
    "{section} mukaan säilytysaika on {rule}. Jokaisella laskulla on oma säilytysaikansa. "
    "Tallessa on vain se, mitä tosite tarvitsee.",
    "Bokföringsmaterial ska bevaras och kan inte raderas innan tiden har gått ut (allmänna "
    "dataskyddsförordningen, artikel 17.3 b). Enligt punkt {section} i dataskyddsbeskrivningen är "
    "lagringstiden {rule}. Varje faktura har sin egen lagringstid. Endast det som en verifikation "
    "behöver finns kvar.",
    "Accounting material must be kept and cannot be erased before its time has passed (General "
    "Data Protection Regulation, Article 17(3)(b)). By section {section} of the privacy notice "
    "that time is {rule}. Each invoice has a time of its own. Only what a voucher needs stays.",
)
INVOICE = _in("lasku {number} ({day})", "faktura {number} ({day})", "invoice {number} ({day})")
BATCH = _in(
    "{what}: säilytetään {day} asti; {minimum}",
    "{what}: bevaras till och med {day}; {minimum}",
    "{what}: kept until {day}; {minimum}",
)
MINIMUM = _in(
    "kirjanpitolaki vaatii vähintään {day} asti",
    "bokföringslagen kräver minst till och med {day}",
    "the Accounting Act demands at least until {day}",
)
MINIMUM_PASSED = _in(
    "kirjanpitolain vähimmäisaika päättyi {day}, mutta selosteen aika ei ole päättynyt",
    "bokföringslagens minimitid gick ut {day}, men beskrivningens tid har inte gått ut",
    "the minimum of the Accounting Act ended on {day}, but the time of the notice has not",
)
RUNNING = _in(
    "{what}: säilytetään asiakassuhteen keston ajan",
    "{what}: bevaras så länge kundförhållandet varar",
    "{what}: kept for the duration of the client relationship",
)
DUTY = _in(
    "{what}: säilytetään niin kauan kuin tietoja, joita merkintä koskee",
    "{what}: bevaras lika länge som de uppgifter som anteckningen gäller",
    "{what}: kept as long as the data that the entry concerns",
)
HELD = _in(
    "Näitä tietoja ei voida poistaa, koska niiden säilyttämiselle on erityinen peruste:",
    "Dessa uppgifter kan inte raderas, eftersom det finns en särskild grund att bevara dem:",
    "These data cannot be erased, since there is a particular ground to keep them:",
)
HOLD = _in("{ground}; {since} alkaen", "{ground}; från och med {since}", "{ground}; since {since}")
HOLD_UNTIL = _in(
    "{ground}; {since} alkaen, {until} asti",
    "{ground}; från och med {since} till och med {until}",
    "{ground}; since {since}, until {until}",
)


def _ground(point: str, fi: str, sv: str, en: str) -> Texts:
    return {
        "fi": f"{fi} (17 artiklan 3 kohdan {point} alakohta)",
        "sv": f"{sv} (artikel 17.3 {point})",
        "en": f"{en} (Article 17(3)({point}))",
    }


GROUNDS: dict[str, Texts] = {
    "art-17-3-a": _ground(
        "a",
        "sananvapaus ja tiedonvälityksen vapaus",
        "yttrande- och informationsfrihet",
        "freedom of expression and information",
    ),
    "art-17-3-b": _ground(
        "b", "lakisääteinen velvoite", "en rättslig förpliktelse", "a legal obligation"
    ),
    "art-17-3-c": _ground(
        "c",
        "kansanterveyteen liittyvä yleinen etu",
        "allmänt intresse på folkhälsoområdet",
        "public interest in the area of public health",
    ),
    "art-17-3-d": _ground(
        "d",
        "arkistointi, tutkimus tai tilastointi",
        "arkivering, forskning eller statistik",
        "archiving, research or statistics",
    ),
    "art-17-3-e": _ground(
        "e",
        "oikeusvaateen laatiminen, esittäminen tai puolustaminen",
        "fastställande, görande gällande eller försvar av rättsliga anspråk",
        "the establishment, exercise or defence of legal claims",
    ),
}
"""What the grounds of a hold are called; another ground is told as it was written."""

NOTHING_STAYS = _in(
    "Mitään tietoja ei jäänyt rekisteriin.",
    "Inga uppgifter finns kvar i registret.",
    "No data remain in the register.",
)

# --- 5. When the rest goes ---

REST = _in(
    "Ensimmäiset kohdan 4 tiedoista poistetaan {first} ja viimeiset {last}. Erillistä pyyntöä ei "
    "tarvita.",
    "De första av uppgifterna i punkt 4 raderas {first} och de sista {last}. Ingen ny begäran "
    "behövs.",
    "The first of the data in section 4 are erased on {first}, and the last on {last}. No further "
    "request is needed.",
)
REST_AT_ONCE = _in(
    "Kohdan 4 tiedot poistetaan {first}. Erillistä pyyntöä ei tarvita.",
    "Uppgifterna i punkt 4 raderas {first}. Ingen ny begäran behövs.",
    "The data in section 4 are erased on {first}. No further request is needed.",
)
REST_OPEN = _in(
    "Tiedot poistetaan, kun kohdassa 4 kerrottua perustetta ei enää ole. Sille ei ole merkitty "
    "päättymispäivää. Erillistä pyyntöä ei tarvita.",
    "Uppgifterna raderas när den grund som nämns i punkt 4 inte längre finns. Inget slutdatum är "
    "antecknat. Ingen ny begäran behövs.",
    "The data are erased when the ground told in section 4 no longer exists. No end has been "
    "recorded for it. No further request is needed.",
)
NO_REST = _in(
    "Loppuja tietoja ei ole: kaikki on poistettu.",
    "Det finns inget mer att radera: allt har raderats.",
    "There is no rest: everything has been erased.",
)

# --- 6. Backups and history ---

HISTORY = _in(
    "Rekisterin muutoshistoria säilyy, mutta tietojesi aiemmat versiot ({versions}) on tehty "
    "lukukelvottomiksi tuhoamalla niiden avain. Sama koskee varmuuskopioita: niissä ei ole tietoja "
    "selväkielisinä, eikä niitä voi avata ilman avainta.",
    "Registrets ändringshistorik bevaras, men de tidigare versionerna av dina uppgifter "
    "({versions}) har gjorts oläsbara genom att deras nyckel har förstörts. Detsamma gäller "
    "säkerhetskopiorna: de innehåller ingen klartext och kan inte öppnas utan nyckeln.",
    "The history of changes stays, but the earlier versions of your data ({versions}) have been "
    "made unreadable by destroying the key. The same goes for backups: they hold no plain text, "
    "and they cannot be opened without the key.",
)
PROOF = _in(
    "Kokeilimme jokaista niistä (versioita ja avaimia yhteensä {tried}) kaikilla jäljellä olevilla "
    "avaimilla: yksikään ei aukea.",
    "Vi har prövat var och en av dem (versioner och nycklar, sammanlagt {tried}) med alla nycklar "
    "som finns kvar: ingen öppnas.",
    "Each of them ({tried} versions and keys) was tried with every key that is left: none opens.",
)
COPIES = _in(
    "Avaimesta on kopioita rekisterinpitäjän muilla laitteilla ja tallenteilla (merkitty: "
    "{count}). Ne korvataan parhaillaan uudella avaimella. Poisto on lopullinen, kun viimeinenkin "
    "kopio on korvattu.",
    "Det finns kopior av nyckeln på den personuppgiftsansvariges andra enheter och lagringsmedier "
    "(antecknade: {count}). De ersätts nu med en ny nyckel. Raderingen är slutlig när också den "
    "sista kopian har ersatts.",
    "There are copies of the key on other devices and media of the controller (recorded: "
    "{count}). They are being replaced by a new key. The erasure is final once the last copy has "
    "been replaced.",
)
NO_COPIES = _in(
    "Avaimesta ei ole merkitty muita kopioita; jos niitä on, ne korvataan uudella avaimella.",
    "Inga andra kopior av nyckeln är antecknade; om sådana finns ersätts de med en ny nyckel.",
    "No other copies of the key are recorded; where there are any, they are replaced by a new key.",
)
HISTORY_STAYS = _in(
    "Koska mitään ei poistettu, myös tietojesi aiemmat versiot säilyvät salattuina "
    "muutoshistoriassa ja varmuuskopioissa.",
    "Eftersom inget raderades finns också de tidigare versionerna av dina uppgifter kvar "
    "krypterade i ändringshistoriken och säkerhetskopiorna.",
    "Since nothing was erased, the earlier versions of your data also stay, encrypted, in the "
    "history of changes and in backups.",
)

# --- 7. Recipients ---

NO_DISCLOSURES = _in(
    "Tietojasi ei ole luovutettu kolmansille osapuolille.",
    "Dina uppgifter har inte lämnats ut till någon tredje part.",
    "Your data have not been disclosed to any third party.",
)
TOLD = _in(
    "Poistosta ilmoitetaan seuraaville, joille tietojasi on luovutettu (19 artikla):",
    "Följande mottagare, till vilka uppgifter om dig har lämnats ut, underrättas om raderingen "
    "(artikel 19):",
    "The following recipients, to whom data about you were disclosed, are told of the erasure "
    "(Article 19):",
)
NOT_TOLD = _in(
    "Tietojasi on luovutettu seuraaville. Koska mitään ei poistettu, heille ei ilmoiteta mitään:",
    "Uppgifter om dig har lämnats ut till följande mottagare. Eftersom inget raderades underrättas "
    "de inte:",
    "Data about you were disclosed to the following recipients. Since nothing was erased, they are "
    "told nothing:",
)
RECIPIENT = _in("{to}, {day}", "{to}, {day}", "{to}, {day}")

# --- 8. Complaint ---

COURT = _in(
    "Voit myös saattaa asian tuomioistuimen ratkaistavaksi (79 artikla).",
    "Du kan också föra ärendet till domstol (artikel 79).",
    "You can also bring the matter before a court (Article 79).",
)
