"""Rounds: on which days a point is to be open, and the cash box it has."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from wasteledger.domain.calendar import Period, months_after, read_day
from wasteledger.domain.digits import arabic_digits
from wasteledger.errors import DateNotUnderstood, ValueNotAllowed
from wasteledger.units import Credits

CASH_REASONS = ("wrong-change", "rounded", "not-fetched", "paid-unrecorded", "money-added-or-taken", "unknown-cause")
"""Why counted cash differs from the book; free text never enters the journal."""


@dataclass(frozen=True, slots=True)
class CashBox:
    """The money of a round."""

    float_: Credits
    """What the box held when the round was opened."""
    paid: Credits
    counted: Credits | None = None
    """None until the round is closed."""
    reason: str = ""
    """Why it doesn't agree, one of :data:`CASH_REASONS`."""

    @property
    def expected(self) -> Credits:
        return self.float_ - self.paid


_WEEKDAYS = {
    "mon": ("จันทร์", "monday"),
    "tue": ("อังคาร", "tuesday"),
    "wed": ("พุธ", "wednesday"),
    "thu": ("พฤหัสบดี", "พฤหัส", "thursday"),
    "fri": ("ศุกร์", "friday"),
    "sat": ("เสาร์", "saturday"),
    "sun": ("อาทิตย์", "sunday"),
}
WEEKDAYS = tuple(_WEEKDAYS)
_BY_WORD = {word: day for day, words in _WEEKDAYS.items() for word in (day, *words)}
_LAST = "last"
_NTH_WEEKDAY = re.compile(rf"(?P<nth>[1-5]|{_LAST})-(?P<weekday>\D+)")
_DAY_OF_MONTH = re.compile(r"[0-9]{1,2}")
_LONGEST_MONTH = 31


def read_plan_days(typed: str) -> str:
    """Read the days of a plan, several of them between blanks, and return them as the book keeps them.

    ``15`` is the fifteenth of every month (its last day, where it is shorter), ``2-sat`` or ``2-เสาร์`` its second
    Saturday, ``last-sun`` its last Sunday; ``15/3/2569`` and ``2026-03-15`` are one day.

    Raises:
        ValueNotAllowed, DateNotUnderstood: a word is none of these, or there is none.
    """
    words = [_plan_day(word) for word in arabic_digits(typed).casefold().replace(",", " ").split()]
    if not words:
        raise ValueNotAllowed(name="days", value=typed, choices="15, 2-sat, last-sun, 2026-03-15")
    return " ".join(dict.fromkeys(words))


def _plan_day(word: str) -> str:
    nth = _NTH_WEEKDAY.fullmatch(word)
    if nth and nth["weekday"] in _BY_WORD:
        return f"{nth['nth']}-{_BY_WORD[nth['weekday']]}"
    if _DAY_OF_MONTH.fullmatch(word) and 1 <= int(word) <= _LONGEST_MONTH:
        return str(int(word))
    try:
        return read_day(word).isoformat()
    except DateNotUnderstood:
        raise ValueNotAllowed(name="days", value=word, choices="15, 2-sat, last-sun, 2026-03-15") from None


def planned_days(days: str, period: Period) -> list[date]:
    """Return the days of a period that a plan names, each once and in order."""
    found = {day for word in days.split() for month in period.months() for day in _days_in_month(word, month)}
    return sorted(day for day in found if period.first <= day <= period.last)


def _days_in_month(word: str, month: date) -> list[date]:
    """The days that a word of a plan names in the month that begins on ``month``; a single day, whatever the month."""
    last = months_after(month, 1) - timedelta(days=1)
    nth = _NTH_WEEKDAY.fullmatch(word)
    if nth:
        first = month + timedelta(days=(WEEKDAYS.index(nth["weekday"]) - month.weekday()) % 7)
        alike = [day for week in range(5) if (day := first + timedelta(weeks=week)) <= last]
        return alike[-1:] if nth["nth"] == _LAST else alike[int(nth["nth"]) - 1 :][:1]
    if _DAY_OF_MONTH.fullmatch(word):
        return [min(month + timedelta(days=int(word) - 1), last)]
    return [date.fromisoformat(word)]
