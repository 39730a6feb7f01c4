"""Diversion rates, worked out by hand; and what is refused rather than guessed."""

from datetime import UTC, date, datetime

import pytest

from tests.reporting.conftest import EARLIER, MARCH, Month
from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.calendar import Period
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.translation import Words


def test_diversion_counts_everything_not_disposed(march: Month) -> None:
    report = march.town.ledger.report("diversion", MARCH)

    # 6 PET + 5 BEER + 1 BATT + 4 FOOD + 2 PET straight = 18 kg, of 98 kg with the 80 kg disposed
    assert (report.total["numerator_grams"], report.total["denominator_grams"], report.total["percent"]) == (
        18_000,
        98_000,
        "18.37",
    )


def test_epa_counts_recycling_and_composting_alone_and_leaves_hazardous_waste_out(march: Month) -> None:
    report = march.town.ledger.report("diversion", MARCH, method="epa")

    assert (report.total["numerator_grams"], report.total["denominator_grams"], report.total["percent"]) == (
        17_000,
        97_000,
        "17.53",
    )


def test_th_pcd_counts_hazardous_waste_apart(march: Month) -> None:
    report = march.town.ledger.report("diversion", MARCH, method="th-pcd@1")

    assert (report.stands_on.method, report.total["percent"]) == ("th-pcd@1", "17.53")


def test_fuel_is_utilised_by_th_pcd_but_not_recycled_by_epa(march: Month) -> None:
    ledger = march.town.ledger
    ledger.add_to_list(kind="destination", code="RDF", attributes={"method": "energy"})
    ledger.record_load(destination="RDF", lines=(LoadLine("RES", "3"),), community="C01", at=EARLIER)

    rates = {method: ledger.report("diversion", MARCH, method=method).total["percent"] for method in ("epa", "th-pcd")}

    # epa 17 of 100; th-pcd 20 of 100
    assert rates == {"epa": "17.00", "th-pcd": "20.00"}


def test_the_communities_add_up_to_the_municipality(march: Month) -> None:
    report = march.town.ledger.report("diversion", MARCH, by="community")

    figures = ("numerator_grams", "denominator_grams", "percent")
    shares = {row["community"]: tuple(row[name] for name in figures) for row in report.rows}
    assert shares == {"C01": (12_000, 42_000, "28.57"), "C02": (6_000, 56_000, "10.71")}
    assert report.total["numerator_grams"] == 18_000


def test_a_report_says_how_much_was_estimated_and_what_stands_behind_it(march: Month) -> None:
    total = march.town.ledger.report("diversion", MARCH).total

    assert (total["estimated_grams"], total["drop_offs"], total["loads"]) == (5_000, 3, 3)


def test_a_report_names_the_heads_it_rests_on(march: Month) -> None:
    report = march.town.ledger.report("diversion", MARCH)

    (head,) = report.heads
    assert str(march.town.ledger.status().books[0].sequence) == str(head.sequence)
    assert head.check_code == march.town.ledger.entry(f"K07-{head.sequence}").check_code


def test_dispatched_counts_loads_by_their_destination(march: Month) -> None:
    march.town.ledger.record_load(destination="DEALER", lines=(LoadLine("PET", "4"),), point="P01")

    report = march.town.ledger.report("diversion", MARCH, basis="dispatched")

    # 4 kg out of stock + 2 kg straight, of 86 kg
    assert (report.total["numerator_grams"], report.total["denominator_grams"], report.total["percent"]) == (
        6_000,
        86_000,
        "6.98",
    )


def test_dispatched_by_community_gives_a_points_sales_to_the_one_community_that_filled_it(march: Month) -> None:
    march.town.ledger.record_load(destination="DEALER", lines=(LoadLine("PET", "4"),), point="P01")

    report = march.town.ledger.report("diversion", MARCH, by="community", basis="dispatched")

    assert {row["community"]: row["numerator_grams"] for row in report.rows} == {"C01": 4_000, "C02": 2_000}


def test_dispatched_by_community_is_refused_where_pooled_stock_was_sold(march: Month) -> None:
    march.town.ledger.record_load(destination="DEALER", lines=(LoadLine("PET", "1"),), point="P02")

    with pytest.raises(errors.PooledStockSold) as refused:
        march.town.ledger.report("diversion", MARCH, by="community", basis="dispatched")

    assert refused.value.facts["points"] == ["P02"]


def test_a_month_without_disposed_tonnage_is_refused_and_named(march: Month) -> None:
    spring = Period(date(2026, 2, 1), date(2026, 3, 31))

    with pytest.raises(errors.DisposalMissing) as refused:
        march.town.ledger.report("diversion", spring)

    assert refused.value.facts["missing"] == [(date(2026, 2, 1), "")]


def test_a_community_without_disposed_tonnage_is_refused_and_named(town: Town) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), point="P01")
    town.ledger.record_load(destination="FILL", lines=(LoadLine("RES", "5"),), community="C02")

    with pytest.raises(errors.DisposalMissing) as refused:
        town.ledger.report("diversion", MARCH, by="community")

    assert refused.value.facts["missing"] == [(date(2026, 3, 1), "C01")]


def test_nothing_disposed_must_be_stated_by_a_nil_load(town: Town) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), point="P01")
    with pytest.raises(errors.DisposalMissing):
        town.ledger.report("diversion", MARCH)

    town.ledger.record_load(destination="FILL", lines=(LoadLine("RES", "0"),), community="C01")

    assert town.ledger.report("diversion", MARCH).total["percent"] == "100.00"


def test_a_reversed_nil_load_states_nothing_any_more(town: Town) -> None:
    (nil,) = town.ledger.record_load(destination="FILL", lines=(LoadLine("RES", "0"),), community="C01")
    town.ledger.reverse(receipt=str(nil.receipt))

    with pytest.raises(errors.DisposalMissing):
        town.ledger.report("diversion", MARCH)


def test_tonnes_disposed_for_the_whole_town_refuse_a_rate_by_community_but_not_the_municipalitys(march: Month) -> None:
    ledger = march.town.ledger
    ledger.record_load(destination="FILL", lines=(LoadLine("RES", "10"),), at=EARLIER)

    with pytest.raises(errors.DisposedTogether):
        ledger.report("diversion", MARCH, by="community")

    assert ledger.report("diversion", MARCH).total["denominator_grams"] == 108_000


def test_a_reversal_counts_on_the_originals_day(march: Month) -> None:
    ledger, clock = march.town.ledger, march.town.clock
    entry = ledger.statement(march.town.household).lines[0]
    clock.tick(60 * 60 * 24 * 40)

    ledger.reverse(receipt=str(entry.receipt))

    assert ledger.report("diversion", MARCH).total["numerator_grams"] == 8_000


def test_a_household_that_moved_leaves_its_old_figures_where_they_were(march: Month) -> None:
    march.town.ledger.move_household(household=march.town.household, attributes={"community": "C02"})

    report = march.town.ledger.report("diversion", MARCH, by="community")

    assert {row["community"]: row["numerator_grams"] for row in report.rows} == {"C01": 12_000, "C02": 6_000}


@pytest.mark.parametrize(
    "asked", [{"method": "best"}, {"basis": "hoped"}, {"by": "street"}], ids=lambda asked: next(iter(asked))
)
def test_an_unknown_method_basis_or_cut_is_refused(march: Month, asked: dict[str, str]) -> None:
    with pytest.raises(errors.ValueNotAllowed):
        march.town.ledger.report("diversion", MARCH, **asked)


FEBRUARY = date(2026, 2, 1)
IN_FEBRUARY = datetime(2026, 2, 10, 5, tzinfo=UTC)
BOTH = Period(FEBRUARY, MARCH.last)


def dispose(ledger: Ledger, weight: str, at: datetime) -> str:
    (entry,) = ledger.record_load(destination="FILL", lines=(LoadLine("RES", weight),), community="C01", at=at)
    return str(entry.receipt)


def test_a_late_reversal_takes_no_load_of_its_own_from_the_month_it_counts_in(town: Town) -> None:
    kept = [dispose(town.ledger, weight, IN_FEBRUARY) for weight in ("20", "5")]
    town.ledger.close_period(month=FEBRUARY)
    dispose(town.ledger, "30", EARLIER)
    town.ledger.reverse(receipt=kept[1])

    assert town.ledger.report("diversion", MARCH).total["denominator_grams"] == 25_000
    assert town.ledger.report("diversion", BOTH, by="community").total["denominator_grams"] == 50_000


def test_a_late_load_states_nothing_of_the_month_it_only_counts_in(town: Town) -> None:
    dispose(town.ledger, "20", IN_FEBRUARY)
    town.ledger.close_period(month=FEBRUARY)
    dispose(town.ledger, "7", IN_FEBRUARY)

    for period in (MARCH, BOTH):
        with pytest.raises(errors.DisposalMissing) as refused:
            town.ledger.report("diversion", period)
        assert refused.value.facts["missing"] == [(MARCH.first, "")]


def test_a_late_load_states_its_own_month_in_a_figure_of_both_but_not_in_one_month_by_month(town: Town) -> None:
    (weighed,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),), at=IN_FEBRUARY)
    town.ledger.close_period(month=FEBRUARY)
    dispose(town.ledger, "7", IN_FEBRUARY)
    dispose(town.ledger, "12", EARLIER)

    assert weighed.body["community"] == "C01"
    assert town.ledger.report("diversion", BOTH).total["percent"] == "5.00"
    with pytest.raises(errors.DisposalMissing) as refused:
        town.ledger.report("diversion", BOTH, by="month")
    assert refused.value.facts["missing"] == [(FEBRUARY, "")]


def test_a_month_whose_only_load_was_taken_back_late_is_not_complete_for_the_year(town: Town) -> None:
    wrong = dispose(town.ledger, "20", IN_FEBRUARY)
    town.ledger.close_period(month=FEBRUARY)
    dispose(town.ledger, "30", EARLIER)
    town.ledger.reverse(receipt=wrong)

    with pytest.raises(errors.DisposalMissing) as refused:
        town.ledger.report("diversion", BOTH)
    assert refused.value.facts["missing"] == [(FEBRUARY, "")]


def test_of_many_missing_months_people_are_told_a_handful_and_programs_all(town: Town) -> None:
    for household in (town.cards[0], town.cards[2]):
        town.ledger.record_drop_off(card=household, weighings=(Weighing("PET", 1_000),), point="P01")
    year = Period(date(2026, 1, 1), date(2026, 12, 31))

    with pytest.raises(errors.DisposalMissing) as refused:
        town.ledger.report("diversion", year, by="community")

    missing = refused.value.facts["missing"]
    assert isinstance(missing, list)
    assert len(missing) == 24
    assert "2026-01 C01, 2026-02 C01, 2026-03 C01, 2026-04 C01, 2026-05 C01, … (24). Record" in str(refused.value)
    thai = Words("th")(refused.value.message, **refused.value.facts)
    assert "พฤษภาคม 2569 C01, … (24) ให้บันทึกเที่ยวขน" in thai
