"""One day's entries of a book, found by halving: a book's entries were recorded in the order of their numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from wasteledger.domain.receipts import Receipt
from wasteledger.domain.settings import Settings
from wasteledger.journal.chain import read
from wasteledger.journal.entries import Entry
from wasteledger.journal.fold.movements import meant
from wasteledger.storage import tables
from wasteledger.units import Credits, Grams


@dataclass(frozen=True, slots=True)
class MaterialTotal:
    """What came of one material, what was taken back subtracted."""

    net: Grams
    rejected: Grams
    credits: Credits


def entries_of_day(connection: Connection, origin: str, day: date, settings: Settings, point: str = "") -> list[Entry]:
    """Return what a book recorded on one day of the town, at one point or anywhere."""
    since, until = settings.moments_of(day, day)
    first, after = _first_from(connection, origin, since), _first_from(connection, origin, until)
    entry = tables.entry.c
    query = (
        select(entry.sequence, entry.digest, entry.body)
        .where(entry.origin == origin, entry.sequence >= first, entry.sequence < after)
        .order_by(entry.sequence)
    )
    return [found for found in _read(connection.execute(query), origin) if point in {"", found.body.get("point")}]


def _read(rows: Iterator[tuple[int, bytes, bytes]], origin: str) -> Iterator[Entry]:
    for sequence, digest, body in rows:
        yield Entry(Receipt(origin, sequence), bytes(digest), read(bytes(body)))


def _first_from(connection: Connection, origin: str, moment: str) -> int:
    """The number of the first entry recorded at or after a moment; one past the head where there is none."""
    entry = tables.entry.c
    head = connection.execute(select(tables.origin.c.sequence).where(tables.origin.c.code == origin)).scalar() or 0
    low, high = 1, head + 1
    while low < high:
        middle = (low + high) // 2
        query = select(entry.recorded_at).where(entry.origin == origin, entry.sequence == middle)
        if str(connection.execute(query).scalar_one()) < moment:
            low = middle + 1
        else:
            high = middle
    return low


def material_totals(recorded: Iterable[Entry]) -> dict[str, MaterialTotal]:
    """Add up what drop-offs weighed, by material; what came to nothing is left out."""
    totals: dict[str, tuple[int, int, int]] = {}
    for entry in recorded:
        sign, said, _ = meant(entry.body)
        for line in said["lines"] if said["kind"] == "drop-off" else ():
            net, rejected, credited = totals.get(line["material"], (0, 0, 0))
            totals[line["material"]] = (
                net + sign * line["grams"],
                rejected + sign * line.get("rejected", 0),
                credited + sign * line["credits"],
            )
    return {
        code: MaterialTotal(Grams(net), Grams(rejected), Credits(credited))
        for code, (net, rejected, credited) in sorted(totals.items())
        if net or rejected
    }
