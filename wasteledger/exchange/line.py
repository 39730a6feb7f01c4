"""The line: while it is up, entries and names go both ways between a point's file and the database of the office.

A point's own books go up, all others come down. Every stretch is read from one side before the other side is locked,
and is committed by itself: a line that drops loses nothing and doubles nothing, the next call goes on from the heads,
and whoever books in the same file waits for one stretch at most. What is committed at the office is acknowledged.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Self, TypeVar

from sqlalchemy import Connection, func, select

from wasteledger import errors
from wasteledger.domain.moments import Clock, iso
from wasteledger.domain.receipts import Receipt
from wasteledger.exchange.people import merge_people, people_for
from wasteledger.journal.books import municipality_of
from wasteledger.journal.enrolments import Enrolments, enrolled, enrolments
from wasteledger.journal.merging import Merged, merge
from wasteledger.journal.runs import Heads, Run, digest_at, heads, run_of
from wasteledger.storage import tables
from wasteledger.storage.database import Database
from wasteledger.storage.upgrade import require_current_schema

Written = TypeVar("Written")

ENTRIES_AT_ONCE = 1_000
"""Entries of one transaction: a tenth of a second that others who write the same file wait."""
BREATH_SECONDS = 0.03
"""Between two transactions on a file: SQLite lets who waits for it look again only every so often."""
TRIES = 3
"""A lock that somebody else held too long is asked for again."""

Progress = Callable[[int], None]
Piece = tuple[str, int, int]
"""A book, the number that its first wanted entry follows, and that of the last."""
NOWHERE = (0, b"")
"""The head of a book that is not held."""


@dataclass(slots=True)
class Carried:
    """What went over the line."""

    up: dict[str, int] = field(default_factory=dict)
    """Entries that the office took, by book."""
    down: dict[str, int] = field(default_factory=dict)
    """Entries that this point took, by book."""
    people: int = 0
    """Names and PINs that either side took."""
    waiting: dict[str, int] = field(default_factory=dict)
    """Entries that were put aside where they came, by book."""
    forks: list[Receipt] = field(default_factory=list)
    """From where on the two sides hold a book otherwise; each is told once."""
    lacking: list[Receipt] = field(default_factory=list)
    """Up to where this point holds a book of others that the office does not, as after a backup was put back there."""

    def add(self, taken: dict[str, int], merged: Merged) -> None:
        for counts, more in ((taken, merged.taken), (self.waiting, merged.waiting)):
            for book, entries in more.items():
                counts[book] = counts.get(book, 0) + entries
        self.forks += merged.forks

    @property
    def taken(self) -> int:
        """Entries and names that either side took."""
        return sum(self.up.values()) + sum(self.down.values()) + self.people

    @property
    def moved(self) -> bool:
        return bool(self.taken or self.waiting or self.forks or self.lacking)


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two databases, as it was when it was looked at."""

    heads: Heads
    local: tuple[str, ...]
    """The books that it writes and that are not the office's."""
    office: tuple[str, ...]
    """Those that are."""
    people: tuple[int, ...]
    """Changes with every name and PIN that is written, and with whatever says who is served where."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be carried, as both sides were when they were compared."""

    sides: tuple[_Side, _Side]
    writer: str
    """The book that this point writes."""
    office: str
    """The book that the office writes."""
    up: list[list[Piece]]
    down: list[list[Piece]]
    lacking: list[Receipt]
    refusal: errors.Refusal | None
    """Why nothing may come down."""


class Line:
    """The line between a point's ledger and its office's."""

    def __init__(self, point: Database, office: Database, clock: Clock) -> None:
        self._point, self._office, self._clock = point, office, clock
        self._left: tuple[_Side, _Side] | None = None
        """Both sides when there was last nothing to carry."""
        self._handed: dict[str, tuple[int, ...]] = {}
        """What names and PINs looked like when they were last handed to the writer of a book."""
        self._told: set[Receipt] = set()

    def close(self) -> None:
        """Close the office's end; the point's stays open with its ledger."""
        self._office.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def news(self) -> bool:
        """Whether either side holds what it did not when there was last nothing to carry."""
        self._office.must_exist()
        with self._point.reading() as ours, self._office.reading() as theirs:
            return self._left != (_side(ours), _side(theirs))

    def carry(self, progress: Progress = lambda _: None) -> Carried:
        """Carry what either side lacks; ``progress`` is told how many entries and names went.

        Raises:
            NoLine: the other database is not that of this point's office, which did not enrol this point's book, or has
                revoked it; what was sent then waits there.
            BookRestored: the office holds an own book beyond what is here, or otherwise, which is kept there.
            DatabaseRefused: a side can't be reached, or is of another version; what was carried stays carried.
        """
        self._office.must_exist()
        with self._point.reading() as ours, self._office.reading() as theirs:
            plan = self._plan(ours, theirs)
        carried = Carried()
        for merged in self._carry(plan.up, self._point, self._office, plan.writer, vouched=False):
            carried.add(carried.up, merged)
            progress(carried.taken)
        if plan.refusal is not None:
            raise plan.refusal
        for merged in self._carry(plan.down, self._office, self._point, plan.office, vouched=True):
            carried.add(carried.down, merged)
            progress(carried.taken)
        here, there = (side.people for side in plan.sides)
        carried.people += self._hand(here, self._point, self._office, plan.writer, plan.office)
        carried.people += self._hand(there, self._office, self._point, plan.office, plan.writer)
        carried.forks = self._untold(carried.forks)
        carried.lacking = self._untold(plan.lacking)
        self._left = None if carried.taken else plan.sides
        return carried

    def _plan(self, ours: Connection, theirs: Connection) -> _Plan:
        require_current_schema(ours, self._point.name)
        require_current_schema(theirs, self._office.name)
        here, there = _side(ours), _side(theirs)
        same_town = municipality_of(ours) == municipality_of(theirs)
        if not same_town or here.office or not here.local or not there.office:
            raise errors.NoLine(database=self._office.name, reason="it is not the ledger of this point's office")
        here_known, there_known = enrolments(ours), enrolments(theirs)
        refusal = self._why_nothing_down(here, here_known, there_known)
        # The office's word counts, and ours for a book that has begun after one of ours and never was at the office.
        known = {**here_known, **there_known}
        keys = {enrolled(known, code) for code in here.local}
        own = {code for code in here.heads if enrolled(known, code) in keys}
        writer, office = here.local[0], there.office[0]
        up, down = list[Piece](), list[Piece]()
        forked_up, forked_down = list[list[Piece]](), list[list[Piece]]()
        lacking = list[Receipt]()
        for code in sorted({*here.heads, *there.heads}):
            ours_at, theirs_at = here.heads.get(code, NOWHERE), there.heads.get(code, NOWHERE)
            if ours_at == theirs_at:
                continue
            held, wanted = ours_at[0], theirs_at[0]
            both = min(held, wanted)
            agreed = _last_agreed(ours, theirs, code, both)
            if code in own and (agreed < both or (code in here.local and wanted > held)):
                refusal = refusal or errors.BookRestored(sender=office, receipt=str(Receipt(code, agreed + 1)))
            if agreed < both:
                # One piece each, so that all of it is kept as evidence of one fork.
                (forked_up if code in own else forked_down).append([(code, agreed, held if code in own else wanted)])
            elif code in own and held > wanted:
                up.append((code, wanted, held))
            elif held > wanted:
                lacking.append(Receipt(code, held))
            else:
                down.append((code, held, wanted))
        return _Plan(
            sides=(here, there),
            writer=writer,
            office=office,
            up=[*_stretches(up), *forked_up],
            down=[*_stretches(down), *forked_down],
            lacking=lacking,
            refusal=refusal,
        )

    def _why_nothing_down(self, here: _Side, here_known: Enrolments, there_known: Enrolments) -> errors.Refusal | None:
        """Tell whether the office has revoked a book that this point writes: a thief is to learn nothing.

        Raises:
            NoLine: the office never enrolled one of them, or has given its code other keys.
        """
        known = there_known.values()
        for code in here.local:
            ours = enrolled(here_known, code)
            theirs = enrolled(there_known, ours.origin) if ours else None
            if ours is None or theirs is None or ours.keys != theirs.keys:
                raise errors.NoLine(database=self._office.name, reason="the office has not enrolled this point's book")
            if any(each.revoked_from and enrolled(there_known, each.origin) == theirs for each in known):
                return errors.NoLine(database=self._office.name, reason="the office has revoked this point's book")
        return None

    def _carry(
        self, stretches: list[list[Piece]], source: Database, target: Database, sender: str, *, vouched: bool
    ) -> Iterator[Merged]:
        for stretch in stretches:
            runs = _read(source, stretch)
            moment = iso(self._clock())
            yield _written(target, partial(merge, runs=runs, sender=sender, vouched=vouched, received_at=moment))
            if target.is_sqlite:
                time.sleep(BREATH_SECONDS)

    def _hand(self, people: tuple[int, ...], source: Database, target: Database, sender: str, to: str) -> int:
        """Hand over names and PINs, unless they are as they were when they were handed over last."""
        if people == self._handed.get(to):
            return 0
        with source.reading() as connection:
            content = people_for(connection, to)
        taken = _written(target, partial(merge_people, content=content, sender=sender)) if content else 0
        self._handed[to] = people
        return taken

    def _untold(self, receipts: list[Receipt]) -> list[Receipt]:
        new = [receipt for receipt in receipts if receipt not in self._told]
        self._told.update(new)
        return new


def _side(connection: Connection) -> _Side:
    origin = tables.origin.c
    written = connection.execute(
        select(origin.code, origin.office).where(origin.local == 1).order_by(origin.code)
    ).all()
    return _Side(
        heads=heads(connection),
        local=tuple(code for code, office in written if not office),
        office=tuple(code for code, office in written if office),
        people=(
            connection.execute(select(tables.reference_mark.c.turn)).scalar_one(),
            *(
                number
                for table in (tables.contact, tables.operator_contact, tables.operator_pin)
                for number in connection.execute(
                    select(func.count(), func.coalesce(func.sum(table.c.edition), 0)).select_from(table)
                ).one()
            ),
        ),
    )


def _last_agreed(ours: Connection, theirs: Connection, code: str, upto: int) -> int:
    """The last number up to which both sides hold the same book: where one digest agrees, all before it do."""
    if digest_at(ours, code, upto) == digest_at(theirs, code, upto):
        return upto
    agreed, otherwise = 0, upto
    while otherwise - agreed > 1:
        middle = (agreed + otherwise) // 2
        if digest_at(ours, code, middle) == digest_at(theirs, code, middle):
            agreed = middle
        else:
            otherwise = middle
    return agreed


def _stretches(wanted: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Cut what is wanted into stretches that are committed one by one."""
    stretch, room = list[Piece](), ENTRIES_AT_ONCE
    for code, after, last in wanted:
        while after < last:
            upto = min(after + room, last)
            stretch.append((code, after, upto))
            room -= upto - after
            after = upto  # noqa: PLW2901  # goes on from there
            if not room:
                yield stretch
                stretch, room = [], ENTRIES_AT_ONCE
    if stretch:
        yield stretch


def _read(source: Database, stretch: list[Piece]) -> list[Run]:
    """Read a stretch into memory, so that its source is let go before anything is locked."""
    with source.reading() as connection:
        return [_held(run_of(connection, *piece)) for piece in stretch]


def _held(run: Run) -> Run:
    entries = list(run.entries())
    return replace(run, entries=lambda: iter(entries))


def _written(database: Database, work: Callable[[Connection], Written]) -> Written:
    """Do some work in a transaction; asked again where somebody else held a lock too long."""
    for _ in range(TRIES - 1):
        with suppress(errors.DatabaseLocked), database.writing() as connection:
            return work(connection)
    with database.writing() as connection:
        return work(connection)
