"""What the program is measured against: the same work done bare, on the same invented data.

Each comparison is two functions that do the same job. The bare one is what the job costs without
anything that the program adds: no checks, no history, no care for what is damaged.
"""

import csv
import io
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyrage
import setting_up
import yaml

from heijastus_records.cli.root import COMMANDS
from heijastus_records.exchange import client_list
from heijastus_records.law import client
from heijastus_records.register import document, founding, layout, vault
from heijastus_records.register.register import Register
from heijastus_records.rights import access, erase, erasing, intake

SEED = 20261122
TODAY = date(2026, 11, 22)
ROWS = 300
"""Rows of the client list that is imported."""

EDITS = 1000
"""Edits whose growth is measured."""

MANY = 10
"""So many times more clients are in the register in which an erasure has a bar to meet."""

GIVEN = ("Aino", "Päivi", "Ole", "Åke", "Šárka", "Väinö", "Tuulikki", "Björn", "Eeva", "Onni")
FAMILY = ("Esimerkki", "Näkkäläjärvi", "Ødegård", "Söderlund", "Žižková", "Kuvitteellinen", "Malli")
SERVICES = ("työnohjaus", "ryhmätyönohjaus", "valmennus", "työhyvinvointipäivä")
SCHEDULES = ("joka toinen tiistai 9–11", "kuukauden 1. torstai 13–15", "sopimuksen mukaan")

Work = Callable[[], object]
"""One job, done once."""

Prepare = Callable[[], tuple[Work, Work]]
"""Gets everything ready for one round; the two jobs come back, ours first."""


@dataclass(frozen=True)
class Comparison:
    """One job of the program beside the same job done bare."""

    name: str
    about: str
    bar: float | None
    """Highest ratio that is good enough; None where there is no bar yet."""
    prepare: Prepare
    sizes: Callable[[], tuple[float, float]] | None = None
    """Measures two sizes, in bytes, in place of times."""


def comparisons(folder: Path, clients: int, only: str) -> list[Comparison]:
    """Return what is to be compared, with its data ready in `folder`."""
    keep_out(folder / "home")
    found = []
    if only in ("", "scan"):
        found.append(scan(folder / "scan", clients))
    if only in ("", "import"):
        found.append(importing(folder / "import"))
    for form in ("html", "pdf"):
        if only in ("", form):
            found.append(a_letter(folder / form, form))
    if only in ("", "staged"):
        found.append(staged(folder / "staged"))
    if only in ("", "plan", "erase"):
        found += erasing_one(folder / "erase", clients, None, only)
        found += erasing_one(folder / "erase-many", MANY * clients, 1.2, only)
    if only in ("", "growth"):
        found.append(growth(folder / "growth"))
    if only in ("", "epoch"):
        found.append(erasure_growth(folder / "epoch", clients))
    if only in ("", "help"):
        found.append(help_page(folder / "help"))
    return found


def keep_out(home: Path) -> None:
    """Give this process a home of its own: nothing of the user's is read or changed."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "RECORDS_"))]:
        del os.environ[name]
    places = {"HOME": home, "XDG_STATE_HOME": home / "state", "XDG_RUNTIME_DIR": home / "run"}
    for name, place in places.items():
        place.mkdir(mode=0o700)
        os.environ[name] = str(place)


# --- scan: reading every client ---------------------------------------------------------------


def scan(folder: Path, clients: int) -> Comparison:
    """Compare the reading of all clients of a register."""
    folder.mkdir()
    identity = folder / "identity"
    root = folder / "register"
    register = founding.found(founding.Plan(root, TODAY, identity))
    register.add(texts(clients), action="import")
    secret = identity.read_text("ascii").splitlines()[1]

    def ours() -> object:
        return [record.data for record in Register.open(root, identity).records()]

    def bare() -> object:
        return read_all(root, secret)

    about = f"open, decrypt and parse {clients} clients"
    return Comparison("scan", about, 1.5, lambda: (ours, bare))


def read_all(root: Path, secret: str) -> list[object]:
    """Read all clients in one loop: unwrap the key, decrypt, parse. Nothing is checked."""
    epoch = pyrage.x25519.Identity.from_str(secret)
    found: list[object] = []
    for path in sorted((root / "records" / "clients").iterdir()):
        name = path.name.removesuffix(".yaml.age")
        wrapped = (root / "records" / "keys" / f"{name}.age").read_bytes()
        line = pyrage.decrypt(wrapped, [epoch]).decode().split("\n")[1]
        key = pyrage.x25519.Identity.from_str(line)
        text = pyrage.decrypt(path.read_bytes(), [key]).partition(b"\n")[2]
        found.append(yaml.load(text, yaml.CSafeLoader))
    return found


def texts(count: int) -> dict[str, str]:
    """Return the texts of invented clients by id: one in ten is an organisation."""
    chance = random.Random(SEED)
    ids = ["c-" + "".join(chance.choices("abcdefghijklmnopqrstuvwxyz234567", k=13))]
    while len(ids) < count:
        ids.append("c-" + "".join(chance.choices("abcdefghijklmnopqrstuvwxyz234567", k=13)))
    found = {}
    for place, each in enumerate(ids):
        organisation = ids[place - place % 10]
        found[each] = person(chance, place, organisation) if place % 10 else company(chance, place)
    return found


def company(chance: random.Random, place: int) -> str:
    """Return the text of an invented organisation."""
    business = business_id(place)
    return f"""\
# Tilaaja {place}
kind: organisation
roles: [orderer]
name: Kuvitteellinen {place} Oy
business_id: {business}
emails: [toimisto@kuvitteellinen-{place}.example]
{relationship(chance)}
billing:
  method: e-invoice
  address: {{street: Esimerkkikatu {place}, postal_code: "00100", city: Helsinki}}
  einvoice_address: "0037{business.replace("-", "")}"
  operator_id: "003721291126"
  terms: 14 pv netto
{invoices(chance, 12)}
sources:
  - {{fields: [name, business_id, emails, billing], from: orderer}}
"""


def person(chance: random.Random, place: int, organisation: str) -> str:
    """Return the text of an invented person, about 40 lines long."""
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    start = day(chance)
    return f"""\
# Tuli tilaajan kautta
kind: person
name: {{given: {given}, family: {family}-{place}}}
roles: [supervisee]
emails:
  - henkilo-{place}@kuvitteellinen.example   # kirjoittaa mieluummin
phones: ["+4670174{chance.randint(605, 699):04}"]
language: fi
organisations:
  - {{id: {organisation}, role: supervisee, from: {start}}}
{relationship(chance)}
billing:
  method: email
  address:
    street: Keksitty kuja {place}
    postal_code: "33100"
    city: Tampere
  terms: 14 pv netto
{invoices(chance, 8)}
consents:
  - purpose: marketing
    version: "2023-07-25"
    given: {start}
    how: lomake
sources:
  - {{fields: [name, emails, organisations], from: orderer, day: {start}}}
  - {{fields: [phones, billing, consents], from: subject}}
"""


def relationship(chance: random.Random) -> str:
    """Return the lines of a relationship and its contract."""
    start = day(chance)
    return f"""\
relationship: {{started: {start}}}
contracts:
  - number: S-{start[:4]}-{chance.randint(1, 99):02}
    service: {chance.choice(SERVICES)}
    signed: {start}
    starts: {start}
    schedule: {chance.choice(SCHEDULES)}
    place: tilaajan tiloissa"""


def invoices(chance: random.Random, most: int) -> str:
    """Return the lines of some invoices."""
    lines = ["invoices:"]
    for number in range(1, chance.randint(2, most)):
        when = day(chance)
        about = (
            f"number: {when[:4]}-{number:03}, date: {when}, amount: {chance.randint(80, 1500)}.00"
        )
        lines.append(f"  - {{{about}, currency: EUR, status: paid}}")
    return "\n".join(lines)


def day(chance: random.Random) -> str:
    """Return a day of the last ten years."""
    return (TODAY - timedelta(days=chance.randint(30, 3650))).isoformat()


def business_id(place: int) -> str:
    """Return the next business id from 9900001 on that has a check digit."""
    number = 9900001 + place * 2
    while True:
        weights = zip((7, 9, 10, 5, 8, 4, 2), str(number), strict=True)
        rest = sum(weight * int(digit) for weight, digit in weights) % 11
        if rest != 1:
            return f"{number}-{(11 - rest) % 11}"
        number += 1


# --- import: taking in a client list ----------------------------------------------------------


def importing(folder: Path) -> Comparison:
    """Compare the taking in of a client list into an empty register."""
    folder.mkdir()
    content = spreadsheet(ROWS)
    rounds = iter(range(1_000_000))

    def prepare() -> tuple[Work, Work]:
        here = folder / str(next(rounds))
        here.mkdir()
        plan = founding.Plan(here / "register", TODAY, here / "identity")
        register = founding.found(plan)
        subprocess.run(["git", "init", "--quiet", "--bare", str(here / "bare")], check=True)
        key = pyrage.x25519.Identity.generate().to_public()

        def ours() -> object:
            return intake.carry_out(register, intake.plan(register, content))

        return ours, lambda: take_in(here / "bare", content, key)

    about = f"read a list of {ROWS} rows, seal it, commit it durably"
    return Comparison("import", about, None, prepare)


def take_in(repository: Path, content: bytes, epoch: pyrage.x25519.Recipient) -> None:
    """Read the rows, seal each with a key of its own, and commit all at once. No check is made."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8")), delimiter=";")
    files: dict[str, bytes] = {}
    for place, row in enumerate(rows):
        key = pyrage.x25519.Identity.generate()
        text = "".join(f"{name}: {value}\n" for name, value in row.items()).encode()
        files[f"records/clients/{place}"] = pyrage.encrypt(text, [key.to_public()])
        files[f"records/keys/{place}"] = pyrage.encrypt(f"{key}\n".encode(), [epoch])
    commit_all(repository, files)


def commit_all(repository: Path, files: dict[str, bytes]) -> None:
    """Commit files in one durable pack; with no parent: each time a history of its own."""
    parts = [b"reset refs/heads/main\n\n"]
    parts += [b"commit refs/heads/main\ncommitter a <a@b.example> 1800000000 +0000\ndata 0\n"]
    for path, sealed in files.items():
        parts.append(f"M 100644 inline {path}\ndata {len(sealed)}\n".encode() + sealed + b"\n")
    durable = ["-c", "core.fsync=all", "-c", "core.fsyncMethod=fsync"]
    words = ["git", *durable, "-C", str(repository), "fast-import", "--quiet", "--force"]
    subprocess.run(words, input=b"".join(parts), check=True)


def spreadsheet(count: int) -> bytes:
    """Return an invented client list of some rows, as a spreadsheet saves it."""
    chance = random.Random(SEED)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(client_list.FIELDS), delimiter=";", restval="")
    writer.writeheader()
    for place in range(count):
        start = finnish(day(chance))
        row = {
            "Palvelu": chance.choice(SERVICES),
            "Sopimus alkoi": start,
            "Aikataulu": chance.choice(SCHEDULES),
            "Paikka": "tilaajan tiloissa",
            "Katuosoite": f"Esimerkkikatu {place}",
            "Postinumero": "00100",
            "Postitoimipaikka": "Helsinki",
            "Laskut": f"{start[-4:]}-{place:03} {start} {chance.randint(80, 999)},00",
        }
        writer.writerow({**row, **(buyer(place) if place % 10 == 0 else private(chance, place))})
    return out.getvalue().encode("utf-8")


def buyer(place: int) -> dict[str, str]:
    """Return the cells of an organisation."""
    business = business_id(place)
    return {
        "Tyyppi": "organisaatio",
        "Yritys": f"Kuvitteellinen {place} Oy",
        "Y-tunnus": business,
        "Sähköposti": f"laskut@kuvitteellinen-{place}.example",
        "Rooli": "tilaaja",
        "Verkkolaskuosoite": f"0037{business.replace('-', '')}",
        "Välittäjätunnus": "003721291126",
        "Lähde": "tilaaja itse",
    }


def private(chance: random.Random, place: int) -> dict[str, str]:
    """Return the cells of a person."""
    return {
        "Tyyppi": "henkilö",
        "Etunimi": chance.choice(GIVEN),
        "Sukunimi": f"{chance.choice(FAMILY)}-{letters(place)}",
        "Sähköposti": f"henkilo-{place}@posti.example",
        "Rooli": "ohjattava",
        "Lähde": "asiakas itse",
    }


def letters(number: int) -> str:
    """Return a number in letters: a name has no digits."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def finnish(iso: str) -> str:
    """Return a day as it is written in Finland."""
    found = date.fromisoformat(iso)
    return f"{found.day}.{found.month}.{found.year}"


# --- html, pdf: the letter ------------------------------------------------------------------


def a_letter(folder: Path, form: str) -> Comparison:
    """Compare the rendering of an access report as a letter with the same report as JSON."""
    folder.mkdir()
    plan = founding.Plan(folder / "register", TODAY, folder / "identity")
    register = founding.found(plan)
    register.add(texts(20), action="import")
    people = [record for record in register.records() if client.is_person(record.data)]
    longest = max(people, key=lambda record: len(record.text))
    found = access.answer(register, longest, TODAY)

    def ours() -> object:
        return found.form(form, "fi", TODAY)

    def bare() -> object:
        return found.form("json", "fi", TODAY)

    return Comparison(
        form, f"render one access report as {form}; bare: as JSON", None, lambda: (ours, bare)
    )


# --- staged: the check of a commit by hand ----------------------------------------------------


def staged(folder: Path) -> Comparison:
    """Compare whole processes: the check of one staged client, and its text against the schema."""
    folder.mkdir()
    identity, root = folder / "identity", folder / "register"
    register = founding.found(founding.Plan(root, TODAY, identity))
    register.add(texts(300), action="import")
    record = next(each for each in register.records() if client.is_person(each.data))
    place = register.notice.register
    binding = vault.Binding(record.id, place, record.version + 1, (record.sealed,))
    text = document.tidy(f"{record.text}# a remark")
    path = layout.record_path(record.id)
    (root / path).write_bytes(vault.seal_text(record.keys[0], binding, text))
    subprocess.run(["git", "-C", str(root), "add", path], check=True)
    plain = folder / "client.yaml"
    plain.write_text(document.dump(record.data), "utf-8")  # quoted: its YAML guesses types
    here = Path(sys.executable).parent
    named = ["--register", str(root), "--identity", str(identity)]
    ours = [str(here / "records"), *named, "validate", "--staged"]
    schema_file = setting_up.PROJECT / "schemas" / "client.schema.json"
    bare = [str(here / "check-jsonschema"), "--schemafile", str(schema_file), str(plain)]

    def start(words: list[str]) -> Work:
        return lambda: subprocess.run(words, check=True, capture_output=True)

    about = "check one staged client of 300; bare: check-jsonschema on its plain text"
    return Comparison("staged", about, 0.8, lambda: (start(ours), start(bare)))


# --- erase: a new epoch for everybody -----------------------------------------------------------


def erasing_one(folder: Path, clients: int, bar: float | None, only: str) -> list[Comparison]:
    """Compare the plan of an erasure, and the act with its proof, with their steps done bare."""
    folder.mkdir()
    identity, root = folder / "identity", folder / "register"
    register = founding.found(founding.Plan(root, TODAY, identity))
    made = texts(clients)
    register.add(made, action="import")
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder / "bare")], check=True)
    people = iter([each for place, each in enumerate(made) if place % 10])

    def plan() -> erasing.Erasure:
        register = Register.open(root, identity)
        return erasing.of(register, register.read(next(people)), TODAY)

    def secret() -> str:
        return identity.read_text("ascii").splitlines()[1]

    def act() -> tuple[Work, Work]:
        planned = plan()

        def ours() -> object:
            return erase.carry_out(Register.open(root, identity), [planned], TODAY)

        return ours, lambda: wrap_all(root, secret(), folder / "bare")

    found = [
        Comparison(
            "plan",
            f"plan to erase one of {clients} clients, mentions searched; bare: open and decrypt",
            None,
            lambda: (plan, lambda: open_all(root, secret(), keys_in(root))),
        ),
        Comparison(
            "erase",
            f"carry it out, {clients} clients; bare: unwrap and wrap, commit, unwrap and decrypt",
            bar,
            act,
        ),
    ]
    return [each for each in found if only in ("", each.name)]


def wrap_all(root: Path, secret: str, repository: Path) -> int:
    """Wrap all keys to a new secret, commit them durably, and open all records with it."""
    old, new = pyrage.x25519.Identity.from_str(secret), pyrage.x25519.Identity.generate()
    wrapped = {
        name: pyrage.encrypt(pyrage.decrypt(sealed, [old]), [new.to_public()])
        for name, sealed in keys_in(root).items()
    }
    files = {f"records/keys/{name}.age": sealed for name, sealed in wrapped.items()}
    commit_all(repository, files)
    return open_all(root, str(new), wrapped)


def keys_in(root: Path) -> dict[str, bytes]:
    """Read the key files of a register."""
    folder = root / "records" / "keys"
    return {path.name.removesuffix(".age"): path.read_bytes() for path in folder.iterdir()}


def open_all(root: Path, secret: str, wrapped: dict[str, bytes]) -> int:
    """Unwrap all keys and decrypt all clients with them. Nothing is checked."""
    epoch, count = pyrage.x25519.Identity.from_str(secret), 0
    for path in (root / "records" / "clients").iterdir():
        line = pyrage.decrypt(wrapped[path.name.removesuffix(".yaml.age")], [epoch]).decode()
        key = pyrage.x25519.Identity.from_str(line.split("\n")[1])
        count += len(pyrage.decrypt(path.read_bytes(), [key]))
    return count


# --- growth: what the history costs on the disk -----------------------------------------------


def growth(folder: Path) -> Comparison:
    """Compare what a repository grows by with the sealed texts that were put into it."""

    def sizes() -> tuple[float, float]:
        folder.mkdir()
        root = folder / "register"
        register = founding.found(founding.Plan(root, TODAY, folder / "identity"))
        register.add(texts(300), action="import")
        chance, records = random.Random(SEED), register.ids()
        before, sealed = repacked(root), 0
        for _number in range(EDITS):
            record = chance.choice(records)
            with register.edit(record, action="edit") as data:
                data["relationship"]["started"] = day(chance)
                data["relationship"].pop("ended", None)
            sealed += (root / layout.record_path(record)).stat().st_size
        return repacked(root) - before, sealed

    about = f"{EDITS} signed edits in a register of 300, repacked; bare: their sealed texts"
    return Comparison("growth", about, 2.0, lambda: (sizes, sizes), sizes)


def erasure_growth(folder: Path, clients: int) -> Comparison:
    """Compare what one erasure adds to a repository with the keys that it wraps anew."""

    def sizes() -> tuple[float, float]:
        folder.mkdir()
        root = folder / "register"
        register = founding.found(founding.Plan(root, TODAY, folder / "identity"))
        made = texts(clients)
        register.add(made, action="import")
        before = repacked(root)
        planned = erasing.of(register, register.read([*made][1]), TODAY)
        erase.carry_out(register, [planned], TODAY)
        return repacked(root) - before, sum(map(len, keys_in(root).values()))

    about = f"what one erasure adds to the repository, {clients} clients; bare: the wrapped keys"
    return Comparison("epoch", about, None, lambda: (sizes, sizes), sizes)


def repacked(root: Path) -> int:
    """Repack a repository in Git's everyday way and return its size in bytes."""
    subprocess.run(["git", "-C", str(root), "repack", "-a", "-d", "-q"], check=True)
    return sum(path.stat().st_size for path in (root / ".git").rglob("*") if path.is_file())


# --- help: starting the program ---------------------------------------------------------------

BARE = '''\
@main.command()
def command{number}():
    """Does what command number {number} does."""


'''


def help_page(folder: Path) -> Comparison:
    """Compare whole processes that print their help."""
    folder.mkdir()
    head = 'import click\n\n\n@click.group()\ndef main():\n    """A bare program."""\n\n\n'
    commands = "".join(BARE.format(number=number) for number in range(len(COMMANDS)))
    (folder / "bare_program.py").write_text(head + commands, "utf-8")
    # Two entry scripts as an installer writes them: what they import is compiled once and kept.
    for name, module in (("ours", "heijastus_records.cli"), ("bare", "bare_program")):
        entry = f"import sys\nfrom {module} import main\nsys.exit(main())\n"
        (folder / f"{name}.py").write_text(entry, "utf-8")

    def start(name: str) -> Work:
        words = [sys.executable, str(folder / f"{name}.py"), "--help"]
        return lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL)

    about = f"start, print the help of {len(COMMANDS)} commands, end"
    return Comparison("help", about, 1.5, lambda: (start("ours"), start("bare")))
