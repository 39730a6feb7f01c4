"""States folded in memory: what entries set, each column as the newest entry left it.

Newest by the moment recorded, then book, then number, so that two books of one database fold to the same whatever the
order in which they are read.
"""

from collections.abc import Iterable
from typing import Any

from wasteledger.journal.fold import Change
from wasteledger.storage import tables
from wasteledger.storage.statements import blank_row

Row = dict[str, object]
Key = tuple[object, ...]

SUMMED_OR_STREAMED = frozenset({"balance", "daily_total", "movement", "passbook", "reference_mark"})
STATES = {table.name: table for table in tables.PROJECTIONS if table.name not in SUMMED_OR_STREAMED}


class States:
    """The rows of every table that entries set; memory grows with the town, not with its history."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[Key, Row]] = {name: {} for name in STATES}
        self._blank = {name: blank_row(table) for name, table in STATES.items()}
        self._set_at: dict[tuple[str, Key, str], tuple[str, str, int]] = {}

    def apply(self, recorded_at: str, origin: str, sequence: int, changes: Iterable[Change]) -> None:
        stamp = recorded_at, origin, sequence
        for table, key, values in changes:
            place = tuple(key.values())
            rows = self.rows[table]
            row = rows.get(place)
            if row is None:
                row = rows[place] = self._blank[table] | key
            for column, value in values.items():
                cell = table, place, column
                if self._set_at.get(cell, stamp) <= stamp:
                    self._set_at[cell] = stamp
                    row[column] = value

    def by_primary_key(self, name: str) -> dict[Key, Row]:
        """The rows of one table, by its primary key in the order of its columns."""
        columns = [column.name for column in STATES[name].primary_key.columns]
        return {tuple(row[column] for column in columns): row for row in self.rows[name].values()}

    def every_row(self) -> Iterable[tuple[Any, list[Row]]]:
        """Each table with its rows, for writing them all at once."""
        return ((STATES[name], list(rows.values())) for name, rows in self.rows.items() if rows)
