"""The counter from its first prompt to its last, on this machine's terminal or pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wasteledger.errors import FileNotWritten
from wasteledger.translation import kilograms
from wasteledger_cli.counter.asking import Ask, Flow, Left, Read, drive
from wasteledger_cli.counter.drafts import Drafts
from wasteledger_cli.counter.keys import Keys, open_keys
from wasteledger_cli.counter.screen import Screen
from wasteledger_cli.settings import default_database

if TYPE_CHECKING:
    from wasteledger.ledger import Ledger
    from wasteledger_cli.counter.counter import Counter
    from wasteledger_cli.counter.slips import Slips
    from wasteledger_cli.scales.scale import Scale
    from wasteledger_cli.session import Session

THAI_SENTENCE = "ทดสอบ: น้ำ ที่ กู้ ปั๊ม ญี่ปุ่น เลขที่ ๑๒๓"
"""Every level that Thai marks stand on."""


def run(
    session: Session,
    *,
    point: str = "",
    plain: bool = False,
    wide: bool = False,
    rounds: bool = True,
    scale: str | None = None,
    copies: str = "",
    scanned: list[str] | None = None,
) -> None:
    """Open the counter and serve until it is left; ``scanned`` is read before the keyboard is."""
    with ExitStack() as open_things:
        # Heard before anything else is done: a scanner doesn't wait until a program has started.
        keys = open_things.enter_context(open_keys())
        from wasteledger.ledger import Ledger  # noqa: PLC0415  # SQLAlchemy, once it is surely needed
        from wasteledger_cli.counter import day, serving  # noqa: PLC0415
        from wasteledger_cli.counter.counter import Counter, CounterClock  # noqa: PLC0415

        clock = CounterClock()

        def open_ledger() -> Ledger:
            origin, operator = session.option("origin"), session.option("operator")
            return Ledger.open(session.database, origin=origin, operator=operator, clock=clock)

        def flow() -> Flow[None]:
            """The day from top to bottom."""
            with suppress(Left):
                yield from _reads_well(counter)
                yield from day.sign_in(counter, session.option("operator"))
                yield from day.begin(counter) if rounds else day.confirm_time(counter)
                yield from serving.serve(counter)

        ledger = open_ledger()
        session.use(ledger)
        if session.confirm_clock:
            ledger.confirm_clock()
        database = session.database if "://" not in session.database else ""
        screen = Screen(session.words, plain=plain or not sys.stdout.isatty())
        counter = Counter(
            ledger=ledger,
            screen=screen,
            drafts=Drafts(Path(f"{database or default_database()}.counter")),
            clock=clock,
            settings=ledger.settings(),
            database=Path(database) if database else None,
            papers=Path(database or default_database()).parent,
            point=point,
            copies=copies,
            scale=_scale(scale, open_things),
            slips=_slips(session, open_ledger, wide=wide),
        )
        drive(flow(), _reader(keys, counter, scanned or []), screen)
        if counter.slips:
            counter.slips.close()
            counter.slips.tell(screen)


def _reads_well(counter: Counter) -> Flow[None]:
    """At this machine's first start: does Thai read well on its screen, and what to do if not."""
    if counter.drafts.thai_reads_well or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    counter.screen.show([THAI_SENTENCE])
    if (yield from counter.choose("Does this line read well? 1 yes 2 no", 2)) == 1:
        counter.drafts.remember_that_thai_reads_well()
        return
    counter.screen.say(
        "Try another terminal (Windows Terminal; on Windows “chcp 65001” first) or font.\n"
        "--plain leaves colours away, --language en speaks English."
    )


def _reader(keys: Keys, counter: Counter, scanned: list[str]) -> Read:
    """Read what was scanned beforehand, then the keyboard; a scale's weight stands behind its prompt."""

    def live() -> str:
        newest = counter.scale.newest if counter.scale else None
        return kilograms(newest.grams) if newest and newest.grams is not None else ""

    def read(ask: Ask) -> str | None:
        if ask.card and scanned:
            counter.screen.show([ask.text + scanned[0]])
            return scanned.pop(0)
        if ask.secret:
            return keys.read_secret(ask.text)
        return keys.read_line(ask.text, on_idle=live if ask.weight else None)

    return read


def _scale(address: str | None, open_things: ExitStack) -> Scale | None:
    if not address:
        return None
    from wasteledger_cli.scales.scale import Scale  # noqa: PLC0415  # only where there is one

    return open_things.enter_context(Scale(address))


def _slips(session: Session, open_ledger: Callable[[], Ledger], *, wide: bool) -> Slips | None:
    address = session.option("printer")
    if not address:
        return None
    from wasteledger.printing.transports import printer_at  # noqa: PLC0415  # only where there is one
    from wasteledger_cli.counter.slips import Slips  # noqa: PLC0415
    from wasteledger_cli.paper import spool_of  # noqa: PLC0415

    try:
        spool = spool_of(session)
    except OSError as failure:
        raise FileNotWritten(path=str(failure.filename), reason=failure.strerror or "") from None
    return Slips(open_ledger, session.words, spool, printer_at(address), wide=wide)
