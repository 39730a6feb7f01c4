"""What others sent that is not in the books: forks, and entries that wait."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from wasteledger.domain.receipts import Receipt
from wasteledger.journal.entries import find_entry
from wasteledger.reporting.exceptions.found import ENTRIES, FORKED_BOOK, HELD_ASIDE, WAITING, ExceptionFound
from wasteledger.storage import tables

KIND_OF = {"fork": FORKED_BOOK, "revoked": HELD_ASIDE, "gap": WAITING}


def held_aside(connection: Connection) -> Iterator[ExceptionFound]:
    """Books of which other entries came than those held, and entries that are not, or not yet, let in.

    A fork is explained once each of its entries was booked again.
    """
    aside = tables.aside.c
    rows = connection.execute(select(aside.why, aside.origin, aside.sequence, aside.digest)).all()
    again = _booked_again(connection) if any(row.why == "fork" for row in rows) else set()
    held: dict[tuple[str, str], list[Receipt]] = {}
    for why, origin, sequence, digest in rows:
        receipt = Receipt(origin, sequence)
        if (receipt, bytes(digest).hex()) not in again:
            held.setdefault((KIND_OF[why], origin), []).append(receipt)
    for (kind, origin), receipts in held.items():
        yield ExceptionFound(kind, origin, ENTRIES, len(receipts), tuple(sorted(set(receipts))))


def _booked_again(connection: Connection) -> set[tuple[Receipt, str]]:
    """The entries that were booked again in another book: receipt and digest."""
    successor = tables.successor.c
    query = select(successor.by_origin, successor.by_sequence).where(successor.how == "rebooked")
    said = (find_entry(connection, Receipt(*row)).body["rebooked"] for row in connection.execute(query).all())
    return {(Receipt.read(old["receipt"]), old["digest"]) for old in said}
