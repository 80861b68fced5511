"""The words of a mail, whatever it is made of: parts, encodings, HTML.

A stranger wrote every byte. The standard library reads the parts; what it is given is cut to
limits first, because its work grows with the square of some lengths, and it may raise anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from html.parser import HTMLParser
from itertools import islice
from typing import Any

from heijastus_records.exchange import encoding
from heijastus_records.register import document

MAX_READ = 1_000_000
"""How many bytes of a mail are read; what a person writes stands at its beginning."""

MAX_LINES = 20_000
"""How many lines of it are read."""

MAX_HEADER = 4_000
"""How many characters of a header are read."""

MAX_PARAMETERS = 700
"""How many characters of a part's header are read: its parameters are slow work."""

MAX_NESTED = 20
"""Most parts that hold other parts; a mail with more of them is read no further than its head."""

MAX_PARTS = 100
"""Most parts that are looked at."""

MAX_HTML = 300_000
"""How many characters of HTML are read."""

_NESTED = re.compile(rb"multipart\s*/|message\s*/", re.IGNORECASE)
_ENCODED = r"=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s]*\?="
_ENCODED_WORDS = re.compile(rf"{_ENCODED}(?:\s+{_ENCODED})*")
# Encodings that mails are written in. Python knows more: some are no text, some take for ever,
# and UTF-7 hides letters from whoever looks at the bytes.
_CHARSETS = re.compile(
    r"us-ascii|ascii|utf-?8|utf-?16(?:[bl]e)?|iso-?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d"
    r"|koi8-[ru]|iso-2022-jp|shift_jis|euc-jp|euc-kr|gb2312|gbk|gb18030|big5|macintosh",
    re.IGNORECASE,
)


class _Short(Compat32):
    """Cuts each header of each part, so that no header is long work."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        is_of_part = name.lower().startswith("content-")
        return name, value[: MAX_PARAMETERS if is_of_part else MAX_HEADER]


@dataclass(frozen=True)
class Body:
    """What a mail says, and what of it was not read."""

    text: str
    attached: int = 0
    """Parts that are files, pictures or other mails."""
    unread: bool = False
    """Something of the mail is too long, too deep or too broken to be read."""


class Source:
    """A mail taken apart within the limits; nothing in it can stop the reading."""

    def __init__(self, content: bytes) -> None:
        lines = content.split(b"\n", MAX_LINES)
        within = b"\n".join(lines[:MAX_LINES])[:MAX_READ]
        self._is_cut = len(within) < len(content)
        head = BytesHeaderParser(policy=_Short()).parsebytes(within)
        self.headers = [(name.lower(), _unfolded(value)) for name, value in head.raw_items()]
        is_flat = len(_NESTED.findall(within)) <= MAX_NESTED
        self._message = _parsed(within) if is_flat else None

    def all(self, name: str) -> list[str]:
        """Return the values of every header of a name, topmost first, not yet decoded."""
        return [value for each, value in self.headers if each == name.lower()]

    def first(self, name: str) -> str:
        """Return the value of the topmost header of a name; empty where there is none."""
        return next(iter(self.all(name)), "")

    @property
    def body(self) -> Body:
        """What the mail says: its plain text, or the words of its HTML."""
        if self._message is None:
            return Body("", unread=True)
        leaves = list(islice(_leaves(self._message), MAX_PARTS + 1))
        texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
        readable = [leaf for leaf in leaves if not leaf.is_file and leaf.kind in texts]
        for leaf in readable:
            texts[leaf.kind].append(leaf.text)
        plain = "\n\n".join(filter(str.strip, texts["text/plain"]))
        written = plain or "\n\n".join(map(html_words, texts["text/html"]))
        broken = any(leaf.is_broken for leaf in leaves)
        unread = self._is_cut or broken or len(leaves) > MAX_PARTS
        return Body(document.cleaned(written).strip(), len(leaves) - len(readable), unread)


def _parsed(content: bytes) -> Any:
    """Return the library's message with its parts; None where it gives up."""
    try:
        return message_from_bytes(content, policy=_Short())
    except Exception:  # whatever it is: a stranger has found a way to break the library
        return None


def _unfolded(value: str) -> str:
    """Return a header in one line; bytes beyond ASCII are read as what they seem to be."""
    raw = value.encode("ascii", "surrogateescape")
    return encoding.legible(raw).replace("\r", " ").replace("\n", " ").strip()


def words(value: str) -> str:
    """Return a header's text with its encoded words (RFC 2047) read, on one line."""
    read = _ENCODED_WORDS.sub(lambda found: _run(found[0]), value)
    return " ".join(document.cleaned(read).split())


def _run(encoded: str) -> str:
    """Return what encoded words side by side say: one letter may be spread over two of them."""
    try:
        parts = decode_header(encoded)
    except HeaderParseError:  # base64 that is none
        return encoded
    return "".join(
        decoded(part, charset or "") if isinstance(part, bytes) else part for part, charset in parts
    )


def decoded(content: bytes, charset: str) -> str:
    """Return the text of bytes in an encoding; one that is wrong or unknown is guessed."""
    name = charset.partition("*")[0].strip()
    try:
        if _CHARSETS.fullmatch(name):
            return content.decode(name)
    except (LookupError, UnicodeError):
        pass
    return encoding.legible(content)


# --- Parts ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Leaf:
    """A part that holds no other parts."""

    kind: str
    is_file: bool
    text: str = ""
    is_broken: bool = False


def _leaves(message: "Message[str, str]") -> Iterator[_Leaf]:
    """Yield the parts in their order; a mail within the mail is one of them."""
    waiting: list[Any] = [message]
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        inner = part.get_payload()
        if isinstance(inner, list) and kind.startswith("multipart/"):
            waiting += reversed(inner)
        else:
            yield _leaf(part, kind)


def _leaf(part: Any, kind: str) -> _Leaf:
    try:
        is_file = part.get_content_disposition() == "attachment" or bool(part.get_filename())
        if is_file or kind not in ("text/plain", "text/html"):
            return _Leaf(kind, True)
        content = part.get_payload(decode=True) or b""
        return _Leaf(kind, False, decoded(content, part.get_content_charset() or ""))
    except Exception:  # as above: the library decodes names and encodings of a stranger's making
        return _Leaf(kind, True, is_broken=True)


# --- HTML -----------------------------------------------------------------------------------

_SILENT = ("script", "style", "head", "title", "template")
_BREAKS = (
    *("p", "div", "br", "tr", "li", "ul", "ol", "dt", "dd", "table", "blockquote", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "main", "section", "header", "footer"),
)


class _Words(HTMLParser):
    """Collects the words of a page; those of a quotation get the mark of quoted mail."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        # The end of the head may be left out.
        self._silent = 0 if tag == "body" else self._silent + (tag in _SILENT)
        self._quoted += tag == "blockquote"
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(self._silent - (tag in _SILENT), 0)
        self._quoted = max(self._quoted - (tag == "blockquote"), 0)
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in _BREAKS and self.lines[-1].strip("> "):
            self.lines.append("> " if self._quoted else "")
        elif tag in _BREAKS:
            self.lines[-1] = "> " if self._quoted else ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.lines[-1] += re.sub(r"\s+", " ", data)


_DECLARATION = re.compile(r"<[!?][^<>]*>")
# The name gives nothing back: a long one that is never closed would be tried at every length.
_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*+)[^<>]*+>")


def html_words(page: str, limit: int = MAX_HTML) -> str:
    """Return the words of an HTML page, a line for each paragraph; nothing of it is loaded."""
    parser = _Words()
    parser.feed(_bare_tags(page[:limit]))
    parser.close()
    return "\n".join(line.strip() for line in parser.lines)


def _bare_tags(page: str) -> str:
    """Return a page without comments and attributes.

    On what is never closed the library's work grows with the square of the length, or worse:
    a page of 100,000 characters can take it a minute.
    """
    first, *rest = page.split("<!--")
    shown = " ".join([first, *(part.partition("-->")[2] for part in rest)])
    tags = _TAG.split(_DECLARATION.sub(" ", shown))
    return "".join(
        f"<{part}>" if place % 2 else part.replace("<", "&lt;") for place, part in enumerate(tags)
    )
