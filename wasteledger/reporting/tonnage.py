"""Tonnage, cut by anything that a movement knows of itself."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection

from wasteledger.domain import flows
from wasteledger.domain.calendar import Period
from wasteledger.domain.evidence import CARRIED_OVER
from wasteledger.journal.directory import Directory
from wasteledger.reporting.behind import Behind
from wasteledger.reporting.cuts import (
    OF_MATERIALS,
    checked_cuts,
    cut_cells,
    cut_columns,
    dimensions_for,
    key_maker,
    no_cells,
)
from wasteledger.reporting.report import COUNT, CREDITS, KG, Column, Report, StandsOn, Text
from wasteledger.reporting.totals import heads, sums

FLOWS = (flows.RECEIVED, flows.REJECTED, flows.DISPATCHED, flows.DIRECT, flows.SHRINKAGE)
LOADS = frozenset({flows.DISPATCHED, flows.DIRECT})


def tonnage(connection: Connection, directory: Directory, period: Period, *, by: Sequence[str] = ()) -> Report:
    """Add up what was received, rejected, dispatched, taken straight away and lost.

    Raises:
        ValueNotAllowed: there is no such cut.
    """
    cuts = checked_cuts(by)
    # A visit with three materials is one drop-off: under a material only its weighings can be counted.
    of_materials = bool(OF_MATERIALS & set(cuts))
    visits = () if of_materials else (Column("drop_offs", "drop_offs", COUNT), Column("loads", "loads", COUNT))
    lines = tuple(Column(name, name, COUNT, detail=not of_materials) for name in ("weighings", "load_lines"))
    columns = (
        *cut_columns(cuts),
        *(Column(f"{flow}_grams", flow, KG) for flow in FLOWS),
        *visits,
        *lines,
        Column("carried_over_grams", "Carried over (kg)", KG, detail=True),
        Column("credits", "Credits", CREDITS, detail=True),
    )
    figures = [column.name for column in columns[len(cuts) :]]
    dimensions = dimensions_for(cuts, "flow", "evidence")
    key_of, behind = key_maker(directory, cuts, dimensions), Behind()
    rows: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(figures, 0))
    total = dict.fromkeys(figures, 0)
    for line in sums(connection, dimensions, FLOWS, period):
        flow, evidence = line.key[:2]
        behind.count(flow, evidence, line)
        for row in (rows[key_of(line.key)], total):
            row[f"{flow}_grams"] += line.grams
            row["carried_over_grams"] += line.grams if evidence == CARRIED_OVER else 0
            if flow == flows.RECEIVED:
                row["credits"] += line.credits
                row["weighings"] += line.lines
                if not of_materials:
                    row["drop_offs"] += line.entries
            elif flow in LOADS:
                row["load_lines"] += line.lines
                if not of_materials:
                    row["loads"] += line.entries
    return Report(
        id="tonnage",
        title=Text("Kilograms by the way they took"),
        period=period,
        by=cuts,
        columns=columns,
        rows=tuple({**cut_cells(cuts, key), **rows[key]} for key in sorted(rows)) if cuts else (),
        total={**no_cells(cuts), **total},
        stands_on=StandsOn(
            method="tonnage@1",
            source="the books: daily totals",
            numerator="net drop-offs, what was handed back, loads out of stock and straight from communities, and what "
            "the scale missed against the book",
            **behind.stands(),
        ),
        heads=heads(connection),
    )
