"""The program's entrance: global options, commands loaded when they are called, errors as text."""

import errno
import importlib
import inspect
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from heijastus_records import __version__, messages
from heijastus_records.errors import Invalid, RecordsError
from heijastus_records.messages import gettext as _

COMMANDS = {
    "init": ("trust", "Make a new register in an empty folder."),
    "new": ("everyday", "Add a person or an organisation in your editor."),
    "edit": ("everyday", "Edit one record in your editor."),
    "show": ("everyday", "Show one record as it was typed."),
    "list": ("everyday", "List the clients."),
    "query": ("everyday", "Find clients by what is held about them."),
    "validate": ("everyday", "Check the register, or a text that is not in it yet."),
    "import": ("everyday", "Take in the client list of a spreadsheet (CSV)."),
    "export": ("exporting", "Give another program what a purpose needs."),
    "requests": ("requests", "Requests of people: from the mail to the answer."),
    "access-report": ("answers", "Answer a person who asks what is held about them."),
    "rectify": ("rectifying", "Correct what is wrong, in old versions too."),
    "restrict": ("restricting", "Restrict processing while something is contested, or lift that."),
    "object": ("objecting", "Record an objection to a purpose, or decide on one."),
    "portability": ("porting", "Give a person what they have provided, to take along."),
    "disclosures": ("disclosing", "Record to whom data were disclosed, and list it."),
    "erase": ("erasing", "Erase a person for good, or say what would be erased."),
    "retention": ("retention", "Show whose data fall due when, and erase what is due."),
    "consent": ("consents", "Record consents and withdrawals, and show who consents."),
    "inform": ("informing", "List who has to be told what is held, and note who was."),
    "notice": ("notice", "Write the privacy notice, and say what the published one lacks."),
    "ropa": ("ropa", "Write the record of processing activities (GDPR, Article 30)."),
    "paper": ("paper", "List the papers in the cabinet, and tick off what was shredded."),
    "cookies": ("cookies", "Compare what your site sets in a browser with the notice."),
    "breach": ("breaches", "Personal data breaches: from the discovery to the notification."),
    "audit": ("audit", "Show, prove and sum up the trail of changes."),
    "doctor": ("trust", "Say what is not set up well on this computer, and mend it."),
    "repair": ("trust", "Mend damaged files from history, or set them aside."),
    "key": ("keys", "Look after the key of the register."),
    "sync": ("copies", "Make this register and another copy alike."),
    "backup": ("copies", "Write the whole register into one file, and try it."),
    "restore": ("copies", "Make the register again from a backup."),
    "clone": ("copies", "Bring the register to a further computer."),
    "hook": ("for_git", "Let Git check every commit and push by hand."),
    "overview": ("overview", "Show the register at a glance."),
    "help": ("overview", "Show the help of a command."),
    "completion": ("trust", "Print what your shell needs to complete commands."),
}
"""Every command, the module it is in, and its help in one line."""

HIDDEN = {"textconv": "for_git", "merge-driver": "for_git", "prove": "trust"}
"""Commands that Git or the program itself calls and nobody types, and the module each is in."""

EXIT_CODES = """\
0 done, also with warnings · 1 problems found · 2 wrong usage · 3 not found or ambiguous ·
4 no key, or cannot be opened · 5 busy or conflict · 6 refused by a rule · 7 damaged ·
130 interrupted"""


class Translated(click.Command):
    """Help in the owner's language."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help with its texts translated."""
        self._translate()
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option) and parameter.help:
                parameter.help = _(parameter.help)
        super().format_help(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help, translated: a group lists it."""
        self._translate()
        return super().get_short_help_str(limit)

    def _translate(self) -> None:
        # A docstring is looked up without its margin, as the catalogue has it.
        self.help = _(inspect.cleandoc(self.help)) if self.help else self.help


class Command(Translated):
    """A command of the program."""


class Commands(Translated, click.Group):
    """A group of commands, in the order of use."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they were given."""
        return [name for name, command in self.commands.items() if not command.hidden]


class Root(Commands):
    """The commands of the program, each loaded when it is called."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; where a rule trips over a record that breaks the schema, name it."""
        try:
            return super().invoke(ctx)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            broken = ctx.obj.broken_record() if ctx.obj else None
            if broken:
                raise broken from error
            raise

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all commands in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        place = COMMANDS[cmd_name][0] if cmd_name in COMMANDS else HIDDEN.get(cmd_name)
        if place is None:
            return None
        module = importlib.import_module(f"heijastus_records.cli.{place}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_") + "_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that is nearly right is named in the refusal."""
        from difflib import get_close_matches

        if args and args[0] not in {**COMMANDS, **HIDDEN} and not args[0].startswith("-"):
            close = get_close_matches(args[0], COMMANDS, n=1)
            known = (
                _("did you mean {command}?").format(command=close[0])
                if close
                else _("see: records --help")
            )
            ctx.fail(
                _("there is no command {command}; {known}").format(command=args[0], known=known)
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        rows = [(name, _(text)) for name, (_module, text) in COMMANDS.items()]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)
        with formatter.section(_("Exit codes")):
            formatter.write_text(_(EXIT_CODES))


@click.group(
    cls=Root, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--register",
    metavar="DIR",
    envvar="RECORDS_REGISTER",
    help="The register's folder; else the nearest one upward.",
)
@click.option(
    "--identity",
    metavar="FILE",
    envvar="RECORDS_IDENTITY",
    help="The file of the key, where it is not in its usual place.",
)
@click.option(
    "--as-of", metavar="DATE", envvar="RECORDS_TODAY", help="Reckon as if this day were today."
)
@click.option(
    "--lang",
    type=click.Choice(messages.LANGUAGES),
    help="Language of the messages; Swedish is for letters only.",
)
@click.version_option(__version__, prog_name="records", message="%(prog)s %(version)s")
@click.pass_context
def records(ctx: click.Context, register: str, identity: str, as_of: str, lang: str) -> None:
    """A client register that its owner can read, prove and answer for.

    Each client is one sealed file; the history of Git is the trail. Without a command it shows
    what is to be done today.
    """
    from heijastus_records.cli.session import Session

    if lang:
        messages.speak(lang)
    ctx.obj = Session(register, identity, as_of)
    if ctx.invoked_subcommand is None and not _show_today(ctx.obj):
        click.echo(ctx.get_help())


def _show_today(session: Any) -> bool:
    """Show what is to be done today; False where there is no register to look into."""
    from heijastus_records.cli import duties

    return duties.show_today(session)


def run(words: list[str]) -> int:
    """Run one command and return its exit code; nothing but a bug shows a traceback."""
    messages.speak(_language_of(words))
    for stream in (sys.stdout, sys.stderr):
        if stream and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    return _caught(lambda: records.main(words, prog_name="records", standalone_mode=False))


def _language_of(words: list[str]) -> str | None:
    """Return what --lang says before click has read it: errors of usage speak it too."""
    for place, word in enumerate(words):
        if word in COMMANDS:
            return None  # from here on it is the language of a letter
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(words):
            value = words[place + 1]
        if value in messages.LANGUAGES:
            return value
    return None


def _caught(call: Callable[[], Any]) -> int:
    try:
        result = call()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        _say_error(error.format_message(), getattr(error, "hint", ""))
        return error.exit_code
    except RecordsError as error:
        return _refuse(error)
    except (KeyboardInterrupt, click.Abort, EOFError):
        click.echo(_("interrupted"), err=True)
        return 130
    except SystemExit as error:  # click's way to end where the reader of a pipe has gone
        return 0 if isinstance(error.__context__, OSError) else int(error.code or 0)
    except OSError as error:
        return _system(error)
    return result if isinstance(result, int) else 0


def _refuse(error: RecordsError) -> int:
    from heijastus_records.cli import show

    if isinstance(error, Invalid):
        show.problems(error.problems, err=True)
    _say_error(error.sentence, error.hint)
    return error.exit_code


SYSTEM_CODES = {
    **dict.fromkeys((errno.ENOENT, errno.EISDIR, errno.ENOTDIR), 2),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), 6),
}
"""Exit codes for what the system refuses: a wrong name, or a rule of its own."""


def _system(error: OSError) -> int:
    """Say what the system refused; a reader that has gone away is no error."""
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    named = error.filename if isinstance(error.filename, str) else ""
    said = ": ".join(filter(None, (error.strerror or str(error), named)))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        # What was being done may be saved: a note beside it may be what found no room.
        _say_error(_("the disk is full"), _("make room, then try again"))
        return 5
    _say_error(_("the system refuses ({said})").format(said=said), "")
    return SYSTEM_CODES.get(error.errno or 0, 7)


def _say_error(sentence: str, hint: str) -> None:
    from heijastus_records.letters.safe import printable

    click.echo(printable(_("records: error: {sentence}").format(sentence=sentence)), err=True)
    if hint:
        click.echo(printable(_("records: hint: {hint}").format(hint=hint)), err=True)
