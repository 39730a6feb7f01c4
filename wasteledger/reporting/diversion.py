"""The diversion rate, by any published method, with what stands behind it; or a refusal saying what lacks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.domain import flows
from wasteledger.domain.calendar import Period
from wasteledger.domain.methods import BASES, DISPATCHED, DISPOSED, RECEIVED, RateMethod, rate_method
from wasteledger.domain.registers import Community, Destination, Material
from wasteledger.journal.directory import Directory
from wasteledger.reporting.totals import BookHead, Sum, heads, sums
from wasteledger.storage import tables
from wasteledger.units import Grams, percent

BY = ("municipality", "community", "month")
WHOLE_TOWN = ""


@dataclass(slots=True)
class Share:
    """One rate: the grams above and below the line, and what they rest on."""

    key: str
    """A community's code, a month (``2026-03``), or empty for the municipality."""
    numerator: int = 0
    denominator: int = 0
    disposed: int = 0
    estimated: int = 0
    """Grams of the denominator that were counted or poured, not weighed."""
    drop_offs: int = 0
    loads: int = 0
    by_method: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def percent(self) -> str | None:
        """Per cent with two decimals, or None where nothing was generated."""
        return percent(self.numerator, self.denominator) if self.denominator > 0 else None

    @property
    def estimated_percent(self) -> str:
        """The part of the denominator that was not weighed, in per cent."""
        return percent(self.estimated, self.denominator) if self.denominator > 0 else "0.00"


@dataclass(frozen=True, slots=True)
class DiversionReport:
    """A rate and its definition; ``total`` is the municipality's, ``shares`` those of the cut asked for."""

    method: RateMethod
    basis: str
    period: Period
    by: str
    total: Share
    shares: tuple[Share, ...]
    heads: tuple[BookHead, ...]


def diversion(
    connection: Connection, directory: Directory, period: Period, *, by: str, method: str, basis: str
) -> DiversionReport:
    """Compute a rate over a period.

    Raises:
        ValueNotAllowed: there is no such method, basis or cut.
        DisposalMissing: a month (of a community) has no disposed tonnage, not even a nil load.
        PooledStockSold, DisposedNotByCommunity: the figure can't be told by community.
    """
    if by not in BY:
        raise errors.ValueNotAllowed(name="by", value=by, choices=", ".join(BY))
    if basis not in BASES:
        raise errors.ValueNotAllowed(name="basis", value=basis, choices=", ".join(BASES))
    counted = rate_method(method)
    tonnage = _Tonnage(connection, directory, period, basis)
    if by == "community":
        tonnage.attribute_stock()
        tonnage.require_communities()
    tonnage.require_disposal(by)
    total = Share("")
    shares: dict[str, Share] = defaultdict(lambda: Share(""))
    for (month, community), line in tonnage.lines():
        _count(total, counted, line)
        key = {"municipality": "", "community": community, "month": month}[by]
        _count(shares[key], counted, line)
        shares[key].key = key
    rows = [shares[key] for key in sorted(shares)] if by != "municipality" else []
    return DiversionReport(counted, basis, period, by, total, tuple(rows), heads(connection))


@dataclass(frozen=True, slots=True)
class _Line:
    flow: str
    method: str
    evidence: str
    sum: Sum


def _count(share: Share, counted: RateMethod, line: _Line) -> None:
    grams = line.sum.grams
    share.by_method[line.method] += grams
    if line.method in counted.numerator:
        share.numerator += grams
    if line.method in counted.denominator:
        share.denominator += grams
        if line.evidence != "weighed":
            share.estimated += grams
    if line.method in DISPOSED:
        share.disposed += grams
    if line.flow == flows.RECEIVED:
        share.drop_offs += line.sum.entries
    else:
        share.loads += line.sum.entries


class _Tonnage:
    """The period's totals by month, community and method, on one basis."""

    def __init__(self, connection: Connection, directory: Directory, period: Period, basis: str) -> None:
        self._connection, self._directory, self._period = connection, directory, period
        into = flows.RECEIVED if basis == RECEIVED else flows.DISPATCHED
        by = ("flow", "month", "community", "point", "material", "destination", "evidence")
        self._sums = list(sums(connection, by, (into, flows.DIRECT), period))
        self._basis = basis
        self._community_of_point: Mapping[str, str] = {}

    def lines(self) -> Iterable[tuple[tuple[str, str], _Line]]:
        materials, destinations = self._directory.listed(Material), self._directory.listed(Destination)
        for total in self._sums:
            flow, month, community, point, material, destination, evidence = total.key
            method = materials[material].method if flow == flows.RECEIVED else destinations[destination].method
            if flow == flows.DISPATCHED:
                community = self._community_of_point.get(point, WHOLE_TOWN)
            yield (month, community), _Line(flow, method, evidence, total)

    def attribute_stock(self) -> None:
        """Give what a point sold to the one community that filled its stock.

        Raises:
            PooledStockSold: several communities filled it.
        """
        if self._basis != DISPATCHED:
            return
        total = tables.daily_total.c
        query = select(total.point, total.community).where(total.flow == flows.RECEIVED, total.lines > 0).distinct()
        filled: dict[str, set[str]] = defaultdict(set)
        for point, community in self._connection.execute(query):
            filled[point].add(community)
        sold = {line.key[3] for line in self._sums if line.key[0] == flows.DISPATCHED and line.lines}
        pooled = sorted(point for point in sold if len(filled[point]) > 1)
        if pooled:
            raise errors.PooledStockSold(points=pooled)
        self._community_of_point = {point: next(iter(filled[point])) for point in sold if filled[point]}

    def require_communities(self) -> None:
        """Refuse where disposed tonnes belong to no community: every community's rate would be flattered."""
        together = sum(
            line.sum.grams for (_, community), line in self.lines() if not community and line.method in DISPOSED
        )
        if together:
            raise errors.DisposedNotByCommunity(weight=Grams(together))

    def require_disposal(self, by: str) -> None:
        """Refuse where a month, or a month of a community, has no disposed tonnage, not even a stated nil."""
        stated: dict[tuple[str, str], int] = defaultdict(int)
        communities = set()
        for (month, community), line in self.lines():
            communities.add(community if by == "community" else "")
            if line.method in DISPOSED:
                stated[(month, community if by == "community" else "")] += line.sum.lines
        months = [month.isoformat()[:7] for month in self._period.months()]
        missing = [
            (errors.Month.fromisoformat(f"{month}-01"), community)
            for community in sorted(communities or {""})
            for month in months
            if stated.get((month, community), 0) <= 0
        ]
        if missing:
            raise errors.DisposalMissing(missing=missing)


def names_of_communities(directory: Directory) -> dict[str, tuple[str, str]]:
    """Each community's Thai and English name."""
    listed: dict[str, Any] = directory.listed(Community)
    return {code: (community.name_th, community.name_en) for code, community in listed.items()}
