"""What is new is booked, what is known is left alone, and what differs is named."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.support.books import contents
from tests.support.intruder import Intruder
from tests.support.town import HEAD, Town
from wasteledger import errors
from wasteledger.domain.registers import Community
from wasteledger.exchange.setup.findings import NOTED, Outcome
from wasteledger.ledger import Ledger
from wasteledger.recording.households import Contact
from wasteledger.units import Credits

Make = Callable[..., Path]

ROSTER = ["ชุมชน", "บ้านเลขที่", "ชื่อ-สกุล", "โทรศัพท์", "ยอดยกมา"]
SOMJAI = ["ท่าแพ", "12/3", "นางสมใจ ดีงาม", None, None]


def counted(outcome: Outcome, sheet: str = "ครัวเรือน") -> tuple[int, int, int]:
    said = outcome.sheets[sheet]
    return said.new, said.already, said.changed


def test_rows_added_later_are_all_that_is_booked(ledger: Ledger, workbook: Make) -> None:
    ledger.setup_apply(workbook(ชุมชน=[["ชุมชน"], ["ท่าแพ"], ["ตลาด"]], ครัวเรือน=[ROSTER, SOMJAI]))

    added = workbook(
        ชุมชน=[["ชุมชน"], ["สวนใหม่"], ["ท่าแพ"], ["ตลาด"]], ครัวเรือน=[ROSTER, ["ตลาด", "1", "นายใหม่ มา"], SOMJAI]
    )
    outcome = ledger.setup_apply(added)

    assert counted(outcome) == (1, 1, 0)
    assert [line.code for line in ledger.listed("community")] == ["C01", "C02", "C03"]
    assert ledger.household("K07/0002").household.community == "C02"


def test_a_household_whose_row_changed_is_named_and_left(ledger: Ledger, workbook: Make, intruder: Intruder) -> None:
    ledger.setup_apply(workbook(ครัวเรือน=[ROSTER, SOMJAI]))
    before = contents(intruder)

    outcome = ledger.setup_apply(workbook(ครัวเรือน=[ROSTER, [*SOMJAI[:3], "0812345678", None]]))

    assert counted(outcome) == (0, 0, 1)
    assert [(finding.cell, finding.facts) for finding in outcome.of(NOTED)] == [("C2", {"code": "K07/0001"})]
    assert contents(intruder) == before


def test_who_was_registered_at_the_counter_is_not_registered_again(town: Town, workbook: Make) -> None:
    contact = Contact(name="นางสมใจ ดีงาม", house_number="12/3")
    town.ledger.register_household(community="C01", contact=contact)

    outcome = town.ledger.setup_apply(workbook(ครัวเรือน=[ROSTER, SOMJAI]))

    assert counted(outcome) == (0, 1, 0)


def test_a_list_line_that_differs_is_named_and_left(town: Town, workbook: Make) -> None:
    path = workbook(
        จุดรับฝาก=[["รหัส", "ชื่อ", "ชุมชน"], ["P01", "ศาลาหมู่บ้าน", "ตลาดใหม่"], ["P02", "ตลาดใหม่", "C02"]],
        ผู้บันทึก=[["รหัส", "ชื่อ-สกุล", "หน้าที่"], ["12", "นางเมตตา", "สำนักงาน"]],
    )

    outcome = town.ledger.setup_apply(path)

    assert counted(outcome, "จุดรับฝาก") == (0, 1, 1)
    assert counted(outcome, "ผู้บันทึก") == (0, 0, 1)


def test_a_price_that_differs_is_named_and_a_later_one_booked(town: Town, workbook: Make) -> None:
    heading = ["รหัส", "ชื่อวัสดุ", "หน่วย", "ราคารับซื้อ", "เริ่มใช้วันที่"]
    rows = [["PET", "ขวดใส (PET)", "กก.", 9, "1/1/2569"], ["PET", "ขวดใส (PET)", "กก.", 9, "1/4/2569"]]

    outcome = town.ledger.setup_apply(workbook(ราคา=[heading, *rows]))

    assert counted(outcome, "ราคา") == (1, 0, 1)
    (rate,) = [price.rate for price in town.ledger.prices(date(2026, 4, 2)) if price.material.code == "PET"]
    assert rate is not None
    assert rate.thousandths == 900_000


def test_settings_that_somebody_made_otherwise_are_left(ledger: Ledger, workbook: Make) -> None:
    sheet = [
        ["รายการ", "ค่า"],
        ["ชื่อภาษาไทย", "เทศบาลอื่น"],
        ["โทรศัพท์", "075-411000"],
        ["language", "อังกฤษ"],
        ["เขตเวลา", None],
    ]

    outcome = ledger.setup_apply(workbook(ตั้งค่า=sheet))

    assert counted(outcome, "ตั้งค่า") == (2, 0, 1)
    assert (ledger.settings().name_th, ledger.settings().language) == ("เทศบาลเมืองทุ่งสง", "en")


def test_balances_may_follow_households_that_are_registered(ledger: Ledger, workbook: Make) -> None:
    ledger.setup_apply(workbook(ครัวเรือน=[ROSTER, SOMJAI]))
    opening = {"opening_day": date(2026, 3, 1), "control_total": Credits(21_600)}
    path = workbook(ครัวเรือน=[ROSTER, [*SOMJAI[:4], "216.00"]])

    first, again = ledger.setup_apply(path, **opening), ledger.setup_apply(path)  # type: ignore[arg-type]

    assert (first.opening, again.opening) == (21_600, 0)
    assert ledger.balance("K07/0001") == Credits(21_600)


def test_who_was_forgotten_is_not_brought_back(ledger: Ledger, workbook: Make, intruder: Intruder) -> None:
    path = workbook(ครัวเรือน=[ROSTER, SOMJAI])
    ledger.setup_apply(path)
    ledger.forget_household(household="K07/0001")

    assert counted(ledger.setup_apply(path)) == (0, 1, 0)
    assert intruder.run("SELECT household FROM contact") == []


def test_cards_are_issued_to_the_new_households_alone(ledger: Ledger, workbook: Make) -> None:
    ledger.setup_apply(workbook(ครัวเรือน=[ROSTER, SOMJAI]))

    outcome = ledger.setup_apply(workbook(ครัวเรือน=[ROSTER, SOMJAI, ["ท่าแพ", "12/4", "นายสอง"]]), cards=True)

    assert outcome.cards == 1
    assert len(ledger.household("K07/0002").cards) == 1


def test_house_numbers_that_differ_by_their_slash_are_two_households(ledger: Ledger, workbook: Make) -> None:
    rows = [["ท่าแพ", "12/3", "นายดี"], ["ท่าแพ", "123", "นายดี"]]

    assert counted(ledger.setup_apply(workbook(ครัวเรือน=[ROSTER, *rows]))) == (2, 0, 0)


def test_a_community_that_no_list_has_is_refused_where_there_is_a_list(ledger: Ledger, workbook: Make) -> None:
    outcome = ledger.setup_check(
        workbook(ชุมชน=[["ชุมชน"], ["ท่าแพ"]], ครัวเรือน=[ROSTER, SOMJAI, ["ที่อื่น", "1", "ก"], ["ท่าแพร", "2", "ข"]])
    )

    assert [finding.cell for finding in outcome.refused] == ["A3", "A4"]


def test_everything_that_is_wrong_in_a_row_is_named_in_its_cell(ledger: Ledger, workbook: Make) -> None:
    heading = ["รหัส", "ชื่อวัสดุ", "หน่วย", "กรัมต่อหน่วย", "ราคารับซื้อ", "เริ่มใช้วันที่"]
    path = workbook(วัสดุ=[heading, ["PET", "ขวดใส", "ถัง", "หนัก", "แปด", "พรุ่งนี้"]])

    outcome = ledger.setup_check(path)

    assert [finding.cell for finding in outcome.refused] == ["C2", "D2", "E2", "F2"]


def test_a_price_that_stands_twice_in_other_words_is_refused(ledger: Ledger, workbook: Make) -> None:
    heading = ["ชื่อวัสดุ", "หน่วย", "ราคารับซื้อ", "เริ่มใช้วันที่"]
    rows = [["ขวดใส", "กก.", 8, "1/1/2569"], ["ขวดใส", "กก.", 9, "1/1/2569"], ["ขวดใส", "ลัง", None, None]]

    outcome = ledger.setup_check(workbook(ราคา=[heading, *rows]))

    assert [finding.cell for finding in outcome.refused] == ["A4", "C3"]


def test_a_roster_that_is_called_by_another_sheets_name_is_a_roster(ledger: Ledger, workbook: Make) -> None:
    outcome = ledger.setup_apply(workbook(ชุมชน=[ROSTER, SOMJAI]))

    assert outcome.sheets["ชุมชน"].kind == "household"


def test_dots_to_sign_on_and_remarks_of_any_kind_make_no_row_another(ledger: Ledger, workbook: Make) -> None:
    heading = [*ROSTER[:3], "ลายมือชื่อ", "หมายเหตุ"]
    rows = [[*SOMJAI[:3], "..............", "รวมกับบ้าน 3"], ["ท่าแพ", "12/4", "นายคำ", "..............", "ลงชื่อแทน"]]

    assert counted(ledger.setup_apply(workbook(ครัวเรือน=[heading, *rows]))) == (2, 0, 0)


def test_one_community_under_two_codes_is_refused(ledger: Ledger, workbook: Make) -> None:
    outcome = ledger.setup_check(workbook(ชุมชน=[["รหัส", "ชุมชน"], ["C01", "ท่าแพ"], ["C02", "ชุมชนท่าแพ"]]))

    assert [finding.place for finding in outcome.refused] == ["ชุมชน!A3"]


def test_a_sheet_that_lacks_a_column_is_refused_and_a_stranger_only_named(ledger: Ledger, workbook: Make) -> None:
    outcome = ledger.setup_check(
        workbook(ผู้รับ=[["ชื่อ", "โทร"], ["ก", "1"]], รายชื่อ=[["บ้านเลขที่", "โทรศัพท์"], ["ก", "ข"]], อื่นๆ=[["ก"], [1]])
    )

    assert [finding.place for finding in outcome.refused] == ["ผู้รับ!1", "รายชื่อ!1"]
    assert [finding.place for finding in outcome.of(NOTED)] == ["อื่นๆ"]


def test_a_workbook_without_any_of_our_sheets_is_refused(ledger: Ledger, workbook: Make) -> None:
    with pytest.raises(errors.WorkbookRefused):
        ledger.setup_apply(workbook(อื่นๆ=[["ก"], [1]]))


def test_a_text_file_is_no_workbook(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "town.csv"
    path.write_text("ชุมชน\nท่าแพ\n", encoding="utf-8")

    with pytest.raises(errors.FileUnreadable, match=r"save it as \.xlsx"):
        ledger.setup_apply(path)


def test_only_the_office_begins_a_town(workbook: Make, opened: Callable[[str], Ledger]) -> None:
    with pytest.raises(errors.RoleForbids):
        opened(HEAD).setup_apply(workbook(ชุมชน=[["ชุมชน"], ["ท่าแพ"]]))


def test_a_refused_workbook_leaves_nothing_behind_in_memory(ledger: Ledger, workbook: Make) -> None:
    path = workbook(ชุมชน=[["ชุมชน"], ["ท่าแพ"]], ผู้รับ=[["ชื่อ", "วิธีจัดการ"], ["ก", "เวทมนตร์"]])
    with pytest.raises(errors.WorkbookRefused):
        ledger.setup_apply(path)

    ledger.add_to_list(kind="community", code="C01", attributes={"name_th": "ตลาด"})

    assert ledger.listed("community") == [Community(code="C01", name_th="ตลาด")]
