"""Whatever is done behind the seal's back, the audit says what kind of thing it is and where it begins."""

import tracemalloc
from collections.abc import Callable

import pytest

from tests.support.books import contents, projections
from tests.support.databases import on_postgresql, on_sqlite
from tests.support.day import a_day
from tests.support.intruder import Intruder
from tests.support.town import ORIGIN, Town
from wasteledger.journal import streaming
from wasteledger.journal.append import Book, lock_head
from wasteledger.journal.audit import MESSAGES, Audit, Finding, Wrong
from wasteledger.journal.chain import canonical, next_digest, origin_field
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger
from wasteledger.storage import tables

THE_DROP_OFF = "sequence = (SELECT sequence - 1 FROM origin)"
THE_REDEMPTION = "sequence = (SELECT sequence FROM origin)"
MOVED_BY_NOBODY = "INSERT INTO movement SELECT"
SOMETHING = f"0, commodity, from_account, to_account, 1 FROM movement WHERE {THE_REDEMPTION}"

CHANGED = {
    "admitted": "digest = 'ff'",
    "carried": "subject = 'household:K07/0002'",
    "balance": "quantity = quantity + 1",
    "card": "revoked_on = '2026-03-15', replaced_by = 'W10000000000'",
    "closing": "closed_on = '2026-03-16'",
    "community": "name_th = 'ชุมชนใหม่'",
    "daily_total": "grams = grams + 1",
    "destination": "collector = 1",
    "enrolment": "revoked_from = 0",
    "household": "people = people + 1",
    "household_place": "community = 'C02'",
    "late_line": "grams = grams + 1",
    "material": "limit_grams = limit_grams + 1",
    "operator": "role = 'office'",
    "passbook": "credits = credits + 1",
    "pending_line": "quantity = quantity + 1",
    "plan": "days = '16'",
    "point": "name_en = 'Elsewhere'",
    "rate": "thousandths = 1",
    "round": "counted = counted + 1",
    "setting": "value = value || '.'",
    "settled_exception": "subject = 'K07-000007'",
    "statistic": "source = ''",
    "successor": "how = 'forgotten'",
    "turned": "turn = turn + 1",
}
"""A lie in each projection."""
FIRST_KEYS = {table: tables.metadata.tables[table].primary_key.columns.keys()[0] for table in CHANGED}
FOLLOWS = {"closing": ("daily_total", "late_line")}
"""What is folded by another projection can't agree with one that lies."""
NOT_FOLDED_BY_NAME = {"movement", "reference_mark"}
"""Movements have an exit code of their own; the mark only tells copies in memory to be read again."""

Tamper = Callable[..., Audit]


@pytest.fixture
def tamper(town: Town, intruder: Intruder) -> Tamper:
    """Does something behind the seal's back, and audits."""

    def and_audit(statement: str, *parameters: object) -> Audit:
        with intruder.unsealed():
            intruder.run(statement, *parameters)
        return town.ledger.audit()

    return and_audit


def test_every_verb_leaves_the_books_clean(town: Town) -> None:
    for verb in a_day(town):
        assert town.ledger.audit().findings == [], verb


def test_an_audit_says_how_much_it_looked_at(town: Town, redemption: Entry) -> None:
    told: list[int] = []
    found = town.ledger.audit(told.append)
    assert (found.clean, found.exit_code, found.entries, found.books) == (True, 0, redemption.receipt.sequence, 1)
    assert told[-1] == redemption.receipt.sequence


@pytest.mark.usefixtures("redemption")
@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"kind":"drop-off"}', b"[]", b"7", b"null", b'"drop-off"', b"", b"{", b"\xff\xfe", b"[" * 100_000],
    ids=["empty", "hollow", "list", "number", "null", "text", "nothing", "broken off", "not UTF-8", "bottomless"],
)
def test_a_rewritten_body_breaks_the_chain_whatever_it_says(tamper: Tamper, drop_off: Entry, body: bytes) -> None:
    found = tamper(f"UPDATE entry SET body = ? WHERE {THE_DROP_OFF}", body)
    assert (found.exit_code, found.findings[0]) == (10, Finding(Wrong.CHAIN, str(drop_off.receipt)))


@pytest.mark.usefixtures("redemption")
@pytest.mark.parametrize(
    "change",
    [
        "digest = (SELECT digest FROM entry WHERE sequence = 1)",
        "request_id = 'another'",
        "kind = 'redemption'",
        "recorded_at = '2026-03-14T00:00:00Z'",
    ],
)
def test_a_rewritten_entry_breaks_the_chain(tamper: Tamper, drop_off: Entry, change: str) -> None:
    found = tamper(f"UPDATE entry SET {change} WHERE {THE_DROP_OFF}")
    assert (found.exit_code, found.findings[0]) == (10, Finding(Wrong.CHAIN, str(drop_off.receipt)))


def test_an_entry_rewritten_with_its_digest_is_given_away_by_the_next(
    tamper: Tamper, drop_off: Entry, redemption: Entry, intruder: Intruder
) -> None:
    place = drop_off.receipt
    before = bytes(intruder.value("SELECT digest FROM entry WHERE sequence = ?", place.sequence - 1))
    forged = canonical({**drop_off.body, "operator": "12"})
    digest = next_digest(origin_field(place.origin), place.sequence, before, forged)
    found = tamper(f"UPDATE entry SET body = ?, digest = ? WHERE {THE_DROP_OFF}", forged, digest)
    assert found.findings == [Finding(Wrong.CHAIN, str(redemption.receipt))]


@pytest.mark.usefixtures("redemption")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = digest WHERE sequence > 1 OR sequence = 1",
        "UPDATE municipality SET id = (SELECT substr(digest, 1, 16) FROM origin)",
        "DELETE FROM municipality",
    ],
)
def test_only_the_first_wrong_entry_of_a_book_is_named(tamper: Tamper, statement: str) -> None:
    found = tamper(statement)
    assert [finding.where for finding in found.findings if finding.wrong is Wrong.CHAIN] == ["K07-000001"]
    assert found.exit_code == 10


@pytest.mark.usefixtures("redemption")
def test_an_entry_taken_out_leaves_a_gap(tamper: Tamper) -> None:
    found = tamper("DELETE FROM entry WHERE sequence = 3")
    assert (found.exit_code, found.findings[0]) == (11, Finding(Wrong.GAP, "K07-000002 … K07-000004"))


@pytest.mark.usefixtures("redemption")
@pytest.mark.parametrize(
    "statement",
    [
        f"DELETE FROM entry WHERE {THE_REDEMPTION}",
        "DELETE FROM entry",
        "UPDATE origin SET sequence = sequence - 1",
        "UPDATE origin SET sequence = sequence + 1",
        "UPDATE origin SET digest = (SELECT digest FROM entry WHERE sequence = 1)",
        "UPDATE origin SET recorded_at = ''",
        "INSERT INTO origin SELECT 'P02', 0, 0, 0, digest, '' FROM origin",
    ],
)
def test_a_head_that_is_not_the_last_entry_is_a_gap(tamper: Tamper, statement: str) -> None:
    found = tamper(statement)
    assert (found.exit_code, found.findings[0].wrong) == (11, Wrong.GAP)
    assert found.findings[0].where in {"K07", "P02"}


@pytest.mark.usefixtures("redemption")
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE movement SET quantity = quantity + 1 WHERE {THE_DROP_OFF} AND number = 0",
        f"UPDATE movement SET from_account = to_account, to_account = from_account WHERE {THE_DROP_OFF} AND number = 1",
        f"UPDATE movement SET commodity = 'PET' WHERE {THE_DROP_OFF} AND commodity = 'BEER'",
        f"UPDATE movement SET number = number + 7 WHERE {THE_DROP_OFF} AND number = 2",
        f"DELETE FROM movement WHERE {THE_DROP_OFF} AND number = 2",
        f"DELETE FROM movement WHERE {THE_DROP_OFF}",
        (
            "INSERT INTO movement SELECT origin, sequence, 3, commodity, from_account, to_account, 1 FROM movement "
            f"WHERE {THE_DROP_OFF} AND number = 0"
        ),
        f"UPDATE entry SET movements = movements + 1 WHERE {THE_DROP_OFF}",
    ],
)
def test_movements_are_those_their_entry_says(tamper: Tamper, drop_off: Entry, statement: str) -> None:
    found = tamper(statement)
    assert (found.exit_code, found.findings) == (12, [Finding(Wrong.MOVEMENTS, str(drop_off.receipt))])


def test_every_projection_is_lied_in_below() -> None:
    assert CHANGED.keys() | NOT_FOLDED_BY_NAME == {table.name for table in tables.PROJECTIONS}


@pytest.mark.parametrize("table", CHANGED)
def test_every_lie_in_a_projection_is_named_and_mended(
    busy_town: Town, tamper: Tamper, intruder: Intruder, table: str
) -> None:
    before = projections(intruder)
    for lie in (
        f"UPDATE {table} SET {CHANGED[table]}",
        f"UPDATE {table} SET {FIRST_KEYS[table]} = {FIRST_KEYS[table]} || '7'",
        f"DELETE FROM {table}",
    ):
        found = tamper(lie)
        named = [finding.where.split()[0] for finding in found.findings if finding.wrong is Wrong.PROJECTION]
        named = [name for name in named if name not in FOLLOWS.get(table, ())]
        assert (found.exit_code, named) == (13, [table]), lie
        busy_town.ledger.rebuild()
        assert projections(intruder) == before
    assert busy_town.ledger.audit().clean


def test_rebuilding_what_is_right_changes_nothing(busy_town: Town, intruder: Intruder) -> None:
    before = contents(intruder)
    folded = busy_town.ledger.rebuild()
    assert folded == len(before["entry"])
    assert {**contents(intruder), "reference_mark": before["reference_mark"]} == before


def test_rebuilding_mends_all_at_once(busy_town: Town, intruder: Intruder) -> None:
    before = projections(intruder)
    with intruder.unsealed():
        for table in [*CHANGED, "movement"]:
            intruder.run(f"DELETE FROM {table}")
    assert busy_town.ledger.audit().exit_code == 12
    busy_town.ledger.rebuild()
    assert projections(intruder) == before
    assert busy_town.ledger.audit().clean


def test_a_rebuild_never_leaves_a_mark_that_somebody_may_remember(town: Town, intruder: Intruder) -> None:
    """A count begun anew would come to a number under which another process holds other lists."""
    marks = [intruder.value("SELECT version FROM reference_mark")]
    for _ in range(3):
        town.ledger.rebuild()
        marks.append(intruder.value("SELECT version FROM reference_mark"))
    assert len(set(marks)) == len(marks)


def test_a_rebuild_does_not_hide_what_it_can_not_mend(busy_town: Town, tamper: Tamper) -> None:
    assert tamper("UPDATE entry SET recorded_at = '' WHERE sequence = 5").exit_code == 10
    busy_town.ledger.rebuild()
    assert busy_town.ledger.audit().findings == [Finding(Wrong.CHAIN, "K07-000005")]


@on_sqlite
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DROP TRIGGER entry_not_deleted", "trigger entry_not_deleted"),
        ("DROP INDEX ix_household_former_number", "index ix_household_former_number"),
        ("CREATE INDEX extra ON entry (kind)", "index extra"),
        (
            "CREATE TRIGGER slow AFTER INSERT ON entry BEGIN UPDATE balance SET quantity = quantity + 1; END",
            "trigger slow",
        ),
        ("ALTER TABLE entry ADD COLUMN note TEXT", "table entry"),
        ("CREATE TABLE shadow (a)", "table shadow"),
    ],
)
def test_a_broken_seal_is_named_on_sqlite(town: Town, intruder: Intruder, statement: str, named: str) -> None:
    intruder.run(statement)
    assert (found := town.ledger.audit()).findings == [Finding(Wrong.SEAL, named)]
    assert found.exit_code == 14


@on_postgresql
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DROP TRIGGER entry_not_changed ON entry", "trigger entry_not_changed"),
        ("ALTER TABLE movement DISABLE TRIGGER movement_comes_first", "trigger movement_comes_first"),
        (
            "CREATE OR REPLACE FUNCTION seal_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
            "function seal_refuse",
        ),
        ("DROP INDEX ix_household_former_number", "index ix_household_former_number"),
        ("ALTER TABLE movement DROP CONSTRAINT fk_movement_entry", "constraint fk_movement_entry"),
        ("ALTER TABLE movement DROP CONSTRAINT ck_movement_quantity", "constraint ck_movement_quantity"),
        ("ALTER TABLE balance ALTER COLUMN quantity DROP NOT NULL", "column balance.quantity"),
        ("ALTER TABLE passbook ALTER COLUMN credits TYPE numeric", "column passbook.credits"),
        ("ALTER TABLE entry ADD COLUMN note text", "column entry.note"),
    ],
)
def test_a_broken_seal_is_named_on_postgresql(town: Town, intruder: Intruder, statement: str, named: str) -> None:
    intruder.run(statement)
    assert (found := town.ledger.audit()).findings == [Finding(Wrong.SEAL, named)]
    assert found.exit_code == 14


@pytest.mark.usefixtures("redemption")
@pytest.mark.parametrize(
    ("statement", "where"),
    [
        (f"{MOVED_BY_NOBODY} 'K07', 999, {SOMETHING}", "movement K07-000999"),
        (f"{MOVED_BY_NOBODY} 'A01', 1, {SOMETHING}", "movement A01-000001"),
        ("INSERT INTO contact (household, name) VALUES ('K07/0999', 'นาย')", "contact K07/0999"),
    ],
)
def test_what_belongs_to_nothing_is_an_orphan(tamper: Tamper, statement: str, where: str) -> None:
    found = tamper(statement)
    assert (found.exit_code, found.findings) == (15, [Finding(Wrong.ORPHAN, where)])


@pytest.mark.usefixtures("busy_town")
def test_the_name_of_somebody_to_be_forgotten_is_an_orphan(tamper: Tamper) -> None:
    found = tamper("INSERT INTO contact (household, name) VALUES ('K07/0005', 'นางสาวมะลิ แก้วดี')")
    assert (found.exit_code, found.findings) == (15, [Finding(Wrong.ORPHAN, "contact K07/0005")])


def test_entries_of_a_book_nobody_began_are_orphans(redemption: Entry, tamper: Tamper) -> None:
    found = tamper("DELETE FROM origin")
    assert (found.exit_code, found.findings) == (15, [Finding(Wrong.ORPHAN, redemption.receipt.origin)])


@pytest.mark.usefixtures("busy_town")
def test_the_worst_finding_gives_the_exit_code(tamper: Tamper) -> None:
    tamper("UPDATE balance SET quantity = 0")
    tamper("INSERT INTO contact (household) VALUES ('K07/0999')")
    tamper("DELETE FROM entry WHERE sequence = 3")
    assert tamper("DELETE FROM municipality").exit_code == 10


def test_every_kind_of_finding_has_a_sentence_and_an_exit_code_of_its_own() -> None:
    assert [int(wrong) for wrong in Wrong] == [10, 11, 12, 13, 14, 15]
    assert all("{where}" in MESSAGES[wrong] for wrong in Wrong)


def test_memory_does_not_grow_with_the_journal(town: Town, drop_off: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "ROWS_AT_ONCE", 200)
    _book_again(town.ledger, drop_off, 1_500)
    little = _peak_of_an_audit(town.ledger)
    _book_again(town.ledger, drop_off, 3_000)
    assert _peak_of_an_audit(town.ledger) < little * 1.1


def _book_again(ledger: Ledger, entry: Entry, times: int) -> None:
    """Book the same drop-off many times in one transaction."""
    with ledger._database.writing() as connection:
        book = Book(connection, ORIGIN, lock_head(connection, ORIGIN, ""))
        for number in range(book.sequence, book.sequence + times):
            book.append({**entry.body, "request": f"again {number}"})
        book.send()


def _peak_of_an_audit(ledger: Ledger) -> int:
    tracemalloc.start()
    try:
        assert ledger.audit().clean
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
