"""What spreadsheets do to cells, and what is made of it: one meaning is mended, two are refused, none is guessed."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasteledger import errors
from wasteledger.domain.thai_order import tidy_thai
from wasteledger.exchange import forms
from wasteledger.exchange.columns import Column
from wasteledger.exchange.mending import DAY_FIRST, MONTH_FIRST, REMARKS, Mended, has_national_id, mend

COLUMNS = {column.field: column for column in forms.HOUSEHOLDS.columns}
MARCH_12 = datetime(2026, 3, 12)  # noqa: DTZ001  # a workbook knows no zone


@pytest.mark.parametrize(
    ("field", "value", "number_format", "text", "remark"),
    [
        ("house_number", "๑๒/๓", "General", "12/3", "digits"),
        ("house_number", "12 / 3", "General", "12/3", "blanks"),
        ("house_number", MARCH_12, "d/m", "12/3", "date"),
        ("house_number", MARCH_12, "dd/mm/yyyy", "12/3", "date"),
        ("house_number", MARCH_12, "[$-107041E]d/m/yyyy;@", "12/3", "date"),
        ("house_number", MARCH_12, "m/d", "3/12", "date"),
        ("house_number", datetime(1968, 5, 1), "mmm-yy", "5/68", "date"),  # noqa: DTZ001
        ("house_number", datetime(2026, 3, 3), "d-mmm", "3/3", "date"),  # noqa: DTZ001
        ("former_number", 77, "0000", "0077", "zeros"),
        ("former_number", "8.0010001E+7", "General", "80010001", "exponent"),
        ("phone", 812345678, "General", "0812345678", "zero"),
        ("phone", 812345678, "000-0000000", "0812345678", "zero"),
        ("phone", "81-234-5678", "General", "081-234-5678", "zero"),
        ("phone", 75411111, "General", "075411111", "zero"),
        ("phone", "8.12345678E+8", "0.00E+00", "0812345678", "zero"),
        ("phone", "+66 81 234 5678", "General", "0812345678", "country"),
        ("phone", "๐๘๑-๒๓๔-๕๖๗๘", "General", "081-234-5678", "digits"),
        ("phone", "81-2345678 หรือ 075-411111", "General", "081-2345678, 075-411111", "zero"),
        ("name", "นาง\u200bแดง", "General", "นางแดง", "blanks"),
        ("name", "นาง\u00a0แดง  ใจดี", "General", "นาง แดง ใจดี", "blanks"),
        ("name", "คําดี", "General", "คำดี", "marks"),
        ("name", "นํ้าใส", "General", "น้ำใส", "marks"),
        ("name", "เเดง", "General", "แดง", "marks"),
    ],
)
def test_a_cell_that_can_mean_one_thing_is_mended(
    field: str, value: object, number_format: str, text: str, remark: str
) -> None:
    mended = mend(COLUMNS[field], value, number_format)

    assert mended.text == text
    assert mended.remarks[-1] == remark


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("house_number", "12/3"),
        ("house_number", "99/12 ซ.5"),
        ("phone", "081-234-5678"),
        ("phone", "075-411111 ต่อ 12"),
        ("phone", "0812345678, 075411111"),
        ("name", "นายดี มาก"),
        ("community", "ท่าแพ ๑"),
    ],
)
def test_a_clean_cell_is_left_as_it_is(field: str, value: str) -> None:
    assert mend(COLUMNS[field], value) == Mended(value)


@pytest.mark.parametrize("number_format", ["d-mmm", "mm-dd-yy", "d mmm yy", "[$-41E]d mmmm yyyy"])
def test_a_date_that_may_have_been_two_house_numbers_is_refused_until_somebody_says_which(number_format: str) -> None:
    with pytest.raises(errors.CellDoubtful, match="12/3, 3/12"):
        mend(COLUMNS["house_number"], MARCH_12, number_format)

    assert mend(COLUMNS["house_number"], MARCH_12, number_format, DAY_FIRST).text == "12/3"
    assert mend(COLUMNS["house_number"], MARCH_12, number_format, MONTH_FIRST).text == "3/12"


@pytest.mark.parametrize("text", ["12-มี.ค.", "12-Mar", "12 มีนาคม 2569", "2026-03-12"])
def test_a_date_that_was_saved_as_text_is_no_house_number_either(text: str) -> None:
    with pytest.raises(errors.CellDoubtful, match="12/3, 3/12"):
        mend(COLUMNS["house_number"], text)

    assert mend(COLUMNS["house_number"], text, order=DAY_FIRST).text == "12/3"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "1.02E+10"),
        ("phone", "0812"),
        ("phone", 10_200_000_000),
        ("phone", "โทรไม่ติด"),
        ("former_number", 10**16),
        ("former_number", 12.5),
        ("house_number", 0.25),
        ("house_number", time(12, 3)),
        ("house_number", timedelta(hours=30)),
        ("house_number", "31-Foo"),
        ("name", "นายดี 1-8010-01234-56-7"),
        ("phone", 1_801_001_234_567),
    ],
)
def test_a_cell_whose_meaning_is_lost_is_refused(field: str, value: object) -> None:
    with pytest.raises(errors.CellDoubtful):
        mend(COLUMNS[field], value)


@pytest.mark.parametrize("typed", ["1801001234567", "1-8010-01234-56-7", "1 8010 01234 56 7", "๑๘๐๑๐๐๑๒๓๔๕๖๗"])
def test_a_national_id_is_known_and_never_repeated(typed: str) -> None:
    with pytest.raises(errors.CellDoubtful) as refusal:
        mend(COLUMNS["called"], f"แดง {typed}")

    assert not re.search("[0-9๐-๙]", str(refusal.value))


def test_fewer_or_more_digits_are_no_national_id() -> None:
    assert not has_national_id("80010123456")
    assert not has_national_id("12345678901234")


@pytest.mark.parametrize("dash", ["-", "–", "—", "--"])
def test_a_dash_is_nothing(dash: str) -> None:
    assert mend(COLUMNS["called"], dash) == Mended("")


@given(st.sampled_from(list(COLUMNS.values())), st.text(max_size=30))
def test_whatever_is_mended_once_needs_no_mending_again(column: Column, text: str) -> None:
    try:
        mended = mend(column, text)
    except errors.Refusal:
        return

    assert mend(column, mended.text) == Mended(mended.text)
    assert set(mended.remarks) <= REMARKS.keys()


NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
DATES = st.one_of(st.dates(min_value=date(1900, 1, 1)), st.datetimes(), st.times(), st.timedeltas())
FORMATS = st.sampled_from(["General", "@", "d/m", "d-mmm", "mmm-yy", "0000", "0.00E+00", '"บ้าน "0', "# ?/?", "h:mm"])


@given(st.sampled_from(list(COLUMNS.values())), st.one_of(NUMBERS, DATES, st.booleans(), st.none()), FORMATS)
def test_whatever_a_spreadsheet_holds_is_mended_or_refused(column: Column, value: Any, number_format: str) -> None:
    try:
        mended = mend(column, value, number_format)
    except errors.Refusal:
        return

    assert mended.text == tidy_thai(mended.text)


@given(st.integers(1, 28), st.integers(1, 12), st.sampled_from(["d/m", "dd/mm", "d/mm/yyyy", "D/M"]))
def test_a_house_number_survives_its_time_as_a_date(first: int, second: int, number_format: str) -> None:
    became = datetime(2026, second, first)  # noqa: DTZ001

    assert mend(COLUMNS["house_number"], became, number_format).text == f"{first}/{second}"
