"""A ledger begun a moment ago, as a town is that still has nothing but its own spreadsheets."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.dirty_workbooks import Household, sheet_of
from tests.support.intruder import Intruder

Make = Callable[..., Path]
"""Makes a workbook of sheets (title → rows) or of one roster's rows."""


@pytest.fixture
def workbook(tmp_path: Path) -> Make:
    def make(**sheets: list[list[object]]) -> Path:
        return sheet_of(tmp_path / "town.xlsx", sheets)

    return make


@pytest.fixture
def registered(intruder: Intruder) -> Callable[[], list[Household]]:
    """What the households' names and places are now."""

    def read() -> list[Household]:
        joined = "household JOIN contact ON household = number ORDER BY number"
        return [tuple(row) for row in intruder.run(f"SELECT community, house_number, name, phone FROM {joined}")]

    return read
