"""Closed months: in which month an entry counts, whichever of closing and entry arrived first."""

from collections.abc import Mapping
from datetime import date

from wasteledger.domain.calendar import months_after

MONTH_LENGTH = len("2026-03")


class Closings:
    """The months that the office closed, each with how far it held every book at that moment.

    An entry counts on its own day if that month is open, or if the closing knew it; else on the first day of the first
    later month that is open or whose closing knew it.
    """

    def __init__(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """Make them of months (``2026-03``), each with books and their numbers; a book left out was not known."""
        self._heads = heads
        self.through = f"{max(heads)}-31" if heads else ""
        """No day after this one is closed; empty where nothing is."""

    @property
    def last(self) -> date | None:
        """The first day of the last month that is closed."""
        return date.fromisoformat(f"{max(self._heads)}-01") if self._heads else None

    def closes(self, month: str) -> bool:
        """Whether a month (``2026-03``) is closed."""
        return month in self._heads

    def counted_on(self, origin: str, sequence: int, day: str) -> str:
        """The day on which an entry of ``day`` counts."""
        own = month = day[:MONTH_LENGTH]
        while month in self._heads and self._heads[month].get(origin, 0) < sequence:
            month = f"{months_after(date.fromisoformat(f'{month}-01'), 1):%Y-%m}"
        return day if month == own else f"{month}-01"


NOTHING_CLOSED = Closings({})
