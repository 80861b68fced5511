"""A mail as it arrived: who it says it is from, when it came, and what it says. Never trusted.

Every value is a hint to the owner. What may count as evidence is `proof` alone, and it is of the
sender's domain, not of the person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from heijastus_records.errors import Invalid
from heijastus_records.exchange import mail_text, vouching
from heijastus_records.exchange.mail_text import Body, Source
from heijastus_records.exchange.vouching import Proof, State
from heijastus_records.letters import safe
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import identifiers

MAX_BYTES = 10_000_000
"""Largest mail, in bytes."""

MAX_NAME = 200
MAX_TEXT = 20_000
"""Most characters of a name, a subject and a message id; and of the text."""

BELIEVED = timedelta(days=365)
"""A mail that says it is older is taken for one with a wrong clock."""

ZONE = "Europe/Helsinki"
"""Where the day of receipt is counted."""

MESSAGE_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,120}@[A-Za-z0-9.-]{1,79}")
"""The ids of mails that are kept and answered to: safe characters only."""

_KNOWN = {"from", "to", "subject", "date", "message-id", "received", "return-path"}

ONCE = (
    *("from", "to", "subject", "date", "message-id", "mime-version"),
    *("content-type", "content-transfer-encoding"),
)
"""Headers that a mail has once (RFC 5322, section 3.6). To what its sender's server has signed, a
second one can be added at the top, and the signature holds: it is that of the one below."""

_ADDRESS = r"[^\s<>()\[\]\\,;:\"@]{1,64}@[^\s<>()\[\]\\,;:\"@]{1,255}"
# One address and nothing that a mail program could take for another: no groups, no lists, no
# comments within it, no @ in a name without quotation marks.
_FROM = re.compile(
    rf"(?P<name>(?:\"(?:[^\"\\]|\\.)*\"|\([^()<>@,;:\"\\]*\)|[^<>()@,;:\"\\])*)<(?P<address>{_ADDRESS})>"
    rf"|(?P<bare>{_ADDRESS})(?:\s*\((?P<comment>[^()<>@,;:\"\\]*)\))?"
)
_BY = re.compile(r"\bby\s+([\w.-]+)", re.IGNORECASE)
_AUTOMATIC = re.compile(
    r"automaattinen (?:poissaolo)?vastaus|automaattivastaus|poissa\b|poissaolo"
    r"|automatiskt? svar|autosvar|frånvaro|out of (?:the )?office"
    r"|auto(?:matic)?[ -]?(?:reply|response)"
    r"|(?:mail )?delivery (?:status|failure)|undeliver|viestiä ei voi",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mail:
    """What a mail says of itself, with what the owner's server says of it."""

    sender: str
    """The one address of the one From header; empty where there is any doubt which it is."""
    name: str
    received: date
    message_id: str
    """Without its angle brackets; empty where it has unsafe characters."""
    recipients: tuple[str, ...]
    """The addresses of its To, as they are written. A Cc can be added to a signed mail."""
    subject: str
    text: str
    is_automatic: bool
    """A program or a list seems to have sent it: it is looked at, and not answered by itself."""
    proof: Proof
    remarks: tuple[str, ...]
    """What is odd about it, in sentences for the owner."""


def read(content: bytes, servers: Sequence[str], today: date) -> Mail:
    """Read a mail; `servers` are the owner's own, which may vouch for a sender's domain.

    Raises Invalid for what is no mail at all, and for more than ten million bytes.
    """
    if len(content) > MAX_BYTES:
        sentence = _("the mail is larger than {limit} megabytes")
        raise Invalid(sentence.format(limit=MAX_BYTES // 1_000_000), [])
    plain = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").lstrip(b"\n")
    smuggled = re.search(rb"[\r\0]", plain.partition(b"\n\n")[0])
    source = Source(plain.replace(b"\r", b"\n").replace(b"\0", b""))
    if not _KNOWN & {name for name, _value in source.headers}:
        raise Invalid(
            _("this is not a mail"), [], _("save the mail from your mail program as an .eml file")
        )
    return _Reading(source, tuple(servers), today, bool(smuggled)).mail


class _Reading:
    """One mail on its way to what is known of it, and the remarks collected meanwhile."""

    def __init__(
        self, source: Source, servers: tuple[str, ...], today: date, smuggled: bool
    ) -> None:
        self._source = source
        self._servers = servers
        self._today = today
        self._smuggled = smuggled
        self._remarks: list[str] = []

    @property
    def mail(self) -> Mail:
        """The mail, read once from its top to its end."""
        sender, name = self._from()
        proof = self._proof(sender)
        received = self._received()
        subject = _line(self._source.first("subject"))
        automatic = self._is_automatic(subject, sender)
        text = self._text(self._source.body)
        return Mail(
            sender=sender,
            name=name,
            received=received,
            message_id=self._message_id(),
            recipients=self._recipients(),
            subject=subject,
            text=text,
            is_automatic=automatic,
            proof=proof,
            remarks=tuple(self._remarks),
        )

    def _from(self) -> tuple[str, str]:
        if self._smuggled:
            sentence = _("the head of the mail has characters that hide lines: nothing is believed")
            self._remarks.append(sentence)
            return "", ""
        given = self._source.all("from")
        if len(given) != 1:
            many = _("the mail has several senders (From): none of them is believed")
            self._remarks.append(many if given else _("the mail names no sender (From)"))
            return "", ""
        sender, name = _mailbox(given[0])
        if not sender:
            self._remarks.append(_("the sender (From) is not one plain address: none is believed"))
        elif "@" in name:
            self._remarks.append(_("the sender's name looks like an address; it is not one"))
        if sender and not sender.isascii():
            self._remarks.append(_("the address has letters that may look like others"))
        answers = {_mailbox(value)[0] for value in self._source.all("reply-to")}
        if answers - {sender}:
            self._remarks.append(_("the mail asks for answers to another address (Reply-To)"))
        return sender, name

    def _proof(self, sender: str) -> Proof:
        headers = self._source.all("authentication-results")
        proof = vouching.judge(headers, self._servers, sender.rpartition("@")[2])
        twice = [name for name in ONCE if len(self._source.all(name)) > 1]
        if twice:
            sentence = _("the mail has {headers} more than once: somebody may have added to it")
            self._remarks.append(sentence.format(headers=", ".join(twice)))
        if (self._smuggled or twice) and proof.server:
            return Proof(State.DOUBTFUL, proof.server)
        return proof

    def _received(self) -> date:
        moment = self._moment()
        if moment is None:
            self._remarks.append(_("the mail has no readable date: today is taken"))
            return self._today
        if moment > self._today:
            if moment > self._today + timedelta(days=1):
                self._remarks.append(_("the mail has a date in the future: today is taken"))
            return self._today
        if moment < self._today - BELIEVED:
            self._remarks.append(_("the mail says that it is over a year old: today is taken"))
            return self._today
        return moment

    def _moment(self) -> date | None:
        """Return the day on which a trusted server took the mail, or on which it was written."""
        for value in self._source.all("received"):
            by = _BY.search(value)
            if by and vouching.is_same(by[1], self._servers):
                return _day(value.rpartition(";")[2])
        return _day(self._source.first("date"))

    def _message_id(self) -> str:
        given = self._source.first("message-id").removeprefix("<").removesuffix(">")
        return given if MESSAGE_ID.fullmatch(given) else ""

    def _recipients(self) -> tuple[str, ...]:
        return tuple(re.findall(_ADDRESS, self._source.first("to")))

    def _is_automatic(self, subject: str, sender: str) -> bool:
        source = self._source
        submitted = source.first("auto-submitted").partition(";")[0].strip().lower()
        return (
            submitted not in ("", "no")
            or source.first("precedence").strip().lower() in ("bulk", "list", "junk", "auto_reply")
            or any(name.startswith(("list-", "x-autore")) for name, _value in source.headers)
            or "<>" in source.all("return-path")
            or "mailer-daemon@" in f"{sender}{source.first('from')}".lower()
            or source.first("content-type").lower().startswith("multipart/report")
            or bool(_AUTOMATIC.match(subject))
        )

    def _text(self, body: Body) -> str:
        if body.attached:
            sentence = ngettext(
                "{count} attachment was not read",
                "{count} attachments were not read",
                body.attached,
            )
            self._remarks.append(sentence.format(count=body.attached))
        if body.unread or len(body.text) > MAX_TEXT:
            self._remarks.append(_("only a part of the mail could be read: look at it yourself"))
        return body.text[:MAX_TEXT].rstrip()


def _line(value: str) -> str:
    """Return a header as it may be shown: one line, nothing that turns or hides its letters."""
    return " ".join(safe.bare(mail_text.words(value)).split())[:MAX_NAME].rstrip()


def _mailbox(value: str) -> tuple[str, str]:
    """Return the address and name of a header; no address where it is not exactly one."""
    found = _FROM.fullmatch(value.strip())
    if not found or len(value) >= mail_text.MAX_HEADER:
        return "", ""
    typed = found["address"] or found["bare"]
    name = re.sub(r"\\(.)", r"\1", (found["name"] or found["comment"] or "").replace('"', ""))
    try:
        address = identifiers.email(typed)
    except identifiers.InvalidIdentifier:
        return "", ""
    # Letters that are made into others would give the address of somebody else.
    is_kept = identifiers.email_key(address) == identifiers.email_key(typed)
    is_same = typed.isascii() or (is_kept and not address.isascii())
    return (address, _line(name)) if is_same else ("", "")


def _day(written: str) -> date | None:
    """Return the day of a moment in Finland; None where it is not readable."""
    try:
        moment = parsedate_to_datetime(written.strip()[:100])
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return _at_home(aware).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _at_home(moment: datetime) -> datetime:
    try:
        return moment.astimezone(ZoneInfo(ZONE))
    except ZoneInfoNotFoundError:  # a computer without time zones: the writer's own day
        return moment
