"""Fixtures for every test that needs a database: a fresh one each, SQLite's file or a real PostgreSQL server's."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import postgresql
from tests.support.catalogues import compile_catalogues
from tests.support.clock import Clock
from tests.support.counters import Counters, opened_counters
from tests.support.intruder import Intruder
from tests.support.town import OFFICE, ORIGIN, SETTINGS, Town, found_town
from wasteledger.ledger import Ledger

RUN_VARIABLE = "WASTELEDGER_TEST_RUN"
"""The folder that the workers of one run share."""


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[RUN_VARIABLE] = tempfile.mkdtemp(prefix="wl-")
        compile_catalogues()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        run = Path(os.environ.pop(RUN_VARIABLE))
        postgresql.stop_server(run)
        shutil.rmtree(run, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reason = postgresql.why_none(Path(os.environ[RUN_VARIABLE]))
    if reason:
        terminalreporter.section("PostgreSQL")
        terminalreporter.line(f"The tests on PostgreSQL DID NOT RUN: {reason}", red=True, bold=True)


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """The URL of a PostgreSQL server on which databases may be made."""
    with postgresql.server_needed():
        return postgresql.server_url(Path(os.environ[RUN_VARIABLE]))


@pytest.fixture
def own_server() -> Iterator[postgresql.OwnServer]:
    """A PostgreSQL server of the test's own, to be stopped and killed."""
    with ExitStack() as started:
        with postgresql.server_needed():
            server = started.enter_context(postgresql.own_server())
        yield server


@pytest.fixture(scope="session")
def sqlite_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A small town in an SQLite file that nobody has open."""
    return _closed(found_town(str(tmp_path_factory.mktemp("town") / "town.db"), Clock()))


@pytest.fixture(scope="session")
def postgresql_town(postgresql_server: str) -> Iterator[Town]:
    """A small town on the server that nobody is connected to."""
    with postgresql.fresh_database(postgresql_server) as url:
        yield _closed(found_town(url, Clock()))


def _closed(town: Town) -> Town:
    town.ledger.close()
    return town


@pytest.fixture
def sqlite_database(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Where an SQLite ledger may be made; the small town's is there if the test asks for it."""
    file = tmp_path / "town.db"
    if "town" in request.fixturenames:
        shutil.copy(request.getfixturevalue("sqlite_town").database, file)
    return str(file)


@pytest.fixture
def postgresql_database(postgresql_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty PostgreSQL database; the small town is there if the test asks for it."""
    made = request.getfixturevalue("postgresql_town").database if "town" in request.fixturenames else "template1"
    with postgresql.fresh_database(postgresql_server, made) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database, of each kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(database_url: str, clock: Clock) -> Iterator[Ledger]:
    """A town founded a moment ago, as its office writes it."""
    with Ledger.found(database_url, origin=ORIGIN, operator=OFFICE, settings=SETTINGS, clock=clock) as founded:
        yield founded


@pytest.fixture
def town(database_url: str, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Town]:
    """A small town, ready to weigh: copied, as founding it anew for every test would take most of the tests' time."""
    kind = "postgresql" if "://" in database_url else "sqlite"
    ready: Town = request.getfixturevalue(f"{kind}_town").moved_to(database_url, clock)
    with ready.ledger:
        yield ready


@pytest.fixture
def opened(town: Town) -> Iterator[Callable[[str], Ledger]]:
    """Opens the town's ledger once more, as another operator."""
    with ExitStack() as open_ledgers:

        def open_as(operator: str) -> Ledger:
            ledger = Ledger.open(town.database, origin=ORIGIN, operator=operator, clock=town.clock)
            return open_ledgers.enter_context(ledger)

        yield open_as


@pytest.fixture
def intrude(database_url: str) -> Iterator[Callable[[], Intruder]]:
    """Opens one more session of raw SQL on the test's database."""
    with ExitStack() as sessions:

        def open_session() -> Intruder:
            session = Intruder(database_url)
            sessions.callback(session.close)
            return session

        yield open_session


@pytest.fixture
def intruder(intrude: Callable[[], Intruder]) -> Intruder:
    """Somebody at the test's database with its own tools."""
    return intrude()


@pytest.fixture
def counters(town: Town, tmp_path: Path) -> Iterator[Counters]:
    """The town's office and two points that have no line."""
    with opened_counters(town, tmp_path) as opened_:
        yield opened_
