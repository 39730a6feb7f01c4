"""The day: signing in, opening a round, its prices, its cash box, closing it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.cli.counter.conftest import PIN, AtTheCounter
from tests.support.town import STAFF, Town
from wasteledger.units import Credits
from wasteledger_cli.counter import day
from wasteledger_cli.counter.asking import Flow
from wasteledger_cli.counter.counter import Counter
from wasteledger_cli.counter.serving import serve

Open = Callable[..., AtTheCounter]

OPENED = ("1", "5", "500", "1")
"""The date confirmed, a test weight read right, the cash float, the prices kept."""


def a_day(counter: Counter) -> Flow[None]:
    yield from day.sign_in(counter, None)
    yield from day.begin(counter)
    yield from serve(counter)


def last(town: Town, back: int = 0) -> dict[str, object]:
    return dict(town.ledger.entry(f"K07-{town.ledger.status().entries - back}").body)


def test_a_round_is_opened_by_code_and_pin(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(a_day, STAFF, PIN, *OPENED)

    opened = counter_town.ledger.round_open("P01")
    assert opened is not None
    assert (opened.opened_by, opened.cash_float, opened.communities) == (STAFF, Credits(50_000), ("C01",))
    assert last(counter_town)["reference"] == {"expected": 5_000, "read": 5_000}


def test_a_wrong_pin_is_asked_again(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(a_day, STAFF, "1111", STAFF, PIN, *OPENED)

    assert at_the_counter.said("The PIN is wrong")
    assert counter_town.ledger.round_open("P01")


def test_whom_this_computer_expects_may_be_somebody_else(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    counter_town.ledger.add_to_list(kind="operator", code="31", attributes={"role": "staff", "point": "P01"})
    for expected, typed in (("31", PIN), (STAFF, "")):
        shown = at_the_counter.type(partial(day.sign_in, operator=expected), typed, STAFF, PIN)
        assert f"PIN of {expected}" in shown[0]

    assert at_the_counter.bells == 1  # who has no PIN is told so; the other was let in


def test_a_counter_started_again_goes_straight_on(open_counter: Open, counter_town: Town) -> None:
    open_counter().type(a_day, STAFF, PIN, *OPENED)

    again = open_counter()
    again.type(a_day, STAFF, PIN, counter_town.card, "PET 1", "", "")

    assert last(counter_town)["kind"] == "drop-off"
    assert "round" in last(counter_town)


def test_a_clock_that_fell_back_over_night_is_put_right_before_anything_else(
    open_counter: Open, counter_town: Town
) -> None:
    open_counter().type(a_day, STAFF, PIN, *OPENED)
    counter_town.clock.now -= timedelta(days=4_000)

    again = open_counter()
    again.type(a_day, STAFF, PIN, "15/3/2569 10:15", counter_town.card, "PET 1", "", "", "")

    assert last(counter_town)["recorded"] == "2026-03-15T03:15:00Z"


def test_a_scale_that_is_off_is_read_twice_and_kept(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(a_day, STAFF, PIN, "1", "4.9", "4.9", "0", "")

    assert last(counter_town)["reference"] == {"expected": 5_000, "read": 4_900}


def test_the_prices_of_the_round_are_changed_with_the_heads_approval(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    prices = ("1", "", "0", "2", "PET 8.50", "4", "", "", "20", PIN)

    at_the_counter.type(a_day, STAFF, PIN, *prices, counter_town.card, "PET 2", "MIX 1", "", "")

    assert last(counter_town)["balance"] == 1700
    assert last(counter_town, 1)["operator"] == "20"


def test_leaving_the_prices_leaves_them_as_they_were_and_the_round_open(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    prices = ("1", "", "0", "2", "PET 8.50", "", "***")

    at_the_counter.type(a_day, STAFF, PIN, *prices, counter_town.card, "PET 2", "", "")

    assert last(counter_town)["balance"] == 1600


def test_prices_that_no_head_approves_stay_and_it_is_said(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    before = counter_town.ledger.status().entries

    at_the_counter.type(serve, "0", "9", "PET 7", "", "***")

    assert at_the_counter.said("The prices stay as they were")
    assert counter_town.ledger.status().entries == before


def test_a_round_is_closed_with_its_cash_counted(
    at_the_counter: AtTheCounter, counter_town: Town, tmp_path: Path
) -> None:
    at_the_counter.type(a_day, STAFF, PIN, *OPENED, counter_town.card, "PET 2", "", "2", "0", "10", "484")

    body = last(counter_town)
    assert (body["kind"], body["expected"], body["counted"]) == ("round-closed", 48_400, 48_400)
    assert (tmp_path / "P01-2026-03-15.pdf").read_bytes().startswith(b"%PDF")
    assert at_the_counter.said("1/2026", "16.00")


def test_a_difference_wants_a_reason(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(a_day, STAFF, PIN, *OPENED, "0", "10", "499", "1")

    assert last(counter_town)["reason"] == "wrong-change"
    assert at_the_counter.said("500.00", "499.00", "1.00")


def test_a_round_is_not_closed_while_somebody_waits(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(a_day, STAFF, PIN, *OPENED, counter_town.card, "PET 1", "**", "0", "10")

    assert counter_town.ledger.round_open("P01")
    assert at_the_counter.bells == 1


def test_stopping_leaves_the_round_open(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(a_day, STAFF, PIN, *OPENED, "0", "11")

    assert counter_town.ledger.round_open("P01")


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_hour_is_put_right_before_the_round(open_counter: Open, counter_town: Town, language: str) -> None:
    open_counter(language).type(a_day, STAFF, PIN, "2", "15/3/2569 10:15", "", "0", "")

    assert last(counter_town)["happened"] == "2026-03-15T03:15:00Z"
