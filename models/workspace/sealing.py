"""The encryption of a data folder, for the window and the commands; what opens it is asked for before `Workspace.open`."""

from pathlib import Path

from models.safekeeping import Resealed, SealState
from models.sealing import ring
from models.workspace.closed import alone


def state_of(folder: Path) -> SealState:
    """Returns how a data folder is kept.

    Raises:
        KeyFileDamaged: when it is encrypted, and its key file cannot be read.
    """
    if not ring.has_key_file(folder):
        # SQLAlchemy need not be loaded to say so.
        return SealState(encrypted=False, locked=False)
    from models.storage.sealing import folder as sealing

    return sealing.state_of(folder)


def unlock(folder: Path, secret: str) -> None:
    """Gives the key of a data folder to this program, until it ends.

    Args:
        folder: the data folder.
        secret: its passphrase or its recovery key.

    Raises:
        NotEncrypted: when it is not encrypted.
        WrongDataPassphrase: when the secret is neither.
        OtherRecoveryKey: when it is another folder's recovery key.
    """
    from models.storage.sealing import folder as sealing

    sealing.unlock(folder, secret)


def unlock_copy(path: Path, secret: str) -> None:
    """Gives the key of an encrypted backup or copy to this program, until it ends.

    Raises:
        KeyFileDamaged: when no key file belongs to it.
        WrongDataPassphrase: when the secret opens it not.
        OtherRecoveryKey: when it is another folder's recovery key.
    """
    from models.storage.sealing import folder as sealing

    sealing.unlock_copy(path, secret)


def lands_in_clear(path: Path, folder: Path) -> bool:
    """Returns whether a copy is encrypted and a data folder is not, so that its data lie in clear once restored.

    Raises:
        UnreadableFile: when the copy cannot be read.
        DataLocked: when its key is not known here.
    """
    from models.storage.safekeeping.restoring import lands_in_clear

    return lands_in_clear(path, folder)


def turn_on(folder: Path, passphrase: str) -> tuple[str, Resealed]:
    """Encrypts a data folder that no window has open; returns the recovery key, which is kept nowhere, and what was done.

    A program killed meanwhile loses nothing: the next opening asks for the passphrase and goes on.

    Raises:
        AlreadyEncrypted: when it is.
        TooShortPassphrase: when the passphrase could be guessed; nothing was changed.
        StorageError: when the folder cannot be opened; nothing was changed.
    """
    from models.storage.sealing import folder as sealing

    return alone(folder, lambda: sealing.turn_on(folder, passphrase))


def turn_off(folder: Path, secret: str) -> Resealed:
    """Takes the encryption off a data folder that no window has open.

    Raises:
        NotEncrypted: when it is not encrypted.
        WrongDataPassphrase: when the secret is neither passphrase nor recovery key; nothing was changed.
        StorageError: when the folder cannot be opened; nothing was changed.
    """
    from models.storage.sealing import folder as sealing

    sealing.unlock(folder, secret)
    return alone(folder, lambda: sealing.turn_off(folder, secret))


def change_passphrase(folder: Path, secret: str, passphrase: str) -> None:
    """Replaces the passphrase of a data folder; the data stay as they are, and so do backups made before.

    Args:
        folder: the data folder, which no other program has open.
        secret: the present passphrase, or the recovery key.
        passphrase: the new one.

    Raises:
        NotEncrypted: when it is not encrypted.
        WrongDataPassphrase: when the secret opens it not; nothing was changed.
        TooShortPassphrase: when the new one could be guessed; nothing was changed.
    """
    from models.storage.sealing import folder as sealing

    sealing.change_passphrase(folder, secret, passphrase)


def new_recovery_key(folder: Path, secret: str) -> str:
    """Replaces the recovery key of a data folder and returns the new one, which is kept nowhere.

    Raises:
        NotEncrypted: when it is not encrypted.
        WrongDataPassphrase: when the secret opens it not; nothing was changed.
    """
    from models.storage.sealing import folder as sealing

    return sealing.new_recovery_key(folder, secret)
