"""A share of an audit: pieces of the journal verified, and all that their entries say folded from empty."""

from collections.abc import Callable, Iterable
from itertools import groupby
from operator import add, itemgetter
from typing import Any

from sqlalchemy import Connection

from wasteledger.domain.closings import Closings
from wasteledger.domain.receipts import Receipt
from wasteledger.journal import chain
from wasteledger.journal.findings import Finding, Wrong
from wasteledger.journal.fold import Folded, fold
from wasteledger.journal.pieces import Piece, Place
from wasteledger.journal.projecting import add_to_balances, add_to_totals
from wasteledger.journal.states import States, stamp_of
from wasteledger.journal.streaming import stream
from wasteledger.storage import tables

Progress = Callable[[int], None]
PROGRESS_EVERY = 10_000
MASK = (1 << 64) - 1
NO_SUMS = (0, 0, 0, 0, 0, 0)


def passbook_mark(happened: str, origin: str, sequence: int, credited: int, round_: str) -> int:
    """Return a number that stands for a line of a passbook, so that lines can be compared by their sum, in any order.

    Every process comes to the same, as it would not by the hash of a text. Twice the credits: -1 and -2 hash alike.
    """
    return hash((int.from_bytes(f"{happened}{origin} {round_}".encode(), "big"), sequence, 2 * credited))


class Share:
    """What one process verifies and folds; memory grows with the town, not with the number of entries."""

    def __init__(self, municipality: bytes, closings: Closings) -> None:
        self.municipality = municipality
        self._closings = closings
        self.entries = 0
        self.findings: list[tuple[Place, Finding]] = []
        self.heads: dict[str, tuple[int, bytes, str]] = {}
        """Number, digest and moment of each book's last entry."""
        self.balances: dict[tuple[str, str], int] = {}
        self.totals: dict[tuple[str, ...], tuple[int, ...]] = {}
        self.passbook: dict[str, int] = {}
        """The sum of the marks of each account's lines."""
        self.states = States()
        self._broken: set[tuple[str, Wrong]] = set()

    def verify(self, connection: Connection, piece: Piece, progress: Progress = lambda _: None) -> None:
        """Follow the chain through a piece, fold its entries, and look at the movements stored beside them."""
        origin, last = piece.after
        field, previous = chain.origin_field(origin), piece.digest or chain.first_digest(self.municipality, origin)
        stored = _Stored(stream(connection, piece.of(tables.movement)), self._found_orphan)
        for row in stream(connection, piece.of(tables.entry)):
            book, sequence, request_id, kind, recorded_at, moved, digest, encoded = row
            place = book, sequence
            if book != origin:
                origin, last = book, 0
                field, previous = chain.origin_field(book), chain.first_digest(self.municipality, book)
            if sequence != last + 1:
                self._found(place, Wrong.GAP, f"{Receipt(book, last)} … {Receipt(book, sequence)}")
            if chain.next_digest(field, sequence, previous, encoded) != digest:
                self._found(place, Wrong.CHAIN)
            last, previous = sequence, digest
            self.heads[book] = sequence, digest, recorded_at
            movements = stored.of(place)
            try:
                body = chain.read(encoded)
                if (body.get("request"), body.get("kind"), body.get("recorded")) != (request_id, kind, recorded_at):
                    self._found(place, Wrong.CHAIN)
                folded = fold(book, sequence, body, self._closings)
                self._add(place, body, folded)
            except Exception:  # noqa: BLE001  # a forged body may be wrong in any way, and the rest is still to be audited
                self._found(place, Wrong.CHAIN)
            else:
                said = [(book, sequence, number, *movement) for number, movement in enumerate(folded.movements)]
                if movements != said or moved != len(said):
                    self._found(place, Wrong.MOVEMENTS)
            self.entries += 1
            if self.entries % PROGRESS_EVERY == 0:
                progress(self.entries)
        stored.leave_none()

    def _add(self, place: Place, body: chain.Body, folded: Folded) -> None:
        add_to_balances(self.balances, folded)
        add_to_totals(self.totals, folded)
        for account, happened, credited, round_ in folded.passbook:
            mark = passbook_mark(happened, *place, credited, round_)
            self.passbook[account] = (self.passbook.get(account, 0) + mark) & MASK
        if folded.changes:
            self.states.apply(stamp_of(*place, body), folded.changes)

    def _found(self, place: Place, wrong: Wrong, where: str = "") -> None:
        """Note the first entry of a book that is wrong in one way: what follows it can't be right."""
        broken = place[0], Wrong.CHAIN if wrong is Wrong.GAP else wrong
        if broken not in self._broken:
            self._broken.add(broken)
            self.findings.append((place, Finding(wrong, where or str(Receipt(*place)))))

    def _found_orphan(self, place: Place) -> None:
        self.findings.append((place, Finding(Wrong.ORPHAN, f"movement {Receipt(*place)}")))

    def take(self, other: "Share") -> None:
        """Put what another process found and folded to this; what comes later in a book is taken later."""
        self.entries += other.entries
        self.heads |= other.heads
        for key, quantity in other.balances.items():
            self.balances[key] = self.balances.get(key, 0) + quantity
        for total, sums in other.totals.items():
            self.totals[total] = tuple(map(add, self.totals.get(total, NO_SUMS), sums))
        for account, marks in other.passbook.items():
            self.passbook[account] = (self.passbook.get(account, 0) + marks) & MASK
        self.states.take(other.states)
        found = sorted(self.findings + other.findings, key=itemgetter(0))
        self.findings, self._broken = [], set()
        for place, finding in found:
            if finding.wrong is Wrong.ORPHAN:
                self.findings.append((place, finding))
            else:
                self._found(place, finding.wrong, finding.where)


class _Stored:
    """The movements stored for a piece, handed out entry by entry."""

    def __init__(self, rows: Iterable[Any], orphan: Callable[[Place], None]) -> None:
        self._groups = groupby(map(tuple, rows), key=itemgetter(0, 1))
        self._orphan = orphan
        self._next = next(self._groups, None)

    def of(self, place: Place) -> list[tuple[Any, ...]]:
        """Return the movements of an entry; those that come before it belong to none."""
        while self._next and self._next[0] < place:
            self._leave()
        if self._next is None or self._next[0] != place:
            return []
        movements = list(self._next[1])
        self._next = next(self._groups, None)
        return movements

    def leave_none(self) -> None:
        while self._next:
            self._leave()

    def _leave(self) -> None:
        place, movements = self._next  # type: ignore[misc]
        for _ in movements:
            self._orphan(place)
        self._next = next(self._groups, None)
