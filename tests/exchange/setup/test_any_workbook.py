"""Whatever a workbook holds, it applies whole or changes nothing, and never ends in anything but a refusal."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.books import contents
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.exchange.setup.kinds import KINDS

WORDS = [
    "",
    "ท่าแพ",
    "ชุมชนท่าแพ",
    "C01",
    "P01",
    "12/3",
    "๑๒/๓",
    "นางสมใจ ดีงาม",
    "กก.",
    "ขวด",
    "รวม",
    "ลงชื่อ......",
    "หมู่ที่ 3",
]
MORE = [
    "PET",
    "ขวดใส",
    "8.00",
    "1/1/2569",
    "1/2/69",
    "ผู้ชั่ง",
    "ฝังกลบ",
    "ใช่",
    "-",
    "=1+1",
    "#REF!",
    "1101700203451",
    "1.02E+10",
    "phone",
]
CELLS = st.one_of(
    st.none(),
    st.sampled_from([*WORDS, *MORE]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.integers(-5, 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.datetimes(datetime(1905, 1, 1), datetime(2600, 1, 1)),  # noqa: DTZ001  # a workbook knows no zone
    st.timedeltas(timedelta(0), timedelta(days=3)),
)
HEADINGS = sorted({name for kind in KINDS for column in kind.form.columns for name in column.headers[:2]})
TITLES = st.sampled_from([*(title for kind in KINDS for title in kind.titles[:2] if "/" not in title), "หมู่ 1", "แผ่น1"])


@st.composite
def soups(draw: st.DrawFn) -> dict[str, Any]:
    """A sheet: rows of anything, mostly under a heading of one kind, here and there merged or hidden."""
    kind = draw(st.sampled_from(KINDS))
    known = st.sampled_from([column.headers[0] for column in kind.form.columns])
    heading = draw(st.lists(st.one_of(known, known, known, st.sampled_from(HEADINGS), CELLS), min_size=1, max_size=7))
    rows = draw(st.lists(st.lists(CELLS, max_size=8), max_size=6))
    above = draw(st.lists(st.lists(CELLS, max_size=3), max_size=2))
    corners = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2), st.integers(0, 3))
    return {
        "title": draw(st.one_of(st.just(kind.titles[0].replace("/", "-")), TITLES)),
        "rows": [*above, heading, *rows],
        "merged": draw(st.lists(corners, max_size=2)),
        "hidden": draw(st.lists(st.integers(1, 9), max_size=2)),
    }


def save(sheets: list[dict[str, Any]], path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for soup in sheets:
        sheet = book.create_sheet(soup["title"])
        for row in soup["rows"]:
            sheet.append(row)
        for row, column, down, right in soup["merged"]:
            sheet.merge_cells(start_row=row, start_column=column, end_row=row + down, end_column=column + right)
        for number in soup["hidden"]:
            sheet.row_dimensions[number].hidden = True
    book.save(path)


@given(sheets=st.lists(soups(), min_size=1, max_size=4))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_workbook_applies_whole_or_changes_nothing(
    town: Town, intruder: Intruder, tmp_path: Path, sheets: list[dict[str, Any]]
) -> None:
    path, copy = tmp_path / "soup.xlsx", tmp_path / "marked.xlsx"
    save(sheets, path)
    before = contents(intruder)

    checked = town.ledger.setup_check(path)
    town.ledger.setup_copy(checked, copy, lambda finding: finding.message)

    assert contents(intruder) == before
    assert openpyxl.load_workbook(copy).worksheets
    try:
        town.ledger.setup_apply(path)
    except errors.WorkbookRefused:
        assert checked.refused
        assert contents(intruder) == before
    else:
        assert not checked.refused
        again = town.ledger.setup_apply(path)
        assert [counted.new for counted in again.sheets.values()] == [0] * len(again.sheets)
        assert town.ledger.audit().clean
