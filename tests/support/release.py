"""Keep a ledger as a release writes it: ``python -m tests.support.release 0.1.0`` from the checkout's folder.

The file is text, so that it can be read; a test upgrades every one that was ever kept.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.support.clock import Clock
from tests.support.day import a_day
from tests.support.town import found_town

RELEASED = Path(__file__).parents[1] / "migrations" / "released"


def keep(version: str) -> Path:
    """Write a day of the small town as SQL."""
    kept = RELEASED / f"{version}.sql"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "town.db"
        town = found_town(str(file), Clock())
        for _ in a_day(town):
            pass
        town.ledger.close()
        with closing(sqlite3.connect(file)) as database:
            kept.write_text("\n".join(database.iterdump()) + "\n", encoding="utf-8")
    return kept


if __name__ == "__main__":
    sys.stdout.write(f"{keep(sys.argv[1])}\n")
