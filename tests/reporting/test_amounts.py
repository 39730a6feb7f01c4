"""Tonnes a day, kilograms a head, capture, contamination, mass balance: worked out by hand on one March."""

from datetime import date
from typing import Any

import pytest

from tests.reporting.conftest import EARLIER, MARCH, Month
from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.calendar import Period, month_of
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.units import Grams


def state(ledger: Ledger, name: str, value: int, **more: Any) -> None:
    ledger.set_statistic(name=name, value=value, first_day=date(2020, 1, 1), source="by hand", **more)


def figures(report_row: Any, *names: str) -> list[Any]:
    return [report_row[name] for name in names]


# Tonnes a day


def test_what_the_province_asks_is_told_in_tonnes_a_day(march: Month) -> None:
    ledger = march.town.ledger
    state(ledger, "generated", 10_000)
    ledger.add_to_list(kind="destination", code="DUMP", attributes={"method": "open-dump"})
    ledger.add_to_list(kind="destination", code="PIT", attributes={"method": "landfill", "proper": 0})
    for taker in ("DUMP", "PIT"):
        ledger.record_load(destination=taker, lines=(LoadLine("RES", "6.2"),), community="C01", at=EARLIER)

    total = ledger.report("amounts", MARCH).total

    # 310 kg generated; 18 + 80 + 12.4 collected; 17 without the batteries utilised
    names = ("generated", "collected", "uncollected", "utilised", "proper", "improper")
    assert figures(total, *(f"{name}_grams" for name in names)) == [310_000, 110_400, 199_600, 17_000, 80_000, 12_400]
    assert figures(total, "generated_tonnes_a_day", "uncollected_tonnes_a_day") == ["0.010", "0.006"]


def test_what_nobody_measured_is_left_open_and_named(march: Month) -> None:
    report = march.town.ledger.report("amounts", MARCH)

    assert figures(report.total, "generated_tonnes_a_day", "uncollected_tonnes_a_day") == [None, None]
    assert report.notes[0].facts["name"] == "generated"


def test_generated_may_be_reckoned_by_the_heads_of_a_named_population(march: Month) -> None:
    ledger = march.town.ledger
    state(ledger, "generated-per-head-day", 1_150)
    state(ledger, "population-registered", 100)
    state(ledger, "population-resident", 180)

    registered, resident = (ledger.report("amounts", MARCH, population=who) for who in ("registered", "resident"))

    assert [made.total["generated_grams"] for made in (registered, resident)] == [31 * 115_000, 31 * 207_000]
    assert "Generated: kilograms a head and day × population-resident." in map(str, resident.notes)


def test_what_was_left_is_as_stated_where_it_was_stated(march: Month) -> None:
    state(march.town.ledger, "uncollected", 2_000)

    report = march.town.ledger.report("amounts", MARCH, by="month")

    assert figures(report.rows[0], "month", "uncollected_grams") == [date(2026, 3, 1), 62_000]


@pytest.mark.parametrize("asked", [{"generated": "guessed"}, {"population": "cats"}, {"by": "point"}])
def test_amounts_can_not_be_asked_otherwise(march: Month, asked: dict[str, str]) -> None:
    with pytest.raises(errors.ValueNotAllowed):
        march.town.ledger.report("amounts", MARCH, **asked)


# A head, a household


def test_kilograms_a_head_name_whose_heads(march: Month) -> None:
    ledger = march.town.ledger
    state(ledger, "population-registered", 10)
    state(ledger, "population-resident", 20)

    made = {who: ledger.report("per-head", MARCH, population=who, of="disposed") for who in ("registered", "resident")}

    # 80 kg of 310 and of 620 person-days
    assert [report.total["kg_a_day"] for report in made.values()] == ["0.258", "0.129"]
    assert [report.stands_on.population for report in made.values()] == [
        "registered population",
        "resident population",
    ]


@pytest.mark.parametrize(("of", "grams"), [("collected", 98_000), ("separated", 18_000), ("disposed", 80_000)])
def test_which_waste_is_said(march: Month, of: str, grams: int) -> None:
    state(march.town.ledger, "population-registered", 10)

    assert march.town.ledger.report("per-head", MARCH, of=of).total["grams"] == grams


def test_what_was_separated_needs_no_disposal(town: Town) -> None:
    state(town.ledger, "households", 10)
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 31_000),), point="P01")

    report = town.ledger.report("per-household", MARCH, households="all", of="separated")

    assert report.total["kg_a_day"] == "0.100"


def test_members_count_from_the_day_they_registered(march: Month) -> None:
    report = march.town.ledger.report("per-household", MARCH, by="community")

    # Registered on 15 March: 17 days; C01 has two households and 42 kg, C02 a school and 56 kg.
    assert [row["kg_a_day"] for row in report.rows] == ["1.235", "3.294"]


# Capture


def test_capture_is_what_was_collected_clean_of_what_is_in_the_waste(march: Month) -> None:
    ledger = march.town.ledger
    with pytest.raises(errors.StatisticMissing) as refused:
        ledger.report("capture", MARCH)
    assert refused.value.facts["name"] == "composition:MATERIAL"
    state(ledger, "composition:PET", 8_000)
    state(ledger, "composition:FOOD", 50_000)
    state(ledger, "generated", 10_000)

    report = ledger.report("capture", MARCH)

    # 8 of 24.8 kg of PET, 4 of 155 kg of FOOD
    assert {row["material"]: row["percent"] for row in report.rows} == {"PET": "32.26", "FOOD": "2.58"}
    assert report.notes[-1].facts["materials"] == ["BATT", "BEER"]


# Contamination


@pytest.fixture
def sorted_badly(town: Town) -> Town:
    """A day with 2 kg handed back beside 4 accepted, and one with 1 beside 100."""
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 4_000, rejected=2_000),), point="P01")
    town.clock.tick(24 * 3_600)
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 100_000, rejected=1_000),), point="P01")
    return town


def test_contamination_is_a_ratio_of_sums_unless_the_mean_is_asked_for(sorted_badly: Town) -> None:
    made = [
        sorted_badly.ledger.report("contamination", MARCH, by="material", mean_of_samples=mean)
        for mean in (False, True)
    ]

    # 3 of 107; the mean of 2 of 6 and 1 of 101
    assert [report.total["percent"] for report in made] == ["2.80", "17.16"]
    assert made[0].rows[0]["percent"] == "2.80"
    assert "a sample is what one point took in on one day" in made[1].stands_on.numerator


def test_nothing_brought_has_no_contamination(town: Town) -> None:
    assert town.ledger.report("contamination", MARCH).total["percent"] is None


# Mass balance


def closing(ledger: Ledger, period: Period) -> dict[str, dict[str, int]]:
    stocks: dict[str, dict[str, int]] = {}
    for row in ledger.report("mass-balance", period).rows:
        if row["closing_grams"]:
            stocks.setdefault(row["point"], {})[row["material"]] = row["closing_grams"]
    return stocks


def test_the_balance_explains_the_stock(march: Month) -> None:
    ledger = march.town.ledger
    ledger.record_load(destination="DEALER", lines=(LoadLine("PET", "3"),), point="P01")
    ledger.count_stock(counted={"PET": Grams(1_900)}, point="P01")

    report = ledger.report("mass-balance", MARCH)

    pet = next(row for row in report.rows if (row["point"], row["material"]) == ("P01", "PET"))
    columns = ("before", "opening", "received", "dispatched", "shrinkage", "closing")
    assert figures(pet, *(f"{name}_grams" for name in columns)) == [0, 0, 5_000, 3_000, 100, 1_900]
    assert closing(ledger, MARCH) == ledger.stock()


def test_next_months_opening_stock_is_this_months_closing(march: Month) -> None:
    april = march.town.ledger.report("mass-balance", month_of(date(2026, 4, 1)))
    before = {(row["point"], row["material"]): row["before_grams"] for row in april.rows}
    closed = march.town.ledger.report("mass-balance", MARCH).rows

    assert before == {(row["point"], row["material"]): row["closing_grams"] for row in closed}


def test_stock_brought_over_is_told_apart_and_carried_over_months_lie_nowhere(town: Town) -> None:
    lines = (("P01", LoadLine("PET", "7")),)
    town.ledger.open_stock(day=date(2026, 3, 1), lines=lines, control_total=Grams(7_000))
    town.ledger.carry_over(month=date(2026, 2, 1), line=LoadLine("PET", "900"), community="C01")

    report = town.ledger.report("mass-balance", MARCH)

    assert [figures(row, "point", "before_grams", "opening_grams", "closing_grams") for row in report.rows] == [
        ["P01", 0, 7_000, 7_000]
    ]
