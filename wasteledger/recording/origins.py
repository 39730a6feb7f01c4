"""A book that goes on where another was cut off."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from wasteledger.journal.entries import Entry
from wasteledger.recording.desk import Command, Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginBook(Command):
    """The first entry of a book that goes on where another was cut off."""

    verb: ClassVar[str] = "origin-begin"

    after: str
    """The last receipt of the old book that this database holds."""
    printed: str
    """The last receipt of the old book that was printed."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        return [desk.append("origin-begun", after=self.after, printed=self.printed)]
