"""Diversion rates, by any published method, with what stands behind them; or a refusal saying what lacks."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from wasteledger import errors
from wasteledger.domain.calendar import Period, calendar_year
from wasteledger.domain.methods import BASES, DISPOSED, IMPROPER, RATE_METHODS, RateMethod, rate_method
from wasteledger.domain.registers import Destination
from wasteledger.journal.directory import Directory
from wasteledger.reporting.behind import Behind
from wasteledger.reporting.cuts import MUNICIPALITY, OF_MATERIALS, checked_cuts, cut_cells, cut_columns, no_cells
from wasteledger.reporting.outside import OutsideFigures
from wasteledger.reporting.report import COUNT, PERCENT, TERM, TEXT, TONNES, Column, Report, Row, StandsOn, Text
from wasteledger.reporting.tonnes import Line, Tonnes, Whole
from wasteledger.reporting.totals import heads
from wasteledger.units import percent

BY = (MUNICIPALITY, "community", "month", "point", "material", "class", "household-type")
PLACED = frozenset({MUNICIPALITY, "community", "month"})
"""Cuts for which outside figures can be set."""
FIGURES = (
    Column("numerator_grams", "Numerator (t)", TONNES),
    Column("denominator_grams", "Denominator (t)", TONNES),
    Column("percent", "Rate (%)", PERCENT, 2),
)
DETAILS = (
    Column("disposed_grams", "Disposed (t)", TONNES, detail=True),
    Column("out_of_town_grams", "Numerator, out of town (t)", TONNES, detail=True),
    Column("estimated_grams", "Estimated (t)", TONNES, detail=True),
    Column("carried_over_grams", "Carried over (t)", TONNES, detail=True),
)
VISITS = (Column("drop_offs", "drop_offs", COUNT, detail=True), Column("loads", "loads", COUNT, detail=True))


@dataclass(slots=True)
class _Share:
    """One rate: the grams above and below the line, and what they rest on."""

    numerator: int = 0
    denominator: int = 0
    disposed: int = 0
    out_of_town: int = 0
    """Grams of the numerator whose taker is outside the town."""
    behind: Behind = field(default_factory=Behind)

    def row(self) -> Row:
        return {
            "numerator_grams": self.numerator,
            "denominator_grams": self.denominator,
            "percent": percent(self.numerator, self.denominator) if self.denominator > 0 else None,
            "disposed_grams": self.disposed,
            "out_of_town_grams": self.out_of_town,
            "estimated_grams": self.behind.estimated,
            "carried_over_grams": self.behind.carried_over,
            "drop_offs": self.behind.drop_offs,
            "loads": self.behind.loads,
        }


def diversion(
    connection: Connection,
    directory: Directory,
    period: Period,
    *,
    by: str = MUNICIPALITY,
    method: str = "diversion",
    basis: str = "",
    complete_months: bool = False,
) -> Report:
    """Compute a rate over a period.

    Args:
        by: how to cut it, one of :data:`BY`.
        method: a published method, ``epa`` or ``epa@1``.
        basis: where it is weighed, if not where the method is at home.
        complete_months: compute on the months with disposed tonnage alone, and name the others.

    Raises:
        ValueNotAllowed: there is no such method, basis or cut.
        DisposalMissing: a month (of a community) has no disposed tonnage, not even a nil load.
        StatisticMissing: an outside figure that the method needs is not set.
        PooledStockSold, DisposedTogether: the figure can't be told by that cut.
    """
    checked_cuts([by], BY)
    counted = rate_method(method)
    held = Tonnes(connection, directory, period, by, counted.basis(basis), complete_months=complete_months)
    counting = _Counting(counted, held, directory, OutsideFigures(connection))
    rows = counting.rows()
    cut = () if by == MUNICIPALITY else (by,)
    return Report(
        id="diversion",
        title=Text(counted.name),
        period=period,
        by=cut,
        columns=(*cut_columns(cut), *FIGURES, *DETAILS, *(() if by in OF_MATERIALS else VISITS)),
        rows=tuple({**cut_cells(cut, [key]), **share.row()} for key, share in rows) if cut else (),
        total={**no_cells(cut), **counting.total.row()},
        stands_on=StandsOn(
            method=str(counted),
            source=counted.source,
            numerator=counted.numerator_words,
            denominator=counted.denominator_words,
            basis=held.basis,
            window=_window(counted, held.whole),
            outside=counting.outside.used,
            days=held.whole.days if counted.outside and counting.outside.used else 0,
            **counting.total.behind.stands(),
        ),
        notes=(*held.whole.notes(), *counting.notes()),
        heads=heads(connection),
    )


def _window(counted: RateMethod, whole: Whole) -> Text | None:
    if not counted.calendar_year:
        return None
    if whole.period == calendar_year(whole.period.first.year) and not whole.left_out:
        return Text("Window: one calendar year, as the method has it.")
    return Text("Window: other days than the calendar year for which the method is defined.")


class _Counting:
    """A method counting the lines of the totals."""

    def __init__(self, counted: RateMethod, held: Tonnes, directory: Directory, outside: OutsideFigures) -> None:
        self._counted, self._held, self.outside = counted, held, outside
        self._above, self._below = BASES[held.basis].above, BASES[held.basis].below
        self._takers = directory.listed(Destination)
        self.total = _Share()

    def rows(self) -> list[tuple[str, _Share]]:
        """The rates by the cut asked for, in the order of its values; the total beside them."""
        shares: dict[str, _Share] = defaultdict(_Share)
        for line in self._held.lines():
            self._count(self.total, line)
            self._count(shares[line.key], line)
        by = self._held.by
        if any(self._figures()) and by not in PLACED:
            raise errors.ValueNotAllowed(name="by", value=by, choices=", ".join(sorted(PLACED)))
        if by in {"community", "month"}:
            for key, share in shares.items():
                if key:  # what belongs to no community has no outside figures of its own
                    months = self._held.whole.periods(key if by == "month" else "")
                    self._add_outside(share, months, key if by == "community" else "")
        self._add_outside(self.total, self._held.whole.periods(), "")
        return sorted(shares.items())

    def _count(self, share: _Share, line: Line) -> None:
        counted, grams = self._counted, line.sum.grams
        taker = self._takers.get(line.destination)
        controlled = not counted.only_proper or bool(taker and taker.proper and taker.method not in IMPROPER)
        if line.flow in self._above and line.method in counted.numerator and controlled:
            share.numerator += counted.sign * grams
            share.out_of_town += grams if taker and not taker.in_town else 0
        below = line.flow in self._below and line.method in counted.denominator
        if below:
            share.denominator += grams
        if line.method in DISPOSED and line.flow in self._below:
            share.disposed += grams
        share.behind.count(line.flow, line.evidence, line.sum, below=below)

    def _figures(self) -> Iterator[tuple[str, int, int]]:
        """The outside figures that count: those the method can't do without, and the others where they were set."""
        for figure in self._counted.outside:
            if figure.required or self.outside.any_set(figure.statistic):
                yield figure.statistic, figure.above, figure.below

    def _add_outside(self, share: _Share, periods: list[Period], place: str) -> None:
        for name, above, below in self._figures():
            quantity = self.outside.summed(name, periods, place)
            share.numerator += above * quantity
            share.denominator += below * quantity

    def notes(self) -> Iterator[Text]:
        for figure in self._counted.outside:
            if not figure.required and not self.outside.any_set(figure.statistic):
                yield Text("Nothing is subtracted as {name}: no such figure is set.", {"name": figure.statistic})


def methods(connection: Connection, directory: Directory, period: Period, *, complete_months: bool = False) -> Report:
    """Compare every published method over the same days; one that can't be told says why."""
    rows, notes = [], []
    plain = diversion(connection, directory, period, complete_months=complete_months)
    for counted in RATE_METHODS:
        cells: Row = {"numerator_grams": None, "denominator_grams": None, "percent": None}
        try:
            made = diversion(connection, directory, period, method=str(counted), complete_months=complete_months)
        except errors.StatisticMissing as refusal:
            notes.append(Text(refusal.message, refusal.facts))
        else:
            cells = {name: made.total[name] for name in cells}
        rows.append({"rate": counted.name, "by_method": str(counted), **cells})
    return Report(
        id="methods",
        title=Text("The same waste by every method"),
        period=period,
        by=("rate",),
        columns=(Column("rate", "Way to count", TERM), Column("by_method", "Definition", TEXT), *FIGURES),
        rows=tuple(rows),
        stands_on=replace(
            plain.stands_on,
            method="methods@1",
            source="each method's own, under “report diversion --method”",
            numerator="",
            denominator="",
            basis="",
        ),
        notes=tuple(notes),
        heads=plain.heads,
    )
