"""Papers as plain text."""

from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain.cells import cell_width
from wasteledger.printing.layout import (
    Align,
    Box,
    Colour,
    Column,
    Columns,
    Heading,
    PageBreak,
    Part,
    Qr,
    Row,
    Rule,
    Space,
    Swatch,
    Table,
    Text,
)
from wasteledger.printing.slip import Slip, slip_parts
from wasteledger.printing.text import COLUMNS_58MM, COLUMNS_80MM, plain_text
from wasteledger.translation import Words

texts = st.text(
    alphabet=st.characters(min_codepoint=0x0E01, max_codepoint=0x0E4E) | st.sampled_from("aK07 .,·"), max_size=60
)
papers = st.lists(
    st.builds(Heading, texts)
    | st.builds(Text, texts, align=st.sampled_from(Align))
    | st.builds(Row, texts, texts, leader=st.booleans())
    | st.builds(Qr, st.text("ABC123", min_size=1, max_size=60))
    | st.just(Rule()),
    max_size=6,
)


def test_thai_is_aligned_by_cell_width() -> None:
    lines = [line for align in Align for line in plain_text([Text("ที่", align=align)], 5)]

    assert lines == ["ที่", "  ที่", "    ที่"]


def test_a_table_is_titles_and_figures_and_a_frame_is_not_drawn() -> None:
    table = Table((Column("วัสดุ", 1), Column("กก.", 1)), (("น้ำมัน", "5.20"),), ("รวม", "5.20"))
    parts: list[Part] = [Box((table,)), Columns(((Text("ซ้าย"),), (Text("ขวา"),))), Swatch(Colour.BLUE), PageBreak()]

    assert plain_text(parts, 12) == [
        "วัสดุ     น้ำมัน",
        "กก.     5.20",
        "วัสดุ      รวม",
        "กก.     5.20",
        "ซ้าย",
        "ขวา",
        "",
    ]


def test_dots_lead_to_the_figure() -> None:
    assert plain_text([Row("น้ำมัน", "41.60", leader=True)], 20) == ["น้ำมัน ......... 41.60"]


def test_a_row_without_figure_is_a_line_to_sign_on() -> None:
    assert plain_text([Row("ลงชื่อ", "", leader=True)], 12) == ["ลงชื่อ ......."]


def test_a_qr_is_its_content() -> None:
    assert plain_text([Qr("K07-000123 7K3M9QX2F0ABCDEF")], 32) == ["K07-000123 7K3M9QX2F0ABCDEF"]


def test_paper_to_sign_on_is_empty_lines_and_a_hair_of_space_is_none() -> None:
    assert plain_text([Space(10), Rule(), Space(1)], 4) == ["", "", "----"]


@given(papers, st.integers(16, 60))
def test_no_line_is_wider_than_its_columns(parts: list[Part], columns: int) -> None:
    assert all(cell_width(line) <= columns for line in plain_text(parts, columns))


def test_every_slip_fits_both_rolls(slips: dict[str, Slip], thai: Words, english: Words) -> None:
    for columns in (COLUMNS_58MM, COLUMNS_80MM):
        for words in (thai, english):
            lines = [line for slip in slips.values() for line in plain_text(slip_parts(slip, words), columns)]

            assert max(map(cell_width, lines)) <= columns
