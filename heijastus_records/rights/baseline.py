"""What was published: the notice as it was when its present version first held for anybody."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from heijastus_records.errors import RecordsError
from heijastus_records.register import document, layout
from heijastus_records.register.register import MAX_NOTICE, Register


@dataclass(frozen=True)
class Published:
    """The data of `register.yaml` in a commit."""

    commit: str
    data: dict[str, Any]


def baseline(register: Register) -> Published | None:
    """Return the notice as it was when its present version first held for anybody.

    That is the first commit in which `register.yaml` has the version. But as long as no client
    is in the register, nobody has been told of it: who adapts a notice that was just made, before
    the first client comes in, publishes nothing anew. So the last of those commits counts. None
    where there is none yet, or no client: what is not committed may still be adapted.
    """
    found = None
    for each in versions(register):
        if each.data.get("notice", {}).get("version") != register.notice.version:
            if found:
                break
            continue
        if found and register.history.name_at(each.commit, _CLIENTS):
            break
        found = each
        if register.history.name_at(each.commit, _CLIENTS):
            break
    else:
        if not any(layout.id_of(path).startswith("c-") for path in register.committed):
            return None
    return found


_CLIENTS = f"records/{layout.FOLDERS['c']}"


def versions(register: Register) -> Iterator[Published]:
    """Yield what `register.yaml` has said, the oldest first.

    What cannot be read any more is passed over: an older program may have written it.
    """
    history = register.history
    for commit, change in history.readable_steps(history.touching(layout.NOTICE), (layout.NOTICE,)):
        with contextlib.suppress(RecordsError, ValueError):
            content = history.blob(change.name) if change.name else b""
            data = document.load(content.decode("utf-8")) if len(content) <= MAX_NOTICE else {}
            if isinstance(data.get("notice"), dict):
                yield Published(commit, data)
