"""How a register begins: a folder, a secret, a recovery copy and a first commit."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from heijastus_records.errors import Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, layout, platform, private, schema, vault, wiring
from heijastus_records.register.history import Action, History
from heijastus_records.register.private import Private
from heijastus_records.register.register import Register, parse_notice


@dataclass(frozen=True)
class Plan:
    """What `found` is to make."""

    folder: Path
    today: date
    identity: Path | None = None
    passphrase: str | None = None
    recovery_copy: Path | None = None
    recovery_passphrase: str | None = None
    notice: Path | None = None
    """A `register.yaml` to begin with; None takes the one that comes with the program."""
    signed: bool = True
    """Whether changes are signed; a notice that is given says so itself."""


def check(plan: Plan) -> None:
    """Refuse places where a register or its key must not be made. Raises Refused."""
    check_folder(plan.folder)
    for secret in filter(None, (plan.identity, plan.recovery_copy)):
        check_secret(secret, plan.folder)
    if plan.identity and plan.recovery_copy and _are_one(plan.identity, plan.recovery_copy):
        raise Refused(_("the recovery copy must be another file than the key"))


def check_folder(root: Path) -> None:
    """Refuse a folder that is not empty, or lies in a work tree or a register. Raises Refused."""
    if root.is_symlink() or (root.exists() and (not root.is_dir() or any(root.iterdir()))):
        raise Refused(
            _("{folder} is not an empty folder").format(folder=root), _("name a new folder")
        )
    for folder in root.resolve().parents:
        if (folder / layout.NOTICE).exists() and (folder / "records").is_dir():
            raise Refused(_("{folder} lies inside another register").format(folder=root))
    tree = platform.work_tree_of(root)
    if tree:
        raise Refused(
            _("{folder} lies inside the Git work tree {tree}").format(folder=root, tree=tree)
        )


def _are_one(first: Path, second: Path) -> bool:
    return first.resolve() == second.resolve()


def check_secret(secret: Path, root: Path) -> None:
    """Refuse places where a secret must not lie, and names that are taken. Raises Refused."""
    if secret.resolve().is_relative_to(root.resolve()):
        raise Refused(
            _(
                "{path} lies inside a Git work tree: what is kept there is copied into history"
            ).format(path=secret),
            _("choose a place outside, such as a folder of your home"),
        )
    private.refuse_place(secret)
    if secret.exists() or secret.is_symlink():
        raise Refused(
            _("there is already a file {path}").format(path=secret), _("name another one")
        )
    if not secret.parent.is_dir():
        raise Refused(_("there is no folder {folder}").format(folder=secret.parent))


def found(plan: Plan) -> Register:
    """Make a register and return it, opened. Raises Refused, or Invalid for a wrong notice.

    The secret and its copy are on the disk before the first commit; where anything fails, what
    was made is taken away again.
    """
    check(plan)
    plan = _absolute(plan)
    register_id = layout.new_register_id()
    notice = _notice(plan, register_id)
    own = Private(register_id, plan.identity)
    made = [] if plan.folder.exists() else [plan.folder]
    epoch = vault.Epoch(register_id, 1, vault.Key.generate())
    try:
        own.store(epoch, plan.passphrase)
        made.append(own.identity)
        if plan.recovery_copy:
            copy = vault.write_epoch(epoch, plan.recovery_passphrase)
            platform.create_file(plan.recovery_copy, copy)
            made.append(plan.recovery_copy)
        register = _begin(plan, epoch, notice)
    except BaseException:
        _take_away(made, plan.folder)
        shutil.rmtree(platform.state_folder() / register_id, ignore_errors=True)
        raise
    return register


def _absolute(plan: Plan) -> Plan:
    """Return the plan with whole paths: the list of copies must say where each lies."""
    copy = plan.recovery_copy.absolute() if plan.recovery_copy else None
    return replace(plan, folder=plan.folder.absolute(), recovery_copy=copy)


def _notice(plan: Plan, register_id: str) -> bytes:
    source = plan.notice or schema.home() / layout.NOTICE
    content = platform.read_file(source, vault.MAX_TEXT, str(source))
    old = parse_notice(content)
    made = content.replace(old.register.encode(), register_id.encode())
    if plan.signed and not plan.notice and wiring.can_sign():
        made = made.replace(b"\nsigning: none\n", b"\nsigning: required\n")
    parse_notice(made)
    return made


def _begin(plan: Plan, epoch: vault.Epoch, notice: bytes) -> Register:
    plan.folder.mkdir(parents=True, exist_ok=True)
    history = History.create(plan.folder)
    (plan.folder / layout.NOTICE).write_bytes(notice)
    register = Register.open(plan.folder, plan.identity)
    register.__dict__["epoch"] = epoch  # the passphrase was asked for a moment ago
    wiring.connect(register)
    key, own = vault.Key.generate(), register.private
    binding = vault.Binding(layout.CUSTODY, epoch.register, 1, ())
    files: dict[str, bytes | None] = {
        layout.NOTICE: notice,
        layout.ATTRIBUTES: layout.ATTRIBUTES_TEXT.encode(),
        layout.EPOCH: f'epoch: "{epoch.number}"\nday: "{plan.today.isoformat()}"\n'.encode(),
        layout.record_path(layout.CUSTODY): vault.seal_text(key, binding, _custody(plan, own)),
        layout.key_path(layout.CUSTODY): vault.seal_keys(epoch, layout.CUSTODY, (key,)),
    }
    files |= {f"schemas/{name}.schema.json": schema.source(name) for name in schema.names()}
    action = Action("init", (layout.CUSTODY,))
    commit = history.commit(files, action, (), register.notice.owner, register.signer)
    register.private.move_anchor(history.folder, commit)
    return register


def _custody(plan: Plan, own: Private) -> str:
    """Return the first list of who has the secret: this computer, and the recovery copy."""
    day = plan.today.isoformat()
    found: dict[str, document.Value] = {}
    if plan.recovery_copy:
        found["copies"] = [{"place": str(plan.recovery_copy), "epoch": "1", "day": day}]
    found["devices"] = [{"name": own.computer, "epoch": "1", "day": day}]
    return document.dump(found)


def _take_away(made: list[Path], root: Path) -> None:
    """Undo a founding that failed: nothing of it can be opened or is of any use."""
    left = list(root.iterdir()) if root.is_dir() and root not in made else []
    for path in [*made, *left]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
