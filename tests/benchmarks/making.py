"""A town to measure: 18 communities, 3,000 households with a card each, and as many drop-offs as are asked for."""

import random
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Connection

from wasteledger.ledger import Ledger
from wasteledger.recording.bulk import BulkDesk
from wasteledger.recording.desk import Command
from wasteledger.recording.drop_offs import DropOff, Weighing
from wasteledger.recording.households import Contact, RegisterHousehold
from wasteledger.recording.loads import Load, LoadLine
from wasteledger.recording.rates import NewRate
from wasteledger.storage.database import WRITER_CACHE_KIB
from wasteledger.storage.statements import Cursor, Statement

ORIGIN, OFFICE = "K07", "1"
COMMUNITIES = tuple(f"C{number:02d}" for number in range(1, 19))
HOUSEHOLDS = 3_000
MATERIALS = ("PET", "HDPE", "PAPER", "CARD", "CAN", "STEEL", "GLASS", "COPPER", "FILM", "OIL")
RESIDUAL = "RES"
FIRST_DAY = date(2021, 1, 4)
DROP_OFFS_A_DAY = 800
COMMUNITIES_A_DAY = 2
"""A round serves its neighbours: who comes on one day is of few communities."""
NOON = timedelta(hours=5)
NOW = datetime(2026, 7, 1, 5, tzinfo=UTC)

Row = tuple[object, ...]
Sent = list[tuple[str, list[Row]]]
"""Statements with the rows they were run with."""


@dataclass(frozen=True, slots=True)
class Town:
    """A ledger and its households' cards, community by community."""

    ledger: Ledger
    cards: tuple[tuple[str, ...], ...]


def found(database: Path | str) -> Town:
    """Begin a town that has weighed nothing yet."""
    settings = {"name_en": "Measured", "programme_start": FIRST_DAY.isoformat()}
    ledger = Ledger.found(database, origin=ORIGIN, operator=OFFICE, settings=settings, clock=lambda: NOW)
    for code in COMMUNITIES:
        ledger.add_to_list(kind="community", code=code, attributes={"name_en": code})
    ledger.add_to_list(kind="point", code="P01", attributes={"community": COMMUNITIES[0]})
    ledger.add_to_list(kind="destination", code="FILL", attributes={"method": "landfill"})
    for code in MATERIALS:
        attributes = {"waste_class": "recyclable", "unit": "kg", "method": "recycling"}
        ledger.add_to_list(kind="material", code=code, attributes=attributes)
    residual = {"waste_class": "general", "unit": "kg", "method": "landfill"}
    ledger.add_to_list(kind="material", code=RESIDUAL, attributes=residual)
    ledger.set_rates(rates=tuple(NewRate(code, 800_000, FIRST_DAY) for code in MATERIALS))
    return Town(ledger, _members(ledger))


def _members(ledger: Ledger) -> tuple[tuple[str, ...], ...]:
    numbers: list[str] = []

    def register(desk: BulkDesk) -> None:
        for ordinal in range(HOUSEHOLDS):
            desk.next_request(f"household:{ordinal}", "")
            contact = Contact(name=f"Household {ordinal}", house_number=str(ordinal))
            community = COMMUNITIES[ordinal % len(COMMUNITIES)]
            (entry,) = RegisterHousehold(community=community, contact=contact).book(desk)
            numbers.append(entry.body["household"])

    book_many(ledger, RegisterHousehold, register)
    (issued,) = ledger.issue_cards(households=tuple(numbers))
    codes = [card["code"] for card in issued.body["cards"]]
    return tuple(tuple(codes[place :: len(COMMUNITIES)]) for place in range(len(COMMUNITIES)))


def drop_offs(town: Town, count: int, *, seed: int = 1, weighings: int = 2) -> Iterator[DropOff]:
    """Drop-offs of working days, one after the other, each with so many weighings."""
    chance = random.Random(seed)  # noqa: S311  # the same town every time
    for number in range(count):
        day = number // DROP_OFFS_A_DAY
        place = (day * COMMUNITIES_A_DAY + number % COMMUNITIES_A_DAY) % len(COMMUNITIES)
        weighed = chance.sample(MATERIALS, weighings)
        yield DropOff(
            card=chance.choice(town.cards[place]),
            weighings=tuple(Weighing(material, chance.randrange(100, 20_000)) for material in weighed),
            at=noon(day),
            request_id=f"measured:{seed}:{number:08d}",
        )


def noon(working_day: int) -> datetime:
    weeks, weekday = divmod(working_day, 5)
    day = FIRST_DAY + timedelta(weeks=weeks, days=weekday)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + NOON


def loads_of_residual(days: int) -> Iterator[Load]:
    """What each community sent to the landfill, month by month, so that rates can be told."""
    months = sorted({noon(day).replace(day=1) for day in range(days)})
    for month in months:
        for community in COMMUNITIES:
            line = LoadLine(RESIDUAL, "12.5", "tonne")
            request = f"residual:{month:%Y-%m}:{community}"
            at = max(month, noon(0))
            yield Load(destination="FILL", lines=(line,), community=community, at=at, request_id=request)


def book_all(ledger: Ledger, kind: type[Command], commands: Iterable[Command]) -> None:
    """Book commands in one transaction, as an import does."""

    def work(desk: BulkDesk) -> None:
        for command in commands:
            desk.next_request(command.request_id or "", "measured")
            command.book(desk)

    book_many(ledger, kind, work)


def book_many(ledger: Ledger, kind: type[Command], work: Callable[[BulkDesk], None]) -> None:
    ledger._bookings.book_many(kind, work)


@contextmanager
def recorded() -> Iterator[Sent]:
    """Note what is sent to the database, so that the driver alone can send the same."""
    sent: Sent = []
    run, rows = Statement.run, Statement.rows

    def noted_run(statement: Statement, connection: Connection, cursor: Cursor, many: Sequence[Row]) -> None:
        sent.append((statement._text(connection), list(many)))
        run(statement, connection, cursor, many)

    def noted_rows(statement: Statement, connection: Connection, cursor: Cursor, *asked: object) -> list[Row]:
        sent.append((statement._text(connection), [asked]))
        return rows(statement, connection, cursor, *asked)

    with patch.object(Statement, "run", noted_run), patch.object(Statement, "rows", noted_rows):
        yield sent


def copied(source: Path, target: Path) -> Path:
    """Copy a closed ledger."""
    shutil.copyfile(source, target)
    return target


def opened_raw(path: Path) -> sqlite3.Connection:
    """Open a ledger with the driver alone, set as the ledger sets it."""
    connection = sqlite3.connect(path, isolation_level=None)
    cache = f"cache_size = -{WRITER_CACHE_KIB}"
    for pragma in ("journal_mode = WAL", "synchronous = FULL", cache, "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def balances(path: Path) -> list[Row]:
    """Every balance, to be compared before a time is told."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT account, commodity, quantity FROM balance ORDER BY 1, 2").fetchall()
    finally:
        connection.close()


def table(title: str, lines: Sequence[tuple[str, str, str, str, str]]) -> None:
    """Print what was measured: ours, the reference, the ratio and the mark."""
    rows = [("what", "ours", "reference", "ratio", "mark"), *lines]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    sys.stdout.write(f"{title}\n")
    for row in rows:
        cells = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
