"""The fresh process that proves a new state before it counts: it shares nothing with its maker.

It is started early, since a program takes a moment to be ready, and is asked when the state is
made. What it is asked comes through a pipe: nothing of it is in the words of a command.
"""

import json
import subprocess
from collections.abc import Sequence
from types import TracebackType

from heijastus_records.errors import Damaged
from heijastus_records.messages import gettext as _
from heijastus_records.register import wiring
from heijastus_records.register.proof import Proof
from heijastus_records.register.register import Register


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

    def prove(
        self,
        state: str,
        passphrase: str | None,
        gone: Sequence[str] = (),
        records: Sequence[str] = (),
        sought: object = None,
    ) -> Proof:
        """Let it open all of a tree, try all that is gone, and look for whoever is sought.

        Raises Damaged where something does not open, or where something opens that must not.
        """
        asked = {
            "state": state,
            "passphrase": passphrase or "",
            "gone": [*gone],
            "records": [*records],
            "sought": sought,
        }
        out, _said = self._process.communicate(json.dumps(asked).encode())
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
