"""Papers as pictures: nothing off the paper, nothing over anything else, every mark where it was."""

import io
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.support.papers import a_logo
from wasteledger.printing.arranging import arrange
from wasteledger.printing.layout import (
    Align,
    Box,
    Colour,
    Column,
    Columns,
    Heading,
    Part,
    Picture,
    Qr,
    Row,
    Rule,
    Size,
    Space,
    Swatch,
    Table,
    Text,
)
from wasteledger.printing.marks import Ink, Strip
from wasteledger.printing.papers import A4, A5, SLIP_58MM, SLIP_80MM, Paper
from wasteledger.printing.raster import dots_of, draw, png_bytes
from wasteledger.printing.slip import Slip, slip_parts
from wasteledger.translation import Words
from wasteledger.units import Credits

GOLDEN = Path(__file__).parent / "golden"

papers = st.sampled_from([SLIP_58MM, SLIP_80MM])
texts = st.text(
    alphabet=st.sampled_from([*map(chr, range(0x0E01, 0x0E3B)), *map(chr, range(0x0E40, 0x0E4F))])
    | st.sampled_from("AWMj1,.-/() \u200b\u00a0"),
    max_size=120,
)
sizes = st.sampled_from(Size)
simple_parts = (
    st.builds(Heading, texts, sizes)
    | st.builds(Text, texts, sizes, st.sampled_from(Align), st.booleans())
    | st.builds(Row, texts, st.text("0123456789,.-", max_size=60), sizes, st.booleans(), st.booleans())
    | st.builds(Row, texts, texts, sizes, st.booleans(), st.booleans())
    | st.builds(Qr, st.text("ABCDEF0123", min_size=1, max_size=200))
    | st.builds(Space, st.integers(0, 20))
    | st.builds(Swatch, st.sampled_from(Colour))
    | st.builds(Picture, st.just(a_logo()), st.integers(5, 90))
    | st.just(Rule())
)
columns = st.tuples(*[st.builds(Column, texts, st.integers(2, 4), st.sampled_from(Align), st.booleans())] * 3)
cells = st.lists(texts, max_size=3).map(tuple)
blocks = st.lists(simple_parts, max_size=3).map(tuple)
parts = (
    simple_parts
    | st.builds(Box, blocks, st.integers(0, 30))
    | st.builds(Columns, st.tuples(blocks, blocks), st.sampled_from([(), (1, 2)]))
    | st.builds(Table, columns, st.lists(cells, max_size=4).map(tuple), cells, sizes, st.integers(0, 12))
)
parts_lists = st.lists(parts, max_size=5)


def overlap(one: Ink, other: Ink) -> bool:
    apart = one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
    return not apart


def assert_all_on_paper(strips: list[Strip], paper: Paper) -> None:
    for strip in strips:
        for ink in strip.inks:
            assert 0 <= ink.left <= ink.right <= paper.width_dots
            assert 0 <= ink.top <= ink.bottom <= strip.height
        assert not [pair for pair in combinations(strip.inks, 2) if overlap(*pair)]


def black_dots(picture: Image.Image) -> int:
    return picture.convert("L").histogram()[0]


@settings(deadline=None, max_examples=200)
@given(parts_lists, papers | st.sampled_from([A4, A5]))
def test_nothing_leaves_the_paper_or_lies_over_anything_else(parts: list[Part], paper: Paper) -> None:
    strips = arrange(parts, paper)

    assert_all_on_paper(strips, paper)


@settings(deadline=None, max_examples=50)
@given(parts_lists, papers)
def test_every_dot_that_was_arranged_is_drawn(parts: list[Part], paper: Paper) -> None:
    arranged = sum(
        dots_of(ink.mark).convert("L").histogram()[255] for strip in arrange(parts, paper) for ink in strip.inks
    )

    assert black_dots(draw(parts, paper)) == arranged


@pytest.mark.parametrize("paper", [SLIP_58MM, SLIP_80MM])
def test_every_slip_is_as_wide_as_its_paper_and_nothing_leaves_it(
    paper: Paper, slips: dict[str, Slip], thai: Words, english: Words
) -> None:
    for slip in slips.values():
        for words in (thai, english):
            parts = slip_parts(slip, words)

            assert_all_on_paper(arrange(parts, paper), paper)
            assert draw(parts, paper).width == paper.width_dots


@pytest.mark.parametrize("paper", [SLIP_58MM, SLIP_80MM])
def test_thirty_lines_and_huge_numbers_fit_a_slip(paper: Paper, drop_off: Slip, thai: Words) -> None:
    huge = Credits(-999_999_999_999_999)
    lines = tuple(replace(line, quantity=10**12, rate=10**12, credits=huge) for line in drop_off.lines * 10)

    parts = slip_parts(replace(drop_off, lines=lines, total=huge, balance_before=huge, balance_after=huge), thai)

    assert_all_on_paper(arrange(parts, paper), paper)


@pytest.mark.parametrize("paper", [SLIP_58MM, SLIP_80MM])
def test_the_code_on_every_slip_is_read_at_print_size(paper: Paper, slips: dict[str, Slip], thai: Words) -> None:
    for slip in slips.values():
        printed = draw(slip_parts(slip, thai), paper).convert("L")

        assert [code.text for code in zxingcpp.read_barcodes(printed)] == [slip.qr]


def test_stacked_marks_look_as_they_did_when_a_person_looked_at_them(tmp_path: Path) -> None:
    words = "ปั๊ม ฎู ที่ น้ำ"
    picture = draw(
        [Text(words, Size.SMALL), Text(words), Text(words, bold=True), Text(words, Size.TALL, bold=True)], SLIP_58MM
    )
    (tmp_path / "stacked_marks.png").write_bytes(png_bytes(picture))

    with Image.open(GOLDEN / "stacked_marks.png") as golden:
        assert picture.tobytes() == golden.tobytes(), f"look at {tmp_path}/stacked_marks.png, then keep it"


def test_a_png_knows_its_size_on_paper() -> None:
    picture = draw([Rule()], SLIP_58MM)

    with Image.open(io.BytesIO(png_bytes(picture))) as png:
        assert png.mode == "1"
        assert [round(dots) for dots in png.info["dpi"]] == [203, 203]
        assert png.tobytes() == picture.tobytes()


def test_leader_dots_stand_under_one_another() -> None:
    [above, below] = arrange([Row("ก", "1", leader=True), Row("กระดาษ", "1", leader=True)], SLIP_58MM)

    assert above.inks[2].left < below.inks[2].left
    assert (below.inks[2].left - above.inks[2].left) % 8 == 0


def test_a_mark_deeper_than_the_line_makes_the_line_higher() -> None:
    [usual, deeper] = arrange([Text("ก"), Text("ฎู")], SLIP_58MM)

    assert deeper.height > usual.height


def test_a_paper_of_nothing_is_no_paper() -> None:
    assert draw([], SLIP_58MM).size == (384, 0)
