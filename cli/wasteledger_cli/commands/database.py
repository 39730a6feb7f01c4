"""``audit`` and ``database``: the books verified, kept and mended."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.options import pass_session
from wasteledger_cli.progress import progress
from wasteledger_cli.session import Session
from wasteledger_cli.settings import shown
from wasteledger_cli.words import Group, command, group

if TYPE_CHECKING:
    from wasteledger.journal.audit import Audit

PROCESSES_AT_MOST = 4
"""An audit's: each takes some 80 MB, and a container's processors are not as many as it seems."""


@command(None, "audit", "Verify every chain and every figure.", "audit")
@pass_session
def audit(session: Session) -> Answer:
    with progress(session.words("Auditing")) as advance:
        return audit_answer(session.ledger.audit(advance, processes=min(os.cpu_count() or 1, PROCESSES_AT_MOST)))


def audit_answer(result: Audit) -> Answer:
    """Answer with what an audit found; its exit code is the worst finding's."""
    from wasteledger.journal.audit import MESSAGES  # noqa: PLC0415

    findings = [{"wrong": finding.wrong.name.lower(), "where": finding.where} for finding in result.findings]
    data: dict[str, object] = {"entries": result.entries, "books": result.books, "clean": result.clean}
    data |= {"seal_compared": result.seal_compared, "findings": findings}
    answer = Answer(data, exit_code=result.exit_code)
    for finding in result.findings:
        answer.say(MESSAGES[finding.wrong], where=finding.where)
    if result.clean:
        answer.say(
            "Entries: {entries}, books: {books}. Everything is as it was booked.",
            entries=f"{result.entries:,}",
            books=result.books,
        )
    if not result.seal_compared:
        answer.say("The seal was not compared: that takes a database user who may make a schema, such as the owner.")
    return answer


database: Group = group("database", "Status, upgrade, backup, restore, rebuild.")


@command(database, "status", "How far each book is held, and in which schema.", "database status")
@pass_session
def status(session: Session) -> Answer:
    held = session.ledger.status()
    books = [(book.origin, book.sequence, book.check_code) for book in held.books]
    columns = [Column("origin", "Book"), Column("sequence", "Entries", number=True), Column("check_code", "Check code")]
    data = {
        "database": shown(session.database),
        "municipality": held.municipality,
        "schema": f"{held.revision}.{held.projections}",
        "entries": held.entries,
        "households": held.households,
        "books": [dict(zip(("origin", "sequence", "check_code"), book, strict=True)) for book in books],
    }
    answer = Answer(data).say(
        "The ledger {database}, schema {schema}", database=data["database"], schema=data["schema"]
    )
    answer.text.append(Table(columns, books))
    return answer.say("Households: {households}", households=held.households)


@command(database, "views", "The views that other tools may read, and what stands in them.", "database views")
@pass_session
def views(session: Session) -> Answer:
    from wasteledger.storage.views import COLUMNS  # noqa: PLC0415  # --help needs none of it

    held = session.ledger.views()
    said = [
        {"name": view.name, "purpose": view.purpose, "columns": {name: COLUMNS[name] for name in columns}}
        for view, columns in held
    ]
    answer = Answer({"views": said})
    for view, columns in held:
        answer.text += ["", f"{view.name}: {session.words(view.purpose)}"]
        rows = [(name, session.words(COLUMNS[name])) for name in columns]
        answer.text.append(Table([Column("column", "Column"), Column("meaning", "Meaning")], rows))
    return answer


@command(database, "upgrade", "Bring an older ledger to this version; a file is copied first.", "database upgrade")
@pass_session
def upgrade(session: Session) -> Answer:
    from wasteledger.ledger import upgrade as upgrade_ledger  # noqa: PLC0415

    with progress(session.words("Folding")) as advance:
        copy = upgrade_ledger(session.database, advance)
    answer = Answer({"database": shown(session.database), "backup": str(copy) if copy else None})
    if copy:
        answer.say("The ledger as it was is kept in {path}.", path=copy)
    return answer.say("The ledger is of this version.")


@command(database, "backup", "Copy the ledger while it is in use.", "database backup --every-day D:/backups --keep 30")
@click.argument("path", metavar="FILE|FOLDER")
@click.option("--every-day", is_flag=True, help="Into this folder, once a day, named by the day.")
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=30,
    show_default=True,
    metavar="NUMBER",
    help="How many of the daily ones to keep.",
)
@pass_session
def backup(session: Session, path: str, every_day: bool, keep: int) -> Answer:
    if not every_day:
        made = session.ledger.back_up(path)
        return Answer({"backup": str(made)}).say("The backup is in {path}.", path=made)
    today, removed = session.ledger.back_up_daily(path, keep)
    answer = Answer({"backup": str(today) if today else None, "removed": [str(file) for file in removed]})
    if today:
        answer.say("The backup is in {path}.", path=today)
    else:
        answer.say("Today's backup is there already.")
    for file in removed:
        answer.say("Let go: {path}", path=file)
    return answer


@command(
    database, "rehearse", "Restore a backup for trial, audit it, and leave no trace.", "database rehearse D:/backups"
)
@click.argument("path", metavar="FILE|FOLDER")
@pass_session
def rehearse(session: Session, path: str) -> Answer:
    from wasteledger.ledger import newest_backup  # noqa: PLC0415
    from wasteledger.ledger import rehearse as rehearse_restore  # noqa: PLC0415

    backup = newest_backup(path)
    with progress(session.words("Auditing")) as advance:
        audited, held = rehearse_restore(backup, advance)
    answer = audit_answer(audited)
    answer.data["backup"] = str(backup)
    if backup != Path(path):
        answer.say("The backup is in {path}.", path=backup)
    answer.data["books"] = [{"origin": book.origin, "sequence": book.sequence} for book in held.books]
    for book in held.books:
        answer.say("Book {origin} up to {sequence}", origin=book.origin, sequence=f"{book.sequence:,}")
    return answer


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


@command(database, "book", "Begin one more book that this database writes.", "database book P02")
@click.argument("code")
@click.option(
    "--after", metavar="RECEIPT", help="The last one printed of the book in whose stead it is, after a backup."
)
@pass_session
def book(session: Session, code: str, after: str | None) -> Answer:
    begun = session.ledger.add_book(code, after=after or "")
    sentence = (
        "Book {origin} is begun: a computer that writes it is told with “wasteledger config set origin={origin}”."
    )
    return Answer({"origin": begun}).say(sentence, origin=begun)


@command(database, "rebuild", "Fold every figure anew from the journal.", "database rebuild")
@pass_session
def rebuild(session: Session) -> Answer:
    with progress(session.words("Folding")) as advance:
        done = session.ledger.rebuild(advance)
    return Answer({"entries": done}).say("Entries folded anew: {entries}", entries=f"{done:,}")


_MAY = {
    "office": "add entries of every kind, change lists and names",
    "point": "add what happens at a point, change names and PINs",
    "auditor": "read all but names, telephones and PINs",
}
_LOGINS: dict[str, Any] = {"multiple": True, "metavar": "LOGIN"}


@command(
    database,
    "roles",
    "Who may do what on a PostgreSQL server; given by the ledger's owner.",
    "database roles --point p01",
)
@click.option("--office", **_LOGINS, help="Books everything, the office's rulings too.")
@click.option("--point", **_LOGINS, help="Books what happens at a point, and exchanges it.")
@click.option("--auditor", **_LOGINS, help="Reads and audits, and sees no name, telephone or PIN.")
@click.option("--former", **_LOGINS, help="Has no role any more.")
@pass_session
def roles(
    session: Session, office: tuple[str, ...], point: tuple[str, ...], auditor: tuple[str, ...], former: tuple[str, ...]
) -> Answer:
    from wasteledger.ledger import give_roles  # noqa: PLC0415

    given = give_roles(session.database, office=office, point=point, auditor=auditor, former=former)
    answer = Answer({"roles": [{"role": role.name, "group": role.group, "logins": role.logins} for role in given]})
    columns = [Column("group", "Role"), Column("logins", "Logins"), Column("may", "What it may do")]
    rows = [(role.group, ", ".join(role.logins), session.words(_MAY[role.name])) for role in given]
    answer.text.append(Table(columns, rows))
    if office or point or auditor:
        answer.say("A new login has no password: whoever runs the server sets one (\\password in psql).")
    return answer
