"""A workbook's marked copy: every cell that was mended or refused is coloured and says why, and so does its row."""

import re
from collections.abc import Callable
from pathlib import Path

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wasteledger import errors
from wasteledger.exchange.mending import has_national_id
from wasteledger.exchange.setup.findings import MENDED, REFUSED, Counted, Finding, Outcome
from wasteledger.exchange.setup.grids import cells_of, read_workbook, require_workbook_name
from wasteledger.exchange.setup.kinds import NOT_OURS_TO_READ
from wasteledger.exchange.setup.wrapping import BOLD, wrap
from wasteledger.exchange.sheets import shown
from wasteledger.exchange.whole_files import in_place_of

Say = Callable[[Finding], str]
"""Says a finding in the reader's language."""

REASON_HEADER = "เหตุที่ไม่รับ / หมายเหตุของโปรแกรม"
FILLS = {MENDED: "FFF2B3", REFUSED: "F4A6A0"}
"""Yellow and red, light enough for black letters."""
REASON_WIDTH = 60
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 90

_PLACE = re.compile(r"(?P<column>[A-Z]*)(?P<row>[0-9]*)")


def write_marked(outcome: Outcome, copy: Path, say: Say) -> None:
    """Write the copy: the sheets that are read, without national ID numbers, remarks and comments, marked.

    A formula stands in it as what it came to, and what was hidden and not read is left out.

    Raises:
        FileNotWritten: the copy can't be written, is the workbook itself, or isn't called ``.xlsx``.
    """
    require_workbook_name(copy)
    if copy.resolve() == outcome.path.resolve():
        raise errors.FileNotWritten(path=str(copy), reason="it is the file that is checked")
    book, _ = read_workbook(outcome.path)
    book.properties = DocumentProperties(creator=NOT_OURS_TO_READ[-1])
    for sheet in book.worksheets:
        if sheet.title in outcome.sheets:
            counted = outcome.sheets[sheet.title]
            _leave_out(sheet, counted)
            _mark(sheet, counted, [finding for finding in outcome.findings if finding.sheet == sheet.title], say)
    rest = [finding for finding in outcome.findings if finding.sheet not in outcome.sheets]
    _keep_read(book, outcome, [f"{finding.place}: {say(finding)}" for finding in rest])
    with in_place_of(copy) as (unfinished,):
        book.save(unfinished)


def _keep_read(book: Workbook, outcome: Outcome, said: list[str]) -> None:
    """Leave out the sheets that are not read, and list what was found of them on a last one."""
    for name in [sheet.title for sheet in (*book.worksheets, *book.chartsheets) if sheet.title not in outcome.sheets]:
        del book[name]
    if said or not book.worksheets:
        listed = book.create_sheet(NOT_OURS_TO_READ[-1])
        for reason in said:
            listed.append([reason])
    book.active = 0


def _leave_out(sheet: Worksheet, counted: Counted) -> None:
    """Blank what must not be copied: private and hidden columns below their heading, numbers of persons, comments."""
    for (row, column), cell in list(cells_of(sheet)):
        if (column in counted.withheld and row > counted.heading) or has_national_id(shown(cell.value)):
            cell.value = None
        cell.comment = None
        cell.hyperlink = None


def _mark(sheet: Worksheet, counted: Counted, findings: list[Finding], say: Say) -> None:
    reasons: dict[int, list[str]] = {}
    for finding in findings:
        found = _PLACE.fullmatch(finding.cell)
        if not found:
            continue  # a range of blank rows
        row = int(found["row"] or counted.heading)
        reason = say(finding)
        reasons.setdefault(row, []).append(f"{finding.cell}: {reason}" if found["column"] else reason)
        if finding.kind in FILLS:
            cell = _written(sheet, row, column_index_from_string(found["column"] or "A"))
            cell.fill = PatternFill("solid", fgColor=FILLS[finding.kind])
            cell.comment = _comment(reason)
    _add_column(sheet, counted.heading, reasons)
    # Printed, a row with its reasons stays on one page.
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0


def _written(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell, or the one that is merged over it."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        merged = next(one for one in sheet.merged_cells.ranges if cell.coordinate in one)
        return sheet.cell(merged.min_row, merged.min_col)  # type: ignore[return-value]  # the first of them is written
    return cell


def _add_column(sheet: Worksheet, heading: int, reasons: dict[int, list[str]]) -> None:
    filled = [column for (_, column), cell in cells_of(sheet) if cell.value != REASON_HEADER]
    last = max([*filled, *(merged.max_col for merged in sheet.merged_cells.ranges)], default=0) + 1
    title = sheet.cell(heading, last, REASON_HEADER)
    title.font = BOLD
    sheet.column_dimensions[title.column_letter].width = REASON_WIDTH
    if heading in reasons:
        title.comment = _comment("\n".join(reasons.pop(heading)))
    for row, said in reasons.items():
        wrap(sheet, sheet.cell(row, last, "\n".join(said)), REASON_WIDTH)
        sheet.row_dimensions[row].hidden = False


def _comment(text: str) -> Comment:
    return Comment(text, NOT_OURS_TO_READ[-1], COMMENT_HEIGHT, COMMENT_WIDTH)
