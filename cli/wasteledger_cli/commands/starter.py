"""``starter``: the tables shipped with the program, as files to change; and the containers as the town's own."""

from __future__ import annotations

from pathlib import Path

import click

from wasteledger.errors import FileNotWritten
from wasteledger_cli.answers import Answer
from wasteledger_cli.entries import booked
from wasteledger_cli.options import pass_session
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

starter: Group = group("starter", "Tables that most Thai towns begin with, to be changed.")


@command(
    starter, "save", "Write a table to a new file, to be changed and imported.", "starter save materials materials.csv"
)
@click.argument("table", type=click.Choice(["materials", "containers"]), metavar="materials|containers")
@click.argument("path", metavar="FILE")
@pass_session
def save(_session: Session, table: str, path: str) -> Answer:
    from wasteledger.exchange.starter import starter_file  # noqa: PLC0415  # --help needs none of it

    try:
        with Path(path).open("xb") as new:
            new.write(b"\xef\xbb\xbf" + starter_file(table).read_bytes())  # the mark by which Excel knows UTF-8
    except OSError as failure:
        raise FileNotWritten(path=path, reason=failure.strerror or "") from None
    return Answer({"path": path}).say("Written: {path}", path=path)


@command(
    starter,
    "containers",
    "Take over the containers and what they weigh empty, from a file or as shipped.",
    "starter containers containers.csv",
)
@click.argument("path", metavar="[FILE]", required=False)
@pass_session
def containers(session: Session, path: str | None) -> Answer:
    from wasteledger.exchange.starter import containers_of, starter_file  # noqa: PLC0415

    ledger = session.ledger
    said = containers_of(Path(path) if path else starter_file("containers"), ledger.settings().language)
    answer = booked(ledger.change_settings(settings={"containers": said}))
    answer.text.append(said)
    return answer
