"""A visit that is being weighed: whose it is, what was on the scale, which request will book it; nobody's name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.requests import new_request_id


@dataclass(slots=True, kw_only=True)
class Visit:
    """One visit. The request id is drawn once, so that whatever happens it is booked once."""

    number: int
    """Its number in the queue, or of its weigh-sheet."""
    request: str = field(default_factory=new_request_id)
    lines: list[Weighing] = field(default_factory=list)
    uncontained: Weighing | None = None
    """A weight that is believed, while nobody has said in which container it stood."""
    card: str = ""
    """The card shown, or the household's number; empty while nobody knows whose it is."""
    household: str = ""
    """The household's number; empty for a card that nobody knows."""
    kind: str = ""
    """The household's type."""
    proxy: bool = False
    assisted: bool = False
    parked: bool = False
    corrects: str = ""
    """The receipt that this visit will replace."""
    day: str = ""
    """The day of that receipt, whose prices hold."""

    @property
    def who(self) -> str:
        """What tells this visit from the others: the household, else the card, else the weigh-sheet's number."""
        return self.household or self.card or f"#{self.number}"


def visit_of(data: dict[str, Any]) -> Visit:
    """Read a visit back.

    Raises:
        TypeError, KeyError: it was kept by another version of this program.
    """
    held = data.get("uncontained")
    said = {"lines": [Weighing(**line) for line in data["lines"]], "uncontained": Weighing(**held) if held else None}
    return Visit(**{**data, **said})
