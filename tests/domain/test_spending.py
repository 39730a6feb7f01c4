"""Where a household must go to spend, for each place it may call home and each book that may be asked."""

import pytest

from wasteledger.domain.spending import AT_HOME, AT_OFFICE, OFFICE, Spending

POINTS = {"K11": "P01", "K12": "P02"}


@pytest.mark.parametrize(
    ("rule", "apart", "home", "book", "goes_to"),
    [
        (AT_HOME, True, "P01", "K11", None),
        (AT_HOME, True, "P01", "K12", "P01"),
        (AT_HOME, True, "P02", "K11", "P02"),
        (AT_HOME, True, "P03", "K11", OFFICE),
        (AT_HOME, True, "", "K11", OFFICE),
        (AT_HOME, True, "", "K13", OFFICE),
        (AT_HOME, False, "P01", "K07", "P01"),
        (AT_HOME, False, "P03", "K07", None),
        (AT_HOME, False, "", "K07", None),
        (AT_OFFICE, True, "P01", "K11", OFFICE),
        (AT_OFFICE, False, "P01", "K07", None),
    ],
)
def test_credits_are_spent_at_one_place(rule: str, apart: bool, home: str, book: str, goes_to: str | None) -> None:
    assert Spending(rule, apart, POINTS, frozenset(POINTS.values())).must_go_to(home, book) == goes_to
