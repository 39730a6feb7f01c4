"""A ledger of another version says which command to run; upgrading keeps the journal, folds it anew and seals it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import wasteledger
from tests.support.books import contents, projections
from tests.support.databases import on_sqlite
from tests.support.day import a_day
from tests.support.intruder import Intruder, Refused
from tests.support.town import Town
from wasteledger import errors
from wasteledger.journal import rebuild
from wasteledger.ledger import Ledger, upgrade
from wasteledger.storage import tables
from wasteledger.storage import upgrade as upgrading
from wasteledger.storage.database import Database

OLDER = {
    "an older journal": "UPDATE alembic_version SET version_num = '0000'",
    "older projections": "UPDATE reference_mark SET projections = projections - 1",
}
NEWER = {
    "a newer journal": "UPDATE alembic_version SET version_num = '9999'",
    "newer projections": "UPDATE reference_mark SET projections = projections + 1",
}
RELEASED = sorted((Path(__file__).parents[1] / "migrations" / "released").glob("*.sql"))

REBUILD_EVERY_TABLE = """
import sqlalchemy as sa
from alembic import op

revision = "9998"
down_revision = "REVISION"
branch_labels = None
depends_on = None


COLUMNS = {
    "entry": "kind",
    "origin": "recorded_at",
    "contact": "name",
    "operator_contact": "name",
    "operator_pin": "wrong_at",
}


def upgrade():
    for table, column in COLUMNS.items():
        kept = {"sqlite_strict": True, "sqlite_with_rowid": False}
        with op.batch_alter_table(table, table_kwargs=kept) as batch:
            batch.alter_column(column, existing_type=sa.Text(), nullable=False)
"""


@pytest.fixture
def old_town(town: Town) -> Town:
    """A town with a full day in its books, which nobody has open."""
    assert list(a_day(town))
    town.ledger.close()
    return town


@pytest.fixture
def database(old_town: Town) -> Iterator[Database]:
    opened = Database(old_town.database)
    yield opened
    opened.close()


def test_the_newest_migration_is_the_one_the_library_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrading.shipped("migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [upgrading.REVISION]


@pytest.mark.parametrize("statement", OLDER.values(), ids=OLDER.keys())
def test_an_older_ledger_is_not_opened_and_says_which_command_mends_it(
    old_town: Town, intruder: Intruder, statement: str
) -> None:
    intruder.run(statement)
    with pytest.raises(errors.SchemaOlder, match="wasteledger database upgrade") as refused:
        Ledger.open(old_town.database)
    assert refused.value.exit_code == 108


@pytest.mark.parametrize("statement", NEWER.values(), ids=NEWER.keys())
def test_a_newer_ledger_is_neither_opened_nor_upgraded(
    old_town: Town, database: Database, intruder: Intruder, statement: str
) -> None:
    intruder.run(statement)
    before = contents(intruder)
    with pytest.raises(errors.SchemaNewer, match="newer") as refused:
        Ledger.open(old_town.database)
    assert refused.value.exit_code == 109
    with pytest.raises(errors.SchemaNewer):
        rebuild.upgrade(database)
    assert contents(intruder) == before


def test_an_upgrade_folds_every_projection_anew_and_seals(
    old_town: Town, database: Database, intruder: Intruder
) -> None:
    before = projections(intruder)
    with intruder.unsealed():
        intruder.run("DELETE FROM balance")
        intruder.run("DELETE FROM movement")
        intruder.run("DROP TABLE passbook")
        intruder.run("DROP INDEX ix_household_former_number")
    intruder.run("DROP TRIGGER origin_not_deleted" + ("" if intruder.is_sqlite else " ON origin"))
    intruder.run(OLDER["older projections"])
    assert rebuild.upgrade(database) is True
    with Ledger.open(old_town.database, operator="1") as ledger:
        assert ledger.audit().clean
    assert projections(intruder) == before
    with pytest.raises(Refused, match="sealed"):
        intruder.run("DELETE FROM origin")


def test_upgrading_a_ledger_of_this_version_does_nothing(database: Database, intruder: Intruder) -> None:
    before = contents(intruder)
    assert rebuild.upgrade(database) is False
    assert contents(intruder) == before


def test_an_upgrade_that_fails_half_way_leaves_everything_as_it_was(
    database: Database, intruder: Intruder, monkeypatch: pytest.MonkeyPatch
) -> None:
    intruder.run(OLDER["older projections"])
    before = contents(intruder)
    monkeypatch.setattr(rebuild, "seal", _break_down)
    with pytest.raises(ZeroDivisionError):
        rebuild.upgrade(database)
    assert contents(intruder) == before
    with pytest.raises(Refused, match="sealed"):
        intruder.run("DELETE FROM entry")
    monkeypatch.undo()
    assert rebuild.upgrade(database) is True


def _break_down(_: object) -> None:
    raise ZeroDivisionError


def test_a_migration_that_rebuilds_every_table_of_the_journal_keeps_it_and_the_seal(
    old_town: Town, database: Database, intruder: Intruder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = contents(intruder)
    later = shutil.copytree(upgrading.shipped("migrations"), tmp_path / "later" / "migrations")
    (later / "versions" / "9998_rebuild.py").write_text(REBUILD_EVERY_TABLE.replace("REVISION", upgrading.REVISION))
    monkeypatch.setattr(upgrading, "shipped", lambda folder: tmp_path / "later" / folder)
    for module in (upgrading, rebuild):
        monkeypatch.setattr(module, "REVISION", "9998")
    assert rebuild.upgrade(database) is True
    with Ledger.open(old_town.database, operator="1") as ledger:
        assert ledger.audit().findings == []
    assert {**contents(intruder), "reference_mark": before["reference_mark"]} == before
    with pytest.raises(Refused, match="sealed"):
        intruder.run("DELETE FROM entry")


@on_sqlite
def test_an_upgrade_copies_the_file_first(old_town: Town, intruder: Intruder) -> None:
    before = contents(intruder)
    intruder.run(OLDER["older projections"])
    copy = upgrade(old_town.database)
    assert copy is not None
    with closing(Intruder(str(copy))) as kept:
        assert contents(kept)["entry"] == before["entry"]
        assert kept.value("SELECT projections FROM reference_mark") == tables.PROJECTIONS_VERSION - 1


def test_the_migrations_make_what_the_tables_say(town: Town) -> None:
    with town.ledger._database.writing() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_every_released_ledger_upgrades(released: Path, tmp_path: Path) -> None:
    file = tmp_path / "town.db"
    with closing(sqlite3.connect(file)) as old:
        old.executescript(released.read_text(encoding="utf-8"))
        heads = old.execute("SELECT code, sequence, digest FROM origin").fetchall()
        balances = old.execute("SELECT * FROM balance WHERE quantity <> 0 ORDER BY 1, 2").fetchall()
    upgrade(file)
    with Ledger.open(file, operator="1") as ledger:
        assert ledger.audit().findings == []
        assert ledger.rebuild() == sum(sequence for _, sequence, _ in heads)
        assert ledger.audit().findings == []
    with closing(sqlite3.connect(file)) as now:
        assert now.execute("SELECT code, sequence, digest FROM origin").fetchall() == heads
        assert now.execute("SELECT * FROM balance WHERE quantity <> 0 ORDER BY 1, 2").fetchall() == balances


def test_there_is_a_ledger_of_this_release() -> None:
    assert wasteledger.__version__ in {path.stem for path in RELEASED}
