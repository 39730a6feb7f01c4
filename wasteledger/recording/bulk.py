"""The desk of an import: what its thousands of rows look up is read beforehand, in a few queries."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Select, bindparam, select

from wasteledger import errors
from wasteledger.domain.accounts import CREDITS
from wasteledger.domain.card_code import read_card_code
from wasteledger.domain.digits import arabic_digits
from wasteledger.domain.households import Household, house_key, read_household_number
from wasteledger.domain.registers import Point
from wasteledger.journal.chain import read
from wasteledger.journal.directory import Directory
from wasteledger.recording.desk import HOUSEHOLD_COLUMNS, Desk, HeldCard, Holder, household_of
from wasteledger.storage import tables
from wasteledger.storage.statements import Statement


def _requests() -> Select[Any]:
    entry = tables.entry.c
    return select(entry.request_id, entry.sequence, entry.body).where(entry.origin == bindparam("book"))


_SELECT_REQUEST = Statement(
    ["book", "request"], lambda _: _requests().where(tables.entry.c.request_id == bindparam("request"))
)


class BulkDesk(Desk):
    """A desk that holds the town's households, cards and balances in memory for the length of one transaction.

    Memory grows with the town, not with the rows of the import. What other books write meanwhile is not seen: a
    balance is then one that this book does not know yet, as after any exchange.
    """

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._standing: dict[str, tuple[Household, str, str]] = {}
        """Household, card and account by what was typed: whoever was found once need not be checked again."""
        self._members: dict[str, str] = {}
        self._points: dict[tuple[str | None, str], Point] = {}
        self._locks: dict[tuple[str, str], int] = {}

    def registered(self, household: str, former_number: str) -> None:
        self._last_ordinal += 1
        if former_number:
            self._former_numbers.setdefault(former_number, []).append(household)

    def look_again(self) -> None:
        """Send what was appended, and find from now on what it listed.

        The directory is the transaction's own, since what it has read may yet be undone.
        """
        self.send()
        self.directory = Directory().at(self.connection)
        self.settings = self.directory.settings
        self._points.clear()
        self.__dict__.pop("_household_rows", None)

    def holder(self, typed: str, *, unknown: bool = False) -> Holder:
        found = self._standing.get(typed)
        if found is None:
            holder = super().holder(typed, unknown=unknown)
            if holder.household:
                self._standing[typed] = holder.household, holder.card, holder.account
            return holder
        household, card, account = found
        return Holder(household, card, self._balances.get(account, 0) + self._book.added(account, CREDITS))

    def member(self, typed: str) -> str:
        """Find whom a file means by household number, former member number or card: the household's number or the card.

        Raises:
            HouseholdUnknown: it is none of them, or several households bore the number.
        """
        if typed not in self._members:
            self._members[typed] = self._find_member(typed)
        return self._members[typed]

    def _find_member(self, typed: str) -> str:
        number = read_household_number(typed)
        if number in self._household_rows:
            return str(number)
        bearers = self.by_former_number(arabic_digits(typed))
        if len(bearers) == 1:
            return bearers[0]
        try:
            return read_card_code(typed)
        except errors.CardMistyped:
            raise errors.HouseholdUnknown(household=typed) from None

    def in_house(self, community: str, house_number: str) -> str:
        """Find the one household that lives in a house of a community, by the community's code.

        Raises:
            HouseholdUnknown: there is none.
            ValueNotAllowed: there are several.
        """
        found = self._houses.get((community, house_key(house_number)), [])
        if len(found) > 1:
            raise errors.ValueNotAllowed(name="house number", value=house_number, choices=", ".join(found))
        if not found:
            raise errors.HouseholdUnknown(household=f"{house_number} {community}")
        return found[0]

    def point(self, typed: str | None, day: str = "") -> Point:
        asked = typed, day
        if asked not in self._points:
            self._points[asked] = super().point(typed, day)
        return self._points[asked]

    def balance(self, account: str, commodity: str = CREDITS, *, lock: bool = False) -> int:
        if lock or commodity != CREDITS:
            return self._locked(account, commodity)
        return self._balances.get(account, 0) + self._book.added(account, commodity)

    def next_ordinal(self) -> int:
        return self._last_ordinal + 1

    def by_former_number(self, former_number: str) -> list[str]:
        return self._former_numbers.get(former_number, [])

    def municipality(self) -> bytes:
        """The town's id, which is in no entry."""
        return bytes(self.connection.execute(select(tables.municipality.c.id)).scalar_one())

    def any_request(self, prefix: str) -> bool:
        """Whether this book holds a request whose id begins so."""
        entry = tables.entry.c
        query = select(entry.sequence).where(
            entry.origin == self.origin, entry.request_id >= prefix, entry.request_id < f"{prefix}\U0010ffff"
        )
        return self.connection.execute(query.limit(1)).first() is not None

    def requests_booked(self, requests: Sequence[str]) -> dict[str, tuple[str, int]]:
        """Of these requests, those that this book holds: the digest of what they asked, and their number."""
        if self.connection.dialect.name == "sqlite":
            # One by one: asked for many at once, SQLite reads the whole book instead of the index.
            found = (_SELECT_REQUEST.rows(self.connection, self._cursor, self.origin, each) for each in requests)
            rows = [row for rows in found for row in rows]
        else:
            query = _requests().where(tables.entry.c.request_id.in_(requests))
            rows = [tuple(row) for row in self.connection.execute(query, {"book": self.origin})]
        return {request: (read(bytes(body))["arguments"], sequence) for request, sequence, body in rows}

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
    def _houses(self) -> dict[tuple[str, str], list[str]]:
        """The open households of each house, by community and house number."""
        household, contact = tables.household.c, tables.contact.c
        query = select(household.number, household.community, contact.house_number).join(
            tables.contact, contact.household == household.number
        )
        known: dict[tuple[str, str], list[str]] = {}
        for number, community, house in self.connection.execute(query.where(household.closed_on.is_(None))):
            known.setdefault((community, house_key(house)), []).append(number)
        return known

    @cached_property
    def _last_ordinal(self) -> int:
        return super().next_ordinal() - 1
