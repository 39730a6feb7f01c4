"""A counter at a point of a small town, driven by lists of lines in place of a keyboard."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.clock import Clock
from tests.support.town import HEAD, OFFICE, STAFF, Town, found_town
from wasteledger.ledger import Ledger
from wasteledger.recording.households import Contact
from wasteledger.translation import Words
from wasteledger_cli.counter.asking import Ask, Flow, drive
from wasteledger_cli.counter.counter import Counter, CounterClock
from wasteledger_cli.counter.drafts import Drafts
from wasteledger_cli.counter.screen import BELL, Screen

PIN = "2468"


class NoMoreLines(Exception):  # noqa: N818  # a test ends in the middle of a visit, as a power cut does
    """The lines of a test are used up, and nothing more shall happen."""


@dataclass
class AtTheCounter:
    """What stands on the screen, and the counter that put it there."""

    counter: Counter
    shown: list[str] = field(default_factory=list)

    def type(
        self, flow: Callable[[Counter], Flow[None]], *lines: str | Callable[[], None], stop: bool = True
    ) -> list[str]:
        """Run a flow with these lines, and let the power go (``stop``) or the pipe end after the last.

        What is no line happens before the next one is typed.
        """
        begun = len(self.shown)
        left = list(lines)

        def read(ask: Ask) -> str | None:
            self.shown.append(ask.text)
            while left:
                line = left.pop(0)
                if isinstance(line, str):
                    return line
                line()
            if stop:
                raise NoMoreLines
            return None

        with suppress(NoMoreLines):
            drive(flow(self.counter), read, self.counter.screen)
        assert left == []
        return self.shown[begun:]

    def play(self, flow: Callable[[Counter], Flow[None]], *lines: str) -> None:
        """Run a flow with these lines for as long as it asks for any; then the power goes."""
        left = list(lines)

        def read(ask: Ask) -> str:
            self.shown.append(ask.text)
            if not left:
                raise NoMoreLines
            return left.pop(0)

        with suppress(NoMoreLines):
            drive(flow(self.counter), read, self.counter.screen)

    def said(self, *parts: str) -> bool:
        """Whether one line says all of this."""
        return any(all(part in line for part in parts) for line in self.shown)

    @property
    def bells(self) -> int:
        return sum(line.count(BELL) for line in self.shown)


@pytest.fixture(scope="session")
def named_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The small town, two of its households named and its operators with a PIN; nobody has it open."""
    town = found_town(str(tmp_path_factory.mktemp("counter") / "town.db"), Clock())
    contacts = (
        Contact(name="นางสาวมะลิ แก้วดี", called="ป้ามะลิ", house_number="12/3", phone="081-234 5678"),
        Contact(name="นายสมชาย รักดี", called="ลุงชาย", house_number="12/3"),
    )
    for number, contact in zip(town.households, contacts, strict=False):
        town.ledger.move_household(household=number, contact=contact)
    for operator in (OFFICE, STAFF, HEAD):
        town.ledger.set_pin(operator, PIN)
    town.ledger.close()
    return town


@pytest.fixture
def counter_town(named_town: Town, tmp_path: Path, clock: Clock) -> Iterator[Town]:
    """The named town, opened by its office."""
    town = named_town.moved_to(str(shutil.copy(named_town.database, tmp_path / "town.db")), clock)
    with town.ledger:
        yield town


@pytest.fixture(params=["en", "th"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def counter_of(
    town: Town, ledger: Ledger, clock: CounterClock, folder: Path, language: str, **more: Any
) -> AtTheCounter:
    """A counter before its first prompt."""
    shown: list[str] = []
    settings = ledger.settings()
    counter = Counter(
        ledger=ledger,
        screen=Screen(Words(language, settings.credit_unit, settings.zone), shown.append, width=80),
        drafts=Drafts(folder / "drafts"),
        clock=clock,
        settings=settings,
        database=None if "://" in town.database else Path(town.database),
        papers=folder,
        point="P01",
        **more,
    )
    return AtTheCounter(counter, shown)


@pytest.fixture
def open_counter(counter_town: Town, tmp_path: Path) -> Iterator[Callable[..., AtTheCounter]]:
    """Opens a counter of the town, as a weigher starts the program again."""
    with ExitStack() as opened:

        def open_one(language: str = "en", operator: str = STAFF, **more: object) -> AtTheCounter:
            clock = CounterClock(counter_town.clock)
            ledger = opened.enter_context(Ledger.open(counter_town.database, operator=operator, clock=clock))
            return counter_of(counter_town, ledger, clock, tmp_path, language, **more)

        yield open_one


@pytest.fixture
def at_the_counter(open_counter: Callable[..., AtTheCounter]) -> AtTheCounter:
    return open_counter()
