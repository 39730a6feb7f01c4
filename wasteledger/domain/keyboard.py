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
_DIGIT = re.compile("[0-9]")


def readings(text: str) -> tuple[str, ...]:
    """Return every line that was meant if these keys were pressed: ``- ถใภ`` as ``3 5.4``, ``ษจึ`` as ``K07``.

    The line as it stands, with Thai digits as 0-9, comes first; then by key, as the Thai layout sends it; then by key
    under Caps Lock, which shifts every key there. ``๑๒`` is 12 typed on purpose or 23 under Caps Lock: whoever asks
    takes the only reading that makes sense at the prompt, and refuses a line that has two.

    A line with a Latin letter was typed in the Latin layout. Digits from the number pad mean themselves, and so do
    ``-`` and ``/`` beside them unless a Thai letter shows the layout; a point or comma of the pad may stand there too.
    """
    if _LATIN_LETTER.search(text):
        return (arabic_digits(text),)
    if not _DIGIT.search(text):
        by_key = text.translate(_latin_by_thai()), text.translate(_latin_by_thai_caps_locked())
        return tuple(dict.fromkeys((arabic_digits(text), *by_key)))
    return (text, text.translate(_latin_by_thai())) if _THAI_LETTER.search(text) else (text,)


def card_symbols(text: str) -> str:
    """Return what the keys of a line say at a card prompt, in upper case.

    Both shift levels of a key are one symbol, so that Caps Lock and a scanner that swaps case do no harm. A line with a
    Latin letter was typed in the Latin layout, where Thai digits mean themselves; any other line in the Thai one, since
    every card code begins with a letter. Whether it is a card code is for the check symbol to say.
    """
    return text.translate(_key_by_latin() if _LATIN_LETTER.search(text) else _key_by_thai())


@cache
def _latin_by_thai() -> dict[int, int]:
    latin = str.maketrans(_THAI_PLAIN + _THAI_SHIFTED, _LATIN_PLAIN + _LATIN_SHIFTED)
    return {thai: key for thai, key in latin.items() if chr(thai) not in ".,"}


@cache
def _latin_by_thai_caps_locked() -> dict[int, int]:
    return str.maketrans(_THAI_SHIFTED + _THAI_PLAIN, _LATIN_PLAIN + _LATIN_SHIFTED)


@cache
def _key_by_thai() -> dict[int, int]:
    return str.maketrans(_THAI_PLAIN + _THAI_SHIFTED, _LATIN_PLAIN.upper() * 2)


@cache
def _key_by_latin() -> dict[int, int]:
    return str.maketrans(
        _LATIN_SHIFTED + ascii_lowercase + "๐๑๒๓๔๕๖๗๘๙", _LATIN_PLAIN.upper() + ascii_uppercase + digits
    )
