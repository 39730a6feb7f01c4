"""A typeface inside a PDF file: the glyphs that were used, and the letters that each stands for."""

from collections.abc import Iterator
from functools import cache

import uharfbuzz as hb

from wasteledger.printing.breaking import NO_BREAK_SPACE
from wasteledger.printing.pdf_objects import Objects
from wasteledger.printing.shaping import Glyph, Typeface

PER_EM = 1_000
"""The unit of widths in a PDF."""

MAPPINGS_IN_A_BLOCK = 100
"""The most that a character map lists at once."""

LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF")

_MAP_HEAD = (
    "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapType 2 def/CMapName/Letters def\n"
    "1 begincodespacerange<0000><FFFF>endcodespacerange\n"
)
_MAP_END = "endcmap CMapName currentdict/CMap defineresource pop end end"


class EmbeddedFont:
    """One typeface; a character of the file is a glyph, what it spells, and how far the next one is."""

    def __init__(self, face: Typeface, name: str) -> None:
        self.name = name
        self.upem = face.face.upem
        self.set = cache(self._set)
        self._face = face
        self._characters: dict[tuple[int, str, int], int] = {}
        self._marks: set[int] = set()

    def shape_name(self, mark: Glyph) -> str:
        return f"{self.name}M{mark.number}"

    def _set(self, glyphs: tuple[Glyph, ...]) -> tuple[str, list[Glyph]]:
        """Return the characters of a line in hexadecimal, and the marks to draw beside them."""
        advances: list[int] = []
        for glyph in glyphs:
            if glyph.letters:
                advances.append(0)
            advances[-1] += glyph.advance
        spelled = [glyph for glyph in glyphs if glyph.letters]
        marks = [glyph for glyph in glyphs if not glyph.letters]
        self._marks.update(mark.number for mark in marks)
        characters = (
            self._characters.setdefault((glyph.number, glyph.letters, advance), len(self._characters) + 1)
            for glyph, advance in zip(spelled, advances, strict=True)
        )
        return "".join(f"{character:04X}" for character in characters), marks

    def shapes(self) -> Iterator[tuple[str, tuple[str, bytes]]]:
        """Yield the name of each mark, and its outline as a form of one em."""
        box = f"{-self.upem} {-self.upem} {2 * self.upem} {2 * self.upem}"
        entries = f"/Type/XObject/Subtype/Form/BBox[{box}]/Matrix[{1 / self.upem:.8f} 0 0 {1 / self.upem:.8f} 0 0]"
        for number in sorted(self._marks):
            yield f"{self.name}M{number}", (entries, _outline(self._face.font, number))

    def written(self, objects: Objects) -> int:
        """Write the font and return its number."""
        base = f"/BaseFont/LEDGER+{self._face.name.removesuffix('.ttf')}"
        identity = "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        glyphs = b"".join(number.to_bytes(2) for number in (0, *(number for number, _, _ in self._characters)))
        widths = " ".join(f"{advance * PER_EM / self.upem:g}" for _, _, advance in self._characters)
        descendant = objects.add(
            f"<</Type/Font/Subtype/CIDFontType2{base}{identity}/FontDescriptor {self._descriptor(objects)} 0 R"
            f"/W[1[{widths}]]/CIDToGIDMap {objects.add_stream('', glyphs)} 0 R>>"
        )
        letters = objects.add_stream("", self._letters().encode())
        return objects.add(
            f"<</Type/Font/Subtype/Type0{base}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
            f"/ToUnicode {letters} 0 R>>"
        )

    def _descriptor(self, objects: Objects) -> int:
        file = self._subset()
        extents = self._face.font.get_font_extents("ltr")
        ascent, descent = (round(extent * PER_EM / self.upem) for extent in (extents.ascender, extents.descender))
        return objects.add(
            f"<</Type/FontDescriptor/FontName/LEDGER+{self._face.name.removesuffix('.ttf')}/Flags 4"
            f"/FontBBox[{-PER_EM} {descent} {2 * PER_EM} {ascent}]/ItalicAngle 0/Ascent {ascent}/Descent {descent}"
            f"/CapHeight {ascent}/StemV 80/FontFile2 {objects.add_stream(f'/Length1 {len(file)}', file)} 0 R>>"
        )

    def _subset(self) -> bytes:
        wanted = hb.SubsetInput()
        wanted.glyph_set.update(number for number, _, _ in self._characters)
        wanted.drop_table_tag_set.update(int.from_bytes(table.encode()) for table in LAYOUT_TABLES)
        wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING
        data: bytes = wanted.subset(self._face.face).blob.data
        return data

    def _letters(self) -> str:
        """Return the map from characters to the letters they spell."""
        lines = [
            f"<{character:04X}><{letters.replace(NO_BREAK_SPACE, ' ').encode('utf-16-be').hex()}>"
            for (_, letters, _), character in self._characters.items()
        ]
        blocks = [lines[begin : begin + MAPPINGS_IN_A_BLOCK] for begin in range(0, len(lines), MAPPINGS_IN_A_BLOCK)]
        listed = "".join(f"{len(block)} beginbfchar\n{''.join(block)}\nendbfchar\n" for block in blocks)
        return _MAP_HEAD + listed + _MAP_END


def _outline(font: hb.Font, glyph: int) -> bytes:
    path: list[str] = []
    pen = hb.DrawFuncs()
    pen.set_move_to_func(lambda x, y, _: path.append(f"{x:g} {y:g} m"))
    pen.set_line_to_func(lambda x, y, _: path.append(f"{x:g} {y:g} l"))
    pen.set_cubic_to_func(lambda *to: path.append(" ".join(f"{number:g}" for number in to[:6]) + " c"))
    pen.set_close_path_func(lambda _: path.append("h"))
    font.draw_glyph(glyph, pen)
    return " ".join([*path, "f"]).encode()
