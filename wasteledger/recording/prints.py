"""What was printed: a run of cards, and each copy of a slip after the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import func, select

from wasteledger import errors
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.entries import Entry, find_entry
from wasteledger.recording.desk import Command, Desk
from wasteledger.storage import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintCards(Command):
    """A print run of cards, one entry however many there are."""

    verb: ClassVar[str] = "card-print"

    cards: tuple[str, ...]

    def book(self, desk: Desk) -> Sequence[Entry]:
        if not self.cards:
            raise errors.NoCards
        return [desk.append("cards-printed", cards=list(self.cards))]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySlip(Command):
    """One more print of a slip, which says the how-manieth it is."""

    verb: ClassVar[str] = "slip-copy"

    receipt: str

    def book(self, desk: Desk) -> Sequence[Entry]:
        receipt = Receipt.read(self.receipt)
        find_entry(desk.connection, receipt)
        copied = tables.successor.c
        query = (
            select(func.count())
            .select_from(tables.successor)
            .where(copied.origin == receipt.origin, copied.sequence == receipt.sequence, copied.how == "copied")
        )
        number = desk.connection.execute(query).scalar_one() + 1
        return [desk.append("slip-copied", of=str(receipt), copy=number)]
