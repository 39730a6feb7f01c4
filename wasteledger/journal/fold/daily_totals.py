"""Daily totals: what reports add up, so that a year costs the same however many drop-offs stand behind it."""

from collections.abc import Callable

from wasteledger.domain.flows import DIRECT, DISPATCHED, OPENING, RECEIVED, REDEEMED, REJECTED, SHRINKAGE
from wasteledger.journal.chain import Body

Key = tuple[str, str, str, str, str, str, str, str, str]
"""Flow, day, origin, community, household type, point, material, destination (or use of credits), evidence."""

Total = tuple[Key, int, int, int, int, int, int]
"""Key, grams, credits, lines, entries, tickets, bills."""


def daily_totals(origin: str, body: Body) -> list[Total]:
    """Return what an entry of book ``origin`` adds to the totals of its day."""
    of_kind = _KINDS.get(body["kind"])
    return of_kind(origin, body) if of_kind else []


def _drop_off(origin: str, body: Body) -> list[Total]:
    day, community, kind, point = body["day"], body["community"], body["type"], body["point"]
    totals: list[Total] = []
    first = 1
    for line in body["lines"]:
        material = line["material"]
        evidence = "estimated" if "estimated" in line else "weighed"
        key = (RECEIVED, day, origin, community, kind, point, material, "", evidence)
        totals.append((key, line["grams"], line["credits"], 1, first, 0, 0))
        if "rejected" in line:
            rejected = (REJECTED, day, origin, community, kind, point, material, "", "weighed")
            totals.append((rejected, line["rejected"], 0, 1, first, 0, 0))
        first = 0
    if body.get("paid"):
        totals.append(_redeemed(origin, body, "cash", body["paid"]))
    return totals


def _redemption(origin: str, body: Body) -> list[Total]:
    return [_redeemed(origin, body, body["for"], body["amount"])]


def _redeemed(origin: str, body: Body, use: str, amount: int) -> Total:
    key = (REDEEMED, body["day"], origin, body["community"], body["type"], body["point"], "", use, "")
    return (key, 0, amount, 0, 1, 0, 0)


def _load(origin: str, body: Body) -> list[Total]:
    point, community = body.get("point", ""), body.get("community", "")
    flow = DISPATCHED if point else DIRECT
    totals: list[Total] = []
    papers = (1, int("ticket" in body), int("bill" in body))
    for line in body["lines"]:
        place = (body["day"], origin, community, "", point, line["material"])
        totals.append(((flow, *place, body["destination"], line["evidence"]), line["grams"], 0, 1, *papers))
        if "shrinkage" in line:
            totals.append(((SHRINKAGE, *place, "", ""), line["shrinkage"], 0, 1, 0, 0, 0))
        papers = (0, 0, 0)
    return totals


def _stock_count(origin: str, body: Body) -> list[Total]:
    place = (body["day"], origin, "", "", body["point"])
    return [
        ((SHRINKAGE, *place, line["material"], "", ""), line["shrinkage"], 0, 1, 0, 0, 0)
        for line in body["lines"]
        if line["shrinkage"]
    ]


def _opening_stock(origin: str, body: Body) -> list[Total]:
    place = (body["day"], origin, "", "", body["point"])
    return [
        ((OPENING, *place, line["material"], "", line["evidence"]), line["grams"], 0, 1, 0, 0, 0)
        for line in body["lines"]
    ]


def _carried_over(origin: str, body: Body) -> list[Total]:
    """A month's sum is no weighing; but that a load is stated counts, be it nil."""
    flow = body["flow"]
    place = (body["day"], origin, body["community"], "", "")
    to, stated = body.get("destination", ""), int(flow != RECEIVED)
    return [
        ((flow, *place, line["material"], to, line["evidence"]), line["grams"], 0, stated, 0, 0, 0)
        for line in body["lines"]
    ]


def _rate_settled(origin: str, body: Body) -> list[Total]:
    """Credits agreed later count on the day the waste was weighed."""
    return [_settled(origin, line, body["material"], line["credits"]) for line in body["lines"] if line["credits"]]


def _settled(origin: str, line: Body, material: str, credited: int) -> Total:
    place = (line["day"], origin, line["community"], line["type"], line["point"], material)
    return ((RECEIVED, *place, "", line["evidence"]), 0, credited, 0, 0, 0, 0)


def _reversal(origin: str, body: Body) -> list[Total]:
    """A reversal counts on the original's day, as if it had not been."""
    opposite = [
        (key, -grams, -credited, -lines, -entries, -tickets, -bills)
        for key, grams, credited, lines, entries, tickets, bills in daily_totals(origin, body["original"])
    ]
    return opposite + [_settled(origin, line, line["material"], -line["credits"]) for line in body.get("settled", ())]


_KINDS: dict[str, Callable[[str, Body], list[Total]]] = {
    "drop-off": _drop_off,
    "redemption": _redemption,
    "load": _load,
    "stock-count": _stock_count,
    "opening-stock": _opening_stock,
    "carried-over": _carried_over,
    "rate-settled": _rate_settled,
    "reversal": _reversal,
}
