"""The letter to a recipient: data that were disclosed to them are not what they were.

GDPR, Article 19. It tells what they were given, and no more.
"""

from collections.abc import Sequence

from heijastus_records.letters import recipients_wording as words
from heijastus_records.letters import replies_wording as common
from heijastus_records.letters import wording
from heijastus_records.letters.head import Facts, Frame, Head, Texts
from heijastus_records.letters.letter import Block, Letter, Paragraph, Table
from heijastus_records.letters.replies import Corrected


def recipient_notice(
    head: Head,
    recipient: Facts,
    act: str,
    name: str,
    titles: Sequence[Texts],
    language: str,
    changes: Sequence[Corrected] = (),
) -> Letter:
    """Tell a recipient, a disclosure of the record, what was done: `rectify`, `erase`, `restrict`.

    Only a rectification has values: the new ones, of what this recipient was given.
    """
    frame = Frame(head, language)
    about = frame.facts(
        (words.RECIPIENT, recipient["to"]),
        (words.PERSON, name),
        (words.DISCLOSED, frame.day(recipient["when"])),
    )
    done: list[Block] = [frame.say(words.DONE[act], day=frame.day(head.as_of))]
    if act == "rectify" and changes:
        heads = (common.ITEM[language], common.NOW[language])
        rows = tuple((c.title(language), c.shown(c.after, language)) for c in changes)
        done.append(Table(heads, rows))
    else:
        done.append(frame.items(tuple(titles)))
    asked = (words.PLEASE[act], words.DUTY, words.ANSWER)
    return frame.letter(
        words.TITLES[act],
        (words.ABOUT, [Paragraph(wording.HELLO[language]), frame.say(words.WHY), about]),
        (words.WHAT, done),
        (words.ASKED, [frame.say(text) for text in asked]),
    )
