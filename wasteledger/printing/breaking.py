"""Where a line of Thai may break: at a space, at a zero-width space, and in need between two clusters."""

import re
from collections.abc import Callable, Iterator
from unicodedata import category

from wasteledger.domain.cells import ZERO_WIDTH_SPACE

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

PHRASE_DOT = " · "
"""Parts two phrases on one line; where the line breaks between them, the break parts them."""

Measure = Callable[[str], int]
"""The width of a text on a device: dots on a picture, cells on a terminal."""

_LEADING_VOWELS = frozenset(map(chr, range(0x0E40, 0x0E45)))
"""Sara e, ae, o, ai maimuan, ai maimalai: written before the consonant they are spoken after."""

_FOLLOWERS = frozenset(map(chr, (0x0E2F, 0x0E30, 0x0E32, 0x0E33, 0x0E45, 0x0E46)))
"""Paiyannoi, sara a, aa, am, lakkhangyao and maiyamok: no reader of Thai has seen a line begin with one."""

_SYLLABLE_ENDS = frozenset(map(chr, (0x0E2F, 0x0E30, 0x0E33, 0x0E46)))
"""Paiyannoi, sara a, sara am and maiyamok: after them no letter belongs to the same syllable."""

_GAPS = f"\t\n\r {ZERO_WIDTH_SPACE}"
_WORD = re.compile(rf"([{_GAPS}]*)([^{_GAPS}]+)")


def clusters(text: str) -> list[str]:
    """Cut text into the pieces that a pen never parts: a letter with its vowels, marks and leading vowel."""
    pieces: list[str] = []
    for character in text:
        if pieces and (_belongs_before(character) or pieces[-1][-1] in _LEADING_VOWELS):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _belongs_before(character: str) -> bool:
    return character in _FOLLOWERS or category(character) in {"Mn", "Mc", "Me", "Cf"}


def unbroken(text: str) -> str:
    """Return the text with spaces at which no line breaks."""
    return text.replace(" ", NO_BREAK_SPACE)


def wrapped(text: str, width: int, measure: Measure) -> list[str]:
    """Break text into lines no wider than this, between words where it can and between clusters where it must."""
    whole = _visible(text.strip(_GAPS))
    if measure(whole) <= width:
        return [whole]
    lines = [""]
    for gap, word in _WORD.findall(text):
        longer = f"{lines[-1]}{_visible(gap)}{word}" if lines[-1] else word
        if measure(longer) <= width:
            lines[-1] = longer
        elif word != PHRASE_DOT.strip():
            lines[-1] = lines[-1].removesuffix(PHRASE_DOT.rstrip())
            lines += _split(word, width, measure)
    return [line for line in lines if line] or [""]


def row_lines(left: str, right: str, width: int, gap: int, measure: Measure) -> list[tuple[str, str]]:
    """Break a row into lines of a left and a right side with at least a gap between them.

    The figure stands beside the last line of its text. Where that would cut a word it gets a line of its own.
    """
    room = width - gap - measure(right)
    beside = all(measure(word) <= room for _, word in _WORD.findall(left))
    lefts = wrapped(left, room, measure) if beside else [*wrapped(left, width, measure), ""]
    figure, *more = wrapped(right, width, measure)
    return [*((line, "") for line in lefts[:-1]), (lefts[-1], figure), *(("", line) for line in more)]


def _visible(gap: str) -> str:
    return re.sub(r"[\t\r\n]", " ", gap.replace(ZERO_WIDTH_SPACE, ""))


def _split(word: str, width: int, measure: Measure) -> list[str]:
    lines: list[list[str]] = [[]]
    for piece in _pieces(word, width, measure):
        line = lines[-1]
        if line and measure("".join(line) + piece) > width:
            kept = _syllable_end([*line, piece])
            lines[-1:] = [line[:kept], line[kept:]]
        lines[-1].append(piece)
    return ["".join(line) for line in lines]


def _pieces(word: str, width: int, measure: Measure) -> Iterator[str]:
    for cluster in clusters(word):
        if measure(cluster) <= width:
            yield cluster
        else:
            yield from cluster  # no word, but a key that stuck: vowels without end


def _syllable_end(pieces: list[str]) -> int:
    """Return how many clusters to keep: up to where a syllable surely ends near the line's end, else all but one."""
    full = len(pieces) - 1
    for kept in range(full, full * 2 // 3, -1):
        if pieces[kept][0] in _LEADING_VOWELS or pieces[kept - 1][-1] in _SYLLABLE_ENDS:
            return kept
    return full
