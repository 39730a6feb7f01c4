"""Bundles between an office and its points: what was booked anywhere is in the end everywhere, once."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.books import MARK
from tests.support.databases import on_sqlite
from tests.support.forging import forge
from tests.support.points import Field, Side
from tests.support.town import HEAD, OFFICE, ORIGIN, STAFF
from wasteledger import errors
from wasteledger.exchange.bundles import reading
from wasteledger.exchange.bundles.receiving import BookReceived, take_in
from wasteledger.exchange.bundles.senders import require_trusted
from wasteledger.exchange.keys import load_keys, make_keys
from wasteledger.journal.books import succeed
from wasteledger.ledger import Ledger
from wasteledger.recording.households import Contact
from wasteledger.storage import tables


def folded(side: Side) -> object:
    """Everything that is folded from the books, and how far each is held."""
    held = side.contents()
    names = [table.name for table in tables.PROJECTIONS if table.name != MARK]
    return {name: held[name] for name in [*names, "entry"]}


def test_a_first_bundle_brings_everything(office: Side, point: Side) -> None:
    assert folded(point) == folded(office)
    assert not point.ledger.audit().findings
    assert point.ledger.origin == "K11"


def test_what_a_point_weighs_is_the_offices_once(
    field_of_town: Field, office: Side, point: Side, carried: Path
) -> None:
    received = office.read(carried)
    assert received.books == (BookReceived("K11", new=3, known=0, waiting=0),)
    assert not received.office
    assert received.acknowledged == {ORIGIN: 27}
    assert office.read(carried).books == (BookReceived("K11", new=0, known=3, waiting=0),)
    assert field_of_town.carry(office, point, "K11").acknowledged == {"K11": 3}
    assert folded(office) == folded(point)
    assert not office.ledger.audit().findings


def test_a_point_sends_again_what_was_not_acknowledged(field_of_town: Field, office: Side, point: Side) -> None:
    point.weigh(2)
    assert point.write(field_of_town.folder / "lost.wlb").entries == 2
    point.weigh()
    field_of_town.carry(point, office)
    field_of_town.carry(office, point, "K11")
    point.weigh()
    sent = point.write(field_of_town.folder / "next.wlb")
    assert [(run.book, run.after, run.upto) for run in sent.runs] == [("K11", 3, 4)]


def test_the_office_relays_what_other_points_booked(field_of_town: Field, office: Side, point: Side) -> None:
    other = field_of_town.laptop("K12", "P02")
    point.weigh(2)
    field_of_town.carry(point, office)
    received = field_of_town.carry(office, other, "K12")
    assert BookReceived("K11", new=2, known=0, waiting=0) in received.books
    field_of_town.carry(other, office)
    assert field_of_town.carry(office, point, "K11").office
    assert folded(office) == folded(point) == folded(other)


def test_the_same_content_makes_the_same_bytes(field_of_town: Field, office: Side, point: Side) -> None:
    point.weigh(3)
    for side, to in ((point, ""), (office, "K11")):
        first, second = field_of_town.folder / "first.wlb", field_of_town.folder / "second.wlb"
        side.write(first, to)
        field_of_town.clock.tick(86_400)
        side.write(second, to)
        assert first.read_bytes() == second.read_bytes()


def test_a_bundle_merged_before_is_answered_without_its_lines(
    office: Side, carried: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.read(carried)
    before = office.contents()

    def read(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(reading.Bundle, "_lines", read)
    assert office.read(carried).books == (BookReceived("K11", new=0, known=3, waiting=0),)
    assert office.contents() == before


def test_bundles_that_come_in_the_wrong_order_wait_for_each_other(
    field_of_town: Field, office: Side, point: Side
) -> None:
    other = field_of_town.laptop("K12", "P02")
    first, second = field_of_town.folder / "first.wlb", field_of_town.folder / "second.wlb"
    point.weigh(2)
    point.write(first)
    office.read(first)
    field_of_town.carry(office, point, "K11")
    point.weigh(3)
    point.write(second)
    assert other.read(second).books == (BookReceived("K11", new=0, known=0, waiting=3),)
    (status,) = [book for book in other.ledger.sync_status() if book.book == "K11"]
    assert (status.sequence, status.waiting, status.held_by) == (0, 3, {"K11": 5})
    assert other.read(first).books == (BookReceived("K11", new=5, known=0, waiting=0),)
    office.read(second)
    assert folded(other) == folded(office)


def test_names_travel_sealed_to_those_who_serve_them(field_of_town: Field, office: Side, point: Side) -> None:
    contact = Contact(name="นางสมศรี ใจดี", house_number="12/3")
    (entry,) = office.ledger.register_household(community="C01", contact=contact)
    path = field_of_town.folder / "to-K11.wlb"
    sent = office.write(path, "K11")
    assert sent.people
    assert "สมศรี".encode() not in path.read_bytes()
    other = field_of_town.laptop("K12", "P02")
    assert other.read(path).people == 0
    assert point.read(path).people > 0
    assert [row for row in point.contents()["contact"] if row[0] == entry.body["household"] and contact.name in row]
    assert not [row for row in other.contents()["contact"] if contact.name in row]


def test_a_clock_that_is_ahead_is_marked(field_of_town: Field, office: Side, point: Side) -> None:
    field_of_town.clock.now += timedelta(minutes=11)
    point.weigh()
    point.write(field_of_town.folder / "K11.wlb")
    field_of_town.clock.now -= timedelta(minutes=11)
    received = office.read(field_of_town.folder / "K11.wlb")
    assert received.ahead
    assert received.newest == "2026-03-15T02:53:00Z"
    field_of_town.clock.now += timedelta(minutes=1)
    point.ledger.confirm_clock()
    assert not field_of_town.carry(point, office).ahead


def test_two_laptops_that_write_one_book_are_found_and_both_kept(
    field_of_town: Field, office: Side, point: Side
) -> None:
    copied = field_of_town.folder / "copied.db"
    shutil.copy(point.database, copied)
    with Ledger.open(copied, operator=HEAD, clock=field_of_town.clock) as twin:
        other = Side(str(copied), twin, point.keys, point.card)
        point.weigh(3)
        other.weigh(1)
        field_of_town.carry(point, office)
        before = office.contents()
        received = field_of_town.carry(other, office)
    assert [str(receipt) for receipt in received.forks] == ["K11-000001"]
    assert [str(receipt) for receipt in received.otherwise] == ["K11-000001"]
    after = office.contents()
    assert {name for name in after if after[name] != before[name]} <= {"aside", "heard"}
    (status,) = [book for book in office.ledger.sync_status() if book.book == "K11"]
    assert [str(receipt) for receipt in status.forks] == ["K11-000001"]


def test_a_point_put_back_from_a_backup_is_told_so(field_of_town: Field, office: Side, point: Side) -> None:
    backup = field_of_town.folder / "backup.db"
    point.weigh(2)
    point.ledger.back_up(backup)
    point.weigh(2)
    field_of_town.carry(point, office)
    with Ledger.open(backup, operator=STAFF, clock=field_of_town.clock) as restored:
        behind = Side(str(backup), restored, point.keys, point.card)
        for further in (0, 3):
            if further:
                behind.weigh(further)
            before = behind.contents()
            with pytest.raises(errors.BookRestored, match="K11-000004"):
                field_of_town.carry(office, behind, "K11")
            assert behind.contents() == before


@on_sqlite
def test_an_office_put_back_from_a_backup_is_given_back_all_that_it_signed(
    field_of_town: Field, office: Side, point: Side
) -> None:
    backup, whole = field_of_town.folder / "backup.db", field_of_town.folder / "whole.wlb"
    office.ledger.back_up(backup)
    other = field_of_town.laptop("K12", "P02")
    other.weigh(2)
    field_of_town.carry(other, office)
    office.weigh()
    field_of_town.carry(office, point, "K11")
    sent = point.write(whole, whole=True)
    assert [(run.book, run.after, run.upto) for run in sent.runs] == [(ORIGIN, 0, 29), ("K12", 0, 2)]
    with Ledger.open(backup, origin=ORIGIN, operator=STAFF, clock=field_of_town.clock) as restored:
        with pytest.raises(errors.BookRestored, match=f"{ORIGIN}-000029"):
            restored.sync_import(whole, keys=office.keys)
        with reading.opened(whole) as bundle, restored._database.writing() as connection:
            vouched = require_trusted(connection, bundle)
            now = field_of_town.clock()
            take_in(connection, bundle, ORIGIN, office.keys, now, lambda _: None, vouched=vouched, own=True)
        assert not restored.audit().findings
    assert folded(Side(str(backup), restored, office.keys)) == folded(office)


@on_sqlite
def test_an_office_that_lost_its_keys_is_known_by_the_fingerprint_of_its_new_ones(
    field_of_town: Field, office: Side, point: Side
) -> None:
    office.keys = field_of_town.folder / "new computer"
    make_keys(office.keys, ORIGIN)
    field_of_town.enrol("K12", "P02")
    path = field_of_town.folder / "to-K11.wlb"
    office.write(path, "K11")
    fingerprint = load_keys(office.keys, ORIGIN).public.fingerprint
    for told in ("", "0000-0000-0000-0000"):
        with pytest.raises(errors.SignerUnknown, match=fingerprint):
            point.ledger.sync_import(path, keys=point.keys, office=told)
    stranger = make_keys(field_of_town.folder / "stranger", "K99")
    forged = forge(path, stranger)
    with pytest.raises(errors.SignerUnknown):
        point.ledger.sync_import(forged, keys=point.keys, office=stranger.public.fingerprint)
    assert point.ledger.sync_import(path, keys=point.keys, office=fingerprint).office
    point.weigh()
    field_of_town.carry(point, office)
    assert field_of_town.carry(office, point, "K11").acknowledged == {"K11": 1}
    assert folded(point) == folded(office)


@on_sqlite
def test_a_point_that_lost_what_others_booked_is_told_to_ask_for_it(
    field_of_town: Field, office: Side, point: Side
) -> None:
    backup = field_of_town.folder / "backup.db"
    point.ledger.back_up(backup)
    office.weigh(2)
    field_of_town.carry(office, point, "K11")
    field_of_town.carry(point, office)
    with Ledger.open(backup, operator=STAFF, clock=field_of_town.clock) as restored:
        behind = Side(str(backup), restored, point.keys, point.card)
        received = field_of_town.carry(office, behind, "K11")
        assert [str(receipt) for receipt in received.behind] == [f"{ORIGIN}-000029"]
        assert not field_of_town.carry(office, behind, "K11", whole=True).behind
        assert folded(behind) == folded(office)


@on_sqlite
def test_what_the_office_signed_before_it_was_restored_comes_back_to_its_new_book(
    field_of_town: Field, office: Side, point: Side
) -> None:
    backup = field_of_town.folder / "backup.db"
    office.ledger.back_up(backup)
    office.weigh(2)
    field_of_town.carry(office, point, "K11")
    with Ledger.open(backup) as restored, restored._database.writing() as connection:
        succeed(connection, ORIGIN, "K07B")
    with Ledger.open(backup, operator=OFFICE, clock=field_of_town.clock) as begun:
        begun.begin_book(after=f"{ORIGIN}-000027", printed=f"{ORIGIN}-000029")
        renewed = Side(str(backup), begun, office.keys, office.card)
        field_of_town.carry(renewed, point, "K11")
        received = field_of_town.carry(point, renewed, whole=True)
        assert BookReceived(ORIGIN, new=2, known=27, waiting=0) in received.books
        field_of_town.carry(renewed, point, "K11")
        assert folded(renewed) == folded(point)


def test_a_book_begun_after_a_restored_backup_is_let_in_by_its_keys(
    field_of_town: Field, office: Side, point: Side
) -> None:
    point.weigh(2)
    with point.ledger._database.writing() as connection:
        succeed(connection, "K11", "K11B")
    with Ledger.open(point.database, operator=OFFICE, clock=field_of_town.clock) as begun:
        begun.begin_book(after="K11-000002", printed="K11-000003")
        renewed = Side(point.database, begun, point.keys, point.card)
        renewed.weigh()
        received = field_of_town.carry(renewed, office)
        assert [(book.book, book.new) for book in received.books] == [("K11", 2), ("K11B", 2)]
        field_of_town.carry(office, renewed, "K11B")
        assert folded(office) == folded(renewed)
        renewed.weigh()
        assert renewed.write(field_of_town.folder / "next.wlb").entries == 1
