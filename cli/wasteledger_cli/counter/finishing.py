"""The end of a visit: into the book, cash or a gift with one key; booked, and the line to copy into the passbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wasteledger import errors
from wasteledger.domain.households import WALK_IN
from wasteledger.journal.fold.movements import kept_for_debt
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import CASH, GIFT, INTO_BOOK
from wasteledger_cli.counter import people, reading
from wasteledger_cli.counter.asking import Abandoned, Flow
from wasteledger_cli.counter.line import total_of

if TYPE_CHECKING:
    from wasteledger.journal.entries import Entry
    from wasteledger_cli.counter.counter import Counter
    from wasteledger_cli.counter.visit import Visit

SETTLEMENTS = (INTO_BOOK, CASH, GIFT)
REASONS = ("wrong-weight", "wrong-household", "wrong-material", "other")
LINES = {
    "household": "Booked {receipt} | passbook: {day} · {page} · in {amount} · balance {balance}",
    "paid": "Booked {receipt} | PAY {amount} in cash · {day} · {page} · balance {balance}",
    "gift": "Booked {receipt} | given away {amount} · {day} · {page} · balance {balance}",
    "card": "Booked {receipt} | its card waits: {amount} · {day} · {page} · in all {balance}",
}
"""What is shown of a visit booked, to be copied by hand, by what its entry says."""


def finish(counter: Counter, visit: Visit) -> Flow[bool]:
    """Ask what becomes of the credits and book the visit; False where more is to be weighed first."""
    if not visit.card:
        people.take_up(counter, visit, (yield from _whose(counter)))
        counter.keep(visit)
    while True:
        chosen = yield from _key(counter, visit)
        if chosen is None:
            return False
        try:
            entries = yield from (_correct if visit.corrects else _drop_off)(counter, visit, chosen)
        except Abandoned:  # at a question about the booking: it is asked again what becomes of the credits
            continue
        except errors.Refusal as refusal:
            counter.screen.refuse(refusal)
        else:
            booked(counter, visit, entries)
            return True


def _drop_off(counter: Counter, visit: Visit, settle: str) -> Flow[Sequence[Entry]]:
    taker = (yield from people.named(counter)) if settle == GIFT and not counter.settings.gift_to else None
    return (
        yield from counter.book(
            Ledger.record_drop_off,
            card=visit.card,
            weighings=tuple(visit.lines),
            point=counter.point or None,
            settle=settle,
            gift_to=taker.household.number if taker else None,
            proxy=visit.proxy,
            assisted=visit.assisted,
            unknown_card=not visit.household,
            request_id=visit.request,
        )
    )


def _correct(counter: Counter, visit: Visit, because: str) -> Flow[Sequence[Entry]]:
    """Replace a booked visit by this one; what was paid or given then stays so."""
    return (
        yield from counter.book(
            Ledger.correct,
            receipt=visit.corrects,
            weighings=tuple(visit.lines),
            card=visit.card,
            because=because,
            request_id=visit.request,
        )
    )


def booked(counter: Counter, visit: Visit, entries: Sequence[Entry]) -> None:
    """Show the line to copy into the passbook, let the slip be printed, and forget the visit once it is safe."""
    entry = entries[-1]
    show_line(counter, entry)
    counter.visits = [waiting for waiting in counter.visits if waiting is not visit]
    if counter.slips:
        counter.slips.put(str(entry.receipt), then=lambda: counter.drafts.drop(visit))
    else:
        counter.drafts.drop(visit)


def show_line(counter: Counter, entry: Entry) -> None:
    """``บันทึกแล้ว เลขที่ K07-000123 | จดลงสมุด: 15 มี.ค. · 000123 · เข้า 84.35 · คงเหลือ 300.35``."""
    body = entry.body
    earned, kept = sum(line["credits"] for line in body["lines"]), kept_for_debt(body)
    day = counter.screen.words.fact(counter.settings.day_of_text(body["happened"])).rpartition(" ")[0]
    said = next((name for name in ("paid", "gift") if name in body), "household" if "household" in body else "card")
    page = str(entry.receipt).partition("-")[2]
    amounts = {"amount": counter.amount(earned - kept), "balance": counter.amount(body["balance"])}
    counter.screen.good(LINES[said], receipt=entry.receipt, day=day, page=page, **amounts)
    if kept:
        counter.screen.good("Kept back for what was owed: {amount}", amount=counter.amount(kept))


def _whose(counter: Counter) -> Flow[people.Holder]:
    """Ask whose a visit is that began without a card."""
    while True:
        ask = counter.ask("Whose is it: scan the card or type the number · ** lets it wait")
        typed = yield replace(ask, scan=True)
        try:
            meant = reading.at_card_prompt(typed)
            if isinstance(meant, reading.Card | reading.Text):
                return (yield from people.holder_of(counter, meant))
        except errors.Refusal as refusal:
            counter.screen.refuse(refusal)
        except Abandoned:
            continue


def _key(counter: Counter, visit: Visit) -> Flow[str | None]:
    """Ask with one key where the credits go, or what was wrong; None where more is to be weighed."""
    earned = total_of(counter, visit)
    count, total = len(visit.lines), counter.amount(earned)
    choices: tuple[str, ...] = (INTO_BOOK,)
    if visit.corrects:
        ask = counter.ask("Replaces {receipt}: wrong 1 weight 2 household 3 material 4 other", receipt=visit.corrects)
        choices = REASONS
    elif visit.kind == WALK_IN:
        ask = counter.ask("Lines {count}, {total}: Enter pays cash · * weighs more", count=count, total=total)
        choices = (CASH,)
    elif not visit.household or not earned:
        ask = counter.ask("Lines {count}, {total}: Enter books it · * weighs more", count=count, total=total)
    else:
        ask = counter.ask("Lines {count}, {total}: 1 into the book 2 cash 3 gift · Enter=1", count=count, total=total)
        choices = SETTLEMENTS
    while True:
        typed = yield ask
        said = reading.command(typed)
        if said == reading.UNDO:
            return None
        number = 1 if said in {reading.ENTER, reading.DONE} else reading.choice(typed) or 0
        if 1 <= number <= len(choices):
            return choices[number - 1]
        counter.screen.bad("Type a number from 1 to {most}.", most=len(choices))
