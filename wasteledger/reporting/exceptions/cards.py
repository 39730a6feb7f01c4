"""Cards in two hands, and cards used after they were taken out of use."""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, select

from wasteledger.domain.accounts import UNCLAIMED, household_account
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.chain import read
from wasteledger.journal.entries import Entry, in_turn
from wasteledger.journal.standing import standing_reversals
from wasteledger.reporting.exceptions.found import CARD_OF_TWO, REVOKED_CARD, ExceptionFound
from wasteledger.reporting.exceptions.twice import several_books
from wasteledger.storage import tables

ACCOUNTS_AT_ONCE = 100
_CARD = re.compile(rb'"card":"([^"]*)"')


def cards_of_two(connection: Connection) -> Iterator[ExceptionFound]:
    """Cards in use that two books gave to two households which are not one by now."""
    if not several_books(connection):
        return
    given: dict[str, dict[Receipt, str]] = {}
    for entry in in_turn(connection, "cards-issued", "card-bound", "card-replaced", "card-settled"):
        for code, household in _given(entry):
            given.setdefault(code, {})[entry.receipt] = household
    several = {code: takers for code, takers in given.items() if len({receipt.origin for receipt in takers}) > 1}
    if not several:
        return
    became, card = _joined(connection), tables.card.c
    revoked = set(connection.execute(select(card.code).where(card.revoked_on.is_not(None))).scalars())
    for code, takers in several.items():
        if code not in revoked and len({_last(became, household) for household in takers.values()}) > 1:
            yield ExceptionFound(CARD_OF_TWO, code, receipts=tuple(sorted(takers)))


def _given(entry: Entry) -> Iterator[tuple[str, str]]:
    """The cards that an entry gives to households."""
    body = entry.body
    match entry.kind:
        case "cards-issued":
            yield from ((card["code"], card["household"]) for card in body["cards"] if card.get("household"))
        case "card-replaced":
            yield body["by"], body["household"]
        case _:
            yield body["card"], body["household"]


def revoked_cards(connection: Connection) -> Iterator[ExceptionFound]:
    """Cards that stood for a household on a day after they were taken out of use.

    Only a book that had not heard of it lets one stand. They are looked for in the passbooks of whose they were, from
    that day on: never in the whole journal.
    """
    if not several_books(connection):
        return
    became, card = _joined(connection), tables.card.c
    before: dict[str, list[str]] = {}
    for number in became:
        before.setdefault(_last(became, number), []).append(number)
    query = select(card.code, card.household, card.revoked_on).where(card.revoked_on.is_not(None))
    revoked: list[tuple[str, str, str]] = []
    for code, household, day in connection.execute(query.order_by(card.revoked_on, card.code)).all():
        last = _last(became, household)
        accounts = [household_account(number) for number in (last, *before.get(last, ()))] if household else []
        revoked += [(day, account, code) for account in (*accounts, f"{UNCLAIMED}{code}")]
    used: dict[str, set[Receipt]] = {}
    for first in range(0, len(revoked), ACCOUNTS_AT_ONCE):
        some = revoked[first : first + ACCOUNTS_AT_ONCE]
        last_days = {code: day for day, _, code in some}
        for receipt, named, body in _naming_cards(connection, {account for _, account, _ in some}, since=some[0][0]):
            late = named in last_days and read(body)["day"] > last_days[named]
            if late and not standing_reversals(connection, receipt):
                used.setdefault(named, set()).add(receipt)
    for code, receipts in used.items():
        yield ExceptionFound(REVOKED_CARD, code, receipts=tuple(sorted(receipts)))


def _naming_cards(connection: Connection, accounts: set[str], *, since: str) -> Iterator[tuple[Receipt, str, bytes]]:
    """The entries in some passbooks that name a card: receipt, card and body.

    What happened after a day in the town's zone happened at a moment that sorts after the day's own text.
    """
    passbook, entry = tables.passbook.c, tables.entry
    same = (entry.c.origin == passbook.origin) & (entry.c.sequence == passbook.sequence)
    query = (
        select(entry.c.origin, entry.c.sequence, entry.c.body)
        .join_from(tables.passbook, entry, same)
        .where(passbook.account.in_(accounts), passbook.happened_at > since)
        .where(entry.c.kind.in_(("drop-off", "redemption", "transfer")))
    )
    for row in connection.execute(query):
        # A household goes on with another card: its bodies need not be read to see that.
        named = _CARD.search(bytes(row.body))
        if named:
            yield Receipt(row.origin, row.sequence), named[1].decode(), bytes(row.body)


def _joined(connection: Connection) -> dict[str, str]:
    """The household that each was joined to."""
    household = tables.household.c
    query = select(household.number, household.joined_into).where(household.joined_into != "")
    return {number: into for number, into in connection.execute(query)}  # noqa: C416  # rows, not pairs


def _last(became: dict[str, str], household: str) -> str:
    """The household that one is by now."""
    seen: set[str] = set()
    while household in became and household not in seen:
        seen.add(household)
        household = became[household]
    return household
