"""What a person is told whose data came from somebody else: every point, or nothing.

GDPR, Article 14(1) and (2), with what Article 13(2)(e) asks for besides.
"""

from collections.abc import Sequence

from heijastus_records.law.notice import Notice
from heijastus_records.letters import formats, wording
from heijastus_records.letters import information_wording as words
from heijastus_records.letters.access import purpose_line, refuse_empty
from heijastus_records.letters.head import Facts, Frame, Head
from heijastus_records.letters.letter import Block, Items, Letter

POINTS = {
    "controller": "N13.1, Article 14(1)(a)",
    "contact": "N13.1, Article 14(1)(a)",
    "purposes": "N13.1, Article 14(1)(c)",
    "categories": "N14, Article 14(1)(d)",
    "paper": "N14, Article 14(1)(d)",
    "recipients": "N13.1, Article 14(1)(e)",
    "transfers": "N13.1, Article 14(1)(f)",
    "retention": "N13.2, Article 14(2)(a)",
    "rights": "N13.2, Article 14(2)(c) and (d)",
    "complaint": "N13.2, Article 14(2)(e)",
    "sources": "N14, Article 14(2)(f)",
    "automated_decisions": "N13.2, Article 14(2)(g)",
}
"""Where the law asks for each part of the information."""

PUBLIC = ("orderer-website",)
"""Sources that anybody can read."""


def information(
    notice: Notice, head: Head, categories: Sequence[str], sources: Sequence[str], language: str
) -> Letter:
    """Return the information for a person of whom these groups of data come from these sources.

    Raises Refused where a point of Article 14 would be empty.
    """
    parts = _parts(notice, categories, sources)
    refuse_empty(parts, POINTS)
    frame = Frame(head, language)
    headings = wording.HEADINGS
    return frame.letter(
        words.TITLES,
        (words.WHY, [*frame.opening(), frame.say(words.FROM_OTHERS)]),
        (words.CONTROLLER, _controller(frame, parts)),
        (headings[3], _purposes(frame, parts)),
        (headings[4], [frame.items(parts["categories"]), frame.say(parts["paper"])]),
        (headings[5], source_blocks(frame, parts)),
        (headings[6], _recipients(frame, parts)),
        (headings[7], [frame.say(parts["transfers"]["text"])]),
        (headings[8], _retention(frame, parts)),
        (words.OBLIGATORY, obligation_blocks(frame, parts)),
        (headings[9], [frame.say(parts["automated_decisions"]["text"])]),
        (headings[11], _rights(frame, parts)),
        frame.complaint(),
    )


def _parts(notice: Notice, categories: Sequence[str], sources: Sequence[str]) -> Facts:
    """Return what the notice says of each point; an unknown group or source says nothing."""
    data = notice.data
    rules = {rule: data["retention"][rule]["text"] for rule in words.RETENTION}
    purposes = (each for each in data["purposes"] if {*each["categories"]} & {*categories})
    same = ("controller", "contact", "recipients", "transfers", "rights", "complaint")
    return {
        **{name: data[name] for name in (*same, "automated_decisions")},
        "purposes": tuple(purposes),
        "categories": tuple(data["categories"].get(name, {}) for name in categories),
        "paper": data["protection"]["manual"]["text"],
        "retention": rules,
        "sources": {name: data["sources"].get(name, {}) for name in sources},
    }


def _controller(frame: Frame, parts: Facts) -> list[Block]:
    controller, contact = parts["controller"], parts["contact"]
    told = frame.facts(
        (words.NAME, controller["name"]),
        (words.BUSINESS_ID, controller["business_id"]),
        (words.ADDRESS, controller.get("address", "")),
        (words.PHONE, contact.get("phone") or controller.get("phone", "")),
        (wording.CONTACT, contact["name"]),
        (words.EMAIL, contact["email"]),
    )
    return [told, frame.say(words.NO_OFFICER)]


def _purposes(frame: Frame, parts: Facts) -> list[Block]:
    return [Items(tuple(purpose_line(each, frame.language) for each in parts["purposes"]))]


def source_blocks(frame: Frame, parts: Facts) -> list[Block]:
    """Say of each source whether anybody can read it."""
    told = (
        (text, (words.PUBLIC if name in PUBLIC else words.NOT_PUBLIC)[frame.language])
        for name, text in parts["sources"].items()
    )
    return [frame.facts(*told)]


def _recipients(frame: Frame, parts: Facts) -> list[Block]:
    recipients = parts["recipients"]
    blocks: list[Block] = [frame.say(recipients[name]) for name in ("disclosures", "processors")]
    named = recipients.get("named", ())
    lines = tuple(f"{each['name']}: {each['task'][frame.language]}" for each in named)
    return [*blocks, Items(lines)] if lines else blocks


def _retention(frame: Frame, parts: Facts) -> list[Block]:
    told = ((words.RETENTION[rule], text) for rule, text in parts["retention"].items())
    return [frame.facts(*((label, formats.small(text[frame.language])) for label, text in told))]


def obligation_blocks(frame: Frame, parts: Facts) -> list[Block]:
    """Say what must be given, and what comes of not giving it: by the bases of the purposes."""
    bases = dict.fromkeys(each["basis"] for each in parts["purposes"])
    known = tuple(words.OBLIGATIONS[basis] for basis in bases if basis in words.OBLIGATIONS)
    return [frame.items(known or (words.NO_OBLIGATION,))]


def _rights(frame: Frame, parts: Facts) -> list[Block]:
    rights = [each["text"] for each in parts["rights"]]
    if "art-15" not in {each["article"] for each in parts["rights"]}:
        rights.insert(0, words.ACCESS)
    email = parts["contact"]["email"]
    return [frame.say(wording.RIGHTS, email=email), frame.items(tuple(rights))]
