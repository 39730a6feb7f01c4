"""What was brought over from earlier books and stands: nothing of it can be said twice."""

from datetime import date

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.entries import Entry
from wasteledger.storage import tables

HISTORY = "month:"


class Carried:
    """By subject (an account, a point's material, a month's sum) the receipt that says it; reversed ones left out."""

    def __init__(self, connection: Connection) -> None:
        self._receipts: dict[str, str] = {}
        self._opening: tuple[str, str] | None = None
        """The day of the town's openings, and one of their receipts."""
        carried = tables.carried.c
        query = select(carried.origin, carried.sequence, carried.subject, carried.day).where(carried.reversed_by == "")
        for origin, sequence, subject, day in connection.execute(query):
            self._add(subject, day, str(Receipt(origin, sequence)))
        entry = tables.entry.c
        same = (entry.origin == carried.origin) & (entry.sequence == carried.sequence)
        reversed_since = select(entry.request_id).join(tables.carried, same).where(carried.reversed_by != "")
        self.taken_back = list(connection.execute(reversed_since).scalars())
        """The requests of what was reversed."""

    def require_new(self, subject: str) -> None:
        """Refuse what was said already.

        Raises:
            OpenedAlready: by an entry that still stands.
        """
        if subject in self._receipts:
            raise errors.OpenedAlready(subject=said(subject), receipt=self._receipts[subject])

    def require_day(self, subject: str, day: date) -> None:
        """Refuse an opening of another day than the town's others.

        Raises:
            OpeningDayRefused: naming one of them.
        """
        if self._opening and self._opening[0] != day.isoformat():
            raise errors.OpeningDayRefused(
                subject=said(subject), day=day, reason="the town was opened on another day", receipt=self._opening[1]
            )

    def add(self, entry: Entry) -> None:
        self._add(entry.body["subject"], entry.body["day"], str(entry.receipt))

    def _add(self, subject: str, day: str, receipt: str) -> None:
        self._receipts[subject] = receipt
        if not self._opening and not subject.startswith(HISTORY):
            self._opening = day, receipt


def said(subject: str) -> str:
    """A subject as people say it: ``K07/0001``, ``P01 PET``, ``2025-03 C01 PET``."""
    return subject.partition(":")[2]
