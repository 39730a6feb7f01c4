"""Settling exceptions: whose card it was, and what becomes of a debt. Negative stock is settled by a stock count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from wasteledger import errors
from wasteledger.domain.card_code import read_card_code
from wasteledger.journal.entries import Entry
from wasteledger.recording.desk import Command, Desk
from wasteledger.storage import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleCard(Command):
    """A card that nobody knew belongs to this household: what it earned goes there, and it is bound."""

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
