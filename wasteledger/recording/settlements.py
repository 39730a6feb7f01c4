"""Settling exceptions, each by a ruling. Negative stock is settled by a stock count, two registrations by joining."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from wasteledger import errors
from wasteledger.domain.accounts import HOUSEHOLD
from wasteledger.domain.card_code import read_card_code
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.entries import Entry, find_entry
from wasteledger.journal.standing import standing_reversals
from wasteledger.recording.desk import Command, Desk
from wasteledger.recording.households import join
from wasteledger.recording.reversals import take_back
from wasteledger.storage import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleCard(Command):
    """A card that nobody knew belongs to this household: what it earned goes there, and it is bound.

    Said again, it moves what came in since.
    """

    verb: ClassVar[str] = "exception-settle"
    ruling: ClassVar[bool] = True

    card: str
    household: str

    def book(self, desk: Desk) -> Sequence[Entry]:
        desk.take_turn()
        code = read_card_code(self.card)
        row = desk.connection.execute(select(tables.card).where(tables.card.c.code == code)).one_or_none()
        household = desk.household(self.household)
        if row is not None and row.household not in {"", household.number}:
            raise errors.CardNotBlank(card=code, household=row.household)
        unclaimed = desk.balance(f"unclaimed:{code}", lock=True)
        entry = desk.append(
            "card-settled",
            card=code,
            household=household.number,
            amount=unclaimed,
            balance=desk.balance(household.account, lock=True) + unclaimed,
        )
        return [entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDebt(Command):
    """A household's debt written off."""

    verb: ClassVar[str] = "exception-settle"
    ruling: ClassVar[bool] = True

    household: str

    def book(self, desk: Desk) -> Sequence[Entry]:
        household = desk.household(self.household, closed=True)
        balance = desk.balance(household.account, lock=True)
        if balance >= 0:
            raise errors.AmountNotPositive
        return [desk.append("balance-settled", household=household.number, amount=-balance, balance=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleHousehold(Command):
    """A household was joined to another before all its entries were here: what they left goes over as well."""

    verb: ClassVar[str] = "exception-settle"
    ruling: ClassVar[bool] = True

    household: str
    """The one that was joined."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        desk.take_turn()
        joined = desk.household(self.household, closed=True)
        into = desk.account_now(joined.account)
        if into == joined.account or not desk.balance(joined.account, lock=True):
            raise errors.CodeUnknown(kind="exception", code=joined.number)
        return [join(desk, into.removeprefix(HOUSEHOLD), joined.number, again=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleReversal(Command):
    """Two books took one entry back: one of the reversals is taken back itself, also where that leaves a debt."""

    verb: ClassVar[str] = "exception-settle"
    ruling: ClassVar[bool] = True

    receipt: str
    """Of the reversal that shall count no more."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        desk.take_turn()
        reversal = find_entry(desk.connection, Receipt.read(self.receipt))
        if reversal.kind != "reversal":
            raise errors.CodeUnknown(kind="exception", code=str(reversal.receipt))
        standing = standing_reversals(desk.connection, Receipt.read(reversal.body["of"]))
        if len(standing) < 2 or reversal.receipt not in standing:  # noqa: PLR2004  # one reversal is as it should be
            raise errors.CodeUnknown(kind="exception", code=str(reversal.receipt))
        return [take_back(desk, reversal, "booked-twice", allow_debt=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleSeen(Command):
    """The office saw an exception and lets it be; it is open again once another entry joins those it was about."""

    verb: ClassVar[str] = "exception-settle"
    ruling: ClassVar[bool] = True

    kind: str
    subject: str
    receipts: tuple[str, ...]

    def book(self, desk: Desk) -> Sequence[Entry]:
        seen = tables.settled_exception.c
        query = select(seen.receipt).where(seen.kind == self.kind, seen.subject == self.subject)
        if set(self.receipts) <= set(desk.connection.execute(query).scalars()):
            raise errors.CodeUnknown(kind="exception", code=self.subject)
        said = {"exception": self.kind, "subject": self.subject, "receipts": list(self.receipts)}
        return [desk.append("exception-settled", **said)]
