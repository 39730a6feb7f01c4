"""What came and is not in the books is listed too: forks, what a revoked key sent, what waits for others."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from tests.support.counters import Counter, Counters
from tests.support.nodes import begin_node, carry
from tests.support.town import HEAD, ORIGIN
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger
from wasteledger.recording.desk import Command, Desk
from wasteledger.reporting.exceptions.found import AS_HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class BookAgain(Command):
    """Some entry that says which lost one it is booked for."""

    verb: ClassVar[str] = "slip-copy"

    lost: Entry

    def book(self, desk: Desk) -> Sequence[Entry]:
        old = {"receipt": str(self.lost.receipt), "digest": self.lost.digest.hex()}
        return [desk.append("slip-copied", of="K07-000001", rebooked=old)]


@pytest.fixture
def forked(counters: Counters, tmp_path: Path) -> list[Entry]:
    """Two entries of K11 that a laptop wrote after its backup was restored, and that the office knows otherwise."""
    counters.one.weigh(counters.town.card)
    counters.carry(counters.one, counters.office)
    node = begin_node(str(tmp_path / "again.db"), counters.town.database, "K11")
    carry(counters.office.database, node, ORIGIN, vouched=True)
    with Ledger.open(node.name, operator=HEAD, clock=counters.town.clock) as ledger:
        entries = [Counter(ledger).weigh(counters.town.card, grams) for grams in (1_000, 2_000)]
    carry(node, counters.office.database, "K11", after=0)
    node.close()
    return entries


def test_a_fork_is_listed_until_all_of_it_was_booked_again(
    counters: Counters, forked: list[Entry], tmp_path: Path
) -> None:
    (found,) = counters.office.found(*AS_HELD)
    assert (found.kind, found.subject, found.quantity, found.commodity) == ("forked-book", "K11", 2, "entries")
    assert found.receipts == (Receipt("K11", 1), Receipt("K11", 2))
    node = begin_node(str(tmp_path / "goes-on.db"), counters.town.database, "K11B")
    carry(counters.office.database, node, ORIGIN, vouched=True)
    left = []
    with Ledger.open(node.name, operator=HEAD, clock=counters.town.clock) as ledger:
        ledger.begin_book(after="K11-000001", printed="K11-000002")
        for lost in forked:
            ledger._bookings.book(BookAgain(lost=lost))
            carry(node, counters.office.database, "K11B")
            left.append([found.receipts for found in counters.office.found(*AS_HELD)])
    node.close()
    assert left == [[(Receipt("K11", 2),)], []]


@pytest.mark.usefixtures("forked")
def test_a_fork_that_somebody_has_seen_is_listed_no_more(counters: Counters) -> None:
    counters.office.ledger.settle_exception(kind="forked-book", subject="K11")
    assert counters.office.found() == []


def test_what_a_revoked_laptop_sends_is_held_aside_and_listed(counters: Counters) -> None:
    counters.office.ledger.revoke_origin(origin="K12")
    entry = counters.two.weigh(counters.town.card)
    carry(counters.two.database, counters.office.database, "K12")
    (found,) = counters.office.found()
    assert (found.kind, found.subject, found.receipts) == ("held-aside", "K12", (entry.receipt,))


def test_what_waits_for_entries_before_it_is_listed_till_they_come(counters: Counters) -> None:
    for _ in range(3):
        counters.one.weigh(counters.town.card)
    carry(counters.one.database, counters.office.database, "K11", after=1)
    (found,) = counters.office.found()
    assert (found.kind, found.subject, found.quantity) == ("waiting", "K11", 2)
    counters.carry(counters.one, counters.office)
    assert counters.office.found() == []
