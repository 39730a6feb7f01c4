"""How cells that are written look: bold headings, and long texts wrapped in a row that is high enough for them."""

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from wasteledger.domain.cells import cell_width

BOLD = Font(name="Calibri", size=11, bold=True)
"""As a spreadsheet's usual letters, which are named: without a name some programs take letters of another kind."""
LINE_HEIGHT = 15
"""Points, as spreadsheets give a row of their usual letters."""


def wrap(sheet: Worksheet, cell: Cell, width: int) -> None:
    """Wrap a cell's text; not every program makes the row as high as that needs."""
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    lines = sum(max(1, -(-cell_width(line) // width)) for line in str(cell.value).split("\n"))
    if lines > 1:
        sheet.row_dimensions[cell.row].height = LINE_HEIGHT * lines
