"""What history costs: a balance, a year's report and the audit with ten thousand drop-offs and with a million.

The audit is timed in one process and in two; the memory is that of one.

Run: ``python tests/benchmarks/bench_million.py [FOLDER]``; the ledgers are made once and kept in the folder.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.benchmarks.making import ORIGIN, book_all, drop_offs, found, loads_of_residual
from wasteledger.domain.calendar import Period
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import DropOff
from wasteledger.recording.loads import Load

SIZES = (10_000, 100_000, 1_000_000)
YEAR = Period(date(2021, 1, 1), date(2021, 12, 31))
RUNS = 200


def made(folder: Path, size: int) -> Path:
    """A ledger with so many drop-offs, and every month's residual of a year."""
    path = folder / f"measured-{size}.db"
    if not path.exists():
        unfinished = path.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        town = found(unfinished)
        with town.ledger:
            book_all(town.ledger, DropOff, drop_offs(town, size))
            book_all(town.ledger, Load, loads_of_residual(261))
        unfinished.replace(path)
    return path


def best_ms(work: Callable[[], Any], runs: int) -> float:
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times) * 1_000


def audit_s(ledger: Ledger, processes: int) -> float:
    begun = time.perf_counter()
    assert ledger.audit(processes=processes).clean
    return time.perf_counter() - begun


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "wasteledger-measured"
    folder.mkdir(parents=True, exist_ok=True)
    titles = ("drop-offs", "balance, ms", "by community, ms", "by month, ms", "audit, s", "memory, MB", "by two, s")
    print("  ".join(titles))
    for size in SIZES:
        with Ledger.open(made(folder, size)) as ledger:
            balance = best_ms(lambda: ledger.balance(f"{ORIGIN}/0001"), RUNS)
            by_community = best_ms(lambda: ledger.report("diversion", YEAR, by="community"), 5)
            by_month = best_ms(lambda: ledger.report("diversion", YEAR, by="month"), 5)
            alone = audit_s(ledger, 1)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
            by_two = audit_s(ledger, 2)
        times = (f"{balance:.3f}", f"{by_community:.1f}", f"{by_month:.1f}", f"{alone:.1f}")
        figures = (f"{size:,}", *times, f"{memory:.0f}", f"{by_two:.1f}")
        print("  ".join(figure.rjust(len(title)) for figure, title in zip(figures, titles, strict=True)))


if __name__ == "__main__":
    main()
