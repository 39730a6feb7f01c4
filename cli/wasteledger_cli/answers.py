"""Answers: what a command says, once as data and once for the eye."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from wasteledger.domain.cells import cell_width, pad
from wasteledger.units import Credits, Grams

if TYPE_CHECKING:
    from wasteledger.translation import Words
    from wasteledger_cli.session import Session


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name in data, its heading (translated), and whether its values are numbers."""

    name: str
    heading: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of typed values (Grams, Credits, days, words), and sentences below them."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]


@dataclass(slots=True)
class Answer:
    """What a command answers: ``data`` for programs, sentences and tables for people."""

    data: Any
    text: list[str | Table | tuple[str, dict[str, object]]] = field(default_factory=list)
    """A ready line, a table, or a sentence to translate with its facts."""
    exit_code: int = 0

    def say(self, sentence: str, /, **facts: object) -> Answer:
        """Add a sentence that will be translated."""
        self.text.append((sentence, facts))
        return self


def table_answer(name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Answer:
    """Answer with one table; as data, a list of objects under ``name``."""
    held = [list(row) for row in rows]
    keys = [column.name for column in columns]
    return Answer({name: [dict(zip(keys, row, strict=True)) for row in held]}, [Table(columns, held)])


def show(session: Session, answer: Answer) -> int:
    """Print an answer as the run asked for it; return the exit code."""
    if session.as_json:
        click.echo(json.dumps(answer.data, ensure_ascii=False, indent=2, default=_plain))
        return answer.exit_code
    words = session.words
    for part in answer.text:
        match part:
            case str():
                click.echo(part)
            case Table():
                for line in _drawn(part, words):
                    click.echo(line)
            case (sentence, facts):
                click.echo(words(sentence, **facts))
    return answer.exit_code


def _plain(value: object) -> Any:
    """Write a typed value as JSON has it: grams and minor units as whole numbers, days as ISO text."""
    match value:
        case Grams() | Credits():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case tuple() | set() | frozenset():
            return list(value)
        case _:
            return str(value)


def _drawn(table: Table, words: Words) -> Iterator[str]:
    cells = [[_cell(value, words) for value in row] for row in table.rows]
    headings = [words(column.heading) for column in table.columns]
    if not cells:
        yield words("(nothing)")
        return
    if sys.stdout.isatty():
        yield from _rich_lines(table, headings, cells)
        return
    widths = [max(cell_width(row[i]) for row in [headings, *cells]) for i in range(len(headings))]
    for row in [headings, *cells]:
        parts = [pad(cell, width, right=c.number) for cell, width, c in zip(row, widths, table.columns, strict=True)]
        yield "  ".join(parts).rstrip()


def _cell(value: object, words: Words) -> str:
    match value:
        case None:
            return "—"
        case Credits():
            return words.credit_unit.number(value.value)
        case Grams():
            return words.weight(value.value).split(" ")[0]
        case bool():
            return words("yes") if value else ""
        case int():
            return f"{value:,}"
        case _:
            return words.fact(value)


def _rich_lines(table: Table, headings: list[str], cells: list[list[str]]) -> Iterator[str]:
    from rich import box  # noqa: PLC0415  # only for a terminal
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table as RichTable  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, column in zip(headings, table.columns, strict=True):
        drawn.add_column(Text(heading), justify="right" if column.number else "left", overflow="fold")
    for row in cells:
        drawn.add_row(*(Text(cell) for cell in row))
    console = Console()
    with console.capture() as captured:
        console.print(drawn)
    yield captured.get().rstrip("\n")
