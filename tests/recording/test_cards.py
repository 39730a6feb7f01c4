"""A card says nothing but its random code, and is one household's until it is revoked for good."""

import pytest

from tests.recording.conftest import Refused
from tests.support.databases import on_sqlite
from tests.support.day import STRANGE_CARD
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.card_code import read_card_code
from wasteledger.recording.drop_offs import Weighing
from wasteledger.units import Credits

pytestmark = on_sqlite


def test_several_households_get_a_card_each_and_blanks_wait(town: Town) -> None:
    (entry,) = town.ledger.issue_cards(households=("K07/0001", "k07/2"), blank=2)
    assert [card.get("household") for card in entry.body["cards"]] == ["K07/0001", "K07/0002", None, None]
    codes = {card["code"] for card in entry.body["cards"]}
    assert len(codes) == 4
    assert {read_card_code(code) for code in codes} == codes


@pytest.mark.parametrize(("households", "blank"), [((), 0), ((), -1), ((), 10_001)])
def test_no_card_and_too_many_are_refused(
    town: Town, refused: Refused, households: tuple[str, ...], blank: int
) -> None:
    with refused(errors.NotAWholeNumber):
        town.ledger.issue_cards(households=households, blank=blank)


def test_cards_are_issued_to_open_households_alone(town: Town, refused: Refused, closed_household: str) -> None:
    with refused(errors.HouseholdUnknown):
        town.ledger.issue_cards(households=("K07/0001", "K07/0999"))
    with refused(errors.HouseholdClosed):
        town.ledger.issue_cards(households=(closed_household,))


def test_a_household_may_have_two_cards(town: Town) -> None:
    (entry,) = town.ledger.issue_cards(households=(town.household,))
    for card in (town.card, entry.body["cards"][0]["code"]):
        (weighed,) = town.ledger.record_drop_off(card=card, weighings=(Weighing("PET", 1_000),))
        assert weighed.body["household"] == town.household


def test_a_blank_card_is_handed_out_once(town: Town, refused: Refused, blank_card: str) -> None:
    town.ledger.bind_card(card=blank_card, household=town.household)
    (weighed,) = town.ledger.record_drop_off(card=blank_card, weighings=(Weighing("PET", 1_000),))
    assert weighed.body["household"] == town.household
    with refused(errors.CardNotBlank):
        town.ledger.bind_card(card=blank_card, household=town.households[1])


def test_what_can_not_be_bound_is_refused(
    town: Town, refused: Refused, blank_card: str, revoked_card: str, closed_household: str
) -> None:
    with refused(errors.CardNotBlank):
        town.ledger.bind_card(card=town.card, household=town.household)
    with refused(errors.CardUnknown):
        town.ledger.bind_card(card=STRANGE_CARD, household=town.household)
    with refused(errors.CardMistyped):
        town.ledger.bind_card(card="W1", household=town.household)
    with refused(errors.CardRevoked):
        town.ledger.bind_card(card=revoked_card, household=town.household)
    with refused(errors.HouseholdClosed):
        town.ledger.bind_card(card=blank_card, household=closed_household)


def test_the_new_card_has_the_old_ones_balance_and_the_old_one_is_dead(
    town: Town, refused: Refused, intruder: Intruder
) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))
    (replaced,) = town.ledger.replace_card(card=town.card)
    assert intruder.value("SELECT replaced_by FROM card WHERE code = ?", town.card) == replaced.body["by"]
    with refused(errors.CardRevoked):
        town.ledger.redeem(card=town.card, amount=Credits(100))
    assert town.ledger.redeem(card=replaced.body["by"], amount=Credits(800))


def test_a_blank_card_at_hand_may_take_its_place(town: Town, blank_card: str) -> None:
    (replaced,) = town.ledger.replace_card(card=town.card, by=blank_card)
    assert replaced.body["by"] == blank_card
    assert town.ledger.record_drop_off(card=blank_card, weighings=(Weighing("PET", 1_000),))


def test_what_can_not_be_replaced_is_refused(town: Town, refused: Refused, blank_card: str, revoked_card: str) -> None:
    with refused(errors.CardBlank):
        town.ledger.replace_card(card=blank_card)
    with refused(errors.CardRevoked):
        town.ledger.replace_card(card=revoked_card)
    with refused(errors.CardUnknown):
        town.ledger.replace_card(card=STRANGE_CARD)
    with refused(errors.CardNotBlank):
        town.ledger.replace_card(card=town.card, by=town.cards[2])
    with refused(errors.CardRevoked):
        town.ledger.replace_card(card=town.card, by=revoked_card)


def test_revoking_is_final(town: Town, refused: Refused, revoked_card: str, blank_card: str) -> None:
    for _ in range(2):
        with refused(errors.CardRevoked):
            town.ledger.revoke_card(card=revoked_card)
    town.ledger.revoke_card(card=blank_card)
    with refused(errors.CardRevoked):
        town.ledger.bind_card(card=blank_card, household=town.household)
    with refused(errors.CardUnknown):
        town.ledger.revoke_card(card=STRANGE_CARD)


def test_a_household_without_its_card_is_still_found_by_its_number(town: Town, revoked_card: str) -> None:
    (weighed,) = town.ledger.record_drop_off(card=town.households[1], weighings=(Weighing("PET", 1_000),))
    assert "card" not in weighed.body
    assert revoked_card == town.cards[1]
