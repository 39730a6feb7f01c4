"""Slips that wait for the printer: one file each, in a folder beside the ledger.

A job's name tells its state, and a rename changes it, which no crash can do by half::

    NUMBER-NAME.writing → NUMBER-NAME.waiting → NUMBER-NAME.sending → a line in sent.txt, and no file

Whoever renames a job to ``sending`` owns it, so that two programs never print one slip. A job that a crash left in
``sending`` may or may not be on paper: it is neither printed again nor forgotten, but asked about.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from wasteledger.errors import PrintingRefused
from wasteledger.printing.transports import Send

STALE_SECONDS = 120.0
"""A job that is being sent for longer than any printer may take was left by a program that died."""

WRITING, WAITING, SENDING, SENT = ".writing", ".waiting", ".sending", "sent.txt"


@dataclass(slots=True)
class Printed:
    """What became of the queue."""

    sent: list[str] = field(default_factory=list)
    waiting: int = 0
    doubtful: list[str] = field(default_factory=list)
    """Left by a crash in the middle of printing: a person looks whether they are on paper."""
    refusal: PrintingRefused | None = None
    """Why the first of the waiting slips didn't print."""


class Spool:
    """The queue of one printer."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._clock = folder, clock
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, data: bytes) -> bool:
        """Keep a slip until it is printed, and say whether it is new here.

        Args:
            name: the receipt number and which copy, such as ``K07-000123-0``; a name is printed once.
            data: what the printer is sent.
        """
        if name in self._sent() or any(_name(job) == name for job in self._jobs(WAITING, SENDING)):
            return False
        last = max((_number(job) for job in self._jobs(WRITING, WAITING, SENDING)), default=0)
        job = self._folder / f"{last + 1:09d}-{name}{WRITING}"
        with job.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        job.replace(job.with_suffix(WAITING))
        return True

    def print_waiting(self, send: Send) -> Printed:
        """Print what waits, oldest first, up to the first slip that the printer doesn't take; never raise for it."""
        printed = Printed()
        already = self._sent()
        self._forget_unwritten()
        for job in self._jobs(WAITING):
            claimed = self._claim(job)
            if claimed is None:
                continue
            if _name(job) in already:
                claimed.unlink()
                continue
            try:
                send(claimed.read_bytes())
            except PrintingRefused as refusal:
                claimed.replace(job)
                printed.refusal = refusal
                break
            self._confirm(claimed)
            printed.sent.append(_name(job))
        printed.waiting = len(self._jobs(WAITING))
        printed.doubtful = [_name(job) for job in self._stale()]
        return printed

    def settle(self, name: str, *, on_paper: bool) -> None:
        """Say of a doubtful slip whether it was found on paper; one that wasn't waits again, in its old place."""
        for job in self._stale():
            if _name(job) == name and on_paper:
                self._confirm(job)
            elif _name(job) == name:
                job.replace(job.with_suffix(WAITING))

    def _claim(self, job: Path) -> Path | None:
        claimed = job.with_suffix(SENDING)
        try:
            os.utime(job, (self._clock(), self._clock()))
            job.rename(claimed)
        except OSError:
            return None  # another program was faster
        return claimed

    def _confirm(self, job: Path) -> None:
        with (self._folder / SENT).open("a", encoding="utf-8") as log:
            log.write(f"\n{_name(job)}\n")  # a line of its own, also after one that a crash cut short
            log.flush()
            os.fsync(log.fileno())
        job.unlink()

    def _sent(self) -> set[str]:
        log = self._folder / SENT
        return set(log.read_text(encoding="utf-8").splitlines()) if log.exists() else set()

    def _stale(self) -> list[Path]:
        """Return the jobs that a crash left in ``sending``, and forget those that were confirmed before it."""
        sent, stale = self._sent(), []
        for job in self._jobs(SENDING):
            if self._clock() - job.stat().st_mtime < STALE_SECONDS:
                continue
            if _name(job) in sent:
                job.unlink()
            else:
                stale.append(job)
        return stale

    def _forget_unwritten(self) -> None:
        """Drop what a crash cut short before it was in the queue: nobody was told that it was."""
        for job in self._jobs(WRITING):
            if self._clock() - job.stat().st_mtime > STALE_SECONDS:
                job.unlink(missing_ok=True)

    def _jobs(self, *states: str) -> list[Path]:
        jobs = (path for path in self._folder.iterdir() if path.suffix in states)
        return sorted(jobs, key=lambda job: (_number(job), _name(job)))


def _number(job: Path) -> int:
    return int(job.name.split("-", 1)[0])


def _name(job: Path) -> str:
    return job.stem.split("-", 1)[1]
