"""The sale sheet that goes with a load to the dealer, filled in by the ledger or, where it is empty, by hand."""

from dataclasses import dataclass
from datetime import date

from wasteledger.printing.blocks import centred, head, signed
from wasteledger.printing.layout import Align, Column, Part, Row, Size, Space, Table
from wasteledger.printing.slip_line import Name
from wasteledger.translation import Words, kilograms
from wasteledger.units import CreditUnit, Grams

MONEY = CreditUnit()
"""A sale is paid in baht, whatever the town's credit is."""

WRITING_HEIGHT_MM = 9


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One material of the load; what is not known yet is left to be written."""

    material: Name
    weight: Grams | None = None
    satang_per_kilogram: int | None = None
    satang: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleSheet:
    town: Name
    point: Name
    destination: Name
    day: date
    number: str
    """The load's receipt number."""
    ticket: str = ""
    """The dealer's or the weighbridge's."""
    vehicle: str = ""
    lines: tuple[SaleLine, ...]
    blank_rows: int = 0


def sale_sheet_parts(sheet: SaleSheet, words: Words) -> list[Part]:
    facts = (
        ("Date", words.day(sheet.day)),
        ("Destination", sheet.destination.read(words)),
        ("Weighbridge ticket", sheet.ticket),
        ("Vehicle", sheet.vehicle),
    )
    number = words("No. {number}", number=sheet.number)
    return [
        *head(sheet.town.read(words), words("Sale sheet"), sheet.point.read(words), number),
        *(Row(words(label), figure, leader=True) for label, figure in facts),
        Space(2),
        _table(sheet, words),
        Space(6),
        signed(words("Handed over by"), words("Taken over by")),
        Space(2),
        centred(words("This sheet is not a receipt for money"), Size.SMALL),
    ]


def _table(sheet: SaleSheet, words: Words) -> Table:
    columns = (
        Column(words("Material"), 6),
        Column(words("Net (kg)"), 3, Align.RIGHT),
        Column(words("Baht per kg"), 3, Align.RIGHT),
        Column(words("Baht"), 3, Align.RIGHT),
    )
    rows = tuple(
        (line.material.read(words), _weight(line.weight), _money(line.satang_per_kilogram), _money(line.satang))
        for line in sheet.lines
    )
    blank = (("",) * len(columns),) * sheet.blank_rows
    weights = [line.weight.value for line in sheet.lines if line.weight is not None]
    sums = [line.satang for line in sheet.lines if line.satang is not None]
    complete = len(sums) == len(weights) == len(sheet.lines) and not sheet.blank_rows
    total = (kilograms(sum(weights)), "", _money(sum(sums))) if complete else ("", "", "")
    return Table(columns, rows + blank, (words("Total"), *total), row_mm=WRITING_HEIGHT_MM if not complete else 0)


def _weight(weight: Grams | None) -> str:
    return "" if weight is None else kilograms(weight.value)


def _money(satang: int | None) -> str:
    return "" if satang is None else MONEY.number(satang)
