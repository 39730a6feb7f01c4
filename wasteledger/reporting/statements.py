"""Statements: a household's history, every line with its receipt and the balance after it."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from wasteledger.domain.accounts import CREDITS
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.chain import Body, read
from wasteledger.journal.fold.movements import meant
from wasteledger.storage import tables


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry of a household's history; ``body`` is what the entry says."""

    receipt: Receipt
    credits: int
    balance: int
    body: Body

    @property
    def grams(self) -> int:
        """Net grams weighed; less than zero for what a reversal takes back."""
        return sum(grams for _, grams in self.weighed)

    @property
    def weighed(self) -> list[tuple[str, int]]:
        """Each material weighed, with its net grams."""
        sign, said, _ = meant(self.body)
        lines = said["lines"] if said["kind"] == "drop-off" else []
        return [(line["material"], sign * line["grams"]) for line in lines]


@dataclass(frozen=True, slots=True)
class Statement:
    """What was carried forward, every line, and what remains (minor units)."""

    account: str
    carried_forward: int
    lines: tuple[StatementLine, ...]
    closing: int


def balance(connection: Connection, account: str) -> int:
    """Return the minor units an account holds."""
    held = tables.balance.c
    query = select(held.quantity).where(held.account == account, held.commodity == CREDITS)
    return int(connection.execute(query).scalar() or 0)


def statement(
    connection: Connection, account: str, *, since: str = "", until: str = "~", last: int | None = None
) -> Statement:
    """Return an account's history in the order of its days.

    Args:
        account: ``household:NUMBER``.
        since: leave out what happened before this moment (ISO, UTC); it is carried forward.
        until: leave out what happened at or after this moment.
        last: at most so many lines, the newest.
    """
    passbook, entry = tables.passbook, tables.entry
    same_entry = (entry.c.origin == passbook.c.origin) & (entry.c.sequence == passbook.c.sequence)
    query = (
        select(passbook.c.origin, passbook.c.sequence, passbook.c.credits, entry.c.body)
        .join_from(passbook, entry, same_entry)
        .where(passbook.c.account == account, passbook.c.happened_at >= since, passbook.c.happened_at < until)
        .order_by(passbook.c.happened_at.desc(), passbook.c.origin.desc(), passbook.c.sequence.desc())
    )
    rows = connection.execute(query.limit(last) if last is not None else query).all()
    closing = after = balance(connection, account) - _later(connection, account, until)
    lines = []
    for row in rows:
        body = read(bytes(row.body))
        lines.append(StatementLine(Receipt(row.origin, row.sequence), row.credits, after, body))
        after -= row.credits
    return Statement(account, after, tuple(reversed(lines)), closing)


def _later(connection: Connection, account: str, until: str) -> int:
    """The credits that came after a statement's end."""
    passbook = tables.passbook.c
    query = select(func.sum(passbook.credits)).where(passbook.account == account, passbook.happened_at >= until)
    return int(connection.execute(query).scalar() or 0)
