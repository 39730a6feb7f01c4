"""Numbered forms to be filled in by hand: weigh-sheets, and receipts for the day that the computer dies."""

from collections.abc import Iterator
from dataclasses import dataclass

from wasteledger.printing.blocks import centred, signed
from wasteledger.printing.layout import Column, Columns, Part, Qr, Row, Size, Space, Table, Text
from wasteledger.printing.shaping import Typefaces
from wasteledger.printing.sheets import Cut, Imposition, Page, imposed
from wasteledger.printing.slip_line import Name
from wasteledger.translation import Words

FORMS = Imposition(columns=2, rows=2, width_mm=105, height_mm=148.5, padding_mm=7, em_mm=3.5, cut=Cut.LINES)
"""A quarter of an A4 page."""

WRITING_HEIGHT_MM = 9
WEIGH_SHEET_ROWS = 7
RECEIPT_ROWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Forms of one kind for one point."""

    town: Name
    point: Name
    numbers: tuple[str, ...]
    """Of a receipt it is the request id when it is entered later: the same form is never booked twice."""
    phone: str = ""


def weigh_sheet_pages(forms: Forms, words: Words, fonts: Typefaces | None = None) -> Iterator[Page]:
    """Four weigh-sheets to a page."""
    return imposed(((number, _weigh_sheet(forms, number, words)) for number in forms.numbers), FORMS, fonts)


def blank_receipt_pages(forms: Forms, words: Words, fonts: Typefaces | None = None) -> Iterator[Page]:
    """Two receipts to a page, each beside its duplicate."""
    copies = (words("For the member"), words("For the collection point"))
    return imposed(
        ((number, _receipt(forms, number, copy, words)) for number in forms.numbers for copy in copies), FORMS, fonts
    )


def _weigh_sheet(forms: Forms, number: str, words: Words) -> list[Part]:
    columns = (
        Column(words("Material"), 7),
        Column(words("Gross"), 4),
        Column(words("Tare"), 4),
        Column(words("Net"), 4),
        Column(words("Rejected"), 4),
    )
    return [
        *_form_head(forms, words("Weigh-sheet"), number, words),
        *_whose(words),
        Space(2),
        Table(columns, ((("",) * len(columns)),) * WEIGH_SHEET_ROWS, size=Size.SMALL, row_mm=WRITING_HEIGHT_MM),
        signed(words("Weighed by"), words("Depositor")),
    ]


def _receipt(forms: Forms, number: str, copy: str, words: Words) -> list[Part]:
    columns = (
        Column(words("Material"), 7),
        Column(words("Net (kg)"), 4),
        Column(words("Price"), 4),
        Column(words("Amount"), 5),
    )
    rows = (("",) * len(columns),) * RECEIPT_ROWS
    return [
        *_form_head(forms, words("Waste drop-off slip (by hand)"), number, words),
        centred(copy, Size.SMALL),
        *_whose(words),
        Space(2),
        Table(columns, rows, (words("Total"), "", "", ""), Size.SMALL, WRITING_HEIGHT_MM),
        signed(words("Recorded by"), words("Depositor")),
        Space(1),
        centred(words("The balance follows when this slip is entered"), Size.SMALL),
        centred(words("This slip is not a receipt for money"), Size.SMALL),
    ]


def _form_head(forms: Forms, title: str, number: str, words: Words) -> list[Part]:
    said = (
        Text(forms.town.read(words), Size.SMALL),
        Text(title, bold=True),
        Text(forms.point.read(words), Size.SMALL),
        Text(words("No. {number}", number=number), Size.LARGE, bold=True),
    )
    return [Columns((said, (Qr(number),)), (2, 1))]


def _whose(words: Words) -> list[Part]:
    labels = ("Date", "Member number", "Name")
    lines = (Row(words(label), "", Size.SMALL, leader=True) for label in labels)
    return [part for line in lines for part in (Space(2), line)]
