"""A town of one office and five points, founded once by the real commands; every world begins with a copy of it.

Making databases and joining them takes a second, a world a fraction of one: so the founding is the same for all.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from tests.simulator.chance import nothing_but
from tests.simulator.clocks import FIRST_MORNING
from wasteledger.domain.moments import Clock
from wasteledger.exchange.keys import make_keys, write_public
from wasteledger.ledger import Ledger, join
from wasteledger.recording.rates import NewRate

OFFICE, LISTENER = "K00", "K99"
"""The listener is a second database of the office's: it books nothing and hears everything, in an order of its own."""
POINTS = ("K01", "K02", "K03", "K04", "K05")
CLERK = "1"
"""The office's operator; the head of P01 is operator 21, and so on."""
RATES = {"PET": 800_000, "BEER": 50_000, "MIX": None, "BATT": 0, "FOOD": 0}
COMMUNITIES = ("C01", "C02", "C03")

_SETTINGS = {"name_th": "เมืองจำลอง", "programme_start": "2026-01-01"}
_MATERIALS: dict[str, dict[str, str | int]] = {
    "PET": {"waste_class": "recyclable", "unit": "kg", "method": "recycling"},
    "BEER": {"waste_class": "recyclable", "unit": "piece", "method": "recycling", "grams_per_unit": 500},
    "MIX": {"waste_class": "recyclable", "unit": "kg", "method": "recycling"},
    "BATT": {"waste_class": "hazardous", "unit": "kg", "method": "hazardous-treatment"},
    "FOOD": {"waste_class": "organic", "unit": "kg", "method": "composting"},
    "RES": {"waste_class": "general", "unit": "kg", "method": "landfill"},
}


@dataclass(frozen=True, slots=True)
class Family:
    """A household and the cards in its drawer; ``known`` to the whole town from the founding on."""

    number: str
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Founded:
    """Where the files are, one ``K01.db`` and one folder of keys for each book, and who lives there."""

    folder: Path
    families: tuple[Family, ...]


def point_of(origin: str) -> str:
    return f"P{origin[1:3]}"


def operator_of(origin: str) -> str:
    return CLERK if origin == OFFICE else f"2{origin[2]}"


def found(folder: Path) -> Founded:
    """Found the town in an empty folder."""
    with nothing_but(Random("founding")):
        office = Ledger.found(
            folder / f"{OFFICE}.db", origin=OFFICE, operator=CLERK, settings=_SETTINGS, clock=lambda: FIRST_MORNING
        )
        with office:
            families = _lists(office)
            for origin in (*POINTS, LISTENER):
                begin_laptop(office, folder / OFFICE, folder / f"{origin}.db", folder / origin, lambda: FIRST_MORNING)
    return Founded(folder, families)


def _lists(office: Ledger) -> tuple[Family, ...]:
    for code in COMMUNITIES:
        office.add_to_list(kind="community", code=code)
    for number, origin in enumerate((OFFICE, *POINTS)):
        community = COMMUNITIES[number % len(COMMUNITIES)]
        office.add_to_list(kind="point", code=point_of(origin), attributes={"community": community})
        head = {"role": "head", "point": point_of(origin)}
        if origin != OFFICE:
            office.add_to_list(kind="operator", code=operator_of(origin), attributes=head)
    office.change_listed(kind="operator", code=CLERK, attributes={"point": point_of(OFFICE)})
    office.add_to_list(kind="destination", code="DEALER", attributes={"method": "recycling"})
    office.add_to_list(kind="destination", code="FILL", attributes={"method": "landfill"})
    for code, attributes in _MATERIALS.items():
        office.add_to_list(kind="material", code=code, attributes=attributes)
    office.set_rates(rates=tuple(NewRate(code, rate, date(2026, 1, 1)) for code, rate in RATES.items()))
    numbers = []
    for number in range(8):
        home = point_of((*POINTS[:2], OFFICE)[number % 3])
        kind = "walk-in" if number == 7 else "household"
        community = COMMUNITIES[number % len(COMMUNITIES)]
        (entry,) = office.register_household(community=community, type=kind, home_point=home)
        numbers.append(entry.body["household"])
    (issued,) = office.issue_cards(households=tuple(numbers))
    cards = {card["household"]: card["code"] for card in issued.body["cards"]}
    return tuple(Family(number, (cards[number],)) for number in numbers)


def begin_laptop(office: Ledger, office_keys: Path, ledger: Path, keys: Path, clock: Clock, after: str = "") -> None:
    """Enrol a laptop, whose book is called as its folder of keys, and let it begin from its first bundle."""
    origin, public, bundle = keys.name, ledger.with_suffix(".keys.json"), ledger.with_suffix(".wlb")
    write_public(make_keys(keys, origin), public)
    point = "" if origin == LISTENER else point_of(origin)
    office.enrol_origin(public, keys=office_keys, point=point, after=after)
    office.sync_export(bundle, keys=office_keys, to=origin)
    join(ledger, bundle, origin=origin, keys=keys, is_office=bool, clock=clock)
