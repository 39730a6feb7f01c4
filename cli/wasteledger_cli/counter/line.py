"""A line of a visit as it is shown: ``1) ขวดใส 5.40-0.20=5.20 × 8.00 = 41.60``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wasteledger.domain.materials import UNITS
from wasteledger.printing.slip_line import rate_number
from wasteledger.translation import kilograms
from wasteledger.units import credits_earned

if TYPE_CHECKING:
    from wasteledger.domain.registers import Material
    from wasteledger.recording.drop_offs import Weighing
    from wasteledger_cli.counter.counter import Counter
    from wasteledger_cli.counter.visit import Visit


def total_of(counter: Counter, visit: Visit) -> int:
    """What a visit earns, in minor units; what waits for its price earns nothing yet."""
    return sum(_earned(counter, visit, line)[1] or 0 for line in visit.lines)


def line_text(counter: Counter, visit: Visit, number: int) -> str:
    """One line of a visit, counted from 1."""
    line = visit.lines[number - 1]
    material = counter.material(line.material)
    weight = quantity_text(material, line.gross - line.tare)
    if line.tare:
        weight = f"{quantity_text(material, line.gross)}-{quantity_text(material, line.tare)}={weight}"
    marks = ("", f" /{kilograms(line.rejected)}")[bool(line.rejected)] + "~" * line.estimated
    rate, earned = _earned(counter, visit, line)
    priced = f" · {counter.screen.words('price later')}"
    if rate is not None and earned is not None:
        priced = f" × {rate_number(rate, counter.settings.credit_decimals)} = {counter.amount(earned)}"
    name = " ".join(filter(None, (counter.material_name(material), line.grade)))
    return f"{number}) {name} {weight}{marks}{priced}"


def quantity_text(material: Material, quantity: int) -> str:
    return f"{quantity:,}" if UNITS[material.unit].base_per_unit == 1 else kilograms(quantity)


def _earned(counter: Counter, visit: Visit, line: Weighing) -> tuple[int | None, int | None]:
    """A line's rate, in thousandths of a minor unit, and what it earns; None while its rate is pending."""
    price = counter.price(line.material, line.grade, visit.day)
    rate = price.rate.thousandths if price and price.rate else None
    base = UNITS[counter.material(line.material).unit].base_per_unit
    return rate, None if rate is None else credits_earned(line.gross - line.tare, rate, base)
