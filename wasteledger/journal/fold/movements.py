"""Movements: what an entry carries from one account to another, so that the books balance by construction.

System accounts belong to the book that writes (``issued:K07``), so that writers never queue on one row.
"""

from collections.abc import Callable

from wasteledger.domain.accounts import CARRIED, CREDITS, OPENING
from wasteledger.domain.flows import DISPATCHED, RECEIVED
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.chain import Body

Movement = tuple[str, str, str, int]
"""Commodity, from account, to account, quantity (more than zero: grams or minor units)."""


def movements(origin: str, body: Body) -> list[Movement]:
    """Return what an entry of book ``origin`` moves."""
    of_kind = _KINDS.get(body["kind"])
    return of_kind(origin, body) if of_kind else []


def meant(body: Body) -> tuple[int, Body, str]:
    """What an entry says in the end: 1 and itself; of a reversal -1, what it takes back, and the receipt of that."""
    sign, of = 1, ""
    while body["kind"] == "reversal":
        sign, body, of = -sign, body["original"], body["of"]
    return sign, body, of


def holder(body: Body) -> str:
    """The account that an entry credits: the household's, or that of a card nobody knows yet."""
    number = body.get("household")
    return f"household:{number}" if number else f"unclaimed:{body['card']}"


def kept_for_debt(body: Body) -> int:
    """What a drop-off paid in cash or given away kept back in the book, as the household owed it."""
    handed_out = body.get("paid", body.get("given"))
    return 0 if handed_out is None else sum(line["credits"] for line in body["lines"]) - int(handed_out)


def _drop_off(origin: str, body: Body) -> list[Movement]:
    point = body["point"]
    source, stock = f"community:{body['community']}@{origin}", f"stock:{point}"
    moved: list[Movement] = []
    earned = 0
    for line in body["lines"]:
        if line["grams"]:
            moved.append((line["material"], source, stock, line["grams"]))
        if line.get("rejected"):
            moved.append((line["material"], source, f"returned:{point}", line["rejected"]))
        earned += line["credits"]
    if earned:
        account = holder(body)
        moved.append((CREDITS, f"issued:{origin}", account, earned))
        if body.get("paid"):
            moved.append((CREDITS, account, f"redeemed:{origin}:cash", body["paid"]))
        # What the household owed was kept back of a gift that says how much was given.
        if "gift" in body and body.get("given", earned):
            moved.append((CREDITS, account, f"household:{body['gift']}", body.get("given", earned)))
    return moved


def _redemption(origin: str, body: Body) -> list[Movement]:
    return [(CREDITS, holder(body), f"redeemed:{origin}:{body['for']}", body["amount"])]


def _transfer(_origin: str, body: Body) -> list[Movement]:
    return [(CREDITS, holder(body), f"household:{body['to']}", body["amount"])]


def _load(origin: str, body: Body) -> list[Movement]:
    point = body.get("point", "")
    source = f"stock:{point}" if point else f"community:{body['community']}@{origin}"
    target = f"destination:{body['destination']}@{origin}"
    moved: list[Movement] = []
    for line in body["lines"]:
        if line["grams"]:
            moved.append((line["material"], source, target, line["grams"]))
        if "shrinkage" in line:
            moved.append(_difference(point, line["material"], line["shrinkage"]))
    return moved


def _stock_count(_origin: str, body: Body) -> list[Movement]:
    point = body["point"]
    return [_difference(point, line["material"], line["shrinkage"]) for line in body["lines"] if line["shrinkage"]]


def _difference(point: str, material: str, shrinkage: int) -> Movement:
    """What the scale misses goes to shrinkage; a surplus comes from there."""
    stock, lost = f"stock:{point}", f"shrinkage:{point}"
    return (material, stock, lost, shrinkage) if shrinkage > 0 else (material, lost, stock, -shrinkage)


def _opening_balance(origin: str, body: Body) -> list[Movement]:
    return [(CREDITS, f"{OPENING}{origin}", holder(body), body["amount"])] if body["amount"] else []


def _opening_stock(origin: str, body: Body) -> list[Movement]:
    source, stock = f"{OPENING}{origin}", f"stock:{body['point']}"
    return [(line["material"], source, stock, line["grams"]) for line in body["lines"] if line["grams"]]


def _carried_over(origin: str, body: Body) -> list[Movement]:
    """Between community, destination and an account of its own: no point's stock is touched."""
    source, target = f"community:{body['community']}@{origin}", f"{CARRIED}{origin}"
    if body["flow"] != RECEIVED:
        source = target if body["flow"] == DISPATCHED else source
        target = f"destination:{body['destination']}@{origin}"
    return [(line["material"], source, target, line["grams"]) for line in body["lines"] if line["grams"]]


def _rate_settled(origin: str, body: Body) -> list[Movement]:
    owed: dict[str, int] = {}
    for line in body["lines"]:
        owed[line["account"]] = owed.get(line["account"], 0) + line["credits"]
    return [(CREDITS, f"issued:{origin}", account, amount) for account, amount in owed.items() if amount]


def _card_settled(_origin: str, body: Body) -> list[Movement]:
    """The credits of a card nobody knew go to the household that it turns out to be."""
    source, target, amount = f"unclaimed:{body['card']}", f"household:{body['household']}", body["amount"]
    return [(CREDITS, *_forward(source, target, amount))] if amount else []


def _balance_settled(origin: str, body: Body) -> list[Movement]:
    return [(CREDITS, f"issued:{origin}", holder(body), body["amount"])]


def _joined(_origin: str, body: Body) -> list[Movement]:
    source, target, amount = f"household:{body['joined']}", f"household:{body['household']}", body["amount"]
    return [(CREDITS, *_forward(source, target, amount))] if amount else []


def _forward(source: str, target: str, amount: int) -> tuple[str, str, int]:
    """A debt is moved by carrying its opposite back."""
    return (source, target, amount) if amount > 0 else (target, source, -amount)


def _reversal(_origin: str, body: Body) -> list[Movement]:
    """The opposite of what the original moved, in the accounts of the original's book."""
    original = movements(Receipt.read(body["of"]).origin, body["original"])
    opposite = [(commodity, to, source, quantity) for commodity, source, to, quantity in original]
    # Credits that came later, when a pending rate was settled, go back to the book that gave them.
    opposite += [
        (CREDITS, line["account"], f"issued:{line['origin']}", line["credits"])
        for line in body.get("settled", ())
        if line["credits"]
    ]
    # Households joined and cards settled since: what they had went over, and is taken back from there; what one of
    # them gave the other stays where it is.
    became = body.get("accounts", {})
    back = [
        (commodity, became.get(source, source), became.get(target, target), quantity)
        for commodity, source, target, quantity in opposite
    ]
    return [movement for movement in back if movement[1] != movement[2]]


_KINDS: dict[str, Callable[[str, Body], list[Movement]]] = {
    "drop-off": _drop_off,
    "redemption": _redemption,
    "transfer": _transfer,
    "load": _load,
    "stock-count": _stock_count,
    "opening-balance": _opening_balance,
    "opening-stock": _opening_stock,
    "carried-over": _carried_over,
    "rate-settled": _rate_settled,
    "card-settled": _card_settled,
    "balance-settled": _balance_settled,
    "household-joined": _joined,
    "reversal": _reversal,
}

BROUGHT_OVER = frozenset({"opening-balance", "opening-stock", "carried-over"})
"""Rulings that say what was before these books; none can be said anew while it stands."""
REVERSIBLE = frozenset({"drop-off", "redemption", "transfer", "load", "stock-count"}) | BROUGHT_OVER
"""Entries that a reversal can answer; other rulings are answered by newer rulings."""
