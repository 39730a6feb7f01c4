"""How fast one drop-off after the other is booked, each on the disk before the next: ``bench_single.py [DROP_OFFS]``.

The reference is the driver alone: the same statements with the same rows, through the same triggers, with the same
syncs. Both begin from the same town and end with the same balances and the same last digest, or no time is told.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import making
from tests.benchmarks.making import Sent
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import DropOff

DROP_OFFS = 2_000
ROUNDS = 20
MARK, TO_BEAT = 0.45, 0.6


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DROP_OFFS
    with tempfile.TemporaryDirectory() as folder:
        start = Path(folder) / "start.db"
        town = making.found(start)
        commands = list(making.drop_offs(town, count))
        town.ledger.close()
        bookings = _script(making.copied(start, Path(folder) / "script.db"), commands)
        ours, raw = Path(folder) / "ours.db", Path(folder) / "raw.db"
        making.copied(start, ours)
        making.copied(start, raw)
        our_seconds, raw_seconds = _race(ours, commands, raw, bookings)
        if making.balances(ours) != making.balances(raw) or _head(ours) != _head(raw):
            sys.exit("the two sides did not book the same")
    ratio = raw_seconds / our_seconds
    line = (
        f"drop-offs a second ({count:,}, 2 weighings each)",
        f"{count / our_seconds:,.0f}",
        f"{count / raw_seconds:,.0f}",
    )
    making.table("Durable single drop-offs, SQLite (WAL, FULL)", [(*line, f"{ratio:.2f}", f"{MARK} ({TO_BEAT})")])


def _script(path: Path, commands: list[DropOff]) -> list[Sent]:
    """Book everything once, noting the statements of each booking."""
    bookings: list[Sent] = []
    with _opened(path) as ledger:
        for command in commands:
            with making.recorded() as sent:
                _record(ledger, command)
            bookings.append(sent)
    return bookings


def _race(ours: Path, commands: list[DropOff], raw: Path, bookings: list[Sent]) -> tuple[float, float]:
    """Book by turns, so that a disk which is slow for a while is slow for both; return each side's seconds."""
    our_seconds = raw_seconds = 0.0
    size = -(-len(commands) // ROUNDS)
    connection = making.opened_raw(raw)
    with _opened(ours) as ledger:
        for first in range(0, len(commands), size):
            begin = time.perf_counter()
            for command in commands[first : first + size]:
                _record(ledger, command)
            middle = time.perf_counter()
            for sent in bookings[first : first + size]:
                connection.execute("BEGIN IMMEDIATE")
                for text, rows in sent:
                    if len(rows) > 1:
                        connection.executemany(text, rows)
                    else:
                        connection.execute(text, rows[0]).fetchall()
                connection.execute("COMMIT")
            our_seconds += middle - begin
            raw_seconds += time.perf_counter() - middle
    connection.close()
    return our_seconds, raw_seconds


def _opened(path: Path) -> Ledger:
    return Ledger.open(path, origin=making.ORIGIN, operator=making.OFFICE, clock=lambda: making.NOW)


def _record(ledger: Ledger, command: DropOff) -> None:
    ledger.record_drop_off(card=command.card, weighings=command.weighings, at=command.at, request_id=command.request_id)


def _head(path: Path) -> object:
    connection = making.opened_raw(path)
    try:
        return connection.execute("SELECT sequence, digest FROM origin").fetchall()
    finally:
        connection.close()


if __name__ == "__main__":
    main()
