"""An audit shared between processes comes to what one process comes to, whatever happens meanwhile."""

import pickle
from collections.abc import Callable, Sequence
from multiprocessing.context import SpawnProcess

import pytest
from sqlalchemy import Connection

from tests.support.intruder import Intruder
from tests.support.town import OFFICE, ORIGIN, Town
from wasteledger.domain.closings import Closings
from wasteledger.journal import helping
from wasteledger.journal.audit import Audit, Wrong
from wasteledger.journal.pieces import Piece, divided
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.storage import tables

PROCESSES = 3
OTHER = "P02"
LAST = f"(SELECT max(sequence) FROM entry WHERE origin = '{ORIGIN}')"
"""The shares of a book are of much the same size: the last entry is verified by another process than the first."""

Begin = Callable[[SpawnProcess], None]


@pytest.fixture(autouse=True)
def _two_entries_are_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helping, "ENTRIES_WORTH_A_PROCESS", 1)


@pytest.fixture
def two_books(busy_town: Town, intruder: Intruder) -> Town:
    """A busy town whose second point writes a book too; what its drop-offs earned is redeemed in the first."""
    busy_town.begin_book(intruder, OTHER)
    with Ledger.open(busy_town.database, origin=OTHER, operator=OFFICE, clock=busy_town.clock) as other:
        for _ in range(4):
            other.record_drop_off(card=busy_town.cards[2], weighings=(Weighing("PET", 1_000),))
    return busy_town


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Begin]:
    """What to do whenever another process begins; the list is there to be filled."""
    done: list[Begin] = []
    start = SpawnProcess.start

    def started(process: SpawnProcess) -> None:
        start(process)
        for what in done:
            what(process)

    monkeypatch.setattr(SpawnProcess, "start", started)
    return done


class Inside:
    """A helper that does its share in this process, so that many can be tried."""

    def __init__(
        self, connection: Connection, municipality: bytes, closings: Closings, pieces: Sequence[Piece]
    ) -> None:
        told = pickle.loads(pickle.dumps(closings))  # noqa: S301  # made here
        self._sent = pickle.dumps(helping._verify(connection, municipality, told, pieces))
        self.answer = self

    def recv(self) -> object:
        return pickle.loads(self._sent)  # noqa: S301  # made above

    def end(self) -> None:
        pass


@pytest.mark.usefixtures("two_books")
@pytest.mark.parametrize("shares", [2, 3, 7, 200])
def test_shares_of_the_journal_hold_each_entry_once(intruder: Intruder, town: Town, shares: int) -> None:
    booked = intruder.run("SELECT origin, sequence FROM entry ORDER BY origin, sequence")
    with town.ledger._database.reading() as connection:
        pieces = [piece for share in divided(connection, shares) for piece in share]
        held = [tuple(row[:2]) for piece in pieces for row in connection.execute(piece.of(tables.entry))]
        assert sorted(held) == booked
        assert len(divided(connection, shares)) == shares


@pytest.mark.usefixtures("two_books")
def test_only_the_last_share_reaches_where_others_write(town: Town) -> None:
    with town.ledger._database.reading() as connection:
        *theirs, ours = divided(connection, PROCESSES)
    assert all(piece.upto is not None for share in theirs for piece in share)
    assert ours[-1].upto is None


@pytest.mark.parametrize(
    "lie",
    [
        "UPDATE origin SET code = code",
        "UPDATE entry SET body = digest WHERE sequence = 2",
        "UPDATE entry SET body = digest",
        "UPDATE entry SET kind = 'redemption' WHERE sequence = 3",
        "DELETE FROM entry WHERE sequence = 2",
        f"DELETE FROM entry WHERE sequence >= {LAST} / 2",
        "DELETE FROM entry",
        "DELETE FROM origin",
        "DELETE FROM municipality",
        f"UPDATE movement SET quantity = quantity + 1 WHERE sequence > {LAST} - 5",
        "UPDATE movement SET quantity = quantity + 1",
        "DELETE FROM movement",
        "UPDATE movement SET sequence = sequence + 10000",
        "UPDATE movement SET origin = 'A01'",
        "UPDATE balance SET quantity = quantity + 1",
        "UPDATE daily_total SET lines = lines + 1",
        "UPDATE passbook SET credits = -credits - 1",
        "UPDATE household SET people = people + 1",
    ],
)
def test_shared_or_not_an_audit_finds_the_same(
    two_books: Town, intruder: Intruder, monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    monkeypatch.setattr(helping, "_Helper", Inside)
    with intruder.unsealed():
        intruder.run(lie)
    alone, shared = two_books.ledger.audit(), two_books.ledger.audit(processes=PROCESSES)
    assert _said(shared) == _said(alone)


def test_other_processes_find_what_is_wrong(two_books: Town, intruder: Intruder) -> None:
    told: list[int] = []
    assert two_books.ledger.audit(told.append, processes=PROCESSES).clean
    with intruder.unsealed():
        intruder.run("UPDATE entry SET body = digest WHERE sequence IN (1, 2)")
    found = two_books.ledger.audit(processes=PROCESSES)
    broken = [finding.where for finding in found.findings if finding.wrong is Wrong.CHAIN]
    assert broken == [f"{ORIGIN}-000001", f"{OTHER}-000001", "P9-000001"]
    assert told[-1] == found.entries


def test_the_share_of_a_process_that_dies_is_done_by_the_first(two_books: Town, begun: list[Begin]) -> None:
    begun.append(SpawnProcess.kill)
    assert two_books.ledger.audit(processes=PROCESSES) == two_books.ledger.audit()


def test_what_is_booked_during_a_shared_audit_is_not_found_wrong(two_books: Town, begun: list[Begin]) -> None:
    before = two_books.ledger.audit().entries

    def book(_process: SpawnProcess) -> None:
        for origin in (ORIGIN, OTHER):
            with Ledger.open(two_books.database, origin=origin, operator=OFFICE, clock=two_books.clock) as other:
                other.record_drop_off(card=two_books.cards[2], weighings=(Weighing("PET", 1_000),))

    begun.append(book)
    found = two_books.ledger.audit(processes=PROCESSES)
    assert (found.clean, found.entries) == (True, before)
    assert two_books.ledger.audit().entries == before + 2 * (PROCESSES - 1)


def _said(found: Audit) -> tuple[int, int, list[str]]:
    return found.entries, found.books, sorted(map(repr, found.findings))
