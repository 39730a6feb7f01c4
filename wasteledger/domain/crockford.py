"""Base 32 for people: 0-9 and A-Z without I, L, O and U, read back however it is typed.

Source: Douglas Crockford, "Base 32" (crockford.com/base32.html).
"""

from string import whitespace

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS_PER_SYMBOL = 5

CHECK_CODE_BITS = 80
CHECK_CODE_SEPARATOR = "-"
"""A dash, because a blank lets a narrow slip break the code over two lines."""

_BLANKS = whitespace + "\u00a0\u2009\u200b\u202f\ufeff"
_DASHES = "-_\u00ad\u2010\u2011\u2012\u2013\u2014\u2212"
_FOLDS = str.maketrans(ALPHABET[10:].lower() + "oOiIlL", ALPHABET[10:] + "001111", _BLANKS + _DASHES)
_SYMBOLS = frozenset(ALPHABET)


def encode(bits: int, symbols: int) -> str:
    """Write a number of ``5 * symbols`` bits as that many symbols, the highest bits first.

    Raises:
        ValueError: the number is negative or needs more symbols.
    """
    if bits >> (BITS_PER_SYMBOL * symbols):
        raise ValueError(f"{bits} does not fit in {symbols} symbols")
    last = BITS_PER_SYMBOL * (symbols - 1)
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(last, -1, -BITS_PER_SYMBOL))


def in_groups(symbols: str, size: int = 4, separator: str = CHECK_CODE_SEPARATOR) -> str:
    """Cut symbols into groups that the eye can hold: ``7K3M-9QX2``."""
    return separator.join(symbols[start : start + size] for start in range(0, len(symbols), size))


def read(typed: str) -> str:
    """Return the symbols meant: any case, O for 0, I or L for 1, blanks and dashes anywhere.

    Raises:
        ValueError: something else was typed.
    """
    symbols = typed.translate(_FOLDS)
    if not _SYMBOLS.issuperset(symbols):
        raise ValueError(f"{typed!r} has characters that are no base-32 symbols")
    return symbols


def check_code(digest: bytes) -> str:
    """Return the first 80 bits of an entry's digest as a slip shows them: 16 symbols in groups of four.

    Raises:
        ValueError: the digest is shorter than 80 bits.
    """
    head = digest[: CHECK_CODE_BITS // 8]
    if len(head) * 8 < CHECK_CODE_BITS:
        raise ValueError(f"a digest of {len(head) * 8} bits is too short for a check code")
    return in_groups(encode(int.from_bytes(head, "big"), CHECK_CODE_BITS // BITS_PER_SYMBOL))
