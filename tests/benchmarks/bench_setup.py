"""How fast a town is begun: ``python tests/benchmarks/bench_setup.py [HOUSEHOLDS]``. The mark: 3,000 in 20 s.

What is timed is the workbook of the sample afternoon; beside each time stands how often the same workbook is read by
openpyxl alone meanwhile.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import openpyxl

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.afternoon import HOUSEHOLDS, OPENING, SUM, write_workbook
from wasteledger import Credits
from wasteledger.ledger import Ledger, SetupHow

OPENING_DAY = date(2026, 1, 1)
PROGRAMME_START = "2016-10-01"
Made = TypeVar("Made")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else HOUSEHOLDS
    with tempfile.TemporaryDirectory() as folder:
        path = write_workbook(Path(folder) / "town.xlsx", count, mended=True)
        reference, sheets = timed(lambda: [list(sheet.values) for sheet in openpyxl.load_workbook(path).worksheets])
        total = next(row[OPENING] for row in sheets[-1] if row[0] == SUM)
        told("openpyxl reads it", reference, reference)
        settings = {"programme_start": PROGRAMME_START}
        with Ledger.found(Path(folder) / "town.db", origin="K07", settings=settings) as ledger:
            seconds, outcome = timed(lambda: ledger.setup_check(path))
            told("check", seconds, reference)
            copy = Path(folder) / "marked.xlsx"
            seconds, _ = timed(lambda: ledger.setup_copy(outcome, copy, lambda finding: finding.message))
            told("marked copy", seconds, reference)
            how = SetupHow(cards=True, opening_day=OPENING_DAY, control_total=Credits(round(float(str(total)) * 100)))
            seconds, _ = timed(lambda: ledger.setup_apply(path, **how))
            told("apply, with cards and balances", seconds, reference)
            seconds, again = timed(lambda: ledger.setup_apply(path, **how))
            told("apply again", seconds, reference)
    print(f"{sum(sheet.already for sheet in again.sheets.values()):,} lines, {len(again.findings):,} findings")


def timed(do: Callable[[], Made]) -> tuple[float, Made]:
    begin = time.perf_counter()
    made = do()
    return time.perf_counter() - begin, made


def told(what: str, seconds: float, reference: float) -> None:
    print(f"{what:<32}{seconds:6.2f} s{seconds / reference:6.1f} x")


if __name__ == "__main__":
    main()
