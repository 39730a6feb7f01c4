"""Reversals and corrections: the past is never edited, only answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import select

from wasteledger import errors
from wasteledger.domain.accounts import CREDITS, HOUSEHOLD, household_account
from wasteledger.domain.households import read_household_number
from wasteledger.domain.moments import moment_of
from wasteledger.domain.receipts import Receipt
from wasteledger.domain.registers import Operator
from wasteledger.domain.roles import require_permission
from wasteledger.journal.chain import Body
from wasteledger.journal.entries import Entry, find_entry
from wasteledger.journal.fold.movements import BROUGHT_OVER, REVERSIBLE, holder, kept_for_debt, movements
from wasteledger.journal.standing import standing_reversals
from wasteledger.recording.desk import Command, Desk, Holder
from wasteledger.recording.drop_offs import CASH, GIFT, INTO_BOOK, DropOff, Weighing
from wasteledger.storage import tables
from wasteledger.units import Credits

REASONS = ("wrong-weight", "wrong-household", "wrong-material", "booked-twice", "other")
_NOT_KEPT = ("v", "request", "arguments", "recorded", "balance", "others", "replaces", "reference", "rebooked")
"""What a reversal need not carry of its original to be folded without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal(Command):
    """The opposite of an entry, on the entry's own day."""

    verb: ClassVar[str] = "reverse"

    receipt: str
    because: str = "other"
    allow_debt: bool = False

    def book(self, desk: Desk) -> Sequence[Entry]:
        return [reverse(desk, Receipt.read(self.receipt), self.because, allow_debt=self.allow_debt)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Command):
    """A drop-off taken back and booked anew, in one transaction and on one slip."""

    verb: ClassVar[str] = "correct"

    receipt: str
    weighings: tuple[Weighing, ...]
    card: str | None = None
    """Whose it really was, where that was the mistake."""
    because: str = "wrong-weight"
    allow_debt: bool = False

    def book(self, desk: Desk) -> Sequence[Entry]:
        receipt = Receipt.read(self.receipt)
        original = find_entry(desk.connection, receipt)
        if original.kind != "drop-off":
            raise errors.NotReversible(receipt=str(receipt), kind=original.kind)
        body = original.body
        # The debt is judged after the new entry: lowering a weight by a little owes only the little.
        taken_back = reverse(desk, receipt, self.because, allow_debt=True)
        desk.send()
        whose = self._whose(desk, body)
        gift_to = desk.account_now(household_account(body["gift"])) if "gift" in body else whose.account
        again = DropOff(
            card=whose.card,
            weighings=self.weighings,
            point=body["point"],
            at=moment_of(body["happened"]),
            # A gift between two households that are one by now stays where it is.
            settle=CASH if "paid" in body else GIFT if gift_to != whose.account else INTO_BOOK,
            gift_to=gift_to.removeprefix(HOUSEHOLD),
            proxy="proxy" in body,
            assisted="assisted" in body,
        )
        # Another weight is still of the community where the household lived that day.
        then = {} if self.card else {name: body[name] for name in ("community", "type")}
        if "round" in body:
            then["round"] = body["round"]
        entry = again.book_for(desk, whose, kept_for_debt(body), **then, replaces=str(receipt), because=self.because)
        if not self.allow_debt:
            _refuse_debt(desk, str(receipt), taken_back.body)
        return [taken_back, entry]

    def _whose(self, desk: Desk, body: Body) -> Holder:
        """Find whose drop-off it is: whoever is named, else the original's; a household joined is the one it became.

        Raises:
            CardRefused, HouseholdUnknown: there is none like the one named.
            HouseholdClosed: it was closed before that day.
        """
        number = read_household_number(self.card or "")
        if self.card and not number:
            return desk.holder(self.card, unknown="household" not in body)
        account = desk.account_now(household_account(number) if number else holder(body))
        if not account.startswith(HOUSEHOLD):
            return desk.holder(body["card"], unknown=True)
        household = desk.household(account.removeprefix(HOUSEHOLD), day=body["day"])
        return Holder(household, "", desk.balance(account))


def reverse(desk: Desk, receipt: Receipt, because: str, *, allow_debt: bool) -> Entry:
    """Append the reversal of an entry.

    Raises:
        ReceiptUnknown, NotReversible, AlreadyReversed: there is nothing there to take back.
        RoleForbids: it was brought over from earlier books, and only the office may take that back.
        DebtNotAllowed: the credits are spent, and ``allow_debt`` doesn't say to go on.
    """
    if because not in REASONS:
        raise errors.ValueNotAllowed(name="because", value=because, choices=", ".join(REASONS))
    # From here on no other book can take the same entry back, or settle what it waits for.
    desk.take_turn()
    original = find_entry(desk.connection, receipt)
    if receipt.origin != desk.origin and not desk.office:
        raise errors.OfficeOnly(origin=desk.origin)
    if original.kind not in REVERSIBLE:
        raise errors.NotReversible(receipt=str(receipt), kind=original.kind)
    if original.kind in BROUGHT_OVER:
        role = desk.directory.any(Operator, desk.operator).role
        require_permission(desk.operator, role, original.kind)
    standing = standing_reversals(desk.connection, receipt)
    if standing:
        raise errors.AlreadyReversed(receipt=str(receipt), reversal=str(standing[0]))
    return take_back(desk, original, because, allow_debt=allow_debt)


def take_back(desk: Desk, original: Entry, because: str, *, allow_debt: bool) -> Entry:
    """Append the reversal of an entry that may be taken back; the turn is taken.

    Raises:
        DebtNotAllowed: the credits are spent, and ``allow_debt`` doesn't say to go on.
    """
    receipt, body = original.receipt, original.body
    settled = _settled_later(desk, receipt, body)
    said: dict[str, Any] = {
        "of": str(receipt),
        "because": because,
        "original": {name: value for name, value in body.items() if name not in _NOT_KEPT},
        **{name: body[name] for name in ("household", "card", "community", "type", "point", "day") if name in body},
    }
    if settled:
        said["settled"] = settled
    said |= _what_became(desk, receipt, said)
    desk.lock_balances(*_credit_changes(receipt, {"kind": "reversal", **said}))
    balance = _balance_after(desk, receipt, said)
    if balance is not None:
        said["balance"] = balance
    entry = desk.append("reversal", None, **said)
    if not allow_debt:
        _refuse_debt(desk, str(receipt), entry.body)
    return entry


def _settled_later(desk: Desk, receipt: Receipt, body: Body) -> list[dict[str, object]]:
    """The credits that lines weighed without a rate were given since."""
    if not any("pending" in line for line in body.get("lines", ())):
        return []
    pending = tables.pending_line.c
    query = select(pending.settled_by).where(
        pending.origin == receipt.origin, pending.sequence == receipt.sequence, pending.settled_by != ""
    )
    given = []
    for (settled_by,) in desk.connection.execute(query.distinct()).all():
        ruling = find_entry(desk.connection, Receipt.read(settled_by))
        given += [
            {**line, "origin": ruling.receipt.origin, "material": ruling.body["material"]}
            for line in ruling.body["lines"]
            if line["receipt"] == str(receipt)
        ]
    return given


def _credit_changes(receipt: Receipt, body: Body) -> dict[str, int]:
    """What a reversal does to each household's credits."""
    changed: dict[str, int] = {}
    for commodity, source, target, quantity in movements(receipt.origin, body):
        if commodity == CREDITS:
            changed[source] = changed.get(source, 0) - quantity
            changed[target] = changed.get(target, 0) + quantity
    return {account: change for account, change in changed.items() if account.startswith(("household:", "unclaimed:"))}


def _what_became(desk: Desk, receipt: Receipt, said: Body) -> Body:
    """The accounts that others became since, and the household that the reversal is now about."""
    touched = _credit_changes(receipt, {"kind": "reversal", **said})
    accounts = {old: now for old in sorted(touched) if (now := desk.account_now(old)) != old}
    if not accounts:
        return {}
    about = accounts.get(holder(said), "")
    household = {"household": about.removeprefix(HOUSEHOLD)} if about.startswith(HOUSEHOLD) else {}
    return {"accounts": accounts, **household}


def _balance_after(desk: Desk, receipt: Receipt, said: Body) -> int | None:
    if "household" not in said and "card" not in said:
        return None
    account = holder(said)
    change = _credit_changes(receipt, {"kind": "reversal", **said}).get(account, 0)
    return desk.balance(account) + change


def _refuse_debt(desk: Desk, receipt: str, reversal: Body) -> None:
    for account, change in _credit_changes(Receipt(desk.origin, 0), reversal).items():
        balance = desk.balance(account)
        if change < 0 and balance < 0:
            raise errors.DebtNotAllowed(
                receipt=receipt,
                amount=Credits(-change),
                household=account.partition(":")[2],
                balance=Credits(balance - change),
                debt=Credits(-balance),
            )
