"""A report as a part of a page: its figures, a picture of them, and under them what they are."""

from collections.abc import Iterable, Sequence
from html import escape

from wasteledger.errors import Refusal
from wasteledger.exchange.reports.charts import COLOUR, Bar, bars, columns
from wasteledger.exchange.reports.reading import Reader, charted, exact, shown_columns
from wasteledger.reporting.gathering import Told
from wasteledger.reporting.report import COUNT, CREDITS, KG, MONTH, PERCENT, TONNES, Column, Report, Row, Text

LINES_OF_A_SHORT_ONE = 6
"""A part with no more rows than this is kept on one page."""
CLASS_COLOURS = {"general": "#2f6fb5", "organic": "#3b8f45", "recyclable": "#e0b400", "hazardous": "#e07b1f"}
"""Of the Ministry of Interior's announcement of B.E. 2560."""


def section(told: Told, reader: Reader) -> str:
    """A report with its definition, or the sentence why it can't be told."""
    made = told.answer
    if isinstance(made, Refusal):
        title, why = reader.said(told.asked.title), reader.said(Text(made.message, made.facts))
        return f'<section class="short"><h2>{escape(title)}</h2><p class="refused">{escape(why)}</p></section>'
    short = " class=short" if len(made.rows) <= LINES_OF_A_SHORT_ONE else ""
    parts = [heading(made, reader), _lead(made, reader), _chart(made, reader), table(made, reader)]
    return f"<section{short}>{''.join(parts)}{definition(made, reader)}</section>"


def heading(report: Report, reader: Reader) -> str:
    return f"<h2>{escape(reader.title(report))}</h2>"


def _lead(report: Report, reader: Reader) -> str:
    """The one rate of a report that is not cut, in large figures."""
    rate = next((column for column in report.columns if column.kind == PERCENT and not column.detail), None)
    if report.by or rate is None or not report.total:
        return ""
    figure = reader.shown(rate, report.total[rate.name])
    return f'<p class="lead">{escape(reader.heading(rate))} <b>{escape(figure)}</b></p>'


def _chart(report: Report, reader: Reader) -> str:
    measured = charted(report)
    if measured is None:
        return ""
    (cut,) = report.columns[:1]
    drawn = [_bar(row, cut, measured, reader) for row in report.rows]
    title = reader.heading(measured)
    picture = (columns if cut.kind == MONTH else bars)(drawn, f"{reader.title(report)}: {title}")
    return f"<figure><figcaption>{escape(title)}</figcaption>{picture}</figure>"


def _bar(row: Row, cut: Column, measured: Column, reader: Reader) -> Bar:
    key, value = row[cut.name], row[measured.name]
    length = float(exact(measured, value, reader.words) or 0)  # type: ignore[arg-type]  # a number's column
    return Bar(reader.shown(cut, key), length, reader.shown(measured, value), CLASS_COLOURS.get(str(key), COLOUR))


def table(report: Report, reader: Reader, most: int | None = None) -> str:
    """The figures and their total; in no more rows than ``most``, where it is said, the last being the others."""
    shown, cut = shown_columns(report), len(report.by)
    head = [(reader.heading(column), column.number) for column in shown]
    numbers = [column.number for column in shown]
    kept = len(report.rows) if most is None or len(report.rows) <= most else most - 1
    lines = [line(zip(reader.cells(shown, row, cut), numbers, strict=True)) for row in report.rows[:kept]]
    if others := report.rows[kept:]:
        cells = [f"… ({len(others)})", *(_added(column, others, reader) for column in shown[1:])]
        lines.append(line(zip(cells, numbers, strict=True)))
    if report.total:
        lines.append(line(zip(reader.cells(shown, report.total, cut), numbers, strict=True), total=bool(cut)))
    return grid(head, lines) if lines else f"<p>{escape(reader.words('(nothing)'))}</p>"


def _added(column: Column, rows: Sequence[Row], reader: Reader) -> str:
    """What rows add up to in a column; nothing where that would say nothing, as of rates."""
    if column.kind not in {TONNES, KG, COUNT, CREDITS}:
        return ""
    return reader.shown(column, sum(row[column.name] for row in rows))


Drawn = tuple[str, bool]
"""A cell's text, and whether it is a number."""


def grid(head: Iterable[Drawn], lines: Iterable[str]) -> str:
    headings = "".join(f"<th{_style(number)}>{escape(text)}</th>" for text, number in head)
    return f"<table><thead><tr>{headings}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def line(cells: Iterable[Drawn], *, total: bool = False) -> str:
    drawn = "".join(f"<td{_style(number)}>{escape(text)}</td>" for text, number in cells)
    return f"<tr{' class=total' if total else ''}>{drawn}</tr>"


def _style(number: bool) -> str:
    return " class=number" if number else ""


def definition(report: Report, reader: Reader) -> str:
    """What stands under the figures; the books are named once for the whole page, at its end."""
    lines = [reader.said(line) for line in report.definition() if "books" not in line.facts]
    return f'<ul class="definition">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>'
