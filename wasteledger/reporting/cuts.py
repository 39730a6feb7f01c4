"""Cuts: what a report can be cut by, straight from the daily totals or by what a material or a destination is."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from wasteledger import errors
from wasteledger.domain.registers import Destination, Material
from wasteledger.journal.directory import Directory
from wasteledger.reporting.report import DATE, HOUSEHOLD_TYPE, MONTH, TERM, TEXT, Column
from wasteledger.reporting.totals import DIMENSIONS

MUNICIPALITY = "municipality"
DERIVED = ("class", "method")
"""Cuts that follow from the material or the destination."""
CUTS = (*(name for name in DIMENSIONS if name != "flow"), *DERIVED)
OF_MATERIALS = frozenset({"material", "class", "method"})
"""Cuts under which a visit or a load can't be counted, as one may have several."""

_KINDS = dict.fromkeys(("evidence", "class", "method"), TERM)
_KINDS |= {"day": DATE, "month": MONTH, "household-type": HOUSEHOLD_TYPE}


def checked_cuts(by: Sequence[str], allowed: Sequence[str] = CUTS) -> tuple[str, ...]:
    """Return the cuts asked for.

    Raises:
        ValueNotAllowed: a report can't be cut so.
    """
    for name in by:
        if name not in allowed:
            raise errors.ValueNotAllowed(name="by", value=name, choices=", ".join(allowed))
    return tuple(by)


def cut_columns(by: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(name.replace("-", "_"), name, _KINDS.get(name, TEXT)) for name in by)


def cut_cells(by: Sequence[str], key: Sequence[str]) -> dict[str, Any]:
    """A row's cells of its cuts: codes and words as they are, days and months as days."""
    return {name.replace("-", "_"): _cell(name, value) for name, value in zip(by, key, strict=True)}


def no_cells(by: Sequence[str]) -> dict[str, None]:
    """The same cells of the total's row."""
    return dict.fromkeys(name.replace("-", "_") for name in by)


def _cell(name: str, value: str) -> Any:
    match name:
        case "day":
            return date.fromisoformat(value)
        case "month":
            return date.fromisoformat(f"{value}-01")
        case _:
            return value


def key_maker(
    directory: Directory, by: Sequence[str], dimensions: Sequence[str]
) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Make what finds the cuts of a line summed by ``dimensions``, material and destination among them."""
    materials, destinations = directory.listed(Material), directory.listed(Destination)

    def key_of(values: Sequence[str]) -> tuple[str, ...]:
        known = dict(zip(dimensions, values, strict=True))
        material = materials.get(known["material"])
        taker = destinations.get(known["destination"])
        known["class"] = material.waste_class if material else ""
        known["method"] = taker.method if taker else material.method if material else ""
        return tuple(known[name] for name in by)

    return key_of


def dimensions_for(by: Sequence[str], *needed: str) -> tuple[str, ...]:
    """What the totals are to be summed by, so that these cuts can be made."""
    return tuple(dict.fromkeys((*needed, "material", "destination", *(name for name in by if name in DIMENSIONS))))
