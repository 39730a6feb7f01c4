"""Rounds: planned by the office, opened with a float, closed with the cash counted against the book."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.recording.conftest import Refused
from tests.support.databases import on_sqlite
from tests.support.intruder import Intruder
from tests.support.town import HEAD, STAFF, Town
from wasteledger import errors
from wasteledger.domain.calendar import Period, read_period
from wasteledger.errors import Refusal, RoundNumber
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.rates import NewRate
from wasteledger.recording.rounds import ReferenceWeight
from wasteledger.units import Credits, Grams

Opened = Callable[[str], Ledger]

PLAN = {"point": "P01", "days": "15 2-sat", "communities": "C01, C02"}
TODAY = date(2026, 3, 15)


@pytest.fixture
def round_(town: Town) -> Entry:
    """A round of today at P01 with 1,000.00 baht in the box."""
    (entry,) = town.ledger.open_round(cash_float=Credits(100_000), point="P01")
    town.clock.tick()
    return entry


def weigh(town: Town, grams: int = 5_000, settle: str = "cash", household: int = 0, point: str = "P01") -> Entry:
    weighings = (Weighing("PET", grams),)
    (entry,) = town.ledger.record_drop_off(card=town.cards[household], weighings=weighings, settle=settle, point=point)
    return entry


# The calendar


def test_the_calendar_names_the_days_of_each_plan(town: Town) -> None:
    town.ledger.add_to_list(kind="plan", code="P01-M", attributes=PLAN)
    town.ledger.add_to_list(kind="plan", code="P02-M", attributes={**PLAN, "point": "P02", "days": "14"})
    planned = town.ledger.rounds_planned(read_period("2569-03"))
    assert [(one.day.day, one.point, one.plan) for one in planned] == [
        (14, "P01", "P01-M"),
        (14, "P02", "P02-M"),
        (15, "P01", "P01-M"),
    ]
    assert planned[0].communities == ("C01", "C02")
    assert [one.day.day for one in town.ledger.rounds_planned(read_period("2569-03"), "p02")] == [14]


def test_a_plan_that_was_closed_names_no_day_from_then_on(town: Town) -> None:
    town.ledger.add_to_list(kind="plan", code="P01-M", attributes={**PLAN, "days": "14 15 16"})
    town.ledger.close_listed(kind="plan", code="P01-M")
    assert [one.day.day for one in town.ledger.rounds_planned(read_period("2569-03"))] == [14]


@on_sqlite
@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"days": "tomorrow"}, errors.ValueNotAllowed),
        ({"communities": "C01 C99"}, errors.CodeUnknown),
        ({"communities": " , "}, errors.CellMissing),
        ({"point": "P99"}, errors.CodeUnknown),
        ({"point": ""}, errors.CodeUnknown),
    ],
)
def test_a_plan_that_can_not_be_is_refused(
    town: Town, refused: Refused, changed: dict[str, str], refusal: type[Refusal]
) -> None:
    with refused(refusal):
        town.ledger.add_to_list(kind="plan", code="P01-M", attributes=PLAN | changed)


# Opening


def test_a_round_is_numbered_within_its_point_and_year(town: Town) -> None:
    for point, number in (("P01", 1), ("P02", 1), ("P01", 2)):
        (entry,) = town.ledger.open_round(point=point)
        assert (entry.body["number"], entry.body["year"]) == (number, 2026)
        town.ledger.close_round(counted=Credits(0), point=point)
    town.clock.tick(365 * 24 * 3_600)
    (entry,) = town.ledger.open_round(point="P01")
    assert (entry.body["number"], entry.body["year"]) == (1, 2027)


def test_a_round_serves_whom_it_is_told_else_the_calendar_else_its_points_own(town: Town) -> None:
    def served(point: str, *communities: str) -> list[str]:
        (entry,) = town.ledger.open_round(point=point, communities=communities)
        town.ledger.close_round(counted=Credits(0), point=point)
        return list(entry.body["communities"])

    assert served("P02") == ["C02"]
    town.ledger.add_to_list(kind="plan", code="P01-M", attributes=PLAN)
    assert served("P01") == ["C01", "C02"]
    assert served("P01", "c02", "C02") == ["C02"]


def test_a_point_has_one_round_open_at_a_time_in_a_book(town: Town, refused: Refused, round_: Entry) -> None:
    with refused(errors.RoundOpen) as raised:
        town.ledger.open_round(point="P01")
    assert raised.value.facts["number"] == RoundNumber(round_.body["number"], 2026)
    assert town.ledger.open_round(point="P02")


def test_the_same_request_opens_one_round(town: Town) -> None:
    first = town.ledger.open_round(point="P01", request_id="r-1")
    assert town.ledger.open_round(point="P01", request_id="r-1") == first


def test_a_test_weight_and_what_it_read_are_kept(town: Town) -> None:
    (entry,) = town.ledger.open_round(point="P01", reference=ReferenceWeight(5_000, 5_020))
    assert entry.body["reference"] == {"expected": 5_000, "read": 5_020}


@on_sqlite
def test_an_opening_that_can_not_be_is_refused(town: Town, refused: Refused) -> None:
    with refused(errors.NotAWholeNumber):
        town.ledger.open_round(cash_float=Credits(-1))
    with refused(errors.NotAWholeNumber):
        town.ledger.open_round(reference=ReferenceWeight(5_000, -1))
    with refused(errors.CodeUnknown):
        town.ledger.open_round(communities=("C99",))
    with refused(errors.InTheFuture):
        town.ledger.open_round(at=town.clock.now + timedelta(minutes=1))


def test_staff_may_open_and_close_and_the_auditor_neither(opened: Opened, refused: Refused) -> None:
    with refused(errors.RoleForbids):
        opened("30").open_round()
    staff = opened(STAFF)
    (entry,) = staff.open_round()
    assert entry.body["point"] == "P01"
    assert staff.close_round(counted=Credits(0))


# What a round brings and pays


def test_a_drop_off_of_an_open_round_says_which(town: Town, round_: Entry) -> None:
    assert weigh(town).body["round"] == str(round_.receipt)
    assert "round" not in weigh(town, point="P02").body
    (older,) = town.ledger.record_drop_off(
        card=town.card, weighings=(Weighing("PET", 1_000),), at=town.clock.now - timedelta(days=1)
    )
    assert "round" not in older.body
    town.ledger.close_round(counted=Credits(96_000), point="P01")
    assert "round" not in weigh(town).body


def test_a_corrected_drop_off_stays_of_its_round_after_that_was_closed(town: Town, round_: Entry) -> None:
    wrong = weigh(town, settle="book")
    town.ledger.close_round(counted=Credits(100_000))
    town.ledger.open_round(point="P01")
    _, mended = town.ledger.correct(receipt=str(wrong.receipt), weighings=(Weighing("PET", 4_000),))
    assert mended.body["round"] == str(round_.receipt)
    other = weigh(town, settle="book", point="P02")
    _, mended = town.ledger.correct(receipt=str(other.receipt), weighings=(Weighing("PET", 4_000),))
    assert "round" not in mended.body


@pytest.mark.usefixtures("round_")
def test_the_cash_box_is_the_float_less_what_was_paid_and_not_taken_back(town: Town) -> None:
    box = town.ledger.cash_box
    assert box("P01").expected == Credits(100_000)
    paid = weigh(town)
    assert box("P01").paid == Credits(4_000)
    weigh(town, settle="book")
    weigh(town, household=3, point="P02")
    (spent,) = town.ledger.redeem(card=town.card, amount=Credits(1_500), point="P01")
    town.ledger.redeem(card=town.card, amount=Credits(500), use="goods", point="P01")
    assert box("P01").paid == Credits(5_500)
    town.ledger.reverse(receipt=str(spent.receipt))
    assert box("P01").paid == Credits(4_000)
    town.ledger.correct(receipt=str(paid.receipt), weighings=(Weighing("PET", 2_000),))
    assert box("P01").paid == Credits(1_600)
    town.ledger.close_household(household=town.household, pay_out=True)
    assert box("P01").paid == Credits(1_600 + 3_500)


def test_what_was_paid_before_and_is_taken_back_now_comes_back_into_the_box(town: Town) -> None:
    paid = weigh(town)
    town.clock.tick()
    town.ledger.open_round(cash_float=Credits(100_000), point="P01")
    town.clock.tick()
    town.ledger.correct(receipt=str(paid.receipt), weighings=(Weighing("PET", 2_000),))
    assert town.ledger.cash_box("P01").expected == Credits(100_000 + 4_000 - 1_600)
    totals = town.ledger.round_totals(town.ledger.round("1", "P01"))
    assert (totals.slips, totals.reversals, totals.materials) == (0, 0, {})


@pytest.mark.usefixtures("round_")
def test_old_papers_typed_in_during_a_round_are_not_of_it(town: Town) -> None:
    town.ledger.record_drop_off(
        card=town.card,
        weighings=(Weighing("PET", 9_000),),
        settle="cash",
        point="P01",
        at=town.clock.now - timedelta(days=2),
    )
    (opened,) = town.ledger.rounds()
    totals = town.ledger.round_totals(opened)
    assert (totals.slips, totals.cash.paid) == (0, Credits(0))


@pytest.mark.usefixtures("round_")
def test_the_totals_of_a_round_are_those_of_its_entries(town: Town) -> None:
    wrong = weigh(town, 3_000, household=1)
    weigh(town, 5_000)
    weigh(town, 2_000)
    town.ledger.reverse(receipt=str(wrong.receipt))
    opened = town.ledger.round_open("P01")
    assert opened is not None
    totals = town.ledger.round_totals(opened)
    assert (totals.households, totals.slips, totals.reversals) == (2, 3, 1)
    assert {code: one.net for code, one in totals.materials.items()} == {"PET": Grams(7_000)}
    assert totals.materials["PET"].credits == Credits(5_600)


# Closing


@pytest.mark.usefixtures("round_")
def test_a_round_whose_cash_agrees_is_closed_without_a_reason(town: Town) -> None:
    weigh(town)
    (entry,) = town.ledger.close_round(counted=Credits(96_000), point="P01", reason="rounded")
    assert (entry.body["expected"], entry.body["counted"]) == (96_000, 96_000)
    assert "reason" not in entry.body
    assert town.ledger.round_open("P01") is None
    with pytest.raises(errors.NoRoundOpen):
        town.ledger.cash_box("P01")


@pytest.mark.usefixtures("round_")
def test_a_difference_asks_for_one_of_a_few_reasons(town: Town, refused: Refused) -> None:
    with refused(errors.DifferenceUnexplained) as raised:
        town.ledger.close_round(counted=Credits(99_900))
    assert raised.value.facts == {"expected": Credits(100_000), "counted": Credits(99_900)}
    with refused(errors.ValueNotAllowed):
        town.ledger.close_round(counted=Credits(99_900), reason="ป้ามะลิ ยืม")
    (entry,) = town.ledger.close_round(counted=Credits(99_900), reason="wrong-change")
    assert entry.body["reason"] == "wrong-change"


@on_sqlite
def test_a_closing_that_can_not_be_is_refused(town: Town, refused: Refused) -> None:
    with refused(errors.NoRoundOpen):
        town.ledger.close_round(counted=Credits(0))
    town.ledger.open_round()
    with refused(errors.NotAWholeNumber):
        town.ledger.close_round(counted=Credits(-1))
    with refused(errors.PeriodBackwards):
        town.ledger.close_round(counted=Credits(0), at=town.clock.now - timedelta(hours=1))


@pytest.mark.usefixtures("round_")
def test_a_point_closed_for_good_can_still_end_its_last_round(town: Town) -> None:
    town.ledger.close_listed(kind="point", code="P01")
    assert town.ledger.close_round(counted=Credits(100_000), point="P01")


def test_a_round_is_found_by_its_number_in_either_era(town: Town, round_: Entry) -> None:
    town.ledger.close_round(counted=Credits(100_000), point="P01")
    for typed in ("1/2569", "1/2026", "๑/๒๕๖๙", "1"):
        found = town.ledger.round(typed, "P01")
        assert (found.receipt, found.counted) == (round_.receipt, Credits(100_000))
    for typed in ("2/2569", "1/2570", "one", ""):
        with pytest.raises(errors.CodeUnknown):
            town.ledger.round(typed, "P01")
    with pytest.raises(errors.CodeUnknown):
        town.ledger.round("1/2569", "P02")


def test_rounds_are_listed_by_period_and_point(town: Town) -> None:
    for point in ("P01", "P02"):
        town.ledger.open_round(point=point)
        town.clock.tick()
    assert [one.point for one in town.ledger.rounds()] == ["P01", "P02"]
    assert [one.point for one in town.ledger.rounds(point="p02")] == ["P02"]
    assert town.ledger.rounds(Period(TODAY + timedelta(days=1), TODAY + timedelta(days=9))) == []


def test_a_second_book_opens_a_round_of_its_own_at_the_point(town: Town, intruder: Intruder, round_: Entry) -> None:
    town.begin_book(intruder, "K08")
    with Ledger.open(town.database, origin="K08", operator=STAFF, clock=town.clock) as other:
        (entry,) = other.open_round(cash_float=Credits(500), point="P01")
        assert entry.body["number"] == round_.body["number"] + 1
        weigh(town)
        assert other.cash_box("P01").expected == Credits(500)
        assert town.ledger.cash_box("P01").expected == Credits(96_000)
        assert other.close_round(counted=Credits(500), point="P01")
    still = town.ledger.round_open("P01")
    assert still is not None
    assert still.receipt == round_.receipt
    assert town.ledger.audit().clean


def test_rounds_fold_to_the_same_again(town: Town, round_: Entry) -> None:
    weigh(town)
    town.ledger.close_round(counted=Credits(96_000), point="P01")
    before = town.ledger.rounds()
    town.ledger.rebuild()
    assert town.ledger.rounds() == before
    assert before[0].receipt == round_.receipt
    assert town.ledger.audit().clean


# This round's prices


@pytest.mark.usefixtures("round_")
def test_a_price_agreed_by_the_head_at_the_staffs_keyboard_holds_that_day_alone(town: Town, opened: Opened) -> None:
    staff = opened(STAFF)
    with pytest.raises(errors.RoleForbids):
        staff.agree_rates(rates=(NewRate("PET", 700_000, TODAY),), point="P01")
    staff.acting_as(HEAD).agree_rates(rates=(NewRate("PET", 700_000, TODAY),), point="P01")
    (entry,) = staff.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))
    assert entry.body["lines"][0]["credits"] == 700
    town.clock.tick(24 * 3_600)
    (entry,) = staff.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))
    assert entry.body["lines"][0]["credits"] == 800
