"""What was there before the books, from the office's files: to the satang, whole or not at all, and never twice."""

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.books import balance, contents
from tests.support.clock import Clock
from tests.support.files import Write, newest, refused
from tests.support.intruder import Intruder
from tests.support.town import PROGRAMME_START, Town, found_town
from wasteledger import errors
from wasteledger.domain.calendar import read_period
from wasteledger.exchange.importing import Imported
from wasteledger.exchange.starter import STARTERS, containers_of, starter_file
from wasteledger.ledger import Ledger
from wasteledger.recording.households import Contact
from wasteledger.units import Credits, Grams

BALANCES = "เลขสมาชิก,ยอดยกมา\n"
STOCK = "จุดรับฝาก,วัสดุ,น้ำหนัก (กก.),หน่วย\n"
HISTORY = "เดือน,ปี,ชุมชน,วัสดุ,น้ำหนัก (กก.),ผู้รับ\n"


def balances(ledger: Ledger, path: Path, total: int) -> Imported:
    return ledger.import_opening_balances(path, day=PROGRAMME_START, control_total=Credits(total))


def stock(ledger: Ledger, path: Path, total: int) -> Imported:
    return ledger.import_opening_stock(path, day=PROGRAMME_START, control_total=Grams(total))


# Balances


def test_passbooks_are_opened_by_number_old_number_or_house(town: Town, write: Write, intruder: Intruder) -> None:
    for former, house in (("045", "12/3"), ("", "123")):
        town.ledger.register_household(community="C01", former_number=former, contact=Contact(house_number=house))
    rows = 'เลขสมาชิก,ชุมชน,บ้านเลขที่,ยอดยกมา\nK07/1,,,"1,216.50"\n๐๔๕,,,0\n,ท่าแพ,๑๒๓,5.25\n'

    done = balances(town.ledger, write(rows), 122_175)

    assert (done.rows, done.booked) == (3, 3)
    assert [balance(intruder, f"household:K07/000{number}") for number in (1, 5, 6)] == [121_650, 0, 525]
    assert town.ledger.audit().clean


def test_the_same_file_again_opens_nothing(town: Town, write: Write, intruder: Intruder) -> None:
    path = write(f"{BALANCES}K07/0001,5.00\nK07/0002,7.00\n")
    balances(town.ledger, path, 1_200)
    before = contents(intruder)

    done = balances(town.ledger, path, 1_200)

    assert (done.booked, done.already) == (0, 2)
    assert contents(intruder) == before


@pytest.mark.parametrize("again", [False, True])
def test_a_control_total_that_does_not_agree_stops_everything(
    town: Town, write: Write, intruder: Intruder, again: bool
) -> None:
    path = write(f"{BALANCES}K07/0001,5.00\nK07/0002,7.00\n")
    if again:
        balances(town.ledger, path, 1_200)
    before = contents(intruder)

    with pytest.raises(errors.ControlTotalDiffers) as raised:
        balances(town.ledger, path, 1_201)

    assert (raised.value.facts["total"], raised.value.facts["difference"]) == (Credits(1_200), Credits(-1))
    assert contents(intruder) == before


def test_a_mended_row_waits_until_the_wrong_one_is_taken_back(town: Town, write: Write) -> None:
    balances(town.ledger, write(f"{BALANCES}K07/0001,5.00\nK07/0002,7.00\n"), 1_200)
    mended = write(f"{BALANCES}K07/0001,50.00\nK07/0002,7.00\n")
    with pytest.raises(errors.RowsRefused) as raised:
        balances(town.ledger, mended, 5_700)
    assert refused(raised.value) == [(2, errors.OpenedAlready)]
    town.ledger.reverse(receipt=str(newest(town.ledger, 2)[0].receipt))

    done = balances(town.ledger, mended, 5_700)

    assert (done.booked, done.already) == (1, 1)
    assert town.ledger.balance("K07/0001") == Credits(5_000)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("K07/0001,-5.00", errors.OpeningBelowZero),
        ("K07/0001,(5.00)", errors.OpeningBelowZero),
        ("K07/0001,", errors.CellMissing),
        ("K07/0001,5.005", errors.TooPrecise),
        ("K07/0001,ห้าบาท", errors.NotANumber),
        ("K07/0099,5.00", errors.HouseholdUnknown),
    ],
)
def test_a_balance_that_can_not_be_is_named_with_its_row(town: Town, write: Write, row: str, kind: Any) -> None:
    with pytest.raises(errors.RowsRefused) as raised:
        balances(town.ledger, write(f"{BALANCES}K07/0002,1.00\n{row}\n"), 100)
    assert refused(raised.value) == [(3, kind)]


def test_a_house_with_two_households_is_asked_about(town: Town, write: Write) -> None:
    for _ in range(2):
        town.ledger.register_household(community="C01", contact=Contact(house_number="12/3"))
    with pytest.raises(errors.RowsRefused) as raised:
        balances(town.ledger, write("ชุมชน,บ้านเลขที่,ยอดยกมา\nท่าแพ,12/3,5\n"), 500)
    assert raised.value.rows[0][1].facts["choices"] == "K07/0005, K07/0006"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=4), st.integers(-1, 1))
def test_no_satang_is_lost_or_nothing_is_written(
    town: Town, write: Write, intruder: Intruder, amounts: list[int], off: int
) -> None:
    """Each example takes back what it opened, so that the town is as new for the next one."""
    rows = "".join(f"{number},{amount / 100:.2f}\n" for number, amount in zip(town.households, amounts, strict=False))
    before = contents(intruder)
    path, total = write(BALANCES + rows + "\n"), sum(amounts)
    if off:
        with pytest.raises((errors.ControlTotalDiffers, errors.RowsRefused)):
            balances(town.ledger, path, total + off)
        assert contents(intruder) == before
        return
    assert balances(town.ledger, path, total).booked == len(amounts)
    assert balance(intruder, "opening:K07") == -total
    for entry in newest(town.ledger, len(amounts)):
        town.ledger.reverse(receipt=str(entry.receipt))
    assert balance(intruder, "opening:K07") == 0


def test_three_thousand_passbooks_are_opened_in_seconds(sqlite_database: str, tmp_path: Path) -> None:
    town = found_town(sqlite_database, Clock())
    roster = "".join(f"C01,{number},บ้าน {number},{number:04}\n" for number in range(3_000))
    (tmp_path / "roster.csv").write_text(f"ชุมชน,บ้านเลขที่,ชื่อ-สกุล,เลขสมาชิกเดิม\n{roster}", encoding="utf-8")
    town.ledger.import_households(tmp_path / "roster.csv")
    rows = "".join(f"{number:04},{number}.25\n" for number in range(3_000))
    (tmp_path / "balances.csv").write_text(BALANCES + rows, encoding="utf-8")
    total = sum(number * 100 + 25 for number in range(3_000))

    begun = time.perf_counter()
    done = balances(town.ledger, tmp_path / "balances.csv", total)
    took = time.perf_counter() - begun

    assert done.booked == 3_000
    assert took < 20, f"{took:.1f} s"
    assert town.ledger.audit().clean
    town.ledger.close()


def test_openings_of_a_wrong_day_are_taken_back_and_the_same_file_says_them_anew(town: Town, write: Write) -> None:
    path, typed = write(f"{BALANCES}K07/0001,5.00\n"), ((town.households[1], Credits(1)),)
    (other,) = town.ledger.open_balances(day=PROGRAMME_START, lines=typed, control_total=Credits(1))
    town.ledger.reverse(receipt=str(other.receipt))
    balances(town.ledger, path, 500)
    with pytest.raises(errors.RowsRefused) as raised:
        town.ledger.import_opening_balances(path, day=date(2026, 1, 2), control_total=Credits(500))
    assert refused(raised.value) == [(2, errors.OpenedAlready)]
    for _ in range(2):
        town.ledger.reverse(receipt=str(newest(town.ledger)[0].receipt))
        assert balances(town.ledger, path, 500).booked == 1

    assert town.ledger.balance("K07/0001") == Credits(500)


# Stock


def test_stock_is_read_in_kilograms_tonnes_or_pieces(town: Town, write: Write) -> None:
    rows = "ศาลาหมู่บ้าน,ขวดใส (PET),120.5,\nP01,BEER,24,ขวด\nP02,FOOD,1.2,ตัน\n"
    stock(town.ledger, write(STOCK + rows), 1_332_500)
    assert town.ledger.stock() == {"P01": {"BEER": 12_000, "PET": 120_500}, "P02": {"FOOD": 1_200_000}}


def test_stock_that_does_not_agree_stops_everything(town: Town, write: Write) -> None:
    path = write(f"{STOCK}P01,PET,1,\nP02,PET,2,\n")
    with pytest.raises(errors.ControlTotalDiffers):
        stock(town.ledger, path, 3_001)
    assert town.ledger.stock() == {}
    assert stock(town.ledger, path, 3_000).booked == 2
    assert stock(town.ledger, path, 3_000).already == 2


# History


@pytest.mark.parametrize("month", ["มี.ค.,2568", "มีนาคม,๒๕๖๘", "3,2025", "2025-03,", "มี.ค. 2568,", "2025-03-01,"])
def test_a_month_is_read_from_one_cell_or_two(town: Town, write: Write, month: str) -> None:
    town.ledger.import_history(write(f'{HISTORY}{month},ท่าแพ,PET,"1,250.5",\n'))
    (entry,) = newest(town.ledger)
    assert (entry.body["day"], entry.body["lines"][0]["grams"]) == ("2025-03-31", 1_250_500)


@pytest.mark.parametrize("month", ["2568,", "15/3/2568,", "Q2/2568,", "อะไร,2568"])
def test_what_is_no_month_is_refused(town: Town, write: Write, month: str) -> None:
    with pytest.raises(errors.RowsRefused) as raised:
        town.ledger.import_history(write(f"{HISTORY}{month},ท่าแพ,PET,1,\n"))
    assert refused(raised.value) == [(2, errors.PeriodNotUnderstood)]


def test_last_year_is_compared_and_imported_once(town: Town, write: Write) -> None:
    rows = "มี.ค.,2568,C01,PET,500,\nมี.ค.,2568,C02,PET,300,\nมี.ค.,2568,,RES,7200,FILL\n"
    path = write(HISTORY + rows)

    assert town.ledger.import_history(path).booked == 3
    assert town.ledger.import_history(path).already == 3

    report = town.ledger.report("diversion", read_period("2025-03"))
    assert (report.total["percent"], report.total["carried_over_grams"]) == ("10.00", 8_000_000)


def test_a_mended_sum_is_never_added_to_the_old_one(town: Town, write: Write) -> None:
    town.ledger.import_history(write(f"{HISTORY}3,2568,C01,PET,500,\n"))
    with pytest.raises(errors.RowsRefused) as raised:
        town.ledger.import_history(write(f"{HISTORY}3,2568,C01,PET,550,\n"))
    assert refused(raised.value) == [(2, errors.OpenedAlready)]


# Tables to begin with


def test_the_starter_materials_are_those_of_a_thai_town(ledger: Ledger) -> None:
    done = ledger.import_materials(starter_file("materials"))

    materials = {line.code: line for line in ledger.listed("material")}
    assert done.booked >= 30
    assert materials["OIL"].attributes()["grams_per_unit"] == 899
    assert materials["BEER"].attributes()["unit"] == "piece"


def test_the_starter_containers_are_a_setting_that_can_be(town: Town) -> None:
    for language, name in (("th", "เข่ง"), ("en", "Bamboo basket")):
        said = containers_of(starter_file("containers"), language)
        town.ledger.change_settings(settings={"containers": said})
        assert (name, 900) in town.ledger.settings().container_list


@pytest.mark.parametrize("name", STARTERS)
def test_every_line_of_a_starter_says_where_it_comes_from(name: str) -> None:
    heading, *lines = starter_file(name).read_text(encoding="utf-8").splitlines()
    assert heading.split(",")[-1] in {"ที่มา", "source"}
    assert all(line.rpartition(",")[2].strip() for line in lines)


def test_the_day_of_an_import_is_the_towns_own(town: Town, write: Write) -> None:
    path = write(f"{BALANCES}K07/0001,5.00\n")
    with pytest.raises(errors.RowsRefused) as raised:
        town.ledger.import_opening_balances(path, day=date(2025, 12, 31), control_total=Credits(500))
    assert refused(raised.value) == [(2, errors.BeforeTheProgramme)]
