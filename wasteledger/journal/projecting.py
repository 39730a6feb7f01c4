"""Writing projections: what entries add is gathered, summed, and sent in the same few statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import Connection, update

from wasteledger.journal.fold import Change, Folded
from wasteledger.journal.fold.changes import REFERENCE_TABLES
from wasteledger.storage import tables
from wasteledger.storage.statements import Cursor, adding, inserting, upsert_all

_INSERT_MOVEMENT = inserting(tables.movement)
_INSERT_PASSBOOK = inserting(tables.passbook)
_ADD_BALANCE = adding(tables.balance, ["quantity"])
_ADD_TOTAL = adding(tables.daily_total, ["grams", "credits", "lines", "entries", "tickets", "bills"])


@dataclass(slots=True)
class Gathered:
    """What some entries add to the projections, not yet sent."""

    movements: list[tuple[object, ...]] = field(default_factory=list)
    passbook: list[tuple[object, ...]] = field(default_factory=list)
    balances: dict[tuple[str, str], int] = field(default_factory=dict)
    totals: dict[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def add(self, origin: str, sequence: int, folded: Folded) -> None:
        self.movements += [
            (origin, sequence, number, commodity, source, target, quantity)
            for number, (commodity, source, target, quantity) in enumerate(folded.movements)
        ]
        for account, happened, credited, round_ in folded.passbook:
            self.passbook.append((account, happened, origin, sequence, credited, round_))
        add_to_balances(self.balances, folded)
        add_to_totals(self.totals, folded)
        self.changes += folded.changes

    def send(self, connection: Connection, cursor: Cursor) -> None:
        """Send everything, the rows of each table in the order of its key, so that writers never wait in a ring."""
        self.send_rows(connection, cursor)
        self.send_sums(connection, cursor)
        if self.changes:
            apply_changes(connection, self.changes)

    def send_rows(self, connection: Connection, cursor: Cursor) -> None:
        """Send and let go of what belongs to one entry each."""
        _INSERT_MOVEMENT.run(connection, cursor, self.movements)
        _INSERT_PASSBOOK.run(connection, cursor, sorted(self.passbook))
        self.movements, self.passbook = [], []

    def send_sums(self, connection: Connection, cursor: Cursor) -> None:
        """Send what many entries add to: a merge does so once, however many they are."""
        _ADD_BALANCE.run(connection, cursor, [(*key, quantity) for key, quantity in sorted(self.balances.items())])
        _ADD_TOTAL.run(connection, cursor, [(*key, *sums) for key, sums in sorted(self.totals.items())])


def add_to_balances(balances: dict[tuple[str, str], int], folded: Folded) -> None:
    """Carry each movement from one account to the other."""
    for commodity, source, target, quantity in folded.movements:
        key = (source, commodity)
        balances[key] = balances.get(key, 0) - quantity
        key = (target, commodity)
        balances[key] = balances.get(key, 0) + quantity


def add_to_totals(totals: dict[tuple[str, ...], tuple[int, ...]], folded: Folded) -> None:
    # Written out: adding pairwise in a loop costs three times as much, and this is done for every line ever booked.
    for key, grams, credited, lines, entries, tickets, bills in folded.totals:
        old = totals.get(key)
        if old is None:
            totals[key] = (grams, credited, lines, entries, tickets, bills)
        else:
            of_loads = (old[4] + tickets, old[5] + bills)
            totals[key] = (old[0] + grams, old[1] + credited, old[2] + lines, old[3] + entries, *of_loads)


def apply_changes(connection: Connection, changes: Iterable[Change]) -> None:
    """Set what entries set, in their order, which is that of their turns: each database draws its own one by one.

    An entry of another database may come with a lower turn than one that is here: ``journal/merging.py`` sees to that.
    """
    reference_changed = False
    for (table, *_), alike in groupby(changes, key=lambda change: (change.table, *change.values)):
        upsert_all(connection, tables.metadata.tables[table], [(change.key, change.values) for change in alike])
        reference_changed = reference_changed or table in REFERENCE_TABLES
    if reference_changed:
        mark = tables.reference_mark
        connection.execute(update(mark).values(version=mark.c.version + 1))
