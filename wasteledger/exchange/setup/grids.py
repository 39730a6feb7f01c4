"""A workbook's sheets as the file keeps them: values and formats, what is merged, hidden or never calculated."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wasteledger import errors
from wasteledger.exchange.sheets import is_workbook, named_failures, opening_excel, shown

NO_WORKBOOK = "it is no workbook: save it as .xlsx"
MOST_COLUMNS = 200
"""What stands further to the right is no roster's."""

Place = tuple[int, int]
"""Row and column, counted from 1 as spreadsheets do."""


@dataclass(slots=True)
class Grid:
    """One sheet. Only rows that hold anything are in ``values``, which are as long as the widest of them."""

    title: str
    visible: bool
    values: dict[int, list[Any]] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    """Number formats, of the cells that have one of their own."""
    covered: dict[Place, Place] = field(default_factory=dict)
    """Where a merged cell is written, for the rest of what it covers."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncalculated: set[Place] = field(default_factory=set)
    """Formulas that no program has calculated yet."""
    broken: set[Place] = field(default_factory=set)
    """Formulas that failed: #REF!, #N/A."""
    texts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The same rows as they read."""

    def value(self, place: Place) -> Any:
        row, column = place
        return self.values[row][column - 1] if row in self.values and column <= len(self.values[row]) else None

    def heading(self, row: int, column: int) -> str:
        """A heading's text, also where the cell is covered by a merged one."""
        return shown(self.value(self.covered.get((row, column), (row, column)))).strip()

    def span(self, row: int, column: int) -> int:
        """Over how many columns a cell is merged."""
        origin = self.covered.get((row, column), (row, column))
        width = 1
        while origin[1] == column and self.covered.get((row, column + width)) == origin:
            width += 1
        return width


def require_workbook_name(path: Path) -> None:
    """Refuse to write a workbook that no program would open by its name.

    Raises:
        FileNotWritten: it doesn't end in ``.xlsx``.
    """
    if path.suffix.lower() != ".xlsx":
        raise errors.FileNotWritten(path=str(path), reason=NO_WORKBOOK)


def read_workbook(file: Path, *, with_hidden: bool = False) -> tuple[Workbook, list[Grid]]:
    """Read a workbook, formulas as what they came to when it was last saved.

    ``with_hidden`` takes hidden rows and columns for visible ones.

    Raises:
        FileMissing, FileUnreadable: there is no such file, or it is damaged, of another kind, or can't be opened.
    """
    with named_failures(file):
        if not is_workbook(file):
            raise errors.FileUnreadable(path=str(file), reason=NO_WORKBOOK)
        with opening_excel(file):
            return _read(file, with_hidden=with_hidden)


def _read(file: Path, *, with_hidden: bool) -> tuple[Workbook, list[Grid]]:
    book = openpyxl.load_workbook(file)
    formulas = {sheet.title: set(_formulas(sheet)) for sheet in book.worksheets}
    if any(formulas.values()):
        book = openpyxl.load_workbook(file, data_only=True)
    grids = [_grid(sheet, formulas[sheet.title]) for sheet in book.worksheets]
    for grid in grids if with_hidden else []:
        grid.hidden_rows, grid.hidden_columns = set(), set()
    return book, grids


def _formulas(sheet: Worksheet) -> Iterator[Place]:
    return (place for place, cell in cells_of(sheet) if cell.data_type == "f")


def cells_of(sheet: Worksheet) -> Iterator[tuple[Place, Any]]:
    """The cells of a sheet that hold anything, by row and column."""
    # Only the cells that are there: a stray format in the last corner would make a rectangle of 17 billion.
    return ((place, cell) for place, cell in sheet._cells.items() if cell.value is not None)  # noqa: SLF001


def _grid(sheet: Worksheet, formulas: set[Place]) -> Grid:
    grid = Grid(sheet.title, sheet.sheet_state == "visible")
    held = {place: cell for place, cell in cells_of(sheet) if place[1] <= MOST_COLUMNS}
    width = max((column for _, column in held), default=0)
    for (row, column), cell in sorted(held.items()):
        grid.values.setdefault(row, [None] * width)[column - 1] = cell.value
        if not isinstance(cell.value, str | bool):
            grid.formats[row, column] = cell.number_format
        elif cell.data_type == "e":
            grid.broken.add((row, column))
    grid.uncalculated = formulas - held.keys()
    for row, _ in grid.uncalculated:
        grid.values.setdefault(row, [None] * width)
    grid.values = dict(sorted(grid.values.items()))
    grid.texts = {row: tuple(shown(value).strip() for value in values) for row, values in grid.values.items()}
    _cover(sheet, grid, width)
    grid.hidden_rows = {row for row, dimension in sheet.row_dimensions.items() if dimension.hidden}
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden or dimension.width == 0:
            grid.hidden_columns |= set(range(dimension.min or 0, min(dimension.max or 0, MOST_COLUMNS) + 1))
    return grid


def _cover(sheet: Worksheet, grid: Grid, width: int) -> None:
    for merged in sheet.merged_cells.ranges:
        first = merged.min_row, merged.min_col
        for row in (row for row in grid.values if merged.min_row <= row <= merged.max_row):
            for column in range(merged.min_col, min(merged.max_col, width) + 1):
                if (row, column) != first:
                    grid.covered[row, column] = first
