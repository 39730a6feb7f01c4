"""Keeping the line to the office: once, or for as long as it is let."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from wasteledger import errors
from wasteledger_cli.answers import Answer, show
from wasteledger_cli.progress import progress

if TYPE_CHECKING:
    from wasteledger.exchange.line import Carried, Line
    from wasteledger_cli.session import Session

LOOK_SECONDS = 3.0
"""How often both sides are asked for news while the line is up."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2.0, 60.0
"""How long is waited before a line that is down is tried again: twice as long each time."""

DOWN = (
    errors.ServerUnreachable,
    errors.AnswerLost,
    errors.DatabaseLocked,
    errors.DatabaseMissing,
    errors.FileUnreadable,
)
"""What waiting mends."""


def carry_once(session: Session, office: str) -> Answer:
    """Carry what either side lacks now; in a pipe nothing is said of nothing."""
    with session.ledger.line(office) as line:
        carried = _carried(session, line)
    answer = answer_of(carried)
    if not carried.moved and sys.stdout.isatty():
        answer.say("Both sides hold everything already.")
    return answer


def keep(session: Session, office: str) -> None:
    """Carry until somebody ends it; a line that is down is waited for."""
    words, pause = session.words, 0.0
    with _ended_by_signals(), session.ledger.line(office) as line:
        while True:
            try:
                carried = _carried(session, line) if line.news() else None
                if pause:
                    click.echo(words("The line is up again."), err=True)
                pause = 0.0
                if carried and carried.moved:
                    _tell(session, answer_of(carried))
                time.sleep(LOOK_SECONDS)
            except DOWN as refusal:
                if not pause:
                    reason = words(refusal.message, **refusal.facts)
                    click.echo(words("The line is down, and will be tried again. {reason}", reason=reason), err=True)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS) or FIRST_PAUSE_SECONDS
                time.sleep(pause)


def answer_of(carried: Carried) -> Answer:
    """Say what went over the line, and what asks for somebody's eyes."""
    answer = Answer(
        {
            "up": carried.up,
            "down": carried.down,
            "people": carried.people,
            "waiting": carried.waiting,
            "forks": list(map(str, carried.forks)),
            "lacking": list(map(str, carried.lacking)),
        }
    )
    if carried.taken:
        answer.say(
            "Entries to the office: {up}, from the office: {down}; names: {people}.",
            up=f"{sum(carried.up.values()):,}",
            down=f"{sum(carried.down.values()):,}",
            people=f"{carried.people:,}",
        )
    if carried.waiting:
        answer.say("What waits comes in when what is missing before it has come, or when the office admits it.")
    for receipt in carried.forks:
        answer.say("{receipt} is another entry here: two computers wrote one book. Both are kept.", receipt=receipt)
    for receipt in carried.lacking:
        answer.say(
            "The office no longer holds {receipt}, which is held here: "
            "take it a bundle of “wasteledger sync export --whole”.",
            receipt=receipt,
        )
    return answer


def _carried(session: Session, line: Line) -> Carried:
    with progress(session.words("Carrying")) as advance:
        return line.carry(advance)


def _tell(session: Session, answer: Answer) -> None:
    """One line for programs, that they may read while it runs."""
    if session.as_json:
        click.echo(json.dumps(answer.data, ensure_ascii=False))
    else:
        show(session, answer)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the block quietly; what was under way is undone by its own transaction."""

    def end(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
