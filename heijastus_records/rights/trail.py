"""The history of one register, read once for every check that is made of it."""

from functools import cached_property

from heijastus_records.errors import Damaged, Invalid
from heijastus_records.register import layout
from heijastus_records.register.history import Change, Commit, Signature, Staged
from heijastus_records.register.register import (
    Record,
    Register,
    erased_ids,
    parse_notice,
    reduced_ids,
)
from heijastus_records.rights import audit, traces


class Trail:
    """The history of one register: what Git says, and what of it can be believed.

    What is damaged is passed over: the objects are checked by themselves.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self.history = register.history

    @cached_property
    def commits(self) -> list[Commit]:
        """All commits, oldest first."""
        try:
            return self.history.commits("HEAD")[::-1]
        except Damaged:
            return []

    @cached_property
    def head(self) -> str:
        """The newest commit; empty where it cannot be read."""
        return self.commits[-1].name if self.commits else ""

    @cached_property
    def tree(self) -> dict[str, str]:
        """Objects of the newest commit by path. Raises Damaged."""
        return self.history.tree(self.head) if self.head else {}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each commit in the history."""
        return {commit.name: place for place, commit in enumerate(self.commits)}

    @cached_property
    def merges(self) -> set[str]:
        """The commits that have more than one parent."""
        return {commit.name for commit in self.commits if len(commit.parents) > 1}

    @cached_property
    def steps(self) -> list[tuple[str, Staged]]:
        """Each commit's name with each file that it changes, oldest first."""
        return list(self.history.readable_steps([each.name for each in self.commits]))

    @cached_property
    def changes(self) -> dict[str, Change]:
        """What each commit says of itself."""
        found = self.history.changes() if self.commits else []
        return {change.commit: change for change in found}

    @property
    def by_hand(self) -> int:
        """How many commits the owner has made with Git herself."""
        return sum(each.action in ("", audit.BY_HAND) for each in self.changes.values())

    # --- what can be believed ---

    @cached_property
    def signatures(self) -> dict[str, Signature]:
        """How each commit is signed."""
        found = self.history.signatures(self.register.signers.file, "HEAD") if self.commits else []
        return {each.commit: each for each in found}

    def is_trusted(self, commit: str) -> bool:
        """Tell whether a pinned signer has signed a commit."""
        return commit in self.signatures and self.signatures[commit].is_trusted

    @cached_property
    def has_to_be_signed(self) -> dict[str, bool]:
        """Whether each commit had to be signed: by what the notice before it said.

        Only a signed commit can say that signatures are no longer needed.
        """
        paths = [f"{each.name}:{layout.NOTICE}" for each in self.commits]
        notices = [content for _name, _kind, content in self.history.contents(paths)]
        asking = {content: _asks(content) for content in set(notices)}  # few differ, of thousands
        found: dict[str, bool] = {}
        asked: dict[str, bool] = {}
        for commit, content in zip(self.commits, notices, strict=True):
            asks = asking[content]
            before = [asked[parent] for parent in commit.parents if parent in asked]
            found[commit.name] = any(before) if before else asks
            doubtful = found[commit.name] and not self.is_trusted(commit.name)
            asked[commit.name] = asks or doubtful
        return found

    def is_believed(self, commit: str) -> bool:
        """Tell whether a commit counts: a forged one never takes anything away."""
        return self.is_trusted(commit) or not self.has_to_be_signed.get(commit, True)

    def is_free(self, commit: str) -> bool:
        """Tell whether a commit may leave out versions: a merge has them on its other side."""
        action = self.changes[commit].action if commit in self.changes else ""
        return commit in self.merges or action == "repair"

    @cached_property
    def erased(self) -> set[str]:
        """The ids of which a commit that counts says that they were erased."""
        return erased_ids(self._tombstones)

    @cached_property
    def reduced(self) -> set[str]:
        """The ids of which a commit that counts says that a part was erased."""
        return reduced_ids(self._tombstones)

    @cached_property
    def _tombstones(self) -> bytes:
        for commit, step in reversed(self.steps):
            if step.path == layout.TOMBSTONES and step.name and self.is_believed(commit):
                return self.history.blob(step.name)
        return b""

    def is_mended(self, record: str, commit: str) -> bool:
        """Tell whether a record was repaired, or set aside, after a commit that counts less."""
        return any(
            change.action in ("repair", "set-aside")
            and record in change.ids
            and self.places.get(name, -1) >= self.places.get(commit, 0)
            and self.is_believed(name)
            for name, change in self.changes.items()
        )

    @cached_property
    def people(self) -> traces.People:
        """Whom to look for."""
        records = [each for each in self.register.survey() if isinstance(each, Record)]
        return traces.People.of(records)


def _asks(notice: bytes) -> bool:
    """Tell whether a notice asks for signatures; one that nobody can read does."""
    try:
        return parse_notice(notice).is_signed
    except Invalid:
        return True
