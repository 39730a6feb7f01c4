"""Titles above a heading and sums among the rows are no rows of any import."""

import pytest

from tests.support.books import contents
from tests.support.files import Write, newest
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.exchange import forms
from wasteledger.exchange.headings import SUM, without_titles
from wasteledger.exchange.sheets import Row, read_sheet

TITLES = "ทะเบียนสมาชิกธนาคารขยะ,,\nเทศบาลเมืองทุ่งสง\n\n"
ROSTER = "ลำดับ,ชุมชน,บ้านเลขที่,ชื่อ-สกุล,โทรศัพท์\n1,C01,12/3,นางสมใจ,\n"


def test_a_heading_is_found_under_titles(town: Town, write: Write) -> None:
    done = town.ledger.import_households(write(TITLES + ROSTER))

    assert (done.rows, done.booked) == (1, 1)
    assert newest(town.ledger)[0].body["household"] == "K07/0005"


def test_lines_are_counted_from_the_top_of_the_file(write: Write) -> None:
    sheet = without_titles(forms.HOUSEHOLDS, read_sheet(write(TITLES + ROSTER)))

    assert sheet.headers[1:3] == ("ชุมชน", "บ้านเลขที่")
    assert sheet.rows == [Row(5, ("1", "C01", "12/3", "นางสมใจ", ""))]


def test_a_file_whose_columns_are_nowhere_lacks_them_as_ever(town: Town, write: Write) -> None:
    with pytest.raises(errors.ColumnsMissing):
        town.ledger.import_households(write("ก,ข\n1,2\n"))


def test_a_heading_without_rows_is_an_empty_file(town: Town, write: Write) -> None:
    with pytest.raises(errors.FileEmpty):
        town.ledger.import_households(write(TITLES + ROSTER.partition("\n")[0]))


@pytest.mark.parametrize("total", ["รวม,,,,", "รวมทั้งสิ้น 1 ครัวเรือน", ",ยอดรวม,1,,", "Total,,1"])
def test_sums_are_left_out_and_their_lines_named(town: Town, write: Write, intruder: Intruder, total: str) -> None:
    done = town.ledger.import_households(write(f"{ROSTER}{total}\n2,C01,12/4,นายคำ,\n{total}\n"))

    assert (done.booked, done.sums) == (2, (3, 5))
    assert len(contents(intruder)["contact"]) == 2


@pytest.mark.parametrize("name", ["รวมพร", "รวมใจ", "Sumalee", "totaling", "ศูนย์รวม"])
def test_a_name_is_no_sum(name: str) -> None:
    assert not SUM.match(name)


def test_a_row_that_has_all_it_needs_is_no_sum(town: Town, write: Write) -> None:
    done = town.ledger.import_drop_offs(
        write("เลขที่อ้างอิง,วันที่,เลขสมาชิก,วัสดุ,น้ำหนัก\nรวม,10/3/2569,K07/0001,PET,5\n"), point="P01"
    )

    assert (done.booked, done.sums) == (1, ())
