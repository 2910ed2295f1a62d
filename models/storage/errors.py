"""What can go wrong with a person's data, each case with its sentence."""

import errno
import stat
from pathlib import Path

from models.errors import ApplicationError, reason
from models.language import N_

_LONG_NAME = 60


class StorageError(ApplicationError):
    """Something is wrong with the data folder or a file in it."""

    code = "storage"


class DataInUse(StorageError):
    """Another window or program holds the data folder."""

    code = "data_in_use"
    message = N_(
        "The data in {folder} is already open in another Zhijie window. Nothing was changed; use that window, or close it and try again."
    )


class DataOpenElsewhere(StorageError):
    """Another computer has the data folder on a shared drive open."""

    code = "data_open_elsewhere"
    message = N_(
        "The data in {folder} is open on the computer {host}. Nothing was changed; close Zhijie there and try again. If that computer was switched off, wait two minutes."
    )


class DataTakenOver(StorageError):
    """Another computer opened the data folder while this one did not renew its note."""

    code = "data_taken_over"
    message = N_(
        "The computer {host} has opened the data in {folder} since this one was asleep or cut off. Everything saved before is safe, and nothing more is saved here; close Zhijie here, or there and try again."
    )


class DataBusy(StorageError):
    """Another program keeps the database locked."""

    code = "data_busy"
    message = N_(
        "Another program is using {name} and has locked it. Everything saved before is safe; close that program and try again."
    )


class DataLocked(StorageError):
    """The data folder is encrypted, and nobody has given its passphrase yet."""

    code = "data_locked"
    message = N_(
        "{name} is encrypted. Nothing was changed; it opens with the passphrase of the data folder or with its recovery key."
    )


class WrongDataPassphrase(StorageError):
    """What was typed opens neither the data folder nor a backup of it."""

    code = "wrong_data_passphrase"
    message = N_(
        "This is neither the passphrase nor the recovery key of this data. Nothing was changed; check the keyboard layout and capitals, or type the recovery key from its sheet."
    )


class OtherRecoveryKey(StorageError):
    """A well-formed recovery key that does not open this folder."""

    code = "other_recovery_key"
    message = N_(
        "This recovery key belongs to another data folder, or was replaced by a newer one. Nothing was changed; look for the sheet of this folder, or use the passphrase."
    )


class TooShortPassphrase(StorageError):
    """A new passphrase that could be guessed."""

    code = "too_short_passphrase"
    message = N_(
        "The passphrase has fewer than {least} characters and could be guessed. Nothing was changed; take several words."
    )


class KeyFileDamaged(StorageError):
    """The file with the wrapped key of a data folder cannot be read."""

    code = "key_file_damaged"
    message = N_(
        "{name}, without which the encrypted data cannot be opened, is damaged or missing. Nothing was changed; put back {name} from a copy of the data folder, or restore a backup into an empty folder."
    )


class AlreadyEncrypted(StorageError):
    """A folder that is to be encrypted and is."""

    code = "already_encrypted"
    message = N_("The data in {folder} is encrypted already. Nothing was changed.")


class NotEncrypted(StorageError):
    """A folder that is not encrypted, where that was expected."""

    code = "not_encrypted"
    message = N_("The data in {folder} is not encrypted. Nothing was changed.")


class DataAway(StorageError):
    """The data were moved to a stick, disk or share that is not there now."""

    code = "data_away"
    message = N_(
        "The data of {folder} was moved to {place}, which is not there now. Nothing was changed; plug in that stick or disk and try again, or go back to the data that stayed in the old place (“folder return”)."
    )


class MoveNoteDamaged(StorageError):
    """The note that says where the data were moved cannot be read."""

    code = "move_note_damaged"
    message = N_(
        "{name} in {folder}, which says where the data was moved, cannot be read. Nothing was changed; choose the data folder with --data, or delete that file to open what stayed in {folder}."
    )


class UnfitDataPlace(StorageError):
    """A place to which the data folder cannot be moved."""

    code = "unfit_data_place"
    message = N_("The data cannot be moved to {folder}: {why}. Nothing was changed; choose another folder.")


class NoRoomToMove(StorageError):
    """A disk without room for the data folder."""

    code = "no_room_to_move"
    message = N_(
        "The data needs {needed_mb} MB, but {folder} has only {free_mb} MB free. Nothing was changed; free some space there or choose another folder."
    )


class NothingMoved(StorageError):
    """The old place of the data was asked for, and there is none, or nothing in it."""

    code = "nothing_moved"
    message = N_("{folder} has no earlier data to go back to or to delete. Nothing was changed.")


class DataReadOnly(StorageError):
    """The folder or the database may not be written."""

    code = "data_read_only"
    message = N_(
        "{name} is read-only, so nothing could be saved. Everything saved before is safe; allow writing there or choose another data folder."
    )


class DiskFull(StorageError):
    """There is no room for what was to be saved."""

    code = "disk_full"
    message = N_(
        "The disk is full, so {name} could not store this change. Everything saved before is safe; free some space and try again."
    )


class DiskFault(StorageError):
    """The disk refused to read or write."""

    code = "disk_fault"
    message = N_(
        "The disk reported a fault while {name} was in use ({why}). Everything saved before is safe; check the disk or its cable and try again."
    )


class PathTooLong(StorageError):
    """The folder is nested too deeply for the system or SQLite to open a file in it."""

    code = "path_too_long"
    message = N_(
        "The path to {name} is too long for this system, so it was not opened. Nothing was changed; choose a data folder that lies less deep or has a shorter name."
    )


class TooManyOpenFiles(StorageError):
    """The system gives this program no further file."""

    code = "too_many_open_files"
    message = N_(
        "{name} could not be opened because too many files are open on this computer. Everything saved before is safe; close some programs and try again."
    )


class NotAnOrdinaryFile(StorageError):
    """A folder, a pipe or a device has the name of a file of ours."""

    code = "not_an_ordinary_file"
    message = N_(
        "{name} in the data folder is a folder, a pipe or a device instead of a file. Nothing was changed; move it elsewhere, then open the data again."
    )


class NotAFolder(StorageError):
    """There is a file where the data folder should be."""

    code = "not_a_folder"
    message = N_(
        "{name} or a part of its path is a file, not a folder. Nothing was changed; choose another data folder, or move that file away."
    )


class LogOfAnother(StorageError):
    """The write-ahead log beside the database belongs to another state of it."""

    code = "log_of_another"
    message = N_(
        "{name} was replaced by another program while its last changes were still in a separate log, and the two do not belong together. Nothing was changed or mixed; choose the state with which to go on."
    )


class CopiedWhileOpen(StorageError):
    """The database was copied while it was open: its log, with the newest answers, is not here."""

    code = "copied_while_open"
    message = N_(
        "{name} was copied while Zhijie had it open, so the newest answers may not be in it. Nothing was changed; close Zhijie on the other computer and let the copying finish, or choose the state with which to go on."
    )


class DatabaseMissing(StorageError):
    """There is no database, but other things show that there was one."""

    code = "database_missing"
    message = N_(
        "{name} is missing, but the folder holds traces of earlier work ({traces}). Nothing was changed; bring the file back, or choose the state with which to go on."
    )


class DatabaseFromTheFuture(StorageError):
    """A database that a newer program has written."""

    code = "database_from_the_future"
    message = N_(
        "{name} was written by a newer version of Zhijie (data format {version}; this program knows up to {known}). It was not changed; please update Zhijie."
    )


class NotADatabase(StorageError):
    """A file in the database's place that is not one of ours."""

    code = "not_a_database"
    message = N_(
        "{name} is not a Zhijie database. It was not changed; choose another data folder, or move that file elsewhere."
    )


class DamagedDatabase(StorageError):
    """A database that was cut short or overwritten."""

    code = "damaged_database"
    message = N_("{name} is damaged ({why}). It was not changed; restore your last backup: {backup}.")


class BackupFailed(StorageError):
    """A backup that does not read back as what was written."""

    code = "backup_failed"
    message = N_(
        "The backup {name} could not be written and read back ({why}). Your data is unchanged and safe; choose another disk and try again."
    )


class NotABackup(StorageError):
    """A file chosen for restoring that is no sound backup."""

    code = "not_a_backup"
    message = N_(
        "{name} is not an intact Zhijie backup ({why}). Your present data was not changed; choose another backup."
    )


class BackupTooLarge(StorageError):
    """A backup that holds more than there is room for."""

    code = "backup_too_large"
    message = N_(
        "{name} unpacks to {needed_mb} MB, but the disk has only {free_mb} MB free. Your present data was not changed; free some space and try again."
    )


class EvidenceMissing(StorageError):
    """A stored file is gone from the data folder, or never came with the document."""

    code = "evidence_missing"
    message = N_(
        "The file “{name}” is not in the data folder. The answers are safe; add the file again or restore a backup."
    )


class EvidenceChanged(StorageError):
    """A stored file no longer has the content by which it is known."""

    code = "evidence_changed"
    message = N_(
        "The stored file “{name}” was changed or damaged outside Zhijie. The answers are safe; add the original file again or restore a backup."
    )


class UnknownCase(StorageError):
    """A case number or version that is not in this data folder."""

    code = "unknown_case"
    message = N_("Case {case} has no such version here. Nothing was changed; choose one from the list.")


class CaseExists(StorageError):
    """A case number that is taken."""

    code = "case_exists"
    message = N_(
        "There is already a case {case}, in the list or in the trash. Nothing was changed; open or restore it, or choose another number."
    )


class UnfitNumber(StorageError):
    """A case number that no document or report could carry."""

    code = "unfit_number"
    message = N_(
        "“{number}” cannot be a case number, which has at most {most} characters on one line. No case was created; choose another number."
    )
    exit_code = 1


class FrozenVersion(StorageError):
    """A frozen version was to be changed."""

    code = "frozen_version"
    message = N_(
        "Version {version} of case {case} is frozen and was not changed. To change answers, begin a new version and say why."
    )
    exit_code = 1


class FrozenVersionChanged(StorageError):
    """A frozen version is not what was frozen: another program has written into the database."""

    code = "frozen_version_changed"
    message = N_(
        "Version {version} of case {case} was changed outside Zhijie after it was frozen and is not shown. The other versions are safe; restore a backup to see it again."
    )
    exit_code = 1


class DamagedAnswers(StorageError):
    """Answers of a draft are not what was saved: the disk, or another program, has changed them."""

    code = "damaged_answers"
    message = N_(
        "Answers of case {case} were damaged on the disk and are not shown as yours: {answers}. The others are safe; mend the case, and compare these answers with a copy ({copies})."
    )
    exit_code = 1


class DamagedStep(StorageError):
    """The history no longer proves what a step of undo or redo would bring back."""

    code = "damaged_step"
    message = N_(
        "A step in the history of case {case} was damaged on the disk ({answers}), so nothing was undone or redone. Your answers are unchanged; enter the earlier values again, or compare with a copy."
    )
    exit_code = 1


class DraftExists(StorageError):
    """A new version was asked for while one is still being filled in."""

    code = "draft_exists"
    message = N_(
        "Version {version} of case {case} is still a draft, so no new version was begun. Fill in the draft, or freeze it first."
    )
    exit_code = 1


class ReasonMissing(StorageError):
    """A step that needs a reason was taken without one."""

    code = "reason_missing"
    message = N_("Please say why in a few words. Nothing has been changed yet.")
    exit_code = 1


class UnstorableAnswer(StorageError):
    """A value that cannot be an answer: too long, or no finite number."""

    code = "unstorable_answer"
    message = N_(
        "The answer to {answer} was not saved ({why}). The earlier answer is safe; please shorten or correct it."
    )
    exit_code = 1


def disk_error(failure: OSError, name: str) -> StorageError:
    """Returns the sentence for what the system said when a file of ours was opened or written."""
    if failure.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return DiskFull(name=name)
    if failure.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return DataReadOnly(name=name)
    if failure.errno == errno.ENAMETOOLONG:
        return PathTooLong(name=name if len(name) < _LONG_NAME else f"{name[:_LONG_NAME]}…")
    if failure.errno in {errno.EMFILE, errno.ENFILE}:
        return TooManyOpenFiles(name=name)
    if failure.errno in {errno.ENOTDIR, errno.EEXIST}:
        return NotAFolder(name=name)
    if failure.errno in {errno.ENODEV, errno.ENXIO, errno.EISDIR}:
        return NotAnOrdinaryFile(name=name)
    return DiskFault(name=name, why=reason(failure))


def refuse_special(path: Path) -> None:
    """Refuses a folder, a pipe, a socket or a device in the place of a file of ours; none at all is allowed.

    A system says different things of opening one (“no access”, “is a folder”, or nothing, and waits), so it is asked first.

    Raises:
        NotAnOrdinaryFile: naming the file.
        OSError: when the system does not tell what it is.
    """
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(kind):
        raise NotAnOrdinaryFile(name=path.name)
