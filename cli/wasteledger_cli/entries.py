"""What a command that booked something answers: the receipt, the check code, and what to copy by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wasteledger_cli.answers import Answer

if TYPE_CHECKING:
    from wasteledger.journal.entries import Entry


def booked(entries: Sequence[Entry]) -> Answer:
    """Answer with every entry booked by one request."""
    answer = Answer({"entries": [entry_data(entry) for entry in entries]})
    for entry in entries:
        answer.say("Booked {receipt}  ({check_code})", receipt=entry.receipt, check_code=entry.check_code)
    return answer


def entry_data(entry: Entry) -> dict[str, Any]:
    return {"receipt": str(entry.receipt), "check_code": entry.check_code, **entry.body}
