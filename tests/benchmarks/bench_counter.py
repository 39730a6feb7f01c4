"""The counter on a terminal with a million drop-offs in the book: ``bench_counter.py [FOLDER]``.

How long until the first card may be scanned, and from each key to the next prompt. The ledger is the one that
``bench_million.py`` keeps in the folder; a copy of it is written.
"""

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.bench_million import made
from tests.benchmarks.making import HOUSEHOLDS, MATERIALS, OFFICE, ORIGIN
from tests.support.terminal import Terminal
from wasteledger.ledger import Ledger

VISITS = 300
PIN = "2468"
READY_MARK_MS, DONE_MARK_MS = 500, 25


def opened(database: Path) -> Terminal:
    command = (sys.executable, "-m", "wasteledger_cli", "counter", "--no-round", "--operator", OFFICE, "--point", "P01")
    settings = {"DATABASE": str(database), "CONFIG": f"{database}.toml", "LANGUAGE": "th"}
    return Terminal(command, {f"WASTELEDGER_{name}": value for name, value in settings.items()})


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "wasteledger-measured"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as copies:
        database = Path(shutil.copy(made(folder, 1_000_000), Path(copies) / "town.db"))
        with Ledger.open(database, operator=OFFICE) as ledger:
            ledger.set_pin(OFFICE, PIN)
        begun = time.perf_counter()
        terminal = opened(database)
        terminal.until("> $")
        ready = time.perf_counter() - begun
        for typed in ("1", PIN, ""):
            answered(terminal, typed)
        chance = random.Random(1)  # noqa: S311  # the same morning every time
        times: dict[str, list[float]] = {"card": [], "line": [], "DONE": [], "booked": []}
        for _ in range(VISITS):
            times["card"].append(answered(terminal, f"{ORIGIN}/{chance.randint(1, HOUSEHOLDS):04d}"))
            times["line"] += [answered(terminal, f"{chance.choice(MATERIALS)} 5.4") for _ in range(2)]
            times["DONE"].append(answered(terminal, "DONE"))
            times["booked"].append(answered(terminal, "1"))
        terminal.close()
    print(f"ready for the first key: {ready * 1e3:.0f} ms (mark {READY_MARK_MS})")
    for what, seconds in times.items():
        ordered = sorted(seconds)
        middle, late = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
        print(f"{what:>8} → prompt: {middle * 1e3:5.1f} ms, 95 % within {late * 1e3:5.1f} ms (mark {DONE_MARK_MS})")


def answered(terminal: Terminal, typed: str) -> float:
    """Type a line and wait for the next prompt; return the seconds."""
    begun = time.perf_counter()
    terminal.type(f"{typed}\r")
    terminal.until("> $")
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
