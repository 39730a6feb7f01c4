"""A town on SQLite and the command before it, on a machine that says nothing of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.books import contents
from tests.support.clock import Clock
from tests.support.command_line import Run, Said, run_command
from tests.support.intruder import Intruder
from tests.support.town import OFFICE, Town, found_town
from wasteledger_cli import settings


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No setting but an operator, an English machine, a terminal of 80 columns."""
    for name in (*settings.NAMES, "config"):
        monkeypatch.delenv(f"WASTELEDGER_{name.upper()}", raising=False)
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("WASTELEDGER_CONFIG", str(tmp_path / "config.toml"))
    settings.configuration_file.cache_clear()
    settings._configured.cache_clear()
    yield
    settings.configuration_file.cache_clear()
    settings._configured.cache_clear()


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """Where this machine would keep its settings."""
    return tmp_path / "config.toml"


@pytest.fixture
def closed_town(sqlite_database: str, clock: Clock) -> Town:
    """A small town, its ledger closed again."""
    town = found_town(sqlite_database, clock)
    town.ledger.close()
    return town


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command with nothing but what is said."""
    return lambda *arguments: run_command(capsys, *arguments)


@pytest.fixture
def at_the_office(closed_town: Town, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on the town's ledger, as the office's operator."""
    monkeypatch.setenv("WASTELEDGER_DATABASE", closed_town.database)
    monkeypatch.setenv("WASTELEDGER_OPERATOR", OFFICE)
    return run


@pytest.fixture
def refused(at_the_office: Run, closed_town: Town) -> Callable[..., Said]:
    """Runs a command that must be refused in one plain sentence, and leave the books as they are."""

    def run_refused(*arguments: str, rows: int = 0) -> Said:
        before = _books(closed_town)
        said = at_the_office(*arguments)
        assert said.code > 2
        assert said.out == ""
        assert "Traceback" not in said.err
        assert len(said.err.splitlines()) == rows + 1
        assert _books(closed_town) == before
        return said

    return run_refused


def _books(town: Town) -> object:
    session = Intruder(town.database)
    try:
        return contents(session)
    finally:
        session.close()
