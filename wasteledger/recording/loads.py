"""Loads: weighed quantities on their way to a destination, and the stock they leave behind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, ClassVar

from wasteledger import errors
from wasteledger.domain.evidence import ESTIMATED, OF_LOADS, WEIGHED
from wasteledger.domain.materials import UNITS
from wasteledger.domain.quantities import read_decimal
from wasteledger.domain.registers import Community, Destination, Material
from wasteledger.journal.entries import Entry
from wasteledger.recording.desk import Command, Desk
from wasteledger.units import (
    GRAMS_PER_KILOGRAM,
    GRAMS_PER_SHORT_TON,
    GRAMS_PER_TONNE,
    Credits,
    Grams,
    grams_of,
    grams_rounded,
)

MASS_UNITS = {
    "g": Decimal(1),
    "kg": Decimal(GRAMS_PER_KILOGRAM),
    "tonne": Decimal(GRAMS_PER_TONNE),
    "short-ton": GRAMS_PER_SHORT_TON,
}
TYPED_DECIMALS = 9
"""A weighbridge's tonnes may carry these many; the typed figure is kept beside the grams."""


@dataclass(frozen=True, slots=True)
class LoadLine:
    """One material of a load, as typed: ``quantity`` in ``unit`` (g, kg, tonne, short-ton or the material's own)."""

    material: str
    quantity: str
    unit: str = "kg"
    evidence: str = WEIGHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Load(Command):
    """One lorry or one sale: several lines under one ticket, from a point's stock or straight from a community."""

    verb: ClassVar[str] = "load"

    destination: str
    lines: tuple[LoadLine, ...]
    point: str | None = None
    community: str | None = None
    """Neither point nor community: the whole town's, collected together."""
    at: datetime | None = None
    ticket: str = ""
    bill: str = ""
    amount: Credits | None = None
    """What the buyer paid for it, a plain figure beside the books."""
    empties_stock: bool = False
    """Book the difference between the stock and the buyer's scale as shrinkage or surplus, in the same entry."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        if not self.lines:
            raise errors.NoLines
        destination = desk.directory.open(Destination, self.destination)
        moment = desk.moment(self.at)
        said: dict[str, Any] = {
            "destination": destination.code,
            "method": destination.method,
            **self._source(desk),
            **{name: getattr(self, name) for name in ("ticket", "bill") if getattr(self, name)},
            **({"amount": self.amount.value} if self.amount else {}),
        }
        lines = [load_line(desk, line) for line in self.lines]
        if "point" in said:
            self._leave_stock(desk, said["point"], lines)
        return [desk.append("load", moment, lines=lines, **said)]

    def _source(self, desk: Desk) -> dict[str, str]:
        if self.point:
            return {"point": desk.point(self.point).code}
        return {"community": desk.directory.any(Community, self.community).code if self.community else ""}

    def _leave_stock(self, desk: Desk, point: str, lines: list[dict[str, Any]]) -> None:
        """Check each line against the stock, and book the scale's difference where the load empties it."""
        _refuse_twice(line["material"] for line in lines)
        for line in sorted(lines, key=itemgetter("material")):  # what two lorries take must not wait for each other
            stock = desk.balance(f"stock:{point}", line["material"], lock=True)
            if self.empties_stock:
                if stock != line["grams"]:
                    line["shrinkage"] = stock - line["grams"]
            elif line["grams"] > stock:
                raise errors.StockTooLow(
                    point=point, material=line["material"], stock=Grams(stock), weight=Grams(line["grams"])
                )


def _refuse_twice(codes: Iterable[str]) -> None:
    """Refuse a material that stands on two lines: each would be held against the whole stock.

    Raises:
        CodeTaken: naming it; the weights are to be added up first.
    """
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise errors.CodeTaken(kind=Material.kind, code=code)
        seen.add(code)


def load_line(desk: Desk, line: LoadLine) -> dict[str, Any]:
    """Return a line as the body keeps it: grams rounded half to even once, the typed figure and unit beside them."""
    material = desk.directory.any(Material, line.material)
    if line.evidence not in OF_LOADS:
        raise errors.ValueNotAllowed(name="evidence", value=line.evidence, choices=", ".join(OF_LOADS))
    evidence = ESTIMATED if line.evidence == WEIGHED and line.unit not in MASS_UNITS else line.evidence
    return {
        "material": material.code,
        "grams": _grams(material, line),
        "typed": line.quantity.strip(),
        "unit": line.unit,
        "evidence": evidence,
    }


def _grams(material: Material, line: LoadLine) -> int:
    if line.unit in MASS_UNITS:
        typed = Decimal(read_decimal(line.quantity, TYPED_DECIMALS)).scaleb(-TYPED_DECIMALS)
        return grams_rounded(typed * MASS_UNITS[line.unit])
    if line.unit != material.unit:
        raise errors.UnitNotKnown(unit=line.unit, material=material.code)
    unit = UNITS[material.unit]
    return grams_of(read_decimal(line.quantity, unit.decimals), material.grams_per_unit, unit.base_per_unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCount(Command):
    """What really lies at a point: the difference to the book becomes shrinkage or surplus."""

    verb: ClassVar[str] = "stock-count"

    counted: dict[str, Grams]
    point: str | None = None
    at: datetime | None = None

    def book(self, desk: Desk) -> Sequence[Entry]:
        point = desk.point(self.point).code
        lines: list[dict[str, Any]] = []
        for code, grams in sorted(self.counted.items()):
            material = desk.directory.any(Material, code)
            if grams.value < 0:
                raise errors.NotAWholeNumber(name=material.code, least=0)
            stock = desk.balance(f"stock:{point}", material.code, lock=True)
            lines.append({"material": material.code, "counted": grams.value, "shrinkage": stock - grams.value})
        if not lines:
            raise errors.NoLines
        _refuse_twice(line["material"] for line in lines)
        return [desk.append("stock-count", desk.moment(self.at), point=point, lines=lines)]
