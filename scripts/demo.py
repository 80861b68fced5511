"""The program at work on a copy of the example register, before your eyes.

    python3 scripts/demo.py [--lang fi] [--keep]

Nothing of yours is read or changed: the copy, its history, its key and the program's own folders
lie in a temporary folder, which is removed at the end unless you say --keep.
"""

import argparse
import contextlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import setting_up

WIDTH = 80
WHO = "paivi.nakkalajarvi@mallikyla.example"
RECORD = "c-6aw24yqxhgupy"
NAME = "Näkkäläjärvi"
ROLE = {"en": "supervisee", "fi": "ohjattava"}
IDENTITY = "example-identity.txt"
FIELDS = "Records-Fields: kind, name, roles, emails, relationship, sources"
COPIED = (".gitattributes", "register.yaml", "schemas", "records")

EDITOR = """\
# Stands in for a person at the keyboard: adds one line to the text.
import pathlib, sys

field, file = sys.argv[1], pathlib.Path(sys.argv[2])
text = file.read_text("utf-8").replace("langauge: sv\\n", "")
file.write_text(text + f"{field}: sv\\n", "utf-8")
"""

TEXTS = {
    "en": {
        "start": "This shows the program at work on seven invented clients: about 10 seconds"
        " (the first time a minute more, to install it).",
        "copy": "The example register is copied to {folder} and gets a history of its own. Its key"
        " lies beside it, never in it: whoever has only the folder can read nothing.",
        "files": "What Git holds: file names are random ids. A name in a path could never be"
        " erased again.",
        "validate": "Is everything in order? Every file is opened, every field is checked against"
        " the schema and the published privacy notice.",
        "query": "Who is in work counselling now? Questions are answered from the sealed files;"
        " there is no second copy of the data to forget.",
        "report": "Päivi asks what is held about her. The whole answer of Article 15 is one"
        " command, and it refuses to finish while one point is empty.",
        "shortened": "[{count} more lines; their headings:]",
        "editor": "She wants her letters in Swedish. In daily use your own editor opens; here a"
        " little script types instead:",
        "wrong": "First with a slip of the pen. What is wrong is not saved, but what was typed is"
        " not lost either:",
        "right": "Then the right word. Valid and different: sealed and committed in one step.",
        "show": "The text stays as it was typed, with its order and its comments.",
        "log": "The history is the trail: who, when, which record, which fields. Never a value.",
        "grep": "Is her name anywhere in Git? Not in a file, and not in any object of the whole"
        " history:",
        "control": "The same search does find the id of her record, so it looked properly:",
        "found": "With the key her name is found, and only with the key. That is what an erasure"
        " builds on: destroy the key of one record, and every old copy of it is unreadable.",
        "retention": "What has been held long enough? Every value has its own day, an invoice that"
        " of its financial year. Nothing goes before its time, nothing is forgotten after it.",
        "erase": "She asks to be erased. First comes the plan, then the act: everybody else gets a"
        " new key, the old one is destroyed, and a fresh process tries that nothing opens.",
        "gone": "She is not in the register any more.",
        "old": "The old commits are all there, hash by hash, and her sealed file is in them. No key"
        " is left that opens it.",
        "nothing": "(nothing found)",
        "end": "That was all, in {seconds:.0f} seconds. Next: the README.",
        "kept": "Kept: {folder}",
        "failed": "This step should have ended with {wanted}, not {code}: please report it.",
    },
    "fi": {
        "start": "Näet ohjelman työssä, rekisterissä on seitsemän keksittyä asiakasta. Kestää noin"
        " 10 sekuntia (ensimmäisellä kerralla minuutin enemmän, kun ohjelma asennetaan).",
        "copy": "Esimerkkirekisteri kopioidaan kansioon {folder} ja saa oman historian. Avain on"
        " sen vieressä, ei koskaan sen sisällä: pelkällä kansiolla ei voi lukea mitään.",
        "files": "Tämän Git näkee: tiedostojen nimet ovat arvottuja tunnuksia. Polkuun kirjoitettua"
        " nimeä ei voisi enää koskaan poistaa.",
        "validate": "Onko kaikki kunnossa? Jokainen tiedosto avataan ja jokaista kenttää verrataan"
        " skeemaan ja julkaistuun tietosuojaselosteeseen.",
        "query": "Kuka on nyt työnohjauksessa? Vastaus luetaan salatuista tiedostoista: tiedoista"
        " ei ole toista kopiota, joka voisi unohtua.",
        "report": "Päivi kysyy, mitä hänestä on rekisterissä. Koko 15 artiklan vastaus on yksi"
        " komento, eikä se valmistu, jos yksikin kohta on tyhjä.",
        "shortened": "[vielä {count} riviä; niiden otsikot:]",
        "editor": "Hän haluaa kirjeensä ruotsiksi. Arjessa avautuu oma tekstieditorisi; tässä sen"
        " sijasta kirjoittaa pieni skripti:",
        "wrong": "Ensin kirjoitusvirhe. Virheellistä ei tallenneta, mutta kirjoitettu ei myöskään"
        " katoa:",
        "right": "Sitten oikein. Kelvollinen ja muuttunut salataan ja viedään historiaan kerralla.",
        "show": "Teksti säilyy niin kuin se kirjoitettiin, järjestyksineen ja kommentteineen.",
        "log": "Historia on muutosloki: kuka, milloin, mikä tietue, mitkä kentät. Ei yhtään arvoa.",
        "grep": "Onko hänen nimensä jossain Gitissä? Ei tiedostoissa eikä missään historian"
        " objektissa:",
        "control": "Sama haku löytää kyllä hänen tietueensa tunnuksen, joten haku toimii:",
        "found": "Avaimella nimi löytyy, ja vain avaimella. Siihen poisto perustuu: kun yhden"
        " tietueen avain tuhotaan, sen jokainen vanha kopio on lukukelvoton.",
        "retention": "Mitä on säilytetty tarpeeksi kauan? Jokaisella tiedolla on oma päivänsä,"
        " laskulla tilikautensa mukainen. Mitään ei poisteta liian aikaisin eikä unohdeta.",
        "erase": "Hän pyytää poistamaan tietonsa. Ensin suunnitelma, sitten poisto: kaikki muut"
        " saavat uuden avaimen, vanha tuhotaan, ja erillinen prosessi kokeilee, ettei mikään"
        " aukea.",
        "gone": "Hän ei ole enää rekisterissä.",
        "old": "Vanhat versiot ovat historiassa tiiviste tiivisteeltä, ja hänen salattu tiedostonsa"
        " on niissä. Avainta, joka sen avaisi, ei enää ole.",
        "nothing": "(ei löytynyt mitään)",
        "end": "Siinä kaikki, {seconds:.0f} sekuntia. Seuraavaksi: README.",
        "kept": "Jätettiin: {folder}",
        "failed": "Tämän vaiheen piti päättyä koodiin {wanted}, ei {code}: kerro siitä meille.",
    },
}


def main(words: list[str]) -> int:
    """Set up, show everything, clean up, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--lang", choices=sorted(TEXTS), default="en", help="language")
    parser.add_argument("--keep", action="store_true", help="keep the temporary folder")
    given = parser.parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    print(wrapped(TEXTS[given.lang]["start"]), flush=True)
    python = setting_up.environment()
    with workplace(given.keep) as folder:
        code = show(folder, python, given.lang)
        if given.keep:
            print(TEXTS[given.lang]["kept"].format(folder=folder))
    return code


@contextlib.contextmanager
def workplace(keep: bool) -> Iterator[Path]:
    """Make the temporary folder; it goes away at the end unless it is to be kept."""
    if keep:
        yield Path(tempfile.mkdtemp(prefix="records-demo-"))
        return
    with tempfile.TemporaryDirectory(prefix="records-demo-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def show(folder: Path, python: Path, language: str) -> int:
    """Run all steps with the programs beside `python`; return the exit code."""
    start = time.perf_counter()
    stage = Stage(folder, python, language)
    stage.prepare()
    try:
        stage.play()
    except Unexpected as error:
        print(stage.texts["failed"].format(wanted=error.wanted, code=error.code))
        return 1
    print("\n" + wrapped(stage.texts["end"].format(seconds=time.perf_counter() - start)))
    return 0


class Unexpected(Exception):
    """A command did not end as it should."""

    def __init__(self, code: int, wanted: int) -> None:
        super().__init__(code, wanted)
        self.code, self.wanted = code, wanted


class Stage:
    """A copy of the example in a folder, and the commands that are run in it."""

    def __init__(self, folder: Path, python: Path, language: str) -> None:
        self.register = folder / "register"
        self.texts = TEXTS[language]
        self._folder = folder
        self._language = language
        self._environment = environment(folder, python.parent, language)

    def prepare(self) -> None:
        """Copy the example, put its key beside it, and give it a history of its own."""
        self.register.mkdir()
        for name in COPIED:
            source, target = setting_up.PROJECT / name, self.register / name
            shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
        shutil.copy(setting_up.PROJECT / IDENTITY, self._folder / IDENTITY)
        (self._folder / "editor.py").write_text(EDITOR, "utf-8")
        self._call("git", "init", "--quiet", "--initial-branch=main")
        self._call("git", "config", "core.autocrlf", "false")
        self._call("git", "add", ".")
        who = ("-c", "user.name=Mari Pynnönen", "-c", "user.email=mari.pynnonen@heijastus.org")
        self._call("git", *who, "commit", "--quiet", f"--message={first_message(self.register)}")

    def play(self) -> None:
        """Run the steps, each with one sentence on why it matters. Raises Unexpected."""
        self.say("copy", folder=self._folder)
        print(f"\n$ export RECORDS_IDENTITY=../{IDENTITY}")
        self.step("files", "git", "ls-files", "records")
        self.step("validate", "records", "validate")
        fields = "id,name,relationship.started"
        self.step("query", "records", "query", "--role", ROLE[self._language], "--fields", fields)
        report = ("records", "access-report", WHO, "--lang", self._language)
        self.step("report", *report, most=46)
        self.step("editor", "cat", "../editor.py")
        sitting = ("records", "edit", RECORD[:6], "--editor")
        self.step("wrong", *sitting, "python ../editor.py langauge", wanted=1)
        self.step("right", *sitting, "python ../editor.py language", "--resume")
        self.step("show", "records", "show", RECORD[:6])
        self.step("log", "git", "log", "-1")
        self.step("grep", "git", "grep", "--text", "--count", NAME, "HEAD", wanted=1)
        self.search(NAME)
        self.say("control")
        self.search(RECORD)
        self.step("found", "records", "query", "--text", NAME, "--fields", "id,name")
        self.step("retention", "records", "retention")
        self.step("erase", "records", "erase", RECORD[:6], "--yes")
        self.step("gone", "records", "show", RECORD[:6], wanted=3)
        self.step("old", "git", "ls-tree", "HEAD~2", f"records/clients/{RECORD}.yaml.age")

    def say(self, step: str, **words: object) -> None:
        """Print the sentence of a step."""
        print("\n" + wrapped("# " + self.texts[step].format(**words), "# "), flush=True)

    def step(self, step: str, *words: str, wanted: int = 0, most: int = 0) -> None:
        """Print why, the command as it is typed, and what it answers. Raises Unexpected."""
        self.say(step)
        print(f"$ {typed(words)}", flush=True)
        code, said = self._answer(*words)
        for line in shown(said or self.texts["nothing"], most, self.texts["shortened"]):
            print(f"  {line}".rstrip())
        if code != wanted:
            raise Unexpected(code, wanted)

    def search(self, words: str) -> None:
        """Count the lines of all objects of the whole history that hold some words."""
        objects = ("git", "cat-file", "--batch-all-objects", "--batch")
        print(f"$ {typed(objects)} | grep --text --count {words}", flush=True)
        lines = self._call(*objects).stdout.split(b"\n")
        print(f"  {sum(words.encode() in line for line in lines)}")

    def _answer(self, *words: str) -> tuple[int, str]:
        if words[0] == "cat":  # Windows has none
            return 0, (self.register / words[1]).read_text("utf-8")
        done = self._call(*words, check=False)
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def _call(
        self, name: str, *words: str, check: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        program = shutil.which(name, path=self._environment["PATH"]) or name
        return subprocess.run(
            [program, *words],
            cwd=self.register,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=check,
        )


def environment(folder: Path, programs: Path, language: str) -> dict[str, str]:
    """Return the environment of the commands: the user's own folders and settings stay out."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "RECORDS_", "LC_", "XDG_"))
    }
    home = folder / "home"
    places = {"XDG_STATE_HOME": home / "state", "XDG_RUNTIME_DIR": home / "run"}
    for place in (home, *places.values()):
        place.mkdir(mode=0o700)
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        places[name] = home
    return {
        **kept,
        **{name: str(place) for name, place in places.items()},
        "PATH": os.pathsep.join([str(programs), os.environ.get("PATH", "")]),
        "LANGUAGE": language,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_PAGER": "cat",
        "RECORDS_IDENTITY": str(Path("..") / IDENTITY),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
    }


def first_message(register: Path) -> str:
    """Return the message that an import of the example's clients would have left."""
    ids = sorted(path.name.partition(".")[0] for path in register.glob("records/clients/*.age"))
    trailers = ["Records-Action: import", *(f"Records-Id: {each}" for each in ids)]
    return "\n".join([f"import {len(ids)}", "", *trailers, FIELDS])


def typed(words: tuple[str, ...]) -> str:
    """Return a command as it is typed."""
    return " ".join(f'"{word}"' if " " in word else word for word in words)


def shown(said: str, most: int, shortened: str) -> list[str]:
    """Return the lines of an answer: tables in columns, long lines folded, the rest left out."""
    lines = [part for line in columns(said.rstrip("\n").split("\n")) for part in folded(line)]
    if not most or len(lines) <= most:
        return lines
    rest = lines[most:]
    heads = [f"  {line}" for line, under in itertools.pairwise(rest) if is_rule(under)]
    return [*lines[:most], shortened.format(count=len(rest)), *heads]


def is_rule(line: str) -> bool:
    """Tell whether a line underlines a heading."""
    return len(line) > 3 and set(line) <= {"-"}


def columns(lines: list[str]) -> list[str]:
    """Return lines whose cells are separated by tabs with the cells below each other."""
    rows = [line.split("\t") for line in lines if "\t" in line]
    if not rows:
        return lines
    count = max(map(len, rows))
    widths = [max(len(row[place]) for row in rows if place < len(row)) for place in range(count)]
    return [
        "  ".join(f"{cell:{width}}" for cell, width in zip(line.split("\t"), widths, strict=False))
        if "\t" in line
        else line
        for line in lines
    ]


def folded(line: str) -> list[str]:
    """Return a line in parts that fit the width."""
    return textwrap.wrap(
        line.rstrip(), WIDTH - 2, subsequent_indent="    ", replace_whitespace=False
    ) or [""]


def wrapped(text: str, indent: str = "") -> str:
    """Return a text of ours at its width."""
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_long_words=False)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
