"""What a town generates: measured, or reckoned by heads; the report says which, and whose heads."""

from collections.abc import Sequence

from wasteledger.domain.calendar import Period
from wasteledger.errors import ValueNotAllowed
from wasteledger.reporting.outside import OutsideFigures
from wasteledger.reporting.report import Text

MEASURED, PER_HEAD = "measured", "per-head"
HOW = (MEASURED, PER_HEAD)
POPULATIONS = {"registered": "population-registered", "resident": "population-resident"}


def population(named: str) -> str:
    """The statistic of a population by its short name.

    Raises:
        ValueNotAllowed: there is no such population.
    """
    if named not in POPULATIONS:
        raise ValueNotAllowed(name="population", value=named, choices=", ".join(POPULATIONS))
    return POPULATIONS[named]


class Generated:
    """One way to tell what was generated: as asked, else measured where it was ever set, else by heads."""

    def __init__(self, outside: OutsideFigures, how: str, named: str) -> None:
        if how not in {"", *HOW}:
            raise ValueNotAllowed(name="generated", value=how, choices=", ".join(HOW))
        by_heads = outside.any_set("generated-per-head-day") and not outside.any_set("generated")
        self.how = how or (PER_HEAD if by_heads else MEASURED)
        self._outside, self._population = outside, population(named)

    def grams(self, periods: Sequence[Period], place: str = "") -> int:
        """Grams over the days of the periods.

        Raises:
            StatisticMissing: nothing says it for some of the days.
        """
        if self.how == MEASURED:
            return self._outside.summed("generated", periods, place)
        by_days = self._outside.by_days("generated-per-head-day", periods)
        return sum(grams * self._outside.summed(self._population, [days], place) for grams, days in by_days)

    def said(self) -> Text:
        if self.how == MEASURED:
            return Text("Generated: measured.")
        return Text("Generated: kilograms a head and day × {population}.", {"population": self._population})
