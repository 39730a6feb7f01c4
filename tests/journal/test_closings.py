"""A closing that arrives after what it did not know moves it, as if all had come in another order."""

from datetime import UTC, date, datetime

import pytest

from tests.support.books import Contents, projections
from tests.support.intruder import Intruder
from tests.support.town import OFFICE, Town
from wasteledger.domain.closings import NOTHING_CLOSED, Closings
from wasteledger.journal.closings import closings_in_journal, count_anew, stored_closings
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.units import Credits

IN_JANUARY = datetime(2026, 1, 20, 5, tzinfo=UTC)
OTHER = "P02"


@pytest.fixture
def late_town(town: Town, intruder: Intruder) -> Town:
    """January is closed without two drop-offs of another book and a reversal, February without one of the two."""
    town.begin_book(intruder, OTHER)
    (known,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 5_000),), at=IN_JANUARY)
    with Ledger.open(town.database, origin=OTHER, operator=OFFICE, clock=town.clock) as other:
        town.ledger.close_period(month=date(2026, 1, 1))
        other.record_drop_off(card=town.card, weighings=(Weighing("PET", 700), Weighing("BEER", 3)), at=IN_JANUARY)
        town.ledger.close_period(month=date(2026, 2, 1))
        other.record_drop_off(card=town.card, weighings=(Weighing("PET", 40),), at=IN_JANUARY)
    town.ledger.redeem(card=town.card, amount=Credits(100))
    town.ledger.reverse(receipt=str(known.receipt), allow_debt=True)
    return town


def without_zeros(found: Contents) -> Contents:
    return {table: [row for row in rows if table != "daily_total" or any(row[9:])] for table, rows in found.items()}


def test_closings_taken_in_last_count_as_if_they_had_been_first(late_town: Town, intruder: Intruder) -> None:
    expected = without_zeros(projections(intruder))
    database = late_town.ledger._database
    with database.reading() as connection:
        closings = stored_closings(connection)
        rows = intruder.run("SELECT month, book, sequence FROM closing ORDER BY month")
        assert [row[:2] for row in rows] == [("2026-01", "K07"), ("2026-02", "K07"), ("2026-02", OTHER)]
    january = Closings({"2026-01": {"K07": rows[0][2]}})
    february = {book: sequence for month, book, sequence in rows if month == "2026-02"}

    with database.writing() as connection:
        # First the figures as they would be had no closing arrived yet, then one closing after the other.
        count_anew(connection, closings, NOTHING_CLOSED, {})
        connection.exec_driver_sql("DELETE FROM late_line")
        count_anew(connection, NOTHING_CLOSED, january, {"K07": rows[0][2]})
        count_anew(connection, january, closings, february)

    assert without_zeros(projections(intruder)) == expected
    assert late_town.ledger.audit().clean


def test_the_journal_says_the_closings_that_are_stored(late_town: Town) -> None:
    with late_town.ledger._database.reading() as connection:
        said, stored = closings_in_journal(connection), stored_closings(connection)
        before_any = closings_in_journal(connection, {"K07": 1})
    assert said._heads == stored._heads
    assert before_any.last is None
