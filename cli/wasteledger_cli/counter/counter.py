"""What every flow at the counter shares: the ledger, the screen, the open visits, and how something gets booked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from wasteledger import errors
from wasteledger.domain.moments import Clock, utc_now
from wasteledger.recording.requests import new_request_id
from wasteledger_cli.counter import reading
from wasteledger_cli.counter.asking import Abandoned, Ask, Flow, Parked
from wasteledger_cli.counter.screen import Name, Screen

if TYPE_CHECKING:
    from wasteledger.domain.registers import Material, Operator
    from wasteledger.domain.settings import Settings
    from wasteledger.journal.entries import Entry
    from wasteledger.ledger import Ledger
    from wasteledger.reporting.lists import Price
    from wasteledger_cli.counter.drafts import Drafts
    from wasteledger_cli.counter.slips import Slips
    from wasteledger_cli.counter.visit import Visit
    from wasteledger_cli.scales.scale import Scale

P = ParamSpec("P")


@dataclass(slots=True)
class CounterClock:
    """This computer's clock, put right by a person where it is wrong."""

    computer: Clock = utc_now
    behind: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.computer() + self.behind

    def put_right(self, now: datetime) -> None:
        self.behind = now - self.computer()


@dataclass(slots=True, kw_only=True)
class Counter:
    """One counter at one point, from sign-in to closing."""

    ledger: Ledger
    screen: Screen
    drafts: Drafts
    clock: CounterClock
    settings: Settings
    database: Path | None = None
    """The file of the ledger, where it is one: a file that somebody took away must not be written on."""
    papers: Path = Path()
    """Where the day sheet is written."""
    point: str = ""
    slips: Slips | None = None
    copies: str = ""
    """Where the second copy goes."""
    scale: Scale | None = None
    visits: list[Visit] = field(default_factory=list)
    """Those that wait in the queue."""
    last_receipt: str = ""
    _held: dict[str, Any] = field(default_factory=dict)
    _unanswered: dict[tuple[object, str], str] = field(default_factory=dict)
    """The request ids of what the server gave no answer to, by what was asked."""
    proxy_next: bool = False
    """Whether who brings the next card is no member of its household either."""

    # What is asked and shown

    def ask(self, sentence: str, /, **facts: object) -> Ask:
        return Ask(self.screen.prompt(sentence, facts))

    def choose(self, sentence: str, most: int, default: int | None = None, /, **facts: object) -> Flow[int]:
        """Ask for one of the numbers from 1 to ``most``; Enter is the default, where there is one."""
        ask = self.ask(sentence, **facts)
        while True:
            typed = yield ask
            number = reading.choice(typed) if typed.strip() else default
            if number is not None and (1 <= number <= most or number == default):
                return number
            self.screen.bad("Type a number from 1 to {most}.", most=most)

    def pick(self, sentence: str, rows: Sequence[str], /, **facts: object) -> Flow[int]:
        """Show numbered rows and ask for one of them; return its index."""
        self.screen.show_numbered(rows)
        return (yield from self.choose(sentence, len(rows), **facts)) - 1

    def how_many(self, sentence: str, decimals: int, default: int | None = None, /, **facts: object) -> Flow[int]:
        """Ask for a number in units of its last decimal."""
        ask = self.ask(sentence, **facts)
        while True:
            typed = yield ask
            if not typed.strip() and default is not None:
                return default
            try:
                return reading.number(typed, decimals)
            except errors.Refusal as refusal:
                self.screen.refuse(refusal)

    def amount(self, minor_units: int) -> str:
        """An amount without its unit, as lines that must stay short have it."""
        return self.settings.credit_unit.number(minor_units)

    # What is listed: looked up once a visit, for a visit asks for the same few again and again

    def look_again(self) -> None:
        """Forget what was looked up: a new visit begins, or a price was agreed."""
        self._held.clear()

    def _listed(self, kind: str) -> dict[str, Any]:
        if kind not in self._held:
            self._held[kind] = {line.code: line for line in self.ledger.listed(kind, closed=True)}
        return self._held[kind]  # type: ignore[no-any-return]  # stored above

    def materials(self) -> list[Material]:
        """In the order of the command sheet, which numbers them from 1."""
        return [material for material in self._listed("material").values() if not material.closed_on]

    def material(self, code: str) -> Material:
        return self._listed("material")[code]  # type: ignore[no-any-return]  # the list of that kind

    def material_name(self, material: Material) -> Name:
        words = self.screen.words
        return Name(words.name(material.spoken_th or material.name_th, material.name_en) or material.code)

    def price(self, material: str, grade: str, day: str = "") -> Price | None:
        """What a material earns today, or on another day; a grade without a rate of its own takes the material's."""
        if day not in self._held:
            prices = self.ledger.prices(date.fromisoformat(day) if day else self.today(), self.point)
            self._held[day] = {(price.material.code, price.grade): price for price in prices}
        held: dict[tuple[str, str], Price] = self._held[day]
        found = held.get((material, grade)) or held.get((material, ""))
        return found if found and found.rate else None

    def communities(self, *codes: str) -> Name:
        """The names of some communities."""
        words, known = self.screen.words, self._listed("community")
        return Name(", ".join(words.name(known[code].name_th, known[code].name_en) or code for code in codes))

    def today(self) -> date:
        return self.settings.day_of(self.clock())

    # Open visits

    def next_number(self) -> int:
        taken = {visit.number for visit in self.visits}
        return next(number for number in range(1, len(taken) + 2) if number not in taken)

    def keep(self, visit: Visit) -> None:
        """Keep a visit safe from a power cut; a disk that can't is said, and the visit goes on in memory."""
        try:
            self.drafts.keep(visit)
        except errors.FileNotWritten as refusal:
            self.screen.refuse(refusal)

    # Booking

    def book(
        self, verb: Callable[Concatenate[Ledger, P], Sequence[Entry]], /, *_: P.args, **said: P.kwargs
    ) -> Flow[Sequence[Entry]]:
        """Book, asking who stands here for what is missing: a head's approval, the right time, another try."""
        ledger, asked = self.ledger, (verb, repr(said))
        # Drawn before the first try, so that the next tries book nothing twice, not even when it was left meanwhile.
        said.setdefault("request_id", self._unanswered.get(asked) or new_request_id())
        while True:
            try:
                if self.database and not os.path.exists(self.database):  # noqa: PTH110  # a stick pulled out raises nothing here
                    raise errors.DatabaseMissing(database=str(self.database))
                entries = verb(ledger, **said)  # type: ignore[call-arg]  # every verb of a ledger takes keywords alone
            except errors.RoleForbids:
                ledger = yield from self._approval()
            except errors.DebtNotAllowed as refusal:
                said["allow_debt"] = yield from self._debt_allowed(refusal)
            except errors.ClockDoubtful as refusal:
                yield from self.put_clock_right(refusal)
                ledger.confirm_clock()
            except (errors.DatabaseRefused, errors.BookingUncertain) as refusal:
                if isinstance(refusal, errors.BookingUncertain):
                    self._unanswered[asked] = str(said["request_id"])
                yield from self._try_again(refusal)
            else:
                self._unanswered.pop(asked, None)
                self._copy()
                self.last_receipt = str(entries[-1].receipt)
                return entries

    def _try_again(self, refusal: errors.Refusal) -> Flow[None]:
        """Say what is the matter with the database, and wait until somebody wants to try again.

        Raises:
            Parked: a database that is away is no reason to lose what was weighed.
        """
        sentence = "Not booked. Enter tries again · ** lets it wait"
        if isinstance(refusal, errors.DatabaseMissing):  # nobody shall begin a new book in mid-morning
            self.screen.bad("The ledger {database} is gone: put its disk or stick back.", **refusal.facts)
        elif isinstance(refusal, errors.BookingUncertain):
            self.screen.bad("The line broke before the server answered: it may be booked already.")
            sentence = "Enter asks again, and books nothing twice · ** lets it wait"
        else:
            self.screen.refuse(refusal)
        try:
            yield self.ask(sentence)
        except Abandoned:
            raise Parked from None

    def _debt_allowed(self, refusal: errors.DebtNotAllowed) -> Flow[bool]:
        """Let somebody say that credits already spent may be taken back."""
        if (
            yield from self.choose("{household} would owe {debt}: 1 drop-offs pay it 2 leave it", 2, **refusal.facts)
        ) != 1:
            raise Abandoned
        return True

    def _copy(self) -> None:
        """Bring the second copy up to date in the same press."""
        if self.copies:
            try:
                self.ledger.copy_to(self.copies)
            except errors.Refusal as refusal:
                self.screen.refuse(refusal)

    def _approval(self) -> Flow[Ledger]:
        """Let a head of point say at this keyboard that it may be done."""
        self.screen.say("This needs the head of point.")
        head = yield from self.who_is_it("Head of point's code · *** leaves")
        return self.ledger.acting_as(head.code)

    def who_is_it(self, sentence: str, code: str | None = None) -> Flow[Operator]:
        """Ask for an operator's code and PIN until they fit."""
        while True:
            typed = code or (yield self.ask(sentence)).strip()
            ask = self.ask("PIN of {code} · Enter: somebody else", code=code) if code else self.ask("PIN")
            pin = yield replace(ask, secret=True)
            named_before, code = code, None
            if named_before and not pin.strip():
                continue
            try:
                return self.ledger.check_pin(reading.digits(typed) or typed, reading.digits(pin) or pin)
            except errors.PinMissing as refusal:
                self.screen.refuse(refusal)
                if not named_before:
                    raise Abandoned from None
            except errors.Refusal as refusal:
                self.screen.refuse(refusal)

    def put_clock_right(self, doubtful: errors.ClockDoubtful | None = None) -> Flow[None]:
        """Ask for the true time where the computer's can't be."""
        from wasteledger_cli.options import moment_of  # noqa: PLC0415  # hardly ever needed

        if doubtful:
            self.screen.bad("This computer's clock says {now}; the book's last entry is of {last}.", **doubtful.facts)
        while True:
            typed = yield self.ask("Day and time now (15/3/2569 09:00) · Enter: clock is right")
            try:
                now = moment_of(self.settings, reading.numbered(typed))
            except errors.Refusal as refusal:
                self.screen.refuse(refusal)
                continue
            if now:
                self.clock.put_right(now)
            return
