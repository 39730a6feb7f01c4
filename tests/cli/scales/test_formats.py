"""Frames as the makers' manuals print them, read as weights."""

import pytest

from wasteledger_cli.scales.formats import AND, CAS, FORMATS, MT_SICS, PLAIN, TOLEDO, XK3190, Format, Reading
from wasteledger_cli.scales.listener import Listener

RESTS = True
MOVES = False
UNTOLD = None

Said = tuple[int, bool | None, bool | None]
"""Grams, whether at rest, whether net."""
Frames = dict[bytes, Said]


def heard(frame: bytes, named: Format | None = None) -> Reading | str:
    """Return what a listener that already heard the end of a line makes of one frame."""
    listener = Listener(named)
    listener.hear(b"\r\n")
    (said,) = listener.hear(frame)
    return said


def weight(said: Reading | str) -> tuple[int | None, bool | None, bool | None]:
    assert isinstance(said, Reading), said
    return said.grams, said.stable, said.net


# A&D, "GX-A Series/GF-A Series Communication Manual", 7-2 "Weighing data format" (A&D standard format);
# "HV-WP/HW-WP Series" instruction manual, 16 "RS-232C Serial Interface", format 2;
# "AD-4404 Check Weighing Indicator" instruction manual, 9.2.6 "A&D Data Format";
# "AD-4406A Weighing Indicator" instruction manual, 13.2 "Data Format" (the unit may be of 3 digits);
# "GC Series" instruction manual, 16.2 "Communication Mode" (with the result of a comparison);
# "HC-i Series" instruction manual, "Data Format" (weight data on command ?WT).
AND_WEIGHTS: Frames = {
    b"ST,+00123.45  g\r\n": (123, RESTS, None),
    b"ST,+002.40kg\r\n": (2_400, RESTS, None),
    b"ST,NT,+0012.34kg\r\n": (12_340, RESTS, True),
    b"ST,GS,+00000.0 kg\r\n": (0, RESTS, False),
    b"ST,+0001.234 kg\r\n": (1_234, RESTS, None),
    b"ST,OK,+0001.234 kg\r\n": (1_234, RESTS, None),
    b"ST,+001.2346 kg\r\n": (1_235, RESTS, None),
    b"US,+0005.593 kg\r\n": (5_593, MOVES, None),
}
# Out of range: nines (HV-WP, HC-i), blanks but for the point (AD-4329A, 11.1.1 "Data Format"), and
# "GH Series" instruction manual, 10.6 "Data Format Examples".
AND_OVER = [b"OL,+999.99kg\r\n", b"OL,+9999.999 kg\r\n", b"OL,GS,     .  kg\r\n", b"OL,+9999999E+19\r\n"]
AND_UNDER = [b"OL,-9999999E+19\r\n", b"OL,-9999.999 kg\r\n"]

# CAS, "CI-600D series" owner's manual, 10-1 "CAS 22Bytes Format" (13.5 kg is sent as 0, 0, 0, 0, 1, 3, ".", 5; the lamp
# byte has bit 7 set, bit 6 when stable, bit 2 for gross), the same in "CI-400 series" and "NT-200 series", 14;
# 10-3 "AND 18bytes".
CAS_WEIGHTS: Frames = {
    b"ST,GS,1\xc4,000013.5 kg\r\n": (13_500, RESTS, False),
    b"US,GS,1\x84,000013.5 kg\r\n": (13_500, MOVES, False),
    b"ST,NT,1\xc2,   13.50 kg\r\n": (13_500, RESTS, True),
    b"ST,GS,1\xc4,000013.5  t\r\n": (13_500_000, RESTS, False),
    b"ST,GS,000013.5kg\r\n": (13_500, RESTS, False),
}

# Yaohua, "XK3190-A12(E)" user manual, page 12 "Communication mode" (the example is 4.139 kg);
# "XK3190-A23p" user manual, pages 21-24 (continuous format of 12 bytes; command mode: B asks for gross, D for net).
XK3190_WEIGHTS: Frames = {
    b"WG004.139kg3D\r\n": (4_139, UNTOLD, False),
    b"\x02+004139317\x03": (4_139, UNTOLD, None),
    b"\x02AB+004139314\x03": (4_139, UNTOLD, False),
    b"\x02AD+004139312\x03": (4_139, UNTOLD, True),
    # Second-hand: public programs that read an A12E; no manual of the maker's shows these small letters.
    b"ww0003.17kg\r\n": (3_170, UNTOLD, False),
    b"wn0003.17kg\r\n": (3_170, UNTOLD, True),
}

# Mettler Toledo, operating instructions of the balances AL-IC, "MT-SICS Interface Commands and Functions": the
# example of S, and S I, S +, S -. Its "Reference Manual" (11780711) pads the number; that, and SI's answer S D while
# the weight moves, are second-hand: the drivers of others (mettler_toledo_device of Janelia) say so.
MT_SICS_WEIGHTS: Frames = {
    b"S S 100.00 g\r\n": (100, RESTS, None),
    b"S S     100.00 g\r\n": (100, RESTS, None),
    b"S D      5.400 kg\r\n": (5_400, MOVES, None),
}

# Mettler Toledo, "DIVA Service Manual, PSC Magellan 8500", 6.1.4.2 "Command Descriptions" of the 8217 (kilograms have
# three decimals, pounds two; N after net) and 6.1.4.3 "Status Byte Format".
TOLEDO_WEIGHTS: Frames = {
    b"\x0205.400\r": (5_400, RESTS, False),
    b"\x0205.400N\r": (5_400, RESTS, True),
    # The scale sends even parity in the eighth bit: 7 bits heard as 8.
    b"\x82\x30\x35\x2e\xb4\x30\x30\x8d": (5_400, RESTS, False),
}

# No maker's: what scales print on paper and converters make of others.
PLAIN_WEIGHTS: Frames = {
    b"5.40 kg\r\n": (5_400, UNTOLD, None),
    b"   5,400kg\r": (5_400, UNTOLD, None),
    b"+ 540 g\n": (540, UNTOLD, None),
}

WEIGHTS = {
    AND: AND_WEIGHTS,
    CAS: CAS_WEIGHTS,
    XK3190: XK3190_WEIGHTS,
    MT_SICS: MT_SICS_WEIGHTS,
    TOLEDO: TOLEDO_WEIGHTS,
    PLAIN: PLAIN_WEIGHTS,
}
EVERY = [(known, frame, said) for known, frames in WEIGHTS.items() for frame, said in frames.items()]


@pytest.mark.parametrize(("known", "frame", "said"), EVERY, ids=[str(frame) for _, frame, _ in EVERY])
def test_a_makers_frame_is_read_whether_its_format_is_named_or_guessed(known: Format, frame: bytes, said: Said) -> None:
    assert weight(heard(frame, known)) == said
    assert weight(heard(frame)) == said


FIXED = [(known, frame) for known, frame, _ in EVERY if known is not MT_SICS]
"""Frames that a width or a checksum guards, or that say nothing of rest: a lost byte must show."""


@pytest.mark.parametrize(("known", "frame"), FIXED, ids=[str(frame) for _, frame in FIXED])
def test_a_frame_with_a_byte_less_is_never_another_weight_at_rest(known: Format, frame: bytes) -> None:
    for lost in range(len(frame)):
        for named in (None, known):
            broken = heard_all(frame[:lost] + frame[lost + 1 :], named)
            assert [said for said in broken if said.stable and said.grams != weight(heard(frame))[0]] == []


def heard_all(data: bytes, named: Format | None) -> list[Reading]:
    return [said for said in Listener(named).hear(data) if isinstance(said, Reading)]


def test_every_format_has_frames_of_its_makers() -> None:
    assert WEIGHTS.keys() == set(FORMATS)


@pytest.mark.parametrize(
    "frame", [*AND_OVER, b"OL,GS,1\x84,         kg\r\n", b" " * 9 + b"OL23\r\n", b"S +\r\n", b"\x02?B\r"]
)
def test_a_scale_that_has_too_much_on_it_says_no_weight(frame: bytes) -> None:
    said = heard(frame)

    assert isinstance(said, Reading)
    assert (said.grams, said.stable, said.overload, said.negative) == (None, False, True, False)


@pytest.mark.parametrize("frame", [*AND_UNDER, b" " * 9 + b"LO23\r\n", b"S -\r\n", b"\x02?D\r"])
def test_a_scale_that_is_below_its_range_says_no_weight(frame: bytes) -> None:
    said = heard(frame)

    assert isinstance(said, Reading)
    assert (said.grams, said.overload, said.negative) == (None, False, True)


@pytest.mark.parametrize(
    "frame", [b"ST,GS,-0000.20kg\r\n", b"ST,GS,1\xc4,-0000.20 kg\r\n", b"S S      -0.20 kg\r\n", b"ww-000.20kg\r\n"]
)
def test_less_than_zero_is_marked(frame: bytes) -> None:
    said = heard(frame)

    assert isinstance(said, Reading)
    assert (said.grams, said.negative) == (-200, True)


@pytest.mark.parametrize("frame", [b"S I\r\n", b"\x02?A\r"])
def test_a_scale_that_moves_may_say_no_weight(frame: bytes) -> None:
    said = heard(frame)

    assert isinstance(said, Reading)
    assert (said.grams, said.stable, said.overload, said.negative) == (None, False, False, False)


@pytest.mark.parametrize(
    "frame",
    [
        b"ST,GS,+00012.3lb\r\n",
        b"ST,GS,1\xc4,000013.5 lb\r\n",
        b"S S     100.00 lb\r\n",
        b"\x02012.34\r",
        b"12.34 lb\r\n",
        b"QT,+00000012 PC\r\n",
        b"ST,+0300.0c %\r\n",
    ],
)
def test_pounds_pieces_and_per_cent_are_no_weight_here(frame: bytes) -> None:
    assert isinstance(heard(frame), str)


@pytest.mark.parametrize("frame", [b"WG004.139kg3C\r\n", b"WG004.138kg3D\r\n", b"\x02+004139318\x03"])
def test_a_wrong_checksum_is_no_weight(frame: bytes) -> None:
    assert isinstance(heard(frame), str)


def test_the_tare_alone_is_no_weight() -> None:
    assert isinstance(heard(b"ST,TR,+0000.20kg\r\n"), str)


def test_yaohuas_formats_that_run_either_way_are_not_guessed_at() -> None:
    """3.000 kg is sent as =000.3000 by one setting and as =0003.000 by another ("XK3190-A26" user manual, page 11)."""
    assert not [said for said in Listener().hear(b"=000.3000" * 20) if isinstance(said, Reading)]


def test_the_frame_is_kept_as_it_came_in_printable_ascii() -> None:
    said = heard(b"\x02AB+004139314\x03")

    assert isinstance(said, Reading)
    assert said.frame == "\\x02AB+004139314"


@pytest.mark.parametrize(("frame", "grams"), [(b"ST,+00000.50  g\r\n", 0), (b"ST,+00001.50  g\r\n", 2)])
def test_parts_of_a_gram_are_rounded_half_to_even(frame: bytes, grams: int) -> None:
    assert weight(heard(frame))[0] == grams
