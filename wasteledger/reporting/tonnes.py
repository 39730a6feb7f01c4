"""The tonnes that a rate is reckoned from: the daily totals by month and one cut, whole or refused."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.domain import flows
from wasteledger.domain.calendar import Period, month_of
from wasteledger.domain.methods import BASES, DISPOSED
from wasteledger.domain.registers import Destination, Material
from wasteledger.errors import Month
from wasteledger.journal.directory import Directory
from wasteledger.reporting.cuts import MUNICIPALITY, dimensions_for, key_maker
from wasteledger.reporting.report import Text
from wasteledger.reporting.totals import Sum, sums
from wasteledger.storage import tables
from wasteledger.units import Grams

MUST_BE_TOLD_APART = frozenset({"community", "point", "household-type"})
"""Cuts under which tonnes disposed for all together would flatter everyone."""
_NEEDED = ("flow", "month", "community", "point", "material", "destination", "evidence")


@dataclass(frozen=True, slots=True)
class Line:
    """One sum, by what it is cut by (``key``)."""

    key: str
    flow: str
    month: str
    method: str
    destination: str
    evidence: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Whole:
    """The days that a figure is of: a period, less the months that were left out."""

    period: Period
    left_out: tuple[Month, ...] = ()

    def periods(self, month: str = "") -> list[Period]:
        """The days, as few periods as they make; of one month (``2026-03``) where it is said."""
        if not self.left_out and not month:
            return [self.period]
        kept = (day for day in self.period.months() if day not in self.left_out and month in {"", f"{day:%Y-%m}"})
        months = (month_of(day) for day in kept)
        return [Period(max(m.first, self.period.first), min(m.last, self.period.last)) for m in months]

    @property
    def days(self) -> int:
        return sum(period.days for period in self.periods())

    def notes(self) -> Iterator[Text]:
        if self.left_out:
            yield Text("Left out, as no disposed tonnage is booked for them: {months}", {"months": list(self.left_out)})


class Tonnes:
    """The period's totals by month and one cut, on one basis; whole, unless ``disposal`` is of no concern.

    Raises:
        DisposalMissing: a month (of a community) has no disposed tonnage, not even a stated nil.
        PooledStockSold, DisposedTogether: the figures can't be told by that cut.
    """

    def __init__(
        self,
        connection: Connection,
        directory: Directory,
        period: Period,
        by: str = MUNICIPALITY,
        basis: str = flows.RECEIVED,
        *,
        complete_months: bool = False,
        disposal: bool = True,
    ) -> None:
        self.by, self.basis = by, basis
        self._below = BASES[basis].below
        self._lines = list(self._read(connection, directory, period))
        if disposal:
            self._require_told_apart()
        own_months = complete_months or by == "month"
        late = list(self._late(connection, directory, period, own_months=own_months)) if disposal else []
        missing = self._missing(period, late) if disposal else []
        left_out = tuple(sorted({month for month, _ in missing})) if complete_months else ()
        if missing and len(left_out) in {0, len(period.months())}:
            raise errors.DisposalMissing(missing=errors.Handful(missing))
        self.whole = Whole(period, left_out)

    def lines(self) -> Iterator[Line]:
        left_out = {str(month) for month in self.whole.left_out}
        return (line for line in self._lines if line.month not in left_out)

    def _read(self, connection: Connection, directory: Directory, period: Period) -> Iterator[Line]:
        dimensions = dimensions_for([self.by] if self.by != MUNICIPALITY else [], *_NEEDED)
        found = list(sums(connection, dimensions, sorted(BASES[self.basis].above | self._below), period))
        materials, destinations = directory.listed(Material), directory.listed(Destination)
        key_of = key_maker(directory, [self.by] if self.by != MUNICIPALITY else [], dimensions)
        self._filled = _filled(connection, found) if self.by == "community" else {}
        for line in found:
            flow, month, community, point, material, destination, evidence = line.key[: len(_NEEDED)]
            method = materials[material].method if flow == flows.RECEIVED else destinations[destination].method
            key = "".join(key_of(line.key))
            if self.by == "community" and flow == flows.DISPATCHED and not community:
                key = self._filled.get(point, "")
            yield Line(key, flow, month, method, destination, evidence, line)

    def _require_told_apart(self) -> None:
        """Refuse where disposed tonnes stand under no value of the cut: every other's rate would be flattered."""
        together = sum(line.sum.grams for line in self._lines if not line.key and self._disposed(line))
        if together and self.by in MUST_BE_TOLD_APART:
            raise errors.DisposedTogether(by=self.by, weight=Grams(together))

    def _late(
        self, connection: Connection, directory: Directory, period: Period, *, own_months: bool
    ) -> Iterator[tuple[str, str, int]]:
        """What late lines of disposal change in what is stated: a month, a community, lines.

        A late line says nothing of the month that it only counts in. It says something of the month it happened in,
        where both are in one figure; not where each month is a figure of its own, as its grams stand in the later one.
        """
        materials, destinations, line = directory.listed(Material), directory.listed(Destination), tables.late_line.c
        days = (line.counts_on >= period.first.isoformat(), line.counts_on <= period.last.isoformat())
        for late in connection.execute(select(tables.late_line).where(line.flow.in_(self._below), *days)):
            of = materials[late.material] if late.flow == flows.RECEIVED else destinations[late.destination]
            if of.method in DISPOSED:
                key = (late.community or self._filled.get(late.point, "")) if self.by == "community" else ""
                lines = -1 if late.kind == "reversal" else 1
                yield late.counts_on[: len("2026-03")], key, -lines
                if not own_months:
                    yield late.day[: len("2026-03")], key, lines

    def _missing(self, period: Period, late: Sequence[tuple[str, str, int]]) -> list[tuple[Month, str]]:
        """The months, or months of a community, without disposed tonnage, not even a stated nil."""
        stated: dict[tuple[str, str], int] = defaultdict(int)
        for month, community, lines in late:
            stated[(month, community)] += lines
        communities = set()
        for line in self._lines:
            community = line.key if self.by == "community" else ""
            communities.add(community)
            if self._disposed(line):
                stated[(line.month, community)] += line.sum.lines
        return [
            (Month.fromisoformat(month.isoformat()), community)
            for community in sorted(communities or {""})
            for month in period.months()
            if stated.get((f"{month:%Y-%m}", community), 0) <= 0
        ]

    def _disposed(self, line: Line) -> bool:
        return line.method in DISPOSED and line.flow in self._below


def _filled(connection: Connection, found: Sequence[Sum]) -> dict[str, str]:
    """By point that sold stock, the one community that filled it.

    Raises:
        PooledStockSold: several communities did.
    """
    total = tables.daily_total.c
    query = select(total.point, total.community).where(total.flow == flows.RECEIVED, total.lines > 0).distinct()
    by_point: dict[str, set[str]] = defaultdict(set)
    for point, community in connection.execute(query):
        by_point[point].add(community)
    sold = {line.key[3] for line in found if line.key[0] == flows.DISPATCHED and line.lines and not line.key[2]}
    pooled = sorted(point for point in sold if len(by_point[point]) > 1)
    if pooled:
        raise errors.PooledStockSold(points=pooled)
    return {point: next(iter(by_point[point])) for point in sold if by_point[point]}
