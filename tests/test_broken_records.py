"""A record that opens and breaks the schema: somebody with the key wrote it, or another version.

It is never passed over and never a traceback: it is named, and `edit` mends it.
"""

import pytest

from heijastus_records.cli.root import run
from heijastus_records.register import layout, vault
from heijastus_records.register.history import Action

WHO = "kind: person\nname: {given: Veera, family: Vihola}\nemails: [veera@posti.example]\n"
BROKEN = {
    "no kind": "name: {given: Veera, family: Vihola}\n",
    "no name": "kind: person\n",
    "kind is a list": "kind: [person]\nname: {given: Veera}\n",
    "name is a list": "kind: person\nname: [a, b]\n",
    "name is a text": "kind: person\nname: Veera Vihola\n",
    "organisation with two names": "kind: organisation\nname: {given: A, family: B}\n",
    "organisations is a text": WHO + "organisations: hello\n",
    "link without id": WHO + "organisations: [{role: contact}]\n",
    "links are texts": WHO + "organisations: [c-aaaaaaaaaaaaa]\n",
    "invoices is a text": WHO + "invoices: x\n",
    "invoice without a day": WHO + "invoices: [{number: a}]\n",
    "invoice of tomorrow": WHO + "invoices: [{number: a, date: tomorrow}]\n",
    "invoice of the year 9999": WHO + "invoices: [{number: a, date: 9999-12-31}]\n",
    "relationship is a text": WHO + "relationship: x\n",
    "ended soon": WHO + "relationship: {ended: soon}\n",
    "consents is a text": WHO + "consents: x\n",
    "consent without a day": WHO + "consents: [{purpose: marketing}]\n",
    "restriction is a text": WHO + "restriction: x\n",
    "restriction since never": WHO + "restriction: {ground: x, since: never}\n",
    "source of nobody": WHO + "sources: [{fields: [name], from: martians}]\n",
    "sources is a text": WHO + "sources: x\n",
    "unknown fields": WHO + "billing: {foo: {bar: baz}}\n",
    "emails are maps": WHO.replace("[veera@posti.example]", "[{a: b}, [x]]"),
    "paper is a text": WHO + "paper: x\n",
    "paper until soon": WHO + "paper: [{kind: a, place: b, until: soon}]\n",
    "language unknown": WHO + "language: xx\n",
}
COMMANDS = (
    ("list",),
    ("query", "--active", "--consent", "marketing"),
    ("query", "--organisation", "vihola"),
    ("access-report", "veera"),
    ("show", "veera"),
    ("restrict", "veera", "--ground", "art-18-1-a"),
    ("object", "veera", "--to", "marketing"),
    ("portability", "veera"),
    ("disclosures", "list"),
    ("paper", "list"),
)


def smuggled(register, text: str) -> str:
    """Commit a record without any check, as somebody with the key could."""
    record, key = layout.new_id("c"), vault.Key.generate()
    binding = vault.Binding(record, register.notice.register, 1, ())
    files = {
        layout.record_path(record): vault.seal_text(key, binding, text),
        layout.key_path(record): vault.seal_keys(register.epoch, record, (key,)),
    }
    with register.changing():
        register.commit(files, Action("new", (record,)))
    return record


@pytest.mark.parametrize("about", BROKEN)
def test_a_record_that_breaks_the_schema_is_named_and_never_a_traceback(
    register, records, aino, about, capsys
):
    """Whatever a command says, it is a sentence; and validate names the record.

    Most are run in this process: there, what is not a sentence fails the test by itself.
    """
    record = smuggled(register, BROKEN[about])
    place = ("--register", str(register.root), "--identity", str(register.private.identity))
    for words in (*COMMANDS, ("access-report", record, "--json")):
        capsys.readouterr()
        code, err = run([*place, *words]), capsys.readouterr().err
        assert "Traceback" not in err, (words, err)
        assert code in (0, 1, 3), (words, code, err)
        if code == 1:
            assert record in err
    refused = records("access-report", record)
    assert "Traceback" not in refused.err
    assert refused.code in (1, 3), refused
    assert record in refused.err or refused.code == 3
    checked = records("validate")
    assert (checked.code, record in checked.out) == (1, True)
    assert records("show", record).code == 0


def test_a_broken_record_is_mended_in_the_editor(register, records):
    """The way on is the one that the error names."""
    record = smuggled(register, BROKEN["name is a text"])
    editor = "sed -i 's/^name:.*/name: {family: Vihola}/'"
    ran = records("edit", record, "--editor", editor)
    assert ran.code == 0, ran.err
    assert records("validate").code == 0
