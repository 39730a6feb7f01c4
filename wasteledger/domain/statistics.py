"""Outside figures that the books can't know: each with the unit it is kept in."""

from dataclasses import dataclass

from wasteledger.errors import ValueNotAllowed


@dataclass(frozen=True, slots=True)
class StatisticKind:
    """One figure from outside: whole numbers of ``unit``, typed with so many decimals."""

    name: str
    unit: str
    decimals: int = 0


STATISTICS = {
    kind.name: kind
    for kind in (
        StatisticKind("population-registered", "persons"),
        StatisticKind("population-resident", "persons"),
        StatisticKind("households", "households"),
        StatisticKind("households-wet-bin", "households"),
        StatisticKind("baseline-disposed", "kg a day", 3),
        StatisticKind("generated", "kg a day", 3),
        StatisticKind("collected", "kg a day", 3),
        StatisticKind("uncollected", "kg a day", 3),
        StatisticKind("imported", "kg a day", 3),
        StatisticKind("imported-recycling", "kg a day", 3),
        StatisticKind("generated-per-head-day", "kg", 3),
    )
}

COMPOSITION = "composition:"
"""``composition:PET`` is the share of one material in the whole stream, in per cent with three decimals."""


def statistic_kind(name: str) -> StatisticKind:
    """Find a statistic by its name.

    Raises:
        ValueNotAllowed: there is no such statistic.
    """
    if name.startswith(COMPOSITION) and len(name) > len(COMPOSITION):
        return StatisticKind(name, "%", 3)
    if name not in STATISTICS:
        raise ValueNotAllowed(name="statistic", value=name, choices=", ".join([*STATISTICS, f"{COMPOSITION}MATERIAL"]))
    return STATISTICS[name]
