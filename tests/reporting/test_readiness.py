"""The guide names what is missing before the first buying day, and what it says to type mends it."""

from tests.support.clock import Clock
from tests.support.town import OFFICE, ORIGIN, PROGRAMME_START, STAFF, Town
from wasteledger.ledger import Ledger
from wasteledger.recording.loads import LoadLine
from wasteledger.reporting.readiness import Step
from wasteledger.units import Credits


def by_name(ledger: Ledger) -> dict[str, Step]:
    return {step.what: step for step in ledger.readiness()}


def test_a_new_town_lacks_everything_but_its_name(database_url: str, clock: Clock) -> None:
    with Ledger.found(database_url, origin=ORIGIN, operator=OFFICE, settings={"name_en": "T"}, clock=clock) as ledger:
        steps = by_name(ledger)

    done = {what for what, step in steps.items() if step.done}
    assert done == {"The town's name"}
    assert not any("without" in what for what in steps)
    assert all(bool(step.command) != step.done for step in steps.values())


def test_each_thing_is_ticked_when_it_is_there(town: Town) -> None:
    before = by_name(town.ledger)
    town.ledger.add_to_list(kind="plan", code="P01-M", attributes={"point": "P01", "days": "15", "communities": "C01"})
    town.ledger.set_pin(STAFF, "1234")
    town.ledger.record_load(destination="FILL", community="C01", lines=(LoadLine("RES", "0"),))
    town.ledger.print_cards(cards=town.cards)

    after = by_name(town.ledger)

    assert before["Points without a planned round"].missing == ("P01", "P02")
    assert after["Points without a planned round"].missing == ("P02",)
    assert before["Points whose operators have no PIN"].count == 2
    assert after["Points whose operators have no PIN"].missing == ("P02",)
    assert not before["Disposed loads this month"].done
    assert after["Disposed loads this month"].done
    assert before["Cards not printed"].count == 4
    assert after["Cards not printed"].done


def test_a_member_of_the_old_book_has_something_to_bring_over(town: Town) -> None:
    (entry,) = town.ledger.register_household(community="C01", former_number="045")
    number = entry.body["household"]

    before = by_name(town.ledger)
    town.ledger.open_balances(day=PROGRAMME_START, lines=((number, Credits(0)),), control_total=Credits(0))

    assert before["Former members without an opening balance"].missing == (number,)
    assert by_name(town.ledger)["Former members without an opening balance"].done


def test_walk_ins_need_no_card_and_are_no_household(town: Town) -> None:
    town.ledger.revoke_card(card=town.cards[3])

    steps = by_name(town.ledger)

    assert steps["Households"].count == 3
    assert steps["Households without a card"].done


def test_a_household_whose_card_was_revoked_is_named(town: Town) -> None:
    town.ledger.revoke_card(card=town.card)

    assert by_name(town.ledger)["Households without a card"].missing == (town.household,)


def test_a_material_that_is_only_disposed_of_needs_no_rate(town: Town) -> None:
    assert by_name(town.ledger)["Materials without a rate today"].missing == ()
