"""Booking again: what a book said after it parted from itself, said anew in the book that goes on for it.

After a restored backup two databases have written the same numbers. The entries of the one that the office does not
know are booked again: what they say stays, their own numbers and those of households they registered become the new
book's, and each names the old receipt and digest, so that the slip that was printed still checks.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wasteledger.domain.accounts import CREDITS, household_account
from wasteledger.domain.households import household_number
from wasteledger.domain.receipts import Receipt
from wasteledger.journal import chain
from wasteledger.journal.chain import Body
from wasteledger.journal.closings import KIND as PERIOD_CLOSED
from wasteledger.journal.entries import Entry
from wasteledger.journal.fold.changes import TAKES_TURN
from wasteledger.journal.fold.movements import REVERSIBLE, holder, movements
from wasteledger.journal.runs import Copied

_TYPED = frozenset({"request", "arguments", "reference", "former_number", "ticket", "bill", "scale"})
"""What people or programs wrote as they liked: never taken for a number of ours."""
_ONCE = REVERSIBLE | {"household-registered"}
"""What must not be there twice, as where the same file was imported into both; a card that was handed out must."""


class Rebooking:
    """The entries that go into the new book, numbered and chained after those it has."""

    def __init__(
        self,
        parted: Receipt,
        head: Entry,
        turn: int,
        *,
        heads: dict[str, list[object]],
        others: str,
        balance: Callable[[str], int],
        booked: Callable[[str], Entry | None],
    ) -> None:
        """Begin.

        Args:
            parted: the last entry on which both ways of the old book agree.
            head: the new book's last entry.
            turn: the highest that the ledger holds.
            heads: the old book where it parted, as a closing says it: number and digest in hexadecimal.
            others: the day up to which other books are known, as slips say it; empty where there are none.
            balance: what an account holds in the ledger so far, in minor units.
            booked: the entry of the old book that bears a request, as the office knows that book.
        """
        self._old, self._new = parted.origin, head.receipt.origin
        self._head, self._turn, self._recorded = head, turn, head.body["recorded"]
        self._heads, self._others, self._balance_before, self._booked = heads, others, balance, booked
        self._added: dict[str, int] = {}
        self._became: dict[str, str] = {}
        """Receipts, household numbers and their accounts, as they were and as they are now."""
        self._priced: set[tuple[str, int]] = set()
        """Lines that waited for a rate and were given one by what is booked again."""
        self.households: dict[str, str] = {}
        """Those that were registered: the number given then, and the one that they have now."""
        self.known = 0
        """Entries that are left out, as the old book holds the same request."""

    def copies(self, tail: Iterable[Entry]) -> Iterator[Copied]:
        """Number, digest and body of each entry to be booked."""
        field = chain.origin_field(self._new)
        for entry in tail:
            same = self._booked(entry.body["request"])
            if same is not None and same.kind in _ONCE and same.body["arguments"] == entry.body["arguments"]:
                self._note(entry, same.receipt, same.body.get("household", ""))
                self.known += 1
                continue
            receipt = Receipt(self._new, self._head.receipt.sequence + 1)
            body = self._said_anew(entry, receipt)
            encoded = chain.canonical(body)
            digest = chain.next_digest(field, receipt.sequence, self._head.digest, encoded)
            self._head = Entry(receipt, digest, body)
            yield receipt.sequence, digest, encoded

    def _note(self, entry: Entry, receipt: Receipt, household: str) -> None:
        """Remember what an entry, and the household that it registered, is called now."""
        self._became[str(entry.receipt)] = str(receipt)
        if entry.kind == "household-registered":
            old = entry.body["household"]
            self.households[old] = self._became[old] = household
            self._became[household_account(old)] = household_account(household)

    def _said_anew(self, entry: Entry, receipt: Receipt) -> Body:
        self._note(entry, receipt, household_number(self._new, len(self.households) + 1))
        old = {"receipt": str(entry.receipt), "digest": entry.digest.hex()}
        body: Body = {"rebooked": old, **self._renamed(entry.body), "recorded": self._recorded}
        if entry.kind in TAKES_TURN:
            self._turn += 1
            body["turn"] = self._turn
        if entry.kind == PERIOD_CLOSED:
            before = self._head
            body["heads"] = {**body["heads"], **self._heads, self._new: [before.receipt.sequence, before.digest.hex()]}
        if entry.kind == "rate-settled":
            self._priced |= {(line["receipt"], line["line"]) for line in body["lines"]}
        for line in body.get("settled", ()):
            if (line["receipt"], line["line"]) in self._priced:
                line["origin"] = self._new
        self._add(body)
        if "balance" in body:
            account = holder(body)
            body["balance"] = self._balance_before(account) + self._added.get(account, 0)
            body.pop("others", None)
            body |= {"others": self._others} if self._others else {}
        return body

    def _renamed(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._became.get(value, value)
        if isinstance(value, list):
            return [self._renamed(inner) for inner in value]
        if isinstance(value, dict):
            return {
                self._became.get(name, name): inner if name in _TYPED else self._renamed(inner)
                for name, inner in value.items()
            }
        return value

    def _add(self, body: Body) -> None:
        for commodity, source, target, quantity in movements(self._new, body):
            if commodity == CREDITS:
                self._added[source] = self._added.get(source, 0) - quantity
                self._added[target] = self._added.get(target, 0) + quantity
