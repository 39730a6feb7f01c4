"""Cards: issued, bound, replaced, revoked. A card says nothing but its random code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import select

from wasteledger import errors
from wasteledger.domain.card_code import new_card_code, read_card_code
from wasteledger.journal.entries import Entry
from wasteledger.recording.desk import Command, Desk
from wasteledger.storage import tables

MOST_BLANKS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCards(Command):
    """One new card for each household named, and so many blank ones to bind later."""

    verb: ClassVar[str] = "card-issue"

    households: tuple[str, ...] = ()
    blank: int = 0

    def book(self, desk: Desk) -> Sequence[Entry]:
        if not 0 <= self.blank <= MOST_BLANKS or not (self.households or self.blank):
            raise errors.NotAWholeNumber(name="cards", least=1)
        numbers = [desk.household(typed).number for typed in self.households]
        cards = [{"code": new_card_code(), "household": number} for number in numbers]
        cards += [{"code": new_card_code()} for _ in range(self.blank)]
        return [desk.append("cards-issued", cards=cards)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BindCard(Command):
    """A blank card handed to a household."""

    verb: ClassVar[str] = "card-bind"

    card: str
    household: str

    def book(self, desk: Desk) -> Sequence[Entry]:
        row = card_row(desk, self.card)
        if row.household:
            raise errors.CardNotBlank(card=row.code, household=row.household)
        return [desk.append("card-bound", card=row.code, household=desk.household(self.household).number)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceCard(Command):
    """A lost or worn card taken out of use, and another in its stead: a new one, or a blank one at hand."""

    verb: ClassVar[str] = "card-replace"

    card: str
    by: str = ""

    def book(self, desk: Desk) -> Sequence[Entry]:
        old = card_row(desk, self.card)
        if not old.household:
            raise errors.CardBlank(card=old.code)
        new = new_card_code()
        if self.by:
            blank = card_row(desk, self.by)
            if blank.household:
                raise errors.CardNotBlank(card=blank.code, household=blank.household)
            new = blank.code
        return [desk.append("card-replaced", card=old.code, by=new, household=old.household)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeCard(Command):
    """A card taken out of use for good."""

    verb: ClassVar[str] = "card-revoke"

    card: str

    def book(self, desk: Desk) -> Sequence[Entry]:
        row = card_row(desk, self.card)
        whose = {"household": row.household} if row.household else {}
        return [desk.append("card-revoked", card=row.code, **whose)]


def card_row(desk: Desk, typed: str) -> Any:
    """Find a card in use.

    Raises:
        CardMistyped, CardUnknown, CardRevoked: it is none.
    """
    code = read_card_code(typed)
    row = desk.connection.execute(select(tables.card).where(tables.card.c.code == code)).one_or_none()
    if row is None:
        raise errors.CardUnknown(card=code)
    if row.revoked_on:
        raise errors.CardRevoked(card=code)
    return row
