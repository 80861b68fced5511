"""The writing of an age key as text: what makes a wrong sign in it findable.

Bech32 (BIP 173): 32 signs that are hard to mistake for each other, the last six a checksum. Up to
four wrong signs are always noticed; where one sign is wrong, its place can be told.
"""

from collections.abc import Iterator

SIGNS = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
PREFIX = "AGE-SECRET-KEY-1"
LENGTH = 58
"""Signs after the prefix: 32 bytes and the checksum."""

GROUP = 4
"""Signs that are written and typed together."""

_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class Mistyped(ValueError):
    """A key that was typed wrongly."""

    def __init__(self, group: int = 0, length: int = LENGTH) -> None:
        super().__init__()
        self.group = group
        """Number of the group to look at, from 1; 0 where it cannot be told."""
        self.length = length
        """How many signs there were."""


def groups(key: str) -> tuple[str, ...]:
    """Return the signs of a key after its prefix, in groups of four."""
    signs = key.removeprefix(PREFIX)
    return tuple(signs[place : place + GROUP] for place in range(0, len(signs), GROUP))


def read(typed: str) -> str:
    """Return the key that was typed, with or without its prefix and gaps. Raises Mistyped."""
    signs = "".join(typed.upper().split()).removeprefix(PREFIX)
    for place, sign in enumerate(signs):
        if sign not in SIGNS:
            raise Mistyped(place // GROUP + 1, len(signs))
    if len(signs) != LENGTH:
        raise Mistyped(0, len(signs))
    if not _is_whole(signs):
        places = {place for place, mended in _mended(signs) if _is_whole(mended)}
        raise Mistyped(places.pop() // GROUP + 1 if len(places) == 1 else 0)
    return PREFIX + signs


def _mended(signs: str) -> Iterator[tuple[int, str]]:
    """Yield every text that differs in one sign, and where."""
    for place, was in enumerate(signs):
        for sign in SIGNS:
            if sign != was:
                yield place, f"{signs[:place]}{sign}{signs[place + 1 :]}"


def _is_whole(signs: str) -> bool:
    name = PREFIX[:-1].lower()
    values = [*(ord(sign) >> 5 for sign in name), 0, *(ord(sign) & 31 for sign in name)]
    return _checksum([*values, *map(SIGNS.index, signs)]) == 1


def _checksum(values: list[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for place, step in enumerate(_GENERATOR):
            found ^= step if top >> place & 1 else 0
    return found
