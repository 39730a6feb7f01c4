"""``export``: open data for everybody, journals for auditors."""

from __future__ import annotations

from pathlib import Path

import click

from wasteledger_cli.answers import Answer
from wasteledger_cli.options import pass_session
from wasteledger_cli.progress import progress
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

export: Group = group("export", "Open data for everybody, journals for auditors.")

CONFIDENTIAL = "Confidential: it names households by their numbers and holds card codes. For auditors only."


@command(
    export,
    "datapackage",
    "Open data of the fiscal years that are over, in which nobody can be found.",
    "export datapackage open-data.zip",
)
@click.argument("path", metavar="FOLDER|FILE.zip")
@pass_session
def datapackage(session: Session, path: str) -> Answer:
    with progress(session.words("Reading")) as advance:
        made = session.ledger.export_datapackage(path, advance)
    data = {"path": path, "files": list(made.files), "rows": made.rows, "suppressed": made.suppressed}
    answer = Answer(data).say("The data package is in {path}: {rows} rows.", path=path, rows=f"{made.rows:,}")
    if made.suppressed:
        answer.say("Figures of {rows} rows are left out, so that nobody is found in them.", rows=f"{made.suppressed:,}")
    return answer


@command(export, "hledger", "Both books as journals that hledger checks; confidential.", "export hledger audit-2569")
@click.argument("path", metavar="FOLDER")
@pass_session
def hledger(session: Session, path: str) -> Answer:
    with progress(session.words("Writing")) as advance:
        written = session.ledger.export_hledger(path, advance)
    answer = Answer({"confidential": True, "files": {str(Path(path, name)): many for name, many in written.items()}})
    for name, many in written.items():
        answer.say("{path}: {transactions} transactions", path=Path(path, name), transactions=f"{many:,}")
    return answer.say(CONFIDENTIAL)


@command(
    export, "journal", "Every entry as a line of JSON, with a program that checks them; confidential.",
    "export journal books.jsonl",
)  # fmt: skip
@click.argument("path", metavar="FILE")
@pass_session
def journal(session: Session, path: str) -> Answer:
    from wasteledger.exchange.exports.journal import CHECKER  # noqa: PLC0415  # --help needs none of it

    with progress(session.words("Writing")) as advance:
        entries = session.ledger.export_journal(path, advance)
    checker = Path(path).with_name(CHECKER)
    answer = Answer({"confidential": True, "file": path, "entries": entries, "checker": str(checker)})
    answer.say("{path}: {entries} entries", path=path, entries=f"{entries:,}")
    answer.say(
        "Anybody with Python checks it, without this program: python {checker} {path}", checker=checker, path=path
    )
    return answer.say(CONFIDENTIAL)
