"""The office's lists as they are shown: what is open, or everything; the rates of a day; the outside figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from wasteledger.domain.rates import Rate
from wasteledger.domain.registers import Listed, Material, register_of
from wasteledger.journal.directory import Directory
from wasteledger.storage import tables


def listed(directory: Directory, kind: str, *, closed: bool = False) -> list[Listed]:
    """The lines of one list by code, closed ones only if asked for."""
    lines = directory.listed(register_of(kind)).values()
    return [line for line in lines if closed or not line.closed_on]


@dataclass(frozen=True, slots=True)
class Price:
    """What one material and grade earns on a day, or that it has no rate."""

    material: Material
    grade: str
    rate: Rate | None


def prices(directory: Directory, day: str, point: str = "") -> list[Price]:
    """The price list of a day: every open material, with each of its grades."""
    grades: dict[str, set[str]] = {}
    for material, grade in directory.rates:
        grades.setdefault(material, set()).add(grade)
    return [
        Price(material, grade, directory.rate(material.code, grade, day, point))
        for material in directory.listed(Material).values()
        if not material.closed_on
        for grade in sorted(grades.get(material.code, {""}))
    ]


def statistics(connection: Connection) -> Sequence[Any]:
    """Every outside figure set: name, place, first and last day, value, source."""
    statistic = tables.statistic
    return connection.execute(select(statistic).order_by(*statistic.primary_key.columns)).all()


def operator_names(connection: Connection) -> dict[str, str]:
    contact = tables.operator_contact.c
    return {row.operator: row.name for row in connection.execute(select(contact.operator, contact.name))}
