"""Taking a bundle in: all of it is verified, then merged in one transaction, or nothing is changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.domain.moments import Clock, iso, moment_of
from wasteledger.domain.receipts import Receipt
from wasteledger.exchange.bundles.hearing import hear
from wasteledger.exchange.bundles.manifest import Manifest
from wasteledger.exchange.bundles.reading import Bundle, opened
from wasteledger.exchange.bundles.senders import proved_heads, require_office, require_trusted
from wasteledger.exchange.bundles.sending import own_book
from wasteledger.exchange.keys import own_keys
from wasteledger.exchange.people import merge_people
from wasteledger.journal.enrolments import signer_of
from wasteledger.journal.merging import Merged, merge
from wasteledger.journal.runs import Heads, digest_at, heads
from wasteledger.storage import tables
from wasteledger.storage.database import Database

CLOCK_AHEAD = timedelta(minutes=10)
"""Clocks may differ by this much before anybody is told."""


@dataclass(frozen=True, slots=True)
class BookReceived:
    """What a bundle brought of one book, in entries."""

    book: str
    new: int
    known: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Received:
    """What a bundle brought."""

    sender: str
    office: bool
    books: tuple[BookReceived, ...]
    forks: tuple[Receipt, ...]
    """The first entry of each run that contradicts what is held here; it is kept aside as evidence."""
    otherwise: tuple[Receipt, ...]
    """Entries that the sender says he holds, and that are others here or, of our own book, were never written."""
    acknowledged: dict[str, int]
    """How far the sender holds the books that this database writes."""
    newest: str
    """The latest moment at which one of the new entries was recorded, by its own clock."""
    ahead: bool
    """Whether that is later than this computer's clock can explain."""
    people: int
    """Names and PINs that changed."""
    behind: tuple[Receipt, ...] = ()
    """How far the office holds those books of which it holds more, even now: an earlier bundle is missing."""


def bring_in(
    database: Database,
    path: Path,
    origin: str,
    folder: Path,
    office: str,
    clock: Clock,
    progress: Callable[[int], None],
) -> Received:
    """Merge a bundle.

    Args:
        database: the ledger.
        path: the file.
        origin: the book that this ledger writes.
        folder: where the key files are, by which names are opened.
        office: the fingerprint of the office's keys, where it had to make new ones and a person has compared it.
        clock: this computer's.
        progress: told how many entries are done.

    Raises:
        BundleRefused, MergeRefused: and nothing is changed.
    """
    with opened(path) as bundle, database.writing() as connection:
        vouched = require_trusted(connection, bundle, office)
        _require_our_books_whole(connection, bundle, vouched=vouched)
        own = own_book(connection, origin)
        received = take_in(connection, bundle, own, folder, clock(), progress, vouched=vouched)
        if office:
            require_office(connection, bundle)
        return received


def take_in(
    connection: Connection,
    bundle: Bundle,
    origin: str,
    folder: Path,
    now: datetime,
    progress: Callable[[int], None],
    *,
    vouched: bool,
    own: bool = False,
) -> Received:
    """Merge a trusted bundle and the names in it, and keep what its sender acknowledges.

    Args:
        connection: one that writes.
        bundle: what :func:`require_trusted` has looked at.
        origin: the book in whose name this database is sent to.
        folder: where the key files are.
        now: this moment.
        progress: told how many entries are done.
        vouched: whether the office sent it.
        own: whether entries of a book that this database writes may be fetched back.
    """
    manifest = bundle.manifest
    merged = merge(
        connection,
        bundle.runs(),
        sender=manifest.sender,
        vouched=vouched,
        received_at=iso(now),
        progress=progress,
        own=own,
    )
    people = _take_people(connection, bundle, origin, folder)
    hear(connection, bundle)
    ahead = bool(merged.newest) and moment_of(merged.newest) > now + CLOCK_AHEAD
    return Received(
        sender=manifest.sender,
        office=vouched,
        books=_by_book(manifest, merged),
        forks=tuple(sorted(merged.forks)),
        otherwise=tuple(_held_otherwise(connection, manifest.heads)),
        acknowledged={book: manifest.heads.get(book, (0, b""))[0] for book in sorted(_local_books(connection))},
        newest=merged.newest,
        ahead=ahead,
        people=people,
        behind=tuple(_not_held(connection, _told_by_the_office(connection, bundle, vouched=vouched))),
    )


def _told_by_the_office(connection: Connection, bundle: Bundle, *, vouched: bool) -> list[Heads]:
    """How far the office says, or once signed, that it holds every book."""
    return [bundle.manifest.heads] if vouched else proved_heads(connection, bundle)


def _not_held(connection: Connection, told: Iterable[Heads]) -> list[Receipt]:
    held = heads(connection)
    beyond = {Receipt(book, sequence) for each in told for book, (sequence, _) in each.items()}
    return sorted(receipt for receipt in beyond if receipt.sequence > held.get(receipt.origin, (0, b""))[0])


def _by_book(manifest: Manifest, merged: Merged) -> tuple[BookReceived, ...]:
    books = {run.book for run in manifest.runs} | merged.taken.keys()
    counted = (merged.taken, merged.known, merged.waiting)
    return tuple(BookReceived(book, *(many.get(book, 0) for many in counted)) for book in sorted(books))


def _take_people(connection: Connection, bundle: Bundle, origin: str, folder: Path) -> int:
    """Take the names that are sealed to our key; those for somebody else stay sealed."""
    sealed, manifest = bundle.people(), bundle.manifest
    ours = signer_of(connection, origin)
    if sealed is None or ours is None or signer_of(connection, manifest.to) != ours:
        return 0
    content = own_keys(connection, folder, origin).unseal(sealed, manifest.keys)
    return merge_people(connection, content, manifest.sender)


def _local_books(connection: Connection) -> set[str]:
    book = tables.origin.c
    return set(connection.execute(select(book.code).where(book.local == 1)).scalars())


def _require_our_books_whole(connection: Connection, bundle: Bundle, *, vouched: bool) -> None:
    """Refuse to go on where the office holds of our own book what we don't, or once signed that it wrote it itself.

    A point alone is not believed: a stolen key could tell anybody that he was restored.

    Raises:
        BookRestored: this ledger was restored from a backup.
    """
    told = _told_by_the_office(connection, bundle, vouched=vouched)
    for receipt in chain.from_iterable(_held_otherwise(connection, each) for each in told):
        if receipt.origin in _local_books(connection):
            raise errors.BookRestored(sender=bundle.manifest.sender, receipt=str(receipt))


def _held_otherwise(connection: Connection, told: Heads) -> list[Receipt]:
    """Those of the heads told that contradict what is held here, or what was never written here."""
    ours, found = _local_books(connection), []
    for book, (sequence, digest) in told.items():
        held = digest_at(connection, book, sequence) if sequence else digest
        if held != digest and (held is not None or book in ours):
            found.append(Receipt(book, sequence))
    return found
