"""Pages as a PDF file, written page by page, so that ten thousand cards take no more memory than ten.

Text is selectable and reads as it is spelled: a letter with its vowels and tone marks is one character of the file,
whose text is the letter and all its marks; the marks are drawn as shapes beside it. PDF readers that are given the
marks as characters of their own put them in other orders or take a raised one for a new line.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import BinaryIO

from PIL import Image

from wasteledger.printing.layout import Colour
from wasteledger.printing.marks import Dots, Fill, Ink, Modules, Photo
from wasteledger.printing.pdf_fonts import EmbeddedFont
from wasteledger.printing.pdf_objects import PAGE_TREE, RESOURCES, Objects
from wasteledger.printing.shaping import Run, Typeface
from wasteledger.printing.sheets import Page

POINTS_PER_MM = 72 / 25.4
FULL = 255


def write_pdf(
    file: BinaryIO,
    pages: Iterable[Page],
    *,
    title: str,
    language: str = "th",
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write the pages one after another, and tell ``progress`` after each how many are written."""
    objects = Objects(file)
    used = _Used()
    leaves = []
    for page in pages:
        content = _Content(page, used)
        drawn = objects.add_stream("", content.commands())
        leaves.append(objects.add(content.page_object(drawn)))
        if progress:
            progress(len(leaves))
    objects.add(used.written(objects), RESOURCES)
    objects.close(leaves, title, language)


class _Content:
    """What is drawn on one page, in the page's dots, from its bottom left corner."""

    def __init__(self, page: Page, used: "_Used") -> None:
        self._page, self._used = page, used
        self._points = POINTS_PER_MM / page.paper.dots_per_mm

    def commands(self) -> bytes:
        scale = f"{self._points:.6f} 0 0 {self._points:.6f} 0 0 cm"
        return "\n".join([scale, *map(self._drawn, self._page.inks)]).encode()

    def page_object(self, content: int) -> str:
        paper = self._page.paper
        width, height = (f"{dots * self._points:.2f}" for dots in (paper.width_dots, paper.height_dots))
        return (
            f"<</Type/Page/Parent {PAGE_TREE} 0 R/MediaBox[0 0 {width} {height}]"
            f"/Resources {RESOURCES} 0 R/Contents {content} 0 R>>"
        )

    def _drawn(self, ink: Ink) -> str:
        left, bottom = ink.left, self._page.paper.height_dots - ink.bottom
        match ink.mark:
            case Run() as run:
                return self._run(run, left + run.start, self._page.paper.height_dots - ink.top - run.ascent)
            case Fill() as fill:
                rectangle = f"{left} {bottom} {fill.width} {fill.height} re f"
                return rectangle if fill.colour is Colour.BLACK else f"q {_rgb(fill.colour)} rg {rectangle} Q"
            case Dots() as dots:
                middle = bottom + dots.height / 2
                dashes = f"{dots.height} w [{dots.height} {dots.pitch - dots.height}] 0 d"
                return f"q {dashes} {left} {middle} m {left + dots.width} {middle} l S Q"
            case Modules() as code:
                return _modules(code, left, bottom)
            case Photo() as photo:
                return self._image(photo.image, photo.width, photo.height, left, bottom)
            case mask:
                return self._image(mask, mask.width, mask.height, left, bottom)

    def _run(self, run: Run, x: int, y: int) -> str:
        font = self._used.font(run.face)
        letters, marks = font.set(run.glyphs)
        wide, high = run.em.width_dots, run.em.height_dots
        drawn = [f"BT /{font.name} 1 Tf {wide} 0 0 {high} {x} {y} Tm <{letters}> Tj ET"]
        for glyph in marks:
            place = f"{x + wide * glyph.x / font.upem:.1f} {y + high * glyph.y / font.upem:.1f}"
            drawn.append(f"q {wide} 0 0 {high} {place} cm /{font.shape_name(glyph)} Do Q")
        return "\n".join(drawn)

    def _image(self, image: Image.Image, width: int, height: int, left: int, bottom: int) -> str:
        return f"q {width} 0 0 {height} {left} {bottom} cm /{self._used.picture(image)} Do Q"


class _Used:
    """The fonts and pictures that the pages have in common."""

    def __init__(self) -> None:
        self._fonts: dict[Typeface, EmbeddedFont] = {}
        self._pictures: dict[int, tuple[str, Image.Image]] = {}

    def font(self, face: Typeface) -> EmbeddedFont:
        if face not in self._fonts:
            self._fonts[face] = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
        return self._fonts[face]

    def picture(self, image: Image.Image) -> str:
        name, _ = self._pictures.setdefault(id(image), (f"I{len(self._pictures) + 1}", image))
        return name

    def written(self, objects: Objects) -> str:
        """Write them, and return the dictionary that names them."""
        fonts = [f"/{font.name} {font.written(objects)} 0 R" for font in self._fonts.values()]
        shapes = [
            f"/{name} {objects.add_stream(*shape)} 0 R"
            for font in self._fonts.values()
            for name, shape in font.shapes()
        ]
        images = [f"/{name} {_written_image(objects, image)} 0 R" for name, image in self._pictures.values()]
        return f"<</Font<<{''.join(fonts)}>>/XObject<<{''.join(shapes + images)}>>>>"


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part / FULL:.3f}" for part in colour.value)


def _modules(code: Modules, left: int, bottom: int) -> str:
    """Return the black modules as one shape, so that no hairline shows between two of them."""
    side, size = code.module, len(code.rows)
    rectangles = [
        f"{left + begin * side} {bottom + (size - 1 - number) * side} {length * side} {side} re"
        for number, row in enumerate(code.rows)
        for begin, length in _runs(row)
    ]
    return " ".join([*rectangles, "f"])


def _runs(row: tuple[bool, ...]) -> Iterable[tuple[int, int]]:
    """Yield where each row of black modules begins, and how many they are."""
    begin = 0
    for black, group in groupby(row):
        length = sum(1 for _ in group)
        if black:
            yield begin, length
        begin += length


def _written_image(objects: Objects, image: Image.Image) -> int:
    size = f"/Width {image.width}/Height {image.height}/BitsPerComponent 8/ColorSpace/DeviceRGB"
    return objects.add_stream(f"/Type/XObject/Subtype/Image{size}", image.convert("RGB").tobytes())
