"""Cookies of the site: cookies check."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heijastus_records.cli import show
from heijastus_records.cli.root import Commands
from heijastus_records.cli.session import Session
from heijastus_records.errors import Misused
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext

if TYPE_CHECKING:
    from heijastus_records.law.cookies import Checked


@click.group("cookies", cls=Commands)
def cookies_command() -> None:
    """Compare what your site sets in a browser with the notice."""


@cookies_command.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--consented", metavar="TIME", help="When you consented, such as 2026-11-22T12:00:05."
)
@click.option("--no-consent", is_flag=True, help="You did not consent: all was set before.")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def cookies_check_command(
    session: Session, file: Path, consented: str | None, no_consent: bool, as_json: bool
) -> int:
    """Compare the cookies in FILE with section 15 of the notice (cookies in register.yaml).

    FILE is a HAR of the browser's developer tools (in Chrome: with sensitive data), a cookies.txt,
    or the browser's own database (Cookies, cookies.sqlite). Record in a new private window. A star
    at the end of a name in the notice stands for any ending. Values are never shown or kept. What
    a site keeps in local storage is in none of these files: look for it in the developer tools.
    """
    from heijastus_records.rights import cookies

    notice = session.open().notice
    when = _when(consented, no_consent)
    site, checked = notice.data["cookies"]["site"], cookies.check(notice, file, when)
    if as_json:
        click.echo(show.as_json(cookies.facts(checked, site)), nl=False)
    else:
        _show(checked, site, looked=when is not None)
    return 1 if checked.findings else 0


def _when(consented: str | None, no_consent: bool) -> datetime | None:
    """Return when consent was given; a time without a zone is of this computer. Raises Misused."""
    from heijastus_records.law.cookies import NEVER

    if consented and no_consent:
        raise Misused(_("either --consented or --no-consent"))
    if not consented:
        return NEVER if no_consent else None
    try:
        return datetime.fromisoformat(consented).astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise Misused(_("--consented takes a time, such as 2026-11-22T12:00:05")) from error


def _show(checked: "Checked", site: str, *, looked: bool) -> None:
    from heijastus_records.rights import cookies

    for sentence in cookies.told(checked, site):
        show.paragraph(sentence, 4)
    for sentence in cookies.remarks(checked, looked=looked):
        show.note(sentence)
    count = len(checked.seen)
    told = ngettext("{count} cookie seen", "{count} cookies seen", count).format(count=count)
    wrong = len(checked.findings)
    found = ngettext("{count} thing to put right", "{count} things to put right", wrong)
    show.note(f"{told}; {found.format(count=wrong)}")
