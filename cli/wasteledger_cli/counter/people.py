"""Who stands at the counter: found by card, number, house, telephone or name; a card unknown, replaced or blank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from wasteledger import errors
from wasteledger.domain.households import household_number
from wasteledger.ledger import Ledger
from wasteledger.recording.households import Contact
from wasteledger_cli.counter import reading
from wasteledger_cli.counter.asking import Abandoned, Flow
from wasteledger_cli.counter.screen import Name

if TYPE_CHECKING:
    from wasteledger.reporting.households import Shown
    from wasteledger_cli.counter.counter import Counter
    from wasteledger_cli.counter.visit import Visit

MOST_DIGITS = 6
"""Of a household's running number; more digits are a telephone's."""
MOST_SHOWN = 15
"""More than this is no choice but a reason to type more."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose the visit is: the card or number that it is booked by, and the household where it is known."""

    card: str
    household: Shown | None

    @classmethod
    def of(cls, household: Shown) -> Self:
        return cls(household.household.number, household)


def take_up(counter: Counter, visit: Visit, holder: Holder) -> None:
    """Say in a visit whose it is, and on the screen."""
    known = holder.household.household if holder.household else None
    visit.card, visit.household, visit.kind = holder.card, known.number if known else "", known.type if known else ""
    if holder.household:
        introduce(counter, holder.household)


def holder_of(counter: Counter, meant: reading.Card | reading.Text) -> Flow[Holder]:
    """Find whose card was scanned, or who was typed.

    Raises:
        Abandoned: nobody was found, and nobody else was named.
        Refusal: the ledger can't be asked, or what was typed can't be.
    """
    if isinstance(meant, reading.Text):
        return Holder.of((yield from household_of(counter, meant)))
    card = counter.ledger.card(meant.code)
    match card.state:
        case "in use":
            return Holder(card.code, counter.ledger.household(card.code))
        case "revoked":
            counter.screen.bad(
                "This card was replaced by another." if card.replaced_by else "This card is no longer in use."
            )
            return Holder.of((yield from named(counter)))
        case "blank":
            chosen = yield from counter.choose("Blank card: 1 for a household we know 2 for a new one 3 give up", 3)
        case _:
            chosen = yield from counter.choose("Unknown card: 1 weigh, keep it waiting 2 new household 3 give up", 3)
    if chosen not in {1, 2}:
        raise Abandoned
    if card.state == "unknown":
        return Holder.of((yield from registered(counter))) if chosen != 1 else Holder(card.code, None)
    shown = yield from named(counter) if chosen == 1 else registered(counter)
    yield from counter.book(Ledger.bind_card, card=card.code, household=shown.household.number)
    counter.screen.good("Card {card} is bound to {household}.", card=card.code, household=shown.household.number)
    return Holder(card.code, shown)


def named(counter: Counter) -> Flow[Shown]:
    """Ask for a household by card, number or name until one is found."""
    while True:
        typed = yield replace(counter.ask("Household's card, number or name · *** leaves"), scan=True)
        meant = reading.at_card_prompt(typed)
        if isinstance(meant, reading.Card):
            return counter.ledger.household(meant.code)
        if isinstance(meant, reading.Text):
            try:
                return (yield from household_of(counter, meant))
            except errors.HouseholdUnknown as refusal:
                counter.screen.refuse(refusal)


def household_of(counter: Counter, typed: reading.Text) -> Flow[Shown]:
    """Find a household by what was typed; several are offered by number.

    Raises:
        HouseholdUnknown: there is none.
    """
    found = {
        shown.household.number: shown for text in _readings(counter, typed) for shown in counter.ledger.households(text)
    }
    households = list(found.values())
    if not households:
        raise errors.HouseholdUnknown(household=typed.typed)
    if len(found) == 1:
        return households[0]
    if len(households) > MOST_SHOWN:  # house 3 stands in every community: most likely here is who is served today
        served = counter.ledger.round_open(counter.point)
        households = [one for one in households if served and one.household.community in served.communities]
    if not 1 <= len(households) <= MOST_SHOWN:
        counter.screen.bad("{count} households are meant: type more of it.", count=len(found))
        raise Abandoned
    if len(households) < len(found):
        counter.screen.say("Found {count}; here are those served today, others by their number.", count=len(found))
    rows = [_row(counter, shown) for shown in households]
    return households[
        (yield from counter.pick("{count} households: which one · *** leaves", rows, count=len(households)))
    ]


def _readings(counter: Counter, typed: reading.Text) -> Sequence[str]:
    """What is searched for: the text, what else its keys may mean, a bare number as one of this book's households."""
    texts = [typed.typed, *typed.readings]
    return texts + [
        household_number(counter.ledger.origin, int(text))
        for text in texts
        if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    ]


def _row(counter: Counter, shown: Shown) -> str:
    community = counter.communities(shown.household.community)
    return " · ".join(filter(None, (shown.house_number, name_of(shown), community, shown.household.number)))


def name_of(shown: Shown) -> Name:
    """The name that people use, else the one in the roster."""
    return Name(shown.called or shown.name)


def introduce(counter: Counter, shown: Shown) -> None:
    """Show whose it is, so that the name is said aloud before anything is weighed."""
    counter.screen.good(
        "{number} {community} · {name} · balance {balance} | say the name aloud",
        number=shown.household.number,
        community=counter.communities(shown.household.community),
        name=name_of(shown) or "—",
        balance=counter.amount(shown.balance),
    )


def registered(counter: Counter) -> Flow[Shown]:
    """Register a household that stands at the counter."""
    codes = [place.code for place in counter.ledger.listed("community")]
    chosen = yield from counter.pick(
        "New household: which community · *** leaves", [counter.communities(code) for code in codes]
    )
    house = yield counter.ask("House number (Enter: none)")
    name = yield replace(counter.ask("Name"), name=True)
    contact = Contact(name=name, house_number=reading.numbered(house))
    (entry,) = yield from counter.book(Ledger.register_household, community=codes[chosen], contact=contact)
    counter.screen.good("New household {household}.", household=entry.body["household"])
    return counter.ledger.household(entry.body["household"])
