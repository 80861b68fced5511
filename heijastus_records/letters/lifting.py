"""What a decision on an objection tells as well: that the restriction ends (GDPR, 18(3))."""

from dataclasses import replace
from datetime import date

from heijastus_records.letters import choices_wording, formats
from heijastus_records.letters.letter import Letter, Paragraph, Section

ENDS = {
    "fi": "Tietojesi käsittelyä on rajoitettu, kunnes vastustamisesi on ratkaistu. Rajoitus "
    "poistetaan {day}. Kerromme tästä ennen rajoituksen poistamista (18 artiklan 3 kohta).",
    "sv": "Behandlingen av dina uppgifter har varit begränsad tills din invändning har avgjorts. "
    "Begränsningen upphävs {day}. Vi meddelar detta innan den upphävs (artikel 18.3).",
    "en": "The processing of your data has been restricted until the decision on your objection. "
    "The restriction is lifted on {day}. We tell you before it is lifted (Article 18(3)).",
}

AFTER_DECISION = 2
"""The letter begins with the request and the decision; this comes next."""


def with_lifting(letter: Letter, day: date) -> Letter:
    """Return a decision's letter with one more section: from a day on nothing is restricted."""
    language = letter.language
    told = Paragraph(ENDS[language].format(day=formats.day(day, language)))
    section = Section(choices_wording.RESTRICTION[language], (told,))
    before, after = letter.sections[:AFTER_DECISION], letter.sections[AFTER_DECISION:]
    return replace(letter, sections=(*before, section, *after))
