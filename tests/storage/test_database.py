"""A database that is missing, foreign, damaged, locked, read-only or full gets one sentence, and nothing is written."""

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.support import children
from tests.support.books import contents
from tests.support.clock import Clock
from tests.support.databases import on_postgresql, on_sqlite
from tests.support.intruder import Intruder
from tests.support.town import ORIGIN, SETTINGS, Town, found_town
from wasteledger import errors
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.storage import database as databases
from wasteledger.storage.database import Database

WEIGHED = (Weighing("PET", 1_000),)
NOBODY_LISTENS = "postgresql://clerk:s3cret@127.0.0.1:1/town"

WRITE_AS_NOBODY = """
import os, sys
from wasteledger import Refusal
from wasteledger.ledger import Ledger
spare, target = sys.argv[1:]
def write(database):
    with Ledger.open(database, operator="1") as ledger:
        ledger.add_to_list(kind="community", code="C09")
write(spare)  # every module is read while it may be
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    write(target)
except Refusal as refusal:
    print(type(refusal).__name__, refusal.exit_code)
"""


LOOK_AND_LEAVE = """
import sqlite3, sys
session = sqlite3.connect(sys.argv[1])
session.execute("SELECT count(*) FROM entry").fetchone()
session.close()
"""


@pytest.fixture
def ledger_file(sqlite_database: str, clock: Clock) -> Path:
    """A town's SQLite file that nobody has open."""
    found_town(sqlite_database, clock).ledger.close()
    return Path(sqlite_database)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a lock longer than a moment."""
    monkeypatch.setattr(databases, "LOCK_WAIT_SECONDS", 0.1)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


@pytest.fixture
def write_unprivileged(ledger_file: Path) -> Callable[[Path], str]:
    """Opens a ledger and writes to it as a user whom file permissions hold back, which they don't the administrator."""
    if sys.platform == "win32":
        pytest.skip("permissions are POSIX's")
    spare = shutil.copy(ledger_file, ledger_file.with_name("spare.db"))
    return lambda database: children.run(WRITE_AS_NOBODY, str(spare), str(database))


# Nothing there, or something else


def test_a_ledger_that_is_not_there_is_not_begun_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(errors.DatabaseMissing) as refused:
        Ledger.open(tmp_path / "town.db")
    assert refused.value.exit_code == 101
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_no_ledger_and_none_is_begun_in_it(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(errors.DatabaseMissing):
        Ledger.open(tmp_path / "nowhere" / "town.db")
    with pytest.raises(errors.FileMissing, match="nowhere"):
        Ledger.found(tmp_path / "nowhere" / "town.db", origin=ORIGIN, clock=clock)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "found",
    [b"", b"SQLite", b"SQLite format 2\0", b"code,grams\r\nPET,5400\r\n", b"\x89PNG\r\n\x1a\n" * 600, b"\0" * 8_192],
    ids=["empty", "broken off", "another format", "CSV", "picture", "zeros"],
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, found: bytes) -> None:
    file = tmp_path / "town.db"
    file.write_bytes(found)
    with pytest.raises(errors.NotALedger) as refused:
        Ledger.open(file)
    assert refused.value.exit_code == 106
    assert file.read_bytes() == found
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("length", [16, 100, 4_096, 20_000, 60_000])
def test_a_file_cut_short_is_damaged_or_no_ledger(ledger_file: Path, length: int) -> None:
    ledger_file.write_bytes(ledger_file.read_bytes()[:length])
    with pytest.raises((errors.DatabaseDamaged, errors.NotALedger)), Ledger.open(ledger_file) as ledger:
        ledger.audit()


def test_a_page_overwritten_is_damage_and_not_a_traceback(ledger_file: Path) -> None:
    with ledger_file.open("r+b") as file:
        file.seek(4_096)
        file.write(b"\xa5" * (ledger_file.stat().st_size - 4_096))
    with pytest.raises(errors.DatabaseDamaged) as refused, Ledger.open(ledger_file) as ledger:
        ledger.audit()
    assert refused.value.exit_code == 105


def test_a_folder_is_no_ledger(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(errors.FileUnreadable):
        Ledger.open(tmp_path)
    with pytest.raises(errors.DatabaseReadOnly):
        Ledger.found(tmp_path, origin=ORIGIN, clock=clock)


@pytest.mark.parametrize(
    "table", ["customers (name TEXT)", "alembic_version (version_num TEXT)", "entry (origin TEXT)"]
)
@on_sqlite
def test_another_programs_database_is_refused_and_nothing_is_added_to_it(
    database_url: str, intruder: Intruder, table: str, clock: Clock
) -> None:
    intruder.run(f"CREATE TABLE {table}")
    with pytest.raises(errors.NotALedger):
        Ledger.open(database_url)
    with pytest.raises(errors.NotALedger):
        Ledger.found(database_url, origin=ORIGIN, clock=clock)
    assert intruder.value("SELECT count(*) FROM sqlite_master") == 1


def test_a_database_that_another_program_migrates_is_no_newer_ledger(database_url: str, intruder: Intruder) -> None:
    intruder.run("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    intruder.run("INSERT INTO alembic_version VALUES ('ae1027a6acf')")
    with pytest.raises(errors.NotALedger):
        Ledger.open(database_url)


def test_whoever_founds_a_ledger_signs_as_its_list_says(sqlite_database: str, clock: Clock) -> None:
    with Ledger.found(sqlite_database, origin=ORIGIN, operator=" a1", settings=SETTINGS, clock=clock) as ledger:
        assert [operator.code for operator in ledger.listed("operator")] == ["A1"]
        assert {ledger.entry(f"K07-{number}").body["operator"] for number in (1, 2)} == {"A1"}


@on_postgresql
def test_a_server_shared_with_others_still_takes_a_ledger(database_url: str, intruder: Intruder, clock: Clock) -> None:
    intruder.run("CREATE TABLE spatial_ref_sys (srid integer)")
    with Ledger.found(database_url, origin=ORIGIN, settings=SETTINGS, clock=clock) as ledger:
        assert ledger.origin == ORIGIN


@on_postgresql
def test_an_empty_database_is_no_ledger(database_url: str) -> None:
    with pytest.raises(errors.NotALedger):
        Ledger.open(database_url)


@on_postgresql
def test_a_database_that_the_server_does_not_have_is_missing(database_url: str) -> None:
    with pytest.raises(errors.DatabaseMissing, match="no ledger at"):
        Ledger.open(f"{database_url}_of_another_town")


@pytest.mark.postgresql
def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(errors.ServerUnreachable) as refused:
        Ledger.open(NOBODY_LISTENS)
    assert refused.value.exit_code == 110
    assert "s3cret" not in str(refused.value)
    assert "s3cret" not in Database(NOBODY_LISTENS).name


@pytest.mark.parametrize(
    "url", ["postgresql://clerk:s3cret@host:port/town", "mysql://clerk:s3cret@host/town", "://", "x://[s3cret"]
)
def test_a_url_that_is_none_of_ours_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(errors.DatabaseFailed) as refused:
        Ledger.open(url)
    assert refused.value.exit_code == 111
    assert "s3cret" not in str(refused.value)


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(errors.DriverMissing) as refused:
        Ledger.open(NOBODY_LISTENS)
    assert refused.value.exit_code == 112


# Begun once


def test_a_ledger_is_begun_once(town: Town, intruder: Intruder) -> None:
    before = contents(intruder)
    with pytest.raises(errors.DatabaseExists) as refused:
        Ledger.found(town.database, origin="K08")
    assert refused.value.exit_code == 102
    assert contents(intruder) == before


def test_a_founding_that_was_refused_can_be_said_again_rightly(database_url: str, clock: Clock) -> None:
    with pytest.raises(errors.ValueNotAllowed):
        Ledger.found(database_url, origin="K08", settings={"language": "tlh"}, clock=clock)
    with Ledger.found(database_url, origin="K07", settings=SETTINGS, clock=clock) as ledger:
        audit = ledger.audit()
    assert (ledger.origin, audit.clean, audit.books) == ("K07", True, 1)


# Locked


@pytest.mark.usefixtures("impatient")
def test_a_ledger_that_another_program_holds_is_locked_and_nothing_is_booked(town: Town, intruder: Intruder) -> None:
    before = contents(intruder)
    with Ledger.open(town.database, operator="1", clock=town.clock) as waiting:
        with intruder.transaction():
            intruder.run("UPDATE origin SET local = local")
            with pytest.raises(errors.DatabaseLocked) as refused:
                waiting.record_drop_off(card=town.card, weighings=WEIGHED)
        assert refused.value.exit_code == 103
        assert contents(intruder) == before
        assert waiting.record_drop_off(card=town.card, weighings=WEIGHED)


@pytest.mark.usefixtures("impatient")
def test_a_ledger_locked_from_the_first_moment_is_locked(ledger_file: Path) -> None:
    with closing(sqlite3.connect(ledger_file, isolation_level=None)) as greedy:
        greedy.execute("PRAGMA locking_mode = EXCLUSIVE")
        greedy.execute("BEGIN EXCLUSIVE")
        with pytest.raises(errors.DatabaseLocked):
            Ledger.open(ledger_file)


# Read-only, full


def test_a_read_only_file_is_read_only(
    ledger_file: Path, public_folder: Path, write_unprivileged: Callable[[Path], str]
) -> None:
    copy = Path(shutil.copy(ledger_file, public_folder))
    copy.chmod(0o444)
    public_folder.chmod(0o777)
    before = copy.read_bytes()
    assert write_unprivileged(copy) == "DatabaseReadOnly 104"
    assert copy.read_bytes() == before


def test_a_file_in_a_read_only_folder_is_read_only(
    ledger_file: Path, public_folder: Path, write_unprivileged: Callable[[Path], str]
) -> None:
    copy = Path(shutil.copy(ledger_file, public_folder))
    copy.chmod(0o666)
    public_folder.chmod(0o555)
    before = copy.read_bytes()
    assert write_unprivileged(copy) == "DatabaseReadOnly 104"
    assert copy.read_bytes() == before
    assert list(public_folder.iterdir()) == [copy]


def test_a_file_that_may_not_be_read_is_unreadable(
    ledger_file: Path, public_folder: Path, write_unprivileged: Callable[[Path], str]
) -> None:
    copy = Path(shutil.copy(ledger_file, public_folder))
    copy.chmod(0o000)
    assert write_unprivileged(copy) == "FileUnreadable 72"


@on_sqlite
def test_on_a_full_disk_nothing_is_booked_and_with_room_again_everything_goes_on(
    town: Town, intruder: Intruder
) -> None:
    before = contents(intruder)
    pages = intruder.value("PRAGMA page_count")
    writer = town.ledger._database._writer
    writer.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(errors.DiskFull) as refused:
        _book_until_refused(town)
    assert refused.value.exit_code == 107
    assert intruder.run("SELECT max(sequence) FROM entry") == intruder.run("SELECT sequence FROM origin")
    assert len(contents(intruder)["entry"]) >= len(before["entry"])
    writer.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)
    assert town.ledger.audit().clean


def _book_until_refused(town: Town) -> None:
    for _ in range(1_000):
        town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)


# Lost and found again


@on_postgresql
def test_a_connection_that_the_server_ended_is_opened_again(town: Town, intruder: Intruder) -> None:
    (entry,) = town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)
    intruder.run(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
        "current_database()"
    )
    (after,) = town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)
    assert after.receipt.sequence == entry.receipt.sequence + 1
    assert town.ledger.audit().clean


def test_a_number_too_large_for_any_database_is_refused(town: Town, intruder: Intruder) -> None:
    before = contents(intruder)
    with pytest.raises(errors.DatabaseFailed) as refused, town.ledger._database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE balance SET quantity = ?" if intruder.is_sqlite else "UPDATE balance SET quantity = %s", (10**30,)
        )
    assert refused.value.exit_code == 111
    assert contents(intruder) == before


@on_sqlite
def test_a_migration_that_leaves_something_hanging_in_the_air_is_undone(town: Town, intruder: Intruder) -> None:
    before = contents(intruder)
    with pytest.raises(errors.DatabaseDamaged), town.ledger._database.migrating() as connection:
        connection.exec_driver_sql("INSERT INTO movement VALUES ('K07', 999, 0, 'PET', 'stock:P01', 'stock:P02', 1)")
    assert contents(intruder) == before
    with town.ledger._database.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


# What each connection is set to


@on_sqlite
def test_a_printed_receipt_survives_power_loss_as_far_as_the_disk_keeps_its_word(town: Town) -> None:
    with town.ledger._database.writing() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert settings == ["wal", 2]


@on_postgresql
def test_every_commit_waits_for_the_servers_disk(town: Town) -> None:
    with town.ledger._database.writing() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


def test_nothing_is_opened_before_it_is_used(tmp_path: Path) -> None:
    with ExitStack() as opened:
        opened.callback(Database(tmp_path / "town.db").close)
        opened.callback(Database(NOBODY_LISTENS).close)
    assert list(tmp_path.iterdir()) == []


@on_sqlite
def test_a_ledger_opened_twice_by_one_program_keeps_its_log_from_another(town: Town) -> None:
    """A file that is closed by anything but SQLite takes the locks of every connection of its process along."""
    with Ledger.open(town.database, operator="1") as again:
        assert again.origin == ORIGIN
    children.run(LOOK_AND_LEAVE, town.database)
    assert Path(f"{town.database}-wal").exists()


# Two servers, one of which takes entries


@pytest.mark.parametrize(
    ("url", "hosts", "ports"),
    [
        ("postgresql://p01@server1,server2/town?target_session_attrs=read-write", "server1,server2", None),
        ("postgresql://p01:a%2Cb@server1:5432,10.0.0.2:5433/town", "server1,10.0.0.2", "5432,5433"),
        ("postgres://server1,server2:5433/town?connect_timeout=3", "server1,server2", ",5433"),
    ],
)
@pytest.mark.postgresql
def test_a_url_may_name_several_servers_as_the_servers_own_programs_read_it(url: str, hosts: str, ports: str) -> None:
    database = Database(url)
    _, said = database._readers.dialect.create_connect_args(database.url)
    assert (said["host"], said.get("port"), said["dbname"]) == (hosts, ports, "town")
    assert "a,b" not in database.name


@on_postgresql
def test_the_first_server_that_answers_and_takes_entries_is_written_to(database_url: str, clock: Clock) -> None:
    found_town(database_url, clock).ledger.close()
    host = database_url.rpartition("@")[2]
    both = database_url.replace(host, f"127.0.0.1:1,{host}?target_session_attrs=read-write")
    with Ledger.open(both, operator="1", clock=clock) as ledger:
        assert ledger.add_to_list(kind="community", code="C09")
