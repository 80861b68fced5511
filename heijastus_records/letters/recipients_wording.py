"""The words of the letter to a recipient (Article 19), who is an organisation: te, ni."""

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


_ARTICLE = _in(
    "Yleinen tietosuoja-asetus, 19 artikla",
    "Allmänna dataskyddsförordningen, artikel 19",
    "General Data Protection Regulation, Article 19",
)
TITLES: dict[str, tuple[Texts, Texts]] = {
    "rectify": (
        _in(
            "Ilmoitus tietojen oikaisemisesta",
            "Underrättelse om rättelse av uppgifter",
            "Notice of rectified data",
        ),
        _ARTICLE,
    ),
    "erase": (
        _in(
            "Ilmoitus tietojen poistamisesta",
            "Underrättelse om radering av uppgifter",
            "Notice of erased data",
        ),
        _ARTICLE,
    ),
    "restrict": (
        _in(
            "Ilmoitus käsittelyn rajoittamisesta",
            "Underrättelse om begränsning av behandling",
            "Notice of restricted processing",
        ),
        _ARTICLE,
    ),
}
ABOUT = _in("Mitä ilmoitus koskee", "Vad underrättelsen gäller", "What this notice is about")
WHY = _in(
    "Olemme luovuttaneet teille henkilötietoja. Rekisterinpitäjän on ilmoitettava muutoksista "
    "niille, joille tietoja on luovutettu.",
    "Vi har lämnat ut personuppgifter till er. Den personuppgiftsansvarige ska underrätta dem som "
    "har fått uppgifter om ändringar i dem.",
    "We have disclosed personal data to you. The controller has to tell those who were given data "
    "of changes to them.",
)
RECIPIENT = _in("Vastaanottaja", "Mottagare", "Recipient")
PERSON = _in("Kenen tiedot", "Vems uppgifter", "Whose data")
DISCLOSED = _in("Luovutettu", "Utlämnade", "Disclosed on")
WHAT = _in("Mitä on tehty", "Vad som har gjorts", "What was done")
DONE: dict[str, Texts] = {
    "rectify": _in(
        "Seuraavat tiedot on oikaistu {day}.",
        "Följande uppgifter har rättats {day}.",
        "The following data were rectified on {day}.",
    ),
    "erase": _in(
        "Seuraavat tiedot on poistettu {day}. Tässä luetellaan tietojen lajit, ei itse tietoja.",
        "Följande uppgifter har raderats {day}. Här räknas upp vilka slag av uppgifter det gäller, "
        "inte själva uppgifterna.",
        "The following data were erased on {day}. What is listed are the kinds of data, not the "
        "data.",
    ),
    "restrict": _in(
        "Seuraavien tietojen käsittelyä on rajoitettu {day}.",
        "Behandlingen av följande uppgifter har begränsats {day}.",
        "The processing of the following data was restricted on {day}.",
    ),
}
ASKED = _in("Mitä pyydämme", "Vad vi ber om", "What we ask of you")
PLEASE: dict[str, Texts] = {
    "rectify": _in(
        "Pyydämme teitä oikaisemaan samat tiedot.",
        "Vi ber er rätta samma uppgifter.",
        "Please rectify the same data.",
    ),
    "erase": _in(
        "Pyydämme teitä poistamaan samat tiedot, myös niiden jäljennökset ja linkit niihin.",
        "Vi ber er radera samma uppgifter, också kopior av dem och länkar till dem.",
        "Please erase the same data, also copies of them and links to them.",
    ),
    "restrict": _in(
        "Pyydämme teitä rajoittamaan samojen tietojen käsittelyä: niitä saa vain säilyttää, kunnes "
        "ilmoitamme, että rajoitus on poistettu.",
        "Vi ber er begränsa behandlingen av samma uppgifter: de får bara lagras tills vi meddelar "
        "att begränsningen har upphävts.",
        "Please restrict the processing of the same data: they may only be stored until we tell "
        "you that the restriction has been lifted.",
    ),
}
DUTY = _in(
    "Jos laki velvoittaa teidät toimimaan toisin, kertokaa siitä meille.",
    "Om lagen förpliktar er att göra något annat ber vi er meddela det.",
    "If the law obliges you to do otherwise, please tell us.",
)
ANSWER = _in(
    "Vahvistakaa asia vastaamalla tähän viestiin. Jos olette luovuttaneet tietoja eteenpäin, "
    "ilmoittakaa asiasta myös niiden saajille.",
    "Bekräfta ärendet genom att svara på detta meddelande. Om ni har lämnat uppgifterna vidare ber "
    "vi er underrätta också dem som har fått dem.",
    "Please confirm by answering this message. If you have passed the data on, please tell those "
    "who received them as well.",
)

NOTICE_SAYS = _in(
    "Tietosuojaselosteen kohdassa 8 sanotaan: ”{text}”",
    "I punkt 8 i dataskyddsbeskrivningen står det: ”{text}”",
    "Section 8 of the privacy notice says: “{text}”",
)
APART = _in(
    "Siitä poiketen tietojasi on luovutettu seuraavasti:",
    "Avvikande från det har dina uppgifter lämnats ut enligt följande:",
    "In your case, however, data have been disclosed as follows:",
)
