"""``sync``: bundles from point to office and back, and how far everybody holds every book."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.options import keys_option, pass_session
from wasteledger_cli.progress import progress
from wasteledger_cli.session import Session
from wasteledger_cli.settings import shown
from wasteledger_cli.words import Group, command, group

if TYPE_CHECKING:
    from wasteledger.exchange.bundles.receiving import BookReceived, Received
    from wasteledger.exchange.bundles.status import BookStatus

_office_option = click.option(
    "--office", default="", metavar="FINGERPRINT", help="The office's fingerprint, as its screen shows it."
)

sync: Group = group("sync", "Exchange entries with other computers of the town.")


@command(sync, "export", "Write a bundle: for the office, or from the office for a point.", "sync export F:/K07.wlb")
@click.argument("path", metavar="FILE")
@click.option("--to", default="", metavar="CODE", help="The book of whoever is to have it; names go along, sealed.")
@click.option("--whole", is_flag=True, help="Every book from its first entry: for a computer that was restored.")
@keys_option
@pass_session
def export(session: Session, path: str, to: str, whole: bool) -> Answer:
    with progress(session.words("Writing")) as advance:
        sent = session.ledger.sync_export(path, keys=session.keys, to=to, whole=whole, progress=advance)
    runs = [(run.book, run.after + 1, run.upto) for run in sent.runs]
    columns = [Column("book", "Book"), Column("first", "From", number=True), Column("last", "Up to", number=True)]
    data = {
        "file": path,
        "sender": sent.sender,
        "to": sent.to,
        "runs": [dict(zip(("book", "first", "last"), run, strict=True)) for run in runs],
        "entries": sent.entries,
        "bytes": sent.size,
        "people": sent.people,
    }
    answer = Answer(data)
    if runs:
        answer.text.append(Table(columns, runs))
    return answer.say("The bundle is in {path}: {entries} entries.", path=path, entries=f"{sent.entries:,}")


@command(
    sync,
    "import",
    "Take a bundle in, or at the office the second copy of a laptop that is gone, all of it or nothing.",
    "sync import F:/K07.wlb",
)
@click.argument("path", metavar="FILE|FOLDER")
@_office_option
@keys_option
@pass_session
def import_(session: Session, path: str, office: str) -> Answer:
    from wasteledger.exchange.second_copy import is_copy  # noqa: PLC0415  # --help needs none of it

    with progress(session.words("Reading")) as advance:
        if is_copy(Path(path)):
            received = session.ledger.sync_read_copy(path, progress=advance)
        else:
            received = session.ledger.sync_import(path, keys=session.keys, office=office.upper(), progress=advance)
    return answer_of(received)


@command(
    sync,
    "rejoin",
    "Bring a ledger that was put back from a backup together with what others hold of its book.",
    "sync rejoin F:/to-K07.wlb --last-receipt K07-000315",
)
@click.argument("path", metavar="FILE|FOLDER")
@click.option("--last-receipt", required=True, metavar="RECEIPT", help="The last receipt number printed on paper.")
@click.option("--new-origin", default="", metavar="CODE", help="The new book to begin, where the old one can't go on.")
@click.option("--into", default="", metavar="URL", help="An empty database for it, where the ledger is on a server.")
@keys_option
@pass_session
def rejoin(session: Session, path: str, last_receipt: str, new_origin: str, into: str) -> Answer:
    with progress(session.words("Reading")) as advance:
        done = session.ledger.sync_rejoin(
            path, last_printed=last_receipt, new_origin=new_origin, keys=session.keys, into=into, progress=advance
        )
    replaced = str(done.replaced) if done.replaced else None
    answer = Answer({**asdict(done), "held": str(done.held), "replaced": replaced})
    answer.say("Entries fetched back: {entries}", entries=f"{done.fetched:,}")
    if done.origin != done.held.origin:
        answer.say("Entries booked again: {entries}", entries=f"{done.rebooked:,}")
    if done.known:
        answer.say("Entries that the old book holds already: {entries}", entries=f"{done.known:,}")
    for old, new in done.households.items():
        answer.say("Household {old} is {new} now.", old=old, new=new)
    if replaced:
        answer.say("What was there before is kept in {path}.", path=replaced)
    if into and done.origin != done.held.origin:
        command = f"wasteledger config set database={shown(into)}"
        answer.say("From now on every computer must use the new ledger: “{command}”", command=command)
    return answer.say(
        "The ledger goes on after {receipt}; it writes book {origin}.", receipt=done.held, origin=done.origin
    )


@command(
    sync, "join", "Begin a new computer's ledger with the office's bundle.", "sync join F:/to-K07.wlb --origin K07"
)
@click.argument("path", metavar="FILE")
@_office_option
@keys_option
@pass_session
def join(session: Session, path: str, office: str) -> Answer:
    from wasteledger.errors import OriginMissing  # noqa: PLC0415  # --help needs none of it
    from wasteledger.ledger import join as join_ledger  # noqa: PLC0415
    from wasteledger_cli.commands.setup import make_home  # noqa: PLC0415

    origin = session.option("origin")
    if not origin:
        raise OriginMissing(origins="—")
    words = session.words
    make_home(session.database)

    def is_office(fingerprint: str) -> bool:
        if office:
            return office.upper() == fingerprint
        asked = words("Does the office's screen show the fingerprint {fingerprint}?", fingerprint=fingerprint)
        return click.confirm(asked, err=True)

    with progress(words("Reading")) as advance:
        received = join_ledger(
            session.database, path, origin=origin, keys=session.keys, is_office=is_office, progress=advance
        )
    answer = answer_of(received)
    answer.data["database"] = shown(session.database)
    return answer.say(
        "The ledger {database} writes book {origin}.", database=answer.data["database"], origin=origin.upper()
    )


def answer_of(received: Received) -> Answer:
    """Say what a bundle brought, book by book, and what asks for somebody's eyes."""
    columns = [
        Column("book", "Book"),
        Column("new", "New", number=True),
        Column("known", "Known", number=True),
        Column("waiting", "Waiting", number=True),
    ]
    rows = [(book.book, book.new, book.known, book.waiting) for book in received.books]
    data = {**_data(received), "books": list(map(_data, received.books))}
    answer = Answer(data, [Table(columns, rows)] if rows else [])
    brought = received.people or received.forks or any(book.new or book.waiting for book in received.books)
    if not brought:
        answer.say("Everything in it is here already.")
    if any(book.waiting for book in received.books):
        answer.say("What waits comes in when what is missing before it has come, or when the office admits it.")
    if received.behind:
        answer.say(
            "The office holds more, up to {receipts}: if its earlier bundles are lost, have one made with “--whole”.",
            receipts=list(received.behind),
        )
    for receipt in received.forks:
        answer.say("{receipt} is another entry here: two computers wrote one book. Both are kept.", receipt=receipt)
    for receipt in received.otherwise:
        answer.say("{sender} holds another entry {receipt} than this ledger.", sender=received.sender, receipt=receipt)
    if received.ahead:
        answer.say(
            "A clock is ahead: the newest entry was recorded at {moment}.",
            moment=datetime.fromisoformat(received.newest),
        )
    for book, sequence in received.acknowledged.items():
        answer.say(
            "{sender} holds book {book} up to {sequence}.", sender=received.sender, book=book, sequence=f"{sequence:,}"
        )
    return answer


@command(sync, "status", "How far each book is held, here and elsewhere.", "sync status")
@pass_session
def status(session: Session) -> Answer:
    columns = [
        Column("book", "Book"),
        Column("sequence", "Up to", number=True),
        Column("recorded_at", "Last recorded"),
        Column("held_by", "Acknowledged"),
        Column("waiting", "Waiting", number=True),
        Column("revoked", "Held back", number=True),
        Column("forks", "Forked from"),
    ]
    books = session.ledger.sync_status()
    rows = [
        (
            book.book,
            book.sequence,
            book.recorded_at,
            ", ".join(f"{sender} {sequence:,}" for sender, sequence in book.held_by.items()),
            book.waiting,
            book.revoked,
            list(book.forks),
        )
        for book in books
    ]
    return Answer({"books": list(map(_data, books))}, [Table(columns, rows)])


def _data(said: BookStatus | BookReceived | Received) -> dict[str, object]:
    return {field.name: getattr(said, field.name) for field in fields(said)}


@command(
    sync,
    "run",
    "Carry entries both ways while there is a line to the office.",
    "sync run postgresql://office/town --watch",
)
@click.argument("url", required=False, metavar="[URL]")
@click.option("--watch", is_flag=True, help="Stay, carry what is new, and wait while the line is down.")
@click.pass_context
def run(ctx: click.Context, url: str | None, watch: bool) -> Answer | None:
    from wasteledger_cli import line_keeping  # noqa: PLC0415  # --help needs none of it

    session = Session.of(ctx)
    office = url or session.option("office")
    if not office:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    if not watch:
        return line_keeping.carry_once(session, office)
    line_keeping.keep(session, office)
    return None
