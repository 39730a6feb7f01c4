"""What scales say: one frame of each maker's format, read as a weight.

A frame is text of seven bits without what ends it (CR, LF or ETX). Widths are those of the makers' manuals, so that a
frame that lost a byte is none. The tests quote the manuals.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import xor

from wasteledger.units import GRAMS_PER_KILOGRAM, GRAMS_PER_TONNE, grams_rounded

GRAMS_PER = {"g": 1, "kg": GRAMS_PER_KILOGRAM, "t": GRAMS_PER_TONNE}
"""Pounds are refused: a town's weights are metric, and a scale that was switched to pounds is an accident."""

MOTION, OVER, UNDER = 1, 2, 4
"""Bits of Toledo's status byte."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a scale said once."""

    grams: int | None = None
    """None where it said no weight, as when it is overloaded."""
    stable: bool | None = None
    """None where the format doesn't tell: then it rests when it has said the same for a while."""
    overload: bool = False
    negative: bool = False
    net: bool | None = None
    """Whether the scale took its own tare off; None where the format doesn't tell."""
    frame: str = ""
    """The frame as it came, in printable ASCII of at most 80 characters."""


Read = Callable[[re.Match[str]], Reading | None]


@dataclass(frozen=True, slots=True)
class Format:
    """One maker's way of saying a weight."""

    name: str
    """What an address calls it."""
    maker: str
    frames: tuple[tuple[re.Pattern[str], Read], ...]
    polls: tuple[bytes, ...] = ()
    """What a scale that doesn't speak by itself is asked with."""
    bits: str = "8N1"

    def read(self, frame: str) -> Reading | None:
        """Read a frame; None where it is no weight in this format."""
        for pattern, read in self.frames:
            if found := pattern.fullmatch(frame):
                return read(found)
        return None


def _weight(number: str, unit: str, *, stable: bool | None = None, net: bool | None = None) -> Reading | None:
    found = re.fullmatch(r" *([+-]?) *([0-9]+(?:[.,][0-9]*)?) *", number)
    scale = GRAMS_PER.get(unit.strip().lower())
    if not found or not scale:
        return None
    grams = grams_rounded(Decimal(found[1] + found[2].replace(",", ".")) * scale)
    return Reading(grams, stable, negative=grams < 0, net=net)


def _flagged(found: re.Match[str]) -> Reading | None:
    """``ST``, ``US`` or ``OL``, often gross or net, number, unit: A&D, CAS and many who follow them."""
    if found["state"] == "OL":
        below = "-" in found["number"]
        return Reading(overload=not below, negative=below, stable=False)
    net = found["kind"].startswith("N") if "kind" in found.re.groupindex else None
    return _weight(found["number"], found["unit"], stable=found["state"] == "ST", net=net)


def _yaohua(found: re.Match[str]) -> Reading | None:
    """``W``, gross or net, number, ``kg`` and a checksum; Yaohua's own formats never tell whether the scale rests."""
    checked = "sum" not in found.re.groupindex or _checksum(found.string[:-2]) == found["sum"]
    return _weight(found["number"], "kg", net=found["kind"].lower() == "n") if checked else None


def _yaohua_display(found: re.Match[str]) -> Reading | None:
    """Sign, six digits as displayed, number of decimals, checksum; ``B`` answers gross, ``D`` net."""
    if _checksum(found.string[1:-2]) != found["sum"]:
        return None
    places = int(found["places"])
    number = f"{found['digits'][: 6 - places]}.{found['digits'][6 - places :]}"
    return _weight(found["sign"] + number, "kg", net={"B": False, "D": True}.get(found["asked"]))


def _checksum(text: str) -> str:
    return f"{reduce(xor, text.encode('ascii')):02X}"


def _toledo_state(found: re.Match[str]) -> Reading:
    """Sent instead of a weight while the scale moves, is overloaded or below zero."""
    bits = ord(found["bits"])
    return Reading(stable=False, overload=bool(bits & OVER), negative=bool(bits & UNDER))


def _state(**states: str) -> Read:
    """Read frames that say a state and no weight."""
    return lambda found: Reading(
        stable=False, overload=found[1] == states["over"], negative=found[1] == states["under"]
    )


def _frame(pattern: str, read: Read) -> tuple[re.Pattern[str], Read]:
    return re.compile(pattern, re.ASCII), read


AND = Format(
    "and",
    "A&D",
    (
        _frame(r"(?P<state>ST|US) ?,(?:(?:OK|HI|LO|--),)?(?P<number>[+-][\d.,]{8})(?P<unit>[ \w]{3})", _flagged),
        _frame(r"(?P<state>ST|US) ?,(?P<number>[+-][\d.,]{6})(?P<unit>[ \w]{2})", _flagged),
        _frame(r"(?P<state>ST|US),(?P<kind>GS|NT|G |N ),(?P<number>[+-][\d.,]{7})(?P<unit>[ \w]{2,3})", _flagged),
        _frame(r"(?P<state>OL) ?,(?:\w\w?,|\w ,)?(?P<number>[ +\-\d.,E]{7,14})[ \w]{0,3}", _flagged),
    ),
    (b"Q\r\n",),
)
CAS = Format(
    "cas",
    "CAS",
    (
        _frame(r"(?P<state>ST|US|OL),(?P<kind>GS|NT),..,(?P<number>[ +\-\d.,]{8}) (?P<unit>[ \w]{2})", _flagged),
        _frame(r"(?P<state>ST|US|OL),(?P<kind>GS|NT),(?P<number>[ +\-\d.,]{8})(?P<unit>[ \w]{2})", _flagged),
    ),
    (b"D01KW\r\n", b"01RW\r\n"),
)
XK3190 = Format(
    "xk3190",
    "Yaohua XK3190",
    (
        _frame(r"W(?P<kind>[GN])(?P<number>[-\d][\d.]{5}[\d. ])kg(?P<sum>[\dA-F]{2})", _yaohua),
        _frame(r" {9}(OL|LO)23", _state(over="OL", under="LO")),
        _frame(r"w(?P<kind>[wn])(?P<number>[-\d][\d.]{6})kg", _yaohua),
        _frame(
            r"\x02(?:[A-Z](?P<asked>[BD]))?(?P<sign>[+-])(?P<digits>\d{6})(?P<places>[0-4])(?P<sum>[\dA-F]{2})",
            _yaohua_display,
        ),
    ),
    (b"\x02AB03\x03",),
)
MT_SICS = Format(
    "mt-sics",
    "Mettler Toledo MT-SICS",
    (
        _frame(
            r"S (?P<state>[SD]) +(?P<number>-?\d{1,9}(?:\.\d{1,6})?) (?P<unit>\w{1,5}) *",
            lambda found: _weight(found["number"], found["unit"], stable=found["state"] == "S"),
        ),
        _frame(r"S ([I+-])", _state(over="+", under="-")),
    ),
    (b"SI\r\n",),
)
TOLEDO = Format(
    "toledo8217",
    "Mettler Toledo 8217",
    (
        # In pounds there are two decimals, in kilograms three.
        _frame(
            r"\x02(?P<number>\d\d\.\d{3})(?P<kind>N?)",
            lambda found: _weight(found["number"], "kg", stable=True, net=bool(found["kind"])),
        ),
        _frame(r"\x02\?(?P<bits>[@-\x7f])", _toledo_state),
    ),
    (b"W",),
    "7E1",
)
PLAIN = Format(
    "plain",
    "kg",
    (
        _frame(
            r" *(?P<number>[+-]? *\d{1,9}(?:[.,]\d{1,6})?) *(?P<unit>[kK]?[gG]) *",
            lambda found: _weight(found["number"], found["unit"]),
        ),
    ),
)

FORMATS = (AND, CAS, MT_SICS, XK3190, TOLEDO, PLAIN)
"""In the order in which they are tried and asked: questions that no CR ends come last, as they would spoil others."""
