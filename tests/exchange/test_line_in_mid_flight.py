"""Two points that book in their files, and their lines to a PostgreSQL server that falls over: all three end equal."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support import children
from tests.support.children import Child
from tests.support.clock import Clock
from tests.support.intruder import Intruder
from tests.support.nodes import projections
from tests.support.points import Field, Side
from tests.support.postgresql import OwnServer
from tests.support.town import OFFICE, ORIGIN, PET_RATE, STAFF, Town, found_town
from wasteledger.journal.runs import heads
from wasteledger.ledger import Ledger, give_roles
from wasteledger.recording.households import Contact
from wasteledger.storage.database import Database

ENTRIES_BETWEEN = 25
SECONDS_TO_SETTLE = 60
AWAY_SECONDS = 1.5
NAME = "นางมาลี ใจดี"

KEEP = """
import sys
from wasteledger.exchange import line
from wasteledger_cli import line_keeping
from wasteledger_cli.main import main
line.ENTRIES_AT_ONCE = 7
line_keeping.LOOK_SECONDS = line_keeping.FIRST_PAUSE_SECONDS = 0.1
line_keeping.LONGEST_PAUSE_SECONDS = 0.4
main(["--database", sys.argv[1], "--language", "en", "sync", "run", sys.argv[2], "--watch"])
"""

CLERK = """
import os, sys, time
from datetime import datetime
from itertools import count
from wasteledger import Refusal
from wasteledger.ledger import Ledger, give_roles
from wasteledger.recording.households import Contact
from wasteledger.recording.drop_offs import Weighing
database, operator, card, now, enough = sys.argv[1:]
with Ledger.open(database, operator=operator, clock=lambda: datetime.fromisoformat(now)) as ledger:
    for number in count():
        booked = []
        while not booked:
            try:
                request = f"{os.getpid()} {number}"
                booked = ledger.record_drop_off(card=card, weighings=(Weighing("PET", 1_000),), request_id=request)
            except Refusal:
                time.sleep(0.1)
        print(booked[0].receipt, flush=True)
        if os.path.exists(enough):
            break
        time.sleep(0.02)
"""
"""Presses again until there is an answer."""


@dataclass
class Post:
    """A point: its clerk and its line, each a process of its own."""

    side: Side
    office: str
    """The server, by the login of a point."""
    town: Town
    enough: Path
    said: list[str] = field(default_factory=list)
    """Receipts that were told before somebody pulled the plug."""

    def begin(self) -> None:
        self.clerk = clerk(self.town, self.side.database, self.enough)
        self.line = children.start(KEEP, self.side.database, self.office)

    def pull_the_plug(self) -> None:
        for child in (self.clerk, self.line):
            child.kill()
        self.said += self.clerk.communicate()[0].split()
        self.line.communicate()

    def end_clerk(self) -> list[str]:
        """Let the clerk finish; return every receipt that was told here."""
        return [*self.said, *self.clerk.communicate(timeout=SECONDS_TO_SETTLE)[0].split()]

    def end_line(self) -> str:
        """Ask the line's process to end; return what it said."""
        self.line.send_signal(signal.SIGTERM)
        said, _ = self.line.communicate(timeout=SECONDS_TO_SETTLE)
        assert self.line.returncode == 0, said
        return said


def clerk(town: Town, database: str, enough: Path) -> Child:
    return children.start(CLERK, database, OFFICE, town.card, town.clock.now.isoformat(), str(enough))


@pytest.fixture
def parish(
    own_server: OwnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Child, list[Post]]]:
    """The office's clerk on a server, and two points."""
    monkeypatch.setenv("WASTELEDGER_CONFIG", str(tmp_path / "none.toml"))
    town = found_town(own_server.url, Clock())
    with town.ledger, ExitStack() as laptops:
        joining = Field(Side(own_server.url, town.ledger, tmp_path / "keys"), tmp_path, town.clock, laptops)
        sides = [joining.laptop("K11", "P01"), joining.laptop("K12", "P02")]
        sides[0].ledger.register_household(community="C01", contact=Contact(name=NAME))
        town.ledger.set_pin(STAFF, "2569")
    give_roles(own_server.url, point=["p01"])
    as_point = own_server.url.replace("postgres@", "p01@")
    posts = [Post(side, as_point, town, tmp_path / "enough") for side in sides]
    office = clerk(town, own_server.url, tmp_path / "enough")
    for post in posts:
        post.begin()
    yield office, posts
    for child in (office, *(each for post in posts for each in (post.clerk, post.line))):
        child.kill()
        child.communicate()


@pytest.mark.postgresql
def test_a_server_that_falls_and_a_laptop_that_dies_lose_nothing_and_double_nothing(
    own_server: OwnServer, parish: tuple[Child, list[Post]]
) -> None:
    office, posts = parish
    databases = [own_server.url, *(post.side.database for post in posts)]
    wait_for_more(databases)
    own_server.stop("immediate")
    time.sleep(AWAY_SECONDS)
    own_server.start_again()
    wait_for_more(databases)
    posts[0].pull_the_plug()
    posts[0].begin()
    wait_for_more(databases)
    posts[0].enough.touch()
    told = office.communicate(timeout=SECONDS_TO_SETTLE)[0].split()
    for post in posts:
        told += post.end_clerk()
    wait_until(lambda: all(heads_of(database) == heads_of(databases[0]) for database in databases))

    said = [post.end_line() for post in posts]

    assert said[1].count("The line is down") == 1
    assert said[1].count("The line is up again.") == 1
    assert_kept_once(own_server.url, set(told))
    folded = [folded_in(database) for database in databases]
    assert folded[0] == folded[1] == folded[2]
    for database in databases:
        with Ledger.open(database, operator=OFFICE) as ledger:
            assert ledger.audit().findings == []
    with Ledger.open(own_server.url, operator=OFFICE) as ledger:
        assert [found.household.number for found in ledger.households(NAME)] == ["K11/0001"]
    with Ledger.open(posts[0].side.database, operator=OFFICE) as ledger:
        assert STAFF in ledger.pins()


def wait_for_more(databases: list[str]) -> None:
    """Wait until every database took so many more entries of every book."""
    before = {database: heads_of(database) for database in databases}
    books = {ORIGIN, "K11", "K12"}

    def more(database: str) -> bool:
        now, then = heads_of(database), before[database]
        return all(now.get(book, 0) >= then.get(book, 0) + ENTRIES_BETWEEN for book in books)

    wait_until(lambda: all(map(more, databases)))


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def heads_of(database: str) -> dict[str, int]:
    with closing(Database(database)) as opened, opened.reading() as connection:
        return {book: sequence for book, (sequence, _) in heads(connection).items()}


def folded_in(database: str) -> object:
    with closing(Database(database)) as opened:
        return projections(opened)


def assert_kept_once(database: str, receipts: set[str]) -> None:
    """Every receipt that was told is in the office's books; each drop-off is there once and was credited once."""
    session = Intruder(database)
    try:
        rows = session.run("SELECT origin, sequence, request_id FROM entry WHERE kind = 'drop-off'")
        credited = session.number("SELECT sum(quantity) FROM movement WHERE commodity = 'credits'")
    finally:
        session.close()
    assert receipts <= {f"{origin}-{sequence:06}" for origin, sequence, _ in rows}
    assert len({request for *_, request in rows}) == len(rows)
    # What was booked in the moment of a kill was told to nobody.
    assert len(rows) <= len(receipts) + 1
    assert credited == len(rows) * PET_RATE // 1_000
