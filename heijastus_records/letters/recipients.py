"""The letter to a recipient: data that were disclosed to them are not what they were.

GDPR, Article 19. It tells what they were given, and no more. And what a person is told of the
notice's section 8, where it is not true of them.
"""

from collections.abc import Sequence
from dataclasses import replace

from heijastus_records.law import disclosure
from heijastus_records.law.notice import Notice
from heijastus_records.letters import formats, wording
from heijastus_records.letters import recipients_wording as words
from heijastus_records.letters import replies_wording as common
from heijastus_records.letters.head import Facts, Frame, Head, Texts
from heijastus_records.letters.letter import Block, Letter, Paragraph, Table
from heijastus_records.letters.replies import Corrected


def section_8(notice: Notice, client: Facts) -> Texts:
    """Return what the notice says of disclosures, as it can be told to a client.

    To somebody whose data went to a recipient that it does not name, «nobody is given anything»
    would be untrue: the sentence is then marked as the notice's, and what follows says more.
    """
    texts: Texts = notice.data["recipients"]["disclosures"]
    if not disclosure.unnamed(client, notice):
        return texts
    return {each: words.NOTICE_SAYS[each].format(text=text) for each, text in texts.items()}


def true_of(notice: Notice, client: Facts) -> Notice:
    """Return the notice as it is told to a client: with the recipients that it does not name."""
    unnamed = disclosure.unnamed(client, notice)
    if not unnamed:
        return notice
    told = {
        language: f"{text} {words.APART[language]} "
        + "; ".join(f"{each['to']}, {formats.day(each['when'], language)}" for each in unnamed)
        for language, text in section_8(notice, client).items()
    }
    recipients = {**notice.data["recipients"], "disclosures": told}
    return replace(notice, data={**notice.data, "recipients": recipients})


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
