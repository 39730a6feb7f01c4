"""The council's question: what is our rate, this year against last, what changed, and how do you know?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from wasteledger.domain.calendar import Period, months_after
from wasteledger.domain.methods import rate_method
from wasteledger.errors import Refusal, Term, YearsUnlike
from wasteledger.journal.directory import Directory
from wasteledger.reporting.cuts import cut_cells, cut_columns
from wasteledger.reporting.gathering import Asked, so_far, told
from wasteledger.reporting.report import COUNT, DATE, PERCENT, TERM, TONNES, Column, Report, Row, StandsOn, Text
from wasteledger.reporting.tonnage import tonnage
from wasteledger.reporting.totals import heads

METHODS = ("diversion", "epa")
"""The town's own way to count, and the one that leaves fuel out."""
CHANGED_BY = ("class", "method", "material")
MONTHS_OF_A_YEAR = 12

RATES = (
    Column("rate", "Way to count", TERM),
    Column("first", "From", DATE),
    Column("last", "To", DATE),
    Column("numerator_grams", "Numerator (t)", TONNES),
    Column("denominator_grams", "Denominator (t)", TONNES),
    Column("percent", "Rate (%)", PERCENT, 2),
    Column("points", "Change (percentage points)", PERCENT, 2),
    Column("estimated_percent", "Estimated (%)", PERCENT, 2),
    Column("drop_offs", "drop_offs", COUNT),
    Column("loads", "loads", COUNT),
    Column("tickets", "Tickets", COUNT),
    Column("bills", "Bills", COUNT),
)
FIGURES = ("numerator_grams", "denominator_grams", "percent")
BEHIND = ("estimated_percent", "drop_offs", "loads", "tickets", "bills")
CHANGES = (
    Column("before_grams", "Before (t)", TONNES),
    Column("now_grams", "Now (t)", TONNES),
    Column("change_grams", "Change (t)", TONNES),
)


@dataclass(frozen=True, slots=True)
class CouncilAnswer:
    """Both years' rates, and what changed between them."""

    now: Period
    before: Period
    said: tuple[Text, ...]
    """The answer in a sentence for each way to count; a rate that can't be told says why."""
    rates: Report
    told: tuple[Report, ...]
    """The later year's rates as they are told alone: their definitions."""
    changes: tuple[Report, ...]

    @property
    def reports(self) -> tuple[Report, ...]:
        return self.rates, *self.changes


def council_answer(
    connection: Connection, directory: Directory, now: Period, before: Period, today: date
) -> CouncilAnswer:
    """Compare two periods; of one that still runs the months that are over, with as many of the other.

    Raises:
        YearsUnlike: one is a fiscal year and the other a calendar year, or one is longer.
    """
    if _kind(now) != _kind(before):
        facts = {name: (of.first, "–", of.last) for name, of in (("now", now), ("before", before))}
        raise YearsUnlike(**facts)
    whole, now = now, so_far(now, today)
    if now != whole:
        before = Period(before.first, months_after(before.first, len(now.months())) - timedelta(days=1))
    rows, said, alone = [], [], []
    for method in METHODS:
        asked = Asked("diversion", Text(rate_method(method).name), {"method": method})
        both = [told(connection, directory, period, asked).answer for period in (before, now)]
        pair = _pair(method, before, now, both)
        rows += pair
        said += [sentence for sentence in _said(pair, both) if sentence not in said]
        alone += [report for report in both[1:] if isinstance(report, Report)]
    return CouncilAnswer(
        now,
        before,
        tuple(said),
        Report(
            id="answer",
            title=Text("Rates compared"),
            period=now,
            by=("rate",),
            columns=RATES,
            rows=tuple(rows),
            stands_on=StandsOn(method="answer@1", source="each method's own, under “report diversion --method”"),
            heads=heads(connection),
        ),
        tuple(alone),
        tuple(_changes(connection, directory, now, before, by) for by in CHANGED_BY),
    )


def _kind(period: Period) -> tuple[int, int]:
    """How many months it has and, of a year, which is its first."""
    months = len(period.months())
    return months, period.first.month if months == MONTHS_OF_A_YEAR else 0


def _pair(method: str, before: Period, now: Period, both: list[Report | Refusal]) -> list[Row]:
    rows: list[dict[str, Any]] = []
    for period, made in zip((before, now), both, strict=True):
        row = dict.fromkeys((column.name for column in RATES), None) | {
            "rate": rate_method(method).name,
            "first": period.first,
            "last": period.last,
        }
        if isinstance(made, Report):
            held = {name: getattr(made.stands_on, name) for name in BEHIND}
            row |= {name: made.total[name] for name in FIGURES} | held
        rows.append(row)
    first, last = rows
    if first["percent"] is not None and last["percent"] is not None:
        # Of the figures as they are printed, so that whoever subtracts them finds the same.
        last["points"] = str(Decimal(last["percent"]) - Decimal(first["percent"]))
    return list(rows)


def _said(pair: list[Row], both: list[Report | Refusal]) -> list[Text]:
    before, now = pair
    refused = [Text(made.message, made.facts) for made in both if isinstance(made, Refusal)]
    if now["points"] is None:
        return refused
    points = Decimal(now["points"])
    facts = {"rate": Term(now["rate"]), "now": now["percent"], "before": before["percent"], "points": abs(points)}
    if points == 0:
        return [Text("{rate}: {now} %, as before", facts)]
    if points > 0:
        return [Text("{rate}: {now} %, before {before} %: {points} percentage points more", facts)]
    return [Text("{rate}: {now} %, before {before} %: {points} percentage points less", facts)]


def _changes(connection: Connection, directory: Directory, now: Period, before: Period, by: str) -> Report:
    """What came in under each value of a cut in both periods, the largest change first."""
    grams: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for place, period in enumerate((before, now)):
        for row in tonnage(connection, directory, period, by=(by,)).rows:
            grams[row[by]][place] += row["received_grams"] + row["direct_grams"]
    rows = [
        {**cut_cells((by,), (key,)), "before_grams": old, "now_grams": new, "change_grams": new - old}
        for key, (old, new) in sorted(grams.items(), key=lambda item: -abs(item[1][1] - item[1][0]))
        if old or new
    ]
    old, new = (sum(column) for column in zip(*grams.values(), strict=True)) if grams else (0, 0)
    return Report(
        id="changes",
        title=Text("What changed"),
        period=now,
        by=(by,),
        columns=(*cut_columns((by,)), *CHANGES),
        rows=tuple(rows),
        total={by: None, "before_grams": old, "now_grams": new, "change_grams": new - old},
        stands_on=StandsOn(
            method="changes@1",
            source="the books: daily totals",
            numerator="net drop-offs, and loads straight from communities",
            window=Text("Before: {first} to {last}", {"first": before.first, "last": before.last}),
        ),
        heads=heads(connection),
    )
