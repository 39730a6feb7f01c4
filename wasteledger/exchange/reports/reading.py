"""How a report is read: codes with their names beside them, figures as people or as spreadsheets have them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wasteledger.domain.cells import ZERO_WIDTH_SPACE
from wasteledger.errors import Term
from wasteledger.reporting.cuts import CUTS
from wasteledger.reporting.report import CREDITS, FIGURE, KG, PERCENT, TEXT, TONNES, WORDS, Column, Report, Row, Text
from wasteledger.translation import Words
from wasteledger.units import GRAMS_PER_KILOGRAM, GRAMS_PER_TONNE

Names = Mapping[tuple[str, str], tuple[str, str]]
"""The Thai and the English name of what the office has listed, by kind and code."""

NAME = "_name"
"""Ends the name of the column of names beside a column of codes."""
MOST_BARS = 40
"""More bars than this are not a picture any more."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads: in which language, and what the codes are called."""

    words: Words
    names: Names

    def title(self, report: Report) -> str:
        """What a report is called, with what it is cut by."""
        title = self.said(report.title)
        cut = [self.heading(column) for name, column in zip(report.by, report.columns, strict=False) if name in CUTS]
        return self.words("{title}, by {cut}", title=title, cut=cut) if cut else title

    def said(self, text: Text) -> str:
        """A sentence as files have it: browsers and spreadsheets break Thai lines themselves."""
        return text.said(self.words).replace(ZERO_WIDTH_SPACE, "")

    def heading(self, column: Column) -> str:
        return self.words.term(Term(column.heading)).replace(ZERO_WIDTH_SPACE, "")

    def name(self, kind: str, code: Any) -> str:
        """What a code is called; nothing where it has no name."""
        return self.words.name(*self.names.get((kind, code), ("", "")))

    def shown(self, column: Column, value: Any) -> str:
        """A cell as people read it, a code by its name."""
        if column.kind == TEXT and value is not None:
            return self.name(column.name, value) or str(value) or self.words("whole town")
        return column.shown(value, self.words).replace(ZERO_WIDTH_SPACE, "")

    def cells(self, columns: tuple[Column, ...], row: Row, cut: int) -> list[str]:
        """A row as people read it; the total's says so in its first cell."""
        if cut and row[columns[0].name] is None:
            blank = [self.words("All"), *("" for _ in columns[1:cut])]
            return blank + [self.shown(column, row[column.name]) for column in columns[cut:]]
        return [self.shown(column, row[column.name]) for column in columns]

    def about(self, report: Report) -> list[str]:
        """What stands beside the figures in a file: their title, their days, their definition."""
        days = self.words("{first} to {last}", first=report.period.first, last=report.period.last)
        return [self.title(report), days, *map(self.said, report.definition())]


def shown_columns(report: Report) -> tuple[Column, ...]:
    """The columns that paper and screens have room for."""
    return tuple(column for column in report.columns if not column.detail)


def all_rows(report: Report) -> Iterator[Row]:
    """The rows, and the total under them."""
    yield from report.rows
    if report.total:
        yield report.total


Cell = Decimal | int | date | str | None


def table(report: Report, reader: Reader) -> tuple[tuple[Column, ...], list[list[Cell]]]:
    """A report for a spreadsheet: its columns, names beside codes, and its rows with the total as the last."""
    named = {column.name for column in report.columns if any(kind == column.name for kind, _ in reader.names)}
    columns: list[Column] = []
    for column in report.columns:
        columns += [column, Column(column.name + NAME, "name")] if column.name in named else [column]
    rows = []
    for row in all_rows(report):
        names = {name + NAME: reader.name(name, row[name]) for name in named}
        rows.append([exact(column, {**row, **names}[column.name], reader.words) for column in columns])
    if report.by and report.total:
        rows[-1][0] = reader.words("All")
    return tuple(columns), rows


def exact(column: Column, value: Any, words: Words) -> Cell:
    """A cell as a spreadsheet has it: a number without its unit, a day, a text."""
    if value is None or column.kind in WORDS:
        return value if value is None or isinstance(value, date) else _word(column, value, words)
    match column.kind:
        case "tonnes":
            return Decimal(value) / GRAMS_PER_TONNE
        case "kg":
            return Decimal(value) / GRAMS_PER_KILOGRAM
        case "credits":
            return Decimal(value).scaleb(-words.credit_unit.decimals)
        case "count":
            return int(value)
        case _:
            return Decimal(value)


def _word(column: Column, value: Any, words: Words) -> str:
    return str(value) if column.kind == TEXT else column.shown(value, words).replace(ZERO_WIDTH_SPACE, "")


def decimals(column: Column, words: Words) -> int:
    """How many decimals a cell of this column is shown with."""
    fixed = {TONNES: 3, KG: 2, CREDITS: words.credit_unit.decimals, PERCENT: column.decimals, FIGURE: column.decimals}
    return fixed.get(column.kind, 0)


def charted(report: Report) -> Column | None:
    """The column that a picture is drawn of: the rate, what was received, else the last figure; None without rows."""
    figures = [column for column in shown_columns(report)[len(report.by) :] if column.number]
    if len(report.by) != 1 or not figures or not 1 < len(report.rows) <= MOST_BARS:
        return None
    first = (column for column in figures if column.kind == PERCENT or column.name == "received_grams")
    measured = next(first, figures[-1])
    return measured if any(Decimal(row[measured.name] or 0) for row in report.rows) else None
