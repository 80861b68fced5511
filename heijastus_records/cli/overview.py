"""The register at a glance, and help: overview, help."""

import click

from heijastus_records.cli import show
from heijastus_records.cli.root import EXIT_CODES, Command
from heijastus_records.cli.session import Session
from heijastus_records.errors import NotFound
from heijastus_records.messages import gettext as _


@click.command("overview", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def overview_command(session: Session, as_json: bool) -> None:
    """Show the register at a glance: how many of what, and since when; no names."""
    from heijastus_records.rights import overview

    facts = overview.of(session.open(), session.today)
    if as_json:
        click.echo(show.as_json(facts), nl=False)
    else:
        show.table([_("what"), _("how many")], [[*line] for line in overview.told(facts)])


EXIT = "exit-codes"


@click.command("help", cls=Command)
@click.argument("words", metavar="[COMMAND...]", nargs=-1)
@click.pass_context
def help_command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of a command, such as `records help key rotate`; or exit-codes."""
    if words == (EXIT,):
        show.text(_(EXIT_CODES))
        return
    found = ctx.find_root()
    for word in words:
        group = found.command
        command = group.get_command(found, word) if isinstance(group, click.Group) else None
        if command is None:
            raise NotFound(_("there is no command {command}").format(command=" ".join(words)))
        found = click.Context(command, info_name=word, parent=found)
    click.echo(found.get_help())
