"""A person writes: from the mail to the answer, and nothing to anybody else."""

import email
import email.policy
import json
import re
import subprocess
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from heijastus_records.cli.requests import GROUNDS
from heijastus_records.errors import RecordsError, Refused
from heijastus_records.law.request import DUTIES
from heijastus_records.letters.refusal_wording import DUTIES as REFUSED_DUTIES
from heijastus_records.letters.refusal_wording import REFUSALS
from heijastus_records.messages import LANGUAGES
from heijastus_records.register import document, layout, vault
from heijastus_records.register.register import Register
from heijastus_records.rights import erasing, requests, waiting

from .house import TODAY, Ran

Run = Callable[..., Ran]

SERVER = "mx.heijastus.example"
ADDRESS = "aino.esimerkki@posti.example"
OWNER = "mari.pynnonen@heijastus.org"
DAY = ("--as-of", "2026-03-06")


@pytest.fixture
def trusting(register: Register) -> Register:
    """The register, whose owner has named her own mail server."""
    file = register.root / "register.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("\nrequests:\n", f"\nrequests:\n  servers: [{SERVER}]\n"), "utf-8")
    subprocess.run(["git", "commit", "-qam", "notice"], cwd=register.root, check=True)
    return Register.open(register.root, register.private.identity)


@pytest.fixture
def mailed(tmp_path: Path) -> Callable[..., str]:
    """Write a mail into a file, and return where: `mailed("Tietoni", "Mitä minusta on?")`."""

    def write(
        subject: str = "Hei",
        text: str = "Haluan tarkastaa, mitä tietoja minusta on rekisterissänne.\n",
        sender: str = f"Aino Esimerkki <{ADDRESS}>",
        **headers: str,
    ) -> str:
        mail = EmailMessage(policy=email.policy.SMTPUTF8)
        file = tmp_path / f"{len(list(tmp_path.glob('*.eml')))}.eml"
        domain = sender.rpartition("@")[2].rstrip(">")
        passed = f"{SERVER}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
        known = {"Authentication-Results": passed, "From": sender, "Subject": subject, "To": OWNER}
        known |= {
            "Date": "Thu, 05 Mar 2026 09:12:00 +0200",
            "Message-ID": f"<{file.stem}@{domain}>",
        }
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {**known, **given}.items():
            if value:
                mail[name] = value
        mail.set_content(text)
        file.write_bytes(mail.as_bytes())
        return str(file)

    return write


def added(records: Run, *words: str) -> dict[str, Any]:
    """Register a request and return what the program says of it."""
    ran = records(*DAY, "requests", "add", *words, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def shown(records: Run, request: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(records(*DAY, "requests", "show", request, "--json").out)
    return found


def body(file: Path) -> str:
    """Return the text of a written mail, without its line ends."""
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


# --- Who asks -------------------------------------------------------------------------------


def test_a_registered_address_that_the_own_server_vouches_for_is_confirmed(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    found = added(records, "--eml", mailed())
    assert (found["identity"], found["evidence"]) == ("confirmed", "registered-address")
    assert (found["client"], found["duties"]) == (aino, ["access"])
    assert (found["received"], found["due"], found["aim"]) == (
        *("2026-03-05", "2026-04-07", "2026-04-05"),
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"Authentication_Results": ""},
        {"Authentication_Results": "mx.evil.example; dmarc=pass header.from=posti.example"},
        {"Authentication_Results": f"{SERVER}; dmarc=fail header.from=posti.example"},
        {"sender": "Aino Esimerkki <aino@toinen.example>"},
        {"text": "Tarkastuspyyntö äitini puolesta.\n"},
    ],
    ids=["nobody vouches", "a stranger vouches", "failed", "another address", "for another"],
)
def test_in_any_doubt_the_identity_is_not_confirmed(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], changed: dict[str, str]
) -> None:
    found = added(records, "--eml", mailed(**changed))
    assert found["identity"] in ("pending", "representative")
    ran = records(*DAY, "access-report", "--request", found["id"])
    assert (ran.code, ran.out) == (6, "")


def test_without_a_trusted_server_nothing_is_ever_confirmed_by_itself(
    register: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    found = added(records, "--eml", mailed())
    assert (found["identity"], found["client"]) == ("pending", aino)


def test_the_question_about_identity_is_the_same_whether_or_not_anything_is_held(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    letters = []
    for name in ("Aino Esimerkki", "Kukaan Tuntematon"):
        asked = added(records, "--eml", mailed(sender=f"{name} <x{len(name)}@toinen.example>"))
        file = tmp_path / f"{asked['id']}.txt"
        ran = records(*DAY, "requests", "ask-id", asked["id"], "--letter", str(file))
        assert ran.code == 0, ran.err
        letters.append(file.read_text("utf-8").replace(asked["id"][:6], "r-xxxx"))
        assert shown(records, asked["id"])["paused"]
    assert letters[0] == letters[1]
    assert "Esimerkki" not in letters[0]


def test_no_mail_is_written_to_an_address_that_is_not_in_the_register(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed(sender="Aino Esimerkki <aino@toinen.example>"))["id"]
    answer = str(tmp_path / "vastaus.eml")
    assert records(*DAY, "requests", "ask-id", asked, "--eml", answer).code == 6
    reason = ("--ground", "art-12-2", "--reason", "emme tiedä, kuka kysyy")
    assert records(*DAY, "requests", "refuse", asked, *reason, "--eml", answer).code == 6
    assert not Path(answer).exists()
    confirmed = records(*DAY, "requests", "confirm", asked, "--how", "phone", "--client", aino)
    assert confirmed.code == 0
    assert records(*DAY, "access-report", "--request", asked, "--eml", answer).code == 0
    written = email.message_from_bytes(Path(answer).read_bytes(), policy=email.policy.default)
    assert written["To"] == ADDRESS


def test_who_writes_for_somebody_else_needs_a_mandate(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    asked = added(records, "--eml", mailed(text="Kirjoitan isäni puolesta. Poistakaa tiedot.\n"))
    assert (asked["identity"], asked["client"]) == ("representative", None)
    confirm = ("requests", "confirm", asked["id"], "--client", aino, "--how")
    assert records(*DAY, *confirm, "phone").code == 6
    assert records(*DAY, *confirm, "mandate").code == 0
    assert shown(records, asked["id"])["client"] == aino


def test_a_stranger_is_told_that_nothing_is_held_once_it_is_known_who_asks(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed(sender="Kukaan Tuntematon <k@toinen.example>"))["id"]
    file = str(tmp_path / "vastaus.txt")
    words = ("access-report", "--nothing-held", "--request", asked, "--out", file)
    assert records(*DAY, *words).code == 6
    assert records(*DAY, "requests", "confirm", asked, "--how", "in-person").code == 3
    stranger = ("requests", "confirm", asked, "--how", "in-person", "--stranger")
    assert records(*DAY, *stranger).code == 0
    assert records(*DAY, *words).code == 0
    assert "emme käsittele henkilötietojasi" in Path(file).read_text("utf-8")
    assert shown(records, asked)["stage"] == "send"


# --- What arrives ---------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"Message_ID": ""}], ids=["by its id", "by its words"])
def test_a_mail_is_registered_once(
    trusting: Register,
    records: Run,
    aino: str,
    mailed: Callable[..., str],
    headers: dict[str, str],
) -> None:
    file = mailed(**headers)
    first = added(records, "--eml", file)
    again = records(*DAY, "requests", "add", "--eml", file)
    assert (again.code, first["id"] in again.out) == (0, True)
    assert "registered already" in again.err
    assert trusting.ids("r") == [first["id"]]


def test_an_automatic_reply_asks_for_nothing_unless_the_owner_says_so(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    file = mailed(
        "Automaattinen vastaus: laskunne", "Olen lomalla.\n", Auto_Submitted="auto-replied"
    )
    assert records(*DAY, "requests", "add", "--eml", file).code == 6
    assert trusting.ids("r") == []
    assert added(records, "--eml", file, "--duty", "access")["duties"] == ["access"]


def test_a_mail_that_asks_for_nothing_known_is_not_guessed_at(
    trusting: Register, records: Run, mailed: Callable[..., str]
) -> None:
    ran = records(*DAY, "requests", "add", "--eml", mailed("Lasku", "Kiitos laskusta!\n"))
    assert (ran.code, "--duty" in ran.err) == (2, True)
    assert trusting.ids("r") == []


def test_the_clock_runs_from_receipt_and_not_from_the_day_of_registering(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    late = records("--as-of", "2026-04-20", "requests", "add", "--eml", mailed(), "--json")
    found = json.loads(late.out)
    assert (found["received"], found["due"], found["days_left"]) == (
        "2026-03-05",
        "2026-04-07",
        -13,
    )


def test_a_day_to_come_is_no_day_of_receipt(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    future = mailed(Date="Fri, 05 Mar 2027 09:12:00 +0200")
    assert added(records, "--eml", future)["received"] == "2026-03-06"
    words = ("requests", "add", "aino", "--duty", "access", "--channel", "phone")
    assert records(*DAY, *words, "--received", "2026-03-07").code == 2


def test_a_personal_identity_code_in_a_mail_is_taken_out(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    text = "Haluan nähdä tietoni. Henkilötunnukseni on 010170-900J.\n"
    found = added(records, "--eml", mailed(text=text))
    assert "010170" not in json.dumps(found)
    assert "[hetu]" in found["data"]["text"]


def test_a_request_by_phone_needs_no_mail(register: Register, records: Run, aino: str) -> None:
    words = ("aino", "--duty", "rectification", "--channel", "phone", "--confirmed", "phone")
    found = added(records, *words)
    assert (found["client"], found["identity"], found["stage"]) == (aino, "confirmed", "open")
    alone = ("--duty", "access", "--channel", "letter", "--confirmed", "letter")
    assert records(*DAY, "requests", "add", *alone).code == 2


def test_what_is_asked_for_twice_is_said(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    first = added(records, "--eml", mailed())["id"]
    ran = records(*DAY, "requests", "add", "--eml", mailed(text="Lähettäkää kaikki tietoni.\n"))
    assert f"{first} asks for the same" in ran.err


# --- The answer -----------------------------------------------------------------------------


def test_an_answer_goes_out_once_and_is_noted(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed())["id"]
    answer = tmp_path / "vastaus.eml"
    words = ("access-report", "--request", asked, "--eml", str(answer))
    assert records(*DAY, *words).code == 0
    said = body(answer)
    assert "Kiitos pyynnöstäsi, jonka vastaanotimme 5.3.2026" in said
    assert f"Viite: {asked[:6]}" in said
    written = email.message_from_bytes(answer.read_bytes(), policy=email.policy.default)
    assert written["In-Reply-To"].endswith("@posti.example>")
    found = shown(records, asked)
    assert (found["stage"], found["undecided"]) == ("send", [])
    assert records(*DAY, *words, "--replace").code == 6
    assert records(*DAY, "requests", "close", asked).code == 0
    assert shown(records, asked)["stage"] == "closed"
    assert records(*DAY, "requests", "list").out.count(asked) == 0
    assert records(*DAY, "requests", "list", "--all").out.count(asked) == 1


def test_a_look_at_the_answer_is_not_an_answer(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    asked = added(records, "--eml", mailed())["id"]
    ran = records(*DAY, "access-report", "--request", asked, "--json")
    assert json.loads(ran.out)["request"]["reference"] == asked[:6]
    assert shown(records, asked)["stage"] == "open"


def test_a_letter_that_cannot_be_written_leaves_the_request_as_it_was(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed(text="Oikaiskaa puhelinnumeroni.\n"))["id"]
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=trusting.root)
    nowhere = str(tmp_path / "ei" / "ole.eml")
    for words in (
        ("rectify", "--request", asked, "--set", "phones[0]=+358409998877", "--eml", nowhere),
        ("requests", "extend", asked, "--ground", "number", "--reason", "x", "--eml", nowhere),
    ):
        assert records(*DAY, *words).code == 2
    assert subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=trusting.root) == head


def test_what_was_rectified_and_the_request_are_one_commit(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed(text="Puhelinnumeroni on väärin, korjatkaa se.\n"))["id"]
    answer = tmp_path / "vastaus.eml"
    words = ("--set", "phones[0]=+358409998877", "--eml", str(answer))
    assert records(*DAY, "rectify", "--request", asked, *words).code == 0
    said = body(answer)
    assert "040 123 4567" in said
    assert "040 999 8877" in said
    message = subprocess.check_output(
        ["git", "log", "-1", "--format=%B"], cwd=trusting.root, text=True
    )
    assert message.startswith("rectify 2\n")
    for trailer in (f"Id: {aino}", f"Id: {asked}", f"Request: {asked}", "Basis: art-16"):
        assert f"Records-{trailer}" in message
    assert shown(records, asked)["undecided"] == []


def test_a_purge_answers_its_request_as_well(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed(text="Puhelinnumeroni on väärin, korjatkaa se.\n"))["id"]
    words = ("--set", "phones[0]=+358409998877", "--purge", "--yes")
    silent = records(*DAY, "rectify", "--request", asked, *words)
    assert (silent.code, "has to be told" in silent.err) == (2, True)
    assert shown(records, asked)["stage"] == "open"
    letter = ("--eml", str(tmp_path / "vastaus.eml"))
    ran = records(*DAY, "rectify", "--request", asked, *words, *letter)
    assert ran.code == 0, ran.err
    assert shown(records, asked)["stage"] == "send"
    assert records("audit", "verify").code == 0


# --- The clock ------------------------------------------------------------------------------


def test_more_time_is_taken_within_the_first_month_only_and_the_person_is_told(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed())["id"]
    words = ("requests", "extend", asked, "--ground", "complexity", "--reason", "vanha arkisto")
    file = tmp_path / "jatkoaika.eml"
    assert records(*DAY, *words).code == 2  # nobody was told
    assert records("--as-of", "2026-04-08", *words, "--eml", str(file)).code == 6
    assert records("--as-of", "2026-04-07", *words, "--eml", str(file)).code == 0
    assert "5.6.2026" in body(file)
    assert "vanha arkisto" in body(file)
    found = shown(records, asked)
    assert (found["due"], found["extended"]) == ("2026-06-05", True)
    again = records(*DAY, *words, "--eml", str(file), "--replace")
    assert (again.code, "extended already" in again.err) == (6, True)


def test_the_clock_stands_still_while_identity_is_asked_for(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed(sender="Aino <aino@toinen.example>"))["id"]
    file = str(tmp_path / "kysymys.txt")
    assert records(*DAY, "requests", "ask-id", asked, "--letter", file).code == 0
    confirm = ("requests", "confirm", asked, "--how", "reply", "--client", aino)
    assert records("--as-of", "2026-03-16", *confirm).code == 0
    assert shown(records, asked)["due"] == "2026-04-15"


def test_today_shows_what_is_most_urgent_first(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    later = added(records, "--eml", mailed(text="Oikaiskaa nimeni.\n"))["id"]
    words = ("aino", "--duty", "access", "--channel", "phone", "--confirmed", "phone")
    sooner = added(records, *words, "--received", "2026-02-10")["id"]
    ran = records(*DAY)
    assert ran.code == 0
    assert [line[:15] for line in ran.out.splitlines() if line.startswith("r-")] == [sooner, later]
    listed = json.loads(records(*DAY, "requests", "list", "--json").out)
    assert [each["id"] for each in listed["requests"]] == [sooner, later]


def test_an_erasure_waits_no_longer_than_its_request_may(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    added(records, "--eml", mailed(text="Poistakaa kaikki tietoni.\n"))
    assert records("--as-of", "2026-03-20", "erase", aino, "--queue").code == 0
    register = Register.open(trusting.root, trusting.private.identity)
    assert [each.until.isoformat() for each in waiting.listed(register)] == ["2026-04-07"]


# --- Refusal --------------------------------------------------------------------------------


def test_a_refusal_says_why_and_where_to_complain(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed())["id"]
    file = tmp_path / "ei.eml"
    words = ("--ground", "art-12-5", "--reason", "kymmenes sama pyyntö tänä vuonna")
    assert records(*DAY, "requests", "refuse", asked, *words, "--eml", str(file)).code == 0
    assert "kymmenes sama pyyntö" in body(file)
    assert "Tietosuojavaltuutetun toimisto" in body(file)
    found = shown(records, asked)
    assert (found["stage"], found["data"]["decisions"][0]["outcome"]) == ("send", "refused")


# --- Erasure --------------------------------------------------------------------------------


def test_whoever_asks_for_both_gets_the_copy_first_and_then_no_word_of_the_request_is_left(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    text = "Lähettäkää minulle kaikki tietoni ja poistakaa ne sen jälkeen. Aino\n"
    asked = added(records, "--eml", mailed("Tietoni", text))
    assert asked["duties"] == ["access", "erasure"]
    request, answer = asked["id"], tmp_path / "poisto.eml"
    erase = ("erase", "--request", request, "--eml", str(answer), "--yes")
    refused = records(*DAY, *erase)
    assert (refused.code, "answer first: access" in refused.err) == (6, True)
    copy = str(tmp_path / "kopio.eml")
    assert records(*DAY, "access-report", "--request", request, "--eml", copy).code == 0
    register = Register.open(trusting.root, trusting.private.identity)
    old = [*register.history.versions(layout.record_path(request), "--all")]
    ran = records(*DAY, *erase)
    assert ran.code == 0, ran.err
    assert "Tietosi on poistettu" in body(answer)
    assert f"Viite: {request[:6]}" in body(answer)
    register = Register.open(trusting.root, trusting.private.identity)
    left = register.read(request)
    assert sorted(left.data) == ["channel", "decisions", "duties", "received"]
    assert "aino" not in left.text.casefold()
    assert not [name for name in old if vault.opens(left.keys, register.history.blob(name))]
    assert records(*DAY, "requests", "close", request).code == 0
    assert records("audit", "verify").code == 0


def test_earlier_requests_of_the_erased_are_reduced_along(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    first = added(records, "--eml", mailed())["id"]
    out = str(tmp_path / "vastaus.txt")
    assert records(*DAY, "access-report", "--request", first, "--out", out).code == 0
    assert records(*DAY, "erase", aino, "--yes").code == 0
    register = Register.open(trusting.root, trusting.private.identity)
    assert "aino" not in register.read(first).text.casefold()
    assert requests.find(register, first).request.undecided == ()


def test_where_nothing_can_go_the_request_is_answered_with_a_refusal(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    with trusting.edit(aino, action="edit") as data:
        data["holds"] = [{"ground": "art-17-3-e", "since": "2026-01-01"}]
    asked = added(records, "--eml", mailed(text="Poistakaa tietoni.\n"))["id"]
    file = tmp_path / "ei.eml"
    ran = records(*DAY, "erase", "--request", asked, "--eml", str(file), "--yes")
    assert ran.code == 0, ran.err
    assert "Pyyntöön ei voida suostua" in body(file)
    assert shown(records, asked)["data"]["decisions"][0]["outcome"] == "refused"
    assert aino in trusting.ids()


def test_an_erasure_refuses_where_the_request_has_changed_since_the_plan(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    from heijastus_records.rights import erase

    asked = added(records, "--eml", mailed(text="Poistakaa tietoni.\n"))["id"]
    register = Register.open(trusting.root, trusting.private.identity)
    planned = erasing.on_request(register, asked, TODAY)
    with Register.open(trusting.root, trusting.private.identity).edit(asked, action="edit") as data:
        data["subject"] = "Sittenkin"
    with pytest.raises(RecordsError, match="changed"):
        erase.carry_out(register, [planned], TODAY)


# --- What is held of requests ---------------------------------------------------------------


def test_the_copy_of_a_person_holds_their_requests(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    added(records, "--eml", mailed(text="Haluan nähdä tietoni, kiitos.\n"))
    found = json.loads(records(*DAY, "access-report", aino, "--json").out)
    values = {each["field"]: each["value"] for each in found["requests"][0]["values"]}
    assert values["text"] == "Haluan nähdä tietoni, kiitos."
    said = " ".join(records(*DAY, "access-report", aino, "--lang", "fi").out.split())
    assert "Pyyntösi, joka vastaanotettiin 5.3.2026" in said
    assert "Pyynnöt (yleinen tietosuoja-asetus, 12 artikla)" in said


def test_a_request_is_edited_like_a_record(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    asked = added(records, "--eml", mailed())["id"]
    ran = records("edit", asked[:8], "--editor", "sed -i s/access/portability/")
    assert ran.code == 0, ran.err
    assert shown(records, asked)["duties"] == ["portability"]
    ran = records("edit", asked[:8], "--editor", "sed -i s/portability/everything/")
    assert ran.code == 1


def test_nothing_personal_of_a_request_is_in_git(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str]
) -> None:
    added(records, "--eml", mailed("Ainon tiedot", "Poistakaa Aino Esimerkin tiedot.\n"))
    log = subprocess.check_output(
        ["git", "log", "--all", "--format=%B", "--name-only"], cwd=trusting.root, text=True
    )
    assert not re.search("aino|esimerk|posti", log, re.IGNORECASE)


def test_a_request_of_nobody_is_not_found(register: Register, records: Run) -> None:
    for words in (("show", "r-aaaa"), ("close", "r-"), ("confirm", "x", "--how", "phone")):
        assert records("requests", *words).code == 3
    with pytest.raises(Refused):
        made = layout.new_id("r")
        text = {"received": "2026-03-05", "channel": "phone", "duties": ["access"]}
        register.add({made: document.dump(text)}, action="request")
        requests.accept(register, made, "access")


def next_of(records: Run, request: str) -> str:
    """Return the command that the program proposes, without the word before it."""
    text = records(*DAY, "--lang", "en", "requests", "show", request).out
    return next(line[4:].strip() for line in text.splitlines() if line.startswith("next"))


def test_the_command_that_is_proposed_is_the_one_that_goes_on(
    trusting: Register, records: Run, aino: str, mailed: Callable[..., str], tmp_path: Path
) -> None:
    called = added(records, aino, "--duty", "portability", "--channel", "phone")["id"]
    assert next_of(records, called) == f"records requests confirm {called[:8]} --how phone"
    assert records(*DAY, "requests", "confirm", called, "--how", "phone").code == 0
    proposed = f"records portability --request {called[:8]} --out FILE --eml FILE"
    assert next_of(records, called) == proposed

    asked = added(records, "--eml", mailed(sender="Kukaan <kukaan@toinen.example>"))["id"]
    assert next_of(records, asked) == f"records requests ask-id {asked[:8]} --letter FILE"
    question = str(tmp_path / "kysymys.txt")
    assert records(*DAY, "requests", "ask-id", asked, "--letter", question).code == 0
    proposed = f"records requests confirm {asked[:8]} --how reply --client WHO"
    assert next_of(records, asked) == proposed
    confirmed = records(*DAY, "requests", "confirm", asked, "--how", "reply", "--stranger")
    assert confirmed.code == 0
    proposed = f"records access-report --request {asked[:8]} --nothing-held --out FILE"
    assert next_of(records, asked) == proposed


def test_a_stranger_is_not_told_of_an_address_in_the_register(
    trusting: Register, records: Run, mailed: Callable[..., str]
) -> None:
    asked = added(records, "--eml", mailed(sender="Kukaan <kukaan@toinen.example>"))["id"]
    assert records(*DAY, "requests", "confirm", asked, "--how", "reply", "--stranger").code == 0
    answer = records(*DAY, "access-report", "--nothing-held", "--request", asked).out
    assert "Vahvistit henkilöllisyytesi." in answer
    assert "rekisterissä olevaan" not in answer


def test_a_list_without_a_request_says_so(register: Register, records: Run) -> None:
    assert "no request is open" in records("--lang", "en", "requests", "list").err


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_of_a_refusal_has_its_words_in_the_letter(ground: str) -> None:
    assert set(REFUSALS[ground]) == set(LANGUAGES)


@pytest.mark.parametrize("duty", DUTIES)
def test_a_refusal_says_in_words_what_was_asked_for(duty: str) -> None:
    assert set(REFUSED_DUTIES[duty]) == set(LANGUAGES)
