"""What it costs to begin: ``bench_startup.py [RUNS]``, whole processes, the best of some runs, by turns."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import making

RUNS = 15
COMMAND = [sys.executable, "-m", "wasteledger_cli"]
HELP_MARK, BALANCE_MARK = 2.0, 1.25


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "town.db"
        town = making.found(path)
        card = town.cards[0][0]
        town.ledger.close()
        os.environ["WASTELEDGER_DATABASE"] = str(path)
        seconds = _best(
            runs,
            {
                "--help": [*COMMAND, "--help"],
                "click": [sys.executable, "-c", "import click"],
                "balance": [*COMMAND, "balance", card],
                "sqlalchemy": [sys.executable, "-c", "import sqlalchemy, click"],
            },
        )
    making.table(
        "Start-up, whole process",
        [
            _line("wasteledger --help", seconds["--help"], seconds["click"], HELP_MARK),
            _line("wasteledger balance", seconds["balance"], seconds["sqlalchemy"], BALANCE_MARK),
        ],
    )


def _line(what: str, ours: float, reference: float, mark: float) -> tuple[str, str, str, str, str]:
    return what, f"{ours * 1e3:.0f} ms", f"{reference * 1e3:.0f} ms", f"{ours / reference:.2f}", f"{mark}"


def _best(runs: int, commands: dict[str, list[str]]) -> dict[str, float]:
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            seconds[name].append(time.perf_counter() - begin)
    return {name: min(measured) for name, measured in seconds.items()}


if __name__ == "__main__":
    main()
