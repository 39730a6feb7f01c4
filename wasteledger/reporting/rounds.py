"""Rounds: those that were, those that are planned, and what one of them weighed and paid."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from wasteledger import errors
from wasteledger.domain.calendar import FIRST_BUDDHIST_YEAR, Period
from wasteledger.domain.digits import arabic_digits
from wasteledger.domain.receipts import Receipt
from wasteledger.domain.registers import Plan, Point
from wasteledger.domain.rounds import CashBox
from wasteledger.errors import RoundNumber
from wasteledger.journal.directory import Directory
from wasteledger.journal.rounds import Opening, entries_during, paid_in_cash
from wasteledger.reporting.day import MaterialTotal, material_totals
from wasteledger.storage import tables
from wasteledger.units import BUDDHIST_ERA_YEARS, Credits


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A day on which a point was open, named by the receipt of its opening."""

    receipt: Receipt
    number: RoundNumber
    point: str
    communities: tuple[str, ...]
    day: date
    cash_float: Credits
    opened_at: str
    opened_by: str
    closed: Receipt | None = None
    closed_at: str = ""
    closed_by: str = ""
    expected: Credits | None = None
    counted: Credits | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RoundTotals:
    """What was booked during a round; what was taken back counts as a cancellation and is subtracted."""

    households: int
    slips: int
    reversals: int
    materials: dict[str, MaterialTotal]
    """By material's code."""
    cash: CashBox


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """One day of the calendar."""

    day: date
    point: str
    communities: tuple[str, ...]
    plan: str


def rounds(connection: Connection, period: Period | None = None, point: str = "") -> list[Round]:
    """The rounds of a period, at one point or all, the oldest first."""
    round_ = tables.round_.c
    query = select(tables.round_)
    if period:
        query = query.where(round_.day >= period.first.isoformat(), round_.day <= period.last.isoformat())
    if point:
        query = query.where(round_.point == point)
    return _read(connection, query.order_by(round_.opened_at, round_.origin, round_.sequence))


def open_round(connection: Connection, origin: str, point: str) -> Round | None:
    """The round that a book holds open at a point."""
    round_ = tables.round_.c
    query = select(tables.round_).where(round_.closed_sequence == 0, round_.origin == origin, round_.point == point)
    found = _read(connection, query)
    return found[0] if found else None


def find_round(connection: Connection, origin: str, typed: str, point: str, today: date) -> Round:
    """Find a round by its number, with or without the year in either era; this book's own, where two bear it.

    Raises:
        CodeUnknown: there is none.
    """
    number, _, year = arabic_digits(typed).strip().partition("/")
    try:
        counted, of = int(number), int(year) if year else today.year
    except ValueError:
        raise errors.CodeUnknown(kind="round", code=typed) from None
    of -= BUDDHIST_ERA_YEARS if of >= FIRST_BUDDHIST_YEAR else 0
    round_ = tables.round_.c
    query = select(tables.round_).where(round_.point == point, round_.year == of, round_.number == counted)
    found = _read(connection, query.order_by(round_.origin != origin, round_.origin, round_.sequence))
    if not found:
        raise errors.CodeUnknown(kind="round", code=typed)
    return found[0]


def round_totals(connection: Connection, of: Round) -> RoundTotals:
    """Add up a round from its own entries, however many others the book holds.

    The cash box is everything paid and taken back meanwhile; what was weighed is what says that it is of this round.
    """
    opened = Opening(of.receipt, of.point, of.opened_at, of.cash_float.value)
    booked = list(entries_during(connection, opened, of.closed.sequence if of.closed else 0))
    own = [entry for entry in booked if entry.body.get("original", entry.body).get("round") == str(of.receipt)]
    drop_offs = [entry for entry in own if entry.kind == "drop-off"]
    return RoundTotals(
        households=len({entry.body.get("household", entry.body.get("card")) for entry in drop_offs}),
        slips=len(drop_offs),
        reversals=sum(entry.kind == "reversal" for entry in own),
        materials=material_totals(own),
        cash=CashBox(of.cash_float, Credits(paid_in_cash(booked)), of.counted, of.reason),
    )


def rounds_planned(directory: Directory, period: Period, point: str = "") -> list[PlannedRound]:
    """The days of a period that the calendar names, in order."""
    place = directory.any(Point, point).code if point else ""
    planned = [
        PlannedRound(day, plan.point, tuple(plan.communities.split()), plan.code)
        for plan in directory.listed(Plan).values()
        if place in {"", plan.point}
        for day in plan.falls_on(period)
    ]
    return sorted(planned, key=lambda one: (one.day, one.point, one.plan))


def _read(connection: Connection, query: Select[Any]) -> list[Round]:
    return [_round(row) for row in connection.execute(query)]


def _round(row: Any) -> Round:
    closed = Receipt(row.origin, row.closed_sequence) if row.closed_sequence else None
    return Round(
        receipt=Receipt(row.origin, row.sequence),
        number=RoundNumber(row.number, row.year),
        point=row.point,
        communities=tuple(row.communities.split()),
        day=date.fromisoformat(row.day),
        cash_float=Credits(row.cash_float),
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        closed=closed,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        expected=Credits(row.expected) if closed else None,
        counted=Credits(row.counted) if closed else None,
        reason=row.reason,
    )
