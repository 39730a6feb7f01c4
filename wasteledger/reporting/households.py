"""Households and cards as they are looked up: by number, card, house number, telephone or part of a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from wasteledger import errors
from wasteledger.domain.accounts import CREDITS, household_account
from wasteledger.domain.card_code import read_card_code
from wasteledger.domain.households import Household, read_household_number
from wasteledger.domain.thai_order import tidy_thai
from wasteledger.storage import tables

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A household as staff see it: with its names, cards and balance (minor units)."""

    household: Household
    name: str
    called: str
    house_number: str
    phone: str
    cards: tuple[str, ...]
    balance: int


@dataclass(frozen=True, slots=True)
class CardState:
    """What is known of a card: ``in use``, ``blank``, ``revoked`` or ``unknown``."""

    code: str
    state: str
    household: str = ""
    replaced_by: str = ""


def show_household(connection: Connection, typed: str) -> Shown:
    """Find one household by its number, its former number or a card.

    Raises:
        HouseholdUnknown: there is none.
    """
    number = number_of(connection, typed)
    (shown,) = _shown(connection, tables.household.c.number == number) or (None,)
    if shown is None:
        raise errors.HouseholdUnknown(household=typed)
    return shown


def number_of(connection: Connection, typed: str) -> str:
    """Return the household number that a number, former number or card means.

    Raises:
        HouseholdUnknown, CardMistyped, CardUnknown, CardBlank: it means none.
    """
    household = tables.household.c
    number = read_household_number(typed)
    known = or_(household.number == (number or typed), household.former_number == typed.strip())
    found = connection.execute(select(household.number).where(known)).scalars().first()
    if found:
        return str(found)
    if number:
        raise errors.HouseholdUnknown(household=typed)
    card = card_state(connection, typed)
    if card.state == "unknown":
        raise errors.CardUnknown(card=card.code)
    if not card.household:
        raise errors.CardBlank(card=card.code)
    return card.household


def account_of(connection: Connection, typed: str) -> str:
    return household_account(number_of(connection, typed))


def card_state(connection: Connection, typed: str) -> CardState:
    """Say what a card is.

    Raises:
        CardMistyped: it is no card code.
    """
    code = read_card_code(typed)
    row = connection.execute(select(tables.card).where(tables.card.c.code == code)).one_or_none()
    if row is None:
        return CardState(code, "unknown")
    state = "revoked" if row.revoked_on else "in use" if row.household else "blank"
    return CardState(code, state, row.household, row.replaced_by)


def find_households(
    connection: Connection, text: str = "", *, community: str = "", closed: bool = False
) -> list[Shown]:
    """Find households by whatever is known: number, former number, house number, telephone, part of a name."""
    household, contact = tables.household.c, tables.contact.c
    conditions: list[ColumnElement[bool]] = []
    if text:
        wanted = tidy_thai(text)
        conditions.append(
            or_(
                household.number == (read_household_number(wanted) or wanted),
                household.former_number == wanted,
                contact.house_number == wanted,
                contact.phone == wanted,
                contact.name.contains(wanted, autoescape=True),
                contact.called.contains(wanted, autoescape=True),
            )
        )
    if community:
        conditions.append(household.community == community)
    if not closed:
        conditions.append(household.closed_on.is_(None))
    return _shown(connection, *conditions)


def _shown(connection: Connection, *conditions: ColumnElement[bool]) -> list[Shown]:
    rows = connection.execute(_with_names_and_balances().where(*conditions)).mappings().all()
    cards = _cards_of(connection, [row["number"] for row in rows])
    return [
        Shown(
            Household(**{name: row[name] for name in Household.__dataclass_fields__}),
            name=row["name"] or "",
            called=row["called"] or "",
            house_number=row["house_number"] or "",
            phone=row["phone"] or "",
            cards=tuple(cards.get(row["number"], ())),
            balance=row["quantity"] or 0,
        )
        for row in rows
    ]


def _with_names_and_balances() -> Select[Any]:
    household, contact, balance = tables.household, tables.contact, tables.balance
    holds = (balance.c.account == "household:" + household.c.number) & (balance.c.commodity == CREDITS)
    return (
        select(household, contact.c.name, contact.c.called, contact.c.house_number, contact.c.phone, balance.c.quantity)
        .outerjoin_from(household, contact, contact.c.household == household.c.number)
        .outerjoin(balance, holds)
        .order_by(household.c.origin, household.c.ordinal)
    )


def _cards_of(connection: Connection, numbers: Sequence[str]) -> dict[str, list[str]]:
    """The cards in use of some households; of all in one query where there are many."""
    card = tables.card.c
    query = select(card.household, card.code).where(card.revoked_on.is_(None), card.household != "").order_by(card.code)
    if len(numbers) <= MOST_FOUND:
        query = query.where(card.household.in_(numbers))
    cards: dict[str, list[str]] = {}
    for household, code in connection.execute(query):
        cards.setdefault(household, []).append(code)
    return cards
