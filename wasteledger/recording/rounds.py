"""Rounds: a point opened for the communities it serves, and closed with its cash counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import func, select

from wasteledger import errors
from wasteledger.domain.calendar import Period
from wasteledger.domain.moments import iso
from wasteledger.domain.registers import Community, Plan, Point
from wasteledger.domain.rounds import CASH_REASONS
from wasteledger.journal.entries import Entry, find_entry
from wasteledger.journal.rounds import Opening, entries_during, paid_in_cash
from wasteledger.recording.desk import Command, Desk
from wasteledger.storage import tables
from wasteledger.units import Credits


@dataclass(frozen=True, slots=True)
class ReferenceWeight:
    """What a weight of ``expected`` grams read on the scale."""

    expected: int
    read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound(Command):
    """A point opened: for whom, with how much cash, on a scale that was tried."""

    verb: ClassVar[str] = "round-open"

    cash_float: Credits = field(default_factory=lambda: Credits(0))
    point: str | None = None
    communities: tuple[str, ...] = ()
    """Whom it serves; those that the calendar has for the day unless said, else the point's own."""
    reference: ReferenceWeight | None = None
    at: datetime | None = None

    def book(self, desk: Desk) -> Sequence[Entry]:
        moment, point = desk.moment(self.at), desk.point(self.point)
        opened = desk.directory.rounds_open.get((desk.origin, point.code))
        if opened:
            raise _still_open(desk, opened)
        day = date.fromisoformat(desk.day_of(moment))
        said: dict[str, Any] = {"float": _not_negative(self.cash_float.value)}
        if self.reference:
            read = {"expected": self.reference.expected, "read": self.reference.read}
            said["reference"] = {name: _not_negative(grams) for name, grams in read.items()}
        entry = desk.append(
            "round-opened",
            moment,
            point=point.code,
            year=day.year,
            number=_next_number(desk, point.code, day.year),
            communities=self._served(desk, point, day),
            **said,
        )
        return [entry]

    def _served(self, desk: Desk, point: Point, day: date) -> list[str]:
        if self.communities:
            codes = [desk.directory.open(Community, code).code for code in self.communities]
        else:
            plans = desk.directory.listed(Plan).values()
            today = [plan for plan in plans if plan.point == point.code and plan.falls_on(Period(day, day))]
            codes = [code for plan in today for code in plan.communities.split()] or [point.community]
        return [code for code in dict.fromkeys(codes) if code]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRound(Command):
    """A point closed, and its cash box counted."""

    verb: ClassVar[str] = "round-close"

    counted: Credits
    point: str | None = None
    reason: str = ""
    """Why the count differs from the book, one of :data:`CASH_REASONS`; not kept where it doesn't differ."""
    at: datetime | None = None

    def book(self, desk: Desk) -> Sequence[Entry]:
        moment = desk.moment(self.at)
        # A point closed for good meanwhile must still be able to end its last round.
        point = desk.directory.any(Point, self.point).code if self.point else desk.point(None).code
        opened = desk.directory.rounds_open.get((desk.origin, point))
        if opened is None:
            raise errors.NoRoundOpen(point=point)
        if iso(moment) < opened.opened_at:
            began = desk.settings.day_of_text(opened.opened_at)
            raise errors.PeriodBackwards(first=began, last=date.fromisoformat(desk.day_of(moment)))
        counted = _not_negative(self.counted.value)
        expected = opened.cash_float - paid_in_cash(entries_during(desk.connection, opened))
        said: dict[str, Any] = {"expected": expected, "counted": counted}
        if counted != expected:
            said["reason"] = self._reason(expected)
        entry = desk.append("round-closed", moment, point=point, round=str(opened.receipt), **said)
        return [entry]

    def _reason(self, expected: int) -> str:
        if not self.reason:
            raise errors.DifferenceUnexplained(expected=Credits(expected), counted=self.counted)
        if self.reason not in CASH_REASONS:
            raise errors.ValueNotAllowed(name="reason", value=self.reason, choices=", ".join(CASH_REASONS))
        return self.reason


def _next_number(desk: Desk, point: str, year: int) -> int:
    """The next round's number at a point within its calendar year, whichever book opened those before it."""
    round_ = tables.round_.c
    query = select(func.max(round_.number)).where(round_.point == point, round_.year == year)
    return (desk.connection.execute(query).scalar() or 0) + 1


def _still_open(desk: Desk, opened: Opening) -> errors.RoundOpen:
    body = find_entry(desk.connection, opened.receipt).body
    return errors.RoundOpen(
        number=errors.RoundNumber(body["number"], body["year"]),
        point=opened.point,
        day=date.fromisoformat(body["day"]),
    )


def _not_negative(quantity: int) -> int:
    if quantity < 0:
        raise errors.NotAWholeNumber(name="amount", least=0)
    return quantity
