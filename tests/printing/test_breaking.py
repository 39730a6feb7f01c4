"""Where a line of Thai breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain.cells import ZERO_WIDTH_SPACE
from wasteledger.printing.breaking import NO_BREAK_SPACE, clusters, row_lines, unbroken, wrapped

THAI = "".join(map(chr, [*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F)]))
MARKS = set("ัิีึืฺุู็่้๊๋์ํ๎")
thai_words = st.text(alphabet=THAI + "aK07/.,-", min_size=1, max_size=40)
thai_texts = st.text(alphabet=THAI + "aK07 /.,-" + ZERO_WIDTH_SPACE + NO_BREAK_SPACE, max_size=80)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ปั๊ม", ["ปั๊", "ม"]),
        ("ที่", ["ที่"]),
        ("น้ำ", ["น้ำ"]),
        ("แก้ว", ["แก้", "ว"]),
        ("ไม้ไผ่", ["ไม้", "ไผ่"]),
        ("มะนาว", ["มะ", "นา", "ว"]),
        ("ต่างๆ", ["ต่า", "งๆ"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("", []),
    ],
)
def test_a_letter_keeps_its_marks_and_its_leading_vowel(text: str, pieces: list[str]) -> None:
    assert clusters(text) == pieces


def test_a_line_breaks_at_a_space() -> None:
    assert wrapped("ขวด ใส สะอาด", 6, len) == ["ขวด ใส", "สะอาด"]


def test_a_line_breaks_at_a_zero_width_space_which_is_never_seen() -> None:
    assert wrapped(f"ขวด{ZERO_WIDTH_SPACE}ใส", 9, len) == ["ขวดใส"]
    assert wrapped(f"ขวด{ZERO_WIDTH_SPACE}ใส", 4, len) == ["ขวด", "ใส"]


def test_a_line_does_not_break_at_a_no_break_space() -> None:
    assert wrapped(f"หนัก {unbroken('5.20 กก.')}", 10, len) == ["หนัก", f"5.20{NO_BREAK_SPACE}กก."]


def test_two_spaces_stay_two_within_a_line() -> None:
    assert wrapped("เล่มที่ K07  เลขที่ 1", 40, len) == ["เล่มที่ K07  เลขที่ 1"]


@pytest.mark.parametrize("width", [8, 10, 11, 17])
def test_the_dot_between_two_phrases_goes_where_the_line_breaks_there(width: int) -> None:
    assert wrapped("โทร 1669 · เก็บไว้", width, len) == ["โทร 1669", "เก็บไว้"]


def test_the_dot_between_two_phrases_stays_within_a_line() -> None:
    assert wrapped("โทร 1669 · เก็บไว้", 18, len) == ["โทร 1669 · เก็บไว้"]


def test_a_line_feed_in_a_name_is_a_space() -> None:
    assert wrapped("ขวด\nใส", 9, len) == ["ขวด ใส"]


def test_a_long_name_rather_breaks_where_a_syllable_surely_ends() -> None:
    assert wrapped("พลาสติกใสและแกะฉลาก", 14, len) == ["พลาสติกใสและ", "แกะฉลาก"]


def test_no_text_is_one_empty_line() -> None:
    assert wrapped("", 10, len) == [""]


@given(thai_texts, st.integers(8, 40))
def test_no_line_is_too_wide(text: str, width: int) -> None:
    assert all(len(line) <= width for line in wrapped(text, width, len))


@given(thai_words, st.integers(8, 40))
def test_no_letter_is_lost_and_none_comes_twice(word: str, width: int) -> None:
    assert "".join(wrapped(word, width, len)) == word


@given(st.lists(st.sampled_from("น้ำ ปั๊ม ที่ แก้ว ใบ กู่ เตา กำ ฟื้น มะ ญู ต่างๆ".split()), min_size=1, max_size=30).map("".join))  # noqa: SIM905
def test_no_line_begins_with_a_mark_or_ends_with_a_leading_vowel(word: str) -> None:
    lines = wrapped(word, 8, len)

    assert not [line for line in lines if line[0] in MARKS | set("ะาำๆ") or line[-1] in "เแโใไ"]


def test_a_figure_stands_beside_the_last_line_of_its_text() -> None:
    assert row_lines("กระดาษลัง สีน้ำตาล", "30.75", 16, 1, len) == [("กระดาษลัง", ""), ("สีน้ำตาล", "30.75")]


def test_a_figure_that_would_cut_a_word_gets_its_own_line() -> None:
    assert row_lines("กระดาษลัง", "1,230.75", 12, 1, len) == [("กระดาษลัง", ""), ("", "1,230.75")]


@given(thai_texts, st.text("0123456789,.", max_size=30), st.integers(8, 40))
def test_both_sides_of_a_row_leave_the_gap_between_them(left: str, right: str, width: int) -> None:
    for text, figure in row_lines(left, right, width, 2, len):
        assert len(text) + len(figure) + 2 * bool(text and figure) <= width
