"""Who owes pays that first, out of whatever is dropped off: also where cash is asked for, or a gift is meant."""

from pathlib import Path

import pytest

from tests.support.books import balance
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger.domain.calendar import Period
from wasteledger.exchange.exports.check_journal import Checker
from wasteledger.journal.entries import Entry
from wasteledger.printing.slip import Slip
from wasteledger.recording.drop_offs import Weighing
from wasteledger.translation import Words
from wasteledger.units import Credits

ENGLISH = Words("en")


@pytest.fixture
def owing(town: Town, weighed: Entry) -> str:
    """The first household, which owes 30.00 baht."""
    town.ledger.redeem(card=town.card, amount=Credits(3_000))
    town.ledger.reverse(receipt=str(weighed.receipt), allow_debt=True)
    return town.household


def weigh(town: Town, grams: int, **asked: object) -> Entry:
    weighings = (Weighing("PET", grams),)
    (entry,) = town.ledger.record_drop_off(card=town.card, weighings=weighings, **asked)  # type: ignore[arg-type]
    return entry


def slip(town: Town, entry: Entry) -> Slip:
    return town.ledger.slip(str(entry.receipt), ENGLISH)


def test_cash_is_paid_of_what_is_left_when_the_debt_is(town: Town, intruder: Intruder, owing: str) -> None:
    first = weigh(town, 1_000, settle="cash")
    assert (first.body["paid"], first.body["balance"]) == (0, -2_200)
    second = weigh(town, 5_000, settle="cash")
    assert (second.body["paid"], second.body["balance"]) == (1_800, 0)
    third = weigh(town, 1_000, settle="cash")
    assert (third.body["paid"], third.body["balance"]) == (800, 0)
    assert balance(intruder, f"household:{owing}") == 0
    assert balance(intruder, "redeemed:K07:cash") == 3_000 + 1_800 + 800
    totals = "SELECT credits, entries FROM daily_total WHERE flow = 'redeemed'"
    assert intruder.run(totals) == [(5_600, 3)]
    assert town.ledger.audit().clean


def test_a_gift_is_of_what_is_left_when_the_debt_is(town: Town, intruder: Intruder, owing: str) -> None:
    school = town.households[2]
    first = weigh(town, 1_000, settle="gift", gift_to=school)
    second = weigh(town, 5_000, settle="gift", gift_to=school)
    third = weigh(town, 1_000, settle="gift", gift_to=school)
    assert (first.body["given"], second.body["given"], "given" in third.body) == (0, 1_800, False)
    assert balance(intruder, f"household:{owing}") == third.body["balance"] == 0
    assert balance(intruder, f"household:{school}") == 1_800 + 800
    assert town.ledger.audit().clean


@pytest.mark.usefixtures("owing")
def test_slip_and_statement_say_what_was_kept_back(town: Town) -> None:
    cash = slip(town, weigh(town, 1_000, settle="cash"))
    assert (cash.total, cash.cash_paid, cash.kept_for_debt) == (Credits(800), None, Credits(800))
    assert (cash.balance_before, cash.balance_after) == (Credits(-3_000), Credits(-2_200))
    gift = slip(town, weigh(town, 5_000, settle="gift", gift_to="K07/0003"))
    assert (gift.total, gift.receiver, gift.kept_for_debt) == (Credits(4_000), "K07/0003", Credits(2_200))
    assert (gift.balance_before, gift.balance_after) == (Credits(-2_200), Credits(0))
    plain = slip(town, weigh(town, 1_000, settle="cash"))
    assert (plain.cash_paid, plain.kept_for_debt) == (Credits(800), None)
    today = town.ledger.today()
    said = town.ledger.passbook(town.household, Period(today, today), ENGLISH).lines
    kept = [line.change for line in said if line.what == "drop off, what was owed kept back"]
    assert kept == [Credits(800), Credits(2_200)]


@pytest.mark.usefixtures("owing")
def test_the_auditors_checker_and_hledger_follow(town: Town, tmp_path: Path) -> None:
    for settle in ("cash", "gift", "cash"):
        weigh(town, 2_000, settle=settle, gift_to="K07/0003")
    town.ledger.export_journal(tmp_path / "books.jsonl")
    checker = Checker({})
    checker.check(tmp_path / "books.jsonl")
    assert checker.findings == []
    town.ledger.export_hledger(tmp_path)
    written = (tmp_path / "credits.journal").read_text(encoding="utf-8")
    assert "redeemed:K07:cash  16.00 " in written
    assert "household:K07/0003  2.00 " in written
    assert 'household:K07/0001  0.00 "credits" = 0.00 ' in written


@pytest.mark.parametrize("settle", ["cash", "gift"])
def test_it_is_taken_back_as_it_was_booked(town: Town, intruder: Intruder, owing: str, settle: str) -> None:
    before = intruder.run("SELECT * FROM balance WHERE quantity <> 0 ORDER BY 1, 2")
    entry = weigh(town, 5_000, settle=settle, gift_to="K07/0003")
    town.ledger.reverse(receipt=str(entry.receipt), allow_debt=True)
    assert intruder.run("SELECT * FROM balance WHERE quantity <> 0 ORDER BY 1, 2") == before
    assert balance(intruder, f"household:{owing}") == -3_000


@pytest.mark.parametrize("settle", ["cash", "gift"])
def test_a_correction_keeps_back_what_was_kept_back_then(town: Town, owing: str, settle: str) -> None:
    entry = weigh(town, 5_000, settle=settle, gift_to="K07/0003")
    _, again = town.ledger.correct(receipt=str(entry.receipt), weighings=(Weighing("PET", 6_000),), allow_debt=True)
    assert again.body["paid" if settle == "cash" else "given"] == 4_800 - 3_000
    assert town.ledger.balance(owing) == Credits(0)


def test_what_was_paid_when_nothing_was_owed_stays_paid_in_a_correction(town: Town, weighed: Entry) -> None:
    cash = weigh(town, 5_000, settle="cash")
    town.ledger.redeem(card=town.card, amount=Credits(8_000))
    town.ledger.reverse(receipt=str(weighed.receipt), allow_debt=True)
    _, again = town.ledger.correct(receipt=str(cash.receipt), weighings=(Weighing("PET", 4_000),))
    assert again.body["paid"] == 3_200
    assert town.ledger.balance(town.household) == Credits(-8_000)
