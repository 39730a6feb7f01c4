"""Workbooks as offices keep them, brought in to the cell."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.support import dirty_workbooks as dirty
from tests.support.books import balance, contents
from tests.support.dirty_workbooks import Household
from tests.support.intruder import Intruder
from wasteledger import errors
from wasteledger.domain.registers import Destination, Material, Operator, Point
from wasteledger.exchange.mending import DAY_FIRST
from wasteledger.exchange.setup.findings import MENDED, NOTED, REFUSED, SKIPPED, Outcome
from wasteledger.ledger import Ledger
from wasteledger.units import Credits

Registered = Callable[[], list[Household]]

MOO_DAY, MOO_TOTAL = date(2026, 3, 1), Credits(130_035)


def places(outcome: Outcome, kind: str) -> list[str]:
    return [finding.place for finding in outcome.of(kind)]


def test_a_tidy_town_is_begun_from_one_workbook(ledger: Ledger, registered: Registered, tmp_path: Path) -> None:
    outcome = ledger.setup_apply(dirty.tidy_town(tmp_path / "town.xlsx"))

    assert outcome.applied
    assert registered() == dirty.TIDY_HOUSEHOLDS
    assert ledger.settings().phone == "075-411000"
    assert [(line.code, getattr(line, "name_th", "")) for line in ledger.listed("community")] == [
        ("C01", "ชุมชนท่าแพ"),
        ("C02", "ตลาดใหม่"),
    ]
    assert ledger.listed("point") == [
        Point(code="P01", name_th="ศาลาท่าแพ", community="C01"),
        Point(code="P02", name_th="ลานตลาด", community="C02"),
    ]
    assert ledger.listed("operator")[1:] == [
        Operator(code="12", role="staff", point="P01"),
        Operator(code="2", role="head", point="P02"),
        Operator(code="3", role="auditor"),
    ]
    assert ledger.operator_names()["12"] == "นางเมตตา ตั้งใจ"
    assert ledger.listed("destination") == [
        Destination(code="DEAL", name_th="ร้านโชคดี", method="recycling", collector=1),
        Destination(code="FILL", name_th="บ่อฝังกลบ", method="landfill"),
    ]
    assert ledger.listed("material")[0] == Material(
        code="M01",
        name_th="ขวดเบียร์",
        waste_class="recyclable",
        unit="piece",
        grams_per_unit=500,
        method="recycling",
    )
    prices = {price.material.code: price.rate for price in ledger.prices(date(2026, 3, 2))}
    assert {code: rate.thousandths for code, rate in prices.items() if rate} == {
        "PET": 800_000,
        "M01": 50_000,
        "MIX": None,
    }
    assert ledger.audit().clean


def test_every_row_that_is_no_line_of_a_sheet_is_named(ledger: Ledger, tmp_path: Path) -> None:
    outcome = ledger.setup_check(dirty.tidy_town(tmp_path / "town.xlsx"))

    roster = [place for place in places(outcome, SKIPPED) if place.startswith("ครัวเรือน")]
    assert roster == [f"ครัวเรือน!{row}" for row in (1, 2, 7, 9, 11, 12)]
    assert "สรุป" in places(outcome, NOTED)


def test_remarks_and_national_ids_are_kept_nowhere(ledger: Ledger, intruder: Intruder, tmp_path: Path) -> None:
    ledger.setup_apply(dirty.tidy_town(tmp_path / "town.xlsx"))

    everything = str(contents(intruder)) + "".join(
        bytes(body).decode() for (body,) in intruder.run("SELECT body FROM entry")
    )
    assert dirty.REMARK not in everything
    assert "1234 56" not in everything


def test_one_sheet_a_community_under_merged_headings(
    ledger: Ledger, registered: Registered, intruder: Intruder, tmp_path: Path
) -> None:
    path = dirty.by_moo(tmp_path / "moo.xlsx")

    outcome = ledger.setup_apply(path, opening_day=MOO_DAY, control_total=MOO_TOTAL)

    assert registered() == dirty.BY_MOO_HOUSEHOLDS
    assert outcome.opening == MOO_TOTAL.value
    held = {number: balance(intruder, f"household:{number}") for number in dirty.BY_MOO_OPENINGS}
    assert held == dirty.BY_MOO_OPENINGS
    assert places(outcome, SKIPPED) == [
        *(f"หมู่ 1!{row}" for row in (1, 4, 7, 8, 9)),
        *(f"รายชื่อ!{row}" for row in (2, 4, 6, 7, 9)),
    ]
    assert ledger.audit().clean


@pytest.mark.parametrize("total", [None, Credits(130_034)])
def test_balances_that_do_not_make_up_the_control_total_stop_everything(
    ledger: Ledger, intruder: Intruder, tmp_path: Path, total: Credits | None
) -> None:
    before = contents(intruder)

    with pytest.raises(errors.WorkbookRefused) as refusal:
        ledger.setup_apply(dirty.by_moo(tmp_path / "moo.xlsx"), opening_day=MOO_DAY, control_total=total)

    assert places(refusal.value.outcome, REFUSED) == ["รายชื่อ!C1"]
    assert contents(intruder) == before


def test_dirt_is_mended_and_said_cell_by_cell(ledger: Ledger, registered: Registered, tmp_path: Path) -> None:
    outcome = ledger.setup_apply(dirty.dirty_town(tmp_path / "dirty.xlsx"))

    assert registered() == dirty.DIRTY_HOUSEHOLDS
    assert ledger.household("K07/0001").household.people == 4
    assert ledger.household("K07/0001").household.registered_on == "2026-02-01"
    mended = {finding.cell: (finding.found, finding.mended) for finding in outcome.of(MENDED)}
    assert mended["B2"] == ("๑๒/๓", "12/3")
    assert mended["B3"] == ("1968-05-01", "5/68")
    assert mended["D3"] == ("8.98765432E+8", "0898765432")
    assert mended["B5"] == ("44", "0044")
    assert set(mended) == {"B2", "C2", "D2", "B3", "C3", "D3", "B4", "C4", "D4", "B5", "A6"}
    assert places(outcome, SKIPPED) == ["สมาชิก!6"]
    assert {"สมาชิก!H", "ลับ"} <= set(places(outcome, NOTED))


def test_a_hopeless_sheet_is_refused_cell_by_cell_and_nothing_written(
    ledger: Ledger, intruder: Intruder, tmp_path: Path
) -> None:
    before = contents(intruder)

    with pytest.raises(errors.WorkbookRefused) as refusal:
        ledger.setup_apply(dirty.hopeless(tmp_path / "hopeless.xlsx"))

    cells = {finding.cell for finding in refusal.value.outcome.refused}
    assert cells == set(dirty.HOPELESS_CELLS)
    assert contents(intruder) == before


def test_a_check_finds_what_applying_finds_and_writes_nothing(
    ledger: Ledger, intruder: Intruder, tmp_path: Path
) -> None:
    path, before = dirty.dirty_town(tmp_path / "dirty.xlsx"), contents(intruder)

    checked = ledger.setup_check(path)

    assert contents(intruder) == before
    assert not checked.applied
    applied = ledger.setup_apply(path)
    assert applied.findings == checked.findings
    assert applied.sheets == checked.sheets


def test_hidden_rows_and_dates_are_taken_once_somebody_says_how(ledger: Ledger, tmp_path: Path) -> None:
    outcome = ledger.setup_check(dirty.hopeless(tmp_path / "hopeless.xlsx"), with_hidden=True, order=DAY_FIRST)

    assert {"B2", "11"}.isdisjoint(finding.cell for finding in outcome.refused)


@pytest.mark.parametrize("make", [dirty.tidy_town, dirty.dirty_town], ids=["tidy", "dirty"])
def test_a_workbook_again_applies_nothing(
    ledger: Ledger, intruder: Intruder, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / "town.xlsx")
    ledger.setup_apply(path, cards=True)
    before = contents(intruder)

    again = ledger.setup_apply(path, cards=True)

    assert contents(intruder) == before
    assert [counted.new for counted in again.sheets.values()] == [0] * len(again.sheets)
    assert not again.refused
