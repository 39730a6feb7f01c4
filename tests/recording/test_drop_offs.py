"""Weighed, credited, spent: what a household may do at the point, and what it may not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.recording.conftest import Refused
from tests.support.books import balance
from tests.support.databases import on_sqlite
from tests.support.day import STRANGE_CARD, TODAY
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.card_code import grouped
from wasteledger.errors import QuantityRefused, Refusal
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.rates import NewRate
from wasteledger.units import Credits

pytestmark = on_sqlite

PET = (Weighing("PET", 1_000),)


def record(town: Town, **asked: Any) -> Entry:
    said: dict[str, Any] = {"card": town.card, "weighings": PET} | asked
    (entry,) = town.ledger.record_drop_off(**said)
    return entry


def redeem(town: Town, **asked: Any) -> Entry:
    said: dict[str, Any] = {"card": town.card, "amount": Credits(100)} | asked
    (entry,) = town.ledger.redeem(**said)
    return entry


def transfer(town: Town, **asked: Any) -> Entry:
    said: dict[str, Any] = {"card": town.card, "to": "K07/0002", "amount": Credits(100)} | asked
    (entry,) = town.ledger.transfer(**said)
    return entry


# What a drop-off books


def test_a_line_is_the_net_weight_times_the_rate_rounded_down_once(town: Town) -> None:
    (line,) = record(town, weighings=(Weighing("PET", 5_555, tare=204),)).body["lines"]
    figures = {"gross": 5_555, "tare": 204, "quantity": 5_351, "grams": 5_351, "rate": 800_000, "credits": 4_280}
    assert line == {"material": "PET", **figures}


def test_a_slips_total_is_the_sum_of_its_rounded_lines(town: Town, intruder: Intruder) -> None:
    entry = record(town, weighings=(Weighing("PET", 999), Weighing("PET", 999)))
    assert [line["credits"] for line in entry.body["lines"]] == [799, 799]
    assert balance(intruder, "household:K07/0001") == entry.body["balance"] == 1_598


def test_pieces_are_paid_by_the_piece_and_their_grams_marked_as_estimated(town: Town) -> None:
    (line,) = record(town, weighings=(Weighing("BEER", 24),)).body["lines"]
    figures = {"quantity": 24, "grams": 12_000, "rate": 50_000, "credits": 1_200}
    assert line == {"material": "BEER", **figures, "estimated": 1}


def test_what_is_handed_back_is_counted_apart_and_earns_nothing(town: Town, intruder: Intruder) -> None:
    record(town, weighings=(Weighing("PET", 1_000, rejected=250),))
    assert balance(intruder, "stock:P01", "PET") == 1_000
    assert balance(intruder, "returned:P01", "PET") == 250
    assert balance(intruder, "community:C01@K07", "PET") == -1_250
    assert balance(intruder, "household:K07/0001") == 800


def test_batteries_are_accepted_unpaid(town: Town, intruder: Intruder) -> None:
    entry = record(town, weighings=(Weighing("BATT", 300),))
    assert (entry.body["lines"][0]["rate"], entry.body["balance"]) == (0, 0)
    assert balance(intruder, "stock:P01", "BATT") == 300


def test_a_pending_line_is_weighed_now_and_priced_later(town: Town, intruder: Intruder) -> None:
    (line,) = record(town, weighings=(Weighing("MIX", 2_000),)).body["lines"]
    assert line == {"material": "MIX", "quantity": 2_000, "grams": 2_000, "credits": 0, "pending": 1}
    assert intruder.value("SELECT count(*) FROM pending_line WHERE settled_by = ''") == 1


@pytest.mark.parametrize(
    ("asked", "household", "taker", "cash"),
    [
        ({}, 800, 0, 0),
        ({"settle": "cash"}, 0, 0, 800),
        ({"settle": "gift", "gift_to": "K07/0002"}, 0, 800, 0),
    ],
    ids=["into the book", "as cash", "as a gift"],
)
def test_credits_go_into_the_book_or_out_as_cash_or_to_another(
    town: Town, intruder: Intruder, asked: dict[str, str], household: int, taker: int, cash: int
) -> None:
    entry = record(town, **asked)
    assert entry.body["balance"] == balance(intruder, "household:K07/0001") == household
    assert balance(intruder, "household:K07/0002") == taker
    assert balance(intruder, "redeemed:K07:cash") == cash
    assert balance(intruder, "issued:K07") == -800


def test_a_gift_to_nobody_in_particular_goes_to_the_towns_own_taker(town: Town, intruder: Intruder) -> None:
    town.ledger.change_settings(settings={"gift_to": "k07/3"})
    assert record(town, settle="gift").body["gift"] == "K07/0003"
    assert balance(intruder, "household:K07/0003") == 800


def test_a_visit_may_be_one_at_the_households_home(town: Town) -> None:
    assert record(town, assisted=True).body["assisted"] == 1
    assert "assisted" not in record(town).body


def test_what_the_scale_sent_is_kept_with_its_line(town: Town) -> None:
    (line,) = record(town, weighings=(Weighing("PET", 1_000, scale="ST,GS,+0001.00kg"),)).body["lines"]
    assert line["scale"] == "ST,GS,+0001.00kg"


def test_a_walk_in_is_paid_at_once_whatever_was_said(town: Town, intruder: Intruder) -> None:
    entry = record(town, card=town.cards[3], settle="book")
    assert (entry.body["paid"], entry.body["balance"]) == (800, 0)
    assert balance(intruder, "redeemed:K07:cash") == 800


def test_a_card_nobody_knows_is_counted_for_the_points_community_and_waits(town: Town, intruder: Intruder) -> None:
    entry = record(town, card=STRANGE_CARD, unknown_card=True, point="P02")
    assert (entry.body["community"], entry.body["type"], "household" in entry.body) == ("C02", "unknown", False)
    assert balance(intruder, f"unclaimed:{STRANGE_CARD}") == 800


def test_the_community_and_type_as_known_that_day_stay_in_the_entry(town: Town) -> None:
    before = record(town)
    town.ledger.move_household(household=town.household, attributes={"community": "C02", "type": "shop"})
    after = record(town)
    assert (before.body["community"], before.body["type"]) == ("C01", "household")
    assert (after.body["community"], after.body["type"]) == ("C02", "shop")
    assert town.ledger.entry(str(before.receipt)).body == before.body


@pytest.mark.parametrize("typed", [str.lower, grouped, lambda code: f" {code[:2]}-{code[2:6]}-{code[6:]} "])
def test_a_card_is_read_however_it_is_typed(town: Town, typed: Any) -> None:
    assert record(town, card=typed(town.card)).body["household"] == town.household


@pytest.mark.parametrize("typed", ["K07/0001", "k07/1", " K07 / 01 "])
def test_a_household_is_found_by_its_number_however_it_is_typed(town: Town, typed: str) -> None:
    assert record(town, card=typed).body["household"] == town.household


def test_the_point_is_the_operators_own_unless_named(town: Town) -> None:
    assert record(town).body["point"] == "P01"
    assert record(town, point="p02").body["point"] == "P02"


def test_a_visit_may_be_of_an_earlier_day(town: Town) -> None:
    entry = record(town, at=datetime(2026, 1, 31, 17, 30, tzinfo=UTC))
    assert (entry.body["day"], entry.body["happened"]) == ("2026-02-01", "2026-01-31T17:30:00Z")
    assert entry.body["recorded"] == "2026-03-15T02:42:00Z"


# What it refuses


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"card": "W1ABCDEFGHJK"}, errors.CardMistyped),
        ({"card": ""}, errors.CardMistyped),
        ({"card": STRANGE_CARD}, errors.CardUnknown),
        ({"card": "K07/0999"}, errors.HouseholdUnknown),
        ({"card": "P02/0001"}, errors.HouseholdUnknown),
        ({"weighings": ()}, errors.NoLines),
        ({"weighings": (Weighing("GOLD", 1_000),)}, errors.CodeUnknown),
        ({"weighings": (Weighing("PET", 0),)}, errors.NothingWeighed),
        ({"weighings": (Weighing("PET", -1_000),)}, errors.NothingWeighed),
        ({"weighings": (Weighing("PET", 200, tare=200),)}, errors.NothingWeighed),
        ({"weighings": (Weighing("PET", 500_001),)}, errors.TooHeavy),
        ({"weighings": (Weighing("BEER", 1_001),)}, errors.TooHeavy),
        ({"weighings": (*PET, Weighing("PET", 0))}, errors.NothingWeighed),
        ({"weighings": (Weighing("PET", 1_000, scale="ชั่ง"),)}, errors.ValueNotAllowed),
        ({"weighings": (Weighing("PET", 1_000, scale="1.00\r\n"),)}, errors.ValueNotAllowed),
        ({"weighings": (Weighing("PET", 1_000, scale="0" * 81),)}, errors.ValueNotAllowed),
        ({"settle": "cash", "proxy": True}, errors.ProxyNotPaid),
        ({"card": "K07/0004", "proxy": True}, errors.ProxyNotPaid),
        ({"weighings": (Weighing("RES", 1_000),)}, errors.NoRate),
        ({"point": "P99"}, errors.CodeUnknown),
        ({"settle": "later"}, errors.ValueNotAllowed),
        ({"settle": "gift", "gift_to": "K07/0999"}, errors.HouseholdUnknown),
        ({"settle": "gift", "gift_to": "K07/0001"}, errors.SameHousehold),
        ({"settle": "gift"}, errors.HouseholdUnknown),
        ({"at": datetime(2026, 3, 15, 2, 43, tzinfo=UTC)}, errors.InTheFuture),
        ({"at": datetime(2025, 12, 31, 16, 59, tzinfo=UTC)}, errors.BeforeTheProgramme),
    ],
)
def test_a_drop_off_that_can_not_be_is_refused(
    town: Town, refused: Refused, asked: dict[str, Any], kind: type[Refusal]
) -> None:
    with refused(kind):
        record(town, **asked)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"weighings": (Weighing("PET", 1_000, tare=-1_000),)}, QuantityRefused),
        ({"weighings": (Weighing("PET", 1_000, rejected=-1),)}, QuantityRefused),
        ({"weighings": (Weighing("PET", 1_000, rejected=10**30),)}, QuantityRefused),
        ({"card": STRANGE_CARD, "unknown_card": True, "settle": "cash"}, Refusal),
        ({"reference": "\udc80"}, Refusal),
        ({"at": datetime(9999, 12, 31, 23, tzinfo=UTC)}, errors.InTheFuture),
    ],
    ids=["negative tare", "negative rejected", "absurd rejected", "cash for nobody", "no text", "end of time"],
)
def test_a_drop_off_that_makes_no_sense_is_refused(town: Town, asked: dict[str, Any], kind: type[Refusal]) -> None:
    with pytest.raises(kind):
        record(town, **asked)


def test_a_weight_in_a_refusal_is_said_with_its_unit(town: Town) -> None:
    with pytest.raises(errors.TooHeavy) as raised:
        record(town, weighings=(Weighing("PET", 500_001),))
    assert "500,001 g is more than the limit of 500,000 g" in str(raised.value)


def test_a_card_scanned_with_the_thai_layout_on_is_read_although_its_twos_arrive_as_slashes(town: Town) -> None:
    with pytest.raises(errors.CardUnknown):
        record(town, card='"ๅ/////////ๅ')


def test_the_programmes_first_day_begins_at_midnight_in_the_town(town: Town) -> None:
    assert record(town, at=datetime(2025, 12, 31, 17, 0, tzinfo=UTC)).body["day"] == "2026-01-01"


def test_a_revoked_card_is_refused(town: Town, refused: Refused, revoked_card: str) -> None:
    with refused(errors.CardRevoked):
        record(town, card=revoked_card)


def test_a_blank_card_is_refused(town: Town, refused: Refused, blank_card: str) -> None:
    with refused(errors.CardBlank):
        record(town, card=blank_card)


def test_a_closed_household_is_refused_by_number_and_by_card(
    town: Town, refused: Refused, closed_household: str
) -> None:
    with refused(errors.HouseholdClosed):
        record(town, card=closed_household)
    with refused(errors.HouseholdClosed):
        record(town, card=town.cards[2])
    with refused(errors.HouseholdClosed):
        record(town, settle="gift", gift_to=closed_household)


def test_a_closed_point_and_a_closed_material_are_refused(town: Town, refused: Refused) -> None:
    town.ledger.close_listed(kind="point", code="P02")
    town.ledger.close_listed(kind="material", code="PET")
    with refused(errors.CodeClosed):
        record(town, point="P02", weighings=(Weighing("BATT", 300),))
    with refused(errors.CodeClosed):
        record(town)


def test_a_material_without_a_rate_that_day_is_refused_however_good_its_rate_of_today(
    town: Town, refused: Refused
) -> None:
    town.ledger.add_to_list(
        kind="material", code="CAN", attributes={"waste_class": "recyclable", "unit": "kg", "method": "recycling"}
    )
    town.ledger.set_rates(rates=(NewRate("CAN", 1_000, TODAY),))
    assert record(town, weighings=(Weighing("CAN", 1_000),))
    with refused(errors.NoRate):
        record(town, weighings=(Weighing("CAN", 1_000),), at=town.clock.now - timedelta(days=1))


# Spending


@pytest.mark.parametrize(("use", "account"), [("cash", "cash"), ("goods", "goods"), ("fee-rebate", "fee-rebate")])
def test_credits_are_redeemed_for_what_was_said(
    town: Town, weighed: Entry, intruder: Intruder, use: str, account: str
) -> None:
    (entry,) = town.ledger.redeem(card=weighed.body["card"], amount=Credits(3_000), use=use)
    assert entry.body["balance"] == balance(intruder, "household:K07/0001") == 5_000
    assert balance(intruder, f"redeemed:K07:{account}") == 3_000


@pytest.mark.usefixtures("weighed")
def test_everything_may_be_spent_and_not_a_satang_more(town: Town, refused: Refused, intruder: Intruder) -> None:
    with refused(errors.BalanceTooLow) as raised:
        town.ledger.redeem(card=town.card, amount=Credits(8_001))
    assert raised.value.facts == {"household": "K07/0001", "balance": Credits(8_000), "amount": Credits(8_001)}
    assert str(raised.value) == "Household K07/0001 has 8,000 minor units; 8,001 minor units is more than that."
    town.ledger.redeem(card=town.card, amount=Credits(8_000))
    assert balance(intruder, "household:K07/0001") == 0
    with refused(errors.BalanceTooLow):
        town.ledger.redeem(card=town.card, amount=Credits(1))


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"amount": Credits(0)}, errors.AmountNotPositive),
        ({"amount": Credits(-500)}, errors.AmountNotPositive),
        ({"use": "beer"}, errors.ValueNotAllowed),
        ({"card": STRANGE_CARD}, errors.CardUnknown),
        ({"point": "P99"}, errors.CodeUnknown),
        ({"at": datetime(2026, 3, 16, tzinfo=UTC)}, errors.InTheFuture),
    ],
)
def test_a_redemption_that_can_not_be_is_refused(
    town: Town, refused: Refused, asked: dict[str, Any], kind: type[Refusal]
) -> None:
    with refused(kind):
        redeem(town, **asked)


@pytest.mark.usefixtures("weighed")
def test_cash_goes_to_a_proxy_only_where_the_household_allowed_it(town: Town, refused: Refused) -> None:
    with refused(errors.ProxyNotPaid):
        redeem(town, proxy=True)
    assert redeem(town, proxy=True, use="goods").body["proxy"] == 1
    assert record(town, proxy=True).body["proxy"] == 1
    town.ledger.move_household(household=town.household, attributes={"proxy_cash": 1})
    assert redeem(town, proxy=True).body["for"] == "cash"
    assert record(town, proxy=True, settle="cash").body["paid"] == 800


@pytest.mark.usefixtures("weighed")
def test_credits_are_handed_from_one_household_to_another(town: Town, intruder: Intruder) -> None:
    (entry,) = town.ledger.transfer(card=town.card, to=town.households[1], amount=Credits(8_000))
    assert (entry.body["household"], entry.body["to"], entry.body["balance"]) == ("K07/0001", "K07/0002", 0)
    assert balance(intruder, "household:K07/0002") == 8_000


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"amount": Credits(8_001)}, errors.BalanceTooLow),
        ({"amount": Credits(0)}, errors.AmountNotPositive),
        ({"to": "K07/0001"}, errors.SameHousehold),
        ({"to": "K07/0999"}, errors.HouseholdUnknown),
        ({"to": STRANGE_CARD}, errors.CardUnknown),
    ],
)
def test_a_transfer_that_can_not_be_is_refused(
    town: Town, refused: Refused, asked: dict[str, Any], kind: type[Refusal]
) -> None:
    with refused(kind):
        transfer(town, **asked)


@pytest.mark.usefixtures("weighed")
def test_a_closed_household_neither_spends_nor_is_given_anything(
    town: Town, refused: Refused, closed_household: str
) -> None:
    with refused(errors.HouseholdClosed):
        town.ledger.redeem(card=closed_household, amount=Credits(1))
    with refused(errors.HouseholdClosed):
        town.ledger.transfer(card=town.card, to=closed_household, amount=Credits(1))
