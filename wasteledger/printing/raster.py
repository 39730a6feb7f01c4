"""Parts drawn as a picture of black and white dots, for thermal printers and PNG files."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageOps

from wasteledger.printing.arranging import arrange
from wasteledger.printing.layout import Colour, Part
from wasteledger.printing.marks import Dots, Fill, Ink, Mark, Modules, Photo, height_of, stacked
from wasteledger.printing.papers import MM_PER_INCH, ROLL_DOTS_PER_MM, Paper
from wasteledger.printing.shaping import Run, Typefaces

FULL = 255


def draw(parts: Sequence[Part], paper: Paper, fonts: Typefaces | None = None) -> Image.Image:
    """Draw the parts one below the other on as much paper as they need; black is 0, white is 1."""
    strips = arrange(parts, paper, fonts)
    picture = Image.new("1", (paper.width_dots, height_of(strips)), 1)
    for ink in stacked(strips):
        picture.paste(0, (ink.left, ink.top), dots_of(ink.mark))
    return picture


def in_colour(inks: Sequence[Ink], width: int, height: int) -> Image.Image:
    """Draw ink that was placed on a page, in its colours."""
    picture = Image.new("RGB", (width, height), "white")
    for ink in inks:
        if isinstance(ink.mark, Photo):
            picture.paste(ink.mark.image.resize((ink.mark.width, ink.mark.height)), (ink.left, ink.top))
        else:
            colour = ink.mark.colour if isinstance(ink.mark, Fill) else Colour.BLACK
            picture.paste(colour.value, (ink.left, ink.top), dots_of(ink.mark))
    return picture


def png_bytes(picture: Image.Image, dots_per_mm: int = ROLL_DOTS_PER_MM) -> bytes:
    """Return the picture as a PNG file that knows its size on paper."""
    file = BytesIO()
    dots_per_inch = dots_per_mm * MM_PER_INCH
    picture.save(file, "PNG", dpi=(dots_per_inch, dots_per_inch), optimize=True)
    return file.getvalue()


def dots_of(mark: Mark) -> Image.Image:
    """Return a mark as a mask, white where the paper turns black."""
    match mark:
        case Image.Image():
            return mark
        case Fill():
            return Image.new("1", (mark.width, mark.height), 1)
        case Dots():
            mask = Image.new("1", (mark.width, mark.height))
            for left in range(0, mark.width, mark.pitch):
                mask.paste(1, (left, 0, left + mark.height, mark.height))
            return mask
        case Modules():
            code = Image.new("1", (len(mark.rows), len(mark.rows)))
            code.putdata([FULL * module for row in mark.rows for module in row])
            return code.resize((mark.width, mark.height), Image.Resampling.NEAREST)
        case Photo():
            return ImageOps.invert(mark.image.convert("L").resize((mark.width, mark.height))).convert("1")
        case Run():
            drawn = mark.face.draw("".join(glyph.letters for glyph in mark.glyphs), mark.em)
            return dots_of(drawn.mark) if drawn else Image.new("1", (mark.width, mark.height))
