"""Openings: each household's and each point's once, of one day for the whole town, and to the satang what was there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.recording.conftest import Refused
from tests.support.books import balance
from tests.support.intruder import Intruder
from tests.support.town import HEAD, PROGRAMME_START, Town
from wasteledger import errors
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.translation import Words
from wasteledger.units import Credits, Grams

OPENED = 21_650


def opened(town: Town, *amounts: int, total: int | None = None, day: date = PROGRAMME_START) -> Sequence[Entry]:
    """Open the first households with these balances."""
    lines = tuple((number, Credits(amount)) for number, amount in zip(town.households, amounts, strict=False))
    return town.ledger.open_balances(
        day=day, lines=lines, control_total=Credits(sum(amounts) if total is None else total)
    )


def stocked(town: Town, *lines: tuple[str, LoadLine], total: int, **more: Any) -> Sequence[Entry]:
    said: dict[str, Any] = {"day": PROGRAMME_START} | more
    return town.ledger.open_stock(lines=lines, control_total=Grams(total), **said)


def test_an_opening_is_the_first_line_of_the_passbook(town: Town, intruder: Intruder) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))
    opened(town, OPENED)

    said = town.ledger.statement(town.household)

    assert [(line.body["kind"], line.credits, line.balance) for line in said.lines] == [
        ("opening-balance", OPENED, OPENED),
        ("drop-off", 800, OPENED + 800),
    ]
    assert said.carried_forward == 0
    assert balance(intruder, "opening:K07") == -OPENED
    assert town.ledger.audit().clean


def test_an_opening_with_nothing_is_a_line_too(town: Town) -> None:
    opened(town, OPENED, 0)

    (line,) = town.ledger.statement(town.households[1]).lines

    assert (line.credits, line.balance, line.body["control_total"]) == (0, 0, OPENED)


def test_an_opening_has_a_slip(town: Town) -> None:
    (entry,) = opened(town, OPENED)

    slip = town.ledger.slip(str(entry.receipt), Words("th"))

    assert (slip.kind.value, slip.total, slip.balance_before, slip.balance_after) == (
        "Opening balance slip",
        Credits(OPENED),
        Credits(0),
        Credits(OPENED),
    )


@pytest.mark.parametrize("total", [OPENED - 1, 0, OPENED * 100])
def test_a_control_total_that_does_not_agree_stops_everything(town: Town, refused: Refused, total: int) -> None:
    with refused(errors.ControlTotalDiffers) as raised:
        opened(town, OPENED - 50, 50, total=total)
    assert raised.value.facts["difference"] == Credits(OPENED - total)


def test_a_household_is_opened_once(town: Town, refused: Refused) -> None:
    (first,) = opened(town, OPENED)
    with refused(errors.OpenedAlready) as raised:
        opened(town, OPENED)
    assert raised.value.facts == {"subject": town.household, "receipt": str(first.receipt)}


def test_a_household_named_twice_is_refused(town: Town, refused: Refused) -> None:
    lines = ((town.household, Credits(5)), (town.household, Credits(7)))
    with refused(errors.OpenedAlready):
        town.ledger.open_balances(day=PROGRAMME_START, lines=lines, control_total=Credits(12))


def test_the_same_request_again_opens_nothing_twice(town: Town) -> None:
    said: dict[str, Any] = {"day": PROGRAMME_START, "control_total": Credits(9), "request_id": "cut-over"}
    lines = ((town.household, Credits(5)), (town.households[1], Credits(4)))

    first, again = (town.ledger.open_balances(lines=lines, **said) for _ in range(2))

    assert [entry.receipt for entry in first] == [entry.receipt for entry in again]
    assert len(first) == 2


def test_a_wrong_opening_is_taken_back_and_said_anew(town: Town, intruder: Intruder) -> None:
    (wrong, _) = opened(town, OPENED, 100)
    town.ledger.reverse(receipt=str(wrong.receipt))

    opened(town, OPENED + 900)

    assert balance(intruder, f"household:{town.household}") == OPENED + 900
    assert balance(intruder, f"household:{town.households[1]}") == 100
    assert town.ledger.audit().clean


def test_what_is_spent_of_a_wrong_opening_becomes_a_debt_only_by_name(town: Town, refused: Refused) -> None:
    (wrong,) = opened(town, OPENED)
    town.ledger.redeem(card=town.card, amount=Credits(OPENED))
    with refused(errors.DebtNotAllowed):
        town.ledger.reverse(receipt=str(wrong.receipt))


def test_only_the_office_takes_an_opening_back(town: Town, refused: Refused) -> None:
    (entry,) = opened(town, OPENED)
    with refused(errors.RoleForbids):
        town.ledger.acting_as(HEAD).reverse(receipt=str(entry.receipt))


def test_only_the_office_opens(town: Town, refused: Refused) -> None:
    head = town.ledger.acting_as(HEAD)
    with refused(errors.RoleForbids):
        head.open_balances(day=PROGRAMME_START, lines=((town.household, Credits(1)),), control_total=Credits(1))


def test_the_whole_town_opens_on_one_day(town: Town, refused: Refused) -> None:
    opened(town, OPENED)
    with refused(errors.OpeningDayRefused):
        stocked(town, ("P01", LoadLine("PET", "1")), total=1_000, day=date(2026, 1, 2))


def test_when_every_opening_is_taken_back_the_day_may_be_another(town: Town) -> None:
    (entry,) = opened(town, OPENED)
    town.ledger.reverse(receipt=str(entry.receipt))

    (again,) = opened(town, OPENED, day=date(2026, 1, 2))

    assert again.body["day"] == "2026-01-02"


def test_what_was_weighed_before_the_opening_is_not_counted_twice(town: Town, refused: Refused) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))
    town.clock.tick(seconds=2 * 86_400)
    with refused(errors.OpeningDayRefused):
        opened(town, OPENED, day=date(2026, 3, 16))


@pytest.mark.parametrize(
    ("amounts", "day", "kind"),
    [
        ((-1,), PROGRAMME_START, errors.OpeningBelowZero),
        ((OPENED,), date(2025, 12, 31), errors.BeforeTheProgramme),
        ((OPENED,), date(2026, 3, 16), errors.InTheFuture),
        ((), PROGRAMME_START, errors.NoLines),
    ],
)
def test_what_can_not_be_an_opening(
    town: Town, refused: Refused, amounts: tuple[int, ...], day: date, kind: type[errors.Refusal]
) -> None:
    with refused(kind):
        opened(town, *amounts, day=day)


def test_a_closed_household_is_not_opened(town: Town, closed_household: str, refused: Refused) -> None:
    with refused(errors.HouseholdClosed):
        town.ledger.open_balances(
            day=PROGRAMME_START, lines=((closed_household, Credits(1)),), control_total=Credits(1)
        )


def test_joining_takes_the_opening_along(town: Town, intruder: Intruder) -> None:
    (kept, joined) = opened(town, OPENED, 100)
    town.ledger.join_households(household=town.household, joined=town.households[1])

    town.ledger.reverse(receipt=str(joined.receipt))

    assert balance(intruder, f"household:{town.household}") == kept.body["amount"]
    assert town.ledger.audit().clean


def test_opening_stock_lies_at_its_point_and_can_be_sold(town: Town, intruder: Intruder) -> None:
    stocked(town, ("P01", LoadLine("PET", "120.5")), ("P01", LoadLine("BEER", "24", "piece")), total=132_500)

    town.ledger.record_load(destination="DEALER", point="P01", lines=(LoadLine("PET", "120.5"),))

    assert town.ledger.stock() == {"P01": {"BEER": 12_000}}
    assert balance(intruder, "opening:K07", "PET") == -120_500
    assert intruder.run("SELECT material, grams, evidence FROM daily_total WHERE flow = 'opening' ORDER BY 1") == [
        ("BEER", 12_000, "estimated"),
        ("PET", 120_500, "weighed"),
    ]


def test_stock_that_does_not_agree_with_its_control_total_stops_everything(town: Town, refused: Refused) -> None:
    with refused(errors.ControlTotalDiffers):
        stocked(town, ("P01", LoadLine("PET", "1")), ("P02", LoadLine("PET", "2")), total=3_001)


def test_a_points_material_is_opened_once_until_taken_back(town: Town, refused: Refused) -> None:
    (entry,) = stocked(town, ("P01", LoadLine("PET", "1")), total=1_000)
    with refused(errors.OpenedAlready):
        stocked(town, ("P01", LoadLine("PET", "1")), total=1_000)
    town.ledger.reverse(receipt=str(entry.receipt))

    stocked(town, ("P01", LoadLine("PET", "2")), ("P02", LoadLine("PET", "1")), total=3_000)

    assert town.ledger.stock() == {"P01": {"PET": 2_000}, "P02": {"PET": 1_000}}
