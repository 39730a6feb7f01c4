"""Good rows booked, bad rows put aside in a file to be mended."""

import csv
from pathlib import Path

import pytest

from tests.support.books import contents
from tests.support.files import Write, newest
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors

HEADING = "วันที่,เลขสมาชิก,วัสดุ,น้ำหนัก,จุดรับฝาก,เลขที่อ้างอิง\n"
GOOD = "10/3/2569,K07/0001,PET,1,P01,\n"


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    return tmp_path / "bad.csv"


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def test_good_rows_are_booked_and_bad_rows_put_aside_with_their_reason(town: Town, write: Write, aside: Path) -> None:
    path = write(HEADING + GOOD + "10/3/2569,K07/0099,PET,5.40,P01,\n" + GOOD + "10/3/2569,K07/0001,GOLD,1,P01,\n")
    done = town.ledger.import_drop_offs(path, skip_bad=aside)
    assert (done.rows, done.booked, done.bad, done.bad_rows) == (4, 2, 2, aside)
    assert rows_of(aside) == [
        ["วันที่", "เลขสมาชิก", "วัสดุ", "น้ำหนัก", "จุดรับฝาก", "เลขที่อ้างอิง", "แถวที่", "เหตุที่ไม่รับ"],
        ["10/3/2569", "K07/0099", "PET", "5.40", "P01", "", "3", "No household K07/0099 is known here."],
        ["10/3/2569", "K07/0001", "GOLD", "1", "P01", "", "5", "No material “GOLD” is known here."],
    ]
    assert aside.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_reason_is_told_as_the_caller_tells_it(town: Town, write: Write, aside: Path) -> None:
    path = write(HEADING + "10/3/2569,K07/0099,PET,1,P01,\n")
    town.ledger.import_drop_offs(path, skip_bad=aside, tell=lambda refusal: f"ไม่รู้จัก {refusal.facts['household']}")
    assert rows_of(aside)[1][-1] == "ไม่รู้จัก K07/0099"


def test_mended_rows_are_booked_once_from_either_file(town: Town, write: Write, aside: Path) -> None:
    path = write(HEADING + GOOD + "10/3/2569,K07/0099,PET,5.40,P01,\n")
    town.ledger.import_drop_offs(path, skip_bad=aside)
    mended = aside.read_text(encoding="utf-8-sig").replace("K07/0099", "K07/0002")
    done = town.ledger.import_drop_offs(write(mended, name="mended.csv"))
    assert (done.booked, done.already) == (1, 0)
    whole = write(HEADING + GOOD + "10/3/2569,K07/0002,PET,5.4,P01,\n")
    assert town.ledger.import_drop_offs(whole).already == 2


def test_a_drop_off_with_one_bad_row_is_put_aside_whole(town: Town, write: Write, aside: Path) -> None:
    rows = "10/3/2569,K07/0001,PET,1,P01,R1\n10/3/2569,K07/0001,GOLD,1,P01,R1\n"
    done = town.ledger.import_drop_offs(write(HEADING + rows + GOOD), skip_bad=aside)
    assert (done.booked, done.bad) == (1, 2)
    assert [row[-2] for row in rows_of(aside)[1:]] == ["2", "3"]


def test_without_bad_rows_there_is_no_file(town: Town, write: Write, aside: Path) -> None:
    done = town.ledger.import_drop_offs(write(HEADING + GOOD), skip_bad=aside)
    assert done.bad_rows is None
    assert not aside.exists()


def test_a_file_of_bad_rows_alone_books_nothing(town: Town, write: Write, aside: Path, intruder: Intruder) -> None:
    before = contents(intruder)
    done = town.ledger.import_drop_offs(write(HEADING + GOOD.replace("PET", "GOLD")), skip_bad=aside)
    assert (done.booked, done.bad) == (0, 1)
    assert contents(intruder) == before


def test_no_spreadsheet_runs_a_bad_cell_as_a_formula(town: Town, write: Write, aside: Path) -> None:
    row = '10/3/2569,"=HYPERLINK(""x"")",PET,-5,P01,@R\n'
    town.ledger.import_drop_offs(write(HEADING + row), skip_bad=aside)
    cells = rows_of(aside)[1]
    assert cells[1] == '\'=HYPERLINK("x")'
    assert (cells[3], cells[5]) == ("-5", "'@R")


def test_columns_that_must_not_be_kept_are_not_copied(town: Town, write: Write, aside: Path) -> None:
    heading = HEADING.strip() + ",เลขบัตรประชาชน,หมายเหตุ\n"
    town.ledger.import_drop_offs(
        write(heading + "10/3/2569,K07/0099,PET,1,P01,,1100501234567,secret\n"), skip_bad=aside
    )
    text = aside.read_text(encoding="utf-8-sig")
    assert "1100501234567" not in text
    assert "secret" not in text


def test_reasons_of_an_earlier_run_are_not_carried_along(town: Town, write: Write, aside: Path, tmp_path: Path) -> None:
    town.ledger.import_drop_offs(write(HEADING + GOOD.replace("PET", "GOLD")), skip_bad=aside)
    again = tmp_path / "again.csv"
    town.ledger.import_drop_offs(aside, skip_bad=again)
    assert rows_of(again)[0] == rows_of(aside)[0]


def test_nothing_is_booked_where_the_bad_rows_cannot_be_written(
    town: Town, write: Write, tmp_path: Path, intruder: Intruder
) -> None:
    before = contents(intruder)
    path = write(HEADING + GOOD + GOOD.replace("PET", "GOLD"))
    with pytest.raises(errors.FileNotWritten):
        town.ledger.import_drop_offs(path, skip_bad=tmp_path / "nowhere" / "bad.csv")
    assert contents(intruder) == before


def test_the_bad_rows_never_overwrite_the_file_itself(town: Town, write: Write) -> None:
    path = write(HEADING + GOOD + GOOD.replace("PET", "GOLD"))
    with pytest.raises(errors.FileNotWritten):
        town.ledger.import_drop_offs(path, skip_bad=path)
    assert "GOLD" in path.read_text(encoding="utf-8")


def test_the_bad_rows_go_again_where_booking_fails_at_the_end(
    town: Town, write: Write, aside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(HEADING + GOOD + GOOD.replace("PET", "GOLD"))
    last = newest(town.ledger)[0].receipt

    def fail(_: object) -> None:
        raise errors.DiskFull

    monkeypatch.setattr("wasteledger.recording.desk.Desk.send", fail)
    with pytest.raises(errors.DiskFull):
        town.ledger.import_drop_offs(path, skip_bad=aside)
    monkeypatch.undo()
    assert not aside.exists()
    assert newest(town.ledger)[0].receipt == last
