"""A rate holds from a day on and never in the booked past; what had none is credited by one ruling."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.recording.conftest import Refused
from tests.support.books import balance
from tests.support.databases import on_sqlite
from tests.support.day import STRANGE_CARD, TODAY
from tests.support.intruder import Intruder
from tests.support.town import PET_RATE, Town
from wasteledger import errors
from wasteledger.errors import Refusal
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.rates import NewRate

pytestmark = on_sqlite

TOMORROW = TODAY + timedelta(days=1)
DAY = 86_400


def credited(town: Town, *weighings: Weighing, **asked: Any) -> list[int]:
    (entry,) = town.ledger.record_drop_off(card=town.card, weighings=weighings, **asked)
    return [line["credits"] for line in entry.body["lines"]]


def test_a_new_rate_begins_on_its_day(town: Town) -> None:
    town.ledger.set_rates(rates=(NewRate("PET", 2 * PET_RATE, TOMORROW),))
    assert credited(town, Weighing("PET", 1_000)) == [800]
    town.clock.tick(DAY)
    assert credited(town, Weighing("PET", 1_000)) == [1_600]
    assert credited(town, Weighing("PET", 1_000), at=town.clock.now - timedelta(days=1)) == [800]


def test_half_a_satang_a_kilogram_can_be_said(town: Town) -> None:
    town.ledger.set_rates(rates=(NewRate("PET", 500, TODAY),))
    assert credited(town, Weighing("PET", 1_999), Weighing("PET", 2_000), Weighing("PET", 4_000)) == [0, 1, 2]


def test_a_grade_has_its_own_rate_or_else_the_materials(town: Town) -> None:
    town.ledger.set_rates(rates=(NewRate("PET", PET_RATE + 100_000, TODAY, grade="A"),))
    assert credited(
        town, Weighing("PET", 1_000, grade="A"), Weighing("PET", 1_000, grade="C"), Weighing("PET", 1_000)
    ) == [900, 800, 800]


def test_a_rate_agreed_at_a_point_holds_there_for_that_day_alone(town: Town, intruder: Intruder) -> None:
    town.ledger.agree_rates(rates=(NewRate("PET", PET_RATE + 50_000, TODAY),), point="P02")
    assert credited(town, Weighing("PET", 1_000), point="P02") == [850]
    assert credited(town, Weighing("PET", 1_000), point="P01") == [800]
    town.clock.tick(DAY)
    assert credited(town, Weighing("PET", 1_000), point="P02") == [800]
    assert intruder.run("SELECT first_day, last_day, agreed_by FROM rate WHERE point = 'P02'") == [
        ("2026-03-15", "2026-03-15", "1")
    ]


def test_a_rate_may_begin_in_the_past_while_nothing_was_booked_since(town: Town) -> None:
    first = date(2026, 2, 1)
    town.ledger.set_rates(rates=(NewRate("PET", 2 * PET_RATE, first),))
    assert credited(town, Weighing("PET", 1_000), at=town.clock.now.replace(month=2)) == [1_600]


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize("first", [TODAY, TODAY - timedelta(days=1), date(2026, 1, 1)])
def test_a_rate_never_begins_in_the_booked_past(town: Town, refused: Refused, first: date) -> None:
    with refused(errors.RateInThePast) as raised:
        town.ledger.set_rates(rates=(NewRate("BATT", 1, TOMORROW), NewRate("PET", 2 * PET_RATE, first)))
    assert raised.value.facts["booked"] == TODAY
    with refused(errors.RateInThePast):
        town.ledger.agree_rates(rates=(NewRate("PET", PET_RATE, first),), point="P01")


@pytest.mark.usefixtures("weighed")
def test_a_point_that_weighed_nothing_yet_may_still_agree(town: Town) -> None:
    assert town.ledger.agree_rates(rates=(NewRate("PET", PET_RATE, TODAY),), point="P02")


def test_what_was_taken_back_binds_no_rate(town: Town, weighed: Entry) -> None:
    town.ledger.reverse(receipt=str(weighed.receipt))
    assert town.ledger.set_rates(rates=(NewRate("PET", 2 * PET_RATE, TODAY),))


@pytest.mark.parametrize(
    ("rates", "kind"),
    [
        ((), errors.NoLines),
        ((NewRate("GOLD", 1, TOMORROW),), errors.CodeUnknown),
        ((NewRate("PET", -1, TOMORROW),), errors.NotAWholeNumber),
    ],
)
def test_a_rate_that_can_not_be_is_refused(
    town: Town, refused: Refused, rates: tuple[NewRate, ...], kind: type[Refusal]
) -> None:
    with refused(kind):
        town.ledger.set_rates(rates=rates)
    with refused(kind):
        town.ledger.agree_rates(rates=rates)


# Settling what waited


def test_one_ruling_credits_the_round(town: Town, intruder: Intruder, mixed: Entry) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("MIX", 333), Weighing("MIX", 1_000)))
    town.ledger.record_drop_off(card=STRANGE_CARD, weighings=(Weighing("MIX", 1_000),), unknown_card=True)
    (ruling,) = town.ledger.settle_rate(material="MIX", thousandths=150_000)
    assert [line["credits"] for line in ruling.body["lines"]] == [300, 49, 150, 150]
    assert ruling.body["lines"][0]["receipt"] == str(mixed.receipt)
    assert balance(intruder, "household:K07/0002") == 300
    assert balance(intruder, "household:K07/0001") == 199
    assert balance(intruder, f"unclaimed:{STRANGE_CARD}") == 150
    assert intruder.run("SELECT DISTINCT settled_by FROM pending_line") == [(str(ruling.receipt),)]


@pytest.mark.usefixtures("mixed")
def test_a_line_is_settled_once(town: Town, refused: Refused) -> None:
    town.ledger.settle_rate(material="MIX", thousandths=150_000)
    with refused(errors.NothingPending):
        town.ledger.settle_rate(material="MIX", thousandths=150_000)


@pytest.mark.usefixtures("mixed")
def test_a_round_that_brought_nothing_is_settled_at_zero(town: Town, intruder: Intruder) -> None:
    (ruling,) = town.ledger.settle_rate(material="MIX", thousandths=0)
    assert ruling.body["lines"][0]["credits"] == 0
    assert intruder.value("SELECT count(*) FROM pending_line WHERE settled_by = ''") == 0


def test_credits_count_on_the_day_the_waste_was_weighed(town: Town, intruder: Intruder, mixed: Entry) -> None:
    town.clock.tick(3 * DAY)
    town.ledger.settle_rate(material="MIX", thousandths=150_000)
    assert intruder.run("SELECT day, grams, credits FROM daily_total WHERE material = 'MIX'") == [
        (mixed.body["day"], 2_000, 300)
    ]


@pytest.mark.parametrize(
    ("chosen", "settled"),
    [
        ({"point": "P02"}, 1),
        ({"first_day": TOMORROW}, 1),
        ({"last_day": TODAY}, 1),
        ({"first_day": TODAY, "last_day": TOMORROW}, 2),
        ({"grade": "A"}, 1),
        ({}, 2),
    ],
)
@pytest.mark.usefixtures("mixed")
def test_a_ruling_may_be_for_one_point_or_some_days_or_a_grade(
    town: Town, chosen: dict[str, Any], settled: int
) -> None:
    town.clock.tick(DAY)
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("MIX", 500),), point="P02")
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("MIX", 700, grade="A"),), point="P01")
    (ruling,) = town.ledger.settle_rate(material="MIX", thousandths=150_000, **chosen)
    assert len(ruling.body["lines"]) == settled


def test_what_never_waited_is_not_settled(town: Town, refused: Refused) -> None:
    with refused(errors.NothingPending):
        town.ledger.settle_rate(material="PET", thousandths=1)
    with refused(errors.CodeUnknown):
        town.ledger.settle_rate(material="GOLD", thousandths=1)


def test_what_was_taken_back_waits_no_more(town: Town, refused: Refused, mixed: Entry) -> None:
    town.ledger.reverse(receipt=str(mixed.receipt))
    with refused(errors.NothingPending):
        town.ledger.settle_rate(material="MIX", thousandths=1)


@pytest.mark.usefixtures("mixed")
def test_nobody_is_charged_by_a_negative_rate(town: Town) -> None:
    with pytest.raises(errors.NotAWholeNumber):
        town.ledger.settle_rate(material="MIX", thousandths=-1_000)
