"""``exception``: what two points left for the office, listed and settled at its command line."""

import pytest

from tests.support.command_line import Run
from tests.support.counters import Counters
from tests.support.databases import on_sqlite
from tests.support.town import OFFICE, ORIGIN
from wasteledger.units import Credits

pytestmark = on_sqlite


@pytest.fixture
def at_this_office(counters: Counters, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("WASTELEDGER_DATABASE", counters.town.database)
    monkeypatch.setenv("WASTELEDGER_OPERATOR", OFFICE)
    return run


def test_what_came_for_a_joined_household_and_a_second_cancellation_are_settled(
    counters: Counters, at_this_office: Run
) -> None:
    school, household = counters.town.households[2], counters.town.household
    visit = counters.one.weigh(school)
    counters.carry(counters.one, counters.office)
    by_office, by_point = (
        counter.ledger.reverse(receipt=str(visit.receipt))[0] for counter in (counters.office, counters.one)
    )
    counters.one.weigh(household)
    counters.office.ledger.join_households(household=school, joined=household)
    counters.meet()

    shown = at_this_office("--language", "en", "exception", "list").out
    assert "reversed twice" in shown
    assert f"{by_office.receipt}, {by_point.receipt}" in shown
    debt, left, twice = at_this_office("exception", "list", "--format", "json").data["exceptions"]
    assert (debt["kind"], debt["subject"], debt["quantity"]) == ("negative-balance", school, -8_000)
    assert (left["kind"], left["subject"], left["quantity"]) == ("joined-balance", household, 8_000)
    assert twice == {
        "kind": "reversed-twice",
        "subject": str(visit.receipt),
        "quantity": None,
        "material": "",
        "receipts": [str(by_office.receipt), str(by_point.receipt)],
        "settled": False,
    }

    assert at_this_office("exception", "settle", "household", household).code == 0
    assert at_this_office("exception", "settle", "reversal", str(by_point.receipt)).code == 0
    assert at_this_office("exception", "list", "--format", "json").data["exceptions"] == []
    refused = at_this_office("--language", "en", "exception", "settle", "reversal", str(by_office.receipt))
    assert (refused.code, refused.err) == (56, f"No exception “{by_office.receipt}” is known here.\n")


def test_an_exception_that_was_seen_is_listed_only_when_asked_for(counters: Counters, at_this_office: Run) -> None:
    for counter in (counters.one, counters.two):
        counter.weigh(counters.town.card, request_id="17")
    counters.meet()
    assert at_this_office("exception", "settle", "seen", "request-twice", "17").code == 0
    assert at_this_office("exception", "list", "--format", "json").data["exceptions"] == []
    (seen,) = at_this_office("exception", "list", "--settled", "--format", "json").data["exceptions"]
    assert (seen["kind"], seen["settled"]) == ("request-twice", True)
    assert at_this_office("exception", "settle", "seen", "negative-balance", "K07/0001").code == 59


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Credits of household K07/0001 are spent at the point P01 ศาลาหมู่บ้าน: what is left",
        ),
        ("th", "สมาชิก K07/0001 ใช้ยอดในสมุดได้ที่จุดรับฝาก P01 ศาลาหมู่บ้าน"),
    ],
)
def test_who_may_not_spend_here_is_told_where(
    counters: Counters, at_this_office: Run, language: str, said: str
) -> None:
    counters.office.weigh(counters.town.household)
    refused = at_this_office("--language", language, "redeem", counters.town.household, "1.00")
    assert (refused.code, refused.out) == (39, "")
    assert said in refused.err
    counters.office.ledger.change_settings(settings={"spending": "office"})
    assert counters.office.ledger.redeem(card=counters.town.household, amount=Credits(100), request_id=ORIGIN)
