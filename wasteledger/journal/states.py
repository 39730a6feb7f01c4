"""States folded in memory: what entries set, each column as the newest entry left it.

Newest by turn, then book, then number, so that all books fold to the same whatever the order in which they are read.
Clocks order nothing: a turn is drawn under a lock, after every entry that its database holds.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from wasteledger.journal.chain import Body
from wasteledger.journal.fold import Change
from wasteledger.storage import tables
from wasteledger.storage.statements import blank_row

Row = dict[str, object]
Key = tuple[object, ...]
Cell = tuple[str, Key, str]
"""Table, key and column."""

Stamp = tuple[int, str, str, int]
"""Turn, moment recorded (of entries without a turn), book, number."""

SUMMED_OR_STREAMED = frozenset({"balance", "daily_total", "movement", "passbook", "reference_mark"})
STATES = {table.name: table for table in tables.PROJECTIONS if table.name not in SUMMED_OR_STREAMED}


def stamp_of(origin: str, sequence: int, body: Body) -> Stamp:
    """When an entry set what it sets. Bodies older than turns fold first, by their clocks, as they always did."""
    turn = body.get("turn", 0)
    return turn, "" if turn else body["recorded"], origin, sequence


class States:
    """The rows of every table that entries set; memory grows with the town, not with its history."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[Key, Row]] = {name: {} for name in STATES}
        self._blank = {name: blank_row(table) for name, table in STATES.items()}
        self._set_at: dict[Cell, Stamp] = {}
        self.highest_turn = 0

    def apply(self, stamp: Stamp, changes: Iterable[Change]) -> None:
        self.highest_turn = max(self.highest_turn, stamp[0])
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

    def take(self, other: "States") -> None:
        """Put what was folded elsewhere to this."""
        self.highest_turn = max(self.highest_turn, other.highest_turn)
        for name, rows in other.rows.items():
            for place, row in rows.items():
                mine = self.rows[name].setdefault(place, row)
                for column, value in row.items():
                    cell = name, place, column
                    stamp = other._set_at.get(cell)  # noqa: SLF001
                    if stamp and self._set_at.get(cell, stamp) <= stamp:
                        self._set_at[cell] = stamp
                        mine[column] = value

    def cells(self) -> set[Cell]:
        """Every column of a row that was set."""
        return set(self._set_at)

    def values_of(self, cells: Iterable[Cell]) -> Iterator[Change]:
        """What some cells hold, one change for each row."""
        columns: dict[tuple[str, Key], list[str]] = {}
        for table, place, column in cells:
            columns.setdefault((table, place), []).append(column)
        for (table, place), names in columns.items():
            row = self.rows[table][place]
            key = {column.name: row[column.name] for column in STATES[table].primary_key.columns}
            yield Change(table, key, {name: row[name] for name in sorted(names)})

    def by_primary_key(self, name: str) -> dict[Key, Row]:
        """The rows of one table, by its primary key in the order of its columns."""
        columns = [column.name for column in STATES[name].primary_key.columns]
        return {tuple(row[column] for column in columns): row for row in self.rows[name].values()}

    def every_row(self) -> Iterable[tuple[Any, list[Row]]]:
        """Each table with its rows, for writing them all at once."""
        return ((STATES[name], list(rows.values())) for name, rows in self.rows.items() if rows)
