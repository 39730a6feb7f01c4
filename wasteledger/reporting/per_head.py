"""Kilograms a head or a household and day, naming whose heads and which households."""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from typing import Any, Protocol

from sqlalchemy import Connection

from wasteledger.domain.calendar import Period
from wasteledger.domain.flows import RECEIVED
from wasteledger.domain.methods import COLLECTED, DISPOSED, NOT_DISPOSED
from wasteledger.errors import ValueNotAllowed
from wasteledger.journal.directory import Directory
from wasteledger.reporting.behind import Behind
from wasteledger.reporting.cuts import MUNICIPALITY, checked_cuts, cut_cells, cut_columns, no_cells
from wasteledger.reporting.generated import population as statistic_of
from wasteledger.reporting.outside import OutsideFigures
from wasteledger.reporting.registered import Registered
from wasteledger.reporting.report import FIGURE, TONNES, Column, Report, StandsOn, Text
from wasteledger.reporting.tonnes import Tonnes
from wasteledger.reporting.totals import heads
from wasteledger.units import GRAMS_PER_KILOGRAM, decimal_text

BY = (MUNICIPALITY, "community", "month")
OF = {"collected": COLLECTED, "separated": NOT_DISPOSED, "disposed": DISPOSED}
"""Which waste: all that was fetched or brought, what was kept apart, what was not."""
WHICH = ("members", "all")
DIVIDED_BY = {
    "population-registered": "registered population",
    "population-resident": "resident population",
    "members": "registered members, walk-ins left out",
    "all": "all households",
}
"""Whose days are divided by, in words."""
DECIMALS = 3


class _DividedBy(Protocol):
    """Counts heads or households over the days of some periods, in a place."""

    def __call__(self, periods: list[Period], place: str) -> int: ...


def per_head(
    connection: Connection, directory: Directory, period: Period, *, population: str = "registered", **asked: Any
) -> Report:
    """Kilograms a head and day.

    Args:
        population: ``registered`` or ``resident``: a statistic of that name must be set.
        asked: ``by``, ``of`` and ``complete_months`` as for households.

    Raises:
        ValueNotAllowed, StatisticMissing, DisposalMissing: it can't be asked so, or told.
    """
    outside, name = OutsideFigures(connection), statistic_of(population)

    def heads_days(periods: list[Period], place: str) -> int:
        return outside.summed(name, periods, place)

    title = Text("Kilograms a head and day")
    return _divided(connection, directory, period, "per-head", title, DIVIDED_BY[name], heads_days, outside, **asked)


def per_household(
    connection: Connection, directory: Directory, period: Period, *, households: str = "members", **asked: Any
) -> Report:
    """Kilograms a household and day.

    Args:
        households: ``members`` that are registered in the books, or ``all`` (a statistic).
        asked: ``by`` municipality, community or month; ``of`` one of :data:`OF`; ``complete_months``.

    Raises:
        ValueNotAllowed, StatisticMissing, DisposalMissing: it can't be asked so, or told.
    """
    if households not in WHICH:
        raise ValueNotAllowed(name="households", value=households, choices=", ".join(WHICH))
    outside = OutsideFigures(connection)
    registered = Registered(connection) if households == "members" else None

    def household_days(periods: list[Period], place: str) -> int:
        if registered is None:
            return outside.summed("households", periods, place)
        days = (period.first + timedelta(days=number) for period in periods for number in range(period.days))
        return sum(registered.count(day, place) for day in days)

    words = DIVIDED_BY[households]
    title = Text("Kilograms a household and day")
    return _divided(connection, directory, period, "per-household", title, words, household_days, outside, **asked)


def _divided(
    connection: Connection,
    directory: Directory,
    period: Period,
    name: str,
    title: Text,
    population: str,
    divided_by: _DividedBy,
    outside: OutsideFigures,
    *,
    by: str = MUNICIPALITY,
    of: str = "collected",
    complete_months: bool = False,
) -> Report:
    checked_cuts([by], BY)
    if of not in OF:
        raise ValueNotAllowed(name="of", value=of, choices=", ".join(OF))
    disposal = of != "separated"
    held = Tonnes(connection, directory, period, by, complete_months=complete_months, disposal=disposal)
    grams: dict[str | None, int] = defaultdict(int)
    behind = Behind()
    for line in held.lines():
        if line.method in OF[of]:
            grams[line.key] += line.sum.grams
            grams[None] += line.sum.grams
            behind.count(line.flow, line.evidence, line.sum)

    def row(key: str | None) -> dict[str, Any]:
        periods = held.whole.periods(key or "" if by == "month" else "")
        days = divided_by(periods, key or "" if by == "community" else "")
        a_day = decimal_text(Fraction(grams[key], GRAMS_PER_KILOGRAM * days), DECIMALS) if days else None
        return {"grams": grams[key], "kg_a_day": a_day}

    cut = () if by == MUNICIPALITY else (by,)
    keys = sorted(key for key in grams if key) if cut else []
    rows = tuple({**cut_cells(cut, [key]), **row(key)} for key in keys)
    total = {**no_cells(cut), **row(None)}
    return Report(
        id=name,
        title=title,
        period=period,
        by=cut,
        columns=(
            *cut_columns(cut),
            Column("grams", "Tonnes", TONNES),
            Column("kg_a_day", "kg a day", FIGURE, DECIMALS),
        ),
        rows=rows,
        total=total,
        stands_on=StandsOn(
            method=f"{name}@1",
            source="common usage",
            numerator={
                "collected": "everything collected: dropped off or taken straight away, home compost left out",
                "separated": "what was kept apart: everything not disposed",
                "disposed": "what was disposed",
            }[of],
            denominator="the population of each day, added up over the days",
            basis=RECEIVED,
            population=population,
            outside=outside.used,
            days=held.whole.days,
            **behind.stands(),
        ),
        notes=tuple(held.whole.notes()),
        heads=heads(connection),
    )
