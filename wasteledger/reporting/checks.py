"""Checking a slip: whether the entry it names is the one that was booked, and what became of it since."""

from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.domain.crockford import check_code
from wasteledger.domain.crockford import read as read_code
from wasteledger.domain.keyboard import card_symbols
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.enrolments import enrolments, line_of
from wasteledger.journal.entries import Entry, find_entry
from wasteledger.journal.fold.changes import REBOOKED
from wasteledger.storage import tables

GENUINE, ALTERED, UNKNOWN = "genuine", "altered", "unknown here"


@dataclass(frozen=True, slots=True)
class SlipCheck:
    """What a slip turned out to be; ``entry`` only where it is genuine, so that nothing is shown for a guess."""

    receipt: Receipt
    state: str
    entry: Entry | None = None
    rebooked_as: Receipt | None = None
    """Where its book went another way since: the entry that says the same in the book after it."""
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
    again = _booked_again(connection, receipt)
    try:
        printed = [find_entry(connection, receipt)]
    except errors.ReceiptUnknown:
        printed = []
    for entry in (*printed, *again):
        if compare_digest(claimed, read_code(_code_on_paper(entry, receipt))):
            now = entry.receipt
            return SlipCheck(
                receipt,
                GENUINE,
                entry,
                now if now != receipt else None,
                _successors(connection, now, "reversed"),
                _successors(connection, now, "replaced"),
            )
    return SlipCheck(receipt, ALTERED if printed or again else UNKNOWN)


def entry_of_slip(connection: Connection, receipt: Receipt) -> Entry:
    """Find the entry of a slip; where its book went another way since, the one that was booked again for it.

    Raises:
        ReceiptUnknown: neither is held here.
    """
    try:
        return find_entry(connection, receipt)
    except errors.ReceiptUnknown:
        for entry in _booked_again(connection, receipt):
            return entry
        raise


def _booked_again(connection: Connection, receipt: Receipt) -> list[Entry]:
    """The entries that say so, in books that go on for the receipt's."""
    known, found = enrolments(connection), _successors(connection, receipt, REBOOKED)
    return [find_entry(connection, each) for each in found if receipt.origin in line_of(known, each.origin)]


def _code_on_paper(entry: Entry, receipt: Receipt) -> str:
    """The check code of the slip that was printed for an entry under this number."""
    if entry.receipt == receipt:
        return entry.check_code
    return check_code(bytes.fromhex(entry.body["rebooked"]["digest"]))


def _successors(connection: Connection, receipt: Receipt, how: str) -> tuple[Receipt, ...]:
    later = tables.successor.c
    query = select(later.by_origin, later.by_sequence).where(
        later.origin == receipt.origin, later.sequence == receipt.sequence, later.how == how
    )
    return tuple(sorted(Receipt(*row) for row in connection.execute(query)))
