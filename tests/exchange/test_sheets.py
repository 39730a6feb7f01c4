"""Sheets in every form that offices send, and the files that are none."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.files import Write
from wasteledger import errors
from wasteledger.exchange.bad_rows import safe
from wasteledger.exchange.sheets import Row, _Cells, read_sheet

THAI = "วันที่,วัสดุ,น้ำหนัก\r\n15/3/2569,ขวดใส,5.4\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_thai_is_read_in_every_encoding_that_excel_saves(write: Write, encoding: str) -> None:
    sheet = read_sheet(write(THAI, encoding=encoding))
    assert sheet.headers == ("วันที่", "วัสดุ", "น้ำหนัก")
    assert sheet.rows == [Row(2, ("15/3/2569", "ขวดใส", "5.4"))]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_recognised(write: Write, separator: str) -> None:
    sheet = read_sheet(write(THAI.replace(",", separator)))
    assert sheet.rows == [Row(2, ("15/3/2569", "ขวดใส", "5.4"))]


def test_a_comma_inside_quotes_separates_nothing(write: Write) -> None:
    sheet = read_sheet(write('name;"weight, net"\n"Somsri; Jaidee";"1,250.5"\n'))
    assert sheet.headers == ("name", "weight, net")
    assert sheet.rows == [Row(2, ("Somsri; Jaidee", "1,250.5"))]


def test_a_heading_may_go_over_several_lines(write: Write) -> None:
    sheet = read_sheet(write('"น้ำหนัก\n(กก.)";วัสดุ\n5,4;PET\n'))
    assert sheet.headers == ("น้ำหนัก\n(กก.)", "วัสดุ")
    assert sheet.rows == [Row(3, ("5,4", "PET"))]


def test_blank_rows_are_skipped_and_lines_still_counted(write: Write) -> None:
    sheet = read_sheet(write("\n  \na,b\n\n1,2\n , \n3,4\n"))
    assert [(row.line, row.cells) for row in sheet.rows] == [(5, ("1", "2")), (7, ("3", "4"))]


def test_a_row_that_follows_a_cell_of_several_lines_has_its_own_line_number(write: Write) -> None:
    sheet = read_sheet(write('a,b\r\n"one\r\ntwo\r\nthree",x\r\nfour,y\r\n'))
    assert [row.line for row in sheet.rows] == [2, 5]


def test_a_short_row_is_filled_and_blank_cells_beyond_the_heading_are_dropped(write: Write) -> None:
    sheet = read_sheet(write("a,b,,\n1\n1,2,,\n1,2,3,\n"))
    assert sheet.headers == ("a", "b", "", "")
    assert [row.cells for row in sheet.rows] == [("1", "", "", ""), ("1", "2", "", ""), ("1", "2", "3", "")]
    assert sheet.by_header(sheet.rows[1])["b"] == "2"


def test_a_cell_beyond_the_heading_is_kept_to_be_refused(write: Write) -> None:
    assert read_sheet(write("a,b\n1,2,3,\n")).rows[0].cells == ("1", "2", "3")


def test_cells_of_a_workbook_read_as_they_show(workbook: Write) -> None:
    moment = datetime(2026, 3, 15, 9, 42)  # noqa: DTZ001  # a workbook knows no zone
    path = workbook(
        [
            ["a", "b", "c", "d", "e", "f", "g", "h"],
            [24.0, 5.4, 0.1 + 0.2, 7, datetime(2026, 3, 15), moment, time(9, 42), "ขวดใส "],  # noqa: DTZ001
            [None, 1e-7, 1e15, 1234567.891, date(2026, 3, 15), None, None, True],
        ]
    )
    first, second = read_sheet(path).rows
    assert first.cells == ("24", "5.4", "0.3", "7", "2026-03-15", "2026-03-15 09:42", "09:42", "ขวดใส")
    assert second.cells == ("", "0.0000001", "1000000000000000", "1234567.891", "2026-03-15", "", "", "True")


def test_a_workbook_counts_its_lines_over_blank_rows(workbook: Write) -> None:
    path = workbook([[], ["a"], [], ["1"], [None], ["2"]])
    assert [(row.line, row.cells) for row in read_sheet(path).rows] == [(4, ("1",)), (6, ("2",))]


def test_the_first_visible_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["hidden"])
    book.worksheets[0].sheet_state = "hidden"
    shown = book.create_sheet("รับฝาก")
    shown.append(["shown"])
    shown.append(["1"])
    book.active = 1
    book.save(tmp_path / "two.xlsx")
    assert read_sheet(tmp_path / "two.xlsx").headers == ("shown",)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(errors.FileMissing):
        read_sheet(tmp_path / "none.csv")


def test_a_folder_is_no_sheet(tmp_path: Path) -> None:
    with pytest.raises(errors.FileUnreadable):
        read_sheet(tmp_path)


@pytest.mark.parametrize("text", ["", "\n \n", "a,b\n", "a,b\n , \n"])
def test_a_file_without_rows_is_empty(write: Write, text: str) -> None:
    with pytest.raises(errors.FileEmpty):
        read_sheet(write(text))


HALF_WRITTEN = {
    "inside a quoted cell": 'a,b\n1,"two',
    "with the zeros of a disk that lost power": "a,b\n1,2\n\0\0\0\0",
}


@pytest.mark.parametrize("text", HALF_WRITTEN.values(), ids=HALF_WRITTEN)
def test_a_half_written_file_is_refused(write: Write, text: str) -> None:
    with pytest.raises(errors.FileUnreadable, match="half written"):
        read_sheet(write(text))


def test_a_file_that_breaks_off_inside_a_character_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(THAI.encode() + "ขวด".encode()[:-1])
    with pytest.raises(errors.FileUnreadable, match="half written"):
        read_sheet(path)


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9])
def test_a_workbook_cut_short_is_refused(workbook: Write, keep: float) -> None:
    path = workbook([["a", "b"], *([str(number), "x"] for number in range(500))])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(errors.FileUnreadable, match="half written"):
        read_sheet(path)


OTHER_ENCODINGS = {"UTF-16": "utf-16", "Western": "cp1252"}


@pytest.mark.parametrize("encoding", OTHER_ENCODINGS.values(), ids=OTHER_ENCODINGS)
def test_another_encoding_is_refused(write: Write, encoding: str) -> None:
    with pytest.raises((errors.EncodingNotRead, errors.FileUnreadable)):
        read_sheet(write("café,naïve\nété,größer\n", encoding=encoding))


def test_an_old_excel_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))
    with pytest.raises(errors.FileUnreadable, match=r"save it as \.xlsx"):
        read_sheet(path)


def test_another_program_s_zipped_sheet_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "sheet.ods"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("content.xml", "<office/>")
    with pytest.raises(errors.FileUnreadable, match=r"save it as \.xlsx"):
        read_sheet(path)


def test_text_that_calls_itself_a_workbook_is_refused(write: Write) -> None:
    with pytest.raises(errors.FileUnreadable, match="half written"):
        read_sheet(write("a,b\n1,2\n", name="sheet.xlsx"))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs"]), max_size=20))
def test_a_cell_made_safe_reads_back_as_it_was(text: str) -> None:
    once = _Cells()[text]
    assert _Cells()[safe(once)] == once
    assert not safe(once).startswith(("=", "@"))
