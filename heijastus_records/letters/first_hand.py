"""The information of Article 13: that of Article 14, for those who gave the data themselves.

It says no less: where the data come from is known to them, and harms nobody.
"""

from collections.abc import Sequence
from dataclasses import replace

from heijastus_records.law.notice import Notice
from heijastus_records.letters import information_wording as words
from heijastus_records.letters.head import Frame, Head
from heijastus_records.letters.information import information
from heijastus_records.letters.letter import Letter, Section

SUBTITLE = {
    "fi": "Yleinen tietosuoja-asetus, 13 artikla",
    "sv": "Allmänna dataskyddsförordningen, artikel 13",
    "en": "General Data Protection Regulation, Article 13",
}
FROM_YOU = {
    "fi": "Asiakasrekisteriimme on merkitty henkilötietoja, jotka olemme saaneet sinulta. Siksi "
    "kerromme, mitä tietoja käsittelemme, mihin ja millä perusteella.",
    "sv": "I vårt kundregister har det antecknats personuppgifter som vi har fått av dig. Därför "
    "berättar vi vilka uppgifter vi behandlar, för vilka ändamål och på vilken grund.",
    "en": "Our client register holds personal data that you gave us. So we tell you which data we "
    "process, what for and on what basis.",
}


def first_hand(
    notice: Notice, head: Head, categories: Sequence[str], sources: Sequence[str], language: str
) -> Letter:
    """Return the information for a person who gave these groups of data. Raises as that does."""
    letter = information(notice, head, categories, sources, language)
    frame = Frame(head, language)
    why = Section(words.WHY[language], (*frame.opening(), frame.say(FROM_YOU)))
    return replace(letter, subtitle=SUBTITLE[language], sections=(why, *letter.sections[1:]))
