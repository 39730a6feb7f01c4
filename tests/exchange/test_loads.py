"""Loads from a file: lorries by their tickets, in whatever unit the weighbridge prints."""

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.books import balance
from tests.support.files import Write, newest, refused
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.exchange.words import plain_number
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine, _grams

HEADING = "วันที่,เลขที่ใบชั่ง,ชุมชน,ผู้รับ,วัสดุ,สุทธิ,หน่วย\n"


def test_rows_that_share_a_ticket_a_day_a_destination_and_a_source_are_one_load(town: Town, write: Write) -> None:
    rows = [
        "10/3/2569,T1,C01,FILL,RES,1.5,ตัน",
        "10/3/2569,T1,C01,FILL,FOOD,200,กก.",
        "10/3/2569,T1,C02,FILL,RES,1,ตัน",
        "11/3/2569,T1,C01,FILL,RES,1,ตัน",
        "10/3/2569,T1,C01,FARM,FOOD,1,ตัน",
    ]
    done = town.ledger.import_loads(write(HEADING + "\n".join(rows)))
    assert (done.rows, done.booked) == (5, 4)
    first = newest(town.ledger, 4)[0].body
    assert (first["ticket"], first["community"], first["destination"]) == ("T1", "C01", "FILL")
    assert [(line["grams"], line["typed"], line["unit"]) for line in first["lines"]] == [
        (1_500_000, "1.5", "tonne"),
        (200_000, "200", "kg"),
    ]
    assert town.ledger.audit().clean


def test_rows_without_a_ticket_are_one_load_each(town: Town, write: Write) -> None:
    row = "10/3/2569,,C01,FILL,RES,100,\n"
    done = town.ledger.import_loads(write(HEADING + row * 2))
    assert done.booked == 2
    assert town.ledger.import_loads(write(HEADING + row * 3)).booked == 1


def test_the_same_file_again_books_nothing(town: Town, write: Write) -> None:
    path = write(HEADING + "10/3/2569,T1,C01,FILL,RES,1.50,ตัน\n10/3/2569,,,FILL,RES,100,\n")
    town.ledger.import_loads(path)
    done = town.ledger.import_loads(path)
    assert (done.booked, done.already) == (0, 2)


def test_a_mended_weight_under_a_booked_ticket_is_a_bad_row(town: Town, write: Write) -> None:
    town.ledger.import_loads(write(HEADING + "10/3/2569,T1,C01,FILL,RES,1.5,ตัน\n"))
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_loads(write(HEADING + "10/3/2569,T1,C01,FILL,RES,1.6,ตัน\n"))
    assert refused(refusal.value) == [(2, errors.RequestUsedOtherwise)]


def test_the_unit_may_stand_behind_the_header(town: Town, write: Write) -> None:
    town.ledger.import_loads(write("date,destination,material,สุทธิ (ตัน)\n2026-03-10,FILL,RES,0.25\n"))
    assert newest(town.ledger)[0].body["lines"][0]["grams"] == 250_000


def test_a_header_that_leaves_the_unit_open_is_refused_row_by_row(town: Town, write: Write) -> None:
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_loads(write("date,destination,material,สุทธิ (กก./ตัน)\n2026-03-10,FILL,RES,0.25\n"))
    assert refused(refusal.value) == [(2, errors.UnitNotKnown)]


def test_net_is_gross_less_the_lorry(town: Town, write: Write) -> None:
    heading = "date,destination,material,น้ำหนักรวม,น้ำหนักรถ,สุทธิ\n"
    rows = '2026-03-10,FILL,RES,"5,420.5","3,000",\n2026-03-10,FILL,RES,5420,3000,2420\n'
    town.ledger.import_loads(write(heading + rows))
    typed = [(entry.body["lines"][0]["typed"], entry.body["lines"][0]["grams"]) for entry in newest(town.ledger, 2)]
    assert typed == [("2420.5", 2_420_500), ("2420", 2_420_000)]


def test_weighbridge_figures_that_do_not_agree_are_refused(town: Town, write: Write) -> None:
    heading = "date,destination,material,น้ำหนักรวม,น้ำหนักรถ,สุทธิ\n"
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_loads(write(heading + "2026-03-10,FILL,RES,5420,3000,2520\n"))
    assert refused(refusal.value) == [(2, errors.ValueNotAllowed)]


def test_a_nil_load_says_that_nothing_was_disposed(town: Town, write: Write) -> None:
    town.ledger.import_loads(write(HEADING + "31/1/2569,,C01,FILL,RES,0,\n"))
    (entry,) = newest(town.ledger)
    assert entry.body["lines"][0]["grams"] == 0


def test_a_sale_leaves_the_stock_of_its_point(town: Town, write: Write, intruder: Intruder) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 9_000),), point="P01")
    rows = "15/3/2569,P01,DEALER,PET,4,B7,40.50\n15/3/2569,P01,DEALER,PET,5,B8,50\n"
    town.ledger.import_loads(write("วันที่,จุดรับฝาก,ผู้รับ,วัสดุ,น้ำหนัก,เลขที่บิล,จำนวนเงิน\n" + rows))
    first, second = newest(town.ledger, 2)
    assert (first.body["bill"], first.body["amount"], second.body["amount"]) == ("B7", 4_050, 5_000)
    assert balance(intruder, "stock:P01", "PET") == 0


def test_more_than_the_stock_of_all_rows_together_is_refused(town: Town, write: Write) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 9_000),), point="P01")
    rows = "15/3/2569,P01,DEALER,PET,4\n15/3/2569,P01,DEALER,PET,5.001\n"
    with pytest.raises(errors.RowsRefused) as refusal:
        town.ledger.import_loads(write("วันที่,จุดรับฝาก,ผู้รับ,วัสดุ,น้ำหนัก\n" + rows))
    assert refused(refusal.value) == [(3, errors.StockTooLow)]


def test_evidence_is_read_in_thai(town: Town, write: Write) -> None:
    town.ledger.import_loads(write("วันที่,ผู้รับ,วัสดุ,น้ำหนัก,หลักฐาน\n10/3/2569,FILL,RES,100,ประมาณการ\n"))
    assert newest(town.ledger)[0].body["lines"][0]["evidence"] == "estimated"


GRAMS = {"g": Decimal(1), "kg": Decimal(1_000), "tonne": Decimal(1_000_000), "short-ton": Decimal("907184.74")}


@given(st.decimals(0, 999_999, places=6), st.sampled_from(sorted(GRAMS)))
def test_a_load_is_rounded_half_to_even_once(quantity: Decimal, unit: str) -> None:
    line = LoadLine("RES", f"{quantity:f}", unit)
    exact = quantity * GRAMS[unit]
    assert _grams(None, line) == int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))  # type: ignore[arg-type]
    assert Decimal(plain_number(line.quantity)) == quantity


@pytest.mark.parametrize(
    ("typed", "unit", "grams"),
    [
        ("0.0000005", "tonne", 0),
        ("0.0000015", "tonne", 2),
        ("0.0000025", "tonne", 2),
        ("1", "short-ton", 907_185),
        ("50", "short-ton", 45_359_237),
        ("3352.0", "short-ton", 3_040_883_248),
    ],
)
def test_loads_in_tonnes_and_short_tons_keep_their_grams(
    town: Town, write: Write, typed: str, unit: str, grams: int
) -> None:
    town.ledger.import_loads(write(f"date,destination,material,quantity,unit\n2026-03-10,FILL,RES,{typed},{unit}\n"))
    (line,) = newest(town.ledger)[0].body["lines"]
    assert (line["grams"], line["typed"], line["unit"]) == (grams, typed, unit)
