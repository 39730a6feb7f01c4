"""What the office keeps lists of: communities, points, plans of rounds, operators, destinations and materials.

Each list is the same kind of thing: a code for life, attributes, a day it was closed. A field's name is its column's
name and its name in the journal, so a list needs no code of its own beyond its dataclass here.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

from wasteledger.domain import methods
from wasteledger.domain.calendar import Period
from wasteledger.domain.materials import CLASSES, MADE_OF, UNITS
from wasteledger.domain.roles import ROLES
from wasteledger.domain.rounds import planned_days, read_plan_days
from wasteledger.errors import ValueNotAllowed

FLAGS = frozenset({"proper", "in_town", "collector"})
"""Fields that are yes or no: 1 or 0 in the books."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of a list of the office."""

    kind: ClassVar[str]
    choices: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Fields that take one of a few words."""
    refers: ClassVar[dict[str, str]] = {}
    """Fields that hold a code of another list."""
    refers_to_many: ClassVar[dict[str, str]] = {}
    """Fields that hold codes of another list, with blanks between them; at least one."""
    read: ClassVar[dict[str, Callable[[str], str]]] = {}
    """Fields with a way of writing of their own: each reads what was typed and returns what the book keeps."""

    code: str
    closed_on: str | None = None

    def attributes(self) -> dict[str, Any]:
        """What an entry says of it: every field but the day it was closed."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "closed_on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Listed):
    """A line with a Thai and an English name, of which one may be left out."""

    name_th: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Community(Named):
    """The town's unit of organisation."""

    kind: ClassVar[str] = "community"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Named):
    """A place that weighs."""

    kind: ClassVar[str] = "point"
    refers: ClassVar[dict[str, str]] = {"community": "community"}

    community: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Listed):
    """A line of the round calendar: on which days a point is to be open, and for which communities."""

    kind: ClassVar[str] = "plan"
    refers: ClassVar[dict[str, str]] = {"point": "point"}
    refers_to_many: ClassVar[dict[str, str]] = {"communities": "community"}
    read: ClassVar[dict[str, Callable[[str], str]]] = {"days": read_plan_days}

    point: str
    days: str
    communities: str

    def falls_on(self, period: Period) -> list[date]:
        """The days of a period that it names, up to the day it was closed."""
        days = planned_days(self.days, period)
        return [day for day in days if not self.closed_on or day.isoformat() < self.closed_on]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator(Listed):
    """Who presses the button; the name is kept outside the journal."""

    kind: ClassVar[str] = "operator"
    choices: ClassVar[dict[str, tuple[str, ...]]] = {"role": ROLES}
    refers: ClassVar[dict[str, str]] = {"point": "point"}

    role: str
    point: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination(Named):
    """Who takes a load, and what becomes of it there."""

    kind: ClassVar[str] = "destination"
    choices: ClassVar[dict[str, tuple[str, ...]]] = {"method": methods.METHODS}

    method: str
    proper: int = 1
    in_town: int = 1
    collector: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Material(Named):
    """What is accepted. Class, unit and grams per unit are fixed for life: close it and add a new one."""

    kind: ClassVar[str] = "material"
    choices: ClassVar[dict[str, tuple[str, ...]]] = {
        "waste_class": CLASSES,
        "unit": tuple(UNITS),
        "method": methods.METHODS,
        "made_of": MADE_OF,
    }

    waste_class: str
    unit: str
    method: str
    spoken_th: str = ""
    grams_per_unit: int = 1_000
    """Grams of one priced unit: 1,000 for a kilogram, an estimate for a piece, a litre or a crate."""
    limit_grams: int = 500_000
    """More than this on one weighing is taken for a slip of the finger."""
    made_of: str = ""

    @property
    def estimated(self) -> bool:
        """Whether its grams are counted or poured rather than weighed."""
        return self.unit != "kg"


REGISTERS: dict[str, type[Listed]] = {
    register.kind: register for register in (Community, Point, Plan, Operator, Destination, Material)
}


def register_of(kind: str) -> type[Listed]:
    """Find a list by its word.

    Raises:
        ValueNotAllowed: the office keeps no such list.
    """
    if kind not in REGISTERS:
        raise ValueNotAllowed(name="list", value=kind, choices=", ".join(REGISTERS))
    return REGISTERS[kind]


def checked_flag(name: str, value: Any) -> int:
    """Return a yes or no as the books keep it.

    Raises:
        ValueNotAllowed: it is neither.
    """
    if value not in (0, 1):
        raise ValueNotAllowed(name=name, value=value, choices="0, 1")
    return int(value)
