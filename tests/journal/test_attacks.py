"""What the obvious design lets through: each attack and accident of the trap table, tried on the real database."""

import threading
from collections.abc import Callable

import pytest

from tests.support.books import contents
from tests.support.databases import on_postgresql, on_sqlite
from tests.support.intruder import Intruder, Refused
from tests.support.town import OFFICE, Town
from wasteledger import errors
from wasteledger.journal.append import Book, lock_head
from wasteledger.journal.audit import Wrong
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing

pytestmark = pytest.mark.usefixtures("redemption")

LAST = "(SELECT sequence FROM origin WHERE code = 'K07')"
COPY_OF_THE_LAST = f"FROM entry WHERE sequence = {LAST}"
COPY_OF_A_MOVEMENT = f"FROM movement WHERE sequence = {LAST} AND number = 0"

REFUSAL = "sealed:|violates (unique|foreign key) constraint"

REWRITING = {
    "an entry's body changed": "UPDATE entry SET body = digest WHERE sequence = 2",
    "an entry's kind changed": "UPDATE entry SET kind = 'settings' WHERE sequence = 2",
    "an entry changed to what it was": "UPDATE entry SET kind = kind",
    "an entry deleted": "DELETE FROM entry WHERE sequence = 2",
    "the last entry deleted": f"DELETE FROM entry WHERE sequence = {LAST}",
    "a movement changed": "UPDATE movement SET quantity = quantity + 1",
    "a movement deleted": "DELETE FROM movement WHERE number = 0",
    "the municipality changed": "UPDATE municipality SET id = id",
    "the municipality deleted": "DELETE FROM municipality",
    "a second municipality": "INSERT INTO municipality SELECT 1, id FROM municipality",
    "a movement added to a written entry": (
        f"INSERT INTO movement SELECT origin, sequence, 9, commodity, from_account, to_account, 1 {COPY_OF_A_MOVEMENT}"
    ),
    "a gap": (
        "INSERT INTO entry SELECT origin, sequence + 2, 'forged', kind, recorded_at, 0, digest, body "
        f"{COPY_OF_THE_LAST}"
    ),
    "an entry before the last": (
        "INSERT INTO entry SELECT origin, sequence - 1, 'forged', kind, recorded_at, 0, digest, body "
        f"{COPY_OF_THE_LAST}"
    ),
    "an entry twice": (
        f"INSERT INTO entry SELECT origin, sequence, 'forged', kind, recorded_at, 0, digest, body {COPY_OF_THE_LAST}"
    ),
    "an entry of no book": (
        f"INSERT INTO entry SELECT 'K99', 1, request_id, kind, recorded_at, 0, digest, body {COPY_OF_THE_LAST}"
    ),
    "an entry without its movements": (
        "INSERT INTO entry SELECT origin, sequence + 1, 'forged', kind, recorded_at, movements, digest, body "
        f"{COPY_OF_THE_LAST}"
    ),
    "the head moved back": "UPDATE origin SET sequence = sequence - 1",
    "the head moved on": "UPDATE origin SET sequence = sequence + 1",
    "the head's digest changed": (
        "UPDATE origin SET digest = (SELECT digest FROM entry WHERE origin = 'K07' AND sequence = 1)"
    ),
    "the head's moment changed": "UPDATE origin SET recorded_at = '2026-01-01T00:00:00Z'",
    "the head moved to an older entry": (
        "UPDATE origin SET sequence = 1, digest = e.digest, recorded_at = e.recorded_at "
        "FROM entry e WHERE e.sequence = 1"
    ),
    "a book's code changed": "UPDATE origin SET code = 'K08'",
    "the office given away": "UPDATE origin SET office = 0",
    "a book deleted": "DELETE FROM origin",
    "a book that begins in the middle": "INSERT INTO origin SELECT 'K99', 0, 1, 5, digest, '' FROM origin",
}

REPLACING = {
    "an entry": f"INSERT OR REPLACE INTO entry SELECT * {COPY_OF_THE_LAST}",
    "an entry by its request id": (
        "INSERT OR REPLACE INTO entry SELECT origin, (SELECT sequence FROM origin) + 1, request_id, kind, recorded_at, "
        "0, digest, body FROM entry WHERE sequence = 2"
    ),
    "a movement": (
        "REPLACE INTO movement SELECT origin, sequence, number, commodity, from_account, to_account, 1 "
        f"{COPY_OF_A_MOVEMENT}"
    ),
    "a book": "REPLACE INTO origin SELECT code, office, local, 0, digest, '' FROM origin",
    "the municipality": "REPLACE INTO municipality SELECT one, id FROM municipality",
    "an entry by an update": f"UPDATE OR REPLACE entry SET sequence = 2 WHERE sequence = {LAST}",
    "a book by an update": "UPDATE OR REPLACE origin SET sequence = 0",
    "an entry on conflict": (
        f"INSERT INTO entry SELECT * {COPY_OF_THE_LAST} ON CONFLICT (origin, sequence) DO UPDATE SET kind = 'forged'"
    ),
    "a gap that nobody should mind": (
        "INSERT OR IGNORE INTO entry SELECT origin, sequence + 2, 'forged', kind, recorded_at, 0, digest, body "
        f"{COPY_OF_THE_LAST}"
    ),
}


@pytest.mark.parametrize("statement", REWRITING.values(), ids=REWRITING.keys())
def test_the_database_itself_refuses_to_rewrite_the_books(town: Town, intruder: Intruder, statement: str) -> None:
    before = contents(intruder)
    with pytest.raises(Refused, match=REFUSAL):
        intruder.run(statement)
    assert contents(intruder) == before
    assert town.ledger.audit().clean


@on_sqlite
@pytest.mark.parametrize("statement", REPLACING.values(), ids=REPLACING.keys())
def test_replacing_is_rewriting_although_no_delete_trigger_fires(intruder: Intruder, statement: str) -> None:
    before = contents(intruder)
    with pytest.raises(Refused, match="sealed:"):
        intruder.run(statement)
    assert contents(intruder) == before


@on_postgresql
@pytest.mark.parametrize("table", ["entry", "movement", "origin", "municipality"])
def test_truncating_is_rewriting_too(intruder: Intruder, table: str) -> None:
    before = contents(intruder)
    with pytest.raises(Refused, match="sealed:"):
        intruder.run(f"TRUNCATE {table} CASCADE")
    assert contents(intruder) == before


def test_an_entry_appended_by_hand_is_given_away_by_its_digest(town: Town, intruder: Intruder) -> None:
    intruder.run(
        "INSERT INTO entry SELECT origin, sequence + 1, 'forged', kind, recorded_at, 0, digest, body "
        f"{COPY_OF_THE_LAST}"
    )
    assert town.ledger.audit().exit_code == Wrong.CHAIN


def test_a_movement_can_not_come_before_an_entry_that_never_follows(town: Town, intruder: Intruder) -> None:
    movement = (
        "INSERT INTO movement SELECT origin, sequence + 1, number, commodity, from_account, to_account, 1 "
        f"{COPY_OF_A_MOVEMENT}"
    )
    intruder.run("PRAGMA foreign_keys = ON" if intruder.is_sqlite else "SELECT 1")
    with pytest.raises(Refused, match=r"(?i)foreign key constraint"):
        intruder.run(movement)
    assert town.ledger.audit().clean


@on_sqlite
def test_where_foreign_keys_are_off_the_audit_finds_the_orphan_and_a_rebuild_removes_it(
    town: Town, intruder: Intruder
) -> None:
    intruder.run(
        "INSERT INTO movement SELECT origin, sequence + 1, number, commodity, from_account, to_account, 1 "
        f"{COPY_OF_A_MOVEMENT}"
    )
    found = town.ledger.audit()
    assert (found.exit_code, [finding.where for finding in found.findings]) == (Wrong.ORPHAN, ["movement K07-000028"])
    town.ledger.rebuild()
    assert town.ledger.audit().clean


@on_sqlite
def test_every_connection_of_ours_has_foreign_keys_on(town: Town) -> None:
    with town.ledger._database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with town.ledger._database.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_our_readers_can_not_write(town: Town) -> None:
    with (
        pytest.raises((errors.DatabaseReadOnly, errors.ServerForbids)),
        town.ledger._database.reading() as connection,
    ):
        connection.exec_driver_sql("UPDATE balance SET quantity = 0")


def test_our_readers_do_not_wait_for_the_writer_nor_it_for_them(
    town: Town, intruder: Intruder, drop_off: Entry
) -> None:
    with town.ledger._database.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM entry").scalar()
        town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))
        assert connection.exec_driver_sql("SELECT count(*) FROM entry").scalar() == before
    with intruder.transaction():
        intruder.run("UPDATE balance SET quantity = quantity + 1")
        assert town.ledger.audit().clean
        intruder.run("UPDATE balance SET quantity = quantity - 1")
    assert town.ledger.entry(str(drop_off.receipt)) == drop_off


@on_postgresql
def test_a_second_session_can_not_slip_a_movement_under_an_entry_not_yet_committed(
    town: Town, intrude: Callable[[], Intruder], drop_off: Entry
) -> None:
    slipping, watching = intrude(), intrude()
    refusals: list[str] = []

    def slip_in() -> None:
        with pytest.raises(Refused) as refused:
            slipping.run(
                "INSERT INTO movement SELECT origin, ?, 9, commodity, from_account, to_account, 1 "
                f"{COPY_OF_A_MOVEMENT}",
                drop_off.receipt.sequence + 2,
            )
        refusals.append(str(refused.value))

    session = threading.Thread(target=slip_in)
    with town.ledger._database.writing() as connection:
        book = Book(connection, "K07", lock_head(connection, "K07", "the same again"))
        book.append({**drop_off.body, "request": "the same again"})
        book.send()
        session.start()
        watching.wait_until_waiting(1)
    session.join()
    assert "sealed: the entry is already written" in refusals[0]
    assert town.ledger.audit().clean


@on_postgresql
def test_a_movement_slipped_in_first_keeps_the_book_waiting_and_is_refused(
    town: Town, intruder: Intruder, intrude: Callable[[], Intruder]
) -> None:
    watching = intrude()

    def book() -> None:
        with Ledger.open(town.database, operator=OFFICE, clock=town.clock) as ledger:
            ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))

    booking = threading.Thread(target=book)
    with pytest.raises(Refused, match="foreign key constraint"), intruder.transaction():  # noqa: PT012  # COMMIT refuses
        intruder.run(
            "INSERT INTO movement SELECT origin, sequence + 1, 0, commodity, from_account, to_account, 1 "
            f"{COPY_OF_A_MOVEMENT}"
        )
        booking.start()
        watching.wait_until_waiting(1)
    booking.join()
    audit = town.ledger.audit()
    assert (audit.clean, audit.entries) == (True, 28)


@on_postgresql
@pytest.mark.parametrize(
    "disabling", ["DISABLE TRIGGER ALL", "DISABLE TRIGGER entry_not_changed", "DISABLE TRIGGER USER"]
)
def test_triggers_that_their_owner_disables_are_missed_by_the_audit(
    town: Town, intruder: Intruder, disabling: str
) -> None:
    intruder.run(f"ALTER TABLE entry {disabling}")
    found = town.ledger.audit()
    assert found.exit_code == Wrong.SEAL
    assert "trigger entry_not_changed" in found.findings[0].where
    town.ledger.rebuild()
    assert town.ledger.audit().clean


@on_postgresql
def test_what_a_superuser_does_past_all_triggers_is_found_by_the_chain(town: Town, intruder: Intruder) -> None:
    with intruder.unsealed():
        intruder.run(
            "UPDATE entry SET body = replace(encode(body, 'escape'), '\"quantity\":5200', '\"quantity\":5300')::bytea"
        )
    found = town.ledger.audit()
    assert (found.exit_code, found.findings[0].where) == (Wrong.CHAIN, "K07-000026")


def test_a_balance_edited_by_hand_is_believed_until_the_audit_names_it(town: Town, intruder: Intruder) -> None:
    intruder.run("UPDATE balance SET quantity = quantity + 100000 WHERE account = 'household:K07/0001'")
    assert town.ledger.balance(town.card).value == 104_360
    found = town.ledger.audit()
    assert [(finding.wrong, finding.where) for finding in found.findings] == [
        (Wrong.PROJECTION, "balance household:K07/0001|credits")
    ]
    town.ledger.rebuild()
    assert town.ledger.balance(town.card).value == 4_360
    assert town.ledger.audit().clean
