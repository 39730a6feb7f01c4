"""A keyboard left in the Thai layout is undone: every line that its keys may have meant, and no other."""

from string import ascii_lowercase, ascii_uppercase, digits, printable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.layouts import LATIN, THAI, caps_locked, in_thai_layout
from wasteledger.domain.keyboard import card_symbols, readings


def test_the_layout_is_a_bijection_of_94_keys() -> None:
    assert sorted(LATIN) == sorted(set(printable) - set(" \t\n\r\v\f"))
    assert len(set(THAI)) == len(THAI) == 94


def test_every_thai_letter_mark_and_digit_is_on_a_key_except_the_four_signs_of_old_books() -> None:
    thai = {chr(point) for point in [*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)]}
    assert thai - set(THAI) == set("๎๏๚๛")


def test_the_example_that_scanners_really_send_is_undone() -> None:
    assert in_thai_layout("W17K3M9QX2F") == '"ๅึษ-?ต๐)/โ'
    assert "W17K3M9QX2F" in readings('"ๅึษ-?ต๐)/โ')
    assert card_symbols('"ๅึษ-?ต๐)/โ') == "W17K3M9QX2F"


@given(st.text(ascii_uppercase + digits, max_size=12))
def test_a_card_prompt_reads_either_layout_at_either_shift_level(tail: str) -> None:
    code = "W" + tail
    lower = code.lower()
    assert {card_symbols(code), card_symbols(lower), card_symbols(code.swapcase())} == {code}
    assert {card_symbols(in_thai_layout(code)), card_symbols(in_thai_layout(lower))} == {code}
    assert {card_symbols(caps_locked(code)), card_symbols(caps_locked(lower))} == {code}


def test_a_card_prompt_reads_shifted_digits_and_thai_digits_beside_latin_letters() -> None:
    assert card_symbols("w!@#") == "W123"
    assert card_symbols("w๑๒๓-๐") == "W123-0"


def test_a_card_prompt_tells_the_dash_of_one_layout_from_the_3_of_the_other() -> None:
    assert card_symbols("W1-7K3") == "W1-7K3"
    assert card_symbols("ไๅขึา-") == "W1-7K3"


def test_every_letter_of_either_layout_is_the_letter_on_its_key() -> None:
    assert card_symbols(in_thai_layout(ascii_lowercase)) == ascii_uppercase
    assert card_symbols(ascii_lowercase) == ascii_uppercase


KEYS = st.text((LATIN + " ").replace('"', "").replace("}", ""), min_size=1)
"""All but the two keys that send a point and a comma in the Thai layout, where those of the number pad are meant."""


@given(KEYS)
def test_what_was_pressed_is_among_what_may_have_been_meant(keys: str) -> None:
    assert keys in readings(keys)
    assert keys in readings(in_thai_layout(keys))
    assert keys in readings(caps_locked(keys))


@pytest.mark.parametrize("keys", ["3 5.4", "-5", "12/3", "+5", "฿100", "2-3", "K07", "1e3", "1,240.50", "K07/0123", ""])
def test_a_line_with_latin_letters_or_digits_means_itself(keys: str) -> None:
    assert readings(keys) == (keys,)


def test_thai_digits_mean_themselves_beside_latin_letters() -> None:
    assert readings("PET ๕.๔") == ("PET 5.4",)


@pytest.mark.parametrize(
    ("arrived", "meant"),
    [("/-", "23"), ("- ถใภ", "3 5.4"), ("ษจึฝจๅ/-", "K07/0123"), ("ๅ/-ภถุึคตจ", "1234567890"), ("ๅม/ภจใถจ", "1,240.50")],
)
def test_the_thai_layout_is_read_by_key(arrived: str, meant: str) -> None:
    assert readings(arrived)[:2] == (arrived, meant)


@pytest.mark.parametrize(("arrived", "meant"), [("5ใ4", "5.4"), ("ถ.ภ", "5.4"), ("ๅ 5.4", "1 5.4"), ("--.5ถ", "33.55")])
def test_the_number_pad_is_read_beside_the_number_row(arrived: str, meant: str) -> None:
    assert readings(arrived)[1] == meant


@pytest.mark.parametrize(("arrived", "meant"), [("+", "1"), ("+๑", "12"), ("฿๗", "70"), ("๒ ๔ฬ๓", "3 5.4"), ("ู", "6")])
def test_caps_lock_on_the_number_row_is_read_by_key(arrived: str, meant: str) -> None:
    assert readings(arrived)[2] == meant


def test_thai_digits_may_be_meant_or_come_of_caps_lock() -> None:
    assert readings("๑๒") == ("12", "@#", "23")


@given(st.text())
def test_no_text_upsets_a_prompt(text: str) -> None:
    assert 1 <= len(readings(text)) <= 3
    assert isinstance(card_symbols(text), str)
