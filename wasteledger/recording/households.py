"""Households: registered, moved, closed, joined, forgotten; their names kept outside the journal."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import select

from wasteledger import errors
from wasteledger.domain.accounts import household_account
from wasteledger.domain.households import FLAGS, TYPES, Household, household_number
from wasteledger.domain.registers import Community, Point, checked_flag
from wasteledger.domain.thai_order import thai_sort_key, tidy_thai
from wasteledger.journal.entries import Entry
from wasteledger.journal.forgetting import forget
from wasteledger.recording.desk import Command, Desk
from wasteledger.storage import tables
from wasteledger.storage.statements import upsert_edition
from wasteledger.units import Credits

ATTRIBUTES = ("type", "community", "people", "home_point", *FLAGS)
"""What a household may be given when it registers or moves."""

HOUSE_CODE = re.compile(r"[0-9]{11}")


@dataclass(frozen=True, slots=True)
class Contact:
    """Who lives there: kept outside the journal, and gone for good once the household is forgotten."""

    name: str = ""
    called: str = ""
    house_number: str = ""
    phone: str = ""
    house_code: str = ""
    """The registry's 11-digit code; its check digit's rule is not public, so only the length is checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterHousehold(Command):
    """A new household of a community."""

    verb: ClassVar[str] = "household-register"

    community: str
    type: str = "household"
    people: int = 0
    home_point: str = ""
    former_number: str = ""
    proxy_cash: bool = False
    pick_up: bool = False
    wet_bin: bool = False
    contact: Contact = field(default_factory=Contact)
    at: datetime | None = None

    def book(self, desk: Desk) -> Sequence[Entry]:
        checked = checked_household(desk, {name: getattr(self, name) for name in ATTRIBUTES})
        attributes = {name: value for name, value in checked.items() if value}
        if self.former_number:
            _refuse_taken(desk, self.former_number)
            attributes["former_number"] = self.former_number
        contact = tidy_contact(self.contact)
        number = household_number(desk.origin, desk.next_ordinal())
        entry = desk.append("household-registered", desk.moment(self.at), household=number, attributes=attributes)
        desk.registered(number, self.former_number)
        write_contact(desk, number, contact)
        return [entry]


def checked_household(desk: Desk, attributes: dict[str, Any]) -> dict[str, Any]:
    """Check what a household may be given, and write it as the books do.

    Raises:
        ValueNotAllowed, CodeUnknown, CodeClosed, NotAWholeNumber: a word, place or number that can't be.
    """
    for name in attributes:
        if name not in ATTRIBUTES:
            raise errors.ValueNotAllowed(name="household", value=name, choices=", ".join(ATTRIBUTES))
    given = {name: value for name, value in attributes.items() if value is not None}
    if "type" in given and given["type"] not in TYPES:
        raise errors.ValueNotAllowed(name="type", value=given["type"], choices=", ".join(TYPES))
    if "community" in given:
        given["community"] = desk.directory.open(Community, given["community"]).code
    if given.get("home_point"):
        given["home_point"] = desk.directory.open(Point, given["home_point"]).code
    people = given.get("people", 0)
    if type(people) is not int or people < 0:
        raise errors.NotAWholeNumber(name="people", least=0)
    return given | {name: checked_flag(name, given[name]) for name in FLAGS if name in given}


def _refuse_taken(desk: Desk, former_number: str) -> None:
    taken = desk.by_former_number(former_number)
    if taken:
        raise errors.HouseholdKnown(former_number=former_number, household=taken[0])


def tidy_contact(contact: Contact) -> Contact:
    """Put Thai marks in order and fold blanks.

    Raises:
        ValueNotAllowed: the house code has not eleven digits.
    """
    tidied = Contact(**{name: tidy_thai(value) for name, value in asdict(contact).items()})
    if tidied.house_code and not HOUSE_CODE.fullmatch(tidied.house_code.replace("-", "")):
        raise errors.ValueNotAllowed(name="house code", value=tidied.house_code, choices="11 digits")
    return tidied


def write_contact(desk: Desk, number: str, contact: Contact) -> None:
    values = {name: value for name, value in asdict(contact).items() if value}
    if values:
        sort_key = {"sort_key": thai_sort_key(contact.name)} if contact.name else {}
        upsert_edition(desk.connection, tables.contact, {"household": number}, values | sort_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveHousehold(Command):
    """Another community, type, home point, number of people, yes or no; old figures keep the old ones."""

    verb: ClassVar[str] = "household-move"

    household: str
    attributes: dict[str, Any] = field(default_factory=dict)
    contact: Contact = field(default_factory=Contact)

    def book(self, desk: Desk) -> Sequence[Entry]:
        desk.take_turn()  # before it is asked whether the household was forgotten
        household = desk.household(self.household)
        attributes = checked_household(desk, self.attributes)
        contact = tidy_contact(self.contact)
        if household.forgotten:
            contact = Contact()
        entry = desk.append("household-moved", household=household.number, attributes=attributes)
        write_contact(desk, household.number, contact)
        return [entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseHousehold(Command):
    """A household that takes part no more: its balance is paid out, transferred or given in the same transaction."""

    verb: ClassVar[str] = "household-close"

    household: str
    pay_out: bool = False
    transfer_to: str = ""
    give_to: str = ""

    def book(self, desk: Desk) -> Sequence[Entry]:
        desk.take_turn()
        household = desk.household(self.household)
        taker = desk.household(self.transfer_to or self.give_to) if self.transfer_to or self.give_to else household
        desk.lock_balances(household.account, taker.account)
        balance = desk.balance(household.account)
        entries = [self._empty(desk, household, taker, balance)] if balance > 0 and self._emptied else []
        left = 0 if entries else balance
        if left:
            raise errors.BalanceLeft(household=household.number, balance=Credits(left))
        entries.append(
            desk.append(
                "household-closed",
                household=household.number,
                community=household.community,
                type=household.type,
                balance=0,
            )
        )
        return entries

    @property
    def _emptied(self) -> bool:
        return self.pay_out or bool(self.transfer_to or self.give_to)

    def _empty(self, desk: Desk, whose: Household, taker: Household, balance: int) -> Entry:
        desk.require_spending(whose)
        said: dict[str, Any] = {"household": whose.number, "community": whose.community, "type": whose.type}
        if self.pay_out:
            said |= {"point": desk.point(whose.home_point or None).code, "for": "cash"}
            return desk.append("redemption", amount=balance, balance=0, **said)
        if taker.number == whose.number:
            raise errors.SameHousehold(household=taker.number)
        gift = {"gift": 1} if self.give_to else {}
        return desk.append("transfer", amount=balance, balance=0, to=taker.number, **said, **gift)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinHouseholds(Command):
    """Two registrations of one household made one: balance and cards go over, the old number stays readable."""

    verb: ClassVar[str] = "household-join"
    ruling: ClassVar[bool] = True

    household: str
    joined: str

    def book(self, desk: Desk) -> Sequence[Entry]:
        desk.take_turn()
        kept, joined = desk.household(self.household), desk.household(self.joined)
        if kept.number == joined.number:
            raise errors.SameHousehold(household=kept.number)
        return [join(desk, kept.number, joined.number)]


def join(desk: Desk, kept: str, joined: str, **said: Any) -> Entry:
    """Append the ruling that moves balance and cards of one household to another; the turn is taken."""
    into, account = household_account(kept), household_account(joined)
    desk.lock_balances(into, account)
    card = tables.card.c
    codes = desk.connection.execute(select(card.code).where(card.household == joined).order_by(card.code))
    amount = desk.balance(account)
    return desk.append(
        "household-joined",
        household=kept,
        joined=joined,
        amount=amount,
        cards=list(codes.scalars()),
        balance=desk.balance(into) + amount,
        **said,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetHousehold(Command):
    """A person's right to be forgotten: names go, the books stay provable."""

    verb: ClassVar[str] = "household-forget"
    ruling: ClassVar[bool] = True

    household: str

    def book(self, desk: Desk) -> Sequence[Entry]:
        household = desk.household(self.household, closed=True)
        entry = desk.append("household-forgotten", household=household.number)
        desk.send()
        forget(desk.connection)
        return [entry]
