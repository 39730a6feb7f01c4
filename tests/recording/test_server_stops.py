"""A server stopped at once in mid-load: nothing acknowledged is lost, and pressing again books nothing twice."""

import time
from pathlib import Path

import pytest

from tests.support.clock import Clock
from tests.support.intruder import Intruder
from tests.support.postgresql import OwnServer
from tests.support.pressing import assert_kept, pressing, wait_for
from tests.support.town import ORIGIN, found_town

BOOKS = (ORIGIN, ORIGIN, "P02", "A01")
"""One a clerk; two share one."""
AWAY_SECONDS = (0.0, 0.3, 1.0)
ENTRIES_BETWEEN = 40


@pytest.mark.postgresql
def test_a_server_stopped_at_once_under_load_loses_nothing_it_acknowledged(
    own_server: OwnServer, tmp_path: Path
) -> None:
    town = found_town(own_server.url, Clock())
    town.ledger.close()
    session = Intruder(own_server.url)
    for book in ("P02", "A01"):
        town.begin_book(session, book)
    session.close()
    with pressing(town, BOOKS, own_server.url, tmp_path / "enough") as pressed:
        for seconds in AWAY_SECONDS:
            wait_for(own_server.url, ENTRIES_BETWEEN)
            own_server.stop("immediate")
            time.sleep(seconds)
            own_server.start_again()
        wait_for(own_server.url, ENTRIES_BETWEEN)
    assert pressed.unanswered.keys() <= {"ServerUnreachable", "RequestUnanswered"}
    assert sum(pressed.unanswered.values()) >= len(BOOKS)
    assert_kept(pressed, own_server.url)
