"""The workbook that a town fills in: every sheet with its headings, its choices, and cells that Excel can't spoil."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wasteledger import errors
from wasteledger.domain import settings
from wasteledger.domain.households import FLAGS as HOUSEHOLD_FLAGS
from wasteledger.domain.households import TYPES, HouseholdType
from wasteledger.domain.materials import CLASSES, UNITS
from wasteledger.domain.methods import METHODS
from wasteledger.domain.registers import FLAGS
from wasteledger.domain.roles import ROLES
from wasteledger.errors import Term
from wasteledger.exchange.columns import Column
from wasteledger.exchange.mending import IN_DIGITS
from wasteledger.exchange.setup.grids import require_workbook_name
from wasteledger.exchange.setup.kinds import (
    COMMUNITY,
    HOUSEHOLD,
    KINDS,
    MATERIAL,
    NOT_OURS_TO_READ,
    POINT,
    SETTING,
    Kind,
)
from wasteledger.exchange.setup.wrapping import BOLD, wrap
from wasteledger.translation import Words

LAST_ROW = 5_000
"""Choices are offered down to here."""
OTHER_WAYS = frozenset({"title", "given", "surname"})
"""Columns that are read too, but say what another says already."""
ALSO_NEEDED = frozenset({(HOUSEHOLD.name, "community"), (HOUSEHOLD.name, "name")}) | {
    (MATERIAL.name, field) for field in ("rate", "first_day")
}
TAKEN_FROM = {"community": COMMUNITY, "point": POINT, "home_point": POINT}
"""Fields whose choices are the names on another sheet."""
EXAMPLES = {
    "house_number": "12/3",
    "phone": "081-234-5678",
    "former_number": "0077",
    "house_code": "80010123456",
    "registered": "1/10/2568",
    "first_day": "1/10/2568",
    "rate": "8.00",
    "opening": "216.00",
    "people": "4",
    "grams_per_unit": "500",
}
HEADING = PatternFill("solid", fgColor="DCE9DC")
WIDTHS = {"name": 28, "value": 40, "setting": 28, "method": 26, "waste_class": 26, "community": 22}
USUAL_WIDTH = 16
GUIDE_WIDTHS = {"A": 18, "B": 24, "C": 70}


def write_template(path: Path, words: Words) -> None:
    """Write an empty workbook in one language.

    Raises:
        FileNotWritten: it can't be written, there is such a file already, or it isn't called ``.xlsx``.
    """
    require_workbook_name(path)
    book = Workbook()
    book.remove(book.worksheets[0])
    guide = book.create_sheet(words.name(*NOT_OURS_TO_READ[:2]))
    for kind in KINDS:
        _write_sheet(book.create_sheet(title(kind, words)), kind, words)
    _write_guide(guide, words)
    try:
        with path.open("xb") as opened:
            book.save(opened)
    except OSError as failure:
        raise errors.FileNotWritten(path=str(path), reason=failure.strerror or "") from None


def title(kind: Kind, words: Words) -> str:
    """What a kind of sheet is called."""
    return words.name(*kind.titles[:2])


def columns_of(kind: Kind) -> list[Column]:
    return [column for column in kind.form.columns if column.field not in OTHER_WAYS]


def header(kind: Kind, column: Column, words: Words) -> str:
    """A column's heading, with a star where it must be filled in."""
    needed = column.required or (kind.name, column.field) in ALSO_NEEDED
    return words.name(*column.headers[:2]) + ("*" if needed else "")


def choices(kind: Kind, field: str, words: Words) -> list[str]:
    """The words that a column takes, if it takes only some."""
    if field in FLAGS or field in HOUSEHOLD_FLAGS:
        return [words("yes"), words("no")]
    tables = {"role": ROLES, "waste_class": CLASSES, "unit": UNITS, "method": METHODS}
    if field == "type" and kind is HOUSEHOLD:
        return [words.term(HouseholdType(name)) for name in TYPES]
    return [words.term(Term(name)) for name in tables.get(field, ())]


def _write_sheet(sheet: Worksheet, kind: Kind, words: Words) -> None:
    for number, column in enumerate(columns_of(kind), start=1):
        letter = get_column_letter(number)
        heading = sheet.cell(1, number, header(kind, column, words))
        heading.font, heading.fill = BOLD, HEADING
        sheet.column_dimensions[letter].width = WIDTHS.get(column.field, USUAL_WIDTH)
        if column.field in IN_DIGITS | {"value"}:
            sheet.column_dimensions[letter].number_format = "@"
        offered = _offered(kind, column.field, words)
        if offered:
            validation = DataValidation("list", formula1=offered, allow_blank=True, showErrorMessage=True)
            validation.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.add_data_validation(validation)
    sheet.freeze_panes = "A2"
    if kind is SETTING:
        for name in settings.NAMES:
            sheet.append([words.term(Term(name))])


def _offered(kind: Kind, field: str, words: Words) -> str:
    """The choices of a column as a formula: words, or the names on another sheet."""
    source = TAKEN_FROM.get(field)
    if source and source is not kind:
        letter = next(
            get_column_letter(number) for number, column in enumerate(columns_of(source), 1) if column.field == "name"
        )
        return f"'{title(source, words)}'!${letter}$2:${letter}${LAST_ROW}"
    said = choices(kind, field, words)
    return f'"{",".join(said)}"' if said else ""


def _write_guide(sheet: Worksheet, words: Words) -> None:
    """Say on the first sheet how the others are filled in, and list every column."""
    for sentence in (
        words("Fill in the sheets from left to right; leave what the town has none of empty."),
        words("Columns with a star must be filled in; a line without a code is given one."),
        words("Days are written 15/3/2569 or 2026-03-15, amounts with a point: 1,250.50."),
        words("Leave out national ID numbers: they are kept nowhere."),
        words("Then: wasteledger setup check FILE --copy MARKED.xlsx, and at last: wasteledger setup apply FILE"),
    ):
        sheet.append([sentence])
    sheet.append([])
    sheet.append([words("Sheet"), words("Column"), words("Example, or what may be written")])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = BOLD, HEADING
    for kind in KINDS:
        for column in columns_of(kind):
            example = f"{kind.prefix}01" if column.field == "code" else EXAMPLES.get(column.field, "")
            said = " · ".join(choices(kind, column.field, words)) or example
            sheet.append([title(kind, words), header(kind, column, words)])
            wrap(sheet, sheet.cell(sheet.max_row, 3, said), GUIDE_WIDTHS["C"])
    for letter, width in GUIDE_WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
