"""The lines of a sheet: each cell mended and read, every one that can't be taken refused by its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wasteledger import errors
from wasteledger.exchange.columns import Column
from wasteledger.exchange.mending import mend
from wasteledger.exchange.setup.findings import MENDED, Outcome
from wasteledger.exchange.setup.grids import Grid
from wasteledger.exchange.setup.tables import Table
from wasteledger.exchange.sheets import shown


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it stands, and what it says, field by field, blank cells left out."""

    table: Table
    row: int
    values: dict[str, Any]

    @property
    def sheet(self) -> str:
        return self.table.grid.title

    def cell(self, *fields: str) -> str:
        """Where the leftmost of some fields stands; the row's number where none does."""
        places = self.table.matched.places(*fields)
        return self.table.cell(self.row, places[0]) if places else str(self.row)

    def heading(self, field: str) -> str:
        """Where a column's heading stands."""
        return self.table.cell(self.table.heading, self.table.matched.places(field)[0])


def read_lines(table: Table, order: str, outcome: Outcome) -> Iterator[Line]:
    """Read a table's lines; a line with a cell that can't be taken is left out, all such cells of it refused."""
    for row, community in table.rows:
        if row in table.grid.hidden_rows:
            hidden = errors.CellDoubtful(
                found=row, reason="the row is hidden: show it, delete it, or repeat with --with-hidden"
            )
            outcome.refuse(table.grid.title, str(row), hidden)
            continue
        values = {"community": community} if community else {}
        read = [_read_cell(table, row, found, order, values, outcome) for found in table.matched.found]
        if all(read):
            yield Line(table, row, values)


def _read_cell(
    table: Table, row: int, found: tuple[Column, int], order: str, values: dict[str, Any], outcome: Outcome
) -> bool:
    """Read one cell into the line's values; return whether it could be taken."""
    column, place = found
    cell, title = table.cell(row, place), table.grid.title
    try:
        value, number_format = _value(table.grid, row, place + 1, column)
        mended = mend(column, value, number_format, order)
        if mended.text:
            values[column.field] = column.read(mended.text)
        elif column.required:
            raise errors.CellMissing(column=table.matched.headers[place])
    except errors.Refusal as refusal:
        outcome.refuse(title, cell, refusal)
        return False
    if mended.remarks:
        outcome.remark(MENDED, title, cell, mended.remarks[-1], found=shown(value), mended=mended.text)
    return True


def _value(grid: Grid, row: int, column: int, meant: Column) -> tuple[Any, str]:
    """A cell's value and number format; a community that is merged over several rows stands in each of them.

    Raises:
        CellDoubtful: a formula in it failed, or was never calculated.
    """
    at = row, column
    if meant.field == "community":
        above = grid.covered.get(at, at)
        at = above if above[1] == column else at
    if at in grid.uncalculated:
        raise errors.CellDoubtful(found="=", reason="the formula was never calculated: open and save the file in Excel")
    value = grid.value(at)
    if at in grid.broken:
        raise errors.CellDoubtful(found=value, reason="the formula fails: mend it, or type what it should come to")
    return value, grid.formats.get(at, "General")
