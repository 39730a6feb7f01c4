"""Cards read from a picture: the codes in a photograph of one."""

from pathlib import Path

from wasteledger import errors
from wasteledger.domain.card_code import read_card_code


def codes_in_picture(path: str) -> list[str]:
    """Return the card codes in a picture file.

    Raises:
        PhotoReaderMissing: the extra that reads QR codes is not installed.
        FileMissing, PhotoNotRead: there is no such picture, or no card in it.
    """
    try:
        import zxingcpp  # noqa: PLC0415  # an extra
    except ImportError:
        raise errors.PhotoReaderMissing from None
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # only where a picture is read

    if not Path(path).is_file():
        raise errors.FileMissing(path=path)
    try:
        with Image.open(path) as picture:
            texts = [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]
    except (UnidentifiedImageError, OSError):
        texts = []
    codes = [code for text in texts if (code := _card(text))]
    if not codes:
        raise errors.PhotoNotRead(path=path)
    return codes


def _card(text: str) -> str:
    try:
        return read_card_code(text)
    except errors.CardMistyped:
        return ""
