"""Credits are spent where all is known that was spent already: without a line that is one place for each household."""

from collections.abc import Callable

import pytest

from tests.support.counters import Counter, Counters
from tests.support.town import OFFICE
from wasteledger import errors
from wasteledger.errors import Term
from wasteledger.journal.books import succeed
from wasteledger.ledger import Ledger
from wasteledger.units import Credits


@pytest.fixture
def earned(counters: Counters) -> Counters:
    """80.00 baht for each of the first three households, known to everybody."""
    for household in counters.town.households[:3]:
        counters.office.weigh(household)
    counters.meet()
    return counters


def spend(counter: Counter, household: str) -> None:
    counter.ledger.redeem(card=household, amount=Credits(100))


def refused_at(counter: Counter, household: str, spending: Callable[[Counter, str], object] = spend) -> object:
    """Where a household is sent to."""
    before = counter.ledger.status().entries
    with pytest.raises(errors.SpentElsewhere) as raised:
        spending(counter, household)
    assert raised.value.facts["household"] == household
    assert counter.ledger.status().entries == before
    return raised.value.facts["place"]


def test_a_household_spends_at_its_home_point_and_nowhere_else(earned: Counters) -> None:
    at_home = earned.town.household
    spend(earned.one, at_home)
    hall = (Term("point"), "P01", "ศาลาหมู่บ้าน")
    assert refused_at(earned.two, at_home) == hall
    assert refused_at(earned.office, at_home) == hall


def test_a_household_without_a_home_point_spends_at_the_office(earned: Counters) -> None:
    no_home = earned.town.households[2]
    spend(earned.office, no_home)
    assert refused_at(earned.one, no_home) == refused_at(earned.two, no_home) == Term("office")


def test_the_town_may_let_the_office_alone_pay(earned: Counters) -> None:
    earned.town.ledger.change_settings(settings={"spending": "office"})
    earned.meet()
    for household in earned.town.households[:3]:
        spend(earned.office, household)
        assert refused_at(earned.one, household) == refused_at(earned.two, household) == Term("office")
    with pytest.raises(errors.ValueNotAllowed):
        earned.town.ledger.change_settings(settings={"spending": "everywhere"})


@pytest.mark.parametrize(
    "spending",
    [
        lambda at, whose: at.ledger.transfer(card=whose, to="K07/0003", amount=Credits(1)),
        lambda at, whose: at.ledger.transfer(card=whose, to="K07/0003", amount=Credits(1), gift=True),
        lambda at, whose: at.ledger.close_household(household=whose, pay_out=True),
        lambda at, whose: at.ledger.close_household(household=whose, transfer_to="K07/0003"),
        lambda at, whose: at.ledger.close_household(household=whose, give_to="K07/0003"),
    ],
    ids=["transfer", "gift", "close and pay out", "close and transfer", "close and give"],
)
def test_whatever_takes_credits_out_of_a_book_is_spending(
    earned: Counters, spending: Callable[[Counter, str], object]
) -> None:
    refused_at(earned.two, earned.town.household, spending)
    spending(earned.one, earned.town.household)


def test_what_is_earned_this_moment_may_be_paid_or_given_anywhere(earned: Counters) -> None:
    household = earned.town.household
    assert earned.two.weigh(household, settle="cash").body["paid"] == 8_000
    assert earned.two.weigh(household, settle="gift", gift_to="K07/0003").body["gift"] == "K07/0003"
    assert earned.two.balance(household) == 8_000


def test_a_household_that_holds_nothing_may_be_closed_anywhere(counters: Counters) -> None:
    assert counters.two.ledger.close_household(household=counters.town.household, pay_out=True)


def test_who_loses_his_points_laptop_spends_at_the_office(earned: Counters) -> None:
    earned.town.ledger.revoke_origin(origin="K11")
    spend(earned.office, earned.town.household)
    assert refused_at(earned.office, earned.town.households[1]) == (Term("point"), "P02", "ตลาดใหม่")


def test_a_book_that_goes_on_for_another_stands_at_the_same_point(earned: Counters) -> None:
    earned.one.weigh(earned.town.household)
    with earned.one.database.writing() as connection:
        succeed(connection, "K11", "K11B")
    with Ledger.open(earned.one.database.name, operator=OFFICE, clock=earned.town.clock) as ledger:
        ledger.begin_book(after="K11-000001", printed="K11-000001")
        spend(Counter(ledger), earned.town.household)


def test_a_home_that_the_point_has_not_heard_of_leaves_a_debt_that_everybody_sees(earned: Counters) -> None:
    household = earned.town.household
    earned.town.ledger.move_household(household=household, attributes={"home_point": "P02"})
    earned.carry(earned.office, earned.two)
    earned.one.ledger.redeem(card=household, amount=Credits(8_000))
    earned.two.ledger.redeem(card=household, amount=Credits(8_000))
    earned.meet()
    owed = [(one.subject, one.quantity) for one in earned.office.found("negative-balance")]
    assert owed == [(household, -8_000)]
    assert earned.office.found() == earned.one.found() == earned.two.found()
    paid = earned.two.weigh(household, 12_500, settle="cash")
    assert (paid.body["paid"], paid.body["balance"]) == (2_000, 0)
    earned.meet()
    assert earned.office.found("negative-balance") == []
    assert all(counter.ledger.audit().clean for counter in earned.all)
