"""Closing a month: from then on its figures stand, and what comes later counts in a later month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import func, select

from wasteledger import errors
from wasteledger.domain.calendar import month_of, months_after
from wasteledger.domain.evidence import CARRIED_OVER
from wasteledger.journal.closings import KIND
from wasteledger.journal.entries import Entry
from wasteledger.recording.desk import Command, Desk
from wasteledger.storage import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeriod(Command):
    """A month is closed: how far each book is held now is what it was closed with."""

    verb: ClassVar[str] = "period-close"
    ruling: ClassVar[bool] = True
    alone: ClassVar[bool] = True

    month: date
    """Any of its days."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        month = month_of(self.month)
        following = _next_to_close(desk) or month.first
        if month.first != following:
            raise errors.MonthNotNext(month=_month(month.first), next=_month(following))
        if month.last.isoformat() >= desk.day_of(desk.now):
            raise errors.InTheFuture(day=month.last)
        origin = tables.origin.c
        held = select(origin.code, origin.sequence, origin.digest).where(origin.sequence > 0).order_by(origin.code)
        heads = {code: [sequence, bytes(digest).hex()] for code, sequence, digest in desk.connection.execute(held)}
        return [desk.append(KIND, month=f"{self.month:%Y-%m}", heads=heads)]


def _next_to_close(desk: Desk) -> date | None:
    """The month after the last one closed; else the first in which these books have anything, or none.

    What was carried over from earlier books is not theirs to close.
    """
    last = desk.directory.closings.last
    if last:
        return months_after(last, 1)
    total = tables.daily_total.c
    first = desk.connection.scalar(select(func.min(total.day)).where(total.evidence != CARRIED_OVER))
    return date.fromisoformat(first).replace(day=1) if first else None


def _month(day: date) -> errors.Month:
    return errors.Month.fromisoformat(day.isoformat())
