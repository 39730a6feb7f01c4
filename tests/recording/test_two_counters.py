"""One morning at two points that know nothing of each other, and what the office makes of it afterwards."""

from collections.abc import Iterable

import pytest

from tests.support.books import balance
from tests.support.counters import Counters
from tests.support.day import STRANGE_CARD
from tests.support.intruder import Intruder
from wasteledger import errors
from wasteledger.errors import Term
from wasteledger.reporting.exceptions import ExceptionFound
from wasteledger.units import Credits

DAY = 86_400


def kinds(found: Iterable[ExceptionFound]) -> list[tuple[str, str, int]]:
    return [(one.kind, one.subject, one.quantity) for one in found]


def agreed(counters: Counters) -> list[ExceptionFound]:
    """What all three list, once everything was carried to everybody."""
    counters.meet()
    office, one, two = (counter.ledger.exceptions(settled=True) for counter in counters.all)
    assert office == one == two
    assert all(counter.ledger.audit().clean for counter in counters.all)
    return [found for found in office if not found.settled]


def test_a_card_that_is_used_at_both_points_is_credited_once_for_each(counters: Counters, intruder: Intruder) -> None:
    card = counters.town.card
    counters.one.weigh(card)
    counters.two.weigh(card, 5_000)
    assert counters.one.weigh(card, 1_000).body["balance"] == 8_800
    assert agreed(counters) == []
    assert balance(intruder, "household:K07/0001") == counters.two.balance(card) == 12_800


def test_a_card_that_one_point_issued_and_the_other_does_not_know_is_settled_by_the_office(counters: Counters) -> None:
    registered, issued = (
        counters.one.ledger.register_household(community="C01", home_point="P01")[0],
        counters.one.ledger.issue_cards(households=("K11/0001",))[0],
    )
    card, household = issued.body["cards"][0]["code"], registered.body["household"]
    with pytest.raises(errors.CardUnknown):
        counters.two.weigh(card)
    counters.two.weigh(card, unknown_card=True)
    assert kinds(agreed(counters)) == [("unknown-card", card, 8_000)]

    counters.town.ledger.settle_card(card=card, household=household)
    assert agreed(counters) == []
    assert counters.two.weigh(card).body["household"] == household
    agreed(counters)
    assert counters.one.balance(household) == 16_000


def test_what_comes_late_for_a_settled_card_is_settled_again(counters: Counters) -> None:
    household = counters.town.household
    counters.one.weigh(STRANGE_CARD, unknown_card=True)
    counters.two.weigh(STRANGE_CARD, 1_000, unknown_card=True)
    counters.carry(counters.one, counters.office)
    counters.town.ledger.settle_card(card=STRANGE_CARD, household=household)
    assert kinds(agreed(counters)) == [("unknown-card", STRANGE_CARD, 800)]
    counters.town.ledger.settle_card(card=STRANGE_CARD, household=household)
    assert agreed(counters) == []
    assert counters.office.balance(household) == 8_800


def test_a_card_lost_at_one_point_and_shown_at_the_other_is_found(counters: Counters) -> None:
    card, household = counters.town.cards[1], counters.town.households[1]
    counters.two.weigh(card)
    (replaced,) = counters.one.ledger.replace_card(card=card)
    counters.town.clock.tick(DAY)
    used = [counters.two.weigh(card), *counters.two.ledger.redeem(card=card, amount=Credits(100))]
    counters.two.weigh(household)
    counters.one.weigh(replaced.body["by"])
    (found,) = agreed(counters)
    assert (found.kind, found.subject) == ("revoked-card", card)
    assert found.receipts == tuple(entry.receipt for entry in used)

    counters.two.ledger.reverse(receipt=str(used[0].receipt))
    (found,) = agreed(counters)
    assert found.receipts == (used[1].receipt,)
    counters.town.ledger.settle_exception(kind=found.kind, subject=card)
    assert agreed(counters) == []


def test_a_household_that_registered_at_both_points_is_joined_and_what_comes_late_goes_over_too(
    counters: Counters,
) -> None:
    kept, joined = (
        counter.ledger.register_household(community="C01", former_number="0815", home_point=point)[0]
        for counter, point in ((counters.one, "P01"), (counters.two, "P02"))
    )
    number, other = kept.body["household"], joined.body["household"]
    counters.two.weigh(other)
    (found,) = agreed(counters)
    assert (found.kind, found.subject) == ("registered-twice", f"{number}={other}")
    assert found.receipts == (kept.receipt, joined.receipt)

    counters.two.weigh(other, 1_000)
    counters.two.ledger.issue_cards(households=(other,))
    counters.town.clock.tick(3 * DAY)
    counters.town.ledger.join_households(household=number, joined=other)
    assert kinds(agreed(counters)) == [("joined-balance", other, 800)]
    closed_on = counters.one.ledger.household(other).household.closed_on
    counters.town.clock.tick(DAY)
    (moved,) = counters.town.ledger.settle_household(household=other)
    assert (moved.body["amount"], len(moved.body["cards"])) == (800, 1)
    assert agreed(counters) == []
    assert counters.one.balance(number) == 8_800
    assert counters.one.ledger.household(other).household.closed_on == closed_on
    with pytest.raises(errors.CodeUnknown):
        counters.town.ledger.settle_household(household=other)
    with pytest.raises(errors.CodeUnknown):
        counters.town.ledger.settle_household(household=number)


def test_a_debt_of_a_joined_household_goes_over_as_well(counters: Counters) -> None:
    other, kept = counters.town.households[0], counters.town.households[2]
    counters.one.weigh(other)
    counters.carry(counters.one, counters.office)
    counters.one.ledger.redeem(card=other, amount=Credits(8_000))
    counters.town.ledger.join_households(household=kept, joined=other)
    counters.town.ledger.redeem(card=kept, amount=Credits(8_000))
    assert kinds(agreed(counters)) == [("joined-balance", other, -8_000)]
    counters.town.ledger.settle_household(household=other)
    assert kinds(agreed(counters)) == [("negative-balance", kept, -8_000)]


def test_a_blank_card_that_both_points_handed_out_is_of_two_households(counters: Counters) -> None:
    (issued,) = counters.town.ledger.issue_cards(blank=1)
    card = issued.body["cards"][0]["code"]
    counters.meet()
    bound = [
        counter.ledger.bind_card(card=card, household=household)[0]
        for counter, household in zip((counters.one, counters.two), counters.town.households, strict=False)
    ]
    (found,) = agreed(counters)
    assert (found.kind, found.subject, found.receipts) == (
        "card-of-two",
        card,
        tuple(entry.receipt for entry in bound),
    )
    counters.one.ledger.revoke_card(card=card)
    assert agreed(counters) == []


def test_households_that_turn_out_to_be_one_may_both_have_been_given_a_card(counters: Counters) -> None:
    (issued,) = counters.town.ledger.issue_cards(blank=1)
    counters.meet()
    first, second = counters.town.households[:2]
    for counter, household in ((counters.one, first), (counters.two, second)):
        counter.ledger.bind_card(card=issued.body["cards"][0]["code"], household=household)
    counters.meet()
    counters.town.ledger.join_households(household=first, joined=second)
    assert agreed(counters) == []


def test_a_file_that_is_brought_in_at_both_points_is_found_and_one_of_them_taken_back(counters: Counters) -> None:
    first = counters.one.weigh(counters.town.card, request_id="morning:1")
    second = counters.two.weigh(counters.town.card, request_id="morning:1")
    (found,) = agreed(counters)
    assert (found.kind, found.subject, found.receipts) == (
        "request-twice",
        "morning:1",
        (first.receipt, second.receipt),
    )
    counters.two.ledger.reverse(receipt=str(second.receipt))
    assert agreed(counters) == []


def test_two_moved_homes_and_a_transfer_between_them_end_with_one_set_of_books(counters: Counters) -> None:
    first, second = counters.town.households[:2]
    counters.one.weigh(first)
    counters.two.weigh(second)
    counters.meet()
    counters.town.ledger.move_household(household=first, attributes={"home_point": "P02"})
    counters.town.ledger.move_household(household=second, attributes={"home_point": "P01"})
    counters.carry(counters.office, counters.two)
    for counter, giver, taker in ((counters.one, first, second), (counters.two, first, second)):
        counter.ledger.transfer(card=giver, to=taker, amount=Credits(5_000))
    with pytest.raises(errors.SpentElsewhere) as raised:
        counters.two.ledger.transfer(card=second, to=first, amount=Credits(1))
    assert raised.value.facts["place"] == (Term("point"), "P01", "ศาลาหมู่บ้าน")
    assert kinds(agreed(counters)) == [("negative-balance", first, -2_000)]
    assert [counter.balance(second) for counter in counters.all] == [18_000] * 3


def test_a_clock_a_year_behind_is_marked_and_orders_nothing(counters: Counters) -> None:
    household, town = counters.town.household, counters.town
    town.clock.tick(2 * DAY)
    town.ledger.move_household(household=household, attributes={"people": 4})
    counters.carry(counters.office, counters.one)
    late = town.clock.now
    town.clock.tick(-40 * DAY)
    counters.one.ledger.confirm_clock()
    (wrong,) = counters.one.ledger.move_household(household=household, attributes={"people": 5})
    town.clock.now = late
    (found,) = agreed(counters)
    assert (found.kind, found.subject, found.receipts) == ("clock-behind", "K11", (wrong.receipt,))
    assert counters.two.ledger.household(household).household.people == 5


def test_a_clock_a_few_hours_behind_is_not_spoken_of(counters: Counters) -> None:
    counters.town.ledger.move_household(household=counters.town.household, attributes={"people": 4})
    counters.carry(counters.office, counters.one)
    counters.town.clock.tick(-DAY // 2)
    counters.one.ledger.confirm_clock()
    counters.one.ledger.move_household(household=counters.town.household, attributes={"people": 5})
    assert agreed(counters) == []
