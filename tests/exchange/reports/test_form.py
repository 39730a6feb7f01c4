"""The province's own sheet: names become figures, everything else stays as it was."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image as Picture
from openpyxl.styles import Font
from PIL import Image

from tests.exchange.reports.conftest import MARCH
from wasteledger import errors
from wasteledger.exchange.reports.figures import Figure, Figures
from wasteledger.exchange.reports.form import fill_form
from wasteledger.exchange.reports.reading import Reader
from wasteledger.reporting.gathering import Asked, Told
from wasteledger.reporting.report import Report

Fill = Callable[..., Any]
"""Fills in a form that holds these cells, and returns its sheet as another library reads it."""


@pytest.fixture
def figures(of_the_town: Report, by_community: Report, english: Reader) -> Figures:
    """The figures of March: a rate, the same by community, and one that can't be told."""

    def ask(asked: Sequence[Asked]) -> list[Told]:
        refusal = errors.DisposalMissing(missing=[errors.Month(2026, 3, 1)])
        answers = {"": of_the_town, "community": by_community}
        return [
            Told(
                one, refusal if one.name != "diversion" or "epa" in one.how.values() else answers[one.how.get("by", "")]
            )
            for one in asked
        ]

    return Figures("Thung Song", MARCH, date(2026, 4, 1), english, ask)


@pytest.fixture
def form(tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    """Makes the province's sheet, its first cell bold, with a picture on it."""

    def make(cells: dict[str, Any]) -> Path:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for place, content in cells.items():
            sheet[place] = content
        sheet["A1"].font = Font(bold=True, color="FF112233")
        sheet["B2"].number_format = "#,##0.0"
        picture = BytesIO()
        Image.new("RGB", (2, 2)).save(picture, "PNG")
        sheet.add_image(Picture(picture), "H1")
        book.save(tmp_path / "form.xlsx")
        return tmp_path / "form.xlsx"

    return make


@pytest.fixture
def filled(form: Callable[[dict[str, Any]], Path], figures: Figures, tmp_path: Path) -> Fill:
    def fill(cells: dict[str, Any]) -> Any:
        fill_form(form(cells), tmp_path / "filled.xlsx", figures)
        return openpyxl.load_workbook(tmp_path / "filled.xlsx").worksheets[0]

    return fill


def test_a_cell_that_is_one_name_becomes_a_number(filled: Fill) -> None:
    sheet = filled(
        {"B2": "{{diversion.denominator}}", "B3": "{{ diversion.percent }}", "B4": "{{diversion.drop_offs}}"}
    )

    assert [sheet[place].value for place in ("B2", "B3", "B4")] == [57.235067, 11.09, 3]
    assert sheet["B2"].number_format == "#,##0.0"


def test_names_among_words_are_written_out(filled: Fill) -> None:
    sheet = filled({"A1": "{{town}}: {{diversion.denominator}} t & {{diversion.percent}} %, {{month}}"})

    assert sheet["A1"].value == "Thung Song: 57.235 t & 11.09 %, Mar 2026"
    assert sheet["A1"].font.bold


def test_a_community_is_named_by_its_code(filled: Fill) -> None:
    sheet = filled({"B2": "{{diversion-by-community.percent:C01}}"})

    assert sheet["B2"].value == 28.57


def test_what_nobody_can_say_is_a_dash(filled: Fill, figures: Figures) -> None:
    figures.reader.names[("community", "C03")] = ("", "")  # type: ignore[index]  # a dict in this test

    sheet = filled({"B2": "{{diversion-by-community.percent:C03}}", "B3": "{{diversion-by-community.drop_offs:C03}}"})

    assert (sheet["B2"].value, sheet["B3"].value) == ("—", 0)


def test_a_name_may_begin_in_one_style_and_end_in_another(filled: Fill) -> None:
    parts = CellRichText("in {{diver", TextBlock(InlineFont(b=True), "sion.percent}} %"))

    assert filled({"A2": parts})["A2"].value == "in 11.09 %"


def test_formulas_stay_and_are_reckoned_anew(filled: Fill, tmp_path: Path) -> None:
    sheet = filled({"B2": "{{diversion.denominator}}", "B3": "=B2*2"})

    assert sheet["B3"].value == "=B2*2"
    with zipfile.ZipFile(tmp_path / "filled.xlsx") as parts:
        assert 'fullCalcOnLoad="1"' in parts.read("xl/workbook.xml").decode()


def test_every_other_part_stays_byte_for_byte(filled: Fill, tmp_path: Path) -> None:
    filled({"B2": "{{diversion.percent}}"})

    with zipfile.ZipFile(tmp_path / "form.xlsx") as before, zipfile.ZipFile(tmp_path / "filled.xlsx") as after:
        assert before.namelist() == after.namelist()
        differing = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert set(differing) <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}


def test_unknown_names_are_listed_and_nothing_is_written(filled: Fill, tmp_path: Path) -> None:
    cells = {"A2": "{{diversion.percents}}", "A3": "{{rate}} {{town}}", "A4": "{{diversion-by-community.percent:C99}}"}

    with pytest.raises(
        errors.FormNamesUnknown, match=r"diversion-by-community\.percent:C99, diversion\.percents, rate\."
    ):
        filled(cells)

    assert not (tmp_path / "filled.xlsx").exists()


def test_a_figure_that_cannot_be_told_refuses_the_form(filled: Fill, tmp_path: Path) -> None:
    with pytest.raises(errors.DisposalMissing):
        filled({"A2": "{{epa.percent}}"})

    assert not (tmp_path / "filled.xlsx").exists()


def test_the_form_itself_is_never_overwritten(form: Callable[[dict[str, Any]], Path], figures: Figures) -> None:
    template = form({"A2": "{{town}}"})

    with pytest.raises(errors.FileNotWritten):
        fill_form(template, template, figures)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(figures: Figures, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "form.xlsx").write_bytes(content)

    with pytest.raises(errors.FileUnreadable):
        fill_form(tmp_path / "form.xlsx", tmp_path / "filled.xlsx", figures)


def test_a_form_that_is_not_there_is_refused(figures: Figures, tmp_path: Path) -> None:
    with pytest.raises(errors.FileMissing):
        fill_form(tmp_path / "none.xlsx", tmp_path / "filled.xlsx", figures)


def test_every_name_that_is_listed_can_be_asked_for(figures: Figures) -> None:
    listed = dict(figures.listed())

    assert isinstance(listed["epa"], errors.DisposalMissing)
    names = [name for name, figure in listed.items() if isinstance(figure, Figure)]
    assert "diversion-by-community.denominator:C02" in names
    assert [figures[name] for name in names] == [listed[name] for name in names]
