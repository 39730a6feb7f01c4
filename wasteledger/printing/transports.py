"""Ways to a slip printer: a file, a device, a network printer, a serial port.

Each is a function of bytes that returns once the printer has taken all of them, and else raises in finite time.
"""

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

from wasteledger.errors import PrinterNotReached, ValueNotAllowed

Send = Callable[[bytes], None]

RAW_PORT = 9100
"""Where network printers take bytes as they are."""

PATIENCE_SECONDS = 5.0
"""How long a printer may take no byte at all before it counts as off, out of paper or stuck."""

LINGER_SECONDS = 0.3
"""How long a printer is given to say that it dropped what it took."""

BAUD = 9_600

CHUNK_BYTES = 4_096
ASK_PAPER = b"\x1dr\x01"
"""Tell the paper sensor's state, once everything before is printed (GS r 1)."""

PAPER_OUT = 0x0C


def printer_at(address: str, patience: float = PATIENCE_SECONDS) -> Send:
    """Return the way to a printer.

    Args:
        address: ``tcp://192.168.1.50``, with ``?ask`` for one that answers whether it has printed;
            ``serial:COM3`` or ``serial:/dev/ttyUSB0?baud=19200``; else the path of a device or file.
        patience: seconds.

    Raises:
        ValueNotAllowed: the address is none.
    """
    parts = urlsplit(address)
    asked = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme == "tcp":
        host, port = parts.hostname or "", _port(parts)
        return lambda data: _to_network(data, host, port, patience, ask="ask" in asked)
    if parts.scheme == "serial":
        baud = int(asked.get("baud", [str(BAUD)])[0])
        return lambda data: _to_serial(data, parts.path, baud, patience)
    return lambda data: _to_file(data, Path(address), patience)


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or RAW_PORT
    except ValueError as error:
        raise ValueNotAllowed(name="printer", value=parts.geturl(), choices="tcp://HOST:9100") from error


def _to_network(data: bytes, host: str, port: int, patience: float, *, ask: bool) -> None:
    printer = f"{host}:{port}"
    try:
        with socket.create_connection((host, port), timeout=patience) as line:
            for begin in range(0, len(data), CHUNK_BYTES):
                line.sendall(data[begin : begin + CHUNK_BYTES])
            if ask:
                line.sendall(ASK_PAPER)
                _read_paper(line.recv(1), printer)
            line.shutdown(socket.SHUT_WR)
            _wait_for_the_end(line)
    except OSError as error:
        raise PrinterNotReached(printer=printer, reason=str(error)) from error


def _read_paper(answer: bytes, printer: str) -> None:
    if not answer:
        raise PrinterNotReached(printer=printer, reason="it hung up")
    if answer[0] & PAPER_OUT:
        raise PrinterNotReached(printer=printer, reason="it is out of paper")


def _wait_for_the_end(line: socket.socket) -> None:
    """Wait until the printer hangs up; many keep the line, which is no failure, but a reset is one."""
    line.settimeout(LINGER_SECONDS)
    try:
        while line.recv(CHUNK_BYTES):
            pass
    except TimeoutError:
        return


def _to_serial(data: bytes, port: str, baud: int, patience: float) -> None:
    try:
        import serial  # noqa: PLC0415  # an extra: most printers need none
    except ImportError as error:
        raise PrinterNotReached(printer=port, reason="it needs a driver, pip install wasteledger[serial]") from error
    try:
        with serial.serial_for_url(port, baudrate=baud, write_timeout=patience, timeout=patience) as line:
            for begin in range(0, len(data), CHUNK_BYTES):
                line.write(data[begin : begin + CHUNK_BYTES])
            line.flush()
    except (serial.SerialException, OSError) as error:
        raise PrinterNotReached(printer=port, reason=str(error)) from error


def _to_file(data: bytes, path: Path, patience: float) -> None:
    try:
        if os.name == "posix" and path.exists() and not stat.S_ISREG(path.stat().st_mode):
            from wasteledger.printing.posix_device import write  # noqa: PLC0415  # not on Windows

            write(data, path, patience)
        else:
            path.write_bytes(data)
    except OSError as error:
        raise PrinterNotReached(printer=path, reason=str(error)) from error
