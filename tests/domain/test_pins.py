"""PINs: four to eight digits, of which only a slow hash is kept."""

import pytest

from wasteledger.domain.pins import KeptPin, read_pin, wait_after
from wasteledger.errors import ValueNotAllowed


@pytest.mark.parametrize(("typed", "pin"), [("1234", "1234"), (" 00000000 ", "00000000"), ("๑๒๓๔", "1234")])
def test_a_pin_is_four_to_eight_digits(typed: str, pin: str) -> None:
    assert read_pin(typed) == pin


@pytest.mark.parametrize("typed", ["", "123", "123456789", "12a4", "12 34", "-1234", "²²²²"])
def test_what_is_no_pin_is_refused_and_never_repeated(typed: str) -> None:
    with pytest.raises(ValueNotAllowed) as refused:
        read_pin(typed)
    assert not typed or typed not in str(refused.value)


def test_a_kept_pin_knows_its_pin_and_holds_none() -> None:
    kept, again = KeptPin.of("1234"), KeptPin.of("1234")
    assert kept.matches("1234")
    assert not kept.matches("1235")
    assert kept.hash != again.hash
    assert "1234" not in repr(kept)


def test_the_wait_doubles_after_the_third_wrong_one_up_to_an_hour() -> None:
    assert [wait_after(wrong) for wrong in range(7)] == [0, 0, 0, 8, 16, 32, 64]
    assert wait_after(12) == wait_after(10_000) == 3_600
