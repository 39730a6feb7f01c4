"""Making a bundle: a point sends of its own books, the office of all, what the other has not acknowledged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.exchange.bundles.hearing import Signed, acknowledged, every_heard
from wasteledger.exchange.bundles.manifest import PEOPLE, Manifest, proof_names
from wasteledger.exchange.bundles.senders import office_book
from wasteledger.exchange.bundles.writing import write_bundle
from wasteledger.exchange.keys import Keys, own_keys
from wasteledger.exchange.people import people_for
from wasteledger.journal.books import municipality_of
from wasteledger.journal.enrolments import enrolled, enrolments, signer_of
from wasteledger.journal.runs import Heads, Run, digest_at, heads, run_of
from wasteledger.storage import tables
from wasteledger.storage.database import Database


@dataclass(frozen=True, slots=True)
class SentRun:
    """A stretch of one book that was sent."""

    book: str
    after: int
    upto: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What a bundle was made of."""

    path: Path
    sender: str
    to: str
    runs: tuple[SentRun, ...]
    entries: int
    size: int
    people: bool
    """Whether names went with it, sealed."""


def export(
    database: Database, path: Path, origin: str, folder: Path, to: str, *, whole: bool, progress: Callable[[int], None]
) -> Sent:
    """Write a bundle for whoever writes book ``to``, or from a point for the office.

    Args:
        database: the ledger.
        path: the file; one of this name is replaced.
        origin: the book that this ledger writes.
        folder: where the key files are.
        to: a book's code; empty for the office, or from the office for everybody.
        whole: send books from their first entry, and from a point all that the office proves: for a database that was
            restored.
        progress: told how many entries are done.

    Raises:
        CodeUnknown: nobody knows the key of ``to``.
        KeysMissing, FileNotWritten, BundleTooLarge: it can't be signed or written.
    """
    with database.reading() as connection:
        sender = own_book(connection, origin)
        keys = own_keys(connection, folder, sender)
        apart = sender != office_book(connection)
        recipient = to.strip().upper() or (office_book(connection) if apart else "")
        more, runs = _people(connection, keys, recipient), list[Run]()
        since = {} if whole else acknowledged(connection, recipient)
        if apart:
            runs += _own_runs(connection, sender, keys, since)
            proofs = _proofs(connection)
            for said, *signed in proofs:
                more |= zip(proof_names(said.sender), signed, strict=True)
            if whole:
                runs += _proved_runs(connection, [said for said, *_ in proofs], {run.origin for run in runs})
        else:
            runs += _runs(connection, heads(connection), since)
        manifest = Manifest(
            municipality_of(connection), sender, keys.public, recipient, _offices(connection), heads(connection), ()
        )
        runs.sort(key=lambda run: run.origin)
        write_bundle(path, manifest, runs, more, keys.sign, progress)
    stretches = tuple(SentRun(run.origin, run.after, run.upto) for run in runs)
    entries = sum(run.upto - run.after for run in stretches)
    return Sent(path, sender, recipient, stretches, entries, path.stat().st_size, PEOPLE in more)


def own_book(connection: Connection, origin: str) -> str:
    """The book in whose name a database sends and is sent to: the office's where it writes that, else its own."""
    book = tables.origin.c
    office = connection.scalar(select(book.code).where(book.local == 1, book.office == 1).order_by(book.code))
    return office or origin


def _people(connection: Connection, keys: Keys, recipient: str) -> dict[str, bytes]:
    """The names that somebody is to have, sealed to his key."""
    if not recipient:
        return {}
    public = signer_of(connection, recipient)
    if public is None:
        raise errors.CodeUnknown(kind="origin", code=recipient)
    content = people_for(connection, recipient)
    return {PEOPLE: keys.seal_to(content, public)} if content else {}


def _own_runs(connection: Connection, sender: str, keys: Keys, since: Heads) -> Iterator[Run]:
    """What was written with this key: this book, and those that it goes on for."""
    known = enrolments(connection)
    ours = {sender, *(book for book in known if (found := enrolled(known, book)) and found.keys == keys.public)}
    return _runs(connection, {book: head for book, head in heads(connection).items() if book in ours}, since)


def _runs(connection: Connection, books: Heads, since: Heads) -> Iterator[Run]:
    for book, (sequence, _) in books.items():
        after = since.get(book, (0, b""))[0]
        if after < sequence:
            yield run_of(connection, book, after)


def _proofs(connection: Connection) -> list[Signed]:
    """The manifests that were heard of the office, by whichever of its books it sent them."""
    offices = _offices(connection)
    return [signed for signed in every_heard(connection) if signed[0].sender in offices]


def _proved_runs(connection: Connection, told: list[Manifest], sent: set[str]) -> Iterator[Run]:
    """Whole books up to where the office once said that it held them, as far as they are the same here."""
    proved = dict[str, int]()
    for manifest in told:
        for book, (sequence, digest) in manifest.heads.items():
            if sequence > proved.get(book, 0) and digest_at(connection, book, sequence) == digest:
                proved[book] = sequence
    return (run_of(connection, book, 0, sequence) for book, sequence in proved.items() if book not in sent)


def _offices(connection: Connection) -> tuple[str, ...]:
    book = tables.origin.c
    return tuple(connection.execute(select(book.code).where(book.office == 1).order_by(book.code)).scalars())
