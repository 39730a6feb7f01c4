"""History: the kilograms of months before these books, so that last year can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from wasteledger import errors
from wasteledger.domain.calendar import months_after
from wasteledger.domain.evidence import CARRIED_OVER
from wasteledger.domain.flows import DIRECT, DISPATCHED, RECEIVED
from wasteledger.domain.methods import DISPOSED
from wasteledger.domain.registers import Community, Destination
from wasteledger.journal.entries import Entry
from wasteledger.recording.carried import HISTORY
from wasteledger.recording.desk import Command, Desk
from wasteledger.recording.loads import LoadLine, load_line


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOver(Command):
    """One month's sum of one material: it counts in reports on the month's last day, but in no stock or balance.

    Without a destination it is what came in; with one that disposes, what was disposed of; with another, what was
    sold or handed on. So no basis counts the same kilograms twice.
    """

    verb: ClassVar[str] = "history"
    ruling: ClassVar[bool] = True

    month: date
    """Any of its days."""
    line: LoadLine
    community: str = ""
    """A community's code; empty for the whole town."""
    destination: str = ""

    def book(self, desk: Desk) -> Sequence[Entry]:
        community = desk.directory.any(Community, self.community).code if self.community else ""
        taker = desk.directory.any(Destination, self.destination) if self.destination else None
        flow = RECEIVED if taker is None else DIRECT if taker.method in DISPOSED else DISPATCHED
        line = load_line(desk, self.line) | {"evidence": CARRIED_OVER}
        if not line["grams"] and flow != DIRECT:
            raise errors.NothingWeighed(material=line["material"])
        to = taker.code if taker else ""
        subject = HISTORY + " ".join(filter(None, (f"{self.month:%Y-%m}", community, line["material"], to)))
        desk.carried.require_new(subject)
        said: dict[str, Any] = {"destination": to, "method": taker.method} if taker else {}
        entry = desk.append(
            "carried-over", self._moment(desk), subject=subject, flow=flow, community=community, lines=[line], **said
        )
        desk.carried.add(entry)
        return [entry]

    def _moment(self, desk: Desk) -> datetime:
        """The month's last day, which may lie before the programme began.

        Raises:
            InTheFuture: the month is not over.
        """
        day = months_after(self.month, 1) - timedelta(days=1)
        if day.isoformat() >= desk.day_of(desk.now):
            raise errors.InTheFuture(day=day)
        return datetime.combine(day, time.min, desk.settings.zone)
