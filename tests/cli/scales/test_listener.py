"""A stream of bytes, whole or in pieces or in ruins, never gives a weight that nobody said."""

from hypothesis import given
from hypothesis import strategies as st

from wasteledger_cli.scales.formats import FORMATS, Format, Reading
from wasteledger_cli.scales.listener import LONGEST_FRAME, Listener

FRAMES = [
    b"ST,GS,+0012.34kg\r\n",
    b"US,GS,+0012.30kg\r\n",
    b"ST,GS,1\xc4,000013.5 kg\r\n",
    b"WG004.139kg3D\r\n",
    b"S S     100.00 g\r\n",
    b"\x0205.400\r",
    b"5.40 kg\r\n",
]
NAMED = st.sampled_from([None, *FORMATS])


def said(data: bytes, named: Format | None = None, piece: int = 0) -> list[Reading | str]:
    listener = Listener(named)
    pieces = [data[begin : begin + piece] for begin in range(0, len(data), piece)] if piece else [data]
    return [one for part in pieces for one in listener.hear(part)]


@given(st.lists(st.sampled_from(FRAMES)), st.integers(1, 7))
def test_a_frame_in_pieces_is_the_same_frame(frames: list[bytes], piece: int) -> None:
    assert said(b"".join(frames), piece=piece) == said(b"".join(frames))


@given(st.binary(max_size=400), NAMED, st.integers(0, 9))
def test_random_bytes_never_raise_and_are_never_a_weight_at_rest(data: bytes, named: Format | None, piece: int) -> None:
    assert [one for one in said(data, named, piece) if isinstance(one, Reading) and one.stable] == []


PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(FRAMES),
    st.builds(
        lambda frame, begin, end: frame[begin:end], st.sampled_from(FRAMES), st.integers(0, 20), st.integers(0, 20)
    ),
)


@given(st.lists(PIECES), NAMED)
def test_among_ruins_only_whole_frames_are_weights_at_rest(pieces: list[bytes], named: Format | None) -> None:
    data = b"".join(pieces)
    seven = bytes(byte & 0x7F for byte in data)
    whole = {bytes(byte & 0x7F for byte in frame).rstrip(b"\r\n") for frame in FRAMES}

    for one in said(data, named):
        if isinstance(one, Reading) and one.stable:
            frame = one.frame.encode().decode("unicode_escape").encode()
            assert frame in whole
            assert frame in seven


@given(st.binary(max_size=1_000))
def test_what_is_kept_of_a_frame_is_short_and_printable(data: bytes) -> None:
    for one in said(data):
        frame = one.frame if isinstance(one, Reading) else one
        assert frame.isascii()
        assert frame.isprintable()
        assert len(frame) <= LONGEST_FRAME


def test_the_end_of_a_frame_is_not_taken_for_a_plain_weight() -> None:
    assert said(b"2.34kg\r\nST,GS,+0012.34kg\r\n")[0] == "2.34kg"


def test_a_format_once_heard_is_kept_to() -> None:
    heard = said(b"ST,GS,+0012.34kg\r\n12.34kg\r\n")

    assert [isinstance(one, Reading) for one in heard] == [True, False]


def test_a_plain_weight_does_not_keep_a_makers_format_from_being_heard() -> None:
    listener = Listener()

    listener.hear(b"\r\n5 g\r\nST,GS,+0012.34kg\r\n")

    assert listener.format
    assert listener.format.name == "and"


def test_a_line_that_never_ends_is_nonsense_and_forgotten() -> None:
    listener = Listener()

    assert all(isinstance(one, str) for _ in range(100) for one in listener.hear(b"=000.300"))
    (heard,) = listener.hear(b"\x0d\x0aST,GS,+0012.34kg\r\n")[-1:]
    assert isinstance(heard, Reading)
