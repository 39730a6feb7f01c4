"""What was meant when the keyboard was left in the Thai layout (Kedmanee, TIS 820-2538).

A scanner is a keyboard too: with the Thai layout on, ``W17K3M9QX2F`` arrives as ``"ๅึษ-?ต๐)/โ``. The layout sends each
of its 94 characters from one key and shift level alone, so it can be undone for certain. Some of them are ASCII, which
the Latin layout sends from other keys; therefore a line is judged as a whole, never character by character. A prompt
for a name asks nothing of this module: a Thai name is meant.
"""

import re
from functools import cache
from string import ascii_lowercase, ascii_uppercase, digits

from wasteledger.domain.digits import arabic_digits

# One key in each column, from the one left of 1 to the one left of the right shift.
_LATIN_PLAIN = r"`1234567890-= qwertyuiop[]\ asdfghjkl;' zxcvbnm,./".replace(" ", "")
_LATIN_SHIFTED = r'~!@#$%^&*()_+ QWERTYUIOP{}| ASDFGHJKL:" ZXCVBNM<>?'.replace(" ", "")
_THAI_PLAIN = ("_ ๅ / - ภ ถ ุ ึ ค ต จ ข ช  ๆ ไ ำ พ ะ ั ี ร น ย บ ล ฃ  ฟ ห ก ด เ ้ ่ า ส ว ง  ผ ป แ อ ิ ื ท ม ใ ฝ").replace(
    " ", ""
)
_THAI_SHIFTED = ('% + ๑ ๒ ๓ ๔ ู ฿ ๕ ๖ ๗ ๘ ๙  ๐ " ฎ ฑ ธ ํ ๊ ณ ฯ ญ ฐ , ฅ  ฤ ฆ ฏ โ ฌ ็ ๋ ษ ศ ซ .  ( ) ฉ ฮ ฺ ์ ? ฒ ฬ ฦ').replace(
    " ", ""
)

_THAI_LETTER = re.compile("[ก-ฺเ-๎]")
_LATIN_LETTER = re.compile("[A-Za-z]")


def unthai(text: str) -> str:
    """Undo the Thai layout, shift level by shift level: ``ษจึฝจๅ/-`` was ``K07/0123``.

    A line that shows no Thai letter is returned as it is, and so is one that shows a Latin letter too: the Thai layout
    sends none. Digits from the number pad mean themselves.
    """
    if not _THAI_LETTER.search(text) or _LATIN_LETTER.search(text):
        return text
    return text.translate(_latin_by_thai())


def card_symbols(text: str) -> str:
    """Return what the keys of a line say at a card prompt, in upper case.

    Both shift levels of a key are one symbol, so that Caps Lock and a scanner that swaps case do no harm. A line with a
    Latin letter was typed in the Latin layout, where Thai digits mean themselves; any other line in the Thai one, since
    every card code begins with a letter. Whether it is a card code is for the check symbol to say.
    """
    return text.translate(_key_by_latin() if _LATIN_LETTER.search(text) else _key_by_thai())


def read_number(text: str) -> str:
    """Return what the keys of a line say at a number prompt: ``- ถใภ`` was ``3 5.4``, and ``/-`` was ``23``.

    A line that only the number row, the comma and the full stop of the Thai layout can have sent is read by key, at
    the plain level or, under Caps Lock, at the shifted one. Caps Lock shows in ``+``, ``ู``, ``฿`` and ``ฬ``; a line of
    Thai digits alone means those digits. Digits, blanks, ``.`` and ``*`` of the number pad mean themselves beside them.
    What is no number in any reading is returned with its Thai digits written as 0-9, for the prompt to refuse.
    """
    if _NUMBER_PLAIN.fullmatch(text):
        return text.translate(_digit_by_thai(_THAI_PLAIN))
    if _NUMBER_SHIFTED.fullmatch(text):
        return text.translate(_digit_by_thai(_THAI_SHIFTED))
    return arabic_digits(text)


_NUMBER_PLAIN = re.compile(r"(?![^ๅภถุึคตจใม]*[0-9][^ๅภถุึคตจใม]*$)[ๅ/\-ภถุึคตจใม0-9.,*\s]+")
"""The plain number row; beside an ASCII digit only a Thai letter proves it, for ``-5`` and ``12/3`` mean themselves."""

_NUMBER_SHIFTED = re.compile(r"(?=.*[+ู฿ฬ])[+๑๒๓๔ู฿๕๖๗ฬฒ.,\s]+")
"""The shifted number row, with a character that nobody types for a number; ``฿100`` means itself."""


@cache
def _latin_by_thai() -> dict[int, int]:
    return str.maketrans(_THAI_PLAIN + _THAI_SHIFTED, _LATIN_PLAIN + _LATIN_SHIFTED)


@cache
def _key_by_thai() -> dict[int, int]:
    return str.maketrans(_THAI_PLAIN + _THAI_SHIFTED, _LATIN_PLAIN.upper() * 2)


@cache
def _key_by_latin() -> dict[int, int]:
    return str.maketrans(
        _LATIN_SHIFTED + ascii_lowercase + "๐๑๒๓๔๕๖๗๘๙", _LATIN_PLAIN.upper() + ascii_uppercase + digits
    )


@cache
def _digit_by_thai(level: str) -> dict[int, int]:
    return {ord(thai): ord(key) for thai, key in zip(level, _LATIN_PLAIN, strict=True) if key in "0123456789.,"}
