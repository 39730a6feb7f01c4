"""Thai shaped and drawn without any system library."""

from pathlib import Path

import fontpkg_sarabun
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from wasteledger.errors import FontMissing, GlyphMissing
from wasteledger.printing.shaping import LINE_ASCENT_EM, LINE_DESCENT_EM, Drawn, Em, Typeface, typefaces

SARABUN = Path(fontpkg_sarabun.ROOT) / "files"
BODY = Em(26, 26)


def drawn(text: str, em: Em = BODY) -> Drawn:
    ink = typefaces().regular.draw(text, em)
    assert ink
    return ink


def mask(text: str, em: Em = BODY) -> Image.Image:
    mark = drawn(text, em).mark
    assert isinstance(mark, Image.Image)
    return mark


def test_a_line_has_room_for_stacked_marks() -> None:
    assert LINE_ASCENT_EM + LINE_DESCENT_EM >= 1.55


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("word", ["ปั๊ม", "ที่", "น้ำ", "ฟื้น", "จี๊ด", "กู่", "ญู", "ปุ๋ย"])
def test_stacked_marks_stay_within_their_line(word: str, bold: bool) -> None:
    fonts = typefaces()
    ink = (fonts.bold if bold else fonts.regular).draw(word, BODY)

    assert ink
    assert ink.ascent_dots <= BODY.ascent_dots
    assert ink.descent_dots <= BODY.descent_dots


def test_a_tone_mark_stands_above_the_vowel_and_the_vowel_above_the_letter() -> None:
    assert drawn("ท").ascent_dots < drawn("ที").ascent_dots < drawn("ที่").ascent_dots


def test_a_lower_vowel_stands_below_the_tail_of_its_letter() -> None:
    assert drawn("ก").descent_dots < drawn("ฎ").descent_dots < drawn("ฎู").descent_dots


@pytest.mark.parametrize(("bare", "marked"), [("ปม", "ปั๊ม"), ("ท", "ที่"), ("กา", "ก้ำ")])
def test_marks_take_no_width(bare: str, marked: str) -> None:
    assert typefaces().regular.width(bare, BODY) == typefaces().regular.width(marked, BODY)


def test_double_height_is_twice_as_high_and_as_wide_as_before() -> None:
    tall = Em(26, 52)

    assert typefaces().regular.width("ยอดคงเหลือ", tall) == typefaces().regular.width("ยอดคงเหลือ", BODY)
    assert abs(mask("ยอดคงเหลือ", tall).height - 2 * mask("ยอดคงเหลือ").height) <= 2


def test_a_figure_is_the_same_dots_wherever_it_stands() -> None:
    one = mask("1")
    many = mask("11111").tobytes("raw", "1")

    rows = {mask("1" * count).crop((0, 0, one.width, one.height)).tobytes() for count in range(1, 8)}

    assert rows == {one.tobytes()}
    assert many


@pytest.mark.parametrize("word", ["ปั๊ม", "ที่", "น้ำ", "ฎู", "กก. 5.20"])
def test_outlines_stand_where_the_dots_do(word: str) -> None:
    outlined = typefaces().regular.outline(word, BODY)
    dots = drawn(word)

    assert outlined
    assert abs(outlined.left_dots - dots.left_dots) <= 1
    assert abs(outlined.ascent_dots - dots.ascent_dots) <= 1
    assert abs(outlined.mark.width - dots.mark.width) <= 2
    assert abs(outlined.mark.height - dots.mark.height) <= 2


def test_blanks_leave_no_ink() -> None:
    assert typefaces().regular.draw("", BODY) is None
    assert typefaces().regular.draw("  \u00a0", BODY) is None
    assert typefaces().regular.width("", BODY) == 0


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E3A), min_size=1, max_size=12))
def test_any_thai_can_be_drawn_even_where_it_is_no_word(text: str) -> None:
    assert typefaces().regular.width(text, BODY) >= 0
    typefaces().regular.draw(text, BODY)


def test_a_font_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FontMissing) as refusal:
        typefaces(tmp_path / "missing.ttf")

    assert refusal.value.facts == {"path": tmp_path / "missing.ttf"}


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    letter = tmp_path / "letter.ttf"
    letter.write_text("สวัสดี")

    with pytest.raises(FontMissing):
        typefaces(letter)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FontMissing):
        typefaces(tmp_path)


def test_a_character_that_the_font_lacks_is_refused_by_name() -> None:
    with pytest.raises(GlyphMissing) as refusal:
        typefaces().regular.draw("ขวด 纸", BODY)

    assert refusal.value.facts == {"character": "纸", "font": "Sarabun-Regular.ttf"}


def test_another_font_can_be_named_and_serves_for_bold_too() -> None:
    light = typefaces(SARABUN / "Sarabun-Light.ttf")

    assert light.regular.name == light.bold.name == "Sarabun-Light.ttf"


def test_bold_can_be_named_alone() -> None:
    assert typefaces(None, SARABUN / "Sarabun-ExtraBold.ttf").bold.name == "Sarabun-ExtraBold.ttf"


def test_a_font_is_opened_once() -> None:
    assert typefaces() is typefaces()
    assert isinstance(typefaces().regular, Typeface)
