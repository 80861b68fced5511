"""The encoding of a spreadsheet's text: UTF-8 or Windows-1252, told apart by the bytes."""

import re

UTF8 = "UTF-8"
CP1252 = "Windows-1252"

MARK = b"\xef\xbb\xbf"
"""What a spreadsheet may put at the beginning of a file in UTF-8."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")

# UTF-8 read as Windows-1252 shows as "Ã¤", "â€“" or "Ð¶". A capital Ä, Å or Ö before a dash or a
# quotation mark would be valid UTF-8 too ("TYÖ–KOTI"), and is not taken for it.
_UTF8_IN_CP1252 = re.compile(
    rb"[\xc2\xc3\xd0\xd1][\x80-\xbf]|\xc5[\xa1\xbd\xbe]|\xe2[\x80-\x82][\x80-\xbf]|\xf0\x9f[\x80-\xbf]"
)


def is_utf16(content: bytes) -> bool:
    """Tell whether a file begins with a mark of UTF-16."""
    return content.startswith(_UTF16)


def is_utf8(content: bytes) -> bool:
    """Tell whether bytes are valid UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decoded(content: bytes) -> str | None:
    """Return the text of a file, or None where some of it is not in the file's encoding."""
    body = content.removeprefix(MARK)
    if is_utf8(body):
        return body.decode("utf-8")
    if content.startswith(MARK) or _NOT_IN_CP1252.search(body) or _UTF8_IN_CP1252.search(body):
        return None
    return body.decode("cp1252")


def of_cell(cell: bytes, of_file: str) -> str:
    """Return the encoding of a cell with letters beyond ASCII; empty where it is in neither."""
    if is_utf8(cell) if of_file == UTF8 else _UTF8_IN_CP1252.search(cell):
        return UTF8
    return "" if _NOT_IN_CP1252.search(cell) else CP1252


def legible(cell: bytes) -> str:
    """Return some text for a cell, whatever its bytes are."""
    return cell.decode("utf-8" if is_utf8(cell) else "cp1252", "replace")
