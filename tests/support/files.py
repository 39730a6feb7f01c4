"""Files as offices bring them, and what an import makes of them."""

from collections.abc import Callable
from pathlib import Path

from tests.support.town import ORIGIN
from wasteledger.domain.receipts import Receipt
from wasteledger.errors import Refusal, RowsRefused
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger

Write = Callable[..., Path]
"""Writes the text (or the rows of a workbook) to a file, and returns its path."""


def newest(ledger: Ledger, count: int = 1) -> list[Entry]:
    """The last entries of the town's book, the oldest of them first."""
    last = ledger.status().entries
    return [ledger.entry(str(Receipt(ORIGIN, number))) for number in range(last - count + 1, last + 1)]


def refused(rows: RowsRefused) -> list[tuple[int, type[Refusal]]]:
    """Each bad row's line number and the kind of its refusal."""
    return [(line, type(refusal)) for line, refusal in rows.rows]
