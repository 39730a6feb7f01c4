"""Rounds as the journal holds them: which is open, what was booked during one, and what it paid in cash."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from wasteledger.domain.accounts import CREDITS
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.chain import read
from wasteledger.journal.entries import Entry
from wasteledger.journal.fold.movements import movements
from wasteledger.storage import tables

CASH = ":cash"
"""How the account of what a book paid out in cash ends."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a round was opened: in which entry, where, when (ISO, UTC) and with how much cash (minor units)."""

    receipt: Receipt
    point: str
    opened_at: str
    cash_float: int


def open_rounds(connection: Connection) -> dict[tuple[str, str], Opening]:
    """Return what is open, by book and point."""
    round_ = tables.round_.c
    query = select(round_.origin, round_.sequence, round_.point, round_.opened_at, round_.cash_float).where(
        round_.closed_sequence == 0
    )
    return {
        (origin, point): Opening(Receipt(origin, sequence), point, opened_at, cash_float)
        for origin, sequence, point, opened_at, cash_float in connection.execute(query)
    }


def entries_during(connection: Connection, opened: Opening, closed: int = 0) -> Iterator[Entry]:
    """Read what was booked at a round's point from its opening on, up to its closing entry if there is one.

    Older things typed in meanwhile are left out: they were not of this round. What takes something back happens when it
    is booked, and so does what replaces it.
    """
    entry, receipt = tables.entry.c, opened.receipt
    query = select(entry.sequence, entry.digest, entry.body).where(
        entry.origin == receipt.origin, entry.sequence > receipt.sequence
    )
    if closed:
        query = query.where(entry.sequence < closed)
    for sequence, digest, body in connection.execute(query.order_by(entry.sequence)):
        said = read(bytes(body))
        if said.get("point") == opened.point and (said["happened"] >= opened.opened_at or "replaces" in said):
            yield Entry(Receipt(receipt.origin, sequence), bytes(digest), said)


def paid_in_cash(entries: Iterable[Entry]) -> int:
    """The minor units that left the cash box, less what came back when a payment was taken back."""
    paid = 0
    for entry in entries:
        for commodity, source, target, quantity in movements(entry.receipt.origin, entry.body):
            if commodity == CREDITS:
                paid += quantity * (target.endswith(CASH) - source.endswith(CASH))
    return paid
