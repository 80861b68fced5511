"""Five mails from file to letter, with what the program says: docs/requests.md.

    python scripts/requests_page.py [--write]

Everything is run, on the invented people of the tests, in a temporary folder. What differs from
run to run (ids, commits) stands as a word in < >.
"""

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import demo
import setting_up
from incidents import Computer, folded, show_or_write

PAGE = setting_up.PROJECT / "docs" / "requests.md"
SAMPLES = setting_up.PROJECT / "tests" / "samples" / "asiakkaat.csv"
MAILS = setting_up.PROJECT / "tests" / "mail"
SERVERS = ("  # servers: [mx.example.org]\n", "  servers: [mx.heijastus.example]\n")

HEAD = (
    "# Five mails, from the file to the letter\n\n"
    "Each was run as it stands here (`scripts/requests_page.py` writes this page, and a test"
    " compares), on the list of 300 invented people; the day is set with `RECORDS_TODAY`. The"
    " owner has named her own mail server in `register.yaml` (`requests`, `servers`): its word is"
    " the only one that is taken for who sent a mail.\n\n"
    "A mail is never believed, only proposed from: what it asks for can be put right with"
    " `--duty`, who asks with `records requests confirm`. The answer goes to the address in the"
    " register, whoever wrote.\n"
)


@dataclass(frozen=True)
class Mail:
    """One mail, the day on which it is taken in, and what is typed about it."""

    title: str
    file: str
    day: str
    intro: str
    commands: tuple[tuple[str, ...], ...]
    codes: dict[int, int] = field(default_factory=dict)
    """Which commands end otherwise than with 0."""
    end: str = ""
    letters: tuple[str, ...] = ()
    """Files that were written, to be shown."""


R = "<request>"
"""Stands for the id of the request."""

STORIES = (
    Mail(
        "A phone number has changed (Swedish)",
        "rectify-sv.eml",
        "2026-01-31",
        "Written late on a Friday; the plain month would end on a Saturday.",
        (
            ("requests", "add", "--eml", "{mail}"),
            ("rectify", "--request", R, "--set", "phones[0]=+358507654321", "--eml", "svar.eml"),
            ("requests", "close", R),
        ),
    ),
    Mail(
        "Somebody writes from another address",
        "access-from-another-address.eml",
        "2026-02-10",
        "The name is in the register, the address is not. Nothing is answered, and nothing tells"
        " whether the person is there: the letter is the same in both cases.",
        (
            ("requests", "add", "--eml", "{mail}"),
            ("access-report", "--request", R, "--eml", "vastaus.eml"),
            ("requests", "ask-id", R, "--letter", "kysymys.txt"),
        ),
        codes={1: 6},
        letters=("kysymys.txt",),
    ),
    Mail(
        "What do you hold about me?",
        "access-fi.eml",
        "2026-03-06",
        "A month later is Easter Sunday; Easter Monday is no working day either.",
        (
            ("requests", "add", "--eml", "{mail}"),
            ("access-report", "--request", R, "--eml", "vastaus.eml"),
            ("requests", "close", R),
        ),
    ),
    Mail(
        "Please erase me",
        "erasure-fi.eml",
        "2026-09-01",
        "She paid for her coaching herself: the invoices stay until their own day.",
        (
            ("requests", "add", "--eml", "{mail}"),
            ("erase", "--request", R, "--eml", "poisto.eml", "--yes"),
            ("requests", "close", R),
        ),
    ),
    Mail(
        "Send me everything, then delete it",
        "access-then-erase-en.eml",
        "2028-02-01",
        "No mail server vouches for this one, so the owner has called the number in the register"
        " before. Three commands answer it; the second one here is refused, since after the erasure"
        " there would be nothing to copy.",
        (
            ("requests", "add", "--eml", "{mail}", "--confirmed", "phone"),
            ("erase", "--request", R, "--eml", "erasure.eml", "--yes"),
            ("access-report", "--request", R, "--eml", "answer.eml"),
            ("erase", "--request", R, "--eml", "erasure.eml", "--yes"),
        ),
        codes={1: 6},
    ),
)


class Page:
    """The five mails, and the page that they make."""

    def __init__(self, folder: Path) -> None:
        self.desk = Computer(folder, "desk")
        self.lines: list[str] = []

    def tell(self) -> str:
        """Run everything and return the page."""
        self._prepare()
        for story in STORIES:
            self._tell(story)
        return HEAD + "".join(self.lines)

    def _prepare(self) -> None:
        notice = self.desk.folder / "notice.yaml"
        text = (setting_up.PROJECT / "register.yaml").read_text("utf-8")
        notice.write_text(text.replace(*SERVERS), "utf-8")
        run = self.desk.run
        run("records", "init", "register", "--no-passphrase", "--yes", "--notice", str(notice))
        run("records", "import", str(SAMPLES), "--yes")

    def _tell(self, story: Mail) -> None:
        self.lines.append(f"\n## {story.title}\n\n{story.intro}\n")
        request = ""
        for number, words in enumerate(story.commands):
            typed = [word.replace("{mail}", story.file).replace(R, request[:6]) for word in words]
            real = [self._place(word, story) for word in typed]
            said = self.desk.run(
                "records", "--as-of", story.day, *real, code=story.codes.get(number, 0)
            )
            found = re.search(r"\br-[a-z2-7]{13}\b", said)
            request = request or (found[0] if found else "")
            self._show(typed, said, story.codes.get(number, 0))
        for name in story.letters:
            text = (self.desk.folder / name).read_text("utf-8")
            self.lines.append(f"\n`{name}`:\n\n```text\n{self._masked(text)}```\n")

    def _place(self, word: str, story: Mail) -> str:
        if word == story.file:
            return str(MAILS / word)
        return str(self.desk.folder / word) if re.fullmatch(r"[a-z]+\.(eml|txt)", word) else word

    def _show(self, typed: list[str], said: str, code: int) -> None:
        lines = [part for line in self._masked(said).split("\n") for part in folded(line)]
        asked = self._masked(f"$ {demo.typed(('records', *typed))}")
        ended = [f"(ended with {code})"] if code else []
        text = "\n".join([*folded(asked), *filter(None, lines), *ended])
        self.lines.append(f"\n```console\n{text}\n```\n")

    def _masked(self, said: str) -> str:
        note = next((self.desk.folder / "home" / "state" / "records").glob("*/computer"))
        said = said.replace(note.read_text("utf-8").strip(), "<computer>")
        said = said.replace(f"{self.desk.folder}/", "")
        for pattern, mask in MASKS:
            said = re.sub(pattern, mask, said)
        return said


MASKS = (
    (r"\br-[a-z2-7]{13}\b", "<request>"),
    (r"\br-[a-z2-7]{4,6}\b", "<request>"),
    (r"\bc-[a-z2-7]{6,13}\b", "<id>"),
    (r"(?<=commit )[0-9a-f]{12}\b", "<commit>"),
)
"""What differs from run to run, and the word that stands for it."""


def page() -> str:
    """Run the five mails in a temporary folder and return the page."""
    with tempfile.TemporaryDirectory(prefix="records-requests-") as folder:
        return Page(Path(folder).resolve()).tell()


if __name__ == "__main__":
    show_or_write(page(), PAGE)
