"""A report as an Excel workbook: numbers to reckon with, real days, a chart of Excel's own, the definition."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from wasteledger.domain.cells import cell_width
from wasteledger.exchange.reports.reading import NAME, Cell, Reader, charted, decimals, table
from wasteledger.reporting.report import DATE, MONTH, Column, Report

NARROWEST, WIDEST = 10, 40
"""Of a column, in characters."""
DEFINITION_WIDTH = 110
HEADING_HEIGHT = 32
"""Points: two lines."""
ROWS_OF_CHART = 22
"""Rows that a chart covers below the table."""
HEADING = {"bold": True, "bg_color": "#DCE9DC", "text_wrap": True, "valign": "vcenter", "bottom": 1}
TOTAL = {"bold": True, "top": 1}


def workbook_bytes(report: Report, reader: Reader) -> bytes:
    """Write the figures on one sheet and what they are on a second."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "d/m/yyyy"}) as book:
        book.set_properties({"title": reader.title(report), "comments": "\n".join(reader.about(report))})
        _figures(book, report, reader)
        _definition(book, report, reader)
    return file.getvalue()


def _figures(book: Any, report: Report, reader: Reader) -> None:
    columns, rows = table(report, reader)
    name = reader.words("Figures")
    sheet = book.add_worksheet(name)
    heading = book.add_format(HEADING)
    for place, column in enumerate(columns):
        plain = {"num_format": _number_format(column, reader)}
        usual, summed = book.add_format(plain), book.add_format(plain | TOTAL)
        sheet.write_string(0, place, reader.heading(column), heading)
        for line, row in enumerate(rows, start=1):
            is_total = bool(report.total) and line == len(rows)
            _write(sheet, line, place, row[place], summed if is_total else usual)
        shown = [reader.heading(column), *(_as_wide_as(row[place]) for row in rows)]
        sheet.set_column(place, place, min(WIDEST, max(NARROWEST, *map(cell_width, shown)) + 2))
    sheet.set_row(0, HEADING_HEIGHT)
    sheet.freeze_panes(1, len(report.by))
    if rows:
        sheet.autofilter(0, 0, len(report.rows), len(columns) - 1)
    _set_up_paper(sheet)
    sheet.repeat_rows(0)
    _chart(book, sheet, report, reader, columns)


def _write(sheet: Any, line: int, place: int, cell: Cell, style: Any) -> None:
    """Write a cell as what it is: a text never as a formula, a number never as a text."""
    match cell:
        case None:
            sheet.write_blank(line, place, None, style)
        case date():
            sheet.write_datetime(line, place, cell, style)
        case int() | Decimal():
            sheet.write_number(line, place, cell, style)
        case _:
            sheet.write_string(line, place, cell, style)


def _number_format(column: Column, reader: Reader) -> str:
    if column.kind in {DATE, MONTH}:
        era = "[$-107041E]" if reader.words.language == "th" else ""  # Thai months, Buddhist years, 0-9
        return era + ("d mmm yyyy" if column.kind == DATE else "mmm yyyy")
    places = decimals(column, reader.words)
    return ("#,##0" + (f".{'0' * places}" if places else "")) if column.number else "General"


def _as_wide_as(cell: Cell) -> str:
    return f"{cell:,.3f}" if isinstance(cell, Decimal) else str(cell if cell is not None else "")


def _set_up_paper(sheet: Any) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F&R&P / &N")


def _chart(book: Any, sheet: Any, report: Report, reader: Reader, columns: tuple[Column, ...]) -> None:
    measured = charted(report)
    if measured is None:
        return
    over_time = columns[0].kind in {DATE, MONTH}
    chart = book.add_chart({"type": "column" if over_time else "bar"})
    last, of = len(report.rows), [column.name for column in columns].index(measured.name)
    labels = 1 if columns[1].name == columns[0].name + NAME else 0
    sheet_name = sheet.get_name()
    chart.add_series(
        {
            "name": reader.heading(measured),
            "categories": [sheet_name, 1, labels, last, labels],
            "values": [sheet_name, 1, of, last, of],
            "fill": {"color": "#2E7D4F"},
            "gap": 60,
        }
    )
    chart.set_title({"name": reader.title(report), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    figures = {"name": reader.heading(measured), "min": 0}
    if over_time:
        chart.set_x_axis({"text_axis": True, "num_format": _number_format(columns[0], reader)})
        chart.set_y_axis(figures)
    else:
        chart.set_x_axis(figures)
        chart.set_y_axis({"reverse": True, "crossing": "max"})  # the first row on top, the figures still below
    chart.set_size({"width": 760, "height": 20 * ROWS_OF_CHART})
    sheet.insert_chart(len(report.rows) + 3, 0, chart)


def _definition(book: Any, report: Report, reader: Reader) -> None:
    sheet = book.add_worksheet(reader.words("Definition"))
    sheet.set_column(0, 0, DEFINITION_WIDTH)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    for line, said in enumerate(reader.about(report)):
        sheet.write_string(line, 0, said, wrapped if line else title)
    _set_up_paper(sheet)
