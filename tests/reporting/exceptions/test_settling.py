"""What the office has seen is listed no more, until another entry joins what it was about."""

from datetime import date

import pytest

from tests.support.counters import Counters
from tests.support.day import STRANGE_CARD
from tests.support.town import Town
from wasteledger import errors
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.recording.rates import NewRate
from wasteledger.units import Credits

DAY = 86_400


def test_a_price_agreed_at_the_point_is_listed_with_who_agreed_until_the_office_has_seen_it(counters: Counters) -> None:
    ledger, day = counters.one.ledger, date(2026, 3, 16)
    (agreed,) = ledger.agree_rates(rates=(NewRate("MIX", 150_000, day),))
    counters.meet()
    (found,) = counters.office.found()
    assert (found.kind, found.subject, found.receipts) == ("rate-agreed", "P01/2026-03-16/20", (agreed.receipt,))
    (ruling,) = counters.office.ledger.settle_exception(kind=found.kind, subject=found.subject)
    assert ruling.body["receipts"] == [str(agreed.receipt)]
    counters.meet()
    for counter in counters.all:
        assert counter.found() == []
        assert [one.settled for one in counter.found(settled=True)] == [True]

    (more,) = ledger.agree_rates(rates=(NewRate("PET", 700_000, day, "A"),))
    counters.meet()
    (again,) = counters.office.found()
    assert again.receipts == (agreed.receipt, more.receipt)


def test_the_same_request_settles_once_and_what_is_settled_is_not_settled_again(counters: Counters) -> None:
    counters.one.ledger.agree_rates(rates=(NewRate("MIX", 150_000, date(2026, 3, 16)),))
    counters.meet()
    (found,) = counters.office.found()
    said = {"kind": found.kind, "subject": found.subject}
    (first,) = counters.office.ledger.settle_exception(**said, request_id="seen")
    (again,) = counters.office.ledger.settle_exception(**said, request_id="seen")
    assert first.receipt == again.receipt
    with pytest.raises(errors.CodeUnknown):
        counters.office.ledger.settle_exception(**said)
    with pytest.raises(errors.OfficeOnly):
        counters.one.ledger.settle_exception(**said)


def test_what_is_not_there_is_not_settled(town: Town) -> None:
    with pytest.raises(errors.CodeUnknown):
        town.ledger.settle_exception(kind="revoked-card", subject=town.card)


@pytest.mark.parametrize("kind", ["negative-balance", "negative-stock", "joined-balance", "anything"])
def test_what_an_account_holds_is_settled_by_another_amount_alone(town: Town, kind: str) -> None:
    with pytest.raises(errors.ValueNotAllowed):
        town.ledger.settle_exception(kind=kind, subject="K07/0001")


def test_stock_below_nothing_is_listed_until_it_is_counted(counters: Counters) -> None:
    counters.office.ledger.record_load(
        destination="DEALER", point="P01", lines=(LoadLine("PET", "2"),), empties_stock=True
    )
    entry = counters.one.weigh(counters.town.card, 3_000)
    counters.one.ledger.record_load(destination="DEALER", point="P01", lines=(LoadLine("PET", "3"),))
    counters.one.ledger.reverse(receipt=str(entry.receipt))
    counters.meet()
    (found,) = counters.two.found("negative-stock")
    assert (found.subject, found.commodity, found.quantity, found.receipts) == ("P01", "PET", -3_000, ())
    counters.one.weigh(counters.town.card, 3_000)
    counters.meet()
    assert counters.two.found("negative-stock") == []


def test_a_card_that_nobody_will_ever_claim_may_be_seen_and_is_open_again_when_it_earns(town: Town) -> None:
    weighed = (Weighing("PET", 1_000),)
    town.ledger.record_drop_off(card=STRANGE_CARD, weighings=weighed, unknown_card=True)
    town.ledger.settle_exception(kind="unknown-card", subject=STRANGE_CARD)
    assert town.ledger.exceptions() == []
    town.ledger.record_drop_off(card=STRANGE_CARD, weighings=weighed, unknown_card=True)
    assert [found.quantity for found in town.ledger.exceptions()] == [1_600]


def test_a_point_alone_has_nothing_twice_and_a_revoked_card_of_the_day_itself_is_no_exception(town: Town) -> None:
    ledger = town.ledger
    ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))
    ledger.revoke_card(card=town.card)
    town.clock.tick(DAY)
    ledger.record_drop_off(card=town.household, weighings=(Weighing("PET", 1_000),))
    assert ledger.redeem(card=town.household, amount=Credits(100))
    assert ledger.exceptions() == []
