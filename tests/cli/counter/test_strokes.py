"""Keys become lines: every way a scanner ends a code, or doesn't, and every key that is no letter."""

from collections.abc import Iterable
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.layouts import caps_locked, in_thai_layout
from wasteledger.domain.card_code import new_card_code
from wasteledger_cli.counter.strokes import MOST_TYPED, Strokes, without_last_letter

ONE, OTHER, THIRD = (new_card_code(lambda _, bits=bits: bits) for bits in (2569, 4112, 77_777))  # type: ignore[misc]
CODES = st.integers(min_value=0, max_value=2**45 - 1).map(lambda bits: new_card_code(lambda _: bits))
TERMINATORS = ["\r", "\n", "\r\n", "\t", ""]


def lines_of(*sent: str | float, spacing: float = 0.0) -> list[str]:
    """The lines that these keys make, a number being so many seconds in which none comes."""
    strokes, lines, now = Strokes(), list[str](), 0.0
    for part in sent:
        if isinstance(part, float):
            now += part
            continue
        for key in part:
            lines += strokes.press(key, now)
            now += spacing
    return lines + strokes.wait(inf)


def text_of(keys: str) -> str:
    strokes = Strokes()
    assert [line for key in keys for line in strokes.press(key, 0.0)] == []
    return strokes.text


@pytest.mark.parametrize("terminator", TERMINATORS)
@pytest.mark.parametrize("spacing", [0.0, 0.002, 0.05])
@given(codes=st.lists(CODES, unique=True, max_size=5))
def test_every_scan_is_a_line_of_its_own(terminator: str, spacing: float, codes: list[str]) -> None:
    assert lines_of(*(code + terminator for code in codes), spacing=spacing) == codes


@given(codes=st.lists(CODES, unique=True, max_size=5), gap=st.floats(min_value=0.0, max_value=5.0))
@pytest.mark.parametrize("terminator", TERMINATORS)
def test_a_pause_between_scans_changes_nothing(terminator: str, codes: list[str], gap: float) -> None:
    assert lines_of(*(part for code in codes for part in (code + terminator, gap))) == codes


@pytest.mark.parametrize("sent", [in_thai_layout(ONE), in_thai_layout(ONE.lower()), caps_locked(ONE), ONE.swapcase()])
@pytest.mark.parametrize("terminator", TERMINATORS)
def test_a_code_arrives_as_itself_from_every_layout(terminator: str, sent: str) -> None:
    assert lines_of(sent + terminator + OTHER + terminator) == [ONE, OTHER]


def test_codes_of_different_layouts_run_together_are_parted() -> None:
    assert lines_of(in_thai_layout(ONE) + OTHER + caps_locked(THIRD)) == [ONE, OTHER, THIRD]


def test_a_return_and_a_newline_end_one_line_and_two_returns_end_two() -> None:
    assert lines_of("3 5.4\r\n1 2\r", 0.3, "\n") == ["3 5.4", "1 2"]
    assert lines_of("3 5.4\r\r") == ["3 5.4", ""]
    assert lines_of("3 5.4\n\n") == ["3 5.4", ""]


def test_a_code_ends_by_itself_when_no_key_comes_for_a_while() -> None:
    strokes = Strokes()
    assert [line for key in ONE for line in strokes.press(key, 1.0)] == []
    assert strokes.due == pytest.approx(1.08)
    assert strokes.wait(1.05) == []
    assert strokes.wait(1.09) == [ONE]
    assert strokes.due is None


@pytest.mark.parametrize("typed", ["3 5.4", "M:PET", "T:900", "DONE", "K07/0123", "W17K3M9QX2FB", "", "สมใจ"])
def test_nothing_but_a_code_ends_by_itself(typed: str) -> None:
    assert lines_of(typed, 60.0) == []
    assert lines_of(typed, 60.0, "\r") == [typed]


def test_an_enter_after_a_code_that_ended_by_itself_is_its_own() -> None:
    assert lines_of(ONE, 0.5, "\r\n", 0.1, "3 5.4\r") == [ONE, "3 5.4"]
    assert lines_of(ONE, 0.5, "\r", 0.1, "\r") == [ONE, ""]


def test_an_enter_long_after_a_code_is_a_line() -> None:
    assert lines_of(ONE, 3.0, "\r") == [ONE, ""]


def test_a_doubled_scan_is_read_once() -> None:
    assert lines_of(ONE + "\r" + ONE + "\r") == [ONE]
    assert lines_of(ONE, 1.0, ONE, 1.5, ONE) == [ONE]
    assert lines_of(in_thai_layout(ONE) + ONE) == [ONE]


def test_the_same_card_is_read_again_later_or_after_anything_else() -> None:
    assert lines_of(ONE + "\r", 2.5, ONE + "\r") == [ONE, ONE]
    assert lines_of(ONE + "\r1\r" + ONE + "\r") == [ONE, "1", ONE]
    assert lines_of(ONE + OTHER + ONE) == [ONE, OTHER, ONE]


def test_a_card_scanned_behind_something_typed_ends_the_line_with_both() -> None:
    assert lines_of("3 5", 1.0, ONE, 1.0, "1\r") == ["3 5" + ONE, "1"]
    assert lines_of("3 5", 1.0, ONE + OTHER) == ["3 5" + ONE, OTHER]


def test_backspace_takes_a_thai_letter_with_its_marks() -> None:
    assert text_of("กี่\x7f") == ""
    assert text_of("บ้าน\x7f") == "บ้า"
    assert text_of("บ้าน\x7f\x08\b") == ""
    assert without_last_letter("น้ำ") == ""
    assert without_last_letter("") == ""


def test_a_line_is_thrown_away_by_control_u_and_control_c() -> None:
    assert text_of("3 5.4\x15") == ""
    assert text_of("3 5.4\x03") == ""
    assert text_of("3 5.4\x043") == "3 5.43"


@pytest.mark.parametrize("key", ["\x03", "\x04", ""])
def test_nothing_more_comes_after_leaving_an_empty_line(key: str) -> None:
    strokes = Strokes()
    assert strokes.press(key, 0.0) == []
    assert strokes.over


def test_what_a_pipe_ends_with_is_a_line_without_its_end() -> None:
    strokes = Strokes()
    assert [line for key in [*"DONE\r\n3 5.4", ""] for line in strokes.press(key, 0.0)] == ["DONE", "3 5.4"]


@pytest.mark.parametrize(
    "keys", ["\x1b[A", "\x1b[3~", "\x1bOP", "\x1b[1;5C", "\x1b", "\x1b\x1b[Z", "\0", "\x02", "\ufeff"]
)
def test_keys_that_are_no_letters_leave_no_trace(keys: str) -> None:
    assert lines_of(f"3 {keys}5\r") == ["3 5"]


def test_a_paste_in_brackets_is_what_was_pasted() -> None:
    assert lines_of(f"\x1b[200~{ONE}\r3 5.4\r\x1b[201~") == [ONE, "3 5.4"]


def test_a_stuck_key_leaves_room_for_a_scan() -> None:
    assert len(text_of("5" * 10_000)) == MOST_TYPED
    assert lines_of("5" * 10_000 + ONE) == ["5" * (MOST_TYPED - len(ONE)) + ONE]


@given(st.lists(st.tuples(st.text(max_size=3) | st.sampled_from(["\r", "\x1b[", ONE, "\x7f"]), st.floats(0, 3))))
def test_no_keys_upset_it(sent: Iterable[tuple[str, float]]) -> None:
    assert all("\r" not in line for line in lines_of(*(part for pair in sent for part in pair)))
