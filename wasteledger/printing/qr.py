"""QR codes as a plain matrix of modules."""

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

QUIET_ZONE_MODULES = 4
SMALLEST_VERSION = 1
"""21 × 21 modules: holds 16 capital letters and digits at level Q, and reads best when dirty or small."""

MASK_PATTERN = 2
"""One mask for every code: the same content is the same picture, and nothing is spent on trying all eight."""


def qr_matrix(content: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of modules, true where black, without the quiet zone; longer content takes a larger version."""
    code = QRCode(version=SMALLEST_VERSION, error_correction=ERROR_CORRECT_Q, mask_pattern=MASK_PATTERN, border=0)
    code.add_data(content, optimize=0)
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.modules)
