"""What stands on each paper, in Thai and in English."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from babel.messages.pofile import read_po
from PIL import Image

from tests.support import papers
from tests.support.papers import COMMANDS, FORMS, PAPERS, cards, codes_on, pdf_of, rendered, text_of
from wasteledger.domain.card_code import grouped
from wasteledger.domain.rounds import CashBox
from wasteledger.printing.bilingual import BothWords
from wasteledger.printing.cards import CARD_HEIGHT_MM, CARD_WIDTH_MM, Card, card_pages, card_png, hand_out_parts
from wasteledger.printing.commands import COMMANDS as WORDS_TO_SCAN
from wasteledger.printing.day_sheet import day_sheet_parts
from wasteledger.printing.layout import Part, Qr
from wasteledger.printing.notice import notice_parts
from wasteledger.printing.papers import A4, A5, SLIP_58MM
from wasteledger.printing.passbook import passbook_parts, passbook_roll_parts
from wasteledger.printing.raster import draw
from wasteledger.printing.sale_sheet import SaleLine, sale_sheet_parts
from wasteledger.printing.sheets import Page, flowed
from wasteledger.printing.slip import Slip
from wasteledger.printing.slip_sheets import slip_pages
from wasteledger.printing.text import plain_text
from wasteledger.translation import TRANSLATIONS, Words
from wasteledger.units import Credits

NOT_A_RECEIPT = "ไม่ใช่ใบเสร็จรับเงิน"
TITLES = {
    "cards": "บัตรสมาชิกธนาคารขยะ",
    "stickers": "บัตรสมาชิกธนาคารขยะ",
    "hand-out list": "ใบลงชื่อรับบัตร",
    "passbook": "รายการเคลื่อนไหว",
    "notice": "ประกาศยอดชุมชน",
    "command sheet": "แผ่นคำสั่ง",
    "price list": "ป้ายราคา",
    "weigh-sheets": "ใบชั่ง",
    "blank receipts": "ใบรับฝากขยะ (ใบสำรอง)",
    "day sheet": "ใบสรุปประจำรอบ",
    "sale sheet": "ใบส่งขาย",
}
CODES = {
    "cards": [card.code for card in cards(12)],
    "stickers": [card.code for card in cards(22)],
    "hand-out list": [],
    "passbook": ["K07-000999 7K3M9QX2F0ABCDEF"],
    "notice": [],
    "command sheet": [*WORDS_TO_SCAN, "M1", "M2", "M3", "M4", "M5", "M6", "M7", "T1", "T2"],
    "price list": [],
    "weigh-sheets": [*FORMS.numbers],
    "blank receipts": [*FORMS.numbers] * 2,
    "day sheet": [],
    "sale sheet": [],
}


def read(pages: Sequence[Page]) -> str:
    return text_of(pdf_of(pages))


def lines_of(parts: list[Part]) -> list[str]:
    return [re.sub(r"[ .]{2,}", " ", line).strip() for line in plain_text(parts, 60)]


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_says_what_it_is_and_is_never_called_a_receipt_for_money(name: str, thai: Words) -> None:
    text = read(PAPERS[name](thai))

    assert TITLES[name] in text
    assert text.count("ใบเสร็จรับเงิน") == text.count(NOT_A_RECEIPT)


@pytest.mark.parametrize("name", PAPERS)
def test_every_code_on_every_paper_is_read_at_print_size(name: str, thai: Words) -> None:
    read_back = [code for picture in rendered(pdf_of(PAPERS[name](thai))) for code in codes_on(picture)]

    assert sorted(read_back) == sorted(CODES[name])


@pytest.mark.parametrize("name", PAPERS)
def test_an_english_paper_has_no_thai_but_names(name: str, english: Words) -> None:
    thai_words = re.findall(r"[\u0e01-\u0e5b]+", read(PAPERS[name](english)))

    assert set(thai_words) <= {"กข", "นศ", "ฝากขยะ", "ถอนเงิน", "นางสมหมาย", "ใจดี", "ม"}


def test_every_sentence_of_the_papers_is_translated() -> None:
    folder = TRANSLATIONS / "th" / "LC_MESSAGES"
    messages = [
        message for path in folder.glob("*.po") for message in read_po(io.BytesIO(path.read_bytes()), locale="th")
    ]
    known = {message.id: message.string for message in messages if message.id}
    said: set[str] = set()

    class Listening(Words):
        def __call__(self, sentence: str, /, **facts: object) -> str:
            said.add(sentence)
            return super().__call__(sentence, **facts)

    for pages in PAPERS.values():
        pages(Listening("en"))

    assert not {sentence for sentence in said if not known.get(sentence)}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_in_both_languages_fits_too_and_its_codes_are_read(name: str, thai: Words, english: Words) -> None:
    pages = PAPERS[name](BothWords(thai, english))
    read_back = [code for picture in rendered(pdf_of(pages)) for code in codes_on(picture)]

    assert sorted(read_back) == sorted(CODES[name])


def test_both_languages_stand_beside_each_other_and_each_has_its_own_names(thai: Words, english: Words) -> None:
    text = read(list(card_pages(cards(1), papers.ISSUER, BothWords(thai, english)))).split("\n")

    assert text[1].strip() == "บัตรสมาชิกธนาคารขยะ / Waste bank member card"
    assert "เก็บได้โปรดส่งคืนสำนักงานเทศบาลเมืองทุ่งสง / If found" in text[5]
    assert "K07/0001" in [line.strip() for line in text]


def test_a_card_says_nothing_about_its_holder(thai: Words) -> None:
    [card] = cards(1)
    text = read(list(card_pages([card], papers.ISSUER, thai))).split("\n")

    assert [line.strip() for line in text if line.strip()] == [
        "เทศบาลเมืองทุ่งสง",
        "บัตรสมาชิกธนาคารขยะ",
        "เลขสมาชิก",
        "K07/0001",
        grouped(card.code),
        "เก็บได้โปรดส่งคืนสำนักงานเทศบาลเมืองทุ่งสง โทร 075-411 111",
    ]


def test_a_blank_card_has_a_line_for_the_number(thai: Words) -> None:
    [card] = cards(1)

    text = read(list(card_pages([Card(card.code)], papers.ISSUER, thai)))

    assert "เลขสมาชิก" in text
    assert "K07/" not in text


def test_a_card_without_a_logo_and_with_one_hold_the_same_words(thai: Words) -> None:
    with_logo = replace(papers.ISSUER, logo=papers.a_logo())

    assert (
        read(list(card_pages(cards(1), with_logo, thai))).split()
        == read(list(card_pages(cards(1), papers.ISSUER, thai))).split()
    )


def test_a_long_town_and_address_still_fit_a_card(thai: Words) -> None:
    long = replace(papers.TOWN, thai="องค์การบริหารส่วนตำบลหนองหงส์ อำเภอทุ่งสง จังหวัดนครศรีธรรมราช")
    issuer = replace(papers.ISSUER, town=long, return_to=long, logo=papers.a_logo())

    pages = list(card_pages(cards(10), issuer, thai))

    assert len(pages) == 1
    assert len(codes_on(next(rendered(pdf_of(pages))))) == 10


def test_one_card_is_a_picture_of_its_size_that_a_phone_reads(thai: Words) -> None:
    [card] = cards(1)

    with Image.open(io.BytesIO(card_png(card, papers.ISSUER, thai))) as picture:
        dots_per_mm = picture.info["dpi"][0] / 25.4

        assert picture.width / dots_per_mm == pytest.approx(CARD_WIDTH_MM, abs=0.1)
        assert picture.height / dots_per_mm == pytest.approx(CARD_HEIGHT_MM, abs=0.1)
        assert codes_on(picture.convert("L")) == [card.code]


def test_the_hand_out_list_follows_its_sheet_card_by_card(thai: Words) -> None:
    pages = flowed(hand_out_parts(papers.HANDED_OUT, papers.TOWN, thai), A4)

    numbers = [re.findall(r"K07/\d{4}", read([page])) for page in pages]
    assert numbers == [[f"K07/{number:04d}" for number in range(1, 11)], ["K07/0011", "K07/0012"]]


def test_eight_slips_fit_a_page_and_each_is_checked_by_its_code(slips: dict[str, Slip], thai: Words) -> None:
    pages = list(slip_pages([slips["drop-off"]] * 9, thai))

    assert [len(codes_on(picture)) for picture in rendered(pdf_of(pages))] == [8, 1]


def test_a_passbook_carries_forward_and_closes(thai: Words) -> None:
    text = read(flowed(passbook_parts(papers.a_passbook(3), thai), A5))

    assert text.index("ยอดยกมา 216.00") < text.index("K07-000123") < text.index("K07-000999")
    assert "30 มี.ค. 2569 K07-000999 ถอนเงิน 300.00 719.45" in text
    assert "ขยะรีไซเคิล" in text
    assert "152.30 กก." in text
    assert papers.BOOK.check_code in text


@pytest.mark.parametrize("check", [False, True])
def test_a_box_to_tick_stands_beside_every_entry_if_asked_for(check: bool, thai: Words) -> None:
    passbook = papers.a_passbook(3, check=check)

    assert ("มีใบ" in read(flowed(passbook_parts(passbook, thai), A5))) is check
    assert lines_of(passbook_roll_parts(passbook, thai)).count("มีใบ") == 4 * check


def test_a_passbook_on_a_roll_holds_the_same_entries(thai: Words) -> None:
    passbook = papers.a_passbook(3, check=True)
    parts = passbook_roll_parts(passbook, thai)

    assert codes_on(draw(parts, SLIP_58MM).convert("L")) == [passbook.qr]
    lines = lines_of(parts)
    assert "ยอดยกมา 216.00" in lines
    assert "ถอนเงิน -300.00" in lines
    assert "ยอดคงเหลือ 719.45 บาท" in lines


def test_a_notice_defines_its_rate(thai: Words) -> None:
    lines = lines_of(notice_parts(papers.NOTICE, thai))

    assert "อัตราขยะที่ไม่ต้องส่งกำจัด ร้อยละ 27.03" in lines
    assert [line for line in lines if line.startswith("หารด้วย")] == ["หารด้วย ทั้งหมดนั้นรวมกับขยะที่ส่งกำจัด 45,678.90 กก."]
    assert "วิธีคิด diversion@1 (ใช้กันทั่วไป)" in lines


def test_a_notice_without_a_rate_says_why(thai: Words) -> None:
    lines = lines_of(notice_parts(replace(papers.NOTICE, rate=None, rate_missing="ยังไม่มีน้ำหนักขยะที่ส่งกำจัด"), thai))

    assert "ยังประกาศอัตราไม่ได้: ยังไม่มีน้ำหนักขยะที่ส่งกำจัด" in lines


def test_a_notice_is_a_witness_of_every_book(thai: Words) -> None:
    text = read(flowed(notice_parts(papers.NOTICE, thai), A4))

    for book in papers.NOTICE.books:
        assert f"{book.receipt.origin} {book.receipt} {book.check_code}" in text


@pytest.mark.parametrize(("counted", "said"), [(123_900, "ขาด 1.00 บาท"), (124_100, "เกิน 1.00 บาท"), (124_000, "")])
def test_a_day_sheet_says_whether_the_cash_box_agrees(counted: int, said: str, thai: Words) -> None:
    cash = CashBox(Credits(200_000), Credits(76_000), Credits(counted), "wrong-change")
    (round_,) = papers.DAY.rounds

    lines = lines_of(day_sheet_parts(replace(papers.DAY, rounds=(replace(round_, cash=cash),)), thai))

    assert [line for line in lines if line.startswith(("ขาด", "เกิน"))] == [said] * bool(said)
    assert ("เหตุผล: ทอนผิด" in lines) is bool(said)


def test_a_day_sheet_names_its_round_whom_it_served_and_what_an_open_box_should_hold(thai: Words) -> None:
    (round_,) = papers.DAY.rounds
    cash = CashBox(Credits(200_000), Credits(76_000))

    lines = lines_of(day_sheet_parts(replace(papers.DAY, rounds=(replace(round_, cash=cash),)), thai))

    assert any("รอบที่ 3/2569" in line for line in lines)
    assert "สำหรับ ชุมชนท่าแพ" in lines
    assert any(line.startswith("ควรเหลือ") and "1,240.00" in line for line in lines)
    assert not any(line.startswith("นับได้") for line in lines)


def test_a_round_with_nothing_to_check_says_so(thai: Words) -> None:
    assert "ไม่มีรายการรอตรวจสอบ" in lines_of(day_sheet_parts(replace(papers.DAY, exceptions=(), rounds=()), thai))


def test_a_sale_is_summed_only_where_nothing_is_left_to_write(thai: Words) -> None:
    full = read(flowed(sale_sheet_parts(papers.SALE, thai), A4))
    half = replace(papers.SALE, lines=(SaleLine(papers.TOWN),), blank_rows=3)

    assert "รวม 360.00 3,060.00" in full
    assert "รวม 360.00" not in read(flowed(sale_sheet_parts(half, thai), A4))


def test_a_blank_receipt_and_its_duplicate_have_one_number(thai: Words) -> None:
    text = read(list(PAPERS["blank receipts"](thai)))

    assert [text.count(number) for number in FORMS.numbers] == [2, 2, 2]
    assert text.count("สำหรับสมาชิก") == text.count("สำหรับจุดรับฝาก") == 3


def test_every_code_on_the_command_sheet_is_named(thai: Words) -> None:
    text = read(PAPERS["command sheet"](thai))

    for material in COMMANDS.materials:
        assert material.name.thai.split()[0] in text
    assert "จบ บันทึก" in text
    assert "0.10 กก." in text
    assert Qr("DONE").width_mm >= 20
