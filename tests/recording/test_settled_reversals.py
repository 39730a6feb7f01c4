"""Two books took one entry back: one of the reversals is taken back itself, and all is as if it had never been."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.books import balance
from tests.support.counters import Counter, Counters
from tests.support.intruder import Intruder
from wasteledger import errors
from wasteledger.exchange.exports.check_journal import Checker
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.translation import Words
from wasteledger.units import Credits, Grams

Booked = Callable[[Counter, Counters], Entry]


def checked(counters: Counters, folder: Path) -> list[tuple[str, str]]:
    """What the auditors' checker finds in the office's journal."""
    path = folder / f"books-{counters.office.ledger.status().entries}.jsonl"
    counters.office.ledger.export_journal(path)
    checker = Checker({})
    checker.check(path)
    return checker.findings


def sums(session: Intruder) -> list[tuple[object, ...]]:
    """Every balance and, over all books, every total that is not zero."""
    held = session.run("SELECT * FROM balance WHERE quantity <> 0 ORDER BY 1, 2")
    return held + session.run(
        "SELECT flow, day, community, point, material, sum(grams), sum(credits), sum(lines), sum(entries), sum(tickets)"
        " FROM daily_total GROUP BY 1, 2, 3, 4, 5 HAVING sum(grams) <> 0 OR sum(credits) <> 0 OR sum(entries) <> 0"
        " ORDER BY 1, 2, 3, 4, 5"
    )


def visit(at: Counter, counters: Counters) -> Entry:
    weighings = (Weighing("PET", 1_000, rejected=50), Weighing("BEER", 3))
    return at.ledger.record_drop_off(card=counters.town.card, weighings=weighings)[0]


def cash(at: Counter, counters: Counters) -> Entry:
    return at.weigh(counters.town.card, settle="cash")


def spent(at: Counter, counters: Counters) -> Entry:
    at.weigh(counters.town.card)
    return at.ledger.redeem(card=counters.town.card, amount=Credits(500))[0]


def handed(at: Counter, counters: Counters) -> Entry:
    at.weigh(counters.town.card)
    return at.ledger.transfer(card=counters.town.card, to=counters.town.households[2], amount=Credits(500))[0]


def load(at: Counter, counters: Counters) -> Entry:
    at.weigh(counters.town.card)
    lines = (LoadLine("PET", "2"),)
    return at.ledger.record_load(destination="DEALER", point="P01", lines=lines, ticket="77")[0]


def stock(at: Counter, counters: Counters) -> Entry:
    at.weigh(counters.town.card)
    return at.ledger.count_stock(counted={"PET": Grams(9_000)}, point="P01")[0]


@pytest.mark.parametrize("booked", [visit, cash, spent, handed, load, stock])
@pytest.mark.parametrize("of_the_point", [True, False], ids=["the point's", "the office's"])
def test_one_of_two_reversals_is_taken_back(
    counters: Counters, intruder: Intruder, tmp_path: Path, booked: Booked, of_the_point: bool
) -> None:
    entry = booked(counters.one, counters)
    counters.carry(counters.one, counters.office)
    (by_office,) = counters.office.ledger.reverse(receipt=str(entry.receipt), allow_debt=True)
    once = sums(intruder)
    (by_point,) = counters.one.ledger.reverse(receipt=str(entry.receipt), allow_debt=True)
    counters.meet()
    (found,) = counters.two.found("reversed-twice")
    assert (found.subject, found.receipts) == (str(entry.receipt), (by_office.receipt, by_point.receipt))
    assert ("original", str(by_point.receipt)) in checked(counters, tmp_path)

    counters.town.clock.tick(86_400)
    one_too_many = by_point if of_the_point else by_office
    (ruling,) = counters.office.ledger.settle_reversal(receipt=str(one_too_many.receipt))
    assert (ruling.kind, ruling.body["of"], ruling.body["day"]) == (
        "reversal",
        str(one_too_many.receipt),
        entry.body["day"],
    )
    assert sums(intruder) == once
    counters.meet()
    for counter in counters.all:
        assert counter.found("reversed-twice") == []
        assert counter.ledger.audit().clean
    assert checked(counters, tmp_path) == []
    with pytest.raises(errors.AlreadyReversed):
        counters.office.ledger.reverse(receipt=str(entry.receipt))


@pytest.fixture
def twice(counters: Counters) -> tuple[Entry, Entry, Entry]:
    """A visit and its two reversals, known to everybody."""
    entry = visit(counters.one, counters)
    counters.carry(counters.one, counters.office)
    (by_office,) = counters.office.ledger.reverse(receipt=str(entry.receipt))
    (by_point,) = counters.one.ledger.reverse(receipt=str(entry.receipt))
    counters.meet()
    return entry, by_office, by_point


def test_only_where_two_stand_one_is_taken_back_and_only_by_the_office(
    counters: Counters, twice: tuple[Entry, Entry, Entry]
) -> None:
    entry, by_office, by_point = twice
    other = visit(counters.office, counters)
    (single,) = counters.office.ledger.reverse(receipt=str(other.receipt), allow_debt=True)
    for receipt in (entry.receipt, single.receipt):
        with pytest.raises(errors.CodeUnknown):
            counters.office.ledger.settle_reversal(receipt=str(receipt))
    with pytest.raises(errors.OfficeOnly):
        counters.one.ledger.settle_reversal(receipt=str(by_office.receipt))
    counters.office.ledger.settle_reversal(receipt=str(by_office.receipt))
    for receipt in (by_office.receipt, by_point.receipt):
        with pytest.raises(errors.CodeUnknown):
            counters.office.ledger.settle_reversal(receipt=str(receipt))


def test_papers_and_reports_know_what_a_reversal_of_a_reversal_gives_back(
    counters: Counters, twice: tuple[Entry, Entry, Entry]
) -> None:
    _, by_office, _ = twice
    (ruling,) = counters.office.ledger.settle_reversal(receipt=str(by_office.receipt))
    slip = counters.office.ledger.slip(str(ruling.receipt), Words("en"))
    assert slip.reverses is not None
    assert (slip.reverses.receipt, slip.reverses.change) == (by_office.receipt, Credits(950))
    lines = counters.office.ledger.statement(counters.town.household).lines
    assert sorted((line.grams, line.credits) for line in lines) == [(-2_500, -950)] * 2 + [(2_500, 950)] * 2


def test_a_reversal_of_a_joined_households_entry_comes_back_to_whom_it_became(
    counters: Counters, intruder: Intruder, twice: tuple[Entry, Entry, Entry]
) -> None:
    kept = counters.town.households[2]
    counters.office.ledger.join_households(household=kept, joined=counters.town.household)
    assert balance(intruder, f"household:{kept}") == -950
    counters.office.ledger.settle_reversal(receipt=str(twice[2].receipt))
    assert balance(intruder, f"household:{kept}") == balance(intruder, "household:K07/0001") == 0
    assert counters.office.ledger.audit().clean
