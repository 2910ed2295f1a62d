"""Older databases come up to date with their data, after a proven backup, all steps or none.

The program ships one schema so far, so a later one is made here: the shipped migrations and one more.
"""

import ast
import shutil
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.assessment import AnswerId, AssessmentState
from models.case import ReportKind
from models.catalogue import MeasureId, VariantId
from models.roadmap import Quote
from models.storage.errors import BackupFailed, DamagedDatabase, DatabaseFromTheFuture, FrozenVersionChanged
from models.storage.file.copy import content_digest
from models.storage.file.database import Database
from models.storage.file.place import FILE_NAME
from models.storage.file.schema import APPLICATION_ID, SHIPPED, Schema
from models.storage.lock import FolderLock
from models.storage.opening import migration
from models.storage.opening.folder import open_database
from models.storage.tables import metadata
from models.workspace import Settings, Workspace, local_clock
from tests import ROOT
from tests.models.storage.filling import CASE, DONE, fill

DATA = ROOT / "tests" / "data"

_LATER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{number}", "{before}", None, None


def upgrade():
    op.add_column("cases", sa.Column("nickname", sa.Text, nullable=False, server_default=""))
    op.create_table("nicknames", sa.Column("case_number", sa.Text, primary_key=True))
    op.execute("INSERT INTO nicknames SELECT number FROM cases")
{more}

def downgrade():
    op.drop_table("nicknames")
    op.drop_column("cases", "nickname")
"""
NEW_TABLE = "nicknames"


def later(tmp_path: Path, more: str = "") -> Schema:
    """Returns the schema of a program to come: one more migration, which ends with the line `more`."""
    scripts = Path(shutil.copytree(SHIPPED.scripts, tmp_path / "later"))
    number = SHIPPED.number + 1
    source = _LATER.format(number=number, before=SHIPPED.number, more=f"    {more}\n" if more else "")
    (scripts / "versions" / f"{number:04}_later.py").write_text(source)
    return Schema(number, scripts)


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Returns every row of every table, but not the mark of the present opening."""
    connection = sqlite3.connect(path)
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'generation' ORDER BY name"
    ).fetchall()
    rows = {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for (name,) in tables}
    connection.close()
    return rows


@pytest.fixture(scope="module")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed data folder with one of everything, to be copied."""
    folder = tmp_path_factory.mktemp("full")
    fill(folder)
    return folder


@pytest.fixture
def folder(full_folder: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own with one of everything, closed."""
    return Path(shutil.copytree(full_folder, tmp_path / "data"))


def test_the_program_knows_the_newest_migration() -> None:
    """The number that decides whether to migrate is the newest script's, and the scripts form one line."""
    scripts = ScriptDirectory.from_config(migration.configuration(SHIPPED))
    assert scripts.get_heads() == [str(SHIPPED.number)]
    assert [script.revision for script in scripts.walk_revisions()] == [str(n) for n in range(SHIPPED.number, 0, -1)]


def test_the_newest_schema_equals_the_tables_of_the_program(tmp_path: Path) -> None:
    """Migrating from nothing gives exactly the tables, columns and indexes that the code works with."""
    Workspace.open(tmp_path / "data").close()
    database = Database(tmp_path / "data" / FILE_NAME)
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_migrations_import_no_project_code() -> None:
    """A migration does today what it did when it was written, whatever the program has become."""
    for script in SHIPPED.scripts.rglob("*.py"):
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in {"alembic", "sqlalchemy", "hashlib", "json"}, (script.name, name)


def test_a_database_of_every_earlier_schema_opens_with_all_its_data(tmp_path: Path) -> None:
    """Every schema that was ever released is tried on the way up."""
    for number in range(1, SHIPPED.number):
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copyfile(DATA / f"schema-{number}.db", folder / FILE_NAME)
        with Workspace.open(folder) as workspace:
            _has_everything(workspace)


def test_what_fills_the_kept_databases_is_all_there(folder: Path) -> None:
    """What `filling` writes is what is looked for after a migration."""
    with Workspace.open(folder) as workspace:
        assert workspace.done_steps(CASE) == (DONE,)
        _has_everything(workspace)


def test_an_older_database_opens_with_all_its_data(folder: Path, tmp_path: Path) -> None:
    """Answers, history, versions, papers, limits and prices are there after the migration."""
    database = open_database(folder, later(tmp_path))
    with Workspace(folder, database, FolderLock(folder), local_clock) as workspace:
        _has_everything(workspace)
    assert {name for (name,) in rows_of(folder / FILE_NAME)[NEW_TABLE]} >= {CASE}


def _has_everything(workspace: Workspace) -> None:
    case = CASE
    frozen, draft = workspace.load(case, 1), workspace.load(case, 2)
    assert (frozen.state, draft.state) == (AssessmentState.FROZEN, AssessmentState.DRAFT)
    assert frozen.get("factory.revenue_wan") == Decimal("3250.50")
    assert frozen.get("factory.products") == ("轴", "齿轮")
    assert (frozen.get("scenarios.SC10.status"), frozen.get("factory.staff")) == ("partial", 100)
    assert draft.get("factory.staff") == 120
    assert [item.note for item in draft.evidence.values()] == ["二号线"]
    assert [change.new for change in workspace.history(case, AnswerId("enterprise.contact"))] == ["张敏"]
    assert [version.why for version in workspace.versions(case)] == ["", "新增五台机床"]
    assert [report.verdict for report in workspace.reports(kind=ReportKind.REPORT)] == ["valid"]
    assert [finding.text for reply in workspace.replies(CASE) for finding in reply.review.findings] == [
        "请补充照片",
        "总体较好",
    ]
    limits = workspace.plan_limits(case)
    assert limits is not None
    assert limits.budget_wan == (Decimal(30), Decimal("50.5"))
    assert workspace.quotes(case) == (
        Quote(MeasureId("E02"), VariantId.SHARED, Decimal("12.5"), Decimal("1.2"), "某供应商", "2026-11-01"),
    )
    assert workspace.settings() == Settings("zh", "manager", "张敏", "light")
    assert [thrown.factory for thrown in workspace.cases(in_trash=True)] == ["二号厂"]
    assert workspace.undo(case) is not None


def test_a_database_of_a_newer_program_is_refused_untouched(folder: Path, tmp_path: Path) -> None:
    """Whoever goes back to an older program is told, and the newer file stays as it is."""
    open_database(folder, later(tmp_path)).close()
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(DatabaseFromTheFuture, match=f"format {SHIPPED.number + 1}.*up to {SHIPPED.number}"):
        Workspace.open(folder)
    assert (folder / FILE_NAME).read_bytes() == before


def test_before_migrating_a_backup_is_made_that_holds_the_old_rows(folder: Path, tmp_path: Path) -> None:
    """The way back is a sound single file in the old schema, which the old program can restore."""
    before = rows_of(folder / FILE_NAME)
    open_database(folder, later(tmp_path)).close()
    (backup,) = (folder / "backups").glob("*.db")
    assert rows_of(backup) == before
    with Workspace.open(tmp_path / "old program") as workspace:
        workspace.restore(backup)
        assert workspace.load(CASE).get("factory.staff") == 120


def test_without_a_proven_backup_nothing_is_migrated(folder: Path, tmp_path: Path) -> None:
    """When the copy cannot be written, the old database stays as it was."""
    (folder / "backups").write_bytes(b"a file where the folder should be")
    before = rows_of(folder / FILE_NAME)
    with pytest.raises(BackupFailed, match="unchanged and safe"):
        open_database(folder, later(tmp_path))
    assert rows_of(folder / FILE_NAME) == before


def test_every_step_goes_down_and_up_again_with_the_same_data(folder: Path, tmp_path: Path) -> None:
    """Down to the file's own schema gives the rows that were there; up again gives the rows of the newest."""
    schema = later(tmp_path)
    before = rows_of(folder / FILE_NAME)
    database = open_database(folder, schema)
    newest = rows_of(folder / FILE_NAME)
    migration.downgrade(database, schema, str(SHIPPED.number))
    assert database.schema() == SHIPPED.number
    assert rows_of(folder / FILE_NAME) == before
    migration.upgrade(database, schema)
    database.close()
    assert rows_of(folder / FILE_NAME) == newest


def test_the_newest_schema_goes_down_to_nothing(folder: Path) -> None:
    """Every table that a migration makes it can also take away."""
    database = Database(folder / FILE_NAME)
    migration.downgrade(database, SHIPPED, "base")
    database.close()
    assert set(rows_of(folder / FILE_NAME)) == {"alembic_version"}


@pytest.mark.parametrize(
    ("more", "failure"),
    [
        ('raise RuntimeError("the last step fails")', RuntimeError),
        ('op.execute("DELETE FROM cases")', DamagedDatabase),
        ('op.execute("SELECT * FROM nowhere")', Exception),
    ],
    ids=["raises", "leaves rows without their case", "wrong"],
)
def test_a_migration_that_fails_leaves_the_old_schema_and_its_data(
    folder: Path, tmp_path: Path, more: str, failure: type[Exception]
) -> None:
    """All steps are one transaction: whatever the last one breaks takes the others back."""
    with sqlite3.connect(folder / FILE_NAME) as connection:
        expected = content_digest(connection)
    connection.close()
    with pytest.raises(failure):
        open_database(folder, later(tmp_path, more))
    with sqlite3.connect(folder / FILE_NAME) as connection:
        assert content_digest(connection) == expected
        assert connection.execute("PRAGMA user_version").fetchone() == (SHIPPED.number,)
    connection.close()
    with Workspace.open(folder) as workspace:
        _has_everything(workspace)


def test_after_a_migration_references_are_kept_again(folder: Path, tmp_path: Path) -> None:
    """They are off while tables are rebuilt, whether that succeeds or fails; a row without its case is refused after."""
    database = open_database(folder, later(tmp_path))
    with database.raw() as connection, pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        connection.execute("UPDATE plan_limits SET case_id = 999")
    with pytest.raises(Exception, match="locate"):
        migration.downgrade(database, SHIPPED, "base-1")
    with database.raw() as connection:
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    database.close()


def test_alembic_is_run_in_the_process_with_no_configuration_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Migrating depends on no file, folder or environment of the person's."""
    monkeypatch.chdir(tmp_path)
    command.history(migration.configuration(SHIPPED))
    assert not list(tmp_path.iterdir())


def test_frozen_versions_are_guarded_and_proven_after_migrating(folder: Path, tmp_path: Path) -> None:
    """A frozen version is refused every change; one made with the guard taken away is noticed."""
    open_database(folder, later(tmp_path)).close()
    connection = sqlite3.connect(folder / FILE_NAME)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    with pytest.raises(sqlite3.IntegrityError, match="frozen"):
        connection.execute("UPDATE versions SET frozen_why = 'x' WHERE state = 'frozen'")
    connection.execute("DROP TRIGGER answers_frozen_update_new")
    connection.execute("DROP TRIGGER answers_frozen_update_old")
    connection.execute(
        "UPDATE answers SET value = '\"full\"' WHERE version_id = 1 AND answer = 'scenarios.SC10.status'"
    )
    connection.commit()
    connection.close()
    database = open_database(folder, later(tmp_path / "again"))
    with Workspace(folder, database, FolderLock(folder), local_clock) as workspace:
        with pytest.raises(FrozenVersionChanged, match="Version 1"):
            workspace.load(CASE, 1)
        assert workspace.load(CASE).version == 2
