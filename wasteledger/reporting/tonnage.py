"""Tonnage, cut by anything that a movement knows of itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from wasteledger import errors
from wasteledger.domain import flows
from wasteledger.domain.calendar import Period
from wasteledger.domain.registers import Destination, Material
from wasteledger.journal.directory import Directory
from wasteledger.reporting.totals import DIMENSIONS, BookHead, heads, sums

FLOWS = (flows.RECEIVED, flows.REJECTED, flows.DISPATCHED, flows.DIRECT, flows.SHRINKAGE)
DERIVED = ("class", "method")
"""Cuts that follow from the material or the destination."""
BY = (*(name for name in DIMENSIONS if name != "flow"), *DERIVED)


@dataclass(slots=True)
class Tonnage:
    """Grams by flow under one key, and what stands behind them."""

    key: tuple[str, ...]
    received: int = 0
    rejected: int = 0
    dispatched: int = 0
    direct: int = 0
    shrinkage: int = 0
    credits: int = 0
    drop_offs: int = 0
    weighings: int = 0
    loads: int = 0
    load_lines: int = 0


@dataclass(frozen=True, slots=True)
class TonnageReport:
    """Tonnage of a period by the cuts asked for, with the total."""

    period: Period
    by: tuple[str, ...]
    rows: tuple[Tonnage, ...]
    total: Tonnage
    heads: tuple[BookHead, ...]


def tonnage(connection: Connection, directory: Directory, period: Period, by: Sequence[str]) -> TonnageReport:
    """Add up what was received, rejected, dispatched, taken straight away and lost.

    Raises:
        ValueNotAllowed: there is no such cut.
    """
    for name in by:
        if name not in BY:
            raise errors.ValueNotAllowed(name="by", value=name, choices=", ".join(BY))
    cuts = ("flow", "material", "destination", *(name for name in by if name in DIMENSIONS))
    key_of = _key_maker(directory, by, cuts)
    rows: dict[tuple[str, ...], Tonnage] = {}
    total = Tonnage(())
    for line in sums(connection, cuts, FLOWS, period):
        key = key_of(line.key)
        row = rows.setdefault(key, Tonnage(key))
        for counted in (row, total):
            flow = line.key[0]
            setattr(counted, flow, getattr(counted, flow) + line.grams)
            if flow == flows.RECEIVED:
                counted.credits += line.credits
                counted.drop_offs += line.entries
                counted.weighings += line.lines
            elif flow in {flows.DISPATCHED, flows.DIRECT}:
                counted.loads += line.entries
                counted.load_lines += line.lines
    ordered = tuple(rows[key] for key in sorted(rows)) if by else ()
    return TonnageReport(period, tuple(by), ordered, total, heads(connection))


def _key_maker(
    directory: Directory, by: Sequence[str], cuts: Sequence[str]
) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    materials, destinations = directory.listed(Material), directory.listed(Destination)

    def key_of(values: tuple[str, ...]) -> tuple[str, ...]:
        known = dict(zip(cuts, values, strict=True))
        material = materials.get(known["material"])
        taker = destinations.get(known["destination"])
        known["class"] = material.waste_class if material else ""
        known["method"] = taker.method if taker else material.method if material else ""
        return tuple(known[name] for name in by)

    return key_of
