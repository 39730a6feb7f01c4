"""The town's books as plain Python keeps them: whole numbers in a dictionary, no SQL, none of the ledger's code.

Each method says what a verb does; ``who`` and the ``…refusals`` methods say what the ledger must not do. The machine
in ``tests/recording/test_machine.py`` plays both and compares.
"""

from collections import Counter
from dataclasses import dataclass, field

from wasteledger import errors

CREDITS = "credits"
ISSUED, CASH = "issued:K07", "redeemed:K07:cash"

RATES = {"PET": 800_000, "BEER": 50_000, "MIX": None, "BATT": 0, "FOOD": 0}
"""Thousandths of a satang a kilogram, or a bottle."""
BASE_PER_UNIT = {"PET": 1_000, "BEER": 1, "MIX": 1_000, "BATT": 1_000, "FOOD": 1_000}
GRAMS_PER_PIECE = {"BEER": 500}
COMMUNITY_OF_POINT = {"P01": "C01", "P02": "C02"}

Move = tuple[str, str, str, int]
"""Commodity, from, to, quantity."""

Refusals = set[type[errors.Refusal]]


@dataclass
class Member:
    """A household of the model."""

    community: str
    type: str
    closed: bool = False
    joined_into: str = ""


@dataclass(frozen=True)
class Line:
    """One material on the scale."""

    material: str
    gross: int
    tare: int = 0
    rejected: int = 0

    @property
    def quantity(self) -> int:
        return self.gross - self.tare

    @property
    def grams(self) -> int:
        return self.quantity * GRAMS_PER_PIECE.get(self.material, 1)

    @property
    def pending(self) -> bool:
        return RATES[self.material] is None

    @property
    def credits(self) -> int:
        return earned(self.quantity, RATES[self.material] or 0, self.material)


@dataclass
class Waiting:
    """A line that was weighed without a rate, and what it was given since, to whom."""

    account: str
    quantity: int
    credits: int | None = None
    credited: str = ""


@dataclass
class Booked:
    """An entry that can be taken back."""

    moves: list[Move]
    kind: str
    typed: str = ""
    """Whose it was: a household's number, or a card that nobody knew."""
    point: str = ""
    community: str = ""
    settle: str = "book"
    gift_to: str = ""
    lines: tuple[Line, ...] = ()
    waiting: list[Waiting] = field(default_factory=list)
    kept: int = 0
    """What was not paid or given away, as it was owed."""
    reversed: bool = False


def earned(quantity: int, thousandths: int, material: str) -> int:
    return quantity * thousandths // (BASE_PER_UNIT[material] * 1_000)


class TownModel:
    """Accounts, households, cards and what is still open."""

    def __init__(self) -> None:
        self.accounts: Counter[tuple[str, str]] = Counter()
        self.received: Counter[tuple[str, str]] = Counter()
        """Grams dropped off, by community and material."""
        self.households: dict[str, Member] = {}
        self.cards: dict[str, str] = {}
        """The household of each card; nothing for a blank one."""
        self.revoked: set[str] = set()
        self.booked: dict[str, Booked] = {}
        """By receipt."""

    # Asking

    def balances(self) -> dict[tuple[str, str], int]:
        return {key: quantity for key, quantity in self.accounts.items() if quantity}

    def credits_of(self, household: str) -> int:
        return self.accounts[f"household:{household}", CREDITS]

    def debtors(self) -> list[str]:
        return [number for number in self.households if self.credits_of(number) < 0]

    def stock(self, point: str, material: str) -> int:
        return self.accounts[f"stock:{point}", material]

    def who(self, typed: str, *, unknown: bool = False) -> tuple[str, Refusals]:
        """Return the household meant, or nothing for a card that nobody knows; and why they may not stand here."""
        if "/" in typed:
            return typed, {errors.HouseholdClosed} if self.households[typed].closed else set()
        if typed not in self.cards:
            return "", set() if unknown else {errors.CardUnknown}
        household = self.cards[typed]
        if typed in self.revoked:
            return household, {errors.CardRevoked}
        if not household:
            return "", {errors.CardBlank}
        return self.who(household)

    def now(self, account: str) -> str:
        """The account that an old one became: a card's that was settled, a household's that was joined to another."""
        if account.startswith("unclaimed:") and not self.accounts[account, CREDITS]:
            household = self.cards.get(account.removeprefix("unclaimed:"))
            account = f"household:{household}" if household else account
        member = self.households.get(account.removeprefix("household:"))
        return self.now(f"household:{member.joined_into}") if member and member.joined_into else account

    def card_refusals(self, card: str) -> Refusals:
        if card not in self.cards:
            return {errors.CardUnknown}
        return {errors.CardRevoked} if card in self.revoked else set()

    def spending_refusals(self, household: str, amount: int) -> Refusals:
        return {errors.BalanceTooLow} if household and amount > self.credits_of(household) else set()

    def waiting(self) -> list[Waiting]:
        """Every line that still waits for a rate."""
        lines = [line for booked in self.booked.values() if not booked.reversed for line in booked.waiting]
        return [line for line in lines if line.credits is None]

    def reversal_refusals(self, receipt: str, *, allow_debt: bool, then: list[Move] | None = None) -> Refusals:
        """Why an entry can't be taken back, if ``then`` is booked in its stead."""
        booked = self.booked[receipt]
        if booked.reversed:
            return {errors.AlreadyReversed}
        back = Counter[str]()
        for commodity, source, target, quantity in self._opposite(booked):
            if commodity == CREDITS:
                back[source] -= quantity
                back[target] += quantity
        again = Counter[str]()
        for commodity, source, target, quantity in then or []:
            if commodity == CREDITS:
                again[source] -= quantity
                again[target] += quantity
        for account, change in back.items():
            left = self.accounts[account, CREDITS] + change + again[account]
            if account.startswith(("household:", "unclaimed:")) and change < 0 and left < 0 and not allow_debt:
                return {errors.DebtNotAllowed}
        return set()

    # Doing

    def move(self, *moves: Move) -> None:
        for commodity, source, target, quantity in moves:
            self.accounts[source, commodity] -= quantity
            self.accounts[target, commodity] += quantity

    def drop_off(self, receipt: str, visit: Booked) -> None:
        self.move(*visit.moves)
        self.booked[receipt] = visit
        for line in visit.lines:
            self.received[visit.community, line.material] += line.grams

    def visit(
        self,
        typed: str,
        lines: tuple[Line, ...],
        point: str,
        settle: str,
        gift_to: str,
        *,
        unknown: bool,
        community: str = "",
        owed: int | None = None,
    ) -> Booked:
        """What a drop-off would move; a debt is paid first, unless it is said what was owed then."""
        household, _ = self.who(typed, unknown=unknown)
        member = self.households.get(household)
        community = community or (member.community if member else COMMUNITY_OF_POINT[point])
        account = f"household:{household}" if household else f"unclaimed:{typed}"
        moves: list[Move] = []
        for line in lines:
            moves.append((line.material, f"community:{community}@K07", f"stock:{point}", line.grams))
            moves.append((line.material, f"community:{community}@K07", f"returned:{point}", line.rejected))
        total = sum(line.credits for line in lines)
        settled = "cash" if member and member.type == "walk-in" else settle if member and total else "book"
        moves.append((CREDITS, ISSUED, account, total))
        debt = max(0, -self.accounts[account, CREDITS]) if owed is None else owed
        kept = 0 if settled == "book" else min(debt, total)
        if settled == "cash":
            moves.append((CREDITS, account, CASH, total - kept))
        if settled == "gift":
            moves.append((CREDITS, account, f"household:{gift_to}", total - kept))
        return Booked(
            [move for move in moves if move[3]],
            kind="drop-off",
            typed=household or typed,
            point=point,
            community=community,
            settle=settled if total else "book",
            gift_to=gift_to,
            lines=lines,
            waiting=[Waiting(account, line.quantity) for line in lines if line.pending],
            kept=kept,
        )

    def correction(self, old: Booked, lines: tuple[Line, ...]) -> Booked:
        """What a drop-off's correction would move: of whoever has its account by now, in the community of its day."""
        holder = self.now(f"household:{old.typed}" if "/" in old.typed else f"unclaimed:{old.typed}")
        typed, taker = holder.split(":")[1], self.now(f"household:{old.gift_to}").split(":")[1]
        settle = "book" if old.settle == "gift" and taker == typed else old.settle
        return self.visit(typed, lines, old.point, settle, taker, unknown=True, community=old.community, owed=old.kept)

    def book(self, receipt: str, kind: str, *moves: Move) -> None:
        """An entry that only moves something, and can be taken back."""
        self.move(*moves)
        self.booked[receipt] = Booked([move for move in moves if move[3]], kind)

    def reverse(self, receipt: str) -> None:
        booked = self.booked[receipt]
        self.move(*self._opposite(booked))
        booked.reversed = True
        for line in booked.lines:
            self.received[booked.community, line.material] -= line.grams

    def settle_rate(self, thousandths: int) -> None:
        settled = self.waiting()
        for line in settled:
            line.credits, line.credited = earned(line.quantity, thousandths, "MIX"), self.now(line.account)
        for line in settled:
            self.move((CREDITS, ISSUED, line.credited, line.credits or 0))

    def join(self, kept: str, joined: str) -> None:
        self.move((CREDITS, f"household:{joined}", f"household:{kept}", self.credits_of(joined)))
        self.households[joined].closed = True
        self.households[joined].joined_into = kept
        self.cards.update({card: kept for card, household in self.cards.items() if household == joined})

    def _opposite(self, booked: Booked) -> list[Move]:
        """What takes an entry back, from whom has it now."""
        back = [(commodity, target, source, quantity) for commodity, source, target, quantity in booked.moves]
        back += [(CREDITS, line.credited, ISSUED, line.credits) for line in booked.waiting if line.credits]
        return [
            (commodity, self.now(source), self.now(target), quantity) for commodity, source, target, quantity in back
        ]
