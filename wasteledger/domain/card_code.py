"""The code on a household's card: random, revocable, and wrong whenever it is mistyped.

``W1``, nine random symbols of Crockford's base 32 (45 bits: nobody guesses a neighbour's card) and one check symbol
over the nine. Upper-case letters and digits only, so that a QR code of it stays at version 1.

The check is Damm's: a running state is multiplied into each symbol by a weakly totally anti-symmetric quasigroup, here
``x * y = 2x + y`` over the field of 32 elements, and the check symbol brings the state to zero. It misses no single
wrong symbol, no swap of neighbours or of next neighbours, and no twin error (``AA`` for ``BB``, ``ACA`` for ``BCB``).
Source: H. Michael Damm, "Total anti-symmetrische Quasigruppen" (Marburg, 2004).
"""

from collections.abc import Callable
from functools import cache

from wasteledger.domain.crockford import ALPHABET, BITS_PER_SYMBOL, encode, in_groups, read
from wasteledger.domain.keyboard import card_symbols
from wasteledger.errors import CardMistyped

PREFIX = "W1"
RANDOM_SYMBOLS = 9
LENGTH = len(PREFIX) + RANDOM_SYMBOLS + 1

_FIELD_POLYNOMIAL = 0b100101
"""x^5 + x^2 + 1, primitive over GF(2): the powers of 2 run through all 31 elements but zero."""


def _secret_bits(bits: int) -> int:
    import secrets  # noqa: PLC0415  # costs a millisecond, and most runs draw no card

    return secrets.randbits(bits)


def new_card_code(random_bits: Callable[[int], int] = _secret_bits) -> str:
    """Draw a new card's code.

    Args:
        random_bits: returns a number of so many random bits; a test or a sample town passes its own.
    """
    drawn = encode(random_bits(RANDOM_SYMBOLS * BITS_PER_SYMBOL), RANDOM_SYMBOLS)
    return PREFIX + drawn + _check_symbol(drawn)


def read_card_code(typed: str) -> str:
    """Return the code meant by what a scanner sent or a person typed.

    Case, O for 0, I or L for 1, blanks, dashes and a keyboard left in the Thai layout are all read.

    Raises:
        CardMistyped: it is no card code, or its check symbol says that a symbol is wrong.
    """
    if _is_card_code(typed):
        return typed
    try:
        code = read(card_symbols(typed))
    except ValueError:
        raise CardMistyped(typed=typed) from None
    if not _is_card_code(code):
        raise CardMistyped(typed=typed)
    return code


def grouped(code: str) -> str:
    """Write a code as it is read aloud, ``W1 7K3 M9Q X2FC``: after the prefix in the rhythm of a telephone number."""
    tail = code[len(PREFIX) :]
    return f"{PREFIX} {in_groups(tail[:6], 3, ' ')} {tail[6:]}"


def _is_card_code(text: str) -> bool:
    if len(text) != LENGTH or not text.startswith(PREFIX):
        return False
    try:
        return _state(text[len(PREFIX) :]) == 0
    except KeyError:
        return False


def _check_symbol(symbols: str) -> str:
    return ALPHABET[_double(_state(symbols))]


def _state(symbols: str) -> int:
    rows, state = _quasigroup(), 0
    for symbol in symbols:
        state = rows[state][symbol]
    return state


@cache
def _quasigroup() -> tuple[dict[str, int], ...]:
    """Return ``x * y = 2x + y`` as a row for each state x, by symbol y; addition in the field is exclusive or."""
    return tuple({symbol: _double(x) ^ y for y, symbol in enumerate(ALPHABET)} for x in range(len(ALPHABET)))


def _double(x: int) -> int:
    doubled = x << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled >= len(ALPHABET) else doubled
