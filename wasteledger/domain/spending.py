"""Where a household may spend what is in its book, once points keep books that others know only after a merge."""

from collections.abc import Mapping
from dataclasses import dataclass

AT_HOME, AT_OFFICE = "home", "office"
SPENDING = (AT_HOME, AT_OFFICE)
OFFICE = ""
"""The home of a household that has no home point."""


@dataclass(frozen=True, slots=True)
class Spending:
    """Who may spend here without a line, so that nobody can spend the same credits at two places."""

    rule: str
    """One of :data:`SPENDING`: at the household's home point, or at the office alone."""
    apart: bool
    """Whether this database has no line to the office of its own: it writes no book of the office."""
    points: Mapping[str, str]
    """The point of each book that has one."""
    elsewhere: frozenset[str]
    """The points that have a book of their own which this database does not write."""

    def must_go_to(self, home_point: str, book: str) -> str | None:
        """Where a household spends instead: the code of a point or :data:`OFFICE`; None where it may spend here."""
        here = self.points.get(book, OFFICE)
        # A point without a book of its own can't pay: the office does it then.
        at_home = self.rule == AT_HOME and home_point in {here, *self.elsewhere}
        home = home_point if at_home else OFFICE
        if self.apart:
            return None if home == here != OFFICE else home
        return home if home in self.elsewhere else None
