"""A small town, ready to weigh: what most tests begin with."""

from dataclasses import dataclass, replace
from datetime import date

from tests.support.clock import Clock
from tests.support.intruder import Intruder
from wasteledger.journal.chain import first_digest
from wasteledger.ledger import Ledger
from wasteledger.recording.rates import NewRate

ORIGIN = "K07"
PROGRAMME_START = date(2026, 1, 1)
SETTINGS = {
    "name_th": "เทศบาลเมืองทุ่งสง",
    "name_en": "Thung Song Town",
    "programme_start": PROGRAMME_START.isoformat(),
}

OFFICE, STAFF, HEAD, AUDITOR = "1", "12", "20", "30"
"""Operators, by their roles; all of them stand at P01."""

PET_RATE = 800_000
"""8.00 baht a kilogram, in thousandths of a satang."""
BEER_RATE = 50_000
"""0.50 baht a bottle of 500 g."""

_COMMUNITIES = {"C01": ("ชุมชนท่าแพ", "Tha Phae"), "C02": ("ชุมชนตลาดใหม่", "New Market")}
_POINTS = {"P01": ("ศาลาหมู่บ้าน", "Village hall", "C01"), "P02": ("ตลาดใหม่", "New market", "C02")}
_OPERATORS = {STAFF: "staff", HEAD: "head", AUDITOR: "auditor"}
_DESTINATIONS = {"FILL": "landfill", "DEALER": "recycling", "FARM": "composting"}
_MATERIALS: dict[str, dict[str, str | int]] = {
    "PET": {"waste_class": "recyclable", "unit": "kg", "method": "recycling", "name_th": "ขวดใส (PET)"},
    "BEER": {"waste_class": "recyclable", "unit": "piece", "method": "recycling", "grams_per_unit": 500},
    "MIX": {"waste_class": "recyclable", "unit": "kg", "method": "recycling", "name_th": "เหมา"},
    "BATT": {"waste_class": "hazardous", "unit": "kg", "method": "hazardous-treatment"},
    "FOOD": {"waste_class": "organic", "unit": "kg", "method": "composting"},
    "RES": {"waste_class": "general", "unit": "kg", "method": "landfill"},
}
_RATES = {"PET": PET_RATE, "BEER": BEER_RATE, "MIX": None, "BATT": 0, "FOOD": 0}
_HOUSEHOLDS = (("C01", "household"), ("C01", "household"), ("C02", "school"), ("C02", "walk-in"))


@dataclass(frozen=True, slots=True)
class Town:
    """A ledger written by the office, two communities, and four households with a card each.

    The households are K07/0001 and K07/0002 of C01, K07/0003, a school of C02, and K07/0004, the walk-ins of C02.
    ``cards`` are theirs in that order. Nothing has been weighed.
    """

    database: str
    ledger: Ledger
    clock: Clock
    households: tuple[str, ...]
    cards: tuple[str, ...]

    @property
    def card(self) -> str:
        return self.cards[0]

    @property
    def household(self) -> str:
        return self.households[0]

    def begin_book(self, session: Intruder, code: str) -> None:
        """Let this database write one more book, which is not the office's."""
        municipality = bytes(session.value("SELECT id FROM municipality"))
        session.run("INSERT INTO origin (code, local, digest) VALUES (?, 1, ?)", code, first_digest(municipality, code))

    def moved_to(self, database: str, clock: Clock) -> "Town":
        """The same town in a copy of its database, opened by the office; the caller closes its ledger."""
        ledger = Ledger.open(database, origin=ORIGIN, operator=OFFICE, clock=clock)
        return replace(self, database=database, ledger=ledger, clock=clock)


def found_town(database: str, clock: Clock) -> Town:
    """Begin the town in an empty database, as of the clock's moment; the caller closes its ledger."""
    ledger = Ledger.found(database, origin=ORIGIN, operator=OFFICE, settings=SETTINGS, clock=clock)
    return furnish(database, ledger, clock)


def furnish(database: str, ledger: Ledger, clock: Clock) -> Town:
    """Make a town that was begun a moment ago ready to weigh."""
    for code, (name_th, name_en) in _COMMUNITIES.items():
        ledger.add_to_list(kind="community", code=code, attributes={"name_th": name_th, "name_en": name_en})
    for code, (name_th, name_en, community) in _POINTS.items():
        attributes = {"name_th": name_th, "name_en": name_en, "community": community}
        ledger.add_to_list(kind="point", code=code, attributes=attributes)
    ledger.change_listed(kind="operator", code=OFFICE, attributes={"point": "P01"})
    for code, role in _OPERATORS.items():
        ledger.add_to_list(kind="operator", code=code, attributes={"role": role, "point": "P01"})
    for code, method in _DESTINATIONS.items():
        ledger.add_to_list(kind="destination", code=code, attributes={"method": method})
    for code, attributes_of_material in _MATERIALS.items():
        ledger.add_to_list(kind="material", code=code, attributes=attributes_of_material)
    ledger.set_rates(rates=tuple(NewRate(code, rate, PROGRAMME_START) for code, rate in _RATES.items()))
    numbers = tuple(_registered(ledger, community, kind) for community, kind in _HOUSEHOLDS)
    (issued,) = ledger.issue_cards(households=numbers)
    return Town(database, ledger, clock, numbers, tuple(card["code"] for card in issued.body["cards"]))


def _registered(ledger: Ledger, community: str, kind: str) -> str:
    (entry,) = ledger.register_household(community=community, type=kind)
    return str(entry.body["household"])
