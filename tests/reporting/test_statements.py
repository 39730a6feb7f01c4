"""A household's history, and what asks for somebody's eyes."""

from datetime import UTC, date, datetime

import pytest

from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.calendar import Period
from wasteledger.domain.card_code import new_card_code
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.households import Contact
from wasteledger.recording.loads import LoadLine
from wasteledger.units import Credits, Grams


def test_a_statement_walks_back_from_the_balance(town: Town) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), point="P01")
    town.ledger.redeem(card=town.card, amount=Credits(300), point="P01")

    said = town.ledger.statement(town.household)

    assert (said.carried_forward, said.closing) == (0, 500)
    assert [(line.credits, line.balance) for line in said.lines] == [(800, 800), (-300, 500)]


def test_the_newest_lines_carry_the_rest_forward(town: Town) -> None:
    for grams in (1_000, 2_000, 3_000):
        town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", grams),), point="P01")

    said = town.ledger.statement(town.household, last=1)

    assert (said.carried_forward, said.closing, len(said.lines)) == (2_400, 4_800, 1)


def test_a_period_is_the_towns_days_not_utcs(town: Town) -> None:
    last_of_february = datetime(2026, 2, 28, 16, 59, tzinfo=UTC)
    first_of_march = datetime(2026, 2, 28, 17, 1, tzinfo=UTC)
    for at in (last_of_february, first_of_march):
        town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), point="P01", at=at)

    february = town.ledger.statement(town.household, period=Period(date(2026, 2, 1), date(2026, 2, 28)))

    assert (len(february.lines), february.closing) == (1, 800)


def test_a_drop_off_that_earned_nothing_is_a_line_too(town: Town) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("BATT", 400),), point="P01")

    (line,) = town.ledger.statement(town.household).lines

    assert (line.credits, line.grams) == (0, 400)


def test_a_household_is_found_by_whatever_is_known(town: Town) -> None:
    contact = Contact(name="นางสมใจ ดีงาม", called="ป้าใจ", house_number="12/3", phone="0812345678")
    town.ledger.register_household(community="C01", former_number="001", contact=contact)

    found = [len(town.ledger.households(text)) for text in ("สมใจ", "ป้าใจ", "12/3", "0812345678", "001", "K07/0005")]

    assert found == [1, 1, 1, 1, 1, 1]


def test_an_unknown_card_is_an_exception_until_it_is_settled(town: Town) -> None:
    card = new_card_code()
    (visit,) = town.ledger.record_drop_off(
        card=card, weighings=(Weighing("PET", 1_000),), point="P01", unknown_card=True
    )
    (found,) = town.ledger.exceptions()
    assert (found.kind, found.subject, found.quantity, found.receipts) == ("unknown-card", card, 800, (visit.receipt,))

    town.ledger.settle_card(card=card, household=town.household)

    assert town.ledger.exceptions() == []
    assert town.ledger.balance(card) == Credits(800)


def test_a_debt_is_an_exception_until_a_later_drop_off_pays_it(town: Town) -> None:
    (visit,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), point="P01")
    town.ledger.redeem(card=town.card, amount=Credits(800), point="P01")
    town.ledger.reverse(receipt=str(visit.receipt), allow_debt=True)
    (found,) = town.ledger.exceptions()
    assert (found.kind, found.subject, found.quantity) == ("negative-balance", town.household, -800)

    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), point="P01")

    assert town.ledger.exceptions() == []


def test_negative_stock_is_an_exception_until_it_is_counted(town: Town) -> None:
    (visit,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), point="P01")
    town.ledger.record_load(destination="DEALER", lines=(LoadLine("PET", "1"),), point="P01")
    town.ledger.reverse(receipt=str(visit.receipt))
    (found,) = town.ledger.exceptions()
    assert (found.kind, found.subject, found.commodity, found.quantity) == ("negative-stock", "P01", "PET", -1_000)

    town.ledger.count_stock(counted={"PET": Grams(0)}, point="P01")

    assert town.ledger.exceptions() == []


def test_a_card_nobody_knows_is_said_so(town: Town) -> None:
    assert town.ledger.card(new_card_code()).state == "unknown"
    with pytest.raises(errors.CardUnknown):
        town.ledger.balance(new_card_code())
