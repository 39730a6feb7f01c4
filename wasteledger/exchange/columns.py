"""Which columns an import takes: each field's accepted headers, and how its text is read. The mechanism is shared."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from wasteledger import errors
from wasteledger.domain.thai_order import tidy_thai
from wasteledger.exchange.sheets import Row

Values = Mapping[str, Any]
"""What one row says: field → value, blank cells left out."""

_NOTE = re.compile(r"(?P<name>.+?)\s*[(\[](?P<note>[^)\]]*)[)\]][*\s]*")
_NO_LETTERS = re.compile(r"[\s\-–_.:*/\\\"'#()\[\]]+")
_BETWEEN_FIELDS = "\x1f"


def as_typed(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a row: the headers it goes by, how its text is read, and how its value is told from another."""

    field: str
    headers: tuple[str, ...]
    """Thai name, English name, then whatever else offices write; an earlier one is preferred to a later."""
    required: bool = False
    read: Callable[[str], Any] = as_typed
    normal: Callable[[Any], str] = str
    """The same text for values that mean the same, however they were typed."""

    @property
    def name(self) -> str:
        return f"{self.headers[0]} ({self.headers[1]})"


@dataclass(frozen=True)
class Form:
    """The columns of one kind of sheet."""

    columns: tuple[Column, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    """Of each of these groups of fields, at least one must have a column."""

    def match(self, path: Path, headers: Sequence[str]) -> "Matched":
        """Find each field's column under a heading.

        Raises:
            ColumnsMissing: a required one is not there, by any of its names.
        """
        places = self.found(headers)
        missing = self.missing(places)
        if missing:
            raise errors.ColumnsMissing(path=str(path), columns=", ".join(missing))
        found = tuple((column, places[column.field][1]) for column in self.columns if column.field in places)
        return Matched(self, tuple(headers), found, {field: note for field, (_, _, note) in places.items()})

    def found(self, headers: Sequence[str]) -> dict[str, tuple[int, int, str]]:
        """Each field that stands in a heading: how far down its list of names, in which place, its note in brackets."""
        places: dict[str, tuple[int, int, str]] = {}
        for place, header in enumerate(headers):
            field, rank, note = self._field_of(header)
            if field and (field not in places or rank < places[field][0]):
                places[field] = rank, place, note
        return places

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields that every row must fill."""
        return frozenset(column.field for column in self.columns if column.required)

    def knows(self, header: str) -> bool:
        """Whether a header is a name of one of the columns."""
        return bool(self._field_of(header)[0])

    def said(self, values: Values) -> str:
        """Write what a row says so that rows which mean the same are the same text."""
        parts = [f"{field}={normal(values[field])}" for field, normal in self._normals if field in values]
        return _BETWEEN_FIELDS.join(parts)

    def normal(self, field: str, value: Any) -> str:
        return next(normal(value) for name, normal in self._normals if name == field)

    def missing(self, places: Collection[str]) -> list[str]:
        """The names of required columns that are not among some fields."""
        names = {column.field: column.name for column in self.columns}
        missing = [column.name for column in self.columns if column.required and column.field not in places]
        groups = [group for group in self.one_of if not any(field in places for field in group)]
        return missing + [" / ".join(names[field] for field in group) for group in groups]

    def _field_of(self, header: str) -> tuple[str, int, str]:
        """The field that a header names, how far down its list of names, and what stands in brackets behind it."""
        whole = self._known.get(header_key(header))
        noted = _NOTE.fullmatch(header)
        note = noted["note"].strip() if noted else ""
        found = whole or (self._known.get(header_key(noted["name"])) if noted else None)
        return (*found, note) if found else ("", 0, "")

    @cached_property
    def _known(self) -> dict[str, tuple[str, int]]:
        return {
            header_key(header): (column.field, rank)
            for column in self.columns
            for rank, header in enumerate(column.headers)
        }

    @cached_property
    def _normals(self) -> tuple[tuple[str, Callable[[Any], str]], ...]:
        return tuple((column.field, column.normal) for column in self.columns)


@dataclass(frozen=True, slots=True)
class Matched:
    """A form's columns as one sheet has them."""

    form: Form
    headers: tuple[str, ...]
    found: tuple[tuple[Column, int], ...]
    notes: dict[str, str]
    """What stands in brackets behind a field's header: its unit, as a rule."""

    def read(self, row: Row) -> dict[str, Any]:
        """Read a row's cells.

        Raises:
            RowTooLong: there are more cells than headers.
            CellMissing: a required cell is blank.
            Refusal: a cell can't be read; its header is among the refusal's facts as ``column``.
        """
        cells = row.cells
        if len(cells) > len(self.headers):
            raise errors.RowTooLong
        values: dict[str, Any] = {}
        for column, place in self.found:
            text = cells[place]
            if text:
                values[column.field] = self._value(column, place, text)
            elif column.required:
                raise errors.CellMissing(column=self.headers[place])
        return values

    def _value(self, column: Column, place: int, text: str) -> Any:
        try:
            return column.read(text)
        except errors.Refusal as refusal:
            refusal.facts["column"] = self.headers[place]
            raise

    def header(self, field: str) -> str:
        """The header that a field goes by in this sheet."""
        return next((self.headers[place] for column, place in self.found if column.field == field), field)

    def places(self, *fields: str) -> tuple[int, ...]:
        """Where the columns of some fields stand, those that are there."""
        return tuple(place for column, place in self.found if column.field in fields)


def header_key(header: str) -> str:
    """Write a header without what people write now one way, now another: case, blanks, dashes, dots, brackets."""
    return _NO_LETTERS.sub("", tidy_thai(header).casefold())
