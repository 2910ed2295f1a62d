"""What a person does with copies of a whole data folder: back up, look, restore, recover.

Which lists are damaged is known only by whoever reads them: trusted signers, an office's register, the mail account.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ApplicationError
from models.files import scratch_folder
from models.language import N_, Sentence, sentence
from reports.identity.register import Register
from reports.mail import read_setup
from reports.verification import TrustStore

if TYPE_CHECKING:
    from models.safekeeping import Backup, Recovery, Restored, RestorePreview
    from models.workspace import Workspace

_CHOICE_NEEDED = frozenset(
    {"damaged_database", "not_a_database", "log_of_another", "copied_while_open", "database_missing"}
)
"""What is wrong with a folder into which a copy can be restored all the same."""


class NothingToBackUp(ApplicationError):
    """A folder that holds no data of ours."""

    code = "nothing_to_back_up"
    message = N_(
        "There is no Zhijie data in {folder}, so nothing was read or written. Choose the data folder with --data."
    )


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup, and what it cannot hold."""

    backup: "Backup"
    apart: Sentence | None
    """What has to be brought to another computer in another way; None where there is nothing."""


def damaged_lists(folder: Path) -> frozenset[str]:
    """Returns the names of the lists in a data folder that cannot be read any more."""
    damaged = set()
    for name, read in (("trust.json", TrustStore(folder).trust), ("issued.json", Register(folder).issued)):
        try:
            read()
        except ApplicationError:
            damaged.add(name)
    try:
        if read_setup(folder).damaged:
            damaged.add("mail.json")
    except ApplicationError:
        damaged.add("mail.json")
    return frozenset(damaged)


def back_up(workspace: "Workspace", path: Path) -> BackedUp:
    """Writes everything into one file, reads it back and compares.

    Raises:
        BackupFailed: when it cannot be written or does not read back; the data are safe.
    """
    backup = workspace.back_up(path)
    setup = read_setup(workspace.folder)
    if setup.account is None or not setup.account.user:
        return BackedUp(backup, None)
    return BackedUp(
        backup,
        sentence(
            "The password of the mail account {account} is in this computer's key store and cannot be in the file; enter it once on the other computer.",
            account=setup.account.user,
        ),
    )


def opened_for_backup(folder: Path) -> "Workspace":
    """Returns the open data folder, only for reading where nothing can be written.

    Raises:
        NothingToBackUp: when it holds no data of ours.
        StorageError: when it cannot be opened.
    """
    from models.workspace import DataReadOnly, DiskFull, Workspace
    from models.workspace.folder import holds_cases

    if not holds_cases(folder):
        raise NothingToBackUp(folder=str(folder))
    try:
        return Workspace.open(folder)
    except (DataReadOnly, DiskFull) as refusal:
        return Workspace.open_to_read(folder, refusal)


def preview(workspace: "Workspace", path: Path) -> "RestorePreview":
    """Returns what restoring a copy would change here; nothing is changed.

    Raises:
        NotABackup: when the file is no sound backup.
    """
    return workspace.preview(path, damaged_lists(workspace.folder))


def preview_for(folder: Path, path: Path) -> "RestorePreview":
    """The same for a closed data folder; where it is damaged or not there, everything in the copy would come back.

    Raises:
        NotABackup: when the file is no sound backup.
        DataInUse: when another window has the folder open.
    """
    from models.workspace import Workspace, sealing
    from models.workspace.folder import holds_cases

    if holds_cases(folder):
        try:
            with Workspace.open(folder) as workspace:
                return preview(workspace, path)
        except ApplicationError as problem:
            if problem.code not in _CHOICE_NEEDED:
                raise
    with scratch_folder() as empty, Workspace.open(empty) as workspace:
        coming = preview(workspace, path)
    return replace(coming, comes_in_clear=coming.comes_in_clear and not sealing.state_of(folder).encrypted)


def restore(workspace: "Workspace", path: Path, case: str = "") -> "Restored":
    """Puts a copy in the place of what is here, or of one case; what was here before is kept.

    Raises:
        NotABackup: when the file is no sound backup; nothing was changed.
        UnknownCase: when it has no such case; nothing was changed.
    """
    return workspace.restore(path, damaged_lists(workspace.folder), case)


def restore_into(folder: Path, path: Path, case: str = "") -> "Restored | Recovery":
    """The same for a closed data folder, which is made where there is none and may be damaged where all is restored.

    Raises:
        NotABackup: when the file is no sound backup; nothing was changed.
        UnknownCase: when it has no such case; nothing was changed.
        DataInUse: when another window has the folder open.
    """
    from models.safekeeping import Recovery, RecoveryWay
    from models.workspace import Workspace, sealing

    try:
        with Workspace.open(folder) as workspace:
            return restore(workspace, path, case)
    except ApplicationError as problem:
        if problem.code not in _CHOICE_NEEDED or case:
            raise
    before = set(folder.glob("set-aside-*"))
    Workspace.recover(folder, path, damaged=damaged_lists(folder)).close()
    aside = sorted(set(folder.glob("set-aside-*")) - before)
    return Recovery(
        RecoveryWay.COPY,
        state=path.name,
        kept_in=aside[-1].name if aside else "",
        came_in_clear=sealing.lands_in_clear(path, folder),
    )


def recover(folder: Path) -> "Recovery":
    """Gets back everything that can be had of a closed data folder, and says what was done and lost.

    Raises:
        NothingToBackUp: when there is no such folder.
        NotABackup: when neither the database nor any copy in the folder can be read; nothing was changed.
        DataInUse: when another window has the folder open.
    """
    from models.workspace import Workspace

    if not folder.is_dir() or not any(folder.iterdir()):
        raise NothingToBackUp(folder=str(folder))
    workspace, recovery = Workspace.recover_whole(folder, damaged=damaged_lists(folder))
    workspace.let_go()
    workspace.close()
    return recovery


def kept_from_before(folder: Path) -> Sentence | None:
    """Returns how much a data folder keeps of what restores and recoveries put out of the way; None where it is nothing."""
    from models.workspace.copies import earlier_states

    return earlier_states(folder).sentence


def made_at_text(moment: datetime | None) -> str:
    """Returns the local time of a copy as people read it; empty where it is not known."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment is not None else ""
