"""Second thoughts: a receipt cancelled, opened again to be corrected, its slip printed once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wasteledger import errors
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger_cli.counter import reading
from wasteledger_cli.counter.asking import Flow
from wasteledger_cli.counter.visit import Visit

if TYPE_CHECKING:
    from wasteledger.journal.entries import Entry
    from wasteledger_cli.counter.counter import Counter

REASONS = ("booked-twice", "wrong-household", "other")


def receipt_asked(counter: Counter) -> Flow[Entry]:
    """Ask for a receipt: its number in this book, or all of it; Enter for the one booked last."""
    while True:
        typed = yield counter.ask(
            "Receipt number · Enter = {receipt} · *** leaves", receipt=counter.last_receipt or "—"
        )
        try:
            return counter.ledger.entry(
                str(reading.receipt(typed, counter.ledger.origin)) if typed.strip() else counter.last_receipt
            )
        except errors.Refusal as refusal:
            counter.screen.refuse(refusal)


def reverse(counter: Counter) -> Flow[None]:
    """Cancel a receipt by its opposite."""
    entry = yield from receipt_asked(counter)
    receipt = str(entry.receipt)
    chosen = yield from counter.choose(
        "Cancel {receipt}: 1 twice 2 wrong household 3 other · *** leaves", len(REASONS), receipt=receipt
    )
    yield from counter.book(Ledger.reverse, receipt=receipt, because=REASONS[chosen - 1])
    counter.screen.good("{receipt} cancels {original}.", receipt=counter.last_receipt, original=receipt)
    if counter.slips:
        counter.slips.put(counter.last_receipt)


def visit_again(counter: Counter) -> Flow[Visit]:
    """Open a booked drop-off with its lines, to be booked anew in its stead."""
    entry = yield from receipt_asked(counter)
    if entry.kind != "drop-off":
        raise errors.NotReversible(receipt=str(entry.receipt), kind=entry.kind)
    body = entry.body
    lines = [
        Weighing(
            line["material"],
            gross=line.get("gross", line["quantity"]),
            tare=line.get("tare", 0),
            rejected=line.get("rejected", 0),
            grade=line.get("grade", ""),
            estimated="estimated" in line and counter.material(line["material"]).unit == "kg",
            scale=line.get("scale", ""),
        )
        for line in body["lines"]
    ]
    visit = Visit(number=counter.next_number(), lines=lines, corrects=str(entry.receipt), day=body["day"])
    visit.card = body.get("household") or body["card"]
    visit.household, visit.kind = body.get("household", ""), body["type"]
    visit.proxy, visit.assisted = "proxy" in body, "assisted" in body
    return visit


def copy(counter: Counter) -> Flow[None]:
    """Print a slip once more; it says which copy it is."""
    entry = yield from receipt_asked(counter)
    if not counter.slips:
        counter.screen.bad("There is no printer here.")
        return
    counter.ledger.slip(str(entry.receipt), counter.screen.words)
    (copied,) = yield from counter.book(Ledger.copy_slip, receipt=str(entry.receipt))
    counter.slips.put(str(entry.receipt), copied.body["copy"])
    counter.screen.say("Copy {number} of {receipt} is printed.", number=copied.body["copy"], receipt=entry.receipt)


def print_waiting(counter: Counter) -> Flow[None]:
    """Try the printer again, which was off or out of paper."""
    yield from ()
    if counter.slips:
        counter.slips.try_again()
    else:
        counter.screen.bad("There is no printer here.")
