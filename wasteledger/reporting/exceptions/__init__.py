"""Exceptions: what in the books asks for somebody's eyes. A question put to the entries held, not a record."""

from dataclasses import replace

from sqlalchemy import Connection, select

from wasteledger.domain.receipts import Receipt
from wasteledger.errors import CodeUnknown, ValueNotAllowed
from wasteledger.reporting.exceptions.balances import joined_balances, negative, unknown_cards
from wasteledger.reporting.exceptions.cards import cards_of_two, revoked_cards
from wasteledger.reporting.exceptions.found import KINDS, SEEABLE, ExceptionFound
from wasteledger.reporting.exceptions.outside import held_aside
from wasteledger.reporting.exceptions.points import clocks_behind, rates_agreed
from wasteledger.reporting.exceptions.twice import registered_twice, requests_twice, reversed_twice
from wasteledger.storage import tables

QUESTIONS = (
    *(unknown_cards, negative, joined_balances, reversed_twice, requests_twice, registered_twice, cards_of_two),
    *(revoked_cards, rates_agreed, clocks_behind, held_aside),
)


def exceptions(connection: Connection, *, settled: bool = False) -> list[ExceptionFound]:
    """List what is open, the same for the same entries in whatever order they came; ``settled`` lists all."""
    seen = {tuple(row) for row in connection.execute(select(tables.settled_exception))}
    found = [
        replace(
            one,
            settled=bool(one.receipts) and seen.issuperset((one.kind, one.subject, str(each)) for each in one.receipts),
        )
        for ask in QUESTIONS
        for one in ask(connection)
    ]
    found.sort(key=lambda one: (KINDS.index(one.kind), one.subject, one.commodity))
    return [one for one in found if settled or not one.settled]


def receipts_of(connection: Connection, kind: str, subject: str) -> tuple[Receipt, ...]:
    """The entries that an exception is about, for the ruling that somebody saw them.

    Raises:
        ValueNotAllowed: one of this kind is not settled by being seen.
        CodeUnknown: there is none.
    """
    if kind not in SEEABLE:
        raise ValueNotAllowed(name="exception", value=kind, choices=", ".join(SEEABLE))
    for one in exceptions(connection, settled=True):
        if (one.kind, one.subject) == (kind, subject):
            return one.receipts
    raise CodeUnknown(kind="exception", code=subject)


__all__ = ["KINDS", "SEEABLE", "ExceptionFound", "exceptions", "receipts_of"]
