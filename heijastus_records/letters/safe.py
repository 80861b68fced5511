"""What may be said on a screen: no character of the data can rewrite it."""

import json
import re
from typing import Any

# Controls, and the marks that turn the direction of writing: in data they could rewrite a screen.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """Return a text in which unsafe characters are written out, such as ``\\u202e``."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def bare(text: str) -> str:
    """Return a text without its unsafe characters."""
    return _UNSAFE.sub("", text)


def as_json(facts: Any) -> str:
    """Return one document as JSON; unsafe characters are escaped, as JSON has it anyway."""
    written = json.dumps(facts, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], written) + "\n"
