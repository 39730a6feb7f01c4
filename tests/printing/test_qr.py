"""QR codes, read back by a reader that isn't the writer's."""

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from wasteledger.printing.arranging import arrange
from wasteledger.printing.layout import Qr
from wasteledger.printing.papers import ROLL_DOTS_PER_MM, SLIP_58MM, SLIP_80MM, Paper
from wasteledger.printing.qr import QUIET_ZONE_MODULES, qr_matrix
from wasteledger.printing.raster import draw

CARD = "W17K3M9QX2FA"
CHECK = "K07-000123 7K3M9QX2F0ABCDEF"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def read(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]


def test_sixteen_capitals_and_digits_are_version_1() -> None:
    assert len(qr_matrix("W17K3M9QX2FA0000")) == 21


def test_a_slips_content_takes_the_next_version_that_holds_it() -> None:
    assert len(qr_matrix(CHECK)) == 25
    assert len(qr_matrix(CHECK + CHECK)) == 33


def test_the_same_content_is_always_the_same_picture() -> None:
    assert qr_matrix(CARD) == qr_matrix(CARD)


@pytest.mark.parametrize("paper", [SLIP_58MM, SLIP_80MM])
@pytest.mark.parametrize("content", [CARD, CHECK, "K07-123456789012 7K3M9QX2F0ABCDEF"])
def test_a_printed_code_is_read(paper: Paper, content: str) -> None:
    assert read(draw([Qr(content)], paper)) == [content]


@pytest.mark.parametrize("content", [CARD, CHECK])
def test_a_printed_code_is_20_mm_or_wider_with_a_quiet_zone_of_4_modules(content: str) -> None:
    [strip] = arrange([Qr(content)], SLIP_58MM)
    [ink] = strip.inks
    module = ink.mark.width // len(qr_matrix(content))

    assert ink.mark.width >= 20 * ROLL_DOTS_PER_MM
    assert ink.top == strip.height - ink.bottom == QUIET_ZONE_MODULES * module
    assert ink.left >= QUIET_ZONE_MODULES * module
    assert SLIP_58MM.width_dots - ink.right >= QUIET_ZONE_MODULES * module


@pytest.mark.parametrize("content", [CARD, CHECK])
@pytest.mark.parametrize("degrees", [3, 45, 90, 187])
def test_a_code_is_read_askew(content: str, degrees: int) -> None:
    printed = draw([Qr(content)], SLIP_58MM).convert("L")

    assert read(printed.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)) == [content]


@pytest.mark.parametrize("content", [CARD, CHECK])
def test_a_code_is_read_shrunk_to_a_third(content: str) -> None:
    printed = draw([Qr(content)], SLIP_58MM).convert("L")

    assert read(printed.resize((printed.width // 3, printed.height // 3), Image.Resampling.BOX)) == [content]


@pytest.mark.parametrize("content", [CARD, CHECK])
def test_a_code_is_read_with_a_stain_and_through_dead_dots_of_the_head(content: str) -> None:
    printed = draw([Qr(content)], SLIP_58MM).convert("L")
    pen = ImageDraw.Draw(printed)
    pen.ellipse((196, 110, 212, 126), fill=0)
    for column in range(5, SLIP_58MM.width_dots, 32):
        pen.line((column, 0, column, printed.height), fill=255)

    as_a_camera_sees_it = printed.filter(ImageFilter.GaussianBlur(1.5))
    assert read(as_a_camera_sees_it) == [content]


@settings(max_examples=200, deadline=None)
@given(st.text(CROCKFORD, min_size=10, max_size=10))
def test_every_card_code_is_read_in_spite_of_the_fixed_mask(code: str) -> None:
    assert read(draw([Qr(f"W1{code}")], SLIP_58MM)) == [f"W1{code}"]
