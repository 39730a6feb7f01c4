"""The council's question, worked out by hand: two months of two towns' making."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tests.reporting.conftest import MARCH, Month
from wasteledger import errors
from wasteledger.domain.calendar import Period, calendar_year, fiscal_year
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.reporting.comparing import CouncilAnswer
from wasteledger.reporting.gathering import FISCAL_YEAR, MONTHLY, Asked, so_far
from wasteledger.reporting.reports import FOR_STAFF, REPORTS
from wasteledger.translation import Words

FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))
AT = datetime(2026, 2, 10, 5, tzinfo=UTC)


@pytest.fixture
def compared(march: Month) -> Callable[[], CouncilAnswer]:
    """March beside February, in which 5.0 kg of PET came in and 20 kg were disposed, 5 kg more burned for energy."""
    ledger = march.town.ledger
    ledger.add_to_list(kind="destination", code="RDF", attributes={"method": "energy"})
    ledger.record_drop_off(card=march.town.cards[0], weighings=(Weighing("PET", 5_000),), point="P01", at=AT)
    ledger.record_load(destination="FILL", lines=(LoadLine("RES", "20"),), community="C01", at=AT, ticket="4711")
    ledger.record_load(destination="RDF", lines=(LoadLine("RES", "5"),), community="C01", at=AT)
    return lambda: ledger.council_answer(MARCH, FEBRUARY)


def test_both_rates_stand_beside_each_other_by_both_methods(compared: Callable[[], CouncilAnswer]) -> None:
    rows = compared().rates.rows

    # February: 10 of 30 kg, 5 of 30 by epa; March: 18 of 98 kg, 17 of 97 by epa
    assert [row["percent"] for row in rows] == ["33.33", "18.37", "16.67", "17.53"]
    assert [row["points"] for row in rows] == [None, "-14.96", None, "0.86"]


def test_each_rate_says_what_stands_behind_it(compared: Callable[[], CouncilAnswer]) -> None:
    february, march, *_ = compared().rates.rows

    assert [february[name] for name in ("drop_offs", "loads", "tickets", "bills")] == [1, 2, 1, 0]
    assert [march[name] for name in ("drop_offs", "loads", "tickets", "bills")] == [3, 3, 0, 0]


def test_the_answer_is_a_sentence_for_each_method(compared: Callable[[], CouncilAnswer]) -> None:
    assert [line.said(Words("en")) for line in compared().said] == [
        "Share of waste not disposed: 18.37 %, before 33.33 %: 14.96 percentage points less",
        "Recycling and composting rate: 17.53 %, before 16.67 %: 0.86 percentage points more",
    ]


def test_the_largest_change_comes_first(compared: Callable[[], CouncilAnswer]) -> None:
    _, _, by_material = compared().changes

    changes = {row["material"]: row["change_grams"] for row in by_material.rows}
    assert list(changes.items()) == [("RES", 55_000), ("BEER", 5_000), ("FOOD", 4_000), ("PET", 3_000), ("BATT", 1_000)]
    assert by_material.total["change_grams"] == 68_000


def test_what_changed_by_method_follows_the_loads(compared: Callable[[], CouncilAnswer]) -> None:
    _, by_method, _ = compared().changes

    changes = {row["method"]: row["change_grams"] for row in by_method.rows}
    assert changes == {
        "landfill": 60_000,
        "recycling": 8_000,
        "energy": -5_000,
        "composting": 4_000,
        "hazardous-treatment": 1_000,
    }


def test_a_year_that_still_runs_is_compared_by_its_months_that_are_over(march: Month) -> None:
    march.town.clock.now = datetime(2026, 4, 20, 5, tzinfo=UTC)

    answer = march.town.ledger.council_answer(calendar_year(2026), calendar_year(2025))

    assert answer.now == Period(date(2026, 1, 1), date(2026, 3, 31))
    assert answer.before == Period(date(2025, 1, 1), date(2025, 3, 31))


def test_a_rate_that_cannot_be_told_says_why_and_the_changes_are_still_shown(march: Month) -> None:
    answer = march.town.ledger.council_answer(MARCH, FEBRUARY)

    assert "Feb 2026" in answer.said[0].said(Words("en"))
    assert [row["percent"] for row in answer.rates.rows] == [None, "18.37", None, "17.53"]
    assert answer.changes[0].rows


def test_the_same_refusal_is_said_once_for_all_ways_to_count(march: Month) -> None:
    answer = march.town.ledger.council_answer(MARCH, FEBRUARY)

    assert len(answer.said) == 1


@pytest.mark.parametrize("before", [fiscal_year(2025), FEBRUARY])
def test_a_calendar_year_is_not_compared_with_a_fiscal_year_nor_with_a_month(march: Month, before: Period) -> None:
    with pytest.raises(errors.YearsUnlike) as refused:
        march.town.ledger.council_answer(calendar_year(2026), before)

    assert "2026-01-01 – 2026-12-31" in str(refused.value)


def test_a_rate_refused_in_a_page_leaves_the_others(march: Month) -> None:
    whole_year = [Asked("diversion"), Asked("tonnage")]

    refused, told = march.town.ledger.reports(calendar_year(2026), whole_year)

    assert isinstance(refused.answer, errors.DisposalMissing)
    assert not isinstance(told.answer, errors.Refusal)


def test_pages_ask_for_reports_that_there_are_and_name_no_household() -> None:
    asked = {one.name for one in (*MONTHLY, *FISCAL_YEAR)}

    assert asked <= REPORTS.keys() - FOR_STAFF


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 4, 20), date(2026, 3, 31)),
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2026, 1, 9), date(2026, 12, 31)),
    ],
)
def test_a_period_goes_so_far_as_its_months_are_over(today: date, last: date) -> None:
    assert so_far(calendar_year(2026), today) == Period(date(2026, 1, 1), last)


def test_what_is_cut_by_is_called_by_its_names(march: Month) -> None:
    names = march.town.ledger.names()

    assert names[("community", "C01")] == ("ชุมชนท่าแพ", "Tha Phae")
    assert names[("material", "PET")] == ("ขวดใส (PET)", "")
