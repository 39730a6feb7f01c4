"""A whole morning at the real command on a terminal, in Thai: eighty visits of three people, side by side."""

import random
import re
import shutil
import sys
from collections import Counter as Sums
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.clock import Clock
from tests.support.terminal import Terminal
from tests.support.town import BEER_RATE, HEAD, OFFICE, PET_RATE, STAFF, Town, found_town
from wasteledger.ledger import Ledger
from wasteledger.recording.households import Contact
from wasteledger.units import Credits

PIN = "2468"
VISITS = 80
MOST_WAITING = 5
IDLE, SCALE, SETTLED = "เมนู > ", r"\? > ", "Enter=1 > "
"""How the three prompts of a visit end."""

FLOAT = 2_000_00
SATANG = {"PET": PET_RATE // 1_000, "BEER": BEER_RATE // 1_000, "BATT": 0}
"""What a kilogram or a bottle earns."""


@dataclass
class Visit:
    """What one household brings, and how it is served."""

    household: str
    card: str
    lines: list[tuple[str, int]]
    """Materials with their grams, or bottles."""
    settle: str
    carded: bool
    """Whether its card is shown at the beginning, or only at the end."""
    queue: int = 0
    left: list[tuple[str, int]] = field(default_factory=list)

    @property
    def earned(self) -> int:
        return sum(
            quantity * SATANG[material] // (1 if material == "BEER" else 1_000) for material, quantity in self.lines
        )


@pytest.fixture(scope="session")
def full_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town with eighty households, their names long and Thai; nobody has it open."""
    town = found_town(str(tmp_path_factory.mktemp("morning") / "town.db"), Clock())
    numbers = []
    for number in range(VISITS):
        contact = Contact(name=f"นางสาวกุหลาบแก้วมณีรัตน์ ณ ท่าแพเหนือ ที่ {number}", house_number=f"{number}/1")
        (entry,) = town.ledger.register_household(community="C01", contact=contact)
        numbers.append(entry.body["household"])
    (issued,) = town.ledger.issue_cards(households=tuple(numbers))
    for operator in (OFFICE, STAFF, HEAD):
        town.ledger.set_pin(operator, PIN)
    town.ledger.close()
    return Town(
        town.database, town.ledger, town.clock, tuple(numbers), tuple(card["code"] for card in issued.body["cards"])
    )


class AtTheLaptop:
    """Weigher, recorder and cashier at one keyboard."""

    def __init__(self, database: str, chance: random.Random) -> None:
        command = (sys.executable, "-m", "wasteledger_cli", "counter", "--point", "P01")
        settings = {"DATABASE": database, "OPERATOR": STAFF, "CONFIG": f"{database}.toml", "LANGUAGE": "th"}
        self.terminal = Terminal(command, {f"WASTELEDGER_{name}": value for name, value in settings.items()})
        self.chance = chance
        self.waiting: list[Visit] = []

    def say(self, typed: str, then: str) -> str:
        self.terminal.type(f"{typed}\r")
        return self.terminal.until(then)

    def open(self) -> None:
        self.terminal.until("> ")
        for answer, then in (("1", "PIN .*> "), (PIN, "Enter=1 > "), ("", "> "), ("5", "> "), ("2000", "Enter=1 > ")):
            self.say(answer, then)
        self.say("1", IDLE)

    def begin(self, visit: Visit) -> None:
        visit.left = list(visit.lines)
        if visit.carded:
            self.say(visit.card, SCALE)
        else:
            self.say("0", "> ")
            self.say("1", "> ")
            self.say("", SCALE)
        self.go_on(visit)

    def recall(self, visit: Visit) -> None:
        self.waiting.remove(visit)
        self.say(f".{visit.queue}", SCALE)
        self.go_on(visit)

    def go_on(self, visit: Visit) -> None:
        """Weigh a line or a few; then book, or let the visit wait for the rest."""
        for material, quantity in visit.left[: self.chance.randint(1, 2)]:
            typed = str(quantity) if material == "BEER" else f"{quantity / 1_000:.3f}"
            self.say(f"{material} {typed}", SCALE)
            visit.left.pop(0)
        if visit.left or (len(self.waiting) < MOST_WAITING and self.chance.random() < 1 / 4):
            shown = self.say("**", IDLE)
            found = re.search(r"เป็นคิว (\d+)", shown)
            assert found, shown
            visit.queue = int(found[1])
            self.waiting.append(visit)
        else:
            self.book(visit)

    def book(self, visit: Visit) -> None:
        if visit.carded:
            self.say("", "> $")
        else:
            self.say("", r"\*\* พักไว้ > ")
            self.say(visit.card, "> $")
        self.say(visit.settle, IDLE)

    def close(self, counted: int) -> str:
        self.say("0", "> ")
        self.say("10", "> ")
        self.terminal.type(f"{counted / 100:.2f}\r")
        return self.terminal.rest()


def planned(town: Town, chance: random.Random) -> list[Visit]:
    visits = []
    for household, card in zip(town.households, town.cards, strict=True):
        materials = chance.choices(["PET", "BEER", "BATT"], weights=[3, 2, 1], k=chance.randint(1, 5))
        lines = [(material, chance.randint(1, 40) * (1 if material == "BEER" else 100)) for material in materials]
        paying = any(material != "BATT" for material in materials)
        visits.append(Visit(household, card, lines, chance.choice("12") if paying else "", chance.random() < 4 / 5))
    return visits


@pytest.fixture
def morning(full_town: Town, tmp_path: Path) -> Iterator[AtTheLaptop]:
    database = str(shutil.copy(full_town.database, tmp_path / "town.db"))
    at_the_laptop = AtTheLaptop(database, random.Random(2569))  # noqa: S311  # the same morning every time
    yield at_the_laptop
    at_the_laptop.terminal.close()


def test_a_morning_of_eighty_visits_side_by_side_is_booked_to_the_gram_and_the_satang(
    morning: AtTheLaptop, full_town: Town, tmp_path: Path
) -> None:
    visits = planned(full_town, morning.chance)
    coming = list(visits)

    morning.open()
    while coming or morning.waiting:
        room = len(morning.waiting) < MOST_WAITING and morning.chance.random() < 1 / 2
        if coming and (room or not morning.waiting):
            morning.begin(coming.pop(0))
        else:
            morning.recall(morning.chance.choice(morning.waiting))
    paid = sum(visit.earned for visit in visits if visit.settle == "2")
    closing = morning.close(FLOAT - paid)

    grams: Sums[str] = Sums()
    for visit in visits:
        for material, quantity in visit.lines:
            grams[material] += quantity * (500 if material == "BEER" else 1)
    with Ledger.open(tmp_path / "town.db", operator=OFFICE) as ledger:
        (held,) = ledger.rounds()
        totals = ledger.round_totals(held)
        balances = {visit.household: ledger.balance(visit.household).value for visit in visits}
        audit = ledger.audit()
    assert balances == {visit.household: visit.earned if visit.settle != "2" else 0 for visit in visits}
    assert {code: total.net.value for code, total in totals.materials.items()} == grams
    assert (totals.households, totals.slips, totals.cash.paid) == (VISITS, VISITS, Credits(paid))
    assert held.counted == held.expected == Credits(FLOAT - paid)
    assert audit.clean
    assert "ปิดรอบที่" in closing
    assert not list(tmp_path.glob("town.db.counter/*.visit"))
