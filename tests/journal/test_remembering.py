"""Figures as of older heads are those printed then, whatever was booked since."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.clock import MORNING, Clock
from tests.support.day import a_day
from tests.support.intruder import Intruder
from tests.support.town import OFFICE, ORIGIN, Town
from wasteledger import errors
from wasteledger.domain.calendar import read_period
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.reporting.reports import REPORTS

YEAR = read_period("2026")
IN_JANUARY, IN_FEBRUARY = datetime(2026, 1, 20, 5, tzinfo=UTC), datetime(2026, 2, 20, 5, tzinfo=UTC)
OTHER = "P02"
NAMES = ("name", "house_number")


def figures(ledger: Ledger) -> dict[str, Any]:
    """Every report there is, or why it is refused; the tonnage cut as finely as it goes."""
    found: dict[str, Any] = {"closed": ledger.closed_months(), "stock": ledger.stock()}
    for name in REPORTS:
        asked = {"by": ["day", "community", "material"]} if name == "tonnage" else {}
        try:
            report = ledger.report(name, YEAR, **asked)
            # Names are not remembered.
            rows = [{column: row[column] for column in row if column not in NAMES} for row in report.rows]
            found[name] = report.data() | {"rows": rows}
        except errors.Refusal as refusal:
            found[name] = str(refusal)
    return found


def heads_file(ledger: Ledger, folder: Path) -> str:
    """A report as a program would keep it."""
    file = folder / "report.json"
    file.write_text(json.dumps(ledger.report("tonnage", YEAR).data(), default=str), encoding="utf-8")
    return str(file)


def test_every_report_comes_out_again_after_a_day_of_everything(town: Town, tmp_path: Path) -> None:
    printed = []
    for number, _verb in enumerate(a_day(town)):
        if number % 9 == 0:
            folder = tmp_path / str(number)
            folder.mkdir()
            printed.append((heads_file(town.ledger, folder), figures(town.ledger)))

    for file, then in printed:
        with town.ledger.as_of(file) as looked_back:
            assert figures(looked_back) == then


@pytest.fixture
def two_books(town: Town, intruder: Intruder) -> Town:
    town.begin_book(intruder, OTHER)
    return town


def test_late_bundles_reversals_and_closings_change_no_old_figure(two_books: Town, tmp_path: Path) -> None:
    ledger = two_books.ledger
    (weighed,) = ledger.record_drop_off(card=two_books.card, weighings=(Weighing("PET", 5_000),), at=IN_JANUARY)
    ledger.close_period(month=date(2026, 1, 1))
    file, then = heads_file(ledger, tmp_path), figures(ledger)
    with Ledger.open(two_books.database, origin=OTHER, operator=OFFICE, clock=two_books.clock) as other:
        other.record_drop_off(card=two_books.card, weighings=(Weighing("PET", 300),), at=IN_JANUARY)
    ledger.reverse(receipt=str(weighed.receipt))
    ledger.close_period(month=date(2026, 2, 1))

    assert figures(ledger) != then
    with ledger.as_of(file) as looked_back:
        assert figures(looked_back) == then


def test_a_receipt_of_the_only_book_is_enough(town: Town) -> None:
    (weighed,) = town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 5_000),))
    then = figures(town.ledger)
    town.ledger.reverse(receipt=str(weighed.receipt))

    with town.ledger.as_of(str(weighed.receipt)) as looked_back:
        assert figures(looked_back) == then


def test_a_receipt_of_one_book_does_not_say_how_far_the_others_went(two_books: Town) -> None:
    with Ledger.open(two_books.database, origin=OTHER, operator=OFFICE, clock=two_books.clock) as other:
        other.record_drop_off(card=two_books.card, weighings=(Weighing("PET", 300),))

    with pytest.raises(errors.BooksNotSaid) as refused:
        two_books.ledger.as_of("K07-000005")
    assert refused.value.facts["books"] == [OTHER]
    with two_books.ledger.as_of("K07-000005", "P02-1") as looked_back:
        assert [book.sequence for book in looked_back.report("tonnage", YEAR).heads] == [5, 1]


@pytest.mark.parametrize(
    "wrong",
    [{"sequence": 999}, {"origin": "NEW"}, {"check_code": "0000-0000-0000-0000"}],
    ids=["beyond the book", "no such book", "another digest"],
)
def test_figures_of_other_books_are_refused(town: Town, tmp_path: Path, wrong: dict[str, object]) -> None:
    (head,) = town.ledger.report("tonnage", YEAR).data()["heads"]
    file = tmp_path / "report.json"
    file.write_text(json.dumps({"heads": [head | wrong]}), encoding="utf-8")

    with pytest.raises(errors.BooksNotHeld):
        town.ledger.as_of(str(file))


def test_nothing_can_be_booked_into_the_past(town: Town) -> None:
    with town.ledger.as_of("K07-000005") as looked_back, pytest.raises(errors.Refusal):
        looked_back.set_statistic(name="population-resident", value=1, first_day=date(2026, 1, 1), source="-")


# Whatever is done

Deed = Callable[[Ledger, Town, Clock], object]


def _weigh(grams: int, at: datetime | None) -> Deed:
    return lambda ledger, town, _: ledger.record_drop_off(
        card=town.card, weighings=(Weighing("PET", grams),), at=at, settle="cash"
    )


def _dispose(kilograms: int, at: datetime | None) -> Deed:
    return lambda ledger, _town, _clock: ledger.record_load(
        destination="FILL", lines=(LoadLine("RES", str(kilograms)),), at=at
    )


def _reverse(number: int) -> Deed:
    return lambda ledger, _town, _clock: ledger.reverse(receipt=f"K07-{number:06d}", allow_debt=True)


def _close() -> Deed:
    def close(ledger: Ledger, _town: Town, _clock: Clock) -> object:
        return ledger.close_period(month=date(2026, len(ledger.closed_months()) + 1, 1))

    return close


moments = st.sampled_from([None, IN_JANUARY, IN_FEBRUARY])
deeds = st.one_of(
    st.builds(_weigh, st.integers(1, 9_000), moments),
    st.builds(_dispose, st.integers(0, 90), moments),
    st.builds(_reverse, st.integers(26, 40)),
    st.builds(_close),
    st.just(lambda ledger, _town, _clock: ledger.move_household(household="K07/0001", attributes={"community": "C02"})),
)
done = st.tuples(st.sampled_from([ORIGIN, OTHER]), deeds)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(done, max_size=8), after=st.lists(done, max_size=8))
def test_figures_as_of_remembered_heads_are_those_printed_then(
    sqlite_town: Town, tmp_path_factory: pytest.TempPathFactory, before: list[Any], after: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("books")
    shutil.copy(sqlite_town.database, folder / "town.db")
    clock = Clock(MORNING)
    town = sqlite_town.moved_to(str(folder / "town.db"), clock)
    intruder = Intruder(town.database)
    town.begin_book(intruder, OTHER)
    intruder.close()
    with town.ledger as office, Ledger.open(town.database, origin=OTHER, operator=OFFICE, clock=clock) as other:
        books = {ORIGIN: office, OTHER: other}
        _do(before, books, town, clock)
        file, then = heads_file(office, folder), figures(office)
        _do(after, books, town, clock)

        with office.as_of(file) as looked_back:
            assert figures(looked_back) == then
        assert office.audit().clean
        now = figures(office)
        office.rebuild()
        assert figures(office) == now


def _do(deeds: list[tuple[str, Deed]], books: dict[str, Ledger], town: Town, clock: Clock) -> None:
    for book, deed in deeds:
        clock.tick()
        try:
            deed(books[book], town, clock)
        except errors.Refusal:
            continue
