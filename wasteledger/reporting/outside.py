"""Outside figures: what was set for the days of a report, and which of it was used."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from wasteledger.domain.calendar import Period
from wasteledger.domain.statistics import statistic_kind
from wasteledger.errors import StatisticMissing
from wasteledger.reporting.lists import statistics
from wasteledger.reporting.report import Outside
from wasteledger.units import decimal_text


class OutsideFigures:
    """The statistics of the books, read once for a report; remembers what the report used of them."""

    def __init__(self, connection: Connection) -> None:
        self._set: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in statistics(connection):
            self._set[(row.name, row.place)].append(row)
        self._used: dict[tuple[str, str, date], Outside] = {}

    @property
    def used(self) -> tuple[Outside, ...]:
        return tuple(self._used[key] for key in sorted(self._used))

    def any_set(self, name: str) -> bool:
        """Whether the figure was ever set, for the town or a community."""
        return name in self.names

    @property
    def names(self) -> set[str]:
        """The figures that were ever set."""
        return {name for (name, _), rows in self._set.items() if rows}

    def summed(self, name: str, periods: Sequence[Period], place: str = "") -> int:
        """Add a figure up over every day of the periods: person-days, grams.

        Raises:
            StatisticMissing: naming the first days that nothing was set for.
        """
        return sum(value * days.days for value, days in self.by_days(name, periods, place))

    def on(self, name: str, day: date, place: str = "") -> int:
        """The figure that holds on one day.

        Raises:
            StatisticMissing: nothing was set for it.
        """
        return self.summed(name, [Period(day, day)], place)

    def by_days(self, name: str, periods: Sequence[Period], place: str = "") -> Iterator[tuple[int, Period]]:
        """Each value with the days of the periods that it holds for; of two, the one that began later holds.

        Raises:
            StatisticMissing: naming the first days that nothing was set for.
        """
        rows = self._set[(name, place)]
        for period in periods:
            for days in _parted(period, rows):
                day = days.first.isoformat()
                holding = [row for row in rows if row.first_day <= day and (not row.last_day or day <= row.last_day)]
                if not holding:
                    community = f" --community {place}" if place else ""
                    command = f"statistic set {name} VALUE --from {day}{community} --source TEXT"
                    unit = statistic_kind(name).unit
                    raise StatisticMissing(name=name, unit=unit, first=days.first, last=days.last, command=command)
                row = max(holding, key=lambda row: row.first_day)
                self._use(row, days)
                yield row.value, days

    def _use(self, row: Any, days: Period) -> None:
        kind = statistic_kind(row.name)
        key = row.name, row.place, date.fromisoformat(row.first_day)
        before = self._used.get(key)
        self._used[key] = Outside(
            name=row.name,
            place=row.place,
            first=min(before.first, days.first) if before else days.first,
            last=max(before.last, days.last) if before else days.last,
            value=decimal_text(Fraction(row.value, 10**kind.decimals), kind.decimals),
            unit=kind.unit,
            source=row.source,
        )


def _parted(period: Period, rows: Sequence[Any]) -> Iterator[Period]:
    """Part a period where a figure begins or ends to hold."""
    after = period.last + timedelta(days=1)
    begins = {date.fromisoformat(row.first_day) for row in rows}
    begins |= {date.fromisoformat(row.last_day) + timedelta(days=1) for row in rows if row.last_day}
    within = {day for day in begins if period.first < day < after}
    for first, following in pairwise(sorted({period.first, after} | within)):
        yield Period(first, following - timedelta(days=1))
