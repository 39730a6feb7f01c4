"""An office and a laptop at a point, with nothing between them but files."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.support.books import Contents, contents
from tests.support.clock import Clock
from tests.support.intruder import Intruder
from tests.support.town import STAFF
from wasteledger.exchange.bundles.receiving import Received
from wasteledger.exchange.bundles.sending import Sent
from wasteledger.exchange.keys import make_keys, write_public
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger, join
from wasteledger.recording.drop_offs import Weighing


@dataclass(slots=True)
class Side:
    """One computer: its ledger, and where its keys are."""

    database: str
    ledger: Ledger
    keys: Path
    card: str = ""
    """Of a household whose home it is."""
    weights: Iterator[int] = field(default_factory=lambda: count(1_000, 10))

    def write(self, path: Path, to: str = "", *, whole: bool = False) -> Sent:
        return self.ledger.sync_export(path, keys=self.keys, to=to, whole=whole)

    def read(self, path: Path) -> Received:
        return self.ledger.sync_import(path, keys=self.keys)

    def weigh(self, times: int = 1) -> Entry:
        """Book so many drop-offs, no two alike; return the last."""
        for _ in range(times):
            (entry,) = self.ledger.record_drop_off(card=self.card, weighings=(Weighing("PET", next(self.weights)),))
        return entry

    def contents(self) -> Contents:
        """Everything in its database."""
        session = Intruder(self.database)
        try:
            return contents(session)
        finally:
            session.close()


@dataclass(slots=True)
class Field:
    """An office, the laptops that it gave their first bundle, and a folder for what goes between them."""

    office: Side
    folder: Path
    clock: Clock
    laptops: ExitStack

    def laptop(self, origin: str, point: str, after: str = "") -> Side:
        """A laptop that begins with the office's first bundle."""
        keys = self.enrol(origin, point, after)
        first, database = self.folder / f"to-{origin}.wlb", str(self.folder / f"{origin}.db")
        self.office.write(first, origin)
        join(database, first, origin=origin, keys=keys, is_office=lambda _: True, clock=self.clock)
        ledger = Ledger.open(database, operator=STAFF, clock=self.clock)
        return Side(database, self.laptops.enter_context(ledger), keys, self.office.card)

    def enrol(self, origin: str, point: str, after: str = "") -> Path:
        """Make a book's keys on its laptop and enrol them at the office; return their folder."""
        keys, public = self.folder / f"keys-{origin}", self.folder / f"{origin}.keys.json"
        write_public(make_keys(keys, origin), public)
        self.office.ledger.enrol_origin(public, keys=self.office.keys, point=point, after=after)
        return keys

    def carry(self, sender: Side, receiver: Side, to: str = "", *, whole: bool = False) -> Received:
        """Take a bundle from one to the other."""
        path = self.folder / "carried.wlb"
        sender.write(path, to, whole=whole)
        return receiver.read(path)
