"""The desk of an import: what its thousands of rows look up is read beforehand, in a few queries."""

from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from wasteledger.domain.households import Household
from wasteledger.journal.entries import Entry
from wasteledger.journal.fold.movements import CREDITS
from wasteledger.recording.desk import HOUSEHOLD_COLUMNS, Desk, HeldCard, Holder, household_of
from wasteledger.storage import tables


class BulkDesk(Desk):
    """A desk that holds the town's households, cards and balances in memory for the length of one transaction.

    Memory grows with the town, not with the rows of the import. What other books write meanwhile is not seen: a
    balance is then one that this book does not know yet, as after any exchange.
    """

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._standing: dict[str, tuple[Household, str, str]] = {}
        """Household, card and account by what was typed: whoever was found once need not be checked again."""
        self._locks: dict[tuple[str, str], int] = {}

    def append(self, kind: str, happened: datetime | None = None, /, **said: Any) -> Entry:
        entry = super().append(kind, happened, **said)
        if kind == "household-registered":
            former_number = said["attributes"].get("former_number")
            if former_number:
                self._former_numbers.setdefault(former_number, []).append(said["household"])
            self._last_ordinal += 1
        return entry

    def holder(self, typed: str, *, unknown: bool = False) -> Holder:
        found = self._standing.get(typed)
        if found is None:
            holder = super().holder(typed, unknown=unknown)
            if holder.household:
                self._standing[typed] = holder.household, holder.card, holder.account
            return holder
        household, card, account = found
        return Holder(household, card, self.balance(account))

    def balance(self, account: str, commodity: str = CREDITS, *, lock: bool = False) -> int:
        if lock or commodity != CREDITS:
            return self._locked(account, commodity)
        return self._balances.get(account, 0) + self._book.added(account, commodity)

    def next_ordinal(self) -> int:
        return self._last_ordinal + 1

    def by_former_number(self, former_number: str) -> list[str]:
        return self._former_numbers.get(former_number, [])

    # How it is looked up

    def _by_number(self, number: str) -> Household | None:
        row = self._household_rows.get(number)
        return household_of(row) if row is not None else None

    def _by_card(self, code: str) -> HeldCard | None:
        card = self._cards.get(code)
        if card is None:
            return None
        number, revoked_on = card
        household = self._by_number(number)
        return HeldCard(revoked_on, household, self.balance(household.account) if household else 0)

    def _locked(self, account: str, commodity: str) -> int:
        """A balance locked when first asked for: from then on only this transaction changes it."""
        key, added = (account, commodity), self._book.added(account, commodity)
        if key not in self._locks:
            self._locks[key] = super().balance(account, commodity, lock=True) - added
        return self._locks[key] + added

    # What is read beforehand, when first asked for

    @cached_property
    def _household_rows(self) -> dict[str, Any]:
        rows = self.connection.execute(select(*HOUSEHOLD_COLUMNS))
        return {row[0]: row for row in rows}

    @cached_property
    def _cards(self) -> dict[str, tuple[str, str | None]]:
        card = tables.card.c
        rows = self.connection.execute(select(card.code, card.household, card.revoked_on))
        return {code: (household, revoked_on) for code, household, revoked_on in rows}

    @cached_property
    def _balances(self) -> dict[str, int]:
        """Every balance of credits as it was before this transaction."""
        balance, sent = tables.balance.c, self._book.sent
        rows = self.connection.execute(select(balance.account, balance.quantity).where(balance.commodity == CREDITS))
        return {account: quantity - sent.get((account, CREDITS), 0) for account, quantity in rows}

    @cached_property
    def _former_numbers(self) -> dict[str, list[str]]:
        household = tables.household.c
        query = select(household.former_number, household.number).where(household.former_number != "")
        known: dict[str, list[str]] = {}
        for former_number, number in self.connection.execute(query.order_by(household.number)):
            known.setdefault(former_number, []).append(number)
        return known

    @cached_property
    def _last_ordinal(self) -> int:
        return super().next_ordinal() - 1
