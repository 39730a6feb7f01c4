"""The past is never edited, only answered: on its own day, once, and saying so when it makes a debt."""

from typing import Any

import pytest

from tests.recording.conftest import Refused
from tests.support.books import balance, projections
from tests.support.databases import on_sqlite
from tests.support.day import STRANGE_CARD
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.errors import Refusal
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.units import Credits, Grams

pytestmark = on_sqlite

DAY = 86_400


def correct(town: Town, entry: Entry, *weighings: Weighing, **asked: Any) -> tuple[Entry, Entry]:
    taken_back, again = town.ledger.correct(receipt=str(entry.receipt), weighings=weighings, **asked)
    return taken_back, again


def sums(intruder: Intruder) -> list[tuple[Any, ...]]:
    """Every balance and total that is not zero."""
    held = intruder.run("SELECT * FROM balance WHERE quantity <> 0 ORDER BY 1, 2")
    return held + intruder.run("SELECT * FROM daily_total WHERE (grams, credits, lines, entries) <> (0, 0, 0, 0)")


# Reversing


@pytest.mark.parametrize(
    "asked",
    [
        {"weighings": (Weighing("PET", 1_000, rejected=50), Weighing("BEER", 3), Weighing("MIX", 700))},
        {"weighings": (Weighing("PET", 1_000),), "settle": "cash"},
        {"weighings": (Weighing("PET", 1_000),), "card": STRANGE_CARD, "unknown_card": True},
        {"weighings": (Weighing("BATT", 300),)},
    ],
    ids=["into the book", "cash", "unknown card", "unpaid"],
)
def test_a_drop_off_taken_back_leaves_no_trace_in_any_sum(town: Town, intruder: Intruder, asked: Any) -> None:
    before = sums(intruder)
    (entry,) = town.ledger.record_drop_off(**({"card": town.card} | asked))
    town.clock.tick(2 * DAY)
    (reversal,) = town.ledger.reverse(receipt=str(entry.receipt), because="booked-twice", allow_debt=True)
    assert sums(intruder) == before
    assert (reversal.body["of"], reversal.body["day"]) == (str(entry.receipt), entry.body["day"])


def test_everything_that_moves_something_can_be_taken_back(town: Town, intruder: Intruder, weighed: Entry) -> None:
    before = sums(intruder)
    booked = [
        *town.ledger.redeem(card=town.card, amount=Credits(100)),
        *town.ledger.transfer(card=town.card, to=town.households[1], amount=Credits(100)),
        *town.ledger.record_load(destination="DEALER", point="P01", lines=(LoadLine("PET", "9"),), empties_stock=True),
        *town.ledger.count_stock(counted={"PET": Grams(5)}),
    ]
    for entry in reversed(booked):
        town.ledger.reverse(receipt=str(entry.receipt))
    assert sums(intruder) == before
    assert town.ledger.reverse(receipt=str(weighed.receipt))


def test_an_entry_is_taken_back_once(town: Town, refused: Refused, weighed: Entry) -> None:
    (reversal,) = town.ledger.reverse(receipt=str(weighed.receipt))
    with refused(errors.AlreadyReversed) as raised:
        town.ledger.reverse(receipt=str(weighed.receipt))
    assert raised.value.facts == {"receipt": str(weighed.receipt), "reversal": str(reversal.receipt)}
    with refused(errors.AlreadyReversed):
        correct(town, weighed, Weighing("PET", 1))


@pytest.mark.parametrize("typed", ["k07-26", "K07 26", " K07-000026 "])
def test_a_receipt_is_found_however_it_is_typed(town: Town, weighed: Entry, typed: str) -> None:
    (reversal,) = town.ledger.reverse(receipt=typed)
    assert reversal.body["of"] == str(weighed.receipt) == "K07-000026"


@pytest.mark.parametrize(
    ("receipt", "kind"),
    [
        ("K07-000999", errors.ReceiptUnknown),
        ("K08-000001", errors.ReceiptUnknown),
        ("K07-0", errors.ReceiptUnknown),
        ("K07", errors.ReceiptUnknown),
        ("", errors.ReceiptUnknown),
        ("K07-000001", errors.NotReversible),
        ("K07-000025", errors.NotReversible),
    ],
)
def test_what_is_no_receipt_or_moves_nothing_is_refused(
    town: Town, refused: Refused, receipt: str, kind: type[Refusal]
) -> None:
    with refused(kind):
        town.ledger.reverse(receipt=receipt)


def test_a_reversal_is_not_reversed(town: Town, refused: Refused, weighed: Entry) -> None:
    (reversal,) = town.ledger.reverse(receipt=str(weighed.receipt))
    with refused(errors.NotReversible):
        town.ledger.reverse(receipt=str(reversal.receipt))


def test_only_a_known_reason_is_a_reason(town: Town, refused: Refused, weighed: Entry) -> None:
    with refused(errors.ValueNotAllowed):
        town.ledger.reverse(receipt=str(weighed.receipt), because="because")


# Credits already spent


def test_taking_back_what_is_spent_says_what_that_does(
    town: Town, refused: Refused, intruder: Intruder, weighed: Entry
) -> None:
    town.ledger.redeem(card=town.card, amount=Credits(5_000))
    with refused(errors.DebtNotAllowed) as raised:
        town.ledger.reverse(receipt=str(weighed.receipt))
    assert raised.value.facts == {
        "receipt": str(weighed.receipt),
        "amount": Credits(8_000),
        "household": "K07/0001",
        "balance": Credits(3_000),
        "debt": Credits(5_000),
    }
    (reversal,) = town.ledger.reverse(receipt=str(weighed.receipt), allow_debt=True)
    assert reversal.body["balance"] == balance(intruder, "household:K07/0001") == -5_000


def test_a_debt_is_paid_by_later_drop_offs_first(town: Town, refused: Refused, weighed: Entry) -> None:
    town.ledger.redeem(card=town.card, amount=Credits(8_000))
    town.ledger.reverse(receipt=str(weighed.receipt), allow_debt=True)
    (later,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 10_100),))
    assert later.body["balance"] == 80
    with refused(errors.BalanceTooLow):
        town.ledger.redeem(card=town.card, amount=Credits(81))


@pytest.mark.usefixtures("weighed")
def test_a_transfer_already_spent_by_who_got_it_is_a_debt_too(town: Town, refused: Refused) -> None:
    (handed,) = town.ledger.transfer(card=town.card, to=town.households[1], amount=Credits(500))
    town.ledger.redeem(card=town.households[1], amount=Credits(1))
    with refused(errors.DebtNotAllowed) as raised:
        town.ledger.reverse(receipt=str(handed.receipt))
    assert raised.value.facts["household"] == "K07/0002"
    assert town.ledger.reverse(receipt=str(handed.receipt), allow_debt=True)


def test_credits_settled_later_go_back_as_well(town: Town, intruder: Intruder, mixed: Entry) -> None:
    town.ledger.settle_rate(material="MIX", thousandths=150_000)
    assert balance(intruder, "household:K07/0002") == 300
    (reversal,) = town.ledger.reverse(receipt=str(mixed.receipt))
    assert [line["credits"] for line in reversal.body["settled"]] == [300]
    assert balance(intruder, "household:K07/0002") == 0
    assert intruder.run("SELECT grams, credits, lines FROM daily_total WHERE material = 'MIX'") == [(0, 0, 0)]


def test_a_line_settled_at_nothing_can_be_taken_back(town: Town, intruder: Intruder, mixed: Entry) -> None:
    town.ledger.settle_rate(material="MIX", thousandths=0)
    town.ledger.reverse(receipt=str(mixed.receipt))
    assert balance(intruder, "stock:P01", "MIX") == 0
    assert town.ledger.audit().clean


# Correcting


def test_a_correction_is_a_reversal_and_a_new_entry_on_the_old_day(
    town: Town, intruder: Intruder, weighed: Entry
) -> None:
    town.clock.tick(2 * DAY)
    taken_back, again = correct(town, weighed, Weighing("PET", 1_000), because="wrong-weight")
    assert (taken_back.kind, again.kind, again.body["replaces"]) == ("reversal", "drop-off", str(weighed.receipt))
    assert (again.body["day"], again.body["happened"]) == (weighed.body["day"], weighed.body["happened"])
    assert again.body["recorded"] > weighed.body["recorded"]
    assert again.body["balance"] == balance(intruder, "household:K07/0001") == 800
    assert intruder.run("SELECT day, grams, credits FROM daily_total WHERE material = 'PET' AND grams <> 0") == [
        ("2026-03-15", 1_000, 800)
    ]


def test_a_correction_may_say_whose_it_was(town: Town, intruder: Intruder, weighed: Entry) -> None:
    _, again = correct(town, weighed, Weighing("PET", 10_000), card=town.cards[2], because="wrong-household")
    assert (again.body["household"], again.body["community"]) == ("K07/0003", "C02")
    assert balance(intruder, "household:K07/0001") == 0
    assert balance(intruder, "household:K07/0003") == 8_000


def test_a_correction_can_be_corrected(town: Town, intruder: Intruder, weighed: Entry) -> None:
    _, again = correct(town, weighed, Weighing("PET", 1_000))
    correct(town, again, Weighing("PET", 2_000))
    assert balance(intruder, "household:K07/0001") == 1_600
    assert intruder.value("SELECT count(*) FROM successor WHERE how = 'replaced'") == 2


def test_a_correction_keeps_what_became_of_the_credits(town: Town, intruder: Intruder) -> None:
    town.ledger.move_household(household=town.household, attributes={"proxy_cash": 1})
    (cash,) = town.ledger.record_drop_off(
        card=town.card, weighings=(Weighing("PET", 2_000),), settle="cash", proxy=True, assisted=True
    )
    town.ledger.move_household(household=town.household, attributes={"proxy_cash": 0})
    (gift,) = town.ledger.record_drop_off(
        card=town.card, weighings=(Weighing("PET", 2_000),), settle="gift", gift_to=town.households[2]
    )
    _, cash_again = correct(town, cash, Weighing("PET", 1_000))
    _, gift_again = correct(town, gift, Weighing("PET", 1_000))
    assert (cash_again.body["paid"], cash_again.body["proxy"], cash_again.body["assisted"]) == (800, 1, 1)
    assert gift_again.body["gift"] == "K07/0003"
    assert balance(intruder, "household:K07/0001") == 0
    assert balance(intruder, "household:K07/0003") == 800


def test_only_what_a_correction_really_takes_is_a_debt(town: Town, refused: Refused, weighed: Entry) -> None:
    town.ledger.redeem(card=town.card, amount=Credits(7_000))
    with refused(errors.DebtNotAllowed):
        correct(town, weighed, Weighing("PET", 8_000))
    _, again = correct(town, weighed, Weighing("PET", 9_000))
    assert again.body["balance"] == 200


def test_what_was_closed_since_can_still_be_corrected(town: Town, intruder: Intruder, weighed: Entry) -> None:
    town.clock.tick(DAY)
    town.ledger.close_household(household=town.household, pay_out=True)
    town.ledger.close_listed(kind="material", code="PET")
    town.ledger.change_listed(kind="operator", code="1", attributes={"point": "P02"})
    town.ledger.close_listed(kind="point", code="P01")
    town.clock.tick(DAY)
    _, again = correct(town, weighed, Weighing("PET", 11_000))
    assert (again.body["household"], again.body["point"]) == (town.household, "P01")
    assert balance(intruder, f"household:{town.household}") == again.body["balance"] == 800
    assert town.ledger.audit().clean


def test_a_correction_uses_nothing_that_was_closed_before_the_day(
    town: Town, refused: Refused, closed_household: str
) -> None:
    town.ledger.close_listed(kind="material", code="BEER")
    town.clock.tick(2 * DAY)
    (later,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))
    with refused(errors.CodeClosed):
        correct(town, later, Weighing("BEER", 1))
    with refused(errors.HouseholdClosed):
        correct(town, later, Weighing("PET", 1_000), card=closed_household)


def test_a_correction_follows_the_household_that_was_joined(town: Town, intruder: Intruder, weighed: Entry) -> None:
    kept, joined = town.households[2], town.household
    (gift,) = town.ledger.record_drop_off(
        card=town.card, weighings=(Weighing("PET", 1_000),), settle="gift", gift_to=kept
    )
    town.ledger.join_households(household=kept, joined=joined)
    _, again = correct(town, weighed, Weighing("PET", 9_000))
    _, kept_gift = correct(town, gift, Weighing("PET", 500))
    assert (again.body["household"], "gift" in kept_gift.body) == (kept, False)
    assert balance(intruder, f"household:{kept}") == kept_gift.body["balance"] == 7_200 + 400
    assert town.ledger.audit().clean


def test_a_corrected_weight_stays_with_the_community_of_its_day(town: Town, weighed: Entry) -> None:
    town.ledger.move_household(household=town.household, attributes={"community": "C02", "type": "shop"})
    _, again = correct(town, weighed, Weighing("PET", 1_000))
    assert (again.body["community"], again.body["type"]) == ("C01", "household")


def test_a_correction_that_fails_takes_nothing_back(town: Town, refused: Refused, weighed: Entry) -> None:
    for wrong, kind in (
        (Weighing("GOLD", 1), errors.CodeUnknown),
        (Weighing("PET", 0), errors.NothingWeighed),
        (Weighing("RES", 1), errors.NoRate),
    ):
        with refused(kind):
            correct(town, weighed, wrong)
    with refused(errors.CardUnknown):
        town.ledger.correct(receipt=str(weighed.receipt), weighings=(Weighing("PET", 1),), card=STRANGE_CARD)


def test_only_a_drop_off_is_corrected(town: Town, refused: Refused, weighed: Entry) -> None:
    (redeemed,) = town.ledger.redeem(card=weighed.body["card"], amount=Credits(100))
    with refused(errors.NotReversible):
        correct(town, redeemed, Weighing("PET", 1_000))


def test_what_a_reversal_says_folds_without_its_original(town: Town, intruder: Intruder, mixed: Entry) -> None:
    town.ledger.settle_rate(material="MIX", thousandths=150_000)
    (reversal,) = town.ledger.reverse(receipt=str(mixed.receipt))
    assert {"lines", "day", "community", "type", "point", "household"} <= reversal.body["original"].keys()
    before = projections(intruder)
    town.ledger.rebuild()
    assert projections(intruder) == before
