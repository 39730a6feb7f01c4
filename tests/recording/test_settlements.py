"""Whose card it was, and what becomes of a debt: each settled by one ruling."""

import pytest

from tests.recording.conftest import Refused
from tests.support.books import balance
from tests.support.databases import on_sqlite
from tests.support.day import STRANGE_CARD
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.units import Credits

pytestmark = on_sqlite


@pytest.fixture
def strange(town: Town) -> Entry:
    """8.00 baht of a card that nobody knows."""
    (entry,) = town.ledger.record_drop_off(card=STRANGE_CARD, weighings=(Weighing("PET", 1_000),), unknown_card=True)
    return entry


@pytest.mark.usefixtures("strange")
def test_what_a_strange_card_earned_goes_to_whose_it_is_and_the_card_is_theirs(town: Town, intruder: Intruder) -> None:
    (ruling,) = town.ledger.settle_card(card=STRANGE_CARD, household=town.household)
    assert (ruling.body["amount"], ruling.body["balance"]) == (800, 800)
    assert balance(intruder, f"unclaimed:{STRANGE_CARD}") == 0
    assert balance(intruder, "household:K07/0001") == 800
    assert town.ledger.redeem(card=STRANGE_CARD, amount=Credits(800))


@pytest.mark.usefixtures("strange")
def test_a_card_that_is_somebodys_is_not_given_away(town: Town, refused: Refused, closed_household: str) -> None:
    with refused(errors.CardNotBlank):
        town.ledger.settle_card(card=town.card, household=town.households[1])
    with refused(errors.HouseholdUnknown):
        town.ledger.settle_card(card=STRANGE_CARD, household="K07/0999")
    with refused(errors.HouseholdClosed):
        town.ledger.settle_card(card=STRANGE_CARD, household=closed_household)
    with refused(errors.CardMistyped):
        town.ledger.settle_card(card="W1", household=town.household)


def test_a_strange_cards_drop_off_taken_back_after_the_settlement_is_a_debt_of_the_card(
    town: Town, intruder: Intruder, strange: Entry
) -> None:
    town.ledger.settle_card(card=STRANGE_CARD, household=town.household)
    town.ledger.reverse(receipt=str(strange.receipt), allow_debt=True)
    town.ledger.settle_card(card=STRANGE_CARD, household=town.household)
    assert balance(intruder, f"unclaimed:{STRANGE_CARD}") == 0
    assert balance(intruder, "household:K07/0001") == 0


def test_a_debt_is_written_off_whole(town: Town, intruder: Intruder, weighed: Entry) -> None:
    town.ledger.redeem(card=town.card, amount=Credits(8_000))
    town.ledger.reverse(receipt=str(weighed.receipt), allow_debt=True)
    (ruling,) = town.ledger.settle_debt(household=town.household)
    assert ruling.body["amount"] == 8_000
    assert balance(intruder, "household:K07/0001") == 0
    assert balance(intruder, "issued:K07") == -8_000


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize("household", ["K07/0001", "K07/0002"], ids=["with a balance", "with nothing"])
def test_who_owes_nothing_has_nothing_written_off(town: Town, refused: Refused, household: str) -> None:
    with refused(errors.AmountNotPositive):
        town.ledger.settle_debt(household=household)
