"""What whoever keeps a store on a server does with it: roles, logins, and whom the office trusts."""

import hashlib
from collections.abc import Sequence

from models.workspace.office.server import ServerOffice


def grants(office: ServerOffice, *, apply: bool) -> tuple[str, ...]:
    """Returns the statements that make the roles and give each its rights.

    Args:
        office: the open store.
        apply: whether to execute them, which only the owner of the tables may.

    Raises:
        StoreForbidden: when this login may not.
    """
    from models.storage.server.roles import grant, statements_of

    if apply:
        with office.database.changing() as connection:
            grant(connection)
    with office.database.looking() as connection:
        return statements_of(connection)


def make_login(office: ServerOffice, login: str, role: str, *, person: str, key: str, password: str) -> None:
    """Makes a login for a person, or changes its role, password and key.

    Args:
        office: the open store.
        login: its name on the server.
        role: `reader`, `assessor`, `lead` or `administrator`; each has the rights of those before it, too.
        person: as whom they write reviews.
        key: fingerprint of the key with which they sign; empty where none is named.
        password: of the login.

    Raises:
        StoreForbidden: when this login may not.
    """
    from models.storage.server.roles import StoreAccount, StoreRole, make_login

    with office.database.changing() as connection:
        make_login(connection, StoreAccount(login, StoreRole(role), person, key), password, office.clock())


def trust(office: ServerOffice, certificates: Sequence[bytes]) -> None:
    """Puts certificates on the office's list, also those that were taken off it.

    Args:
        office: the open store.
        certificates: PEM.

    Raises:
        StoreForbidden: when this login may not say whom the office trusts.
    """
    from models.storage.server.trust import CERTIFICATE, TrustedRows

    with office.database.changing() as connection:
        TrustedRows(connection).add(CERTIFICATE, certificates, office.database.address.login, office.clock())


def distrust(office: ServerOffice, certificates: Sequence[bytes]) -> None:
    """Takes certificates off the office's list; no computer brings them back by itself.

    Args:
        office: the open store.
        certificates: PEM.

    Raises:
        StoreForbidden: when this login may not say whom the office trusts.
    """
    from models.storage.server.trust import CERTIFICATE, TrustedRows

    with office.database.changing() as connection:
        rows, who = TrustedRows(connection), office.database.address.login
        # What was never on the list is noted as well: another computer may still have it on its own.
        rows.add(CERTIFICATE, certificates, who, office.clock())
        rows.remove([hashlib.sha256(each).hexdigest() for each in certificates], who)
