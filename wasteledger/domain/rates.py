"""Rates: credits per unit, per material and grade, from a day on."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One rate: for the town (``point`` empty) from a day on, or agreed at a point for the round of one day."""

    material: str
    grade: str = ""
    point: str = ""
    first_day: str
    last_day: str = ""
    thousandths: int | None
    """Thousandths of a minor unit per unit; zero is accepted unpaid, None is pending: weighed now, priced later."""
    agreed_by: str = ""

    def covers(self, day: str, point: str) -> bool:
        within = self.first_day <= day and (not self.last_day or day <= self.last_day)
        return within and self.point in {"", point}


def rate_in_force(rates: Iterable[Rate], day: str, point: str) -> Rate | None:
    """Choose among the rates of one material and grade: the point's own for that day, else the town's newest."""
    covering = [rate for rate in rates if rate.covers(day, point)]
    return max(covering, key=lambda rate: (bool(rate.point), rate.first_day), default=None)
