"""Clerks in processes of their own who press until there is an answer, whatever becomes of the server meanwhile."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import children
from tests.support.intruder import Intruder, Refused
from tests.support.town import ORIGIN, Town
from wasteledger.ledger import Ledger

CREDITS = 800
"""What each press earns, for a kilogram of PET."""
PATIENCE_SECONDS = 60.0

_PRESS = """
import json, os, sys, time
from datetime import datetime
from wasteledger import Refusal
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
url, clerk, book, card, now, enough = sys.argv[1:]
number, unanswered, ledger, answered = 0, {}, None, False
clock, weighings = lambda: datetime.fromisoformat(now), (Weighing("PET", 1_000),)
while not (answered and os.path.exists(enough)):
    try:
        ledger = ledger or Ledger.open(url, origin=book, operator="1", clock=clock)
        (entry,) = ledger.record_drop_off(card=card, weighings=weighings, request_id=f"{clerk} {number}")
    except Refusal as refusal:
        answered = False
        unanswered[type(refusal).__name__] = unanswered.get(type(refusal).__name__, 0) + 1
        time.sleep(0.05)
    else:
        print(json.dumps([f"{clerk} {number}", str(entry.receipt)]), flush=True)
        number, answered = number + 1, True
print(json.dumps(unanswered), flush=True)
"""


@dataclass
class Pressed:
    """What the clerks were told."""

    receipts: dict[str, str] = field(default_factory=dict)
    """By the request under which it was pressed, as many times as it took."""
    unanswered: dict[str, int] = field(default_factory=dict)
    """How often a press was refused, by the name of the refusal."""


@contextmanager
def pressing(town: Town, books: Sequence[str], url: str, enough: Path) -> Iterator[Pressed]:
    """Let one clerk press in each of these books until the end of the block; what they were told is there after it."""
    pressed, now = Pressed(), town.clock.now.isoformat()
    clerks = [
        children.start(_PRESS, url, f"clerk {number}", book, town.cards[number % 2], now, str(enough))
        for number, book in enumerate(books)
    ]
    try:
        yield pressed
        enough.touch()
        for clerk in clerks:
            said, _ = clerk.communicate(timeout=PATIENCE_SECONDS)
            *told, unanswered = map(json.loads, said.splitlines())
            pressed.receipts |= dict(told)
            for name, times in unanswered.items():
                pressed.unanswered[name] = pressed.unanswered.get(name, 0) + times
    finally:
        for clerk in clerks:
            clerk.kill()
            clerk.wait()


def wait_for(database: str, more: int) -> None:
    """Wait until so many more entries stand in a database, asking again where its server is away."""
    deadline, first = time.monotonic() + PATIENCE_SECONDS, -1
    while True:
        session = Intruder(database)
        try:
            count = session.number("SELECT count(*) FROM entry")
            first = count if first < 0 else first
        except Refused:
            count = first
        finally:
            session.close()
        if first >= 0 and count >= first + more:
            return
        assert time.monotonic() < deadline, f"{count - first} of {more} entries came"
        time.sleep(0.02)


def assert_kept(pressed: Pressed, database: str) -> None:
    """Every press is in the books once, at the receipt that was told, and nothing else is."""
    session = Intruder(database)
    try:
        rows = session.run("SELECT request_id, origin, sequence FROM entry WHERE kind = 'drop-off'")
        earned = session.number("SELECT sum(quantity) FROM movement WHERE commodity = 'credits'")
    finally:
        session.close()
    assert {request: f"{origin}-{sequence:06}" for request, origin, sequence in rows} == pressed.receipts
    assert len(rows) == len(pressed.receipts)
    assert earned == len(rows) * CREDITS
    with Ledger.open(database, origin=ORIGIN) as ledger:
        assert ledger.audit().findings == []
