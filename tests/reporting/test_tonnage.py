"""Tonnage by anything, and the stock that is left."""

import pytest

from tests.reporting.conftest import MARCH, Month
from wasteledger import errors
from wasteledger.recording.loads import LoadLine


def test_tonnage_is_cut_by_community_and_class(march: Month) -> None:
    report = march.town.ledger.report("tonnage", MARCH, by=["community", "class"])

    rows = {(row["community"], row["class"]): (row["received_grams"], row["direct_grams"]) for row in report.rows}
    assert rows == {
        ("C01", "general"): (0, 30_000),
        ("C01", "hazardous"): (1_000, 0),
        ("C01", "recyclable"): (11_000, 0),
        ("C02", "general"): (0, 50_000),
        ("C02", "organic"): (4_000, 0),
        ("C02", "recyclable"): (0, 2_000),
    }


def test_tonnage_counts_visits_once_and_weighings_each(march: Month) -> None:
    total = march.town.ledger.report("tonnage", MARCH).total

    assert [total[name] for name in ("drop_offs", "weighings", "loads", "load_lines")] == [3, 5, 3, 3]


def test_tonnage_by_type_tells_the_school_from_the_households(march: Month) -> None:
    report = march.town.ledger.report("tonnage", MARCH, by=["household-type"])

    received = {row["household_type"]: row["received_grams"] for row in report.rows if row["received_grams"]}
    assert received == {"household": 12_000, "school": 4_000}


def test_what_is_dispatched_leaves_the_stock_and_a_difference_is_shrinkage(march: Month) -> None:
    ledger = march.town.ledger
    ledger.record_load(destination="DEALER", lines=(LoadLine("PET", "4.9"),), point="P01", empties_stock=True)

    total = ledger.report("tonnage", MARCH, by=["material"]).rows

    pet = next(row for row in total if row["material"] == "PET")
    assert (pet["received_grams"], pet["dispatched_grams"], pet["shrinkage_grams"]) == (6_000, 4_900, 100)
    assert ledger.stock("P01") == {"P01": {"BEER": 5_000}}


def test_an_unknown_cut_is_refused(march: Month) -> None:
    with pytest.raises(errors.ValueNotAllowed):
        march.town.ledger.report("tonnage", MARCH, by=["colour"])
