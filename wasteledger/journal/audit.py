"""The audit: every chain verified, every projection folded anew and compared, the seal and the orphans looked at."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, Table, select

from wasteledger.domain.receipts import Receipt
from wasteledger.journal import chain
from wasteledger.journal.fold import Folded, Movement, fold
from wasteledger.journal.projecting import add_to_balances, add_to_totals
from wasteledger.journal.states import STATES, States
from wasteledger.journal.streaming import in_key_order, journal, stream
from wasteledger.storage import tables
from wasteledger.storage.fingerprint import differences, expected_fingerprint, fingerprint

Progress = Callable[[int], None]
PROGRESS_EVERY = 10_000
MASK = (1 << 64) - 1


class Wrong(IntEnum):
    """What an audit can find, worst first; the value is the exit code."""

    CHAIN = 10
    GAP = 11
    MOVEMENTS = 12
    PROJECTION = 13
    SEAL = 14
    ORPHAN = 15


MESSAGES = {
    Wrong.CHAIN: "Entry {where} is not what was booked: its digest does not follow.",
    Wrong.GAP: "Book {where}: entries are missing.",
    Wrong.MOVEMENTS: "Entry {where}: its movements are not those it says.",
    Wrong.PROJECTION: "{where} is not what the journal says; “wasteledger database rebuild” mends it.",
    Wrong.SEAL: "The seal or the schema is not as it should be: {where}.",
    Wrong.ORPHAN: "{where} belongs to nothing in the books.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where."""

    wrong: Wrong
    where: str


@dataclass(slots=True)
class Audit:
    """What an audit looked at and found."""

    entries: int = 0
    books: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.findings

    @property
    def exit_code(self) -> int:
        return min((int(finding.wrong) for finding in self.findings), default=0)

    def found(self, wrong: Wrong, where: object) -> None:
        self.findings.append(Finding(wrong, str(where)))


def audit(connection: Connection, progress: Progress = lambda _: None) -> Audit:
    """Verify everything a ledger holds; the first wrong entry of each book is named.

    Memory grows with the town (households, materials, days), not with the number of entries.
    """
    result = Audit()
    municipality = connection.execute(select(tables.municipality.c.id)).scalar()
    chains = _Chains(result, bytes(municipality or b""))
    projections = _Projections(result, connection)
    for row in journal(connection):
        said: Sequence[Movement] | None = None
        body = chains.verify(row)
        if body is not None:
            try:
                said = projections.add(row, fold(row.origin, row.sequence, body))
            except Exception:  # noqa: BLE001  # a forged body may be wrong in any way, and the rest is still to be audited
                chains.unreadable(row)
        projections.compare_movements(row, said)
        result.entries += 1
        if result.entries % PROGRESS_EVERY == 0:
            progress(result.entries)
    chains.compare_heads(connection)
    projections.compare()
    _look_at_seal(result, connection)
    _look_for_orphans(result, connection)
    progress(result.entries)
    return result


class _Chains:
    """Each book's chain, followed from its first digest."""

    def __init__(self, result: Audit, municipality: bytes) -> None:
        self._result, self._municipality = result, municipality
        self._origin, self._field = "", b""
        self._sequence, self._digest = 0, b""
        self._heads: dict[str, tuple[int, bytes, str]] = {}
        self._broken: set[str] = set()

    def verify(self, row: Any) -> chain.Body | None:
        """Check one entry against the one before it; None where it can't be read at all."""
        origin, sequence, request_id, kind, recorded_at, _moved, digest, encoded = row
        if origin != self._origin:
            self._origin, self._field = origin, chain.origin_field(origin)
            self._sequence, self._digest = 0, chain.first_digest(self._municipality, origin)
        if sequence != self._sequence + 1:
            self._once(Wrong.GAP, f"{Receipt(origin, self._sequence)} … {Receipt(origin, sequence)}")
        encoded = bytes(encoded)
        expected = chain.next_digest(self._field, sequence, self._digest, encoded)
        self._sequence, self._digest = sequence, bytes(digest)
        if expected != self._digest:
            self._once(Wrong.CHAIN, Receipt(origin, sequence))
        self._heads[origin] = (sequence, self._digest, recorded_at)
        try:
            body = chain.read(encoded)
        except (ValueError, RecursionError):
            self.unreadable(row)
            return None
        if (body.get("request"), body.get("kind"), body.get("recorded")) != (request_id, kind, recorded_at):
            self._once(Wrong.CHAIN, Receipt(origin, sequence))
        return body

    def unreadable(self, row: Any) -> None:
        """An entry that says nothing the fold understands was not booked by us."""
        self._once(Wrong.CHAIN, Receipt(row.origin, row.sequence))

    def _once(self, wrong: Wrong, where: object) -> None:
        """Name the first wrong entry of a book: what follows it can't be right."""
        if self._origin not in self._broken:
            self._broken.add(self._origin)
            self._result.found(wrong, where)

    def compare_heads(self, connection: Connection) -> None:
        for row in connection.execute(select(tables.origin)):
            self._result.books += 1
            first = (0, chain.first_digest(self._municipality, row.code), "")
            if (row.sequence, bytes(row.digest), row.recorded_at) != self._heads.pop(row.code, first):
                self._result.found(Wrong.GAP, row.code)
        for code in self._heads:
            self._result.found(Wrong.ORPHAN, code)


class _Projections:
    """Every projection folded from empty, to be compared with what the tables hold."""

    def __init__(self, result: Audit, connection: Connection) -> None:
        self._result, self._connection = result, connection
        self._movements = stream(connection, in_key_order(tables.movement))
        self._next_movement: Any = next(self._movements, None)
        self._moved_wrong: set[str] = set()
        self._balances: dict[tuple[str, str], int] = {}
        self._totals: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._passbook: dict[str, int] = {}
        self._states = States()

    def add(self, row: Any, folded: Folded) -> Sequence[Movement]:
        """Add what an entry says; return its movements."""
        add_to_balances(self._balances, folded)
        add_to_totals(self._totals, folded)
        for account, happened, credited in folded.passbook:
            line = hash((account, happened, row.origin, row.sequence, credited))
            self._passbook[account] = (self._passbook.get(account, 0) + line) & MASK
        self._states.apply(row.recorded_at, row.origin, row.sequence, folded.changes)
        return folded.movements

    def compare_movements(self, row: Any, moved: Sequence[Movement] | None) -> None:
        """Walk the movements beside the journal, in the same order; None where an entry can't say what it moves."""
        origin, sequence = row.origin, row.sequence
        stored: list[Any] = []
        while self._next_movement is not None and self._next_movement[:2] <= (origin, sequence):
            if self._next_movement[:2] == (origin, sequence):
                stored.append(tuple(self._next_movement[2:]))
            else:
                self._result.found(Wrong.ORPHAN, f"movement {Receipt(*self._next_movement[:2])}")
            self._next_movement = next(self._movements, None)
        if moved is None:
            return
        said = [(number, *movement) for number, movement in enumerate(moved)]
        if (stored != said or row.movements != len(said)) and origin not in self._moved_wrong:
            self._moved_wrong.add(origin)
            self._result.found(Wrong.MOVEMENTS, Receipt(origin, sequence))

    def compare(self) -> None:
        for leftover in [self._next_movement, *self._movements]:
            if leftover is not None:
                self._result.found(Wrong.ORPHAN, f"movement {Receipt(*leftover[:2])}")
        self._compare_sums(tables.balance, {key: (quantity,) for key, quantity in self._balances.items()})
        self._compare_sums(tables.daily_total, self._totals)
        self._compare_passbook()
        for name, table in STATES.items():
            self._compare_rows(table, self._states.by_primary_key(name))

    def _compare_sums(self, table: Table, expected: dict[Any, tuple[int, ...]]) -> None:
        """Compare a table of sums row by row; a row of zeros may be there or not."""
        width = len(table.primary_key.columns)
        left = dict(expected)
        for row in stream(self._connection, in_key_order(table)):
            if left.pop(tuple(row[:width]), (0,) * (len(row) - width)) != tuple(row[width:]):
                self._result.found(Wrong.PROJECTION, f"{table.name} {'|'.join(row[:width])}")
                return
        for key, sums in left.items():
            if any(sums):
                self._result.found(Wrong.PROJECTION, f"{table.name} {'|'.join(key)}")
                return

    def _compare_passbook(self) -> None:
        left = dict(self._passbook)
        for row in stream(self._connection, in_key_order(tables.passbook)):
            left[row[0]] = (left.get(row[0], 0) - hash(tuple(row))) & MASK
        wrong = sorted(account for account, rest in left.items() if rest)
        if wrong:
            self._result.found(Wrong.PROJECTION, f"passbook {wrong[0]}")

    def _compare_rows(self, table: Table, expected: dict[tuple[object, ...], dict[str, object]]) -> None:
        left = dict(expected)
        for row in stream(self._connection, in_key_order(table)):
            key = tuple(row._mapping[column.name] for column in table.primary_key.columns)  # noqa: SLF001  # its public name
            if left.pop(key, None) != dict(row._mapping):  # noqa: SLF001
                self._result.found(Wrong.PROJECTION, f"{table.name} {'|'.join(map(str, key))}")
                return
        for key in left:
            self._result.found(Wrong.PROJECTION, f"{table.name} {'|'.join(map(str, key))}")
            return


def _look_at_seal(result: Audit, connection: Connection) -> None:
    wrong = differences(fingerprint(connection), expected_fingerprint(connection))
    if wrong:
        result.found(Wrong.SEAL, ", ".join(wrong))


def _look_for_orphans(result: Audit, connection: Connection) -> None:
    """People's names kept for nobody, or for somebody who was to be forgotten."""
    for contact in _orphaned_contacts(connection):
        result.found(Wrong.ORPHAN, f"contact {contact}")


def _orphaned_contacts(connection: Connection) -> Iterator[str]:
    contact, household = tables.contact.c, tables.household.c
    query = (
        select(contact.household)
        .outerjoin_from(tables.contact, tables.household, household.number == contact.household)
        .where(household.number.is_(None) | (household.forgotten == 1))
    )
    yield from connection.execute(query).scalars()
