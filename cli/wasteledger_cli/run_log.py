"""The machine's log: one line a run, for whoever is asked why; it holds no name, no card and nothing that was typed."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from wasteledger.errors import Refusal

if TYPE_CHECKING:
    from wasteledger_cli.session import Session

BYTES, FILES_KEPT = 1_000_000, 3


class RunLog:
    """Times one run of the command, and writes its line at the end where this machine keeps a log."""

    def __init__(self, session: Session) -> None:
        self._session, self._began = session, time.perf_counter()

    def ended(self, exit_code: int, refusal: Refusal | None = None) -> None:
        """Write when, which version, which command, how it ended, how long it took, and the receipts booked."""
        with suppress(Refusal, OSError):  # a log that can't be written must not spoil what was done
            path = self._session.option("log")
            if path:
                seconds = time.perf_counter() - self._began
                ended = f"exit={exit_code}" + (f" {type(refusal).__name__}" if refusal else "")
                words = [self._session.command or "-", ended, f"{seconds:.3f}s", *_receipts(self._session.answered)]
                _write(path, " ".join(words))


def _receipts(answered: Any) -> list[str]:
    booked = answered.get("entries") if isinstance(answered, dict) else None
    return [entry["receipt"] for entry in booked] if isinstance(booked, list) else []


def _write(path: str, line: str) -> None:
    import logging.handlers  # noqa: PLC0415  # only where a log is kept
    from importlib.metadata import version  # noqa: PLC0415

    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=BYTES, backupCount=FILES_KEPT - 1, encoding="utf-8", delay=True
    )
    form = logging.Formatter(f"%(asctime)sZ {version('wasteledger')} %(message)s", "%Y-%m-%dT%H:%M:%S")
    form.converter = time.gmtime
    handler.setFormatter(form)
    handler.handleError = lambda record: None  # type: ignore[method-assign]  # noqa: ARG005  # as above
    handler.emit(logging.makeLogRecord({"msg": line, "levelno": logging.INFO}))
    handler.close()
