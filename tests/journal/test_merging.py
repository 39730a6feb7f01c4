"""Merging is a union: whatever comes, in whatever order, equal entries make equal books."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from tests.support.clock import Clock
from tests.support.nodes import RECEIVED, begin_node, carry, forget_revoked, projections, revoke
from tests.support.town import HEAD, OFFICE, ORIGIN, STAFF, Town
from wasteledger import errors
from wasteledger.journal import chain
from wasteledger.journal.books import begin
from wasteledger.journal.merging import FORK, GAP, REVOKED, Merged, let_in, merge
from wasteledger.journal.runs import Run, digest_at, heads, run_of
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.rates import NewRate
from wasteledger.storage import tables
from wasteledger.storage.database import Database
from wasteledger.units import Credits

RATE = {"material": "PET", "grade": "", "point": "P01", "rate": 900_000}
MOVED = {"kind": "household-moved", "household": "K07/0001"}
PET = (Weighing("PET", 5_000),)
"""40 baht."""


@dataclass
class Point:
    """A laptop with a file of its own."""

    book: str
    database: Database
    ledger: Ledger


@dataclass
class Parish:
    """The office (whose database is of either kind) and two points that know what it knew in the morning."""

    town: Town
    office: Database
    points: tuple[Point, Point]
    folder: Path

    def another_office(self) -> Database:
        """An empty database that may be fed with everything."""
        number = len(list(self.folder.glob("office*.db")))
        return begin_node(str(self.folder / f"office{number}.db"), self.town.database, f"X{number}")


@pytest.fixture
def parish(town: Town, tmp_path: Path, clock: Clock) -> Iterator[Parish]:
    with closing(Database(town.database)) as office:
        points = []
        for book in ("P1", "P2"):
            node = begin_node(str(tmp_path / f"{book}.db"), town.database, book)
            carry(office, node, ORIGIN, vouched=True)
            points.append(Point(book, node, Ledger.open(node.name, operator=STAFF, clock=clock)))
        yield Parish(town, office, (points[0], points[1]), tmp_path)
        for point in points:
            point.ledger.close()
            point.database.close()


def clean(database: Database) -> bool:
    with closing(Database(database.url.render_as_string(hide_password=False))) as again, again.reading() as connection:
        from wasteledger.journal.audit import audit  # noqa: PLC0415  # read here alone

        return audit(connection).clean


def test_what_two_points_booked_meets_at_the_office_and_nothing_is_credited_twice(parish: Parish) -> None:
    town, (one, two) = parish.town, parish.points
    one.ledger.record_drop_off(card=town.card, weighings=PET)
    two.ledger.record_drop_off(card=town.card, weighings=PET)
    town.ledger.record_drop_off(card=town.card, weighings=PET)
    for _ in range(2):
        carry(one.database, parish.office, "P1")
        carry(two.database, parish.office, "P2")
    assert town.ledger.balance(town.household) == Credits(12_000)
    assert town.ledger.audit().clean


def test_a_book_that_is_held_already_is_not_read_again(parish: Parish) -> None:
    one = parish.points[0]
    one.ledger.record_drop_off(card=parish.town.card, weighings=PET)

    def unread() -> Iterator[tuple[int, bytes, bytes]]:
        raise AssertionError

    carry(one.database, parish.office, "P1")
    with one.database.reading() as connection:
        run = replace(run_of(connection, "P1", 0), entries=unread)
    with parish.office.writing() as connection:
        found = merge(connection, [run], sender="P1", vouched=False, received_at=RECEIVED)
    assert found == Merged(known={"P1": 1})


def a_busy_day(parish: Parish) -> None:
    """What two points and the office say of the same households and cards, without knowing of each other."""
    town, (one, two) = parish.town, parish.points
    heads_ = [Ledger.open(point.database.name, operator=HEAD, clock=town.clock) for point in (one, two)]
    one.ledger.replace_card(card=town.cards[0])
    two.ledger.revoke_card(card=town.cards[0])
    two.ledger.record_drop_off(card=town.cards[1], weighings=PET)
    heads_[1].move_household(household=town.households[1], attributes={"community": "C02"})
    town.ledger.move_household(household=town.households[1], attributes={"people": 4})
    heads_[0].move_household(household=town.households[1], attributes={"people": 3, "community": "C01"})
    one.ledger.register_household(community="C01")
    one.ledger.record_drop_off(card="P1/0001", weighings=(Weighing("MIX", 3_000),))
    two.ledger.record_drop_off(card=town.cards[2], weighings=(Weighing("MIX", 1_000),))
    town.ledger.set_rates(rates=(NewRate("PET", 900_000, date(2026, 4, 1)),))
    town.ledger.forget_household(household=town.households[3])
    for point in heads_:
        point.close()


@pytest.mark.parametrize("order", list(permutations([ORIGIN, "P1", "P2"])), ids="-".join)
def test_the_same_entries_make_the_same_figures_in_whatever_order_they_come(
    parish: Parish, order: tuple[str, ...]
) -> None:
    a_busy_day(parish)
    sources = {ORIGIN: parish.office, **{point.book: point.database for point in parish.points}}
    other = parish.another_office()
    for book in order:
        carry(sources[book], other, book, vouched=True)
    for point in parish.points:
        carry(point.database, parish.office, point.book)
    assert projections(other) == projections(parish.office)
    assert clean(other)
    assert clean(parish.office)
    other.close()


def test_a_turn_drawn_after_a_merge_is_higher_than_any_that_came(parish: Parish) -> None:
    one, two = parish.points
    for _ in range(5):
        one.ledger.issue_cards(households=(parish.town.households[0],))
    carry(one.database, two.database, "P1", vouched=True)
    (there,) = two.ledger.issue_cards(households=(parish.town.households[1],))
    (last,) = one.ledger.issue_cards(households=(parish.town.households[1],))
    assert there.body["turn"] == last.body["turn"]


def test_entries_that_leave_a_gap_wait_until_it_is_filled(parish: Parish) -> None:
    one = parish.points[0]
    for _ in range(4):
        one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    assert carry(one.database, parish.office, "P1", after=2).waiting == {"P1": 2}
    assert parish.town.ledger.balance(parish.town.card) == Credits(0)
    with one.database.reading() as reading, parish.office.writing() as writing:
        filled = merge(writing, [run_of(reading, "P1", 0, 2)], sender="P1", vouched=False, received_at=RECEIVED)
    assert filled.taken == {"P1": 4}
    assert waiting(parish.office) == []
    assert parish.town.ledger.balance(parish.town.card) == Credits(16_000)
    assert parish.town.ledger.audit().clean


def waiting(database: Database) -> list[tuple[str, int, str]]:
    aside = tables.aside.c
    with database.reading() as connection:
        rows = connection.execute(select(aside.origin, aside.sequence, aside.why).order_by(aside.sequence))
        return [tuple(row) for row in rows]


def rewritten(run: Run, number: int) -> Run:
    """The run with one drop-off made heavier, and every digest after it reckoned anew."""
    entries, digest = [], run.before
    for sequence, _, body in run.entries():
        changed = body.replace(b'"grams":5000', b'"grams":6000') if sequence == number else body
        digest = chain.next_digest(chain.origin_field(run.origin), sequence, digest, changed)
        entries.append((sequence, digest, changed))
    return replace(run, digest=digest, entries=lambda: iter(entries))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_history_that_was_written_anew_is_refused_and_kept_as_evidence(parish: Parish, number: int) -> None:
    one, two = parish.points
    for _ in range(3):
        one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    carry(one.database, parish.office, "P1")
    before = projections(parish.office)
    with one.database.reading() as connection:
        forged = rewritten(run_of(connection, "P1", 0), number)
    two.ledger.record_drop_off(card=parish.town.cards[1], weighings=PET)
    with two.database.reading() as reading, parish.office.writing() as writing:
        runs = [forged, run_of(reading, "P2", 0)]
        found = merge(writing, runs, sender="P1", vouched=False, received_at=RECEIVED)
    assert [str(receipt) for receipt in found.forks] == [f"P1-{number:06d}"]
    assert waiting(parish.office) == [("P1", sequence, FORK) for sequence in range(number, 4)]
    assert found.taken == {"P2": 1}
    assert projections(parish.office)["passbook"] != before["passbook"]
    assert parish.town.ledger.balance(parish.town.card) == Credits(12_000)
    assert parish.town.ledger.audit().clean


def test_a_run_whose_beginning_follows_another_history_is_a_fork_too(parish: Parish) -> None:
    one = parish.points[0]
    for _ in range(2):
        one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    carry(one.database, parish.office, "P1")
    one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    with one.database.reading() as connection:
        run = run_of(connection, "P1", 0)
        forged = list(rewritten(run, 2).entries())
    tail = replace(run, after=2, before=forged[1][1], digest=forged[2][1], entries=lambda: iter(forged[2:]))
    with parish.office.writing() as writing:
        found = merge(writing, [tail], sender="P1", vouched=False, received_at=RECEIVED)
    assert [str(receipt) for receipt in found.forks] == ["P1-000003"]
    assert found.taken == {}


def test_what_a_revoked_key_sends_waits_until_it_is_admitted_one_by_one(parish: Parish) -> None:
    town, one = parish.town, parish.points[0]
    for _ in range(3):
        one.ledger.record_drop_off(card=town.card, weighings=PET)
    revoke(parish.office, "P1", 2)
    assert carry(one.database, parish.office, "P1").waiting == {"P1": 2}
    assert waiting(parish.office) == [("P1", 2, REVOKED), ("P1", 3, REVOKED)]
    assert town.ledger.balance(town.card) == Credits(4_000)
    with one.database.reading() as connection:
        digest = next(iter(run_of(connection, "P1", 1).entries()))[1]
    with parish.office.writing() as connection:
        connection.execute(tables.admitted.insert().values(origin="P1", sequence=2, digest=digest.hex()))
        assert let_in(connection, RECEIVED).taken == {"P1": 1}
    assert waiting(parish.office) == [("P1", 3, REVOKED)]
    assert town.ledger.balance(town.card) == Credits(8_000)


def test_what_the_office_vouches_for_comes_in_although_its_key_was_revoked(parish: Parish) -> None:
    town, (one, two) = parish.town, parish.points
    one.ledger.record_drop_off(card=town.card, weighings=PET)
    revoke(two.database, "P1", 1)
    assert carry(one.database, two.database, "P1", vouched=True).taken == {"P1": 1}
    forget_revoked(two.database, "P1")


def test_a_book_that_this_database_writes_is_never_continued_by_others_unasked(parish: Parish) -> None:
    one = parish.points[0]
    copy = parish.another_office()
    one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    carry(parish.office, copy, ORIGIN, vouched=True)
    carry(one.database, copy, "P1", vouched=True)
    with one.database.reading() as reading:
        ours = list(run_of(reading, "P1", 0).entries())
    with parish.office.writing() as writing:
        head = heads(writing)[ORIGIN]
        beyond = Run(ORIGIN, True, head[0], head[0] + 1, b"\1" * 32, lambda: iter(ours), head[1])
        with pytest.raises(errors.OwnBookElsewhere):
            merge(writing, [beyond], sender="P1", vouched=True, received_at=RECEIVED)
    copy.close()


def test_a_ruling_in_a_points_book_is_refused_and_nothing_is_taken(parish: Parish) -> None:
    one = parish.points[0]
    one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    body = {"v": 1, "kind": "settings", "request": "r", "arguments": "a", "operator": "12", "turn": 99}
    moment = "2026-03-15T02:42:00Z"
    said = {**body, "day": "2026-03-15", "happened": moment, "recorded": moment, "settings": {"name_en": "Mine"}}
    found = forged_after(one, said)
    before = projections(parish.office)
    with pytest.raises(errors.EntryNotUnderstood) as refused, parish.office.writing() as writing:
        merge(writing, [found], sender="P1", vouched=False, received_at=RECEIVED)
    assert refused.value.facts == {"receipt": "P1-000002", "reason": "settings"}
    assert projections(parish.office) == before


def forged_after(point: Point, body: dict[str, object]) -> Run:
    """The point's book with one more entry, which its own key could sign."""
    with point.database.reading() as connection:
        run = run_of(connection, point.book, 0)
        entries = list(run.entries())
    encoded = chain.canonical(body)
    digest = chain.next_digest(chain.origin_field(point.book), run.upto + 1, run.digest, encoded)
    entries.append((run.upto + 1, digest, encoded))
    return replace(run, upto=run.upto + 1, digest=digest, entries=lambda: iter(entries))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"v": 2}, errors.EntryNewer),
        ({"kind": "balloon-launched"}, errors.EntryNewer),
        ({"lines": [{"material": "PET", "grams": -5, "credits": 0, "quantity": 5}]}, errors.EntryNotUnderstood),
        ({"lines": [{"material": "PET", "grams": "5", "credits": 0, "quantity": 5}]}, errors.EntryNotUnderstood),
        ({"lines": [{"material": "PET", "grams": 1, "credits": 10**18, "quantity": 5}]}, errors.EntryNotUnderstood),
        ({"lines": 7}, errors.EntryNotUnderstood),
        ({"recorded": "yesterday"}, errors.EntryNotUnderstood),
        ({"day": "2026-02-30"}, errors.EntryNotUnderstood),
        ({"turn": 10**9}, errors.EntryNotUnderstood),
        ({"day": "2026-W11-7"}, errors.EntryNotUnderstood),
        ({"community": "C\x0001"}, errors.EntryNotUnderstood),
        ({"rebooked": {"receipt": "P2-000001", "digest": "ab"}}, errors.EntryNotUnderstood),
        (
            {"kind": "household-moved", "household": "K07/0001", "attributes": {"forgotten": 1}},
            errors.EntryNotUnderstood,
        ),
        ({"kind": "household-moved", "household": "K07/0001", "attributes": {"shoe": 9}}, errors.EntryNotUnderstood),
        ({"kind": "household-registered", "household": "P1/1", "attributes": {}}, errors.EntryNotUnderstood),
        (
            {"kind": "rates-set", "rates": [{**RATE, "first_day": "2026-03-15", "last_day": "2099-03-15"}]},
            errors.EntryNotUnderstood,
        ),
        ({"kind": "reversal", "of": "K07-000020", "original": {}}, errors.EntryNotUnderstood),
        (
            {
                "kind": "reversal",
                "of": "K07-000020",
                "original": {},
                "rebooked": {"receipt": "K07-000020", "digest": ""},
            },
            errors.EntryNotUnderstood,
        ),
        ({"kind": "household-registered", "household": "K07/0099", "attributes": {}}, errors.EntryNotUnderstood),
        ({"kind": "origin-begun", "after": "K07-000001", "printed": "K07-000001"}, errors.EntryNotUnderstood),
    ],
)
def test_an_entry_that_says_what_cannot_be_is_refused_whole(
    parish: Parish, changed: dict[str, object], refusal: type[errors.Refusal]
) -> None:
    one = parish.points[0]
    (booked,) = one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    found = forged_after(one, {**booked.body, "request": "another", **changed})
    before = projections(parish.office)
    with pytest.raises(refusal), parish.office.writing() as writing:
        merge(writing, [found], sender="P1", vouched=False, received_at=RECEIVED)
    assert projections(parish.office) == before
    assert carry(one.database, parish.office, "P1").taken == {"P1": 1}


def test_a_closing_that_arrives_after_what_it_did_not_know_moves_it_to_a_later_month(
    parish: Parish, clock: Clock
) -> None:
    town, (one, two) = parish.town, parish.points
    one.ledger.record_drop_off(card=town.card, weighings=PET)
    clock.now = clock.now.replace(month=5)
    town.ledger.close_period(month=date(2026, 3, 1))
    carry(parish.office, two.database, ORIGIN, vouched=True)
    carry(one.database, two.database, "P1", vouched=True)
    carry(one.database, parish.office, "P1")
    carry(parish.office, one.database, ORIGIN, vouched=True)
    assert projections(one.database) == projections(two.database) == projections(parish.office)
    assert projections(parish.office)["late_line"] != []
    assert clean(one.database)


def test_the_name_of_a_household_that_the_office_forgot_goes_with_the_ruling(parish: Parish) -> None:
    town, one = parish.town, parish.points[0]
    number = town.households[0]
    with one.database.writing() as connection:
        connection.execute(tables.contact.insert().values(household=number, name="นางสมใจ"))
    town.ledger.forget_household(household=number)
    carry(parish.office, one.database, ORIGIN, vouched=True)
    with one.database.reading() as connection:
        assert connection.execute(select(tables.contact)).all() == []


def test_the_office_goes_on_with_its_own_book_after_a_merge(parish: Parish) -> None:
    one = parish.points[0]
    one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    carry(one.database, parish.office, "P1")
    (entry,) = parish.town.ledger.redeem(card=parish.town.card, amount=Credits(4_000))
    assert entry.receipt.origin == ORIGIN
    assert entry.body["balance"] == 0
    assert entry.body["operator"] == OFFICE


def test_waiting_entries_are_kept_once_however_often_they_come(parish: Parish) -> None:
    one = parish.points[0]
    for _ in range(3):
        one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    for _ in range(3):
        carry(one.database, parish.office, "P1", after=1)
    assert waiting(parish.office) == [("P1", 2, GAP), ("P1", 3, GAP)]


def test_a_month_that_two_offices_closed_counts_the_same_whichever_closing_came_first(
    parish: Parish, clock: Clock
) -> None:
    """An office that lost its disk closed March again, and knew of a drop-off that its first closing did not."""
    town, (one, two) = parish.town, parish.points
    one.ledger.record_drop_off(card=town.card, weighings=PET)
    second = parish.another_office()
    carry(parish.office, second, ORIGIN, vouched=True)
    carry(one.database, second, "P1", vouched=True)
    with second.writing() as connection:
        begin(connection, "K07B", office=1)
    clock.now = clock.now.replace(month=5)
    town.ledger.close_period(month=date(2026, 3, 1))
    with Ledger.open(second.name, origin="K07B", operator=OFFICE, clock=clock) as again:
        again.begin_book(after="K07-000025", printed="K07-000026")
        again.close_period(month=date(2026, 3, 1))
    carry(one.database, two.database, "P1", vouched=True)
    carry(parish.office, two.database, ORIGIN, vouched=True)
    assert projections(two.database)["late_line"] != []
    carry(second, two.database, "K07B", vouched=True)
    carry(second, one.database, "K07B", vouched=True)
    carry(parish.office, one.database, ORIGIN, vouched=True)
    assert projections(one.database) == projections(two.database)
    assert projections(two.database)["late_line"] == []
    assert clean(one.database)
    assert clean(two.database)
    second.close()


def enrol(database: Database, book: str) -> None:
    with database.writing() as connection:
        connection.execute(insert(tables.enrolment).values(origin=book, sign="cd" * 32, office=0))


def first_of(parish: Parish, book: str, **said: object) -> Run:
    """The first entry of a book that somebody made up."""
    with parish.office.reading() as connection:
        before = digest_at(connection, book, 0) or b""
    (booked,) = parish.town.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    encoded = chain.canonical({**booked.body, "request": "made-up", **said})
    digest = chain.next_digest(chain.origin_field(book), 1, before, encoded)
    return Run(book, True, 0, 1, digest, lambda: iter([(1, digest, encoded)]), before)


def test_a_point_that_was_enrolled_does_not_become_the_office_by_saying_that_it_goes_on_for_it(parish: Parish) -> None:
    enrol(parish.office, "P9")
    run = first_of(parish, "P9", kind="origin-begun", after="K07-000001", printed="K07-000001")
    with parish.office.writing() as connection:
        merge(connection, [run], sender="P9", vouched=False, received_at=RECEIVED)
    with parish.office.reading() as connection:
        assert connection.scalar(select(tables.origin.c.office).where(tables.origin.c.code == "P9")) == 0


def test_what_came_over_a_gap_before_its_key_was_revoked_waits_to_be_admitted_too(parish: Parish) -> None:
    one = parish.points[0]
    for _ in range(3):
        one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    carry(one.database, parish.office, "P1", after=1)
    assert waiting(parish.office) == [("P1", 2, GAP), ("P1", 3, GAP)]
    revoke(parish.office, "P1", 1)
    carry(one.database, parish.office, "P1", after=0)
    assert waiting(parish.office) == [("P1", sequence, REVOKED) for sequence in (1, 2, 3)]


def test_a_forged_entry_that_waits_keeps_no_honest_one_out(parish: Parish) -> None:
    """The book is not known yet, so that nobody can tell whether it may say what it says."""
    one = parish.points[0]
    for _ in range(2):
        one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    body = {"kind": "settings", "settings": {"name_en": "Mine"}, "turn": 1, "lines": []}
    (booked,) = one.ledger.record_drop_off(card=parish.town.card, weighings=PET)
    with one.database.reading() as connection:
        honest = list(run_of(connection, "P1", 0).entries())
    encoded = chain.canonical({**booked.body, "request": "forged", **body})
    digest = chain.next_digest(chain.origin_field("P1"), 3, honest[1][1], encoded)
    forged = Run("P1", False, 2, 3, digest, lambda: iter([(3, digest, encoded)]), honest[1][1])
    with parish.office.writing() as connection:
        merge(connection, [forged], sender="P1", vouched=False, received_at=RECEIVED)
    assert carry(one.database, parish.office, "P1").taken == {"P1": 3}
    assert waiting(parish.office) == [("P1", 3, FORK)]
    assert parish.town.ledger.settings().name_en != "Mine"
    assert parish.town.ledger.audit().clean
