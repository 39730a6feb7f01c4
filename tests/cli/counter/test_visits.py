"""A visit from the card to the slip: weighed, booked, paid or given; side by side with others."""

from collections.abc import Callable

import pytest

from tests.cli.counter.conftest import AtTheCounter
from tests.support.day import STRANGE_CARD
from tests.support.files import newest
from tests.support.town import Town
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.households import Contact
from wasteledger.units import Credits
from wasteledger_cli.counter.serving import serve


def last(town: Town) -> dict[str, object]:
    """What the newest entry of the book says."""
    ledger = town.ledger
    return dict(ledger.entry(f"K07-{ledger.status().entries}").body)


def entries(town: Town) -> int:
    return town.ledger.status().entries


def test_a_card_a_weight_and_enter_book_a_visit(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    before = entries(counter_town)

    at_the_counter.type(serve, counter_town.card, "5 5.4-0.2", "1 3", "", "")

    body = last(counter_town)
    assert entries(counter_town) == before + 1
    assert (body["household"], body["balance"], body["point"], body["operator"]) == ("K07/0001", 4160, "P01", "12")
    assert at_the_counter.said("1) ", "5.40-0.20=5.20 × 8.00 = 41.60", "41.60")
    assert at_the_counter.said("000", "41.60", "15 Mar")
    assert at_the_counter.bells == 0


@pytest.mark.parametrize(("key", "said"), [("", {"balance": 800}), ("1", {"balance": 800}), ("2", {"paid": 800})])
def test_one_key_says_what_becomes_of_the_credits(
    at_the_counter: AtTheCounter, counter_town: Town, key: str, said: dict[str, int]
) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 1", "", key)

    assert said.items() <= last(counter_town).items()


def test_a_gift_asks_for_whom(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 1", "DONE", "3", "K07/0002")

    assert last(counter_town)["gift"] == "K07/0002"


def test_visits_stand_side_by_side_and_are_recalled_by_number(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    first, second, third, _ = counter_town.cards

    at_the_counter.type(
        serve,
        first,
        "PET 1",
        "**",
        second,
        "PET 2",
        "**",
        third,
        "PET 3",
        "",
        "",
        ".2",
        "",
        "",
        "q1",
        "PET 0.5",
        "",
        "",
    )

    balances = [counter_town.ledger.balance(number).value for number in counter_town.households[:3]]
    assert balances == [1200, 1600, 2400]
    assert at_the_counter.counter.visits == []


def test_a_card_shown_again_takes_up_the_visit_that_waits(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 1", "**", counter_town.card, "PET 2", "", "")

    assert last(counter_town)["balance"] == 2400


def test_a_visit_without_a_card_is_bound_at_its_end(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, "0", "1", "17", "PET 1", "", counter_town.card, "")

    assert last(counter_town)["household"] == "K07/0001"


def test_a_card_scanned_while_a_weight_is_expected_is_never_a_number(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    at_the_counter.type(serve, counter_town.card, "5", counter_town.cards[1], "1", "", "")

    body = last(counter_town)
    assert (body["household"], body["balance"]) == ("K07/0001", 800)
    assert at_the_counter.bells == 1


def test_the_last_line_is_taken_back(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 1", "PET 9", "*", "UNDO", "PET 2", "", "")

    assert last(counter_town)["balance"] == 1600


def test_a_visit_given_up_books_nothing(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    before = entries(counter_town)

    at_the_counter.type(serve, counter_town.card, "PET 1", "***", counter_town.card, "PET 1", "CANCEL", "")

    assert entries(counter_town) == before
    assert at_the_counter.counter.drafts.open_visits() == []


def test_what_is_handed_back_is_weighed_apart(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 5", "REJECT", "0.8", "PET 2/0.1", "", "")

    lines = last(counter_town)["lines"]
    assert [line["rejected"] for line in lines] == [800, 100]  # type: ignore[attr-defined]  # lines are dicts


def test_a_container_scanned_belongs_to_the_line_just_weighed_or_to_the_next(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 5", "T:900", "M:PET", "T:100", "2", "", "")

    assert [line["tare"] for line in last(counter_town)["lines"]] == [900, 100]  # type: ignore[attr-defined]


def test_containers_are_asked_for_where_the_town_lists_them(
    open_counter: Callable[..., AtTheCounter], counter_town: Town
) -> None:
    counter_town.ledger.change_settings(settings={"containers": "ถุงปุ๋ย=100, เข่ง=900"})

    open_counter().type(serve, counter_town.card, "PET 5", "2", "PET 5", "", "BEER 3", "", "")

    assert [line.get("tare") for line in last(counter_town)["lines"]] == [900, None, None]  # type: ignore[attr-defined]


@pytest.mark.parametrize("parted_by", [["**", ".1"], None])
def test_a_weight_whose_container_nobody_said_is_not_lost(
    open_counter: Callable[..., AtTheCounter], counter_town: Town, parted_by: list[str] | None
) -> None:
    counter_town.ledger.change_settings(settings={"containers": "ถุงปุ๋ย=100, เข่ง=900"})
    begun = [counter_town.card, "PET 3", "", "PET 5"]

    if parted_by:
        open_counter().type(serve, *begun, *parted_by, "2", "", "")
    else:
        open_counter().type(serve, *begun)
        open_counter().type(serve, "1", "2", "", "")

    lines = last(counter_town)["lines"]
    assert [(line["grams"], line.get("tare")) for line in lines] == [(3_000, None), (4_100, 900)]  # type: ignore[attr-defined]


def test_a_weight_left_at_its_container_is_left_out(
    open_counter: Callable[..., AtTheCounter], counter_town: Town
) -> None:
    counter_town.ledger.change_settings(settings={"containers": "เข่ง=900"})

    open_counter().type(serve, counter_town.card, "PET 3", "", "PET 5", "***", "", "")

    assert [line["grams"] for line in last(counter_town)["lines"]] == [3_000]  # type: ignore[attr-defined]


def test_grades_pieces_and_estimates_are_typed_in_one_word(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "5A 5.4", "2 24", "PET 3~", "", "")

    lines = last(counter_town)["lines"]
    assert [line.get("grade") for line in lines] == ["A", None, None]  # type: ignore[attr-defined]
    assert [line.get("estimated") for line in lines] == [None, 1, 1]  # type: ignore[attr-defined]


def test_leaving_a_question_about_one_line_keeps_the_others(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    questions = ("PET 54", "***", "RES 2", "2", "***", "RES 2", "1", "***", "0", "***", "0", "3", "***")

    at_the_counter.type(serve, counter_town.card, "PET 1", *questions, "", "3", "***", "")

    assert last(counter_town)["balance"] == 800


def test_leaving_a_material_whose_weight_is_awaited_keeps_the_visit(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 1", "BEER", "***", "", "")

    assert last(counter_town)["balance"] == 800


def test_a_command_before_any_card_is_answered(at_the_counter: AtTheCounter) -> None:
    at_the_counter.type(serve, "REJECT", "*", "")

    assert at_the_counter.bells == 2


def test_a_weight_that_is_refused_is_asked_for_again_alone(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    shown = at_the_counter.type(serve, counter_town.card, "BEER 5.4", "5", "PET 540", "5.4", "", "")

    assert [line["quantity"] for line in last(counter_town)["lines"]] == [5, 5_400]  # type: ignore[attr-defined]
    assert any("how much (piece)" in line for line in shown)


def test_a_question_mark_helps_wherever_it_is_typed(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    before = entries(counter_town)

    shown = at_the_counter.type(serve, "?", counter_town.card, "?", "PET 1", "", "?")

    assert sum("***" in line for line in shown) == 2
    assert any("telephone" in line for line in shown)
    assert any("1 BATT · 2 BEER" in line for line in shown)
    assert entries(counter_town) == before


# Odd weights


def test_an_unusual_weight_is_typed_again_and_never_confirmed(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 54", "5.4", "", "")

    assert last(counter_town)["balance"] == 4320


def test_a_weight_typed_again_keeps_what_was_said_with_the_first(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 54-0.2/0.8~", "5.4", "", "")

    line = last(counter_town)["lines"][0]  # type: ignore[index]
    assert (line["quantity"], line["rejected"], line["estimated"]) == (5_200, 800, 1)


def test_an_unusual_weight_typed_the_same_twice_is_meant(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 54", "y", "54", "", "")

    assert last(counter_town)["balance"] == 43200


def test_more_than_the_limit_is_never_booked(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    before = entries(counter_town)

    at_the_counter.type(serve, counter_town.card, "PET 540", "PET 540", "***")

    assert entries(counter_town) == before


def test_a_weight_between_two_marks_of_the_scale_is_typed_again(
    open_counter: Callable[..., AtTheCounter], counter_town: Town
) -> None:
    counter_town.ledger.change_settings(settings={"scale_division": "100"})

    open_counter().type(serve, counter_town.card, "PET 5.43", "5.4", "PET 1.25", "1.25", "", "")

    assert [line["quantity"] for line in last(counter_town)["lines"]] == [5_400, 1_250]  # type: ignore[attr-defined]


# Prices


def test_a_material_without_a_price_is_priced_by_the_head_at_the_same_keyboard(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    at_the_counter.type(serve, counter_town.card, "RES 2", "2", "1.50", "20", "2468", "", "")

    assert last(counter_town)["balance"] == 300
    assert counter_town.ledger.entry(f"K07-{entries(counter_town) - 1}").body["operator"] == "20"


def test_a_material_without_a_price_is_weighed_now_and_priced_later(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    at_the_counter.type(serve, counter_town.card, "RES 2", "1", "20", "2468", "", "")

    assert last(counter_town)["lines"][0]["pending"] == 1  # type: ignore[index]


def test_a_material_without_a_price_may_be_refused(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "RES 2", "3", "PET 1", "", "")

    assert [line["material"] for line in last(counter_town)["lines"]] == ["PET"]  # type: ignore[attr-defined]


# Who comes


@pytest.mark.parametrize("typed", ["K07/0001", "k07/1", "1", "081-234 5678", "มะลิ", "ป้ามะลิ"])
def test_a_household_is_found_without_its_card(at_the_counter: AtTheCounter, counter_town: Town, typed: str) -> None:
    at_the_counter.type(serve, typed, "PET 1", "", "")

    assert last(counter_town)["household"] == "K07/0001"


def test_several_households_of_one_house_are_chosen_by_number(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, "12/3", "2", "PET 1", "", "")

    assert last(counter_town)["household"] == "K07/0002"


def test_a_house_number_that_stands_everywhere_means_those_served_today(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    served, elsewhere = "C01", "C02"
    for number in range(16):
        contact = Contact(name=f"นายบ้าน {number}", house_number="8/8")
        community = elsewhere if number else served
        counter_town.ledger.register_household(community=community, contact=contact)
    at_the_counter.type(serve, "8/8", "***")
    assert at_the_counter.said("16 households are meant")

    counter_town.ledger.open_round(cash_float=Credits(0), point="P01")
    at_the_counter.type(serve, "8/8", "1", "PET 1", "", "")
    assert at_the_counter.said("Found 16; here are those served today")

    assert last(counter_town)["household"] == "K07/0005"


def test_a_card_nobody_knows_is_weighed_and_kept_as_an_exception(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    at_the_counter.type(serve, STRANGE_CARD, "1", "PET 1", "", "")

    assert [found.subject for found in counter_town.ledger.exceptions()] == [STRANGE_CARD]


def test_a_card_nobody_knows_may_be_of_a_new_household(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, STRANGE_CARD, "2", "1", "99/1", "นางใหม่ *มาดี", "PET 1", "", "")

    shown = counter_town.ledger.household("K07/0005")
    assert (shown.name, shown.house_number, shown.balance) == ("นางใหม่ *มาดี", "99/1", 800)


def test_a_blank_card_is_bound_to_a_household(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    (issued,) = counter_town.ledger.issue_cards(blank=1)
    blank = issued.body["cards"][0]["code"]

    at_the_counter.type(serve, blank, "1", "K07/0002", "PET 1", "", "")

    assert last(counter_town)["card"] == blank
    assert last(counter_town)["household"] == "K07/0002"


def test_a_replaced_card_is_said_so_and_the_number_asked_for(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    counter_town.ledger.replace_card(card=counter_town.card)

    at_the_counter.type(serve, counter_town.card, "K07/0001", "PET 1", "", "")

    assert last(counter_town)["household"] == "K07/0001"
    assert at_the_counter.said("replaced")


def test_walk_ins_are_paid(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.cards[3], "PET 1", "", "")

    assert last(counter_town)["paid"] == 800


def test_one_key_keeps_the_proxy_mark_for_the_next_card(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, ".", "PET 1", "", "")
    assert last(counter_town)["proxy"] == 1

    at_the_counter.type(serve, ".", counter_town.cards[1], "PET 1", "", "")
    assert last(counter_town)["proxy"] == 1

    at_the_counter.type(serve, counter_town.cards[2], "PET 1", "", "")
    assert "proxy" not in last(counter_town)


def test_a_visit_fetched_at_home_says_so(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "..", "PET 1", "", "")

    assert last(counter_town)["assisted"] == 1


def test_cash_to_a_proxy_only_where_the_household_allowed_it(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, ".", "PET 1", "", "2", "1")
    assert "paid" not in last(counter_town)

    counter_town.ledger.move_household(household="K07/0001", attributes={"proxy_cash": 1})
    at_the_counter.type(serve, counter_town.card, ".", "PET 1", "", "2")
    assert last(counter_town)["paid"] == 800


def test_who_owes_is_paid_less_and_the_counter_says_so(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 1", "", "")
    counter_town.ledger.redeem(card=counter_town.household, amount=Credits(800))
    counter_town.ledger.reverse(receipt=str(newest(counter_town.ledger, 2)[0].receipt), allow_debt=True)
    at_the_counter.type(serve, counter_town.card, "PET 2", "", "2")
    assert last(counter_town)["paid"] == 800
    assert at_the_counter.said("PAY 8.00 in cash")
    assert at_the_counter.said("Kept back for what was owed: 8.00")


# Second thoughts


def test_a_booked_visit_is_opened_again_and_replaced_with_the_heads_approval(
    at_the_counter: AtTheCounter, counter_town: Town
) -> None:
    lines = (counter_town.card, "PET 5", "BEER 2", "", "", "CORRECT", "", "*", "", "1", "20", "2468")

    at_the_counter.type(serve, *lines)

    body = last(counter_town)
    assert (body["kind"], body["balance"], body["operator"]) == ("drop-off", 4000, "20")
    assert body["because"] == "wrong-weight"


def test_a_receipt_is_cancelled_with_the_heads_approval(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 5", "", "", "REVERSE", "", "1", "20", "0000", "20", "2468")

    assert (last(counter_town)["kind"], last(counter_town)["balance"]) == ("reversal", 0)


def test_a_debt_is_made_only_by_saying_so(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    counter_town.ledger.record_drop_off(card=counter_town.card, weighings=(Weighing("PET", 5_000),))
    receipt = f"K07-{entries(counter_town)}"
    counter_town.ledger.redeem(card=counter_town.card, amount=counter_town.ledger.balance(counter_town.card))

    at_the_counter.type(serve, "REVERSE", receipt, "1", "20", "2468", "2")
    assert counter_town.ledger.balance(counter_town.card).value == 0

    at_the_counter.type(serve, "REVERSE", receipt, "1", "20", "2468", "1")
    assert counter_town.ledger.balance(counter_town.card).value == -4000


def test_a_balance_is_paid_out(at_the_counter: AtTheCounter, counter_town: Town) -> None:
    at_the_counter.type(serve, counter_town.card, "PET 5", "", "", "0", "8", "K07/0001", "15.50")

    assert (last(counter_town)["amount"], last(counter_town)["balance"]) == (1550, 2450)
