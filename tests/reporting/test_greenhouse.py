"""Greenhouse gas by one set of factors; what is in no set is listed."""

import pytest

from tests.reporting.conftest import MARCH, Month
from wasteledger import errors
from wasteledger.domain.materials import MADE_OF
from wasteledger.recording.loads import LoadLine
from wasteledger.reporting.greenhouse import factor_sets


@pytest.fixture
def sold(march: Month) -> Month:
    """5 kg of PET and the 2 kg straight from C02 went to the dealer, with 5 kg of glass; 4 kg of food were brought."""
    ledger = march.town.ledger
    for code, made_of in (("PET", "pet"), ("FOOD", "food")):
        ledger.change_listed(kind="material", code=code, attributes={"made_of": made_of})
    ledger.record_load(destination="DEALER", lines=(LoadLine("PET", "5"), LoadLine("BEER", "10", "piece")), point="P01")
    return march


@pytest.mark.parametrize(
    ("factors", "material", "avoided"),
    [
        ("less", "PET", "7.2"),  # 7 × 1.0310
        ("warm16@1", "PET", "8.0"),  # 7,000 ÷ 907,184.74 × 1.04 t
        ("th-wet-waste", "FOOD", "0.6"),  # 4 × 0.1454
    ],
)
def test_each_set_reckons_its_own_material(sold: Month, factors: str, material: str, avoided: str) -> None:
    report = sold.town.ledger.report("greenhouse", MARCH, factors=factors)

    assert {row["material"]: row["co2e_kg"] for row in report.rows if row["co2e_kg"]} == {material: avoided}
    assert report.total["co2e_kg"] == avoided
    assert factors.partition("@")[0] in report.stands_on.method


def test_a_material_without_a_factor_is_listed_not_guessed(sold: Month) -> None:
    report = sold.town.ledger.report("greenhouse", MARCH)

    (beer,) = [row for row in report.rows if row["material"] == "BEER"]
    assert (beer["grams"], beer["factor"], beer["co2e_kg"]) == (5_000, None, None)
    assert report.total["grams"] == 7_000
    assert report.notes[-1].facts["materials"] == ["BEER"]


def test_two_sets_are_never_mixed(sold: Month) -> None:
    with pytest.raises(errors.ValueNotAllowed):
        sold.town.ledger.report("greenhouse", MARCH, factors="less,warm16")


def test_every_factor_is_of_something_that_a_material_can_be_made_of() -> None:
    for one in factor_sets().values():
        assert one.factors.keys() <= set(MADE_OF)
        assert one.source
