"""Registers that are there to be tortured: founded once, copied for every try, and examined after.

A try runs in a process that is forked from this one, which has everything loaded: what is killed
or hindered is the work itself and not the start of Python. The examination is such a process too,
so that it knows no more than the next command would.
"""

import contextlib
import ctypes
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from heijastus_records import errors, messages
from heijastus_records.cli import root
from heijastus_records.register import founding, layout, vault
from heijastus_records.register.register import Register
from heijastus_records.rights import erase, erasing

DAY = date(2026, 11, 22)
SECONDS = 120
"""No act and no examination takes longer: one that does hangs."""

OWNER = "[user]\n\tname = Omistaja Esimerkki\n\temail = omistaja@posti.example\n"
GOES = """\
# Came by way of the orderer
kind: person
name: {given: Aino, family: Esimerkki}
emails: [aino.esimerkki@posti.example]   # prefers mail
phones: ["+358401234567"]
relationship: {started: 2023-08-15}
"""
GOES_IN_PART = """\
kind: person
name: {given: Carita, family: Esimerkki}
roles: [coachee]
emails: [carita@posti.example]
relationship: {started: 2014-01-15, ended: 2020-06-01}
billing:
  method: paper
  address: {street: Esimerkkikatu 1, postal_code: "00100", city: Helsinki}
invoices:
  - {number: 2014-1, date: 2014-02-01, amount: "100.00", currency: EUR}
  - {number: 2020-1, date: 2020-02-01, amount: "90.00", currency: EUR}
"""
ASKS = """\
received: 2026-11-20
channel: email
duties: [erasure]
from: {{name: Aino Esimerkki, address: aino.esimerkki@posti.example}}
client: {client}
identity: {{state: confirmed, evidence: phone, client: {client}, day: 2026-11-20}}
text: Poistakaa kaikki tietoni.
"""
STAYS = "kind: person\nname: {{given: Muu{0}, family: Esimerkki}}\nemails: [muu{0}@posti.example]\n"

ACTS = {
    "rotate": (),
    "compromised": (),
    "whole": (0,),
    "asked": (0,),
    "part": (1,),
    "batch": (0, 1),
}
"""What is done, and which clients go by it: the first goes whole, the second in part."""


TOLD = re.compile(r"erased: commit|in epoch 2 now")
"""How the program says that the act is done."""


class Size(NamedTuple):
    """What a register is like."""

    clients: int
    edits: int
    """How many times the first clients were changed."""
    signed: bool = False
    named: bool = False
    """Whether the identity lies at a place of its own."""
    packed: bool = False
    """Whether there is a pack already, and so many loose objects that a new one is due."""


SIZES = {
    "1": Size(1, 1),
    "2": Size(2, 3, named=True),
    "5": Size(5, 6, signed=True),
    "12": Size(12, 4, packed=True),
    "40": Size(40, 8),
}


@dataclass(frozen=True)
class Template:
    """One founded register, and what is known of it."""

    folder: Path
    named: bool
    ids: tuple[str, ...]
    request: str
    """The request of the first client, who asks to be erased."""
    texts: dict[str, str]
    versions: dict[str, list[str]] = field(repr=False)
    """By id: git's names for every version of the text and of the key file."""


@dataclass(frozen=True)
class Ended:
    """How an act ended, as its caller sees it."""

    code: int
    """Exit code; negative where a signal ended it."""
    said: str


@dataclass(frozen=True)
class Verdict:
    """What an examination found."""

    outcome: str
    """`before` or `after`, or what is wrong in capitals."""
    why: str = ""
    mended: str = ""
    """The commands that had to be run before all was well, as the program named them."""

    @property
    def is_loss(self) -> bool:
        """Tell whether something is wrong."""
        return self.outcome.isupper()


class Wrong(Exception):
    """Something is not as it was promised."""

    def __init__(self, outcome: str, why: str) -> None:
        super().__init__(why)
        self.outcome = outcome


class Ward:
    """A folder with the founded registers and the one that is worked on, always at one place."""

    def __init__(self, base: Path) -> None:
        self.base = base.resolve()
        self.now = self.base / "now"
        self.root = self.now / "register"
        self._templates: dict[str, Template] = {}
        for folder in (self.base, self.base / "tmp", self.base / "built"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextlib.contextmanager
    def settled(self) -> Iterator[None]:
        """Let everything that runs here have its home in this folder, and nothing of ours."""
        before = dict(os.environ)
        for name in [name for name in os.environ if name.startswith(("GIT_", "RECORDS_", "LC_"))]:
            del os.environ[name]
        state = {"HOME": "", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run"}
        os.environ |= {name: str(self.now / place) for name, place in state.items()}
        os.environ |= {"TMPDIR": str(self.base / "tmp"), "LANG": "C.UTF-8", "LANGUAGE": "en"}
        os.environ |= {"PYTHONPATH": str(Path(root.__file__).parents[2]), "PYTHONHASHSEED": "0"}
        messages.speak("en")
        mask = os.umask(0o077)
        _adopt_orphans(True)
        try:
            yield
        finally:
            _adopt_orphans(False)
            os.umask(mask)
            os.environ.clear()
            os.environ.update(before)

    def template(self, size: str) -> Template:
        """Return the register of a size; founded when it is first asked for."""
        if size not in self._templates:
            self._templates[size] = self._found(size, SIZES[size])
        return self._templates[size]

    def lay_out(self, template: Template) -> None:
        """Put a fresh copy at the place where the register was founded."""
        shutil.rmtree(self.now, ignore_errors=True)
        shutil.copytree(template.folder, self.now, symlinks=True)

    def identity(self, template: Template) -> Path | None:
        """Return where the identity is named to lie; None where it lies in its usual place."""
        return self.now / "own" / "identity" if template.named else None

    def _found(self, name: str, size: Size) -> Template:
        """Found a register where it will be worked on: what is remembered goes by the place."""
        shutil.rmtree(self.now, ignore_errors=True)
        for part in ("state", "run", "own"):
            (self.now / part).mkdir(mode=0o700, parents=True)
        (self.now / ".gitconfig").write_text(OWNER, "utf-8")
        place = self.now / "own" / "identity" if size.named else None
        plan = founding.Plan(self.root, DAY, place, signed=size.signed)
        register = founding.found(plan)
        ids = tuple(layout.new_id("c") for _each in range(size.clients))
        words = [GOES, GOES_IN_PART, *map(STAYS.format, range(size.clients))]
        register.add(dict(zip(ids, words, strict=False)), action="new")
        request = layout.new_id("r")
        register.add({request: ASKS.format(client=ids[0])}, action="request")
        for count in range(size.edits):
            with register.edit(ids[count % len(ids[:3])], action="edit") as data:
                data["language"] = ("fi", "sv", "en")[(count // 3 + count) % 3]
        if size.packed:
            git(self.root, "repack", "-adq")
            _scatter(self.root)
        folder = self.base / "built" / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.now, folder, symlinks=True)
        typed = {record: register.read(record).text for record in (*ids, request)}
        versions = {record: [*_versions(register, record)] for record in (*ids, request)}
        return Template(folder, size.named, ids, request, typed, versions)

    # --- one try ---

    def act(
        self,
        template: Template,
        act: str,
        tracer: Sequence[str] = (),
        variables: dict[str, str] | None = None,
    ) -> Ended:
        """Carry an act out on what lies here, in a process of its own that a tracer may hold."""
        said = self.base / "said"
        gate, opened = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(opened)
            _be_traceable()
            os.environ.update(variables or {})
            _speak_into(said)
            os.read(gate, 1)
            _leave(lambda: self._carry_out(template, act))
        os.setpgid(pid, pid)
        os.close(gate)
        watcher = None
        if tracer:
            watcher = subprocess.Popen([*tracer, "-p", str(pid)], stderr=subprocess.DEVNULL)
            _until(lambda: _is_traced(pid) or watcher.poll() is not None)
            time.sleep(0.003)  # it is noticed a moment before it counts
        os.close(opened)
        code = _ended(pid)
        if watcher:
            with contextlib.suppress(subprocess.TimeoutExpired):
                watcher.wait(2)
            watcher.kill()
            watcher.wait()
        return Ended(code, said.read_text("utf-8", "replace"))

    def _carry_out(self, template: Template, act: str) -> int:
        if act == "batch":
            return self._batch(template)
        whom = [template.ids[place] for place in ACTS[act]]
        if act == "asked":
            whom = ["--request", template.request]
        words = ["erase", *whom, "--letter", str(self.now / "own" / "letter.txt"), "--replace"]
        if not whom:
            words = ["key", "rotate", *(["--compromised"] if act == "compromised" else [])]
        return self.records(template, *words, "--yes")

    def records(self, template: Template, *words: str) -> int:
        """Run a command of the program in this process."""
        place = self.identity(template)
        named = ["--identity", str(place)] if place else []
        return root.run(["--register", str(self.root), *named, "--as-of", DAY.isoformat(), *words])

    def _batch(self, template: Template) -> int:
        """Erase two in one epoch; an error is said as the program says it."""
        try:
            register = Register.open(self.root, self.identity(template))
            planned = [erasing.of(register, register.read(r), DAY) for r in template.ids[:2]]
            erase.carry_out(register, planned, DAY)
        except errors.RecordsError as error:
            print(error.sentence, error.hint)
            return error.exit_code
        except OSError as error:
            print(error)
            return 5
        return 0

    # --- what is left ---

    def examine(self, template: Template, act: str, ended: Ended | None) -> Verdict:
        """Run the next command on what lies here, and see whether anything was lost."""
        _age_locks(self.root)
        told, listened = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(told)
            _speak_into(self.base / "examined")
            _leave(lambda: self._tell(listened, template, act, ended))
        os.setpgid(pid, pid)
        os.close(listened)
        code = _ended(pid)
        with os.fdopen(told, "rb") as answer:
            found = answer.read()
        if not found:
            last = (self.base / "examined").read_text("utf-8", "replace")[-800:]
            return Verdict("STUCK", f"the examination ended with {code}: {last}")
        return Verdict(**json.loads(found))

    def _tell(self, where: int, template: Template, act: str, ended: Ended | None) -> int:
        verdict = Examination(self, template, act).verdict(ended)
        os.write(where, json.dumps(asdict(verdict)).encode())
        return 0


class Examination:
    """What the next command finds, and whether all promises hold."""

    def __init__(self, ward: Ward, template: Template, act: str) -> None:
        self.ward, self.template, self.act = ward, template, act
        self.mended: list[str] = []
        self.gone = [template.ids[place] for place in ACTS[act]]

    def verdict(self, ended: Ended | None) -> Verdict:
        """Return what came of it; nothing that goes wrong here stays unnamed."""
        try:
            outcome = self._examined()
            self._must_have_said(ended, outcome)
        except Wrong as error:
            return Verdict(error.outcome, str(error), " ".join(self.mended))
        except errors.RecordsError as error:
            return Verdict("STUCK", f"{error.sentence} → {error.hint}", " ".join(self.mended))
        return Verdict(outcome, "", " ".join(self.mended))

    def _examined(self) -> str:
        self._run("list")
        register = self._open()
        if git(self.ward.root, "status", "--porcelain"):
            self._mend("repair")
            register = self._open()
        is_done = self._epoch(register) == 2
        self._must_keep_the_others(register)
        for record in self.gone:
            whole = record == self.template.ids[0]
            self._must_be_gone(register, record, whole) if is_done else self._must_be(
                register, record
            )
        self._must_have_answered(register, is_done)
        self._must_be_clean()
        self._must_go_on(is_done)
        self._must_hold_one_secret()
        return "after" if is_done else "before"

    def _open(self) -> Register:
        return Register.open(self.ward.root, self.ward.identity(self.template))

    def _run(self, *words: str) -> None:
        """Run a command; where it refuses, run what it says and then the command again."""
        for _attempt in range(3):
            code, said = self._said(*words)
            if not code:
                return
            if "Traceback" in said:
                raise Wrong("TRACEBACK", said[-800:])
            named = re.search(r"records (repair|doctor|key|sync)", said)
            if not named or named[1] not in ("repair", "doctor"):
                raise Wrong(self._unnamed(code, *words), f"{words}: {said[-400:]}")
            self._mend(*(("doctor", "--fix") if named[1] == "doctor" else ("repair",)))
        raise Wrong("STUCK", f"{words}: {said[-400:]}")

    def _unnamed(self, code: int, *words: str) -> str:
        """Say how bad it is that no mend is named: one that was not named may do."""
        self._said("repair")
        if not self._said(*words)[0]:
            return "MISLED"
        return "LOST-ALL" if code == 4 else "STUCK"

    def _mend(self, *words: str) -> None:
        self.mended.append(words[0])
        code, said = self._said(*words)
        if code not in (0, 1):
            raise Wrong("LOST-ALL" if code == 4 else "STUCK", f"{words}: {said[-400:]}")

    def _said(self, *words: str) -> tuple[int, str]:
        sys.stdout.flush()
        before = (self.ward.base / "examined").stat().st_size
        code = self.ward.records(self.template, *words)
        sys.stdout.flush()
        content = (self.ward.base / "examined").read_bytes()[before:]
        return code, content.decode("utf-8", "replace")

    def _epoch(self, register: Register) -> int:
        try:
            return register.epoch.number
        except errors.NoKey as error:
            raise Wrong("LOST-ALL", f"{error.sentence} → {error.hint}") from error

    def _must_keep_the_others(self, register: Register) -> None:
        for record in set(self.template.ids) - set(self.gone):
            self._must_be(register, record)

    def _must_be(self, register: Register, record: str) -> None:
        """See that a record is there as it was, with every older version of it."""
        try:
            found = register.read(record)
        except errors.RecordsError as error:
            raise Wrong("LOST-CLIENT", f"{record}: {error.sentence}") from error
        if found.text != self.template.texts[record]:
            raise Wrong("HALF" if record in self.gone else "LOST-CLIENT", f"{record}: other text")
        for name in register.history.versions(layout.record_path(record)):
            if not vault.opens(found.keys, register.history.blob(name)):
                raise Wrong("LOST-CLIENT", f"{record}: an older version opens no more")
        if record in register.tombstones():
            raise Wrong("HALF", f"{record}: there, and called erased")

    def _must_have_answered(self, register: Register, is_done: bool) -> None:
        """See that the request went with its client, and else is there as it was."""
        request = self.template.request
        if not is_done or self.template.ids[0] not in self.gone:
            self._must_be(register, request)
            return
        left = register.read(request)
        if set(left.data) != {"received", "channel", "duties", "decisions"}:
            raise Wrong("HALF", f"{request}: {sorted(left.data)}")
        self._must_not_open(register, request)

    def _must_be_gone(self, register: Register, record: str, whole: bool) -> None:
        """See that nothing of a record's old versions opens with any secret that is left."""
        if whole and (record in register.ids() or record not in register.tombstones()):
            raise Wrong("HALF", f"{record}: should be gone")
        if not whole:
            data = register.read(record).data
            if set(data) != {"kind", "name", "billing", "invoices", "reduced"}:
                raise Wrong("HALF", f"{record}: {sorted(data)}")
        self._must_not_open(register, record)

    def _must_not_open(self, register: Register, record: str) -> None:
        left = (register.epoch.key, *(k for each in _all(register) for k in register.keys(each)))
        for name in self.template.versions[record]:
            if vault.opened(left, register.history.blob(name)) is not None:
                raise Wrong("HALF", f"{record}: {name} still opens")

    def _must_hold_one_secret(self) -> None:
        """See that no other copy of a secret lies about, since the register was changed again."""
        found = [
            path
            for path in self.ward.now.rglob("*")
            if path.is_file() and b"AGE-SECRET-KEY-" in path.read_bytes()
        ]
        if len(found) != 1:
            raise Wrong("HALF", f"secrets at {[path.name for path in found]}")

    def _must_be_clean(self) -> None:
        if git(self.ward.root, "status", "--porcelain"):
            raise Wrong("STUCK", git(self.ward.root, "status", "--porcelain")[:400])
        said = git(self.ward.root, "fsck", "--no-dangling", "--no-progress")
        if said:
            raise Wrong("STUCK", f"fsck: {said[:400]}")

    def _must_go_on(self, is_done: bool) -> None:
        """See that the register can be changed, and that an act that was cut off succeeds now."""
        register = self._open()
        new = layout.new_id("c")
        try:
            register.add({new: STAYS.format("new")}, action="new")
        except errors.Busy:
            self._mend("repair")
            register.add({new: STAYS.format("new")}, action="new")
        digest = hashlib.sha256(new.encode()).digest()[0]
        if not is_done and digest % 4 == 0:
            code = self.ward._carry_out(self.template, self.act)
            if code or self._open().epoch.number != 2:
                raise Wrong("STUCK", f"the act once more: {code}")

    def _must_have_said(self, ended: Ended | None, outcome: str) -> None:
        """See that whoever was told something was told the truth."""
        if not ended or ended.code < 0:
            return
        if "Traceback" in ended.said:
            raise Wrong("TRACEBACK", ended.said[-800:])
        if ended.code == 0 and outcome == "before":
            raise Wrong("UNTRUE", f"it said that all is done: {ended.said[-400:]}")
        denied = "nothing was changed" in ended.said
        # What is written after the act, such as the list of copies, may fail for itself.
        if denied and not TOLD.search(ended.said) and outcome == "after":
            raise Wrong("UNTRUE", f"it said that nothing was changed: {ended.said[-400:]}")


# --- Small parts ----------------------------------------------------------------------------


def git(folder: Path, *words: str) -> str:
    """Run git as its owner would by hand, and return what it prints and says."""
    done = subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, encoding="utf-8", check=False
    )
    return (done.stdout + (done.stderr if done.returncode else "")).strip()


def _all(register: Register) -> list[str]:
    return [layout.CUSTODY, *register.ids(), *register.ids("r"), *register.ids("b")]


def _versions(register: Register, record: str) -> Iterator[str]:
    for path in (layout.record_path(record), layout.key_path(record)):
        yield from register.history.versions(path)


def _scatter(folder: Path) -> None:
    """Leave so many loose objects that the next change packs: git guesses from one in 256."""
    found = 0
    for number in range(100_000):
        content = b"loose %d\n" % number
        if hashlib.sha1(b"blob %d\0%b" % (len(content), content)).hexdigest()[:2] == "17":
            words = ["git", "-C", str(folder), "hash-object", "-w", "--stdin"]
            subprocess.run(words, input=content, check=True, capture_output=True)
            found += 1
        if found > 8:
            return


def _age_locks(folder: Path) -> None:
    """Let some time go by since whatever git has left."""
    long_ago = time.time() - 60
    for lock in (folder / ".git").rglob("*.lock"):
        os.utime(lock, (long_ago, long_ago))


def _speak_into(file: Path) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def _leave(call: Callable[[], int]) -> None:
    """End this process with what a call returns; a traceback is said as Python says it."""
    code = 70
    try:
        code = call()
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _ended(pid: int) -> int:
    """Wait until a process and all that it has started have ended; return its exit code."""
    end = time.monotonic() + SECONDS
    code = None
    while True:
        try:
            done, status = os.waitpid(-pid, os.WNOHANG)
        except ChildProcessError:
            return -1 if code is None else code
        if done == pid:
            code = os.waitstatus_to_exitcode(status)
            end = min(end, time.monotonic() + 5)  # its children end by themselves
        if not done:
            if time.monotonic() > end:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
            time.sleep(0.002)


def _until(call: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not call() and time.monotonic() < end:
        time.sleep(0.001)


def _is_traced(pid: int) -> bool:
    try:
        return "TracerPid:\t0\n" not in Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return True


def _adopt_orphans(yes: bool) -> None:
    """Let what a killed process leaves running become our child, so that its end is noticed."""
    ctypes.CDLL(None).prctl(36, int(yes), 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _be_traceable() -> None:
    """Let a tracer that is not our parent hold this process, where the system is strict."""
    ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)  # PR_SET_PTRACER, any
