"""``demo``: a small town made before your eyes, in a ledger that stays."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wasteledger.errors import Term
from wasteledger_cli.answers import Answer
from wasteledger_cli.session import Session
from wasteledger_cli.slipping import with_slip
from wasteledger_cli.words import command

if TYPE_CHECKING:
    from wasteledger.journal.entries import Entry


@command(None, "demo", "Make a small sample town and show a morning of it.", "demo")
@click.option("--into", metavar="FILE", help="The ledger to make; wasteledger-demo.db here if left out.")
@click.pass_context
def demo(ctx: click.Context, into: str | None) -> Answer:
    from wasteledger.domain.calendar import month_of  # noqa: PLC0415  # --help needs none of it
    from wasteledger.ledger import Ledger  # noqa: PLC0415
    from wasteledger.storage.upgrade import shipped  # noqa: PLC0415
    from wasteledger_cli.commands.reports import report_answer  # noqa: PLC0415
    from wasteledger_cli.replay import DAY, OPERATOR, ORIGIN, SETTINGS, replay  # noqa: PLC0415

    session = Session.of(ctx)
    database = into or _free_name()
    session.given["database"] = database
    ledger = Ledger.found(database, origin=ORIGIN, operator=OPERATOR, settings=SETTINGS)
    session.use(ledger)
    answer = Answer({"database": database, "visits": []})
    words = session.words
    answer.say("A morning at the collection point, {day}", day=DAY)

    def told(entries: Sequence[Entry]) -> None:
        for entry in entries:
            line = f"  {entry.receipt}  {words.term(Term(entry.kind))}  {entry.body.get('household', '')}"
            answer.data["visits"].append({"receipt": str(entry.receipt), "check_code": entry.check_code})
            answer.text.append(line.rstrip())

    replay(ledger, shipped("samples") / "town", told)
    with_slip(session, answer, answer.data["visits"][0]["receipt"])
    for by in ("municipality", "community"):
        report = report_answer(session, ledger.report("diversion", month_of(DAY), by=by))
        answer.text += ["", *report.text]
        answer.data[f"diversion_by_{by}"] = report.data
    audited = ledger.audit()
    answer.data |= {"entries": audited.entries, "clean": audited.clean}
    answer.exit_code = audited.exit_code
    answer.text.append("")
    answer.say(
        "The ledger stays in {database}; entries: {entries}, audited clean.", database=database, entries=audited.entries
    )
    return answer.say("Go on with: wasteledger --database {database} --operator 1 …", database=database)


def _free_name() -> str:
    names = (f"wasteledger-demo{f'-{number}' if number > 1 else ''}.db" for number in count(1))
    return next(name for name in names if not Path(name).exists())
