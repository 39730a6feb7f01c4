"""Days and periods are read in both eras, both languages, and as the office writes them."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain import calendar
from wasteledger.domain.calendar import (
    Period,
    calendar_year,
    fiscal_year,
    fiscal_year_of,
    month_of,
    months_after,
    read_day,
    read_period,
)
from wasteledger.errors import DateNotUnderstood, PeriodBackwards, PeriodNotUnderstood

IDES = date(2026, 3, 15)
DAYS = st.dates(min_value=date(1857, 1, 1), max_value=date(2399, 12, 31))
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.mark.parametrize(
    "typed",
    [
        *("15/3/2569", "15/03/2026", "15-3-2569", "15.3.2569", "๑๕/๓/๒๕๖๙", " 15/3/2569 "),
        *("2026-03-15", "2569-03-15", "2569/3/15", "๒๕๖๙-๐๓-๑๕"),
        *("15 มี.ค. 2569", "15 มีค 2569", "15มี.ค.2569", "15 มี.ค 2569", "15-มี.ค.-2569", "๑๕  มีนาคม  ๒๕๖๙"),
        *("15 มีนาคม 2569", "วันที่ 15 มีนาคม พ.ศ. 2569", "15 มีนาคม พ.ศ.2569", "15 มีนาคม พศ 2569", "15 มีนาคม ค.ศ. 2026"),
        *("15 Mar 2026", "15-Mar-2026", "15 MARCH 2026", "15 march 2569", "15 Mar. 2026"),
    ],
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert read_day(typed) == IDES


@pytest.mark.parametrize(
    "typed",
    [
        *("", "15", "มี.ค. 2569", "2569", "15/3/69", "15 มี.ค. 69", "69-03-15", "15/3", "15/3/25699", "15/3/0069"),
        *("3/15/2569", "31/2/2569", "29/2/2568", "0/3/2569", "15/0/2569", "15/3-2569", "15 3 2569", "15/3/1569"),
        *("15 มิย. มีค. 2569", "15 ม.น. 2569", "15 มีนาคม พ.ศ. 2026", "15 มีนาคม ค.ศ. 2569", "15/3/3026", "วันนี้", "12/3 ก"),
    ],
)
def test_what_is_no_day_for_certain_is_refused(typed: str) -> None:
    with pytest.raises(DateNotUnderstood) as refused:
        read_day(typed)
    assert refused.value.facts == {"typed": typed}


@given(DAYS)
def test_every_day_is_read_back_from_every_way_of_writing_it(day: date) -> None:
    for year in (day.year, day.year + 543):
        for word in calendar._MONTHS[day.month - 1].split():
            assert read_day(f"{day.day} {word} {year}") == day
            assert read_day(f"{day.day}{word.upper()}{year}".translate(THAI_DIGITS)) == day
        assert read_day(f"{day.day}/{day.month}/{year}") == day
        assert read_day(f"{year}-{day.month:02}-{day.day:02}") == day


@given(st.text())
def test_no_text_does_anything_but_read_or_be_refused(typed: str) -> None:
    for read, refusal in ((read_day, DateNotUnderstood), (read_period, PeriodNotUnderstood)):
        with suppress(refusal):
            read(typed)


def test_no_two_months_share_a_name() -> None:
    assert len(calendar._month_by_word()) == sum(len(words.split()) for words in calendar._MONTHS)


@pytest.mark.parametrize("typed", ["2569", "2026", "๒๕๖๙", "ปี 2569", "พ.ศ. 2569", "ปี พ.ศ. 2569", "ค.ศ. 2026"])
def test_a_bare_year_is_a_calendar_year_of_either_era(typed: str) -> None:
    assert read_period(typed) == Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    "typed",
    ["FY2569", "fy 2569", "FY2026", "ปีงบ 2569", "ปีงบฯ 2569", "ปีงบประมาณ 2569", "ปีงบประมาณ พ.ศ. ๒๕๖๙", "ปีงบ2569"],
)
def test_a_fiscal_year_runs_from_october_to_september(typed: str) -> None:
    assert read_period(typed) == Period(date(2025, 10, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    "typed",
    ["2026-03", "2569-03", "2569-3", "3/2569", "03/2026", "มี.ค. 2569", "มีนาคม พ.ศ. 2569", "Mar 2026", "mar-2026"],
)
def test_a_month_is_read(typed: str) -> None:
    assert read_period(typed) == Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("Q2/2569", date(2026, 4, 1), date(2026, 6, 30)),
        ("q4 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("ไตรมาส 2/2569", date(2026, 4, 1), date(2026, 6, 30)),
        ("ไตรมาสที่ ๒ ปี ๒๕๖๙", date(2026, 4, 1), date(2026, 6, 30)),
        ("Q1/FY2569", date(2025, 10, 1), date(2025, 12, 31)),
        ("ไตรมาสที่ 2 ปีงบประมาณ 2569", date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_a_quarter_is_of_the_kind_of_year_it_is_written_with(typed: str, first: date, last: date) -> None:
    assert read_period(typed) == Period(first, last)


def test_a_single_day_is_a_period_too() -> None:
    assert read_period("15 มี.ค. 2569") == Period(IDES, IDES)


@pytest.mark.parametrize(
    "typed", ["", "69", "FY69", "13/2569", "2569-13", "Q5/2569", "Q0/2569", "มี.น. 2569", "1569", "31/2/2569"]
)
def test_what_is_no_period_is_refused(typed: str) -> None:
    with pytest.raises(PeriodNotUnderstood) as refused:
        read_period(typed)
    assert refused.value.facts == {"typed": typed}


def test_a_period_counts_its_days_and_names_the_months_it_touches() -> None:
    winter = Period(date(2025, 12, 31), date(2026, 2, 1))
    assert winter.days == 33
    assert winter.months() == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(PeriodBackwards) as refused:
        Period(IDES, IDES - timedelta(days=1))
    assert refused.value.facts == {"first": IDES, "last": IDES - timedelta(days=1)}


@given(DAYS)
def test_every_day_is_in_the_month_and_the_years_told_of_it(day: date) -> None:
    month, year, fiscal = month_of(day), calendar_year(day.year), fiscal_year(fiscal_year_of(day))
    assert all(period.first <= day <= period.last for period in (month, year, fiscal))
    assert month.months() == [day.replace(day=1)]
    assert len(year.months()) == len(fiscal.months()) == 12


@given(DAYS)
def test_a_fiscal_year_follows_the_one_before_without_a_gap(day: date) -> None:
    year = fiscal_year_of(day)
    assert fiscal_year(year).last + timedelta(days=1) == fiscal_year(year + 1).first


@given(DAYS, st.integers(min_value=-1200, max_value=1200))
def test_months_are_counted_forwards_and_back_to_the_same_month(day: date, months: int) -> None:
    there = months_after(day, months)
    assert there.day == 1
    assert months_after(there, -months) == day.replace(day=1)


def test_a_leap_february_ends_on_the_29th_in_either_era() -> None:
    assert read_period("ก.พ. 2571").last == read_period("2028-02").last == date(2028, 2, 29)
