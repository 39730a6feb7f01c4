"""A picture as the bytes of an ESC/POS printer: raster bands, so that no code page ever garbles Thai."""

from PIL import Image

BAND_HEIGHT_DOTS = 256
"""The most rows sent at once: cheap printers hold no more in their buffer."""

TEAR_FEED_DOTS = 96
"""From the head to the tear bar, 12 mm; a printer with a cutter feeds this far by itself."""

_INITIALISE = b"\x1b@"
_RASTER = b"\x1dv0\x00"
_FEED = b"\x1bJ"
_FEED_AND_CUT = b"\x1dVB\x00"


def escpos_bytes(picture: Image.Image, *, cut: bool = True) -> bytes:
    """Return the commands that print a black-and-white picture, then cut the paper or feed it to the tear bar."""
    end = _FEED_AND_CUT if cut else _FEED + bytes([TEAR_FEED_DOTS])
    bands = (_band(picture, top) for top in range(0, picture.height, BAND_HEIGHT_DOTS))
    return b"".join([_INITIALISE, *bands, end])


def _band(picture: Image.Image, top: int) -> bytes:
    height = min(BAND_HEIGHT_DOTS, picture.height - top)
    rows = picture.crop((0, top, picture.width, top + height)).tobytes("raw", "1;I")  # the printer's black is 1
    width_bytes = (picture.width + 7) // 8
    return _RASTER + width_bytes.to_bytes(2, "little") + height.to_bytes(2, "little") + rows
