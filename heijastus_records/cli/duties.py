"""What bare `records` shows: the duties of today."""

from heijastus_records.cli import show
from heijastus_records.cli.session import Session
from heijastus_records.errors import NotFound
from heijastus_records.messages import gettext as _


def show_today(session: Session) -> bool:
    """Show what is to be done, the most urgent first; False where there is no register."""
    try:
        register = session.open()
    except NotFound:
        return False
    from heijastus_records.rights import today

    found = today.duties(register, session.today, session.now)
    for each in found:
        show.text("  ".join(filter(None, (each.record, each.sentence))))
        show.text("  " + "  ".join(filter(None, (each.left(session.today), f"→ {each.command}"))))
    if not found:
        show.note(_("nothing is to be done today"))
    show.note(_("all commands: records --help"))
    return True
