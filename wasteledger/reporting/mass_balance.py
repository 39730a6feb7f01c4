"""The mass balance of the points: what lay there, came, went and was missed makes what lies there."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from wasteledger.domain.calendar import Period
from wasteledger.domain.flows import DISPATCHED, OPENING, RECEIVED, REJECTED, SHRINKAGE
from wasteledger.journal.directory import Directory
from wasteledger.reporting.behind import Behind
from wasteledger.reporting.cuts import checked_cuts, cut_cells, cut_columns, no_cells
from wasteledger.reporting.report import KG, Column, Report, StandsOn, Text
from wasteledger.reporting.totals import heads, sums

BY = ("point", "material")
SIGNS = {OPENING: 1, RECEIVED: 1, DISPATCHED: -1, SHRINKAGE: -1}
"""How each flow changes a stock."""
HEADINGS = {
    "before_grams": "Opening stock",
    "opening_grams": "Brought over",
    "received_grams": "received",
    "dispatched_grams": "dispatched",
    "shrinkage_grams": "shrinkage",
    "closing_grams": "Closing stock",
}


def mass_balance(connection: Connection, _directory: Directory, period: Period, *, by: Sequence[str] = BY) -> Report:
    """Add up every flow before the period and in it, by point and material.

    Raises:
        ValueNotAllowed: it is cut by point, by material or by both.
    """
    cuts = checked_cuts(by, BY)
    rows: dict[tuple[str, ...], dict[str, int]] = defaultdict(_nothing)
    total, behind = _nothing(), Behind()
    dimensions = ("flow", "evidence", "point", *cuts)
    every = (*SIGNS, REJECTED)
    if period.first > date.min:
        before = Period(date.min, period.first - timedelta(days=1))
        for line in sums(connection, dimensions, tuple(SIGNS), before):
            if line.key[2]:  # months of earlier books lie at no point
                for row in (rows[line.key[3:]], total):
                    row["before_grams"] += SIGNS[line.key[0]] * line.grams
                    row["closing_grams"] += SIGNS[line.key[0]] * line.grams
    for line in sums(connection, dimensions, every, period):
        flow, evidence, point = line.key[:3]
        if point:
            behind.count(flow, evidence, line, below=flow == RECEIVED)
            for row in (rows[line.key[3:]], total):
                row[f"{flow}_grams"] += line.grams
                row["closing_grams"] += SIGNS.get(flow, 0) * line.grams
    kept = sorted(key for key, row in rows.items() if any(row.values()))
    return Report(
        id="mass-balance",
        title=Text("Mass balance"),
        period=period,
        by=cuts,
        columns=(
            *cut_columns(cuts),
            *(Column(name, heading, KG) for name, heading in HEADINGS.items()),
            Column("rejected_grams", "rejected", KG, detail=True),
        ),
        rows=tuple({**cut_cells(cuts, key), **rows[key]} for key in kept) if cuts else (),
        total={**no_cells(cuts), **total},
        stands_on=StandsOn(
            method="mass-balance@1",
            source="the books: daily totals",
            numerator="opening stock, brought over and received, less dispatched and shrinkage, is the closing stock; "
            "what was rejected never entered it",
            **behind.stands(),
        ),
        heads=heads(connection),
    )


def _nothing() -> dict[str, int]:
    return dict.fromkeys((*HEADINGS, "rejected_grams"), 0)
