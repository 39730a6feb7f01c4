"""The order of a Thai dictionary as a plain text key, and Thai text as it ought to be spelled in memory.

The dictionary of the Royal Institute sorts a word by its consonants and vowels, a vowel written before its consonant
counting after it; tone marks and the other signs above the line decide only between words that are otherwise the same.
The Unicode collation (UTS 10, default table) agrees; neither SQLite nor every PostgreSQL server can be asked for it.
"""

import re
import unicodedata
from functools import cache

_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")
_MARK = "\u0e47-\u0e4e\u0300-\u036f"
_MARKS = re.compile(f"[{_MARK}]")
_OTHERS = re.compile(f"[^{_MARK}]")
_LEVEL = "\t"
"""Between the levels of a key: smaller than anything in them, so that a word comes before the longer ones."""

_ON_CONSONANT = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_SARA_AM = "\u0e33"
_SPLIT_AM = re.compile(f"\u0e4d([{_ON_CONSONANT}]*)\u0e32")
_MARK_RUN = re.compile(f"[{_ON_CONSONANT}{_SARA_AM}]{{2,}}")


def thai_sort_key(text: str) -> str:
    """Return a key whose code points, or UTF-8 bytes, sort as a Thai dictionary does (PostgreSQL: ``COLLATE "C"``).

    Blanks and signs come first, then digits, Latin, Thai. Case, accents, and Thai against Arabic digits matter only
    between texts that are otherwise the same; numbers sort digit by digit.
    """
    tidy = tidy_thai(text)
    folded = unicodedata.normalize("NFD", tidy).casefold().translate(_folds())
    spoken = _LEADING_VOWEL.sub(r"\2\1", folded)
    marks = _OTHERS.sub("-", spoken).rstrip("-")
    spelling = "" if folded == tidy else tidy.swapcase()
    return _LEVEL.join((_MARKS.sub("", spoken), marks, spelling)).rstrip(_LEVEL)


def tidy_thai(text: str) -> str:
    """Return the one spelling in memory of what looks the same on paper.

    Marks on one consonant go in order (vowel, tone, silencer), ``ํ`` and ``า`` become ``ำ`` with the tone mark before
    it, blanks are trimmed and folded; the whole is NFC, which alone mends none of this. Nothing else is touched.
    """
    composed = unicodedata.normalize("NFC", text)
    joined = _SPLIT_AM.sub(rf"\1{_SARA_AM}", composed)
    ordered = _MARK_RUN.sub(lambda run: "".join(sorted(run[0], key=_rank)), joined)
    return " ".join(unicodedata.normalize("NFC", ordered).split())


def _rank(mark: str) -> int:
    if mark == _SARA_AM:
        return 3
    if mark in "\u0e4c\u0e4e":  # thanthakhat, yamakkan: they silence what stands below them
        return 2
    return 1 if "\u0e48" <= mark <= "\u0e4b" else 0


@cache
def _folds() -> dict[int, str | None]:
    """Return what the first level of a key reads otherwise than it is written."""
    signs = dict.fromkeys(map(ord, ":;<=>?@[\\]^_`{|}~฿ๆ๏๚๛"), "/")  # before the digits, as the signs below them are
    digits = {ord(thai): str(value) for value, thai in enumerate("๐๑๒๓๔๕๖๗๘๙")}
    unseen = dict.fromkeys([*range(0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), 0xFEFF])
    return {**signs, **digits, **unseen}
