"""A typed quantity as a whole number of its smallest unit, without a float on the way."""

import re

from wasteledger.domain.digits import arabic_digits
from wasteledger.errors import NotANumber, TooPrecise

_DECIMAL = re.compile(r"(?P<whole>[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3}|(?=\.))(?:\.(?P<part>[0-9]+))?", re.ASCII)
"""Up to twelve digits before the point: more is no weight or amount, and may not fit a database's integer."""


def read_decimal(typed: str, decimals: int) -> int:
    """Return a typed number in units of its last allowed decimal: ``5.4`` with three decimals is 5400.

    Thai digits are read, and commas between thousands; a comma anywhere else may be a decimal comma and is refused,
    and so is a point with nothing after it, which may be a number broken off. Zero is a number.

    Args:
        typed: as a person or a file wrote it; blanks around it don't count.
        decimals: how many the unit allows, as 3 for kilograms in grams, 2 for baht in satang, 0 for pieces.

    Raises:
        NotANumber: it is negative, empty, over twelve digits long or something else altogether.
        TooPrecise: it has more decimals than allowed, be they zeros.
    """
    found = _DECIMAL.fullmatch(arabic_digits(typed).strip())
    if not found:
        raise NotANumber(typed=typed)
    part = found["part"] or ""
    if len(part) > decimals:
        raise TooPrecise(typed=typed, decimals=decimals)
    return int(found["whole"].replace(",", "") + part.ljust(decimals, "0") or "0")
