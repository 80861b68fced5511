"""What a crash, a failing disk and a power cut do to a new epoch, to erasures and to a batch.

    python3 scripts/torture.py [--points N] [--seed N] [--only KIND] [--size SIZE]... [--folder DIR]
    python3 scripts/torture.py --report
    python3 scripts/torture.py --replay POINT

Every try takes a fresh copy of a register of invented people, does one act on it with the real
program and the real git, and does one harm at one point:

    kill     SIGKILL at a call that changes a file: in our own process, in one of git's, or in all
    error    ENOSPC, EIO or EDQUOT from such a call, fsync included: once, or from there on
    power    a power cut: what was not synced is gone, in part or whole; names survive in order
    strict   the same, where a name is safe only after an fsync of its folder

Then comes the next command, what it says is done, and everything is looked at: a secret opens the
last commit; every other client opens, older versions included; who goes is wholly there or wholly
gone, and then no secret that is left opens anything of it; the register can be changed. What was
tried is written down in the folder, so that a run that was stopped goes on where it was.

Needs strace (Linux). Exit code 1 where anything was lost, `strict` aside: there git itself, which
does not wait for folders, loses commits. DIR should be in memory, such as /dev/shm/torture.
"""

import argparse
import contextlib
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import setting_up

if TYPE_CHECKING:
    import harm
    import patient
    import powercut

SHARES = {"kill": 20, "error": 5, "power": 3, "strict": 1}
"""How many of so many points are of which kind."""

OFTEN = {"1": 2, "2": 6, "5": 6, "12": 4, "40": 2}
"""How often a size is drawn, as long as none is asked for."""

DRAWS = 50
"""So often another point is drawn where one was tried already."""

Tried = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """One act as it was watched from its beginning to its end."""

    places: list[tuple[str, str, int]]
    work: "powercut.Work"
    folders: list[str]


class Torture:
    """Does harm at points, one after another."""

    def __init__(self, base: Path) -> None:
        import patient

        self.ward = patient.Ward(base)
        self._seen: dict[tuple[str, str], Seen] = {}

    def seen(self, size: str, act: str) -> Seen:
        """Watch an act once, in full; raises RuntimeError where it is not fully understood."""
        import harm
        import powercut

        if (size, act) not in self._seen:
            template, log = self.ward.template(size), self.ward.base / "log"
            self.ward.lay_out(template)
            before = powercut.files(self.ward.now)
            ended = self.ward.act(template, act, harm.watcher(log))
            recording = harm.read(log)
            log.unlink()
            work = powercut.understand(recording, before, self.ward.now, self.ward.root)
            if ended.code or work.whole() != powercut.files(self.ward.now):
                raise RuntimeError(f"{size} {act}: not understood: {ended}")
            places = list(dict.fromkeys(recording.points(self.ward.now)))
            start = len(str(template.folder))
            folders = [
                f"{self.ward.now}{each[start:]}" for each, _f, _n in os.walk(template.folder)
            ]
            self._seen[size, act] = Seen(places, work, folders)
        return self._seen[size, act]

    def draw(self, kind: str, sizes: list[str], luck: random.Random) -> "harm.Point":
        """Draw a point of a kind."""
        import harm
        import patient

        size = luck.choices(sizes, [OFTEN[each] for each in sizes])[0]
        clients = patient.SIZES[size].clients
        acts = [act for act, gone in patient.ACTS.items() if max(gone, default=-1) < clients]
        act = luck.choice(acts)
        seen = self.seen(size, act)
        if kind in ("power", "strict"):
            draw = str(luck.randrange(1000))
            return harm.Point(
                kind, size, act, draw, "moment", luck.randrange(len(seen.work.moments))
            )
        return harm.drawn(seen.places, (kind, size, act), luck)

    def do(self, point: "harm.Point") -> Tried:
        """Do the harm of one point, and examine what is left."""
        start = time.perf_counter()
        template = self.ward.template(point.size)
        ended = None
        if point.kind in ("power", "strict"):
            self._cut(point)
        else:
            ended = self._harm(point)
        verdict = self.ward.examine(template, point.act, ended)
        return {
            "point": point.name,
            "kind": point.kind,
            "size": point.size,
            "act": point.act,
            "who": "own" if point.who == "own" else "git",
            "code": ended.code if ended else None,
            "outcome": verdict.outcome,
            "mended": verdict.mended,
            "why": verdict.why,
            "seconds": round(time.perf_counter() - start, 2),
        }

    def _harm(self, point: "harm.Point") -> "patient.Ended":
        import harm

        template = self.ward.template(point.size)
        self.ward.lay_out(template)
        if point.git:
            variables = harm.wrap(self.ward.base / "bin", point)
            return self.ward.act(template, point.act, (), variables)
        return self.ward.act(template, point.act, point.tracer)

    def _cut(self, point: "harm.Point") -> None:
        import powercut

        seen = self.seen(point.size, point.act)
        moments = seen.work.moments
        moment = moments[min(point.number, len(moments) - 1)]
        luck = random.Random(point.name)
        left = seen.work.survivors(moment, point.kind == "strict", luck)
        powercut.put(left, self.ward.now, iter(seen.folders))


def sweep(
    torture: Torture, wanted: dict[str, int], sizes: list[str], seed: int, known: Iterable[str] = ()
) -> Iterator[Tried]:
    """Try so many points of each kind, drawn by a seed; those that are known are passed over."""
    tried = set(known)
    order = [(n / wanted[kind], kind, n) for kind in wanted for n in range(wanted[kind])]
    for _place, kind, number in sorted(order):
        luck = random.Random(f"{seed} {kind} {number}")
        for _draw in range(DRAWS):
            point = torture.draw(kind, sizes, luck)
            if point.name not in tried:
                break
        tried.add(point.name)
        yield torture.do(point)


def is_loss(done: Tried) -> bool:
    """Tell whether something was lost or is stuck after a try."""
    return bool(done["outcome"].isupper())


# --- What was tried -------------------------------------------------------------------------


def load(state: Path) -> list[Tried]:
    """Return what was tried so far; a line that was cut off does not count."""
    found = []
    for line in state.read_text("utf-8").splitlines() if state.exists() else []:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def table(done: list[Tried]) -> str:
    """Return what came of all tries as a table: a row for each kind, size and act."""
    outcomes = ["before", "after", *sorted({d["outcome"] for d in done if is_loss(d)})]
    lines = [
        f"| what | points | {' | '.join(outcomes)} | a mend was named |",
        f"|---|{'---:|' * (len(outcomes) + 2)}",
    ]
    for title, part in grouped(done):
        counts = Counter(each["outcome"] for each in part)
        mended = sum(bool(each["mended"]) for each in part)
        numbers = [str(counts[outcome]) for outcome in outcomes]
        lines.append(f"| {title} | {len(part)} | {' | '.join(numbers)} | {mended} |")
    return "\n".join(lines)


def grouped(done: list[Tried]) -> Iterator[tuple[str, list[Tried]]]:
    """Yield what was tried by kind and by whom it hit, then by act and by size, kind by kind."""
    for kind in SHARES:
        ours = [each for each in done if each["kind"] == kind]
        for key in ("kind", "who", "act", "size"):
            if key == "who" and kind in ("power", "strict"):
                continue
            for value in sorted({each[key] for each in ours}, key=lambda v: (len(v), v)):
                title = f"**{kind}**" if key == "kind" else f"{kind}, {key} {value}"
                yield title, [each for each in ours if each[key] == value]


def show(done: Tried) -> None:
    """Say what was lost at a point, and how to meet it again."""
    print(f"\n{done['outcome']}: {done['why']}", file=sys.stderr)
    print(f"again: python3 scripts/torture.py --replay {done['point']}", file=sys.stderr)


# --- The command ----------------------------------------------------------------------------


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the words of the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--points", type=int, default=3000, help="how many, of all kinds together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=SHARES, help="one kind of harm")
    parser.add_argument(
        "--size", choices=OFTEN, action="append", help="a size of register, by its clients"
    )
    parser.add_argument(
        "--folder", type=Path, help="where to work, and to write down what was tried"
    )
    parser.add_argument("--report", action="store_true", help="show what was tried so far")
    parser.add_argument("--replay", metavar="POINT", help="try one point, and keep what is left")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Try points, show the table, and return 1 where anything was lost."""
    given = arguments(words)
    if not importlib.util.find_spec("heijastus_records"):
        python = setting_up.environment("dev")
        return subprocess.run([str(python), __file__, *words], check=False).returncode
    folder = given.folder or Path(tempfile.gettempdir()) / "records-torture"
    state = folder / "tried.jsonl"
    if given.report:
        print(table(load(state)))
        return 0
    torture = Torture(folder)
    with alone(folder), torture.ward.settled():
        if given.replay:
            return replay(torture, given.replay)
        return run(torture, given, state)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep another run out of the folder. Leaves with a sentence where there is one."""
    import fcntl

    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(f"another run is at work in {folder}; name another one with --folder")
        yield


def run(torture: Torture, given: argparse.Namespace, state: Path) -> int:
    """Go on until so many points have been tried as are wanted."""
    shares = {given.only: 1} if given.only else SHARES
    wanted = {kind: given.points * share // sum(shares.values()) for kind, share in shares.items()}
    sizes = given.size or list(OFTEN)
    done = load(state)
    before = Counter(each["kind"] for each in done)
    left = {kind: count - before[kind] for kind, count in wanted.items() if count > before[kind]}
    names, begun = [each["point"] for each in done], time.monotonic()
    with state.open("a", encoding="utf-8") as file:
        for each in sweep(torture, left, sizes, given.seed + len(done), names):
            done.append(each)
            file.write(json.dumps(each) + "\n")
            file.flush()
            if is_loss(each) and each["kind"] != "strict":
                show(each)
            say(len(done) - len(names), sum(left.values()), begun)
    print(table(done), end="\n\n")
    lost = [each for each in done if is_loss(each) and each["kind"] != "strict"]
    print(f"{len(done)} points, {len(lost)} with a loss")
    return 1 if lost else 0


def say(count: int, of: int, begun: float) -> None:
    """Say how far it is."""
    each = (time.monotonic() - begun) / count
    rest = f"{count} of {of}, {each:.2f} s each, {each * (of - count) / 60:.0f} min left"
    print(f"\r{rest}   ", end="", file=sys.stderr, flush=True)


def replay(torture: Torture, name: str) -> int:
    """Try one point by its name; what is left stays in the folder."""
    import harm

    done = torture.do(harm.Point.read(name))
    print(json.dumps(done, indent=2, ensure_ascii=False))
    print(f"what is left: {torture.ward.now}")
    return 1 if is_loss(done) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
