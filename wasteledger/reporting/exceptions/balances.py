"""Accounts that hold what they should not."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from wasteledger.domain.accounts import CREDITS, HOUSEHOLD, STOCK, UNCLAIMED
from wasteledger.domain.receipts import Receipt
from wasteledger.reporting.exceptions.found import (
    JOINED_BALANCE,
    NEGATIVE_BALANCE,
    NEGATIVE_STOCK,
    UNKNOWN_CARD,
    ExceptionFound,
)
from wasteledger.storage import tables


def unknown_cards(connection: Connection) -> Iterator[ExceptionFound]:
    """Cards that earned before anybody knew them: with credits unclaimed, or lines still to be priced."""
    balance, pending, passbook = tables.balance.c, tables.pending_line.c, tables.passbook.c
    unclaimed = balance.account.startswith(UNCLAIMED, autoescape=True)
    owed = {
        row.account: row.quantity
        for row in connection.execute(select(balance.account, balance.quantity).where(unclaimed, balance.quantity != 0))
    }
    waiting = pending.account.startswith(UNCLAIMED, autoescape=True)
    for account in connection.execute(select(pending.account).where(pending.settled_by == "", waiting)).scalars():
        owed.setdefault(account, 0)
    for account, quantity in owed.items():
        rows = connection.execute(select(passbook.origin, passbook.sequence).where(passbook.account == account))
        receipts = tuple(sorted(Receipt(*row) for row in rows))
        yield ExceptionFound(UNKNOWN_CARD, account.partition(":")[2], CREDITS, quantity, receipts)


def negative(connection: Connection) -> Iterator[ExceptionFound]:
    """Households that owe, and points whose book says less than nothing lies there."""
    balance = tables.balance.c
    held = balance.account.startswith(HOUSEHOLD, autoescape=True) | balance.account.startswith(STOCK, autoescape=True)
    query = select(balance.account, balance.commodity, balance.quantity).where(held, balance.quantity < 0)
    joined = set(connection.execute(select(tables.household.c.number).where(_JOINED)).scalars())
    for account, commodity, quantity in connection.execute(query):
        kind = NEGATIVE_BALANCE if commodity == CREDITS else NEGATIVE_STOCK
        subject = account.partition(":")[2]
        if kind == NEGATIVE_STOCK or subject not in joined:
            yield ExceptionFound(kind, subject, commodity, quantity)


def joined_balances(connection: Connection) -> Iterator[ExceptionFound]:
    """Households that were joined to another, where entries that came later left credits or a debt."""
    household, balance = tables.household.c, tables.balance.c
    query = (
        select(household.number, balance.quantity)
        .join_from(tables.household, tables.balance, balance.account == HOUSEHOLD + household.number)
        .where(_JOINED, balance.commodity == CREDITS, balance.quantity != 0)
    )
    for number, quantity in connection.execute(query):
        yield ExceptionFound(JOINED_BALANCE, number, CREDITS, quantity)


_JOINED = tables.household.c.joined_into != ""
