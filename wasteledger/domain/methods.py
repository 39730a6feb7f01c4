"""What becomes of waste, and the published rates that count it: one table each, from which every report is made."""

from dataclasses import dataclass

from wasteledger.domain.flows import DIRECT, DISPATCHED, RECEIVED
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
EVERYTHING = NOT_DISPOSED | DISPOSED
IMPROPER = frozenset({OPEN_DUMP, OPEN_BURNING})
"""Counted as improper by the Pollution Control Department, whoever does it."""
COLLECTED = EVERYTHING - {HOME_COMPOSTING}
"""What somebody fetched or was brought; a heap in a garden is neither."""
UTILISED = NOT_DISPOSED - {HAZARDOUS_TREATMENT}
"""นำกลับมาใช้ประโยชน์; hazardous waste is counted apart."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Where the waste was weighed that stands above the line, and below it.

    What was dropped off counts by its material's expected method, a load by its destination's.
    """

    words: str
    above: frozenset[str]
    below: frozenset[str]


AT_TAKER = "at-taker"
BASES = {
    RECEIVED: Basis(
        "net drop-offs by the material's expected method, plus loads straight from communities",
        above=frozenset({RECEIVED, DIRECT}),
        below=frozenset({RECEIVED, DIRECT}),
    ),
    DISPATCHED: Basis(
        "loads only, by the destination's method",
        above=frozenset({DISPATCHED, DIRECT}),
        below=frozenset({DISPATCHED, DIRECT}),
    ),
    AT_TAKER: Basis(
        "above the line loads on the taker's scale, after sorting; below it net drop-offs and loads straight from "
        "communities",
        above=frozenset({DISPATCHED, DIRECT}),
        below=frozenset({RECEIVED, DIRECT}),
    ),
}


@dataclass(frozen=True, slots=True)
class OutsideFigure:
    """A statistic that a rate adds (1), subtracts (-1) or leaves out (0) above and below the line."""

    statistic: str
    above: int = 0
    below: int = 0
    required: bool = True
    """Whether the rate can't be told without it; else it is nil unless set, and the report says so."""


IMPORTS = (
    OutsideFigure("imported-recycling", above=-1, required=False),
    OutsideFigure("imported", below=-1, required=False),
)


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
    sign: int = 1
    """Whether what is above the line is added (1), or subtracted from an outside figure (-1)."""
    bases: tuple[str, ...] = (RECEIVED, DISPATCHED)
    """Where it may be weighed; the first unless said."""
    calendar_year: bool = False
    """Whether it is defined for calendar years."""
    only_proper: bool = False
    """Whether only what went to a proper destination counts above the line."""
    outside: tuple[OutsideFigure, ...] = ()

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"

    def basis(self, asked: str) -> str:
        """Where it is weighed: as asked, else its own first.

        Raises:
            ValueNotAllowed: it is not defined there.
        """
        if asked and asked not in self.bases:
            raise ValueNotAllowed(name="basis", value=asked, choices=", ".join(self.bases))
        return asked or self.bases[0]


RATE_METHODS = (
    RateMethod(
        "diversion",
        1,
        name="Share of waste not disposed",
        numerator=NOT_DISPOSED,
        denominator=EVERYTHING,
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
        calendar_year=True,
        outside=IMPORTS,
    ),
    RateMethod(
        "eu",
        1,
        name="Municipal waste recycling rate",
        numerator=frozenset({RECYCLING, COMPOSTING, HOME_COMPOSTING, REUSE}),
        denominator=EVERYTHING,
        numerator_words="weight entering recycling, composting, home composting and preparation for reuse; not fuel",
        denominator_words="municipal waste generated, home compost with it",
        source="Directive 2008/98/EC, Art. 11a; Decision (EU) 2019/1004",
        bases=(AT_TAKER,),
        calendar_year=True,
    ),
    RateMethod(
        "sdg1251",
        1,
        name="National recycling rate, as of this town (SDG 12.5.1)",
        numerator=frozenset({RECYCLING, COMPOSTING}),
        denominator=EVERYTHING - {HOME_COMPOSTING},
        numerator_words="recycled or composted in the town and out of it, less what was brought in for it; at the last "
        "buyer; not fuel",
        denominator_words="all waste generated, less what was brought in",
        source="SDG indicator metadata 12.5.1",
        bases=(AT_TAKER,),
        calendar_year=True,
        outside=IMPORTS,
    ),
    RateMethod(
        "sdg1161",
        1,
        name="Waste collected and managed in controlled facilities (SDG 11.6.1)",
        numerator=COLLECTED - IMPROPER,
        denominator=COLLECTED,
        numerator_words="loads to takers that are proper facilities",
        denominator_words="all waste collected, and what was not",
        source="SDG indicator metadata 11.6.1",
        bases=(AT_TAKER,),
        only_proper=True,
        outside=(OutsideFigure("uncollected", below=1),),
    ),
    RateMethod(
        "th-pcd",
        1,
        name="Utilisation rate",
        numerator=UTILISED,
        denominator=UTILISED | DISPOSED,
        numerator_words="recycling, organics and fuel; hazardous waste is counted apart",
        denominator_words="utilised and disposed municipal waste",
        source="ONEP / Pollution Control Department, state of pollution reports",
    ),
    RateMethod(
        "disposal-reduction",
        1,
        name="Disposal reduction",
        numerator=DISPOSED,
        denominator=frozenset(),
        numerator_words="disposed at the baseline, less disposed in the period",
        denominator_words="disposed at the baseline, a day times the days",
        source="the towns' own headline",
        sign=-1,
        outside=(OutsideFigure("baseline-disposed", above=1, below=1),),
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
