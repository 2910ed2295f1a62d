"""Migrating older databases: a proven backup first, then every step in one transaction."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config

from models.storage.errors import DamagedDatabase
from models.storage.file.copy import back_up_database
from models.storage.file.database import Database
from models.storage.file.place import BACKUPS, newest_backup
from models.storage.file.schema import Schema


def configuration(schema: Schema) -> Config:
    """Returns Alembic's settings, without any file for them."""
    config = Config()
    # Alembic reads % as the beginning of a placeholder.
    config.set_main_option("script_location", str(schema.scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(database: Database, schema: Schema, revision: str = "head") -> None:
    """Brings the tables up to a revision, all steps in one transaction."""
    _run(database, schema, command.upgrade, revision)


def downgrade(database: Database, schema: Schema, revision: str) -> None:
    """Takes the tables back to an earlier revision, all steps in one transaction."""
    _run(database, schema, command.downgrade, revision)


def migrate(database: Database, folder: Path, schema: Schema) -> Path:
    """Backs the database up, reads the backup back, then brings the tables up to date; returns the backup.

    Raises:
        BackupFailed: when the backup does not read back; nothing was migrated.
    """
    kept = folder / BACKUPS / f"before-schema-{schema.number}-from-{database.schema()}.db"
    back_up_database(database, kept)
    upgrade(database, schema)
    return kept


def _run(database: Database, schema: Schema, step: Callable[[Config, str], None], revision: str) -> None:
    with database.raw() as raw:
        # Rebuilding a table drops the old one; its rows' references are checked as a whole below.
        raw.execute("PRAGMA foreign_keys = OFF")
    try:
        with database.changing() as connection:
            config = configuration(schema)
            config.attributes["connection"] = connection
            step(config, revision)
            orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone()
            if orphan is not None:
                raise DamagedDatabase(
                    name=database.path.name,
                    why=f"{orphan[0]} → {orphan[2]}",
                    backup=newest_backup(database.path.parent),
                )
            number = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            connection.exec_driver_sql(f"PRAGMA user_version = {int(number or 0)}")
    finally:
        with database.raw() as raw:
            raw.execute("PRAGMA foreign_keys = ON")
