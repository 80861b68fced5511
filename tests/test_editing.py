"""Editing in a real editor: nothing typed is lost, nothing plain is left, whatever is killed."""

import contextlib
import gettext as catalogue
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from heijastus_records import messages
from heijastus_records.register import layout
from heijastus_records.register.register import Register
from heijastus_records.rights import editing

from .conftest import AINO, PROJECT, Ran

pexpect = pytest.importorskip("pexpect", reason="needs a pseudo-terminal")

CANARY = "Kanarialintu"
SECRETS = (CANARY, "aino.esimerkki@posti", "# prefers mail")
"""None of these may lie anywhere in plain text once a scenario has ended."""

VIMRC = """\
set directory=~/swap undofile undodir=~/undo backup writebackup backupdir=~/bak backupskip=
set viminfo='100,f1 viminfofile=~/.viminfo
autocmd BufReadPost * setlocal undofile swapfile
"""
NANORC = 'set backup\nset backupdir "HOME/bak"\nset historylog\nset positionlog\nset locking\n'

Tool = Callable[[str, str], str]
Records = Callable[..., Ran]


def until(condition: Callable[[], Any], seconds: float = 15) -> Any:
    """Wait for a condition and return its value."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
    return value


# --- What is set up, and what must hold after every scenario ---------------------------------


@pytest.fixture(autouse=True)
def owner(private_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home whose editors are set to keep copies all over it."""
    for name in ("swap", "undo", "bak"):
        (private_home / name).mkdir()
    (private_home / ".vimrc").write_text(VIMRC, "utf-8")
    # Root's nano looks for its settings in the password file's home, and does not see these.
    (private_home / ".nanorc").write_text(NANORC.replace("HOME", str(private_home)), "utf-8")
    (tmp_path / "tools").mkdir()
    for name in ("EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return private_home


@pytest.fixture(autouse=True)
def nothing_is_left(owner: Path, register: Register, tmp_path: Path) -> Iterator[None]:
    """After every scenario: no process, no table, and no plain text in any file or Git object."""
    yield
    until(lambda: not processes(tmp_path))
    shared = Path("/dev/shm") / f"records-{os.getuid()}" / register.notice.register
    assert not tables(owner) and not list(shared.glob("*"))
    objects = git(register, "cat-file", "--batch-all-objects", "--batch")
    found = {"a Git object": objects} | {
        str(path): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and not path.is_relative_to(tmp_path / "tools")
    }
    plain = [place for place, content in found.items() if any(map(content.__contains__, sought()))]
    assert plain == []


def sought() -> list[bytes]:
    """The secrets in the forms in which an editor might keep them."""
    return [secret.encode(form) for secret in SECRETS for form in ("utf-8", "utf-16-le")]


def processes(tmp_path: Path) -> dict[int, str]:
    """The living processes of this test's environment, but for this one's own, with their names."""
    found, own = {}, _children(os.getpid())
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (
                int(entry.name) not in own
                and os.fsencode(tmp_path / "home") in (entry / "environ").read_bytes()
            ):
                found[int(entry.name)] = (entry / "comm").read_text().strip()
    return found


def tables(home: Path) -> list[Path]:
    """The folders on which a text lies."""
    return list(home.glob("run/records/*/*"))


def on_the_table(home: Path, name: str = "*") -> str:
    """What the files on the only table hold."""
    with contextlib.suppress(OSError):
        return "".join(p.read_text("utf-8") for p in tables(home)[0].glob(name) if p.is_file())
    return ""


def git(register: Register, *words: str) -> bytes:
    return subprocess.run(
        ["git", *words], cwd=register.root, check=True, capture_output=True
    ).stdout


def commits(register: Register) -> int:
    return int(git(register, "rev-list", "--count", "HEAD"))


def draft(register: Register, record: str) -> Path:
    return register.private.draft(record)


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    """Makes a stand-in for an editor: a program that does something to `file`."""

    def make(name: str, body: str) -> str:
        path = tmp_path / "tools" / name
        head = "import os, pathlib, subprocess, sys, time\nfile = pathlib.Path(sys.argv[-1])\n"
        path.write_text(f"#!{sys.executable} -IS\n{head}{body}\n", "utf-8")
        path.chmod(0o700)
        return str(path)

    return make


REPLACE = "file.write_text(file.read_text('utf-8').replace({old!r}, {new!r}), 'utf-8')"


def replacing(old: str, new: str) -> str:
    return REPLACE.format(old=old, new=new)


ADD = f"file.write_text(file.read_text('utf-8') + '# {CANARY}\\n', 'utf-8')\n"


class Terminal:
    """The program in a terminal of its own, begun by a shell as at home."""

    def __init__(self, register: Register, tmp_path: Path, words: tuple[str, ...]) -> None:
        self.home = tmp_path / "home"
        self.stop = tmp_path / "stop"
        program = [sys.executable, "-m", "heijastus_records", "--register", str(register.root)]
        # The shell lives on when the program is killed, and takes neither keys nor Ctrl-C.
        script = 'trap : INT; "$@"; echo "code=$?"; while [ ! -e "$STOP" ]; do sleep 0.05; done'
        known = {"RECORDS_IDENTITY": str(tmp_path / "identity"), "PYTHONPATH": str(PROJECT)}
        self.child = pexpect.spawn(
            "sh",
            ["-c", script, "sh", *program, *words],
            env={**os.environ, **known, "STOP": str(self.stop)},
            cwd=str(tmp_path),
            dimensions=(50, 160),
            encoding="utf-8",
            timeout=15,
        )

    def see(self, *texts: str) -> str:
        """Wait until a text is on the screen and return what came before it."""
        self.child.expect([re.escape(text) for text in texts])
        return str(self.child.before)

    def type(self, keys: str) -> None:
        self.child.send(keys)

    def typed(self, keys: str, text: str = CANARY) -> None:
        """Type, and wait until the editor holds it."""
        self.type(keys)
        until(lambda: text in on_the_table(self.home))

    def pid(self, name: str) -> int:
        """The process of this name below the shell; `guardian` and `program` are ours."""
        return int(until(lambda: self._pids().get(name)))

    def _pids(self) -> dict[str, int]:
        program = next(iter(_children(self.child.pid)), 0)
        found = {_name(child): child for child in _children(program)}
        ours = _name(program)
        return {**found, "program": program, "guardian": found.get(ours, 0)}

    def end(self) -> int:
        """Wait for the program's end and return its exit code."""
        self.child.expect(r"code=(\d+)")
        code = int(self.child.match[1])
        self.close()
        return code

    def close(self) -> None:
        self.stop.touch()
        with contextlib.suppress(OSError):  # the window was closed already
            self.child.close(force=True)


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _name(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.fixture
def terminal(register: Register, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens terminals: `terminal("edit", aino)`."""
    opened: list[Terminal] = []

    def start(*words: str) -> Terminal:
        opened.append(Terminal(register, tmp_path, words))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def brought_back(records: Records, record: str) -> str:
    """Save the waiting draft as it is, and return the record's text."""
    resumed = records("edit", record, "--resume", "--editor", "true")
    assert (resumed.code, resumed.out) == (0, f"{record}\n")
    return records("show", record).out


# --- vim --------------------------------------------------------------------------------------

APPEND = f"Go# {CANARY} ä"
"""Keys for vim: a new last line; not saved, and still in insert mode."""


@pytest.mark.system("vim")
def test_a_value_changed_in_vim_is_one_commit_and_every_other_byte_stays(
    terminal: Callable[..., Terminal], register: Register, aino: str
) -> None:
    before = commits(register)
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.type(":%s/401234567/401234568/\r:w\r:%y\r:%s/lomake/sopimus/\r:wq\r")
    assert screen.end() == 0
    expected = AINO.replace("401234567", "401234568").replace("lomake", "sopimus")
    assert (register.read(aino).text, commits(register)) == (expected, before + 1)
    assert not draft(register, aino).exists()


@pytest.mark.system("vim")
@pytest.mark.parametrize("keys", [":q\r", ":wq\r", f"{APPEND}\x1b:q!\r"])
def test_an_unchanged_file_makes_no_commit(
    terminal: Callable[..., Terminal], register: Register, aino: str, keys: str
) -> None:
    before = git(register, "rev-parse", "HEAD")
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.type(keys)
    screen.see("no changes")
    assert screen.end() == 0
    assert git(register, "rev-parse", "HEAD") == before
    assert not draft(register, aino).exists()


@pytest.mark.system("vim")
def test_a_text_left_with_cq_waits_sealed_until_it_is_resumed(
    terminal: Callable[..., Terminal], records: Records, register: Register, aino: str
) -> None:
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.typed(APPEND)
    screen.type("\x1b:cq\r")
    screen.see(f"records edit {aino} --resume")
    assert screen.end() == 5
    assert draft(register, aino).read_bytes().startswith(b"age-encryption.org/v1\n")
    assert records("edit", aino, "-e", "true").code == 6
    screen = terminal("edit", aino, "--resume", "-e", "vim")
    screen.see(CANARY)
    screen.type(":wq\r")
    assert screen.end() == 0
    assert register.read(aino).text == f"{AINO}# {CANARY} ä\n"
    assert not draft(register, aino).exists()


@pytest.mark.system("vim")
def test_changes_that_were_taken_back_leave_no_draft(
    terminal: Callable[..., Terminal], register: Register, aino: str
) -> None:
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.typed(APPEND)
    screen.type("\x1b:w\r")
    until(draft(register, aino).exists)
    screen.type("u:w\r:cq\r")
    screen.see("nothing was changed")
    assert screen.end() == 5
    assert not draft(register, aino).exists()


@pytest.mark.system("vim")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_killing_vim_loses_no_typed_text(
    terminal: Callable[..., Terminal],
    records: Records,
    register: Register,
    aino: str,
    how: signal.Signals,
) -> None:
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.typed(APPEND + "\r# viimeinen merkki: ö", "merkki: ö")
    os.kill(screen.pid("vim"), how)
    assert screen.end() == 5
    assert brought_back(records, aino) == f"{AINO}# {CANARY} ä\n# viimeinen merkki: ö\n"


@pytest.mark.system("vim")
def test_closing_the_terminal_loses_no_typed_text(
    terminal: Callable[..., Terminal],
    records: Records,
    register: Register,
    aino: str,
    tmp_path: Path,
) -> None:
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.typed(APPEND)
    os.close(screen.child.fileno())  # what closing the window does
    until(lambda: not processes(tmp_path) and draft(register, aino).exists())
    assert not tables(screen.home)
    assert brought_back(records, aino) == f"{AINO}# {CANARY} ä\n"


@pytest.mark.system("vim")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_vim_goes_on_when_the_program_is_killed_and_what_it_saves_later_is_kept(
    terminal: Callable[..., Terminal],
    records: Records,
    register: Register,
    aino: str,
    how: signal.Signals,
) -> None:
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.typed(APPEND)
    vim, guardian = screen.pid("vim"), screen.pid("guardian")
    os.kill(screen.pid("program"), how)
    screen.see("code=")
    screen.type("\r# later\x1b:w\r")
    until(lambda: draft(register, aino).exists())  # sealed while vim is still open
    assert alive(vim) and alive(guardian) and tables(screen.home)
    screen.type("Go# last\x1b:wq\r")
    until(lambda: not alive(guardian))
    assert not tables(screen.home)
    assert brought_back(records, aino) == f"{AINO}# {CANARY} ä\n# later\n# last\n"


@pytest.mark.system("vim")
def test_killing_vim_and_the_program_loses_no_typed_text(
    terminal: Callable[..., Terminal], records: Records, register: Register, aino: str
) -> None:
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.typed(APPEND)
    vim, program, guardian = (screen.pid(name) for name in ("vim", "program", "guardian"))
    os.kill(program, signal.SIGKILL)
    os.kill(vim, signal.SIGKILL)
    until(lambda: not alive(guardian))
    assert brought_back(records, aino) == f"{AINO}# {CANARY} ä\n"


@pytest.mark.system("vim")
def test_a_text_piped_through_a_filter_in_vim_leaves_nothing_when_vim_is_killed(
    terminal: Callable[..., Terminal], records: Records, register: Register, aino: str
) -> None:
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.typed(APPEND + "\x1b")
    screen.type(":%!cat; kill -KILL $PPID\r")
    assert screen.end() == 5
    assert CANARY in brought_back(records, aino)


# --- nano -------------------------------------------------------------------------------------


@pytest.mark.system("nano")
def test_a_value_changed_in_nano_is_one_commit(
    terminal: Callable[..., Terminal], register: Register, aino: str
) -> None:
    before = commits(register)
    screen = terminal("edit", aino, "-e", "nano")
    screen.see("supervisee")
    screen.type(f"\x1b/# {CANARY}\r\x0f\r\x18")  # last line, typed, Ctrl-O, Enter, Ctrl-X
    assert screen.end() == 0
    assert register.read(aino).text == f"{AINO}# {CANARY}\n"
    assert commits(register) == before + 1


@pytest.mark.system("nano")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_terminating_nano_loses_no_typed_text(
    terminal: Callable[..., Terminal],
    records: Records,
    register: Register,
    aino: str,
    how: signal.Signals,
) -> None:
    screen = terminal("edit", aino, "-e", "nano")
    screen.see("supervisee")
    screen.type(f"\x1b/# {CANARY}")
    screen.see(CANARY)
    os.kill(screen.pid("nano"), how)
    assert screen.end() == 5
    assert brought_back(records, aino) == f"{AINO}# {CANARY}\n"


# --- Which editor, and how it is called -------------------------------------------------------

CODE = f"""
if '--wait' in sys.argv:
    {replacing("lomake", "sopimus")}
"""


@pytest.mark.parametrize("words", ["code", "code -r", "code --wait", "codium"])
def test_an_editor_that_would_return_at_once_is_told_to_wait(
    records: Records,
    register: Register,
    aino: str,
    tool: Tool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: str,
) -> None:
    tool(words.split()[0], CODE)
    monkeypatch.setenv("PATH", f"{tmp_path / 'tools'}:{os.environ['PATH']}")
    monkeypatch.setenv("EDITOR", words)
    assert records("edit", aino).code == 0
    assert register.read(aino).text == AINO.replace("lomake", "sopimus")


def test_an_editor_may_have_options_and_a_space_in_its_name(
    records: Records, register: Register, aino: str, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = tool(
        "my editor", "file.write_text(file.read_text('utf-8') + '# ' + sys.argv[2] + '\\n')"
    )
    monkeypatch.setenv("EDITOR", f"{shlex.quote(name)} -x '{CANARY} and more'")
    assert records("edit", aino).code == 0
    assert register.read(aino).text == f"{AINO}# {CANARY} and more\n"


def test_the_option_goes_before_visual_and_visual_before_editor(
    records: Records, register: Register, aino: str, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {name: tool(name, ADD.replace(CANARY, name)) for name in ("one", "two", "three")}
    monkeypatch.setenv("EDITOR", names["one"])
    records("edit", aino)
    monkeypatch.setenv("VISUAL", names["two"])
    records("edit", aino)
    records("edit", aino, "--editor", names["three"])
    assert register.read(aino).text == f"{AINO}# one\n# two\n# three\n"


@pytest.mark.parametrize("editor", ["no-such-editor", "/dev/null", " "])
def test_an_editor_that_does_not_exist_is_one_sentence(
    records: Records, register: Register, aino: str, editor: str
) -> None:
    ran = records("edit", aino, "--editor", editor)
    assert (ran.code, ran.out) == (2, "")
    error, hint = ran.err.splitlines()
    assert error.startswith("records: error:") and "--editor" in hint
    assert not draft(register, aino).exists()


# --- How an editor may save -------------------------------------------------------------------

NEW_INODE = f"""
new = file.with_name('new')
new.write_text(file.read_text('utf-8').replace('lomake', '{CANARY}'), 'utf-8')
new.replace(file)
(file.parent / (file.name + '~')).write_text('an older copy')
"""
WINDOWS = f"""
text = file.read_text('utf-8').replace('lomake', '{CANARY}')
file.write_bytes(b'\\xef\\xbb\\xbf' + text.replace('\\n', '\\r\\n').encode())
"""
DECOMPOSED = f"""
import unicodedata
text = file.read_text('utf-8').replace('lomake', '{CANARY}')
file.write_text(unicodedata.normalize('NFD', text), 'utf-8')
"""


@pytest.mark.parametrize("body", [NEW_INODE, WINDOWS, DECOMPOSED])
def test_whatever_way_an_editor_saves_the_same_text_is_kept(
    records: Records, register: Register, aino: str, tool: Tool, body: str
) -> None:
    assert unicodedata.normalize("NFD", AINO) != AINO
    ran = records("edit", aino, "-e", tool("editor", body))
    assert (ran.code, ran.out) == (0, f"{aino}\n")
    assert register.read(aino).text == AINO.replace("lomake", CANARY)


@pytest.mark.parametrize("body", [WINDOWS, DECOMPOSED])
def test_other_line_ends_or_letters_alone_are_no_change(
    records: Records, register: Register, aino: str, tool: Tool, body: str
) -> None:
    before = commits(register)
    assert records("edit", aino, "-e", tool("editor", body.replace(CANARY, "lomake"))).code == 0
    assert commits(register) == before


@pytest.mark.parametrize(
    "body", ["file.unlink()", "file.write_text('')", "file.write_text(' \\n')"]
)
def test_an_emptied_file_wipes_nothing(
    records: Records, register: Register, aino: str, tool: Tool, body: str
) -> None:
    before = commits(register)
    ran = records("edit", aino, "-e", tool("editor", body))
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert (commits(register), register.read(aino).text) == (before, AINO)
    assert not draft(register, aino).exists()


def test_a_text_that_was_saved_and_then_emptied_is_kept(
    records: Records, register: Register, aino: str, tool: Tool
) -> None:
    path = draft(register, aino)
    wait = f"{ADD}\nwhile not os.path.exists({str(path)!r}): time.sleep(0.01)\n"
    ran = records("edit", aino, "-e", tool("editor", f"{wait}file.write_text('')"))
    assert ran.code == 1 and "--resume" in ran.err
    assert brought_back(records, aino) == f"{AINO}# {CANARY}\n"


def test_a_text_too_large_for_a_record_is_not_lost(
    records: Records, register: Register, aino: str, tool: Tool, tmp_path: Path
) -> None:
    large = f"{ADD}file.write_text(file.read_text('utf-8') + '# {'x' * 99}\\n' * 3000, 'utf-8')"
    ran = records("edit", aino, "-e", tool("editor", large))
    assert ran.code == 1 and "--resume" in ran.err
    smaller = (
        "file.write_text(file.read_text('utf-8').replace('# " + "x" * 99 + "\\n', ''), 'utf-8')"
    )
    assert records("edit", aino, "--resume", "-e", tool("editor", smaller)).code == 0
    assert register.read(aino).text == f"{AINO}# {CANARY}\n"


def test_bytes_that_are_not_utf8_come_back_to_be_looked_at(
    records: Records, register: Register, aino: str, tool: Tool
) -> None:
    body = f"file.write_bytes(file.read_bytes() + '# {CANARY} ä\\n'.encode('latin-1'))"
    ran = records("edit", aino, "-e", tool("editor", body))
    assert ran.code == 1
    line = AINO.count("\n") + 3  # the head has two lines
    assert f"line {line}: not UTF-8 text" in ran.err
    assert brought_back(records, aino) == f"{AINO}# {CANARY} ä\n"


# --- A text with errors in it -----------------------------------------------------------------


def finnish(sentence: str, **words: object) -> str:
    """The sentence as the Finnish catalogue has it, whatever that is today."""
    known = catalogue.translation(messages.DOMAIN, messages.LOCALE, ["fi"], fallback=True)
    return known.gettext(sentence).format(**words)


WRONG = replacing("emails:", "emial:") + "\n" + replacing("signed: 2023-08-01", "signed: 1.8.2023")
RIGHT = replacing("emial:", "emails:") + "\n" + replacing("1.8.2023", "2023-08-02")
STEPS = """
step = pathlib.Path(sys.argv[0]).with_name('step')
done = int(step.read_text()) if step.exists() else 0
step.write_text(str(done + 1))
"""
LINES = AINO.splitlines()
EMAILS = next(n for n, line in enumerate(LINES, 1) if line.startswith("emails"))
SIGNED = next(n for n, line in enumerate(LINES, 1) if "signed" in line)
HEAD = 3
"""Lines above her own text: the schema and two problems."""


def said_in_finnish() -> list[str]:
    """The two errors as they stand on the screen and at the top of the file."""
    unknown = finnish("unknown field; did you mean {field}?", field="emails")
    day = finnish("write the day as {example}", example="2023-08-01")
    places = [finnish("line {line}", line=HEAD + line) for line in (EMAILS, SIGNED)]
    return [f"{places[0]}, emial: {unknown}", f"{places[1]}, contracts[0].signed: {day}"]


def test_the_catalogue_speaks_finnish_of_what_an_editor_meets() -> None:
    for sentence in ("line {line}", "write the day as {example}", "Edit again?", "no changes"):
        if (messages.LOCALE / "fi" / "LC_MESSAGES" / "records.mo").exists():
            assert finnish(sentence, line=1, example="x") != sentence.format(line=1, example="x")


@pytest.mark.parametrize("language", ["--lang", "LANG"])
def test_an_invalid_save_comes_back_with_its_errors_in_finnish_and_the_next_is_committed(
    terminal: Callable[..., Terminal],
    register: Register,
    aino: str,
    tool: Tool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    language: str,
) -> None:
    before = commits(register)
    indented = RIGHT.replace("\n", "\n    ")
    copy = "pathlib.Path(sys.argv[0]).with_name('seen').write_bytes(file.read_bytes())"
    steps = f"{STEPS}if done:\n    {copy}\n    {indented}\nelse:\n    "
    editor = tool("editor", steps + WRONG.replace("\n", "\n    "))
    if language == "LANG":
        monkeypatch.delenv("LANGUAGE")
        monkeypatch.setenv("LANG", "fi_FI.UTF-8")
        screen = terminal("edit", aino, "-e", editor)
    else:
        screen = terminal("--lang", "fi", "edit", aino, "-e", editor)
    shown = screen.see(finnish("Edit again?"))
    assert all(sentence in shown for sentence in said_in_finnish())
    screen.type("\r")
    assert screen.end() == 0
    seen = (tmp_path / "tools" / "seen").read_text("utf-8").splitlines()
    assert seen[1:HEAD] == [f"#: > {sentence}" for sentence in said_in_finnish()]
    assert seen[HEAD + EMAILS - 1].startswith("emial:") and "signed" in seen[HEAD + SIGNED - 1]
    assert register.read(aino).text == AINO.replace("signed: 2023-08-01", "signed: 2023-08-02")
    assert commits(register) == before + 1


@pytest.mark.system("vim")
def test_vim_opens_again_with_the_errors_on_top(
    terminal: Callable[..., Terminal], register: Register, aino: str
) -> None:
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.type(":%s/emails:/emial:/\r:wq\r")
    screen.see("Edit again?")
    screen.type("y\r")
    screen.see(f"#: > line {EMAILS + 2}, emial: unknown field; did you mean emails?")
    screen.see("supervisee")
    screen.type(":%s/^emial:/emails:/\r:wq\r")
    screen.see("no changes")
    assert screen.end() == 0
    assert not draft(register, aino).exists()


def test_a_declined_text_waits_and_can_be_resumed_or_dropped(
    terminal: Callable[..., Terminal], records: Records, register: Register, aino: str, tool: Tool
) -> None:
    before = commits(register)
    screen = terminal("edit", aino, "-e", tool("editor", ADD + WRONG))
    screen.see("Edit again?")
    screen.type("n\r")
    screen.see(f"records edit {aino} --resume")
    assert screen.end() == 1
    assert commits(register) == before
    again = (
        f"assert 'did you mean emails' in file.read_text('utf-8')\n{replacing('emial', 'emails')}"
    )
    resumed = records("edit", aino, "--resume", "-e", tool("again", again))
    assert resumed.code == 1 and f"line {SIGNED + 2}, contracts[0].signed" in resumed.err
    assert records("edit", "aino", "--discard").code == 0
    assert not draft(register, aino).exists()
    assert records("edit", aino, "--discard").code == 3
    assert records("edit", aino, "--resume", "-e", "true").code == 3


def test_without_a_terminal_nobody_is_asked_and_the_text_is_kept(
    records: Records, register: Register, aino: str, tool: Tool
) -> None:
    ran = records("edit", aino, "-e", tool("editor", ADD + WRONG), input="y\n")
    assert (ran.code, ran.out) == (1, "")
    assert "Edit again" not in ran.err and f"records edit {aino} --resume" in ran.err
    assert ran.err.count("did you mean emails?") == 1
    assert records("edit", aino, "--resume", "-e", tool("right", RIGHT)).code == 0
    assert CANARY in register.read(aino).text


def test_a_field_name_with_a_newline_cannot_write_into_the_text(
    records: Records, aino: str, tool: Tool, register: Register
) -> None:
    wrong = "file.write_text(file.read_text('utf-8') + '\"x\\\\nroles: []\": 1\\n', 'utf-8')"
    assert records("edit", aino, "-e", tool("editor", wrong)).code == 1
    check = "assert not any(line.startswith('roles: []') for line in file.open())\nfile.unlink()"
    ran = records("edit", aino, "--resume", "-e", tool("check", check))
    assert "came back empty" in ran.err
    assert records("edit", aino, "--discard").code == 0


# --- Somebody else changes the record meanwhile -----------------------------------------------


@pytest.fixture
def conflict(records: Records, register: Register, aino: str, tool: Tool) -> str:
    """A record whose waiting draft was made from an older version; both changed one field."""
    theirs = tool("theirs", replacing("401234567", "501234567"))
    program = [sys.executable, "-m", "heijastus_records", "--register", str(register.root)]
    words = [*program, "edit", aino, "-e", theirs]
    meanwhile = f"subprocess.run({words!r}, check=True, stdout=subprocess.DEVNULL)\n"
    ran = records("edit", aino, "-e", tool("mine", meanwhile + replacing("401234567", "451234567")))
    assert (ran.code, ran.out) == (5, "")
    assert "--resume" in ran.err and "Traceback" not in ran.err
    assert "501234567" in register.read(aino).text
    return aino


def test_a_resumed_text_never_replaces_somebody_elses_change_unseen(
    records: Records, register: Register, conflict: str
) -> None:
    before = commits(register)
    for _again in range(2):  # the draft of the draft knows of it as well
        ran = records("edit", conflict, "--resume", "-e", "true")
        assert ran.code == 1 and "#: !" in ran.err
    assert (commits(register), "501234567" in register.read(conflict).text) == (before, True)
    assert records("edit", conflict, "--discard").code == 0


def test_a_resumed_text_is_saved_when_the_lines_about_the_other_change_are_taken_away(
    records: Records, register: Register, conflict: str, tool: Tool
) -> None:
    body = """
lines = file.read_text('utf-8').split('\\n')
theirs = [line for line in lines if line.startswith('#: !')]
assert '#: ! -phones: ["+358401234567"]' in theirs, theirs
assert '#: ! +phones: ["+358501234567"]' in theirs, theirs
file.write_text('\\n'.join(line for line in lines if line not in theirs), 'utf-8')
"""
    ran = records("edit", conflict, "--resume", "-e", tool("editor", body))
    assert (ran.code, ran.out) == (0, f"{conflict}\n")
    assert register.read(conflict).text == AINO.replace("401234567", "451234567")


# --- New records ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", editing.KINDS)
def test_an_unchanged_template_makes_no_record(
    records: Records, register: Register, kind: str
) -> None:
    before = commits(register)
    ran = records("new", kind, "-e", "true")
    assert (ran.code, ran.out, register.ids(), commits(register)) == (0, "", [], before)


FILLED = {
    "person": ["given:", f"given: {CANARY}"],
    "organisation": ["name:", f"name: {CANARY} Oy"],
}


@pytest.mark.parametrize("kind", editing.KINDS)
def test_a_filled_template_is_one_record_without_the_lines_of_the_program(
    records: Records, register: Register, tool: Tool, kind: str
) -> None:
    before = commits(register)
    ran = records("new", kind, "-e", tool("editor", replacing(*FILLED[kind])))
    assert (ran.code, ran.out) == (0, f"{register.ids()[0]}\n")
    text = register.read(register.ids()[0]).text
    assert CANARY in text and "#" not in text
    assert commits(register) == before + 1


@pytest.mark.parametrize("way", ["file", "-"])
def test_a_new_record_is_taken_from_a_file_or_from_standard_input(
    records: Records, register: Register, tmp_path: Path, way: str
) -> None:
    text = f"#: of the program\n# hers\n{AINO}# {CANARY}\n"
    source = tmp_path / "tools" / "new.yaml"
    source.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    words = ["--from", str(source)] if way == "file" else ["--from", "-"]
    ran = records("new", "person", *words, input="" if way == "file" else text)
    assert (ran.code, ran.out) == (0, f"{register.ids()[0]}\n")
    assert register.read(register.ids()[0]).text == f"# hers\n{AINO}# {CANARY}\n"


def test_a_wrong_new_record_keeps_the_help_lines_and_waits_under_its_id(
    records: Records, register: Register, tool: Tool
) -> None:
    wrong = replacing("given:", f"given: {CANARY}") + "\n" + replacing("emails: []", "emial: []")
    keep = "(pathlib.Path(sys.argv[0]).with_name('seen')).write_bytes(file.read_bytes())"
    wrong = wrong.replace("emial: []", "emial: [a]")
    ran = records("new", "person", "-e", tool("editor", wrong))
    record = register.private.drafted()[0]
    assert ran.code == 1 and f"records edit {record} --resume" in ran.err
    number = int(re.findall(r"line (\d+), emial", ran.err)[0])
    assert records("new", "person", "-e", "true").code == 6  # it is not forgotten
    assert records("edit", record, "-e", "true").code == 6
    resume = f"{keep}\n{replacing('emial: [a]', 'emails: []')}"
    ran = records("edit", record[:8], "--resume", "-e", tool("resume", resume))
    assert (ran.code, ran.out, register.ids()) == (0, f"{record}\n", [record])
    assert number > 5 and register.private.drafted() == []


@pytest.mark.system("vim")
def test_the_template_stays_on_the_screen_after_a_wrong_save(
    terminal: Callable[..., Terminal], register: Register
) -> None:
    screen = terminal("new", "person", "-e", "vim")
    screen.see("roles")
    screen.type(":%s/^emails:.*/emial: [a]/\r:wq\r")
    told = screen.see("Edit again?")
    number = int(re.findall(r"line (\d+), emial", told)[0])
    screen.type("y\r")
    screen.see("roles")
    lines = on_the_table(screen.home, "records-edit-*").split("\n")
    assert lines[number - 1] == "emial: [a]" and "#: business_id:" in "\n".join(lines)
    screen.type(":cq\r")
    assert screen.end() == 5
    draft(register, register.private.drafted()[0]).unlink()


# --- The guardian -----------------------------------------------------------------------------


def test_after_a_normal_end_no_process_is_left_at_that_very_moment(
    records: Records, aino: str, tool: Tool, tmp_path: Path
) -> None:
    assert records("edit", aino, "-e", tool("editor", ADD)).code == 0
    assert processes(tmp_path) == {}


@pytest.mark.system("vim")
def test_the_guardian_is_one_process_that_holds_neither_the_terminal_nor_our_files(
    terminal: Callable[..., Terminal], aino: str
) -> None:
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    guardian = screen.pid("guardian")
    handles = Path(f"/proc/{guardian}/fd")
    until(lambda: len(list(handles.iterdir())) == 5)  # all others were given up
    stat = Path(f"/proc/{guardian}/stat").read_text().rpartition(")")[2].split()
    assert stat[4] == "0"  # no terminal
    links = {path.name: str(path.readlink()) for path in handles.iterdir()}
    assert {links[name] for name in "012"} == {"/dev/null"}
    others = [link for name, link in links.items() if name not in "012"]
    assert sorted(link.startswith("pipe:") for link in others) == [False, True]  # and the lock
    screen.type(":q\r")
    assert screen.end() == 0
    assert not alive(guardian)


def test_what_the_editor_leaves_running_does_not_hold_up_the_program(
    records: Records, aino: str, tool: Tool, tmp_path: Path
) -> None:
    stay = "subprocess.Popen(['sleep', '60'], close_fds=False, stdout=2, start_new_session=True)"
    quiet = stay.replace("stdout=2", "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL")
    assert records("edit", aino, "-e", tool("editor", f"{quiet}\n{ADD}")).code == 0
    left = processes(tmp_path)
    assert list(left.values()) == ["sleep"]
    os.kill(next(iter(left)), signal.SIGKILL)


@pytest.mark.system("vim")
def test_a_killed_guardian_does_not_stop_an_edit(
    terminal: Callable[..., Terminal], register: Register, aino: str
) -> None:
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.typed(APPEND)
    os.kill(screen.pid("guardian"), signal.SIGKILL)
    screen.type("\x1b:wq\r")
    assert screen.end() == 0
    assert CANARY in register.read(aino).text


@pytest.mark.system("vim")
def test_a_table_left_when_everything_was_killed_is_collected_by_the_next_edit(
    terminal: Callable[..., Terminal], records: Records, register: Register, aino: str
) -> None:
    other = layout.new_id("c")
    register.add({other: AINO.replace("Aino", "Bertta")}, action="new")
    screen = terminal("edit", aino, "-e", "vim")
    screen.see("supervisee")
    screen.typed(APPEND)
    pids = [screen.pid(name) for name in ("guardian", "program", "vim")]
    for pid in pids[:2]:
        os.kill(pid, signal.SIGKILL)
    until(lambda: not any(map(alive, pids[:2])))
    assert records("edit", other, "-e", "true").code == 0  # vim lives: its table is left alone
    assert tables(screen.home) and not draft(register, aino).exists()
    os.kill(pids[2], signal.SIGKILL)
    until(lambda: not alive(pids[2]))
    assert records("edit", other, "-e", "true").code == 0
    assert not tables(screen.home)
    assert records("edit", aino, "-e", "true").code == 6
    assert brought_back(records, aino) == f"{AINO}# {CANARY} ä\n"


KILL_ALL = """
children = open(f'/proc/{os.getppid()}/task/{os.getppid()}/children').read()
for pid in [*map(int, children.split()), os.getppid()]:
    if pid != os.getpid(): os.kill(pid, 9)
"""


def test_a_table_left_without_a_change_makes_no_draft(
    records: Records, register: Register, aino: str, tool: Tool, tmp_path: Path
) -> None:
    assert records("edit", aino, "-e", tool("editor", KILL_ALL)).code == -signal.SIGKILL
    until(lambda: not processes(tmp_path))
    assert tables(tmp_path / "home")
    assert records("edit", aino, "-e", "true").code == 0
    assert not draft(register, aino).exists()


def test_what_was_left_of_an_erased_record_is_removed_and_not_kept(
    records: Records, register: Register, aino: str, tool: Tool, tmp_path: Path
) -> None:
    assert records("edit", aino, "-e", tool("editor", ADD + KILL_ALL)).code == -signal.SIGKILL
    until(lambda: not processes(tmp_path))
    draft(register, aino).unlink(missing_ok=True)
    (register.root / layout.TOMBSTONES).write_text(f"- {aino}, 1, erased\n", "utf-8")
    for words in (["add", "-A"], ["commit", "-qm", "erased"]):
        subprocess.run(["git", "-C", str(register.root), *words], check=True)
    records("edit", aino, "-e", "true")
    assert not draft(register, aino).exists() and not tables(tmp_path / "home")


def test_an_empty_emergency_copy_does_not_hide_what_was_saved(
    records: Records, aino: str, tool: Tool
) -> None:
    full_disk = f"{ADD}file.with_name('unsaved.yaml').touch()\nsys.exit(1)"
    assert records("edit", aino, "-e", tool("editor", full_disk)).code == 5
    assert brought_back(records, aino) == f"{AINO}# {CANARY}\n"


def test_a_text_that_cannot_be_kept_as_a_draft_stays_on_the_table(
    records: Records, register: Register, aino: str, tool: Tool, owner: Path
) -> None:
    path = draft(register, aino)
    body = f"{ADD}pathlib.Path({str(path)!r}, 'in the way').mkdir(parents=True)\nsys.exit(1)"
    ran = records("edit", aino, "-e", tool("editor", body))
    assert ran.code != 0 and "Traceback" not in ran.err
    assert CANARY in on_the_table(owner)
    (path / "in the way").rmdir()
    path.rmdir()
    assert records("edit", aino, "-e", "true").code == 6
    assert brought_back(records, aino) == f"{AINO}# {CANARY}\n"


def test_an_interrupt_from_the_keyboard_belongs_to_the_editor(
    terminal: Callable[..., Terminal], register: Register, aino: str, tool: Tool
) -> None:
    body = f"""
import signal
caught = []
signal.signal(signal.SIGINT, lambda *_: caught.append(1))
print('ready', flush=True)
while not caught: time.sleep(0.01)
{ADD}"""
    screen = terminal("edit", aino, "-e", tool("editor", body))
    screen.see("ready")
    screen.child.sendintr()
    assert screen.end() == 0
    assert CANARY in register.read(aino).text


def test_without_a_runtime_folder_the_text_lies_in_shared_memory(
    records: Records,
    register: Register,
    aino: str,
    tool: Tool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not Path("/dev/shm").is_dir():
        pytest.skip("no shared memory here")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    check = "assert str(file).startswith('/dev/shm/records-') and not file.stat().st_mode & 63\n"
    assert records("edit", aino, "-e", tool("editor", check + ADD)).code == 0
    assert CANARY in register.read(aino).text
