"""A proof by a process that knows nothing yet: one secret opens every record of a commit."""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from heijastus_records.errors import Damaged
from heijastus_records.messages import gettext as _
from heijastus_records.register import layout, vault
from heijastus_records.register.register import Register

FEW = 500
"""Fewer records than this are opened by one process: a second one would cost more than it saves."""

Sealed = tuple[str, bytes, bytes]
"""Id, key file and sealed text of one record."""


def prove(register: Register, commit: str, epoch: vault.Epoch) -> int:
    """Open every key and record of a commit with one secret, from the history's objects alone.

    Returns how many there are. Raises Damaged or NoKey for the first that does not open.
    """
    files = _contents(register, commit)
    records = sorted({layout.id_of(path) for path in files} - {""})
    if layout.CUSTODY not in records:
        raise Damaged(_("{where}: the file is missing").format(where=layout.CUSTODY))
    sealed = [_sealed(files, record) for record in records]
    check = partial(_check, epoch.register, epoch.number, epoch.key.secret)
    cores = min(os.cpu_count() or 1, 4)
    if len(sealed) < FEW or cores == 1 or not hasattr(os, "fork"):
        return check(sealed)
    parts = [sealed[start::cores] for start in range(cores)]
    with ProcessPoolExecutor(cores) as pool:
        return sum(pool.map(check, parts))


def _contents(register: Register, commit: str) -> dict[str, bytes]:
    tree = {
        path: name for path, name in register.history.tree(commit).items() if layout.id_of(path)
    }
    found = register.history.contents(list(tree.values()))
    return {path: content for path, (_n, _k, content) in zip(tree, found, strict=True)}


def _sealed(files: dict[str, bytes], record: str) -> Sealed:
    try:
        return record, files[layout.key_path(record)], files[layout.record_path(record)]
    except KeyError as error:
        raise Damaged(_("{where}: the file is missing").format(where=record)) from error


def _check(register: str, number: int, secret: str, sealed: list[Sealed]) -> int:
    """Open some records; a secret crosses to another process as text."""
    epoch = vault.Epoch(register, number, vault.Key.parse(secret))
    for record, key, text in sealed:
        vault.open_text(vault.open_keys(epoch, key, record), text, record, register)
    return len(sealed)
