"""Every published method, worked out by hand: on the EPA's own year, and on two towns that trade waste."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.reporting.conftest import EARLIER, MARCH, Month
from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.calendar import Period, calendar_year
from wasteledger.domain.methods import RATE_METHODS
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.translation import Words

YEAR = calendar_year(2026)
NEW_YEARS_EVE = datetime(2026, 12, 31, 12, tzinfo=UTC)
EPA_2018 = {"recycling": 69_090, "composting": 24_890, "animal-feed": 17_710, "energy": 34_560, "landfill": 146_120}
"""Thousands of short tons; “other food management” stands under animal feed."""
EVERY_METHOD = [method.id for method in RATE_METHODS]


def state(ledger: Ledger, name: str, value: int, first: date = date(2020, 1, 1), **more: Any) -> None:
    ledger.set_statistic(name=name, value=value, first_day=first, source="by hand", **more)


def rates(ledger: Ledger, period: Period) -> dict[str, str]:
    return {method: ledger.report("diversion", period, method=method).total["percent"] for method in EVERY_METHOD}


@pytest.fixture
def epa_2018(town: Town) -> Ledger:
    """The United States of 2018 as one town: a load for each way, and a nil one for every month."""
    town.clock.tick(365 * 24 * 3_600)
    for way, tons in EPA_2018.items():
        town.ledger.add_to_list(kind="destination", code=way.upper(), attributes={"method": way})
        town.ledger.record_load(destination=way, lines=(LoadLine("RES", f"{tons}000", "short-ton"),), at=NEW_YEARS_EVE)
    for month in range(1, 12):
        at = datetime(2026, month, 5, tzinfo=UTC)
        town.ledger.record_load(destination="LANDFILL", lines=(LoadLine("RES", "0"),), at=at)
    return town.ledger


def test_the_epas_own_year_gives_its_published_rate_and_others_by_other_methods(epa_2018: Ledger) -> None:
    state(epa_2018, "uncollected", 0)
    # 180,000 thousand short tons a year, in grams a day
    state(epa_2018, "baseline-disposed", 180_000_000 * 907_184_740 // 1_000 // 365)

    # generated: 292,370; recycled and composted: 93,980; with feed and fuel: 146,250; of the baseline: 33,880
    assert rates(epa_2018, YEAR) == {
        "diversion": "50.02",
        "epa": "32.14",
        "eu": "32.14",
        "sdg1251": "32.14",
        "sdg1161": "100.00",
        "th-pcd": "50.02",
        "disposal-reduction": "18.82",
    }


@pytest.fixture
def two_towns(town: Town) -> Ledger:
    """March in a town that sells to its neighbour and composts for it.

    Dropped off: 100 kg of PET, 60 kg of FOOD, 10 kg of BATT. Sold of it: 50 kg of PET in the town, 30 kg to the
    neighbour's dealer; composted: 60 kg of FOOD. Straight from the town: 20 kg of home
    compost, 15 kg of feed, 40 kg to the fuel plant, 130 kg to the landfill and 25 kg to a dump.
    The neighbour's food (200 g a day) is inside the 60 kg. 1 kg a day stayed in the canals; at the baseline 10 kg a day
    were disposed.
    """
    ledger = town.ledger
    takers: dict[str, dict[str, Any]] = {
        "HOME": {"method": "home-composting"},
        "PIGS": {"method": "animal-feed"},
        "FUEL": {"method": "energy"},
        "DUMP": {"method": "open-dump"},
        "ABROAD": {"method": "recycling", "in_town": 0},
    }
    for code, attributes in takers.items():
        ledger.add_to_list(kind="destination", code=code, attributes=attributes)
    weighings = (Weighing("PET", 100_000), Weighing("FOOD", 60_000), Weighing("BATT", 10_000))
    ledger.record_drop_off(card=town.card, weighings=weighings, point="P01")
    for taker, material, kg in (("DEALER", "PET", "50"), ("ABROAD", "PET", "30"), ("FARM", "FOOD", "60")):
        ledger.record_load(destination=taker, lines=(LoadLine(material, kg),), point="P01")
    straight = (
        ("HOME", "FOOD", 20),
        ("PIGS", "FOOD", 15),
        ("FUEL", "RES", 40),
        ("FILL", "RES", 130),
        ("DUMP", "RES", 25),
    )
    for taker, material, kilograms in straight:
        ledger.record_load(destination=taker, lines=(LoadLine(material, str(kilograms)),), at=EARLIER)
    return ledger


def test_two_towns_that_trade_waste_have_a_rate_of_their_own_by_every_method(two_towns: Ledger) -> None:
    grams_a_day = {"uncollected": 1_000, "baseline-disposed": 10_000, "imported": 200, "imported-recycling": 200}
    for name, grams in grams_a_day.items():
        state(two_towns, name, grams, MARCH.first, last_day=MARCH.last)

    assert rates(two_towns, MARCH) == {
        # 100 + 60 + 10 + 20 + 15 + 40 = 245 of 400
        "diversion": "61.25",
        # 100 + 60 - 6.2 imported = 153.8 of 390 (no batteries) - 6.2 = 383.8
        "epa": "40.07",
        # 50 + 30 + 60 + 20 entered, of 400
        "eu": "40.00",
        # 50 + 30 + 60 - 6.2 = 133.8 of 380 (no home compost) - 6.2 = 373.8
        "sdg1251": "35.79",
        # 50 + 30 + 60 + 15 + 40 + 130 = 325 of 380 + 31 uncollected
        "sdg1161": "79.08",
        # 100 + 60 + 20 + 15 + 40 = 235 of 390
        "th-pcd": "60.26",
        # 310 - 155 = 155 of 310
        "disposal-reduction": "50.00",
    }
    assert len(set(rates(two_towns, MARCH).values())) == len(EVERY_METHOD)


def test_what_was_exported_is_told_beside_the_rate(two_towns: Ledger) -> None:
    report = two_towns.report("diversion", MARCH, method="sdg1251")

    assert (report.total["numerator_grams"], report.total["out_of_town_grams"]) == (140_000, 30_000)


@pytest.mark.parametrize("method", ["epa", "sdg1251"])
def test_imports_that_nobody_stated_are_nil_and_said_to_be(two_towns: Ledger, method: str) -> None:
    said = [str(line) for line in two_towns.report("diversion", MARCH, method=method).definition()]

    assert "Nothing is subtracted as imported: no such figure is set." in said


@pytest.mark.parametrize(("method", "name"), [("sdg1161", "uncollected"), ("disposal-reduction", "baseline-disposed")])
def test_a_rate_that_lacks_an_outside_figure_names_it_and_the_command(march: Month, method: str, name: str) -> None:
    with pytest.raises(errors.StatisticMissing) as refused:
        march.town.ledger.report("diversion", MARCH, method=method)

    assert refused.value.facts["command"] == f"statistic set {name} VALUE --from 2026-03-01 --source TEXT"
    assert f"{name} (kg a day)" in str(refused.value)
    assert f"{name} (กก. ต่อวัน)" in Words("th")(refused.value.message, **refused.value.facts)


def test_an_outside_figure_by_community_is_that_communitys_own(march: Month) -> None:
    state(march.town.ledger, "baseline-disposed", 5_000)
    state(march.town.ledger, "baseline-disposed", 2_000, place="C01")
    with pytest.raises(errors.StatisticMissing) as refused:
        march.town.ledger.report("diversion", MARCH, method="disposal-reduction", by="community")
    assert "--community C02" in str(refused.value)

    state(march.town.ledger, "baseline-disposed", 3_000, place="C02")
    report = march.town.ledger.report("diversion", MARCH, method="disposal-reduction", by="community")

    # (62 - 30) of 62, (93 - 50) of 93, (155 - 80) of 155
    assert [row["percent"] for row in report.rows] == ["51.61", "46.24"]
    assert report.total["percent"] == "48.39"
    assert [(figure.place, figure.value) for figure in report.stands_on.outside] == [
        ("", "5.000"),
        ("C01", "2.000"),
        ("C02", "3.000"),
    ]


def test_an_outside_figure_that_changes_counts_by_its_days(march: Month) -> None:
    ledger = march.town.ledger
    state(ledger, "baseline-disposed", 5_000)
    state(ledger, "baseline-disposed", 10_000, date(2026, 3, 11), last_day=date(2026, 3, 20))

    report = ledger.report("diversion", MARCH, method="disposal-reduction")

    # ten days of 10 kg, the 21 before and after of 5 kg
    assert report.total["denominator_grams"] == 205_000
    assert [(one.first.day, one.last.day) for one in report.stands_on.outside] == [(1, 31), (11, 20)]
    assert report.stands_on.days == 31


def test_a_figure_that_ended_before_the_period_is_missing_from_the_first_day_without_one(march: Month) -> None:
    state(march.town.ledger, "baseline-disposed", 5_000, last_day=date(2026, 3, 9))

    with pytest.raises(errors.StatisticMissing) as refused:
        march.town.ledger.report("diversion", MARCH, method="disposal-reduction")

    assert (refused.value.facts["first"], refused.value.facts["last"]) == (date(2026, 3, 10), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("method", "basis"), [("eu", "received"), ("sdg1251", "dispatched"), ("diversion", "at-taker")]
)
def test_a_method_is_weighed_only_where_it_is_defined(march: Month, method: str, basis: str) -> None:
    with pytest.raises(errors.ValueNotAllowed):
        march.town.ledger.report("diversion", MARCH, method=method, basis=basis)


def test_a_method_of_calendar_years_says_when_it_is_asked_for_other_days(epa_2018: Ledger) -> None:
    windows = [epa_2018.report("diversion", days, method="epa").stands_on.window for days in (YEAR, MARCH)]

    assert [str(window) for window in windows] == [
        "Window: one calendar year, as the method has it.",
        "Window: other days than the calendar year for which the method is defined.",
    ]


def test_all_methods_stand_side_by_side_and_say_what_lacks(march: Month) -> None:
    report = march.town.ledger.report("methods", MARCH)

    shown = {row["by_method"]: row["percent"] for row in report.rows}
    assert (shown["diversion@1"], shown["epa@1"], shown["sdg1161@1"]) == ("18.37", "17.53", None)
    assert [note.facts["name"] for note in report.notes] == ["uncollected", "baseline-disposed"]


# Complete months


@pytest.fixture
def spring(march: Month) -> Period:
    """February with 100 kg of PET and nothing said of disposal, and the whole of March."""
    at = datetime(2026, 2, 10, 5, tzinfo=UTC)
    march.town.ledger.record_load(destination="DEALER", lines=(LoadLine("PET", "100"),), community="C01", at=at)
    return Period(date(2026, 2, 1), date(2026, 3, 31))


@pytest.mark.parametrize("by", ["municipality", "community", "month"])
def test_complete_months_alone_are_counted_and_the_others_named(march: Month, spring: Period, by: str) -> None:
    report = march.town.ledger.report("diversion", spring, by=by, complete_months=True)

    assert report.total["percent"] == "18.37"
    (note,) = report.notes
    assert str(note) == "Left out, as no disposed tonnage is booked for them: Feb 2026"


def test_days_of_months_left_out_are_not_divided_by(march: Month, spring: Period) -> None:
    state(march.town.ledger, "baseline-disposed", 10_000)

    report = march.town.ledger.report("diversion", spring, method="disposal-reduction", complete_months=True)

    assert (report.total["denominator_grams"], report.stands_on.days) == (310_000, 31)


def test_a_period_without_any_complete_month_is_refused(march: Month, spring: Period) -> None:
    with pytest.raises(errors.DisposalMissing):
        march.town.ledger.report("diversion", Period(spring.first, date(2026, 2, 28)), complete_months=True)


# Cuts


def test_a_rate_by_class_tells_what_became_of_each(march: Month) -> None:
    report = march.town.ledger.report("diversion", MARCH, by="class")

    assert {row["class"]: row["percent"] for row in report.rows} == {
        "general": "0.00",
        "hazardous": "100.00",
        "organic": "100.00",
        "recyclable": "100.00",
    }


@pytest.mark.parametrize("by", ["point", "household-type"])
def test_tonnes_disposed_for_all_together_refuse_a_rate_that_they_would_flatter(march: Month, by: str) -> None:
    with pytest.raises(errors.DisposedTogether) as refused:
        march.town.ledger.report("diversion", MARCH, by=by)

    assert str(refused.value.facts["by"]) == by


def test_tickets_and_bills_behind_a_rate_are_counted_and_reversed(march: Month) -> None:
    ledger = march.town.ledger
    said: dict[str, Any] = {
        "destination": "FILL",
        "lines": (LoadLine("RES", "1"), LoadLine("PET", "1")),
        "community": "C01",
    }
    ledger.record_load(**said, ticket="W-1", bill="B-1")
    (wrong,) = ledger.record_load(**said, ticket="W-2")
    stands = ledger.report("diversion", MARCH).stands_on
    assert (stands.loads, stands.tickets, stands.bills) == (5, 2, 1)

    ledger.reverse(receipt=str(wrong.receipt))

    stands = ledger.report("diversion", MARCH).stands_on
    assert (stands.loads, stands.tickets, stands.bills) == (4, 1, 1)
