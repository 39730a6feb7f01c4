"""Thai digits, which people write on purpose and which mean what they say."""

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def arabic_digits(text: str) -> str:
    """Write ๐-๙ as 0-9 and leave everything else as it is."""
    return text if text.isascii() else text.translate(_TO_ARABIC)
