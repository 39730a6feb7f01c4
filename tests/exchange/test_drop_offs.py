"""Drop-offs from a file: one weighing a row, each visit once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.books import balance, contents
from tests.support.files import Write, newest, refused
from tests.support.intruder import Intruder
from tests.support.town import HEAD, STAFF, Town
from wasteledger import errors
from wasteledger.exchange.importing import Imported
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing

HEADING = "วันที่,เลขสมาชิก,วัสดุ,น้ำหนัก,จุดรับฝาก,เลขที่อ้างอิง\n"


def test_each_row_is_booked_at_noon_of_its_day(town: Town, write: Write) -> None:
    path = write(HEADING + "10/3/2569,K07/0001,PET,5.4,P01,\n11 มี.ค. 2569,K07/2,BEER,24,P02,\n")
    done = town.ledger.import_drop_offs(path)
    assert done == Imported(rows=2, booked=2, already=0, bad=0)
    first, second = newest(town.ledger, 2)
    assert first.body["happened"] == "2026-03-10T05:00:00Z"
    assert (first.body["day"], first.body["point"], first.body["household"]) == ("2026-03-10", "P01", "K07/0001")
    assert first.body["lines"] == [
        {"material": "PET", "quantity": 5_400, "grams": 5_400, "credits": 4_320, "rate": 800_000}
    ]
    assert (second.body["day"], second.body["lines"][0]["credits"]) == ("2026-03-11", 1_200)
    assert town.ledger.audit().clean


def test_everything_that_a_row_can_say_is_booked(town: Town, write: Write) -> None:
    path = write(
        "date,time,card,material,quantity,tare,rejected,grade,estimated,point,reference\n"
        f"2026-03-10,9:42,{town.card},PET,5.40,0.20,0.8,a,yes,P01,R1\n"
    )
    town.ledger.import_drop_offs(path)
    (entry,) = newest(town.ledger)
    (line,) = entry.body["lines"]
    assert entry.body["happened"] == "2026-03-10T02:42:00Z"
    assert (entry.body["card"], entry.body["reference"]) == (town.card, "R1")
    assert entry.body["request"] == "import:drop-off:R1"
    assert line == {
        "material": "PET",
        "quantity": 5_200,
        "grams": 5_200,
        "credits": 4_160,
        "rate": 800_000,
        "gross": 5_400,
        "tare": 200,
        "rejected": 800,
        "grade": "A",
        "estimated": 1,
    }


def test_rows_with_one_reference_are_one_drop_off(town: Town, write: Write) -> None:
    rows = ["10/3/2569,K07/0001,PET,5.4,P01,R1", "10/3/2569,K07/0002,PET,1,P01,R2", "10/3/2569,K07/0001,BEER,24,P01,R1"]
    done = town.ledger.import_drop_offs(write(HEADING + "\n".join(rows)))
    assert (done.rows, done.booked) == (3, 2)
    first, second = newest(town.ledger, 2)
    assert [line["material"] for line in first.body["lines"]] == ["PET", "BEER"]
    assert first.body["balance"] == 5_520
    assert second.body["household"] == "K07/0002"


def test_the_balance_goes_on_from_row_to_row(town: Town, write: Write) -> None:
    town.ledger.import_drop_offs(write(HEADING + "10/3/2569,K07/0001,PET,1,P01,\n"))
    rows = "11/3/2569,K07/0001,PET,1,P01,\n" * 2 + f"11/3/2569,{town.card},PET,1,P01,\n"
    town.ledger.import_drop_offs(write(HEADING + rows))
    assert [entry.body["balance"] for entry in newest(town.ledger, 4)] == [800, 1_600, 2_400, 3_200]
    assert town.ledger.balance(town.card).value == 3_200


def test_noon_that_is_yet_to_come_is_now(town: Town, write: Write) -> None:
    town.ledger.import_drop_offs(write(HEADING + "15/3/2569,K07/0001,PET,1,P01,\n"))
    assert newest(town.ledger)[0].body["happened"] == "2026-03-15T02:42:00Z"


def test_the_same_file_again_books_nothing(town: Town, write: Write, intruder: Intruder) -> None:
    path = write(HEADING + "10/3/2569,K07/0001,PET,5.4,P01,\n10/3/2569,K07/0002,PET,1,P01,R1\n")
    town.ledger.import_drop_offs(path)
    before = contents(intruder)
    assert town.ledger.import_drop_offs(path) == Imported(rows=2, booked=0, already=2, bad=0)
    assert contents(intruder) == before


def test_the_same_rows_saved_by_another_program_book_nothing(town: Town, write: Write, workbook: Write) -> None:
    town.ledger.import_drop_offs(write(HEADING + "10/3/2569,K07/0001,PET,5.40,P01,\n"))
    saved = workbook(
        [
            ["Member", "Date", "Weight", "Material", "Point"],
            ["K07/0001", datetime(2026, 3, 10), 5.4, "pet", "p01"],  # noqa: DTZ001  # a workbook knows no zone
        ]
    )
    assert town.ledger.import_drop_offs(saved) == Imported(rows=1, booked=0, already=1, bad=0)


def test_rows_added_to_a_file_are_all_that_is_booked_of_it(town: Town, write: Write) -> None:
    rows = HEADING + "10/3/2569,K07/0001,PET,5.4,P01,\n"
    town.ledger.import_drop_offs(write(rows))
    done = town.ledger.import_drop_offs(write(rows + "10/3/2569,K07/0002,PET,1,P01,\n"))
    assert (done.booked, done.already) == (1, 1)
    assert newest(town.ledger)[0].body["household"] == "K07/0002"


def test_equal_rows_of_one_file_are_so_many_drop_offs(town: Town, write: Write) -> None:
    row = "10/3/2569,K07/0001,PET,1,P01,\n"
    assert town.ledger.import_drop_offs(write(HEADING + row * 2)).booked == 2
    done = town.ledger.import_drop_offs(write(HEADING + row * 3))
    assert (done.booked, done.already) == (1, 2)
    assert town.ledger.balance("K07/0001").value == 2_400


def test_a_reference_used_for_something_else_is_a_bad_row(town: Town, write: Write) -> None:
    town.ledger.import_drop_offs(write(HEADING + "10/3/2569,K07/0001,PET,5.4,P01,R1\n"))
    receipt = str(newest(town.ledger)[0].receipt)
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_drop_offs(write(HEADING + "10/3/2569,K07/0001,PET,5.5,P01,R1\n"))
    ((line, reason),) = refusal.value.rows
    assert line == 2
    assert isinstance(reason, errors.RequestUsedOtherwise)
    assert reason.facts["receipt"] == receipt


def test_rows_of_one_reference_that_differ_in_the_member_are_bad(town: Town, write: Write) -> None:
    rows = ["10/3/2569,K07/0001,PET,5.4,P01,R1", "10/3/2569,K07/0002,PET,1,P01,R1", "10/3/2569,K07/0002,PET,1,P01,R2"]
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_drop_offs(write(HEADING + "\n".join(rows)))
    assert refused(refusal.value) == [(2, errors.RowsDiffer), (3, errors.RowsDiffer)]
    assert refusal.value.rows[0][1].facts["column"] == "เลขสมาชิก"


BAD_ROWS = {
    "10/3/2569,K07/0099,PET,1,P01,": errors.HouseholdUnknown,
    "10/3/2569,W1AAAAAAAAAA,PET,1,P01,": errors.HouseholdUnknown,
    "10/3/2569,K07/0001,GOLD,1,P01,": errors.CodeUnknown,
    "10/3/2569,K07/0001,RES,1,P01,": errors.NoRate,
    "10/3/2569,K07/0001,PET,5-4,P01,": errors.NotANumber,
    "10/3/2569,K07/0001,PET,5.4321,P01,": errors.TooPrecise,
    "10/3/2569,K07/0001,PET,0,P01,": errors.NothingWeighed,
    "10/3/2569,K07/0001,PET,5400,P01,": errors.TooHeavy,
    "16/3/2569,K07/0001,PET,1,P01,": errors.InTheFuture,
    "10/3/2568,K07/0001,PET,1,P01,": errors.BeforeTheProgramme,
    "10/13/2569,K07/0001,PET,1,P01,": errors.DateNotUnderstood,
    "10/3/2569,K07/0001,PET,1,P09,": errors.CodeUnknown,
    "10/3/2569,,PET,1,P01,": errors.CellMissing,
    "10/3/2569,K07/0001,PET,,P01,": errors.CellMissing,
    "10/3/2569,K07/0001,PET,1,250,P01,R1": errors.RowTooLong,
}


def test_every_bad_row_is_named_with_its_line_and_reason_and_nothing_is_written(
    town: Town, write: Write, intruder: Intruder
) -> None:
    before = contents(intruder)
    good = "10/3/2569,K07/0001,PET,1,P01,\n"
    path = write(HEADING + good + "".join(f"{row}\n" for row in BAD_ROWS) + good)
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_drop_offs(path)
    assert refused(refusal.value) == [(line, kind) for line, kind in enumerate(BAD_ROWS.values(), start=3)]
    assert (refusal.value.facts["bad"], refusal.value.facts["total"]) == (len(BAD_ROWS), len(BAD_ROWS) + 2)
    assert contents(intruder) == before


def test_a_member_is_found_by_the_old_number(town: Town, write: Write) -> None:
    town.ledger.register_household(community="C01", former_number="77")
    town.ledger.import_drop_offs(write(HEADING + "10/3/2569,๗๗,PET,1,P01,\n"))
    assert newest(town.ledger)[0].body["household"] == "K07/0005"


def test_an_old_number_that_two_bore_is_refused(town: Town, write: Write, intruder: Intruder) -> None:
    town.ledger.register_household(community="C01", former_number="77")
    intruder.run("UPDATE household SET former_number = '77' WHERE number = 'K07/0001'")
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_drop_offs(write(HEADING + "10/3/2569,77,PET,1,P01,\n"))
    assert refused(refusal.value) == [(2, errors.HouseholdUnknown)]


def test_a_material_is_found_by_its_name(town: Town, write: Write) -> None:
    town.ledger.import_drop_offs(write(HEADING + "10/3/2569,K07/0001,ขวดใส  (PET),1,P01,\n"))
    assert newest(town.ledger)[0].body["lines"][0]["material"] == "PET"


def test_a_name_that_two_materials_share_is_refused(town: Town, write: Write) -> None:
    more = {"waste_class": "recyclable", "unit": "kg", "method": "recycling", "name_th": "เหมา"}
    town.ledger.add_to_list(kind="material", code="MIX2", attributes=more)
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_drop_offs(write(HEADING + "10/3/2569,K07/0001,เหมา,1,P01,\n"))
    assert refused(refusal.value) == [(2, errors.ValueNotAllowed)]
    assert "MIX, MIX2" in str(refusal.value.rows[0][1])


def test_pieces_under_a_heading_in_kilograms_are_refused(town: Town, write: Write) -> None:
    heading = HEADING.replace("น้ำหนัก", "น้ำหนัก (กก.)")
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_drop_offs(write(heading + "10/3/2569,K07/0001,BEER,24,P01,\n"))
    assert refused(refusal.value) == [(2, errors.UnitNotKnown)]


def test_a_net_weight_is_what_was_credited(town: Town, write: Write) -> None:
    heading = "date,member,material,ชั่งได้,หักภาชนะ,สุทธิ,point\n"
    town.ledger.import_drop_offs(
        write(heading + "2026-03-10,K07/1,PET,5.4,0.2,5.2,P01\n2026-03-10,K07/1,PET,,0.2,5,P01\n")
    )
    assert [entry.body["lines"][0]["quantity"] for entry in newest(town.ledger, 2)] == [5_200, 5_000]


def test_gross_tare_and_net_that_do_not_agree_are_refused(town: Town, write: Write) -> None:
    heading = "date,member,material,ชั่งได้,หักภาชนะ,สุทธิ,point\n"
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_drop_offs(write(heading + "2026-03-10,K07/1,PET,5.4,0.2,5.4,P01\n"))
    assert refused(refusal.value) == [(2, errors.ValueNotAllowed)]


def test_a_file_without_points_is_of_the_point_named(town: Town, write: Write) -> None:
    path = write("date,member,material,weight\n2026-03-10,K07/1,PET,1\n")
    town.ledger.import_drop_offs(path, point="P02")
    assert newest(town.ledger)[0].body["point"] == "P02"
    assert town.ledger.import_drop_offs(path, point="P02").already == 1


def test_a_walk_in_is_paid_at_once(town: Town, write: Write) -> None:
    town.ledger.import_drop_offs(write(HEADING + "10/3/2569,K07/0004,PET,1,P01,\n"))
    (entry,) = newest(town.ledger)
    assert (entry.body["paid"], entry.body["balance"]) == (800, 0)


def test_a_material_without_a_rate_yet_waits_for_it(town: Town, write: Write, intruder: Intruder) -> None:
    town.ledger.import_drop_offs(write(HEADING + "10/3/2569,K07/0001,MIX,1,P01,\n" * 2))
    assert intruder.number("SELECT count(*) FROM pending_line") == 2
    town.ledger.settle_rate(material="MIX", thousandths=100_000)
    assert balance(intruder, "household:K07/0001") == 200
    assert town.ledger.audit().clean


def test_staff_may_weigh_but_not_import(write: Write, opened: Callable[[str], Ledger]) -> None:
    path = write(HEADING + "10/3/2569,K07/0001,PET,1,P01,\n")
    with pytest.raises(errors.RoleForbids):
        opened(STAFF).import_drop_offs(path)
    assert opened(HEAD).import_drop_offs(path).booked == 1


def test_progress_is_told_to_the_last_row(town: Town, write: Write) -> None:
    told: list[int] = []
    town.ledger.import_drop_offs(write(HEADING + "10/3/2569,K07/0001,PET,1,P01,\n" * 3), progress=told.append)
    assert told[-1] == 3


def test_more_drop_offs_than_are_held_at_once_are_booked_in_one_go(
    town: Town, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wasteledger.journal.append.ENTRIES_HELD", 7)
    monkeypatch.setattr("wasteledger.exchange.importing.REQUESTS_AT_ONCE", 5)
    path = write(HEADING + "10/3/2569,K07/0001,PET,1,P01,\n" * 30)
    assert town.ledger.import_drop_offs(path).booked == 30
    assert newest(town.ledger)[0].body["balance"] == 30 * 800
    assert town.ledger.import_drop_offs(path).already == 30
    assert town.ledger.audit().clean


def test_what_is_recorded_at_the_counter_goes_on_from_an_import(town: Town, write: Write) -> None:
    town.ledger.import_drop_offs(write(HEADING + "10/3/2569,K07/0001,PET,1,P01,\n"))
    (entry,) = town.ledger.record_drop_off(
        card=town.card, weighings=(Weighing("PET", 1_000),), point="P01", at=datetime(2026, 3, 15, 1, tzinfo=UTC)
    )
    assert entry.body["balance"] == 1_600


def test_a_file_of_another_kind_is_refused_by_its_columns(town: Town, write: Write, tmp_path: Path) -> None:
    with pytest.raises(errors.ColumnsMissing):
        town.ledger.import_drop_offs(write("ชุมชน,บ้านเลขที่\nC01,12/3\n"), skip_bad=tmp_path / "bad.csv")
    assert not (tmp_path / "bad.csv").exists()
