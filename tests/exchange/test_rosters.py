"""What the office keeps lists of, from its own sheets: households, materials, rates and the round calendar."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.support.books import contents
from tests.support.files import Write, newest, refused
from tests.support.intruder import Intruder
from tests.support.town import HEAD, Town
from wasteledger import errors
from wasteledger.domain.registers import Material
from wasteledger.exchange.importing import Imported
from wasteledger.ledger import Ledger

ROSTER = "ชุมชน,บ้านเลขที่,ชื่อ-สกุล,ชื่อที่คนเรียก,เลขสมาชิกเดิม,ประเภท,จำนวนคน,โทรศัพท์,รหัสประจำบ้าน,วันที่สมัคร\n"


def test_a_household_is_registered_with_all_that_the_roster_says(town: Town, write: Write, intruder: Intruder) -> None:
    row = "ชุมชนท่าแพ,12/3,นางสมศรี ใจดี,ป้าศรี,77,ครัวเรือน,4,081-234-5678,8001-012345-6,1/2/2569\n"
    assert town.ledger.import_households(write(ROSTER + row)) == Imported(rows=1, booked=1, already=0, bad=0)
    (entry,) = newest(town.ledger)
    assert entry.body["household"] == "K07/0005"
    attributes = {"type": "household", "community": "C01", "people": 4, "former_number": "77"}
    assert entry.body["attributes"] == attributes
    assert entry.body["day"] == "2026-02-01"
    assert _contact(intruder, "K07/0005") == ("นางสมศรี ใจดี", "ป้าศรี", "12/3", "081-234-5678", "8001-012345-6")
    assert town.ledger.audit().clean


def test_a_roster_says_what_a_household_has_and_allows(town: Town, write: Write) -> None:
    header = "ชุมชน,บ้านเลขที่,ชื่อ-สกุล,ถังขยะเปียก (มี/ไม่มี),ให้ไปรับที่บ้าน,จ่ายเงินผู้นำมาแทน\n"
    town.ledger.import_households(write(header + "C01,1,ก,มี,ใช่,ใช่\nC01,2,ข,ไม่มี,,\n"))
    both = [entry.body["attributes"] for entry in newest(town.ledger, 2)]
    plain = {"type": "household", "community": "C01"}
    assert both == [plain | {"wet_bin": 1, "pick_up": 1, "proxy_cash": 1}, plain]


def test_the_round_calendar_is_read_by_codes_or_names(town: Town, write: Write) -> None:
    rows = 'M1,P01,2-เสาร์,"ชุมชนท่าแพ, ตลาดใหม่"\nM2,ตลาดใหม่,๑๕ last-sun,C01 C02\nM3,P01,1/4/2569,New Market\n'
    assert town.ledger.import_plans(write(f"รหัส,จุดรับฝาก,วัน,ชุมชน\n{rows}")).booked == 3
    plans = [line.attributes() for line in town.ledger.listed("plan")]
    assert [(plan["point"], plan["days"], plan["communities"]) for plan in plans] == [
        ("P01", "2-sat", "C01 C02"),
        ("P02", "15 last-sun", "C01 C02"),
        ("P01", "2026-04-01", "C02"),
    ]


def test_names_are_kept_as_thai_ought_to_be_spelled(town: Town, write: Write, intruder: Intruder) -> None:
    town.ledger.import_households(write("ชุมชน,บ้านเลขที่,ชื่อ-สกุล\nC01,1,  นาย  คําดี   นํ้าใส \n"))
    assert _contact(intruder, "K07/0005")[0] == "นาย คำดี น้ำใส"


def test_a_name_in_three_columns_is_one_name(town: Town, write: Write, intruder: Intruder) -> None:
    town.ledger.import_households(write("ชุมชน,บ้านเลขที่,คำนำหน้า,ชื่อ,สกุล\nC01,1,นาง,สมศรี,ใจดี\nC01,2,,มี,\n"))
    assert _contact(intruder, "K07/0005")[0] == "นางสมศรี ใจดี"
    assert _contact(intruder, "K07/0006")[0] == "มี"


def test_nothing_that_names_a_person_is_in_the_journal(town: Town, write: Write, intruder: Intruder) -> None:
    town.ledger.import_households(write("ชุมชน,บ้านเลขที่,ชื่อ-สกุล,โทรศัพท์\nC01,12/3,Somsri,0812345678\n"))
    bodies = b"".join(bytes(body) for (body,) in intruder.run("SELECT body FROM entry"))
    assert not any(word in bodies for word in (b"Somsri", b"12/3", b"0812345678"))


def test_the_same_roster_again_registers_nobody(town: Town, write: Write, intruder: Intruder) -> None:
    path = write("ชุมชน,บ้านเลขที่,ชื่อ-สกุล,เลขสมาชิกเดิม\nC01,1,ก,77\nC01,1,ข,\nC02,2,ค,\n")
    assert town.ledger.import_households(path).booked == 3
    before = contents(intruder)
    assert town.ledger.import_households(path) == Imported(rows=3, booked=0, already=3, bad=0)
    assert contents(intruder) == before


def test_rows_added_to_a_roster_are_all_that_is_registered(town: Town, write: Write) -> None:
    roster = "ชุมชน,บ้านเลขที่,ชื่อ-สกุล\nC01,1,ก\n"
    town.ledger.import_households(write(roster))
    done = town.ledger.import_households(write(roster + "C01,2,ข\n"))
    assert (done.booked, done.already) == (1, 1)
    assert newest(town.ledger)[0].body["household"] == "K07/0006"


def test_a_household_whose_row_changed_is_not_registered_twice(town: Town, write: Write) -> None:
    town.ledger.import_households(write("ชุมชน,บ้านเลขที่,ชื่อ-สกุล,จำนวนคน\nC01,1,ก,2\n"))
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_households(write("ชุมชน,บ้านเลขที่,ชื่อ-สกุล,จำนวนคน\nC01,1,ก,3\n"))
    assert refused(refusal.value) == [(2, errors.RequestUsedOtherwise)]


def test_houses_12_3_and_123_are_two(town: Town, write: Write) -> None:
    path = write("ชุมชน,บ้านเลขที่,ชื่อ-สกุล,เลขสมาชิกเดิม\nC01,12/3,นางสมใจ ดีงาม,\nC01,123,นางสมใจ ดีงาม,\n")

    assert town.ledger.import_households(path).booked == 2


def test_the_same_household_twice_in_one_roster_is_registered_once(town: Town, write: Write) -> None:
    done = town.ledger.import_households(write("ชุมชน,บ้านเลขที่,ชื่อ-สกุล\nC01,1,ก\nC01,1,ก\n"))
    assert (done.booked, done.already) == (1, 1)


def test_an_old_number_that_another_household_bears_is_a_bad_row(town: Town, write: Write) -> None:
    town.ledger.register_household(community="C01", former_number="77")
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_households(write("ชุมชน,บ้านเลขที่,ชื่อ-สกุล,เลขสมาชิกเดิม\nC01,1,ก,77\nC01,2,ข,78\nC01,3,ค,78\n"))
    assert refused(refusal.value) == [(2, errors.HouseholdKnown), (4, errors.RequestUsedOtherwise)]


def test_bad_rows_of_a_roster_are_named(town: Town, write: Write) -> None:
    rows = "ชุมชนไม่มี,1,ก,,,,,,,\nC01,,ก,,,,,,,\nC01,2,,,,,,,,\nC01,3,ก,,,แมว,,,,\nC01,4,ก,,,,x,,,\nC01,5,ก,,,,,,123,\n"
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_households(write(ROSTER + rows))
    assert refused(refusal.value) == [
        (2, errors.CodeUnknown),
        (3, errors.CellMissing),
        (4, errors.CellMissing),
        (5, errors.ValueNotAllowed),
        (6, errors.NotANumber),
        (7, errors.ValueNotAllowed),
    ]


def test_numbers_go_on_where_the_book_left_off(town: Town, write: Write) -> None:
    town.ledger.import_households(write("ชุมชน,บ้านเลขที่,ชื่อ-สกุล\nC01,1,ก\nC02,2,ข\n"))
    (entry,) = town.ledger.register_household(community="C01")
    assert entry.body["household"] == "K07/0007"


PRICES = "รหัส,ชื่อวัสดุ,ชื่อที่เรียก,กลุ่ม,หน่วย,กรัมต่อหน่วย,ราคารับซื้อ,เริ่มใช้วันที่\n"
PRICE_ROWS = "HDPE,ขวดขุ่น,ขวดนม,รีไซเคิล,กก.,,12.50,1/3/2569\nCRATE,ขวดเบียร์ลัง,,,ลัง,6500,8,1/3/2569\n"


def test_one_price_sheet_brings_in_materials_and_rates(town: Town, write: Write) -> None:
    path = write(PRICES + PRICE_ROWS)
    assert town.ledger.import_materials(path).booked == 2
    assert town.ledger.import_rates(path).booked == 2
    materials = {line.code: line for line in town.ledger.listed("material")}
    assert materials["HDPE"] == Material(
        code="HDPE", name_th="ขวดขุ่น", spoken_th="ขวดนม", waste_class="recyclable", unit="kg", method="recycling"
    )
    crate = materials["CRATE"].attributes()
    assert (crate["unit"], crate["grams_per_unit"], crate["waste_class"]) == ("crate", 6_500, "recyclable")
    prices = {price.material.code: price.rate for price in town.ledger.prices(date(2026, 3, 2))}
    assert prices["HDPE"] is not None
    assert prices["HDPE"].thousandths == 1_250_000
    assert town.ledger.audit().clean


def test_a_price_sheet_again_changes_nothing(town: Town, write: Write, intruder: Intruder) -> None:
    path = write(PRICES + PRICE_ROWS)
    town.ledger.import_materials(path)
    town.ledger.import_rates(path)
    before = contents(intruder)
    assert (town.ledger.import_materials(path).already, town.ledger.import_rates(path).already) == (2, 2)
    assert contents(intruder) == before


def test_a_new_price_from_another_day_is_booked(town: Town, write: Write) -> None:
    town.ledger.import_rates(write("วัสดุ,ราคารับซื้อ,เริ่มใช้วันที่\nPET,8.5,1/4/2569\n"))
    assert town.ledger.import_rates(write("วัสดุ,ราคารับซื้อ,เริ่มใช้วันที่\nPET,8.5,1/4/2569\nPET,9,1/5/2569\n")).booked == 1


def test_another_price_for_the_same_day_is_a_bad_row(town: Town, write: Write) -> None:
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_rates(write("วัสดุ,ราคารับซื้อ,เริ่มใช้วันที่\nPET,8.5,1/4/2569\nPET,9,1/4/2569\n"))
    assert refused(refusal.value) == [(3, errors.RequestUsedOtherwise)]


def test_a_rate_may_be_pending_or_finer_than_the_smallest_coin(town: Town, write: Write) -> None:
    rows = "MIX,รอตีราคา,1/4/2569\nPET,0.00001,1/4/2569\nBATT,0,1/4/2569\n"
    town.ledger.import_rates(write("วัสดุ,ราคารับซื้อ,เริ่มใช้วันที่\n" + rows))
    rates = [entry.body["rates"][0].get("rate") for entry in newest(town.ledger, 3)]
    assert rates == [None, 1, 0]


def test_bad_rows_of_a_price_sheet_are_named(town: Town, write: Write) -> None:
    rows = "PET,ขวดใส,,,กก.,,,\nกระดาษ,กระดาษ,,,กก.,,,\nNEW1,ใหม่,,,ตัน,,,\nNEW2,ใหม่,,,ขวด,,,\nNEW3,ใหม่,,เขียว,กก.,,,\n"
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_materials(write(PRICES + rows))
    assert refused(refusal.value) == [
        (2, errors.CodeTaken),
        (3, errors.ValueNotAllowed),
        (4, errors.UnitNotKnown),
        (5, errors.CellMissing),
        (6, errors.ValueNotAllowed),
    ]


def test_only_the_office_brings_in_prices(write: Write, opened: Callable[[str], Ledger]) -> None:
    with pytest.raises(errors.RoleForbids):
        opened(HEAD).import_rates(write(PRICES + PRICE_ROWS))


def _contact(intruder: Intruder, household: str) -> tuple[str, ...]:
    columns = "name, called, house_number, phone, house_code"
    (row,) = intruder.run(f"SELECT {columns} FROM contact WHERE household = ?", household)
    return tuple(row)
