"""Slips on an ordinary printer: eight to a sheet, one by one or a day's batch."""

from collections.abc import Iterable, Iterator

from wasteledger.printing.shaping import Typefaces
from wasteledger.printing.sheets import Cut, Imposition, Page, imposed
from wasteledger.printing.slip import Slip, slip_parts
from wasteledger.translation import Words

SLIPS = Imposition(columns=4, rows=2, width_mm=52.5, height_mm=148.5, padding_mm=5, em_mm=3, cut=Cut.LINES, flows=True)
"""An A4 page cut into eight; a slip too long for one piece goes on in the next."""


def slip_pages(slips: Iterable[Slip], words: Words, fonts: Typefaces | None = None) -> Iterator[Page]:
    return imposed(((str(slip.receipt), slip_parts(slip, words)) for slip in slips), SLIPS, fonts)
