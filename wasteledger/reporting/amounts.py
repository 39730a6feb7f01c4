"""What the province asks, in tonnes a day: generated, collected, left, utilised, disposed properly or not."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from wasteledger.domain.calendar import Period
from wasteledger.domain.methods import AT_TAKER, BASES, COLLECTED, DISPOSED, IMPROPER, UTILISED
from wasteledger.domain.registers import Destination
from wasteledger.errors import StatisticMissing
from wasteledger.journal.directory import Directory
from wasteledger.reporting.behind import Behind
from wasteledger.reporting.cuts import MUNICIPALITY, checked_cuts, cut_cells, cut_columns, no_cells
from wasteledger.reporting.generated import Generated
from wasteledger.reporting.outside import OutsideFigures
from wasteledger.reporting.report import FIGURE, TONNES, Column, Report, StandsOn, Text
from wasteledger.reporting.tonnes import Line, Tonnes
from wasteledger.reporting.totals import heads
from wasteledger.units import GRAMS_PER_TONNE, decimal_text

BY = (MUNICIPALITY, "community", "month")
FIGURES = {
    "generated": "Generated (t/day)",
    "collected": "Collected (t/day)",
    "uncollected": "Left (t/day)",
    "utilised": "Utilised (t/day)",
    "proper": "Disposed properly (t/day)",
    "improper": "Disposed improperly (t/day)",
}
DECIMALS = 3
Figures = dict[str, int | None]
"""Grams of each of these; None where nothing says it."""


def amounts(
    connection: Connection,
    directory: Directory,
    period: Period,
    *,
    by: str = MUNICIPALITY,
    generated: str = "",
    population: str = "registered",
    complete_months: bool = False,
) -> Report:
    """Tell what became of the waste, in tonnes a day; what nobody measured or reckoned is left open.

    Args:
        by: municipality, community or month.
        generated: ``measured`` or ``per-head``; measured, if that was ever set.
        population: whose heads, ``registered`` or ``resident``.
        complete_months: only the months with disposed tonnage.

    Raises:
        ValueNotAllowed: it can't be asked so.
        DisposalMissing, PooledStockSold, DisposedTogether: what was disposed can't be told.
    """
    checked_cuts([by], BY)
    held = Tonnes(connection, directory, period, by, AT_TAKER, complete_months=complete_months)
    outside = OutsideFigures(connection)
    told = _Told(held, directory, outside, Generated(outside, generated, population))
    cut = () if by == MUNICIPALITY else (by,)
    rows = tuple({**cut_cells(cut, [key]), **told.row(key)} for key in told.keys) if cut else ()
    total = {**no_cells(cut), **told.row(None)}
    return Report(
        id="amounts",
        title=Text("Waste generated, collected, utilised and disposed"),
        period=period,
        by=cut,
        columns=(
            *cut_columns(cut),
            *(Column(f"{name}_tonnes_a_day", heading, FIGURE, DECIMALS) for name, heading in FIGURES.items()),
            *(Column(f"{name}_grams", f"{name} (t)", TONNES, detail=True) for name in FIGURES),
        ),
        rows=rows,
        total=total,
        stands_on=StandsOn(
            method="amounts@1",
            source="Pollution Control Department",
            numerator="collected: net drop-offs and loads straight from communities; utilised: recycling, organics and "
            "fuel; disposed: loads by their destination, open dumps and open burning improper whoever does it",
            outside=outside.used,
            days=held.whole.days,
            **told.behind.stands(),
        ),
        notes=(*held.whole.notes(), *told.notes.values()),
        heads=heads(connection),
    )


class _Told:
    """The grams of each figure, by the values of a cut and together (None)."""

    def __init__(self, held: Tonnes, directory: Directory, outside: OutsideFigures, generated: Generated) -> None:
        self._held, self._outside, self._generated = held, outside, generated
        self._takers = directory.listed(Destination)
        self.behind = Behind()
        self.notes: dict[str, Text] = {}
        self._grams: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for line in held.lines():
            for name in self._counted(line):
                self._grams[line.key][name] += line.sum.grams
                self._grams[None][name] += line.sum.grams
            self.behind.count(line.flow, line.evidence, line.sum, below=line.flow in BASES[AT_TAKER].below)
        self.keys = sorted(key for key in self._grams if key is not None)

    def _counted(self, line: Line) -> Iterator[str]:
        basis = BASES[AT_TAKER]
        if line.flow in basis.below and line.method in COLLECTED:
            yield "collected"
        if line.flow in basis.below and line.method in UTILISED:
            yield "utilised"
        if line.flow in basis.above and line.method in DISPOSED:
            improper = line.method in IMPROPER or not self._takers[line.destination].proper
            yield "improper" if improper else "proper"

    def row(self, key: str | None) -> dict[str, Any]:
        by = self._held.by
        periods = self._held.whole.periods(key or "" if by == "month" else "")
        place = key or "" if by == "community" else ""
        grams: Figures = {name: self._grams[key][name] for name in FIGURES}
        for name, told in (("generated", self._generated_grams), ("uncollected", self._left)):
            try:
                grams[name] = told(periods, place, grams)
            except StatisticMissing as refusal:
                grams[name], self.notes[name] = None, Text(refusal.message, refusal.facts)
        tonne_days = GRAMS_PER_TONNE * sum(period.days for period in periods)
        row: dict[str, Any] = {}
        for name, one in grams.items():
            row[f"{name}_grams"] = one
            row[f"{name}_tonnes_a_day"] = None if one is None else decimal_text(Fraction(one, tonne_days), DECIMALS)
        return row

    def _generated_grams(self, periods: list[Period], place: str, _told: Figures) -> int | None:
        generated = self._generated.grams(periods, place)
        self.notes["generated"] = self._generated.said()
        return generated

    def _left(self, periods: list[Period], place: str, told: Figures) -> int | None:
        if self._outside.any_set("uncollected"):
            uncollected = self._outside.summed("uncollected", periods, place)
            self.notes["uncollected"] = Text("Left: as stated.")
            return uncollected
        if told["generated"] is None:
            return None
        self.notes["uncollected"] = Text("Left: generated less collected.")
        return told["generated"] - (told["collected"] or 0)
