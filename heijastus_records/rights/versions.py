"""Is every step of the history right: what it changes, what it says, what it follows from?"""

from collections.abc import Iterator

from heijastus_records.errors import Problem, RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.register import inspection, layout, vault
from heijastus_records.register.history import Staged
from heijastus_records.register.register import erased_ids
from heijastus_records.rights.trail import Trail

Steps = list[tuple[str, Staged]]
"""Commits, each with a file that it changes."""


def truthful(trail: Trail) -> Iterator[Problem]:
    """Say which commits change something else than they say."""
    changed: dict[str, set[str]] = {}
    begins = {commit for commit, step in trail.steps if step.path == layout.EPOCH and step.old}
    for commit, step in trail.steps:
        record = layout.id_of(step.path)
        # A new epoch wraps every key anew; what it says is whose record it changes.
        is_said = commit not in begins or step.path == layout.record_path(record or "custody")
        if record and record != layout.CUSTODY and is_said:
            changed.setdefault(commit, set()).add(record)
    for name, change in trail.changes.items():
        if not change.action or name in trail.merges:
            continue
        named, found = set(change.ids) - {layout.CUSTODY}, changed.get(name, set())
        if not found <= named or (named - found and change.action != "repair"):
            yield Problem(
                _(
                    "commit {commit} changes other records than it says; what it did:"
                    " records audit show --values"
                ).format(commit=name[:12])
            )


def placed(trail: Trail) -> Iterator[Problem]:
    """Say what lies in some commit and must be in none."""
    for commit, step in trail.steps:
        sentence = inspection.strange(step) or _changed(trail, step)
        if sentence:
            yield Problem(
                _("commit {commit}: {sentence}").format(commit=commit[:12], sentence=sentence),
                layout.id_of(step.path),
            )


def _changed(trail: Trail, step: Staged) -> str:
    """Say what is wrong with a file of a known name; an empty text where nothing is."""
    record = layout.id_of(step.path)
    if step.path == layout.ATTRIBUTES and _content(trail, step) != layout.ATTRIBUTES_TEXT.encode():
        return _("the attributes were changed: sealed files could be damaged")
    if step.name and record:
        try:
            vault.inspect(trail.history.blob(step.name)[: vault.MAX_HEADER], record)
        except RecordsError as error:
            return error.sentence
    return ""


def _content(trail: Trail, step: Staged) -> bytes:
    try:
        return trail.history.blob(step.name) if step.name else b""
    except RecordsError:
        return b""


def buried(trail: Trail) -> Iterator[Problem]:
    """Say where an erasure was taken back."""
    for commit, step in trail.steps:
        change = trail.changes.get(commit)
        if step.path != layout.TOMBSTONES or not step.old or (change and change.action == "repair"):
            continue
        lost = erased_ids(trail.history.blob(step.old)) - erased_ids(_content(trail, step))
        for record in sorted(lost):
            sentence = _("commit {commit} takes back an erasure: an erasure is for good")
            yield Problem(sentence.format(commit=commit[:12]), record)
    back = {layout.id_of(path) for path in trail.tree} & trail.erased
    for record in sorted(back):
        yield Problem(_("was erased and has come back"), record)


# --- The versions of each record ------------------------------------------------------------


def continuous(trail: Trail) -> Iterator[Problem]:
    """Say where a record's versions do not follow from each other, or do not open."""
    by_record: dict[str, Steps] = {}
    for commit, step in trail.steps:
        record = layout.id_of(step.path)
        if record and step.path == layout.record_path(record):
            by_record.setdefault(record, []).append((commit, step))
    for record, steps in by_record.items():
        if record not in trail.erased:
            yield from _versions(trail, record, steps)


def _versions(trail: Trail, record: str, steps: Steps) -> Iterator[Problem]:
    """Check one record, oldest version first."""
    family = _Family(trail, record)
    for commit, step in steps[_last_start(trail, family, steps) :]:
        sentence = _wrong(trail, family, commit, step)
        if sentence:
            mended = bool(step.name) and trail.is_mended(record, commit)
            yield Problem(sentence.format(commit=commit[:12]), record, warning=mended)


def _last_start(trail: Trail, family: "_Family", steps: Steps) -> int:
    """Return where a record was begun anew under a fresh key: what was before opens no more."""
    if family.record not in trail.reduced:
        return 0
    starts = [
        place
        for place, (_commit, step) in enumerate(steps)
        if step.name and (found := family.opened(step.name)) and not found[0].parents
    ]
    return max(starts, default=0)


def _wrong(trail: Trail, family: "_Family", commit: str, step: Staged) -> str:
    """Say what is wrong with one step of a record; an empty text where nothing is."""
    if not step.name:
        if _was_taken_away(trail, family.record, commit):
            return ""
        return _("taken away without an erasure in commit {commit}; bring it back: records repair")
    if family.opened(step.name) is None:
        return _("the version of commit {commit} does not open: it was damaged, or swapped")
    if step.old and not family.follows(step, trail.is_free(commit)):
        return _(
            "in commit {commit} a version does not follow from the one before it: an older one"
            " was put back, or one is missing"
        )
    return ""


class _Family:
    """The versions of one record, by git's names for them."""

    def __init__(self, trail: Trail, record: str) -> None:
        self.record = record
        self._trail = trail
        self._keys = _keys(trail, record)
        self._known: dict[str, tuple[vault.Binding, str] | None] = {}
        self._parents: dict[str, tuple[str, ...]] = {}

    def opened(self, name: str) -> tuple[vault.Binding, str] | None:
        """Return the first line and the digest of a version; None where it does not open."""
        if name not in self._known:
            self._known[name] = self._open(name)
        return self._known[name]

    def _open(self, name: str) -> tuple[vault.Binding, str] | None:
        place = self._trail.register.notice.register
        try:
            sealed = self._trail.history.blob(name)
            binding = vault.open_text(self._keys, sealed, self.record, place)[0]
        except RecordsError:
            return None
        self._parents[vault.digest(sealed)] = binding.parents
        return binding, vault.digest(sealed)

    def follows(self, step: Staged, is_free: bool) -> bool:
        """Tell whether a version may come after another: made from it, and next in number.

        In a merge and a repair (`is_free`) there may be others between the two.
        """
        new, old = self.opened(step.name), self.opened(step.old)
        if new is None or old is None:
            return True  # what does not open is a finding of its own
        (after, digest), (before, known) = new, old
        if after.version <= before.version:
            return False
        if is_free:
            return known in self._ancestors(digest)
        # Where two versions were made one, it may be the other whose number is the higher.
        is_next = after.version == before.version + 1 or len(after.parents) > 1
        return known in after.parents and is_next

    def _ancestors(self, digest: str) -> set[str]:
        found: set[str] = set()
        left = [digest]
        while left:
            each = left.pop()
            if each not in found:
                found.add(each)
                left += self._parents.get(each, ())
        return found


def _keys(trail: Trail, record: str) -> tuple[vault.Key, ...]:
    """Return every key that the record has had in this epoch, newest first."""
    path = layout.key_path(record)
    names = [trail.tree.get(path, "")]
    names += [step.name for _commit, step in reversed(trail.steps) if step.path == path]
    found: dict[str, vault.Key] = {}
    for name in filter(None, dict.fromkeys(names)):
        try:
            sealed = trail.history.blob(name)
            keys = vault.open_keys(trail.register.epoch, sealed, record)
        except RecordsError:
            continue  # of an earlier epoch, or damaged: then what it was for does not open
        found |= {key.secret: key for key in keys}
    return tuple(found.values())


def _was_taken_away(trail: Trail, record: str, commit: str) -> bool:
    """Tell whether a record went by an erasure, or was set aside as unreadable."""
    if not trail.is_believed(commit):
        return False
    change = trail.changes.get(commit)
    if change and change.action == "set-aside" and record in change.ids:
        return True
    return record in erased_ids(trail.history.content_at(commit, layout.TOMBSTONES))
