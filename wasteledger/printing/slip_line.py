"""One line of a slip: what was weighed or counted, at which rate, for how many credits."""

from dataclasses import dataclass
from decimal import Decimal

from wasteledger.printing.breaking import unbroken
from wasteledger.printing.layout import Part, Row, Size, Text
from wasteledger.translation import Words, kilograms
from wasteledger.units import GRAMS_PER_KILOGRAM, Credits, Grams

RATE_DECIMALS = 3
"""A rate is kept in thousandths of a minor unit; zeros beyond the credit's own decimals aren't printed."""

NO_GRAMS = Grams(0)


@dataclass(frozen=True, slots=True)
class Name:
    """What a town, point, material or unit is called in Thai and in English; one lends itself to the other."""

    thai: str
    english: str = ""

    def read(self, words: Words) -> str:
        return words.name(self.thai, self.english)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """One weighing or count of a material, or one reward."""

    material: Name
    """As it is spoken at the scale."""
    quantity: int
    """Net, in base units: grams, millilitres, pieces."""
    unit: Name
    """What the rate is per: กก., ขวด, ลิตร."""
    quantity_per_unit: int = GRAMS_PER_KILOGRAM
    """Base units in one unit: 1,000 grams in a kilogram, 1 where pieces are counted."""
    gross: Grams = NO_GRAMS
    """Printed with the tare, where there was a container."""
    tare: Grams = NO_GRAMS
    rate: int | None
    """Thousandths of a minor unit per unit; nothing while the rate is pending."""
    credits: Credits | None
    """Nothing while the rate is pending."""
    rejected: Grams = NO_GRAMS
    estimated: Grams | None = None
    """The weight that counted or poured goods were taken for."""


def line_parts(line: SlipLine, words: Words) -> list[Part]:
    """Lay out a line, with its container, its rejected grams and its estimate beneath it where there are any."""
    parts = [*_weighed(line, words)]
    if line.rate is None:
        parts.append(Text(words("Rate pending — weight recorded"), Size.SMALL))
    if line.rejected:
        parts.append(Text(words("Rejected {rejected} (handed back)", rejected=line.rejected), Size.SMALL))
    if line.estimated is not None:
        parts.append(Text(words("(estimated {estimated})", estimated=line.estimated), Size.SMALL))
    return parts


def _weighed(line: SlipLine, words: Words) -> list[Part]:
    name = line.material.read(words)
    earned = "" if line.credits is None else words.credit_unit.number(line.credits.value)
    priced = unbroken(_priced(line, words))
    if not line.tare:
        return [Row(f"{name} {priced}", earned, leader=bool(earned))]
    container = (
        words("gross {gross}", gross=kilograms(line.gross.value)),
        words("tare {tare}", tare=kilograms(line.tare.value)),
        words("net {net}", net=Grams(line.quantity)),
    )
    weighing = Text(" ".join(unbroken(weight) for weight in container), Size.SMALL, keep=True)
    return [Text(name, keep=True), weighing, Row(priced, earned, leader=bool(earned))]


def _priced(line: SlipLine, words: Words) -> str:
    amount = f"{_quantity(line)} {line.unit.read(words)}"
    return amount if line.rate is None else f"{amount} × {rate_number(line.rate, words.credit_unit.decimals)}"


def _quantity(line: SlipLine) -> str:
    if line.quantity_per_unit == 1:
        return f"{line.quantity:,}"
    return kilograms(line.quantity * GRAMS_PER_KILOGRAM // line.quantity_per_unit)


def rate_number(rate: int, decimals: int) -> str:
    """Write a rate with the credit's decimals, and more only where it has them: ``8.00``, ``0.5``, ``8.005``."""
    exact = f"{Decimal(rate).scaleb(-decimals - RATE_DECIMALS):,f}"
    credit, beyond = exact[:-RATE_DECIMALS], exact[-RATE_DECIMALS:]
    return (credit + beyond.rstrip("0")).rstrip(".")
