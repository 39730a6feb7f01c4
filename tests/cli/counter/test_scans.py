"""A morning's cards scanned into the real command on a terminal: none lost, none merged, none booked twice."""

import json
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.counter.conftest import PIN, AtTheCounter
from tests.support.clock import Clock
from tests.support.intruder import Intruder
from tests.support.layouts import caps_locked, in_thai_layout
from tests.support.terminal import Terminal
from tests.support.town import OFFICE, STAFF, Town, found_town
from wasteledger.ledger import Ledger
from wasteledger.units import Credits
from wasteledger_cli.counter import people
from wasteledger_cli.counter.asking import Flow
from wasteledger_cli.counter.counter import Counter
from wasteledger_cli.counter.day import sign_in
from wasteledger_cli.counter.serving import serve

VISITS = 100
TERMINATORS = {"CR": "\r", "LF": "\n", "CRLF": "\r\n", "Tab": "\t", "nothing": ""}
AT_ONCE = [pytest.param(end, 0.0, id=f"{name} at once") for name, end in TERMINATORS.items()]
APART = [
    pytest.param(TERMINATORS[name], spacing, id=f"{name} {spacing * 1000:.0f} ms apart")
    for name in ("CR", "nothing")
    for spacing in (0.002, 0.05)
]
WEIGHED = "5 5.4\r"
"""PET is the fifth of the command sheet."""
DONE_AND_BOOKED = "\r\r"


class Morning:
    """The command at work, and what it booked."""

    def __init__(self, town: Town, database: str) -> None:
        self.town, self.database = town, database
        command = (sys.executable, "-m", "wasteledger_cli", "counter", "--point", "P01", "--no-round")
        settings = {"DATABASE": database, "OPERATOR": STAFF, "CONFIG": f"{database}.toml", "LANGUAGE": "en"}
        self.terminal = Terminal(command, {f"WASTELEDGER_{name}": value for name, value in settings.items()})
        for asked, answer in (("read well", "1"), ("PIN", PIN), ("It is", "1")):
            self.terminal.until(asked)
            self.terminal.type(f"{answer}\r")
        self.terminal.until("menu > ")

    def leave(self) -> str:
        """Leave once everything typed is done; return what was shown since."""
        self.terminal.type("\x04")
        return self.terminal.rest(patience=90)

    def booked(self) -> list[tuple[str, int]]:
        """The household and the grams of each drop-off, in the order of the book."""
        session = Intruder(self.database)
        try:
            bodies = [json.loads(body) for (body,) in session.run("SELECT body FROM entry ORDER BY sequence")]
        finally:
            session.close()
        visits = [body for body in bodies if body["kind"] == "drop-off"]
        return [(body["household"], line["grams"]) for body in visits for line in body["lines"]]


@pytest.fixture(scope="session")
def crowded_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town with a hundred households, each with its card; nobody has it open."""
    town = found_town(str(tmp_path_factory.mktemp("scans") / "town.db"), Clock())
    for _ in range(VISITS - len(town.households)):
        town.ledger.register_household(community="C01")
    numbers = tuple(f"K07/{number:04d}" for number in range(1, VISITS + 1))
    (issued,) = town.ledger.issue_cards(households=numbers)
    for operator in (OFFICE, STAFF):
        town.ledger.set_pin(operator, PIN)
    town.ledger.close()
    return Town(town.database, town.ledger, town.clock, numbers, tuple(card["code"] for card in issued.body["cards"]))


@pytest.fixture
def morning(crowded_town: Town, tmp_path: Path) -> Iterator[Morning]:
    begun = Morning(crowded_town, str(shutil.copy(crowded_town.database, tmp_path / "town.db")))
    yield begun
    begun.terminal.close()


def audited(morning: Morning) -> bool:
    with Ledger.open(morning.database, operator=OFFICE) as ledger:
        return ledger.audit().clean


@pytest.mark.parametrize(("terminator", "spacing"), [*AT_ONCE, *APART])
def test_a_hundred_visits_typed_ahead_are_a_hundred_drop_offs(
    morning: Morning, terminator: str, spacing: float
) -> None:
    for card in morning.town.cards:
        morning.terminal.type(card + terminator + WEIGHED + DONE_AND_BOOKED)
        time.sleep(spacing)
    morning.leave()

    assert morning.booked() == [(household, 5_400) for household in morning.town.households]
    assert audited(morning)


@pytest.mark.parametrize("layout", [in_thai_layout, caps_locked], ids=["Thai layout", "Thai layout and Caps Lock"])
def test_a_keyboard_left_in_the_thai_layout_books_the_same(morning: Morning, layout: Callable[[str], str]) -> None:
    for card in morning.town.cards[:10]:
        morning.terminal.type(layout(f"{card}\r5 5.4\rM:BATT\r0.3\rDONE\r\r"))
    morning.leave()

    assert morning.booked() == [
        line for household in morning.town.households[:10] for line in ((household, 5_400), (household, 300))
    ]


def test_a_hundred_cards_scanned_one_after_the_other_are_shown_each_for_itself(morning: Morning) -> None:
    for card in morning.town.cards:
        morning.terminal.type(card)
    morning.terminal.until(morning.town.cards[-1])
    morning.terminal.type(WEIGHED + DONE_AND_BOOKED)
    morning.leave()

    assert re.findall(r"(W1\w{10})\r\n", morning.terminal.shown) == list(morning.town.cards)
    assert morning.booked() == [(morning.town.households[0], 5_400)]


def test_scans_that_come_twice_run_together_or_while_a_weight_is_typed_book_nothing_else(morning: Morning) -> None:
    first, second = morning.town.cards[:2]
    morning.terminal.type(first + first + "\r5 5" + second)
    morning.terminal.until("5 5")
    morning.terminal.type("5 5.4\r" + DONE_AND_BOOKED + second + second + "5 2\r" + DONE_AND_BOOKED)
    morning.leave()

    assert morning.booked() == [(morning.town.households[0], 5_400), (morning.town.households[1], 2_000)]


def test_a_card_is_no_pin_no_name_and_no_answer(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    card = counter_town.cards[1]

    at_the_counter.type(sign_in_and_serve, card, STAFF, card, PIN, card, "PET 1", "DONE", card, in_thai_layout("DONE"))
    at_the_counter.type(register, "1", card, in_thai_layout("12/3"), card, "นายสมหมาย")

    assert sum("A card was scanned" in line for line in at_the_counter.shown) == 5
    assert counter_town.ledger.balance(card) == Credits(800)
    assert counter_town.ledger.household("K07/0005").name == "นายสมหมาย"
    assert counter_town.ledger.household("K07/0005").house_number == "12/3"


def sign_in_and_serve(counter: Counter) -> Flow[None]:
    yield from sign_in(counter, None)
    yield from serve(counter)


def register(counter: Counter) -> Flow[None]:
    yield from people.registered(counter)
