"""The marked copy: opened by another program, every problem in its cell, and nobody's number or illness in it."""

from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.support import dirty_workbooks as dirty
from tests.support.databases import on_sqlite
from wasteledger import errors
from wasteledger.exchange.setup.findings import Finding
from wasteledger.exchange.setup.marking import FILLS, REASON_HEADER
from wasteledger.ledger import Ledger

pytestmark = on_sqlite


def say(finding: Finding) -> str:
    return f"{finding.kind}: {finding.message.format(**finding.facts)}"


@pytest.fixture
def marked(ledger: Ledger, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The marked copy of a workbook that is made by the function in the test's mark."""
    make = request.param
    copy = tmp_path / "marked.xlsx"
    ledger.setup_copy(ledger.setup_check(make(tmp_path / "town.xlsx")), copy, say)
    return copy


def everything(path: Path) -> str:
    """All that another program reads in a workbook, and its comments."""
    book = CalamineWorkbook.from_path(path)
    cells = [str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    comments = [
        cell.comment.text
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    ]
    return " ".join([*cells, *comments])


@pytest.mark.parametrize("marked", [dirty.hopeless], indirect=True)
def test_every_refused_cell_is_red_and_says_why(marked: Path) -> None:
    sheet = openpyxl.load_workbook(marked)["สมาชิก"]

    red = {
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == f"00{FILLS['refused']}" and cell.comment
    }

    rows = {"10": "A10", "11": "A11"}
    assert red == {rows.get(cell, cell) for cell in dirty.HOPELESS_CELLS}


@pytest.mark.parametrize("marked", [dirty.hopeless], indirect=True)
def test_the_last_column_says_why_of_each_row(marked: Path) -> None:
    rows = CalamineWorkbook.from_path(marked).get_sheet_by_name("สมาชิก").to_python()

    assert rows[0][-1] == REASON_HEADER
    assert [bool(row[-1]) for row in rows[1:]] == [True] * 7 + [True, True, True, True]
    assert str(rows[2][-1]).startswith("D3: refused: “1.02E+10”")


@pytest.mark.parametrize("marked", [dirty.dirty_town], indirect=True)
def test_what_a_cell_held_stays_beside_what_it_is_taken_for(marked: Path) -> None:
    rows = CalamineWorkbook.from_path(marked).get_sheet_by_name("สมาชิก").to_python()

    assert rows[1][1] == "๑๒/๓"
    assert rows[1][4] == 4
    assert "B2: mended: It was in Thai digits." in str(rows[1][-1])


@pytest.mark.parametrize("marked", [dirty.tidy_town, dirty.dirty_town, dirty.hopeless], indirect=True)
def test_national_ids_remarks_and_comments_are_not_copied(marked: Path) -> None:
    text = everything(marked)

    assert dirty.NATIONAL_ID not in text
    assert dirty.REMARK not in text


@pytest.mark.parametrize("marked", [dirty.dirty_town], indirect=True)
def test_what_was_hidden_is_not_copied(marked: Path) -> None:
    book = CalamineWorkbook.from_path(marked)

    assert book.sheet_names == ["สมาชิก", "wasteledger"]
    assert "x" not in {row[7] for row in book.get_sheet_by_name("สมาชิก").to_python()[1:]}


@pytest.mark.parametrize("marked", [dirty.dirty_town], indirect=True)
def test_a_marked_copy_reads_as_the_workbook_did(marked: Path, ledger: Ledger) -> None:
    outcome = ledger.setup_apply(marked)

    assert outcome.sheets["สมาชิก"].new == len(dirty.DIRTY_HOUSEHOLDS)


def test_the_workbook_itself_is_never_written_over(ledger: Ledger, tmp_path: Path) -> None:
    path = dirty.hopeless(tmp_path / "town.xlsx")

    with pytest.raises(errors.FileNotWritten):
        ledger.setup_copy(ledger.setup_check(path), path, say)
