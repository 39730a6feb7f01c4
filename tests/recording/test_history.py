"""History: months before the books count in every report, named as what they are, and in nobody's stock or balance."""

from datetime import date
from typing import Any

import pytest

from tests.recording.conftest import Refused
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.calendar import read_period
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.recording.rates import NewRate

MARCH = date(2025, 3, 1)
PERIOD = read_period("2025-03")


def carried(town: Town, material: str, quantity: str, **said: Any) -> Entry:
    asked: dict[str, Any] = {"month": MARCH, "line": LoadLine(material, quantity)} | said
    (entry,) = town.ledger.carry_over(**asked)
    return entry


@pytest.fixture
def last_march(town: Town) -> Town:
    """1,000 kg of bottles came in from C01, 900 kg were sold, 9,000 kg of the whole town were buried."""
    carried(town, "PET", "1000", community="C01")
    carried(town, "PET", "900", destination="DEALER")
    carried(town, "RES", "9000", destination="FILL")
    return town


def test_a_months_sum_counts_on_its_last_day_before_the_programme_too(town: Town) -> None:
    entry = carried(town, "PET", "1000", month=date(2024, 2, 10))
    assert (entry.body["day"], entry.body["lines"][0]["evidence"]) == ("2024-02-29", "carried-over")


def test_no_stock_and_no_balance_is_touched(last_march: Town, intruder: Intruder) -> None:
    assert last_march.ledger.stock() == {}
    assert intruder.run("SELECT account, commodity, quantity FROM balance WHERE account LIKE 'carried:%'") == [
        ("carried:K07", "PET", 100_000)
    ]
    assert intruder.value("SELECT count(*) FROM passbook") == 0
    assert last_march.ledger.audit().clean


@pytest.mark.parametrize(
    ("basis", "percent", "numerator"), [("received", "10.00", 1_000_000), ("dispatched", "9.09", 900_000)]
)
def test_no_basis_counts_the_same_kilograms_twice(last_march: Town, basis: str, percent: str, numerator: int) -> None:
    report = last_march.ledger.report("diversion", PERIOD, basis=basis)
    total, stands = report.total, report.stands_on

    assert (total["percent"], total["numerator_grams"], total["disposed_grams"]) == (percent, numerator, 9_000_000)
    assert (stands.carried_over_percent, stands.estimated_percent) == ("100.00", "0.00")
    assert (total["drop_offs"], total["loads"]) == (0, 0)


def test_a_month_without_disposal_refuses_its_rate_as_any_other(town: Town) -> None:
    carried(town, "PET", "1000", community="C01")
    with pytest.raises(errors.DisposalMissing):
        town.ledger.report("diversion", PERIOD)
    carried(town, "RES", "0", destination="FILL")
    assert town.ledger.report("diversion", PERIOD).total["percent"] == "100.00"


def test_the_rate_of_a_community_stands_on_its_own_months(town: Town) -> None:
    carried(town, "PET", "100", community="C01")
    carried(town, "PET", "50", community="C01", destination="DEALER")
    carried(town, "RES", "100", community="C01", destination="FILL")

    shares = {
        basis: town.ledger.report("diversion", PERIOD, by="community", basis=basis).rows
        for basis in ("received", "dispatched")
    }

    assert [(row["community"], row["percent"]) for row in shares["received"]] == [("C01", "50.00")]
    assert [(row["community"], row["percent"]) for row in shares["dispatched"]] == [("C01", "33.33")]


def test_the_share_carried_over_is_told_beside_what_was_weighed(town: Town) -> None:
    carried(town, "PET", "1", month=date(2026, 2, 1))
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 3_000),))

    report = town.ledger.report("tonnage", read_period("2026"), by=["evidence"])

    assert (report.total["received_grams"], report.total["carried_over_grams"], report.total["weighings"]) == (
        4_000,
        1_000,
        1,
    )
    assert [row["evidence"] for row in report.rows] == ["carried-over", "weighed"]


def test_a_month_is_said_once_until_taken_back(town: Town, refused: Refused) -> None:
    wrong = carried(town, "PET", "1000", community="C01")
    with refused(errors.OpenedAlready) as raised:
        carried(town, "PET", "1100", community="C01")
    assert raised.value.facts["subject"] == "2025-03 C01 PET"
    town.ledger.reverse(receipt=str(wrong.receipt))

    carried(town, "PET", "1100", community="C01")
    carried(town, "PET", "5", community="C02")

    assert town.ledger.report("tonnage", PERIOD).total["received_grams"] == 1_105_000
    assert town.ledger.audit().clean


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"month": date(2026, 3, 1)}, errors.InTheFuture),
        ({"line": LoadLine("PET", "0")}, errors.NothingWeighed),
        ({"line": LoadLine("GOLD", "1")}, errors.CodeUnknown),
        ({"community": "C99"}, errors.CodeUnknown),
        ({"destination": "MOON"}, errors.CodeUnknown),
    ],
)
def test_what_can_not_be_carried_over(
    town: Town, refused: Refused, said: dict[str, Any], kind: type[errors.Refusal]
) -> None:
    with refused(kind):
        carried(town, "PET", "1", **said)


def test_a_rate_may_begin_after_a_month_carried_over(town: Town) -> None:
    """A month's sum was never priced here, so no rate of that time is held fast by it."""
    carried(town, "PET", "1", month=date(2026, 2, 1))
    assert town.ledger.set_rates(rates=(NewRate("PET", 1, date(2026, 2, 1)),))
