"""A lost laptop, from the discovery to the finished notification: docs/breaches.md.

    python scripts/breach_page.py [--write]

Everything is run, on the invented people of the tests, in a temporary folder, on two computers
with a copy between them. What differs from run to run (ids, commits) stands as a word in < >.
"""

import json
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import demo
import setting_up
from incidents import Computer, folded, narrow, show_or_write

PAGE = setting_up.PROJECT / "docs" / "breaches.md"
SAMPLES = setting_up.PROJECT / "tests" / "samples" / "asiakkaat.csv"
PERSON = "jouni jokela"
"""Whose letter is shown."""

HEAD = (
    "# A lost laptop\n\n"
    "A drill, run as it stands here (`scripts/breach_page.py` writes this page, and a test"
    " compares), on the list of 300 invented people; the moment is set with `RECORDS_TODAY`. The"
    " laptop had the key without a passphrase, and a clone of the register.\n\n"
    "The law (GDPR, Articles 33 and 34): the Data Protection Ombudsman is notified within 72 hours"
    " of the moment at which you became aware of the breach, unless a risk is unlikely; the people"
    " are told where the risk is high. Hours run through nights, weekends and holidays. Whatever"
    " you decide, the reasons stay. The program takes the facts from the register, and suggests;"
    " you decide.\n\n"
    "What it cannot know: files that you wrote with `--out` or `--letter`, mails, what is on"
    " paper, and whether another computer's key has a passphrase. Say it in the reasons.\n"
)

END = (
    "\n## What stays\n\n"
    "The breach is a sealed record like the others (`records edit` opens it), in the trail with"
    " ids and names of fields only. It is kept for ten years from the day on which it became known,"
    " as long as damages can be claimed (Act 728/2003, section 7); `records breach list` shows"
    " until when. If nobody has to be notified, decide so with the reason and close it: `records"
    " breach report` then writes your own documentation (Article 33(5)).\n"
)

B = "<breach>"
"""Stands for the id of the breach."""
LAPTOP = "<laptop>"
"""Stands for what the list of copies calls the laptop."""


@dataclass(frozen=True)
class Step:
    """What is said, and what is then typed at a moment."""

    text: str
    moment: str
    commands: tuple[tuple[str, ...], ...]
    files: tuple[str, ...] = ()
    """Files that were written, to be shown."""
    most: dict[int, int] = field(default_factory=dict)
    """Of which commands only so many lines are shown."""


FIRST, SECOND = "2026-11-24 10:30", "2026-11-25 14:00"
STEPS = (
    Step(
        "The laptop was in a bag that was stolen on a train on Monday evening; on Tuesday at 9.15"
        " the bag is missed. At the desk, at once: the breach is noted, and the clock is known.",
        FIRST,
        (
            ("records", "key", "copies"),
            (
                *("records", "breach", "add", "--kind", "lost-device", "--device", LAPTOP),
                *("--aware", "2026-11-24 09:15", "--happened", "2026-11-23 18:40"),
                *("--what", "Laukku ja kannettava varastettiin junassa."),
            ),
            ("records",),
        ),
    ),
    Step(
        "The key is replaced, the laptop taken off the list, and the copy between the computers"
        " gets the new state. What the thief has copied stays open to them; what is written from"
        " now on does not.",
        FIRST,
        (
            ("records", "key", "rotate", "--compromised", "--yes"),
            ("records", "key", "copies", "--gone", LAPTOP),
            ("records", "sync"),
        ),
    ),
    Step(
        "She knows what the register does not: there was no passphrase. A risk that is not"
        " unlikely cannot go without a notification, and a high one not without letters.",
        FIRST,
        (
            (
                *("records", "breach", "decide", B, "--risk", "high", "--authority", "not"),
                *("--persons", "tell", "--reason", "Ei tunnuslausetta."),
            ),
            (
                *("records", "breach", "decide", B, "--risk", "high", "--authority", "notify"),
                *("--persons", "tell", "--reason"),
                "Kannettavan avaimella ei ollut tunnuslausetta eikä levyä ollut salattu.",
            ),
            ("records", "breach", "report", B, "--lang", "en", "--out", "first.txt"),
            (
                *("records", "breach", "note", B, "--notified", "2026-11-24 10:20"),
                *("--reference", "1234/171/2026"),
            ),
        ),
        ("first.txt",),
    ),
    Step(
        "The next day: what is likely to come of it, and what is done. A supplement has to be"
        " complete. Everybody in the register gets a letter, each in their own language; her own"
        " words stand as she typed them.",
        SECOND,
        (
            ("records", "breach", "report", B, "--lang", "en", "--out", "second.txt"),
            (
                *("records", "breach", "note", B, "--consequences"),
                "Yhteystietoja voidaan käyttää huijausviesteihin ja laskutustietoja valelaskuihin.",
                *("--measures", "Uuden kannettavan levy on salattu ja avaimella on tunnuslause."),
                *("--country", "FI"),
            ),
            ("records", "breach", "report", B, "--letters", "letters"),
            ("records", "breach", "note", B, "--told", "2026-11-25 13:50"),
            ("records", "breach", "report", B, "--lang", "en", "--out", "second.txt"),
            ("records", "breach", "note", B, "--notified", "2026-11-25 13:55"),
        ),
        ("letters/{person}.txt", "second.txt"),
        {2: 2},
    ),
    Step(
        "A month later nothing more has become known.",
        "2026-12-28 09:00",
        (
            ("records", "breach", "close", B),
            ("records", "breach", "list"),
            ("git", "log", "--format=%s", "-9"),
        ),
    ),
)


class Page:
    """The drill, and the page that it makes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk, self.laptop = Computer(folder, "desk"), Computer(folder, "laptop")
        self.breach = ""
        self.lines: list[str] = []

    def tell(self) -> str:
        """Run everything and return the page."""
        self._prepare()
        for number, step in enumerate(STEPS):
            self.lines.append(f"\n## {TITLES[number]}\n\n{step.text}\n")
            for place, words in enumerate(step.commands):
                self._type(words, step, step.most.get(place, 0))
            for name in step.files:
                self._show_file(name.replace("{person}", self.person))
        return HEAD + "".join(self.lines) + END

    def _prepare(self) -> None:
        desk, copy = self.desk, str(self.folder / "copy.git")
        desk.run("git", "init", "-q", "--bare", "-b", "main", copy)
        _do(desk, "init", "register", "--no-passphrase", "--yes")
        _do(desk, "import", str(SAMPLES), "--yes")
        desk.run("git", "remote", "add", "origin", copy)
        _do(desk, "sync")
        shutil.copy(desk.key, self.laptop.key)
        _do(self.laptop, "clone", copy, "register", "--yes")
        _do(self.laptop, "sync")
        refused = _do(desk, "sync", code=6)
        key = re.search(r"SHA256:[\w+/]+", refused)
        assert key
        _do(desk, "sync", "--trust", key[0])
        found = json.loads(_do(desk, "list", PERSON, "--json"))
        self.person = found["clients"][0]["id"]
        (desk.folder / "letters").mkdir()

    def _type(self, words: tuple[str, ...], step: Step, most: int) -> None:
        typed = [word.replace(B, self.breach[:8]) for word in words]
        real = [word.replace(LAPTOP, self._name(self.laptop)) for word in map(self._place, typed)]
        if real[0] == "records":
            real[1:1] = ["--as-of", step.moment]
        lawless = ("--authority", "not") in pairwise(words)
        code = 6 if lawless or self._is_early(words) else 0
        said = self.desk.run(*real, code=code)
        found = re.search(r"\bb-[a-z2-7]{13}\b", said)
        self.breach = self.breach or (found[0] if found else "")
        self._show(typed, said, code, most)

    def _is_early(self, words: tuple[str, ...]) -> bool:
        """Tell whether the supplement is written before it can be complete."""
        return words[-1] == "second.txt" and not [*(self.desk.folder / "letters").iterdir()]

    def _place(self, word: str) -> str:
        is_file = word == "letters" or re.fullmatch(r"[a-z]+\.(txt|pdf)", word)
        return str(self.desk.folder / word) if is_file else word

    def _show(self, typed: list[str], said: str, code: int, most: int) -> None:
        masked = self._masked(said).rstrip("\n").split("\n")
        shown = (
            [*masked[:most], f"… {len(masked) - most} more lines"]
            if 0 < most < len(masked)
            else masked
        )
        lines = [part for line in shown for part in folded(narrow(line))]
        asked = self._masked(f"$ {demo.typed(tuple(typed))}")
        ended = [f"(ended with {code})"] if code else []
        text = "\n".join([*folded(asked), *filter(None, lines), *ended])
        self.lines.append(f"\n```console\n{text}\n```\n")

    def _show_file(self, name: str) -> None:
        text = self._masked((self.desk.folder / name).read_text("utf-8"))
        self.lines.append(f"\n`{self._masked(name)}`:\n\n```text\n{text}```\n")

    def _name(self, computer: Computer) -> str:
        note = next((computer.folder / "home" / "state" / "records").glob("*/computer"))
        return note.read_text("utf-8").strip()

    def _masked(self, said: str) -> str:
        for computer in (self.desk, self.laptop):
            said = said.replace(self._name(computer), computer.name)
        said = said.replace(LAPTOP, "laptop").replace(f"{self.desk.folder}/", "")
        said = said.replace(str(self.folder), "")
        for pattern, mask in MASKS:
            said = re.sub(pattern, mask, said)
        return said


def _do(computer: Computer, *words: str, code: int = 0) -> str:
    """Do something before the drill begins, on the day of the drill."""
    return computer.run("records", "--as-of", FIRST, *words, code=code)


TITLES = (
    "Noted at once",
    "The key is replaced",
    "Decided, and notified the same morning",
    "Supplemented, and the people told",
    "Closed",
)
MASKS = (
    (r"\bb-[a-z2-7]{4,13}\b", "<breach>"),
    (r"\bc-[a-z2-7]{6,13}\b", "<id>"),
    (r"(?<=commit )[0-9a-f]{12}\b", "<commit>"),
)
"""What differs from run to run, and the word that stands for it."""


def page() -> str:
    """Run the drill in a temporary folder and return the page."""
    with tempfile.TemporaryDirectory(prefix="records-breach-") as folder:
        return Page(Path(folder).resolve()).tell()


if __name__ == "__main__":
    show_or_write(page(), PAGE)
