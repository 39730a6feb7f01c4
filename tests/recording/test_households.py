"""Households come, move, are joined, leave and are forgotten; the books stay provable."""

from typing import Any

import pytest

from tests.recording.conftest import Refused
from tests.support.books import balance, contents
from tests.support.databases import on_sqlite
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.errors import Refusal
from wasteledger.journal.entries import Entry
from wasteledger.recording.households import Contact
from wasteledger.units import Credits

pytestmark = on_sqlite

MALI = Contact(
    name="นางสาวมะลิ  แก้วดี", called="ป้ามะลิ", house_number="12/3", phone="081-234 5678", house_code="80031234567"
)


def register(town: Town, **asked: Any) -> Entry:
    said: dict[str, Any] = {"community": "C01"} | asked
    (entry,) = town.ledger.register_household(**said)
    return entry


@pytest.fixture
def mali(town: Town) -> str:
    """A household with a name and a former number."""
    return str(register(town, contact=MALI, former_number="ธ-045", people=4).body["household"])


# Registering


def test_numbers_run_on_within_the_book(town: Town) -> None:
    assert [register(town).body["household"] for _ in range(3)] == ["K07/0005", "K07/0006", "K07/0007"]


def test_names_stay_outside_the_journal_and_are_tidied(town: Town, intruder: Intruder, mali: str) -> None:
    ((household, name, called, *numbers, sort_key, edition),) = intruder.run("SELECT * FROM contact")
    assert (household, name, called) == (mali, "นางสาวมะลิ แก้วดี", "ป้ามะลิ")
    assert numbers == ["12/3", "081-234 5678", "80031234567"]
    assert (bool(sort_key), edition) == (True, 1)
    (body,) = [row[0] for row in intruder.run("SELECT body FROM entry WHERE sequence = (SELECT sequence FROM origin)")]
    for private in ("มะลิ", "12/3", "081", "80031234567"):
        assert private not in bytes(body).decode()
    assert town.ledger.audit().clean


@pytest.mark.parametrize("flag", ["proxy_cash", "pick_up", "wet_bin"])
def test_what_a_household_allows_or_has_is_said_once_and_can_be_taken_back(
    town: Town, intruder: Intruder, flag: str
) -> None:
    entry = register(town, **{flag: True})
    assert entry.body["attributes"] == {"type": "household", "community": "C01", flag: 1}
    held = f"SELECT {flag} FROM household WHERE number = 'K07/0005'"
    assert intruder.value(held) == 1
    town.ledger.move_household(household="K07/0005", attributes={flag: 0})
    assert intruder.value(held) == 0
    assert town.ledger.audit().clean


def test_an_entry_says_only_what_is_known(town: Town) -> None:
    assert register(town).body["attributes"] == {"type": "household", "community": "C01"}
    assert register(town, type="school", people=320, home_point="p02").body["attributes"] == {
        "type": "school", "community": "C01", "people": 320, "home_point": "P02"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"community": "C99"}, errors.CodeUnknown),
        ({"community": ""}, errors.CodeUnknown),
        ({"type": "castle"}, errors.ValueNotAllowed),
        ({"people": -1}, errors.NotAWholeNumber),
        ({"people": "4"}, errors.NotAWholeNumber),
        ({"wet_bin": 2}, errors.ValueNotAllowed),
        ({"home_point": "P99"}, errors.CodeUnknown),
        ({"contact": Contact(house_code="123")}, errors.ValueNotAllowed),
        ({"contact": Contact(house_code="8003123456x")}, errors.ValueNotAllowed),
    ],
)
def test_a_registration_that_can_not_be_is_refused(
    town: Town, refused: Refused, asked: dict[str, Any], kind: type[Refusal]
) -> None:
    with refused(kind):
        register(town, **asked)


@pytest.mark.usefixtures("mali")
def test_a_former_number_belongs_to_one_household(town: Town, refused: Refused) -> None:
    with refused(errors.HouseholdKnown) as raised:
        register(town, former_number="ธ-045")
    assert raised.value.facts["household"] == "K07/0005"


def test_nobody_registers_in_a_closed_community(town: Town, refused: Refused) -> None:
    town.ledger.close_listed(kind="community", code="C02")
    with refused(errors.CodeClosed):
        register(town, community="C02")


# Moving


def test_a_household_moves_and_keeps_what_was_not_said(town: Town, intruder: Intruder, mali: str) -> None:
    town.ledger.move_household(
        household=mali, attributes={"community": "C02", "people": 5}, contact=Contact(phone="02-111 1111")
    )
    assert intruder.run("SELECT community, people, type, former_number FROM household WHERE number = ?", mali) == [
        ("C02", 5, "household", "ธ-045")
    ]
    assert intruder.run("SELECT name, phone FROM contact") == [("นางสาวมะลิ แก้วดี", "02-111 1111")]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"household": "K07/0999"}, errors.HouseholdUnknown),
        ({"household": "somebody"}, errors.HouseholdUnknown),
        ({"attributes": {"community": "C99"}}, errors.CodeUnknown),
        ({"attributes": {"type": "castle"}}, errors.ValueNotAllowed),
        ({"attributes": {"people": -2}}, errors.NotAWholeNumber),
        ({"attributes": {"proxy_cash": "perhaps"}}, errors.ValueNotAllowed),
    ],
)
def test_a_move_that_can_not_be_is_refused(
    town: Town, refused: Refused, asked: dict[str, Any], kind: type[Refusal]
) -> None:
    said: dict[str, Any] = {"household": town.household} | asked
    with refused(kind):
        town.ledger.move_household(**said)


@pytest.mark.parametrize("attribute", ["colour", "closed_on", "joined_into", "forgotten", "number"])
def test_a_move_sets_nothing_but_where_and_what_a_household_is(town: Town, attribute: str) -> None:
    with pytest.raises(errors.ValueNotAllowed):
        town.ledger.move_household(household=town.household, attributes={attribute: "2026-01-01"})


# Closing


@pytest.mark.parametrize(
    ("how", "account"),
    [
        ({"pay_out": True}, "redeemed:K07:cash"),
        ({"transfer_to": "K07/0002"}, "household:K07/0002"),
        ({"give_to": "K07/0003"}, "household:K07/0003"),
    ],
    ids=["paid out", "transferred", "given"],
)
@pytest.mark.usefixtures("weighed")
def test_a_balance_goes_with_the_household_in_one_request(
    town: Town, intruder: Intruder, how: dict[str, Any], account: str
) -> None:
    emptied, closed = town.ledger.close_household(household=town.household, **how)
    assert (emptied.body["amount"], emptied.body["balance"], closed.kind) == (8_000, 0, "household-closed")
    assert closed.receipt.sequence == emptied.receipt.sequence + 1
    assert balance(intruder, account) == 8_000
    assert intruder.value("SELECT closed_on FROM household WHERE number = 'K07/0001'") == "2026-03-15"


def test_a_household_without_a_balance_just_leaves(town: Town) -> None:
    (closed,) = town.ledger.close_household(household=town.household, pay_out=True)
    assert closed.kind == "household-closed"


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ({}, errors.BalanceLeft),
        ({"transfer_to": "K07/0999"}, errors.HouseholdUnknown),
        ({"transfer_to": "K07/0001"}, errors.SameHousehold),
        ({"give_to": "K07/0001"}, errors.SameHousehold),
    ],
)
def test_a_closing_that_would_lose_a_balance_is_refused(
    town: Town, refused: Refused, how: dict[str, Any], kind: type[Refusal]
) -> None:
    with refused(kind):
        town.ledger.close_household(household=town.household, **how)


def test_a_debt_can_not_be_left_behind(town: Town, refused: Refused, weighed: Entry) -> None:
    town.ledger.redeem(card=town.card, amount=Credits(8_000))
    town.ledger.reverse(receipt=str(weighed.receipt), allow_debt=True)
    with refused(errors.BalanceLeft):
        town.ledger.close_household(household=town.household, pay_out=True)


def test_a_closed_household_is_closed_once(town: Town, refused: Refused, closed_household: str) -> None:
    for verb in (town.ledger.close_household, town.ledger.move_household):
        with refused(errors.HouseholdClosed):
            verb(household=closed_household)


# Joining


def test_two_registrations_become_one_with_all_cards_and_credits(
    town: Town, intruder: Intruder, weighed: Entry
) -> None:
    kept, joined = town.households[1], town.household
    town.ledger.join_households(household=kept, joined=joined)
    assert balance(intruder, f"household:{kept}") == weighed.body["balance"]
    assert balance(intruder, f"household:{joined}") == 0
    assert intruder.run("SELECT closed_on, joined_into FROM household WHERE number = ?", joined) == [
        ("2026-03-15", kept)
    ]
    (entry,) = town.ledger.redeem(card=town.card, amount=Credits(1_000))
    assert entry.body["household"] == kept


def test_a_debt_goes_over_too(town: Town, intruder: Intruder, weighed: Entry) -> None:
    town.ledger.redeem(card=town.card, amount=Credits(8_000))
    town.ledger.reverse(receipt=str(weighed.receipt), allow_debt=True)
    town.ledger.join_households(household=town.households[1], joined=town.household)
    assert balance(intruder, "household:K07/0002") == -8_000
    assert balance(intruder, "household:K07/0001") == 0


@pytest.mark.parametrize(
    ("household", "joined", "kind"),
    [
        ("K07/0001", "K07/0001", errors.SameHousehold),
        ("K07/0001", "K07/0999", errors.HouseholdUnknown),
        ("K07/0999", "K07/0001", errors.HouseholdUnknown),
    ],
)
def test_a_join_that_can_not_be_is_refused(
    town: Town, refused: Refused, household: str, joined: str, kind: type[Refusal]
) -> None:
    with refused(kind):
        town.ledger.join_households(household=household, joined=joined)


def test_a_closed_household_is_not_joined(town: Town, refused: Refused, closed_household: str) -> None:
    with refused(errors.HouseholdClosed):
        town.ledger.join_households(household=town.household, joined=closed_household)
    with refused(errors.HouseholdClosed):
        town.ledger.join_households(household=closed_household, joined=town.household)


def test_what_the_joined_household_still_had_coming_reaches_the_one_it_became(
    town: Town, intruder: Intruder, mixed: Entry
) -> None:
    town.ledger.join_households(household=town.household, joined=mixed.body["household"])
    town.ledger.settle_rate(material="MIX", thousandths=150_000)
    assert balance(intruder, f"household:{town.household}") == 300


def test_what_the_joined_household_brought_can_still_be_taken_back(town: Town, weighed: Entry) -> None:
    town.ledger.join_households(household=town.households[1], joined=town.household)
    town.ledger.reverse(receipt=str(weighed.receipt))


@pytest.mark.usefixtures("weighed")
def test_what_two_households_gave_each_other_before_they_were_one_can_be_taken_back(
    town: Town, intruder: Intruder
) -> None:
    (handed,) = town.ledger.transfer(card=town.card, to=town.households[1], amount=Credits(500))
    town.ledger.join_households(household=town.household, joined=town.households[1])
    town.ledger.reverse(receipt=str(handed.receipt))
    assert balance(intruder, f"household:{town.household}") == 8_000
    assert town.ledger.audit().clean


# Forgetting


def test_names_go_and_the_books_stay(town: Town, intruder: Intruder, mali: str) -> None:
    before = contents(intruder)["entry"]
    (entry,) = town.ledger.forget_household(household=mali)
    after = contents(intruder)
    assert after["contact"] == []
    assert after["entry"][:-1] == before
    assert (entry.kind, entry.body["household"]) == ("household-forgotten", mali)
    assert town.ledger.audit().clean


def test_who_is_forgotten_gets_no_new_name(town: Town, intruder: Intruder, mali: str) -> None:
    town.ledger.forget_household(household=mali)
    town.ledger.move_household(household=mali, attributes={"people": 3}, contact=MALI)
    assert contents(intruder)["contact"] == []
    assert town.ledger.audit().clean


def test_a_household_that_left_can_be_forgotten(town: Town, closed_household: str) -> None:
    assert town.ledger.forget_household(household=closed_household)
