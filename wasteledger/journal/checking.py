"""Entries that others wrote, checked before they are taken: can they be read, and may their book say so?

What they mean to the town is not asked: nothing that happened is refused.
"""

from collections.abc import Container
from datetime import date
from typing import Any

from wasteledger import errors
from wasteledger.domain.closings import Closings
from wasteledger.domain.moments import iso, moment_of
from wasteledger.domain.receipts import Receipt, book_of
from wasteledger.journal import chain
from wasteledger.journal.chain import Body
from wasteledger.journal.entries import BODY_VERSION
from wasteledger.journal.fold import Folded, fold
from wasteledger.journal.fold.changes import KINDS, RULINGS
from wasteledger.journal.runs import Copied

MOST = 10**15
"""Of grams or minor units in one movement: a thousand million tonnes."""

_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError, errors.Refusal)


def checked_body(origin: str, copied: Copied, *, strictly: bool) -> Body:
    """Read what an entry says.

    Args:
        origin: its book.
        copied: its number, digest and bytes.
        strictly: whether its writer may have meant harm.

    Raises:
        EntryNewer: a newer version wrote it.
        EntryNotUnderstood: it is none that this program writes.
    """
    try:
        body = chain.read(copied[2])
        newer = body["v"] > BODY_VERSION or body["kind"] not in KINDS
        if strictly and not newer:
            _require_plain(body, copied[2])
    except _UNREADABLE as failure:
        raise _not_understood(origin, copied[0], failure) from None
    if newer:
        raise errors.EntryNewer(receipt=str(Receipt(origin, copied[0])))
    return body


def _require_plain(body: Body, encoded: bytes) -> None:
    if not chain.is_canonical(body, encoded):
        raise ValueError
    recorded, happened = body["recorded"], body["happened"]
    if iso(moment_of(recorded)) != recorded or iso(moment_of(happened)) != happened:
        raise ValueError
    date.fromisoformat(body["day"])
    if {type(body[name]) for name in ("request", "arguments", "operator", "kind")} != {str}:
        raise TypeError
    if type(body.get("turn", 0)) is not int or not 0 <= body.get("turn", 0) <= MOST:
        raise ValueError
    if body["kind"] == "origin-begun":
        book_of(body["after"])


def require_author(origin: str, sequence: int, body: Body, *, office: bool, line: Container[str]) -> None:
    """Refuse what only another book may say; ``line`` is this book and those that it goes on for.

    Raises:
        EntryNotUnderstood: a ruling in a point's book, another book's household or reversal, a beginning in the middle.
    """
    kind = body["kind"]
    try:
        wrong = (
            (kind in RULINGS and not office)
            or (kind == "rates-set" and not office and not all(line.get("point") for line in body["rates"]))
            or (kind == "household-registered" and body["household"].partition("/")[0] != origin)
            or (kind == "origin-begun" and sequence != 1)
            or (kind == "reversal" and not office and not _of_its_own(origin, body, line))
        )
    except _UNREADABLE as failure:
        raise _not_understood(origin, sequence, failure) from None
    if wrong:
        raise errors.EntryNotUnderstood(receipt=str(Receipt(origin, sequence)), reason=kind)


def _of_its_own(origin: str, body: Body, line: Container[str]) -> bool:
    """A book takes back its own entries; one that goes on for another may book that one's reversals again."""
    return Receipt.read(body["of"]).origin in (line if "rebooked" in body else {origin})


def checked_fold(origin: str, sequence: int, body: Body, closings: Closings, *, strictly: bool) -> Folded:
    """Fold an entry.

    Raises:
        EntryNotUnderstood: something is missing in it, or is not of the kind it must be.
    """
    try:
        folded = fold(origin, sequence, body, closings)
        if strictly:
            _require_kinds(folded)
    except _UNREADABLE as failure:
        raise _not_understood(origin, sequence, failure) from None
    return folded


def _require_kinds(folded: Folded) -> None:
    texts: list[object] = []
    numbers: list[Any] = []
    for commodity, source, target, quantity in folded.movements:
        texts += (commodity, source, target)
        numbers.append(quantity)
        if quantity <= 0 or source == target:
            raise ValueError
    for totalled, *measures in folded.totals:
        texts += totalled
        numbers += measures
    for account, happened, credited, round_ in folded.passbook:
        texts += (account, happened, round_)
        numbers.append(credited)
    for _table, key, values in folded.changes:
        for value in (*key.values(), *values.values()):
            if value is not None:
                (numbers if type(value) is int else texts).append(value)
    if not (set(map(type, texts)) <= {str} and set(map(type, numbers)) <= {int}):
        raise TypeError
    if numbers and not -MOST <= min(numbers) <= max(numbers) <= MOST:
        raise ValueError


def _not_understood(origin: str, sequence: int, failure: BaseException) -> errors.EntryNotUnderstood:
    return errors.EntryNotUnderstood(receipt=str(Receipt(origin, sequence)), reason=type(failure).__name__)
