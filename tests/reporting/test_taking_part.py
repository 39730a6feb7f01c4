"""Who takes part: over rounds with people in them, counted by hand."""

from datetime import timedelta

import pytest

from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.calendar import read_period
from wasteledger.domain.card_code import new_card_code
from wasteledger.recording.drop_offs import Weighing
from wasteledger.units import Credits

PERIOD = read_period("2026")
WEEK = 7 * 24 * 3_600


def hold_round(town: Town, *visitors: int, communities: tuple[str, ...] = ("C01",), point: str = "P01") -> None:
    """A round to which some of the town's households came, each twice; the next one is a week later."""
    town.ledger.open_round(point=point, communities=communities)
    for visitor in (*visitors, *visitors):
        town.ledger.record_drop_off(card=town.cards[visitor], weighings=(Weighing("FOOD", 1_000),), point=point)
    town.ledger.close_round(counted=Credits(0), point=point)
    town.clock.tick(WEEK)


def test_set_out_is_told_round_by_round_of_whom_it_served(town: Town) -> None:
    hold_round(town, 0)
    hold_round(town, 0, 1, 2, communities=("C01", "C02"))

    report = town.ledger.report("set-out", PERIOD)

    # The school of C02 is a member, the walk-ins are not; the first round served the two of C01 alone.
    assert [(row["number"], row["households"], row["served"], row["percent"]) for row in report.rows] == [
        ("1/2026", 1, 2, "50.00"),
        ("2/2026", 3, 3, "100.00"),
    ]
    assert (report.total["households"], report.total["served"], report.total["percent"]) == (4, 5, "80.00")


def test_who_comes_from_a_community_that_is_not_served_is_not_counted(town: Town) -> None:
    hold_round(town, 0, 2, 3)

    assert town.ledger.report("set-out", PERIOD).rows[0]["households"] == 1


def test_a_drop_off_taken_back_is_no_visit_and_a_corrected_one_is_one(town: Town) -> None:
    town.ledger.open_round(point="P01")
    booked = [
        town.ledger.record_drop_off(card=card, weighings=(Weighing("FOOD", 1_000),), point="P01")[0].receipt
        for card in town.cards[:2]
    ]
    town.ledger.reverse(receipt=str(booked[0]))
    town.ledger.correct(receipt=str(booked[1]), weighings=(Weighing("FOOD", 900),))

    assert town.ledger.report("set-out", PERIOD).total["households"] == 1
    assert town.ledger.audit().clean


def test_a_card_nobody_knows_is_nobodys_visit_until_it_is_settled(town: Town) -> None:
    town.ledger.open_round(point="P01")
    stray = new_card_code()
    weighings = (Weighing("FOOD", 1_000),)
    town.ledger.record_drop_off(card=stray, weighings=weighings, point="P01", unknown_card=True)
    assert town.ledger.report("set-out", PERIOD).total["households"] == 0

    town.ledger.settle_card(card=stray, household=town.household)

    assert town.ledger.report("set-out", PERIOD).total["households"] == 1


def test_participation_counts_who_came_at_least_once_in_the_last_three_rounds(town: Town) -> None:
    for visitors in ((1,), (0,), (), (0,)):
        hold_round(town, *visitors)

    (row,) = town.ledger.report("participation", PERIOD).rows
    (over_four,) = town.ledger.report("participation", PERIOD, window=4).rows

    # The first round, to which the other household came, is outside of the window of three.
    assert (row["community"], row["households"], row["served"], row["percent"]) == ("C01", 1, 2, "50.00")
    assert over_four["percent"] == "100.00"
    assert row["to_day"] - row["from_day"] == timedelta(weeks=2)


def test_the_window_is_part_of_the_definition(town: Town) -> None:
    for _ in range(3):
        hold_round(town, 0)

    said = [str(line) for line in town.ledger.report("participation", PERIOD).definition()]

    assert "Window: the last 3 consecutive rounds that served the community" in said


def test_each_community_has_its_own_rounds_and_the_town_is_their_sum(town: Town) -> None:
    for _ in range(3):
        hold_round(town, 0)
        hold_round(town, 2, communities=("C02",), point="P02")

    report = town.ledger.report("participation", PERIOD)

    assert [(row["community"], row["percent"]) for row in report.rows] == [("C01", "50.00"), ("C02", "100.00")]
    assert (report.total["households"], report.total["served"], report.total["percent"]) == (2, 3, "66.67")


def test_fewer_rounds_than_the_window_are_refused(town: Town) -> None:
    hold_round(town, 0)
    hold_round(town, 0)

    with pytest.raises(errors.TooFewRounds) as refused:
        town.ledger.report("participation", PERIOD)

    assert (refused.value.facts["wanted"], refused.value.facts["held"], refused.value.facts["where"]) == (3, 2, "C01")


def test_a_window_of_no_round_is_refused(town: Town) -> None:
    with pytest.raises(errors.NotAWholeNumber):
        town.ledger.report("participation", PERIOD, window=0)


def test_who_moves_joins_or_leaves_changes_no_old_round(town: Town) -> None:
    hold_round(town, 0, 1)
    before = town.ledger.report("set-out", PERIOD).rows[0]

    town.ledger.register_household(community="C01")
    town.ledger.move_household(household=town.households[0], attributes={"community": "C02"})
    town.ledger.close_household(household=town.households[1])
    hold_round(town)

    old, new = town.ledger.report("set-out", PERIOD).rows
    assert old == before
    assert (new["households"], new["served"]) == (0, 1)


def test_coverage_is_registered_households_of_all(town: Town) -> None:
    day = town.ledger.today()
    with pytest.raises(errors.StatisticMissing):
        town.ledger.report("coverage", PERIOD)
    for place, households in (("", 10), ("C01", 8), ("C02", 2)):
        town.ledger.set_statistic(name="households", value=households, first_day=day, source="DOPA", place=place)

    report = town.ledger.report("coverage", PERIOD, by="community")

    # The school is no household of the census.
    assert [(row["community"], row["households"], row["percent"]) for row in report.rows] == [
        ("C01", 2, "25.00"),
        ("C02", 0, "0.00"),
    ]
    assert report.total["percent"] == "20.00"
    assert report.stands_on.outside[0].source == "DOPA"


def test_who_stayed_away_is_listed_for_the_staff_alone(town: Town) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("FOOD", 1_000),), point="P01")
    (taken_back,) = town.ledger.record_drop_off(card=town.cards[1], weighings=(Weighing("FOOD", 1_000),), point="P01")
    town.ledger.reverse(receipt=str(taken_back.receipt))

    report = town.ledger.report("inactive", PERIOD)
    of_c01 = town.ledger.report("inactive", PERIOD, community="c01")

    assert [row["household"] for row in report.rows] == list(town.households[1:3])
    assert [row["household"] for row in of_c01.rows] == [town.households[1]]
    assert report.confidential
    assert str(report.definition()[0]).startswith("Confidential:")
    with pytest.raises(errors.RoleForbids):
        town.ledger.acting_as("30").report("inactive", PERIOD)
