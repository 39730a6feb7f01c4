"""A counter without a file: the line to the server drops, and no visit is lost or booked twice."""

import sys
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.cli.counter.conftest import PIN, AtTheCounter, counter_of
from tests.cli.counter.test_power_cuts import SIGNING_IN, Laptop
from tests.support.clock import Clock
from tests.support.intruder import Intruder
from tests.support.postgresql import fresh_database
from tests.support.town import HEAD, STAFF, Town
from tests.support.wire import Wire
from wasteledger.ledger import Ledger, give_roles
from wasteledger.recording.drop_offs import Weighing
from wasteledger_cli.counter.counter import CounterClock
from wasteledger_cli.counter.serving import serve

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(find_spec("psycopg") is None, reason="the driver is an extra, and not installed"),
]

BOOKING = b"arguments"
"""Stands in every body, which goes out with its COMMIT."""
AWAY = "The database server does not answer"
UNSURE = "may be booked already"


@pytest.fixture
def served(postgresql_server: str, postgresql_town: Town, clock: Clock) -> Iterator[Town]:
    """The town on a server, its clerks with a PIN; whoever is at the counter comes by a wire."""
    with fresh_database(postgresql_server, postgresql_town.database) as url:
        town = postgresql_town.moved_to(url, clock)
        with town.ledger:
            for operator in (STAFF, HEAD):
                town.ledger.set_pin(operator, PIN)
            yield town


@pytest.fixture
def wire(served: Town) -> Iterator[Wire]:
    """The line of a point, whose login may do no more than it must."""
    url = make_url(served.database)
    clerk = f"{url.database}_clerk"
    give_roles(served.database, point=[clerk])
    with Wire(url.set(username=clerk).render_as_string(hide_password=False)) as wire:
        yield wire


@pytest.fixture
def at_the_counter(served: Town, wire: Wire, clock: Clock, tmp_path: Path) -> Iterator[AtTheCounter]:
    counter_clock = CounterClock(clock)
    with Ledger.open(wire.url, operator=STAFF, clock=counter_clock) as ledger:
        yield counter_of(served, ledger, counter_clock, tmp_path, "en")


def balance(town: Town) -> int:
    return town.ledger.balance(town.card).value


def test_a_server_that_was_started_again_between_two_visits_is_not_even_noticed(
    at_the_counter: AtTheCounter, served: Town
) -> None:
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    visit = (served.card, "PET 1", "", "")

    def end() -> None:
        session = Intruder(served.database)
        session.run(f"{ended} AND pid <> pg_backend_pid()")
        session.close()

    at_the_counter.type(serve, *visit, end, *visit)
    assert not at_the_counter.said("The database")
    assert balance(served) == 1_600


def test_a_visit_waits_for_the_line_and_is_booked_once(at_the_counter: AtTheCounter, served: Town, wire: Wire) -> None:
    at_the_counter.type(serve, served.card, "PET 1", "", wire.cut, "", "", "**", wire.mend, ".1", "", "")
    assert sum(AWAY in line for line in at_the_counter.shown) == 2
    assert balance(served) == 800


def test_a_visit_whose_answer_was_lost_is_asked_for_again_and_booked_once(
    at_the_counter: AtTheCounter, served: Town, wire: Wire
) -> None:
    losing = partial(wire.lose_the_answer_to, BOOKING)
    at_the_counter.type(serve, served.card, "PET 1", "", losing, "", "", wire.mend, "", served.card, "PET 2", "", "")
    assert at_the_counter.said(UNSURE)
    assert at_the_counter.said(AWAY)
    assert balance(served) == 2_400
    assert at_the_counter.counter.drafts.open_visits() == []


@pytest.mark.parametrize("left", ["", "***", "**"], ids=["asked again", "given up", "left to wait"])
def test_credits_whose_answer_was_lost_are_paid_out_once(
    at_the_counter: AtTheCounter, served: Town, wire: Wire, left: str
) -> None:
    served.ledger.record_drop_off(card=served.card, weighings=(Weighing("PET", 10_000),))
    losing, pay = partial(wire.lose_the_answer_to, BOOKING), ("0", "8", served.card, "5")
    again = () if left == "" else pay
    at_the_counter.type(serve, *pay[:3], losing, pay[3], wire.mend, left, *again)
    assert at_the_counter.said(UNSURE)
    assert at_the_counter.said("PAY 5.00")
    assert balance(served) == 7_500
    at_the_counter.type(serve, *pay)  # the same again, on purpose
    assert balance(served) == 7_000


def test_nothing_that_is_asked_ends_the_counter_while_the_line_is_down(
    at_the_counter: AtTheCounter, served: Town, wire: Wire
) -> None:
    asking = (served.card, "ลุงชาย", "12", "0", "4", "K07-000001", "***", "0", "7", "0", "10")
    shown = at_the_counter.type(serve, wire.cut, *asking, wire.mend, served.card, "PET 1", "", "")
    assert sum(AWAY in line for line in shown) == 6
    assert balance(served) == 800


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed like that on Windows")
@pytest.mark.parametrize("answered", [False, True], ids=["before it was booked", "before the answer came"])
def test_a_counter_that_is_switched_off_while_the_line_is_down_goes_on_where_it_was(
    served: Town, wire: Wire, answered: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("WASTELEDGER_CONFIG", str(tmp_path / "config.toml"))
    laptop = Laptop(served, wire.url)
    laptop.work((*SIGNING_IN, served.card, "5 1", "5 2", ""))
    laptop.prompted()
    if answered:
        wire.lose_the_answer_to(BOOKING)
    else:
        wire.cut()
    laptop.type("1")
    laptop.prompted()
    assert (UNSURE if answered else AWAY).encode() in laptop.shown
    assert b"Traceback" not in laptop.shown
    laptop.pull_the_plug()
    wire.mend()

    again = Laptop(served, wire.url)
    again.work(SIGNING_IN)
    again.prompted()
    assert (b"Left of K07/0001" in again.shown) is not answered
    if not answered:
        again.type("1")
        again.work(("", "1"))
        again.prompted()
    again.pull_the_plug()
    assert balance(served) == 2_400
    assert not list(tmp_path.rglob("*.visit"))
