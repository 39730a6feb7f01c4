"""From the bytes of a line to the readings in them."""

import re
from dataclasses import replace

from wasteledger_cli.scales.formats import FORMATS, PLAIN, Format, Reading

LONGEST_FRAME = 80
SEVEN_BITS = 0x7F


class Listener:
    """Cuts a stream into frames and reads them, in a named format or in the one that it hears."""

    def __init__(self, named: Format | None = None) -> None:
        self.format = named
        self._guesses = named is None
        self._rest = ""
        self._whole = False
        """Whether the next frame is heard from its beginning: the first may be the end of one."""

    def hear(self, data: bytes) -> list[Reading | str]:
        """Return the readings that are complete now; a frame that is none, as printable text."""
        # The eighth bit is parity, or a lamp that says nothing new.
        text = self._rest + bytes(byte & SEVEN_BITS for byte in data).decode("ascii")
        *frames, self._rest = re.split("[\r\n\x03]", text)
        heard = []
        for frame in frames:
            if frame:
                heard.append(self._read(frame))
            self._whole = True
        if len(self._rest) > LONGEST_FRAME:
            heard.append(printable(self._rest))
            self._rest, self._whole = "", False
        return heard

    def _read(self, frame: str) -> Reading | str:
        begins = max(frame.rfind("\x02"), 0)
        for known in self._candidates():
            if (self._whole or known is not PLAIN) and (reading := known.read(frame[begins:])):
                self.format = known
                return replace(reading, frame=printable(frame[begins:]))
        return printable(frame)

    def _candidates(self) -> tuple[Format, ...]:
        """Any format until one with a header is heard: the end of its frame could pass for a plain weight."""
        if self.format is None or (self._guesses and self.format is PLAIN):
            return FORMATS
        return (self.format,)


def printable(frame: str) -> str:
    """Write what can't be printed by its code."""
    return frame.encode("unicode_escape").decode("ascii")[:LONGEST_FRAME]
