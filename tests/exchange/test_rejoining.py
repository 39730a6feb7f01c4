"""A ledger put back from a backup: what it lost is fetched back, what it wrote since is booked again, nothing twice."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from tests.support import children
from tests.support.databases import on_postgresql, on_sqlite
from tests.support.intruder import Intruder
from tests.support.points import Field, Side
from tests.support.postgresql import fresh_database, program
from tests.support.town import OFFICE, ORIGIN, STAFF, Town
from wasteledger import errors
from wasteledger.domain.households import household_number
from wasteledger.exchange.rejoining import Rejoined
from wasteledger.exchange.second_copy import read_copy
from wasteledger.journal.chain import canonical, next_digest, origin_field
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger, restore
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.households import Contact
from wasteledger.translation import Words
from wasteledger.units import Credits


@dataclass(slots=True)
class Point:
    """A laptop that writes K11, backed up after three drop-offs; what it booked then is known to the office alone."""

    field: Field
    side: Side
    backup: Path
    lost: Entry

    @property
    def ledger(self) -> Ledger:
        return self.side.ledger

    def put_back(self) -> None:
        """Copy the backup over the ledger by hand, as a frightened person does."""
        self.ledger.close()
        for tail in ("-wal", "-shm", ""):
            Path(f"{self.side.database}{tail}").unlink(missing_ok=True)
        shutil.copy(self.backup, self.side.database)
        self.reopen()

    def reopen(self, operator: str = OFFICE) -> None:
        ledger = Ledger.open(self.side.database, operator=operator, clock=self.field.clock)
        self.side.ledger = self.field.laptops.enter_context(ledger)

    def weigh(self, grams: int, card: str = "") -> Entry:
        (entry,) = self.ledger.record_drop_off(card=card or self.side.card, weighings=(Weighing("PET", grams),))
        return entry

    def whole_bundle(self) -> Path:
        """What the office writes for a laptop that was put back."""
        path = self.field.folder / "whole.wlb"
        self.field.office.write(path, "K11", whole=True)
        return path

    def rejoin(self, source: Path, last_printed: str, new_origin: str = "") -> Rejoined:
        return self.ledger.sync_rejoin(source, last_printed=last_printed, new_origin=new_origin, keys=self.side.keys)


@pytest.fixture
def point(field_of_town: Field, tmp_path: Path) -> Point:
    """The laptop, its ledger as it was before anything happened to it."""
    side = field_of_town.laptop("K11", "P01")
    side.weigh(3)
    backup = side.ledger.back_up(tmp_path / "backup.db")
    lost = side.weigh(2)
    field_of_town.carry(side, field_of_town.office)
    made = Point(field_of_town, side, backup, lost)
    side.ledger.close()
    made.reopen()
    return made


def clean(*ledgers: Ledger) -> bool:
    return all(not ledger.audit().findings for ledger in ledgers)


def everything(ledger: Ledger) -> tuple[object, ...]:
    """What a ledger would tell anybody about its books."""
    status = ledger.status()
    return status.books, status.households, ledger.exceptions(), ledger.stock()


# A point


@on_sqlite
def test_what_a_laptop_lost_and_nobody_printed_beyond_is_fetched_back_and_its_book_goes_on(point: Point) -> None:
    point.put_back()
    with pytest.raises(errors.BookRestored):
        point.side.read(point.whole_bundle())
    done = point.rejoin(point.whole_bundle(), "K11-000005")
    assert (done.origin, str(done.held), done.fetched, done.rebooked) == ("K11", "K11-000005", 2, 0)
    assert point.ledger.entry("K11-000005") == point.lost
    assert str(point.weigh(9_000).receipt) == "K11-000006"
    point.field.carry(point.side, point.field.office)
    assert clean(point.ledger, point.field.office.ledger)


@on_sqlite
def test_where_receipts_were_printed_that_nobody_holds_a_new_book_begins_after_what_was_fetched_back(
    point: Point,
) -> None:
    point.put_back()
    with pytest.raises(errors.NewBookNeeded, match="K11-000007"):
        point.rejoin(point.whole_bundle(), "K11-000007")
    done = point.rejoin(point.whole_bundle(), "K11-000007", "k11b")
    assert (done.origin, str(done.held), done.fetched, done.rebooked) == ("K11B", "K11-000005", 2, 0)
    begun = point.ledger.entry("K11B-000001").body
    assert (begun["kind"], begun["after"], begun["printed"]) == ("origin-begun", "K11-000005", "K11-000007")
    point.weigh(9_000)
    point.field.carry(point.side, point.field.office)
    assert point.field.office.ledger.entry("K11B-000002").kind == "drop-off"
    assert clean(point.ledger, point.field.office.ledger)


@on_sqlite
def test_what_was_written_on_under_numbers_that_the_office_holds_is_booked_again_once(point: Point) -> None:
    point.put_back()
    before = point.field.office.ledger.balance("K07/0001")
    printed = [point.weigh(5_000), point.weigh(6_000)]
    assert printed[1].receipt == point.lost.receipt
    with pytest.raises(errors.BookParted, match="K11-000003"):
        point.rejoin(point.whole_bundle(), "K11-000005")
    done = point.rejoin(point.whole_bundle(), "K11-000005", "K11B")
    assert (str(done.held), done.fetched, done.rebooked, done.known) == ("K11-000005", 2, 2, 0)
    assert done.replaced
    point.field.carry(point.side, point.field.office)
    office = point.field.office.ledger
    for ledger in (point.ledger, office):
        for number, entry in enumerate(printed, start=2):
            found = ledger.check_slip(str(entry.receipt), entry.check_code)
            assert (found.state, str(found.rebooked_as)) == ("genuine", f"K11B-{number:06d}")
        assert ledger.check_slip(str(point.lost.receipt), point.lost.check_code).rebooked_as is None
        assert ledger.check_slip("K11-000005", "0000-0000-0000-0000").state == "altered"
        assert ledger.balance("K07/0001") == Credits(before.value + 4_000 + 4_800)
    assert clean(point.ledger, office)
    assert {book.origin: book.check_code for book in office.status().books} == {
        book.origin: book.check_code for book in point.ledger.status().books
    }


@on_sqlite
def test_households_receipts_rounds_and_names_of_the_parted_entries_are_the_new_books(point: Point) -> None:
    mine, theirs = household_number("K11", 1), household_number("K11B", 1)
    point.ledger.register_household(community="C02", contact=Contact(name="ป้ามะลิ"))
    point.field.carry(point.side, point.field.office)
    point.put_back()
    ledger = point.ledger
    (opened,) = ledger.open_round()
    (registered,) = ledger.register_household(
        community="C01", home_point="P01", contact=Contact(name="ลุงดำ", phone="081")
    )
    assert registered.body["household"] == mine
    (issued,) = ledger.issue_cards(households=(mine,))
    card = issued.body["cards"][0]["code"]
    brought = point.weigh(5_000, card)
    (handed,) = ledger.transfer(card=mine, to="K07/0001", amount=Credits(100))
    _, corrected = ledger.correct(receipt=str(brought.receipt), weighings=(Weighing("PET", 4_000),))
    (copied,) = ledger.copy_slip(receipt=str(corrected.receipt))
    ledger.close_round(counted=Credits(0))
    done = point.rejoin(point.whole_bundle(), str(copied.receipt), "K11B")
    assert done.households == {mine: theirs}
    ledger = point.ledger
    assert ledger.household(theirs).name == "ลุงดำ"
    assert ledger.card(card).household == theirs
    again = {str(old.receipt): ledger.check_slip(str(old.receipt), old.check_code) for old in (brought, corrected)}
    first, second = (again[str(old.receipt)] for old in (brought, corrected))
    assert first.entry
    assert second.entry
    assert first.reversed_by
    assert first.replaced_by == (second.entry.receipt,)
    assert second.entry.body["round"] == str(ledger.check_slip(str(opened.receipt), opened.check_code).rebooked_as)
    assert ledger.entry(str(handed.receipt)).body["household"] == theirs
    assert ledger.balance(theirs) == Credits(3_200 - 100)
    point.field.carry(point.side, point.field.office)
    point.field.carry(point.field.office, point.side, "K11B")
    office = point.field.office.ledger
    assert office.household(mine).name == "ป้ามะลิ"
    assert office.balance(theirs) == ledger.balance(theirs)
    assert clean(ledger, office)


@on_sqlite
def test_a_slip_of_a_parted_entry_is_shown_as_what_it_was_booked_again_as(point: Point) -> None:
    point.put_back()
    for grams in (5_000, 6_000):
        point.weigh(grams)
    beyond = point.weigh(7_000)
    point.rejoin(point.whole_bundle(), str(beyond.receipt), "K11B")
    assert str(point.ledger.entry(str(beyond.receipt)).receipt) == "K11B-000004"


@on_sqlite
def test_the_same_request_on_both_ways_is_credited_once(point: Point) -> None:
    def press() -> Entry:
        weighings = (Weighing("PET", 5_000),)
        (entry,) = point.ledger.record_drop_off(card=point.side.card, weighings=weighings, request_id="row 7")
        return entry

    known = press()
    point.field.carry(point.side, point.field.office)
    point.put_back()
    press()
    done = point.rejoin(point.whole_bundle(), str(known.receipt), "K11B")
    assert (done.rebooked, done.known) == (0, 1)
    point.field.carry(point.side, point.field.office)
    assert point.ledger.balance("K07/0001") == point.field.office.ledger.balance("K07/0001")
    assert [each.kind for each in point.field.office.ledger.exceptions()] == []


@on_sqlite
def test_a_fork_that_reached_the_office_first_is_kept_there_and_credited_once(point: Point) -> None:
    point.put_back()
    point.weigh(5_000)
    before = point.field.office.ledger.balance("K07/0001")
    received = point.field.carry(point.side, point.field.office, whole=True)
    assert list(map(str, received.forks)) == ["K11-000004"]
    assert point.field.office.ledger.balance("K07/0001") == before
    assert "forked-book" in [each.kind for each in point.field.office.ledger.exceptions()]
    point.rejoin(point.whole_bundle(), "K11-000004", "K11B")
    point.field.carry(point.side, point.field.office)
    assert "forked-book" not in [each.kind for each in point.field.office.ledger.exceptions()]
    assert point.field.office.ledger.balance("K07/0001") == Credits(before.value + 4_000)
    assert clean(point.ledger, point.field.office.ledger)


@on_sqlite
def test_a_laptop_put_back_twice_has_three_books_and_every_slip_still_checks(point: Point, tmp_path: Path) -> None:
    printed = []
    for book, new in (("K11", "K11B"), ("K11B", "K11C")):
        point.put_back()
        printed.append(point.weigh(5_000))
        (reversal,) = point.ledger.reverse(receipt=f"{book}-000002")
        point.rejoin(point.whole_bundle(), str(reversal.receipt), new)
        point.backup = point.ledger.back_up(tmp_path / f"{new}.db")
        point.weigh(6_000)
        point.field.carry(point.side, point.field.office)
    office = point.field.office.ledger
    assert [office.check_slip(str(old.receipt), old.check_code).state for old in printed] == ["genuine", "genuine"]
    assert office.balance("K07/0001") == point.ledger.balance("K07/0001")
    assert point.ledger.origin == "K11C"
    assert clean(point.ledger, office)


@on_sqlite
def test_a_bundle_that_does_not_tell_where_the_books_parted_changes_nothing(point: Point, tmp_path: Path) -> None:
    point.put_back()
    point.weigh(5_000)
    little = tmp_path / "little.wlb"
    point.field.office.write(little, "K11")
    before = everything(point.ledger)
    with pytest.raises(errors.BookNotWhole):
        point.rejoin(little, "K11-000004", "K11B")
    with pytest.raises(errors.CodeTaken):
        point.rejoin(point.whole_bundle(), "K11-000004", ORIGIN)
    with pytest.raises(errors.CodeUnknown):
        point.rejoin(point.whole_bundle(), "K12-000004", "K11B")
    assert everything(point.ledger) == before


@on_sqlite
def test_staff_may_not_and_nobody_may_while_the_ledger_is_open_elsewhere(point: Point) -> None:
    point.put_back()
    point.weigh(5_000)
    with pytest.raises(errors.RoleForbids):
        point.ledger.acting_as(STAFF).sync_rejoin(
            point.whole_bundle(), last_printed="K11-000004", new_origin="K11B", keys=point.side.keys
        )
    counter = Intruder(point.side.database)
    assert counter.number("SELECT count(*) FROM entry WHERE origin = 'K11'") == 4
    with pytest.raises(errors.DatabaseLocked):
        point.rejoin(point.whole_bundle(), "K11-000004", "K11B")
    counter.close()
    assert [path.name for path in Path(point.side.database).parent.glob("K11.*db*") if "rejoining" in path.name] == []
    point.reopen()
    assert point.rejoin(point.whole_bundle(), "K11-000004", "K11B").rebooked == 1


# Restored by the command


@on_sqlite
def test_after_a_restore_with_a_new_book_the_old_one_comes_back_by_an_ordinary_exchange(point: Point) -> None:
    point.ledger.close()
    origin, _ = restore(
        point.backup, point.side.database, last_printed="K11-000006", new_origin="K11B", operator=OFFICE
    )
    assert origin == "K11B"
    point.field.clock.now = point.field.clock.now.replace(year=2027)
    point.reopen()
    point.weigh(9_000)
    point.field.carry(point.side, point.field.office)
    point.field.carry(point.field.office, point.side, "K11B", whole=True)
    assert point.ledger.entry("K11-000005") == point.lost
    assert point.ledger.balance("K07/0001") == point.field.office.ledger.balance("K07/0001")
    assert clean(point.ledger, point.field.office.ledger)


@on_sqlite
def test_the_old_books_code_still_opens_the_ledger_of_the_book_after_it(point: Point) -> None:
    point.put_back()
    point.rejoin(point.whole_bundle(), "K11-000007", "K11B")
    with Ledger.open(point.side.database, origin="K11", operator=OFFICE, clock=point.field.clock) as ledger:
        assert ledger.origin == "K11B"


# The second copy


@pytest.fixture
def stick(point: Point, tmp_path: Path) -> Path:
    """The second copy of the laptop, with one more drop-off than the office has."""
    point.weigh(8_000)
    (tmp_path / "stick").mkdir()
    point.ledger.copy_to(tmp_path / "stick" / "wasteledger")
    point.ledger.close()
    return tmp_path / "stick" / "wasteledger"


@on_sqlite
def test_a_dead_laptops_stick_is_read_at_the_office_and_again_at_no_cost(point: Point, stick: Path) -> None:
    office = point.field.office.ledger
    received = office.sync_read_copy(stick)
    assert [(book.book, book.new) for book in received.books if book.new] == [("K11", 1)]
    assert office.entry("K11-000006").kind == "drop-off"
    (again,) = (book for book in office.sync_read_copy(stick / "K11.journal").books)
    assert (again.new, again.known) == (0, 6)
    assert clean(office)


@on_sqlite
def test_a_torn_last_line_is_left_out_and_a_broken_one_refuses_all(point: Point, stick: Path) -> None:
    office, copy = point.field.office.ledger, stick / "K11.journal"
    whole = copy.read_bytes()
    copy.write_bytes(whole.replace(b"8000", b"9000"))
    before = everything(office)
    with pytest.raises(errors.CopyDiffers):
        office.sync_read_copy(copy)
    assert everything(office) == before
    copy.write_bytes(whole[:-3])
    assert [book.new for book in office.sync_read_copy(copy).books] == [0]


@on_sqlite
@pytest.mark.parametrize(
    "forged",
    [
        {"happened": "yesterday"},
        {"lines": [{"material": "PET", "grams": -1, "quantity": -1, "credits": 5_000}]},
        {"kind": "settings", "settings": {"phone": "mine"}},
        {"v": 1 << 40},
    ],
)
def test_whoever_finds_a_stick_may_chain_on_but_not_what_no_point_could_write(
    point: Point, stick: Path, forged: dict[str, object]
) -> None:
    copy, office = stick / "K11.journal", point.field.office.ledger
    *_, last = read_copy(copy)[2]
    body = canonical(point.lost.body | {"request": "found it"} | forged)
    digest = next_digest(origin_field("K11"), last[0] + 1, last[1], body)
    line = {"sequence": last[0] + 1, "digest": digest.hex(), "body": body.decode()}
    copy.write_bytes(copy.read_bytes() + json.dumps(line).encode() + b"\n")
    before = everything(office)
    with pytest.raises(errors.MergeRefused):
        office.sync_read_copy(stick)
    assert everything(office) == before


@on_sqlite
def test_only_the_office_reads_a_stick_and_only_its_own_towns(point: Point, stick: Path, tmp_path: Path) -> None:
    office = point.field.office.ledger
    other = point.field.laptop("K12", "P02")
    with pytest.raises(errors.OfficeOnly):
        other.ledger.acting_as(OFFICE).sync_read_copy(stick)
    with pytest.raises(errors.RoleForbids):
        office.acting_as(STAFF).sync_read_copy(stick)
    copy = stick / "K11.journal"
    first, _, rest = copy.read_bytes().partition(b"\n")
    for header in (first.replace(b'"municipality": "', b'"municipality": "00')[:-20] + b'"}', b"{}", b'{"format": 1}'):
        copy.write_bytes(header + b"\n" + rest)
        with pytest.raises(errors.CopyNotOurs):
            office.sync_read_copy(stick)
    with pytest.raises(errors.FileMissing):
        office.sync_read_copy(tmp_path / "empty.journal")


@on_sqlite
def test_a_backup_and_the_laptops_own_stick_bring_back_every_receipt(point: Point, stick: Path) -> None:
    point.put_back()
    done = point.rejoin(stick, "K11-000006")
    assert (done.origin, done.fetched) == ("K11", 3)
    point.field.carry(point.side, point.field.office)
    assert point.field.office.ledger.balance("K07/0001") == point.ledger.balance("K07/0001")
    assert clean(point.ledger, point.field.office.ledger)


@on_sqlite
def test_after_a_restore_with_a_new_book_the_point_reads_its_own_stick(point: Point, stick: Path) -> None:
    restore(point.backup, point.side.database, last_printed="K11-000006", new_origin="K11B", operator=OFFICE)
    point.field.clock.now = point.field.clock.now.replace(year=2027)
    point.reopen()
    assert [(book.book, book.new) for book in point.ledger.sync_read_copy(stick).books] == [("K11", 3)]
    assert clean(point.ledger)


# The office


@dataclass(slots=True)
class RestoredOffice:
    """An office put back from a backup that knows less than its points do."""

    field: Field
    carrier: Side
    town: Town
    ruled: Entry

    @property
    def ledger(self) -> Ledger:
        return self.field.office.ledger

    def whole_bundle(self) -> Path:
        path = self.field.folder / "from-point.wlb"
        self.carrier.write(path, whole=True)
        return path


@pytest.fixture
def restored_office(field_of_town: Field, town: Town, tmp_path: Path) -> RestoredOffice:
    field, office = field_of_town, field_of_town.office
    carrier = field.laptop("K11", "P01")
    carrier.weigh(2)
    field.carry(carrier, office)
    backup = office.ledger.back_up(tmp_path / "office-backup.db")
    (ruled,) = office.ledger.change_settings(settings={"phone": "075 411 342"})
    field.carry(office, carrier, "K11")

    town.ledger.close()
    for tail in ("-wal", "-shm", ""):
        Path(f"{office.database}{tail}").unlink(missing_ok=True)
    shutil.copy(backup, office.database)
    office.ledger = field.laptops.enter_context(Ledger.open(office.database, operator=OFFICE, clock=field.clock))
    return RestoredOffice(field, carrier, town, ruled)


@on_sqlite
def test_an_office_put_back_takes_its_rulings_back_from_any_point(restored_office: RestoredOffice) -> None:
    restored, office = restored_office, restored_office.field.office
    with pytest.raises(errors.BookRestored):
        office.read(restored.whole_bundle())
    done = office.ledger.sync_rejoin(
        restored.whole_bundle(), last_printed=str(restored.ruled.receipt), keys=office.keys
    )
    assert (done.origin, str(done.held), done.fetched) == (ORIGIN, str(restored.ruled.receipt), 1)
    assert office.ledger.settings().phone == "075 411 342"
    office.ledger.change_settings(settings={"phone": "075 411 000"})
    restored.field.carry(office, restored.carrier, "K11")
    assert restored.carrier.ledger.settings().phone == "075 411 000"
    assert clean(office.ledger, restored.carrier.ledger)


@on_sqlite
def test_an_office_that_wrote_on_rules_on_in_a_book_that_points_know_for_the_offices(
    restored_office: RestoredOffice,
) -> None:
    restored, field, office = restored_office, restored_office.field, restored_office.field.office
    session = Intruder(office.database)
    restored.town.begin_book(session, "K08")
    session.close()
    office.ledger.close()
    again = Ledger.open(office.database, origin=ORIGIN, operator=OFFICE, clock=field.clock)
    office.ledger = field.laptops.enter_context(again)
    office.ledger.change_settings(settings={"phone": "053 1"})
    office.ledger.add_to_list(kind="community", code="C09", attributes={"name_th": "ชุมชนใหม่", "name_en": "New"})
    (registered,) = office.ledger.register_household(community="C09")
    (mixed,) = office.ledger.record_drop_off(card=office.card, weighings=(Weighing("MIX", 3_000),))
    office.ledger.settle_rate(material="MIX", thousandths=100_000)
    office.ledger.reverse(receipt=str(mixed.receipt))
    field.clock.tick(40 * 86_400)
    office.ledger.close_period(month=date(2026, 3, 1))
    with pytest.raises(errors.BookParted):
        office.ledger.sync_rejoin(restored.whole_bundle(), last_printed="K07-000001", keys=office.keys)
    done = office.ledger.sync_rejoin(
        restored.whole_bundle(), last_printed="K07-000001", new_origin="K07B", keys=office.keys
    )
    assert (done.origin, done.fetched, done.rebooked) == ("K07B", 1, 7)
    assert done.households == {registered.body["household"]: "K07B/0001"}
    with Ledger.open(office.database, origin="K08", operator=OFFICE, clock=field.clock) as other:
        assert str(other.register_household(community="C09")[0].receipt) == "K08-000001"
    assert office.ledger.settings().phone == "053 1"
    assert office.ledger.balance("K07/0001") == Credits(1_608)
    (closed,) = office.ledger.closed_months()
    assert {head.origin: head.sequence for head in closed.heads} == {"K07": 27, "K07B": 7, "K11": 2}
    office.ledger.change_settings(settings={"phone": "053 2"})
    field.carry(office, restored.carrier, "K11")
    assert restored.carrier.ledger.settings().phone == "053 2"
    restored.carrier.weigh()
    field.carry(restored.carrier, office)
    newcomer = field.laptop("K12", "P02")
    assert newcomer.ledger.settings().phone == "053 2"
    assert clean(office.ledger, restored.carrier.ledger, newcomer.ledger)


@pytest.fixture
def put_back_on_a_server(field_of_town: Field, postgresql_server: str) -> Iterator[tuple[str, Path]]:
    """An office's database as it was before its last ruling, and a laptop's bundle that has that one."""
    field, office = field_of_town, field_of_town.office
    carrier, path = field.laptop("K11", "P01"), field.folder / "whole.wlb"
    with fresh_database(postgresql_server) as restored:
        dumped = subprocess.run([program("pg_dump"), office.database], check=True, capture_output=True).stdout
        subprocess.run([program("psql"), "-q", restored], input=dumped, check=True, capture_output=True)
        office.ledger.change_settings(settings={"phone": "075 411 342"})
        field.carry(office, carrier, "K11")
        carrier.write(path, whole=True)
        yield restored, path


@on_postgresql
def test_an_office_on_a_server_takes_its_rulings_back_where_it_is(
    put_back_on_a_server: tuple[str, Path], field_of_town: Field
) -> None:
    (restored, path), field = put_back_on_a_server, field_of_town
    with Ledger.open(restored, operator=OFFICE, clock=field.clock) as ledger:
        assert ledger.sync_rejoin(path, last_printed="K07-000028", keys=field.office.keys).fetched == 1
        assert ledger.settings().phone == "075 411 342"
        assert clean(ledger)


@on_postgresql
def test_an_office_on_a_server_that_wrote_on_is_made_anew_in_an_empty_database(
    put_back_on_a_server: tuple[str, Path], field_of_town: Field, postgresql_server: str
) -> None:
    (restored, path), field = put_back_on_a_server, field_of_town
    with (
        fresh_database(postgresql_server) as empty,
        Ledger.open(restored, operator=OFFICE, clock=field.clock) as old,
    ):
        (parted,) = old.register_household(community="C01")
        last = str(parted.receipt)
        rejoin = partial(old.sync_rejoin, path, last_printed=last, new_origin="K07B", keys=field.office.keys)
        with pytest.raises(errors.SQLiteOnly):
            rejoin()
        with pytest.raises(errors.DatabaseExists):
            rejoin(into=field.office.database)
        done = rejoin(into=empty)
        assert (done.origin, done.rebooked, done.replaced) == ("K07B", 1, None)
        with Ledger.open(empty, operator=OFFICE, clock=field.clock) as ledger:
            assert ledger.settings().phone == "075 411 342"
            assert str(ledger.check_slip(last, parted.check_code).rebooked_as) == "K07B-000002"
            assert clean(ledger)


# Power that goes

REJOIN = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from wasteledger.ledger import Ledger
database, bundle, keys, now, calls = sys.argv[1:]
done, last = 0, int(calls)
def count(frame, event, argument):
    global done
    if event == "call":
        done += 1
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)
ledger = Ledger.open(database, operator="1", clock=lambda: datetime.fromisoformat(now))
sys.setprofile(count)
ledger.sync_rejoin(Path(bundle), last_printed="K11-000005", new_origin="K11B", keys=Path(keys))
sys.setprofile(None)
print(done)
"""


@on_sqlite
@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed like that on Windows")
def test_killed_at_any_moment_the_old_ledger_is_there_or_the_new_one_whole(point: Point, tmp_path: Path) -> None:
    point.put_back()
    printed = [point.weigh(5_000), point.weigh(6_000)]
    point.ledger.close()
    whole, parted = point.whole_bundle(), shutil.copy(point.side.database, tmp_path / "parted.db")

    def rejoin_and_die(calls: int) -> str:
        database = tmp_path / f"try {calls}" / "K11.db"
        if not database.exists():
            database.parent.mkdir()
            shutil.copy(parted, database)
        point.side.database = str(database)
        now = point.field.clock.now.isoformat()
        return children.run(REJOIN, str(database), str(whole), str(point.side.keys), now, str(calls))

    total = int(rejoin_and_die(0))
    moments = random.Random(2569)  # noqa: S311  # not a secret
    ends = set()
    for calls in [*(moments.randrange(total) for _ in range(3)), *(total - moments.randrange(80) for _ in range(4))]:
        rejoin_and_die(calls)
        point.reopen()
        assert clean(point.ledger)
        ends.add(point.ledger.origin)
        if point.ledger.origin == "K11":
            assert [point.ledger.entry(str(entry.receipt)) for entry in printed] == printed
            point.rejoin(whole, "K11-000005", "K11B")
        for number, entry in enumerate(printed, start=2):
            found = point.ledger.check_slip(str(entry.receipt), entry.check_code)
            assert str(found.rebooked_as) == f"K11B-{number:06d}"
        assert clean(point.ledger)
        point.ledger.close()
    assert ends == {"K11", "K11B"}


# What a slip says of other points


@on_sqlite
def test_a_points_slip_says_up_to_which_day_other_points_are_known_and_always_will(point: Point) -> None:
    old = point.weigh(1_000)
    point.field.clock.tick(3 * 86_400)
    point.field.office.ledger.register_household(community="C01")
    point.field.carry(point.field.office, point.side, "K11")
    new = point.weigh(1_000)
    words = Words("th")
    told = [point.ledger.slip(str(entry.receipt), words).others_up_to for entry in (old, new, old)]
    assert told == [date(2026, 3, 15), date(2026, 3, 18), date(2026, 3, 15)]


def test_an_offices_slip_and_that_of_a_ledger_alone_say_nothing_of_other_points(field_of_town: Field) -> None:
    office, words = field_of_town.office, Words("th")
    assert office.ledger.slip(str(office.weigh().receipt), words).others_up_to is None
    laptop = field_of_town.laptop("K11", "P01")
    laptop.weigh()
    field_of_town.carry(laptop, office)
    assert office.ledger.slip(str(office.weigh().receipt), words).others_up_to is None
