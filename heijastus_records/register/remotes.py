"""Other copies of a register: what Git calls its remotes, and whether the notice allows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heijastus_records.errors import Refused
from heijastus_records.law.notice import Notice
from heijastus_records.law.residency import Place, Residency, Verdict, host_of
from heijastus_records.messages import gettext as _
from heijastus_records.register import layout, platform
from heijastus_records.register.git import Git


@dataclass(frozen=True)
class Remote:
    """One remote, with every address that Git would use for it."""

    name: str
    addresses: tuple[str, ...]


def remotes(git: Git) -> list[Remote]:
    """Return the remotes of a repository; what its settings rewrite is already rewritten."""
    found = []
    for name in git.run("remote").splitlines():
        pulled = git.ask("remote", "get-url", "--all", "--", name) or ""
        pushed = git.ask("remote", "get-url", "--push", "--all", "--", name) or ""
        named = filter(None, [*pulled.split("\n"), *pushed.split("\n")])
        found.append(Remote(name, tuple(dict.fromkeys(whole(each, git.folder) for each in named))))
    return found


def note(git: Git, remote: str, branch: str, commit: str) -> None:
    """Let Git know what a remote holds, as after a fetch, so that pull and push by hand go on."""
    git.run("update-ref", f"refs/remotes/{remote}/{branch}", commit)
    if not git.setting(f"branch.{branch}.remote", "--local"):
        git.run("config", f"branch.{branch}.remote", remote)
        git.run("config", f"branch.{branch}.merge", f"refs/heads/{branch}")


def whole(address: str, base: Path) -> str:
    """Return an address that means the same from everywhere: a folder's, with its whole path."""
    if host_of(address) == "" and "://" not in address:
        return str((base / address).resolve())
    return address


def residency(notice: Notice) -> Residency:
    """Return section 9 of a notice."""
    return Residency.of(notice.data["transfers"])


def refuse(notice: Notice, address: str) -> Place:
    """Return where an address leads. Raises Refused where the notice does not allow it."""
    place = residency(notice).judge(address)
    sentence = objection(place, address)
    if sentence:
        raise Refused(sentence, _("see section 9 of the notice: transfers in register.yaml"))
    return place


def objection(place: Place, address: str) -> str:
    """Say why data must not go to an address; an empty text where they may.

    The address itself is not repeated: it may hold a password.
    """
    if place.verdict is Verdict.UNPROTECTED:
        return _("an address that is neither a folder nor ssh or https is not used")
    if place.verdict is Verdict.UNKNOWN_HOST:
        return _(
            "{host} is not among the hosts that the notice allows (section 9): write it with its"
            " country under transfers, hosts"
        ).format(host=place.host)
    if place.verdict is Verdict.OTHER_COUNTRY:
        return _("{host} is in {country}, which the notice does not allow (section 9)").format(
            host=place.host, country=place.country
        )
    synced = platform.sync_folder_named(address) if place.is_local else ""
    if synced:
        return _("the folder is copied away by another program ({name})").format(name=synced)
    return ""


def objections(git: Git, notice: Notice) -> Iterator[tuple[str, str]]:
    """Yield the name of each remote that the notice does not allow, and why."""
    section = residency(notice)
    for remote in remotes(git):
        for address in remote.addresses:
            sentence = objection(section.judge(address), address)
            if sentence:
                yield shown(remote.name), sentence
                break


def shown(name: str) -> str:
    """Return a remote's name as it may be shown; one that is no plain word stays unsaid."""
    return name if layout.PLAIN_NAME.fullmatch(name) else "?"
