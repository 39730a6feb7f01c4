"""How fast drop-offs are brought in by the thousand: ``bench_bulk.py [DROP_OFFS]``.

The reference is the driver alone, sending the same rows by ``executemany`` into the same tables without triggers. Both
Both end with the same balances, or no time is told. From commands: what was read already. From a file: two rows of CSV
a drop-off, read and checked too. The best of some rounds counts, as a shared machine only ever makes things slower.
"""

import csv
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import making
from tests.benchmarks.making import Sent
from wasteledger.exchange.sheets import read_sheet
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import DropOff

DROP_OFFS = 50_000
ROUNDS = 3
MARK, MARK_A_SECOND = 0.33, 20_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DROP_OFFS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = folder / "start.db"
        town = making.found(start)
        commands = list(making.drop_offs(town, count))
        town.ledger.close()
        sheet = _written(folder / "drop-offs.csv", commands)
        sent = _sent(making.copied(start, folder / "sent.db"), commands)
        ours, raw, file = folder / "ours.db", folder / "raw.db", folder / "file.db"
        seconds: dict[str, list[float]] = {"raw": [], "ours": [], "file": [], "read": []}
        for _ in range(ROUNDS):
            seconds["raw"].append(_raw(making.copied(start, raw), sent))
            seconds["ours"].append(_commands(making.copied(start, ours), commands))
            seconds["file"].append(_file(making.copied(start, file), sheet))
            seconds["read"].append(_timed(lambda: read_sheet(sheet)))
        if not making.balances(ours) == making.balances(raw) == making.balances(file):
            sys.exit("the sides did not book the same")
    _tell(count, {what: min(measured) for what, measured in seconds.items()})


def _tell(count: int, seconds: dict[str, float]) -> None:
    raw = f"{count / seconds['raw']:,.0f}"
    lines = [
        (what, f"{count / seconds[side]:,.0f}", raw, f"{seconds['raw'] / seconds[side]:.2f}", mark)
        for what, side, mark in (
            ("from commands", "ours", f"{MARK}; {MARK_A_SECOND:,} a second"),
            ("from a CSV file", "file", ""),
            ("reading the file alone", "read", ""),
        )
    ]
    making.table(f"Bulk drop-offs a second, SQLite ({count:,}, 2 weighings each)", lines)


def _written(path: Path, commands: Sequence[DropOff]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["วันที่", "บัตร", "วัสดุ", "น้ำหนัก", "เลขที่อ้างอิง"])
        for command in commands:
            assert command.at is not None
            for weighing in command.weighings:
                weight = f"{weighing.gross / 1_000:.3f}"
                writer.writerow([f"{command.at:%Y-%m-%d}", command.card, weighing.material, weight, command.request_id])
    return path


def _sent(path: Path, commands: list[DropOff]) -> Sent:
    with _opened(path) as ledger, making.recorded() as sent:
        making.book_all(ledger, DropOff, commands)
    return [(text, rows) for text, rows in sent if text.startswith("INSERT")]


def _raw(path: Path, sent: Sent) -> float:
    connection = making.opened_raw(path)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")

    def send() -> None:
        connection.execute("BEGIN IMMEDIATE")
        for text, rows in sent:
            connection.executemany(text, rows)
        connection.execute("COMMIT")

    seconds = _timed(send)
    connection.close()
    return seconds


def _commands(path: Path, commands: list[DropOff]) -> float:
    with _opened(path) as ledger:
        return _timed(lambda: making.book_all(ledger, DropOff, commands))


def _file(path: Path, sheet: Path) -> float:
    with _opened(path) as ledger:
        return _timed(lambda: ledger.import_drop_offs(sheet))


def _opened(path: Path) -> Ledger:
    ledger = Ledger.open(path, origin=making.ORIGIN, operator=making.OFFICE, clock=lambda: making.NOW)
    ledger.status()
    return ledger


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
