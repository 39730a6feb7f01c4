"""Stock: the grams of each material that a point's book says lie there."""

from collections import defaultdict

from sqlalchemy import Connection, select

from wasteledger.storage import tables

PREFIX = "stock:"


def stock(connection: Connection, point: str | None = None) -> dict[str, dict[str, int]]:
    """Return point → material → grams, of one point or of all; what is exactly gone is left out."""
    balance = tables.balance.c
    query = select(balance.account, balance.commodity, balance.quantity).where(balance.quantity != 0)
    if point:
        query = query.where(balance.account == f"{PREFIX}{point}")
    else:
        query = query.where(balance.account.startswith(PREFIX, autoescape=True))
    stocks: dict[str, dict[str, int]] = defaultdict(dict)
    for account, material, grams in connection.execute(query.order_by(balance.account, balance.commodity)):
        stocks[account.removeprefix(PREFIX)][material] = grams
    return dict(stocks)
