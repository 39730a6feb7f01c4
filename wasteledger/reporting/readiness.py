"""What is still missing before the first buying day, each thing with the command that mends it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import Connection, func, select

from wasteledger.domain import flows
from wasteledger.domain.accounts import HOUSEHOLD
from wasteledger.domain.calendar import Period, month_of
from wasteledger.domain.households import WALK_IN
from wasteledger.domain.methods import DISPOSED
from wasteledger.domain.registers import Community, Destination, Listed, Material, Operator, Point
from wasteledger.domain.roles import HEAD, STAFF
from wasteledger.journal.directory import Directory
from wasteledger.reporting.lists import prices
from wasteledger.reporting.rounds import rounds_planned
from wasteledger.reporting.totals import sums
from wasteledger.storage import tables

DAYS_AHEAD = 60
"""A round is looked for in so many days: most towns buy once a month."""
NAMED = 5
"""So many of what is missing are named; the rest are only counted."""

AnyListed = TypeVar("AnyListed", bound=Listed)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a town needs: whether it is there, what is missing, and how to mend it."""

    what: str
    """A message id."""
    done: bool
    count: int = 0
    """How many are there; where something is missing, how many are missing."""
    missing: tuple[str, ...] = ()
    """Codes, at most :data:`NAMED` of them."""
    command: str = ""
    """What to type; empty where there is nothing to mend."""


def readiness(connection: Connection, directory: Directory, today: date) -> list[Step]:
    """Look at everything that a first buying day needs, in the order in which a town sets it up."""
    return [
        *_town(directory),
        *_points(connection, directory, today),
        *_materials(directory, today),
        *_households(connection),
        *_tonnage(connection, directory, today),
    ]


def _town(directory: Directory) -> Iterator[Step]:
    settings = directory.settings
    named, phone = bool(settings.name_th or settings.name_en), bool(settings.phone)
    yield _step("The town's name", done=named, count=int(named), command="settings set name_th=…")
    yield _step("The telephone number on slips", done=phone, count=int(phone), command="settings set phone=…")
    yield _some("Communities", len(_open(directory, Community)), "community add C01 --name-th …")
    yield _some("Collection points", len(_open(directory, Point)), "point add P01 --name-th … --community C01")


def _points(connection: Connection, directory: Directory, today: date) -> Iterator[Step]:
    """Who works at each point, and when it is next open."""
    points = [point.code for point in _open(directory, Point)]
    with_pin = set(connection.execute(select(tables.operator_pin.c.operator)).scalars())
    able = [one for one in _open(directory, Operator) if one.role in {STAFF, HEAD} and one.code in with_pin]
    staffed = {one.point for one in able}
    unstaffed = [] if "" in staffed else [code for code in points if code not in staffed]
    yield from _lacking("Points whose operators have no PIN", unstaffed, points, "operator pin CODE")
    soon = rounds_planned(directory, Period(today, today + timedelta(days=DAYS_AHEAD)))
    unplanned = [code for code in points if code not in {one.point for one in soon}]
    yield from _lacking("Points without a planned round", unplanned, points, "round plan import CALENDAR.xlsx")


def _materials(directory: Directory, today: date) -> Iterator[Step]:
    yield _some("Materials", len(_open(directory, Material)), "material import --starter")
    priced = [one for one in prices(directory, today.isoformat()) if one.material.method not in DISPOSED]
    unpriced = sorted({one.material.code for one in priced if one.rate is None})
    yield from _lacking("Materials without a rate today", unpriced, priced, "rate set CODE=…")
    destinations = _open(directory, Destination)
    disposing = sum(one.method in DISPOSED for one in destinations)
    taking = len(destinations) - disposing
    yield _some("Buyers and other takers", taking, "destination add SHOP --method recycling --name-th …")
    yield _some("Places of disposal", disposing, "destination add FILL --method landfill --name-th …")


def _households(connection: Connection) -> Iterator[Step]:
    household, card = tables.household.c, tables.card.c
    living = (household.closed_on.is_(None), household.type != WALK_IN)
    households = range(_count(connection, *living))
    yield _some("Households", len(households), "setup apply TOWN.xlsx --cards")
    opened = select(tables.carried.c.subject).where(tables.carried.c.reversed_by == "")
    without = (*living, household.former_number != "", (HOUSEHOLD + household.number).not_in(opened))
    unopened = connection.execute(select(household.number).where(*without).order_by(household.number))
    command = "opening balances PASSBOOKS.xlsx --day … --control-total …"
    members = list(unopened.scalars())
    yield from _lacking("Former members without an opening balance", members, households, command)
    in_use = select(card.household).where(card.revoked_on.is_(None))
    bare = connection.execute(
        select(household.number).where(*living, household.number.not_in(in_use)).order_by(household.number)
    )
    yield from _lacking("Households without a card", list(bare.scalars()), households, "card issue HOUSEHOLD…")
    unprinted = connection.execute(
        select(card.code).where(card.revoked_on.is_(None), card.printed_on.is_(None), card.household != "")
    )
    cards, command = list(unprinted.scalars()), "card print --unprinted --output cards.pdf"
    yield from _lacking("Cards not printed", cards, households, command, named=0)


def _tonnage(connection: Connection, directory: Directory, today: date) -> Iterator[Step]:
    """Without what was disposed of, no rate can be told."""
    disposing = {code for code, one in directory.listed(Destination).items() if one.method in DISPOSED}
    month = sums(connection, ("destination",), (flows.DIRECT, flows.DISPATCHED), month_of(today))
    loads = sum(total.lines for total in month if total.key[0] in disposing)
    yield _some("Disposed loads this month", loads, "load record …")


def _count(connection: Connection, *conditions: object) -> int:
    query = select(func.count()).select_from(tables.household).where(*conditions)  # type: ignore[arg-type]  # clauses
    return int(connection.execute(query).scalar_one())


def _open(directory: Directory, register: type[AnyListed]) -> list[AnyListed]:
    return [line for line in directory.listed(register).values() if not line.closed_on]


def _step(what: str, *, done: bool, count: int, command: str, missing: tuple[str, ...] = ()) -> Step:
    return Step(what, done, count, missing, "" if done else command)


def _some(what: str, count: int, command: str) -> Step:
    return _step(what, done=count > 0, count=count, command=command)


def _lacking(
    what: str, missing: Sequence[str], among: Sequence[object], command: str, named: int = NAMED
) -> Iterator[Step]:
    """What is missing of something that is there; where there is none yet, nothing is said of it."""
    if among:
        yield _step(what, done=not missing, count=len(missing), command=command, missing=tuple(missing[:named]))
