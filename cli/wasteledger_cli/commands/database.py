"""``audit`` and ``database``: the books verified, kept and mended."""

from __future__ import annotations

from pathlib import Path

import click

from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.options import pass_session
from wasteledger_cli.progress import progress
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group


@command(None, "audit", "Verify every chain and every figure.", "audit")
@pass_session
def audit(session: Session) -> Answer:
    from wasteledger.journal.audit import MESSAGES  # noqa: PLC0415

    words = session.words
    with progress(words("Auditing")) as advance:
        result = session.ledger.audit(advance)
    findings = [{"wrong": finding.wrong.name.lower(), "where": finding.where} for finding in result.findings]
    data = {"entries": result.entries, "books": result.books, "clean": result.clean, "findings": findings}
    answer = Answer(data, exit_code=result.exit_code)
    for finding in result.findings:
        answer.say(MESSAGES[finding.wrong], where=finding.where)
    if result.clean:
        answer.say(
            "Entries: {entries}, books: {books}. Everything is as it was booked.",
            entries=f"{result.entries:,}",
            books=result.books,
        )
    return answer


database: Group = group("database", "Status, upgrade, backup, restore, rebuild.")


@command(database, "status", "How far each book is held, and in which schema.", "database status")
@pass_session
def status(session: Session) -> Answer:
    held = session.ledger.status()
    books = [(book.origin, book.sequence, book.check_code) for book in held.books]
    columns = [Column("origin", "Book"), Column("sequence", "Entries", number=True), Column("check_code", "Check code")]
    data = {
        "database": session.database,
        "municipality": held.municipality,
        "schema": f"{held.revision}.{held.projections}",
        "entries": held.entries,
        "households": held.households,
        "books": [dict(zip(("origin", "sequence", "check_code"), book, strict=True)) for book in books],
    }
    answer = Answer(data).say(
        "The ledger {database}, schema {schema}", database=session.database, schema=data["schema"]
    )
    answer.text.append(Table(columns, books))
    return answer.say("Households: {households}", households=held.households)


@command(database, "upgrade", "Bring an older ledger to this version; a file is copied first.", "database upgrade")
@pass_session
def upgrade(session: Session) -> Answer:
    from wasteledger.ledger import upgrade as upgrade_ledger  # noqa: PLC0415

    with progress(session.words("Folding")) as advance:
        copy = upgrade_ledger(session.database, advance)
    answer = Answer({"database": session.database, "backup": str(copy) if copy else None})
    if copy:
        answer.say("The ledger as it was is kept in {path}.", path=copy)
    return answer.say("The ledger is of this version.")


@command(database, "backup", "Copy the ledger while it is in use.", "database backup /media/stick/town.db")
@click.argument("path", metavar="FILE")
@pass_session
def backup(session: Session, path: str) -> Answer:
    made = session.ledger.back_up(path)
    return Answer({"backup": str(made)}).say("The backup is in {path}.", path=made)


@command(
    database, "restore", "Make a backup the ledger again.", "database restore town-backup.db --last-receipt K07-000123"
)
@click.argument("path", metavar="FILE")
@click.option("--last-receipt", required=True, metavar="RECEIPT", help="The last receipt number printed on paper.")
@click.option(
    "--new-origin",
    default="",
    metavar="CODE",
    help="The new book to begin, where receipts were printed beyond the backup.",
)
@pass_session
def restore(session: Session, path: str, last_receipt: str, new_origin: str) -> Answer:
    from wasteledger.ledger import restore as restore_ledger  # noqa: PLC0415

    origin, aside = restore_ledger(
        Path(path),
        session.database,
        last_printed=last_receipt,
        new_origin=new_origin,
        operator=session.option("operator"),
    )
    answer = Answer({"origin": origin, "replaced": str(aside) if aside else None})
    if aside:
        answer.say("What was there before is kept in {path}.", path=aside)
    return answer.say("The ledger is restored; it writes book {origin}.", origin=origin)


@command(database, "rebuild", "Fold every figure anew from the journal.", "database rebuild")
@pass_session
def rebuild(session: Session) -> Answer:
    with progress(session.words("Folding")) as advance:
        done = session.ledger.rebuild(advance)
    return Answer({"entries": done}).say("Entries folded anew: {entries}", entries=f"{done:,}")
