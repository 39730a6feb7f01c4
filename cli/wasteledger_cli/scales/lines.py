"""Where a scale is heard: the address, and the open line to it."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from wasteledger.errors import ScaleNotReached, ValueNotAllowed
from wasteledger_cli.scales.formats import FORMATS, Format

if TYPE_CHECKING:
    import serial

HEAR_SECONDS = 0.1
"""How long a line waits for the next byte before it says that there is none."""

CONNECT_SECONDS = 3.0
CHUNK_BYTES = 4_096
ADDRESSES = "tcp://HOST:PORT, serial:PORT?baud=9600&bits=8N1&format=" + "|".join(known.name for known in FORMATS)


OPTIONS = {"baud", "bits", "format"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a scale is, and how it speaks as far as that was said."""

    place: str | tuple[str, int]
    """A serial port, or a host and its port."""
    baud: int
    bits: str
    format: Format | None


@dataclass(frozen=True, slots=True)
class Line:
    """An open line; both functions raise OSError once it is lost."""

    hear: Callable[[], bytes]
    """Return what came, or nothing after a tenth of a second."""
    say: Callable[[bytes], object]


def read_address(typed: str) -> Address:
    """Read ``tcp://192.168.1.60:4001``, ``serial:COM3``, ``serial:/dev/ttyUSB0?baud=2400&bits=7E1&format=and``.

    Raises:
        ValueNotAllowed: it is none.
    """
    try:
        parts = urlsplit(typed)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        named = next(known for known in FORMATS if known.name == asked["format"]) if "format" in asked else None
        bits = asked.get("bits", named.bits if named else "8N1").upper()
        baud = int(asked.get("baud", "9600"))
        place = (parts.hostname or "", parts.port or 0) if parts.scheme == "tcp" else parts.path
        reachable = parts.scheme in {"tcp", "serial"} and place != "" and all(place)
    except (ValueError, StopIteration):
        reachable = False
    if not reachable or baud <= 0 or not re.fullmatch("[78][NEO][12]", bits) or asked.keys() - OPTIONS:
        raise ValueNotAllowed(name="scale", value=typed, choices=ADDRESSES)
    return Address(place, baud, bits, named)


@contextmanager
def open_line(address: Address) -> Iterator[Line]:
    """Open the line to a scale, and close it in the end.

    Raises:
        ScaleNotReached: it can't be opened, or was lost.
    """
    try:
        if isinstance(address.place, tuple):
            with socket.create_connection(address.place, timeout=CONNECT_SECONDS) as connection:
                connection.settimeout(HEAR_SECONDS)
                yield Line(lambda: _from_network(connection), connection.sendall)
        else:
            with _serial_port(address.place, address) as port:
                yield Line(lambda: port.read(CHUNK_BYTES), port.write)
    except (OSError, ValueError) as lost:
        said = getattr(lost, "strerror", None) or str(lost)
        # The serial driver wraps the system's reason into a longer one.
        reason = re.search(r"(?:\[Errno \d+\] |\(\d+, ')([^:']+)", said)
        raise ScaleNotReached(reason=reason[1] if reason else said) from lost


def _from_network(connection: socket.socket) -> bytes:
    try:
        heard = connection.recv(CHUNK_BYTES)
    except TimeoutError:
        return b""
    if not heard:
        raise ScaleNotReached(reason="it hung up")
    return heard


def _serial_port(port: str, address: Address) -> serial.SerialBase:
    try:
        import serial  # noqa: PLC0415  # an extra: scales on a network need none
    except ImportError as missing:
        raise ScaleNotReached(reason="it needs a driver, pip install wasteledger[serial]") from missing
    return serial.serial_for_url(
        port,
        baudrate=address.baud,
        bytesize=int(address.bits[0]),
        parity=address.bits[1],
        stopbits=int(address.bits[2]),
        timeout=HEAR_SECONDS,
        write_timeout=1,
    )
