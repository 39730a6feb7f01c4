"""A scale at the counter, tried on a socket and on a pseudo-terminal."""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event, Thread

import pytest

from tests.support.scales import Serve, answers, says_then_hangs_up, streams
from wasteledger import errors
from wasteledger.domain.cells import cell_width
from wasteledger.errors import (
    NothingNewOnScale,
    ScaleMoving,
    ScaleNegative,
    ScaleNotReached,
    ScaleNotUnderstood,
    ScaleOverloaded,
    ScaleRefused,
    Term,
)
from wasteledger.translation import LANGUAGES, Words
from wasteledger_cli.scales import scale
from wasteledger_cli.scales.formats import Reading
from wasteledger_cli.scales.scale import Scale

PATIENCE = 5.0


def stable(kilograms: float) -> bytes:
    return f"ST,GS,{kilograms:+08.2f}kg\r\n".encode()


def moving(kilograms: float) -> bytes:
    return stable(kilograms).replace(b"ST", b"US")


@pytest.fixture
def listen() -> Iterator[Callable[[str], Scale]]:
    """Listen to a scale until the test is over."""
    open_scales: list[Scale] = []

    def begin(address: str) -> Scale:
        open_scales.append(Scale(address))
        return open_scales[-1]

    yield begin
    for one in open_scales:
        one.close()


Listen = Callable[[str], Scale]


def refusal_of(found: Scale, kind: type[ScaleRefused], saying: str = "") -> ScaleRefused:
    """Wait until a scale refuses in one way."""
    until = time.monotonic() + PATIENCE
    last: ScaleRefused | Reading | None = None
    while time.monotonic() < until:
        try:
            last = found.reading()
        except ScaleRefused as refusal:
            last = refusal
        if isinstance(last, kind) and saying in str(last):
            return last
        time.sleep(0.02)
    raise AssertionError(last)


def test_a_weight_that_streams_is_read_with_its_frame(serve: Serve, listen: Listen) -> None:
    found = listen(serve(streams(b"0.00kg\r\n", moving(5.3), stable(5.4))))

    assert found.reading(PATIENCE) == Reading(5_400, stable=True, net=False, frame="ST,GS,+0005.40kg")
    assert found.format
    assert found.format.name == "and"


def test_a_weight_said_once_is_read(serve: Serve, listen: Listen) -> None:
    found = listen(serve(lambda line, over: (line.sendall(stable(5.4)), over.wait(PATIENCE))[0]))

    assert found.reading(PATIENCE).grams == 5_400


@pytest.mark.parametrize(
    ("asked", "said", "grams"),
    [
        (b"SI\r\n", b"S S      5.400 kg\r\n", 5_400),
        (b"W", b"\x0205.400\r", 5_400),
        (b"Q\r\n", b"ST,+005.40kg\r\n", 5_400),
        (b"D01KW\r\n", b"ST,GS,1\xc4,00005.40 kg\r\n", 5_400),
        (b"01RW\r\n", b"ST,GS,1\xc4,00005.40 kg\r\n", 5_400),
        (b"\x02AB03\x03", b"\x02AB+004139314\x03", 4_139),
    ],
)
def test_a_scale_that_waits_to_be_asked_is_asked(
    serve: Serve, listen: Listen, asked: bytes, said: bytes, grams: int
) -> None:
    found = listen(serve(answers(asked, said)))

    assert found.reading(2 * PATIENCE).grams == grams


def test_a_scale_whose_format_is_named_is_asked_nothing_else(serve: Serve, listen: Listen) -> None:
    asked: list[bytes] = []

    def note(line: socket.socket, over: Event) -> None:
        while not over.is_set():
            asked.append(line.recv(100))
            line.sendall(b"S S      5.400 kg\r\n")

    found = listen(serve(note) + "?format=mt-sics")
    found.reading(PATIENCE)
    time.sleep(0.5)

    assert set(asked) == {b"SI\r\n"}


def test_a_scale_that_speaks_by_itself_is_not_asked(serve: Serve, listen: Listen) -> None:
    asked: list[bytes] = []

    def behave(line: socket.socket, over: Event) -> None:
        line.settimeout(0.02)
        while not over.is_set():
            line.sendall(stable(5.4))
            with suppress(TimeoutError):
                asked.append(line.recv(100))

    listen(serve(behave)).reading(PATIENCE)
    time.sleep(0.3)

    assert asked == []


def test_half_a_frame_is_no_weight_until_the_rest_comes(serve: Serve, listen: Listen) -> None:
    go = Event()

    def behave(line: socket.socket, over: Event) -> None:
        line.sendall(b"kg\r\nST,GS,+00")
        go.wait(PATIENCE)
        line.sendall(b"05.40kg\r\n")
        over.wait(PATIENCE)

    found = listen(serve(behave))
    time.sleep(0.3)
    with pytest.raises(ScaleRefused):
        found.reading()
    go.set()

    assert found.reading(PATIENCE).grams == 5_400


def test_a_slow_line_of_single_bytes_is_read(serve: Serve, listen: Listen) -> None:
    found = listen(serve(streams(*(bytes([byte]) for byte in stable(5.4) * 3), stable(5.4), every=0.02)))

    assert found.reading(PATIENCE).grams == 5_400


def test_weights_among_garbage_are_read(serve: Serve, listen: Listen) -> None:
    found = listen(serve(streams(os.urandom(300), stable(5.4), os.urandom(50) + b"\r\n", stable(5.4))))

    assert found.reading(PATIENCE).grams == 5_400


def test_a_format_that_does_not_tell_rests_when_it_says_the_same_for_a_while(serve: Serve, listen: Listen) -> None:
    found = listen(serve(streams(b"\n5.40 kg\r\n", b"5.50 kg\r\n", b"5.60 kg\r\n")))

    assert isinstance(refusal_of(found, ScaleMoving), ScaleMoving)
    assert found.reading(PATIENCE).grams == 5_600


def test_a_weight_said_once_in_a_format_that_does_not_tell_never_rests(serve: Serve, listen: Listen) -> None:
    found = listen(serve(lambda line, over: (line.sendall(b"\n5.40 kg\r\n"), over.wait(PATIENCE))[0]))

    with pytest.raises(ScaleRefused):
        found.reading(3 * scale.SETTLE_SECONDS)


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        (moving(5.4), ScaleMoving, "moves"),
        (stable(-0.2), ScaleNegative, "less than zero"),
        (b"OL,GS,     .  kg\r\n", ScaleOverloaded, "more on the scale"),
        (b"12.3 lb\r\n", ScaleNotUnderstood, "“12.3 lb”"),
        (b"\x1b[2Jhello\r\n", ScaleNotUnderstood, "“\\\\x1b\\[2Jhello”"),
        (stable(0), NothingNewOnScale, "nothing new"),
    ],
)
def test_a_scale_without_a_weight_says_why(
    serve: Serve, listen: Listen, said: bytes, kind: type[ScaleRefused], sentence: str
) -> None:
    found = listen(serve(streams(said)))
    refusal_of(found, kind)

    with pytest.raises(kind, match=sentence):
        found.reading()


def test_a_scale_that_is_off_is_a_refusal_at_once(listen: Listen) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    found = listen(f"tcp://127.0.0.1:{port}")

    begin = time.monotonic()
    with pytest.raises(ScaleNotReached):
        found.reading()
    assert time.monotonic() - begin < 0.5
    refusal_of(found, ScaleNotReached, "Connection refused")


def test_a_scale_that_says_nothing_is_refused(serve: Serve, listen: Listen) -> None:
    with pytest.raises(ScaleNotReached, match="it sends nothing"):
        listen(serve(lambda _line, over: over.wait(PATIENCE))).reading(0.5)


def test_a_weight_grows_old(serve: Serve, listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "FRESH_SECONDS", 0.3)
    found = listen(serve(lambda line, over: (line.sendall(stable(5.4)), over.wait(PATIENCE))[0]))
    found.reading(PATIENCE)
    time.sleep(0.5)

    with pytest.raises(ScaleNotReached):
        found.reading()


def test_a_scale_that_hangs_up_has_no_weight_and_is_heard_again(serve: Serve, listen: Listen) -> None:
    found = listen(serve(says_then_hangs_up(stable(5.4)), says_then_hangs_up(), streams(stable(7.7))))

    refusal_of(found, ScaleNotReached, "it hung up")
    assert found.reading(PATIENCE).grams == 7_700


def test_a_line_that_died_silently_is_opened_anew(
    serve: Serve, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale, "LOST_SECONDS", 0.3)

    def deaf(line: socket.socket, over: Event) -> None:
        while line.recv(100) and not over.is_set():
            pass

    assert listen(serve(deaf, streams(stable(5.4)))).reading(PATIENCE).grams == 5_400


class Pan:
    """A scale whose pan the test loads, and that says so many times a second."""

    def __init__(self, serve: Serve, listen: Listen) -> None:
        self.says = stable(0)
        self.scale = listen(serve(self._behave))

    def _behave(self, line: socket.socket, over: Event) -> None:
        while not over.wait(0.02):
            line.sendall(self.says)

    def load(self, kilograms: float, say: Callable[[float], bytes] = stable) -> None:
        """Put something on, and wait until it was heard."""
        self.says = say(kilograms)
        wanted = self.says.decode().strip()
        until = time.monotonic() + PATIENCE
        while (self.scale.newest is None or self.scale.newest.frame != wanted) and time.monotonic() < until:
            time.sleep(0.01)

    def take(self) -> int | None:
        reading = self.scale.reading()
        self.scale.take(reading)
        return reading.grams


@pytest.fixture
def pan(serve: Serve, listen: Listen) -> Pan:
    return Pan(serve, listen)


def test_a_bag_that_was_taken_is_not_offered_again(pan: Pan) -> None:
    pan.load(5.4)
    assert pan.take() == 5_400

    with pytest.raises(NothingNewOnScale):
        pan.scale.reading(0.2)


def test_bags_of_the_same_weight_one_after_the_other_are_all_offered(pan: Pan) -> None:
    for _ in range(3):
        pan.load(0.02, moving)
        pan.load(5.4, moving)
        pan.load(5.4)
        assert pan.take() == 5_400


def test_a_scale_that_wavers_or_is_touched_does_not_offer_its_bag_again(pan: Pan) -> None:
    pan.load(5.4)
    pan.take()
    for kilograms, say in ((5.35, stable), (5.45, stable), (9.9, moving), (3.1, moving), (5.4, stable)):
        pan.load(kilograms, say)
        with pytest.raises(ScaleRefused):
            pan.scale.reading()


def test_a_bag_put_beside_the_first_is_another_weight(pan: Pan) -> None:
    pan.load(5.4)
    pan.take()
    pan.load(8.1)

    assert pan.take() == 8_100


def test_a_small_thing_is_cleared_like_a_bag(pan: Pan) -> None:
    for _ in range(2):
        pan.load(0.03)
        assert pan.take() == 30
        pan.load(0)


def test_a_tared_bucket_lifted_off_shows_less_than_zero_and_clears_the_scale(pan: Pan) -> None:
    pan.load(5.4)
    pan.take()
    pan.load(-0.6, moving)
    pan.load(5.4)

    assert pan.take() == 5_400


def test_a_line_taken_back_lets_the_same_weight_be_offered_again(pan: Pan) -> None:
    pan.load(5.4)
    pan.take()
    pan.scale.release()

    assert pan.take() == 5_400


def test_looking_at_a_weight_does_not_take_it(pan: Pan) -> None:
    pan.load(5.4)

    assert pan.scale.reading() == pan.scale.reading()


def test_a_closed_scale_lets_its_thread_go(serve: Serve) -> None:
    with Scale(serve(streams(stable(5.4)))) as found:
        found.reading(PATIENCE)

    assert not found._thread.is_alive()


def test_without_the_serial_driver_the_refusal_says_what_to_install(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "serial", None)
    found = listen("serial:COM3")

    refusal_of(found, ScaleNotReached, "pip install wasteledger[serial]")


def test_a_serial_port_that_is_not_there_is_refused_briefly(listen: Listen) -> None:
    found = listen("serial:/dev/ttyNONE")

    refusal_of(found, ScaleNotReached, "The scale does not answer (No such file or directory); type the weight.")


if sys.platform != "win32":
    import pty

    @pytest.fixture
    def cable() -> Iterator[tuple[int, str]]:
        """A pseudo-terminal: the scale's end, and the port's name."""
        end, port = pty.openpty()
        yield end, os.ttyname(port)
        for one in (end, port):
            with suppress(OSError):
                os.close(one)

    def stream(end: int, frame: bytes, over: Event) -> Thread:
        def run() -> None:
            with suppress(OSError):
                while not over.wait(0.05):
                    os.write(end, frame)

        thread = Thread(target=run, daemon=True)
        thread.start()
        return thread

    @pytest.mark.parametrize("more", ["", "?baud=2400&bits=7E1&format=and"])
    def test_a_serial_scale_that_streams_is_read(cable: tuple[int, str], listen: Listen, more: str) -> None:
        over = Event()
        thread = stream(cable[0], stable(5.4), over)

        assert listen(f"serial:{cable[1]}{more}").reading(PATIENCE).grams == 5_400
        over.set()
        thread.join(1)

    def test_a_serial_scale_that_waits_is_asked(cable: tuple[int, str], listen: Listen) -> None:
        end, port = cable
        found = listen(f"serial:{port}?format=toledo8217")

        assert os.read(end, 100) == b"W"
        os.write(end, b"\x02?A\r")
        refusal_of(found, ScaleMoving)
        assert os.read(end, 100) == b"W"
        os.write(end, b"\x0205.400\r")
        assert found.reading(PATIENCE).grams == 5_400

    def test_a_serial_cable_pulled_out_is_a_refusal_and_no_crash(cable: tuple[int, str], listen: Listen) -> None:
        end, port = cable
        found = listen(f"serial:{port}")
        time.sleep(0.3)
        os.write(end, stable(5.4))
        found.reading(PATIENCE)
        os.close(end)

        refusal_of(found, ScaleNotReached)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_fits_a_line_of_80_columns(language: str) -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ScaleRefused)]
    facts = {"reason": Term("No such file or directory"), "frame": "x" * scale.FRAME_SHOWN}
    sentences = [Words(language)(kind.message, **facts) for kind in kinds if kind.message]

    assert [sentence for sentence in sentences if cell_width(sentence) > 80] == []
