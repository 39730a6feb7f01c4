"""``sync run``: what it says of the line to the office, once and for as long as it is let."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import children
from tests.support.clock import Clock
from tests.support.command_line import Run, Said
from tests.support.points import Field, Side
from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.receipts import Receipt
from wasteledger.exchange.line import Carried, Line
from wasteledger.ledger import Ledger

KEEP = """
import sys
from wasteledger_cli.main import main
main(["--database", *sys.argv[1:]])
"""
SECONDS = 30


@dataclass
class Parish:
    """The office's ledger and a laptop's, and the command as it is typed on the laptop."""

    office: Side
    point: Side
    run: Run

    def on_the_laptop(self, *words: str) -> Said:
        return self.run("--database", self.point.database, "--operator", "12", "--language", "en", *words)


@pytest.fixture
def parish(closed_town: Town, run: Run, tmp_path: Path, clock: Clock) -> Iterator[Parish]:
    with Ledger.open(closed_town.database, operator="1", clock=clock) as ledger, ExitStack() as laptops:
        office = Side(closed_town.database, ledger, tmp_path / "keys", closed_town.card)
        yield Parish(office, Field(office, tmp_path, clock, laptops).laptop("K11", "P01"), run)


def test_it_says_what_went_which_way_and_in_a_pipe_nothing_of_nothing(parish: Parish) -> None:
    parish.point.weigh(2)
    parish.office.weigh()

    first, again = (parish.on_the_laptop("sync", "run", parish.office.database) for _ in range(2))

    assert first == Said(0, "Entries to the office: 2, from the office: 1; names: 0.\n", "")
    assert again == Said(0, "", "")


def test_programs_are_told_by_book(parish: Parish) -> None:
    parish.point.weigh(2)

    told = parish.on_the_laptop("sync", "run", parish.office.database, "--format", "json").data

    assert told == {"up": {"K11": 2}, "down": {}, "people": 0, "waiting": {}, "forks": [], "lacking": []}


def test_the_office_is_a_setting_of_the_machine(parish: Parish, monkeypatch: pytest.MonkeyPatch) -> None:
    parish.point.weigh()
    unsaid = parish.on_the_laptop("sync", "run")
    monkeypatch.setenv("WASTELEDGER_OFFICE", parish.office.database)

    said = parish.on_the_laptop("sync", "run")

    assert (unsaid.code, said.code) == (2, 0)
    assert said.out.startswith("Entries to the office: 1,")


def test_a_password_in_a_setting_or_an_address_is_never_shown(parish: Parish, run: Run) -> None:
    address = "postgresql://p01:hush@127.0.0.1:1/town"
    run("config", "set", f"office={address}")

    shown = run("config", "show")
    tried = parish.on_the_laptop("sync", "run")

    assert "postgresql://p01:***@127.0.0.1:1/town" in shown.out
    assert tried.code in {errors.ServerUnreachable.exit_code, errors.DriverMissing.exit_code}
    assert "hush" not in shown.out + tried.out + tried.err


def test_what_asks_for_somebodys_eyes_is_said(parish: Parish, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Carried(waiting={"K11": 3}, forks=[Receipt("K07", 9)], lacking=[Receipt("K07", 12)])
    monkeypatch.setattr(Line, "carry", lambda *_: found)

    said = parish.on_the_laptop("sync", "run", parish.office.database)

    assert "K07-000009 is another entry here" in said.out
    assert "The office no longer holds K07-000012" in said.out
    assert "What waits comes in" in said.out


# As long as it is let


@pytest.fixture
def keep(parish: Parish, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Said, list[float]]]:
    """Keeps the line through some moments, each of which answers or refuses, until Ctrl-C; tells what was waited."""

    def kept(*moments: Carried | errors.Refusal, words: tuple[str, ...] = ()) -> tuple[Said, list[float]]:
        coming, waited = iter(moments), list[float]()

        def moment(*_: object) -> Any:
            now = next(coming, None)
            if now is None:
                raise KeyboardInterrupt
            if isinstance(now, errors.Refusal):
                raise now
            return now

        monkeypatch.setattr(Line, "news", lambda _: True)
        monkeypatch.setattr(Line, "carry", moment)
        monkeypatch.setattr("time.sleep", waited.append)
        return parish.on_the_laptop("sync", "run", parish.office.database, "--watch", *words), waited

    return kept


def test_it_says_once_that_the_line_is_down_and_once_that_it_is_up(
    keep: Callable[..., tuple[Said, list[float]]],
) -> None:
    down = errors.ServerUnreachable(reason="no route")

    said, waited = keep(Carried(), down, down, down, Carried(up={"K11": 4}), Carried(), down, Carried())

    assert said.code == 0
    assert said.out == "Entries to the office: 4, from the office: 0; names: 0.\n"
    assert (
        said.err.splitlines()
        == [
            "The line is down, and will be tried again. The database server does not answer: no route",
            "The line is up again.",
        ]
        * 2
    )
    assert waited == [3.0, 2.0, 4.0, 8.0, 3.0, 3.0, 2.0, 3.0]


def test_programs_are_told_a_line_each_time(keep: Callable[..., tuple[Said, list[float]]]) -> None:
    said, _ = keep(Carried(up={"K11": 4}), Carried(), Carried(down={"K07": 1}), words=("--format", "json"))

    assert [json.loads(line)["up"] for line in said.out.splitlines()] == [{"K11": 4}, {}]


def test_what_waiting_cannot_mend_ends_it_with_its_sentence(keep: Callable[..., tuple[Said, list[float]]]) -> None:
    said, _ = keep(errors.BookRestored(sender="K07", receipt="K11-000315"))

    assert said.code == errors.BookRestored.exit_code
    assert "K11-000315" in said.err


def test_a_signal_ends_it_quietly(parish: Parish) -> None:
    parish.point.weigh()
    with children.start(
        KEEP, parish.point.database, "--language", "en", "sync", "run", parish.office.database, "--watch"
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        child.send_signal(signal.SIGTERM)
        rest, _ = child.communicate(timeout=SECONDS)

    assert first == "Entries to the office: 1, from the office: 0; names: 0.\n"
    assert (rest, child.returncode) == ("", 0)
