"""One computer of the town: a ledger in a file of its own, a clock of its own, keys, and a past to put back."""

import gc
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from tests.simulator.clocks import Clock
from tests.simulator.founding import CLERK, operator_of
from wasteledger import errors
from wasteledger.exchange.bundles.reading import opened
from wasteledger.exchange.bundles.receiving import Received
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger
from wasteledger.storage.database import Database


class PowerCut(Exception):  # noqa: N818  # nobody's mistake
    """The plug was pulled."""


@dataclass
class Node:
    """A computer: its ledger's file, its folder of keys, and the book that it writes."""

    book: str
    file: Path
    keys: Path
    clock: Clock
    backup: "Node | None" = None
    _ledger: Ledger | None = None
    _opened: sqlite3.Connection | None = None

    @property
    def name(self) -> str:
        """What it is called, whichever book it writes by now."""
        return self.keys.name

    @property
    def ledger(self) -> Ledger:
        if self._ledger is None:
            operator = operator_of(self.name)
            self._ledger = Ledger.open(self.file, origin=self.book, operator=operator, clock=self.clock)
        return self._ledger

    def switch_off(self) -> None:
        for held in (self._ledger, self._opened):
            if held is not None:
                held.close()
        self._ledger = self._opened = None
        if self._log.exists():  # what a power cut left holds the file until it is collected
            gc.collect()
            assert not self._log.exists(), f"{self.file} is still open"

    @property
    def _log(self) -> Path:
        return self.file.with_name(f"{self.file.name}-wal")

    # What it books and sends

    def books(self, verb: str, **asked: Any) -> list[Entry]:
        """Use a verb; where the clock is doubted, whoever sits there says that it is right."""
        try:
            return list(getattr(self.ledger, verb)(**asked))
        except errors.ClockDoubtful:
            self.ledger.confirm_clock()
            return list(getattr(self.ledger, verb)(**asked))

    def sends(self, to: str = "", *, whole: bool = False) -> bytes:
        """A bundle's bytes."""
        path = self.file.with_suffix(".out.wlb")
        self.ledger.sync_export(path, keys=self.keys, to=to, whole=whole)
        return path.read_bytes()

    def receives(self, bundle: bytes) -> Received:
        return self.ledger.sync_import(self._written(bundle), keys=self.keys)

    def _written(self, bundle: bytes) -> Path:
        path = self.file.with_suffix(".in.wlb")
        path.write_bytes(bundle)
        return path

    def books_in(self, bundle: bytes) -> frozenset[str]:
        with opened(self._written(bundle)) as read:
            return frozenset(run.book for run in read.manifest.runs)

    def head(self, book: str) -> int:
        """How many entries of a book it holds."""
        return sum(sequence for (sequence,) in self.rows("SELECT sequence FROM origin WHERE code = ?", book))

    def waits(self) -> bool:
        """Whether something waits for entries that are missing before it."""
        return bool(self.rows("SELECT 1 FROM aside WHERE why = 'gap'"))

    def rejoins(self, bundle: bytes, printed: str) -> dict[str, str]:
        """Go on beside what others hold of the own book; return the new numbers of households."""
        path = self._written(bundle)
        self.switch_off()
        with Ledger.open(self.file, origin=self.book, operator=CLERK, clock=self.clock) as ledger:
            ledger.confirm_clock()
            try:
                return ledger.sync_rejoin(path, last_printed=printed, keys=self.keys).households
            except (errors.BookParted, errors.NewBookNeeded):
                new = self.name + chr(ord("B") + (self.book != self.name))
                rejoined = ledger.sync_rejoin(path, last_printed=printed, new_origin=new, keys=self.keys)
                self.book = rejoined.origin
                return rejoined.households

    # Accidents

    @contextmanager
    def power_fails(self, chance: Random) -> Iterator[None]:
        """Pull the plug while it writes: in the middle of a statement, or when all is done but kept."""
        writing, steps = Database.writing, chance.choice([0, chance.randint(1, 500), chance.randint(1, 20_000)])

        @contextmanager
        def cut_off(database: Database) -> Iterator[Any]:
            with writing(database) as connection:
                driver: Any = connection.connection.driver_connection
                # SQLite asks after so many steps of its machine whether to go on.
                driver.set_progress_handler(lambda: 1, steps)
                try:
                    yield connection
                finally:
                    driver.set_progress_handler(None, 0)
                raise PowerCut

        with patch.object(Database, "writing", cut_off):
            yield

    def copied(self, name: str) -> "Node":
        """Another computer with a copy of this one's file; the keys are where they are."""
        self.switch_off()
        file = self.file.with_name(f"{self.file.stem}-{name}.db")
        shutil.copy(self.file, file)
        return replace(self, file=file, backup=None)

    def becomes(self, other: "Node") -> None:
        """Put another file in this one's place, by hand."""
        self.switch_off()
        other.switch_off()
        shutil.copy(other.file, self.file)

    # What lies in its file

    @property
    def _session(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = sqlite3.connect(self.file)
        return self._opened

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self._session.execute(query, parameters).fetchall()

    def contents(self) -> bytes:
        """A digest of every row of every table."""
        return sha256("".join(self._session.iterdump()).encode()).digest()
