"""While the line is up, entries and names go both ways, each once; a line that drops in the middle is no harm."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest

from tests.support.books import head
from tests.support.clock import Clock
from tests.support.databases import on_postgresql, on_sqlite
from tests.support.intruder import Intruder
from tests.support.nodes import projections
from tests.support.points import Field, Side
from tests.support.town import OFFICE, ORIGIN, SETTINGS, STAFF, Town
from tests.support.wire import Wire
from wasteledger import errors
from wasteledger.exchange import line as lines
from wasteledger.exchange.line import Line
from wasteledger.journal.merging import Merged
from wasteledger.ledger import Ledger, restore
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.households import Contact
from wasteledger.storage.database import Database


@pytest.fixture
def line(office: Side, point: Side, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """The line of the laptop, which takes breath for nobody, after it was carried over once."""
    monkeypatch.setattr(lines, "BREATH_SECONDS", 0)
    with point.ledger.line(office.database) as opened:
        opened.carry()
        yield opened


def folded(side: Side) -> object:
    with closing(Database(side.database)) as database:
        return projections(database)


def assert_equal(*sides: Side) -> None:
    for side in sides:
        assert side.ledger.audit().clean
        assert folded(side) == folded(sides[0])


def test_entries_go_both_ways_and_both_sides_hold_the_same(line: Line, office: Side, point: Side) -> None:
    point.weigh(3)
    office.weigh(2)

    carried = line.carry()

    assert (carried.up, carried.down) == ({"K11": 3}, {ORIGIN: 2})
    assert_equal(office, point)


def test_what_one_point_booked_comes_to_the_other_by_way_of_the_office(
    line: Line, field_of_town: Field, office: Side, point: Side
) -> None:
    other = field_of_town.laptop("K12", "P02")
    point.weigh(3)
    line.carry()

    with other.ledger.line(office.database) as theirs:
        other.weigh()
        carried = theirs.carry()
    line.carry()

    assert (carried.up, carried.down) == ({"K12": 1}, {"K11": 3})
    assert_equal(office, point, other)


def test_there_is_news_once_somebody_booked_and_none_once_it_was_carried(line: Line, office: Side, point: Side) -> None:
    assert not line.carry().moved
    assert not line.news()
    for side in (office, point):
        side.weigh()
        assert line.news()
        assert line.carry().moved
        assert not line.carry().moved
        assert not line.news()


def test_a_line_that_drops_in_the_middle_goes_on_from_where_it_was(
    line: Line, office: Side, point: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "ENTRIES_AT_ONCE", 4)
    point.weigh(10)
    office.weigh(10)

    def drop_after(entries: int) -> None:
        def drop(done: int) -> None:
            if done >= entries:
                raise errors.ServerUnreachable(reason="down")

        with pytest.raises(errors.ServerUnreachable):
            line.carry(drop)

    drop_after(4)
    drop_after(8)
    carried = line.carry()

    assert (carried.up, carried.down) == ({}, {ORIGIN: 6})
    assert_equal(office, point)


@on_postgresql
def test_what_the_office_took_while_its_answer_was_lost_is_not_sent_again(office: Side, point: Side) -> None:
    point.weigh(3)
    with Wire(office.database) as wire, point.ledger.line(wire.url) as line:
        wire.lose_the_answer_to(b"COMMIT")
        with pytest.raises(errors.AnswerLost):
            line.carry()
        assert held(office, "K11") == 3
        wire.mend()
        assert line.carry().up == {}

    assert_equal(office, point)


def test_a_name_goes_up_and_another_comes_down(line: Line, office: Side, point: Side) -> None:
    (new,) = point.ledger.register_household(community="C01", contact=Contact(name="นางมาลี ใจดี"))
    office.ledger.register_household(community="C01", contact=Contact(name="นายสมชาย ดีงาม"))

    carried = line.carry()

    assert carried.people == 2
    assert office.ledger.household(new.body["household"]).name == "นางมาลี ใจดี"
    assert [found.household.number for found in point.ledger.households("สมชาย")] == ["K07/0005"]
    assert not line.carry().people


def test_a_pin_alone_is_news(line: Line, office: Side, point: Side) -> None:
    line.carry()
    office.ledger.set_pin(STAFF, "2569")

    assert line.news()
    assert line.carry().people == 1
    assert STAFF in point.ledger.pins()


def test_a_book_that_goes_on_for_another_goes_up_with_it(office: Side, point: Side, tmp_path: Path) -> None:
    point.weigh(2)
    backup = point.ledger.back_up(tmp_path / "backup.db")
    restore(backup, tmp_path / "put-back.db", last_printed="K11-000009", new_origin="K11B", operator=OFFICE)

    with Ledger.open(tmp_path / "put-back.db", operator=STAFF) as ledger, ledger.line(office.database) as ours:
        assert ours.carry().up == {"K11": 2, "K11B": 1}
    assert office.ledger.audit().clean


# What is refused


def refused(point: Side, office: str) -> errors.Refusal:
    with point.ledger.line(office) as line, pytest.raises(errors.Refusal) as refusal:
        line.carry()
    return refusal.value


def test_another_town_is_not_this_points_office(point: Side, tmp_path: Path, clock: Clock) -> None:
    other = str(tmp_path / "other.db")
    Ledger.found(other, origin=ORIGIN, operator=OFFICE, settings=SETTINGS, clock=clock).close()

    assert refused(point, other).exit_code == errors.NoLine.exit_code


def test_neither_is_another_point_nor_itself(field_of_town: Field, point: Side) -> None:
    other = field_of_town.laptop("K12", "P02")

    assert isinstance(refused(point, other.database), errors.NoLine)
    assert isinstance(refused(point, point.database), errors.NoLine)
    assert isinstance(refused(field_of_town.office, point.database), errors.NoLine)


@on_sqlite
def test_an_office_that_has_not_enrolled_a_book_takes_nothing(point: Side, sqlite_town: Town, tmp_path: Path) -> None:
    before = str(copyfile(sqlite_town.database, tmp_path / "before.db"))
    point.weigh()

    assert "has not enrolled" in str(refused(point, before))


def test_a_book_that_somebody_slipped_in_beside_the_own_one_takes_nothing_along(
    line: Line, office: Side, point: Side, town: Town
) -> None:
    session = Intruder(point.database)
    town.begin_book(session, "K99")
    session.close()
    with Ledger.open(point.database, origin="K99", operator=STAFF, clock=town.clock) as ledger:
        ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))

    with pytest.raises(errors.NoLine, match="not enrolled"):
        line.carry()

    assert "K99" not in {book.origin for book in office.ledger.status().books}


def test_an_office_of_an_older_version_is_told_so(point: Side, office: Side) -> None:
    session = Intruder(office.database)
    session.run("UPDATE reference_mark SET projections = 1")
    session.close()

    assert isinstance(refused(point, office.database), errors.SchemaOlder)


def test_what_a_revoked_laptop_sends_waits_at_the_office_and_it_learns_nothing(
    line: Line, office: Side, point: Side
) -> None:
    office.ledger.revoke_origin(origin="K11", first=2)
    office.ledger.register_household(community="C01", contact=Contact(name="นายสมชาย ดีงาม"))
    point.weigh(3)

    for _ in range(2):
        with pytest.raises(errors.NoLine, match="revoked"):
            line.carry()

    assert held(office, "K11") == 1
    assert [(each.receipt.sequence, each.why) for each in office.ledger.entries_aside("K11")] == [
        (2, "revoked"),
        (3, "revoked"),
    ]
    assert point.ledger.households("สมชาย") == []


def restored(point: Side, backup: Path, clock: Clock) -> Side:
    """The laptop after a backup was put back past all warnings."""
    return replace(point, database=str(backup), ledger=Ledger.open(backup, operator=STAFF, clock=clock))


def test_a_laptop_whose_backup_was_put_back_is_told_so_and_books_nothing_twice(
    line: Line, office: Side, point: Side, tmp_path: Path, clock: Clock
) -> None:
    backup = point.ledger.back_up(tmp_path / "backup.db")
    point.weigh(2)
    line.carry()
    back = restored(point, backup, clock)

    with back.ledger:
        refusal = refused(back, office.database)

    assert isinstance(refusal, errors.BookRestored)
    assert refusal.facts["receipt"] == "K11-000001"
    assert held(office, "K11") == 2


def test_a_laptop_that_booked_on_after_its_backup_was_put_back_leaves_what_it_booked_as_evidence(
    line: Line, office: Side, point: Side, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "ENTRIES_AT_ONCE", 2)
    point.weigh(7)
    backup = point.ledger.back_up(tmp_path / "backup.db")
    point.weigh(2)
    line.carry()
    back = restored(point, backup, clock)

    with back.ledger:
        back.weigh(5)
        for _ in range(2):
            refusal = refused(back, office.database)

    assert isinstance(refusal, errors.BookRestored)
    assert refusal.facts["receipt"] == "K11-000008"
    assert held(office, "K11") == 9
    aside = [(each.receipt.sequence, each.why) for each in office.ledger.entries_aside("K11")]
    assert aside == [(number, "fork") for number in range(8, 13)]
    assert office.ledger.audit().clean


@on_sqlite
def test_an_office_whose_backup_was_put_back_is_told_of_and_its_other_way_is_kept_as_evidence(
    line: Line, office: Side, point: Side, tmp_path: Path, clock: Clock
) -> None:
    backup = office.ledger.back_up(tmp_path / "backup.db")
    office.weigh(2)
    line.carry()
    ours = held(point, ORIGIN)

    with Ledger.open(backup, operator=OFFICE, clock=clock) as ledger, point.ledger.line(backup) as other:
        back = replace(office, database=str(backup), ledger=ledger)
        assert list(map(str, other.carry().lacking)) == [f"{ORIGIN}-{ours:06}"]
        assert not other.carry().moved
        back.weigh(4)
        first, second = other.carry(), other.carry()

    assert list(map(str, first.forks)) == [f"{ORIGIN}-{ours - 1:06}"]
    assert not second.moved
    assert held(point, ORIGIN) == ours
    assert point.ledger.audit().clean


def held(side: Side, book: str) -> int:
    session = Intruder(side.database)
    try:
        return head(session, book)[0]
    finally:
        session.close()


# Beside the counter


def test_a_lock_that_somebody_held_too_long_is_asked_for_again(
    line: Line, point: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def busy_at_first(*_: object, **__: object) -> Merged:
        tried.append(1)
        if len(tried) < lines.TRIES:
            raise errors.DatabaseLocked(database="town.db")
        return Merged(taken={"K11": 1})

    monkeypatch.setattr(lines, "merge", busy_at_first)
    point.weigh()

    assert line.carry().up == {"K11": 1}
    assert len(tried) == lines.TRIES


def test_who_books_in_the_same_file_waits_for_one_stretch_alone(
    line: Line, office: Side, point: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "ENTRIES_AT_ONCE", 5)
    office.weigh(20)
    point.weigh()

    def book_meanwhile(_done: int) -> None:
        point.weigh()

    carried = line.carry(book_meanwhile)

    assert carried.down == {ORIGIN: 20}
    assert line.carry().up == {"K11": 5}
    assert_equal(office, point)
