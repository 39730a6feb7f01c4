"""One request, one transaction: who may, whether it was asked before, and what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.recording.conftest import Refused
from tests.support.books import contents
from tests.support.clock import MORNING
from tests.support.databases import on_sqlite
from tests.support.day import TODAY
from tests.support.intruder import Intruder
from tests.support.town import AUDITOR, HEAD, OFFICE, ORIGIN, STAFF, Town
from wasteledger import errors
from wasteledger.journal.entries import Entry
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.recording.rates import NewRate
from wasteledger.units import Credits, Grams

pytestmark = on_sqlite

PET = (Weighing("PET", 1_000),)

AT_THE_POINT: dict[str, dict[str, Any]] = {
    "record_drop_off": {"card": "K07/0001", "weighings": PET},
    "redeem": {"card": "K07/0001", "amount": Credits(1)},
    "transfer": {"card": "K07/0001", "to": "K07/0002", "amount": Credits(1)},
    "register_household": {"community": "C01"},
    "issue_cards": {"households": ("K07/0002",)},
    "record_load": {"destination": "DEALER", "lines": (LoadLine("PET", "0"),), "point": "P01"},
    "count_stock": {"counted": {"PET": Grams(1)}},
}
BY_ITS_HEAD: dict[str, dict[str, Any]] = {
    "reverse": {"receipt": "K07-000026"},
    "correct": {"receipt": "K07-000026", "weighings": PET},
    "agree_rates": {"rates": (NewRate("BATT", 1, TODAY),)},
    "move_household": {"household": "K07/0003", "attributes": {"people": 4}},
    "close_household": {"household": "K07/0003"},
}
BY_THE_OFFICE: dict[str, dict[str, Any]] = {
    "change_settings": {"settings": {"phone": "1"}},
    "add_to_list": {"kind": "community", "code": "C03"},
    "change_listed": {"kind": "community", "code": "C01", "attributes": {"name_en": "x"}},
    "close_listed": {"kind": "destination", "code": "FILL"},
    "set_statistic": {"name": "households", "value": 1, "first_day": TODAY, "source": "x"},
    "set_rates": {"rates": (NewRate("BATT", 1, TODAY),)},
    "settle_rate": {"material": "MIX", "thousandths": 1},
    "join_households": {"household": "K07/0003", "joined": "K07/0002"},
    "forget_household": {"household": "K07/0001"},
    "settle_card": {"card": "W10000000012", "household": "K07/0001"},
}
EVERY_VERB = AT_THE_POINT | BY_ITS_HEAD | BY_THE_OFFICE
FORBIDDEN = [
    *((STAFF, verb) for verb in BY_ITS_HEAD | BY_THE_OFFICE),
    *((HEAD, verb) for verb in BY_THE_OFFICE),
    *((AUDITOR, verb) for verb in EVERY_VERB),
]
ALLOWED = [
    *((STAFF, verb) for verb in AT_THE_POINT),
    *((HEAD, verb) for verb in AT_THE_POINT | BY_ITS_HEAD),
    *((OFFICE, verb) for verb in EVERY_VERB),
]

Opened = Callable[[str], Ledger]


# Who may


@pytest.mark.usefixtures("weighed", "mixed")
@pytest.mark.parametrize(("operator", "verb"), ALLOWED)
def test_a_role_may_do_its_own_and_signs_it(opened: Opened, operator: str, verb: str) -> None:
    entries = getattr(opened(operator), verb)(**EVERY_VERB[verb])
    assert {entry.body["operator"] for entry in entries} == {operator}


@pytest.mark.usefixtures("weighed", "mixed")
@pytest.mark.parametrize(("operator", "verb"), FORBIDDEN)
def test_a_role_may_do_nothing_else(opened: Opened, refused: Refused, operator: str, verb: str) -> None:
    with refused(errors.RoleForbids):
        getattr(opened(operator), verb)(**EVERY_VERB[verb])


def test_nobody_signs_as_somebody_unknown_or_gone(town: Town, opened: Opened, refused: Refused) -> None:
    with refused(errors.CodeUnknown):
        opened("99").record_drop_off(card=town.card, weighings=PET)
    town.ledger.close_listed(kind="operator", code=STAFF)
    with refused(errors.CodeClosed):
        opened(STAFF).record_drop_off(card=town.card, weighings=PET)


def test_who_presses_must_be_said_where_several_might(town: Town, refused: Refused) -> None:
    with Ledger.open(town.database, clock=town.clock) as ledger, refused(errors.OperatorMissing):
        ledger.record_drop_off(card=town.card, weighings=PET)


def test_a_role_taken_away_is_gone_at_once(town: Town, opened: Opened, refused: Refused) -> None:
    staff = opened(STAFF)
    assert staff.record_drop_off(card=town.card, weighings=PET)
    town.ledger.change_listed(kind="operator", code=STAFF, attributes={"role": "auditor"})
    with refused(errors.RoleForbids):
        staff.record_drop_off(card=town.card, weighings=PET)


def test_what_the_office_changed_is_known_to_whoever_has_the_ledger_open(
    town: Town, opened: Opened, refused: Refused
) -> None:
    staff = opened(STAFF)
    assert staff.record_drop_off(card=town.card, weighings=PET)
    town.ledger.close_listed(kind="material", code="PET")
    with refused(errors.CodeClosed):
        staff.record_drop_off(card=town.card, weighings=PET)


def test_a_rebuild_is_noticed_by_whoever_has_the_ledger_open(town: Town, opened: Opened) -> None:
    staff, office = opened(STAFF), opened(OFFICE)
    (before,) = staff.record_drop_off(card=town.card, weighings=PET)
    office.rebuild()
    office.set_rates(rates=(NewRate("BATT", 5_000, TODAY),))
    (after,) = staff.record_drop_off(card=town.card, weighings=(Weighing("BATT", 1_000),))
    assert (before.body["balance"], after.body["balance"]) == (800, 805)


@pytest.mark.parametrize("verb", BY_THE_OFFICE)
def test_a_ruling_is_written_in_the_offices_book_alone(
    town: Town, intruder: Intruder, refused: Refused, verb: str
) -> None:
    town.begin_book(intruder, "P02")
    with Ledger.open(town.database, origin="P02", operator=OFFICE, clock=town.clock) as ledger:
        with refused(errors.OfficeOnly):
            getattr(ledger, verb)(**EVERY_VERB[verb])
        (entry,) = ledger.record_drop_off(card=town.card, weighings=PET)
    assert str(entry.receipt) == "P02-000001"


def test_which_book_is_written_must_be_said_where_there_are_several(town: Town, intruder: Intruder) -> None:
    town.begin_book(intruder, "P02")
    with pytest.raises(errors.OriginMissing, match="K07, P02"):
        Ledger.open(town.database)
    with pytest.raises(errors.CodeUnknown):
        Ledger.open(town.database, origin="P03")


def test_a_book_takes_back_its_own_entries_and_the_office_those_of_all(
    town: Town, intruder: Intruder, refused: Refused, weighed: Entry
) -> None:
    town.begin_book(intruder, "P02")
    with Ledger.open(town.database, origin="P02", operator=HEAD, clock=town.clock) as other:
        with refused(errors.OfficeOnly):
            other.reverse(receipt=str(weighed.receipt))
        (theirs,) = other.record_drop_off(card=town.card, weighings=PET)
        (also,) = other.record_drop_off(card=town.card, weighings=PET)
        assert other.reverse(receipt=str(theirs.receipt))
    assert town.ledger.reverse(receipt=str(also.receipt))


# Whether it was asked before


def test_the_same_request_again_books_nothing_and_answers_the_same(town: Town, intruder: Intruder) -> None:
    first = town.ledger.record_drop_off(card=town.card, weighings=PET, request_id="r-1")
    before = contents(intruder)
    town.clock.tick()
    assert town.ledger.record_drop_off(card=town.card, weighings=PET, request_id="r-1") == first
    assert contents(intruder) == before


def test_what_was_not_said_is_no_part_of_a_request(town: Town) -> None:
    first = town.ledger.record_drop_off(card=town.card, weighings=PET, request_id="r-1")
    same = (Weighing("PET", 1_000, tare=0, grade=""),)
    assert town.ledger.record_drop_off(card=town.card, weighings=same, proxy=False, request_id="r-1") == first


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize(
    ("verb", "asked"),
    [
        ("record_drop_off", {"card": "K07/0001", "weighings": (Weighing("PET", 1_001),)}),
        ("record_drop_off", {"card": "K07/0002", "weighings": PET}),
        ("record_drop_off", {"card": "K07/0001", "weighings": PET, "proxy": True}),
        ("record_drop_off", {"card": "K07/0001", "weighings": (*PET, *PET)}),
        ("redeem", {"card": "K07/0001", "amount": Credits(1)}),
    ],
)
def test_the_same_request_for_something_else_is_an_error(
    town: Town, refused: Refused, verb: str, asked: dict[str, Any]
) -> None:
    (first,) = town.ledger.record_drop_off(card="K07/0001", weighings=PET, request_id="r-1")
    with refused(errors.RequestUsedOtherwise) as raised:
        getattr(town.ledger, verb)(**asked, request_id="r-1")
    assert raised.value.facts == {"request": "r-1", "receipt": str(first.receipt)}


def test_a_correction_repeated_gives_both_its_entries(town: Town, intruder: Intruder, weighed: Entry) -> None:
    asked: dict[str, Any] = {"receipt": str(weighed.receipt), "weighings": PET, "request_id": "r-2"}
    both = town.ledger.correct(**asked)
    town.ledger.record_drop_off(card=town.card, weighings=PET)
    before = contents(intruder)
    assert list(town.ledger.correct(**asked)) == list(both)
    assert contents(intruder) == before


@pytest.mark.usefixtures("weighed")
def test_a_closing_repeated_gives_both_its_entries(town: Town, intruder: Intruder) -> None:
    asked: dict[str, Any] = {"household": town.household, "pay_out": True, "request_id": "r-3"}
    both = town.ledger.close_household(**asked)
    assert [entry.kind for entry in both] == ["redemption", "household-closed"]
    before = contents(intruder)
    assert list(town.ledger.close_household(**asked)) == list(both)
    assert contents(intruder) == before


def test_ids_that_begin_alike_are_different_requests(town: Town) -> None:
    ids = ["r", "r/2", "r/", "r%", "r_", "R", "ร-1"]
    booked = {each: town.ledger.record_drop_off(card=town.card, weighings=PET, request_id=each) for each in ids}
    assert {each: town.ledger.record_drop_off(card=town.card, weighings=PET, request_id=each) for each in ids} == booked
    assert len({entry.receipt for entries in booked.values() for entry in entries}) == len(ids)


def test_the_sign_that_marks_a_second_entry_is_not_a_callers(town: Town, refused: Refused) -> None:
    with refused(errors.ValueNotAllowed):
        town.ledger.record_drop_off(card=town.card, weighings=PET, request_id="r#2")


def test_a_refused_request_may_be_mended_and_sent_again(town: Town) -> None:
    with pytest.raises(errors.BalanceTooLow):
        town.ledger.redeem(card=town.card, amount=Credits(1), request_id="r-4")
    town.ledger.record_drop_off(card=town.card, weighings=PET)
    assert town.ledger.redeem(card=town.card, amount=Credits(1), request_id="r-4")


def test_a_request_is_known_in_its_own_book_alone(town: Town, intruder: Intruder) -> None:
    town.begin_book(intruder, "P02")
    (ours,) = town.ledger.record_drop_off(card=town.card, weighings=PET, request_id="r-5")
    with Ledger.open(town.database, origin="P02", operator=OFFICE, clock=town.clock) as other:
        (theirs,) = other.record_drop_off(card=town.card, weighings=PET, request_id="r-5")
    assert (ours.receipt.origin, theirs.receipt.origin) == (ORIGIN, "P02")


# What time it is


def test_a_clock_that_ran_backwards_is_refused_until_somebody_confirms_it(town: Town, refused: Refused) -> None:
    town.clock.now = MORNING.replace(hour=1)
    with refused(errors.ClockDoubtful) as raised:
        town.ledger.record_drop_off(card=town.card, weighings=PET)
    assert raised.value.facts["last"] == MORNING
    town.ledger.confirm_clock()
    (entry,) = town.ledger.record_drop_off(card=town.card, weighings=PET)
    assert entry.body["recorded"] == "2026-03-15T02:42:00Z"


@pytest.mark.parametrize("year", [1970, 2025, 2038])
def test_a_year_that_can_hardly_be_is_refused(town: Town, year: int) -> None:
    town.clock.now = datetime(year, 6, 1, tzinfo=UTC)
    with pytest.raises(errors.TimeRefused):
        town.ledger.record_drop_off(card=town.card, weighings=PET)


def test_two_entries_of_one_second_are_told_apart_by_their_numbers(town: Town) -> None:
    (one,) = town.ledger.record_drop_off(card=town.card, weighings=PET)
    (other,) = town.ledger.record_drop_off(card=town.card, weighings=PET)
    assert one.body["recorded"] == other.body["recorded"]
    assert other.receipt.sequence == one.receipt.sequence + 1
