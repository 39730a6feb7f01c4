"""What people do at the points and in the office, drawn by chance; what the ledger refuses them stays undone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.simulator.founding import COMMUNITIES, OFFICE, RATES, Family, point_of
from tests.simulator.model import Model, Slip
from tests.simulator.node import Node
from wasteledger import errors
from wasteledger.domain.card_code import new_card_code
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.recording.rates import NewRate
from wasteledger.units import Credits, Grams

ALLOWED_TO_REFUSE = (
    errors.CardRefused,
    errors.DayRefused,
    errors.EntryRefused,
    errors.HouseholdRefused,
    errors.OfficeOnly,
    errors.PeriodRefused,
    errors.PlaceRefused,
    errors.QuantityRefused,
    errors.RateRefused,
    errors.TimeRefused,
)
"""What a clerk hears and shrugs at; everything else is a fault of the ledger's."""


@dataclass(slots=True)
class Town:
    """Who lives there, as one sees it walking through the streets, and every slip they were handed."""

    chance: Random
    families: list[Family]
    model: Model = field(default_factory=Model)
    strangers: list[str] = field(default_factory=list)
    """Cards that nobody ever issued."""
    requests: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.strangers = [new_card_code(self.chance.getrandbits) for _ in range(2)]

    def card(self) -> str:
        return self.chance.choice(self.chance.choice([each for each in self.families if each.cards]).cards)

    def household(self) -> str:
        return self.chance.choice(self.families).number

    def rename(self, became: dict[str, str]) -> None:
        """Hear that households have other numbers by now."""
        self.families = [Family(became.get(each.number, each.number), each.cards) for each in self.families]


Act = Callable[["Clerk"], None]

_AT_HOME = "SELECT number FROM household WHERE home_point = ? AND closed_on IS NULL ORDER BY number"


class Clerk:
    """Whoever sits at one computer."""

    def __init__(self, town: Town, node: Node) -> None:
        self.town, self.node, self.chance = town, node, town.chance
        self.receipts: list[Entry] = []
        self._asked: list[tuple[str, dict[str, Any], list[Entry]]] = []

    @property
    def point(self) -> str:
        return point_of(self.node.name)

    def forgets(self) -> None:
        """Start anew with a ledger that is not the one of a moment ago."""
        self.receipts, self._asked = [], []

    def works(self, acts: int) -> None:
        """Do so many things."""
        office = self.node.name == OFFICE
        chosen = self.chance.choices(*(_IN_THE_OFFICE if office else _AT_A_POINT), k=acts)
        for act in chosen:
            try:
                act(self)
            except ALLOWED_TO_REFUSE:
                self.town.refused += 1

    def book(self, verb: str, **asked: Any) -> list[Entry]:
        """Use a verb under a request id of its own, and hand out the slips."""
        self.town.requests += 1
        asked.setdefault("request_id", f"visit {self.town.requests}")
        entries = self.node.books(verb, **asked)
        self.town.model.acknowledge(slip_of(entry) for entry in entries)
        self.receipts += entries
        self._asked.append((verb, asked, entries))
        return entries

    # With households

    def weighs(self) -> None:
        card, lines, said = self.town.card(), self._weighings(), {}
        settle = self.chance.choice(["book", "book", "book", "cash", "gift"])
        if settle == "gift":
            said["gift_to"] = self.town.household()
        visit = {"weighings": lines, "point": self.point, "settle": settle, **said}
        try:
            self.book("record_drop_off", card=card, **visit)
        except errors.CardUnknown:
            self.book("record_drop_off", card=card, **(visit | {"settle": "book"}), unknown_card=True)

    def weighs_for_a_stranger(self) -> None:
        card = self.chance.choice(self.town.strangers)
        self.book("record_drop_off", card=card, weighings=self._weighings(), point=self.point, unknown_card=True)

    def _weighings(self) -> tuple[Weighing, ...]:
        materials = self.chance.sample(list(RATES), self.chance.choice([1, 1, 2]))
        return tuple(self._weighing(material) for material in materials)

    def _weighing(self, material: str) -> Weighing:
        if material == "BEER":
            return Weighing(material, self.chance.randint(1, 48))
        tare = self.chance.choice([0, 0, 200])
        return Weighing(material, tare + self.chance.randint(1, 9_000), tare, self.chance.choice([0, 0, 0, 350]))

    def redeems(self) -> None:
        household, held = self._spender()
        use = self.chance.choice(["cash", "goods", "fee-rebate"])
        amount = Credits(self.chance.choice([held, held // 2, 100]) or 1)
        self.book("redeem", card=household, amount=amount, use=use, point=self.point)

    def transfers(self) -> None:
        household, held = self._spender()
        self.book("transfer", card=household, to=self.town.household(), amount=Credits(held // 2 or 1))

    def _spender(self) -> tuple[str, int]:
        """A household that may spend here, and what it holds; now and then one that may not."""
        at_home = [number for (number,) in self.node.rows(_AT_HOME, self.point)]
        if not at_home or self.chance.random() < 0.2:
            return self.town.household(), 0
        household = self.chance.choice(at_home)
        self.book("record_drop_off", card=household, weighings=(self._weighing("PET"),), point=self.point)
        return household, self.node.ledger.balance(household).value

    def registers(self) -> None:
        again = {"former_number": f"ธ-{self.chance.randint(1, 9)}"} if self.chance.random() < 0.5 else {}
        community = self.chance.choice(COMMUNITIES)
        (entry,) = self.book("register_household", community=community, home_point=self.point, **again)
        number = entry.body["household"]
        (issued,) = self.book("issue_cards", households=(number,), blank=self.chance.choice([0, 1]))
        held, *blank = (card["code"] for card in issued.body["cards"])
        if blank:
            self.book("bind_card", card=blank[0], household=number)
        self.town.families.append(Family(number, (held, *blank)))

    def replaces_a_card(self) -> None:
        (entry,) = self.book("replace_card", card=self.town.card())
        self.town.families.append(Family(entry.body["household"], (entry.body["by"],)))

    def revokes_a_card(self) -> None:
        self.book("revoke_card", card=self.town.card())

    def moves_a_household(self) -> None:
        attributes = {"community": self.chance.choice(COMMUNITIES), "proxy_cash": self.chance.choice([0, 1])}
        self.book("move_household", household=self.town.household(), attributes=attributes)

    def closes_a_household(self) -> None:
        self.book("close_household", household=self.town.household(), pay_out=True)

    # With what was weighed

    def loads(self) -> None:
        stock = self.node.ledger.stock(self.point).get(self.point, {})
        full = [material for material, grams in stock.items() if grams > 0]
        if full:
            material = self.chance.choice(full)
            line = LoadLine(material, str(self.chance.randint(1, stock[material])), "g")
            empties = self.chance.random() < 0.3
            self.book(
                "record_load", destination="DEALER", lines=(line,), point=self.point, empties_stock=empties, ticket="T"
            )

    def loads_from_the_kerb(self) -> None:
        community = self.chance.choice(COMMUNITIES)
        self.book("record_load", destination="FILL", lines=self.residual(self.chance), community=community)

    @staticmethod
    def residual(chance: Random) -> tuple[LoadLine, ...]:
        return (LoadLine("RES", str(chance.randint(1, 900_000)), "g"),)

    def counts_the_stock(self) -> None:
        counted = {self.chance.choice(["PET", "FOOD"]): Grams(self.chance.randint(0, 9_000))}
        self.book("count_stock", counted=counted, point=self.point)

    def opens_or_closes_a_round(self) -> None:
        try:
            self.book("open_round", cash_float=Credits(50_000), point=self.point)
        except errors.RoundOpen:
            self.book("close_round", counted=Credits(49_000), reason="rounded", point=self.point)

    def agrees_a_rate(self) -> None:
        rate = NewRate(self.chance.choice(["PET", "MIX"]), self.chance.randint(1, 900) * 1_000, self._today())
        self.book("agree_rates", rates=(rate,), point=self.point)

    # Second thoughts

    def reverses(self) -> None:
        if self.receipts:
            receipt = str(self.chance.choice(self.receipts).receipt)
            self.book("reverse", receipt=receipt, allow_debt=self.chance.random() < 0.7)

    def corrects(self) -> None:
        receipts = [entry.receipt for entry in self.receipts if entry.kind == "drop-off"]
        if receipts:
            said = {"allow_debt": True, "weighings": self._weighings()}
            self.book("correct", receipt=str(self.chance.choice(receipts)), **said)

    def presses_again(self) -> None:
        """The answer was lost, so the clerk presses again: the same slip comes out, and nothing is booked."""
        if self._asked:
            verb, asked, before = self.chance.choice(self._asked)
            again = self.node.books(verb, **asked)
            assert [entry.digest for entry in again] == [entry.digest for entry in before], f"{verb} was booked again"

    # In the office alone

    def sets_a_rate(self) -> None:
        first_day = self._today() + timedelta(days=self.chance.choice([0, 1, 1, 2]))
        self.book("set_rates", rates=(NewRate("PET", self.chance.randint(1, 900) * 1_000, first_day),))

    def changes_a_list(self) -> None:
        name = f"ที่ {self.chance.randint(1, 99)}"
        change = self.chance.choice(["setting", "point", "community"])
        if change == "setting":
            self.book("change_settings", settings={"name_th": name, "spending": self.chance.choice(["home", "office"])})
        elif change == "point":
            self.book("change_listed", kind="point", code=self.point, attributes={"name_th": name})
        else:
            self.book("add_to_list", kind="community", code=f"C{self.chance.randint(10, 99)}")

    def joins_households(self) -> None:
        self.book("join_households", household=self.town.household(), joined=self.town.household())

    def forgets_a_household(self) -> None:
        self.book("forget_household", household=self.town.household())

    def settles_a_rate(self) -> None:
        self.book("settle_rate", material="MIX", thousandths=self.chance.randint(0, 300) * 1_000)

    def closes_a_month(self) -> None:
        self.book("close_period", month=date(2026, 3, 1))

    def settles_an_exception(self) -> None:
        found = self.node.ledger.exceptions()
        if not found:
            return
        one = self.chance.choice(found)
        if one.kind == "unknown-card":
            self.book("settle_card", card=one.subject, household=self.town.household())
        elif one.kind == "negative-balance":
            self.book("settle_debt", household=one.subject)
        else:
            self.book("settle_exception", kind=one.kind, subject=one.subject)

    def takes_back_what_a_point_booked(self) -> None:
        """The office may take back what any book holds, as far as it has come."""
        held = self.node.rows("SELECT origin, sequence FROM entry WHERE kind IN ('drop-off', 'redemption', 'load')")
        if held:
            origin, sequence = self.chance.choice(sorted(held))
            self.book("reverse", receipt=f"{origin}-{sequence:06}", allow_debt=True)

    def _today(self) -> date:
        return self.node.ledger.today()


def slip_of(entry: Entry) -> Slip:
    return Slip(str(entry.receipt), entry.digest.hex(), entry.check_code, entry.body)


_EVERYWHERE: dict[Act, int] = {
    Clerk.weighs: 16,
    Clerk.weighs_for_a_stranger: 1,
    Clerk.redeems: 6,
    Clerk.transfers: 2,
    Clerk.registers: 3,
    Clerk.replaces_a_card: 2,
    Clerk.revokes_a_card: 1,
    Clerk.moves_a_household: 4,
    Clerk.closes_a_household: 1,
    Clerk.loads: 3,
    Clerk.loads_from_the_kerb: 1,
    Clerk.counts_the_stock: 1,
    Clerk.opens_or_closes_a_round: 3,
    Clerk.agrees_a_rate: 2,
    Clerk.reverses: 3,
    Clerk.corrects: 3,
    Clerk.presses_again: 2,
}
_RULINGS: dict[Act, int] = {
    Clerk.sets_a_rate: 4,
    Clerk.changes_a_list: 4,
    Clerk.joins_households: 2,
    Clerk.forgets_a_household: 2,
    Clerk.settles_a_rate: 4,
    Clerk.closes_a_month: 2,
    Clerk.settles_an_exception: 6,
    Clerk.takes_back_what_a_point_booked: 6,
}


def _weighted(*acts: dict[Act, int]) -> tuple[list[Act], list[int]]:
    together = {act: weight for each in acts for act, weight in each.items()}
    return list(together), list(together.values())


_AT_A_POINT = _weighted(_EVERYWHERE)
_IN_THE_OFFICE = _weighted(_EVERYWHERE, _RULINGS)
