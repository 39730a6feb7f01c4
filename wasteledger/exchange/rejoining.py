"""Rejoining: a ledger that was put back from a backup finds its own book with others, and goes on beside them.

What is only missing here is fetched back. Where this ledger wrote on under numbers that others hold otherwise, or where
receipts were printed that nobody holds, a new ledger is made beside the old file: every book up to where the own one
parted, what others hold of it, a new book after it, and in that the parted entries again. The old file is kept.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from wasteledger import errors
from wasteledger.domain.moments import iso
from wasteledger.domain.receipts import Receipt, read_origin_code
from wasteledger.domain.roles import require_permission
from wasteledger.exchange.bundles.reading import opened
from wasteledger.exchange.bundles.receiving import BookReceived, Received, take_in
from wasteledger.exchange.bundles.senders import require_trusted
from wasteledger.exchange.second_copy import copied_runs, is_copy
from wasteledger.journal.books import municipality_of
from wasteledger.journal.closings import hold_every_book
from wasteledger.journal.directory import Directory
from wasteledger.journal.door import owner_of
from wasteledger.journal.enrolments import enrolments, is_office_book, line_of
from wasteledger.journal.entries import Entry, find_entry
from wasteledger.journal.merging import merge
from wasteledger.journal.rebuild import begin
from wasteledger.journal.runs import Heads, Run, digest_at, heads, run_of
from wasteledger.recording.booking import Bookings, acting_operator, booked_under
from wasteledger.recording.origins import AdmitEntry, BeginBook
from wasteledger.recording.rebooking import Rebooking
from wasteledger.reporting.statements import balance
from wasteledger.storage import tables
from wasteledger.storage.backup import put_in_place, require_alone
from wasteledger.storage.database import Database

Progress = Callable[[int], None]
KEPT = (tables.contact, tables.operator_contact, tables.operator_pin, tables.aside, tables.heard)
"""What no book brings back."""


def read_copies(bookings: Bookings, path: Path, progress: Progress) -> Received:
    """Merge the second copy of a laptop that is gone: a folder of a stick, or one book's file of it.

    Nobody signed it; whoever reads it at the office answers for it. A point takes only what it wrote itself, in a book
    that its own goes on for.

    Raises:
        OfficeOnly, RoleForbids: the office alone may.
        CopyNotOurs, CopyDiffers, FileMissing: there is no copy of this town's books; nothing is taken.
        BookRestored: it holds more of the book written here; :func:`rejoin` brings it back.
    """
    with bookings.database.writing() as connection:
        found = copied_runs(connection, path)
        runs = _to_be_believed(connection, bookings.origin, found)
        if not runs and found and is_office_book(connection, bookings.origin):
            raise errors.CodeUnknown(kind="origin", code=found[0].origin)
        if not runs:
            raise errors.OfficeOnly(origin=bookings.origin)
        _require_office(connection, bookings, AdmitEntry.verb)
        now = iso(bookings.clock())
        try:
            merged = merge(connection, runs, sender=bookings.origin, vouched=False, received_at=now, progress=progress)
        except errors.OwnBookElsewhere as failure:
            raise errors.BookRestored(sender=str(path), receipt=failure.facts["receipt"]) from None
    counted = (merged.taken, merged.known, merged.waiting)
    books = sorted(set().union(*counted))
    return Received(
        sender="",
        office=True,
        books=tuple(BookReceived(book, *(many.get(book, 0) for many in counted)) for book in books),
        forks=tuple(sorted(merged.forks)),
        otherwise=(),
        acknowledged={},
        newest=merged.newest,
        ahead=merged.newest > now,
        people=0,
    )


@dataclass(frozen=True, slots=True)
class Rejoined:
    """What became of a ledger that was put back."""

    origin: str
    """The book that it writes from now on."""
    held: Receipt
    """The last entry of the old book that it holds now."""
    fetched: int
    """The old book's entries that were missing here."""
    rebooked: int = 0
    """Entries booked again in the new book."""
    known: int = 0
    """Entries that the old book holds under the same request, and that were not booked again."""
    households: dict[str, str] = field(default_factory=dict)
    """Households registered since the books parted: their old number and their new one."""
    replaced: Path | None = None
    """Where the old file is kept."""


def rejoin(
    bookings: Bookings,
    source: Path,
    printed: Receipt,
    new: str,
    folder: Path,
    into: Database | None = None,
    progress: Progress = lambda _: None,
) -> Rejoined:
    """Bring a ledger together with what others hold of its own book.

    Args:
        bookings: the ledger, and who asks.
        source: a whole bundle of somebody who holds more of the book, or its second copy.
        printed: the last receipt of the book that was printed.
        new: the code of the book to begin where the old one can't go on; else empty.
        folder: where the key files are.
        into: an empty database to make the new ledger in, where the old one is on a server.
        progress: told how many entries are done.

    Raises:
        BookParted, NewBookNeeded: the old book can't go on, and ``new`` is missing.
        BookNotWhole: the source does not say where the books parted.
        DatabaseLocked: another program has the ledger open.
        CodeUnknown, CodeTaken: the printed book is not this ledger's, or the new one is somebody's.
    """
    database = bookings.database
    if new and not into:
        require_alone(database)
    with ExitStack() as made:
        rejoined, target = _rejoined(bookings, source, printed, new, folder, into, made, progress)
        if target is None or into:
            return rejoined
        database.close()
        aside = put_in_place(target.path, database, bookings.clock(), alone=True)
        return replace(rejoined, replaced=aside)


def _rejoined(
    bookings: Bookings,
    source: Path,
    printed: Receipt,
    new: str,
    folder: Path,
    into: Database | None,
    made: ExitStack,
    progress: Progress,
) -> tuple[Rejoined, Database | None]:
    """Rejoin while nobody else writes; where a new ledger was made, return that too, which ``made`` takes away."""
    with ExitStack() as held:
        connection = held.enter_context(bookings.database.writing())
        hold_every_book(connection)
        _require_office(connection, bookings, BeginBook.verb)
        now = bookings.clock()
        old = _Parting(connection, printed.origin)
        came = held.enter_context(_came(connection, source, printed.origin, folder, now, progress))
        old.compare(came)
        if not old.tail and printed.sequence <= old.last:
            came.take(connection)
            return Rejoined(printed.origin, Receipt(printed.origin, old.last), old.last - old.head), None
        if not new:
            raise old.refusal(printed)
        code = read_origin_code(new)
        if code in {*heads(connection), *came.heads, *(run.origin for run in came.runs)}:
            raise errors.CodeTaken(kind="origin", code=code)
        target = into or _beside(bookings.database, made)
        made.callback(target.close)
        there = Bookings(target, code, bookings.operator, bookings.clock)
        there.confirmed_clock = bookings.confirmed_clock
        rejoined = _make(old, came, there, printed, progress)
        target.close()
        return rejoined, target


def _require_office(connection: Connection, bookings: Bookings, verb: str) -> None:
    operator = acting_operator(Directory().at(connection), bookings.operator)
    require_permission(operator.code, operator.role, verb)


def _to_be_believed(connection: Connection, own: str, runs: list[Run]) -> list[Run]:
    """Those of a second copy's runs that may be taken though nobody signed them.

    At a point those of its own line; at the office the points' books, and the one written here, never another that
    says it is the office's.
    """
    known = enrolments(connection)
    if not is_office_book(connection, own):
        line = set(line_of(known, own))
        return [run for run in runs if run.origin in line]
    owners = {run.origin: owner_of(known, runs, run.origin) for run in runs}
    return [run for run in runs if run.origin == own or ((owner := owners[run.origin]) and not owner.office)]


# What others hold


@dataclass(frozen=True, slots=True)
class _Came:
    """What a source brought: its runs, how far its sender holds each book, and how to merge it."""

    runs: list[Run]
    heads: Heads
    take: Callable[[Connection], object]


@contextmanager
def _came(
    connection: Connection, source: Path, own: str, folder: Path, now: datetime, progress: Progress
) -> Iterator[_Came]:
    """Read a bundle, or a second copy, which nobody signed: of that a point takes its own book alone."""
    if is_copy(source):
        runs = _to_be_believed(connection, own, copied_runs(connection, source))
        how: dict[str, Any] = {"sender": own, "vouched": False, "received_at": iso(now), "own": True}
        yield _Came(runs, {}, lambda into: merge(into, runs, progress=progress, **how))
        return
    with opened(source) as bundle:
        vouched = require_trusted(connection, bundle)
        yield _Came(
            bundle.runs(),
            bundle.manifest.heads,
            lambda into: take_in(into, bundle, own, folder, now, progress, vouched=vouched, own=True),
        )


class _Parting:
    """The own book here, and where what others hold of it parts from it."""

    def __init__(self, connection: Connection, code: str) -> None:
        self.connection, self.code = connection, code
        book = connection.execute(select(tables.origin).where(tables.origin.c.code == code)).one_or_none()
        if book is None or not book.local:
            raise errors.CodeUnknown(kind="origin", code=code)
        self.office = bool(book.office)
        self.head = self.agreed = self.last = int(book.sequence)
        """The last entry here, the last that is the same with others, and the last that anybody has."""

    def compare(self, came: _Came) -> None:
        """Find the last entry that is the same here and there.

        Raises:
            BookNotWhole: what came begins after that.
        """
        connection, code = self.connection, self.code
        run = next((run for run in came.runs if run.origin == code), None)
        if run is None:
            sequence, digest = came.heads.get(code, (0, b""))
            if sequence and digest_at(connection, code, sequence) != digest:
                raise errors.BookNotWhole(origin=code)
            return
        if digest_at(connection, code, run.after) != run.before:
            raise errors.BookNotWhole(origin=code)
        self.last = max(self.head, run.upto)
        if digest_at(connection, code, run.upto) == run.digest:
            return
        self.agreed = run.after
        ours = run_of(connection, code, run.after).entries() if run.after < self.head else iter(())
        for mine, theirs in zip(ours, run.entries(), strict=False):
            if mine != theirs:
                self.last = run.upto
                return
            self.agreed = mine[0]

    @property
    def tail(self) -> range:
        """The entries that are others there."""
        return range(self.agreed + 1, self.head + 1)

    def refusal(self, printed: Receipt) -> errors.Refusal:
        if self.tail:
            return errors.BookParted(receipt=str(Receipt(self.code, self.agreed)), entries=len(self.tail))
        return errors.NewBookNeeded(printed=str(printed), held=str(Receipt(self.code, self.last)))


# The new ledger


def _beside(database: Database, made: ExitStack) -> Database:
    """Where the new ledger is made: beside the old file, where a try that was broken off may lie."""
    path = database.path.with_name(f"{database.path.name}.rejoining")
    for tail in ("-wal", "-shm", ""):
        part = Path(f"{path}{tail}")
        part.unlink(missing_ok=True)
        made.callback(part.unlink, missing_ok=True)
    return Database(path)


def _make(old: _Parting, came: _Came, bookings: Bookings, printed: Receipt, progress: Progress) -> Rejoined:
    target = bookings.database
    tail = [find_entry(old.connection, Receipt(old.code, number)) for number in old.tail]
    registered = {entry.body["household"] for entry in tail if entry.kind == "household-registered"}
    with target.migrating() as connection:
        begin(connection, target, bookings.origin, municipality_of(old.connection), office=old.office)
        _keep(old.connection, connection, registered)
        merge(
            connection,
            list(_books(old)),
            sender=old.code,
            vouched=True,
            received_at=iso(bookings.clock()),
            progress=progress,
        )
        came.take(connection)
        _write_others(old, connection)
        held, _ = heads(connection)[old.code]
    after = Receipt(old.code, held)
    (begun,) = bookings.book(BeginBook(after=str(after), printed=str(max(printed, after))))
    with target.writing() as connection:
        rebooking = _rebook(old, tail, connection, begun)
        _name(old.connection, connection, rebooking.households)
    return Rejoined(
        bookings.origin, after, held - old.agreed, len(tail) - rebooking.known, rebooking.known, rebooking.households
    )


def _books(old: _Parting) -> Iterator[Run]:
    """Every book of the old ledger, its own up to where it parted."""
    for code, (sequence, _) in heads(old.connection).items():
        upto = old.agreed if code == old.code else sequence
        if upto:
            yield run_of(old.connection, code, 0, upto)


def _write_others(old: _Parting, new: Connection) -> None:
    """Let the new ledger write the other books that the old one wrote, those too in which nothing was booked yet."""
    origin, held = tables.origin, heads(new)
    query = select(origin).where(origin.c.local == 1, origin.c.code != old.code)
    for row in old.connection.execute(query).mappings():
        if row["code"] in held:
            new.execute(update(origin).where(origin.c.code == row["code"]).values(local=1))
        else:
            new.execute(insert(origin).values(row))


def _rebook(old: _Parting, tail: list[Entry], connection: Connection, begun: Entry) -> Rebooking:
    """Book the parted entries again, after the new book's beginning."""

    def booked(request: str) -> Entry | None:
        return next(iter(booked_under(connection, old.code, request)), None)

    digest = digest_at(connection, old.code, old.agreed) or b""
    rebooking = Rebooking(
        Receipt(old.code, old.agreed),
        begun,
        connection.execute(select(tables.reference_mark.c.turn)).scalar_one(),
        heads={old.code: [old.agreed, digest.hex()]},
        others=Directory().at(connection).others_up_to,
        balance=lambda account: balance(connection, account),
        booked=booked,
    )
    copies = list(rebooking.copies(tail))
    if copies:
        book, (last, digest, _) = begun.receipt, copies[-1]
        run = Run(book.origin, old.office, book.sequence, last, digest, lambda: iter(copies), begun.digest)
        merge(connection, [run], sender=old.code, vouched=True, received_at=begun.body["recorded"], own=True)
    return rebooking


def _keep(old: Connection, new: Connection, registered: set[str]) -> None:
    """Copy what stands in no book; whoever was registered since is named by his new number later."""
    for table in KEPT:
        query = select(table)
        if table is tables.contact:
            query = query.where(tables.contact.c.household.not_in(registered))
        rows = [dict(row) for row in old.execute(query).mappings()]
        if rows:
            new.execute(insert(table), rows)


def _name(old: Connection, new: Connection, households: dict[str, str]) -> None:
    contact = tables.contact
    named = set(new.execute(select(contact.c.household)).scalars())
    rows = old.execute(select(contact).where(contact.c.household.in_(households))).mappings()
    renamed = [{**row, "household": households[row["household"]]} for row in rows]
    fresh = [row for row in renamed if row["household"] not in named]
    if fresh:
        new.execute(insert(contact), fresh)
