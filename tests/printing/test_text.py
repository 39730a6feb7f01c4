"""Papers as plain text."""

from hypothesis import given
from hypothesis import strategies as st

from wasteledger.printing.layout import Align, Heading, Part, Qr, Row, Rule, Space, Text
from wasteledger.printing.slip import Slip, slip_parts
from wasteledger.printing.text import COLUMNS_58MM, COLUMNS_80MM, cells, padded, plain_text
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


def test_marks_above_and_below_take_no_cell() -> None:
    assert [cells(text) for text in ("ปั๊ม", "ฎู", "ที่", "น้ำ", "กก.", "纸")] == [2, 1, 1, 2, 3, 2]


def test_thai_is_padded_by_cells() -> None:
    assert padded("ที่", 4) == "ที่   "
    assert padded("ที่", 4, Align.RIGHT) == "   ที่"
    assert padded("ที่", 4, Align.CENTRE) == " ที่  "


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
    assert all(cells(line) <= columns for line in plain_text(parts, columns))


def test_every_slip_fits_both_rolls(slips: dict[str, Slip], thai: Words, english: Words) -> None:
    for columns in (COLUMNS_58MM, COLUMNS_80MM):
        for words in (thai, english):
            lines = [line for slip in slips.values() for line in plain_text(slip_parts(slip, words), columns)]

            assert max(map(cells, lines)) <= columns
