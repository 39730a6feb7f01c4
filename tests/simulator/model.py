"""The town's credits and grams as plain Python keeps them: what each slip says, with none of the ledger's code.

Every entry that a database acknowledged is kept as it was printed. At the end the world says which of them the office's
book holds, and their sums are what every account must hold, to the satang and the gram.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

BASE_PER_UNIT = {"BEER": 1}
GRAMS_PER_PIECE = {"BEER": 500}
"""Everything else is weighed: 1,000 grams to the kilogram."""

Body = dict[str, Any]
Accounts = Counter[tuple[str, str]]
"""Quantity by account and commodity."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What a person was handed: the entry as it was acknowledged."""

    receipt: str
    digest: str
    code: str
    """The check code, four groups of four."""
    body: Body = field(compare=False, repr=False)

    @property
    def named(self) -> tuple[str, str]:
        return self.receipt, self.digest


@dataclass(slots=True)
class Model:
    """Every slip ever handed out, by receipt and digest: a book that went two ways has two slips of one number."""

    slips: dict[tuple[str, str], Slip] = field(default_factory=dict)

    def acknowledge(self, slips: Iterable[Slip]) -> None:
        for slip in slips:
            self.slips.setdefault(slip.named, slip)


def accounts_of(slips: Iterable[Slip]) -> dict[tuple[str, str], int]:
    """What some slips come to: every household's and card's credits, and every point's grams; none that are nothing."""
    accounts: Accounts = Counter()
    for slip in slips:
        accounts.update(changes(slip.body))
    return {account: quantity for account, quantity in accounts.items() if quantity}


def changes(body: Body) -> Accounts:
    """What one slip adds to each account, or takes from it."""
    changed: Accounts = Counter()
    for account, commodity, quantity in _KINDS.get(body["kind"], _nothing)(body):
        changed[account, commodity] += quantity
    return changed


Moves = Iterator[tuple[str, str, int]]


def _nothing(_body: Body) -> Moves:
    return iter(())


def _holder(body: Body) -> str:
    return f"household:{body['household']}" if body.get("household") else f"unclaimed:{body['card']}"


def _drop_off(body: Body) -> Moves:
    earned = 0
    for line in body["lines"]:
        material, quantity = line["material"], line["quantity"]
        earned += quantity * line.get("rate", 0) // (BASE_PER_UNIT.get(material, 1_000) * 1_000)
        yield f"stock:{body['point']}", material, quantity * GRAMS_PER_PIECE.get(material, 1)
    given = body.get("given", earned) if "gift" in body else 0
    yield _holder(body), "credits", earned - body.get("paid", 0) - given
    yield f"household:{body.get('gift')}", "credits", given


def _redemption(body: Body) -> Moves:
    yield _holder(body), "credits", -body["amount"]


def _transfer(body: Body) -> Moves:
    yield _holder(body), "credits", -body["amount"]
    yield f"household:{body['to']}", "credits", body["amount"]


def _load(body: Body) -> Moves:
    for line in body["lines"] if body.get("point") else ():
        yield f"stock:{body['point']}", line["material"], -line["grams"] - line.get("shrinkage", 0)


def _stock_count(body: Body) -> Moves:
    for line in body["lines"]:
        yield f"stock:{body['point']}", line["material"], -line["shrinkage"]


def _rate_settled(body: Body) -> Moves:
    for line in body["lines"]:
        yield line["account"], "credits", line["credits"]


def _card_settled(body: Body) -> Moves:
    yield f"unclaimed:{body['card']}", "credits", -body["amount"]
    yield f"household:{body['household']}", "credits", body["amount"]


def _balance_settled(body: Body) -> Moves:
    yield _holder(body), "credits", body["amount"]


def _joined(body: Body) -> Moves:
    yield f"household:{body['joined']}", "credits", -body["amount"]
    yield f"household:{body['household']}", "credits", body["amount"]


def _reversal(body: Body) -> Moves:
    now = body.get("accounts", {})
    for (account, commodity), quantity in changes(body["original"]).items():
        yield now.get(account, account), commodity, -quantity
    for line in body.get("settled", ()):
        yield now.get(line["account"], line["account"]), "credits", -line["credits"]


_KINDS = {
    "drop-off": _drop_off,
    "redemption": _redemption,
    "transfer": _transfer,
    "load": _load,
    "stock-count": _stock_count,
    "rate-settled": _rate_settled,
    "card-settled": _card_settled,
    "balance-settled": _balance_settled,
    "household-joined": _joined,
    "reversal": _reversal,
}
