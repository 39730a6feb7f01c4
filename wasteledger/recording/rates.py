"""Rates: set by the office, agreed at a point for one round, and settled later where they were pending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Select, func, select

from wasteledger import errors
from wasteledger.domain.materials import UNITS
from wasteledger.domain.receipts import Receipt
from wasteledger.domain.registers import Material
from wasteledger.journal.entries import Entry
from wasteledger.recording.desk import Command, Desk
from wasteledger.storage import tables
from wasteledger.units import credits_earned


@dataclass(frozen=True, slots=True)
class NewRate:
    """Thousandths of a minor unit per unit of a material, from a day on; ``None`` is pending, zero is unpaid."""

    material: str
    thousandths: int | None
    first_day: date
    grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRates(Command):
    """New rates for the town."""

    verb: ClassVar[str] = "rate"
    ruling: ClassVar[bool] = True

    rates: tuple[NewRate, ...]

    def book(self, desk: Desk) -> Sequence[Entry]:
        if not self.rates:
            raise errors.NoLines
        return [desk.append("rates-set", rates=[_line(desk, rate, point="") for rate in self.rates])]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeRates(Command):
    """Rates agreed with the dealer at a point, for the round of one day; the office sees who agreed."""

    verb: ClassVar[str] = "rate-agree"

    rates: tuple[NewRate, ...]
    point: str | None = None

    def book(self, desk: Desk) -> Sequence[Entry]:
        if not self.rates:
            raise errors.NoLines
        point = desk.point(self.point).code
        lines = []
        for rate in self.rates:
            line = _line(desk, rate, point=point)
            lines.append(line | {"point": point, "last_day": line["first_day"]})
        return [desk.append("rates-set", point=point, rates=lines)]


def _line(desk: Desk, rate: NewRate, *, point: str) -> dict[str, Any]:
    material = desk.directory.open(Material, rate.material)
    day = rate.first_day.isoformat()
    if rate.thousandths is not None and rate.thousandths < 0:
        raise errors.NotAWholeNumber(name="rate", least=0)
    booked = _last_booked_day(desk, material.code, point)
    if booked and booked >= day:
        raise errors.RateInThePast(material=material.code, booked=date.fromisoformat(booked), day=rate.first_day)
    line: dict[str, Any] = {"material": material.code, "first_day": day}
    if rate.grade:
        line["grade"] = rate.grade
    if rate.thousandths is not None:
        line["rate"] = rate.thousandths
    return line


def _last_booked_day(desk: Desk, material: str, point: str) -> str | None:
    """The newest day on which a material was weighed, at one point or anywhere."""
    total = tables.daily_total.c
    query = select(func.max(total.day)).where(total.flow == "received", total.material == material, total.lines > 0)
    if point:
        query = query.where(total.point == point)
    return desk.connection.execute(query).scalar()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleRate(Command):
    """The price that a material weighed without one turned out to have: one ruling credits the round."""

    verb: ClassVar[str] = "rate-settle"
    ruling: ClassVar[bool] = True

    material: str
    thousandths: int
    grade: str = ""
    point: str | None = None
    first_day: date | None = None
    last_day: date | None = None

    def book(self, desk: Desk) -> Sequence[Entry]:
        material = desk.directory.any(Material, self.material)
        if self.thousandths < 0:
            raise errors.NotAWholeNumber(name="rate", least=0)
        # From here on no other book can take back what is settled here.
        desk.take_turn()
        base = UNITS[material.unit].base_per_unit
        lines = [
            {
                "receipt": str(Receipt(row.origin, row.sequence)),
                "line": row.line,
                "account": desk.account_now(row.account),
                "community": row.community,
                "type": row.household_type,
                "point": row.point,
                "day": row.day,
                "evidence": "estimated" if material.estimated else "weighed",
                "credits": credits_earned(row.quantity, self.thousandths, base),
            }
            for row in desk.connection.execute(self._waiting(material.code))
        ]
        if not lines:
            raise errors.NothingPending(material=material.code)
        return [
            desk.append("rate-settled", material=material.code, grade=self.grade, rate=self.thousandths, lines=lines)
        ]

    def _waiting(self, material: str) -> Select[Any]:
        pending = tables.pending_line.c
        query = select(tables.pending_line).where(
            pending.settled_by == "", pending.material == material, pending.grade == self.grade
        )
        if self.point:
            query = query.where(pending.point == self.point)
        if self.first_day:
            query = query.where(pending.day >= self.first_day.isoformat())
        if self.last_day:
            query = query.where(pending.day <= self.last_day.isoformat())
        return query.order_by(pending.origin, pending.sequence, pending.line)
