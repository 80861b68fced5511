"""The words of a refusal (Article 12(4)): what was asked, and why it is not done."""

from heijastus_records.letters import erasure_wording

Texts = dict[str, str]


def _in(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


REFUSAL = (
    _in(
        "Ilmoitus: pyyntöön ei voida suostua",
        "Meddelande: begäran kan inte beviljas",
        "Notice: the request cannot be granted",
    ),
    _in(
        "Yleinen tietosuoja-asetus, 12 artiklan 4 kohta",
        "Allmänna dataskyddsförordningen, artikel 12.4",
        "General Data Protection Regulation, Article 12(4)",
    ),
)
GROUNDS = _in("Perusteet", "Grunder", "Grounds")
ABOUT = _in("Pyyntö koskee", "Begäran gäller", "The request is about")
DUTIES: dict[str, Texts] = {
    "access": _in(
        "oikeus saada tutustua tietoihin (15 artikla)",
        "rätt att få tillgång till uppgifter (artikel 15)",
        "right of access (Article 15)",
    ),
    "rectification": _in(
        "tietojen oikaiseminen (16 artikla)",
        "rättelse av uppgifter (artikel 16)",
        "rectification (Article 16)",
    ),
    "erasure": _in(
        "tietojen poistaminen (17 artikla)",
        "radering av uppgifter (artikel 17)",
        "erasure (Article 17)",
    ),
    "restriction": _in(
        "käsittelyn rajoittaminen (18 artikla)",
        "begränsning av behandlingen (artikel 18)",
        "restriction of processing (Article 18)",
    ),
    "portability": _in(
        "oikeus siirtää tiedot järjestelmästä toiseen (20 artikla)",
        "rätt till dataportabilitet (artikel 20)",
        "data portability (Article 20)",
    ),
    "objection": _in(
        "käsittelyn vastustaminen (21 artikla)",
        "invändning mot behandlingen (artikel 21)",
        "objection to processing (Article 21)",
    ),
    "consent-withdrawal": _in(
        "suostumuksen peruuttaminen (7 artikla)",
        "återkallande av samtycke (artikel 7)",
        "withdrawal of consent (Article 7)",
    ),
}
"""What a request is about, by the name of the duty; another is shown as it is."""
NOT_DONE = _in(
    "Pyyntöön ei voida suostua. Ratkaisu on tehty {day}.",
    "Begäran kan inte beviljas. Beslutet fattades {day}.",
    "The request cannot be granted. This was decided on {day}.",
)
REFUSALS: dict[str, Texts] = {
    "art-12-2": _in(
        "emme pysty tunnistamaan pyynnön tekijää, koska henkilöllisyyttä ei ole vahvistettu "
        "(12 artiklan 2 kohta)",
        "vi kan inte identifiera den som har gjort begäran, eftersom identiteten inte har "
        "bekräftats (artikel 12.2)",
        "we cannot identify who made the request, since the identity has not been confirmed "
        "(Article 12(2))",
    ),
    "art-12-5": _in(
        "pyyntö on ilmeisen perusteeton tai kohtuuton (12 artiklan 5 kohta)",
        "begäran är uppenbart ogrundad eller orimlig (artikel 12.5)",
        "the request is manifestly unfounded or excessive (Article 12(5))",
    ),
    "art-15-4": _in(
        "tietojen antaminen loukkaisi muiden ihmisten oikeuksia tai vapauksia (15 artiklan "
        "4 kohta)",
        "ett utlämnande av uppgifterna skulle kränka andra människors rättigheter eller friheter "
        "(artikel 15.4)",
        "giving the data would harm the rights or freedoms of other people (Article 15(4))",
    ),
    "act-1050-2018-34": _in(
        "oikeutta saada tutustua tietoihin on rajoitettu lailla (tietosuojalaki 1050/2018, 34 §)",
        "rätten att få tillgång till uppgifter är begränsad i lag (dataskyddslagen 1050/2018, "
        "34 §)",
        "the right of access is restricted by law (Data Protection Act 1050/2018, section 34)",
    ),
    "art-16": _in(
        "olemme tarkistaneet tiedot, eivätkä ne ole virheellisiä tai puutteellisia (16 artikla)",
        "vi har kontrollerat uppgifterna, och de är inte felaktiga eller ofullständiga "
        "(artikel 16)",
        "we have checked the data, and they are neither inaccurate nor incomplete (Article 16)",
    ),
    "art-17-1": _in(
        "mikään tietojen poistamisen perusteista ei täyty (17 artiklan 1 kohta)",
        "inget av skälen för radering är uppfyllt (artikel 17.1)",
        "none of the grounds for erasure applies (Article 17(1))",
    ),
    **erasure_wording.GROUNDS,
    "art-18-1": _in(
        "mikään käsittelyn rajoittamisen edellytyksistä ei täyty (18 artiklan 1 kohta)",
        "inget av villkoren för begränsning av behandlingen är uppfyllt (artikel 18.1)",
        "none of the conditions for restriction of processing applies (Article 18(1))",
    ),
    "art-20-1": _in(
        "oikeus koskee vain tietoja, jotka olet itse antanut ja joita käsitellään automaattisesti "
        "suostumuksen tai sopimuksen perusteella (20 artiklan 1 kohta)",
        "rätten gäller bara uppgifter som du själv har lämnat och som behandlas automatiserat med "
        "stöd av samtycke eller avtal (artikel 20.1)",
        "the right covers only data that you provided and that are processed by automated means on "
        "the basis of consent or a contract (Article 20(1))",
    ),
    "art-21-1": _in(
        "käsittely ei perustu oikeutettuun etuun eikä yleiseen etuun, eikä vastustamisoikeus koske "
        "sitä (21 artiklan 1 kohta)",
        "behandlingen grundar sig inte på berättigat eller allmänt intresse, och rätten att göra "
        "invändningar gäller den inte (artikel 21.1)",
        "the processing is not based on a legitimate or public interest, so the right to object "
        "does not cover it (Article 21(1))",
    ),
}
"""Why nothing is done; another ground is told as it was written."""
BY_OMBUDSMAN = _in(
    "Pyynnöstäsi annamme tiedot tietosuojavaltuutetulle, joka voi tarkistaa niiden käsittelyn "
    "(tietosuojalaki 34 §).",
    "På din begäran lämnar vi uppgifterna till dataombudsmannen, som kan granska behandlingen av "
    "dem (dataskyddslagen 34 §).",
    "If you ask for it, we give the data to the Data Protection Ombudsman, who can look into how "
    "they are processed (Data Protection Act, section 34).",
)
