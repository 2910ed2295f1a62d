"""The mail password in the system's key store, and nowhere else."""

import sys
from typing import TYPE_CHECKING, cast

from models.errors import ApplicationError
from models.language import N_, sentence

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "zhijie mail"


class NoKeyStore(ApplicationError):
    """The system has no key store that this session can use."""

    code = "no_key_store"
    message = N_(
        "This session has no key store ({why}), so the password was not stored. Nothing is lost; you will be asked for it each time."
    )


class PasswordStore:
    """The key store of this system, pinned: looking for one would start foreign programs."""

    def __init__(self, backend: "KeyringBackend | None" = None) -> None:
        """Uses the system's key store, or the one given."""
        self._backend = backend

    def get(self, account: str) -> str | None:
        """Returns the password of an account, None when none was kept or there is no key store."""
        from keyring.errors import KeyringError

        try:
            password = self._store().get_password(_SERVICE, account)
        except (KeyringError, NoKeyStore):
            return None
        return str(password) if password is not None else None

    def keep(self, account: str, password: str) -> None:
        """Keeps a password and reads it back.

        Raises:
            NoKeyStore: when it could not be kept.
        """
        from keyring.errors import KeyringError

        try:
            self._store().set_password(_SERVICE, account, password)
            if self._store().get_password(_SERVICE, account) != password:
                raise NoKeyStore(why=sentence("it did not give the password back"))
        except KeyringError as error:
            raise NoKeyStore(why=sentence("it refuses")) from error

    def forget(self, account: str) -> None:
        """Removes a password; nothing happens when there is none."""
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            self._store().delete_password(_SERVICE, account)
        except (PasswordDeleteError, KeyringError, NoKeyStore):
            return

    def _store(self) -> "KeyringBackend":
        if self._backend is None:
            self._backend = _system_store()
        return self._backend


def _system_store() -> "KeyringBackend":
    """Raises NoKeyStore where the system has none that works in this session."""
    from keyring.errors import KeyringError

    try:
        if sys.platform == "win32":
            from keyring.backends.Windows import WinVaultKeyring as Store
        elif sys.platform == "darwin":
            from keyring.backends.macOS import Keyring as Store
        else:
            from keyring.backends.SecretService import Keyring as Store
        if not Store.viable:
            raise NoKeyStore(why=sentence("none is running"))
        return cast("KeyringBackend", Store())
    except (ImportError, RuntimeError, KeyringError) as error:
        raise NoKeyStore(why=sentence("none can be used")) from error
