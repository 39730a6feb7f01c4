"""The four classes of waste, and the units that materials are bought in."""

from dataclasses import dataclass

from wasteledger.units import GRAMS_PER_KILOGRAM

CLASSES = ("general", "organic", "recyclable", "hazardous")
"""The classes of the Ministry of Interior's announcement of B.E. 2560: blue, green, yellow, orange (red by habit)."""


MADE_OF = (
    "aluminium",
    "aluminium-can",
    "copper-wire",
    "corrugated-board",
    "food",
    "glass",
    "hdpe",
    "ldpe",
    "mixed-metal",
    "mixed-paper",
    "mixed-plastic",
    "newspaper",
    "office-paper",
    "other",
    "pet",
    "pp",
    "ps",
    "pvc",
    "steel",
    "steel-can",
)
"""What a material is made of, so that a set of greenhouse-gas factors finds its own; ``other`` is in none."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that a rate is said in, and the whole number that quantities are kept in."""

    code: str
    base_per_unit: int
    decimals: int


UNITS = {
    unit.code: unit
    for unit in (
        Unit("kg", GRAMS_PER_KILOGRAM, 3),
        Unit("piece", 1, 0),
        Unit("litre", 1_000, 3),
        Unit("crate", 1, 0),
    )
}
