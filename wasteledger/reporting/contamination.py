"""Contamination: what was handed back of all that was brought."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from wasteledger.domain.calendar import Period
from wasteledger.domain.evidence import CARRIED_OVER
from wasteledger.domain.flows import RECEIVED, REJECTED
from wasteledger.journal.directory import Directory
from wasteledger.reporting.behind import Behind
from wasteledger.reporting.cuts import (
    MUNICIPALITY,
    checked_cuts,
    cut_cells,
    cut_columns,
    dimensions_for,
    key_maker,
    no_cells,
)
from wasteledger.reporting.report import COUNT, KG, PERCENT, Column, Report, StandsOn, Text
from wasteledger.reporting.totals import heads, sums
from wasteledger.units import percent

BY = (MUNICIPALITY, "community", "point", "material", "class", "household-type", "month")
Sample = tuple[str, str]
"""A day and a point."""


def contamination(
    connection: Connection,
    directory: Directory,
    period: Period,
    *,
    by: str = MUNICIPALITY,
    mean_of_samples: bool = False,
) -> Report:
    """Tell the share that was rejected, of accepted and rejected together.

    Args:
        by: one of :data:`BY`.
        mean_of_samples: the plain mean over samples, a sample being what one point took in on one day; else the ratio
            of the sums, in which heavy days weigh more.

    Raises:
        ValueNotAllowed: it can't be cut so.
    """
    checked_cuts([by], BY)
    cut = () if by == MUNICIPALITY else (by,)
    dimensions = dimensions_for(cut, "flow", "evidence", "day", "point")
    key_of, behind = key_maker(directory, cut, dimensions), Behind()
    samples: dict[tuple[str, ...] | None, dict[Sample, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for line in sums(connection, dimensions, (RECEIVED, REJECTED), period):
        flow, evidence, day, point = line.key[:4]
        if evidence == CARRIED_OVER:
            continue  # earlier books say nothing of what was handed back
        behind.count(flow, evidence, line)
        for key in (key_of(line.key), None):
            samples[key][(day, point)][flow == REJECTED] += line.grams

    def row(key: tuple[str, ...] | None) -> dict[str, Any]:
        taken = [one for one in samples[key].values() if any(one)]
        accepted, rejected = sum(one[0] for one in taken), sum(one[1] for one in taken)
        share = _mean(taken) if mean_of_samples else Fraction(rejected, accepted + rejected or 1)
        return {
            "accepted_grams": accepted,
            "rejected_grams": rejected,
            "samples": len(taken),
            "percent": percent(share, 1) if taken else None,
        }

    rows = tuple({**cut_cells(cut, key), **row(key)} for key in sorted(key for key in samples if key))
    total = {**no_cells(cut), **row(None)}
    return Report(
        id="contamination",
        title=Text("Contamination"),
        period=period,
        by=cut,
        columns=(
            *cut_columns(cut),
            Column("accepted_grams", "Accepted (kg)", KG),
            Column("rejected_grams", "Rejected (kg)", KG),
            Column("samples", "Samples", COUNT, detail=not mean_of_samples),
            Column("percent", "Rate (%)", PERCENT, 2),
        ),
        rows=rows,
        total=total,
        stands_on=StandsOn(
            method="contamination@1",
            source="common usage",
            numerator="the mean, over samples, of each one's share; a sample is what one point took in on one day"
            if mean_of_samples
            else "rejected, all added up",
            denominator="accepted and rejected of the same sample" if mean_of_samples else "accepted and rejected",
            **behind.stands(),
        ),
        heads=heads(connection),
    )


def _mean(taken: list[list[int]]) -> Fraction:
    shares = [Fraction(rejected, accepted + rejected) for accepted, rejected in taken if accepted + rejected]
    return sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)
