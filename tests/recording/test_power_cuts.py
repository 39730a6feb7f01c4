"""Whatever moment the power goes at, what was printed is booked, and pressing again books nothing twice."""

import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import children
from tests.support.books import balance
from tests.support.clock import Clock
from tests.support.intruder import Intruder
from tests.support.town import OFFICE, ORIGIN, PET_RATE, Town
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed like that on Windows")

PRESS = """
import os, signal, sys
from datetime import datetime
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
database, card, now, first, last_breath = sys.argv[1:]
clock = lambda: datetime.fromisoformat(now)
with Ledger.open(database, origin="K07", operator="1", clock=clock) as ledger:
    number = int(first)
    while True:
        (entry,) = ledger.record_drop_off(
            card=card, weighings=(Weighing("PET", 1_000 + number),), request_id=f"press {number}"
        )
        if number == int(last_breath):
            os.kill(os.getpid(), signal.SIGKILL)
        print(number, entry.receipt, flush=True)
        number += 1
"""
NEVER = -1


class Clerk:
    """Presses the same buttons in the same order, in a process that is killed again and again."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.acknowledged: list[str] = []
        """The receipts that were printed, or found by pressing again; one a press."""

    def work_until_killed(self, answers: int, delay: float) -> None:
        """Take so many answers and a little longer, and pull the plug."""
        with self._process(NEVER) as child:
            for _ in range(answers):
                self._note(child)
            time.sleep(delay)
            child.kill()
            self._note_the_rest(child)

    def work_until_dead_of_its_own_accord(self, presses: int) -> None:
        """Die with an entry committed and its receipt not yet printed."""
        with self._process(len(self.acknowledged) + presses) as child:
            self._note_the_rest(child)
        assert child.returncode == -signal.SIGKILL

    def press(self, ledger: Ledger, number: int) -> str:
        weighings = (Weighing("PET", 1_000 + number),)
        (entry,) = ledger.record_drop_off(card=self._town.card, weighings=weighings, request_id=f"press {number}")
        return str(entry.receipt)

    def press_the_last_again(self, ledger: Ledger) -> None:
        """Nobody can know whether it was booked: it was pressed, and no receipt came."""
        self.acknowledged.append(self.press(ledger, len(self.acknowledged)))

    def _process(self, last_breath: int) -> children.Child:
        now, first = self._town.clock.now.isoformat(), str(len(self.acknowledged))
        return children.start(PRESS, self._town.database, self._town.card, now, first, str(last_breath))

    def _note(self, child: children.Child) -> None:
        assert child.stdout
        number, receipt = child.stdout.readline().split()
        assert int(number) == len(self.acknowledged)
        self.acknowledged.append(receipt)

    def _note_the_rest(self, child: children.Child) -> None:
        assert child.stdout
        self.acknowledged += [line.split()[1] for line in child.stdout if line.endswith("\n")]


@pytest.fixture
def clerk(town: Town) -> Clerk:
    """Somebody at the point when the power goes."""
    return Clerk(town)


@pytest.fixture
def check(town: Town, intruder: Intruder, clerk: Clerk) -> Callable[[], None]:
    """Holds what was printed against what is booked."""

    def check() -> None:
        booked = intruder.run("SELECT origin, sequence FROM entry WHERE request_id LIKE 'press %' ORDER BY sequence")
        assert [f"{origin}-{sequence:06d}" for origin, sequence in booked] == clerk.acknowledged
        assert [clerk.press(town.ledger, number) for number in range(len(clerk.acknowledged))] == clerk.acknowledged
        assert intruder.number("SELECT count(*) FROM entry WHERE request_id LIKE 'press %'") == len(booked)
        assert balance(intruder, "household:K07/0001") == sum(
            (1_000 + number) * PET_RATE // 1_000_000 for number in range(len(booked))
        )
        assert town.ledger.audit().findings == []

    return check


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_nothing_printed_is_lost_and_nothing_pressed_again_is_booked_twice(
    town: Town, clerk: Clerk, check: Callable[[], None], seed: int
) -> None:
    moments = random.Random(seed)  # noqa: S311  # not a secret
    for _ in range(6):
        clerk.work_until_killed(moments.randrange(0, 12), delay=moments.uniform(0, 0.005))
        clerk.press_the_last_again(town.ledger)
    check()


def test_killed_between_the_commit_and_the_receipt_the_entry_is_there_once(
    town: Town, clerk: Clerk, check: Callable[[], None]
) -> None:
    for presses in (0, 1, 5):
        clerk.work_until_dead_of_its_own_accord(presses)
        before = town.ledger.status()
        clerk.press_the_last_again(town.ledger)
        assert town.ledger.status() == before
    check()


# Power that fails under the disk


@pytest.fixture
def interrupted(sqlite_town: Town, tmp_path: Path) -> Iterator[tuple[Path, list[bytes]]]:
    """A ledger copied with its write-ahead log while it was written, and the digests of all its entries."""
    file = shutil.copy(sqlite_town.database, tmp_path / "town.db")
    town = sqlite_town.moved_to(str(file), Clock())
    for number in range(20):
        town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000 + number),))
    copied = tmp_path / "interrupted"
    copied.mkdir()
    for part in ("town.db", "town.db-wal"):
        shutil.copy(tmp_path / part, copied / part)
    session = Intruder(str(file))
    yield copied, [bytes(digest) for (digest,) in session.run("SELECT digest FROM entry ORDER BY sequence")]
    session.close()
    town.ledger.close()


def cut(log: bytes, at: int) -> bytes:
    return log[:at]


def zeros_from(log: bytes, at: int) -> bytes:
    return log[:at] + bytes(len(log) - at)


def garbage_from(log: bytes, at: int) -> bytes:
    return log[:at] + random.Random(at).randbytes(len(log) - at)  # noqa: S311  # not a secret


@pytest.mark.parametrize("failing", [cut, zeros_from, garbage_from])
def test_a_log_broken_off_anywhere_leaves_a_prefix_that_audits_clean_and_is_written_on(
    interrupted: tuple[Path, list[bytes]], tmp_path: Path, failing: Callable[[bytes, int], bytes]
) -> None:
    folder, digests = interrupted
    log = (folder / "town.db-wal").read_bytes()
    moments = random.Random(2569)  # noqa: S311  # not a secret
    held = []
    for attempt, at in enumerate([0, 1, len(log), *(moments.randrange(len(log)) for _ in range(12))]):
        file = Path(shutil.copytree(folder, tmp_path / f"attempt {attempt}")) / "town.db"
        file.with_name("town.db-wal").write_bytes(failing(log, at))
        held.append(_held_after(file, digests))
    assert held[0] == 25
    assert held[2] == len(digests) == 45
    assert len(set(held)) > 4


def _held_after(file: Path, digests: list[bytes]) -> int:
    """Open what is left; return how many entries it held, after booking one more."""
    with Ledger.open(file, origin=ORIGIN, operator=OFFICE, clock=Clock()) as ledger:
        audit = ledger.audit()
        assert audit.findings == []
        assert ledger.entry(f"{ORIGIN}-{audit.entries}").digest == digests[audit.entries - 1]
        assert ledger.record_drop_off(card="K07/0001", weighings=(Weighing("PET", 1),))
        assert ledger.audit().findings == []
    return audit.entries
