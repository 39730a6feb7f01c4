"""PDF files, read by readers that aren't the writer's."""

import io
import re

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter

from tests.support.papers import a_logo, codes_on, pdf_of, rendered, text_of
from wasteledger.errors import GlyphMissing
from wasteledger.printing.layout import Colour, Picture, Qr, Row, Size, Swatch, Text
from wasteledger.printing.papers import A4, A5
from wasteledger.printing.pdf import write_pdf
from wasteledger.printing.sheets import flowed

STACKED = "ปั๊มน้ำมันพืช ที่กู้ฟื้น ญาติผู้ใหญ่ ฎู ก้ำ จี๊ด ปุ๋ย เก็บได้โปรดส่งคืนเทศบาล"
CARD, CHECK = "W17K3M9QX2FA", "K07-000123 7K3M9QX2F0ABCDEF"
codes = pytest.mark.parametrize("content", [CARD, CHECK])


def picture_of(content: str) -> Image.Image:
    [page] = rendered(pdf_of(flowed([Qr(content)], A5)))
    return page


def test_thai_is_copied_out_as_it_is_spelled() -> None:
    assert text_of(pdf_of(flowed([Text(STACKED)], A4))).strip() == STACKED


@pytest.mark.parametrize("size", Size)
def test_thai_is_copied_out_in_every_size_and_both_weights(size: Size) -> None:
    pdf = pdf_of(flowed([Text("น้ำมันปั๊ม", size), Text("ที่ผู้ใหญ่", size, bold=True)], A4))

    assert text_of(pdf).split() == ["น้ำมันปั๊ม", "ที่ผู้ใหญ่"]


def test_text_is_found_in_the_order_of_reading() -> None:
    text = text_of(pdf_of(flowed([Text("ใบรับฝากขยะ"), Row("ยอดคงเหลือ", "300.35 บาท"), Text("ขอบคุณ")], A4)))

    assert re.sub(r"\s+", " ", text).strip() == "ใบรับฝากขยะ ยอดคงเหลือ 300.35 บาท ขอบคุณ"


def test_a_search_finds_a_word_with_marks() -> None:
    with pypdfium2.PdfDocument(pdf_of(flowed([Text(STACKED)], A4))) as document:
        assert document[0].get_textpage().search("น้ำมัน").get_next()


def test_the_page_has_the_size_of_its_paper() -> None:
    with pypdfium2.PdfDocument(pdf_of(flowed([Text("ก")], A5))) as document:
        assert document[0].get_size() == pytest.approx((148 / 25.4 * 72, 210 / 25.4 * 72), abs=0.01)


def test_the_same_paper_is_the_same_file() -> None:
    assert pdf_of(flowed([Text(STACKED)], A4)) == pdf_of(flowed([Text(STACKED)], A4))


def test_the_file_has_a_title_and_a_language() -> None:
    file = io.BytesIO()
    write_pdf(file, flowed([Text("ก")], A4), title="บัตรสมาชิก", language="th")

    with pypdfium2.PdfDocument(file.getvalue()) as document:
        assert document.get_metadata_value("Title") == "บัตรสมาชิก"
    assert b"/Lang(th)" in file.getvalue()


def test_progress_is_told_page_by_page() -> None:
    told: list[int] = []
    pages = flowed([Text(f"บรรทัด {number}") for number in range(200)], A4)

    write_pdf(io.BytesIO(), pages, title="", progress=told.append)

    assert told == [*range(1, len(pages) + 1)]
    assert len(told) > 2


@codes
def test_a_printed_code_is_read_at_print_size(content: str) -> None:
    assert codes_on(picture_of(content)) == [content]


@codes
def test_a_printed_code_is_20_mm_wide_and_its_surroundings_are_white(content: str) -> None:
    page = picture_of(content)
    left, top, right, bottom = page.point(lambda grey: 255 * (grey < 128)).getbbox() or (0, 0, 0, 0)
    dots_per_mm = 300 / 25.4

    assert right - left >= 20 * dots_per_mm - 1
    assert bottom - top >= 20 * dots_per_mm - 1


@codes
@pytest.mark.parametrize("degrees", [4, 45, 90, 187])
def test_a_printed_code_is_read_askew(content: str, degrees: int) -> None:
    turned = picture_of(content).rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)

    assert codes_on(turned) == [content]


@codes
def test_a_printed_code_is_read_from_a_picture_a_third_as_sharp(content: str) -> None:
    page = picture_of(content)

    assert codes_on(page.resize((page.width // 3, page.height // 3), Image.Resampling.BOX)) == [content]


@codes
def test_a_printed_code_is_read_with_a_stain_and_scratches(content: str) -> None:
    page = picture_of(content)
    left, top, right, bottom = page.point(lambda grey: 255 * (grey < 128)).getbbox() or (0, 0, 0, 0)
    pen = ImageDraw.Draw(page)
    middle = ((left + right) // 2, (top + bottom) // 2)
    pen.ellipse((*middle, middle[0] + 24, middle[1] + 24), fill=0)
    for scratch in range(left, right, 60):
        pen.line((scratch, top, scratch + 8, bottom), fill=255, width=2)

    assert codes_on(page.filter(ImageFilter.GaussianBlur(1.5))) == [content]


def test_colours_and_pictures_are_those_asked_for() -> None:
    pdf = pdf_of(flowed([Swatch(Colour.YELLOW, 10), Picture(a_logo(), 10)], A4))
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=1).to_pil().convert("RGB")

    colours = {colour for _, colour in picture.getcolors(1 << 20) or []}
    assert Colour.YELLOW.value in colours
    assert (0, 120, 60) in colours


def test_a_character_that_the_font_lacks_is_refused() -> None:
    with pytest.raises(GlyphMissing):
        flowed([Text("纸")], A4)
