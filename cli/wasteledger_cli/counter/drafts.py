"""Visits not yet booked, one small file each beside the ledger: what a power cut leaves to be taken up again."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wasteledger.errors import FileNotWritten

if TYPE_CHECKING:
    from wasteledger_cli.counter.visit import Visit

KEPT = ".visit"
READS_WELL = "thai-reads-well"


class Drafts:
    """The folder of the visits that are open at this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, visit: Visit) -> None:
        """Keep a visit as it stands: one more line of its file, of which the last whole one counts.

        Raises:
            FileNotWritten: the disk is full, or the folder can't be written.
        """
        path = self._file(visit)
        try:
            new = not path.exists()
            self._folder.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write(b"\n%s\n" % json.dumps(asdict(visit)).encode())
                file.flush()
                os.fsync(file.fileno())
            if new:
                self._settle()
        except OSError as failure:
            raise FileNotWritten(path=str(path), reason=failure.strerror or "") from None

    def drop(self, visit: Visit) -> None:
        """Forget a visit that was booked or given up."""
        with suppress(OSError):  # a request booked is asked for by its id before anything is done with it
            self._file(visit).unlink(missing_ok=True)

    def open_visits(self) -> list[Visit]:
        """Every visit that is kept, in the order of the queue; what another version kept is put aside."""
        from wasteledger_cli.counter.visit import visit_of  # noqa: PLC0415  # only where something was left

        found = []
        for path in self._folder.glob(f"*{KEPT}"):
            with suppress(OSError):  # nobody may read it, and nobody is told to
                try:
                    found.append(visit_of(_last_whole(path.read_bytes())))
                except (ValueError, TypeError, KeyError):
                    path.replace(path.with_suffix(".unreadable"))
        return sorted(found, key=lambda visit: visit.number)

    @property
    def thai_reads_well(self) -> bool:
        """Whether somebody at this machine said that Thai reads well on its screen."""
        return (self._folder / READS_WELL).exists()

    def remember_that_thai_reads_well(self) -> None:
        with suppress(OSError):  # asked once more then
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / READS_WELL).touch()

    def _file(self, visit: Visit) -> Path:
        return self._folder / f"{visit.request}{KEPT}"

    def _settle(self) -> None:
        """Let the folder's own page reach the disk, where a folder can be opened at all."""
        with suppress(OSError):
            handle = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _last_whole(kept: bytes) -> Any:
    """The last line that was written to its end: a power cut or a full disk may have broken off others.

    Raises:
        ValueError: there is none.
    """
    for line in reversed(kept.split(b"\n")[:-1]):
        with suppress(ValueError):
            return json.loads(line)
    raise ValueError
