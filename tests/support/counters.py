"""Two points without a line, each with a file of its own, and the office that knows what was carried to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.nodes import begin_node, carry
from tests.support.town import HEAD, ORIGIN, Town
from wasteledger.domain.public_keys import PublicKeys
from wasteledger.journal.entries import Entry
from wasteledger.journal.runs import heads
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.origins import EnrolOrigin
from wasteledger.reporting.exceptions import ExceptionFound
from wasteledger.storage.database import Database

OFFICE_KEYS = PublicKeys("00" * 32, "01" * 32)
KEYS = {"K11": PublicKeys("11" * 32, "a1" * 32), "K12": PublicKeys("12" * 32, "a2" * 32)}


@dataclass(slots=True)
class Counter:
    """One database with the ledger that writes it."""

    ledger: Ledger

    @property
    def database(self) -> Database:
        return self.ledger._database

    def weigh(self, whose: str, grams: int = 10_000, **asked: object) -> Entry:
        """Clear bottles: 10 kg are 80.00 baht."""
        weighings = (Weighing("PET", grams),)
        (entry,) = self.ledger.record_drop_off(card=whose, weighings=weighings, **asked)  # type: ignore[arg-type]
        return entry

    def found(self, *kinds: str, settled: bool = False) -> list[ExceptionFound]:
        return [one for one in self.ledger.exceptions(settled=settled) if not kinds or one.kind in kinds]

    def balance(self, household: str) -> int:
        return self.ledger.balance(household).value


@dataclass(slots=True)
class Counters:
    """The first household's home is P01, where K11 is written, the second's P02, where K12 is; others have none."""

    town: Town
    office: Counter
    one: Counter
    two: Counter

    @property
    def all(self) -> tuple[Counter, Counter, Counter]:
        return self.office, self.one, self.two

    def carry(self, source: Counter, target: Counter) -> None:
        """Take everything that one holds and the other doesn't."""
        with source.database.reading() as reading, target.database.reading() as there:
            theirs = heads(there)
            ahead = [book for book, (held, _) in heads(reading).items() if held > theirs.get(book, (0, b""))[0]]
        if ahead:
            carry(
                source.database, target.database, *sorted(ahead, key=lambda book: (book != ORIGIN, book)), vouched=True
            )

    def meet(self) -> None:
        """Bring everything to the office, and from there to everybody."""
        self.carry(self.one, self.office)
        self.carry(self.two, self.office)
        self.carry(self.office, self.one)
        self.carry(self.office, self.two)


@contextmanager
def opened_counters(town: Town, folder: Path) -> Iterator[Counters]:
    for book, point in (("K11", "P01"), ("K12", "P02")):
        town.ledger._bookings.book(EnrolOrigin(origin=book, keys=KEYS[book], office=OFFICE_KEYS, point=point))
    for household, point in zip(town.households, ("P01", "P02"), strict=False):
        town.ledger.move_household(household=household, attributes={"home_point": point})
    office = Counter(town.ledger)
    points = []
    for book in KEYS:
        node = begin_node(str(folder / f"{book}.db"), town.database, book)
        carry(office.database, node, ORIGIN, vouched=True)
        node.close()
        points.append(Counter(Ledger.open(node.name, operator=HEAD, clock=town.clock)))
    yield Counters(town, office, *points)
    for one in points:
        one.ledger.close()
