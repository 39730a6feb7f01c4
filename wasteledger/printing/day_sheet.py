"""The day sheet: what a round brought, what it paid, and whether the cash box agrees."""

from dataclasses import dataclass
from datetime import date

from wasteledger.domain.receipts import Receipt
from wasteledger.domain.rounds import CashBox
from wasteledger.errors import RoundNumber, Term
from wasteledger.printing.blocks import centred, head, signed, together
from wasteledger.printing.breaking import PHRASE_DOT
from wasteledger.printing.layout import Align, Column, Part, Row, Size, Space, Table, Text
from wasteledger.printing.notice import BookHead
from wasteledger.printing.slip_line import Name
from wasteledger.translation import Words, kilograms
from wasteledger.units import Credits, Grams


@dataclass(frozen=True, slots=True)
class DayMaterial:
    """What came of one material."""

    name: Name
    weight: Grams
    rejected: Grams
    credits: Credits


@dataclass(frozen=True, slots=True)
class DayRound:
    """A round of the day: whom it served, and its money."""

    number: RoundNumber
    communities: tuple[Name, ...]
    cash: CashBox


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheet:
    town: Name
    point: Name
    day: date
    rounds: tuple[DayRound, ...] = ()
    operators: tuple[str, ...]
    households: int
    slips: int
    reversals: int
    first_receipt: Receipt
    last_receipt: Receipt
    materials: tuple[DayMaterial, ...]
    exceptions: tuple[str, ...] = ()
    """What the office must look at, each a sentence in the reader's language."""
    book: BookHead


def day_sheet_parts(sheet: DaySheet, words: Words) -> list[Part]:
    numbers = [words("Round {number}", number=one.number) for one in sheet.rounds]
    when = PHRASE_DOT.join((*numbers, words.day(sheet.day)))
    names = dict.fromkeys(name.read(words) for one in sheet.rounds for name in one.communities)
    served = words("For {communities}", communities=", ".join(names)) if names else ""
    return [
        *head(sheet.town.read(words), words("Day sheet"), sheet.point.read(words), when, served),
        *_counts(sheet, words),
        Space(2),
        _materials(sheet, words),
        *(part for one in sheet.rounds for part in _cash(one, words)),
        *_exceptions(sheet, words),
        together(
            Space(3),
            Row(words("Last number in the book"), str(sheet.book.receipt)),
            Row(words("Check code"), sheet.book.check_code),
            signed(words("Recorder"), words("Round leader")),
        ),
    ]


def _counts(sheet: DaySheet, words: Words) -> list[Part]:
    receipts = words("{first} to {last}", first=sheet.first_receipt, last=sheet.last_receipt)
    rows = (
        (words("Households"), f"{sheet.households:,}"),
        (words("Slips"), f"{sheet.slips:,}"),
        (words("Of these cancelled"), f"{sheet.reversals:,}"),
        (words("Receipt numbers"), receipts),
        (words("Operators"), ", ".join(sheet.operators)),
    )
    return [Row(label, figure, leader=True) for label, figure in rows]


def _materials(sheet: DaySheet, words: Words) -> Table:
    columns = (
        Column(words("Material"), 6),
        Column(words("Net (kg)"), 3, Align.RIGHT),
        Column(words("Rejected (kg)"), 3, Align.RIGHT),
        Column(words.credit_unit.name(words.language), 3, Align.RIGHT),
    )
    number = words.credit_unit.number
    rows = tuple(
        (one.name.read(words), kilograms(one.weight.value), kilograms(one.rejected.value), number(one.credits.value))
        for one in sheet.materials
    )
    sums = (
        kilograms(sum(one.weight.value for one in sheet.materials)),
        kilograms(sum(one.rejected.value for one in sheet.materials)),
        number(sum(one.credits.value for one in sheet.materials)),
    )
    return Table(columns, rows, (words("Total"), *sums))


def _cash(of: DayRound, words: Words) -> list[Part]:
    cash = of.cash
    title = PHRASE_DOT.join((words("Cash box"), words("Round {number}", number=of.number)))
    rows = [(words("Cash float"), cash.float_), (words("Paid in cash"), cash.paid)]
    rows += [(words("Should be left"), cash.expected)]
    rows += [(words("Counted"), cash.counted)] if cash.counted is not None else []
    parts: list[Part] = [Space(3), Text(title, bold=True, keep=True)]
    parts += [Row(said, words.fact(amount), leader=True) for said, amount in rows]
    off = cash.counted - cash.expected if cash.counted is not None else Credits(0)
    if off:
        label = words("Short") if off < Credits(0) else words("Over")
        parts.append(Row(label, words.amount(abs(off.value)), bold=True, leader=True))
        reason = words.term(Term(cash.reason))
        parts.append(Row(words("Reason: {reason}", reason=reason), "", leader=not cash.reason))
    return parts


def _exceptions(sheet: DaySheet, words: Words) -> list[Part]:
    if not sheet.exceptions:
        return [Space(3), centred(words("Nothing for the office to check"), Size.SMALL)]
    return [
        Space(3),
        Text(words("For the office to check"), bold=True, keep=True),
        *(Text(f"• {sentence}", Size.SMALL) for sentence in sheet.exceptions),
    ]
