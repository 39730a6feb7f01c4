"""Grams and credits, the two quantities of the ledger, and the only rounding in the project."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from fractions import Fraction

BUDDHIST_ERA_YEARS = 543
"""Years between the Common Era and the Buddhist era of Thai paper: 2026 is B.E. 2569."""

GRAMS_PER_KILOGRAM = 1_000
GRAMS_PER_TONNE = 1_000_000
GRAMS_PER_SHORT_TON = Decimal("907184.74")
"""2,000 avoirdupois pounds of exactly 453.59237 g (international yard and pound agreement, 1959)."""

RATE_DIVISOR = 1_000
"""A rate is a whole number of thousandths of a minor unit, so that half a point a kilogram can be said."""


@dataclass(frozen=True, slots=True, order=True)
class _Quantity:
    """A whole number of one thing; adding it to a number of another thing is a type error."""

    value: int

    def __post_init__(self) -> None:
        if type(self.value) is not int:
            kind = type(self).__name__
            message = f"{kind} takes a whole number, not {self.value!r}"
            raise TypeError(message)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.value + other.value) if type(other) is type(self) else NotImplemented

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.value - other.value) if type(other) is type(self) else NotImplemented

    def __neg__(self) -> Self:
        return type(self)(-self.value)

    def __bool__(self) -> bool:
        return self.value != 0


class Grams(_Quantity):
    """A weight in whole grams."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self.value:,} g"


class Credits(_Quantity):
    """An amount of credits in whole minor units (satang, or points without decimals)."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self.value:,} minor units"


@dataclass(frozen=True, slots=True)
class CreditUnit:
    """What a town calls a credit, and how many decimals it writes."""

    name_th: str = "บาท"
    name_en: str = "baht"
    decimals: int = 2

    def name(self, language: str) -> str:
        return self.name_th if language == "th" else self.name_en

    def number(self, amount: int) -> str:
        """Write minor units as people read them: 30035 satang as ``300.35``."""
        sign, whole = ("-" if amount < 0 else ""), abs(amount)
        if not self.decimals:
            return f"{sign}{whole:,}"
        units, minor = divmod(whole, 10**self.decimals)
        return f"{sign}{units:,}.{minor:0{self.decimals}d}"


def credits_earned(quantity: int, rate: int, quantity_per_unit: int) -> int:
    """Return the minor units that a line earns, rounded down: the one rounding of the credit book.

    Args:
        quantity: in the material's base unit (grams, millilitres, pieces, crates).
        rate: thousandths of a minor unit per unit.
        quantity_per_unit: base units in one priced unit (1,000 grams in a kilogram; 1 piece in a piece).
    """
    return quantity * rate // (quantity_per_unit * RATE_DIVISOR)


def grams_of(quantity: int, grams_per_unit: int, quantity_per_unit: int) -> int:
    """Return the estimated grams of counted or poured goods, rounded down once a line."""
    return quantity * grams_per_unit // quantity_per_unit


def percent(numerator: int | Fraction, denominator: int | Fraction, decimals: int = 2) -> str:
    """Write a share in per cent, rounded half to even at the last printed digit: ``33.33``."""
    from fractions import Fraction  # noqa: PLC0415  # a balance needs no shares

    return decimal_text(Fraction(numerator * 100) / denominator, decimals)


def decimal_text(exact: Fraction, decimals: int) -> str:
    """Write a quotient, rounded half to even at the last printed digit: ``0.523``."""
    rounded = round(exact * 10**decimals)
    sign, whole = ("-" if rounded < 0 else ""), abs(rounded)
    return f"{sign}{whole // 10**decimals}.{whole % 10**decimals:0{decimals}d}" if decimals else f"{sign}{whole}"


def tonnes(grams: int) -> str:
    """Write grams as tonnes to the kilogram, rounded half to even: ``1,234.568``."""
    from fractions import Fraction  # noqa: PLC0415

    kilograms = round(Fraction(grams, GRAMS_PER_KILOGRAM))
    sign, whole = ("-" if kilograms < 0 else ""), abs(kilograms)
    return f"{sign}{whole // 1_000:,}.{whole % 1_000:03d}"


def grams_rounded(grams: Decimal) -> int:
    """Round a load given in a coarser unit to the gram, half to even, once."""
    return int(grams.to_integral_value(rounding=ROUND_HALF_EVEN))
