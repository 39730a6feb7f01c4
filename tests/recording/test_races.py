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
from wasteledger.recording.households import Contact
from wasteledger.recording.loads import LoadLine
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


def held_up(
    town: Town,
    intrude: Callable[[], Intruder],
    by: str,
    verbs: dict[str, Callable[[Ledger], Sequence[Entry]]],
) -> dict[str, str]:
    """Let each book say one thing while a lock stops them all, then let go: what became of each."""
    outcomes: dict[str, str] = {}

    def clerk(book: str, verb: Callable[[Ledger], Sequence[Entry]]) -> None:
        with Ledger.open(town.database, origin=book, operator=OFFICE, clock=town.clock) as ledger:
            outcomes[book] = outcome(lambda: verb(ledger))

    clerks = [threading.Thread(target=clerk, args=each) for each in verbs.items()]
    holding, watching = intrude(), intrude()
    with holding.transaction():
        holding.run(by)
        for each in clerks:
            each.start()
        watching.wait_until_waiting(len(clerks))
    for each in clerks:
        each.join()
    return outcomes


def redeeming(town: Town) -> Callable[[Ledger], str]:
    return lambda ledger: outcome(lambda: ledger.redeem(card=town.card, amount=SPENT))


@pytest.mark.parametrize(
    "books",
    [["K07"] * WRITERS, ["K07", "P02"] * (WRITERS // 2), ["K07", *(f"P0{number}" for number in range(2, WRITERS + 1))]],
    ids=["one book", "two books", "a book each"],
)
@on_postgresql
def test_eight_writers_spend_one_balance_to_the_last_satang_and_not_below(
    rich: Town, intruder: Intruder, books: list[str]
) -> None:
    for book in sorted({*books} - {ORIGIN}):
        rich.ledger.add_book(book)
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
def test_a_household_that_is_forgotten_meanwhile_gets_no_new_name(
    town: Town, intruder: Intruder, intrude: Callable[[], Intruder]
) -> None:
    forgets = f"{HOLDS_THE_TURN}; UPDATE household SET forgotten = 1 WHERE number = '{town.household}'"
    naming = lambda ledger: ledger.move_household(household=town.household, contact=Contact(name="มะลิ"))  # noqa: E731
    outcomes = held_up(town, intrude, forgets, {ORIGIN: naming})
    assert "-" in outcomes[ORIGIN]
    assert intruder.number("SELECT count(*) FROM contact") == 0


@on_postgresql
def test_transfers_that_cross_through_two_books_do_not_wait_for_each_other(
    rich: Town, intruder: Intruder, intrude: Callable[[], Intruder]
) -> None:
    first, second = rich.households[:2]
    rich.ledger.record_drop_off(card=second, weighings=(Weighing("PET", 10_000),))
    rich.begin_book(intruder, "P02")
    outcomes = held_up(
        rich,
        intrude,
        "LOCK TABLE movement IN SHARE MODE",
        {
            ORIGIN: lambda ledger: ledger.transfer(card=first, to=second, amount=SPENT),
            "P02": lambda ledger: ledger.transfer(card=second, to=first, amount=SPENT),
        },
    )
    assert all("-" in each for each in outcomes.values())


@on_postgresql
def test_a_load_locks_its_materials_in_one_order_however_they_were_typed(
    rich: Town, intrude: Callable[[], Intruder]
) -> None:
    rich.ledger.record_drop_off(card=rich.card, weighings=(Weighing("BATT", 1_000),))
    lines = (LoadLine("PET", "1"), LoadLine("BATT", "1"))
    lock = "SELECT 1 FROM balance WHERE account = 'stock:P01' AND commodity = '{}' FOR UPDATE NOWAIT"
    other, watching = intrude(), intrude()
    with ThreadPoolExecutor(1) as threads:
        with other.transaction():
            other.run(lock.format("BATT"))
            loading = threads.submit(rich.ledger.record_load, destination="DEALER", point="P01", lines=lines)
            watching.wait_until_waiting(1)
            other.run(lock.format("PET"))
        (entry,) = loading.result()
    assert [line["material"] for line in entry.body["lines"]] == ["PET", "BATT"]


@on_postgresql
def test_a_rebuild_in_mid_morning_waits_its_turn_and_locks_nobody_out(rich: Town, intruder: Intruder) -> None:
    weighing = (Weighing("PET", 1_000),)
    drop_off = lambda ledger: outcome(lambda: ledger.record_drop_off(card=rich.card, weighings=weighing))  # noqa: E731
    rebuild = lambda ledger: str(ledger.rebuild())  # noqa: E731
    outcomes = at_once(rich, [(ORIGIN, drop_off), (ORIGIN, drop_off), (ORIGIN, rebuild)])
    assert all("-" in each for of_one in outcomes[:2] for each in of_one)
    assert balance(intruder, "household:K07/0001") == 8_000 + 2 * ATTEMPTS * 800
    assert rich.ledger.audit().findings == []


def test_a_request_pressed_by_several_at_once_is_booked_once_and_answered_alike(town: Town) -> None:
    presses = iter(range(10_000))
    turns = [[f"press {next(presses)}" for _ in range(ATTEMPTS)]] * 4

    def pressing(requests: Sequence[str]) -> Callable[[Ledger], str]:
        left = iter(requests)
        weighings = (Weighing("PET", 1_000),)
        return lambda ledger: outcome(
            lambda: ledger.record_drop_off(card=town.card, weighings=weighings, request_id=next(left))
        )

    answers = at_once(town, [(ORIGIN, pressing(requests)) for requests in turns])

    assert all(answer == answers[0] for answer in answers)
    assert len(set(answers[0])) == ATTEMPTS
    assert not {name for name in answers[0] if "-" not in name}


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


@pytest.mark.parametrize("other", ["A01", "P02"])
@pytest.mark.parametrize(
    ("step", "ahead"),
    [(60, 0), (0, 0), (60, 3_600), (60, -3_600)],
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


HOLDS_THE_TURN = "UPDATE reference_mark SET turn = turn"
HOLDS_BALANCES = "SELECT 1 FROM balance FOR UPDATE"


@on_postgresql
def test_two_books_that_take_back_one_entry_at_once_take_it_back_once(
    town: Town, intruder: Intruder, intrude: Callable[[], Intruder]
) -> None:
    town.begin_book(intruder, "P02")
    with Ledger.open(town.database, origin="P02", operator=OFFICE, clock=town.clock) as ledger:
        (entry,) = ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))
    taking_back = lambda ledger: ledger.reverse(receipt=str(entry.receipt))  # noqa: E731
    outcomes = held_up(town, intrude, HOLDS_THE_TURN, {ORIGIN: taking_back, "P02": taking_back})
    assert sorted("-" in each for each in outcomes.values()) == [False, True]
    assert "AlreadyReversed" in outcomes.values()
    assert balance(intruder, f"household:{town.household}") == 0
    assert town.ledger.audit().clean


@on_postgresql
def test_what_is_priced_while_another_book_takes_it_back_is_not_paid_for(
    town: Town, intruder: Intruder, intrude: Callable[[], Intruder]
) -> None:
    town.begin_book(intruder, "A01")
    with Ledger.open(town.database, origin="A01", operator=OFFICE, clock=town.clock) as ledger:
        (entry,) = ledger.record_drop_off(card=town.card, weighings=(Weighing("MIX", 1_000),))
    verbs: dict[str, Callable[[Ledger], Sequence[Entry]]] = {
        ORIGIN: lambda ledger: ledger.settle_rate(material="MIX", thousandths=150_000),
        "A01": lambda ledger: ledger.reverse(receipt=str(entry.receipt)),
    }
    outcomes = held_up(town, intrude, HOLDS_THE_TURN, verbs)
    assert "-" in outcomes["A01"]
    assert balance(intruder, f"household:{town.household}") == 0
    assert town.ledger.audit().clean


@on_postgresql
def test_households_that_leave_to_each_other_and_transfers_taken_back_do_not_wait_for_each_other(
    rich: Town, intruder: Intruder, intrude: Callable[[], Intruder]
) -> None:
    first, second = rich.households[:2]
    rich.ledger.record_drop_off(card=second, weighings=(Weighing("PET", 10_000),))
    rich.begin_book(intruder, "P02")
    (handed,) = rich.ledger.transfer(card=second, to=first, amount=SPENT)
    verbs: dict[str, Callable[[Ledger], Sequence[Entry]]] = {
        ORIGIN: lambda ledger: ledger.reverse(receipt=str(handed.receipt)),
        "P02": lambda ledger: ledger.transfer(card=first, to=second, amount=SPENT),
    }
    outcomes = held_up(rich, intrude, HOLDS_BALANCES, verbs)
    verbs |= {ORIGIN: lambda ledger: ledger.close_household(household=second, transfer_to=first)}
    outcomes_of_leaving = held_up(rich, intrude, HOLDS_BALANCES, verbs)
    assert all("-" in each for each in outcomes.values())
    assert "-" in outcomes_of_leaving[ORIGIN]
    assert outcomes_of_leaving["P02"] == "HouseholdClosed" or "-" in outcomes_of_leaving["P02"]
    assert rich.ledger.audit().clean


@on_postgresql
def test_two_books_that_say_things_of_one_household_at_once_fold_to_what_is_known(
    town: Town, intruder: Intruder
) -> None:
    town.begin_book(intruder, "A01")

    def moving(community: str) -> Callable[[Ledger], str]:
        attributes = {"community": community}
        return lambda ledger: outcome(lambda: ledger.move_household(household=town.household, attributes=attributes))

    outcomes = at_once(town, [(ORIGIN, moving("C01")), ("A01", moving("C02"))])
    assert all("-" in each for of_one in outcomes for each in of_one)
    before = projections(intruder)
    assert town.ledger.audit().findings == []
    town.ledger.rebuild()
    assert projections(intruder) == before
