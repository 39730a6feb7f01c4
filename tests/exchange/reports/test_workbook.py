"""The workbook, as two other libraries open it."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from wasteledger.exchange.reports.reading import Reader
from wasteledger.exchange.reports.workbook import workbook_bytes
from wasteledger.reporting.report import Report


def rows_of(written: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(written)).get_sheet_by_index(0).to_python()


def sheet_of(written: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(BytesIO(written)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_numbers_are_numbers(by_community: Report, english: Reader) -> None:
    assert rows_of(workbook_bytes(by_community, english))[2] == ["C01", "Tha Phae", 1.234567, 28.57, 2]


def test_what_nobody_can_say_is_an_empty_cell(by_community: Report, english: Reader) -> None:
    assert rows_of(workbook_bytes(by_community, english))[1] == ["", "", 0.0005, "", 0]


def test_months_are_real_days_shown_in_the_buddhist_era(by_month: Report, thai: Reader) -> None:
    written = workbook_bytes(by_month, thai)

    assert rows_of(written)[1][0] == date(2025, 10, 1)
    cell = sheet_of(written)["A2"]
    assert (cell.value, cell.number_format) == (datetime(2025, 10, 1), "[$-107041E]mmm yyyy")  # noqa: DTZ001  # a cell


def test_no_text_becomes_a_formula(by_community: Report, thai: Reader) -> None:
    cell = sheet_of(workbook_bytes(by_community, thai))["B4"]

    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_the_heading_stays_in_sight(by_community: Report, thai: Reader) -> None:
    sheet = sheet_of(workbook_bytes(by_community, thai))

    assert sheet.freeze_panes == "B2"
    assert sheet["A1"].value == "ชุมชน"


def test_a_chart_of_excels_own_draws_the_rate_by_name(by_community: Report, english: Reader) -> None:
    with zipfile.ZipFile(BytesIO(workbook_bytes(by_community, english))) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()

    assert "<c:barChart>" in chart
    assert "<c:f>Figures!$B$2:$B$4</c:f>" in chart
    assert "<c:f>Figures!$D$2:$D$4</c:f>" in chart


def test_one_figure_has_no_chart(of_the_town: Report, english: Reader) -> None:
    with zipfile.ZipFile(BytesIO(workbook_bytes(of_the_town, english))) as parts:
        assert not [name for name in parts.namelist() if "chart" in name]


def test_the_definition_has_a_sheet_of_its_own(by_community: Report, thai: Reader) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook_bytes(by_community, thai)))

    assert [line for (line,) in book.get_sheet_by_index(1).to_python()] == thai.about(by_community)
