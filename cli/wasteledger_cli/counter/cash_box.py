"""The cash box: paid out from a balance, counted at the end, and the day sheet that says whether it agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wasteledger import errors
from wasteledger.domain.rounds import CASH_REASONS
from wasteledger.errors import Term
from wasteledger.ledger import Ledger
from wasteledger.units import Credits
from wasteledger_cli.counter import people
from wasteledger_cli.counter.asking import Ended, Flow
from wasteledger_cli.counter.screen import Name

if TYPE_CHECKING:
    from wasteledger.reporting.rounds import Round
    from wasteledger_cli.counter.counter import Counter


def pay_out(counter: Counter) -> Flow[None]:
    """Pay a household from its balance."""
    shown = yield from people.named(counter)
    people.introduce(counter, shown)
    held, decimals = counter.amount(shown.balance), counter.settings.credit_decimals
    amount = yield from counter.how_many(
        "Pay out how much · Enter = {balance} · *** leaves", decimals, shown.balance, balance=held
    )
    proxy, counter.proxy_next = counter.proxy_next, False
    (entry,) = yield from counter.book(
        Ledger.redeem,
        card=shown.household.number,
        amount=Credits(amount),
        point=counter.point or None,
        proxy=proxy,
    )
    counter.screen.good(
        "Booked {receipt} | PAY {amount} in cash · balance {balance}",
        receipt=entry.receipt,
        amount=counter.amount(amount),
        balance=counter.amount(entry.body["balance"]),
    )
    if counter.slips:
        counter.slips.put(counter.last_receipt)


def close_round(counter: Counter) -> Flow[None]:
    """Count the cash, say why it differs if it does, close the round and write the day sheet."""
    if counter.visits:
        waiting = [visit.number for visit in counter.visits]
        counter.screen.bad("{numbers} still wait in the queue: book them or give them up first.", numbers=waiting)
        return
    box = counter.ledger.cash_box(counter.point)
    opened = counter.ledger.round_open(counter.point)
    counted = Credits((yield from counter.how_many("Cash counted · *** leaves", counter.settings.credit_decimals)))
    reason = (yield from _why(counter, box.expected, counted)) if counted != box.expected else ""
    yield from counter.book(Ledger.close_round, counted=counted, point=counter.point or None, reason=reason)
    if opened:
        _show_totals(counter, opened)
    _write_day_sheet(counter)
    raise Ended


def _why(counter: Counter, expected: Credits, counted: Credits) -> Flow[str]:
    """Ask for the reason of a difference."""
    words, off = counter.screen.words, abs(counted.value - expected.value)
    counter.screen.bad(
        "Book {expected}, counted {counted}: short {off}"
        if counted < expected
        else "Book {expected}, counted {counted}: over {off}",
        expected=counter.amount(expected.value),
        counted=counter.amount(counted.value),
        off=counter.amount(off),
    )
    rows = [words.term(Term(reason)) for reason in CASH_REASONS]
    return CASH_REASONS[(yield from counter.pick("Why · *** leaves", rows))]


def _show_totals(counter: Counter, closed: Round) -> None:
    totals = counter.ledger.round_totals(closed)
    for code, total in totals.materials.items():
        figures = (counter.material_name(counter.material(code)), total.net, total.credits)
        counter.screen.show([counter.screen.words.fact(figures)])
    counter.screen.good(
        "Round {number} is closed: {households} households, {slips} slips, paid {paid}.",
        number=closed.number,
        households=totals.households,
        slips=totals.slips,
        paid=totals.cash.paid,
    )


def _write_day_sheet(counter: Counter) -> None:
    """Leave the day sheet beside the ledger, to be printed and signed."""
    from wasteledger.printing.day_sheet import day_sheet_parts  # noqa: PLC0415  # once a round
    from wasteledger.printing.papers import A4  # noqa: PLC0415
    from wasteledger.printing.pdf import write_pdf  # noqa: PLC0415
    from wasteledger.printing.sheets import flowed  # noqa: PLC0415

    words, day = counter.screen.words, counter.today()
    path = counter.papers / f"{counter.point}-{day}.pdf"
    try:
        pages = flowed(day_sheet_parts(counter.ledger.day_sheet(day, counter.point), words), A4)
        with path.open("wb") as file:
            write_pdf(file, pages, title=words("Day sheet"), language=words.language)
    except errors.Refusal as refusal:
        counter.screen.refuse(refusal)
        return
    except OSError as failure:
        counter.screen.refuse(errors.FileNotWritten(path=str(path), reason=failure.strerror or ""))
        return
    counter.screen.say("Day sheet: {path} — print 2, 2 sign, 1 on the board.", path=Name(str(path)))
