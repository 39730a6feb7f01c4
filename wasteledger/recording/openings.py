"""Openings: what households and points had when the town's books began, on one day for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import ClassVar, TypeVar

from sqlalchemy import exists, select

from wasteledger import errors
from wasteledger.domain.accounts import STOCK
from wasteledger.domain.moments import iso
from wasteledger.domain.quantities import read_decimal
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.entries import Entry
from wasteledger.recording.desk import Command, Desk
from wasteledger.recording.loads import LoadLine, load_line
from wasteledger.storage import tables
from wasteledger.units import Credits, Grams

AnyQuantity = TypeVar("AnyQuantity", Credits, Grams)


def require_total(quantities: Iterable[AnyQuantity], control: AnyQuantity) -> None:
    """Hold what is to be booked to the total that the clerk typed.

    Raises:
        ControlTotalDiffers: they are not the same.
    """
    total = sum(quantities, start=type(control)(0))
    if total != control:
        raise errors.ControlTotalDiffers(control=control, total=total, difference=total - control)


def read_opening(typed: str, decimals: int) -> Credits:
    """Read an opening balance.

    Raises:
        OpeningBelowZero: an old passbook's debt, written with a minus or in brackets.
        NotANumber, TooPrecise: it is no amount.
    """
    if typed.strip().startswith(("-", "−", "(")):
        raise errors.OpeningBelowZero(typed=typed)
    return Credits(read_decimal(typed, decimals))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBalance(Command):
    """What one household's old passbook holds; zero is said too, so that nobody is thought forgotten."""

    verb: ClassVar[str] = "opening-balance"
    ruling: ClassVar[bool] = True

    household: str
    amount: Credits
    day: date
    control_total: Credits
    """The total of all openings typed with this one; :func:`require_total` is whoever's books them together."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        household = desk.household(self.household)
        if self.amount.value < 0:
            raise errors.OpeningBelowZero(typed=self.amount)
        moment = _moment(desk, household.account, self.day)
        _refuse_earlier(desk, household.account, moment, self.day)
        entry = desk.append(
            "opening-balance",
            moment,
            subject=household.account,
            household=household.number,
            community=household.community,
            type=household.type,
            amount=self.amount.value,
            control_total=self.control_total.value,
            balance=desk.balance(household.account, lock=True) + self.amount.value,
        )
        desk.carried.add(entry)
        return [entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBalances(Command):
    """What several households' passbooks hold, each an entry of its own."""

    verb: ClassVar[str] = OpenBalance.verb
    ruling: ClassVar[bool] = True

    day: date
    lines: tuple[tuple[str, Credits], ...]
    """Each household's number and its balance."""
    control_total: Credits

    def book(self, desk: Desk) -> Sequence[Entry]:
        if not self.lines:
            raise errors.NoLines
        require_total((amount for _, amount in self.lines), self.control_total)
        one = partial(OpenBalance, day=self.day, control_total=self.control_total)
        return [one(household=number, amount=amount).book(desk)[0] for number, amount in self.lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStock(Command):
    """What lies of one material at one point."""

    verb: ClassVar[str] = "opening-stock"
    ruling: ClassVar[bool] = True

    point: str
    line: LoadLine
    day: date
    control_total: Grams

    def book(self, desk: Desk) -> Sequence[Entry]:
        point = desk.point(self.point).code
        line = load_line(desk, self.line)
        subject = f"{STOCK}{point} {line['material']}"
        moment = _moment(desk, subject, self.day)
        entry = desk.append(
            "opening-stock",
            moment,
            subject=subject,
            point=point,
            control_total=self.control_total.value,
            lines=[line],
        )
        desk.carried.add(entry)
        return [entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStocks(Command):
    """What lies at the points, each material an entry of its own."""

    verb: ClassVar[str] = OpenStock.verb
    ruling: ClassVar[bool] = True

    day: date
    lines: tuple[tuple[str, LoadLine], ...]
    """Points, and what lies there of one material."""
    control_total: Grams

    def book(self, desk: Desk) -> Sequence[Entry]:
        if not self.lines:
            raise errors.NoLines
        one = partial(OpenStock, day=self.day, control_total=self.control_total)
        entries = [one(point=point, line=line).book(desk)[0] for point, line in self.lines]
        require_total((Grams(entry.body["lines"][0]["grams"]) for entry in entries), self.control_total)
        return entries


def _moment(desk: Desk, subject: str, day: date) -> datetime:
    """The first moment of the openings' day, so that they stand before all that happened on it.

    Raises:
        OpenedAlready, OpeningDayRefused: there is an opening of this already, or the town's are of another day.
        InTheFuture, BeforeTheProgramme: it can't be that day.
    """
    desk.carried.require_new(subject)
    desk.carried.require_day(subject, day)
    return desk.moment(datetime.combine(day, time.min, desk.settings.zone))


def _refuse_earlier(desk: Desk, account: str, moment: datetime, day: date) -> None:
    """An opening is a passbook's first line: what came before it, but for openings taken back, would count twice.

    Raises:
        OpeningDayRefused: something happened before it.
    """
    passbook, carried = tables.passbook.c, tables.carried.c
    taken_back = exists().where(carried.origin == passbook.origin, carried.sequence == passbook.sequence)
    query = select(passbook.origin, passbook.sequence).where(
        passbook.account == account, passbook.happened_at < iso(moment), ~taken_back
    )
    earlier = desk.connection.execute(query.limit(1)).first()
    if earlier:
        raise errors.OpeningDayRefused(
            subject=account.partition(":")[2],
            day=day,
            reason="something is booked of an earlier day",
            receipt=str(Receipt(*earlier)),
        )
