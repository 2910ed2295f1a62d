"""The mail password in the system's key store."""

import subprocess
import sys

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from reports.mail import PasswordStore
from reports.mail.password import NoKeyStore


class Memory(KeyringBackend):  # type: ignore[misc]  # keyring says nothing of its types
    """A key store at the edge of the tests."""

    priority = 0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """The password kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps one."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Removes one."""
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


def test_a_password_is_kept_and_forgotten() -> None:
    """Read back when it is kept, gone when it is forgotten, twice without harm."""
    store = PasswordStore(Memory())
    assert store.get("a") is None
    store.keep("a", "密码")
    assert store.get("a") == "密码"
    store.forget("a")
    store.forget("a")
    assert store.get("a") is None


def test_a_store_that_forgets_at_once_is_found_out() -> None:
    """What was not read back was not kept."""

    class Leaking(Memory):
        def set_password(self, service: str, username: str, password: str) -> None:
            """Keeps nothing."""

    with pytest.raises(NoKeyStore):
        PasswordStore(Leaking()).keep("a", "b")


def test_without_a_session_there_is_no_key_store() -> None:
    """It is said with its reason, nothing is asked of foreign programs, and the program goes on."""
    script = (
        "from reports.mail import PasswordStore\n"
        "from reports.mail.password import NoKeyStore\n"
        "store = PasswordStore()\n"
        "assert store.get('a') is None\n"
        "try:\n    store.keep('a', 'b')\nexcept NoKeyStore as error:\n    print(error.code)\n"
    )
    environment = {"PATH": "/nowhere", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "no_key_store\n"
