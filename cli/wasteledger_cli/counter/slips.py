"""Slips drawn and sent by a thread of their own, so that no prompt ever waits for paper."""

from __future__ import annotations

import queue
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from wasteledger.errors import Refusal

if TYPE_CHECKING:
    from wasteledger.ledger import Ledger
    from wasteledger.printing.spool import Spool
    from wasteledger.printing.transports import Send
    from wasteledger.translation import Words
    from wasteledger_cli.counter.screen import Screen

PATIENCE_SECONDS = 20.0
"""How long the end of the day waits for slips to be drawn."""

Job = Callable[["Ledger"], None]


class Slips:
    """The slips of one counter on their way to one printer."""

    def __init__(
        self, open_ledger: Callable[[], Ledger], words: Words, spool: Spool, send: Send, *, wide: bool
    ) -> None:
        self._open_ledger, self._words, self._spool, self._send, self._wide = open_ledger, words, spool, send, wide
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._troubles: queue.SimpleQueue[tuple[int, Exception | None]] = queue.SimpleQueue()
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def put(self, receipt: str, copy: int = 0, then: Callable[[], None] = lambda: None) -> None:
        """Print an entry's slip; ``then`` is called once it is in the printer's queue on disk."""
        self._jobs.put(lambda ledger: self._draw(ledger, receipt, copy, then))

    def try_again(self) -> None:
        """Print what waits since the printer was off or out of paper."""
        self._jobs.put(lambda _ledger: None)

    def tell(self, screen: Screen) -> None:
        """Say what went wrong with the printer since it was last asked."""
        waiting, trouble = 0, None
        while not self._troubles.empty():
            waiting, trouble = self._troubles.get()
        if trouble:
            screen.bad(
                "The printer doesn't answer: booked all the same, {waiting} slips print later (0, 6).", waiting=waiting
            )

    def close(self) -> None:
        """Wait until every slip is in the printer's queue."""
        self._jobs.put(None)
        self._thread.join(PATIENCE_SECONDS)

    def _work(self) -> None:
        """Draw what is asked for; once there is no more to draw for now, print."""
        ledger: Ledger | None = None
        over = False
        while not over:
            jobs = [self._jobs.get()]
            while not self._jobs.empty():
                jobs.append(self._jobs.get())
            over = None in jobs
            try:
                ledger = ledger or self._open_ledger()
                for job in filter(None, jobs):
                    job(ledger)
                if jobs != [None]:
                    printed = self._spool.print_waiting(self._send)
                    self._troubles.put((printed.waiting, printed.refusal))
            except (Refusal, OSError) as trouble:
                self._troubles.put((len(jobs), trouble))
        if ledger:
            ledger.close()

    def _draw(self, ledger: Ledger, receipt: str, copy: int, then: Callable[[], None]) -> None:
        """Put a slip into the printer's queue."""
        from wasteledger.printing.escpos import escpos_bytes  # noqa: PLC0415  # drawing is learnt when it is needed
        from wasteledger.printing.slip import slip_parts  # noqa: PLC0415
        from wasteledger_cli.paper import slip_picture  # noqa: PLC0415

        parts = slip_parts(ledger.slip(receipt, self._words, copy), self._words)
        self._spool.put(f"{receipt}-{copy}", escpos_bytes(slip_picture(parts, wide=self._wide)))
        then()
