"""How many files a commit names, counted without unfolding it: small trees can name billions.

Git makes a list of all of them in memory before it says the first, so that this is asked before.
"""

import re
from collections.abc import Callable, Iterable

from heijastus_records.register.git import Endless

MAX_FILES = 1_000_000
"""This many files are more than any register has."""

MAX_DEPTH = 64
"""Folders in folders, deeper than in any register."""

_FOLDER = b"40000 "
_NONE: tuple[int, list[str]] = (0, [])

Contents = Callable[[list[str]], Iterable[tuple[str, str, bytes]]]
"""Gives the name, kind and content of objects."""


class Trees:
    """The trees of one repository, each looked at once."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._below: dict[str, tuple[int, list[str]]] = {}
        self._counts: dict[str, int] = {}

    def refuse_endless(self, commits: Iterable[str]) -> None:
        """Refuse commits that name, or follow ones that name, too many files. Raises Endless."""
        ends = ("^{tree}", "^1^{tree}", "^2^{tree}")
        tops = self._read([f"{commit}{end}" for commit in commits for end in ends])
        left = self._unknown(tops)
        for _level in range(MAX_DEPTH):
            if not left:
                break
            left = self._unknown(self._read(left))
        if left or any(self._count(top) > MAX_FILES for top in tops):
            raise Endless

    def _unknown(self, trees: list[str]) -> list[str]:
        below = (child for tree in trees for child in self._below[tree][1])
        return [child for child in dict.fromkeys(below) if child not in self._below]

    def _read(self, names: list[str]) -> list[str]:
        """Look at trees, and return their names; what is missing or no tree is passed over."""
        found = []
        for name, kind, content in self._contents(names):
            self._below.setdefault(
                name, _parts(content, len(name) // 2) if kind == "tree" else _NONE
            )
            found += [name] if kind == "tree" else []
        return found

    def _count(self, tree: str) -> int:
        if tree not in self._counts:
            files, folders = self._below.get(tree, _NONE)
            self._counts[tree] = files + sum(map(self._count, folders))
        return self._counts[tree]


def _parts(content: bytes, size: int) -> tuple[int, list[str]]:
    """Return how many files a tree names at most, and its folders, of names of `size` bytes."""
    if _FOLDER not in content:
        return len(content) // (size + len(b"100644 x\0")) + 1, []
    entry = re.compile(rb"([0-7]+) [^\0]*\0(.{%d})" % size, re.DOTALL)
    found = entry.findall(content)
    folders = [name.hex() for mode, name in found if mode.lstrip(b"0") + b" " == _FOLDER]
    return len(found) - len(folders), folders
