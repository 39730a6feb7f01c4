"""What stands on a slip."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from wasteledger.domain.receipts import Receipt
from wasteledger.printing.layout import Heading, Row, Size
from wasteledger.printing.slip import Reversed, Slip, SlipKind, slip_parts
from wasteledger.printing.slip_line import Name, SlipLine, rate_number
from wasteledger.printing.text import COLUMNS_80MM, plain_text
from wasteledger.translation import Words
from wasteledger.units import Credits, CreditUnit

NOT_A_RECEIPT = "ใบนี้ไม่ใช่ใบเสร็จรับเงิน"


def printed(slip: Slip, words: Words) -> list[str]:
    return [line.strip() for line in plain_text(slip_parts(slip, words), COLUMNS_80MM)]


def test_a_thai_drop_off_stands_on_paper_line_for_line(drop_off: Slip, thai: Words) -> None:
    rule = "-" * COLUMNS_80MM

    assert printed(drop_off, thai) == [
        "เทศบาลเมืองทุ่งสง",
        "ธนาคารขยะ ชุมชนท่าแพ",
        "จุดรับฝาก ศาลาหมู่บ้าน",
        "ใบรับฝากขยะ",
        "เล่มที่ K07  เลขที่ 000123",
        "15 มี.ค. 2569 09:42 น.",
        "เลขสมาชิก K07/0123 · ผู้บันทึก 12",
        "(ผู้นำมาแทน)",
        rule,
        "ขวดใส (PET)",
        "ชั่งได้ 5.40 หักภาชนะ 0.20 สุทธิ 5.20 กก.",
        "5.20 กก. × 8.00 .......................... 41.60",
        "กระดาษลัง 12.30 กก. × 2.50 ................ 30.75",
        "คัดออก 0.80 กก. (คืนแล้ว)",
        "ขวดเบียร์ 24 ขวด × 0.50 .................... 12.00",
        "(ประมาณการ 12.00 กก.)",
        rule,
        "รวมครั้งนี้                                84.35 บาท",
        "ยอดก่อนหน้า                                 216.00",
        "ยอดคงเหลือ                             300.35 บาท",
        "ข้อมูลจากจุดอื่นถึง 12 มี.ค. 2569",
        rule,
        "รหัสตรวจสอบ",
        "7K3M-9QX2-F0AB-CDEF",
        "K07-000123 7K3M9QX2F0ABCDEF",
        "สงสัยยอด โทร 075-411 111 · โปรดเก็บใบนี้ไว้",
        NOT_A_RECEIPT,
    ]


def test_an_english_drop_off_says_the_same(drop_off: Slip, english: Words) -> None:
    lines = printed(drop_off, english)

    assert lines[:8] == [
        "Thung Song Town",
        "Waste bank Tha Phae",
        "Collection point Village hall",
        "Waste drop-off slip",
        "Book K07  No. 000123",
        "15 Mar 2026 09:42",
        "Member K07/0123 · Recorded by 12",
        "(brought by someone else)",
    ]
    assert "gross 5.40 tare 0.20 net 5.20 kg" in lines
    assert "Balance                              300.35 baht" in lines


def test_the_balance_is_in_double_height(drop_off: Slip, thai: Words) -> None:
    assert Row("ยอดคงเหลือ", "300.35 บาท", Size.TALL, bold=True) in slip_parts(drop_off, thai)


def test_a_reprint_says_which_copy_it_is(drop_off: Slip, thai: Words) -> None:
    assert "สำเนา ครั้งที่ 2" in printed(replace(drop_off, copy=2), thai)
    assert not [line for line in printed(drop_off, thai) if "สำเนา" in line]


def test_a_reversal_says_what_it_cancels_and_why(slips: dict[str, Slip], thai: Words) -> None:
    lines = printed(slips["reversal"], thai)

    assert lines[3:5] == ["ใบยกเลิกรายการ", "ยกเลิกเลขที่ K07-000123 เพราะชั่งผิด"]
    assert [line.split() for line in lines if "ปรับยอด" in line] == [["ปรับยอด", "-84.35"]]
    assert "ยกเลิกเลขที่ K07-000009" in printed(slips["reversal without reason"], thai)


def test_a_correction_says_what_it_replaces_and_takes_back(slips: dict[str, Slip], thai: Words) -> None:
    lines = printed(slips["correction"], thai)

    assert "ใบนี้แทนใบเลขที่ K07-000123 เพราะชั่งผิด" in lines
    assert ["ยกเลิกใบเดิม", "-84.35"] in [line.split() for line in lines]
    assert "ใบนี้แทนใบเลขที่ K07-000009" in printed(slips["correction without reason"], thai)


def test_cash_is_signed_for_by_both_hands(slips: dict[str, Slip], thai: Words) -> None:
    lines = [line.strip(" .").split() for line in printed(slips["cash"], thai)]

    assert ["ใบถอนเงิน"] in lines
    assert ["จ่ายสด", "300.00", "บาท"] in lines
    assert ["เศษคงไว้", "0.35"] in lines
    assert lines.index(["ลงชื่อผู้รับเงิน"]) < lines.index(["ลงชื่อผู้จ่ายเงิน"])


def test_cash_of_a_household_that_owed_says_what_was_kept_back(
    slips: dict[str, Slip], thai: Words, english: Words
) -> None:
    lines = [line.split() for line in printed(slips["debt paid first"], thai)]
    kept = lines.index(["หักชำระยอดติดลบ", "30.00"])
    assert lines[kept - 1] == ["จ่ายสด", "50.00", "บาท"]
    assert lines[kept + 1 : kept + 3] == [["ยอดก่อนหน้า", "-30.00"], ["ยอดคงเหลือ", "0.00", "บาท"]]
    assert ["Kept", "back", "for", "what", "was", "owed", "30.00"] in [
        line.split() for line in printed(slips["debt paid first"], english)
    ]
    assert not [line for line in printed(slips["cash"], thai) if "ติดลบ" in line]


def test_goods_are_signed_for_too_and_a_drop_off_is_not(slips: dict[str, Slip], thai: Words) -> None:
    goods, drop_off = printed(slips["goods"], thai), printed(slips["drop-off"], thai)

    assert len([line for line in goods if line.startswith("ลงชื่อ")]) == 2
    assert not [line for line in drop_off if line.startswith("ลงชื่อ")]


def test_a_gift_names_who_gets_it(slips: dict[str, Slip], thai: Words) -> None:
    assert "ให้ วัดท่าแพ" in printed(slips["gift"], thai)


def test_a_pending_rate_shows_the_weight_and_no_amount(slips: dict[str, Slip], thai: Words) -> None:
    lines = printed(slips["rate pending"], thai)

    assert lines[lines.index("ทองแดง 3.25 กก.") + 1] == "รอตีราคา — บันทึกน้ำหนักแล้ว"


def test_an_unknown_card_gets_no_balance_but_a_promise(slips: dict[str, Slip], thai: Words) -> None:
    lines = printed(slips["unknown card"], thai)

    assert "บัตร W1 7K3M 9QX2 FA · ผู้บันทึก 12" in lines
    assert "บัตรรอตรวจสอบ — ยอดเข้าเมื่อสำนักงานยืนยัน" in lines
    assert not [line for line in lines if "ยอดคงเหลือ" in line]


def test_a_balance_below_zero_says_how_it_is_paid_off(slips: dict[str, Slip], thai: Words) -> None:
    assert "ยอดติดลบ จะหักจากการฝากครั้งต่อไป" in printed(slips["reversal"], thai)
    assert not [line for line in printed(slips["drop-off"], thai) if "ติดลบ" in line]


def test_the_office_knows_every_point_and_says_nothing_of_them(drop_off: Slip, thai: Words) -> None:
    assert not [line for line in printed(replace(drop_off, others_up_to=None), thai) if "จุดอื่น" in line]


def test_no_slip_is_titled_a_receipt_and_every_one_says_it_is_none(slips: dict[str, Slip], thai: Words) -> None:
    for slip in slips.values():
        parts = slip_parts(slip, thai)

        assert not [part for part in parts if isinstance(part, Heading) and "ใบเสร็จ" in part.text]
        assert plain_text(parts, COLUMNS_80MM)[-1].strip() == NOT_A_RECEIPT


def test_every_kind_has_a_title_of_its_own(make_slip: Callable[..., Slip], thai: Words) -> None:
    titles = {printed(make_slip(kind), thai)[3] for kind in SlipKind}

    assert len(titles) == len(SlipKind)
    assert all(title.startswith("ใบ") for title in titles)


def test_the_time_is_the_towns_though_the_book_keeps_another(drop_off: Slip, english: Words) -> None:
    assert drop_off.moment.hour == 2
    assert "15 Mar 2026 09:42" in printed(drop_off, english)


def test_names_lend_themselves_to_the_other_language(english: Words) -> None:
    assert Name("ขวดใส").read(english) == "ขวดใส"


def test_points_without_decimals_are_printed_without(make_slip: Callable[..., Slip]) -> None:
    words = Words("en", CreditUnit("แต้ม", "points", 0))
    line = SlipLine(
        material=Name("ขวด", "bottles"), quantity=1_500, unit=Name("กก.", "kg"), rate=500, credits=Credits(0)
    )

    lines = printed(make_slip(SlipKind.DROP_OFF, lines=(line,), total=Credits(12_000)), words)

    assert "bottles 1.50 kg × 0.5 ........................ 0" in lines
    assert "Total this time                    12,000 points" in lines


@pytest.mark.parametrize(
    ("rate", "decimals", "written"),
    [
        (800_000, 2, "8.00"),
        (800_500, 2, "8.005"),
        (1, 2, "0.00001"),
        (0, 2, "0.00"),
        (500, 0, "0.5"),
        (3_000, 0, "3"),
        (0, 0, "0"),
        (1_234_567_890, 2, "12,345.6789"),
    ],
)
def test_a_rate_is_written_with_as_many_decimals_as_it_needs(rate: int, decimals: int, written: str) -> None:
    assert rate_number(rate, decimals) == written


class Listener(Words):
    """Notes every sentence it is asked for."""

    def __init__(self) -> None:
        super().__init__("en")
        self.heard: set[str] = set()

    def __call__(self, sentence: str, /, **facts: object) -> str:
        self.heard.add(sentence)
        return super().__call__(sentence, **facts)


def test_every_sentence_on_a_slip_has_its_thai(slips: dict[str, Slip], thai: Words) -> None:
    listener = Listener()

    for slip in slips.values():
        slip_parts(slip, listener)

    assert not {sentence for sentence in listener.heard if thai._catalogue.gettext(sentence) == sentence}
    assert len(listener.heard) > 40


def test_a_reversed_slip_is_named_by_its_receipt_number(make_slip: Callable[..., Slip], english: Words) -> None:
    slip = make_slip(SlipKind.REVERSAL, reverses=Reversed(Receipt("OFFICE", 7), Credits(5)))

    assert "Cancels no. OFFICE-000007" in printed(slip, english)
