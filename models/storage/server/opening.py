"""A store on a server, opened with care: made where the database is empty, brought up to date where it is older."""

from alembic import command
from sqlalchemy import Connection, func, insert, select, text

from models.storage.file.schema import SHIPPED, Schema
from models.storage.opening.migration import configuration
from models.storage.server.address import StoreUrl
from models.storage.server.database import ServerDatabase
from models.storage.server.errors import NotAStore, StoreFromTheFuture
from models.storage.server.queue import QUEUE, make_queue
from models.storage.server.tables import store

_PROGRAM = "zhijie"
_TABLES = text(
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
)


def open_store(address: StoreUrl, schema: Schema = SHIPPED) -> ServerDatabase:
    """Opens a store; makes its tables in an empty database, migrates an older one, all steps in one transaction.

    Args:
        address: of the database.
        schema: the tables that the program knows.

    Raises:
        NotAStore: when the database is another program's.
        StoreFromTheFuture: when a newer program made it.
        StorageError: when the server does not let anybody in, or not this login.
    """
    database = ServerDatabase(address)
    try:
        with database.looking() as connection:
            current = _number(connection, address, schema)
        if current < schema.number:
            with database.changing() as connection:
                # Somebody else may have done it since.
                if _number(connection, address, schema) < schema.number:
                    _upgrade(connection, schema)
    except BaseException:  # an interrupt, too, must not leave the connection open
        database.close()
        raise
    return database


def _number(connection: Connection, address: StoreUrl, schema: Schema) -> int:
    """Returns the number of the migration that last changed the store; 0 where there is nothing yet.

    Raises:
        NotAStore: when the database is another program's.
        StoreFromTheFuture: when a newer program made it.
    """
    tables = set(connection.execute(_TABLES).scalars())
    if not tables and connection.execute(select(func.current_schema())).scalar() is not None:
        return 0
    if not {store.name, "alembic_version"} <= tables:
        raise NotAStore(name=address.name)
    columns = set(
        connection.execute(
            text(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('store') AND attnum > 0 AND NOT attisdropped"
            )
        ).scalars()
    )
    if not set(store.c.keys()) <= columns:
        raise NotAStore(name=address.name)
    row = connection.execute(select(store)).first()
    number = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if row is None or row.program != _PROGRAM or not str(number).isdecimal():
        raise NotAStore(name=address.name)
    if int(str(number)) > schema.number or row.queue != QUEUE:
        raise StoreFromTheFuture(name=address.name, version=f"{number}, {row.queue}", known=f"{schema.number}, {QUEUE}")
    return int(str(number))


def _upgrade(connection: Connection, schema: Schema) -> None:
    config = configuration(schema)
    config.attributes["connection"] = connection
    is_new = connection.execute(select(func.to_regclass("alembic_version"))).scalar() is None
    command.upgrade(config, "head")
    if is_new:
        make_queue(connection)
        connection.execute(insert(store).values(id=1, program=_PROGRAM, queue=QUEUE))
