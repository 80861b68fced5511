"""What must hold of a history that others have made, before it becomes ours.

Each check refuses with a sentence that says what is wrong with the other copy.
"""

from heijastus_records.errors import Damaged, NoKey, RecordsError, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import joining, layout, signing, vault
from heijastus_records.register.history import History, Signature, Staged
from heijastus_records.register.joining import Tree
from heijastus_records.register.register import Register, epoch_in, parse_notice


class Unsigned(Refused):
    """Commits that no pinned signer has signed; carries the keys that did sign, by fingerprint."""

    def __init__(self, sentence: str, hint: str, keys: dict[str, str]) -> None:
        super().__init__(sentence, hint)
        self.keys = keys


def inspect(register: Register, history: History, ours: str, theirs: str) -> None:
    """Refuse a history that is unrelated, unsigned, replayed, or holds what must not be there.

    Raises Refused, Damaged, or NoKey where it is in another epoch.
    """
    base = history.base(ours, theirs)
    if not base:
        raise Refused(
            _("the other copy is of another register, or its history was begun anew"),
            _("look at it: git log; if it is wrong, make it anew from this one"),
        )
    commits = [each.name for each in history.commits(theirs, f"^{ours}")]
    refuse_unsigned(register, history, commits, register.was_signed(base))
    refuse_strange(history, commits)
    _refuse_false(register, history, Tree.of(history, base), Tree.of(history, theirs))


# --- Signatures -----------------------------------------------------------------------------


def refuse_unsigned(
    register: Register, history: History, commits: list[str], is_signed: bool
) -> None:
    """Refuse commits that no pinned signer has signed, where they have to be. Raises Unsigned."""
    if not is_signed or not commits:
        return
    found = history.signatures(register.signers.file, "--no-walk", *commits)
    doubtful = [each for each in found if not each.is_trusted]
    if not doubtful:
        return
    keys = signers_of(history, doubtful)
    if keys and all(each.state == "U" for each in doubtful):
        raise Unsigned(
            _("signed by a key that is not known on this computer: {keys}").format(
                keys=", ".join(keys)
            ),
            _(
                "compare it with records key info on your other computer; if it is the"
                " same: {command}"
            ).format(command=f"records sync --trust {next(iter(keys))}"),
            keys,
        )
    raise Unsigned(
        _("commit {commit} is not signed, or its signature is wrong").format(
            commit=doubtful[-1].commit[:12]
        ),
        _("nothing was taken in; find out who has made it"),
        {},
    )


def signers_of(history: History, signatures: list[Signature]) -> dict[str, str]:
    """Return the public keys that have signed, by fingerprint."""
    one_of_each = {each.fingerprint: each.commit for each in signatures if each.fingerprint}
    found = {}
    for _name, _kind, content in history.contents(list(one_of_each.values())):
        public = signing.public_of(content)
        if public:
            found[signing.fingerprint(public)] = public
    return {print_: public for print_, public in found.items() if print_ in one_of_each}


# --- Files ----------------------------------------------------------------------------------


def refuse_strange(history: History, commits: list[str]) -> None:
    """Refuse what must be in no commit: links, strange files, plain text in a sealed place."""
    seen = set()
    for commit, change in history.steps(commits):
        sentence = strange(change)
        if sentence:
            raise Refused(
                _("commit {commit}: {sentence}").format(commit=commit[:12], sentence=sentence)
            )
        if layout.id_of(change.path) and change.name and change.name not in seen:
            seen.add(change.name)
            vault.inspect(history.blob(change.name)[: vault.MAX_HEADER], layout.id_of(change.path))


def strange(change: Staged) -> str:
    """Say what is strange about a file of a commit; an empty text where nothing is."""
    if not change.name:
        return ""
    if change.mode != "100644":
        return _("a link, a program or a submodule in place of a file")
    if not layout.is_known(change.path):
        return _("a file that does not belong into a register")
    return ""


def _refuse_false(register: Register, history: History, base: Tree, theirs: Tree) -> None:
    """Refuse records that do not open, are older than known, or vanished without an erasure."""
    epoch_name = theirs.files.get(layout.EPOCH, "")
    number = epoch_in(history.blob(epoch_name)) if epoch_name else 0
    known = [register.epoch_number, *([register.incoming.number] if register.incoming else [])]
    if number not in known:
        raise NoKey(
            _("the other copy is in epoch {found}, this one in epoch {wanted}").format(
                found=number, wanted=register.epoch_number
            ),
            _("bring the newer key: records key export there, records key import here"),
        )
    _refuse_other_key(register, history, theirs)
    _refuse_notice(register, history, theirs)
    erased = joining.erased_in(history, theirs)
    if not joining.erased_in(history, base) <= erased:
        raise Refused(_("the other copy has dropped a tombstone: an erasure is for good"))
    aside = {
        record
        for change in history.changes(commits=(theirs.commit, f"^{base.commit}"))
        if change.action == "set-aside"
        for record in change.ids
    }
    for path in sorted({*base.files, *theirs.files}):
        old, new = base.files.get(path, ""), theirs.files.get(path, "")
        record = layout.id_of(path)
        if old == new or not record:
            continue
        if not new and record not in erased | aside:
            raise Refused(
                _("{where} is gone from the other copy without an erasure").format(where=record),
                f"records repair {record}",
            )
        if new and record in erased:
            raise Refused(_("{where} was erased and has come back").format(where=record))
        if new and path == layout.record_path(record):
            _refuse_older(register, history, record, (old, new), (theirs.commit, base.commit))


def _refuse_other_key(register: Register, history: History, theirs: Tree) -> None:
    """Refuse an epoch of the same number that was begun with another secret. Raises NoKey."""
    name = theirs.files.get(layout.key_path(layout.CUSTODY), "")
    try:
        register.unwrap(history.blob(name) if name else b"", layout.CUSTODY)
    except Damaged as error:
        raise NoKey(
            _("the other copy is sealed with another key: both computers have made a new one"),
            _("bring that key: records key export there, records key import here"),
        ) from error


def _refuse_notice(register: Register, history: History, theirs: Tree) -> None:
    name = theirs.files.get(layout.NOTICE, "")
    if not name or parse_notice(history.blob(name)).register != register.notice.register:
        raise Refused(_("the other copy's notice is missing, or another register's"))
    attributes = theirs.files.get(layout.ATTRIBUTES, "")
    text = history.blob(attributes).decode("utf-8", "replace") if attributes else ""
    if text != layout.ATTRIBUTES_TEXT:
        raise Refused(_("the other copy's {where} was changed").format(where=layout.ATTRIBUTES))


def _refuse_older(
    register: Register,
    history: History,
    record: str,
    names: tuple[str, str],
    commits: tuple[str, ...],
) -> None:
    old, new = names
    keys = joining.keys_of(register, history, record, commits)
    place = register.notice.register
    binding, _text = vault.open_text(keys, history.blob(new), record, place)
    if old:
        try:
            known = vault.open_text(keys, history.blob(old), record, place)[0].version
        except RecordsError:
            known = 0  # what does not open here is mended by a newer version
        if binding.version <= known:
            raise Damaged(
                _("{where}: an older version was put back in the other copy").format(where=record),
                f"records repair {record}",
            )
