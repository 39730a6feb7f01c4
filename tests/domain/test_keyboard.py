"""A keyboard left in the Thai layout is undone where that is certain, and nowhere else."""

from string import ascii_lowercase, ascii_uppercase, digits, printable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain import keyboard
from wasteledger.domain.keyboard import card_symbols, read_number, unthai

LATIN = keyboard._LATIN_PLAIN + keyboard._LATIN_SHIFTED
THAI = keyboard._THAI_PLAIN + keyboard._THAI_SHIFTED
NUMBERS = st.from_regex(r"[0-9]{1,3}( [0-9]{1,4})?(\.[0-9]{1,3})?", fullmatch=True)


def in_thai_layout(keys: str) -> str:
    """What arrives when these Latin characters are typed or scanned with the Thai layout on."""
    return keys.translate(str.maketrans(LATIN, THAI))


def caps_locked(keys: str) -> str:
    """The same with Caps Lock, which in the Thai layout shifts every key."""
    return keys.translate(str.maketrans(keyboard._LATIN_PLAIN, keyboard._THAI_SHIFTED))


def test_the_layout_is_a_bijection_of_94_keys() -> None:
    assert sorted(LATIN) == sorted(set(printable) - set(" \t\n\r\v\f"))
    assert len(set(THAI)) == len(THAI) == 94


def test_every_thai_letter_mark_and_digit_is_on_a_key_except_the_four_signs_of_old_books() -> None:
    thai = {chr(point) for point in [*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)]}
    assert thai - set(THAI) == set("๎๏๚๛")


def test_the_example_that_scanners_really_send_is_undone() -> None:
    assert in_thai_layout("W17K3M9QX2F") == '"ๅึษ-?ต๐)/โ'
    assert unthai('"ๅึษ-?ต๐)/โ') == "W17K3M9QX2F"
    assert card_symbols('"ๅึษ-?ต๐)/โ') == "W17K3M9QX2F"


def test_a_household_number_typed_in_the_thai_layout_is_undone() -> None:
    assert unthai("ษจึฝจๅ/-") == "K07/0123"
    assert unthai("าจึฝจๅ/-\n") == "k07/0123\n"


@given(st.text(LATIN + " ", min_size=1))
def test_a_line_that_shows_a_thai_letter_is_undone_to_the_keys_pressed(keys: str) -> None:
    arrived = in_thai_layout(keys)
    shows_thai = any("ก" <= character <= "๎" and character != "฿" for character in arrived)
    assert unthai(arrived) == (keys if shows_thai else arrived)


@pytest.mark.parametrize("text", ["12/3", "K07/0123", "๑๒/๓", "ถุง PET", "", "0", "***", "W1-7K3"])
def test_a_line_that_is_no_thai_layout_stays(text: str) -> None:
    assert unthai(text) == text


def test_digits_of_the_number_pad_stand_in_a_thai_line() -> None:
    assert unthai("ษ07") == "K07"


@given(st.text(ascii_uppercase + digits, max_size=12))
def test_a_card_prompt_reads_either_layout_at_either_shift_level(tail: str) -> None:
    code = "W" + tail
    lower = code.lower()
    assert {card_symbols(code), card_symbols(lower), card_symbols(code.swapcase())} == {code}
    assert {card_symbols(in_thai_layout(code)), card_symbols(in_thai_layout(lower))} == {code}
    assert card_symbols(caps_locked(lower)) == code


def test_a_card_prompt_reads_shifted_digits_and_thai_digits_beside_latin_letters() -> None:
    assert card_symbols("w!@#") == "W123"
    assert card_symbols("w๑๒๓-๐") == "W123-0"


def test_a_card_prompt_tells_the_dash_of_one_layout_from_the_3_of_the_other() -> None:
    assert card_symbols("W1-7K3") == "W1-7K3"
    assert card_symbols("ไๅขึา-") == "W1-7K3"


def test_every_letter_of_either_layout_is_the_letter_on_its_key() -> None:
    assert card_symbols(in_thai_layout(ascii_lowercase)) == ascii_uppercase
    assert card_symbols(ascii_lowercase) == ascii_uppercase


@pytest.mark.parametrize(
    ("arrived", "meant"),
    [
        ("/", "2"),
        ("-", "3"),
        ("/-", "23"),
        ("-/", "32"),
        ("- ถใภ", "3 5.4"),
        ("/ -", "2 3"),
        ("ๅ/-ภถุึคตจ", "1234567890"),
        ("ๅม/ภจใถจ", "1,240.50"),
        ("ๅ/\r\n", "12\r\n"),
    ],
)
def test_a_number_prompt_reads_the_thai_layout_by_key(arrived: str, meant: str) -> None:
    assert read_number(arrived) == meant


@pytest.mark.parametrize(("arrived", "meant"), [("5ใ4", "5.4"), ("ถ.ภ", "5.4"), ("ๅ 5.4", "1 5.4"), ("--.5ถ", "33.55")])
def test_the_number_pad_is_read_beside_the_number_row(arrived: str, meant: str) -> None:
    assert read_number(arrived) == meant


@pytest.mark.parametrize(
    ("arrived", "meant"), [("+", "1"), ("+๑", "12"), ("฿๗", "70"), ("๒ ๔ฬ๓", "3 5.4"), ("ู", "6"), ("++", "11")]
)
def test_caps_lock_on_the_number_row_is_read_where_it_shows(arrived: str, meant: str) -> None:
    assert read_number(arrived) == meant


@pytest.mark.parametrize(("typed", "meant"), [("๑๒", "12"), ("๒.๕", "2.5"), ("๓ ๕.๔", "3 5.4"), ("๙๘๐", "980")])
def test_thai_digits_typed_on_purpose_mean_themselves(typed: str, meant: str) -> None:
    assert read_number(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "0", "*", "**", "3 5.4", "1,240.50", "-5", "12/3", "+5", "฿100", "2-3", "K07", "สมใจ", "5 กก.", "1e3"]
)
def test_a_line_that_means_itself_at_a_number_prompt_stays(typed: str) -> None:
    assert read_number(typed) == typed


@pytest.mark.parametrize(("typed", "left"), [("๑๒/๓", "12/3"), ("๑ถ", "1ถ"), ("+๐", "+0"), ("+5ู", "+5ู")])
def test_a_line_that_fits_no_reading_is_left_for_the_prompt_to_refuse(typed: str, left: str) -> None:
    assert read_number(typed) == left


@given(NUMBERS)
def test_any_number_typed_on_the_thai_number_row_is_read(number: str) -> None:
    assert read_number(in_thai_layout(number).replace(THAI[LATIN.index(".")], "ใ")) == number
    assert read_number(number) == number


@given(NUMBERS)
def test_a_decimal_number_typed_under_caps_lock_is_read(number: str) -> None:
    weight = number if "." in number else number + ".5"
    assert read_number(caps_locked(weight)) == weight


@given(st.text())
def test_no_text_upsets_a_prompt(text: str) -> None:
    assert isinstance(unthai(text) + card_symbols(text) + read_number(text), str)
