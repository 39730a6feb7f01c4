"""The day: who signs in, whether the clock is right, the round opened and closed, its prices and its cash box."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from wasteledger.domain.materials import UNITS
from wasteledger.domain.moments import moment_of
from wasteledger.ledger import Ledger
from wasteledger.units import Credits, Grams
from wasteledger_cli.counter.asking import Abandoned, Flow, Parked
from wasteledger_cli.counter.prices import change_prices

if TYPE_CHECKING:
    from wasteledger.recording.rounds import ReferenceWeight
    from wasteledger.reporting.rounds import Round
    from wasteledger_cli.counter.counter import Counter

TEST_WEIGHT = 5_000
"""Grams of the weight that points keep to try their scale with."""


def sign_in(counter: Counter, operator: str | None) -> Flow[None]:
    """Ask who works at the counter, by code and PIN."""
    who = yield from counter.who_is_it("Operator's code", operator)
    counter.ledger = counter.ledger.acting_as(who.code)
    counter.point = counter.point or who.point or (yield from _point(counter))


def _point(counter: Counter) -> Flow[str]:
    """Ask at which point the counter stands, where there are several."""
    codes = [point.code for point in counter.ledger.listed("point")]
    if len(codes) < 2:  # noqa: PLR2004  # nothing to choose
        return "".join(codes)
    return codes[(yield from counter.pick("Which point · *** leaves", codes))]


def begin(counter: Counter) -> Flow[None]:
    """Open the round, or go straight on in the one that is open."""
    found = counter.ledger.round_open(counter.point)
    if found:
        if counter.clock() < moment_of(found.opened_at):
            yield from counter.put_clock_right()
        say_round(counter, "Round {number} is open: {communities}.", found)
        return
    yield from confirm_time(counter)
    reference = yield from _test_weight(counter)
    cash = Credits((yield from counter.how_many("Cash in the box now", counter.settings.credit_decimals, 0)))
    yield from counter.book(Ledger.open_round, cash_float=cash, point=counter.point or None, reference=reference)
    opened = counter.ledger.round_open(counter.point)
    if opened:
        say_round(counter, "Round {number} is opened: {communities}.", opened)
    count = sum(1 for price in counter.ledger.prices(counter.today(), counter.point) if price.rate)
    kept = yield from counter.choose("Prices: {count} as before: 1 keep 2 look or change · Enter=1", 2, 1, count=count)
    if kept != 1:
        with suppress(Abandoned, Parked):
            yield from change_prices(counter)


def say_round(counter: Counter, sentence: str, opened: Round) -> None:
    counter.screen.good(sentence, number=opened.number, communities=counter.communities(*opened.communities))


def confirm_time(counter: Counter) -> Flow[None]:
    """Let somebody say that this computer's clock is right, or what it should say."""
    if (yield from counter.choose("It is {now}: 1 right 2 wrong · Enter=1", 2, 1, now=counter.clock())) != 1:
        yield from counter.put_clock_right()


def _test_weight(counter: Counter) -> Flow[ReferenceWeight | None]:
    """Ask what the scale shows of a known weight; a reading that is off is typed twice."""
    from wasteledger.recording.rounds import ReferenceWeight  # noqa: PLC0415  # once a round

    kilograms = UNITS["kg"].decimals
    shown = yield from counter.how_many(
        "Put {weight} on the scale: it shows (Enter: there is none)", kilograms, 0, weight=Grams(TEST_WEIGHT)
    )
    while shown and shown != TEST_WEIGHT:
        off = Grams(abs(shown - TEST_WEIGHT))
        again = yield from counter.how_many("The scale is off by {weight}: it shows", kilograms, shown, weight=off)
        if again == shown:
            break
        shown = again
    return ReferenceWeight(TEST_WEIGHT, shown) if shown else None
