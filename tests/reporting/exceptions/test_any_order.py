"""Equal entries give equal exceptions, whatever the order in which they came and however they were cut."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.clock import Clock
from tests.support.counters import Counters, opened_counters
from tests.support.day import STRANGE_CARD
from tests.support.nodes import RECEIVED, begin_node, projections
from tests.support.town import ORIGIN, Town
from wasteledger.journal.merging import merge
from wasteledger.journal.runs import Run, heads, run_of
from wasteledger.recording.rates import NewRate
from wasteledger.reporting.exceptions import KINDS, exceptions
from wasteledger.reporting.exceptions.found import AS_HELD
from wasteledger.units import Credits

DAY = 86_400
NUMBERS = count()


@pytest.fixture(scope="module")
def bad_morning(sqlite_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counters]:
    """Everything that can go wrong between two points, some of it settled; the office holds all."""
    folder = tmp_path_factory.mktemp("bad-morning")
    copy = folder / "town.db"
    copy.write_bytes(Path(sqlite_town.database).read_bytes())
    town = sqlite_town.moved_to(str(copy), Clock())
    with town.ledger, opened_counters(town, folder) as counters:
        _go_wrong(counters)
        yield counters


def _go_wrong(counters: Counters) -> None:
    town, office, one, two = counters.town, counters.office, counters.one, counters.two
    (issued,) = office.ledger.issue_cards(blank=1)
    blank = issued.body["cards"][0]["code"]
    counters.meet()
    for counter, household in zip((one, two), town.households, strict=False):
        counter.ledger.bind_card(card=blank, household=household)
        counter.ledger.register_household(community="C01", former_number="0815")
        counter.weigh(STRANGE_CARD, unknown_card=True)
        counter.weigh(town.cards[1], request_id="pressed at both")
        counter.ledger.agree_rates(rates=(NewRate("MIX", 150_000, date(2026, 3, 16)),))
    one.ledger.revoke_card(card=town.card)
    spent = two.weigh(town.card)
    counters.carry(two, office)
    town.clock.tick(DAY)
    two.weigh(town.card, 11_000)
    two.ledger.redeem(card=town.households[1], amount=Credits(8_000))
    two.ledger.reverse(receipt=str(spent.receipt), allow_debt=True)
    office.ledger.reverse(receipt=str(spent.receipt), allow_debt=True)
    office.ledger.join_households(household=town.households[2], joined=town.household)
    town.clock.tick(2 * DAY)
    office.ledger.move_household(household=town.households[1], attributes={"people": 4})
    counters.carry(office, one)
    town.clock.tick(-40 * DAY)
    one.ledger.confirm_clock()
    one.ledger.move_household(household=town.households[1], attributes={"people": 5})
    town.clock.tick(40 * DAY)
    counters.meet()
    office.ledger.settle_exception(kind="request-twice", subject="pressed at both")
    office.ledger.settle_exception(kind="clock-behind", subject="K11")


def test_the_morning_went_as_badly_as_it_could(bad_morning: Counters) -> None:
    found = bad_morning.office.found(settled=True)
    assert {one.kind for one in found} == set(KINDS) - {*AS_HELD, "negative-stock", "negative-balance"}
    assert {one.kind for one in found if one.settled} == {"request-twice", "clock-behind"}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_exceptions_are_the_same_after_any_order_of_arrival(
    bad_morning: Counters, tmp_path: Path, data: st.DataObject
) -> None:
    office = bad_morning.office
    expected = office.ledger.exceptions(settled=True)
    with closing(begin_node(str(tmp_path / f"node{next(NUMBERS)}.db"), bad_morning.town.database, "X1")) as node:
        with office.database.reading() as reading, node.writing() as writing:
            runs: list[Run] = []
            for book, (last, _) in heads(reading).items():
                cuts = data.draw(st.sets(st.integers(1, last - 1), max_size=3), label=book)
                runs += [run_of(reading, book, after, upto) for after, upto in pairwise(sorted({0, last, *cuts}))]
            for run in data.draw(st.permutations(runs)):
                merge(writing, [run], sender=ORIGIN, vouched=True, received_at=RECEIVED)
        with node.reading() as connection:
            assert exceptions(connection, settled=True) == expected
        assert projections(node) == projections(office.database)
