"""The privacy notice: notice render, notice check."""

from typing import TYPE_CHECKING, Any

import click

from heijastus_records import messages
from heijastus_records.cli import show
from heijastus_records.cli.everyday import bytes_of
from heijastus_records.cli.root import Commands
from heijastus_records.cli.session import Session
from heijastus_records.messages import LANGUAGES, ngettext
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.rights.drift import Found
    from heijastus_records.rights.remarks import Remark

FORMS = ("text", "html", "pdf", "md", "json")


@click.group("notice", cls=Commands)
def notice_command() -> None:
    """Write the privacy notice from register.yaml, and check the published one."""


@notice_command.command("render")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the notice; else by the ending of FILE, else text.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the notice; else the register's."
)
@click.option("--out", metavar="FILE", help="Write into a new file outside every register.")
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.pass_obj
def notice_render_command(
    session: Session, /, form: str | None, lang: str | None, **file: Any
) -> None:
    """Write the notice, ready to be published (GDPR, Articles 13 and 14).

    It has every sentence of the published sections, and what the law asks for besides.

    \b
    Examples:
      records notice render
      records notice render --lang sv --out dataskydd.html
    """
    from heijastus_records.rights import notices

    notice = session.open().notice
    form = form or show.form_of(file["out"], FORMS)
    show.deliver(notices.form(notice, form, lang or notice.language), **file)
    lacking = notices.missing(notice)
    if lacking:
        show.note(_("register.yaml lacks: {points}; records notice check").format(points=lacking))


@notice_command.command("check")
@click.option(
    "--published",
    metavar="FILE",
    help="Compare with the published text: a text file, or the web page saved as HTML.",
)
@click.option("--json", "as_json", is_flag=True, help="Show the findings as JSON.")
@click.pass_obj
def notice_check_command(session: Session, published: str | None, as_json: bool) -> int:
    """Say what the published notice lacks (GDPR, Articles 13 and 14), section by section.

    And where practice is not what it says: each such drift is to be mended, or listed under
    acknowledged in register.yaml.

    \b
    Examples:
      records notice check
      records notice check --published tietosuojaseloste.html
    """
    from heijastus_records.rights import drift, notices, remarks

    register = session.open()
    text = bytes_of(published, notices.MAX_PUBLISHED) if published else None
    found, (drifts, records) = notices.check(register, text), drift.look(register, session.today)
    told = [*remarks.remarks(register.notice, records)]
    if as_json:
        facts = notices.to_json(register.notice, found, session.today) | drifts.to_json()
        click.echo(show.as_json({**facts, "remarks": [each.to_json() for each in told]}), nl=False)
    else:
        _show_all(found, drifts, told)
    return 1 if found or drifts.drifts else 0


def _show_all(found: list[Any], drifts: "Found", told: "list[Remark]") -> None:
    _show(found)
    _show_drifts(drifts)
    for each in told:
        sentence = _("section {section}: {sentence}")
        show.note(sentence.format(section=each.section, sentence=each.sentence))


def _show_drifts(found: "Found") -> None:
    from heijastus_records.letters import formats
    from heijastus_records.rights.drift import places

    for each in found.drifts:
        show.paragraph(f"{each.section:4}{each.sentence} ({each.name}: {places(each)})", 4)
        show.paragraph(f"    → {each.remedy}", 6)
    for known in found.acknowledged:
        sentence = _("{name}: acknowledged on {day}: {reason}")
        day = formats.day(known.day, messages.language())
        told = sentence.format(name=known.drift.name, day=day, reason=known.reason)
        show.paragraph(f"{known.drift.section:4}{told}", 4)
    for _place, name in found.stale:
        show.note(_("the drift {name} is not there any more: take it away").format(name=name))
    if found.drifts:
        sentence = ngettext("{count} drift", "{count} drifts", len(found.drifts))
        show.note(sentence.format(count=len(found.drifts)))


def _show(found: list[Any]) -> None:
    """Show each finding with what to do about it: a table would cut the sentences off."""
    for each in found:
        law = f"({each.point})".replace("Article", _("Article")) if each.point else ""
        told = " ".join(filter(None, (each.sentence, law)))
        show.paragraph(f"{each.section:4}{told}", 4)
        show.paragraph(f"    → {each.remedy}", 6)
    count = len(found)
    sentence = ngettext("{count} finding", "{count} findings", count)
    show.note(sentence.format(count=count) if found else _("the notice tells all it has to"))
