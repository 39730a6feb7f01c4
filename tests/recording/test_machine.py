"""Whatever people do in whatever order, the books are those that plain arithmetic keeps beside them."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support import postgresql
from tests.support.books import head, projections
from tests.support.clock import Clock
from tests.support.intruder import Intruder
from tests.support.model import CASH, CREDITS, ISSUED, Line, Member, Refusals, TownModel
from tests.support.town import OFFICE, ORIGIN, Town
from wasteledger import errors
from wasteledger.domain.calendar import Period
from wasteledger.domain.card_code import new_card_code
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.units import Credits, Grams

STRANGE_CARDS = tuple(new_card_code(lambda _, number=number: number) for number in range(3))  # type: ignore[misc]

T = TypeVar("T")

picks = st.integers(0, 999)
points = st.sampled_from(["P01", "P02"])
communities = st.sampled_from(["C01", "C02"])
weights = st.integers(0, 15_000)
shares = st.sampled_from(["all", "half", "a satang", "more"])
"""How much of its balance a household wants to spend."""


@st.composite
def lines(draw: st.DrawFn) -> Line:
    material = draw(st.sampled_from(["PET", "PET", "PET", "MIX", "BEER", "BATT", "FOOD"]))
    if material == "BEER":
        return Line(material, draw(st.integers(1, 48)))
    tare = draw(st.sampled_from([0, 0, 200]))
    return Line(material, draw(st.integers(1, 15_000)) + tare, tare, draw(st.sampled_from([0, 0, 350])))


visits = st.lists(lines(), min_size=1, max_size=3).map(tuple)
loads = st.dictionaries(st.sampled_from(["PET", "BEER", "MIX", "FOOD"]), weights, min_size=1, max_size=3)


class TownMachine(RuleBasedStateMachine):
    """A town, its model, and everything people may do at the point and in the office."""

    def __init__(self, town: Town) -> None:
        super().__init__()
        self.town, self.ledger = town, town.ledger
        self.session = Intruder(town.database)
        self.model = TownModel()
        for number, community, kind in zip(
            town.households, ("C01", "C01", "C02", "C02"), ("household", "household", "school", "walk-in"), strict=True
        ):
            self.model.households[number] = Member(community, kind)
        self.model.cards.update(zip(town.cards, town.households, strict=True))
        self.requests: list[tuple[str, dict[str, Any], list[str]]] = []

    # How it plays

    def book(self, verb: str, refusals: Refusals, **asked: Any) -> Sequence[Entry]:
        """Use a verb under a request id of its own; what the model refuses is refused, and nothing written."""
        asked["request_id"] = f"request {len(self.requests)}"
        before = head(self.session)
        if refusals:
            with pytest.raises(tuple(refusals)):
                getattr(self.ledger, verb)(**asked)
            assert head(self.session) == before
            return ()
        entries: Sequence[Entry] = getattr(self.ledger, verb)(**asked)
        assert head(self.session) == (before[0] + len(entries), entries[-1].digest)
        self.requests.append((verb, asked, [str(entry.receipt) for entry in entries]))
        self.town.clock.tick(30)
        return entries

    def household(self, pick: int) -> str:
        """Some household, nearly always one that takes part."""
        open_ones = [number for number, member in self.model.households.items() if not member.closed]
        return _chosen(open_ones if open_ones and pick % 10 else list(self.model.households), pick // 10)

    def another(self, household: str, pick: int) -> str:
        """Some other household that takes part, nearly always."""
        others = [each for each, member in self.model.households.items() if not member.closed and each != household]
        return _chosen(others if others and pick % 10 else list(self.model.households), pick // 10)

    def card(self, pick: int) -> str:
        """Some card, known or not, nearly always one in use."""
        in_use = [card for card in self.model.cards if card not in self.model.revoked]
        return _chosen(in_use if in_use and pick % 10 else [*self.model.cards, *STRANGE_CARDS], pick // 10)

    def anybody(self, pick: int) -> str:
        return self.household(pick // 2) if pick % 2 else self.card(pick // 2)

    def receipt(self, pick: int, *kinds: str) -> str:
        """Some entry that can be taken back, nearly always one that was not yet."""
        receipts = {
            receipt: booked for receipt, booked in self.model.booked.items() if not kinds or booked.kind in kinds
        }
        standing = [receipt for receipt, booked in receipts.items() if not booked.reversed]
        return _chosen(standing if standing and pick % 10 else list(receipts), pick // 10)

    def share(self, household: str, share: str) -> int:
        balance = max(self.model.credits_of(household), 0) if household else 0
        return {"all": balance, "half": balance // 2, "a satang": 1, "more": balance + 1}[share] or 1

    # At the point

    @initialize(weighed=st.lists(visits, min_size=3, max_size=3))
    def a_morning(self, weighed: list[tuple[Line, ...]]) -> None:
        for household, each in zip(self.town.households, weighed, strict=False):
            self._drop_off(household, each, "P01")

    @rule(pick=picks, weighed=visits, point=points)
    def drop_off(self, pick: int, weighed: tuple[Line, ...], point: str) -> None:
        self._drop_off(self.anybody(pick), weighed, point)

    @rule(pick=picks, weighed=visits, point=points, to=picks, settle=st.sampled_from(["cash", "gift"]))
    def drop_off_for_cash_or_as_a_gift(
        self, pick: int, weighed: tuple[Line, ...], point: str, to: int, settle: str
    ) -> None:
        typed = self.anybody(pick)
        self._drop_off(typed, weighed, point, settle, self.another(self.model.who(typed)[0], to))

    @rule(pick=picks, weighed=visits, point=points)
    def drop_off_of_a_card_nobody_knows(self, pick: int, weighed: tuple[Line, ...], point: str) -> None:
        self._drop_off(_chosen(STRANGE_CARDS, pick), weighed, point, unknown=True)

    def _drop_off(
        self,
        typed: str,
        weighed: tuple[Line, ...],
        point: str,
        settle: str = "book",
        gift_to: str = "",
        *,
        unknown: bool = False,
    ) -> None:
        household, refusals = self.model.who(typed, unknown=unknown)
        visit = self.model.visit(typed, weighed, point, settle, gift_to, unknown=unknown)
        if visit.settle == "gift":
            refusals = refusals | self.model.who(gift_to)[1] | _same(household, gift_to)
        said: dict[str, Any] = {"gift_to": gift_to} if settle == "gift" else {}
        for entry in self.book(
            "record_drop_off",
            refusals,
            card=typed,
            weighings=_weighings(weighed),
            point=point,
            settle=settle,
            unknown_card=unknown,
            **said,
        ):
            self.model.drop_off(str(entry.receipt), visit)

    @rule(pick=picks, share=shares, use=st.sampled_from(["cash", "goods", "fee-rebate"]))
    def redeem(self, pick: int, share: str, use: str) -> None:
        typed = self.anybody(pick)
        household, refusals = self.model.who(typed)
        amount = self.share(household, share)
        refusals = refusals or self.model.spending_refusals(household, amount)
        for entry in self.book("redeem", refusals, card=typed, amount=Credits(amount), use=use):
            spent = (CREDITS, f"household:{household}", f"redeemed:K07:{use}", amount)
            self.model.book(str(entry.receipt), "redemption", spent)

    @rule(pick=picks, to=picks, share=shares)
    def transfer(self, pick: int, to: int, share: str) -> None:
        giver = self.anybody(pick)
        source, refusals = self.model.who(giver)
        taker = self.another(source, to)
        target, others = self.model.who(taker)
        amount = self.share(source, share)
        refusals = refusals | others or _same(source, target) or self.model.spending_refusals(source, amount)
        for entry in self.book("transfer", refusals, card=giver, to=taker, amount=Credits(amount)):
            handed = (CREDITS, f"household:{source}", f"household:{target}", amount)
            self.model.book(str(entry.receipt), "transfer", handed)

    # Loads and stock

    @rule(point=points, weighed=loads, empties=st.booleans())
    def load(self, point: str, weighed: dict[str, int], empties: bool) -> None:
        too_much = any(grams > self.model.stock(point, material) for material, grams in weighed.items())
        typed = tuple(LoadLine(material, str(grams), "g") for material, grams in weighed.items())
        for entry in self.book(
            "record_load",
            {errors.StockTooLow} if too_much and not empties else set(),
            destination="DEALER",
            point=point,
            lines=typed,
            empties_stock=empties,
        ):
            stock, moves = f"stock:{point}", []
            for material, grams in weighed.items():
                missing = self.model.stock(point, material) - grams if empties else 0
                moves += [(material, stock, "destination:DEALER@K07", grams), _missing(point, material, missing)]
            self.model.book(str(entry.receipt), "load", *moves)

    @rule(point=points, counted=loads, community=communities, grams=weights)
    def count_the_stock_and_load_from_the_kerb(
        self, point: str, counted: dict[str, int], community: str, grams: int
    ) -> None:
        said = {material: Grams(grams) for material, grams in counted.items()}
        (entry,) = self.book("count_stock", set(), point=point, counted=said)
        moves = [_missing(point, each, self.model.stock(point, each) - grams) for each, grams in counted.items()]
        self.model.book(str(entry.receipt), "stock-count", *moves)
        residual = (LoadLine("RES", str(grams), "g"),)
        (entry,) = self.book("record_load", set(), destination="FILL", community=community, lines=residual)
        taken = ("RES", f"community:{community}@K07", "destination:FILL@K07", grams)
        self.model.book(str(entry.receipt), "load", taken)

    # Second thoughts

    @rule(pick=picks, allow_debt=st.booleans())
    def reverse(self, pick: int, allow_debt: bool) -> None:
        receipt = self.receipt(pick)
        refusals = self.model.reversal_refusals(receipt, allow_debt=allow_debt)
        if self.book("reverse", refusals, receipt=receipt, allow_debt=allow_debt):
            self.model.reverse(receipt)

    @rule(pick=picks, weighed=visits, allow_debt=st.booleans())
    def correct(self, pick: int, weighed: tuple[Line, ...], allow_debt: bool) -> None:
        receipt = self.receipt(pick, "drop-off")
        old = self.model.booked[receipt]
        again = self.model.correction(old, weighed)
        refusals = self.model.reversal_refusals(receipt, allow_debt=allow_debt, then=again.moves)
        entries = self.book("correct", refusals, receipt=receipt, weighings=_weighings(weighed), allow_debt=allow_debt)
        if entries:
            self.model.reverse(receipt)
            self.model.drop_off(str(entries[1].receipt), again)

    @precondition(lambda self: self.model.waiting())
    @rule(thousandths=st.integers(0, 500_000))
    def settle_rate(self, thousandths: int) -> None:
        self.book("settle_rate", set(), material="MIX", thousandths=thousandths)
        self.model.settle_rate(thousandths)

    @rule(card=picks, pick=picks)
    def settle_card(self, card: int, pick: int) -> None:
        code = _chosen(STRANGE_CARDS, card) if card % 4 else self.card(card)
        household, refusals = self.model.who(self.household(pick))
        if self.model.cards.get(code, household) not in {"", household}:
            refusals = refusals | {errors.CardNotBlank}
        if self.book("settle_card", refusals, card=code, household=household):
            unclaimed = self.model.accounts[f"unclaimed:{code}", CREDITS]
            self.model.move((CREDITS, f"unclaimed:{code}", f"household:{household}", unclaimed))
            self.model.cards[code] = household

    @precondition(lambda self: self.model.debtors())
    @rule(pick=picks)
    def settle_debt(self, pick: int) -> None:
        household = _chosen(self.model.debtors(), pick)
        debt = -self.model.credits_of(household)
        self.book("settle_debt", set(), household=household)
        self.model.move((CREDITS, ISSUED, f"household:{household}", debt))

    # Households and cards

    @rule(
        business=st.sampled_from(["register", "move_house", "join", "close"]),
        pick=picks,
        other=picks,
        community=communities,
    )
    def household_business(self, business: str, pick: int, other: int, community: str) -> None:
        household = self.household(pick)
        getattr(self, f"_{business}")(household, self.another(household, other), community)

    def _register(self, _household: str, _other: str, community: str) -> None:
        (entry,) = self.book("register_household", set(), community=community, type="temple")
        self.model.households[entry.body["household"]] = Member(community, "temple")

    def _move_house(self, household: str, _other: str, community: str) -> None:
        refusals = self.model.who(household)[1]
        if self.book("move_household", refusals, household=household, attributes={"community": community}):
            self.model.households[household].community = community

    def _join(self, kept: str, joined: str, _community: str) -> None:
        refusals = self.model.who(kept)[1] | self.model.who(joined)[1] | _same(kept, joined)
        if self.book("join_households", refusals, household=kept, joined=joined):
            self.model.join(kept, joined)

    def _close(self, household: str, taker: str, community: str) -> None:
        how = {"C01": "pay_out", "C02": "transfer_to"}[community]
        refusals, balance = self.model.who(household)[1], self.model.credits_of(household)
        if how == "transfer_to":
            refusals = refusals | self.model.who(taker)[1] | (_same(household, taker) if balance > 0 else set())
        if balance < 0:
            refusals = refusals | {errors.BalanceLeft}
        said: dict[str, Any] = {how: True if how == "pay_out" else taker}
        entries = self.book("close_household", refusals, household=household, **said)
        if entries:
            self.model.households[household].closed = True
        if len(entries) == 2:
            kind, target = ("redemption", CASH) if how == "pay_out" else ("transfer", f"household:{taker}")
            self.model.book(str(entries[0].receipt), kind, (CREDITS, f"household:{household}", target, balance))

    @rule(business=st.sampled_from(["issue", "bind", "replace", "revoke"]), card=picks, pick=picks)
    def card_business(self, business: str, card: int, pick: int) -> None:
        getattr(self, f"_{business}")(self.card(card), self.household(pick))

    def _issue(self, _card: str, household: str) -> None:
        for entry in self.book("issue_cards", self.model.who(household)[1], households=(household,), blank=1):
            self.model.cards |= {card["code"]: card.get("household", "") for card in entry.body["cards"]}

    def _bind(self, card: str, household: str) -> None:
        taken: Refusals = {errors.CardNotBlank} if self.model.cards.get(card) else set()
        refusals = self.model.card_refusals(card) | self.model.who(household)[1] | taken
        if self.book("bind_card", refusals, card=card, household=household):
            self.model.cards[card] = household

    def _replace(self, card: str, _household: str) -> None:
        blank: Refusals = {errors.CardBlank} if self.model.cards.get(card) == "" else set()
        for entry in self.book("replace_card", self.model.card_refusals(card) or blank, card=card):
            self.model.revoked.add(card)
            self.model.cards[entry.body["by"]] = self.model.cards[card]

    def _revoke(self, card: str, _household: str) -> None:
        if self.book("revoke_card", self.model.card_refusals(card), card=card):
            self.model.revoked.add(card)

    # Pressing again

    @rule(pick=picks)
    def press_again(self, pick: int) -> None:
        verb, asked, receipts = _chosen(self.requests, pick)
        before = head(self.session)
        assert [str(entry.receipt) for entry in getattr(self.ledger, verb)(**asked)] == receipts
        with pytest.raises(errors.RequestUsedOtherwise):
            self.ledger.add_to_list(kind="community", code="C99", request_id=asked["request_id"])
        assert head(self.session) == before

    @rule()
    def switch_off_and_on(self) -> None:
        self.ledger.close()
        self.ledger = Ledger.open(self.town.database, origin=ORIGIN, operator=OFFICE, clock=self.town.clock)

    # What holds after every step

    @invariant()
    def every_balance_is_the_models(self) -> None:
        rows = self.session.run("SELECT account, commodity, quantity FROM balance WHERE quantity <> 0")
        assert {(account, commodity): quantity for account, commodity, quantity in rows} == self.model.balances()

    @invariant()
    def nothing_appears_and_nothing_vanishes(self) -> None:
        sums = self.session.run(
            "SELECT commodity, sum(quantity) FROM balance GROUP BY commodity HAVING sum(quantity) <> 0"
        )
        assert sums == []
        balances = self.model.balances().items()
        assert -self.model.accounts[ISSUED, CREDITS] == sum(
            quantity for (account, commodity), quantity in balances if commodity == CREDITS and account != ISSUED
        )

    @invariant()
    def the_tonnage_is_the_models(self) -> None:
        rows = self.session.run(
            "SELECT community, material, sum(grams) FROM daily_total WHERE flow = 'received' "
            "GROUP BY community, material HAVING sum(grams) <> 0"
        )
        expected = {key: grams for key, grams in self.model.received.items() if grams}
        assert {(community, material): int(grams) for community, material, grams in rows} == expected

    def teardown(self) -> None:
        assert self.ledger.audit().findings == []
        assert self._stock_by_its_balance() == self.ledger.stock()
        before = projections(self.session)
        self.ledger.rebuild()
        assert projections(self.session) == before
        self.session.close()
        self.ledger.close()

    def _stock_by_its_balance(self) -> dict[str, dict[str, int]]:
        """What the mass balance says lies at the points: reckoned from the daily totals, not from the balances."""
        stocks: dict[str, dict[str, int]] = {}
        for row in self.ledger.report("mass-balance", Period(date(2000, 1, 1), date(2100, 1, 1))).rows:
            if row["closing_grams"]:
                stocks.setdefault(row["point"], {})[row["material"]] = row["closing_grams"]
        return stocks


def _chosen(from_these: Sequence[T], pick: int) -> T:
    return from_these[pick % len(from_these)]


def _same(one: str, other: str) -> Refusals:
    return {errors.SameHousehold} if one == other else set()


def _missing(point: str, material: str, grams: int) -> tuple[str, str, str, int]:
    return (material, f"stock:{point}", f"shrinkage:{point}", grams)


def _weighings(weighed: tuple[Line, ...]) -> tuple[Weighing, ...]:
    return tuple(Weighing(line.material, line.gross, tare=line.tare, rejected=line.rejected) for line in weighed)


MakeTown = Callable[[], Town]


@pytest.fixture
def fresh_towns() -> Iterator[ExitStack]:
    """Holds the towns of a run; each is gone with the next."""
    with ExitStack() as towns:
        yield towns


def _play(make_town: MakeTown, examples: int, steps: int) -> None:
    """Play so many days; a failing one is shown as it was: making it shorter (``Phase.shrink``) takes minutes."""

    class Game(TownMachine):
        def __init__(self) -> None:
            super().__init__(make_town())

    run_state_machine_as_test(
        Game,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_books_are_those_of_plain_arithmetic_on_sqlite(sqlite_town: Town, tmp_path: Path) -> None:
    def make() -> Town:
        file = tmp_path / "town.db"
        for part in tmp_path.iterdir():
            part.unlink()
        shutil.copy(sqlite_town.database, file)
        return sqlite_town.moved_to(str(file), Clock())

    _play(make, examples=40, steps=40)


@pytest.mark.postgresql
def test_the_books_are_those_of_plain_arithmetic_on_postgresql(
    postgresql_server: str, postgresql_town: Town, fresh_towns: ExitStack
) -> None:
    def make() -> Town:
        fresh_towns.close()
        made = postgresql.fresh_database(postgresql_server, postgresql_town.database)
        return postgresql_town.moved_to(fresh_towns.enter_context(made), Clock())

    _play(make, examples=10, steps=30)
