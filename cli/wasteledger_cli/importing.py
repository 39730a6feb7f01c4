"""What the imports share: their options, their progress, and how bad rows are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from wasteledger.errors import Refusal, RowsRefused
from wasteledger_cli.answers import Answer
from wasteledger_cli.progress import progress
from wasteledger_cli.session import Session

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])

ROWS_SHOWN = 20


skip_bad_option = click.option(
    "--skip-bad", metavar="FILE", help="Book the good rows, and write the bad ones to this file."
)


def import_options(function: AnyFunction) -> AnyFunction:
    return click.argument("path", metavar="FILE")(skip_bad_option(function))


def imported(session: Session, kind: str, path: str, skip_bad: str | None, **more: Any) -> Answer:
    """Import a file and say what came of it; bad rows are told line by line before the refusal."""
    run = getattr(session.ledger, f"import_{kind}")
    words = session.words

    def tell(refusal: Refusal) -> str:
        return words(refusal.message, **refusal.facts)

    try:
        if skip_bad:
            more["skip_bad"] = Path(skip_bad)
        with progress(words("Importing")) as advance:
            done = run(path, tell=tell, progress=advance, **more)
    except RowsRefused as refused:
        for line, refusal in refused.rows[:ROWS_SHOWN]:
            click.echo(words("line {line}: {reason}", line=line, reason=tell(refusal)), err=True)
        raise
    answer = Answer(
        {
            "booked": done.booked,
            "already": done.already,
            "bad": done.bad,
            "bad_rows_file": skip_bad if done.bad else None,
        }
    )
    answer.say(
        "Booked: {booked}, booked before: {already}, bad: {bad}.",
        booked=done.booked,
        already=done.already,
        bad=done.bad,
    )
    if done.sums:
        answer.data["sums"] = done.sums
        answer.say("Skipped, as they only sum up: lines {lines}.", lines=list(done.sums))
    if done.bad:
        answer.say("The bad rows are in {path}.", path=skip_bad)
    return answer
