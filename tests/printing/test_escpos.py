"""The bytes for a thermal printer, read by a printer of thirty lines."""

from dataclasses import dataclass, field

import pytest
from PIL import Image, ImageChops

from wasteledger.printing.escpos import BAND_HEIGHT_DOTS, escpos_bytes
from wasteledger.printing.papers import SLIP_58MM, SLIP_80MM, Paper
from wasteledger.printing.raster import draw
from wasteledger.printing.slip import Slip, slip_parts
from wasteledger.translation import Words


@dataclass
class Printer:
    """Understands what a cheap printer understands, and nothing else."""

    bands: list[Image.Image] = field(default_factory=list)
    fed_dots: int = 0
    cuts: int = 0

    def send(self, data: bytes) -> None:
        while data:
            data = self._command(data)

    def _command(self, data: bytes) -> bytes:
        match data[:2], data[2:]:
            case b"\x1b@", rest:
                return rest
            case b"\x1bJ", rest:
                self.fed_dots += rest[0]
                return rest[1:]
            case b"\x1dV", rest:
                assert rest[:2] == b"B\x00"
                self.cuts += 1
                return rest[2:]
            case b"\x1dv", rest:
                assert rest[:2] == b"0\x00"
                return self._raster(rest[2:])
            case command, _:
                raise AssertionError(f"no such command: {command!r}")

    def _raster(self, data: bytes) -> bytes:
        width_bytes, height = int.from_bytes(data[:2], "little"), int.from_bytes(data[2:4], "little")
        end = 4 + width_bytes * height
        assert height <= BAND_HEIGHT_DOTS
        assert len(data) >= end
        self.bands.append(Image.frombytes("1", (width_bytes * 8, height), data[4:end]))
        return data[end:]

    def paper(self) -> Image.Image:
        paper = Image.new("1", (self.bands[0].width, sum(band.height for band in self.bands)))
        top = 0
        for band in self.bands:
            paper.paste(band, (0, top))
            top += band.height
        return ImageChops.invert(paper)


@pytest.mark.parametrize("paper", [SLIP_58MM, SLIP_80MM])
def test_what_the_printer_burns_is_the_picture(paper: Paper, drop_off: Slip, thai: Words) -> None:
    picture = draw(slip_parts(drop_off, thai), paper)
    printer = Printer()

    printer.send(escpos_bytes(picture))

    assert printer.paper().tobytes() == picture.tobytes()
    assert printer.cuts == 1


def test_a_printer_without_cutter_feeds_to_the_tear_bar() -> None:
    printer = Printer()

    printer.send(escpos_bytes(Image.new("1", (8, 8), 1), cut=False))

    assert (printer.cuts, printer.fed_dots) == (0, 96)


@pytest.mark.parametrize(("height", "bands"), [(1, [1]), (256, [256]), (257, [256, 1]), (600, [256, 256, 88])])
def test_the_picture_goes_in_bands(height: int, bands: list[int]) -> None:
    printer = Printer()

    printer.send(escpos_bytes(Image.new("1", (384, height), 1)))

    assert [band.height for band in printer.bands] == bands


def test_a_width_that_is_no_whole_number_of_bytes_is_filled_up_with_white() -> None:
    printer = Printer()

    printer.send(escpos_bytes(Image.new("1", (13, 2), 0)))

    assert printer.bands[0].tobytes() == b"\xff\xf8\xff\xf8"
