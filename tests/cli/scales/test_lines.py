"""Where a scale is, as an address says it."""

import pytest

from wasteledger.errors import ValueNotAllowed
from wasteledger_cli.scales.formats import AND, CAS, TOLEDO
from wasteledger_cli.scales.lines import Address, read_address

ADDRESSES = {
    "tcp://192.168.1.60:4001": Address(("192.168.1.60", 4001), 9_600, "8N1", None),
    "tcp://[::1]:4001?format=cas": Address(("::1", 4001), 9_600, "8N1", CAS),
    "serial:COM3": Address("COM3", 9_600, "8N1", None),
    "serial:/dev/ttyUSB0?baud=2400&bits=7e1&format=and": Address("/dev/ttyUSB0", 2_400, "7E1", AND),
    "serial:/dev/ttyUSB0?format=toledo8217": Address("/dev/ttyUSB0", 9_600, "7E1", TOLEDO),
}


@pytest.mark.parametrize("typed", ADDRESSES)
def test_an_address_names_the_place_and_how_the_scale_speaks(typed: str) -> None:
    assert read_address(typed) == ADDRESSES[typed]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "COM3",
        "serial:",
        "tcp://",
        "tcp://scale",
        "tcp://scale:99999",
        "tcp://scale:port",
        "tcp://:4001",
        "http://scale:80",
        "serial:COM3?baud=fast",
        "serial:COM3?baud=-1",
        "serial:COM3?bits=9N1",
        "serial:COM3?format=stones",
        "serial:COM3?speed=9600",
        "tcp://[::1",
    ],
)
def test_what_is_no_address_is_refused_with_the_forms_of_one(typed: str) -> None:
    with pytest.raises(ValueNotAllowed, match=r"tcp://HOST:PORT, serial:PORT\?baud=9600&bits=8N1&format=and\|cas"):
        read_address(typed)
