"""Fifteen deliberate drifts, one for each section of the notice: docs/drift.md.

    python scripts/drift_page.py [--write]

Everything is run, on one invented person, in a temporary folder: each drift is made, found by
`records validate`, and mended before the next. What differs from run to run (ids, commits) stands
as a word in < >.
"""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import demo
import setting_up
from incidents import Computer, folded, show_or_write

PAGE = setting_up.PROJECT / "docs" / "drift.md"

AINO = """\
kind: person
name: {given: Aino, family: Esimerkki}
roles: [supervisee]
emails: [aino.esimerkki@posti.example]
phones: ["+358401234567"]
language: fi
relationship: {started: 2023-08-15}
contracts:
  - {service: työnohjaus, starts: 2023-08-15, paper: "kaappi 1, kansio 3"}
consents:
  - {purpose: marketing, version: 2023-07-25, given: 2023-08-15, how: lomake}
sources:
  - {fields: [name, emails], from: orderer, day: 2023-08-01}
"""

HEAD = """\
# Fifteen drifts, one for each section of the notice

The notice is what people rely on. Where practice is something else, `records validate` says so: \
the section, what differs, and what to do. Each was run as it stands here (`scripts/drift_page.py` \
writes this page, and a test compares); each was mended before the next. `+` and `-` are lines of \
`register.yaml`, committed by `git commit -a`.

A drift is mended in practice, or in the notice. Where the text changes for its readers, it gets a \
new version: `notice: {version, updated}`, and `records notice render` writes what is to be \
published. Keys of mere practice (`hosts`, `backups`, `named`, `channels`, `kinds`, `places`, \
`inventory`) may change under one version. So may the whole notice, as long as no client is in the \
register.

Or it is acknowledged, and then it is no error, but `records notice check` shows it:

```yaml
acknowledged:
  - {drift: 9.remote.nas, reason: the device moves to Finland in January, day: "2026-11-24"}
```

`drift` is the name that `validate` gives. `register.yaml` is plain text: no names of people in \
the reason. When the drift is gone, `validate` warns until the line is taken away.
"""

Edits = tuple[tuple[str, str], ...]
"""Texts of `register.yaml`, and what they become."""

W = "<id>"
"""Stands for the id of the one client."""


@dataclass(frozen=True)
class Story:
    """One drift: how it comes about, and how it is mended."""

    section: str
    title: str
    intro: str
    name: str
    """What `validate` calls it; empty where it stops everything else."""
    edits: Edits = ()
    commands: tuple[tuple[str, ...], ...] = ()
    mending: Edits | None = None
    """None takes the edits back."""
    mended: tuple[tuple[str, ...], ...] = ()


def _version(new: str, old: str) -> tuple[str, str]:
    form = '  version: "{day}"\n  updated: "{day}"\n'
    return form.format(day=old), form.format(day=new)


PUBLISHED = "2023-07-25"
NEW, NEWER, LATER, LAST = "2026-11-24", "2026-12-01", "2027-01-07", "2027-01-08"
RELATIONSHIP = (
    "    text: {fi: Asiakassuhteen keston ajan, sv: Så länge kundförhållandet varar,"
    " en: For the duration of the client relationship}"
)
LONGER = (
    "    text: {fi: Asiakassuhteen ajan ja 2 vuotta sen jälkeen,"
    " sv: Under kundförhållandet och 2 år därefter,"
    " en: During the client relationship and 2 years after it}"
)

STORIES = (
    Story(
        "1",
        "Controller",
        "The business got a new name; letters have it, the published text does not. It is"
        " published anew.",
        "1.published",
        (
            (
                "  name: Työnohjaus- ja työhyvinvointipalvelut Heijastus\n",
                "  name: Työnohjaus Heijastus\n",
            ),
        ),
        mending=(_version(NEW, PUBLISHED),),
    ),
    Story(
        "2",
        "Contact person",
        "Somebody else answers, under the same version.",
        "2.published",
        (("  name: Mari Pynnönen\n", "  name: Maija Esimerkki\n"),),
    ),
    Story(
        "3",
        "Name of the register",
        "The register is called something else in letters.",
        "3.published",
        (("name: {fi: Asiakasrekisteri,", "name: {fi: Asiakas- ja laskutusrekisteri,"),),
    ),
    Story(
        "4",
        "Data subjects",
        "A client is a supervisee, and the notice does not name supervisees.",
        "4.role.supervisee",
        (
            (
                "subjects:\n  roles: [orderer, supervisee, coachee, contact]",
                "subjects:\n  roles: [orderer, coachee, contact]",
            ),
        ),
    ),
    Story(
        "5",
        "Purposes and legal bases",
        "A consent names words that nobody can show any more.",
        "5.wording.marketing",
        commands=(
            (
                "edit",
                W,
                "--editor",
                "sed -i 's/version: 2023-07-25/version: v2/'",
            ),
        ),
        mending=(),
        mended=(("edit", W, "--editor", "sed -i 's/version: v2/version: 2023-07-25/'"),),
    ),
    Story(
        "6",
        "Personal data",
        "The notice does not name telephone numbers; records have a field for them. Nothing can"
        " be answered from such a notice, so every command stops.",
        "",
        (
            (
                "  phone: {fi: Puhelinnumero, sv: Telefonnummer, en: Telephone number}\n",
                "",
            ),
        ),
    ),
    Story(
        "7",
        "Sources",
        "The same with a source that records may name.",
        "",
        (("  subject: {fi: Asiakas itse, sv: Kunden själv, en: The client}\n", ""),),
    ),
    Story(
        "8",
        "Disclosures",
        "Data went to an accountant; the notice says that nobody gets any. Whom it was stands in"
        " the record, not in the sentence. Named in the notice, the accountant is no drift.",
        "8.disclosure.",
        commands=(
            (
                *("disclosures", "add", W, "--to", "Tilitoimisto Esimerkki Oy"),
                *("--what", "name", "--purpose", "kirjanpito", "--when", "2026-11-24"),
            ),
        ),
        mending=(
            (
                "  named: []\n",
                "  named:\n    - {name: Tilitoimisto Esimerkki Oy, country: FI, task: {fi:"
                " kirjanpito, sv: bokföring, en: accounts}}\n",
            ),
            (
                "fi: Tietoja ei luovuteta kenellekään kolmannelle osapuolelle.",
                "fi: Tietoja luovutetaan tilitoimistolle.",
            ),
            (
                "sv: Uppgifter lämnas inte ut till någon tredje part.",
                "sv: Uppgifter lämnas ut till bokföringsbyrån.",
            ),
            (
                "en: Data are not disclosed to any third party.",
                "en: Data are disclosed to the accountant.",
            ),
            _version(NEWER, NEW),
        ),
    ),
    Story(
        "9",
        "Transfers",
        "A further copy, on a host that the notice does not know.",
        "9.remote.nas",
        commands=(("git", "remote", "add", "nas", "ssh://nas.example/asiakkaat.git"),),
        mending=(),
        mended=(("git", "remote", "remove", "nas"),),
    ),
    Story(
        "10",
        "How long",
        "The text promises another time than the one by which the program counts.",
        "10.period",
        ((RELATIONSHIP, LONGER), _version(LATER, NEWER)),
    ),
    Story(
        "11",
        "Processors",
        "A copy of the key lies with somebody whom the notice does not name.",
        "11.copies",
        commands=(
            ("key", "copies", "--add", "suljettu kuori", "--holder", "Asianajotoimisto Esimerkki"),
        ),
        mending=(),
        mended=(("key", "copies", "--gone", "suljettu kuori"),),
    ),
    Story(
        "12a",
        "Protection: paper",
        "A contract lies at home; the notice says the locked cabinet.",
        "12a.place.",
        commands=(("edit", W, "--editor", "sed -i 's/kaappi 1/keittiö/'"),),
        mending=(),
        mended=(("edit", W, "--editor", "sed -i 's/keittiö/kaappi 1/'"),),
    ),
    Story(
        "12b",
        "Protection: computers",
        "A setting of this folder lets Git run a program.",
        "12b.setting.core.sshcommand",
        commands=(("git", "config", "core.sshCommand", "/tmp/ssh"),),
        mending=(),
        mended=(("git", "config", "--unset-all", "core.sshcommand"),),
    ),
    Story(
        "13",
        "Right of access",
        "Somebody asked on the telephone. The request is valid; the notice is too narrow.",
        "13.channel.phone",
        commands=(("requests", "add", W, "--duty", "access", "--channel", "phone"),),
        mending=(("  channels: [email]", "  channels: [email, phone]"),),
    ),
    Story(
        "14",
        "Rectification and erasure",
        "The program is told to count six years, the text says ten.",
        "14.years",
        (('    years: "10"', '    years: "6"'), _version(LAST, NEWER)),
    ),
    Story(
        "15",
        "Cookies",
        "A cookie that counts visits, set before anybody has agreed.",
        "15.consent._counter",
        (
            (
                "  inventory: []",
                "  inventory:\n    - {name: _counter, domain: www.heijastus.org,"
                ' purpose: analytics, lasts: "395", consent: "no"}',
            ),
        ),
        mending=(('consent: "no"}', 'consent: "yes"}'),),
    ),
)


def _typed(words: tuple[str, ...]) -> str:
    return f"$ {demo.typed(words if words[0] == 'git' else ('records', *words))}"


class Page:
    """The fifteen drifts, and the page that they make."""

    def __init__(self, folder: Path) -> None:
        self.desk = Computer(folder, "desk")
        self.id = ""
        self.lines: list[str] = []

    def tell(self) -> str:
        """Run everything and return the page."""
        self.prepare()
        for story in STORIES:
            self.lines.append(f"\n## {story.section}. {story.title}\n\n{story.intro}\n")
            self._show_edits(story.edits)
            self.make(story)
            said = self.desk.run("records", "validate", code=1)
            self._show(*map(_typed, story.commands), "$ records validate", said)
            self._show_mending(story)
            self.mend(story)
            self.desk.run("records", "validate")
        return HEAD + "".join(self.lines)

    def prepare(self) -> None:
        """Make a register with one client, and a copy of its key."""
        (self.desk.folder / "aino.yaml").write_text(AINO, "utf-8")
        copy = str(self.desk.folder / "copy")
        init = ("init", "register", "--no-passphrase", "--yes", "--recovery-copy", copy)
        self.desk.run("records", *init)
        said = self.desk.run("records", "new", "person", "--from", str(self.desk.folder / AINO_AT))
        found = re.search(r"\bc-[a-z2-7]{13}\b", said)
        self.id = found[0] if found else ""

    def make(self, story: Story) -> None:
        """Let a drift come about."""
        self._edit(story.edits)
        for words in story.commands:
            self._run(words)

    def mend(self, story: Story) -> None:
        """Let the drift be gone."""
        back = tuple((new, old) for old, new in story.edits)
        self._edit(back if story.mending is None else story.mending)
        for words in story.mended:
            self._run(words)

    def _run(self, words: tuple[str, ...]) -> None:
        real = [self.id if word == W else word for word in words]
        self.desk.run(*(() if words[0] == "git" else ("records",)), *real)

    def _edit(self, edits: Edits) -> None:
        if not edits:
            return
        notice = self.desk.register / "register.yaml"
        text = notice.read_text("utf-8")
        for old, new in edits:
            if text.count(old) != 1 and old:
                raise RuntimeError(f"register.yaml does not have once: {old}")
            text = text.replace(old, new) if old else self._put_back(text, new)
        notice.write_text(text, "utf-8")
        self.desk.run("git", "commit", "-qam", "notice")

    def _put_back(self, text: str, line: str) -> str:
        """Put a line back that was taken out whole: under its heading."""
        heading = "categories:\n" if "Puhelin" in line else "sources:\n"
        return text.replace(f"\n{heading}", f"\n{heading}{line}", 1)

    def _show_edits(self, edits: Edits) -> None:
        if edits:
            lines = [
                f"{sign}{line}"
                for old, new in edits
                for sign, part in (("-", old), ("+", new))
                for line in part.strip("\n").split("\n")
                if line
            ]
            text = "\n".join(lines)
            self.lines.append(f"\n```diff\n{text}\n```\n")

    def _show_mending(self, story: Story) -> None:
        if story.mending is None:
            self.lines.append("\nMended by putting it back.\n")
            return
        self.lines.append("\nMended:\n")
        self._show_edits(story.mending)
        if story.mended:
            self._show(*map(_typed, story.mended))

    def _show(self, *told: str) -> None:
        lines = [line for each in told for line in self._masked(each).split("\n")]
        text = "\n".join(part for line in lines if line.strip() for part in folded(line))
        self.lines.append(f"\n```console\n{text}\n```\n")

    def _masked(self, said: str) -> str:
        said = said.replace(f"{self.desk.folder}/", "")
        for pattern, mask in MASKS:
            said = re.sub(pattern, mask, said)
        return said


AINO_AT = "aino.yaml"

MASKS = (
    (r"\br-[a-z2-7]{13}\b", "<request>"),
    (r"\bc-[a-z2-7]{13}\b", "<id>"),
    (r"(?<=commit )[0-9a-f]{12}\b", "<commit>"),
)
"""What differs from run to run, and the word that stands for it."""


def page() -> str:
    """Run the fifteen drifts in a temporary folder and return the page."""
    with tempfile.TemporaryDirectory(prefix="records-drift-") as folder:
        return Page(Path(folder).resolve()).tell()


if __name__ == "__main__":
    show_or_write(page(), PAGE)
