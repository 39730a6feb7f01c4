"""Base 32 is written plainly and read generously."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain.crockford import ALPHABET, check_code, encode, in_groups, read


def test_the_alphabet_leaves_out_what_people_confuse() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_bits_are_written_from_the_highest_with_leading_zeros() -> None:
    assert encode(0, 3) == "000"
    assert encode(0b00001_00010_11111, 3) == "12Z"


@given(st.integers(min_value=1, max_value=20), st.data())
def test_no_two_numbers_are_written_alike(symbols: int, data: st.DataObject) -> None:
    bits = data.draw(st.integers(min_value=0, max_value=32**symbols - 1))
    written = encode(bits, symbols)
    assert sum(ALPHABET.index(symbol) * 32**place for place, symbol in enumerate(reversed(written))) == bits
    assert len(written) == symbols


@pytest.mark.parametrize("bits", [32**3, -1])
def test_a_number_that_does_not_fit_is_an_error_and_not_cut(bits: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        encode(bits, 3)


@pytest.mark.parametrize(
    "typed",
    ["10VA-9QX2", "loVa9qx2", "IOVA 9QX2", " l0va\u00a09qx2\r\n", "10VA\u20139QX2", "\ufeff10VA_9QX2\u200b"],
)
def test_what_people_mistype_is_read(typed: str) -> None:
    assert read(typed) == "10VA9QX2"


@pytest.mark.parametrize("typed", ["10VU", "10V!", "๑๒", "ก", "10V\u00e9", "10V/"])
def test_what_is_no_symbol_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no base-32 symbols"):
        read(typed)


@given(st.text(ALPHABET), st.integers(min_value=1, max_value=9))
def test_groups_are_read_back_to_the_same_symbols(symbols: str, size: int) -> None:
    assert read(in_groups(symbols, size)) == symbols
    assert read(in_groups(symbols.lower(), size, " ")) == symbols


def test_the_check_code_is_the_first_80_bits_of_the_digest_in_fours() -> None:
    digest = bytes.fromhex("ffffffffff 0000000000" + "5a" * 22)
    assert check_code(digest) == "ZZZZ-ZZZZ-0000-0000"


@given(st.binary(min_size=32, max_size=32), st.integers(min_value=0, max_value=79))
def test_any_of_the_80_bits_altered_alters_the_check_code(digest: bytes, bit: int) -> None:
    altered = bytearray(digest)
    altered[bit // 8] ^= 1 << bit % 8
    assert check_code(bytes(altered)) != check_code(digest)


def test_too_short_a_digest_has_no_check_code() -> None:
    with pytest.raises(ValueError, match="72 bits is too short"):
        check_code(b"\0" * 9)
