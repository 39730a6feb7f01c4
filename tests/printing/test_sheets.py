"""Parts on pages: nothing off them, nothing torn apart, nothing twice."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.papers import PAPERS, codes_on, pdf_of, rendered, text_of
from wasteledger.errors import PaperTooSmall
from wasteledger.printing.blocks import signed, together
from wasteledger.printing.cards import CARDS, STICKERS
from wasteledger.printing.layout import Column, Heading, PageBreak, Part, Qr, Row, Space, Table, Text
from wasteledger.printing.marks import Fill, Ink
from wasteledger.printing.papers import A4, A5, Paper
from wasteledger.printing.sheets import Cut, Imposition, Page, flowed, imposed
from wasteledger.printing.slip_sheets import SLIPS
from wasteledger.translation import Words

impositions = pytest.mark.parametrize("imposition", [CARDS, STICKERS, SLIPS])


def lines_of(page: Page) -> list[str]:
    return text_of(pdf_of([page])).splitlines()


def overlap(one: Ink, other: Ink) -> bool:
    apart = one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
    return not apart


def assert_on_page(page: Page) -> None:
    paper = page.paper
    for ink in page.inks:
        assert 0 <= ink.left <= ink.right <= paper.width_dots
        assert 0 <= ink.top <= ink.bottom <= paper.height_dots
    assert not [pair for pair in combinations(page.inks, 2) if overlap(*pair)]


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_on_any_paper_leaves_the_page_or_lies_over_anything_else(
    name: str, thai: Words, english: Words
) -> None:
    for words in (thai, english):
        for page in PAPERS[name](words):
            assert_on_page(page)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text("กขค ที่น้ำฎู 0123456789", max_size=300), max_size=30), st.sampled_from([A4, A5]))
def test_however_much_is_said_it_stays_on_its_pages(texts: list[str], paper: Paper) -> None:
    table = Table((Column("ก", 1), Column("ข", 3)), tuple((text[:9], text) for text in texts), ("รวม", ""))
    parts: list[Part] = [*(Row(text, text[:20]) for text in texts), table, Qr("W17K3M9QX2FA")]

    for page in flowed(parts, paper, "ท้าย"):
        assert_on_page(page)


def test_a_tables_titles_stand_on_every_page() -> None:
    table = Table((Column("ประเภทขยะ", 1), Column("กก.", 1)), tuple((f"วัสดุ {number}", "5.20") for number in range(200)))

    pages = flowed([table], A4)

    assert len(pages) > 2
    assert [lines_of(page)[0] for page in pages] == ["ประเภทขยะ กก."] * len(pages)
    assert sum(line.startswith("วัสดุ ") for page in pages for line in lines_of(page)) == 200


def test_a_row_is_not_torn_and_a_total_never_stands_alone() -> None:
    rows = tuple(("ก ข ค ง จ " * 8, str(number)) for number in range(60))

    for height in range(2, 12):
        pages = flowed([Space(10 * height), Table((Column("ก", 1), Column("ข", 3)), rows, ("รวม", "9"))], A4)
        firsts = [lines_of(page)[1].split() for page in pages[1:]]

        assert all(len(first) > 2 or first[:1] != ["รวม"] for first in firsts)


def test_a_heading_stays_with_what_it_heads() -> None:
    pages = flowed([Space(256), Heading("หัวเรื่อง"), Text("เนื้อความ"), PageBreak(), Text("หน้าใหม่")], A4)

    assert [lines_of(page)[:2] for page in pages] == [["1/3"], ["หัวเรื่อง", "เนื้อความ"], ["หน้าใหม่", "3/3"]]


def test_no_signature_without_what_is_signed() -> None:
    pages = flowed([Space(500), together(Row("เลขที่ล่าสุด", "K07-000184"), signed("ผู้บันทึก", "หัวหน้าจุด"))], A4)

    assert lines_of(pages[-1])[0] == "เลขที่ล่าสุด K07-000184"


def test_a_page_that_almost_holds_everything_is_set_smaller_and_has_no_number() -> None:
    lines = [Text(f"บรรทัด {number}") for number in range(42)]

    pages = flowed(lines, A4)

    assert len(pages) == 1
    assert lines_of(pages[0])[-1] == "บรรทัด 41"


@impositions
def test_pieces_lie_beside_each_other_on_the_page(imposition: Imposition) -> None:
    width, height = imposition.piece.width_dots, imposition.piece.height_dots
    corners = imposition.corners()

    assert len(corners) == imposition.pieces
    assert all(left >= 0 and left + width <= A4.width_dots for left, _ in corners)
    assert all(top >= 0 and top + height <= A4.height_dots for _, top in corners)
    assert all(
        abs(one[0] - other[0]) >= width or abs(one[1] - other[1]) >= height for one, other in combinations(corners, 2)
    )


def test_cut_marks_point_at_the_cards_edges_and_stay_off_the_cards() -> None:
    marks = CARDS.cut_marks()
    cards = [Ink(left, top, Fill(8560, 5400)) for left, top in CARDS.corners()]
    middles = {mark.left + mark.mark.width // 2 for mark in marks if mark.mark.height > mark.mark.width}

    assert not [mark for mark in marks for card in cards if overlap(mark, card)]
    assert middles == {card.left for card in cards} | {card.right for card in cards}


def test_stickers_are_cut_already() -> None:
    assert STICKERS.cut_marks() == []


def test_what_has_no_room_on_a_card_is_refused() -> None:
    with pytest.raises(PaperTooSmall) as refusal:
        list(imposed([("1", [Text("เทศบาล " * 200)])], CARDS))

    assert refusal.value.facts == {"paper": "85.6 × 54 mm"}


def test_a_slip_of_many_lines_goes_on_in_the_next_piece_and_every_piece_says_whose_it_is() -> None:
    parts: list[Part] = [*(Row(f"ขวดใส {number}", "41.60") for number in range(60)), Qr("K07-000123 7K3M9QX2F0ABCDEF")]

    [page] = imposed([("K07-000123", parts)], SLIPS)

    lines = lines_of(page)
    pieces = [line for line in lines if line.startswith("K07-000123")]
    assert pieces == [f"K07-000123 {number}/{len(pieces)}" for number in range(1, len(pieces) + 1)]
    assert sum(line.startswith("ขวดใส") for line in lines) == 60
    assert codes_on(next(rendered(pdf_of([page])))) == ["K07-000123 7K3M9QX2F0ABCDEF"]


def test_a_sheet_that_is_cut_by_lines_has_them_between_the_pieces() -> None:
    sheet = Imposition(columns=2, rows=2, width_mm=105, height_mm=148.5, padding_mm=5, em_mm=3, cut=Cut.LINES)

    assert len(sheet.cut_marks()) == 3
