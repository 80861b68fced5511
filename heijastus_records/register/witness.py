"""The fresh process that proves a new state before it counts: it shares nothing with its maker.

It is started early, since a program takes a moment to be ready, and is asked when the state is
made. What it is asked comes through a pipe: nothing of it is in the words of a command.
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

from heijastus_records.errors import Damaged
from heijastus_records.messages import gettext as _
from heijastus_records.register import wiring
from heijastus_records.register.proof import Proof
from heijastus_records.register.register import Register


@dataclass(frozen=True)
class Asked:
    """What is asked: plain data, since it goes to another process."""

    state: str
    """Git's name for it: a tree, of which there need not be a commit yet."""
    passphrase: str
    """Of the new secret; empty where it has none."""
    gone: Sequence[str] = ()
    """Git's names for what must not open."""
    records: Sequence[str] = ()
    """Ids of the records that go, whole or in part: their own words are not looked through."""
    sought: Sequence[Mapping[str, Any]] = ()
    """Whom to look for in the words of all others."""


class Witness:
    """`records prove`, with the secret of the next epoch in place of the present one."""

    def __init__(self, register: Register) -> None:
        words = ["--register", str(register.root), "--identity", str(register.private.next)]
        self._process = subprocess.Popen(
            [*wiring.words(), *words, "prove"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> "Witness":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def prove(self, asked: Asked) -> Proof:
        """Let it open all of a tree, try all that is gone, and look for whoever is sought.

        Raises Damaged where something does not open, or where something opens that must not.
        """
        out, _said = self._process.communicate(json.dumps(asdict(asked)).encode())
        if self._process.returncode:
            raise Damaged(
                _("the new key does not open every record; nothing was changed"), "records repair"
            )
        found = Proof(**json.loads(out))
        if found.opened:
            raise Damaged(
                _("an old version of what is to be erased would still open; nothing was changed"),
                "records audit verify",
            )
        return found
