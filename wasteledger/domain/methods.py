"""What becomes of waste, and the published rates that count it: one table each, from which every report is made."""

from dataclasses import dataclass

from wasteledger.errors import ValueNotAllowed

# What becomes of waste. The Thai words are in the catalogue under the same English.
RECYCLING = "recycling"
COMPOSTING = "composting"
HOME_COMPOSTING = "home-composting"
ANIMAL_FEED = "animal-feed"
REUSE = "reuse"
ENERGY = "energy"
HAZARDOUS_TREATMENT = "hazardous-treatment"
LANDFILL = "landfill"
INCINERATION = "incineration"
CONTROLLED_DUMP = "controlled-dump"
OPEN_DUMP = "open-dump"
OPEN_BURNING = "open-burning"

NOT_DISPOSED = frozenset({RECYCLING, COMPOSTING, HOME_COMPOSTING, ANIMAL_FEED, REUSE, ENERGY, HAZARDOUS_TREATMENT})
DISPOSED = frozenset({LANDFILL, INCINERATION, CONTROLLED_DUMP, OPEN_DUMP, OPEN_BURNING})
METHODS = (*sorted(NOT_DISPOSED), *sorted(DISPOSED))
IMPROPER = frozenset({OPEN_DUMP, OPEN_BURNING})
"""Counted as improper by the Pollution Control Department, whoever does it."""

RECEIVED = "received"
DISPATCHED = "dispatched"
BASES = {
    RECEIVED: "net drop-offs by the material's expected method, plus loads straight from communities",
    DISPATCHED: "loads only, by the destination's method",
}


@dataclass(frozen=True, slots=True)
class RateMethod:
    """A published way to count: the methods above the line, and those below it."""

    id: str
    version: int
    name: str
    numerator: frozenset[str]
    denominator: frozenset[str]
    numerator_words: str
    denominator_words: str
    source: str

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"


RATE_METHODS = (
    RateMethod(
        "diversion",
        1,
        name="Share of waste not disposed",
        numerator=NOT_DISPOSED,
        denominator=NOT_DISPOSED | DISPOSED,
        numerator_words="recycling, composting, animal feed, reuse, fuel, hazardous waste treated",
        denominator_words="all of that and everything disposed",
        source="common usage",
    ),
    RateMethod(
        "epa",
        1,
        name="Recycling and composting rate",
        numerator=frozenset({RECYCLING, COMPOSTING}),
        denominator=frozenset({RECYCLING, COMPOSTING, HOME_COMPOSTING, ANIMAL_FEED, ENERGY}) | DISPOSED,
        numerator_words="recycling and composting; not fuel, animal feed or home compost",
        denominator_words="recycled, composted, other food management, combusted and landfilled",
        source="EPA530-R-97-011; 30 TAC §328.9",
    ),
    RateMethod(
        "th-pcd",
        1,
        name="Utilisation rate",
        numerator=frozenset({RECYCLING, COMPOSTING, HOME_COMPOSTING, ANIMAL_FEED, REUSE, ENERGY}),
        denominator=frozenset({RECYCLING, COMPOSTING, HOME_COMPOSTING, ANIMAL_FEED, REUSE, ENERGY}) | DISPOSED,
        numerator_words="recycling, organics and fuel; hazardous waste is counted apart",
        denominator_words="utilised and disposed municipal waste",
        source="ONEP / Pollution Control Department, state of pollution reports",
    ),
)


def rate_method(typed: str) -> RateMethod:
    """Find a method by its id, the newest version, or by ``id@version``.

    Raises:
        ValueNotAllowed: there is no such method.
    """
    known = {str(method): method for method in RATE_METHODS} | {method.id: method for method in RATE_METHODS}
    if typed not in known:
        raise ValueNotAllowed(name="method", value=typed, choices=", ".join(method.id for method in RATE_METHODS))
    return known[typed]
