"""How this person sends mail: the account without its password, and how large an e-mail may be."""

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from models import files
from models.errors import ApplicationError, FileTooLarge, UnwritableFile, reason
from models.language import N_, sentence
from reports.mail.delivery import MailAccount, Security
from reports.mail.draft import LIMIT_MB, NotAnAddress, is_address

LARGEST_LIMIT_MB = 100
_FILE = "mail.json"
_ASIDE = "mail-damaged.json"
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z|\[?[0-9A-Fa-f:.]{2,45}\]?\Z")


class NotAMailServer(ApplicationError):
    """A server name or port that cannot be one."""

    code = "not_a_mail_server"
    message = N_(
        "“{host}”, port {port}, is not a mail server. Nothing was changed; the name looks like smtp.example.com, and the port is usually 465 or 587."
    )


@dataclass(frozen=True, slots=True)
class MailSetup:
    """What a person chose for mail."""

    account: MailAccount | None = None
    """None: only drafts for the mail program."""
    limit_mb: int = LIMIT_MB
    """How large an e-mail may be, 1 to 100 MB of 1,000,000 bytes."""
    damaged: bool = False
    """Whether a file of it is there that cannot be read; the next `write_setup` moves it aside."""


DAMAGED = sentence(
    "What was kept of your mail account cannot be read ({name} is damaged). No letter was lost; enter the account again, and the old file is kept as {aside}.",
    name=_FILE,
    aside=_ASIDE,
)


def checked(account: MailAccount) -> MailAccount:
    """Returns the account if it can be one.

    Raises:
        NotAMailServer: when host or port cannot be.
        NotAnAddress: when the sender's address is none.
    """
    if not _HOST.match(account.host) or not 0 < account.port < 65536:
        raise NotAMailServer(host=account.host, port=account.port)
    if not is_address(account.sender):
        raise NotAnAddress(address=account.sender)
    return account


def read_setup(folder: Path) -> MailSetup:
    """Returns what was kept in a data folder; the usual values where nothing was, marked where what is there is damaged.

    Raises:
        UnreadableFile: when there is a file that may not be read.
    """
    path = folder / _FILE
    if not os.path.lexists(path):
        return MailSetup()
    try:
        kept = json.loads(files.read_bytes(path, 1))
        fields = kept["account"]
        account = checked(MailAccount(**{**fields, "security": Security(fields["security"])})) if fields else None
        limit = int(kept["limit_mb"])
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
        FileTooLarge,
        NotAMailServer,
        NotAnAddress,
    ):
        # Typed in again in a minute; a letter that already waits carries its own account.
        return MailSetup(damaged=True)
    return MailSetup(account, min(max(limit, 1), LARGEST_LIMIT_MB))


def write_setup(folder: Path, setup: MailSetup) -> None:
    """Keeps the choice in a data folder, read back; the password is not part of it.

    Raises:
        NotAMailServer, NotAnAddress: when the account cannot be one.
        UnwritableFile: when it cannot be written.
    """
    account = asdict(checked(setup.account)) if setup.account else None
    files.make_folder(folder)
    if read_setup(folder).damaged:
        try:
            (folder / _FILE).replace(folder / _ASIDE)
        except OSError as error:
            raise UnwritableFile(name=_ASIDE, why=reason(error)) from error
    data = json.dumps({"account": account, "limit_mb": setup.limit_mb}, ensure_ascii=False).encode()
    files.write_bytes(folder / _FILE, data, private=True)
