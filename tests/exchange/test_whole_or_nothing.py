"""Whatever a sheet holds, it applies whole or changes nothing; good rows and bad rows make up the file."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.books import contents, head
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors

HEADER = ("วันที่", "เลขสมาชิก", "วัสดุ", "น้ำหนัก", "หักภาชนะ", "จุดรับฝาก", "เลขที่อ้างอิง")


def mostly(good: list[str], *bad: str) -> st.SearchStrategy[str]:
    """A cell that can be booked, most of the time."""
    return st.integers(1, 40).flatmap(lambda luck: st.sampled_from([*bad, ""] if luck == 40 else good))


ROWS = st.tuples(
    mostly(["10/3/2569", "2026-03-11", "15 มี.ค. 2569"], "31/2/2569", "1/1/2570"),
    mostly(["K07/0001", "k07/2", "K07/0004"], "K07/0099", "ป้าศรี"),
    mostly(["PET", "ขวดใส (PET)", "MIX", "FOOD"], "GOLD", "RES"),
    mostly(["1", "5.40", "๒.๕", "12"], "0", "x", "9999", "1.23456", "=1+1"),
    st.sampled_from(["", "", "0.2"]),
    mostly(["P01", "P02"], "P09"),
    st.sampled_from(["", "", "", "R1", "R2", "R#3"]),
)
SHEETS = st.lists(ROWS, min_size=1, max_size=12)


@pytest.fixture
def save(tmp_path: Path) -> Callable[[list[tuple[str, ...]]], Path]:
    def write(rows: list[tuple[str, ...]]) -> Path:
        path = tmp_path / "sheet.csv"
        with path.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([HEADER, *rows])
        return path

    return write


@given(rows=SHEETS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sheet_applies_whole_or_changes_nothing(
    town: Town, save: Callable[..., Path], intruder: Intruder, rows: list[tuple[str, ...]]
) -> None:
    path, before = save(rows), contents(intruder)
    try:
        done = town.ledger.import_drop_offs(path)
    except errors.RowsRefused:
        assert contents(intruder) == before
    else:
        assert done.bad == 0
        assert head(intruder)[0] == len(before["entry"]) + done.booked
        assert town.ledger.import_drop_offs(path).booked == 0
        assert town.ledger.audit().clean


@given(rows=SHEETS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_good_rows_and_bad_rows_make_up_the_file(
    town: Town, save: Callable[..., Path], tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    path, aside = save(rows), tmp_path / "bad.csv"
    aside.unlink(missing_ok=True)
    done = town.ledger.import_drop_offs(path, skip_bad=aside)
    assert aside.exists() == (done.bad > 0)
    again = town.ledger.import_drop_offs(path, skip_bad=aside)
    assert (again.booked, again.bad) == (0, done.bad)
    assert again.already == done.booked + done.already
    assert town.ledger.audit().clean
