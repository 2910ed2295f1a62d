"""Who may do what in a store: four roles of the server with least rights, and the person and key behind each login."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psycopg import sql
from sqlalchemy import Connection, delete, func, select, text

from models.storage.encoding import encode_time
from models.storage.server.tables import accounts, blobs, handed_in, store, trusted
from models.storage.tables import (
    decisions,
    dossiers,
    factories,
    import_runs,
    latest,
    paper_conditions,
    paper_profile,
    papers,
    review_items,
    sightings,
    stages,
)
from models.storage.upsert import upsert


class StoreRole(StrEnum):
    """What a login is allowed; each role also has the rights of those before it."""

    READER = "reader"
    """Looks at everything that the office keeps."""
    ASSESSOR = "assessor"
    """Takes in papers, verifies, and writes reviews under the own name alone."""
    LEAD = "lead"
    """Decides between assessors, and says whom the office trusts."""
    ADMINISTRATOR = "administrator"
    """Keeps the accounts and changes the tables when the program changes them."""


_SEEN = (factories, dossiers, papers, stages, import_runs, sightings, review_items, decisions, paper_profile, paper_conditions, latest, blobs, handed_in, trusted, accounts, store)  # fmt: skip
_WRITTEN = (factories, dossiers, papers, stages, import_runs, sightings, review_items, paper_profile, paper_conditions, latest)  # fmt: skip
_RIGHTS: dict[StoreRole, tuple[tuple[str, tuple[str, ...]], ...]] = {
    StoreRole.READER: (("SELECT", (*(table.name for table in _SEEN), "alembic_version")),),
    StoreRole.ASSESSOR: (
        ("INSERT, UPDATE", tuple(table.name for table in _WRITTEN)),
        ("DELETE", (papers.name, paper_conditions.name, latest.name, handed_in.name)),
        ("INSERT", (blobs.name, handed_in.name)),
        (
            "SELECT, INSERT, UPDATE, DELETE",
            ("procrastinate_jobs", "procrastinate_events", "procrastinate_workers", "procrastinate_periodic_defers"),
        ),
    ),
    StoreRole.LEAD: (("INSERT, UPDATE", (decisions.name, trusted.name)),),
    StoreRole.ADMINISTRATOR: (("INSERT, UPDATE, DELETE", (accounts.name,)),),
}


@dataclass(frozen=True, slots=True)
class StoreAccount:
    """Who a login is."""

    login: str
    role: StoreRole
    person: str
    fingerprint: str
    """Of the key with which the person signs; empty where none was named."""


def server_role(role: StoreRole) -> str:
    """Returns the name of a role on the server."""
    return f"zhijie_{role}"


def grants(database: str, schema: str) -> tuple[str, ...]:
    """Returns the statements that make the roles and give each its rights, in their order; they may be repeated.

    Args:
        database: its name.
        schema: in which the tables are.
    """
    statements: list[sql.Composable] = []
    place = sql.Identifier(schema)
    before: StoreRole | None = None
    for role in StoreRole:
        name = sql.Identifier(server_role(role))
        statements.append(
            sql.SQL(
                "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = {text}) THEN CREATE ROLE {name} NOLOGIN; END IF; END $$"
            ).format(text=sql.Literal(server_role(role)), name=name)
        )
        if before is None:
            statements.append(
                sql.SQL("GRANT CONNECT ON DATABASE {database} TO {name}").format(
                    database=sql.Identifier(database), name=name
                )
            )
            statements.append(sql.SQL("GRANT USAGE ON SCHEMA {place} TO {name}").format(place=place, name=name))
        else:
            statements.append(sql.SQL("GRANT {0} TO {1}").format(sql.Identifier(server_role(before)), name))
        if role is StoreRole.ASSESSOR:
            statements.append(
                sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {place} TO {name}").format(place=place, name=name)
            )
        for verbs, tables in _RIGHTS[role]:
            named = sql.SQL(", ").join(sql.Identifier(schema, table) for table in tables)
            statements.append(sql.SQL("GRANT " + verbs + " ON {named} TO {name}").format(named=named, name=name))
        before = role
    return tuple(statement.as_string(None) for statement in statements)


def grant(connection: Connection) -> None:
    """Makes the roles and gives each its rights, inside a transaction of the owner."""
    database, schema = _place(connection)
    _execute(connection, grants(database, schema))


def statements_of(connection: Connection) -> tuple[str, ...]:
    """Returns what `grant` would execute, for an administrator who would rather read it first."""
    return grants(*_place(connection))


def make_login(connection: Connection, account: StoreAccount, password: str, at: datetime) -> None:
    """Makes a login, or changes its role, password and key, inside a transaction of the owner.

    The password goes to the server as it is kept there, never in clear, so that it stands in no log.
    """
    driver = connection.connection.driver_connection
    assert driver is not None, "the transaction has a connection"
    secret = driver.pgconn.encrypt_password(password.encode(), account.login.encode(), b"scram-sha-256").decode()
    name = sql.Identifier(account.login)
    there = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": account.login}).first()
    verb = sql.SQL("ALTER" if there else "CREATE")
    statements = [
        sql.SQL("{verb} ROLE {name} LOGIN PASSWORD {secret}").format(verb=verb, name=name, secret=sql.Literal(secret)),
        *(
            sql.SQL("REVOKE {role} FROM {name}").format(role=sql.Identifier(server_role(role)), name=name)
            for role in StoreRole
            if there and role is not account.role
        ),
        sql.SQL("GRANT {role} TO {name}").format(role=sql.Identifier(server_role(account.role)), name=name),
    ]
    _execute(connection, (statement.as_string(None) for statement in statements))
    row: dict[str, object] = {
        "login": account.login,
        "role": account.role,
        "person": account.person,
        "fingerprint": account.fingerprint,
        "added_at": encode_time(at),
    }
    upsert(connection, accounts, ("login",), row)


def remove_login(connection: Connection, login: str) -> None:
    """Takes a login's rights away and forgets who it is; the login itself stays the server's."""
    name = sql.Identifier(login)
    _execute(
        connection,
        (
            sql.SQL("REVOKE {role} FROM {name}")
            .format(role=sql.Identifier(server_role(role)), name=name)
            .as_string(None)
            for role in StoreRole
        ),
    )
    connection.execute(delete(accounts).where(accounts.c.login == login))


def account_of(connection: Connection) -> StoreAccount | None:
    """Returns who is at work; None for the owner, and for a login that nobody has written down."""
    row = connection.execute(select(accounts).where(accounts.c.login == func.session_user())).first()
    return StoreAccount(row.login, StoreRole(row.role), row.person, row.fingerprint) if row else None


def role_of(connection: Connection) -> str:
    """Returns the role of who is at work, as `models.exchange.states` knows it."""
    account = account_of(connection)
    if account is not None:
        return account.role
    return StoreRole.LEAD if may_change(connection, trusted.name) else StoreRole.READER


def may_change(connection: Connection, table: str) -> bool:
    """Whether this login may change the rows of a table."""
    return bool(connection.execute(select(func.has_table_privilege(table, "UPDATE"))).scalar())


def _place(connection: Connection) -> tuple[str, str]:
    database, schema = connection.execute(select(func.current_database(), func.current_schema())).one()
    return str(database), str(schema)


def _execute(connection: Connection, statements: Iterable[str]) -> None:
    cursor = connection.connection.cursor()
    try:
        for statement in statements:
            cursor.execute(statement.encode())
    finally:
        cursor.close()
