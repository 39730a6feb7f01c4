"""Drop-offs: what a household brought, weighed and credited."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Connection

from wasteledger import errors
from wasteledger.domain.households import WALK_IN, Household
from wasteledger.domain.materials import UNITS
from wasteledger.domain.moments import iso
from wasteledger.domain.quantities import read_decimal
from wasteledger.domain.registers import Material, Point
from wasteledger.journal.directory import Directory
from wasteledger.journal.entries import Entry
from wasteledger.recording.desk import Command, Desk, Holder, foresee_card
from wasteledger.units import Credits, Grams, credits_earned, grams_of

INTO_BOOK, CASH, GIFT = "book", "cash", "gift"
UNKNOWN = "unknown"
"""The household type of a card nobody knows; its grams are counted for the community the point stands in."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """One material on the scale. Quantities are whole numbers of the material's base unit (grams, pieces, millilitres).

    ``tare`` is the container's, ``rejected`` the grams handed back (weighed apart, not part of ``gross``).
    """

    material: str
    gross: int
    tare: int = 0
    rejected: int = 0
    grade: str = ""
    estimated: bool = False
    scale: str = ""
    """What the scale sent, as it came: printable ASCII, kept with the line."""


LONGEST_FRAME = 80
_TYPED = re.compile(
    r"(?P<material>[^:=]+)(?::(?P<grade>[^=]+))?=(?P<gross>[^-/~]+)(?:-(?P<tare>[^/~]+))?(?:/(?P<rejected>[^~]+))?(?P<estimated>~)?"
)


def read_weighing(directory: Directory, typed: str) -> Weighing:
    """Read a weighing in one word: ``PET=5.4``, ``PET:A=5.40-0.20`` (tare), ``PET=5.4/0.8`` (rejected), ``PET=5.4~``.

    Weights in kilograms, counts and litres in the material's own unit; ``~`` marks an estimate.

    Raises:
        NotANumber, TooPrecise, CodeUnknown, CodeClosed: a part of it can't be read.
    """
    match = _TYPED.fullmatch(typed.strip())
    if not match:
        raise errors.NotANumber(typed=typed)
    material = directory.open(Material, match["material"].strip())
    decimals = UNITS[material.unit].decimals

    return Weighing(
        material.code,
        gross=read_decimal(match["gross"], decimals),
        tare=read_decimal(match["tare"] or "0", decimals),
        rejected=read_decimal(match["rejected"] or "0", UNITS["kg"].decimals),
        grade=(match["grade"] or "").strip().upper(),
        estimated=bool(match["estimated"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DropOff(Command):
    """One visit: who, what, where, and what becomes of the credits."""

    verb: ClassVar[str] = "drop-off"

    card: str
    weighings: tuple[Weighing, ...]
    point: str | None = None
    at: datetime | None = None
    settle: str = INTO_BOOK
    gift_to: str | None = None
    """Who is given the credits of a gift; the town's own taker of gifts unless said."""
    proxy: bool = False
    assisted: bool = False
    """Fetched at the household's home."""
    unknown_card: bool = False
    """Book a card that nobody knows here; it waits as an exception."""
    reference: str = ""

    def foresee(self, connection: Connection) -> None:
        foresee_card(connection, self.card)

    def book(self, desk: Desk) -> Sequence[Entry]:
        return [self.book_for(desk, desk.holder(self.card, unknown=self.unknown_card))]

    def book_for(self, desk: Desk, holder: Holder, owed: int | None = None, **said: Any) -> Entry:
        """Book for a holder already found; ``said`` goes into the body as it is.

        What replaces an earlier drop-off may use what was open on its day, and pays nobody anew: of what it earns as
        much is kept back as was ``owed`` then. Else a household that owes pays that first.
        """
        if not self.weighings:
            raise errors.NoLines
        moment = desk.moment(self.at)
        day = desk.day_of(moment)
        then = day if "replaces" in said else ""
        point = desk.point(self.point, then)
        lines = [_line(desk, weighing, day, point.code, then) for weighing in self.weighings]
        earned = sum([line["credits"] for line in lines])
        owed = max(0, -holder.balance) if owed is None else owed
        settled, kept = self._settlement(desk, holder, earned, min(owed, earned), then)
        said = {
            **_whose(holder, point),
            **said,
            **settled,
            "point": point.code,
            "lines": lines,
            "balance": holder.balance + kept,
        }
        opened = desk.directory.rounds_open.get((desk.origin, point.code))
        if opened and not then and iso(moment) >= opened.opened_at:
            said["round"] = str(opened.receipt)
        if self.proxy:
            said["proxy"] = 1
        if self.assisted:
            said["assisted"] = 1
        if self.reference:
            said["reference"] = self.reference
        return desk.append_said("drop-off", moment, said)

    def _settlement(
        self, desk: Desk, holder: Holder, earned: int, owed: int, then: str
    ) -> tuple[dict[str, object], int]:
        """Return what the body says of the credits, and how many stay in the book: at least those ``owed``."""
        settle = CASH if holder.household and holder.household.type == WALK_IN else self.settle
        if settle not in {INTO_BOOK, CASH, GIFT}:
            raise errors.ValueNotAllowed(name="settle", value=settle, choices="book, cash, gift")
        if not holder.household and settle != INTO_BOOK:
            raise errors.CardUnknown(card=holder.card)
        if not holder.household or not earned or settle == INTO_BOOK:
            return {}, earned
        if settle == CASH:
            if self.proxy and not then:
                require_proxy_cash(holder.household)
            return {"paid": earned - owed}, owed
        taker = desk.household(self.gift_to or desk.settings.gift_to, day=then)
        if taker.number == holder.household.number:
            raise errors.SameHousehold(household=taker.number)
        return {"gift": taker.number, **({"given": earned - owed} if owed else {})}, owed


def _whose(holder: Holder, point: Point) -> dict[str, object]:
    household = holder.household
    if household is None:
        return {"community": point.community, "type": UNKNOWN, "card": holder.card}
    whose: dict[str, object] = {
        "household": household.number,
        "community": household.community,
        "type": household.type,
    }
    if holder.card:
        whose["card"] = holder.card
    return whose


def require_proxy_cash(household: Household) -> None:
    """Refuse cash for somebody who comes in a household's stead.

    Raises:
        ProxyNotPaid: the household has not allowed it.
    """
    if not household.proxy_cash:
        raise errors.ProxyNotPaid(household=household.number)


def _line(desk: Desk, weighing: Weighing, day: str, point: str, then: str) -> dict[str, Any]:
    """Weigh and price one material as the body keeps it; ``then`` is the day it may have been open on."""
    material, rate = desk.directory.priced(weighing.material, weighing.grade, day, point, then)
    if rate is None:
        raise errors.NoRate(material=material.code, day=date.fromisoformat(day))
    tare, rejected = weighing.tare, weighing.rejected
    quantity = weighing.gross - tare
    if tare < 0 or rejected < 0:
        raise errors.NotAWholeNumber(name="tare" if tare < 0 else "rejected", least=0)
    if rejected > material.limit_grams:
        raise _too_heavy(material, rejected)
    grams = net_grams(material, quantity)
    line: dict[str, Any] = {"material": material.code, "quantity": quantity, "grams": grams, "credits": 0}
    if rate.thousandths is None:
        line["pending"] = 1
    else:
        line["rate"] = rate.thousandths
        line["credits"] = credits_earned(quantity, rate.thousandths, UNITS[material.unit].base_per_unit)
    if tare:
        line |= {"gross": weighing.gross, "tare": tare}
    if rejected:
        line["rejected"] = rejected
    if weighing.grade:
        line["grade"] = weighing.grade
    if weighing.scale:
        line["scale"] = _frame(weighing.scale)
    if weighing.estimated or material.estimated:
        line["estimated"] = 1
    return line


def _frame(scale: str) -> str:
    if len(scale) > LONGEST_FRAME or not (scale.isascii() and scale.isprintable()):
        choices = f"ASCII, 1–{LONGEST_FRAME}"
        raise errors.ValueNotAllowed(name="scale", value=ascii(scale[:LONGEST_FRAME]), choices=choices)
    return scale


def net_grams(material: Material, quantity: int) -> int:
    """Return the grams of a net quantity, refusing what can't be.

    Raises:
        NothingWeighed, TooHeavy: nothing is left after the tare, or more than the material's limit.
    """
    if quantity <= 0:
        raise errors.NothingWeighed(material=material.code)
    unit = UNITS[material.unit]
    grams = quantity if unit.code == "kg" else grams_of(quantity, material.grams_per_unit, unit.base_per_unit)
    if grams > material.limit_grams:
        raise _too_heavy(material, grams)
    return max(grams, 1)


def _too_heavy(material: Material, grams: int) -> errors.TooHeavy:
    return errors.TooHeavy(material=material.code, weight=Grams(grams), limit=Grams(material.limit_grams))


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption(Command):
    """Credits spent: paid in cash, for goods, or against the waste fee."""

    verb: ClassVar[str] = "redeem"

    card: str
    amount: Credits
    use: str = CASH
    point: str | None = None
    at: datetime | None = None
    proxy: bool = False

    def book(self, desk: Desk) -> Sequence[Entry]:
        if self.use not in USES:
            raise errors.ValueNotAllowed(name="kind", value=self.use, choices=", ".join(USES))
        holder = desk.holder(self.card)
        household = known(holder)
        if self.proxy and self.use == CASH:
            require_proxy_cash(household)
        balance = desk.spendable(household, self.amount.value)
        entry = desk.append(
            "redemption",
            desk.moment(self.at),
            household=household.number,
            community=household.community,
            type=household.type,
            point=desk.point(self.point).code,
            amount=self.amount.value,
            balance=balance - self.amount.value,
            **{"for": self.use},
            **({"card": holder.card} if holder.card else {}),
            **({"proxy": 1} if self.proxy else {}),
        )
        return [entry]


USES = (CASH, "goods", "fee-rebate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Command):
    """Credits handed from one household to another; ``gift`` where nothing is owed for them."""

    verb: ClassVar[str] = "transfer"

    card: str
    to: str
    amount: Credits
    gift: bool = False
    at: datetime | None = None

    def book(self, desk: Desk) -> Sequence[Entry]:
        holder = desk.holder(self.card)
        giver, taker = known(holder), known(desk.holder(self.to))
        if giver.number == taker.number:
            raise errors.SameHousehold(household=giver.number)
        desk.lock_balances(giver.account, taker.account)
        balance = desk.spendable(giver, self.amount.value)
        entry = desk.append(
            "transfer",
            desk.moment(self.at),
            household=giver.number,
            community=giver.community,
            type=giver.type,
            to=taker.number,
            amount=self.amount.value,
            balance=balance - self.amount.value,
            **({"card": holder.card} if holder.card else {}),
            **({"gift": 1} if self.gift else {}),
        )
        return [entry]


def known(holder: Holder) -> Any:
    """The household of a holder that was not allowed to be unknown."""
    if holder.household is None:
        raise errors.CardUnknown(card=holder.card)
    return holder.household
