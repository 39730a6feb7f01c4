"""Thai digits mean what they say."""

from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain.digits import arabic_digits


def test_thai_digits_are_read_and_everything_else_stays() -> None:
    assert arabic_digits("หมู่ ๑๒/๓ ก 4") == "หมู่ 12/3 ก 4"


@given(st.integers(min_value=0))
def test_any_number_written_in_thai_digits_is_the_same_number(number: int) -> None:
    in_thai = "".join(chr(0x0E50 + int(digit)) for digit in str(number))
    assert arabic_digits(in_thai) == str(number)
