"""Small cells: which figures of a table must not be published, so that nobody is found in it nor worked out from it.

A figure is safe when enough contributors stand behind it, and when the second largest of them, who knows its own
share, can't tell the largest's to within some per cent. Where a table's total is known, what is left out can be had by
subtraction: so what is left out of one table must together be as safe as a figure that is published.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

LEAST = 3
"""Of two contributors each knows the other's share."""
CLOSEST_PERCENT = 10
"""How near to the largest contributor's share the second largest may never come by subtracting its own."""

K = TypeVar("K")


@dataclass(slots=True)
class Cell:
    """A figure of a table, with what each contributor adds to it."""

    grams: Counter[str] = field(default_factory=Counter)
    count: int = 0
    """Drop-offs, or lines weighed."""

    @property
    def total(self) -> int:
        return self.grams.total()


def is_safe(cells: Iterable[Cell], least: int) -> bool:
    """Say whether the sum of some cells may be known, if at least so many contributors must stand behind it."""
    together: Counter[str] = Counter()
    for cell in cells:
        together.update(cell.grams)
    shares = sorted((grams for grams in together.values() if grams > 0), reverse=True)
    return len(shares) >= least and 100 * sum(shares[2:]) >= CLOSEST_PERCENT * shares[0]


def to_leave_out(cells: Mapping[K, Cell], least: int) -> set[K]:
    """Choose what to leave out of a table whose total may be known and is safe.

    Beside each unsafe figure the smallest others go, until those left out are at least two and together safe.
    """
    left_out = {key for key, cell in cells.items() if not is_safe([cell], least)}
    others = sorted((key for key in cells if key not in left_out), key=lambda key: (cells[key].total, str(key)))
    while left_out and others and (len(left_out) == 1 or not is_safe((cells[key] for key in left_out), least)):
        left_out.add(others.pop(0))
    return left_out
