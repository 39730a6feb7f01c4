"""Books of other computers: enrolled by the office, revoked when a computer is lost, admitted entry by entry."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.recording.conftest import Refused
from tests.support.clock import Clock
from tests.support.intruder import Intruder
from tests.support.nodes import RECEIVED, begin_node, carry
from tests.support.town import HEAD, ORIGIN, STAFF, Town
from wasteledger import errors
from wasteledger.exchange.keys import Keys, load_keys, make_keys, office_keys, own_keys, write_public
from wasteledger.journal.enrolments import enrolment_of, is_office_book, revoked_from, signer_of
from wasteledger.journal.entries import Entry
from wasteledger.journal.merging import let_in
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.origins import AdmitEntry, EnrolOrigin, RevokeOrigin
from wasteledger.reporting.origins import OriginState
from wasteledger.storage.database import Database
from wasteledger.units import Credits

PET = (Weighing("PET", 5_000),)
"""40 baht."""


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The folder of the office's own keys, empty."""
    return tmp_path / "office"


Enrol = Callable[..., tuple[Keys, list[Entry]]]


@pytest.fixture
def enrol(town: Town, keys: Path, tmp_path: Path) -> Enrol:
    """Makes keys at a point, carries their public half to the office and enrols the book."""
    made = 0

    def make(origin: str, **said: str) -> tuple[Keys, list[Entry]]:
        nonlocal made
        made += 1
        theirs = make_keys(tmp_path / f"point{made}", origin)
        public = tmp_path / f"{made}.keys.json"
        write_public(theirs, public)
        return theirs, list(town.ledger.enrol_origin(public, keys=keys, **said))

    return make


@pytest.fixture
def office(town: Town) -> Iterator[Database]:
    with closing(Database(town.database)) as opened:
        yield opened


@pytest.fixture
def point(town: Town, office: Database, tmp_path: Path, clock: Clock) -> Iterator[tuple[Database, Ledger]]:
    """A laptop that writes book K08, and knows what the office knew in the morning."""
    with closing(begin_node(str(tmp_path / "K08.db"), town.database, "K08")) as node:
        carry(office, node, ORIGIN, vouched=True)
        with Ledger.open(node.name, operator=STAFF, clock=clock) as ledger:
            yield node, ledger


def states(town: Town) -> dict[str, OriginState]:
    return {state.origin: state for state in town.ledger.origins()}


def test_the_first_book_enrols_the_office_too_in_one_transaction(
    town: Town, enrol: Enrol, keys: Path, office: Database
) -> None:
    theirs, (own, entry) = enrol("K08", point="p01")
    ours = load_keys(keys, ORIGIN)

    assert (own.body["origin"], own.body["sign"], own.body["office"]) == (ORIGIN, ours.public.sign, 1)
    said = {name: entry.body[name] for name in ("origin", "sign", "box", "office", "point")}
    assert said == {"origin": "K08", "sign": theirs.public.sign, "box": theirs.public.box, "office": 0, "point": "P01"}
    assert "after" not in entry.body
    with office.reading() as connection:
        assert signer_of(connection, "K08") == theirs.public
        assert signer_of(connection, ORIGIN) == ours.public
        assert signer_of(connection, "K09") is None
        assert is_office_book(connection, ORIGIN)
        assert not is_office_book(connection, "K08")
    assert len(enrol("K09")[1]) == 1, "the office is enrolled once"
    assert town.ledger.audit().clean


def test_before_anybody_is_enrolled_the_office_is_who_began_the_town(town: Town, office: Database) -> None:
    with office.reading() as connection:
        assert is_office_book(connection, ORIGIN)
        assert not is_office_book(connection, "K08")
    assert [(state.origin, state.office, state.fingerprint) for state in town.ledger.origins()] == [(ORIGIN, True, "")]


def test_a_stand_in_stands_where_the_old_computer_stood(enrol: Enrol, refused: Refused) -> None:
    enrol("K08", point="P02")
    _, (entry,) = enrol("K09", after="k08")
    assert (entry.body["after"], entry.body["point"]) == ("K08", "P02")
    _, (entry,) = enrol("K10", after="K09", point="P01")
    assert (entry.body["after"], entry.body["point"]) == ("K09", "P01")
    for unknown in ("K77", "K11"):
        with refused(errors.CodeUnknown):
            enrol("K11", after=unknown)


def test_enrolled_anew_the_newest_keys_count_and_its_place_stays(enrol: Enrol, office: Database) -> None:
    enrol("K08", point="P02")
    newer, (entry,) = enrol("K08")
    assert entry.body["point"] == "P02"
    with office.reading() as connection:
        assert signer_of(connection, "K08") == newer.public


def test_the_same_request_enrols_once(town: Town, enrol: Enrol, keys: Path, tmp_path: Path) -> None:
    theirs, booked = enrol("K08", request_id="enrol-K08")
    write_public(theirs, tmp_path / "again.json")
    again = town.ledger.enrol_origin(tmp_path / "again.json", keys=keys, request_id="enrol-K08")
    assert [entry.receipt for entry in again] == [entry.receipt for entry in booked]


def test_keys_are_nobody_elses(town: Town, enrol: Enrol, refused: Refused, keys: Path) -> None:
    theirs, _ = enrol("K08")
    ours = load_keys(keys, ORIGIN).public
    for origin, taken in (("K09", theirs.public), ("K09", ours)):
        with refused(errors.KeysTaken):
            town.ledger._bookings.book(EnrolOrigin(origin=origin, keys=taken, office=ours))
    town.ledger.revoke_origin(origin="K08")
    with refused(errors.KeysTaken):
        town.ledger._bookings.book(EnrolOrigin(origin="K08", keys=theirs.public, office=ours))


def test_a_book_that_this_database_writes_is_no_points(enrol: Enrol, refused: Refused) -> None:
    with refused(errors.CodeTaken):
        enrol(ORIGIN)
    with refused(errors.CodeUnknown):
        enrol("K08", point="P99")


@pytest.mark.parametrize("by", [STAFF, HEAD])
def test_only_the_office_rules_over_books(opened: Callable[[str], Ledger], refused: Refused, by: str) -> None:
    ours = Keys("X", b"\1" * 32, b"\2" * 32).public
    bookings = opened(by)._bookings
    for ruling in (
        EnrolOrigin(origin="K08", keys=ours, office=ours),
        RevokeOrigin(origin="K08"),
        AdmitEntry(receipt="K08-1"),
    ):
        with refused(errors.RoleForbids):
            bookings.book(ruling)


def test_the_offices_lost_keys_are_not_made_anew_unasked(
    town: Town, enrol: Enrol, keys: Path, office: Database, refused: Refused
) -> None:
    enrol("K08")
    (keys / f"{ORIGIN}.secret.json").unlink()
    with refused(errors.KeysMissing):
        enrol("K09")
    newer = make_keys(keys, ORIGIN)
    own, _ = enrol("K09")[1]
    assert (own.body["origin"], own.body["sign"]) == (ORIGIN, newer.public.sign)
    with office.reading() as connection:
        assert signer_of(connection, ORIGIN) == newer.public
    assert town.ledger.audit().clean


@pytest.mark.parametrize("last_held", ["K08-000000", "K08-000001"])
def test_a_book_begun_after_a_restored_backup_has_the_old_ones_keys(
    town: Town, enrol: Enrol, office: Database, tmp_path: Path, clock: Clock, last_held: str
) -> None:
    theirs, _ = enrol("K08", point="P01")
    with closing(begin_node(str(tmp_path / "K08B.db"), town.database, "K08B")) as node:
        carry(office, node, ORIGIN, vouched=True)
        with Ledger.open(node.name, operator="1", clock=clock) as ledger:
            ledger.begin_book(after=last_held, printed="K08-000003")
        carry(node, office, "K08B")
        with node.reading() as connection:
            assert own_keys(connection, tmp_path / "point1", "K08B") == theirs
            with pytest.raises(errors.KeysMissing):
                own_keys(connection, tmp_path / "nowhere", "K08B")
    with office.reading() as connection:
        enrolled = enrolment_of(connection, "K08B")
        assert enrolled is not None
        assert (enrolled.origin, enrolled.point, enrolled.keys) == ("K08", "P01", theirs.public)
        assert not is_office_book(connection, "K08B")
    town.ledger.revoke_origin(origin="K08")
    with office.reading() as connection:
        assert revoked_from(connection, "K08B") == 2, "what its key wrote before stays, and nothing comes after"


def test_books_that_go_on_for_each_other_have_no_keys(office: Database, intruder: Intruder) -> None:
    for origin, after in (("A", "B"), ("B", "A")):
        intruder.run("INSERT INTO enrolment (origin, after) VALUES (?, ?)", origin, after)
    with office.reading() as connection:
        assert signer_of(connection, "A") is None
        assert revoked_from(connection, "A") == 0


# A lost computer


def test_what_a_lost_computer_sends_waits_and_what_is_held_stays(
    town: Town, enrol: Enrol, point: tuple[Database, Ledger], office: Database
) -> None:
    enrol("K08", point="P01")
    node, laptop = point
    laptop.record_drop_off(card=town.card, weighings=PET)
    carry(node, office, "K08")
    (revoked,) = town.ledger.revoke_origin(origin="k08")
    assert (revoked.body["origin"], revoked.body["from"]) == ("K08", 2)
    laptop.record_drop_off(card=town.card, weighings=PET)
    assert carry(node, office, "K08").waiting == {"K08": 1}

    state = states(town)["K08"]
    assert (state.sequence, state.revoked_from, state.aside, state.point) == (1, 2, 1, "P01")
    (waiting,) = town.ledger.entries_aside()
    assert (str(waiting.receipt), waiting.sender) == ("K08-000002", "K08")
    assert (waiting.why, waiting.kind) == ("revoked", "drop-off")
    assert town.ledger.entries_aside("K99") == []
    assert town.ledger.balance(town.card) == Credits(4_000)
    assert town.ledger.audit().clean


def test_an_entry_is_admitted_as_the_next_of_its_book_alone(
    town: Town, enrol: Enrol, point: tuple[Database, Ledger], office: Database, refused: Refused
) -> None:
    enrol("K08", point="P01")
    town.ledger.revoke_origin(origin="K08", first=1)
    node, laptop = point
    for _ in range(2):
        laptop.record_drop_off(card=town.card, weighings=PET)
    carry(node, office, "K08")

    with refused(errors.NotAdmissible) as second:
        town.ledger.admit_entry(receipt="K08-000002")
    first = town.ledger.entries_aside()[0]
    assert second.value.facts["choices"] == [f"K08-000001 {first.check_code}"]
    with refused(errors.NotAdmissible):
        town.ledger.admit_entry(receipt="K08-000001", code="ZZZZ")
    with refused(errors.ValueNotAllowed):
        town.ledger.admit_entry(receipt="K08-000001", code="U!")
    (ruling,) = town.ledger.admit_entry(receipt="K08-1", code=first.check_code[:7].lower(), request_id="admit")
    assert ruling.body["sequence"] == 1
    assert town.ledger.balance(town.card) == Credits(4_000)
    assert town.ledger.entry("K08-000001").digest.hex() == ruling.body["digest"]
    assert [str(waiting.receipt) for waiting in town.ledger.entries_aside()] == ["K08-000002"]
    assert town.ledger.admit_entry(receipt="K08-1", code=first.check_code[:7].lower(), request_id="admit") == [ruling]
    town.ledger.admit_entry(receipt="K08-000002")
    assert town.ledger.balance(town.card) == Credits(8_000)
    assert town.ledger.entries_aside() == []
    assert town.ledger.audit().clean


def test_what_waits_elsewhere_is_let_in_by_the_ruling_too(
    town: Town, enrol: Enrol, point: tuple[Database, Ledger], office: Database, tmp_path: Path
) -> None:
    enrol("K08", point="P01")
    town.ledger.revoke_origin(origin="K08")
    node, laptop = point
    laptop.record_drop_off(card=town.card, weighings=PET)
    with closing(begin_node(str(tmp_path / "K10.db"), town.database, "K10")) as other:
        carry(office, other, ORIGIN, vouched=True)
        for database in (office, other):
            assert carry(node, database, "K08").waiting == {"K08": 1}
        town.ledger.admit_entry(receipt="K08-000001")
        assert carry(office, other, ORIGIN, vouched=True).taken["K08"] == 1


def test_enrolled_with_new_keys_it_is_trusted_again_but_not_what_the_old_ones_sent(
    town: Town, enrol: Enrol, point: tuple[Database, Ledger], office: Database
) -> None:
    enrol("K08", point="P01")
    town.ledger.revoke_origin(origin="K08")
    node, laptop = point
    laptop.record_drop_off(card=town.card, weighings=PET)
    carry(node, office, "K08")
    enrol("K08")
    state = states(town)["K08"]
    assert (state.revoked_from, state.aside, state.point) == (None, 1, "P01")
    with office.writing() as connection:
        assert let_in(connection, RECEIVED).taken == {}, "the thief may have sent it"
    assert carry(node, office, "K08").taken == {"K08": 1}, "with the new keys it comes by itself"
    assert town.ledger.entries_aside() == []
    assert town.ledger.audit().clean


def test_revoking_once_more_never_lets_a_stolen_computer_back_in(town: Town, enrol: Enrol) -> None:
    enrol("K08", point="P01")
    said = [town.ledger.revoke_origin(origin="K08", first=first)[0].body["from"] for first in (7, 40, 0, 3)]
    assert said == [7, 7, 1, 1]


def test_the_office_can_not_be_revoked_nor_who_was_never_enrolled(town: Town, enrol: Enrol, refused: Refused) -> None:
    enrol("K08")
    with refused(errors.ValueNotAllowed) as office:
        town.ledger.revoke_origin(origin=ORIGIN)
    assert office.value.facts["choices"] == "K08"
    with refused(errors.CodeUnknown):
        town.ledger.revoke_origin(origin="K09")
    with refused(errors.NotAWholeNumber):
        town.ledger.revoke_origin(origin="K08", first=-1)
    with refused(errors.NotAdmissible):
        town.ledger.admit_entry(receipt="K08-000001")


def test_a_clock_that_is_ahead_is_marked(town: Town, clock: Clock) -> None:
    assert not states(town)[ORIGIN].ahead
    clock.now = datetime(2026, 1, 2, tzinfo=UTC)
    state = states(town)[ORIGIN]
    assert state.ahead
    assert state.recorded_at is not None
    assert state.recorded_at > clock.now


def test_the_offices_keys_are_made_for_an_office_that_never_had_any(keys: Path, office: Database) -> None:
    with office.reading() as connection:
        assert office_keys(connection, keys, ORIGIN) == office_keys(connection, keys, ORIGIN) == load_keys(keys, ORIGIN)
