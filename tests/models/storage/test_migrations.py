"""Older databases come up to date with their data, after a proven backup, all steps or none."""

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
from models.catalogue import MeasureId, VariantId
from models.storage import migration
from models.storage.backup import content_digest
from models.storage.database import APPLICATION_ID, FILE_NAME, SCHEMA, Database
from models.storage.errors import BackupFailed, FrozenVersionChanged
from models.storage.tables import metadata
from models.workspace import Quote, Settings, Workspace
from tests.models.storage.filling import CASE, DONE, fill

DATA = Path(__file__).resolve().parents[2] / "data"
VERSIONS = migration.SCRIPTS / "versions"
RELEASED = sorted(DATA.glob("schema-*.db"))


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    found = {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for (name,) in tables}
    connection.close()
    return found


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def old_folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data folder with the database of an earlier schema."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(request.param, folder / FILE_NAME)
    return folder


def test_there_is_a_database_of_every_earlier_schema() -> None:
    """Every schema that was ever written is tried on the way up."""
    assert [path.stem for path in RELEASED] == [f"schema-{number}" for number in range(1, SCHEMA)]


def test_the_program_knows_the_newest_migration() -> None:
    """The number that decides whether to migrate is the newest script's, and the scripts form one line."""
    scripts = ScriptDirectory.from_config(migration.configuration())
    assert scripts.get_heads() == [str(SCHEMA)]
    assert [script.revision for script in scripts.walk_revisions()] == [str(n) for n in range(SCHEMA, 0, -1)]
    assert migration.head() == SCHEMA


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
    for script in [*VERSIONS.glob("*.py"), migration.SCRIPTS / "env.py"]:
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in {"alembic", "sqlalchemy", "hashlib", "json"}, (script.name, name)


def test_going_down_to_the_first_schema_and_up_again_keeps_what_both_can_hold(tmp_path: Path) -> None:
    """With one of everything in the database, the way down and up ends at the very rows it began with."""
    fill(tmp_path)
    before = _rows(tmp_path / FILE_NAME)
    database = Database(tmp_path / FILE_NAME)
    migration.downgrade(database, "1")
    assert database.schema() == 1
    migration.upgrade(database)
    database.close()
    # What measures really took is kept from schema 4 on: the first schema has no place for it.
    assert before["done_steps"]
    assert _rows(tmp_path / FILE_NAME) == {**before, "done_steps": []}


def test_what_fills_the_old_databases_fills_a_new_one_alike(tmp_path: Path) -> None:
    """The databases in `tests/data` hold what the program writes today, so that the next one can be made."""
    fill(tmp_path)
    _has_everything(tmp_path)
    with Workspace.open(tmp_path) as workspace:
        assert workspace.done_steps(CASE) == (DONE,)


def test_an_older_database_opens_with_all_its_data(old_folder: Path) -> None:
    """Answers, history, versions, papers, limits and prices are there after the migration."""
    _has_everything(old_folder)


def _has_everything(old_folder: Path) -> None:
    with Workspace.open(old_folder) as workspace:
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
        assert [report.verdict for report in workspace.reports()] == ["valid"]
        assert [finding.text for review in workspace.reviews() for finding in review.findings] == [
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


def test_before_migrating_a_backup_is_made_that_holds_the_old_rows(old_folder: Path) -> None:
    """The way back is a sound single file in the old schema, which can be restored."""
    before = _rows(old_folder / FILE_NAME)
    Workspace.open(old_folder).close()
    (backup,) = (old_folder / "backups").glob("*.db")
    assert _rows(backup) == before
    with Workspace.open(old_folder) as workspace:
        workspace.restore(backup)
        assert workspace.load(CASE).get("factory.staff") == 120


def test_without_a_proven_backup_nothing_is_migrated(old_folder: Path) -> None:
    """When the copy cannot be written, the old database stays as it was."""
    (old_folder / "backups").write_bytes(b"a file where the folder should be")
    before = _rows(old_folder / FILE_NAME)
    with pytest.raises(BackupFailed, match="unchanged and safe"):
        Workspace.open(old_folder)
    assert _rows(old_folder / FILE_NAME) == before


def test_every_step_goes_down_and_up_again_with_the_same_data(old_folder: Path) -> None:
    """Down to the file's own schema gives the rows that were there; up again gives the rows of the newest.

    The certificates are the exception: nothing but a test ever wrote one, and the third schema has no place for them.
    """
    before = _rows(old_folder / FILE_NAME)
    if "certificates" in before:
        before["certificates"] = []
    Workspace.open(old_folder).close()
    newest = _rows(old_folder / FILE_NAME)
    start = before["alembic_version"][0][0]
    database = Database(old_folder / FILE_NAME)
    migration.downgrade(database, str(start))
    assert database.schema() == int(str(start))
    database.close()
    assert _rows(old_folder / FILE_NAME) == before
    database = Database(old_folder / FILE_NAME)
    migration.upgrade(database)
    database.close()
    assert _rows(old_folder / FILE_NAME) == newest
    Workspace.open(old_folder).close()


def test_the_newest_schema_goes_down_to_nothing(tmp_path: Path) -> None:
    """Every table that a migration makes it can also take away."""
    with Workspace.open(tmp_path / "data") as workspace:
        workspace.create_case(answers={AnswerId("factory.staff"): 1})
    database = Database(tmp_path / "data" / FILE_NAME)
    migration.downgrade(database, "base")
    database.close()
    assert set(_rows(tmp_path / "data" / FILE_NAME)) == {"alembic_version"}


def test_a_migration_that_fails_leaves_the_old_schema_and_its_data(old_folder: Path) -> None:
    """All steps are one transaction: a failing one takes the others back."""
    connection = sqlite3.connect(old_folder / FILE_NAME)
    (start,) = connection.execute("PRAGMA user_version").fetchone()
    # What the newest migration is about to make is there already.
    connection.execute("CREATE TABLE done_steps (case_id INTEGER)")
    expected = content_digest(connection)
    connection.close()
    with pytest.raises(Exception, match="done_steps"):
        Workspace.open(old_folder)
    connection = sqlite3.connect(old_folder / FILE_NAME)
    assert content_digest(connection) == expected
    assert connection.execute("PRAGMA user_version").fetchone() == (start,)
    connection.close()


def test_alembic_is_run_in_the_process_with_no_configuration_file(tmp_path: Path, monkeypatch) -> None:
    """Migrating depends on no file, folder or environment of the person's."""
    monkeypatch.chdir(tmp_path)
    command.history(migration.configuration())
    assert not list(tmp_path.iterdir())


def test_frozen_versions_of_an_older_database_are_guarded_and_proven_after_migrating(old_folder: Path) -> None:
    """A frozen version gets its digest on the way up; changing it with the guard taken away is noticed."""
    Workspace.open(old_folder).close()
    connection = sqlite3.connect(old_folder / FILE_NAME)
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
    with Workspace.open(old_folder) as workspace:
        with pytest.raises(FrozenVersionChanged, match="Version 1"):
            workspace.load(CASE, 1)
        assert workspace.load(CASE).version == 2
