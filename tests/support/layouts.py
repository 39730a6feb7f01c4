"""What arrives when keys are pressed with the Thai layout on, or with Caps Lock."""

from wasteledger.domain import keyboard

LATIN = keyboard._LATIN_PLAIN + keyboard._LATIN_SHIFTED
THAI = keyboard._THAI_PLAIN + keyboard._THAI_SHIFTED
THAI_CAPS_LOCKED = keyboard._THAI_SHIFTED + keyboard._THAI_PLAIN


def in_thai_layout(keys: str) -> str:
    """What arrives when these Latin characters are typed or scanned with the Thai layout on."""
    return keys.translate(str.maketrans(LATIN, THAI))


def caps_locked(keys: str) -> str:
    """The same with Caps Lock, which in the Thai layout shifts every key."""
    return keys.translate(str.maketrans(LATIN, THAI_CAPS_LOCKED))
