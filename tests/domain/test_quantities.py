"""A typed quantity is read exactly or refused."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain.quantities import read_decimal
from wasteledger.errors import NotANumber, TooPrecise


@pytest.mark.parametrize(
    ("typed", "decimals", "whole"),
    [
        ("5.4", 3, 5400),
        ("5.40", 2, 540),
        ("1,240.50", 2, 124050),
        ("1240.5", 2, 124050),
        ("999,999,999,999", 0, 999_999_999_999),
        (".5", 3, 500),
        ("0", 2, 0),
        ("0.00", 2, 0),
        ("007", 0, 7),
        (" 24 ", 0, 24),
        ("๕.๔", 3, 5400),
        ("๑,๒๔๐.๕๐", 2, 124050),
        ("0.001", 3, 1),
    ],
)
def test_a_number_is_read_in_units_of_its_last_allowed_decimal(typed: str, decimals: int, whole: int) -> None:
    assert read_decimal(typed, decimals) == whole


@pytest.mark.parametrize(("typed", "decimals"), [("5.4001", 3), ("5.400", 2), ("24.0", 0), ("๐.๐๐๑", 2)])
def test_more_decimals_than_allowed_are_refused_and_never_cut(typed: str, decimals: int) -> None:
    with pytest.raises(TooPrecise) as refused:
        read_decimal(typed, decimals)
    assert refused.value.facts == {"typed": typed, "decimals": decimals}


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", ".", "5.", "-5", "+5", "−5", "1e3", "1_000", "0x1F", "NaN", "inf", "½", "٣", "5 4"),
        *("5,4", "1,24", "12,40.5", "1,2400", ",240", "1,,240", "1.240,50", "5.4.1", "5.4 กก.", "=5", "1" * 13),
        *("9,999,999,999,999", "1" * 5000),
    ],
)
def test_what_is_no_number_for_certain_is_refused(typed: str) -> None:
    with pytest.raises(NotANumber) as refused:
        read_decimal(typed, 3)
    assert refused.value.facts == {"typed": typed}


@given(st.integers(min_value=0, max_value=10**12 - 1), st.integers(min_value=0, max_value=6), st.data())
def test_any_quantity_written_out_is_read_back(units: int, decimals: int, data: st.DataObject) -> None:
    part = data.draw(st.text("0123456789", max_size=decimals))
    expected = Decimal(f"{units}.{part or 0}").scaleb(decimals)
    for written in (str(units), f"{units:,}"):
        assert read_decimal(f"{written}.{part}" if part else written, decimals) == expected


@given(st.text())
def test_no_text_does_anything_but_read_or_be_refused(typed: str) -> None:
    with suppress(NotANumber, TooPrecise):
        assert read_decimal(typed, 3) >= 0
