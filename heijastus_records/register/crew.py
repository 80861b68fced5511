"""Long work on all cores: sealing and opening is reckoning, and Python reckons on one.

Each part is done by a process that begins as a copy of this one. What it must not share is a
conversation with another program, such as a git that answers questions: it begins its own.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

FEW = 400
"""Fewer items than this are done by one process: a second one would cost more than it saves."""

MOST = 4
"""Processes at most: what they bring back is taken in by one."""

T = TypeVar("T")
R = TypeVar("R")


def spread(work: Callable[[Sequence[T]], R], items: Sequence[T]) -> list[R]:
    """Do a job in parts, each on a core; return what came of each part, in no certain order.

    Every `cores`-th item is in one part. A part that fails in its process, for whatever reason,
    is done again in this one, so that its error is raised here.
    """
    cores = min(os.cpu_count() or 1, MOST)
    if len(items) < FEW or cores == 1 or not hasattr(os, "fork"):
        return [work(items)]
    parts = [items[start::cores] for start in range(cores)]
    helpers = [_Helper(work, part) for part in parts[1:]]
    try:
        found = [work(parts[0])]
        return [*found, *(each.result() for each in helpers)]
    finally:
        for each in helpers:
            each.end()


class _Helper:
    """One process at one part of the work."""

    def __init__(self, work: Callable[[Any], Any], part: Any) -> None:
        self._work, self._part = work, part
        context: Any = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_do, args=(work, part, sender), daemon=True)
        self._process.start()
        sender.close()

    def result(self) -> Any:
        try:
            done, found = self._receiver.recv()
        except (EOFError, OSError):
            done, found = False, None
        return found if done else self._work(self._part)

    def end(self) -> None:
        self._receiver.close()
        self._process.kill()
        self._process.join()


def _do(work: Callable[[Any], Any], part: Any, sender: Connection) -> None:
    try:
        sender.send((True, work(part)))
    except BaseException:
        sender.send((False, None))
