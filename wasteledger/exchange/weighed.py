"""Rows of what was weighed: drop-offs and loads, with the moment they happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from wasteledger import errors
from wasteledger.domain.evidence import WEIGHED
from wasteledger.domain.materials import UNITS
from wasteledger.domain.quantities import read_decimal
from wasteledger.domain.registers import Material
from wasteledger.exchange.columns import Values
from wasteledger.exchange.importing import Reading
from wasteledger.exchange.words import unit_of_note
from wasteledger.recording.drop_offs import DropOff, Weighing
from wasteledger.recording.loads import TYPED_DECIMALS, Load, LoadLine
from wasteledger.units import Credits

NOON = time(12)

_amount = lru_cache(10_000)(read_decimal)


def moment(at: Reading, row: Values) -> datetime | None:
    """Return when a row happened: at the time it says, else at noon; None (now) where today's noon is yet to come."""
    when, clock = row["date"], row.get("time")
    if isinstance(when, datetime):
        clock = clock or when.time()
        when = when.date()
    desk = at.desk
    happened = _moment(desk.settings.zone, when, clock or NOON)
    is_today = happened > desk.now and clock is None and when == desk.settings.day_of(desk.now)
    return None if is_today else happened


@lru_cache(1_024)
def _moment(zone: ZoneInfo, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


# Drop-offs


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDropOff(DropOff):
    """A drop-off of an earlier day, from a file: the head of a point may import what staff may only record."""

    verb: ClassVar[str] = "drop-off-import"


def drop_off(at: Reading, rows: Sequence[Values]) -> DropOff:
    """One visit: each row is a weighing."""
    first = rows[0]
    point = first.get("point")
    return DropOff(
        card=first.get("card") or at.desk.member(required(first, "member")),
        weighings=tuple([weighing(at, row) for row in rows]),
        point=at.names.code("point", point) if point else None,
        at=moment(at, first),
        reference=first.get("reference", ""),
    )


def weighing(at: Reading, row: Values) -> Weighing:
    """Read a weighing; what is counted or poured is in the material's own unit.

    Raises:
        UnitNotKnown: the header names another unit than the material's.
        ValueNotAllowed: gross, tare and net are all there and don't agree.
    """
    material: Material = at.desk.directory.any(Material, at.names.code("material", row["material"]))
    decimals = UNITS[material.unit].decimals
    _require_unit(at, material)
    tare = _amount(row["tare"], decimals) if "tare" in row else 0
    return Weighing(
        material.code,
        gross=_gross(row, decimals, tare),
        tare=tare,
        rejected=_amount(row["rejected"], UNITS["kg"].decimals) if "rejected" in row else 0,
        grade=row["grade"].upper() if "grade" in row else "",
        estimated=row.get("estimated", False),
    )


def _gross(row: Values, decimals: int, tare: int) -> int:
    if "net" not in row:
        return _amount(required(row, "quantity"), decimals)
    gross = _amount(row["net"], decimals) + tare
    if "quantity" in row and _amount(row["quantity"], decimals) != gross:
        raise errors.ValueNotAllowed(name="net", value=row["net"], choices=f"{row['quantity']} - {row.get('tare', 0)}")
    return gross


def _require_unit(at: Reading, material: Material) -> None:
    for field in ("quantity", "net"):
        note = at.notes.get(field)
        if note and (unit_of_note(note) or note) != material.unit:
            raise errors.UnitNotKnown(unit=note, material=material.code)


def required(row: Values, field: str) -> Any:
    if field not in row:
        raise errors.CellMissing(column=field)
    return row[field]


# Loads


def load(at: Reading, rows: Sequence[Values]) -> Load:
    """One lorry or one sale: each row is a line; what the buyer paid is the sum of the lines."""
    first, names = rows[0], at.names
    point, community = first.get("point"), first.get("community")
    return Load(
        destination=names.code("destination", first["destination"]),
        lines=tuple(load_line(at, row) for row in rows),
        point=names.code("point", point) if point else None,
        community=names.code("community", community) if community else None,
        at=moment(at, first),
        ticket=first.get("ticket", ""),
        bill=", ".join(dict.fromkeys(row["bill"] for row in rows if "bill" in row)),
        amount=_paid(at, rows),
    )


def load_line(at: Reading, row: Values) -> LoadLine:
    """Read a line: net, or gross less the lorry.

    Raises:
        ValueNotAllowed: all three are there and don't agree.
    """
    return LoadLine(
        material=at.names.code("material", row["material"]),
        quantity=_net(row),
        unit=row.get("unit") or _noted_unit(at, row),
        evidence=row.get("evidence", WEIGHED),
    )


def _net(row: Values) -> str:
    if "gross" not in row or "lorry" not in row:
        return str(required(row, "net"))
    gross, lorry = (Decimal(read_decimal(row[field], TYPED_DECIMALS)) for field in ("gross", "lorry"))
    net = f"{(gross - lorry).scaleb(-TYPED_DECIMALS).normalize():f}"
    if "net" in row and read_decimal(row["net"], TYPED_DECIMALS) != gross - lorry:
        raise errors.ValueNotAllowed(name="net", value=row["net"], choices=net)
    return str(row.get("net", net))


def _noted_unit(at: Reading, row: Values) -> str:
    """The unit that stands behind the header, kilograms where none does."""
    note = at.notes.get("net") or at.notes.get("gross") or ""
    if not note:
        return "kg"
    unit = unit_of_note(note)
    if not unit:
        raise errors.UnitNotKnown(unit=note, material=row["material"])
    return unit


def _paid(at: Reading, rows: Sequence[Values]) -> Credits | None:
    decimals = at.desk.settings.credit_decimals
    amounts = [read_decimal(row["amount"], decimals) for row in rows if "amount" in row]
    return Credits(sum(amounts)) if amounts else None
