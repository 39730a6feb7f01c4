"""Changes: what an entry sets in the tables that are not sums: households, cards, rates, lists, settings."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from wasteledger.domain.receipts import Receipt, book_of
from wasteledger.domain.registers import REGISTERS
from wasteledger.journal.chain import Body
from wasteledger.journal.fold.movements import BROUGHT_OVER, holder


class Change(NamedTuple):
    """Set some columns of the row with this key, adding the row where there is none."""

    table: str
    key: dict[str, object]
    values: dict[str, object]


REBOOKED = "rebooked"
"""How an entry succeeds one of a book that went another way."""

Place = tuple[str, int]
"""Book and number of the entry; a receipt is made of it only where one is needed."""

REFERENCE_TABLES = frozenset({"setting", "rate", "statistic", "round", "closing", "enrolment", *REGISTERS})
"""Small tables that every verb reads and few entries change; a change to one tells held copies to read again."""


def changes(origin: str, sequence: int, body: Body) -> list[Change]:
    """Return what an entry sets."""
    kind = body["kind"]
    of_kind = _KINDS.get(kind)
    found = list(of_kind((origin, sequence), body)) if of_kind else []
    if "rebooked" in body:
        found += _rebooked((origin, sequence), body)
    if kind in TAKES_TURN:
        values = {"turn": body.get("turn", 0), "recorded_at": body["recorded"]}
        found.append(Change("turned", {"origin": origin, "sequence": sequence}, values))
    return found


def _settings(_place: Place, body: Body) -> Iterator[Change]:
    for name, value in body["settings"].items():
        yield Change("setting", {"name": name}, {"value": value})


def _listed(table: str) -> Callable[[Place, Body], Iterator[Change]]:
    def of_kind(_place: Place, body: Body) -> Iterator[Change]:
        yield Change(table, {"code": body["code"]}, dict(body["attributes"]))

    return of_kind


def _closed(table: str) -> Callable[[Place, Body], Iterator[Change]]:
    def of_kind(_place: Place, body: Body) -> Iterator[Change]:
        yield Change(table, {"code": body["code"]}, {"closed_on": body["day"]})

    return of_kind


def _rates(_place: Place, body: Body) -> Iterator[Change]:
    for line in body["rates"]:
        key = {name: line.get(name, "") for name in ("material", "grade", "point", "first_day")}
        values = {"last_day": line.get("last_day", ""), "thousandths": line.get("rate")}
        yield Change("rate", key, {**values, "agreed_by": body["operator"] if key["point"] else ""})


def _statistic(_place: Place, body: Body) -> Iterator[Change]:
    key = {name: body[name] for name in ("name", "place", "first_day")}
    yield Change("statistic", key, {name: body[name] for name in ("last_day", "value", "source")})


def _period_closed(place: Place, body: Body) -> Iterator[Change]:
    values = {"receipt": str(Receipt(*place)), "closed_on": body["day"]}
    for book, (sequence, digest) in body["heads"].items():
        key = {"month": body["month"], "book": book}
        yield Change("closing", key, {"sequence": sequence, "digest": digest, **values})


def _household_registered(_place: Place, body: Body) -> Iterator[Change]:
    origin, _, ordinal = body["household"].partition("/")
    values = {"origin": origin, "ordinal": int(ordinal), "registered_on": body["day"], **body["attributes"]}
    yield Change("household", {"number": body["household"]}, values)
    yield _lives(body)


def _household_moved(_place: Place, body: Body) -> Iterator[Change]:
    yield Change("household", {"number": body["household"]}, dict(body["attributes"]))
    if "community" in body["attributes"]:
        yield _lives(body)


def _lives(body: Body) -> Change:
    """Where a household lives from a day on: old rounds keep whom they served."""
    key = {"household": body["household"], "day": body["day"]}
    return Change("household_place", key, {"community": body["attributes"]["community"]})


def _household_closed(_place: Place, body: Body) -> Iterator[Change]:
    yield Change("household", {"number": body["household"]}, {"closed_on": body["day"]})


def _household_joined(_place: Place, body: Body) -> Iterator[Change]:
    if "again" not in body:
        closed = {"closed_on": body["day"], "joined_into": body["household"]}
        yield Change("household", {"number": body["joined"]}, closed)
    for code in body["cards"]:
        yield Change("card", {"code": code}, {"household": body["household"]})


def _household_forgotten(_place: Place, body: Body) -> Iterator[Change]:
    yield Change("household", {"number": body["household"]}, {"forgotten": 1})


def _cards_issued(_place: Place, body: Body) -> Iterator[Change]:
    for card in body["cards"]:
        values = {"household": card.get("household", ""), "issued_on": body["day"]}
        yield Change("card", {"code": card["code"]}, values)


def _card_bound(_place: Place, body: Body) -> Iterator[Change]:
    yield Change("card", {"code": body["card"]}, {"household": body["household"], "issued_on": body["day"]})


def _card_replaced(_place: Place, body: Body) -> Iterator[Change]:
    yield Change("card", {"code": body["card"]}, {"revoked_on": body["day"], "replaced_by": body["by"]})
    yield Change("card", {"code": body["by"]}, {"household": body["household"], "issued_on": body["day"]})


def _card_revoked(_place: Place, body: Body) -> Iterator[Change]:
    yield Change("card", {"code": body["card"]}, {"revoked_on": body["day"]})


def _cards_printed(_place: Place, body: Body) -> Iterator[Change]:
    for code in body["cards"]:
        yield Change("card", {"code": code}, {"printed_on": body["day"]})


def _slip_copied(place: Place, body: Body) -> Iterator[Change]:
    yield _successor(Receipt.read(body["of"]), "copied", Receipt(*place))


def _drop_off(place: Place, body: Body) -> list[Change]:
    """Lines that wait for a rate, and the receipt that a correction replaces."""
    found = _replacement(place, body)
    for number, line in enumerate(body["lines"]):
        if "pending" in line:
            key = {"origin": place[0], "sequence": place[1], "line": number}
            values = {
                "material": line["material"],
                "grade": line.get("grade", ""),
                "point": body["point"],
                "day": body["day"],
                "account": holder(body),
                "community": body["community"],
                "household_type": body["type"],
                "quantity": line["quantity"],
            }
            found.append(Change("pending_line", key, values))
    return found


def _replacement(place: Place, body: Body) -> list[Change]:
    return [_successor(Receipt.read(body["replaces"]), "replaced", Receipt(*place))] if "replaces" in body else []


def _round_opened(place: Place, body: Body) -> Iterator[Change]:
    key = {"origin": place[0], "sequence": place[1]}
    values = {name: body[name] for name in ("point", "year", "number", "day")}
    values |= {"communities": " ".join(body["communities"]), "cash_float": body["float"]}
    yield Change("round", key, {**values, "opened_at": body["happened"], "opened_by": body["operator"]})


def _round_closed(place: Place, body: Body) -> Iterator[Change]:
    opened = Receipt.read(body["round"])
    values = {"closed_sequence": place[1], "closed_at": body["happened"], "closed_by": body["operator"]}
    values |= {"expected": body["expected"], "counted": body["counted"], "reason": body.get("reason", "")}
    yield Change("round", {"origin": opened.origin, "sequence": opened.sequence}, values)


def _carried(place: Place, body: Body) -> Iterator[Change]:
    key = {"origin": place[0], "sequence": place[1]}
    yield Change("carried", key, {"subject": body["subject"], "day": body["day"]})


def _rate_settled(place: Place, body: Body) -> Iterator[Change]:
    for line in body["lines"]:
        booked = Receipt.read(line["receipt"])
        key = {"origin": booked.origin, "sequence": booked.sequence, "line": line["line"]}
        yield Change("pending_line", key, {"settled_by": str(Receipt(*place))})


def _card_settled(_place: Place, body: Body) -> Iterator[Change]:
    yield Change("card", {"code": body["card"]}, {"household": body["household"], "issued_on": body["day"]})


def _reversal(place: Place, body: Body) -> Iterator[Change]:
    reversed_entry = Receipt.read(body["of"])
    yield _successor(reversed_entry, "reversed", Receipt(*place))
    if body["original"]["kind"] in BROUGHT_OVER:
        key = {"origin": reversed_entry.origin, "sequence": reversed_entry.sequence}
        yield Change("carried", key, {"reversed_by": str(Receipt(*place))})
    for number, line in enumerate(body["original"].get("lines", ())):
        if "pending" in line:
            key = {"origin": reversed_entry.origin, "sequence": reversed_entry.sequence, "line": number}
            yield Change("pending_line", key, {"settled_by": str(Receipt(*place))})


def _origin_begun(place: Place, body: Body) -> Iterator[Change]:
    yield Change("enrolment", {"origin": place[0]}, {"after": book_of(body["after"])})


def _origin_enrolled(_place: Place, body: Body) -> Iterator[Change]:
    # Enrolled anew with other keys: what was revoked were the old ones.
    values = {name: body[name] for name in ("sign", "box", "office", "point")} | {"revoked_from": 0}
    if "after" in body:
        values["after"] = body["after"]
    yield Change("enrolment", {"origin": body["origin"]}, values)


def _origin_revoked(_place: Place, body: Body) -> Iterator[Change]:
    yield Change("enrolment", {"origin": body["origin"]}, {"revoked_from": body["from"]})


def _entry_admitted(_place: Place, body: Body) -> Iterator[Change]:
    key = {name: body[name] for name in ("origin", "sequence", "digest")}
    yield Change("admitted", key, {})


def _exception_settled(_place: Place, body: Body) -> Iterator[Change]:
    for receipt in body["receipts"]:
        key = {"kind": body["exception"], "subject": body["subject"], "receipt": receipt}
        yield Change("settled_exception", key, {})


def _rebooked(place: Place, body: Body) -> list[Change]:
    """An entry whose book went another way: booked again, it still answers for the slip that was printed."""
    old = body["rebooked"]
    bytes.fromhex(old["digest"])  # refused here where it is none, not when a slip is checked
    return [_successor(Receipt.read(old["receipt"]), REBOOKED, Receipt(*place))]


def _successor(old: Receipt, how: str, new: Receipt) -> Change:
    key = {
        "origin": old.origin,
        "sequence": old.sequence,
        "how": how,
        "by_origin": new.origin,
        "by_sequence": new.sequence,
    }
    return Change("successor", key, {})


_KINDS: dict[str, Callable[[Place, Body], Iterable[Change]]] = {
    "settings": _settings,
    "rates-set": _rates,
    "statistic-set": _statistic,
    "period-closed": _period_closed,
    "household-registered": _household_registered,
    "household-moved": _household_moved,
    "household-closed": _household_closed,
    "household-joined": _household_joined,
    "household-forgotten": _household_forgotten,
    "cards-issued": _cards_issued,
    "card-bound": _card_bound,
    "card-replaced": _card_replaced,
    "card-revoked": _card_revoked,
    "cards-printed": _cards_printed,
    "slip-copied": _slip_copied,
    "drop-off": _drop_off,
    "redemption": _replacement,
    "transfer": _replacement,
    "load": _replacement,
    "stock-count": _replacement,
    "round-opened": _round_opened,
    "round-closed": _round_closed,
    **dict.fromkeys(BROUGHT_OVER, _carried),
    "rate-settled": _rate_settled,
    "card-settled": _card_settled,
    "reversal": _reversal,
    "origin-begun": _origin_begun,
    "origin-enrolled": _origin_enrolled,
    "origin-revoked": _origin_revoked,
    "entry-admitted": _entry_admitted,
    "exception-settled": _exception_settled,
}
for _table in REGISTERS:
    _KINDS[f"{_table}-added"] = _KINDS[f"{_table}-changed"] = _listed(_table)
    _KINDS[f"{_table}-closed"] = _closed(_table)

_SETS_ITS_OWN_ROWS = {"slip-copied", "drop-off", "redemption", "transfer", "load", "stock-count"}
_SETS_ITS_OWN_ROWS |= {"round-opened", *BROUGHT_OVER}
TAKES_TURN = frozenset(_KINDS.keys() - _SETS_ITS_OWN_ROWS)
"""Kinds that set what another book may set too: each says its ``turn``, one more than any that its database held."""

KINDS = frozenset(_KINDS) | {"balance-settled"}
"""Every kind of entry there is; one of another kind was written by a newer version."""
RULINGS = frozenset(
    {
        *("settings", "statistic-set", "period-closed", "household-joined", "household-forgotten", "rate-settled"),
        *(
            "card-settled",
            "balance-settled",
            "exception-settled",
            "origin-enrolled",
            "origin-revoked",
            "entry-admitted",
        ),
        *BROUGHT_OVER,
        *(f"{table}-{act}" for table in REGISTERS for act in ("added", "changed", "closed")),
    }
)
"""Kinds that only the office's book may hold; so is a rate that is not agreed at one point."""
