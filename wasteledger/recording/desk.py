"""The desk a verb works at: one book open for writing, and what must be looked up and checked beforehand."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property, lru_cache
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import Connection, Select, Text, and_, bindparam, func, literal_column, select

from wasteledger import errors
from wasteledger.domain.accounts import CREDITS, HOUSEHOLD, UNCLAIMED, household_account
from wasteledger.domain.card_code import read_card_code
from wasteledger.domain.households import Household, read_household_number
from wasteledger.domain.moments import MOMENTS_HELD, is_open, iso
from wasteledger.domain.registers import Point
from wasteledger.domain.roles import OFFICE
from wasteledger.errors import Term
from wasteledger.journal.append import Book
from wasteledger.journal.chain import Body
from wasteledger.journal.directory import Directory
from wasteledger.journal.entries import BODY_VERSION, Entry
from wasteledger.journal.fold.changes import TAKES_TURN
from wasteledger.recording.carried import Carried
from wasteledger.recording.requests import follower
from wasteledger.storage import tables
from wasteledger.storage.sending import cursor_of
from wasteledger.storage.statements import Statement
from wasteledger.units import Credits


class Holder(NamedTuple):
    """Whose credits a verb moves: a household, or a card that nobody knows here."""

    household: Household | None
    card: str
    balance: int
    """Minor units in the household's (or the unclaimed card's) account, as this book knows it."""

    @property
    def account(self) -> str:
        return self.household.account if self.household else f"unclaimed:{self.card}"


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card as the books know it: no household where it is blank."""

    revoked_on: str | None
    household: Household | None
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(ABC):
    """What a verb is asked. Equal commands under one request id are one request."""

    verb: ClassVar[str]
    ruling: ClassVar[bool] = False
    """Whether only the office's book may say it."""
    alone: ClassVar[bool] = False
    """Whether no other book may be written meanwhile."""

    request_id: str | None = None
    """Made by the caller, so that asking again books nothing twice; drawn anew where it is left out."""

    def foresee(self, connection: Connection) -> None:  # noqa: B027  # few have anything to say
        """Say what will be looked up first, so that a server is asked along with the book's head."""

    @abstractmethod
    def book(self, desk: "Desk") -> Sequence[Entry]:
        """Check, build and append; the caller commits."""


HOUSEHOLD_COLUMNS = [tables.household.c[name] for name in Household.__dataclass_fields__]


def _holder_columns() -> list[Any]:
    card, balance = tables.card.c, tables.balance.c
    return [card.household, card.revoked_on, card.replaced_by, balance.quantity, *HOUSEHOLD_COLUMNS]


def _by_card() -> Select[Any]:
    card, household, balance = tables.card, tables.household, tables.balance
    known = card.outerjoin(household, household.c.number == card.c.household)
    # Written out, not bound: a compiled statement's only parameters are those it is run with.
    prefix, credit_book = literal_column("'household:'", Text), literal_column(f"'{CREDITS}'", Text)
    held = and_(balance.c.account == prefix + household.c.number, balance.c.commodity == credit_book)
    return (
        select(*_holder_columns()).select_from(known.outerjoin(balance, held)).where(card.c.code == bindparam("code"))
    )


def _balance() -> Select[Any]:
    balance = tables.balance
    return select(balance.c.quantity).where(
        balance.c.account == bindparam("account"), balance.c.commodity == bindparam("commodity")
    )


def _household() -> Select[Any]:
    return select(*HOUSEHOLD_COLUMNS).where(tables.household.c.number == bindparam("number"))


_SELECT_BY_CARD = Statement(["code"], lambda _: _by_card())
_SELECT_HOUSEHOLD = Statement(["number"], lambda _: _household())
_SELECT_BALANCE = Statement(["account", "commodity"], lambda _: _balance())
_LOCK_BALANCE = Statement(["account", "commodity"], lambda _: _balance().with_for_update())


def foresee_card(connection: Connection, typed: str) -> None:
    """Have a card ready that the desk will be asked for; what is no card is refused there."""
    if not read_household_number(typed):
        with suppress(errors.CardRefused):
            _SELECT_BY_CARD.foresee(connection, read_card_code(typed))


class Desk:
    """What a verb may ask and do inside its one transaction."""

    def __init__(
        self,
        connection: Connection,
        book: Book,
        directory: Directory,
        operator: str,
        request: tuple[str, str],
        now: datetime,
    ) -> None:
        self.connection = connection
        self.origin, self.office = book.origin, book.office
        self.directory = directory
        self.settings = directory.settings
        self.operator = operator
        self.now = now
        self._recorded = iso(now)
        self.request_id, self._arguments = request
        self._book = book
        self._appended = 0
        self._turn = 0
        self._asked: datetime | None = None
        self._happened = self._day = ""
        self._cursor = cursor_of(connection)

    # What is written

    def append(self, kind: str, happened: datetime | None = None, /, **said: Any) -> Entry:
        """Append one entry; ``said`` is what its kind says beyond who, when and under which request."""
        return self.append_said(kind, happened or self.now, said)

    def append_said(self, kind: str, moment: datetime, said: Body) -> Entry:
        """Append one entry as :meth:`append` does; an import spares a copy of all that is said."""
        self._appended += 1
        body: Body = {
            "v": BODY_VERSION,
            "kind": kind,
            "request": self.request_id if self._appended == 1 else follower(self.request_id, self._appended),
            "arguments": self._arguments,
            "day": self.day_of(moment),
            "happened": self._happened,
            "recorded": self._recorded,
            "operator": self.operator,
            **said,
        }
        if "balance" in said and (others := self.directory.others_up_to):
            body["others"] = min(others, self.day_of(self.now))
        if kind in TAKES_TURN:
            body["turn"] = self.take_turn()
        return self._book.append(body)

    def take_turn(self) -> int:
        """This transaction's turn among all that set what other books set too: what they read of it waits till then.

        A verb that locks balances as well takes its turn first, so that nobody waits in a ring.
        """
        self._turn = self._turn or self._book.take_turn()
        return self._turn

    def next_request(self, request_id: str, arguments: str) -> None:
        """Go on to the next row of an import, which is a request of its own."""
        self.request_id, self._arguments, self._appended = request_id, arguments, 0

    def registered(self, household: str, former_number: str) -> None:
        """Hear of a household registered in this transaction; an import holds what a look-up would not find yet."""

    def send(self) -> None:
        """Send what was appended, so that it can be looked up."""
        self._book.send()

    # When

    def moment(self, at: datetime | None) -> datetime:
        """Return when it happened, now unless said.

        Raises:
            InTheFuture, BeforeTheProgramme: it can't have been then.
        """
        if at is None:
            return self.now
        if at > self.now:
            raise errors.InTheFuture(day=at.date())
        day = self.day_of(at)
        start = self.settings.programme_start
        if day < start:
            raise errors.BeforeTheProgramme(day=date.fromisoformat(day), start=date.fromisoformat(start))
        return at

    def day_of(self, moment: datetime) -> str:
        """The day a moment falls on in the town, in ISO text."""
        if moment != self._asked:
            self._asked, self._happened, self._day = moment, iso(moment), _day_of(self.settings.zone, moment)
        return self._day

    # Who and where

    def household(self, typed: str, *, closed: bool = False, day: str = "") -> Household:
        """Find a household by its number, as typed.

        Raises:
            HouseholdUnknown, HouseholdClosed: there is none, or it was closed and ``closed`` doesn't allow that, nor
                was it still open on ``day``.
        """
        number = read_household_number(typed) or typed.strip()
        household = self._by_number(number)
        if household is None:
            raise errors.HouseholdUnknown(household=typed)
        if not closed and not is_open(household.closed_on, day):
            raise _closed(household)
        return household

    def holder(self, typed: str, *, unknown: bool = False) -> Holder:
        """Find who stands at the counter by card or household number.

        Raises:
            CardMistyped, CardUnknown, CardRevoked, CardBlank: the card is none of a household's in use; with
                ``unknown`` a card nobody knows is a holder too.
            HouseholdUnknown, HouseholdClosed: likewise of the household.
        """
        if read_household_number(typed):
            household = self.household(typed)
            return Holder(household, "", self.balance(household.account))
        code = read_card_code(typed)
        card = self._by_card(code)
        if card is None:
            if unknown:
                return Holder(None, code, self.balance(f"unclaimed:{code}"))
            raise errors.CardUnknown(card=code)
        if card.revoked_on:
            raise errors.CardRevoked(card=code)
        if card.household is None:
            raise errors.CardBlank(card=code)
        if card.household.closed_on:
            raise _closed(card.household)
        return Holder(card.household, code, card.balance)

    def balance(self, account: str, commodity: str = CREDITS, *, lock: bool = False) -> int:
        """What an account holds, entries of this transaction included; ``lock`` keeps others from spending it."""
        statement = _LOCK_BALANCE if lock else _SELECT_BALANCE
        rows = statement.rows(self.connection, self._cursor, account, commodity)
        return (rows[0][0] if rows else 0) + self._book.unsent(account, commodity)

    def lock_balances(self, *accounts: str) -> None:
        """Lock accounts of credits in one order: what crosses through two books must not wait for each other."""
        for account in sorted(accounts):
            self.balance(account, lock=True)

    def next_ordinal(self) -> int:
        """The running number of the next household that this book registers."""
        household = tables.household.c
        query = select(func.coalesce(func.max(household.ordinal), 0)).where(household.origin == self.origin)
        return int(self.connection.execute(query).scalar_one()) + 1

    def by_former_number(self, former_number: str) -> list[str]:
        """The numbers of the households that bore an old member number."""
        household = tables.household.c
        query = select(household.number).where(household.former_number == former_number).order_by(household.number)
        return list(self.connection.execute(query).scalars())

    @cached_property
    def carried(self) -> Carried:
        """What was brought over from earlier books, entries of this transaction included."""
        return Carried(self.connection)

    # How it is looked up: an import overrides these with what it has read beforehand

    def _by_number(self, number: str) -> Household | None:
        rows = _SELECT_HOUSEHOLD.rows(self.connection, self._cursor, number)
        return household_of(rows[0]) if rows else None

    def _by_card(self, code: str) -> HeldCard | None:
        rows = _SELECT_BY_CARD.rows(self.connection, self._cursor, code)
        if not rows:
            return None
        number, revoked_on, _replaced_by, balance, *columns = rows[0]
        if not number or columns[0] is None:
            return HeldCard(revoked_on, None, 0)
        household = household_of(columns)
        return HeldCard(revoked_on, household, (balance or 0) + self._book.unsent(household.account, CREDITS))

    def account_now(self, account: str) -> str:
        """The account that an old one became: its card settled, its household joined to another; else itself."""
        household = tables.household.c
        if account.startswith(UNCLAIMED) and not self.balance(account):
            query = select(tables.card.c.household).where(tables.card.c.code == account.removeprefix(UNCLAIMED))
            settled_to = self.connection.execute(query).scalar()
            account = household_account(settled_to) if settled_to else account
        passed = set[str]()
        while account.startswith(HOUSEHOLD) and account not in passed:
            passed.add(account)
            query = select(household.joined_into).where(household.number == account.removeprefix(HOUSEHOLD))
            joined_into = self.connection.execute(query).scalar()
            if not joined_into:
                break
            account = household_account(joined_into)
        return account

    def spendable(self, household: Household, amount: int) -> int:
        """Return a household's balance, locked, if it covers an amount.

        Raises:
            AmountNotPositive, BalanceTooLow: it is no amount to spend, or more than there is.
            SpentElsewhere: another book may have spent it already.
        """
        if amount <= 0:
            raise errors.AmountNotPositive
        self.require_spending(household)
        balance = self.balance(household.account, lock=True)
        if amount > balance:
            raise errors.BalanceTooLow(household=household.number, balance=Credits(balance), amount=Credits(amount))
        return balance

    def require_spending(self, household: Household) -> None:
        """Refuse to spend what another book may have spent already.

        Raises:
            SpentElsewhere: the household spends at its home point, or at the office, and this book is neither's.
        """
        home = self.directory.spending.must_go_to(household.home_point, self.origin)
        if home is not None:
            point = self.directory.listed(Point).get(home)
            at_point = (Term(Point.kind), home, point.name_th or point.name_en if point else "")
            raise errors.SpentElsewhere(household=household.number, place=at_point if home else Term(OFFICE))

    def point(self, typed: str | None, day: str = "") -> Point:
        """Find the open collection point: the one named, else the operator's own, else the only one there is.

        Raises:
            CodeUnknown, CodeClosed: it is not open, nor was it on ``day``.
        """
        return self.directory.point(typed or "", self.operator, day)


@lru_cache(MOMENTS_HELD)
def _day_of(zone: tzinfo, moment: datetime) -> str:
    return moment.astimezone(zone).date().isoformat()


def household_of(columns: Sequence[Any]) -> Household:
    """Build a household from its row in the order of :data:`HOUSEHOLD_COLUMNS`."""
    return Household(**dict(zip(Household.__dataclass_fields__, columns, strict=True)))


def _closed(household: Household) -> errors.HouseholdClosed:
    return errors.HouseholdClosed(household=household.number, day=date.fromisoformat(str(household.closed_on)))
