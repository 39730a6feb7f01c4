"""Turns: what one book sets and another may set too is ordered by a counter, never by clocks."""

from itertools import pairwise, permutations
from pathlib import Path

import pytest

from tests.support.books import MARK, projections
from tests.support.databases import on_postgresql, on_sqlite
from tests.support.day import a_day
from tests.support.files import newest
from tests.support.intruder import Intruder
from tests.support.town import OFFICE, Town
from wasteledger.journal.audit import Finding, Wrong
from wasteledger.journal.chain import Body, read
from wasteledger.journal.fold.changes import TAKES_TURN, Change
from wasteledger.journal.states import States, stamp_of
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.units import Credits, Grams


def bodies(intruder: Intruder) -> list[Body]:
    return [read(bytes(body)) for (body,) in intruder.run("SELECT body FROM entry ORDER BY origin, sequence")]


@on_sqlite
def test_an_entry_says_its_turn_if_it_sets_what_other_books_set_too(town: Town, intruder: Intruder) -> None:
    for _ in a_day(town):
        pass
    assert {body["kind"] for body in bodies(intruder) if "turn" in body} <= TAKES_TURN
    assert not {body["kind"] for body in bodies(intruder) if "turn" not in body} & TAKES_TURN


def test_what_is_weighed_and_spent_all_day_takes_no_turn() -> None:
    assert not TAKES_TURN & {"drop-off", "redemption", "transfer", "load", "stock-count", "slip-copied"}


@on_sqlite
def test_a_transaction_takes_one_turn_and_the_next_a_higher_one(town: Town, intruder: Intruder) -> None:
    for _ in a_day(town):
        pass
    taken = [body for body in bodies(intruder) if "turn" in body]
    for before, after in pairwise(taken):
        one_request = after["request"].startswith(f"{before['request']}#")
        assert after["turn"] == before["turn"] + (0 if one_request else 1)
    assert intruder.value(f"SELECT turn FROM {MARK}") == taken[-1]["turn"]


@on_sqlite
def test_a_file_of_households_or_rates_takes_one_turn(town: Town, tmp_path: Path) -> None:
    roster, prices = tmp_path / "roster.csv", tmp_path / "prices.csv"
    roster.write_text("ชุมชน,บ้านเลขที่,ชื่อ-สกุล\nC01,1,ก\nC02,2,ข\n", encoding="utf-8")
    prices.write_text("วัสดุ,ราคารับซื้อ,เริ่มใช้วันที่\nPET,8.5,1/4/2569\nBATT,1,1/4/2569\n", encoding="utf-8")
    town.ledger.import_households(roster)
    town.ledger.import_rates(prices)
    turns = [entry.body["turn"] for entry in newest(town.ledger, 4)]
    assert turns == [turns[0], turns[0], turns[0] + 1, turns[0] + 1]


def test_states_are_the_same_whatever_the_order_in_which_entries_arrive() -> None:
    said: list[tuple[str, int, Body, dict[str, object]]] = [
        ("K07", 1, {"recorded": "2026-03-01T00:00:00Z"}, {"type": "household", "community": "C01"}),
        ("A01", 9, {"recorded": "2026-02-01T00:00:00Z"}, {"community": "C02"}),
        ("P02", 3, {"turn": 7, "recorded": "2026-01-01T00:00:00Z"}, {"community": "C03"}),
        ("P02", 4, {"turn": 7, "recorded": "2026-01-01T00:00:00Z"}, {"community": "C04", "people": 4}),
        ("A01", 10, {"turn": 5, "recorded": "2026-09-01T00:00:00Z"}, {"people": 3, "type": "shop"}),
    ]
    folded = []
    for order in permutations(said):
        states = States()
        for origin, sequence, body, values in order:
            change = Change("household", {"number": "K07/0001"}, values)
            states.apply(stamp_of(origin, sequence, body), [change])
        folded.append((states.by_primary_key("household")[("K07/0001",)], states.highest_turn))
    row, highest = folded[0]
    assert (row["type"], row["community"], row["people"], highest) == ("shop", "C04", 4, 7)
    assert all(each == folded[0] for each in folded)


def test_what_was_booked_before_there_were_turns_folds_first_and_by_its_clocks() -> None:
    states = States()
    for origin, recorded, community in (("K07", "2026-03-02", "C01"), ("P02", "2026-03-01", "C02")):
        change = Change("household", {"number": "K07/0001"}, {"community": community})
        states.apply(stamp_of(origin, 1, {"recorded": recorded}), [change])
    assert states.by_primary_key("household")[("K07/0001",)]["community"] == "C01"


def test_turns_go_on_after_the_figures_are_folded_anew(town: Town, intruder: Intruder) -> None:
    highest = intruder.value(f"SELECT turn FROM {MARK}")
    town.ledger.rebuild()
    (entry,) = town.ledger.move_household(household=town.household, attributes={"people": 3})
    assert entry.body["turn"] == highest + 1


@on_sqlite
def test_an_audit_finds_a_counter_that_was_set_back(town: Town, intruder: Intruder) -> None:
    intruder.run(f"UPDATE {MARK} SET turn = 2")
    assert town.ledger.audit().findings == [Finding(Wrong.PROJECTION, MARK)]
    town.ledger.rebuild()
    assert town.ledger.audit().clean


@on_postgresql
def test_the_counter_at_the_scale_does_not_wait_for_whoever_has_the_turn(town: Town, intruder: Intruder) -> None:
    with intruder.transaction():
        intruder.run(f"UPDATE {MARK} SET turn = turn + 1")
        town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 9_000), Weighing("MIX", 100)))
        town.ledger.redeem(card=town.card, amount=Credits(100))
        town.ledger.transfer(card=town.card, to=town.households[1], amount=Credits(100))
        town.ledger.record_load(destination="DEALER", point="P01", lines=(LoadLine("PET", "2"),))
        town.ledger.count_stock(counted={"PET": Grams(6_900)}, point="P01")


@pytest.mark.parametrize("ahead", [False, True])
def test_whose_card_it_is_is_what_was_said_last_in_whichever_book(town: Town, intruder: Intruder, ahead: bool) -> None:
    other = "Z01" if ahead else "A01"
    town.begin_book(intruder, other)
    (issued,) = town.ledger.issue_cards(blank=1)
    code = issued.body["cards"][0]["code"]
    with Ledger.open(town.database, origin=other, operator=OFFICE, clock=town.clock) as ledger:
        ledger.bind_card(card=code, household=town.household)
        town.ledger.join_households(household=town.households[1], joined=town.household)
        ledger.replace_card(card=code)
    assert town.ledger.audit().clean
    before = projections(intruder)
    town.ledger.rebuild()
    assert projections(intruder) == before
