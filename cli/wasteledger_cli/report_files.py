"""Reports written to files: tables by the file's name, pages for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wasteledger_cli.answers import Answer

if TYPE_CHECKING:
    from wasteledger.exchange.reports.reading import Reader
    from wasteledger.reporting.report import Report
    from wasteledger_cli.session import Session


def reader_of(session: Session) -> Reader:
    """Who reads the file: in the language said, else the town's."""
    from wasteledger.exchange.reports.reading import Reader  # noqa: PLC0415  # only where something is written

    return Reader(session.town_words, session.ledger.names())


def write_table(session: Session, made: Report, output: str) -> Answer:
    """Write a report to the kind of file that its name says."""
    from wasteledger.exchange.reports.writing import write_report  # noqa: PLC0415

    write_report(made, Path(output), reader_of(session))
    return written(output)


def written(output: str) -> Answer:
    return Answer({"output": output}).say("The report is in {path}.", path=output)
