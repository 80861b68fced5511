"""Four bad days, each with what is typed and what the program says: docs/incidents.md.

    python scripts/incidents.py [--write]

Everything is run, on invented people, in a temporary folder; where a passphrase is asked for, at a
real terminal. What differs from run to run (ids, commits, days, keys) stands as a word in < >.
"""

import os
import re
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import demo
import pexpect
import setting_up

from heijastus_records.register import bech32, layout, vault

PAGE = setting_up.PROJECT / "docs" / "incidents.md"
STICK_WORDS = "tikku ja toinen tikku"
OWN_WORDS = "seitsemän veljestä kotona"
WRONG_WORDS = "kuusi veljestä kylässä"

AINO = """\
kind: person
name: {given: Aino, family: Esimerkki}
roles: [supervisee]
language: fi
"""

HEAD = (
    "# Four bad days\n\n"
    "Each was run as it stands here (`scripts/incidents.py` writes this page, and a test compares)."
    " What to do in all other cases: [keys.md](keys.md). The people are invented; a passphrase that"
    " is typed is not seen.\n"
)

TEXTS = {
    "lost": (
        "The key is lost",
        "The disk was replaced: the folder came back from the other copy, the key did not.",
        "The recovery copy is plugged in. Its passphrase becomes that of the key here.",
        "The copy lies where it was. Nothing has to be replaced: nobody else has had the key.",
    ),
    "forgotten": (
        "The passphrase is forgotten",
        "The key is there, but what is typed does not open it. No attempt changes anything.",
        "The copy has another passphrase. It has to open every record first; only then does it"
        " take the place of the key.",
        "Now `records key protect` gives the key a passphrase of its own again.",
    ),
    "paper": (
        "The paper copy is typed with one wrong sign",
        "The key is gone, and what is left is the sheet from the cabinet. In the third group one"
        " sign is wrong.",
        "Once more, with the third group as it stands on the paper:",
        "Typed signs are no secret from whoever stands behind you: close the door first.",
    ),
    "stolen": (
        "The laptop is stolen",
        "The laptop had the key without a passphrase. On the other computer, at once:",
        "The laptop is taken off the list of those that still have to get the new key:",
        "What is written from now on, the thief cannot read:",
        "The thief has the laptop's folder and its key. What was there on that day stays open:",
        "And if the thief gets at the other copy, what was written later does not open:",
        "Is all well on the computer that is left?",
        "It is a personal data breach: note it (`records breach add`), and tell the supervisory"
        " authority within 72 hours where it may do harm to somebody: [breaches.md](breaches.md)."
        " The laptop's signing key is one to strike out as well:"
        " take the copy between the computers to a place that the thief cannot reach.",
    ),
}


@dataclass(frozen=True)
class Typed:
    """What is answered to one question at the terminal."""

    question: str
    words: str
    seen: str | None = None
    """What a reader sees of it on the screen; nothing of a passphrase."""


class Computer:
    """A computer with a home, a key and a clone of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name, self.folder = name, folder / name
        self.register, self.key = self.folder / "register", self.folder / "key"
        self.folder.mkdir(exist_ok=True)

    def environment(self) -> dict[str, str]:
        """Return what the program sees: nothing of the user's own."""
        home = self.folder / "home"
        places = {"HOME": home, "XDG_STATE_HOME": home / "state", "XDG_RUNTIME_DIR": home / "run"}
        for place in places.values():
            place.mkdir(mode=0o700, exist_ok=True)
        settings = f"[user]\n\tname = Omistaja\n\temail = {self.name}@posti.example\n"
        (home / ".gitconfig").write_text(settings, "utf-8")
        hidden = ("GIT_", "RECORDS_", "LC_", "XDG_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        return {
            **kept,
            **{name: str(place) for name, place in places.items()},
            "LANG": "C.UTF-8",
            "LANGUAGE": "en",
            "TERM": "dumb",
            "COLUMNS": "200",
            "GIT_PAGER": "cat",
            "PYTHONPATH": str(setting_up.PROJECT),
            "RECORDS_IDENTITY": str(self.key),
        }

    def run(self, *words: str, answers: tuple[Typed, ...] = (), code: int = 0) -> str:
        """Run a command at a terminal, answer its questions, and return what stands there.

        Raises RuntimeError where it does not end as it should.
        """
        program = (
            [sys.executable, "-m", "heijastus_records"] if words[0] == "records" else words[:1]
        )
        asked = pexpect.spawn(
            program[0],
            [*program[1:], *words[1:]],
            cwd=self.register if self.register.is_dir() else self.folder,
            env=self.environment(),
            encoding="utf-8",
            timeout=60,
            dimensions=(50, 400),
            echo=False,
        )
        said = ""
        for each in answers:
            asked.expect_exact(each.question)
            said += asked.before + asked.after
            asked.sendline(each.words)
            said += "" if each.seen is None else f"{each.seen}\n"
        asked.expect(pexpect.EOF)
        said += asked.before
        asked.close()
        if asked.exitstatus != code:
            raise RuntimeError(f"{words} ended with {asked.exitstatus}, not {code}: {said}")
        return str(said).replace("\r\n", "\n")


class Story:
    """The four days, and the page that they make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Computer(folder, "desk")
        self.bag = Computer(folder, "laptop")
        self.stick = folder / "stick.age"
        self.lines: list[str] = []

    def tell(self) -> str:
        """Run everything and return the page."""
        self._prepare()
        for day in (self._lost, self._forgotten, self._paper, self._stolen):
            day()
        return HEAD + "".join(self.lines)

    def _prepare(self) -> None:
        desk = self.desk
        desk.run("git", "init", "-q", "--bare", "-b", "main", str(self.folder / "copy.git"))
        desk.run("records", "init", "register", "--no-passphrase", "--yes")
        (desk.folder / "aino.yaml").write_text(AINO, "utf-8")
        made = re.search(ID, desk.run("records", "new", "person", "--from", "../aino.yaml"))
        assert made
        self.aino = made[0]
        desk.run("git", "remote", "add", "origin", str(self.folder / "copy.git"))
        twice = (Typed("Passphrase for the file", STICK_WORDS), Typed("once more", STICK_WORDS))
        desk.run("records", "key", "export", str(self.stick), answers=twice)
        desk.run("records", "sync")
        self.groups = bech32.groups(vault.parse_epoch(desk.key.read_bytes()).key.secret)

    def _lost(self) -> None:
        texts = self._begin("lost")
        self.desk.key.unlink()
        self._show(self.desk, "records", "list", code=4)
        self._say(next(texts))
        words = ("records", "key", "import", str(self.stick))
        self._show(self.desk, *words, answers=(Typed("stick.age", STICK_WORDS),))
        self._show(self.desk, "records", "list", answers=(Typed("Passphrase", STICK_WORDS),))
        self._say(next(texts))

    def _forgotten(self) -> None:
        new = (Typed("New passphrase", OWN_WORDS), Typed("once more", OWN_WORDS))
        self.desk.run("records", "key", "protect", answers=(Typed("Passphrase", STICK_WORDS), *new))
        texts = self._begin("forgotten")
        wrong = (Typed("Passphrase", WRONG_WORDS),)
        self._show(self.desk, "records", "list", answers=wrong, code=4)
        self._say(next(texts))
        words = ("records", "key", "import", str(self.stick), "--replace")
        self._show(self.desk, *words, answers=(Typed("stick.age", STICK_WORDS),))
        self._show(self.desk, "records", "list", answers=(Typed("Passphrase", STICK_WORDS),))
        self._say(next(texts))

    def _paper(self) -> None:
        texts = self._begin("paper")
        self.desk.key.unlink()
        third = self.groups[2]
        other = "Q" if third[0] != "Q" else "P"
        typed = [*self.groups[:2], other + third[1:], *self.groups[3:]]
        words = ("records", "key", "import", "--paper", "-", "--no-passphrase")
        self._show(self.desk, *words, answers=_lines(typed), code=4)
        self._say(next(texts))
        self._show(self.desk, *words, answers=_lines(self.groups))
        self._show(self.desk, "records", "list")
        self._say(next(texts))

    def _stolen(self) -> None:
        shutil.copy(self.desk.key, self.bag.key)
        self.bag.run("records", "clone", str(self.folder / "copy.git"), "register", "--yes")
        self.bag.run("records", "sync", code=0)
        self._trust()
        texts = self._begin("stolen")
        words = ("records", "key", "rotate", "--compromised", "--yes")
        self._show(self.desk, *words, answers=(Typed("stick.age", STICK_WORDS),))
        self._say(next(texts))
        self._show(self.desk, "records", "key", "copies", "--gone", self._name(self.bag))
        self._say(next(texts))
        editor = "sed -i s/fi/sv/"
        self._show(self.desk, "records", "edit", self.aino, "--editor", editor)
        self._show(self.desk, "records", "sync")
        self._say(next(texts))
        self._show(self.bag, "records", "show", self.aino)
        self._say(next(texts))
        self._show(self.bag, "git", "pull", "-q", "--ff-only", "origin", "main")
        self._show(self.bag, "records", "show", self.aino, code=4)
        place = layout.record_path(self.aino)
        self._show(self.bag, "git", "show", "--textconv", f"HEAD:{place}")
        self._say(next(texts))
        self._show(self.desk, "records", "doctor", code=1)
        self._say(next(texts))

    def _trust(self) -> None:
        """Let the computer at the desk know the laptop's signing key."""
        refused = self.desk.run("records", "sync", code=6)
        key = re.search(r"SHA256:[\w+/]+", refused)
        assert key
        self.desk.run("records", "sync", "--trust", key[0])

    def _name(self, computer: Computer) -> str:
        note = next((computer.folder / "home" / "state" / "records").glob("*/computer"))
        return note.read_text("utf-8").strip()

    def _begin(self, day: str) -> Iterator[str]:
        title, *texts = TEXTS[day]
        self.lines.append(f"\n## {title}\n")
        self._say(texts[0])
        return iter(texts[1:])

    def _say(self, text: str) -> None:
        self.lines.append(f"\n{text}\n")

    def _show(
        self, computer: Computer, *words: str, answers: tuple[Typed, ...] = (), code: int = 0
    ) -> None:
        said = self._masked(computer.run(*words, answers=answers, code=code))
        lines = [part for line in said.split("\n") for part in folded(narrow(line))]
        typed = self._masked(f"{computer.name}$ {demo.typed(words)}")
        ended = [f"(ended with {code})"] if code else []
        text = "\n".join([*folded(typed), *filter(None, lines), *ended])
        self.lines.append(f"\n```console\n{text}\n```\n")

    def _masked(self, said: str) -> str:
        for computer in (self.desk, self.bag):
            if list((computer.folder / "home").glob("state/records/*/computer")):
                said = said.replace(self._name(computer), computer.name)
            said = said.replace(str(computer.folder), f"/{computer.name}")
        said = said.replace(str(self.folder), "")
        said = said.replace(date.today().isoformat(), "<day>")
        for pattern, mask in MASKS:
            said = re.sub(pattern, mask, said)
        return said


ID = r"\bc-[a-z2-7]{13}\b"
MASKS = (
    (r"(?m)^ /\S*…", " /stick.age"),
    (r"SHA256:[\w+/]+", "SHA256:<print>"),
    (ID, "<id>"),
    (r"\bc-[a-z2-7]{6}\b", "<id>"),
    (r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{7,40}\b", "<commit>"),
)
"""What differs from run to run, and the word that stands for it."""


def _lines(groups: list[str] | tuple[str, ...]) -> tuple[Typed, ...]:
    """Return what is typed from paper: all groups in one line, then an empty one."""
    return (Typed("ends\r\n: ", " ".join(groups), "<the groups>"), Typed(": ", "", ""))


def narrow(line: str) -> str:
    """Return a line of a table without the room that longer words would have taken."""
    return re.sub(r"─{9,}", "─" * 40, re.sub(r"(?<=\S) {3,}", "   ", line))


def folded(line: str) -> list[str]:
    """Return a line in parts of at most 80 signs."""
    return textwrap.wrap(
        line.rstrip(),
        80,
        subsequent_indent="    ",
        replace_whitespace=False,
        break_on_hyphens=False,
    )


def page() -> str:
    """Run the four days in a temporary folder and return the page."""
    with tempfile.TemporaryDirectory(prefix="records-incidents-") as folder:
        return Story(Path(folder).resolve()).tell()


def show_or_write(made: str, file: Path) -> None:
    """Show a page, or write it where --write was said."""
    if "--write" in sys.argv:
        file.write_text(made, "utf-8")
    else:
        print(made, end="")


if __name__ == "__main__":
    show_or_write(page(), PAGE)
