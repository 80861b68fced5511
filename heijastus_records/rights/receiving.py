"""A request arrives: by mail or in any other way it is registered, and its clock runs from then.

GDPR, Article 12; notice, sections 13 and 14. What a mail asks for is proposed, never decided; who
sent it is a hint, never proof. A mail from an address that nobody knows is a request all the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from heijastus_records import messages
from heijastus_records.errors import Misused, Refused
from heijastus_records.exchange import asking, mail
from heijastus_records.exchange.vouching import State
from heijastus_records.law import client
from heijastus_records.law import request as law
from heijastus_records.letters import formats
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, identifiers, layout
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import finding, requests
from heijastus_records.rights.mentions import words_in
from heijastus_records.rights.requests import Case

TAKEN_OUT = "[hetu]"
"""Stands where a mail held a personal identity code (Data Protection Act 1050/2018, section 29): it
is shorter than one, so that no field becomes too long by it."""


UNSETTLED = timedelta(days=90)
"""So long a changed address proves nothing by itself: the owner's own measure (2026-11-24). Within
it, somebody who had it changed could be the one who now asks for everything."""


@dataclass(frozen=True)
class Incoming:
    """What has arrived."""

    received: date
    channel: str
    duties: tuple[str, ...]
    name: str = ""
    address: str = ""
    subject: str = ""
    text: str = field(default="", repr=False)
    language: str = ""
    """As the words of the mail show it; empty where they do not."""
    message: str = ""
    """Id of the mail, by which it is known again."""
    is_vouched: bool = False
    """Whether the owner's own mail server says that it came from the address's domain, to her."""
    is_for_another: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Received:
    """A request as it was registered."""

    case: Case
    is_new: bool
    """False for a mail that was registered before."""
    remarks: tuple[str, ...]
    """For the owner's eyes; ids, no values."""


def of_mail(
    register: Register, content: bytes, today: date, duties: Sequence[str] = ()
) -> Incoming:
    """Return what a mail asks for, as far as a program can tell.

    Raises Refused for an automatic reply, Misused where nothing is recognised; in both cases
    `duties` says what is asked for.
    """
    read = mail.read(content, register.notice.mail_servers, today)
    if read.is_automatic and not duties:
        raise Refused(
            _("this mail was written by a program: an automatic reply, or a list"),
            _("if somebody asks for something in it all the same: --duty access"),
        )
    asked = asking.recognise(read.subject, read.text)
    wanted = duties or asked.duties
    if not wanted:
        raise Misused(
            _("nothing that the law knows of was recognised in this mail"),
            _("say what it asks for, such as --duty access; the clock runs from its receipt"),
        )
    said = {
        "name": read.name,
        "address": read.sender,
        "subject": read.subject,
        "text": read.text,
        "message": read.message_id,
    }
    doubts = tuple(_doubts(read, register.notice.sender["email"]))
    return Incoming(
        received=read.received,
        channel="email",
        duties=tuple(duty for duty in law.DUTIES if duty in wanted),
        language=asked.language,
        is_vouched=not doubts,
        is_for_another=asked.is_for_another,
        remarks=(*read.remarks, *doubts, *_codes(said.values())),
        **{name: _without_codes(text) for name, text in said.items()},
    )


def _doubts(read: mail.Mail, own: str) -> Iterator[str]:
    """Say why it is not known who sent a mail, where it is not."""
    if read.proof.state is not State.VOUCHED:
        yield _("your mail server does not vouch for the sender: anybody can write this address")
    # A signed mail stays signed whoever sends it on: a wish told to another company is no request.
    elif identifiers.email_key(own) not in map(identifiers.email_key, read.recipients):
        yield _("the mail is not written to {address}: somebody else may have sent it on").format(
            address=own
        )


def _codes(texts: Iterable[str]) -> Iterator[str]:
    if any(_without_codes(text) != text for text in texts):
        yield _("a personal identity code was taken out of the mail")


def receive(
    register: Register, incoming: Incoming, today: date, *, who: str = "", how: str = ""
) -> Received:
    """Register a request; a mail that is there already is not registered twice.

    `who` names the client, where the owner knows who asks, and `how` says how she knows it.
    Raises what `find` raises, Misused where one is given without the other being known, and
    Refused where somebody writes for somebody else and no mandate was seen.
    """
    cases = requests.listed(register)
    for case in cases:
        if _is_same(case, incoming):
            return Received(case, False, ())
    records = list(register.records())
    holder = _holder(records, incoming)
    found = finding.find(register, who) if who else holder
    if how and not found:
        raise Misused(_("say whose request it is: --client WHO"))
    if incoming.is_for_another and how not in ("", law.MANDATE):
        raise Refused(
            _("somebody seems to write for somebody else: a mandate is needed"),
            _("when a mandate was seen: --confirmed mandate; else leave out --confirmed"),
        )
    doubts = [*_doubts_about(register, incoming, found, holder)] if found and not how else []
    is_own = found is not None and incoming.is_vouched and not doubts
    record = layout.new_id("r")
    data = _data(incoming, found, how or ("registered-address" if is_own else ""), today)
    register.add({record: document.dump(data)}, action="request", basis=requests.GROUND)
    remarks = (*incoming.remarks, *doubts, *_remarks(records, incoming, found, cases))
    return Received(requests.opened(register.read(record)), True, remarks)


def _is_same(case: Case, incoming: Incoming) -> bool:
    """Tell whether a mail was registered before: by its id, or word by word where it has none."""
    if incoming.message or not incoming.text:
        return bool(incoming.message) and case.message == incoming.message
    known = (case.sender, case.request.data.get("text", ""), case.request.received)
    return known == (incoming.address, incoming.text, incoming.received)


def _holder(records: Sequence[Record], incoming: Incoming) -> Record | None:
    """Return the one person in whose record the address stands, where it may be theirs alone."""
    if not incoming.address or incoming.is_for_another:
        return None
    wanted = identifiers.email_key(incoming.address)
    found = [
        record
        for record in records
        if wanted in map(identifiers.email_key, finding.addresses(record.data))
    ]
    return found[0] if len(found) == 1 and client.is_person(found[0].data) else None


def _doubts_about(
    register: Register, incoming: Incoming, found: Record, holder: Record | None
) -> Iterator[str]:
    """Say why the address of a mail does not prove that a client has written it.

    Whoever the owner takes for the sender, an address proves only the one in whose record it
    stands, letter by letter: to find somebody ß is taken for ss, but it is another mailbox. And
    whoever could have an address changed would get all that is held at the new one.
    """
    if not incoming.address:
        return
    own = [address.lower() for address in finding.addresses(found.data)]
    if not (holder and holder.id == found.id and incoming.address.lower() in own):
        sentence = _(
            "the mail came from an address that is not one of {where}, or not theirs alone"
        )
        yield sentence.format(where=found.id)
    elif day := _changed_on(register, found.id, incoming.received):
        sentence = _("the e-mail addresses of {where} were changed on {day}: was it the person?")
        yield sentence.format(where=found.id, day=formats.day(day, messages.language()))


def _changed_on(register: Register, record: str, received: date) -> str:
    """Return the last day, not long ago, on which the addresses of a record changed; else empty."""
    later = register.trail(record)[:-1]  # all but the one that brought the record in
    days = [each.time[:10] for each in later if "emails" in each.fields]
    return next((day for day in days if day >= (received - UNSETTLED).isoformat()), "")


def _data(incoming: Incoming, found: Record | None, proof: str, today: date) -> Any:
    sender = {"name": incoming.name, "address": incoming.address}
    identity = {"state": law.REPRESENTATIVE if incoming.is_for_another else law.PENDING}
    if proof:
        identity = law.confirmed(found.id if found else "", proof, today)
    facts = {
        "received": incoming.received.isoformat(),
        "channel": incoming.channel,
        "duties": list(incoming.duties),
        "from": {name: text for name, text in sender.items() if text},
        "client": found.id if found else "",
        "identity": identity,
        "language": incoming.language,
        "message": incoming.message,
        "subject": incoming.subject,
        "text": incoming.text,
    }
    return document.present(facts)


def _without_codes(text: str) -> str:
    """Return a text without personal identity codes: the register refuses them anywhere."""
    for start, end in reversed([*identifiers.personal_codes(text)]):
        text = text[:start] + TAKEN_OUT + text[end:]
    return text


def _remarks(
    records: Sequence[Record],
    incoming: Incoming,
    found: Record | None,
    cases: Sequence[Case],
) -> Iterator[str]:
    if incoming.is_for_another:
        yield _("somebody seems to write for somebody else: a mandate is needed")
    if found:
        for case in cases:
            same = set(case.request.undecided) & set(incoming.duties)
            if case.request.client == found.id and same:
                yield _("{where} asks for the same, and is open").format(where=case.id)
    elif incoming.address:
        yield _(
            "no single person in the register has this address: do not tell the sender whether"
            " the person is in the register"
        )
        for record in _alike(records, incoming.name):
            yield _("a similar name is in {where}").format(where=record)


def _alike(records: Sequence[Record], name: str) -> list[str]:
    """Return the ids of the people of the same name: for the owner only."""
    words = set(words_in(name))
    if len(words) < 2:
        return []
    return [record.id for record in records if words <= set(words_in(client.name_of(record.data)))]
