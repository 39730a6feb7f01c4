"""Entries that others wrote, checked before they are taken: can they be read, and may their book say so?

What they mean to the town is not asked: nothing that happened is refused.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Any

from wasteledger import errors
from wasteledger.domain.closings import Closings
from wasteledger.domain.households import FLAGS, household_number
from wasteledger.domain.moments import iso, moment_of
from wasteledger.domain.receipts import Receipt, book_of
from wasteledger.journal import chain
from wasteledger.journal.chain import Body
from wasteledger.journal.entries import BODY_VERSION
from wasteledger.journal.fold import Folded, fold
from wasteledger.journal.fold.changes import KINDS, RULINGS
from wasteledger.journal.runs import Copied

MOST = 10**11
"""Of grams or minor units in one movement of a point's: a hundred thousand tonnes; a hundred million such fit a sum."""
TURNS_AHEAD = 10**7
"""By how much others' turns may be ahead of ours: a turn that nobody could follow would stop every book."""

_HOUSEHOLD_SAYS = {"type", "community", "people", "home_point", *FLAGS}

_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError, errors.Refusal)


def checked_body(origin: str, copied: Copied, *, strictly: bool, turn: int) -> Body:
    """Read what an entry says.

    Args:
        origin: its book.
        copied: its number, digest and bytes.
        strictly: whether its writer may have meant harm.
        turn: the highest that is held here.

    Raises:
        EntryNewer: a newer version wrote it.
        EntryNotUnderstood: it is none that this program writes.
    """
    try:
        body = chain.read(copied[2])
        newer = body["v"] > BODY_VERSION or body["kind"] not in KINDS
        if strictly and not newer:
            _require_plain(body, copied[2], turn)
    except _UNREADABLE as failure:
        raise _not_understood(origin, copied[0], failure) from None
    if newer:
        raise errors.EntryNewer(receipt=str(Receipt(origin, copied[0])))
    return body


def _require_plain(body: Body, encoded: bytes, turn: int) -> None:
    if not chain.is_canonical(body, encoded) or b"\\u0000" in encoded:
        raise ValueError
    recorded, happened = body["recorded"], body["happened"]
    if iso(moment_of(recorded)) != recorded or iso(moment_of(happened)) != happened:
        raise ValueError
    _require_day(body["day"])
    if {type(body[name]) for name in ("request", "arguments", "operator", "kind")} != {str}:
        raise TypeError
    if type(body.get("turn", 0)) is not int or not 0 <= body.get("turn", 0) <= turn + TURNS_AHEAD:
        raise ValueError
    if body["kind"] == "origin-begun":
        book_of(body["after"])


def _require_day(day: str) -> None:
    """A day has one way to be written, by which it is found in its month."""
    if date.fromisoformat(day).isoformat() != day:
        raise ValueError


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a book: whether the office did, and which books are of its line (itself, and those it goes on for)."""

    office: bool
    line: Container[str]


def require_author(origin: str, sequence: int, body: Body, author: Author) -> None:
    """Refuse what only another book may say.

    Raises:
        EntryNotUnderstood: a ruling in a point's book, another book's household or reversal, a beginning in the middle.
    """
    kind = body["kind"]
    try:
        wrong = (
            (kind == "origin-begun" and sequence != 1)
            or (kind in ("household-registered", "household-moved") and not _says_of_household(origin, body))
            or ("rebooked" in body and Receipt.read(body["rebooked"]["receipt"]).origin not in author.line)
            or (not author.office and _is_for_the_office(origin, body, author))
        )
    except _UNREADABLE as failure:
        raise _not_understood(origin, sequence, failure) from None
    if wrong:
        raise errors.EntryNotUnderstood(receipt=str(Receipt(origin, sequence)), reason=kind)


def _says_of_household(origin: str, body: Body) -> bool:
    """A household is said to live somewhere, never to be joined or forgotten; a new one has its book's next number."""
    allowed = _HOUSEHOLD_SAYS
    if body["kind"] == "household-registered":
        allowed = allowed | {"former_number"}
        ordinal = int(body["household"].partition("/")[2])
        if ordinal < 1 or body["household"] != household_number(origin, ordinal):
            return False
    return bool(body["attributes"].keys() <= allowed)


def _is_for_the_office(origin: str, body: Body, author: Author) -> bool:
    """Rulings, rates that hold longer than a day or everywhere, and taking back what another book wrote."""
    kind = body["kind"]
    if kind == "rates-set":
        for line in body["rates"]:
            _require_day(line["first_day"])
        return not all(line.get("point") and line["last_day"] == line["first_day"] for line in body["rates"])
    if kind == "reversal":
        of = Receipt.read(body["of"]).origin
        return of != origin and not ("rebooked" in body and of in author.line)
    return kind in RULINGS


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
