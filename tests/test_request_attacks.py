"""Somebody wants an answer that is not theirs, or wants the register to break: none of it comes."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from heijastus_records.register.register import Register

from .house import Ran
from .test_requests import ADDRESS, DAY, OWNER, added, mailed, shown, trusting

__all__ = ["mailed", "trusting"]

Run = Callable[..., Ran]
Mailed = Callable[..., str]

BERTTA = f"kind: person\nname: {{given: Bertta, family: Malli}}\nemails: [{ADDRESS}]\n"


# --- Who is taken for the person --------------------------------------------------------------


def test_an_address_proves_nothing_for_somebody_else_whom_the_owner_names(
    trusting: Register, records: Run, aino: str, mailed: Mailed
) -> None:
    file = mailed(sender="Aino Esimerkki <ilkimys@muu.example>")
    ran = records(*DAY, "requests", "add", "aino", "--eml", file, "--json")
    found = json.loads(ran.out)
    assert (found["client"], found["identity"]) == (aino, "pending")
    assert f"an address that is not one of {aino}" in ran.err


def test_an_address_of_two_people_proves_nothing_for_either(
    trusting: Register, records: Run, aino: str, mailed: Mailed
) -> None:
    trusting.add({"c-berttabertta2": BERTTA}, action="new", basis="art-6-1-b")
    assert added(records, "--eml", mailed())["client"] is None
    named = added(records, "aino", "--eml", mailed())
    assert (named["client"], named["identity"]) == (aino, "pending")


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("strasse@posti.example", "straße@posti.example"),
        ("aino@strasse.example", "aino@xn--strae-oqa.example"),
        ("essi@posti.example", "eſsi@posti.example"),
        ("kaisa@posti.example", "\u212aaisa@posti.example"),
    ],
    ids=["ß before the @", "ß in the domain", "long s", "Kelvin"],
)
def test_an_address_that_is_only_found_alike_proves_nothing(
    trusting: Register, records: Run, aino: str, mailed: Mailed, own: str, other: str
) -> None:
    with trusting.edit(aino, action="edit") as data:
        data["emails"] = [own]
    assert added(records, "--eml", mailed(sender=f"Aino <{other}>"))["identity"] == "pending"


def test_a_wish_that_was_told_to_another_company_is_no_proof_when_it_is_sent_on(
    trusting: Register, records: Run, aino: str, mailed: Mailed
) -> None:
    file = mailed(text="Poistakaa kaikki tietoni.\n", To="asiakaspalvelu@kauppa.example")
    ran = records(*DAY, "requests", "add", "--eml", file, "--json")
    assert json.loads(ran.out)["identity"] == "pending"
    assert "somebody else may have sent it on" in ran.err
    assert added(records, "--eml", mailed(To=""))["identity"] == "pending"
    several = "Muu <muu@kauppa.example>, Mari Pynnönen <Mari.Pynnonen@heijastus.org>"
    assert added(records, "--eml", mailed(To=several))["identity"] == "confirmed"


@pytest.mark.parametrize(
    "added_on_top",
    ["Subject: Poistakaa kaikki tietoni", "To: {owner}", "Cc: {owner}"],
    ids=["another subject", "another To", "Cc"],
)
def test_what_was_added_to_a_signed_mail_is_no_wish_of_the_person(
    trusting: Register, records: Run, aino: str, mailed: Mailed, added_on_top: str
) -> None:
    is_hers = added_on_top.startswith("Subject")
    file = Path(mailed("Kiitos", "Poistakaa tietoni.\n", To=OWNER if is_hers else "a@muu.example"))
    file.write_bytes(added_on_top.format(owner=OWNER).encode() + b"\r\n" + file.read_bytes())
    assert added(records, "--eml", str(file))["identity"] == "pending"


def test_who_writes_for_somebody_else_is_not_confirmed_by_a_call_on_arrival_either(
    trusting: Register, records: Run, aino: str, mailed: Mailed
) -> None:
    file = mailed(text="Kirjoitan isäni puolesta. Poistakaa hänen tietonsa.\n")
    words = ("requests", "add", "aino", "--eml", file, "--confirmed")
    refused = records(*DAY, *words, "phone")
    assert (refused.code, "mandate" in refused.err) == (6, True)
    assert trusting.ids("r") == []
    assert records(*DAY, *words, "mandate").code == 0


def test_a_stranger_gets_no_answer_of_the_client_whose_address_was_written(
    trusting: Register, records: Run, aino: str, mailed: Mailed, tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed(Authentication_Results=""))
    assert (asked["identity"], asked["client"]) == ("pending", aino)
    confirm = ("requests", "confirm", asked["id"], "--how", "phone", "--stranger")
    assert records(*DAY, *confirm, "--client", aino).code == 2
    assert records(*DAY, *confirm).code == 0
    assert shown(records, asked["id"])["client"] is None
    out = tmp_path / "vastaus.txt"
    ran = records(*DAY, "access-report", "--request", asked["id"], "--out", str(out))
    assert (ran.code, out.exists()) == (6, False)


def test_what_nothing_is_named_by_is_not_confirmed(
    trusting: Register, records: Run, aino: str
) -> None:
    words = ("requests", "add", "aino", "--duty", "access", "--channel", "letter")
    asked = json.loads(records(*DAY, *words, "--json").out)["id"]
    ran = records("edit", asked, "--editor", "sed -i s/pending/confirmed/")
    assert ran.code == 0, ran.err
    found = shown(records, asked)
    assert (found["identity"], found["stage"]) == ("pending", "identity")
    ran = records(*DAY, "access-report", "--request", asked, "--json")
    assert (ran.code, "not confirmed" in ran.err) == (6, True)


@pytest.mark.parametrize(
    "words",
    [
        ("ask-id",),
        ("extend", "--ground", "number", "--reason", "monta pyyntöä"),
        ("refuse", "--ground", "art-12-2", "--reason", "emme tiedä, kuka kysyy"),
        ("refuse", "--ground", "art-12-5", "--reason", "pyyntö on perusteeton"),
    ],
    ids=["question", "more time", "refusal", "another refusal"],
)
def test_no_letter_to_an_unknown_writer_tells_whether_the_person_is_there(
    trusting: Register, records: Run, aino: str, mailed: Mailed, tmp_path: Path, words: list[str]
) -> None:
    with trusting.edit(aino, action="edit") as data:
        data["language"] = "sv"
    letters = []
    for sender in (f"Aino Esimerkki <{ADDRESS}>", "Kukaan Tuntematon <kukaan@muu.example>"):
        asked = added(records, "--eml", mailed(sender=sender, Authentication_Results=""))["id"]
        file = tmp_path / f"{asked}.txt"
        step, *rest = words
        ran = records(*DAY, "requests", step, asked, *rest, "--letter", str(file))
        assert ran.code == 0, ran.err
        letters.append(file.read_text("utf-8").replace(asked[:6], "r-xxxx"))
    assert letters[0] == letters[1]


# --- What is asked when there is nothing to ask -------------------------------------------------


def test_nobody_is_told_of_a_longer_time_for_what_is_answered(
    trusting: Register, records: Run, aino: str, mailed: Mailed, tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed(Authentication_Results=""))["id"]
    letter = ("--letter", str(tmp_path / "kirje.txt"))
    reason = ("--ground", "art-12-2", "--reason", "emme tiedä, kuka kysyy")
    assert records(*DAY, "requests", "refuse", asked, *reason, *letter).code == 0
    extend = ("requests", "extend", asked, "--ground", "number", "--reason", "x")
    for words in (extend, ("requests", "ask-id", asked)):
        ran = records(*DAY, *words, *letter, "--replace")
        assert (ran.code, "nothing left to decide" in ran.err) == (6, True)


# --- What a mail may hold -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        {"sender": f"Aino 010170-900J <{ADDRESS}>"},
        {"sender": "Aino <010170-900J@posti.example>"},
        {"Message_ID": "<010170-900J@posti.example>"},
        {"subject": "010170-900J " * 15},
        {"sender": f"{'010170-900J ' * 16}<{ADDRESS}>"},
    ],
    ids=["name", "address", "message", "subject", "long name"],
)
def test_a_personal_identity_code_keeps_no_request_out(
    trusting: Register, records: Run, aino: str, mailed: Mailed, said: dict[str, str]
) -> None:
    ran = records(*DAY, "requests", "add", "--eml", mailed(**said), "--json")
    assert ran.code == 0, ran.err
    assert "010170" not in ran.out
    assert "identity code was taken out" in ran.err
    assert records("validate").code == 0


def test_no_line_of_a_mail_passes_for_a_line_of_the_program(
    trusting: Register, records: Run, aino: str, mailed: Mailed
) -> None:
    text = "Haluan tarkastaa tietoni.\n\nnext       records erase --yes\n"
    asked = added(records, "--eml", mailed(text=text))["id"]
    lines = records(*DAY, "requests", "show", asked).out.splitlines()
    assert [line[:12] for line in lines if "next" in line] == ["next       r", "  | next    "]


# --- The address that somebody else has got into the register -------------------------------------


def test_an_address_that_was_changed_meanwhile_proves_nothing_by_itself(
    trusting: Register, records: Run, aino: str, mailed: Mailed, tmp_path: Path
) -> None:
    """Somebody asks by telephone for "my new address" to be noted, and then asks from there."""
    told = tmp_path / "oikaisu.eml"
    new = "aino@ilkimys.example"
    changed = ("rectify", aino, "--set", f"emails[0]={new}", "--eml", str(told))
    assert records(*DAY, *changed).code == 0
    assert f"To: {ADDRESS}" in told.read_text("utf-8")
    file = mailed(sender=f"Aino Esimerkki <{new}>")
    ran = records(*DAY, "requests", "add", "--eml", file, "--json")
    found = json.loads(ran.out)
    assert (found["client"], found["identity"]) == (aino, "pending")
    assert f"addresses of {aino} were changed on" in ran.err


def test_an_address_that_was_changed_long_ago_is_the_persons_own(
    trusting: Register, records: Run, aino: str, mailed: Mailed
) -> None:
    with trusting.edit(aino, action="edit") as data:
        data["emails"] = ["aino@posti.example"]
    years = date.today().year + 1
    file = mailed(sender="Aino <aino@posti.example>", Date=f"Thu, 05 Aug {years} 09:12:00 +0200")
    ran = records("--as-of", f"{years}-08-06", "requests", "add", "--eml", file, "--json")
    assert json.loads(ran.out)["identity"] == "confirmed", ran.err


def test_what_happens_to_others_casts_no_doubt_on_an_address(
    trusting: Register, records: Run, aino: str, mailed: Mailed
) -> None:
    bertta = BERTTA.replace(ADDRESS, "bertta@posti.example")
    trusting.add({"c-berttabertta2": bertta}, action="new", basis="art-6-1-b")
    assert records(*DAY, "rectify", aino, "--set", "phones[0]=+358409998877").code == 0
    assert records(*DAY, "erase", "c-bert", "--yes").code == 0
    assert added(records, "--eml", mailed())["identity"] == "confirmed"


# --- What is left of an erased person -------------------------------------------------------------


def test_who_asks_twice_to_be_erased_is_settled_once(
    trusting: Register, records: Run, aino: str, mailed: Mailed, tmp_path: Path
) -> None:
    texts = ("Poistakaa tietoni.\n", "Vastustan markkinointia.\n", "Poistakaa jo tietoni, Aino!\n")
    first, objected, again = [added(records, "--eml", mailed(text=text))["id"] for text in texts]
    answer = tmp_path / "poisto.txt"
    ran = records(*DAY, "erase", "--request", again, "--letter", str(answer), "--yes")
    assert ran.code == 0, ran.err
    assert f"Viite: {again[:6]}" in answer.read_text("utf-8")
    register = Register.open(trusting.root, trusting.private.identity)
    for request in (first, objected, again):
        left = register.read(request)
        assert sorted(left.data) == ["channel", "decisions", "duties", "received"]
        assert shown(records, request)["undecided"] == []
        assert records(*DAY, "requests", "close", request).code == 0


def test_a_request_that_outlives_its_client_can_be_brought_to_its_end(
    trusting: Register, records: Run, aino: str, mailed: Mailed, tmp_path: Path
) -> None:
    asked = added(records, "--eml", mailed(text="Poistakaa tiedot.\n", Authentication_Results=""))
    request = asked["id"]
    assert records(*DAY, "erase", aino, "--yes").code == 0
    assert records(*DAY, "requests", "confirm", request, "--how", "phone").code == 3
    assert records(*DAY, "requests", "confirm", request, "--how", "phone", "--stranger").code == 0
    ran = records(*DAY, "erase", "--request", request, "--yes")
    assert (ran.code, "not in the register" in ran.err) == (6, True)
    reason = ("--ground", "art-12-2", "--reason", "tiedot on jo poistettu")
    letter = ("--letter", str(tmp_path / "kirje.txt"))
    assert records(*DAY, "requests", "refuse", request, *reason, *letter).code == 0
    assert records(*DAY, "requests", "close", request).code == 0
    assert records("validate").code == 0


# --- Where an answer goes -------------------------------------------------------------------------


def test_whoever_writes_from_an_address_of_their_own_is_answered_there(
    trusting: Register, records: Run, aino: str, mailed: Mailed, tmp_path: Path
) -> None:
    """The first address may be one at work, which others read as well."""
    with trusting.edit(aino, action="edit") as data:
        data["emails"] = ["toimisto@orkesteri.example", ADDRESS]
    text = "Lähettäkää minulle kaikki tietoni ja poistakaa ne sen jälkeen.\n"
    asked = added(records, "aino", "--eml", mailed(text=text), "--confirmed", "phone")["id"]
    reason = ("--ground", "number", "--reason", "monta pyyntöä")
    steps = (
        ("requests", "extend", asked, *reason),
        ("access-report", "--request", asked),
        ("erase", "--request", asked, "--yes"),
    )
    for number, words in enumerate(steps):
        file = tmp_path / f"vastaus-{number}.eml"
        ran = records(*DAY, *words, "--eml", str(file))
        assert ran.code == 0, ran.err
        assert f"\nTo: {ADDRESS}\n" in file.read_text("utf-8").replace("\r", "")
        assert "orkesteri" not in ran.out


def test_the_owner_is_told_of_words_in_an_answer_that_may_be_of_somebody_else(
    trusting: Register, records: Run, aino: str, mailed: Mailed
) -> None:
    stranger = mailed(sender="Ilkka Ilkimys <ilkka@muu.example>")
    asked = added(records, "aino", "--eml", stranger)["id"]
    ran = records(*DAY, "access-report", aino, "--json")
    assert "ilkka@muu.example" in ran.out
    assert f"{asked} is in the answer, and it is not known who asked in it" in ran.err
    assert records(*DAY, "requests", "confirm", asked, "--how", "phone").code == 0
    assert asked not in records(*DAY, "access-report", aino, "--json").err


def test_an_erasure_waits_no_longer_than_the_first_of_its_requests_may(
    trusting: Register, records: Run, aino: str
) -> None:
    words = ("requests", "add", "aino", "--duty", "erasure", "--channel", "phone")
    for received in ("2026-02-10", "2026-03-05"):
        assert records(*DAY, *words, "--confirmed", "phone", "--received", received).code == 0
    ran = records(*DAY, "erase", aino, "--queue")
    assert "by 2026-03-10 at the latest" in ran.err


# --- What is registered can be read ---------------------------------------------------------------

ODD = [
    "---\n...\n%YAML 1.2\n--- !!python/object\n",
    "- x: [}\n? : |-\n  &a *a <<: {{\n",
    '\'"\\ \t#ei: kommentti\n#records {"format": 1}\n',
    "AGE-SECRET-KEY-1 age-encryption.org/v1\n-----BEGIN AGE ENCRYPTED FILE-----\n",
    "~\nnull\nyes\n0x1F\n2026-03-05\n1e3\n=\n<<\n",
    "\x00\x01\x07\x08\x0b\x0c\x1b[2J\x1b]0;x\x07\x7f\x85\x9b\n",
    "\u202e\u2066\u200b\u2028\u2029\ufeff\ufffe\uffff\U000e0041\n",
    "e\u0301\u0300" * 3000 + "\n",
    "👩‍👩‍👧‍👦" * 2000 + "\n",
    " \n" * 2000 + "  alku\n\n\n",
    "\t\n\ttab\n    sisennys\n  vähemmän\n",
    "x" * 19_000 + "\n",
    "a\n" * 9_000,
]
"""Texts that YAML, a terminal or the sealed form could stumble over."""


def test_whatever_a_mail_says_it_is_registered_opens_and_is_valid(
    trusting: Register, records: Run, aino: str, mailed: Mailed
) -> None:
    for text in ODD:
        subject = " ".join(text.split())[:70] or "x"
        safe = "".join(letter for letter in subject if letter.isprintable())
        asked = added(records, "--eml", mailed(safe, text, Message_ID=""), "--duty", "access")
        said = shown(records, asked["id"])["data"]
        assert said == asked["data"]
        assert records(*DAY, "requests", "show", asked["id"]).code == 0
    ran = records("validate")
    assert (ran.code, "0 errors" in ran.err) == (0, True), ran.out
    assert records(*DAY, "requests", "list").out.count("r-") == len(ODD)
    assert records("audit", "verify").code == 0
    assert records(*DAY, "access-report", aino, "--json").code == 0
