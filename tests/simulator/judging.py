"""What must hold when a world has come to rest: one true book, nobody credited twice, nothing lost.

Which of two tails of a book stands, where it was rewritten, restored or stolen, is decided by who came first at the
office's door. The listener therefore hears the bundles of such a book in the order in which the office did, and what a
stolen key sent after it was revoked after the bundle that says so; everything else it hears in any order.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from tests.simulator.model import Slip, accounts_of, changes
from tests.simulator.node import Node
from tests.simulator.world import Arrival, Named, World
from wasteledger import errors
from wasteledger.reporting.checks import GENUINE, check_slip
from wasteledger.reporting.exceptions.found import AS_HELD, ExceptionFound
from wasteledger.storage import tables
from wasteledger.storage.database import Database

SUMS = {
    "balance": ("quantity",),
    "daily_total": ("grams", "credits", "lines", "entries", "tickets", "bills"),
    "origin": ("sequence",),
}
"""A row of nothing is the same as none: a closing that moves what was counted leaves such a row behind, and a book that
nobody has written yet stands only where it will be written."""
LOCAL = {"reference_mark": ("version",), "origin": ("local",)}
"""What is a database's own: how often its lists changed, which tells copies in its memory to be read again, and which
books it writes."""
EVIDENCE = "SELECT origin, sequence, digest, body, why FROM aside ORDER BY origin, sequence, digest"
"""Not who sent it and when it came, which differ."""


def judge(world: World) -> None:
    """Raise an AssertionError that says what does not hold."""
    listens(world)
    office, listener = world.office, world.listener
    held, asks = holdings(office), office.ledger.exceptions()
    for node in (office, listener, *world.laptops):
        found = node.ledger.audit().findings
        assert not found, f"{node.name} is not clean: {found}"
        if node is not office:
            other = holdings(node)
            differ = {name: _brief({*rows} ^ {*other[name]}) for name, rows in held.items() if rows != other[name]}
            assert not differ, f"{node.name} and the office differ in {differ}"
    forgotten = bool(world.counted["offices restored"])
    _ask_the_same(listener, asks, as_held=not forgotten)
    _ask_the_same(world.chance.choice(world.laptops), asks, as_held=False)
    ours, theirs = office.rows(EVIDENCE), listener.rows(EVIDENCE)
    evidence = _brief({*ours} - {*theirs} if forgotten else {*ours} ^ {*theirs})
    assert not evidence, f"the listener has other evidence: {evidence}"
    _slips(world)
    for book, first in world.closed_from.items():
        query = "SELECT sequence FROM entry WHERE origin = ? AND sequence >= ?"
        came = {f"{book}-{number:06}" for (number,) in office.rows(query, book, first)}
        assert came <= world.admitted, f"{_brief(came - world.admitted)} came in with a revoked key"
    assert world.counted["caught"] == world.counted["rewritten"] > 0, "a rewritten history was not caught"


# The listener


def listens(world: World) -> None:
    """Let the listener hear what the office heard and said, in an order of its own."""
    world.arrivals.append(Arrival(world.office.sends(world.listener.name)))
    not_yet = list(_in_another_order(world))
    while not_yet:
        refused = []
        for arrival in not_yet:
            try:
                world.listener.receives(arrival.bundle)
            except (errors.SignerUnknown, errors.BookNotSenders):  # whose enrolment has still to come
                refused.append(arrival)
        assert len(refused) < len(not_yet), "the listener refuses what the office took"
        not_yet = refused


def _in_another_order(world: World) -> Iterator[Arrival]:
    """Each bundle after those that it must follow, by chance in all else."""
    left, latest = dict.fromkeys(world.arrivals), dict[str, Arrival]()
    follows: dict[Arrival, set[Arrival]] = {}
    for arrival in world.arrivals:
        books = sorted(arrival.books & world.contested)
        follows[arrival] = {*arrival.after, *(latest[book] for book in books if book in latest)}
        latest |= dict.fromkeys(books, arrival)
    while left:
        ready = [arrival for arrival in left if not follows[arrival] & left.keys()]
        chosen = world.chance.choice(ready)
        del left[chosen]
        yield chosen


# What lies in the files


def holdings(node: Node) -> dict[str, list[tuple[Any, ...]]]:
    """Every book and projection, in the order of their keys."""
    return {table.name: node.rows(query) for table, query in _QUERIES}


def _query(table: Any) -> str:
    columns = [f'"{column.name}"' for column in table.columns if column.name not in LOCAL.get(table.name, ())]
    measures = SUMS.get(table.name)
    told = f"WHERE {' OR '.join(f'{name} <> 0' for name in measures)}" if measures else ""
    key = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    return f'SELECT {", ".join(columns)} FROM "{table.name}" {told} ORDER BY {key}'


def _brief(rows: Iterable[object]) -> list[str]:
    return [str(row)[:160] for row in rows][:4]


_QUERIES = [(table, _query(table)) for table in (tables.municipality, tables.origin, tables.entry, *tables.PROJECTIONS)]


def _ask_the_same(node: Node, asks: list[ExceptionFound], *, as_held: bool) -> None:
    """Exceptions are those of the office; what waits and what is evidence lies only where it arrived."""
    both = asks, node.ledger.exceptions()
    ours, theirs = ([each for each in found if as_held or each.kind not in AS_HELD] for found in both)
    assert ours == theirs, f"{node.name} has other exceptions: {_brief(set(ours) ^ set(theirs))}"


# Slips


def _slips(world: World) -> None:
    """Every slip is in the books once, and all of them together are what the accounts hold."""
    office, slips = world.office, world.town.model.slips
    held: dict[Named, Any] = dict.fromkeys(world.named(office))
    again = _booked_again(office)
    waits = {(f"{book}-{number:06}", bytes(digest).hex()) for book, number, digest, *_ in office.rows(EVIDENCE)}
    twice = again.keys() & held.keys()
    assert not twice, f"booked again though they stand: {_brief(twice)}"
    missing = slips.keys() - held.keys() - again.keys()
    honest = {named for named in missing if named[0].partition("-")[0] not in world.contested}
    assert not honest, f"acknowledged and lost: {_brief(honest)}"
    lost = missing - waits - world.may_be_lost
    assert not lost, f"lost from a book that went two ways: {_brief(lost)}"
    for named, slip in again.items():
        said = sorted(changes(slip.body).values()), sorted(changes(slips[named].body).values())
        assert said[0] == said[1], f"{named[0]} was booked again as something else"
    standing = [slips[named] for named in held if named in slips] + list(again.values())
    requests = Counter(slip.body["request"] for slip in standing)
    double = [request for request, times in requests.items() if times > 1]
    assert not double, f"booked twice: {_brief(double)}"
    with closing(Database(office.file)) as database, database.reading() as connection:
        for slip in slips.values():
            if slip.named in held or slip.named in again:
                check = check_slip(connection, slip.receipt, slip.code)
                assert check.state == GENUINE, f"{slip.receipt} is {check.state}"
                assert (check.rebooked_as is None) == (slip.named in held), f"{slip.receipt} stands elsewhere"
    query = "SELECT account, commodity, quantity FROM balance WHERE quantity <> 0"
    accounts = {(account, commodity): quantity for account, commodity, quantity in office.rows(query)}
    told = {
        key: quantity for key, quantity in accounts.items() if key[0].startswith(("household:", "unclaimed:", "stock:"))
    }
    expected = accounts_of(standing)
    assert told == expected, f"the accounts are not what the slips say: {_brief(told.items() ^ expected.items())}"


def _booked_again(office: Node) -> dict[Named, Slip]:
    """The entries that stand for one of a book that went another way, each by what it stands for."""
    again: dict[Named, Slip] = {}
    for origin, sequence, digest, encoded in office.rows("SELECT origin, sequence, digest, body FROM entry"):
        body = json.loads(encoded)
        if "rebooked" in body:
            old = body["rebooked"]["receipt"], body["rebooked"]["digest"]
            assert old not in again, f"{old[0]} was booked again twice"
            again[old] = Slip(f"{origin}-{sequence:06}", bytes(digest).hex(), "", body)
    return again
