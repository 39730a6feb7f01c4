"""Answers: what a command says, once as data and once for the eye."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from wasteledger.domain.cells import ZERO_WIDTH_SPACE
from wasteledger.errors import Term
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
                # Where paper may break a line, a terminal need not.
                click.echo(words(sentence, **facts).replace(ZERO_WIDTH_SPACE, ""))
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
    if not cells:
        return iter([words("(nothing)")])
    from wasteledger_cli.drawing import plain_table, terminal_table  # noqa: PLC0415  # many answers are a sentence

    headings = [words.term(Term(column.heading)) for column in table.columns]
    draw = terminal_table if sys.stdout.isatty() else plain_table
    return draw(headings, cells, [column.number for column in table.columns])


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
