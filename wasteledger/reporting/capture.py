"""Capture: what was collected clean of a material, of all that there is of it in the waste."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from wasteledger.domain.calendar import Period
from wasteledger.domain.flows import RECEIVED
from wasteledger.domain.methods import NOT_DISPOSED
from wasteledger.domain.statistics import COMPOSITION
from wasteledger.journal.directory import Directory
from wasteledger.reporting.behind import Behind
from wasteledger.reporting.cuts import cut_cells, cut_columns
from wasteledger.reporting.generated import Generated
from wasteledger.reporting.outside import OutsideFigures
from wasteledger.reporting.report import PERCENT, TONNES, Column, Report, StandsOn, Text
from wasteledger.reporting.tonnes import Tonnes
from wasteledger.reporting.totals import heads
from wasteledger.units import percent

WHOLE = 100_000
"""A composition is kept in thousandths of a per cent."""


def capture(
    connection: Connection,
    directory: Directory,
    period: Period,
    *,
    generated: str = "",
    population: str = "registered",
) -> Report:
    """Tell for each material of the composition study how much of it was collected clean.

    Raises:
        StatisticMissing: there is no study that holds, or nothing says what was generated.
        ValueNotAllowed: it can't be asked so.
    """
    outside = OutsideFigures(connection)
    studied = sorted(name.removeprefix(COMPOSITION) for name in outside.names if name.startswith(COMPOSITION))
    if not studied:
        outside.on(f"{COMPOSITION}MATERIAL", period.last)
    stream = Generated(outside, generated, population)
    whole = stream.grams([period])
    clean: dict[str, int] = defaultdict(int)
    behind = Behind()
    for line in Tonnes(connection, directory, period, "material", disposal=False).lines():
        if line.method in NOT_DISPOSED:
            clean[line.key] += line.sum.grams
            behind.count(line.flow, line.evidence, line.sum)

    def row(material: str) -> dict[str, Any]:
        there = Fraction(whole * outside.on(f"{COMPOSITION}{material}", period.last), WHOLE)
        share = percent(clean[material], there) if there else None
        return {"collected_grams": clean[material], "stream_grams": round(there), "percent": share}

    rows = tuple({**cut_cells(["material"], [material]), **row(material)} for material in studied)
    unknown = sorted(code for code, grams in clean.items() if grams and code not in studied)
    notes = [stream.said()]
    if unknown:
        notes.append(Text("Not in the composition study, so not told: {materials}", {"materials": unknown}))
    return Report(
        id="capture",
        title=Text("Capture rate"),
        period=period,
        by=("material",),
        columns=(
            *cut_columns(["material"]),
            Column("collected_grams", "Collected clean (t)", TONNES),
            Column("stream_grams", "In the whole waste (t)", TONNES),
            Column("percent", "Rate (%)", PERCENT, 2),
        ),
        rows=rows,
        stands_on=StandsOn(
            method="capture@1",
            source="common usage",
            numerator="net drop-offs of the material and loads straight from communities that were not disposed",
            denominator="what was generated, times the material's share in the composition study that holds on the "
            "period's last day",
            basis=RECEIVED,
            outside=outside.used,
            days=period.days,
            **behind.stands(),
        ),
        notes=tuple(notes),
        heads=heads(connection),
    )
