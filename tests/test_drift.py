"""Drift between the notice and practice: found, mended, acknowledged; in real registers."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from heijastus_records.errors import Problem
from heijastus_records.law import drift, retention
from heijastus_records.law.notice import Notice
from heijastus_records.register import document, layout, schema
from heijastus_records.register.register import Register
from heijastus_records.rights import upkeep
from heijastus_records.rights.drift import examine

from .house import PROJECT, TODAY, Ran

Run = Callable[..., Ran]
Data = dict[str, Any]

SEED = (PROJECT / "register.yaml").read_text("utf-8")
FIELDS = [*schema.schema("client")["properties"]]


def changed(**sections: Data) -> Notice:
    """Return the seed notice with other data in some sections, two levels deep."""
    data: Data = document.load(SEED)
    for name, section in sections.items():
        data[name] = {**data[name], **section}
    return Notice(data)


def names(found: Iterator[drift.Drift]) -> list[str]:
    return [each.name for each in found]


def edited(register: Register, *edits: tuple[str, str], commit: bool = True) -> Register:
    """Change the text of register.yaml, commit it by hand, and open the register anew."""
    file = register.root / "register.yaml"
    text = file.read_text("utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    if commit:
        subprocess.run(["git", "commit", "-qam", "notice"], cwd=register.root, check=True)
    return Register.open(register.root, register.root.parent / "identity")


def errors(register: Register) -> list[Problem]:
    return [each for each in upkeep.validate(register) if not each.warning]


def found_in(register: Register) -> list[str]:
    """Return the names of the drifts of a register, as it lies there now."""
    opened = Register.open(register.root, register.root.parent / "identity")
    records = [each for letter in "cr" for each in opened.records(letter)]
    return [each.name for each in examine(opened, records, TODAY).drifts]


CONTROLLER = ("  name: Työnohjaus- ja työhyvinvointipalvelut Heijastus\n", "  name: Uusi nimi\n")
VERSION = ('notice:\n  version: "2023-07-25"\n', 'notice:\n  version: "2026-11-24"\n')


# --- The seed -----------------------------------------------------------------------------------


def test_the_seed_has_no_drift() -> None:
    assert names(drift.of_notice(changed(), FIELDS)) == []


def test_a_register_that_was_just_made_has_no_drift(register: Register, aino: str) -> None:
    assert found_in(register) == []


def test_every_class_of_retention_in_the_schemas_has_a_rule() -> None:
    """What no rule of the notice ends would stay for ever; requests have a rule of their own."""
    used = {name for classes in schema.kept().values() for name in classes}
    named = set(changed().data["retention"])
    assert used - named <= {"request", "breach"}
    assert {retention.RELATIONSHIP, retention.ACCOUNTING, retention.RECORD} <= named


# --- What was published -------------------------------------------------------------------------


def test_before_the_first_client_a_notice_may_be_adapted(register: Register) -> None:
    assert found_in(edited(register, CONTROLLER)) == []
    register.add({layout.new_id("c"): "kind: person\nname: {given: Aino}\n"}, action="new")
    assert found_in(register) == []
    assert found_in(edited(register, ("  name: Mari Pynnönen\n", "  name: Maija\n"))) == [
        "2.published"
    ]


def test_before_the_first_client_an_edit_is_no_drift_before_its_commit_either(
    register: Register,
) -> None:
    assert found_in(edited(register, CONTROLLER, commit=False)) == []
    assert found_in(edited(register, VERSION)) == []
    assert found_in(edited(register, (CONTROLLER[1], CONTROLLER[0]), commit=False)) == []


def test_a_change_under_the_same_version_is_a_drift_until_the_version_is_new(
    register: Register, aino: str
) -> None:
    assert found_in(edited(register, CONTROLLER)) == ["1.published"]
    assert found_in(edited(register, VERSION)) == []
    back = edited(register, (CONTROLLER[1], CONTROLLER[0]))
    assert found_in(back) == ["1.published"]  # the new version says the new name


def test_a_change_that_is_not_committed_is_a_drift_as_well(register: Register, aino: str) -> None:
    assert found_in(edited(register, CONTROLLER, commit=False)) == ["1.published"]


@pytest.mark.parametrize(
    "edit",
    [
        ("  hosts: []\n", "  hosts: [{host: a.example, country: FI}]\n"),
        ("  channels: [email]\n", "  channels: [email, phone]\n"),
        ("    places: [kaappi] ", "    places: [kaappi, lipasto] "),
        ("language: fi\n", "language: sv\n"),
    ],
    ids=["hosts", "channels", "places", "language"],
)
def test_what_is_mere_practice_may_change_under_one_version(
    register: Register, aino: str, edit: tuple[str, str]
) -> None:
    assert found_in(edited(register, edit)) == []


def test_a_version_that_was_not_readable_is_passed_over(register: Register, aino: str) -> None:
    file = register.root / "register.yaml"
    before = file.read_bytes()
    for broken in (b"a: [\n", b"\xff\xfe", b"notice: none\n"):
        file.write_bytes(broken)
        subprocess.run(["git", "commit", "-qam", "broken"], cwd=register.root, check=True)
    file.write_bytes(before)
    assert found_in(edited(register, CONTROLLER)) == ["1.published"]


@pytest.mark.parametrize("section", drift.SECTIONS)
def test_each_section_is_compared(section: str) -> None:
    notice = changed()
    for place in drift.SECTIONS[section]:
        data: Data = document.load(SEED)
        *way, last = place.split(".")
        inner: Any = data
        for step in way:
            inner = inner[0] if step == "*" else inner[step]
        inner[last] = "something else"
        assert names(drift.since(data, notice, "0" * 40)) == [f"{section}.published"], place


# --- The notice against itself ------------------------------------------------------------------


def test_an_address_that_the_texts_do_not_name() -> None:
    other = "muu@heijastus.example"
    assert names(drift.of_notice(changed(contact={"email": other}), FIELDS)) == ["2.email"]
    found = names(drift.of_notice(changed(requests={"email": other}), FIELDS))
    assert found == ["13.email", "14.email"]


def test_purposes_that_speak_of_what_there_is_not() -> None:
    data: Data = document.load(SEED)
    data["purposes"][0] |= {"categories": ["shoe-size"], "fields": ["shoe_size"]}
    data["consents"].append({**data["consents"][0], "purpose": "care"})
    found = names(drift.of_notice(Notice(data), FIELDS))
    assert found == ["5.categories.care", "5.fields.care", "5.consents.care"]


def test_backups_and_recipients_in_other_countries() -> None:
    backups = [{"place": "levy", "country": "fi"}, {"place": "pilvi", "country": "us"}]
    named = [{"name": "A", "task": {}, "country": "SE"}, {"name": "B", "task": {}, "country": "Fi"}]
    notice = changed(transfers={"backups": backups}, recipients={"named": named})
    assert names(drift.of_notice(notice, FIELDS)) == ["9.backup.US", "9.recipient.SE"]


@pytest.mark.parametrize(
    ("years", "texts", "wanted"),
    [
        ("10", ["10 vuotta", "10 år", "10 years"], []),
        ("10", ["kymmenen vuotta", "tio år", "ten years"], []),
        ("10", ["10 vuotta", "10 år", "6 years"], ["14.years"]),
        ("6", ["6 vuotta", "6 år", "6 years"], []),
        ("7", ["10 v, eli 10 vuotta", "tio år", "ten years"], ["14.years"]),
        ("5", ["5 vuotta", "5 år", "5 years"], ["14.statute"]),
    ],
)
def test_the_figure_that_counts_is_the_one_that_is_read(
    years: str, texts: list[str], wanted: list[str]
) -> None:
    said = dict(zip(("fi", "sv", "en"), texts, strict=True))
    rule = {"section": "14", "years": years, "text": said}
    notice = changed(retention={"accounting": rule}, requests={"limits": said})
    assert names(drift.of_notice(notice, FIELDS)) == wanted


def test_a_period_after_the_relationship_is_none_of_the_programs() -> None:
    text = dict.fromkeys(("fi", "sv", "en"), "2 vuotta asiakassuhteen päättymisestä")
    notice = changed(retention={"relationship": {"section": "10", "text": text}})
    assert names(drift.of_notice(notice, FIELDS)) == ["10.period"]


COOKIES = [
    ({"domain": ".heijastus.org", "purpose": "necessary", "consent": "no"}, []),
    ({"domain": "shop.heijastus.org", "purpose": "preferences", "consent": "no"}, []),
    ({"purpose": "analytics", "consent": "yes"}, []),
    ({"purpose": "analytics", "consent": "no"}, ["15.consent.a"]),
    ({"purpose": "marketing", "consent": "yes"}, ["15.purpose.a"]),
    ({"domain": "org", "purpose": "necessary", "consent": "no"}, ["15.domain.a"]),
    ({"domain": "evilheijastus.org", "purpose": "necessary", "consent": "no"}, ["15.domain.a"]),
    ({"domain": ".counter.example", "purpose": "analytics", "consent": "yes"}, []),
]


@pytest.mark.parametrize(("cookie", "wanted"), COOKIES)
def test_cookies_are_held_against_the_text(cookie: Data, wanted: list[str]) -> None:
    named = [{"name": "A", "task": {}, "country": "FI", "domains": ["counter.example"]}]
    inventory = [{"name": "a", "lasts": "1", **cookie}]
    notice = changed(cookies={"inventory": inventory}, recipients={"named": named})
    assert names(drift.of_notice(notice, FIELDS)) == wanted


# --- Records against the notice -----------------------------------------------------------------

ID = "c-aaaaaaaaaaaaa"


def of(client: Data, notice: Notice | None = None) -> list[str]:
    return names(drift.of_clients(notice or changed(), {ID: client}))


def test_roles_that_the_notice_does_not_name() -> None:
    client = {"roles": ["orderer"], "organisations": [{"id": ID, "role": "coachee"}]}
    assert of(client) == []
    assert of(client, changed(subjects={"roles": ["orderer"]})) == ["4.role.coachee"]
    data: Data = document.load(SEED)
    for purpose in data["purposes"][:2]:
        purpose["roles"] = ["coachee"]
    assert of(client, Notice(data)) == ["4.purpose.orderer"]


def test_consents_that_section_5_does_not_bear() -> None:
    given = {"purpose": "marketing", "given": "2024-01-01"}
    data: Data = document.load(SEED)
    data["purposes"][-1]["basis"] = "art-6-1-f"
    assert of({"consents": [given]}) == []
    assert of({"consents": [given]}, Notice(data)) == ["5.basis.marketing"]
    assert of({"consents": [{**given, "withdrawn": "2024-02-01"}]}, Notice(data)) == []
    assert of({"consents": [{**given, "version": "v2"}]}) == ["5.wording.marketing"]
    assert of({"consents": [{**given, "version": "2023-07-25"}]}) == []


def test_disclosures_to_somebody_who_is_not_named() -> None:
    named = [{"name": "TILITOIMISTO Esimerkki", "task": {}, "country": "FI"}]
    given = [
        {"to": "Tilitoimisto Esimerkki", "when": "2025-02-01"},
        {"to": "B", "when": "2025-03-01"},
    ]
    notice = changed(recipients={"named": named})
    assert of({"disclosures": given}, notice) == [f"8.disclosure.{ID}.2025-03-01"]


@pytest.mark.parametrize(
    ("client", "wanted"),
    [
        ({"contracts": [{"paper": "Kaappi 1 / mappi 2016"}]}, []),
        ({"contracts": [{"paper": "mappi 2016"}]}, ["12a.place"]),
        ({"consents": [{"purpose": "m", "given": "2024-01-01", "evidence": "KAAPPI 2"}]}, []),
        ({"paper": [{"kind": "Muistiinpanot 2024", "place": "kaappi"}]}, []),
        ({"paper": [{"kind": "anteckningar", "place": "kaappi"}]}, []),
        ({"paper": [{"kind": "terveyskysely", "place": "kaappi"}]}, ["12a.kind"]),
        ({"paper": [{"kind": "kuva", "place": "hylly"}]}, ["12a.kind", "12a.place"]),
    ],
)
def test_paper_is_of_the_kinds_and_at_the_places_that_are_named(
    client: Data, wanted: list[str]
) -> None:
    assert of(client) == [f"{name}.{ID}" for name in wanted]
    text = {"manual": {"text": changed().data["protection"]["manual"]["text"]}}
    assert of(client, changed(protection=text)) == []  # nothing is said: nothing is checked


def test_ways_by_which_requests_come() -> None:
    requests = {"r-a": {"channel": "email"}, "r-b": {"channel": "letter"}}
    found = [*drift.of_requests(changed(), requests)]
    assert [(each.name, each.where) for each in found] == [("13.channel.letter", ("r-b",))]
    both = changed(requests={"channels": ["email", "letter"]})
    assert names(drift.of_requests(both, requests)) == []
    data: Data = document.load(SEED)
    del data["requests"]["channels"]  # a register that was made before
    assert names(drift.of_requests(Notice(data), requests)) == ["13.channel.letter"]


def test_whoever_holds_the_key_is_named() -> None:
    custody = {"copies": [{"holder": "Pankki Oy"}, {}], "devices": [{"holder": "B"}]}
    named = [{"name": "pankki oy", "task": {}, "country": "FI"}]
    notice = changed(recipients={"named": named})
    assert names(drift.of_custody(notice, custody)) == ["11.devices"]


def test_whoever_can_sign_is_named(register: Register, aino: str) -> None:
    """The owner's own address may change: she stays the one who was pinned."""
    signers = register.signers.file
    own = signers.read_text("utf-8")
    title = "  title: {fi: Yrittäjä, sv: Företagare, en: Entrepreneur}\n"
    moved = (f"{title}  email: mari.pynnonen@heijastus.org", f"{title}  email: muu@posti.example")
    assert found_in(edited(register, moved, VERSION)) == ["2.email"]
    other = own.replace("mari.pynnonen@heijastus.org", "vieras@posti.example")
    signers.write_text(other, "utf-8")
    found = [name for name in found_in(register) if name.startswith("11.")]
    assert len(found) == 1 and found[0].startswith("11.signer.")
    named = "  named:\n    - {name: Vieras, country: FI, email: vieras@posti.example,"
    edited(register, ("  named: []\n", f"{named} task: {{fi: a, sv: b, en: c}}}}\n"))
    assert not [name for name in found_in(register) if name.startswith("11.")]


# --- Several at once, mended and acknowledged ---------------------------------------------------

SECRETS = ("Salainen Vastaanottaja", "pöytälaatikossa", "Haltija Holmström", "horoskoopit")
"""Values of records that no sentence may repeat."""


@pytest.fixture
def adrift(register: Register, records: Run, aino: str) -> Register:
    """A register with a drift in six sections."""
    with register.edit(aino, action="edit") as data:
        data["contracts"][0]["paper"] = SECRETS[1]
        data["paper"] = [{"kind": SECRETS[3], "place": "kaappi 1"}]
        data["disclosures"] = [{"to": SECRETS[0], "when": "2025-02-01"}]
        data["consents"][0]["version"] = "v2"
    holder = ("key", "copies", "--add", "kirjekuori", "--holder", SECRETS[2])
    assert records(*holder).code == 0
    assert records("requests", "add", aino, "--duty", "access", "--channel", "letter").code == 0
    subprocess.run(
        ["git", "remote", "add", "nas", "ssh://nas.example/x.git"], cwd=register.root, check=True
    )
    return Register.open(register.root, register.root.parent / "identity")


def drifts_of(aino: str) -> list[str]:
    return [
        "5.wording.marketing",
        f"8.disclosure.{aino}.2025-02-01",
        "9.remote.nas",
        "11.copies",
        f"12a.kind.{aino}",
        f"12a.place.{aino}",
        "13.channel.letter",
    ]


def acknowledge(register: Register, *drifts: str) -> None:
    entries = "".join(
        f"  - {{drift: {name}, reason: syy {number}, day: '2026-11-22'}}\n"
        for number, name in enumerate(drifts)
    )
    text = (register.root / "register.yaml").read_text("utf-8")
    edited(register, (text, f"{text}acknowledged:\n{entries}"))


def test_several_at_once_are_told_by_sections(adrift: Register, records: Run, aino: str) -> None:
    ran = records("validate")
    assert ran.code == 1 and "7 errors" in ran.err
    told = [line for line in (ran.out + ran.err).splitlines() if "of the notice:" in line]
    assert [
        next(name for name in drifts_of(aino) if f"list {name} under acknowledged" in line)
        for line in told
    ] == drifts_of(aino)
    shown = json.loads(records("notice", "check", "--json").out)
    assert [each["drift"] for each in shown["drifts"]] == drifts_of(aino)
    assert records("notice", "check").code == 1


def test_what_is_acknowledged_is_no_error_and_is_shown(
    adrift: Register, records: Run, aino: str
) -> None:
    acknowledge(adrift, *drifts_of(aino))
    ran = records("validate")
    assert (ran.code, "0 errors" in ran.err) == (0, True), ran
    shown = json.loads(records("notice", "check", "--json").out)
    assert shown["drifts"] == []
    assert [(each["drift"], each["reason"], each["day"]) for each in shown["acknowledged"]] == [
        (name, f"syy {number}", "2026-11-22") for number, name in enumerate(drifts_of(aino))
    ]
    text = records("notice", "check").out
    assert "13.channel.letter" in text and "syy 6" in text and "22 November 2026" in text


def test_an_acknowledgement_of_what_is_gone_is_a_warning(
    adrift: Register, records: Run, aino: str
) -> None:
    acknowledge(adrift, *drifts_of(aino))
    subprocess.run(["git", "remote", "remove", "nas"], cwd=adrift.root, check=True)
    ran = records("validate")
    assert (ran.code, "0 errors" in ran.err) == (0, True)
    said = ran.out + ran.err
    assert "acknowledged[2]" in said and "9.remote.nas is not there any more: take it away" in said
    assert json.loads(records("notice", "check", "--json").out)["outdated"] == ["9.remote.nas"]


def test_where_a_record_cannot_be_read_no_acknowledgement_is_called_outdated(
    register: Register, records: Run, aino: str
) -> None:
    acknowledge(register, f"8.disclosure.{aino}.2025-02-01")
    opened = Register.open(register.root, register.root.parent / "identity")
    assert "take it away" in "".join(each.sentence for each in upkeep.validate(opened))
    (register.root / layout.record_path(aino)).write_bytes(b"age-encryption.org/v1\nbroken")
    opened = Register.open(register.root, register.root.parent / "identity")
    assert "take it away" not in "".join(each.sentence for each in upkeep.validate(opened))
    assert records("notice", "check").code == 7  # it would be no whole answer


@pytest.mark.parametrize(
    "entry", ["drift: a, day: '2026-11-22'", "drift: a, reason: b", "drift: a, reason: b, day: c"]
)
def test_an_acknowledgement_has_a_reason_and_a_day(
    register: Register, records: Run, entry: str
) -> None:
    text = (register.root / "register.yaml").read_text("utf-8")
    (register.root / "register.yaml").write_text(f"{text}acknowledged: [{{{entry}}}]\n", "utf-8")
    ran = records("validate")
    assert ran.code == 1 and "acknowledged[0]." in ran.out + ran.err


@pytest.mark.parametrize("language", ["en", "fi"])
def test_no_sentence_tells_of_anybody(
    adrift: Register, records: Run, aino: str, language: str
) -> None:
    """Neither what records hold, nor whom the owner has given something."""
    said = [
        records("--lang", language, *words)
        for words in (("validate",), ("validate", "--json"), ("notice", "check"))
    ]
    said.append(records("notice", "check", "--json"))
    text = "".join(ran.out + ran.err for ran in said).casefold().replace(aino, "")
    assert "8.disclosure" in text
    for value in (*SECRETS, "Esimerkki", "aino", "posti.example", "401234567", "v2"):
        assert value.casefold() not in text, value


def test_a_mended_register_has_no_drift(adrift: Register, records: Run, aino: str) -> None:
    named = "".join(
        f"    - {{name: {name}, country: FI, task: {{fi: a, sv: b, en: c}}}}\n"
        for name in (SECRETS[0], SECRETS[2])
    )
    opened = edited(
        adrift,
        ("  named: []\n", f"  named:\n{named}"),
        ("  hosts: []\n", "  hosts: [{host: nas.example, country: FI}]\n"),
        ("  channels: [email]\n", "  channels: [email, letter]\n"),
        ("    places: [kaappi] ", "    places: [kaappi, pöytä] "),
        ("    kinds: [contract, note] ", "    kinds: [contract, note, horoskoop] "),
    )
    with opened.edit(aino, action="edit") as data:
        data["consents"][0]["version"] = "2023-07-25"
    ran = records("validate")
    assert (ran.code, "0 errors" in ran.err) == (0, True), ran


# --- The rest -----------------------------------------------------------------------------------


def test_an_erasure_that_an_old_copy_undoes_is_late_after_a_month(
    register: Register, records: Run, aino: str
) -> None:
    assert records("key", "copies", "--add", "kuori").code == 0
    assert records("--as-of", "2026-11-22", "erase", aino, "--yes").code == 0
    assert records("--as-of", "2026-12-22", "validate").code == 0
    late = records("--as-of", "2027-01-22", "validate")
    assert late.code == 1 and "12b.old-key" in late.out + late.err
    assert records("key", "copies", "--replaced", "kuori").code == 0
    assert records("--as-of", "2027-01-22", "validate").code == 0


def test_settings_that_run_something_are_no_protection(register: Register, aino: str) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=register.root, check=True)

    git("config", "filter.x.clean", "cat")
    git("update-index", "--assume-unchanged", "register.yaml")
    (register.root / ".git" / "info").mkdir(exist_ok=True)
    (register.root / ".git" / "info" / "attributes").write_text("*.age diff=x\n", "utf-8")
    assert found_in(register) == ["12b.attributes", "12b.setting.filter.x.clean", "12b.unwatched"]


def test_another_place_of_the_key_is_no_intruder(
    register: Register, aino: str, tmp_path: Path
) -> None:
    """Our own settings for Git name the place of the key."""
    (tmp_path / "elsewhere").write_bytes((tmp_path / "identity").read_bytes())
    (tmp_path / "elsewhere").chmod(0o600)
    opened = Register.open(register.root, tmp_path / "elsewhere")
    assert examine(opened, [*opened.records()], TODAY).drifts == ()


def test_a_holder_is_noted_with_a_copy(records: Run, register: Register) -> None:
    assert records("key", "copies", "--holder", "Pankki Oy").code == 2
    assert records("key", "copies", "--add", "holvi", "--holder", "Pankki Oy").code == 0
    shown = json.loads(records("key", "copies", "--json").out)["copies"]
    assert [each["holder"] for each in shown if each["place"] == "holvi"] == ["Pankki Oy"]
    assert found_in(register) == ["11.copies"]


def test_what_is_no_drift_is_remarked_on(register: Register, records: Run, aino: str) -> None:
    with register.edit(aino, action="edit") as data:
        data["consents"][0]["evidence"] = "kaappi 1, kansio 3"
    groups = "\ncategories:\n"
    edited(register, (groups, f"{groups}  hobby: {{fi: a, sv: b, en: c}}\n"), VERSION)
    found = json.loads(records("notice", "check", "--json").out)["remarks"]
    told = {each["kind"]: (each["items"], each["count"]) for each in found}
    assert {"duty:7", "duty:14", "duty:19"} <= {*told.pop("duties")[0]}
    assert told == {
        "unused-groups": (["hobby"], 0),
        "comments": ([], 1),
        "unused-sources": (["subject", "orderer-website", "consent"], 0),
        "consents-on-paper": ([], 1),
        "no-cookies": ([], 0),
    }
    assert "section 15: " in records("notice", "check").err


@pytest.mark.parametrize("words", [("access-report",), ("inform", "--how", "posti", "--letter")])
def test_nobody_is_told_that_nothing_was_disclosed_where_it_was(
    register: Register, records: Run, aino: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    with register.edit(aino, action="edit") as data:
        data["disclosures"] = [{"to": "Tilitoimisto Oy", "when": "2025-02-01"}]
    letter = tmp_path / "kirje.txt"
    place = (str(letter),) if len(words) > 1 else ("--out", str(letter))
    ran = records(words[0], aino, *words[1:], *place)
    assert ran.code == 0, ran
    text = " ".join(letter.read_text("utf-8").split())
    untrue = "Tietoja ei luovuteta kenellekään kolmannelle osapuolelle."
    assert text.count(untrue) == 1
    assert f"Tietosuojaselosteen kohdassa 8 sanotaan: ”{untrue}” Siitä poiketen" in text
    assert "Tilitoimisto Oy, 1.2.2025" in text
