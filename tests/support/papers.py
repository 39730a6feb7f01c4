"""One of each paper, as a town prints them, and the ways to look at a PDF."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from random import Random

import pypdfium2
import zxingcpp
from PIL import Image

from wasteledger.domain.card_code import new_card_code
from wasteledger.domain.methods import rate_method
from wasteledger.domain.receipts import Receipt
from wasteledger.domain.rounds import CashBox
from wasteledger.errors import RoundNumber
from wasteledger.printing.blank_forms import Forms, blank_receipt_pages, weigh_sheet_pages
from wasteledger.printing.cards import STICKERS, Card, HandedOut, Issuer, card_pages, hand_out_parts
from wasteledger.printing.commands import CommandSheet, ContainerCode, MaterialCode, command_parts
from wasteledger.printing.day_sheet import DayMaterial, DayRound, DaySheet, day_sheet_parts
from wasteledger.printing.notice import BookHead, MaterialWeight, Notice, RateShown, notice_parts
from wasteledger.printing.papers import A4, A5, POSTER
from wasteledger.printing.passbook import Passbook, PassbookLine, passbook_parts
from wasteledger.printing.pdf import write_pdf
from wasteledger.printing.price_list import Price, PriceList, price_list_parts
from wasteledger.printing.sale_sheet import SaleLine, SaleSheet, sale_sheet_parts
from wasteledger.printing.sheets import Page, flowed
from wasteledger.printing.slip_line import Name
from wasteledger.translation import Words
from wasteledger.units import Credits, Grams

POINTS_PER_INCH = 72
OFFICE_PRINTER_DPI = 300

TOWN = Name("เทศบาลเมืองทุ่งสง", "Thung Song Town Municipality")
COMMUNITY = Name("ชุมชนท่าแพ", "Tha Phae community")
POINT = Name("จุดรับฝาก ศาลาหมู่บ้านท่าแพ", "Tha Phae village hall")
ISSUER = Issuer(TOWN, Name("สำนักงานเทศบาลเมืองทุ่งสง", "Thung Song municipal office"), "075-411 111")
KILOGRAM, BOTTLE = Name("กก.", "kg"), Name("ขวด", "bottle")
MATERIALS = (
    (Name("ขวดใส (PET)", "clear bottles (PET)"), "recyclable", KILOGRAM, 800_000),
    (Name("กระดาษลัง", "cardboard"), "recyclable", KILOGRAM, 250_000),
    (Name("ขวดเบียร์", "beer bottles"), "recyclable", BOTTLE, 50_000),
    (Name("ทองแดง", "copper"), "recyclable", KILOGRAM, None),
    (Name("น้ำมันพืชใช้แล้ว", "used cooking oil"), "organic", KILOGRAM, 2_000_000),
    (Name("ถ่านไฟฉาย แบตเตอรี่", "batteries"), "hazardous", KILOGRAM, 0),
    (Name("ถุงพลาสติกสะอาด (เชื้อเพลิง)", "clean plastic bags (fuel)"), "general", KILOGRAM, 100_000),
)
BOOK = BookHead(Receipt("K07", 184), "7K3M-9QX2-F0AB-CDEF")


def cards(count: int) -> list[Card]:
    random = Random(2569)  # noqa: S311  # no household will ever hold these
    return [Card(new_card_code(random.getrandbits), f"K07/{number:04d}") for number in range(1, count + 1)]


def a_logo() -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (90, 60), (0, 120, 60, 255)).save(file, "PNG")
    return file.getvalue()


def a_passbook(entries: int, *, check: bool = False) -> Passbook:
    day = date(2026, 3, 15)
    lines = tuple(
        PassbookLine(
            day,
            Receipt("K07", 123 + number),
            "ฝากขยะ",
            Grams(5_200),
            Credits(100),
            Credits(1),
        )
        for number in range(entries)
    )
    paid = PassbookLine(date(2026, 3, 30), Receipt("K07", 999), "ถอนเงิน", None, Credits(-30_000), Credits(71_945))
    return Passbook(
        town=TOWN,
        household="K07/0123",
        community=COMMUNITY,
        first=date(2026, 1, 1),
        last=date(2026, 3, 31),
        carried_forward=Credits(21_600),
        lines=(*lines, paid),
        closing=Credits(71_945),
        by_class=(("recyclable", Grams(152_300)), ("organic", Grams(40_000))),
        phone="075-411 111",
        check_code=BOOK.check_code,
        qr="K07-000999 7K3M9QX2F0ABCDEF",
        check=check,
    )


NOTICE = Notice(
    town=TOWN,
    community=COMMUNITY,
    first=date(2026, 3, 1),
    last=date(2026, 3, 31),
    materials=tuple(
        MaterialWeight(name, code, Grams(1_637_300), estimated=unit is BOTTLE) for name, code, unit, _ in MATERIALS
    ),
    households=143,
    households_served=412,
    given=Credits(1_234_500),
    spent=Credits(800_000),
    rate=RateShown(rate_method("diversion"), Grams(12_345_600), Grams(45_678_900)),
    books=(BOOK, BookHead(Receipt("OFFICE", 88), "XK3M-9QX2-F0AB-CDEF")),
    printed=date(2026, 4, 1),
    phone="075-411 111",
)
COMMANDS = CommandSheet(
    town=TOWN,
    point=POINT,
    materials=tuple(
        MaterialCode(f"M{number}", name, code, str(number)) for number, (name, code, _, _) in enumerate(MATERIALS, 1)
    ),
    containers=(
        ContainerCode("T1", Name("ถุงปุ๋ย", "sack"), Grams(100)),
        ContainerCode("T2", Name("เข่ง", "basket"), Grams(1_200)),
    ),
)
PRICES = PriceList(
    town=TOWN,
    point=POINT,
    day=date(2026, 3, 15),
    prices=tuple(Price(name, code, unit, rate) for name, code, unit, rate in MATERIALS),
)
CASH = CashBox(Credits(200_000), Credits(76_000), Credits(123_900), "rounded")
DAY = DaySheet(
    town=TOWN,
    point=POINT,
    day=date(2026, 3, 15),
    rounds=(DayRound(RoundNumber(3, 2026), (COMMUNITY,), CASH),),
    operators=("12", "14"),
    households=81,
    slips=84,
    reversals=1,
    first_receipt=Receipt("K07", 100),
    last_receipt=Receipt("K07", 184),
    materials=tuple(DayMaterial(name, Grams(5_200), Grams(800), Credits(4_160)) for name, _, _, _ in MATERIALS),
    exceptions=("K07-000140",),
    book=BOOK,
)
SALE = SaleSheet(
    town=TOWN,
    point=POINT,
    destination=Name("ร้านรับซื้อของเก่า ส.เจริญ", "S. Charoen scrap dealer"),
    day=date(2026, 3, 16),
    number="K07-000190",
    vehicle="กข 1234 นศ.",
    lines=tuple(SaleLine(name, Grams(120_000), 850, 102_000) for name, _, _, _ in MATERIALS[:3]),
)
FORMS = Forms(town=TOWN, point=POINT, numbers=("S07-0001", "S07-0002", "S07-0003"))
HANDED_OUT = [HandedOut(card, "นางสมหมาย ใจดี", f"{number}/3 ม.2") for number, card in enumerate(cards(12), 1)]

Pages = Callable[[Words], Sequence[Page]]
PAPERS: dict[str, Pages] = {
    "cards": lambda words: list(card_pages(cards(12), ISSUER, words)),
    "stickers": lambda words: list(card_pages(cards(22), ISSUER, words, STICKERS)),
    "hand-out list": lambda words: flowed(hand_out_parts(HANDED_OUT, TOWN, words), A4),
    "passbook": lambda words: flowed(passbook_parts(a_passbook(40, check=True), words), A5, "K07/0123"),
    "notice": lambda words: flowed(notice_parts(NOTICE, words), A4),
    "command sheet": lambda words: flowed(command_parts(COMMANDS, words), A4),
    "price list": lambda words: flowed(price_list_parts(PRICES, words), POSTER),
    "weigh-sheets": lambda words: list(weigh_sheet_pages(FORMS, words)),
    "blank receipts": lambda words: list(blank_receipt_pages(FORMS, words)),
    "day sheet": lambda words: flowed(day_sheet_parts(DAY, words), A4),
    "sale sheet": lambda words: flowed(sale_sheet_parts(SALE, words), A4),
}


def pdf_of(pages: Sequence[Page]) -> bytes:
    file = io.BytesIO()
    write_pdf(file, pages, title="ทดลอง")
    return file.getvalue()


def text_of(pdf: bytes) -> str:
    """Return what a reader of PDFs copies out of it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "\n")


def rendered(pdf: bytes, dots_per_inch: int = OFFICE_PRINTER_DPI) -> Iterator[Image.Image]:
    """Draw the pages as a printer does."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=dots_per_inch / POINTS_PER_INCH).to_pil().convert("L")


def codes_on(picture: Image.Image) -> list[str]:
    return sorted(code.text for code in zxingcpp.read_barcodes(picture))
