"""Ways to a printer, tried on printers that are off, stuck, out of paper or hang up."""

import os
import pty
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from wasteledger.errors import PrinterNotReached, ValueNotAllowed
from wasteledger.printing.transports import ASK_PAPER, printer_at

SLIP = b"\x1b@" + bytes(range(256)) * 40
LONG = bytes(20_000_000)
"""More than a network holds back for a printer that takes nothing."""

Serve = Callable[[Callable[[socket.socket], None]], str]


def read_all(line: socket.socket) -> bytes:
    return b"".join(iter(lambda: line.recv(65_536), b""))


def hang_up(line: socket.socket) -> None:
    """Reset the line, as a printer does that loses its power."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a printer that does as told with each line, and return its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[Thread] = []

    def start(behave: Callable[[socket.socket], None]) -> str:
        def run() -> None:
            line, _ = listener.accept()
            with line:
                behave(line)

        threads.append(Thread(target=run, daemon=True))
        threads[-1].start()
        return f"tcp://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    listener.close()
    for thread in threads:
        thread.join(5)


def test_a_network_printer_gets_every_byte(serve: Serve) -> None:
    printed: list[bytes] = []
    address = serve(lambda line: printed.append(read_all(line)))

    printer_at(address)(SLIP)

    assert printed == [SLIP]


def test_a_printer_that_keeps_the_line_is_no_failure(serve: Serve) -> None:
    done, printed = Event(), list[bytes]()

    def keep(line: socket.socket) -> None:
        printed.append(read_all(line))
        done.wait(5)

    printer_at(serve(keep))(SLIP)
    done.set()

    assert printed == [SLIP]


def test_a_printer_that_is_off_is_refused_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    begin = time.monotonic()
    with pytest.raises(PrinterNotReached):
        printer_at(f"tcp://127.0.0.1:{port}")(SLIP)

    assert time.monotonic() - begin < 2


def test_a_printer_that_stalls_is_given_up_in_time(serve: Serve) -> None:
    done = Event()

    def stall(_: socket.socket) -> None:
        done.wait(10)

    address = serve(stall)

    begin = time.monotonic()
    with pytest.raises(PrinterNotReached):
        printer_at(address, patience=0.3)(LONG)
    done.set()

    assert time.monotonic() - begin < 3


def test_a_printer_that_drops_the_line_has_not_printed(serve: Serve) -> None:
    def drop(line: socket.socket) -> None:
        line.recv(100)
        hang_up(line)

    with pytest.raises(PrinterNotReached):
        printer_at(serve(drop))(LONG)


def test_a_printer_that_drops_what_it_took_has_not_printed(serve: Serve) -> None:
    def drop(line: socket.socket) -> None:
        line.recv(10)
        time.sleep(0.1)
        hang_up(line)

    with pytest.raises(PrinterNotReached):
        printer_at(serve(drop))(SLIP)


@pytest.mark.parametrize(("answer", "prints"), [(b"\x00", True), (b"\x0c", False), (b"", False)])
def test_a_printer_that_can_tell_is_asked_for_its_paper(serve: Serve, answer: bytes, prints: bool) -> None:
    def tell(line: socket.socket) -> None:
        taken = b""
        while not taken.endswith(ASK_PAPER):
            taken += line.recv(65_536)
        line.sendall(answer)

    send = printer_at(f"{serve(tell)}?ask", patience=1)
    if prints:
        send(SLIP)
    else:
        with pytest.raises(PrinterNotReached):
            send(SLIP)


def test_an_address_with_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(ValueNotAllowed):
        printer_at("tcp://printer:drucker")


def test_a_file_holds_the_bytes(tmp_path: Path) -> None:
    printer_at(str(tmp_path / "slip.bin"))(SLIP)

    assert (tmp_path / "slip.bin").read_bytes() == SLIP


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PrinterNotReached):
        printer_at(str(tmp_path / "none" / "slip.bin"))(SLIP)


@pytest.mark.skipif(sys.platform == "win32", reason="device files")
def test_a_device_file_gets_every_byte(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)

    printer_at(str(device))(SLIP)

    assert os.read(reader, len(SLIP) + 1) == SLIP
    os.close(reader)


@pytest.mark.skipif(sys.platform == "win32", reason="device files")
def test_a_device_that_takes_nothing_is_given_up_in_time(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)

    begin = time.monotonic()
    with pytest.raises(PrinterNotReached):
        printer_at(str(device), patience=0.2)(LONG)

    assert time.monotonic() - begin < 2
    os.close(reader)


@pytest.mark.skipif(sys.platform == "win32", reason="device files")
def test_a_device_that_is_switched_off_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lp0")

    with pytest.raises(PrinterNotReached):
        printer_at(str(tmp_path / "lp0"))(SLIP)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_a_serial_printer_gets_every_byte() -> None:
    printer, port = pty.openpty()
    printed: list[bytes] = []

    def take() -> None:
        while sum(map(len, printed)) < len(SLIP):
            printed.append(os.read(printer, 4_096))

    thread = Thread(target=take, daemon=True)
    thread.start()

    printer_at(f"serial:{os.ttyname(port)}?baud=19200")(SLIP)
    thread.join(5)

    assert b"".join(printed) == SLIP
    os.close(port)
    os.close(printer)


def test_a_serial_port_that_is_not_there_is_refused() -> None:
    with pytest.raises(PrinterNotReached):
        printer_at("serial:/dev/ttyNONE")(SLIP)


def test_without_the_serial_driver_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "serial", None)

    with pytest.raises(PrinterNotReached, match=r"pip install wasteledger\[serial\]"):
        printer_at("serial:COM3")(SLIP)
