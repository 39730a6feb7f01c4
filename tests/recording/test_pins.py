"""PINs beside the journal: who may set one, and how guessing slows down."""

from collections.abc import Callable

import pytest

from tests.recording.conftest import Refused
from tests.support.books import head
from tests.support.databases import on_sqlite
from tests.support.intruder import Intruder
from tests.support.town import AUDITOR, HEAD, OFFICE, STAFF, Town
from wasteledger import errors
from wasteledger.ledger import Ledger

Opened = Callable[[str], Ledger]


def test_the_office_sets_a_pin_that_opens_and_nothing_of_it_is_in_the_journal(town: Town, intruder: Intruder) -> None:
    before = head(intruder)
    town.ledger.set_pin(STAFF, "4711")
    operator = town.ledger.check_pin(STAFF, "๔๗๑๑")
    assert (operator.code, operator.role, operator.point) == (STAFF, "staff", "P01")
    assert town.ledger.pins() == {STAFF}
    assert head(intruder) == before
    assert b"4711" not in b"".join(bytes(value) for row in _kept(intruder) for value in row if isinstance(value, bytes))


def test_others_change_their_own_with_the_old_one_alone(town: Town, opened: Opened, refused: Refused) -> None:
    staff = opened(STAFF)
    with refused(errors.PinMissing):
        staff.set_pin(STAFF, "1111")
    town.ledger.set_pin(STAFF, "4711")
    staff.set_pin(STAFF, "1111", old="4711")
    assert staff.check_pin(STAFF, "1111")
    with pytest.raises(errors.PinWrong):
        staff.set_pin(STAFF, "2222", old="4711")
    assert staff.check_pin(STAFF, "1111")


@pytest.mark.parametrize("by", [STAFF, HEAD, AUDITOR])
def test_nobody_but_the_office_sets_somebody_elses(opened: Opened, refused: Refused, by: str) -> None:
    with refused(errors.RoleForbids):
        opened(by).set_pin(OFFICE, "1234", old="1234")


@on_sqlite
def test_a_pin_that_can_not_be_and_an_operator_that_is_not_are_refused(town: Town, refused: Refused) -> None:
    with refused(errors.ValueNotAllowed):
        town.ledger.set_pin(STAFF, "12")
    with refused(errors.CodeUnknown):
        town.ledger.set_pin("99", "1234")
    with refused(errors.PinMissing):
        town.ledger.check_pin(STAFF, "1234")
    town.ledger.close_listed(kind="operator", code=STAFF)
    with refused(errors.CodeClosed):
        town.ledger.set_pin(STAFF, "1234")


def test_after_the_third_wrong_one_even_the_right_one_waits_and_the_wait_doubles(town: Town) -> None:
    ledger = town.ledger
    ledger.set_pin(HEAD, "4711")
    for _ in range(2):
        with pytest.raises(errors.PinWrong):
            ledger.check_pin(HEAD, "0000")
    assert _wait(ledger, "0000") == 8
    assert _wait(ledger, "4711") == 8
    town.clock.tick(7)
    assert _wait(ledger, "4711") == 1
    town.clock.tick(1)
    assert _wait(ledger, "0000") == 16
    town.clock.tick(16)
    assert ledger.check_pin(HEAD, "4711").role == "head"
    with pytest.raises(errors.PinWrong):
        ledger.check_pin(HEAD, "0000")


def test_the_wait_outlives_a_restart_and_a_clock_set_back(town: Town, opened: Opened) -> None:
    town.ledger.set_pin(HEAD, "4711")
    for _ in range(3):
        with pytest.raises((errors.PinWrong, errors.PinWait)):
            town.ledger.check_pin(HEAD, "0000")
    town.ledger.close()
    later = opened(STAFF)
    assert _wait(later, "4711") == 8
    town.clock.tick(-3_600)
    assert _wait(later, "4711") == 8


def test_a_try_is_counted_although_the_plug_is_pulled_before_the_answer(
    town: Town, intruder: Intruder, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.ledger.set_pin(HEAD, "4711")
    monkeypatch.setattr("wasteledger.domain.pins.KeptPin.matches", _pull_the_plug)
    with pytest.raises(KeyboardInterrupt):
        town.ledger.check_pin(HEAD, "0000")
    assert intruder.value("SELECT wrong FROM operator_pin") == 1


def test_a_head_approves_at_the_same_keyboard_under_a_code_of_their_own(town: Town, opened: Opened) -> None:
    staff = opened(STAFF)
    town.ledger.set_pin(HEAD, "4711")
    head_of_point = staff.acting_as(staff.check_pin(HEAD, "4711").code)
    (entry,) = staff.register_household(community="C01")
    (approved,) = head_of_point.move_household(household=entry.body["household"], attributes={"people": 3})
    assert (entry.body["operator"], approved.body["operator"]) == (STAFF, HEAD)
    assert (staff.acting_operator().code, head_of_point.acting_operator().code) == (STAFF, HEAD)
    assert town.ledger.audit().clean


def _wait(ledger: Ledger, pin: str) -> int:
    with pytest.raises(errors.PinWait) as refused:
        ledger.check_pin(HEAD, pin)
    wait = refused.value.facts["wait"]
    assert isinstance(wait, int)
    return wait


def _pull_the_plug(*_: object) -> bool:
    raise KeyboardInterrupt


def _kept(intruder: Intruder) -> list[tuple[object, ...]]:
    return intruder.run("SELECT * FROM operator_pin") + intruder.run("SELECT body FROM entry")
