"""Two computers, Git by hand in between, and an erasure: what each schedule comes to.

A schedule is one habit of Git at one moment. The erasure on the desk is the real one: one client
goes for good, of another only a part stays. Then each computer does what the program's messages
name, and nothing else, until both are alike.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from heijastus_records.errors import RecordsError
from heijastus_records.register import layout, vault

from .computers import Computer, Two, copied, found
from .house import TODAY, Ran

Typed = tuple[str, ...]
"""Commands of git as they are typed; `{old}` and its like stand for commits and paths."""


class Operation(NamedTuple):
    """A habit of Git."""

    name: str
    done: Typed
    begun: Typed
    """The same, left half done."""
    prepared: Typed = ()
    """What was done for it long before the erasure."""


_COMMIT = "commit -q -a -m later"
_FETCH = "fetch -q origin"

OPERATIONS = (
    Operation(
        "merge",
        (_FETCH, "merge --no-edit origin/main"),
        (_FETCH, "merge --no-commit --no-ff origin/main"),
    ),
    Operation(
        "merge -s ours",
        (_FETCH, "merge --no-edit -s ours origin/main"),
        (_FETCH, "merge --no-commit -s ours origin/main"),
    ),
    Operation(
        "rebase",
        ("pull --rebase origin main",),
        (_FETCH, "rebase --no-verify --onto {old} {edited}"),
    ),
    Operation(
        "revert of the newest",
        (_FETCH, "revert --no-edit {erasing}"),
        ("revert --no-commit {edited}",),
    ),
    Operation(
        "stash pop",
        ("stash pop", _COMMIT),
        ("stash pop",),
        ("typed", "stash"),
    ),
    Operation(
        "cherry-pick",
        ("cherry-pick {made}", _COMMIT),
        ("cherry-pick --no-commit {made}",),
    ),
    Operation(
        "checkout OLD -- records/keys",
        ("checkout {old} -- records/keys", _COMMIT),
        ("checkout {old} -- records/keys",),
    ),
    Operation(
        "checkout OLD -- records/clients",
        ("checkout {old} -- records/clients", _COMMIT),
        ("checkout {old} -- records/clients",),
    ),
    Operation(
        "restore from a branch",
        ("restore --source=side --staged --worktree -- records", _COMMIT),
        ("restore --source=side -- records",),
        ("branch side {old}",),
    ),
    Operation(
        "reset --hard OLD",
        ("reset -q --hard {old}",),
        ("reset -q --soft {old}",),
    ),
    Operation(
        "am",
        ("am ../patches/1",),
        ("am --3way ../patches/1",),
        ("format-patch -q -1 --numbered-files -o ../patches {made}",),
    ),
    Operation(
        "push --force OLD",
        ("push -q --no-verify --force origin {old}:main",),
        ("push -q origin {old}:refs/heads/side",),
    ),
    Operation(
        "merge -X theirs",
        (_FETCH, "merge --no-edit -X theirs origin/main"),
        ("merge --no-commit --no-ff -X theirs side",),
        ("branch side {old}",),
    ),
    Operation(
        "revert of the first",
        ("revert --no-edit {made}",),
        ("revert --no-commit {made}",),
    ),
)

ORDERS = ("before", "after", "key here", "synced", "on the desk", "half done")
"""When it is done: before the erasure, after it, with the new key beside the old one, after the
sync, on the very computer that has erased, or begun before the erasure and never finished."""


class World(NamedTuple):
    """Two computers, and whom the schedules are about."""

    two: Two
    gone: str
    part: str
    commits: dict[str, str]
    """What stands for the words in braces."""
    late: str = ""
    """Who was added on the desk after the erasure."""

    def copied(self, target: Path) -> "World":
        return self._replace(two=copied(self.two, target))

    @property
    def stays(self) -> str:
        return self.two.aino


class Stages(NamedTuple):
    """The states from which schedules begin: made once, copied for each."""

    before: World
    erased: World
    """The desk has erased and sent it; the other computer knows nothing of it yet."""


class Outcome(NamedTuple):
    """What one schedule came to."""

    operation: str
    order: str
    said: tuple[str, ...]
    """What git refused, and the commands that led on."""
    wrong: tuple[str, ...]
    """What is lost, resurrected or stuck: nothing may be."""
    remarks: tuple[str, ...] = ()
    """Errors of `records audit verify` that stay."""
    seconds: float = 0.0


# --- The beginning ----------------------------------------------------------------------------

GONE = """\
kind: person
name: {given: Dorotea, family: Katoava}
emails: [dorotea.katoava@posti.example]
language: fi
"""
PART = """\
kind: person
name: {given: Erkki, family: Osittainen}
emails: [erkki.osittainen@posti.example]
language: fi
billing:
  method: paper
  address: {street: Esimerkkikatu 3, postal_code: "00100", city: Helsinki}
invoices:
  - {number: 2025-1, date: 2025-02-01, amount: "100.00", currency: EUR}
"""
MARKS = (b"dorotea", b"katoava", b"erkki.osittainen@")
"""Words of what is erased; they stand nowhere else."""


def prepare(folder: Path) -> Stages:
    """Make both beginnings in a folder."""
    two = found(folder / "before")
    for computer in (two.desk, two.bag):
        computer.records("hook", "install")
    commits, ids = {}, {}
    for name, text in (("made", GONE), ("old", PART)):
        ids[name] = _new(two.desk, text)
        commits[name] = two.desk.head
    two.desk.edit(ids["old"], "s/^language: fi/language: sv/")
    two.desk.edit(ids["made"], "s/^language: fi/language: sv/")
    commits["edited"] = two.desk.head
    two.desk.records("sync")
    two.bag.records("sync")
    before = World(two, ids["made"], ids["old"], commits)
    return Stages(before, erase(before.copied(folder / "erased")))


def erase(world: World) -> World:
    """Erase on the desk, one client for good and one in part; add one, and send it."""
    for record in (world.gone, world.part):
        world.two.desk.records("--as-of", TODAY.isoformat(), "erase", record, "--yes")
    late = _new(world.two.desk, "kind: person\nname: {given: Emilia}\n")
    world.two.desk.records("sync", code=None)
    return world._replace(late=late)


def _new(computer: Computer, text: str) -> str:
    (computer.folder / "new.yaml").write_text(text, "utf-8")
    record = computer.records("new", "person", "--from", "../new.yaml").out.strip()
    (computer.folder / "new.yaml").unlink()
    return record


def work(world: World) -> str:
    """Change on the second computer, offline, who stays and who goes; add one, and return it."""
    for record in (world.stays, world.gone, world.part):
        world.two.bag.edit(record, "s/^language: .*/language: fi/")
    return _new(world.two.bag, "kind: person\nname: {given: Cecilia}\n")


# --- One schedule -----------------------------------------------------------------------------


def play(stages: Stages, operation: Operation, order: str, folder: Path) -> Outcome:
    """Run one schedule in a folder of its own and look at what has come of it."""
    start = time.perf_counter()
    begins_erased = order in ("after", "key here", "synced")
    world = (stages.erased if begins_erased else stages.before).copied(folder)
    hand = Hand(world, world.two.desk if order == "on the desk" else world.two.bag)
    hand.type(operation.prepared)
    new = work(world)
    if order == "before":
        hand.type(operation.done)
    if order == "half done":
        hand.type(operation.begun)
    if not begins_erased:
        world = erase(world)
    if order in ("key here", "synced"):
        hand.carry_key()
    if order == "synced":
        world.two.bag.records("sync")
        world.two.bag.edit(world.stays, 's/^phones: .*/phones: ["+358501234567"]/')
    if order not in ("before", "half done"):
        hand.type(operation.done)
    stuck = hand.settle()
    kept = {world.stays, world.part, world.late, new}
    wrong = [stuck] if stuck else [*losses(world, kept, order), *resurrections(world)]
    remarks = () if stuck else tuple(dict.fromkeys(_verified(world)))
    seconds = time.perf_counter() - start
    return Outcome(operation.name, order, tuple(hand.said), tuple(wrong), remarks, seconds)


class Stuck(Exception):
    """No command is named that leads on."""


class Hand:
    """Somebody who types git, and then what the program says."""

    def __init__(self, world: World, computer: Computer) -> None:
        self.world, self.computer = world, computer
        self.said: list[str] = []

    def type(self, typed: Typed) -> None:
        """Type commands as they stand, whatever comes of each."""
        for line in typed:
            if line == "typed":
                _type_unsaved(self.computer, self.world.gone)
                continue
            words = line.format(**self.world.commits, erasing=self._newest()).split()
            ran = self.computer.git(*words, code=None)
            if "Traceback" in ran.out + ran.err:
                raise Stuck(f"git {line}: a traceback")
            if ran.code:
                self.said.append(f"{words[0]} refused" if "records:" in ran.err else words[0])

    def _newest(self) -> str:
        """Return the newest commit of the copy that names the one who goes."""
        words = ["log", "-1", "--format=%H", f"--grep={self.world.gone}", "origin/main"]
        return self.computer.git(*words).out

    def carry_key(self) -> None:
        """Bring the newer key from the desk, as its owner is told to."""
        desk, bag = self.world.two.desk, self.world.two.bag
        stick = desk.folder.parent / "stick"
        desk.records("key", "export", str(stick), "--no-passphrase", "--yes")
        bag.records("key", "import", str(stick))
        stick.unlink()

    # --- following the program ---

    def settle(self) -> str:
        """Let both computers do what they are told until they are alike; say where they stick."""
        two = self.world.two
        try:
            for _round in range(6):
                steps = [self._sync(each) for each in (two.desk, two.bag)]
                if not any(steps) and two.desk.head == two.bag.head and not self._quit():
                    return ""
        except (Stuck, AssertionError) as error:  # a named command that fails is no way on
            return str(error)
        return "both computers never become alike"

    def _sync(self, computer: Computer) -> int:
        """Sync one computer; return how many other commands it took."""
        for step in range(12):
            ran = computer.records("sync", code=None)
            if ran.code == 0:
                return step
            self._follow(computer, ran)
        raise Stuck(f"{computer.name}: {ran.err.strip()}")

    def _follow(self, computer: Computer, ran: Ran) -> None:
        """Do the first thing that a message names and that goes through. Raises Stuck."""
        named = commands(ran.err)
        for command in named:
            if self._goes(computer, command, ran.err):
                return
        if "records sync" not in ran.err:
            raise Stuck(f"{computer.name}: {ran.err.strip()}")

    def _goes(self, computer: Computer, command: str, said: str) -> bool:
        self.said.append(command)
        if command.startswith("records key"):
            self.carry_key()
            return True
        if command == "git reflog":  # docs/git.md: back to the commit that is missing
            missing = re.findall(r"\b[0-9a-f]{12}\b", said)
            return bool(missing) and self._goes(computer, f"git reset --hard {missing[0]}", "")
        program, *words = command.split()
        if program == "records":
            return not computer.records(*words, code=None).code
        if words[0] != "commit":
            return not computer.git(*words, code=None).code
        return self._commits(computer)

    def _commits(self, computer: Computer) -> bool:
        """Commit what lies there; do first what the hooks name."""
        ran = computer.git("commit", "-q", "-a", "-m", "later", code=None)
        for record in re.findall(r"([crb]-[a-z2-7]{13}): .*git rm --cached it", ran.err):
            paths = (layout.record_path(record), layout.key_path(record))
            computer.git("rm", "-q", "--cached", "--ignore-unmatch", "--", *paths)
            for path in paths:
                (computer.root / path).unlink(missing_ok=True)
            self.said.append("git rm --cached")
            ran = computer.git("commit", "-q", "-m", "later", code=None)
        return ran.code == 0

    def _quit(self) -> bool:
        """Leave what git itself still calls unfinished, as `git status` says; tell whether."""
        computer = self.computer
        left = [words for name, words in UNFINISHED.items() if (computer.root / name).exists()]
        for words in left:
            computer.git(*words.split())
            self.said.append(f"git {words}")
        return bool(left)


UNFINISHED = {
    ".git/CHERRY_PICK_HEAD": "cherry-pick --abort",
    ".git/REVERT_HEAD": "revert --abort",
    ".git/rebase-apply": "am --abort",
    ".git/rebase-merge": "rebase --abort",
    ".git/MERGE_HEAD": "merge --abort",
}

_NAMED = re.compile(
    r"\b(?:records key import|records edit [crb]-[a-z2-7]{13} --resume|git reflog"
    r"|records (?:repair|sync)(?: (?:--[a-z]+|[crb]-[a-z2-7]{13}|custody))*"
    r"|git (?:commit|merge --abort|rebase --abort|switch main|restore --staged --worktree)"
    r"|git reset --hard [0-9a-f]{12})\b"
)


def commands(said: str) -> list[str]:
    """Return the commands that a message names, in its order: those of its hint, if it has one."""
    lines = [line for line in said.splitlines() if "hint:" in line] or said.splitlines()
    found = dict.fromkeys(each for line in lines for each in _NAMED.findall(line))
    return [each for each in found if each != "records sync"]


UNSAVED = """
import sys
from pathlib import Path
from heijastus_records.register.register import Register
from tests.by_hand import Hand

root, identity, record = sys.argv[1:]
hand = Hand(Register.open(Path(root), Path(identity)), Path(identity))
hand.write(record, hand.register.read(record).text + "# waits\\n")
"""
"""Puts a sealed next version into the work tree that no commit has."""


def _type_unsaved(computer: Computer, record: str) -> None:
    words = [str(computer.root), str(computer.folder / "identity"), record]
    subprocess.run([sys.executable, "-c", UNSAVED, *words], check=True, env=computer.environment)


# --- What must hold -----------------------------------------------------------------------------


def losses(world: World, kept: set[str], order: str) -> Iterator[str]:
    """Say what was acknowledged and is not there, and what is not in order.

    Both computers have the same commit: what one of them reads, the other one has.
    """
    desk, bag = world.two.desk, world.two.bag
    for computer in (desk, bag):
        if set(computer.ids()) != kept:
            yield f"{computer.name}: other clients than were kept"
        if computer.git("status", "--porcelain").out:
            yield f"{computer.name}: the folder differs from the last commit"
    data, part = bag.data(world.stays), bag.data(world.part)
    phones = "+358501234567" if order == "synced" else "+358401234567"
    if data["language"] != "fi" or data["phones"] != [phones]:
        yield "an edit is lost"
    if "invoices" not in part:
        yield "what had to stay of an erased record is lost"
    if {"emails", "language"} & part.keys():
        yield "what was erased of a record is back"
    validated = bag.records("validate", code=None)
    if validated.code:
        yield validated.out.strip()


def resurrections(world: World) -> Iterator[str]:
    """Say what of the erased is there, or opens with any secret that is left anywhere."""
    secrets = tuple(_secrets(world))
    for computer in (world.two.desk, world.two.bag):
        if computer.records("show", world.gone, code=None).code != 3:
            yield f"{computer.name}: the erased record is shown"
        paths = [layout.record_path(world.gone), layout.key_path(world.gone)]
        if any((computer.root / path).exists() for path in paths):
            yield f"{computer.name}: a file of the erased record is there"
    for where, content in _contents(world):
        plain = vault.opened(secrets, content) if vault.is_sealed(content) else content
        if plain and any(mark in plain.lower() for mark in MARKS):
            yield f"{where}: what was erased opens"


def _secrets(world: World) -> Iterator[vault.Key]:
    """Yield the secrets on both computers and all keys that they open."""
    for computer in (world.two.desk, world.two.bag):
        for file in computer.folder.glob("identity*"):
            epoch = vault.parse_epoch(file.read_bytes())
            yield epoch.key
            for path in (computer.root / "records" / "keys").glob("*"):
                record = layout.id_of(path.relative_to(computer.root).as_posix())
                try:
                    yield from vault.open_keys(epoch, path.read_bytes(), record)
                except RecordsError:
                    continue


def _contents(world: World) -> Iterator[tuple[str, bytes]]:
    """Yield every content of all three repositories, and every file beside them."""
    two = world.two
    for root in (two.desk.root, two.bag.root, two.copy):
        words = ["git", "-C", str(root), "cat-file", "--batch-all-objects", "--batch"]
        said = subprocess.run(words, check=True, capture_output=True).stdout
        while said:
            head, _newline, said = said.partition(b"\n")
            size = int(head.split()[2])
            yield f"{root.parent.name}: {head.decode()}", said[:size]
            said = said[size + 1 :]
    for file in two.copy.parent.rglob("*"):
        if file.is_file() and ".git" not in file.parts and file.name != "patches":
            yield file.name, file.read_bytes()


def _verified(world: World) -> Iterator[str]:
    """Yield what `records audit verify` calls wrong."""
    ran = world.two.bag.records("audit", "verify", "--json", code=None)
    facts: Any = json.loads(ran.out)
    for problem in facts["problems"]:
        if problem["level"] == "error":
            yield re.sub(r"\b[0-9a-f]{12}\b", "…", str(problem["sentence"]))


# --- All of them --------------------------------------------------------------------------------


def play_all(
    operations: list[Operation], orders: list[str], told: Callable[[Outcome], object]
) -> list[Outcome]:
    """Run every operation in every order, each on two computers of its own."""
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        stages = prepare(Path(folder))
        for operation in operations:
            for order in orders:
                place = Path(tempfile.mkdtemp(dir=folder)) / "two"
                outcomes.append(play(stages, operation, order, place))
                told(outcomes[-1])
    return outcomes


def main(names: list[str]) -> int:
    """Run schedules, say a line of each, and return 1 where one went wrong."""
    os.environ["LANGUAGE"] = "en"
    unknown = set(names) - {each.name for each in OPERATIONS} - set(ORDERS)
    if unknown:
        print(f"no operation and no order: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    operations = [each for each in OPERATIONS if each.name in names]
    orders = [each for each in ORDERS if each in names]
    outcomes = play_all(operations or list(OPERATIONS), orders or list(ORDERS), _tell)
    wrong = [each for each in outcomes if each.wrong]
    print(f"{len(outcomes)} schedules, {len(wrong)} wrong")
    return 1 if wrong else 0


def _tell(outcome: Outcome) -> None:
    state = "WRONG" if outcome.wrong else "right"
    print(f"{state}  {outcome.operation} | {outcome.order} ({outcome.seconds:.1f} s)")
    for kind in ("said", "wrong", "remarks"):
        for line in getattr(outcome, kind):
            print(f"       {kind}: {line}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
