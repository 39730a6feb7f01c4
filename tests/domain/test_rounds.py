"""The days of a plan: read from however they are written, and found in the calendar."""

from datetime import date

import pytest

from wasteledger.domain.calendar import Period, read_period
from wasteledger.domain.rounds import planned_days, read_plan_days
from wasteledger.errors import ValueNotAllowed

SPRING = Period(date(2026, 1, 1), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("15", "15"),
        (" ๐5,20 ", "5 20"),
        ("2-sat 4-เสาร์ 2-Saturday", "2-sat 4-sat"),
        ("last-อาทิตย์", "last-sun"),
        ("15/3/2569 2026-04-12", "2026-03-15 2026-04-12"),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert read_plan_days(typed) == kept
    assert read_plan_days(kept) == kept


@pytest.mark.parametrize("typed", ["", "0", "32", "6-sat", "2-day", "2 sat", "31/2/2569", "first", "-sat"])
def test_what_is_no_day_of_a_plan_is_refused(typed: str) -> None:
    with pytest.raises(ValueNotAllowed):
        read_plan_days(typed)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("15", ["01-15", "02-15", "03-15", "04-15"]),
        ("31", ["01-31", "02-28", "03-31", "04-30"]),
        ("2-sat", ["01-10", "02-14", "03-14", "04-11"]),
        ("5-sat", ["01-31"]),
        ("last-sun", ["01-25", "02-22", "03-29", "04-26"]),
        ("1-thu", ["01-01", "02-05", "03-05", "04-02"]),
        ("2026-03-15 2025-12-31", ["03-15"]),
        ("15 2-sun 2026-03-15", ["01-11", "01-15", "02-08", "02-15", "03-08", "03-15", "04-12", "04-15"]),
    ],
)
def test_a_plan_names_the_days_of_a_period(days: str, expected: list[str]) -> None:
    assert [f"{day:%m-%d}" for day in planned_days(days, SPRING)] == expected


def test_only_days_within_the_period_are_named() -> None:
    assert planned_days("15", Period(date(2026, 3, 16), date(2026, 4, 14))) == []
    assert planned_days("15", Period(date(2026, 3, 15), date(2026, 3, 15))) == [date(2026, 3, 15)]
    assert len(planned_days("2-sat", read_period("FY2569"))) == 12
