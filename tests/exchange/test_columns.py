"""Columns found by any of their names, and cells read as they were meant."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from wasteledger import errors
from wasteledger.exchange import forms
from wasteledger.exchange.columns import Column, Form, header_key
from wasteledger.exchange.forms import is_private
from wasteledger.exchange.sheets import Row
from wasteledger.exchange.words import plain_number, read_clock, read_when, read_yes, unit_of_note

SHEET = Path("sheet.csv")
FORMS = {
    "drop-offs": forms.DROP_OFFS,
    "loads": forms.LOADS,
    "households": forms.HOUSEHOLDS,
    "materials": forms.MATERIALS,
    "rates": forms.RATES,
}

SMALL = Form(
    (
        Column("weight", ("น้ำหนัก", "weight", "net"), required=True),
        Column("day", ("วันที่", "date"), read=read_when),
        Column("card", ("บัตร", "card")),
        Column("member", ("เลขสมาชิก", "member")),
    ),
    one_of=(("card", "member"),),
)


@pytest.mark.parametrize("header", ["น้ำหนัก", "Weight", " WEIGHT* ", "น้ำหนัก (กก.)", "weight [kg]", "น้ำ หนัก:", "น้ําหนัก"])
def test_a_header_is_found_however_it_is_written(header: str) -> None:
    matched = SMALL.match(SHEET, [header, "card"])
    assert matched.read(Row(2, ("5.4", ""))) == {"weight": "5.4"}


def test_the_unit_in_brackets_behind_a_header_is_kept() -> None:
    assert SMALL.match(SHEET, ["น้ำหนัก (กก.)", "card"]).notes == {"weight": "กก.", "card": ""}


def test_of_two_headers_for_one_field_the_more_usual_name_counts() -> None:
    matched = SMALL.match(SHEET, ["net", "weight", "card"])
    assert matched.read(Row(2, ("1", "2", "")))["weight"] == "2"


def test_columns_that_mean_nothing_here_are_left_alone() -> None:
    matched = SMALL.match(SHEET, ["ลำดับ", "", "weight", "card", "หมายเหตุ"])
    assert matched.read(Row(2, ("1", "x", "5", "", "y"))) == {"weight": "5"}


def test_missing_columns_are_named_in_both_languages() -> None:
    with pytest.raises(errors.ColumnsMissing) as refusal:
        SMALL.match(SHEET, ["date"])
    assert refusal.value.facts["columns"] == "น้ำหนัก (weight), บัตร (card) / เลขสมาชิก (member)"


def test_a_blank_cell_of_a_required_column_is_refused_by_its_header() -> None:
    matched = SMALL.match(SHEET, ["น้ำหนัก (กก.)", "card"])
    with pytest.raises(errors.CellMissing) as refusal:
        matched.read(Row(2, ("", "x")))
    assert str(refusal.value.facts["column"]) == "น้ำหนัก (กก.)"


def test_a_cell_that_cannot_be_read_is_refused_by_its_header() -> None:
    matched = SMALL.match(SHEET, ["weight", "วันที่", "card"])
    with pytest.raises(errors.DateNotUnderstood) as refusal:
        matched.read(Row(2, ("5", "yesterday", "")))
    assert refusal.value.facts["column"] == "วันที่"


def test_a_row_with_more_cells_than_headers_is_refused() -> None:
    with pytest.raises(errors.RowTooLong):
        SMALL.match(SHEET, ["weight", "card"]).read(Row(2, ("5", "4", "x")))


def test_rows_that_mean_the_same_say_the_same() -> None:
    first = forms.DROP_OFFS.match(SHEET, ["date", "member", "material", "weight"])
    second = forms.DROP_OFFS.match(SHEET, ["น้ำหนัก", "วัสดุ", "เลขสมาชิก", "วันที่"])
    one = first.read(Row(2, ("2026-03-15", "K07/0001", "PET", "5.40")))
    other = second.read(Row(9, ("๕.๔", "pet", "k07/0001", "15 มี.ค. 2569")))
    assert forms.DROP_OFFS.said(one) == forms.DROP_OFFS.said(other)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_name_stands_for_two_columns_of_a_form(form: Form) -> None:
    names = [(header_key(header), column.field) for column in form.columns for header in column.headers]
    fields = {name: {field for known, field in names if known == name} for name, _ in names}
    assert {name: meant for name, meant in fields.items() if len(meant) > 1} == {}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_form_reads_a_national_id_or_a_remark(form: Form) -> None:
    assert not [header for column in form.columns for header in column.headers if is_private(header)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("15/3/2569", date(2026, 3, 15)),
        ("2026-03-15", date(2026, 3, 15)),
        ("2026-03-15 09:42", datetime(2026, 3, 15, 9, 42)),  # noqa: DTZ001  # the town's zone is meant
        ("15 มี.ค. 2569 09:42 น.", datetime(2026, 3, 15, 9, 42)),  # noqa: DTZ001
    ],
)
def test_a_day_may_have_a_time_of_day(text: str, meant: date) -> None:
    assert read_when(text) == meant


@pytest.mark.parametrize("text", ["9:42", "09.42 น.", "๐๙:๔๒", "09:42:10"])
def test_a_time_of_day_is_read_as_people_write_it(text: str) -> None:
    assert read_clock(text) == time(9, 42)


@pytest.mark.parametrize("text", ["25:00", "9", "noon", "9:7"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(errors.DateNotUnderstood):
        read_clock(text)


@pytest.mark.parametrize(("text", "meant"), [("ใช่", True), ("Yes", True), ("1", True), ("ไม่ใช่", False), ("0", False)])
def test_yes_and_no_are_read(text: str, meant: bool) -> None:
    assert read_yes(text) is meant


@pytest.mark.parametrize(
    ("note", "unit"), [("กก.", "kg"), ("KG", "kg"), ("ตัน", "tonne"), ("short tons", "short-ton"), ("กก./ตัน", "")]
)
def test_a_unit_behind_a_header_is_read(note: str, unit: str) -> None:
    assert unit_of_note(note) == unit


@pytest.mark.parametrize(
    ("typed", "plain"), [("1,250.50", "1250.5"), ("5.0", "5"), ("100", "100"), ("๕.๔๐", "5.4"), ("0.050", "0.05")]
)
def test_equal_numbers_are_told_to_be_equal(typed: str, plain: str) -> None:
    assert plain_number(typed) == plain
