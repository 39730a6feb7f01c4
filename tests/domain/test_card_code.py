"""A card code survives everything people and scanners do to it, and nothing wrong passes for right."""

import random
import re
import timeit
from contextlib import suppress
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain.card_code import LENGTH, grouped, new_card_code, read_card_code
from wasteledger.domain.crockford import ALPHABET
from wasteledger.errors import CardMistyped

CODES = st.integers(min_value=0, max_value=2**45 - 1).map(lambda bits: new_card_code(lambda _: bits))
SEED = 2569


def is_read(code: str) -> bool:
    try:
        return read_card_code(code) == code
    except CardMistyped:
        return False


def random_codes(number: int) -> list[str]:
    return [new_card_code(random.Random(SEED + index).getrandbits) for index in range(number)]  # noqa: S311


def spliced(code: str, start: int, symbols: str) -> str:
    return code[:start] + symbols + code[start + len(symbols) :]


def test_a_new_code_is_w1_nine_symbols_and_a_check_symbol() -> None:
    assert re.fullmatch(f"W1[{ALPHABET}]{{10}}", new_card_code())


def test_a_code_keeps_its_check_symbol_for_ever() -> None:
    # By hand: the check of 000000001 is 2 * 1; of 00000000Z (31) it is 2 * 31 = 62, less x^5 + x^2 + 1 (37) = 27 = V.
    assert new_card_code(lambda _: 0) == "W10000000000"
    assert new_card_code(lambda _: 1) == "W10000000012"
    assert new_card_code(lambda _: 31) == "W100000000ZV"


def test_forty_five_random_bits_are_asked_for_and_all_are_used() -> None:
    asked: list[int] = []
    code = new_card_code(lambda bits: asked.append(bits) or 2**bits - 1)  # type: ignore[func-returns-value]
    assert asked == [45]
    assert code.startswith("W1ZZZZZZZZZ")


@given(CODES)
def test_a_code_reads_as_itself(code: str) -> None:
    assert read_card_code(code) == code


def test_every_single_wrong_symbol_is_refused() -> None:
    for code in random_codes(50):
        for place, symbol in product(range(2, LENGTH), ALPHABET):
            assert is_read(spliced(code, place, symbol)) == (symbol == code[place])


def all_pairs(distance: int) -> list[tuple[int, str, str]]:
    """Every place, and every pair of different symbols, so far apart."""
    return [(place, a, b) for place in range(2, LENGTH - distance) for a, b in permutations(ALPHABET, 2)]


def right_with(wanted: dict[int, str]) -> str:
    """Return a right code that has the wanted symbols at their places; one place left free makes it right."""
    free = next(place for place in range(2, LENGTH) if place not in wanted)
    body = ["W", "1", *random.Random(str(wanted)).choices(ALPHABET, k=LENGTH - 2)]  # noqa: S311
    for place, symbol in wanted.items():
        body[place] = symbol
    candidates = ("".join([*body[:free], symbol, *body[free + 1 :]]) for symbol in ALPHABET)
    return next(filter(is_read, candidates))


@pytest.mark.parametrize("distance", [1, 2])
def test_every_swap_of_neighbours_and_of_next_neighbours_is_refused(distance: int) -> None:
    for place, a, b in all_pairs(distance):
        code = right_with({place: a, place + distance: b})
        assert not is_read(spliced(spliced(code, place, b), place + distance, a))


@pytest.mark.parametrize("distance", [1, 2])
def test_every_twin_error_is_refused(distance: int) -> None:
    for place, a, b in all_pairs(distance):
        code = right_with({place: a, place + distance: a})
        assert not is_read(spliced(spliced(code, place, b), place + distance, b))


def test_one_code_in_thirty_two_passes_by_chance_and_no_more() -> None:
    draw = random.Random(SEED)  # noqa: S311
    tries = 32_000
    passed = sum(is_read("W1" + "".join(draw.choices(ALPHABET, k=10))) for _ in range(tries))
    assert 0.9 < passed / (tries / 32) < 1.1


@pytest.mark.parametrize(
    "typed",
    [
        "w1o1234567iv",
        "WI 012 345 671V",
        "wl-01234-5671v",
        " W101 2345 671V\r\n",
        "\tw1 0l2 345 671V",
        "W๑๐๑๒๓๔๕๖๗๑V",
        "W!)!@#$%^&!v",
    ],
)
def test_what_people_mistype_is_read(typed: str) -> None:
    assert read_card_code(typed) == "W1012345671V"


def test_a_card_scanned_in_the_thai_layout_is_read_whatever_the_case() -> None:
    assert read_card_code('"ๅึษ-?ต๐)/โโ') == "W17K3M9QX2FF"
    assert read_card_code("ไๅึา-ทตๆป/ดโ") == "W17K3M9QX2FF"
    assert read_card_code("ไ+฿า๒ท๖ๆป๑ดด") == "W17K3M9QX2FF"


def test_a_card_typed_in_the_thai_layout_in_groups_is_read() -> None:
    assert read_card_code("ไๅ ึา-ขทตๆขป/ดด") == "W17K3M9QX2FF"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "W1",
        "W17K3M9QX2F",
        "W17K3M9QX2FB",
        "W17K3M9QX2FFF",
        "W17K3M9QX2FFW17K3M9QX2FF",
        "W27K3M9QX2FF",
        "17K3M9QX2FF",
        "W17K3M9QX2FU",
        "K07/0123",
        "12/3",
        "สมใจ",
        "คุณสมชาย ใจดี",
        "W17K3M9QX2Fฤ",
        "W1\u0e01\u0e02\u0e03",
    ],
)
def test_anything_else_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(CardMistyped) as refused:
        read_card_code(typed)
    assert refused.value.facts == {"typed": typed}


@given(st.text())
def test_no_text_does_anything_but_read_or_be_refused(typed: str) -> None:
    with suppress(CardMistyped):
        assert is_read(read_card_code(typed))


def test_print_groups_a_code_as_people_say_a_telephone_number() -> None:
    assert grouped("W17K3M9QX2FF") == "W1 7K3 M9Q X2FF"


@given(CODES)
def test_what_is_printed_reads_back(code: str) -> None:
    assert read_card_code(grouped(code)) == code


def test_a_right_code_is_verified_fast_enough_for_a_million_rows() -> None:
    code = new_card_code()
    seconds = min(timeit.repeat(lambda: read_card_code(code), number=10_000, repeat=5)) / 10_000
    bare = min(timeit.repeat(lambda: [symbol for symbol in code], number=10_000, repeat=5)) / 10_000  # noqa: C416
    assert seconds < 12 * bare
