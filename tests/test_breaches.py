"""A breach: noted with what the register knows, decided with reasons, notified, told, closed."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from heijastus_records.law import breach as law
from heijastus_records.letters import breach_wording as words
from heijastus_records.messages import LANGUAGES
from heijastus_records.register import document, layout, schema
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register
from heijastus_records.rights import breach_report, breaches, breaching, keeping, upkeep

from .computers import Two
from .house import TODAY, Ran

Run = Callable[..., Ran]

NOW = ("--as-of", "2026-11-24 10:30")
LATER = ("--as-of", "2026-11-28 10:30")
AWARE = ("--aware", "2026-11-24 09:15")
WHAT = ("--what", "The laptop was stolen on a train.")
REASON = ("--reason", "There was no passphrase.")
HIGH = ("--risk", "high", "--authority", "notify", "--persons", "tell", *REASON)
HARMLESS = ("--risk", "none", "--authority", "not", "--persons", "not", *REASON)
REST = ("--consequences", "Fraud is likely.", "--measures", "A new laptop.", "--country", "FI")

BERTTA = """\
kind: person
name: {given: Bertta, family: Kuvitelma}
roles: [coachee]
language: sv
emails: [bertta.kuvitelma@posti.example]
"""
COMPANY = "kind: organisation\nname: Kuvitteellinen Oy\nroles: [orderer]\n"


def added(records: Run, *said: str, when: tuple[str, ...] = NOW) -> dict[str, Any]:
    """Record a breach and return what the program says of it."""
    kind = () if "--kind" in said else ("--kind", "other")
    what = () if "--what" in said else WHAT
    aware = () if "--aware" in said else AWARE
    ran = records(*when, "breach", "add", *kind, *aware, *what, *said, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def shown(records: Run, breach: str, when: tuple[str, ...] = NOW) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(records(*when, "breach", "show", breach, "--json").out)
    return found


def done(records: Run, *said: str, when: tuple[str, ...] = NOW) -> Ran:
    ran = records(*when, "breach", *said)
    assert ran.code == 0, ran.err
    return ran


def refused(records: Run, *said: str, when: tuple[str, ...] = NOW, code: int = 6) -> str:
    """Return the error of a command that must change nothing."""
    before = records("audit", "show", "--json").out
    ran = records(*when, "breach", *said)
    assert (ran.code, ran.out) == (code, ""), ran
    assert "Traceback" not in ran.err
    assert records("audit", "show", "--json").out == before
    return ran.err


def anew(register: Register) -> Register:
    return Register.open(register.root, register.private.identity)


# --- Noting it ------------------------------------------------------------------------------


def test_what_is_said_and_what_the_register_knows_are_kept_sealed(
    register: Register, records: Run, aino: str
) -> None:
    found = added(records, "--happened", "23.11.2026", "--contained", "Police told.", "--paper")
    assert (found["stage"], found["hours_left"]) == ("assess", 71)
    assert (found["aware"], found["due"], found["aim"]) == (
        *("2026-11-24T09:15+02:00", "2026-11-27T10:00+02:00", "2026-11-27T09:15+02:00"),
    )
    data = found["data"]
    assert (data["happened"], data["paper"], data["kind"]) == ("2026-11-23", "yes", "other")
    facts = data["facts"]
    assert facts["taken"] == "2026-11-24T10:30+02:00"
    assert (facts["people"], facts["organisations"], facts["records"]) == ("1", "0", "1")
    assert (facts["epoch"], facts["keys"], facts["versions"], facts["remotes"]) == (
        *("1", "1", "1", "0"),
    )
    assert facts["roles"] == ["supervisee"]
    assert facts["categories"] == ["name", "email", "phone", "billing", "contract"]
    assert "device" not in facts
    content = (register.root / layout.record_path(found["id"])).read_bytes()
    assert b"stolen" not in content
    assert anew(register).read(found["id"]).data == data


def test_the_trail_says_what_was_done_and_nothing_of_anybody(
    register: Register, records: Run, aino: str
) -> None:
    found = added(records, aino)["id"]
    done(records, "decide", found, *HIGH)
    done(records, "note", found, "--notified", "2026-11-24 10:20", *REST)
    done(records, "note", found, "--told", "2026-11-24 10:20")
    done(records, "close", found)
    trail = anew(register).trail(found)
    assert [each.action for each in trail] == [
        *("breach-close", "breach-note", "breach-note", "breach-decide", "breach"),
    ]
    assert {each.basis for each in trail} == {"art-33-5"}
    assert all(each.ids == (found,) for each in trail)
    said = subprocess.run(
        ["git", "log", "--format=%B"], cwd=register.root, capture_output=True, text=True, check=True
    ).stdout
    assert not re.search(r"stolen|Aino|Esimerkki|Fraud|passphrase", said)
    assert records("validate").code == 0
    assert records("audit", "verify").code == 0


def test_every_verb_of_the_trail_has_a_name() -> None:
    from heijastus_records.letters import wording

    for action in ("breach", "breach-decide", "breach-note", "breach-close"):
        assert set(wording.ACTIONS[action]) == set(LANGUAGES)


def test_only_the_people_who_are_named_are_counted(
    register: Register, records: Run, aino: str
) -> None:
    other, company = (layout.new_id("c") for _ in range(2))
    register.add({other: BERTTA, company: COMPANY}, action="new")
    facts = added(records, "bertta", other, "--kind", "wrong-recipient")["data"]["facts"]
    assert (facts["people"], facts["records"], facts["roles"]) == ("1", "1", ["coachee"])
    assert facts["categories"] == ["name", "email", "contract"]
    everybody = added(records)["data"]["facts"]
    assert (everybody["people"], everybody["organisations"]) == ("2", "1")
    assert "organisation" in refused(
        records, *("add", company, "--kind", "other", *AWARE, *WHAT), code=6
    )


@pytest.mark.parametrize(
    ("said", "code", "sentence"),
    [
        (("--kind", "other", "--aware", "2026-11-24 10:31", *WHAT), 2, "a moment to come"),
        (("--kind", "other", "--aware", "2026-11-24", *WHAT), 2, "not a moment"),
        (("--kind", "other", "--aware", "2026-03-29 03:30", *WHAT), 2, "not a moment"),
        (("--kind", "other", "--aware", "1900-01-01 00:00", *WHAT), 2, "not a moment"),
        (("--happened", "1900-01-01 00:00", "--kind", "other", *AWARE, *WHAT), 2, "not a moment"),
        (("--kind", "other", "--aware", "soon", *WHAT), 2, "not a moment"),
        (("--kind", "other", "--aware", "2026-11-24 9:15+99:00", *WHAT), 2, "not a moment"),
        (("--kind", "theft", *AWARE, *WHAT), 2, "--kind"),
        (("--kind", "other", *AWARE), 2, "--what"),
        (("--kind", "other", *AWARE, "--what", " \n"), 2, "say what happened"),
        (("--kind", "lost-device", *AWARE, *WHAT), 2, "--device NAME"),
        (("nobody@here.example", "--kind", "other", *AWARE, *WHAT), 3, "nobody in the register"),
        (("aino", "--persons", "4", "--kind", "other", *AWARE, *WHAT), 2, "not both"),
        (("--persons", "-1", "--kind", "other", *AWARE, *WHAT), 2, "--persons"),
        (("--happened", "2026-11-25", "--kind", "other", *AWARE, *WHAT), 2, "after it became"),
        (("--happened", "2026-11-24 09:16", "--kind", "other", *AWARE, *WHAT), 2, "after it"),
        (("--kind", "other", *AWARE, "--what", "x" * 4001), 1, "longer than 4000"),
        (("--kind", "other", *AWARE, "--what", "koodi 131052-308T"), 1, "identity code"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(
    records: Run, aino: str, said: tuple[str, ...], code: int, sentence: str
) -> None:
    ran = records(*NOW, "breach", "add", *said)
    assert (ran.code, ran.out) == (code, ""), ran
    assert sentence in ran.err
    assert "Traceback" not in ran.err
    assert json.loads(records("breach", "list", "--json").out)["breaches"] == []


HOSTILE = (
    *("{name} %s {0}", "'\"`$(rm -rf)`", "\u202egnp.exe\u202c", "# no comment", "- {a: b}"),
    *("&x *x !!python/object", "kind: person\nname: x", "=cmd|' /C calc'!A0"),
    *("<script>alert(1)</script>", '#import "x"; #sys.inputs $x^2$ *a* _b_ @c'),
)


def test_hostile_words_are_words(register: Register, aino: str) -> None:
    for what in HOSTILE:
        said = breaches.Discovery("other", law_now(), what, contained=what)
        found = breaches.add(anew(register), said, law_now())
        assert set(found.breach.data) == {"kind", "aware", "what", "contained", "facts"}
        assert found.breach.data["what"] == what
        report = breach_report.report(register, found, law_now())
        for form in ("text", "html", "pdf", "json"):
            content = breach_report.form(report, form, "en")
            shown = content.decode("utf-8", "replace")
            assert form != "html" or "<script>alert" not in shown
            assert form == "pdf" or "\u202e" not in shown
    assert not [each for each in upkeep.validate(anew(register)) if not each.warning]


def test_control_signs_are_no_text_of_a_record(records: Run, aino: str) -> None:
    said = ("add", "--kind", "other", *AWARE, "--what", "\x1b[31mred")
    assert "\x1b" not in refused(records, *said, code=1)


# --- The facts ------------------------------------------------------------------------------


def test_of_this_computer_it_is_known_whether_a_passphrase_protects_the_key(
    register: Register, records: Run, aino: str
) -> None:
    own = register.private
    found = added(records, "--kind", "lost-device", "--device", own.computer)
    device = found["data"]["facts"]["device"]
    assert device == {
        "name": own.computer,
        "listed": "computer",
        "here": "yes",
        "epoch": "1",
        "passphrase": "no",
    }
    assert found["suggested"] == {"risk": "high", "reasons": ["key-open"]}
    keeping.protect(register, lambda: "", lambda: "seitsemän veljestä")
    taken = breaching.facts(
        anew_with(register, "seitsemän veljestä"), "intrusion", "", [], law_now()
    )
    assert taken["device"]["passphrase"] == "yes"
    assert "plaintext" not in taken["device"]
    assert law.suggest(breaching.exposure(law.Breach("b-a", as_breach(taken)))).risk == "high"
    lost = as_breach(taken) | {"kind": "lost-device"}
    assert law.suggest(breaching.exposure(law.Breach("b-a", lost))) == law.Suggestion(
        "none", ("key-protected",)
    )


def test_an_opened_key_and_what_git_keeps_count_as_plain_text(
    register: Register, aino: str
) -> None:
    keeping.protect(register, lambda: "", lambda: "seitsemän veljestä")
    keeping.unlock(register, 1.0, lambda: "seitsemän veljestä")
    git = register.history.git
    git.run("config", "diff.records.cachetextconv", "true")
    here = register.private.computer
    taken = breaching.facts(anew(register), "lost-device", here, [], law_now())
    assert taken["device"]["plaintext"] == ["unlocked", "textconv"]
    lost = law.Breach("b-a", as_breach(taken) | {"kind": "lost-device"})
    assert law.suggest(breaching.exposure(lost)) == law.Suggestion("high", ("plaintext",))


def test_of_a_device_that_is_not_listed_nothing_is_known(records: Run, aino: str) -> None:
    found = added(records, "--kind", "lost-device", "--device", "phone")
    device = found["data"]["facts"]["device"]
    assert (device["listed"], device["passphrase"]) == ("no", "unknown")
    assert device["plaintext"] == ["unknown"]
    assert found["suggested"]["risk"] == "risk"


def anew_with(register: Register, passphrase: str) -> Register:
    return Register.open(register.root, register.private.identity, lambda: passphrase)


def law_now() -> Any:
    from heijastus_records.law import moment

    return moment.read("2026-11-24T10:30+02:00")


def as_breach(taken: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "intrusion", "aware": "2026-11-24T09:15+02:00", "what": "x", "facts": taken}


def test_every_version_that_the_key_opens_is_counted_and_no_erased_one(
    register: Register, records: Run, aino: str
) -> None:
    other = layout.new_id("c")
    register.add({other: BERTTA}, action="new")
    for language in ("en", "fi", "sv"):
        with anew(register).edit(other, action="edit") as data:
            data["language"] = language
    assert added(records)["data"]["facts"]["versions"] == "5"
    ran = records("erase", other, "--yes")
    assert ran.code == 0, ran.err
    # Aino's one, and the breach's own.
    assert added(records)["data"]["facts"]["versions"] == "2"


def test_what_became_of_the_key_since_is_read_anew_and_the_facts_stay(
    register: Register, records: Run, aino: str
) -> None:
    found = added(records)
    assert found["key"] == {"epoch": 1, "replaced": None, "renewed": False}
    assert records("--as-of", "2026-11-25", "key", "rotate", "--yes").code == 0
    plain = shown(records, found["id"])
    assert plain["key"] == {"epoch": 2, "replaced": "2026-11-25", "renewed": False}
    words_ = ("--as-of", "2026-11-26", "key", "rotate", "--compromised", "--yes")
    assert records(*words_).code == 0
    renewed = shown(records, found["id"])
    assert renewed["key"] == {"epoch": 3, "replaced": "2026-11-26", "renewed": True}
    assert renewed["data"] == found["data"]
    # One that is noted afterwards begins from there.
    assert added(records)["key"] == {"epoch": 3, "replaced": None, "renewed": False}


# --- The list, and today --------------------------------------------------------------------


def test_open_ones_come_first_with_the_hours_that_are_left(records: Run, aino: str) -> None:
    early = added(records, "--aware", "2026-11-20 09:15")["id"]
    late = added(records)["id"]
    over = added(records)["id"]
    done(records, "decide", over, *HARMLESS)
    done(records, "note", over, *REST)
    done(records, "close", over)
    ran = records(*NOW, "breach", "list")
    rows = [line.split("\t") for line in ran.out.splitlines()]
    assert [row[0] for row in rows[1:]] == [early, late, over]
    assert [row[2] for row in rows[1:]] == ["-25", "71", ""]
    assert rows[3][3] == "24 November 2036"
    assert "ten years" in ran.err
    listed = json.loads(records(*NOW, "breach", "list", "--json").out)
    assert listed["schema"] == "records.breaches/1"
    assert [each["hours_left"] for each in listed["breaches"]] == [-25, 71, None]
    assert listed["breaches"][2]["kept_until"] == "2036-11-24"
    finnish = json.loads(records("--lang", "fi", *NOW, "breach", "list", "--json").out)
    assert finnish == listed


def test_bare_records_shows_the_hours(records: Run, aino: str) -> None:
    found = added(records)["id"]
    said = records(*NOW).out
    assert said.startswith(f"{found}  data breach: decide on the risk\n")
    assert "27 November 2026 at 10:00 (71 hours left)" in said
    assert "(25 hours late)" in records("--as-of", "2026-11-28 10:30").out
    done(records, "decide", found, *HIGH)
    assert "data breach: notify the authority" in records(*NOW).out
    done(records, "note", found, "--notified", "2026-11-24 10:00")
    said = records(*NOW).out
    assert "data breach: tell the people" in said
    assert "hours left" not in said
    done(records, "note", found, "--told", "2026-11-24 10:00", *REST)
    done(records, "close", found)
    assert found not in records(*NOW).out


# --- Decisions ------------------------------------------------------------------------------


def test_every_decision_stays_with_its_reasons(records: Run, aino: str) -> None:
    found = added(records)["id"]
    done(records, "decide", found, *HARMLESS)
    later = ("--as-of", "2026-11-24 12:00")
    done(records, "decide", found, *HIGH[:-1], "The disk was not encrypted.", when=later)
    kept = shown(records, found)["data"]["decisions"]
    assert [each["risk"] for each in kept] == ["none", "high"]
    assert kept[0]["reason"] == "There was no passphrase."
    assert shown(records, found)["stage"] == "notify"


@pytest.mark.parametrize(
    ("said", "code", "sentence"),
    [
        (("--risk", "risk", "--authority", "not", "--persons", "not", *REASON), 6, "33(1)"),
        (("--risk", "high", "--authority", "not", "--persons", "tell", *REASON), 6, "33(1)"),
        (("--risk", "high", "--authority", "notify", "--persons", "not", *REASON), 6, "34(1)"),
        ((*HIGH, "--exception", "removed"), 6, "an exception is for a high risk"),
        ((*HIGH, "--exception", "lazy"), 2, "--exception"),
        ((*HIGH[:-1], " "), 2, "the reasons are kept"),
        (HIGH[:-2], 2, "--reason"),
    ],
)
def test_a_decision_that_the_law_does_not_leave_is_refused(
    records: Run, aino: str, said: tuple[str, ...], code: int, sentence: str
) -> None:
    found = added(records)["id"]
    assert sentence in refused(records, "decide", found, *said, code=code)


def test_an_id_is_found_by_its_beginning_and_nothing_else(records: Run, aino: str) -> None:
    found = added(records)["id"]
    assert shown(records, found[:7])["id"] == found
    for wrong in ("b-", "b-aaaaaaa", aino, "x"):
        assert "no such breach" in refused(records, "decide", wrong, *HIGH, code=3)


def test_nothing_changes_once_it_is_closed(records: Run, aino: str) -> None:
    found = added(records)["id"]
    done(records, "decide", found, *HARMLESS)
    done(records, "note", found, *REST)
    done(records, "close", found)
    for said in (("decide", found, *HIGH), ("note", found, *REST), ("close", found)):
        assert "is closed" in refused(records, *said)


# --- Notified, told, closed -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code", "sentence"),
    [
        ((), 2, "say what there is to note"),
        (("--reference", "1/2/26"), 2, "belongs to --notified"),
        (("--notified", "2026-11-24 09:14"), 2, "between the moment"),
        (("--notified", "2026-11-24 10:31"), 2, "between the moment"),
        (("--told", "2026-11-25 10:31"), 2, "between the moment"),
        (("--told", "yesterday"), 2, "not a moment"),
        (("--measures", "x" * 4001), 1, "longer than"),
    ],
)
def test_a_note_that_cannot_be_is_refused(
    records: Run, aino: str, said: tuple[str, ...], code: int, sentence: str
) -> None:
    found = added(records)["id"]
    assert sentence in refused(records, "note", found, *said, code=code)


def test_a_late_notification_says_why(records: Run, aino: str) -> None:
    found = added(records)["id"]
    done(records, "decide", found, *HIGH, when=LATER)
    # The notification itself has to say why, before it is sent.
    assert "delay (Article 33(1))" in refused(records, "report", found, when=LATER)
    late = ("note", found, "--notified", "2026-11-27 10:01")
    assert "--delay WORDS" in refused(records, *late, when=LATER)
    done(records, *late, "--delay", "The police asked to wait.", when=LATER)
    assert shown(records, found)["late"] is True
    done(records, "note", found, *REST, when=LATER)
    report = json.loads(records(*LATER, "breach", "report", found, "--json").out)
    assert report["delay"] == "The police asked to wait."
    # A supplement is no first notification: it is never late.
    done(records, "note", found, "--notified", "2026-11-28 10:00", when=LATER)


def test_in_the_last_minute_it_is_in_time(records: Run, aino: str) -> None:
    found = added(records)["id"]
    done(records, "note", found, "--notified", "2026-11-27 10:00", when=LATER)
    assert shown(records, found)["late"] is False


def test_it_is_closed_only_when_all_is_done_that_was_decided(records: Run, aino: str) -> None:
    found = added(records)["id"]
    assert "the risk is not decided" in refused(records, "close", found)
    done(records, "decide", found, *HIGH)
    assert "the authority is not notified" in refused(records, "close", found)
    done(records, "note", found, "--notified", "2026-11-24 10:00")
    assert "the people concerned are not told" in refused(records, "close", found)
    done(records, "note", found, "--told", "2026-11-24 10:00")
    assert "countries (Articles 33(1) and 55)" in refused(records, "close", found)
    done(records, "note", found, *REST)
    done(records, "close", found)
    assert shown(records, found)["stage"] == "closed"


# --- The notification -----------------------------------------------------------------------


def test_a_first_notification_says_what_is_not_known_yet(records: Run, aino: str) -> None:
    found = added(records)["id"]
    for language in LANGUAGES:
        text = done(records, "report", found, "--lang", language).out
        assert " ".join(text.split()).count(words.LATER[language]) == 5
    report = json.loads(records(*NOW, "breach", "report", found, "--json").out)
    assert (report["schema"], report["stage"]) == ("records.breach-report/1", "first")


def test_a_supplement_has_to_be_complete(records: Run, aino: str) -> None:
    found = added(records)["id"]
    done(records, "decide", found, *HIGH)
    done(records, "note", found, "--notified", "2026-11-24 10:00", "--reference", "7/171/2026")
    said = refused(records, "report", found)
    for point in ("33(3)(c)", "33(3)(d)", "Articles 33(1) and 55"):
        assert point in said
    done(records, "note", found, *REST)
    for language in LANGUAGES:
        text = " ".join(done(records, "report", found, "--lang", language).out.split())
        assert words.LATER[language] not in text
        assert words.SUBTITLES["supplement"][language] in text
        for said in ("Fraud is likely.", "A new laptop.", "7/171/2026", "There was no passphrase."):
            assert said in text


def test_what_need_not_be_notified_is_documented_with_the_reasons(records: Run, aino: str) -> None:
    found = added(records)["id"]
    done(records, "decide", found, *HARMLESS)
    assert "measures" in refused(records, "report", found)
    done(records, "note", found, "--measures", "None.", "--country", "FI")
    text = " ".join(done(records, "report", found, "--lang", "en").out.split())
    assert words.RECORD["en"] in text
    assert words.UNLIKELY["en"] in text
    assert "Reasons: There was no passphrase." in text


def test_the_notification_names_no_client(records: Run, aino: str, tmp_path: Path) -> None:
    found = added(records, aino)["id"]
    text = done(records, "report", found, "--json").out + done(records, "report", found).out
    assert not re.search(rf"Aino|Esimerkki|posti\.example|4012345|{aino}", text)
    device = added(records, "--kind", "intrusion")
    name = device["data"]["facts"]["device"]["name"]
    assert name not in done(records, "report", device["id"], "--json").out


@pytest.mark.parametrize(
    "telling",
    [
        *("The bag of Aino Esimerkki", "aino.esimerkki@posti.example", "call 040 123 4567"),
        "Esimerkki Aino",
    ],
)
def test_words_that_name_a_client_do_not_go_out(records: Run, aino: str, telling: str) -> None:
    found = added(records, "--what", telling)["id"]
    said = refused(records, "report", found)
    assert "the words name a client" in said
    assert "what" in said
    assert telling not in said


@pytest.mark.parametrize("kind", law.KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_told_in_every_language(kind: str, language: str) -> None:
    meant = schema.schema("breach")["properties"]["kind"]["x-values"]
    assert meant[kind][language]
    assert words.SENTENCES[kind][language]


def test_the_words_of_letters_are_there_in_every_language() -> None:
    for name in dir(words):
        found = getattr(words, name)
        for text in found if isinstance(found, tuple) else [found]:
            if isinstance(text, dict) and "fi" in text:
                assert set(text) == set(LANGUAGES), name
                assert all(text.values()), name


# --- The letters ----------------------------------------------------------------------------


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    return folder


def test_everybody_gets_a_letter_in_their_own_language(
    register: Register, records: Run, aino: str, letters: Path
) -> None:
    other, company = (layout.new_id("c") for _ in range(2))
    register.add({other: BERTTA, company: COMPANY}, action="new")
    found = added(records)["id"]
    done(records, "decide", found, *HIGH)
    done(records, "note", found, "--notified", "2026-11-24 10:00", *REST)
    assert records("--as-of", "2026-11-24", "key", "rotate", "--compromised", "--yes").code == 0
    done(records, "report", found, "--letters", str(letters))
    assert {file.name for file in letters.iterdir()} == {f"{aino}.txt", f"{other}.txt"}
    hers = " ".join((letters / f"{aino}.txt").read_text("utf-8").split())
    swedish = " ".join((letters / f"{other}.txt").read_text("utf-8").split())
    assert "Hei Aino Esimerkki," in hers
    assert "Laskutustiedot" in hers
    assert "Fraud is likely." in hers  # the owner's own words stand as she typed them
    assert "Hej Bertta Kuvitelma," in swedish
    assert "Faktureringsuppgifter" not in swedish  # nothing of the kind is held
    assert "Fraud is likely." in swedish
    for text, language in ((hers, "fi"), (swedish, "sv")):
        assert words.SENTENCES["other"][language] in text
        assert words.FOR_STRANGERS[language] in text
        assert words.ADVICE[0][language] in text
        assert words.RENEWED[language].format(day="24.11.2026") in text
        assert words.TOLD_OMBUDSMAN[language].format(day="24.11.2026") in text
    assert "Bertta" not in hers
    assert aino not in swedish


def test_letters_are_refused_where_it_was_not_decided(
    records: Run, aino: str, letters: Path
) -> None:
    found = added(records)["id"]
    said = refused(records, "report", found, "--letters", str(letters))
    assert "not decided that the people are told" in said
    said = refused(records, "report", found, "--letters", str(letters), "--json", code=2)
    assert "--letters stands alone" in said
    done(records, "decide", found, *HARMLESS)
    refused(records, "report", found, "--letters", str(letters))
    assert not [*letters.iterdir()]
    # A risk that is not high does not ask for letters, but the owner may.
    tell = ("--risk", "risk", "--authority", "notify", "--persons", "tell", *REASON)
    done(records, "decide", found, *tell, when=("--as-of", "2026-11-24 11:00"))
    assert "what was done" in refused(records, "report", found, "--letters", str(letters))
    done(records, "note", found, *REST, when=("--as-of", "2026-11-24 11:00"))
    done(records, "report", found, "--letters", str(letters))
    assert [*letters.iterdir()]


def test_letters_need_to_know_who_the_people_are(records: Run, aino: str, letters: Path) -> None:
    found = added(records, "--persons", "12", "--contained", "It was deleted.")["id"]
    done(records, "decide", found, *HIGH)
    said = refused(records, "report", found, "--letters", str(letters))
    assert "not recorded who the people are" in said


def test_only_the_people_concerned_get_a_letter_and_no_erased_one(
    register: Register, records: Run, aino: str, letters: Path
) -> None:
    other, third = (layout.new_id("c") for _ in range(2))
    bertta, cecilia = BERTTA, BERTTA.replace("ertta", "ecilia").replace("bertta", "cecilia")
    register.add({other: bertta, third: cecilia}, action="new")
    said = ("--kind", "wrong-recipient", "--contained", "It was deleted unread.")
    found = added(records, other, third, *said)["id"]
    done(records, "decide", found, *HIGH)
    ran = records("erase", third, "--yes")
    assert ran.code == 0, ran.err
    done(records, "report", found, "--letters", str(letters))
    assert [file.name for file in letters.iterdir()] == [f"{other}.txt"]
    assert records("validate").code == 0  # the id of an erased client may stay
    assert shown(records, found)["data"]["people"] == [other, third]
    assert done(records, "report", found).out


# --- A record like the others ---------------------------------------------------------------


def test_it_is_shown_and_edited_like_the_others(records: Run, aino: str) -> None:
    found = added(records)["id"]
    assert records("show", found[:8]).out.startswith("kind: other\n")
    kept = json.loads(records("show", found, "--json").out)
    assert (kept["schema"], kept["data"]["kind"]) == ("records.breach/1", "other")
    ran = records("edit", found, "--editor", "sed -i s/stolen/taken/")
    assert ran.code == 0, ran.err
    assert "taken" in shown(records, found)["data"]["what"]
    ran = records("edit", found, "--editor", "sed -i s/^aware:.*/aware:\\ soon/")
    assert ran.code == 1
    assert "write it like 2026-11-24T09:15+02:00" in ran.err


def test_its_trail_is_shown_with_its_values(records: Run, aino: str) -> None:
    found = added(records)["id"]
    ran = records("edit", found, "--editor", "sed -i s/stolen/taken/")
    assert ran.code == 0, ran.err
    said = records("audit", "show", found, "--values").out
    assert "what: The laptop was stolen on a train. → The laptop was taken on a train." in said
    assert records("audit", "show", found, "--at", date.today().isoformat()).out.startswith(
        "kind: other\n"
    )


def test_what_breaks_the_schema_is_named_and_never_a_traceback(
    register: Register, records: Run, aino: str
) -> None:
    found = added(records)["id"]
    text = "kind: theft\naware: then\nwhat: [x]\npeople: [c-aaaaaaaaaaaaa]\n"
    with register.changing():
        before = register.read(found)
        from heijastus_records.register import vault

        binding = vault.Binding(found, register.notice.register, 2, (before.sealed,))
        sealed = vault.seal_text(before.keys[0], binding, text)
        register.commit({layout.record_path(found): sealed}, Action("edit", (found,)))
    for words_ in (
        *(("breach", "list"), ("breach", "show", found), ("breach", "report", found)),
        *(("validate",), (), ("breach", "close", found)),
    ):
        ran = records(*NOW, *words_)
        assert ran.code == 1, words_
        assert "Traceback" not in ran.err
        assert found in ran.err + ran.out
    assert records(*NOW, "access-report", aino).code == 0


def test_an_unknown_person_is_an_error_in_validate(
    register: Register, records: Run, aino: str
) -> None:
    found = added(records, aino)["id"]
    with pytest.raises(Exception, match="put right"), register.edit(found, action="edit") as data:
        data["people"] = ["c-aaaaaaaaaaaaa"]


def test_a_person_who_asks_is_told_that_a_breach_concerned_them(
    register: Register, records: Run, aino: str
) -> None:
    other = layout.new_id("c")
    register.add({other: BERTTA}, action="new")
    found = added(records, aino)["id"]
    report = json.loads(records(*NOW, "access-report", aino, "--json").out)
    assert report["elsewhere"] == [
        {
            "record": found,
            "field": "people",
            "title": schema.schema("breach")["x-title"],
            "value": "2026-11-24",
        }
    ]
    assert "Henkilötietojen tietoturvaloukkaus" in records(*NOW, "access-report", aino).out
    assert json.loads(records(*NOW, "access-report", other, "--json").out)["elsewhere"] == []


def test_the_owner_is_told_of_a_breach_whose_words_name_who_asks(records: Run, aino: str) -> None:
    found = added(records, "--what", "Aino Esimerkin lasku meni muualle.")["id"]
    assert f"{found} mentions this person too" in records(*NOW, "access-report", aino).err


def test_the_summary_for_an_authority_counts_them(records: Run, aino: str) -> None:
    found = added(records)["id"]
    done(records, "decide", found, *HARMLESS)
    added(records)
    year = ("--from", "1.1.2026", "--to", "31.12.2099")
    report = json.loads(records("audit", "report", *year, "--json").out)
    assert report["breaches"] == 2
    kinds = {each["action"]: each["changes"] for each in report["kinds"]}
    assert (kinds["breach"], kinds["breach-decide"]) == (2, 1)


def test_whoever_is_named_in_a_breach_is_found_when_they_are_erased(
    register: Register, records: Run, aino: str
) -> None:
    other = layout.new_id("c")
    register.add({other: BERTTA}, action="new")
    found = added(records, "--what", "A letter for Bertta Kuvitelma went astray.")["id"]
    ran = records(*NOW, "erase", other, "--dry-run")
    assert found in ran.out + ran.err


def test_a_breach_survives_a_rotation_and_an_erasure(
    register: Register, records: Run, aino: str
) -> None:
    other = layout.new_id("c")
    register.add({other: BERTTA}, action="new")
    found = added(records)
    assert records("key", "rotate", "--compromised", "--yes").code == 0
    assert records("erase", other, "--yes").code == 0
    assert shown(records, found["id"])["data"] == found["data"]
    done(records, "decide", found["id"], *HARMLESS)
    assert records("validate").code == 0


def test_git_shows_it_and_its_hooks_check_it(register: Register, records: Run, aino: str) -> None:
    found = added(records)["id"]
    assert records("hook", "install").code == 0
    path = register.root / layout.record_path(found)
    old = path.read_bytes()
    done(records, "decide", found, *HARMLESS)
    said = records("validate", "--staged")
    assert said.code == 0, said.err
    path.write_bytes(old)
    subprocess.run(["git", "add", "-A"], cwd=register.root, check=True)
    assert records("validate", "--staged").code == 1
    subprocess.run(["git", "restore", "--staged", "--worktree", "."], cwd=register.root, check=True)
    assert records("textconv", str(path)).out.startswith("kind: other\n")
    path.write_bytes(b"damaged")
    assert records("breach", "show", found).code == 7
    assert records("repair", found).code == 0
    assert shown(records, found)["stage"] == "follow"


def test_two_computers_that_note_breaches_are_made_one(two: Two) -> None:
    said = ("breach", "add", "--kind", "other", *AWARE)
    when = ("--as-of", "2026-11-24 10:30")
    for computer, what in ((two.desk, "One."), (two.bag, "Two.")):
        computer.records(*when, *said, "--what", what)
    two.desk.records("sync")
    two.bag.records("sync")
    two.desk.records("sync")
    lists = [
        json.loads(each.records(*when, "breach", "list", "--json").out)["breaches"]
        for each in (two.desk, two.bag)
    ]
    assert lists[0] == lists[1]
    assert {each["data"]["what"] for each in lists[0]} == {"One.", "Two."}
    # Both add to the same one: nothing of either is lost.
    breach = lists[0][0]["id"]
    two.desk.records(*when, "breach", "decide", breach, *HIGH)
    two.bag.records(*when, "breach", "note", breach, *REST)
    two.desk.records("sync")
    two.bag.records("sync")
    two.desk.records("sync")
    for each in (two.desk, two.bag):
        data = json.loads(each.records("breach", "show", breach, "--json").out)["data"]
        assert (data["decisions"][0]["risk"], data["measures"]) == ("high", "A new laptop.")
        assert each.records("validate").code == 0


def test_a_listed_laptop_is_found_by_the_beginning_of_its_name(two: Two) -> None:
    names = json.loads(two.desk.records("key", "copies", "--json").out)["copies"]
    laptop = next(each["place"] for each in names if each["place"] != here(two.desk))
    said = ("breach", "add", "--kind", "lost-device", *AWARE, *WHAT, "--json")
    ran = two.desk.records(*NOW, *said, "--device", laptop)
    device = json.loads(ran.out)["data"]["facts"]["device"]
    assert (device["name"], device["here"], device["listed"]) == (laptop, "no", "computer")
    assert (device["passphrase"], device["plaintext"]) == ("unknown", ["unknown"])
    both = len([name for name in (laptop, here(two.desk)) if name.startswith(laptop[:1])])
    ran = two.desk.records(*NOW, *said, "--device", laptop[:1], code=None)
    assert ran.code == (3 if both == 2 else 0), ran


def here(computer: Any) -> str:
    note = next((computer.folder / "home" / "state" / "records").glob("*/computer"))
    return str(note.read_text("utf-8").strip())


def test_a_register_of_before_has_no_breaches_and_opens(
    register: Register, records: Run, aino: str
) -> None:
    """Its folder has no schema of breaches, which only the editor would read."""
    (register.root / "schemas" / "breach.schema.json").unlink()
    subprocess.run(["git", "commit", "-qam", "older"], cwd=register.root, check=True)
    assert records(*NOW, "breach", "list").code == 0
    assert added(records)["stage"] == "assess"
    assert records("validate").code == 0
    assert "schemas/breach.schema.json" in records("validate").out
    records("doctor", "--fix")
    assert "schemas/breach.schema.json" not in records("validate").out


def test_a_copy_on_a_stick_that_is_lost_is_known(
    register: Register, records: Run, aino: str, tmp_path: Path
) -> None:
    stick = tmp_path / "stick.age"
    shutil.copy(tmp_path / "identity", stick)
    assert records("key", "copies", "--add", str(stick)).code == 0
    found = added(records, "--kind", "lost-device", "--device", str(stick))
    device = found["data"]["facts"]["device"]
    assert (device["listed"], device["here"], device.get("plaintext")) == ("copy", "no", None)
    assert found["suggested"] == {"risk": "risk", "reasons": ["key-unknown"]}


def test_the_day_of_the_register_is_the_day_of_a_moment(records: Run, aino: str) -> None:
    assert TODAY.isoformat() == "2026-11-22"
    ran = records("--as-of", "2026-11-22 23:59", "requests", "list")
    assert ran.code == 0
    ran = records("--as-of", "never 10:00", "breach", "add", "--kind", "other", *AWARE, *WHAT)
    assert ran.code == 2


def test_a_case_is_what_its_record_says(register: Register, records: Run, aino: str) -> None:
    found = added(records)["id"]
    now = anew(register)
    assert breaches.find(now, found[:6]).breach.data == now.read(found).data
    assert document.load(now.read(found).text) == now.read(found).data
