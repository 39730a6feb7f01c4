"""The office's lists (communities, points, operators, destinations, materials), its settings and outside figures."""

import re
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import func, select

from wasteledger import errors
from wasteledger.domain.registers import FLAGS, REGISTERS, Community, Listed, Operator, checked_flag, register_of
from wasteledger.domain.roles import OFFICE
from wasteledger.domain.settings import FIXED_FOR_LIFE, checked
from wasteledger.domain.statistics import statistic_kind
from wasteledger.journal.entries import Entry
from wasteledger.recording.desk import Command, Desk
from wasteledger.storage import tables
from wasteledger.storage.statements import upsert_edition

CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,15}")
RESERVED = frozenset({"CREDITS"})
FIXED_ATTRIBUTES = frozenset({"waste_class", "unit", "grams_per_unit", "method", "proper", "in_town"})
"""What old figures are computed with: close the line and add a new one."""


def read_code(kind: str, typed: str) -> str:
    """Read a code of a list: up to sixteen letters, digits, dots and dashes.

    Raises:
        ValueNotAllowed: it has other characters, or means something else in the books.
    """
    code = typed.strip().upper()
    if not CODE.fullmatch(code) or code in RESERVED:
        raise errors.ValueNotAllowed(name=kind, value=typed, choices="A–Z 0–9 . _ -, 1–16")
    return code


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToList(Command):
    """A new line of one of the office's lists."""

    verb: ClassVar[str] = "list-add"
    ruling: ClassVar[bool] = True

    kind: str
    code: str
    attributes: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    """An operator's name, kept outside the journal."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        register = register_of(self.kind)
        code = read_code(self.kind, self.code)
        if code in desk.directory.listed(register):
            raise errors.CodeTaken(kind=self.kind, code=code)
        given = checked_attributes(desk, register, self.attributes)
        line = register(code=code, **given)
        attributes = line.attributes()
        entry = desk.append(f"{self.kind}-added", code=attributes.pop("code"), attributes=attributes)
        if self.name and self.kind == Operator.kind:
            upsert_edition(desk.connection, tables.operator_contact, {"operator": code}, {"name": self.name})
        return [entry]


def checked_attributes(desk: Desk, register: type[Listed], attributes: dict[str, Any]) -> dict[str, Any]:
    """Check the words and codes among the attributes of a list's line.

    Raises:
        ValueNotAllowed, CodeUnknown: a field takes other words, or names what is not listed.
    """
    known = {item.name for item in fields(register)} - {"code", "closed_on"}
    needed = {item.name for item in fields(register) if item.default is MISSING}
    checked_values = {}
    for name, value in attributes.items():
        if name not in known:
            raise errors.ValueNotAllowed(name=register.kind, value=name, choices=", ".join(sorted(known)))
        if name in register.choices and value not in register.choices[name]:
            raise errors.ValueNotAllowed(name=name, value=value, choices=", ".join(register.choices[name]))
        if name in register.refers and (value or name in needed):
            value = desk.directory.open(REGISTERS[register.refers[name]], value).code  # noqa: PLW2901  # as listed
        if name in register.refers_to_many:
            value = _codes(desk, REGISTERS[register.refers_to_many[name]], value)  # noqa: PLW2901
            if not value:
                raise errors.CellMissing(column=name)
        if name in register.read:
            value = register.read[name](value)  # noqa: PLW2901  # as the book writes it
        if name in {"grams_per_unit", "limit_grams"} and value < 1:
            raise errors.NotAWholeNumber(name=name, least=1)
        checked_values[name] = checked_flag(name, value) if name in FLAGS else value
    return checked_values


def _codes(desk: Desk, register: type[Listed], typed: str) -> str:
    """Find several lines of a list, between blanks or commas, and return their codes between blanks."""
    codes = [desk.directory.open(register, code).code for code in typed.replace(",", " ").split()]
    return " ".join(dict.fromkeys(codes))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeListed(Command):
    """Other attributes for a line of a list; what is already booked keeps the old ones."""

    verb: ClassVar[str] = "list-change"
    ruling: ClassVar[bool] = True

    kind: str
    code: str
    attributes: dict[str, Any]

    def book(self, desk: Desk) -> Sequence[Entry]:
        register = register_of(self.kind)
        line = desk.directory.open(register, self.code)
        for name in FIXED_ATTRIBUTES & set(self.attributes):
            raise errors.ValueNotAllowed(name=name, value=self.attributes[name], choices=str(getattr(line, name)))
        attributes = checked_attributes(desk, register, self.attributes)
        return [desk.append(f"{self.kind}-changed", code=line.code, attributes=attributes)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseListed(Command):
    """A line of a list that is used no more; it stays in the books."""

    verb: ClassVar[str] = "list-close"
    ruling: ClassVar[bool] = True

    kind: str
    code: str

    def book(self, desk: Desk) -> Sequence[Entry]:
        line = desk.directory.open(register_of(self.kind), self.code)
        if self.kind == Operator.kind and line.code == desk.operator:
            # The last one to hold the office's keys can't throw them away.
            raise errors.RoleForbids(operator=line.code, role="office", verb=self.verb)
        return [desk.append(f"{self.kind}-closed", code=line.code)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings(Command):
    """Settings of the town, each checked before any is booked."""

    verb: ClassVar[str] = "settings"
    ruling: ClassVar[bool] = True

    settings: dict[str, str]

    def book(self, desk: Desk) -> Sequence[Entry]:
        values = {name: checked(name, value) for name, value in self.settings.items()}
        if values.get("gift_to"):
            values["gift_to"] = desk.household(values["gift_to"]).number
        for name in FIXED_FOR_LIFE:
            old = str(getattr(desk.settings, name))
            if name in values and values[name] != old and _anything_moved(desk):
                raise errors.ValueNotAllowed(name=name, value=values[name], choices=old)
        return [desk.append("settings", settings=values)]


def _anything_moved(desk: Desk) -> bool:
    return bool(desk.connection.execute(select(func.count()).select_from(tables.balance)).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTown(Command):
    """The first entries of the office's book: what the town is called, and the first operator of its office."""

    verb: ClassVar[str] = "init"
    ruling: ClassVar[bool] = True

    settings: dict[str, str]
    operator: str

    def book(self, desk: Desk) -> Sequence[Entry]:
        settled = ChangeSettings(settings=self.settings).book(desk)
        return [*settled, *AddToList(kind="operator", code=self.operator, attributes={"role": OFFICE}).book(desk)]


def require_foundable(settings: dict[str, str], operator: str) -> None:
    """Refuse what a town can't be founded with, before there is a database.

    Raises:
        ValueNotAllowed: a setting or the operator's code can't be.
    """
    read_code("operator", operator)
    for name, value in settings.items():
        checked(name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStatistic(Command):
    """An outside figure, with the days it holds for and where it comes from."""

    verb: ClassVar[str] = "statistic"
    ruling: ClassVar[bool] = True

    name: str
    value: int
    """In the statistic's own unit (persons, households, grams), whole."""
    first_day: date
    source: str
    last_day: date | None = None
    place: str = ""
    """A community's code; empty for the whole town."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        kind = statistic_kind(self.name)
        if self.value < 0:
            raise errors.NotAWholeNumber(name=kind.name, least=0)
        if self.last_day and self.last_day < self.first_day:
            raise errors.PeriodBackwards(first=self.first_day, last=self.last_day)
        if not self.source.strip():
            raise errors.CellMissing(column="source")
        place = desk.directory.any(Community, self.place).code if self.place else ""
        entry = desk.append(
            "statistic-set",
            name=kind.name,
            place=place,
            first_day=self.first_day.isoformat(),
            last_day=self.last_day.isoformat() if self.last_day else "",
            value=self.value,
            source=self.source,
        )
        return [entry]
