"""Checking a slip: whether the entry it names is the one that was booked, and what became of it since."""

from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.domain.crockford import read as read_code
from wasteledger.domain.keyboard import card_symbols
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.entries import Entry, find_entry
from wasteledger.storage import tables

GENUINE, ALTERED, UNKNOWN = "genuine", "altered", "unknown here"


@dataclass(frozen=True, slots=True)
class SlipCheck:
    """What a slip turned out to be; ``entry`` only where it is genuine, so that nothing is shown for a guess."""

    receipt: Receipt
    state: str
    entry: Entry | None = None
    reversed_by: tuple[Receipt, ...] = ()
    replaced_by: tuple[Receipt, ...] = ()


def check_slip(connection: Connection, typed: str, code: str = "") -> SlipCheck:
    """Check a slip by its QR's content, or by its receipt number and check code as typed.

    Raises:
        ReceiptUnknown: what was typed is no receipt number.
        ValueNotAllowed: what was typed is no check code.
    """
    number, _, scanned = typed.partition(":")
    receipt = Receipt.read(number)
    try:
        claimed = read_code(card_symbols(code or scanned))
    except ValueError:
        raise errors.ValueNotAllowed(name="check code", value=code or scanned, choices="XXXX-XXXX-XXXX-XXXX") from None
    try:
        entry = find_entry(connection, receipt)
    except errors.ReceiptUnknown:
        return SlipCheck(receipt, UNKNOWN)
    if not compare_digest(claimed, read_code(entry.check_code)):
        return SlipCheck(receipt, ALTERED)
    return SlipCheck(
        receipt,
        GENUINE,
        entry,
        _successors(connection, receipt, "reversed"),
        _successors(connection, receipt, "replaced"),
    )


def _successors(connection: Connection, receipt: Receipt, how: str) -> tuple[Receipt, ...]:
    later = tables.successor.c
    query = select(later.by_origin, later.by_sequence).where(
        later.origin == receipt.origin, later.sequence == receipt.sequence, later.how == how
    )
    return tuple(sorted(Receipt(*row) for row in connection.execute(query)))
