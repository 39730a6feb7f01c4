"""Which keys make a line, and where it ends, whatever a scanner sends after a code or leaves out."""

from unicodedata import category

from wasteledger.domain.card_code import LENGTH
from wasteledger.domain.cells import SARA_AM
from wasteledger_cli.counter.reading import card_at_end

QUIET_SECONDS = 0.08
"""So long after its last symbol a card's code ends its line by itself."""

ENTER_BELONGS_SECONDS = 1.5
"""So long after a line that ended by itself an Enter is that line's own: from a slow scanner, or a hand."""

DOUBLED_SECONDS = 2.0
"""A card read again so soon, with no other key between, was read twice by the scanner."""

MOST_TYPED = 200
"""Of a key that is stuck only the last presses are kept."""

RETURN, NEWLINE, TAB, ESCAPE = "\r\n\t\x1b"
LEAVE_LINE, LEAVE, ERASE_LINE = "\x03\x04\x15"
ERASE = "\x7f\x08"


class Strokes:
    """The line in the making. Keys come with the moment they were pressed (``time.monotonic``), be it long ago."""

    def __init__(self) -> None:
        self.text = ""
        self.over = False
        """Whether no line will come any more."""
        self._pressed_at = self._ended_at = self._card_at = float("-inf")
        self._previous = self._card = self._escape = ""
        self._ended_by_itself = False

    @property
    def due(self) -> float | None:
        """When the line will end by itself unless a key comes first: it ends in a card's code."""
        return self._pressed_at + QUIET_SECONDS if card_at_end(self.text) else None

    def wait(self, until: float) -> list[str]:
        """Return the line that has ended by itself by then, if one has."""
        due = self.due
        if due is None or due > until:
            return []
        ended = self._end(self._pressed_at)
        self._ended_by_itself = True
        return ended

    def press(self, key: str, at: float) -> list[str]:
        """Take a key, empty for the end of all keys; return the lines that it ended."""
        ended = self.wait(at)
        previous, self._previous = self._previous, key
        if self._is_no_letter(key):
            return ended
        if key in {RETURN, NEWLINE, TAB}:
            return ended if self._belongs_to_last_line(previous, key, at) else ended + self._end(at)
        if not key:
            self.over = True
            return ended + (self._end(at) if self.text else [])
        if key.isprintable():
            ended += self._end(at) if self.due else []  # two codes run together: the first is a line
            self.text = (self.text + key)[-MOST_TYPED:]
            self._pressed_at, self._ended_by_itself = at, False
        else:
            self._edit(key)
        return ended

    def _is_no_letter(self, key: str) -> bool:
        """Whether it is part of an arrow, a function key, or the brackets that a terminal puts around a paste."""
        begun, self._escape = self._escape, ""
        if key == ESCAPE or (begun == ESCAPE and key in {"[", "O"}):
            self._escape = begun + key if begun == ESCAPE and key != ESCAPE else key
            return True
        if begun == ESCAPE + "[" and " " <= key < "@":
            self._escape = begun
            return True
        return len(begun) > 1 and key >= " "

    def _belongs_to_last_line(self, previous: str, key: str, at: float) -> bool:
        if previous == RETURN and key == NEWLINE:
            return True
        late = at - self._ended_at > ENTER_BELONGS_SECONDS
        belongs, self._ended_by_itself = self._ended_by_itself and not late, False
        return belongs

    def _edit(self, key: str) -> None:
        if key in ERASE:
            self.text = without_last_letter(self.text)
        elif key in {LEAVE_LINE, LEAVE} and not self.text:
            self.over = True
        elif key in {LEAVE_LINE, ERASE_LINE}:
            self.text = ""

    def _end(self, at: float) -> list[str]:
        text, self.text = self.text, ""
        self._ended_at, self._ended_by_itself = at, False
        code, alone = card_at_end(text), len(text) == LENGTH
        doubled = alone and code == self._card != "" and at - self._card_at < DOUBLED_SECONDS
        self._card, self._card_at = code, at
        return [] if doubled else [code if code and alone else text]


def without_last_letter(text: str) -> str:
    """Take back what the eye sees as the last letter: a Thai consonant goes with the marks on it."""
    end = len(text) - 1
    while end > 0 and (text[end] == SARA_AM or category(text[end]) in {"Mn", "Me"}):
        end -= 1
    return text[: max(end, 0)]
