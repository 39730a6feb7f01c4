"""Days and periods as Thai offices write them: the Buddhist era, Thai months, the fiscal year of 1 October."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from wasteledger.domain.digits import arabic_digits
from wasteledger.errors import DateNotUnderstood, PeriodBackwards, PeriodNotUnderstood
from wasteledger.units import BUDDHIST_ERA_YEARS

FIRST_BUDDHIST_YEAR = 2400
"""A written year from here on is of the Buddhist era; an earlier one, of the common era."""

FISCAL_YEAR_BEGINS = 10
"""October: fiscal year 2569 runs from 1 October 2568 to 30 September 2569 (Budget Procedures Act, s. 4)."""

_MONTHS = (
    "ม.ค. มกราคม Jan January",
    "ก.พ. กุมภาพันธ์ Feb February",
    "มี.ค. มีนาคม Mar March",
    "เม.ย. เมษายน Apr April",
    "พ.ค. พฤษภาคม May",
    "มิ.ย. มิถุนายน Jun June",
    "ก.ค. กรกฎาคม Jul July",
    "ส.ค. สิงหาคม Aug August",
    "ก.ย. กันยายน Sep Sept September",
    "ต.ค. ตุลาคม Oct October",
    "พ.ย. พฤศจิกายน Nov November",
    "ธ.ค. ธันวาคม Dec December",
)

_YEAR = r"(?:ปี ?)?(?P<era>พ\.? ?ศ\.?|ค\.? ?ศ\.?)? ?(?P<year>\d{4})"
_MONTH = r"(?P<month>\d{1,2})"
_WORD = r"(?P<word>[^\d\s/-]+?)"
_DAY = r"(?P<day>\d{1,2})"
_FISCAL = r"(?:fy|ปีงบ(?:ประมาณ|ฯ)?) ?"
_QUARTER = r"(?:q|ไตรมาส(?:ที่)?) ?(?P<quarter>[1-4])"

_DAYS = (
    rf"{_DAY}(?P<mark>[/.-]){_MONTH}(?P=mark){_YEAR}",
    rf"{_YEAR}(?P<mark>[/.-]){_MONTH}(?P=mark){_DAY}",
    rf"(?:วันที่)? ?{_DAY}[ /-]?{_WORD}[ /-]?{_YEAR}",
)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from the first to the last, both included.

    Raises:
        PeriodBackwards: the last day is before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodBackwards(first=self.first, last=self.last)

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    def months(self) -> list[date]:
        """Return the first day of each month that the period touches."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [months_after(self.first, number) for number in range(count)]


def read_day(typed: str) -> date:
    """Return the day meant: ``15/3/2569``, ``15 มี.ค. 2569``, ``2026-03-15``, ``๑๕ มีนาคม พ.ศ. ๒๕๖๙``.

    The day comes before the month unless the year comes first.

    Raises:
        DateNotUnderstood: it is no day of the calendar, or its year has not four digits.
    """
    text = _plain(typed)
    try:
        return next(_day(found) for form in _DAYS if (found := re.fullmatch(form, text)))
    except (StopIteration, ValueError):
        raise DateNotUnderstood(typed=typed) from None


def read_period(typed: str) -> Period:
    """Return the period meant: a year, fiscal year, quarter, month or day.

    ``2569`` and ``2026`` are calendar years; ``FY2569`` and ``ปีงบ 2569`` the fiscal year; ``Q2/2569`` is the second
    quarter of the calendar year, ``Q2/FY2569`` of the fiscal year; ``2026-03``, ``3/2569``, ``มี.ค. 2569`` are a month.

    Raises:
        PeriodNotUnderstood: it is none of these.
    """
    text = _plain(typed)
    try:
        return next(period(found) for form, period in _periods() if (found := re.fullmatch(form, text)))
    except (StopIteration, ValueError):
        raise PeriodNotUnderstood(typed=typed) from None


def month_of(day: date) -> Period:
    """Return the calendar month that the day is in."""
    return _from(day.replace(day=1), months=1)


def months_after(day: date, months: int) -> date:
    """Return the first day of the month so many months after the day's own; before it, if negative."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def calendar_year(year: int) -> Period:
    """Return 1 January to 31 December of a year of the common era."""
    return _from(date(year, 1, 1), months=12)


def fiscal_year(year: int) -> Period:
    """Return the Thai fiscal year that ends in a year of the common era."""
    return _from(date(year - 1, FISCAL_YEAR_BEGINS, 1), months=12)


def fiscal_year_of(day: date) -> int:
    """Return the fiscal year that the day is in, as the year of the common era in which it ends."""
    return day.year + (day.month >= FISCAL_YEAR_BEGINS)


def _from(first: date, months: int) -> Period:
    return Period(first, months_after(first, months) - timedelta(days=1))


def _plain(typed: str) -> str:
    return " ".join(arabic_digits(typed).casefold().split())


def _day(found: re.Match[str]) -> date:
    return date(_year(found), _month(found), int(found["day"]))


def _year(found: re.Match[str]) -> int:
    """Return the year of the common era, from 1857 to 2399, which alone can be told from the Buddhist era."""
    written, era = int(found["year"]), found["era"]
    buddhist = written >= FIRST_BUDDHIST_YEAR
    if era and era.startswith("พ") != buddhist:
        raise ValueError(written)
    year = written - BUDDHIST_ERA_YEARS if buddhist else written
    if not FIRST_BUDDHIST_YEAR - BUDDHIST_ERA_YEARS <= year < FIRST_BUDDHIST_YEAR:
        raise ValueError(written)
    return year


def _month(found: re.Match[str]) -> int:
    parts = found.groupdict()
    if "month" in parts:
        return int(parts["month"])
    number = _month_by_word().get(parts["word"].replace(".", ""))
    if number is None:
        raise ValueError(parts["word"])
    return number


@cache
def _month_by_word() -> dict[str, int]:
    """Return the months by their names, long and short, without full stops, which people leave out."""
    return {
        word.replace(".", "").casefold(): number
        for number, words in enumerate(_MONTHS, start=1)
        for word in words.split()
    }


@cache
def _periods() -> tuple[tuple[str, Callable[[re.Match[str]], Period]], ...]:
    def month(found: re.Match[str]) -> Period:
        return _from(date(_year(found), _month(found), 1), months=1)

    def quarter_of(year: Callable[[int], Period]) -> Callable[[re.Match[str]], Period]:
        return lambda found: _from(months_after(year(_year(found)).first, 3 * int(found["quarter"]) - 3), months=3)

    def day(found: re.Match[str]) -> Period:
        return Period(_day(found), _day(found))

    return (
        (_YEAR, lambda found: calendar_year(_year(found))),
        (rf"{_FISCAL}{_YEAR}", lambda found: fiscal_year(_year(found))),
        (rf"{_QUARTER}[ /-]?{_YEAR}", quarter_of(calendar_year)),
        (rf"{_QUARTER}[ /-]?{_FISCAL}{_YEAR}", quarter_of(fiscal_year)),
        (rf"{_YEAR}-{_QUARTER}", quarter_of(calendar_year)),
        (rf"{_YEAR}[/-]{_MONTH}", month),
        (rf"{_MONTH}[/-]{_YEAR}", month),
        (rf"{_WORD}[ /-]?{_YEAR}", month),
        *((form, day) for form in _DAYS),
    )
