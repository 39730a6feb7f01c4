"""Receipt numbers: which book, which page, as the slip prints them."""

import re
from dataclasses import dataclass
from typing import Self

from wasteledger.errors import ReceiptUnknown, ValueNotAllowed

SEQUENCE_DIGITS = 6
ORIGIN_CODE = re.compile(r"[A-Z0-9]{1,8}")
_RECEIPT = re.compile(r"([A-Za-z0-9]{1,8})[-\s]+0*([0-9]{1,18})")


@dataclass(frozen=True, slots=True, order=True)
class Receipt:
    """An entry's address: ``K07-000123`` is page 123 of book K07, unique in the town without asking anyone."""

    origin: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.origin}-{self.sequence:0{SEQUENCE_DIGITS}d}"

    @classmethod
    def read(cls, typed: str) -> Self:
        """Read a receipt number as people type it.

        Raises:
            ReceiptUnknown: it is not a receipt number.
        """
        match = _RECEIPT.fullmatch(typed.strip())
        if not match or not int(match[2]):
            raise ReceiptUnknown(receipt=typed)
        return cls(match[1].upper(), int(match[2]))


def read_origin_code(typed: str) -> str:
    """Read the code of a book: one to eight letters and digits.

    Raises:
        ValueNotAllowed: it has other characters, or too many.
    """
    code = typed.strip().upper()
    if not ORIGIN_CODE.fullmatch(code):
        raise ValueNotAllowed(name="origin", value=typed, choices="A–Z 0–9, 1–8")
    return code


def book_of(typed: str) -> str:
    """The book of a receipt, of which number 0 stands before its first entry.

    Raises:
        ReceiptUnknown: it is not a receipt number.
    """
    match = _RECEIPT.fullmatch(typed.strip())
    if not match:
        raise ReceiptUnknown(receipt=typed)
    return match[1].upper()
