"""The morning: a card, a weight, the next card; visits side by side, and a menu for all that is rarer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from wasteledger import errors
from wasteledger_cli.counter import cash_box, people, prices, reading, second_thoughts
from wasteledger_cli.counter.asking import Abandoned, Ask, Ended, Flow, Parked
from wasteledger_cli.counter.finishing import booked, finish
from wasteledger_cli.counter.line import total_of
from wasteledger_cli.counter.screen import Name
from wasteledger_cli.counter.visit import Visit
from wasteledger_cli.counter.weighing import PROXY, weigh

if TYPE_CHECKING:
    from wasteledger_cli.counter.counter import Counter

HELP = (
    "Scan a card, or type a household's number, old number, house number, telephone or part of a name.\n"
    ".4: take visit 4 up again · .: the next card is brought by somebody else · 0: everything else"
)


def serve(counter: Counter) -> Flow[None]:
    """Serve whoever comes until the round is closed or the counter left."""
    yield from _left_over(counter)
    while True:
        try:
            yield from _served(counter)
        except (Abandoned, Parked):
            continue
        except errors.Refusal as refusal:
            counter.screen.refuse(refusal)


def _served(counter: Counter) -> Flow[None]:
    """Ask who comes next and serve them."""
    if counter.slips:
        counter.slips.tell(counter.screen)
    counter.look_again()
    typed = yield _ask(counter)
    if typed.strip() == PROXY:
        counter.proxy_next = not counter.proxy_next
        return
    match reading.at_card_prompt(typed):
        case reading.Card() | reading.Text() as meant:
            holder = yield from people.holder_of(counter, meant)
            yield from _visit(counter, holder)
        case reading.Parked(number=number):
            yield from _recall(counter, number)
        case reading.Command(name=name):
            yield from _commanded(counter, name)
        case _:
            _ask_whose_first(counter)


def _ask(counter: Counter) -> Ask:
    """The prompt between two visits: who waits in the queue, and whether the next card comes with somebody else."""
    words = counter.screen.words
    waiting = " ".join(str(visit.number) for visit in counter.visits)
    before = [words("Somebody else brings it")] if counter.proxy_next else []
    before += [words("Queue {numbers}", numbers=waiting)] if waiting else []
    ask = counter.ask(
        "{before} · card, number, house or name · 0 menu"
        if before
        else "Scan a card, or type its number, house or name · 0 menu",
        before=Name(" · ".join(before)),
    )
    return replace(ask, card=True, help=HELP)


def _ask_whose_first(counter: Counter) -> None:
    counter.screen.bad("Whose is it first: scan the card, or 0 1 to weigh without one.")


def _visit(counter: Counter, holder: people.Holder) -> Flow[None]:
    """Begin a visit, or take up the one that waits for the same household."""
    same = (waiting for waiting in counter.visits if holder.household and waiting.household)
    number = holder.household.household.number if holder.household else ""
    visit = next((one for one in same if one.household == number), None) or Visit(number=counter.next_number())
    visit.proxy, counter.proxy_next = visit.proxy or counter.proxy_next, False
    people.take_up(counter, visit, holder)
    yield from attend(counter, visit)


def attend(counter: Counter, visit: Visit) -> Flow[None]:
    """Weigh a visit and book it; it may be left to wait or given up on the way."""
    entries = counter.ledger.booked(visit.request) if visit.lines else ()
    counter.visits = [waiting for waiting in counter.visits if waiting is not visit]
    visit.parked = False
    if entries:  # the answer was lost the last time, not the booking
        booked(counter, visit, entries)
        return
    try:
        yield from weigh(counter, visit)
        while not (yield from finish(counter, visit)):
            yield from weigh(counter, visit)
    except Abandoned:
        counter.drafts.drop(visit)
        counter.screen.bad("Given up: nothing of {who} was booked.", who=visit.who)
    except (Parked, errors.Refusal) as left:  # a ledger that can't be asked is no reason to lose what was weighed
        if isinstance(left, errors.Refusal):
            counter.screen.refuse(left)
        visit.parked = True
        counter.visits = sorted([*counter.visits, visit], key=lambda waiting: waiting.number)
        counter.keep(visit)
        counter.screen.say("Waits as {number} in the queue: .{number} takes it up again.", number=visit.number)
    finally:
        if counter.scale:
            counter.scale.release()


def _left_over(counter: Counter) -> Flow[None]:
    """Take up what a power cut left: what was booked is shown, what was not is offered back once."""
    for visit in counter.drafts.open_visits():
        entries = counter.ledger.booked(visit.request)
        if entries:
            booked(counter, visit, entries)
        elif visit.parked:
            counter.visits.append(visit)
        elif visit.lines or visit.uncontained:
            yield from _offered(counter, visit)
        else:
            counter.drafts.drop(visit)


def _offered(counter: Counter, visit: Visit) -> Flow[None]:
    facts = {"who": visit.who, "count": len(visit.lines), "total": counter.amount(total_of(counter, visit))}
    try:
        chosen = yield from counter.choose("Left of {who}, lines {count}, {total}: 1 go on 2 throw away", 2, **facts)
    except (Abandoned, Parked):
        visit.parked = True
        counter.visits.append(visit)
        return
    if chosen == 1:
        yield from attend(counter, visit)
    else:
        counter.drafts.drop(visit)


# Commands and the menu


def _commanded(counter: Counter, name: str) -> Flow[None]:
    if name == reading.MENU:
        rows = [counter.screen.words(sentence) for sentence in MENU]
        yield from list(MENU.values())[(yield from counter.pick("Menu · *** leaves", rows))](counter)
    elif name in COMMANDS:
        yield from COMMANDS[name](counter)
    elif name not in {reading.ENTER, reading.DONE}:
        _ask_whose_first(counter)


def _without_card(counter: Counter) -> Flow[None]:
    """Begin a visit by its weigh-sheet; whose it is is asked at its end."""
    free = counter.next_number()
    number = yield from counter.how_many("Number of the weigh-sheet · Enter = {number}", 0, free, number=free)
    taken = next((waiting for waiting in counter.visits if waiting.number == number), None)
    visit = taken or Visit(number=number, proxy=counter.proxy_next)
    counter.proxy_next = False
    yield from attend(counter, visit)


def _recall(counter: Counter, number: int) -> Flow[None]:
    for visit in counter.visits:
        if visit.number == number:
            yield from attend(counter, visit)
            return
    counter.screen.bad("Nothing waits as {number} in the queue.", number=number)


def _queue(counter: Counter) -> Flow[None]:
    if not counter.visits:
        counter.screen.say("The queue is empty.")
        return
    rows = [
        counter.screen.words(
            "Queue {number}: {who}, lines: {count}", number=visit.number, who=visit.who, count=len(visit.lines)
        )
        for visit in counter.visits
    ]
    yield from attend(counter, counter.visits[(yield from counter.pick("Take up which · *** leaves", rows))])


def _correct(counter: Counter) -> Flow[None]:
    yield from attend(counter, (yield from second_thoughts.visit_again(counter)))


def _register(counter: Counter) -> Flow[None]:
    yield from _visit(counter, people.Holder.of((yield from people.registered(counter))))


def _stop(counter: Counter) -> Flow[None]:
    yield from ()
    counter.screen.say("Stopped; the round stays open.")
    raise Ended


MENU: dict[str, Callable[[Counter], Flow[None]]] = {
    "Weigh without a card": _without_card,
    "Take up what waits in the queue": _queue,
    "Correct a booked visit": _correct,
    "Cancel a receipt": second_thoughts.reverse,
    "Print a slip again": second_thoughts.copy,
    "Print what waits for the printer": second_thoughts.print_waiting,
    "New household": _register,
    "Pay out from the balance": cash_box.pay_out,
    "This round's prices": prices.change_prices,
    "Close the round": cash_box.close_round,
    "Stop for now": _stop,
}
"""Everything that is rarer than a card and a weight, by the number of its line."""

COMMANDS = {
    reading.CORRECT: _correct,
    reading.REVERSE: second_thoughts.reverse,
    reading.COPY: second_thoughts.copy,
}
"""What of it is scanned or typed as a word."""
