"""Several reports over the same books: what the monthly and the fiscal year's report are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from wasteledger.domain.calendar import Period
from wasteledger.domain.methods import rate_method
from wasteledger.errors import Refusal
from wasteledger.journal.directory import Directory
from wasteledger.reporting.report import Report, Text
from wasteledger.reporting.reports import report

NO_TITLE = Text("")


@dataclass(frozen=True, slots=True)
class Asked:
    """A report by its name, and how it is asked; its title, for where it can't be told."""

    name: str
    title: Text = NO_TITLE
    how: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a question: a report, or why there is none."""

    asked: Asked
    answer: Report | Refusal


def _asked(name: str, title: str, **how: Any) -> Asked:
    return Asked(name, Text(title), how)


DIVERSION = rate_method("diversion").name
RATE, BY_MONTH = _asked("diversion", DIVERSION), _asked("diversion", DIVERSION, by="month")
FISCAL_YEAR = (
    _asked("amounts", "Waste generated, collected, utilised and disposed"),
    RATE,
    BY_MONTH,
    _asked("diversion", DIVERSION, by="community"),
    _asked("methods", "The same waste by every method"),
    _asked("tonnage", "Kilograms by the way they took", by=("class",)),
    _asked("tonnage", "Kilograms by the way they took", by=("material",)),
    _asked("set-out", "Set-out rate"),
    _asked("participation", "Participation rate"),
    _asked("coverage", "Coverage"),
    _asked("contamination", "Contamination"),
    _asked("per-head", "Kilograms a head and day"),
    _asked("mass-balance", "Mass balance", by=("material",)),
    _asked("greenhouse", "Greenhouse gas avoided"),
    _asked("late", "Late entries"),
)
MONTHLY = tuple(asked for asked in FISCAL_YEAR if asked is not BY_MONTH)
"""Neither names a household: these are papers for everybody."""
_NEED_DISPOSAL = frozenset({"amounts", "diversion", "methods", "per-head"})


def of_complete_months(asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """The same questions, those that need disposed tonnage asked of the months that have it."""
    return tuple(
        replace(one, how={**one.how, "complete_months": True}) if one.name in _NEED_DISPOSAL else one for one in asked
    )


def gathered(connection: Connection, directory: Directory, period: Period, asked: Sequence[Asked]) -> tuple[Told, ...]:
    """Ask for several reports, each of which may be refused."""
    return tuple(told(connection, directory, period, one) for one in asked)


def told(connection: Connection, directory: Directory, period: Period, asked: Asked) -> Told:
    """Ask for one report, which may be refused."""
    try:
        return Told(asked, report(asked.name)(connection, directory, period, **asked.how))
    except Refusal as refusal:
        return Told(asked, refusal)


def so_far(period: Period, today: date) -> Period:
    """The months of a period that are over; the whole of one that is over, or of which no month is."""
    over = today.replace(day=1) - timedelta(days=1)
    return Period(period.first, over) if period.first <= over < period.last else period
