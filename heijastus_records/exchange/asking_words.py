"""The words by which people ask for what the law gives them, in Finnish, Swedish and English.

Expressions are of small letters without dots, rings and accents: ä is a. All expressions of a row
must stand in one sentence; the first is what is asked. A row without objects would find the
invoice that is to be corrected, or the newsletter's foot that tells how to be removed from a list.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """One way of asking."""

    duty: str
    words: tuple[str, ...]
    unless: str = ""
    """What makes the sentence something else."""
    is_negative: bool = False
    """The words say no themselves; otherwise a negation before them takes the wish away."""


ACCESS, RECTIFICATION, ERASURE = "access", "rectification", "erasure"
RESTRICTION, OBJECTION = "restriction", "objection"
PORTABILITY, WITHDRAWAL = "portability", "consent-withdrawal"

LISTS = r"\blista[ln]|\blist(?:oi|e)|postituslist|uutiskirj|nyhetsbrev|utskick|newsletter|unsubs"

# A person's own data, not "tietosi", "dina uppgifter" or "your data": those are of somebody else.
FI = (
    r"(?:\b|henkilo|asiakas|yhteys|osoite)"
    r"tie(?:to(?!suoj|turv|kon|liik|mur)|do(?!t[eut]|st|ks|nh))\w*\b(?<!si)(?<!nne)"
)
FI_OWN = (
    r"tie(?:to|do)\w*(?:ni|mme)\b|\b(?:mun|minun|omat|omia|omien|omiin) (?:\w+ )?tie(?:to|do)"
    r"|minua koskev|\bminusta\b|\bmusta\b|itsestani|rekisteritie"
)
FI_PLACE = (
    rf"{FI}|puhelin|numero(?:ni|mme)\b|osoit(?:e|tee)(?:ni|mme|t|n|ta|sta|ssa)?\b"
    r"|sahkopost|nime(?:ni|a|n|ssa)\b|nimi(?:ni)?\b|rekisteri"
)
SV = r"(?<!dina )(?<!din )(?<!ditt )(?:person|kontakt)?(?:uppgift\w*|information(?:en)?\b|data\b)"
SV_OWN = (
    rf"\bmina? (?:\w+ )?{SV}"
    rf"|(?:{SV}|\ballt?\b|\bvad\b).{{0,60}}\b(?:om|angaende|gallande|ror|beror) mig\b"
)
SV_PLACE = rf"{SV}|telefon|(?:mitt|nytt) nummer|adress|namn(?:et)?\b|registret|e-?post"
MY = r"\bmy (?:\w+ ){0,3}(?:data|info\w*|details|records?|files?|account|profile)\b"
ALL = r"\b(?:data|info\w*|everything|all|anything|what|records?)\b"
ME = r"\b(?:about|on|of|concerning|regarding|to) me\b"
EN = rf"{MY}|{ALL}.{{0,60}}{ME}"
EN_PLACE = (
    rf"{EN}|my (?:\w+ ){{0,2}}(?:name|surname|address|phone|number|e-?mail)"
    r"|(?:tele)?phone number"
)
KEPT = r"\byou (?:have|hold|keep|store|process|collect|know)\b"
OF_THEM = (
    r"\byour (?:\w+ )?(?:data|info\w*|details|account)\b|\bwe (?:\w+ )?(?:delete|erase|remove)"
)

# "Haluan saada tietoni poistetuiksi" and "get my data deleted" ask for no access.
DONE_FI = r"(?!.*\b(?:poistet|korjat|muutet|siirret|oikaist|rajoitet|paivitet))"
CHANGES_FI = r"\b(?:poist|korja|oikai|muut|paivit|siir[tr]|rajoit|havit|tuho)"
CHANGES_SV = r"\b(?:rader|ta[gr]?s? bort|ratta|andra|begrans|flytta)"
DONE_EN = r"(?!.*\b(?:delet|remov|eras|correct|updat)ed)"

ROWS: dict[str, tuple[Row, ...]] = {
    "fi": (
        Row(ACCESS, (r"tarkastuspyyn|tietopyyn|tarkastusoikeu",)),
        Row(ACCESS, (rf"\b(?:tarkast|tarkist|nahd|nahtav|kopio|jaljenno){DONE_FI}", FI_OWN)),
        Row(ACCESS, (rf"\b(?:naha|katso)\w*{DONE_FI}", FI_OWN)),
        Row(ACCESS, (rf"\bsaa(?:da|n|nko|isin|isinko|tavaksi)\b{DONE_FI}", FI_OWN)),
        Row(ACCESS, (rf"\blahet(?:ta(?!n|isin)|a\b|att)\w*{DONE_FI}|\btoimit[at]", FI_OWN)),
        Row(ACCESS, (r"\bmit[ae]s?\b|\bmillais", rf"{FI}|tieda|rekister|tallen|sailyt", FI_OWN)),
        Row(ACCESS, (r"\bpaas(?:y|ta)", FI_OWN)),
        Row(ACCESS, (r"\bpyy(?:dan|taisin)\b", r"itsestani|\bminusta\b"), unless=CHANGES_FI),
        Row(ACCESS, (r"\bonko\b", rf"{FI}|rekister", r"\bminusta\b|\bmusta\b")),
        Row(
            ACCESS,
            (
                r"\b(?:mista|kenelle|keille|mihin|miten|kuinka|paljonko)\b",
                FI_OWN,
                r"saan(?:ut|eet)|luovut|kayte|tietoa|tieda",
            ),
        ),
        Row(
            ACCESS, (r"\b(?:laittaa|laittakaa|laittaisi|laita\b|ilmoit(?:ta(?!u)|a)|kerto)", FI_OWN)
        ),
        Row(ACCESS, (r"\bolenko\b", r"rekister|asiakastie")),
        Row(
            RECTIFICATION,
            (
                r"\bkorja|\boika[is]|\bmuut(?:ta(?!m)|a\b|tun|et|in\b|imme)|\bpaivit|\bvaih[td]"
                r"|(?:numero|osoite|nimi|sahkoposti)(?:ni|mme) on (?:nykyaan|nyt)\b"
                r"|\buu(?:si|den) (?:puhelin|sahkoposti|sukunim|posti|koti|katu)?\w*"
                r"(?:osoit|numero|nime|nimi|sahkopost)",
                FI_PLACE,
            ),
        ),
        Row(RECTIFICATION, (r"\bvaar[ai]|\bvirhe|\bvanhentun", FI_PLACE)),
        Row(RECTIFICATION, (r"oikaisu(?:pyyn|vaatim)|korjauspyyn",)),
        Row(
            ERASURE,
            (
                r"\bpoist(?:a(?!n\b|mme)|o|et)|\bhavit|\btuho(?!n\b)|\bdelet",
                rf"{FI}|rekisteri|\bminusta\b",
            ),
        ),
        Row(ERASURE, (r"\bpoista(?!n\b|mme)|\bunohta|\btuho", r"\bminut\b|\bmut\b"), LISTS),
        Row(ERASURE, (r"\bota(?:tte|tteko)?\b|\bottak", r"\bpois\b", r"rekisteri")),
        Row(ERASURE, (r"\ben halua\b.*\bolla\b", r"rekisteri"), is_negative=True),
        Row(ERASURE, (r"unohdetuksi|poistopyyn",)),
        Row(RESTRICTION, (r"\bkeskeyt|\bjaadyt", r"kasittely")),
        Row(RESTRICTION, (r"\brajoit", rf"kasittely|kaytto|{FI}")),
        Row(OBJECTION, (r"\bvastust", rf"kasittely|kaytto|markkinoin|profiloin|{FI}")),
        Row(
            OBJECTION,
            (
                r"\ben (?:\w+ )?(?:halua|suostu|anna)|\balk(?:aa|oon)\b|\bala\b"
                r"|\bei (?:saa|enaa)\b|\blopet|\bkiel[lt]",
                r"markkinoin|mainok|mainost",
            ),
            is_negative=True,
        ),
        Row(OBJECTION, (r"markkinointikiel",)),
        Row(PORTABILITY, (r"\bsiir[tr]", FI, r"jarjestelm|palvelu|toise|toinen|uude[ln]")),
        Row(PORTABILITY, (r"kone(?:ellisesti |en ?)?luettav|siirto-?oikeu|siirrettavyy",)),
        Row(
            WITHDRAWAL,
            (
                r"\bperu(?!s)|\bveta\w* (?:\w+ )?(?:pois|takaisin)|\bvedan",
                r"suostum\w*\b(?<!si)(?<!nne)|lupa|luvan\b",
            ),
        ),
    ),
    "sv": (
        Row(
            ACCESS,
            (
                r"registerutdrag|\butdrag ur\b.*regist|begaran om (?:tillgang|insyn)"
                r"|ratt till tillgang",
            ),
        ),
        Row(ACCESS, (r"\bvilk[ae]n?\b|\bvad\b", rf"{SV}|\bni\b", r"\bom mig\b")),
        Row(ACCESS, (r"\b(?:finns|ar) jag\b", r"register")),
        Row(ACCESS, (r"\b(?:har|finns)\b", rf"{SV}|\bnagot\b", r"\bom mig\b"), unless=CHANGES_SV),
        Row(
            ACCESS,
            (
                r"\b(?:se|ta del av|(?:fa|ha) (?:ut|en|veta|se|ta)|skicka|mejla|visa|kopia"
                r"|granska|kontrollera|ge mig)\b",
                SV_OWN,
            ),
        ),
        Row(
            RECTIFICATION,
            (
                r"\bratta|\brattelse|\bkorriger|\bandra (?:mitt|min|mina)\b|\b(?:ratt|andr)ats?\b"
                r"|\bny[at]{0,2} \w*(?:adress|telefon|nummer|namn|e-?post)|\buppdater"
                r"|\bfel(?:aktig\w*|stavat)?\b|\bbytt\b",
                SV_PLACE,
            ),
            unless=r"\b(?:dina?|ditt) ",
        ),
        Row(
            ERASURE,
            (
                r"\brader|\bta[gr]?s?\b.{0,40}\bbort\b|\bavlagsn|\bplocka bort|\butplan|\bforstor",
                rf"{SV}|registret",
            ),
            unless=r"\bdina? (?:\w+ )?uppgift",
        ),
        Row(ERASURE, (r"\brader|\bta[gr]?s? bort|\bglom\b", r"\bmig\b"), LISTS),
        Row(
            ERASURE,
            (r"\binte\b.*\b(?:finnas|vara|sta)\b", r"\bert? (?:kund)?register|registret"),
            is_negative=True,
        ),
        Row(ERASURE, (r"\b(?:bort)?glomd\b",)),
        Row(RESTRICTION, (r"\bpausa", r"behandling")),
        Row(RESTRICTION, (r"\bbegrans", rf"behandling|anvandning|{SV}")),
        Row(OBJECTION, (r"\binvand|\bmotsatt", rf"behandling|anvand|marknadsfor|{SV}")),
        Row(
            OBJECTION,
            (
                r"\b(?:vill|far|onskar|skicka)\b.{0,30}\binte?\b|\bslut[a ]|\bingen\b|\bundanber",
                r"marknadsforing|reklam(?:en|utskick)?\b",
            ),
            unless=r"\bdu\b",
            is_negative=True,
        ),
        Row(PORTABILITY, (r"portabilitet|maskinlasbar",)),
        Row(PORTABILITY, (r"\bflytta|\boverfor", SV, r"\ban(?:nan|nat)\b|system|tjanst")),
        Row(WITHDRAWAL, (r"\bmitt samtycke galler inte",), is_negative=True),
        Row(
            WITHDRAWAL,
            (
                r"\baterkall|\b(?:ta|tar|dra|drar)\b.{0,40}\btillbaka",
                r"(?<!ditt )(?<!er )(?:samtyck|tillstand)",
            ),
        ),
    ),
    "en": (
        Row(ACCESS, (r"subject access|access request|\bd?sar\b|right of access",)),
        Row(ACCESS, (r"\b(?:what|which|any)\b", rf"\b(?:data|info|details|records?)|{KEPT}", ME)),
        Row(ACCESS, (r"\b(?:who|where|how)\b", r"shared|disclos|\bgot|\bget\b|collected", MY)),
        Row(ACCESS, (r"\bam i\b", r"\byour (?:register|records|database|systems?|files)")),
        Row(
            ACCESS,
            (
                r"\b(?:copy|(?<!will )(?<!i )send|see|show|access|provide|give|get(?! rid)|view"
                rf"|receive|obtain|inspect)\b{DONE_EN}",
                EN,
            ),
            unless=OF_THEM,
        ),
        Row(
            RECTIFICATION,
            (
                r"\bcorrect|\brectif|\bupdat|\bchange|\bwrong|\bincorrect|\bfix\b|\bamend"
                r"|\bmisspel|\boutdated|\bout of date"
                r"|\bnew \w*(?: ?address| ?phone| ?number|e-?mail| ?surname)",
                EN_PLACE,
            ),
            unless=OF_THEM,
        ),
        Row(
            ERASURE,
            (
                r"\bdelet|\beras|\bremov|\bforget|\bdestroy|\bwipe|\bgone\b|\bget rid of|\bpurge",
                rf"{EN}|{ALL} {KEPT}|personal data"
                r"|\bme from (?:your|the) (?:register|records?|systems?|database|files)",
            ),
            unless=OF_THEM,
        ),
        Row(
            ERASURE,
            (r"\b(?:do not|don't) want to be (?:in|on) your (?:register|records|database|files)",),
            is_negative=True,
        ),
        Row(ERASURE, (r"right to (?:be forgotten|erasure)|\bforget (?:about )?me\b",)),
        Row(
            RESTRICTION,
            (r"\brestrict|\blimit (?:the|how)|\bfreeze|\bpause", rf"processing|\buse\b|{MY}"),
        ),
        Row(
            OBJECTION,
            (
                r"\b(?:i|we|to|my) object|\bobjection|\boppose",
                r"processing|marketing|profiling|\bus(?:e|ing)\b",
            ),
        ),
        Row(
            OBJECTION,
            (
                r"\bstop\b|\bdo(?:n't| not)\b|\bno (?:longer|more)\b|\bnever\b",
                r"marketing|advert|promotion",
                r"\b(?:me|my|i)\b",
            ),
            unless=r"\bclick|unsubscribe|\byou (?:no longer|do)|\bconsent",
            is_negative=True,
        ),
        Row(
            OBJECTION,
            (r"\b(?:stop|do(?:n't| not)) (?:process|us(?:e|ing)\b)", rf"{MY}|personal data"),
            is_negative=True,
        ),
        Row(PORTABILITY, (r"portab|machine[- ]readable",)),
        Row(
            PORTABILITY,
            (r"\btransfer|\bmove\b|\btransmit|\bport\b", MY, r"another|other|new|direct"),
        ),
        Row(
            WITHDRAWAL,
            (r"\bwithdraw|\brevok|\bcancel|\btake back", r"(?<!your )(?:consent|permission)"),
        ),
        Row(WITHDRAWAL, (r"\bi (?:no longer|do not|don't) consent",), is_negative=True),
    ),
}

_KIN_FI = r"(?:aiti|aidi|isa|puoliso|vaimo|miehe|avopuoliso|lapse|poika|poja|tyttare|velje|sisko)"
_KIN_SV = r"(?:mamma|mor|far|pappa|man|make|maka|fru|son|dotter|bror|syster|barn|foraldrar|van)s?"
_KIN_EN = (
    r"(?:mother|father|mum|mom|dad|wife|husband|son|daughter|child|children|brother|sister|partner"
    r"|spouse|friend|client)"
)

FOR_ANOTHER = (
    r"\bpuolest(?:a|aan|ansa)\b|edunvalvo|asiamie|valtakirj|valtuut|\bhuoltaj|asianajaj"
    r"|\blakimie|paamieh|kuolinpes",
    rf"\b{_KIN_FI}\w*(?:ni|mme)\b.*(?:tie(?:to|do)|rekister)",
    rf"(?:tie(?:to|do)|rekister).*\b{_KIN_FI}\w*(?:ni|mme)\b",
    r"\bfor (?!egen )(?:\w+ ){1,4}rakning|\bvagnar\b|fullmakt|\bombud|\bgod[ae]? ?man\b"
    r"|intressebevak|vardnadshavar|formyndar",
    rf"\bmi(?:n|tt|na) {_KIN_SV}\b.*uppgift|uppgift.*\bmi(?:n|tt|na) {_KIN_SV}\b",
    r"\bon behalf of|power of attorney|\bguardian|legal representative|\bsolicitor",
    rf"\bmy {_KIN_EN}(?:'?s)?\b.*(?:data|info|details|record)",
    rf"(?:data|info|details|record)\w*.*\b(?:of|about|on) my {_KIN_EN}\b",
)
"""One of them in a sentence: somebody writes for somebody else."""

COMMON = {
    "fi": "ja on etta olen haluan haluaisin pyydan minun minusta tietoni tiedot tietojani hei moi"
    " terveisin kiitos teidan ei en mita kaikki voisitteko voitteko mun rekisterista koska"
    " minulle enaa alkaa tietojeni",
    "sv": "och att jag mig mina mitt min det ni hej vanliga halsningar tack vill inte ar om"
    " uppgifter er av for har som kan registret vanligen",
    "en": "the and you my i please to me of is hello hi regards dear thank thanks your data for"
    " that have would like about",
}
"""Words by which a language is known."""

NOT_BEFORE = (
    r"\b(?:ei(?! ole)|en|emme|eivat|eika|ettei|alka\w+|ala|ilman|inte|aldrig|not|never|don't"
    r"|needn't|no need|without)"
    r"(?! (?:only|just|ainoastaan|pelkastaan|vain|bara|endast))\b(?:\W+\w+){0,5}\W*$"
)
NOT_WITHIN = r"\binte\b"
NOT_AFTER = r"^\w*(?: bort)?(?:\W+\w+){0,2}?\W+inte\b"
CLAUSES = (
    r"[;:]|,(?!\s*(?:etta|jotta|att|that)\b)|\b(?:vaan|mutta|mut|ja|och|men|utan|and|but|then)\b"
)
"""Where a negation ends."""

DISCLAIMER = (
    r"intended recipient|received (?:this|it)\b.*\berror|erehdyksessa|(?:ratt|avsedd) mottagare"
    r"|av misstag"
)
"""What stands below mails of offices, and asks whoever is not meant to delete them."""
