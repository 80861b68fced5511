"""The words of the letters about what a person has chosen: consent, restriction, objection."""

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


# --- Consent, Article 7 ---

CONSENT = _in("Suostumuksesi", "Ditt samtycke", "Your consent")
GIVEN = _in("Annettu", "Givet", "Given")
HOW = _in("Miten annettu", "Hur det gavs", "How it was given")
VERSION = _in("Suostumustekstin versio", "Textens version", "Version of the wording")
WITHDRAWN = _in("Peruutettu", "Återkallat", "Withdrawn")

CONSENT_GIVEN = (
    _in("Vahvistus suostumuksesta", "Bekräftelse på samtycke", "Confirmation of consent"),
    _in(
        "Yleinen tietosuoja-asetus, 7 artikla",
        "Allmänna dataskyddsförordningen, artikel 7",
        "General Data Protection Regulation, Article 7",
    ),
)
CONSENTED_TO = _in("Mihin suostuit", "Vad du samtyckte till", "What you consented to")
HOW_TO_WITHDRAW = _in(
    "Näin voit peruuttaa suostumuksesi",
    "Så kan du återkalla ditt samtycke",
    "How to withdraw your consent",
)
WITHDRAW_BY = _in(
    "Voit peruuttaa suostumuksesi milloin tahansa vastaamalla tähän viestiin tai kirjoittamalla "
    "osoitteeseen {email}. Syytä ei tarvitse kertoa.",
    "Du kan när som helst återkalla ditt samtycke genom att svara på detta meddelande eller skriva "
    "till {email}. Du behöver inte ange något skäl.",
    "You can withdraw your consent at any time by answering this message or by writing to {email}. "
    "You need not give a reason.",
)
NOT_RETROACTIVE = _in(
    "Peruuttaminen ei vaikuta käsittelyyn, joka on tehty suostumuksen perusteella ennen sen "
    "peruuttamista.",
    "Återkallandet påverkar inte den behandling som har skett med stöd av samtycket innan det "
    "återkallades.",
    "Withdrawal does not affect processing that was based on the consent before it was withdrawn.",
)

CONSENT_WITHDRAWN = (
    _in(
        "Vahvistus suostumuksen peruuttamisesta",
        "Bekräftelse på återkallat samtycke",
        "Confirmation of withdrawn consent",
    ),
    _in(
        "Yleinen tietosuoja-asetus, 7 artiklan 3 kohta",
        "Allmänna dataskyddsförordningen, artikel 7.3",
        "General Data Protection Regulation, Article 7(3)",
    ),
)
WHAT_ENDS = _in("Mikä päättyy", "Vad som upphör", "What ends")
ENDS = _in(
    "Emme enää käsittele tietojasi tähän tarkoitukseen.",
    "Vi behandlar inte längre dina uppgifter för detta ändamål.",
    "Your data are no longer processed for this purpose.",
)
PROOF_STAYS = _in(
    "Merkintä suostumuksesta ja sen peruuttamisesta säilyy, jotta voimme osoittaa ne.",
    "Anteckningen om samtycket och återkallandet bevaras, så att vi kan visa dem.",
    "The entry of the consent and of its withdrawal stays, so that we can show both.",
)
WHAT_GOES_ON = _in("Mikä jatkuu", "Vad som fortsätter", "What goes on")
GOES_ON = _in(
    "Tietojasi käsitellään edelleen seuraaviin tarkoituksiin, koska käsittelyllä on muu peruste.",
    "Dina uppgifter behandlas fortfarande för följande ändamål, eftersom behandlingen har en annan "
    "grund.",
    "Your data are still processed for the following purposes, since the processing has another "
    "basis.",
)
NOTHING_GOES_ON = _in(
    "Tietojasi ei käsitellä muilla perusteilla.",
    "Dina uppgifter behandlas inte på andra grunder.",
    "Your data are not processed on any other basis.",
)

# --- Restriction, Article 18 ---

RESTRICTED = (
    _in(
        "Vahvistus käsittelyn rajoittamisesta",
        "Bekräftelse på begränsning av behandling",
        "Confirmation of restriction of processing",
    ),
    _in(
        "Oikeus käsittelyn rajoittamiseen, yleinen tietosuoja-asetus, 18 artikla",
        "Rätt till begränsning av behandling, allmänna dataskyddsförordningen, artikel 18",
        "Right to restriction of processing, General Data Protection Regulation, Article 18",
    ),
)
ASKED_TO_RESTRICT = _in(
    "Pyyntösi koskee tietojesi käsittelyn rajoittamista.",
    "Din begäran gäller begränsning av behandlingen av dina uppgifter.",
    "Your request is about restricting the processing of your data.",
)
RESTRICTED_SINCE = _in(
    "Tietojesi käsittelyä on rajoitettu {day} alkaen.",
    "Behandlingen av dina uppgifter är begränsad från och med {day}.",
    "The processing of your data is restricted as from {day}.",
)
RESTRICTIONS: dict[str, Texts] = {
    "art-18-1-a": _in(
        "olet kiistänyt tietojen paikkansapitävyyden; rajoitus on voimassa, kunnes olemme "
        "tarkistaneet tiedot (18 artiklan 1 kohdan a alakohta)",
        "du har bestritt uppgifternas korrekthet; begränsningen gäller tills vi har kontrollerat "
        "uppgifterna (artikel 18.1 a)",
        "you contest the accuracy of the data; the restriction lasts until we have checked them "
        "(Article 18(1)(a))",
    ),
    "art-18-1-b": _in(
        "käsittely on lainvastaista, mutta vastustat tietojen poistamista ja vaadit sen sijaan "
        "käsittelyn rajoittamista (18 artiklan 1 kohdan b alakohta)",
        "behandlingen är olaglig, men du motsätter dig radering och begär i stället att "
        "behandlingen begränsas (artikel 18.1 b)",
        "the processing is unlawful, but you oppose erasure and ask for restriction instead "
        "(Article 18(1)(b))",
    ),
    "art-18-1-c": _in(
        "emme enää tarvitse tietoja, mutta sinä tarvitset niitä oikeusvaateen laatimiseksi, "
        "esittämiseksi tai puolustamiseksi (18 artiklan 1 kohdan c alakohta)",
        "vi behöver inte längre uppgifterna, men du behöver dem för att fastställa, göra gällande "
        "eller försvara rättsliga anspråk (artikel 18.1 c)",
        "we no longer need the data, but you need them for the establishment, exercise or defence "
        "of legal claims (Article 18(1)(c))",
    ),
    "art-18-1-d": _in(
        "olet vastustanut käsittelyä; rajoitus on voimassa, kunnes on selvitetty, syrjäyttävätkö "
        "rekisterinpitäjän perusteet sinun perusteesi (18 artiklan 1 kohdan d alakohta)",
        "du har invänt mot behandlingen; begränsningen gäller tills det har utretts om den "
        "personuppgiftsansvariges skäl väger tyngre än dina (artikel 18.1 d)",
        "you have objected to the processing; the restriction lasts until it is verified whether "
        "the controller's grounds override yours (Article 18(1)(d))",
    ),
}
"""The four grounds of a restriction; another is told as it was written."""
MEANING = _in("Mitä rajoitus tarkoittaa", "Vad begränsningen innebär", "What restriction means")
ONLY_STORED = _in(
    "Rajoituksen aikana tietosi vain säilytetään. Muuten niitä käsitellään ainoastaan "
    "suostumuksellasi taikka oikeusvaateen laatimiseksi, esittämiseksi tai puolustamiseksi, toisen "
    "henkilön oikeuksien suojaamiseksi tai tärkeää yleistä etua koskevasta syystä (18 artiklan "
    "2 kohta).",
    "Under begränsningen lagras dina uppgifter bara. I övrigt behandlas de endast med ditt "
    "samtycke eller för att fastställa, göra gällande eller försvara rättsliga anspråk, för att "
    "skydda någon annans rättigheter eller av skäl som rör ett viktigt allmänintresse "
    "(artikel 18.2).",
    "During the restriction your data are only stored. Otherwise they are processed only with your "
    "consent, or for the establishment, exercise or defence of legal claims, to protect the rights "
    "of another person, or for reasons of important public interest (Article 18(2)).",
)
TOLD_FIRST = _in(
    "Kerromme sinulle, ennen kuin rajoitus poistetaan (18 artiklan 3 kohta).",
    "Vi underrättar dig innan begränsningen upphävs (artikel 18.3).",
    "You are told before the restriction is lifted (Article 18(3)).",
)

LIFTED = (
    _in(
        "Ilmoitus käsittelyn rajoituksen poistamisesta",
        "Meddelande om att begränsningen av behandlingen upphävs",
        "Notice that a restriction of processing is lifted",
    ),
    _in(
        "Yleinen tietosuoja-asetus, 18 artiklan 3 kohta",
        "Allmänna dataskyddsförordningen, artikel 18.3",
        "General Data Protection Regulation, Article 18(3)",
    ),
)
PAPER_TOO = _in(
    "Rajoitus koskee myös lukitussa kaapissa olevia papereita, jotka koskevat sinua.",
    "Begränsningen gäller också de papper om dig som finns i det låsta skåpet.",
    "The restriction covers the papers about you in the locked cabinet as well.",
)
RESTRICTION = _in("Rajoitus", "Begränsningen", "The restriction")
SINCE = _in("Voimassa alkaen", "Gäller från och med", "In force since")
ENDS_ON = _in("Poistetaan", "Upphävs", "Lifted on")
WHY_LIFTED = _in(
    "Miksi rajoitus poistetaan", "Varför begränsningen upphävs", "Why the restriction is lifted"
)
AFTER_LIFTING = _in("Mitä se tarkoittaa", "Vad det innebär", "What this means")
USED_AGAIN = _in(
    "Rajoitus poistetaan {day}. Sen jälkeen tietojasi käsitellään taas tietosuojaselosteessa "
    "kerrottuihin tarkoituksiin. Kerromme tästä ennen rajoituksen poistamista, jotta ehdit "
    "vastata.",
    "Begränsningen upphävs {day}. Därefter behandlas dina uppgifter igen för de ändamål som anges "
    "i dataskyddsbeskrivningen. Vi meddelar detta innan begränsningen upphävs, så att du hinner "
    "svara.",
    "The restriction is lifted on {day}. After that your data are processed again for the purposes "
    "told in the privacy notice. We tell you before it is lifted, so that you have time to answer.",
)

# --- Objection, Article 21 ---

OBJECTION = (
    _in(
        "Vastaus käsittelyn vastustamiseen",
        "Svar på invändning mot behandling",
        "Answer to an objection to processing",
    ),
    _in(
        "Vastustamisoikeus, yleinen tietosuoja-asetus, 21 artikla",
        "Rätt att göra invändningar, allmänna dataskyddsförordningen, artikel 21",
        "Right to object, General Data Protection Regulation, Article 21",
    ),
)
OBJECTED = _in(
    "Olet vastustanut tietojesi käsittelyä seuraavaan tarkoitukseen.",
    "Du har invänt mot att dina uppgifter behandlas för följande ändamål.",
    "You have objected to the processing of your data for the following purpose.",
)
MARKETING_STOPS = _in(
    "Suoramarkkinointia saa aina vastustaa. Emme enää käsittele tietojasi suoramarkkinointiin "
    "(21 artiklan 3 kohta).",
    "Man får alltid invända mot direktmarknadsföring. Vi behandlar inte längre dina uppgifter för "
    "direktmarknadsföring (artikel 21.3).",
    "Direct marketing can always be objected to. Your data are no longer processed for direct "
    "marketing (Article 21(3)).",
)
DECISIONS: dict[str, Texts] = {
    "upheld": _in(
        "Vastustamisesi on hyväksytty. Emme enää käsittele tietojasi tähän tarkoitukseen "
        "(21 artiklan 1 kohta).",
        "Din invändning har godkänts. Vi behandlar inte längre dina uppgifter för detta ändamål "
        "(artikel 21.1).",
        "Your objection has been upheld. Your data are no longer processed for this purpose "
        "(Article 21(1)).",
    ),
    "pending": _in(
        "Asiaa selvitetään. Siihen asti tietojasi ei käytetä tähän tarkoitukseen, vaan ne vain "
        "säilytetään (18 artiklan 1 kohdan d alakohta). Kerromme ratkaisusta heti, kun se on "
        "tehty.",
        "Ärendet utreds. Tills dess används dina uppgifter inte för detta ändamål, utan de lagras "
        "bara (artikel 18.1 d). Vi meddelar beslutet genast när det har fattats.",
        "The matter is being looked into. Until then your data are not used for this purpose but "
        "only stored (Article 18(1)(d)). We will tell you the decision as soon as it is made.",
    ),
    "rejected": _in(
        "Vastustamistasi ei voida hyväksyä. Käsittelyyn on huomattavan tärkeä ja perusteltu syy, "
        "joka syrjäyttää sinun etusi, oikeutesi ja vapautesi, tai käsittely on tarpeen "
        "oikeusvaateen laatimiseksi, esittämiseksi tai puolustamiseksi (21 artiklan 1 kohta).",
        "Din invändning kan inte godkännas. Det finns tvingande berättigade skäl för behandlingen "
        "som väger tyngre än dina intressen, rättigheter och friheter, eller så behövs "
        "behandlingen för att fastställa, göra gällande eller försvara rättsliga anspråk "
        "(artikel 21.1).",
        "Your objection cannot be upheld. There are compelling legitimate grounds for the "
        "processing that override your interests, rights and freedoms, or the processing is needed "
        "for the establishment, exercise or defence of legal claims (Article 21(1)).",
    ),
}
