"""What the rules see in a client: a name, a relationship, a restriction."""

import unicodedata
from datetime import date
from typing import Any

from heijastus_records.law import retention

Client = dict[str, Any]


def name_of(client: Client) -> str:
    """Return the name as it is written: given and family name, or the company's."""
    name = client.get("name", "")
    if isinstance(name, str):
        return name
    return " ".join(filter(None, (name.get("given"), name.get("family"))))


def folded(text: str) -> str:
    """Return the form in which names are compared: composed letters, without case."""
    return unicodedata.normalize("NFC", text).casefold()


def calling_name(client: Client) -> str:
    """Return the one name that is typed to confirm: the family name, or the company's."""
    name = client.get("name", "")
    return name if isinstance(name, str) else name.get("family") or name.get("given") or ""


def sorting_key(client: Client) -> str:
    """Return what clients are sorted by: the family name first, in the order of the alphabet."""
    name = client.get("name", "")
    words = name if isinstance(name, str) else f"{name.get('family', '')} {name.get('given', '')}"
    return words.casefold().translate(_FINNISH_ORDER)


# å, ä and ö are the last letters of the alphabet, in this order; by code point they are not.
_FINNISH_ORDER = str.maketrans({"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}"})


def is_person(client: Client) -> bool:
    """Tell whether the client is a natural person, to whom the rights belong."""
    return bool(client.get("kind") != "organisation")


def is_active(client: Client, today: date) -> bool:
    """Tell whether the relationship lasts on a day; the day it ends is its last one."""
    ended = retention.relationship_end(client).until
    return ended is None or ended >= today


def is_restricted(client: Client, today: date) -> bool:
    """Tell whether processing is restricted on a day (GDPR, Article 18)."""
    restriction = client.get("restriction")
    if not restriction or date.fromisoformat(restriction["since"]) > today:
        return False
    lifted = restriction.get("lifted")
    return not lifted or date.fromisoformat(lifted) > today


def sources_of(client: Client, path: tuple[Any, ...]) -> list[Client]:
    """Return where a value comes from: its item's own source, else all entries on its field."""
    if len(path) > 1 and isinstance(path[1], int):
        item = client[path[0]][path[1]]
        if isinstance(item, dict) and isinstance(item.get("source"), str):
            return [{"from": item["source"]}]
    return [each for each in client.get("sources", []) if path[0] in each["fields"]]
