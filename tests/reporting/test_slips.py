"""A slip says what its entry says, whenever it is printed."""

import pytest

from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.card_code import new_card_code
from wasteledger.printing.slip import SlipKind
from wasteledger.recording.drop_offs import Weighing
from wasteledger.translation import Words
from wasteledger.units import Credits, Grams

ENGLISH = Words("en")


def test_before_change_and_after_add_up(town: Town) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), point="P01")
    (visit,) = town.ledger.record_drop_off(
        card=town.card, weighings=(Weighing("PET", 5_400, tare=200, rejected=800), Weighing("BEER", 24)), point="P01"
    )

    slip = town.ledger.slip(str(visit.receipt), ENGLISH)

    assert (slip.balance_before, slip.total, slip.balance_after) == (Credits(800), Credits(5_360), Credits(6_160))
    pet, beer = slip.lines
    assert (pet.gross, pet.tare, pet.rejected, pet.credits) == (Grams(5_400), Grams(200), Grams(800), Credits(4_160))
    assert (beer.quantity, beer.estimated) == (24, Grams(12_000))


def test_a_slip_stays_the_same_after_later_entries(town: Town) -> None:
    (visit,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), point="P01")
    first = town.ledger.slip(str(visit.receipt), ENGLISH)

    town.ledger.redeem(card=town.card, amount=Credits(800), point="P01")
    town.ledger.move_household(household=town.household, attributes={"community": "C02"})

    assert town.ledger.slip(str(visit.receipt), ENGLISH) == first


def test_cash_leaves_the_balance_as_it_was(town: Town) -> None:
    (visit,) = town.ledger.record_drop_off(
        card=town.card, weighings=(Weighing("PET", 1_000),), point="P01", settle="cash"
    )

    slip = town.ledger.slip(str(visit.receipt), ENGLISH)

    assert (slip.cash_paid, slip.balance_before, slip.balance_after) == (Credits(800), Credits(0), Credits(0))


def test_a_correction_is_one_slip_that_names_the_old_one_and_adds_up(town: Town) -> None:
    (wrong,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 10_000),), point="P01")
    _, right = town.ledger.correct(receipt=str(wrong.receipt), weighings=(Weighing("PET", 1_000),))

    slip = town.ledger.slip(str(right.receipt), ENGLISH)

    assert slip.reverses is not None
    assert (slip.reverses.receipt, slip.reverses.change) == (wrong.receipt, Credits(-8_000))
    assert (slip.balance_before, slip.total, slip.balance_after) == (Credits(8_000), Credits(800), Credits(800))


def test_a_reversal_and_a_redemption_have_their_own_titles(town: Town) -> None:
    (visit,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), point="P01")
    (spent,) = town.ledger.redeem(card=town.card, amount=Credits(100), use="fee-rebate", point="P01")
    (taken_back,) = town.ledger.reverse(receipt=str(visit.receipt), allow_debt=True)

    kinds = [town.ledger.slip(str(entry.receipt), ENGLISH).kind for entry in (spent, taken_back)]

    assert kinds == [SlipKind.FEE_REBATE, SlipKind.REVERSAL]


def test_an_unknown_cards_slip_names_the_card(town: Town) -> None:
    card = new_card_code()
    (visit,) = town.ledger.record_drop_off(
        card=card, weighings=(Weighing("PET", 1_000),), point="P01", unknown_card=True
    )

    slip = town.ledger.slip(str(visit.receipt), ENGLISH)

    assert (slip.household, slip.card) == ("", card)


def test_a_pending_rate_is_printed_as_none(town: Town) -> None:
    (visit,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("MIX", 1_000),), point="P01")

    (line,) = town.ledger.slip(str(visit.receipt), ENGLISH).lines

    assert (line.rate, line.credits) == (None, None)


def test_an_entry_that_no_household_is_given_a_slip_for_is_refused(town: Town) -> None:
    with pytest.raises(errors.NoSlip):
        town.ledger.slip("K07-1", ENGLISH)
