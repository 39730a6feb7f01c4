"""Merging: what other databases booked is put to what is here, as a union of entries by book and number.

A run that leaves a gap waits aside, and so does what a revoked key sent; another entry under a number that is held is a
fork: refused, kept aside as evidence. Nothing is refused for what it means to the town. What comes out does not depend
on the order in which runs arrive: sums add up, and what entries set is folded by their turns, also where an entry comes
after others that it belongs before.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain as chained
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from wasteledger import errors
from wasteledger.domain.receipts import Receipt
from wasteledger.journal import chain
from wasteledger.journal.chain import Body
from wasteledger.journal.checking import Author, checked_body, checked_fold, require_author
from wasteledger.journal.closings import KIND as PERIOD_CLOSED
from wasteledger.journal.closings import count_anew, hold_every_book, stored_closings
from wasteledger.journal.door import ENDLESS, Door
from wasteledger.journal.fold import Change
from wasteledger.journal.fold.changes import TAKES_TURN, changes
from wasteledger.journal.forgetting import forget
from wasteledger.journal.projecting import Gathered, apply_changes
from wasteledger.journal.runs import Copied, Run, digest_at
from wasteledger.journal.states import Stamp, States, stamp_of
from wasteledger.journal.streaming import stream, uncollected
from wasteledger.storage import tables
from wasteledger.storage.statements import dialect_insert, inserting

ENTRIES_HELD = 10_000
"""Entries are sent after so many; what they add to balances and totals is summed over the whole merge."""

GAP, REVOKED, FORK = "gap", "revoked", "fork"

_INSERT_ENTRY = inserting(tables.entry)


@dataclass(slots=True)
class Merged:
    """What a merge came to, by book."""

    taken: dict[str, int] = field(default_factory=dict)
    """New entries, those that had waited included."""
    known: dict[str, int] = field(default_factory=dict)
    """Entries that were held already."""
    waiting: dict[str, int] = field(default_factory=dict)
    """Entries put aside: others are missing before them, or their key was revoked."""
    forks: list[Receipt] = field(default_factory=list)
    """The first entry of each run that contradicts what is held."""
    newest: str = ""
    """The latest moment at which an entry taken was recorded, by its own clock."""


def merge(
    connection: Connection,
    runs: Iterable[Run],
    *,
    sender: str,
    vouched: bool,
    received_at: str,
    progress: Callable[[int], None] = lambda _: None,
    own: bool = False,
) -> Merged:
    """Take what is new in some runs, inside the caller's transaction.

    Args:
        connection: one that writes.
        runs: the office's books are taken first, as they say who may send what.
        sender: the book whose database sent them.
        vouched: whether the office answers for them; else the door asks whether their key was revoked.
        received_at: this moment, ISO in UTC.
        progress: told how many entries are done.
        own: whether entries of a book that this database writes may be fetched back.

    Raises:
        OwnBookElsewhere: a run contradicts a book that this database writes, or goes on with it and ``own`` doesn't say
            that it may.
        EntryNotUnderstood, EntryNewer: an entry says what can't be, or was written by a newer version.
    """
    with uncollected():
        in_order = sorted(runs, key=lambda run: (not run.office, run.origin))
        merging = _Merging(connection, sender, received_at, progress)
        merging.begin(in_order)
        for run in in_order:
            merging.take(run, vouched=vouched, own=own)
        merging.let_in()
        return merging.finish()


def let_in(connection: Connection, received_at: str) -> Merged:
    """Take what waits aside and may come in by now: its gap was filled, or the office has admitted it."""
    merging = _Merging(connection, "", received_at, lambda _: None)
    merging.begin([])
    merging.let_in()
    return merging.finish()


class _Merging:
    """One merge: what it has read, folded and not yet sent."""

    def __init__(self, connection: Connection, sender: str, received_at: str, progress: Callable[[int], None]) -> None:
        self.merged = Merged()
        self._connection, self._sender, self._received_at, self._progress = connection, sender, received_at, progress
        self._cursor = connection.connection.cursor()
        self._gathered = Gathered()
        self._entries: list[tuple[object, ...]] = []
        self._states, self._first = States(), _LAST
        self._rows_alone: list[Change] = []
        self._done = 0

    def begin(self, runs: list[Run]) -> None:
        """Lock every book that is to be written, then what draws turns: in the order in which verbs lock them."""
        connection, origin, mark = self._connection, tables.origin, tables.reference_mark
        if any(run.office for run in runs):
            hold_every_book(connection)
        codes = {run.origin for run in runs} | set(_waiting(connection))
        locked = select(origin.c.code).where(origin.c.code.in_(codes)).order_by(origin.c.code).with_for_update()
        connection.execute(locked).all()
        held = update(mark).values(turn=mark.c.turn).returning(mark.c.turn)
        self._turn = int(connection.execute(held).scalar_one())
        self._door = Door(connection)
        self._closings = stored_closings(connection)

    # Runs

    def take(self, run: Run, *, vouched: bool, own: bool) -> None:
        """Take what follows the head of a book; what is held already is compared by one digest."""
        book = self._door.book(run.origin)
        if run.upto <= book.sequence and digest_at(self._connection, run.origin, run.upto) == run.digest:
            _count(self.merged.known, run.origin, run.upto - run.after)
            return
        if book.local and not own:
            raise errors.OwnBookElsewhere(receipt=str(Receipt(run.origin, run.upto)))
        if run.after > book.sequence:
            self._put_aside(run.entries(), run.origin, GAP, strictly=not vouched)
            return
        overlap = min(run.upto, book.sequence)
        entries, there = run.entries(), run.before
        for sequence, digest, _ in entries if overlap > run.after else ():
            if sequence == overlap:
                there = digest
                break
        if there and there != digest_at(self._connection, run.origin, overlap):
            if book.local:
                raise errors.OwnBookElsewhere(receipt=str(Receipt(run.origin, overlap)))
            self._keep_fork(run, strictly=not vouched)
            return
        _count(self.merged.known, run.origin, overlap - run.after)
        self._follow(run.origin, entries, office=run.office and vouched, vouched=vouched)
        if self._door.book(run.origin).office:
            # It says who may send what, and what others' entries count for.
            self._write_states()
            self._door.look_again()

    def _follow(self, origin: str, entries: Iterator[Copied], *, office: bool, vouched: bool) -> None:
        """Take entries that follow the head, as far as the door is open."""
        book = self._door.book(origin)
        sequence, digest, field_ = book.sequence, book.digest, chain.origin_field(origin)
        author = Author(book.office, self._door.line(origin))
        open_to = self._door.open_to(origin) if not vouched else ENDLESS
        for copied in entries:
            number, said, encoded = copied
            if number != sequence + 1 or chain.next_digest(field_, number, digest, encoded) != said:
                raise errors.EntryNotUnderstood(receipt=str(Receipt(origin, sequence + 1)), reason="digest")
            if not book.begun and not vouched:
                waits, new_to = self._door.new_book(origin, encoded)
                open_to = min(open_to, new_to)
                if waits:
                    self._put_aside(chained([copied], entries), origin, GAP, strictly=True)
                    break
            if number > open_to and not self._door.admitted(origin, number, said):
                self._put_aside(chained([copied], entries), origin, REVOKED, strictly=True)
                break
            body = checked_body(origin, copied, strictly=not vouched, turn=self._turn)
            if not book.begun:
                book = self._door.begin(origin, body, office=office)
                author = Author(book.office, self._door.line(origin))
            require_author(origin, number, body, author)
            self._add(origin, copied, body, strictly=not vouched)
            sequence, digest = number, said
        self._send_entries()
        _count(self.merged.taken, origin, sequence - book.sequence)
        self._door.moved(origin, sequence, digest)

    def _add(self, origin: str, copied: Copied, body: Body, *, strictly: bool) -> None:
        sequence, digest, encoded = copied
        kind, recorded = body["kind"], body["recorded"]
        if kind == PERIOD_CLOSED:
            self._close(origin, sequence, body)
        folded = checked_fold(origin, sequence, body, self._closings, strictly=strictly)
        if folded.changes:
            self._set(stamp_of(origin, sequence, body), kind, folded.changes)
            folded.changes = []
        self._gathered.add(origin, sequence, folded)
        moved = len(folded.movements)
        self._entries.append((origin, sequence, body["request"], kind, recorded, moved, digest, encoded))
        self.merged.newest = max(self.merged.newest, recorded)
        self._done += 1
        if len(self._entries) >= ENTRIES_HELD:
            self._send_entries()
            self._progress(self._done)

    def _send_entries(self) -> None:
        """Movements before their entries, as the seal wants."""
        self._gathered.send_rows(self._connection, self._cursor)  # type: ignore[arg-type]  # a DB-API cursor is one
        _INSERT_ENTRY.run(self._connection, self._cursor, self._entries)  # type: ignore[arg-type]
        self._entries = []

    # What entries set

    def _set(self, stamp: Stamp, kind: str, found: list[Change]) -> None:
        self._states.apply(stamp, found)
        self._rows_alone += [change for change in found if not change.values]
        if kind in TAKES_TURN:
            self._first = min(self._first, stamp)

    def _write_states(self) -> None:
        """Set what new entries set, unless one that is here already and was turned later has set it since."""
        connection, states = self._connection, self._states
        cells = states.cells()
        if self._first is not _LAST:
            for row in stream(connection, _turned_since(self._first[0])):
                body = chain.read(bytes(row.body))
                stamp = stamp_of(row.origin, row.sequence, body)
                if stamp > self._first:
                    states.apply(stamp, changes(row.origin, row.sequence, body))
        found = [*states.values_of(cells), *self._rows_alone]
        found.sort(key=lambda change: (change.table, *change.values, *map(str, change.key.values())))
        apply_changes(connection, found)
        mark = tables.reference_mark
        connection.execute(update(mark).where(mark.c.turn < states.highest_turn).values(turn=states.highest_turn))
        if any(table == tables.household.name and column == "forgotten" for table, _, column in cells):
            forget(connection)
        self._states, self._first, self._rows_alone = States(), _LAST, []

    def _close(self, origin: str, sequence: int, body: Body) -> None:
        """A month is closed: what is here already and was not known to that closing counts elsewhere from now on."""
        self._send_entries()
        self._set(stamp_of(origin, sequence, body), body["kind"], changes(origin, sequence, body))
        self._write_states()
        before, self._closings = self._closings, stored_closings(self._connection)
        # An office that lost its disk may close a month again: what the first closing knew, or did not, is counted too.
        again = before.closes(body["month"])
        heads = {} if again else {book: held for book, (held, _digest) in body["heads"].items()}
        count_anew(self._connection, before, self._closings, heads)

    # What waits

    def _put_aside(self, entries: Iterable[Copied], origin: str, why: str, *, strictly: bool) -> None:
        """Keep entries that may not, or not yet, come in; they must follow each other and be readable all the same."""
        rows: list[dict[str, object]] = []
        field_, previous = chain.origin_field(origin), None
        for copied in entries:
            sequence, digest, body = copied
            if previous and (sequence, digest) != (
                previous[0] + 1,
                chain.next_digest(field_, sequence, previous[1], body),
            ):
                raise errors.EntryNotUnderstood(receipt=str(Receipt(origin, sequence)), reason="digest")
            self._require_sound(origin, copied, strictly=strictly)
            previous = copied
            row = {"origin": origin, "sequence": sequence, "digest": digest, "body": body, "why": why}
            rows.append({**row, "sender": self._sender, "received_at": self._received_at})
        if rows:
            aside = dialect_insert(self._connection.dialect, tables.aside)
            key = list(tables.aside.primary_key.columns)
            # What waited for a gap to be filled waits for the office from now on, if its key was revoked.
            kept = aside.on_conflict_do_update(index_elements=key, set_={"why": why}, where=tables.aside.c.why == GAP)
            self._connection.execute(kept, rows)
        if why != FORK:
            _count(self.merged.waiting, origin, len(rows))

    def _require_sound(self, origin: str, copied: Copied, *, strictly: bool) -> None:
        """Refuse what could never come in, as far as that can be told by now: a book not begun may turn out anybody's.

        Raises:
            EntryNotUnderstood, EntryNewer: it can't.
        """
        body = checked_body(origin, copied, strictly=strictly, turn=self._turn)
        checked_fold(origin, copied[0], body, self._closings, strictly=strictly)
        book = self._door.book(origin)
        if book.begun:
            require_author(origin, copied[0], body, Author(book.office, self._door.line(origin)))

    def _is_sound(self, origin: str, copied: Copied) -> bool:
        try:
            self._require_sound(origin, copied, strictly=not self._door.book(origin).office)
        except errors.MergeRefused:
            return False
        return True

    def _keep_fork(self, run: Run, *, strictly: bool) -> None:
        """Keep, as evidence, the entries from the first on that is not what is held."""
        entries = run.entries()
        for copied in entries:
            if digest_at(self._connection, run.origin, copied[0]) != copied[1]:
                self.merged.forks.append(Receipt(run.origin, copied[0]))
                self._put_aside(chained([copied], entries), run.origin, FORK, strictly=strictly)
                return

    def let_in(self) -> None:
        """Take what waits aside, as far as it follows and the door is open."""
        while any(self._let_in(origin) for origin in _waiting(self._connection)):
            self._write_states()
            self._door.look_again()

    def _let_in(self, origin: str) -> bool:
        book, aside = self._door.book(origin), tables.aside
        of_book = (aside.c.origin == origin) & (aside.c.why != FORK)
        self._judge_held(origin, book.sequence)
        expected, digest, following = book.sequence + 1, book.digest, list[Copied]()
        while (row := self._next_aside(origin, expected, digest)) is not None:
            copied = expected, bytes(row.digest), bytes(row.body)
            if not self._is_sound(origin, copied):
                # It can never come in, and must not keep out what another database sends under this number.
                this = of_book & (aside.c.sequence == expected) & (aside.c.digest == row.digest)
                self._connection.execute(update(aside).where(this).values(why=FORK))
                continue
            following.append(copied)
            expected, digest = expected + 1, copied[1]
        if following:
            self._connection.execute(delete(aside).where(of_book, aside.c.sequence < expected))
            self._follow(origin, iter(following), office=False, vouched=True)
        return bool(following)

    def _next_aside(self, origin: str, sequence: int, previous: bytes) -> Any:
        """What waits under a number, follows the entry before it and may enter; None where nothing does."""
        aside, field_ = tables.aside, chain.origin_field(origin)
        query = select(aside).where(aside.c.origin == origin, aside.c.sequence == sequence, aside.c.why != FORK)
        for row in self._connection.execute(query.order_by(aside.c.digest)).all():
            said = bytes(row.digest)
            follows = chain.next_digest(field_, sequence, previous, bytes(row.body)) == said
            if follows and self._may_enter(row, said):
                return row
        return None

    def _may_enter(self, row: Any, digest: bytes) -> bool:
        """What a revoked key sent is admitted or stays, whatever key the book has by now."""
        if self._door.admitted(row.origin, row.sequence, digest):
            return True
        if row.why == GAP and not self._door.book(row.sender).office:
            waits, new_to = self._door.new_book(row.origin, bytes(row.body)) if row.sequence == 1 else (False, ENDLESS)
            return not waits and row.sequence <= min(new_to, self._door.open_to(row.origin))
        return bool(row.why == GAP)

    def _judge_held(self, origin: str, head: int) -> None:
        """What waited and came by another way is let go; what came otherwise is a fork."""
        aside = tables.aside
        below = (aside.c.origin == origin) & (aside.c.why != FORK) & (aside.c.sequence <= head)
        for row in self._connection.execute(select(aside.c.sequence, aside.c.digest).where(below)).all():
            same = (aside.c.origin == origin) & (aside.c.sequence == row.sequence) & (aside.c.digest == row.digest)
            if digest_at(self._connection, origin, row.sequence) == bytes(row.digest):
                self._connection.execute(delete(aside).where(same))
            else:
                self._connection.execute(update(aside).where(same).values(why=FORK))
                self.merged.forks.append(Receipt(origin, row.sequence))

    def finish(self) -> Merged:
        self._gathered.send_sums(self._connection, self._cursor)  # type: ignore[arg-type]  # a DB-API cursor is one
        self._write_states()
        if self.merged.taken:
            # Who holds lists in memory also holds how far other books are known.
            mark = tables.reference_mark
            self._connection.execute(update(mark).values(version=mark.c.version + 1))
        self._progress(self._done)
        return self.merged


_LAST: Stamp = (ENDLESS, "", "", 0)


def _count(by_book: dict[str, int], origin: str, entries: int) -> None:
    if entries:
        by_book[origin] = by_book.get(origin, 0) + entries


def _waiting(connection: Connection) -> list[str]:
    """The books of which something waits that may come in one day, the office's first."""
    aside, origin = tables.aside.c, tables.origin.c
    query = select(aside.origin).where(aside.why != FORK).distinct()
    office = set(connection.execute(select(origin.code).where(origin.office == 1)).scalars())
    return sorted(connection.execute(query).scalars(), key=lambda code: (code not in office, code))


def _turned_since(turn: int) -> Select[Any]:
    """The entries that set what others set too, from a turn on."""
    turned, entry = tables.turned, tables.entry
    same = (turned.c.origin == entry.c.origin) & (turned.c.sequence == entry.c.sequence)
    return select(entry.c.origin, entry.c.sequence, entry.c.body).join(turned, same).where(turned.c.turn >= turn)
