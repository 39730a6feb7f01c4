"""Many clerks at once: nobody spends what was spent, nobody waits for ever, and every sum is right."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.support import children
from tests.support.books import balance, projections
from tests.support.clock import Clock
from tests.support.databases import on_postgresql, on_sqlite
from tests.support.intruder import Intruder
from tests.support.town import OFFICE, ORIGIN, Town
from wasteledger import errors
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.units import Credits

WRITERS = 8
ATTEMPTS = 15
SPENT = Credits(100)
"""1.00 baht a time: 120 attempts at the 80 that there are."""

SPEND = """
import sys
from datetime import datetime
from wasteledger import Credits, Refusal
from wasteledger.ledger import Ledger
database, card, now, attempts = sys.argv[1:]
with Ledger.open(database, origin="K07", operator="1", clock=lambda: datetime.fromisoformat(now)) as ledger:
    print("ready", flush=True)
    for _ in range(int(attempts)):
        try:
            print(ledger.redeem(card=card, amount=Credits(100))[0].receipt)
        except Refusal as refusal:
            print(type(refusal).__name__)
"""


@pytest.fixture
def rich(town: Town) -> Town:
    """The first household has 80.00 baht."""
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 10_000),))
    return town


def at_once(town: Town, works: Sequence[tuple[str, Callable[[Ledger], str]]]) -> list[list[str]]:
    """Let clerks work in threads, each in a book with a ledger of its own, beginning together."""
    together = threading.Barrier(len(works))

    def clerk(origin: str, work: Callable[[Ledger], str]) -> list[str]:
        with Ledger.open(town.database, origin=origin, operator=OFFICE, clock=town.clock) as ledger:
            together.wait()
            return [work(ledger) for _ in range(ATTEMPTS)]

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(clerk, *zip(*works, strict=True)))


def outcome(verb: Callable[[], Sequence[Entry]]) -> str:
    try:
        return str(verb()[0].receipt)
    except errors.Refusal as refusal:
        return type(refusal).__name__


def redeeming(town: Town) -> Callable[[Ledger], str]:
    return lambda ledger: outcome(lambda: ledger.redeem(card=town.card, amount=SPENT))


@pytest.mark.parametrize("books", [["K07"] * WRITERS, ["K07", "P02"] * (WRITERS // 2)], ids=["one book", "two books"])
@on_postgresql
def test_eight_writers_spend_one_balance_to_the_last_satang_and_not_below(
    rich: Town, intruder: Intruder, books: list[str]
) -> None:
    rich.begin_book(intruder, "P02")
    outcomes = [each for of_one in at_once(rich, [(book, redeeming(rich)) for book in books]) for each in of_one]
    receipts = [each for each in outcomes if "-" in each]
    assert (len(receipts), len(set(receipts)), outcomes.count("BalanceTooLow")) == (80, 80, 40)
    assert balance(intruder, "household:K07/0001") == 0
    assert sum(balance(intruder, f"redeemed:{book}:cash") for book in set(books)) == 8_000
    left = [rich.ledger.entry(receipt).body["balance"] for receipt in receipts]
    assert sorted(left) == list(range(0, 8_000, 100))
    assert rich.ledger.audit().findings == []


@on_postgresql
def test_writers_of_one_book_who_hand_credits_to_and_fro_never_lock_each_other_out(
    rich: Town, intruder: Intruder
) -> None:
    first, second = rich.households[:2]
    rich.ledger.record_drop_off(card=second, weighings=(Weighing("PET", 10_000),))
    there = lambda ledger: outcome(lambda: ledger.transfer(card=first, to=second, amount=SPENT))  # noqa: E731
    back = lambda ledger: outcome(lambda: ledger.transfer(card=second, to=first, amount=SPENT))  # noqa: E731
    outcomes = at_once(rich, [(ORIGIN, there), (ORIGIN, back)] * 2)
    assert all("-" in each for of_one in outcomes for each in of_one)
    assert balance(intruder, f"household:{first}") + balance(intruder, f"household:{second}") == 16_000
    assert rich.ledger.audit().findings == []


@on_postgresql
def test_transfers_that_cross_through_two_books_do_not_wait_for_each_other(
    rich: Town, intruder: Intruder, intrude: Callable[[], Intruder]
) -> None:
    first, second = rich.households[:2]
    rich.ledger.record_drop_off(card=second, weighings=(Weighing("PET", 10_000),))
    rich.begin_book(intruder, "P02")
    outcomes: dict[str, str] = {}

    def hand_over(book: str, giver: str, taker: str) -> None:
        with Ledger.open(rich.database, origin=book, operator=OFFICE, clock=rich.clock) as ledger:
            outcomes[book] = outcome(lambda: ledger.transfer(card=giver, to=taker, amount=SPENT))

    clerks = [
        threading.Thread(target=hand_over, args=(ORIGIN, first, second)),
        threading.Thread(target=hand_over, args=("P02", second, first)),
    ]
    watching = intrude()
    with intruder.transaction():
        intruder.run("LOCK TABLE movement IN SHARE MODE")
        for clerk in clerks:
            clerk.start()
        watching.wait_until_waiting(2)
    for clerk in clerks:
        clerk.join()
    assert all("-" in each for each in outcomes.values())


@on_postgresql
def test_a_rebuild_in_mid_morning_waits_its_turn_and_locks_nobody_out(rich: Town, intruder: Intruder) -> None:
    weighing = (Weighing("PET", 1_000),)
    drop_off = lambda ledger: outcome(lambda: ledger.record_drop_off(card=rich.card, weighings=weighing))  # noqa: E731
    rebuild = lambda ledger: str(ledger.rebuild())  # noqa: E731
    outcomes = at_once(rich, [(ORIGIN, drop_off), (ORIGIN, drop_off), (ORIGIN, rebuild)])
    assert all("-" in each for of_one in outcomes[:2] for each in of_one)
    assert balance(intruder, "household:K07/0001") == 8_000 + 2 * ATTEMPTS * 800
    assert rich.ledger.audit().findings == []


@on_sqlite
def test_two_processes_spend_one_sqlite_balance_to_the_last_satang(rich: Town, intruder: Intruder) -> None:
    asked = (rich.database, rich.card, rich.clock.now.isoformat(), "60")
    with children.start(SPEND, *asked) as one, children.start(SPEND, *asked) as other:
        outcomes = [line.strip() for child in (one, other) for line in child.stdout or ()]
    receipts = [each for each in outcomes if "-" in each]
    assert (len(receipts), len(set(receipts)), outcomes.count("BalanceTooLow")) == (80, 80, 40)
    assert balance(intruder, "household:K07/0001") == 0
    assert rich.ledger.audit().findings == []


# Two books of one database


APPLIED_AS_THEY_COME = pytest.mark.xfail(
    reason="changes are applied as they come and folded as they were stamped", strict=True
)


@pytest.mark.parametrize("other", ["A01", "P02"])
@pytest.mark.parametrize(
    ("step", "ahead"),
    [
        (60, 0),
        pytest.param(0, 0, marks=APPLIED_AS_THEY_COME),
        pytest.param(60, 3_600, marks=APPLIED_AS_THEY_COME),
        pytest.param(60, -3_600, marks=APPLIED_AS_THEY_COME),
    ],
    ids=["one after the other", "in one second", "by a clock ahead", "by a clock behind"],
)
def test_what_two_books_say_of_one_household_folds_to_what_was_known(
    town: Town, intruder: Intruder, other: str, step: int, ahead: int
) -> None:
    town.begin_book(intruder, other)
    others = Clock(town.clock.now + timedelta(seconds=ahead))
    with Ledger.open(town.database, origin=other, operator=OFFICE, clock=others) as ledger:
        for writing, community in ((town.ledger, "C02"), (ledger, "C01"), (town.ledger, "C02"), (ledger, "C01")):
            town.clock.tick(step)
            others.tick(step)
            writing.move_household(household=town.household, attributes={"community": community})
            assert town.ledger.audit().findings == []
    before = projections(intruder)
    town.ledger.rebuild()
    assert projections(intruder) == before
