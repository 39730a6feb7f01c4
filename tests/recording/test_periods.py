"""Months closed in their order, and what comes too late for them."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from tests.recording.conftest import Refused
from tests.support.books import projections
from tests.support.databases import on_postgresql
from tests.support.intruder import Intruder
from tests.support.town import OFFICE, ORIGIN, Town
from wasteledger import errors
from wasteledger.domain.calendar import Period, read_period
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))
IN_JANUARY, IN_FEBRUARY = datetime(2026, 1, 20, 5, tzinfo=UTC), datetime(2026, 2, 20, 5, tzinfo=UTC)
OTHER = "P02"
YEAR = read_period("2026")


def received(ledger: Ledger) -> dict[str, int]:
    """Grams dropped off, by month."""
    report = ledger.report("tonnage", YEAR, by=["month"])
    return {f"{row['month']:%m}": row["received_grams"] for row in report.rows if row["received_grams"]}


def weigh(ledger: Ledger, town: Town, grams: int, at: datetime | None = None) -> str:
    (entry,) = ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", grams),), at=at)
    return str(entry.receipt)


@pytest.fixture
def january(town: Town) -> str:
    """The receipt of 5 kg weighed in January."""
    return weigh(town.ledger, town, 5_000, IN_JANUARY)


@pytest.fixture
def other_book(town: Town, intruder: Intruder) -> Iterator[Ledger]:
    """A second book in the same database."""
    town.begin_book(intruder, OTHER)
    with Ledger.open(town.database, origin=OTHER, operator=OFFICE, clock=town.clock) as ledger:
        yield ledger


def test_what_comes_after_its_month_was_closed_counts_in_the_next_and_is_listed(town: Town, january: str) -> None:
    town.ledger.close_period(month=JANUARY)
    late = weigh(town.ledger, town, 700, IN_JANUARY)

    assert received(town.ledger) == {"01": 5_000, "02": 700}
    report = town.ledger.report("late", read_period("2026-02"))
    (row,) = report.rows
    assert (row["receipt"], row["day"], row["counts_in"], row["grams"]) == (late, date(2026, 1, 20), FEBRUARY, 700)
    assert "Late entries of closed months among these: 1" in str(town.ledger.report("tonnage", YEAR).notes[-1])
    (closed,) = town.ledger.closed_months()
    assert (closed.month, closed.came_late, closed.counts_late) == (JANUARY, 1, 0)
    assert january != late


def test_a_reversal_of_what_a_closed_month_counts_takes_it_off_the_open_one(town: Town, january: str) -> None:
    town.ledger.close_period(month=JANUARY)
    weigh(town.ledger, town, 9_000, IN_FEBRUARY)
    town.ledger.reverse(receipt=january)

    assert received(town.ledger) == {"01": 5_000, "02": 4_000}
    assert town.ledger.audit().clean


def test_a_correction_moves_the_difference_into_the_open_month(town: Town, january: str) -> None:
    town.ledger.close_period(month=JANUARY)
    town.ledger.correct(receipt=january, weighings=(Weighing("PET", 5_200),))

    assert received(town.ledger) == {"01": 5_000, "02": 200}


@pytest.mark.usefixtures("january")
def test_two_closed_months_carry_what_is_late_to_the_third(town: Town) -> None:
    town.ledger.close_period(month=JANUARY)
    weigh(town.ledger, town, 300, IN_JANUARY)
    town.ledger.close_period(month=FEBRUARY)
    weigh(town.ledger, town, 40, IN_JANUARY)

    assert received(town.ledger) == {"01": 5_000, "02": 300, "03": 40}
    assert [(m.came_late, m.counts_late) for m in town.ledger.closed_months()] == [(2, 0), (0, 1)]


def test_folding_anew_gives_what_closing_and_booking_gave(town: Town, january: str, intruder: Intruder) -> None:
    town.ledger.close_period(month=JANUARY)
    weigh(town.ledger, town, 700, IN_JANUARY)
    town.ledger.reverse(receipt=january)
    before = projections(intruder)
    town.ledger.rebuild()

    assert projections(intruder) == before
    assert town.ledger.audit().clean


@pytest.mark.usefixtures("january")
def test_months_are_closed_once_and_in_their_order(town: Town, refused: Refused) -> None:
    with refused(errors.MonthNotNext) as first:
        town.ledger.close_period(month=FEBRUARY)
    town.ledger.close_period(month=JANUARY)
    with refused(errors.MonthNotNext) as again:
        town.ledger.close_period(month=JANUARY)

    assert (first.value.facts["next"], again.value.facts["next"]) == (JANUARY, FEBRUARY)


def test_a_month_that_is_not_over_stays_open(town: Town, refused: Refused) -> None:
    weigh(town.ledger, town, 100)
    with refused(errors.InTheFuture):
        town.ledger.close_period(month=MARCH)
    town.clock.now = datetime(2026, 3, 31, 16, 59, tzinfo=UTC)
    with refused(errors.InTheFuture):
        town.ledger.close_period(month=MARCH)
    town.clock.tick()
    town.ledger.close_period(month=MARCH)


def test_months_carried_over_from_earlier_books_need_no_closing_and_stay_open(town: Town, january: str) -> None:
    town.ledger.carry_over(month=date(2025, 3, 1), line=LoadLine("PET", "480"))
    town.ledger.close_period(month=JANUARY)
    town.ledger.carry_over(month=date(2025, 4, 1), line=LoadLine("PET", "20"))

    report = town.ledger.report("tonnage", Period(date(2025, 1, 1), date(2025, 12, 31)), by=["month"])
    assert [row["received_grams"] for row in report.rows] == [480_000, 20_000]
    assert january


@pytest.mark.usefixtures("january")
def test_only_the_office_closes_a_month(town: Town, other_book: Ledger, refused: Refused) -> None:
    with refused(errors.OfficeOnly):
        other_book.close_period(month=JANUARY)
    with refused(errors.RoleForbids):
        town.ledger.acting_as("20").close_period(month=JANUARY)


def test_asked_again_a_closing_is_the_one_booked(town: Town, january: str) -> None:
    (first,) = town.ledger.close_period(month=JANUARY, request_id="close january")
    assert town.ledger.close_period(month=JANUARY, request_id="close january") == [first]
    assert january


@pytest.mark.usefixtures("january")
def test_a_closing_says_how_far_every_book_was_held(town: Town, other_book: Ledger) -> None:
    weigh(other_book, town, 1_000, IN_JANUARY)
    held = {book.origin: (book.sequence, book.check_code) for book in town.ledger.status().books}
    town.ledger.close_period(month=JANUARY)

    (closed,) = town.ledger.closed_months()
    assert {head.origin: (head.sequence, head.check_code) for head in closed.heads} == held


@on_postgresql
@pytest.mark.usefixtures("january")
def test_who_waits_for_a_closing_counts_late(town: Town, other_book: Ledger, intrude: Callable[[], Intruder]) -> None:
    weigh(other_book, town, 1_000, IN_JANUARY)
    holding, watching = intrude(), intrude()
    with Ledger.open(town.database, origin=ORIGIN, operator=OFFICE, clock=town.clock) as office:
        clerks = [
            threading.Thread(target=lambda: office.close_period(month=JANUARY)),
            threading.Thread(target=lambda: weigh(other_book, town, 10, IN_JANUARY)),
        ]
        with holding.transaction():
            # The closing, alone with the books by then, waits for its turn; the drop-off waits for the closing.
            holding.run("UPDATE reference_mark SET turn = turn")
            for waiting, clerk in enumerate(clerks, start=1):
                clerk.start()
                watching.wait_until_waiting(waiting)
        for clerk in clerks:
            clerk.join()

    assert received(town.ledger) == {"01": 6_000, "02": 10}
    assert town.ledger.audit().clean


@on_postgresql
@pytest.mark.usefixtures("january")
def test_a_closing_waits_for_who_is_booking(town: Town, other_book: Ledger, intrude: Callable[[], Intruder]) -> None:
    holding, watching = intrude(), intrude()
    weigh(other_book, town, 1_000, IN_JANUARY)
    account = f"household:{town.household}"
    with Ledger.open(town.database, origin=ORIGIN, operator=OFFICE, clock=town.clock) as office:
        clerks = [
            threading.Thread(target=lambda: weigh(other_book, town, 10, IN_JANUARY)),
            threading.Thread(target=lambda: office.close_period(month=JANUARY)),
        ]
        with holding.transaction():
            holding.run("UPDATE balance SET quantity = quantity WHERE account = ?", account)
            for waiting, clerk in enumerate(clerks, start=1):
                clerk.start()
                watching.wait_until_waiting(waiting)
        for clerk in clerks:
            clerk.join()

    assert received(town.ledger) == {"01": 6_010}
    assert town.ledger.audit().clean
