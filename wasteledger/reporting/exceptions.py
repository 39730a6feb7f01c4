"""Exceptions: what in the books asks for somebody's eyes. A question put to the entries held, not a record."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from wasteledger.domain.accounts import CREDITS
from wasteledger.domain.receipts import Receipt
from wasteledger.storage import tables

UNKNOWN_CARD = "unknown-card"
NEGATIVE_BALANCE = "negative-balance"
NEGATIVE_STOCK = "negative-stock"


@dataclass(frozen=True, slots=True)
class ExceptionFound:
    """One thing to look at: of what kind, about which card, household or point, and how much."""

    kind: str
    subject: str
    commodity: str
    """``credits`` (minor units) or a material (grams)."""
    quantity: int
    receipts: tuple[Receipt, ...] = ()


def exceptions(connection: Connection) -> list[ExceptionFound]:
    """List what is open, the same for the same entries in whatever order they came."""
    return [*_unknown_cards(connection), *_negative(connection)]


def _unknown_cards(connection: Connection) -> list[ExceptionFound]:
    """Cards that earned before anybody knew them: with credits unclaimed, or lines still to be priced."""
    balance, pending, passbook = tables.balance.c, tables.pending_line.c, tables.passbook.c
    unclaimed = balance.account.startswith("unclaimed:", autoescape=True)
    owed = {
        row.account: row.quantity
        for row in connection.execute(select(balance.account, balance.quantity).where(unclaimed, balance.quantity != 0))
    }
    waiting = pending.account.startswith("unclaimed:", autoescape=True)
    for account in connection.execute(select(pending.account).where(pending.settled_by == "", waiting)).scalars():
        owed.setdefault(account, 0)
    found = []
    for account in sorted(owed):
        rows = connection.execute(select(passbook.origin, passbook.sequence).where(passbook.account == account))
        receipts = tuple(sorted(Receipt(*row) for row in rows))
        found.append(ExceptionFound(UNKNOWN_CARD, account.partition(":")[2], CREDITS, owed[account], receipts))
    return found


def _negative(connection: Connection) -> list[ExceptionFound]:
    """Households that owe, and points whose book says less than nothing lies there."""
    balance = tables.balance.c
    held = balance.account.startswith("household:", autoescape=True) | balance.account.startswith(
        "stock:", autoescape=True
    )
    query = select(balance.account, balance.commodity, balance.quantity).where(held, balance.quantity < 0)
    return [
        ExceptionFound(
            NEGATIVE_BALANCE if row.commodity == CREDITS else NEGATIVE_STOCK,
            row.account.partition(":")[2],
            row.commodity,
            row.quantity,
        )
        for row in connection.execute(query.order_by(balance.account, balance.commodity))
    ]
