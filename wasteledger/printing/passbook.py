"""A household's statement: what was carried forward, every entry, what is left, and the kilograms by class."""

from dataclasses import dataclass
from datetime import date

from wasteledger.domain.receipts import Receipt
from wasteledger.printing.blocks import CLASS_NAMES, centred, head, questions
from wasteledger.printing.breaking import PHRASE_DOT, unbroken
from wasteledger.printing.layout import Align, Box, Column, Columns, Part, Qr, Row, Rule, Size, Space, Table, Text
from wasteledger.printing.slip_line import Name
from wasteledger.translation import Words, kilograms
from wasteledger.units import Credits, Grams

TICK_BOX_MM = 7
"""Beside an entry on a roll."""


@dataclass(frozen=True, slots=True)
class PassbookLine:
    """One entry of the household's history."""

    day: date
    receipt: Receipt
    what: str
    """In the reader's language: what was done."""
    weight: Grams | None
    change: Credits
    balance: Credits


@dataclass(frozen=True, slots=True, kw_only=True)
class Passbook:
    """All that stands in one statement."""

    town: Name
    household: str
    community: Name
    first: date
    last: date
    carried_forward: Credits
    lines: tuple[PassbookLine, ...]
    closing: Credits
    by_class: tuple[tuple[str, Grams], ...] = ()
    """Net kilograms of the period by law's class."""
    phone: str = ""
    check_code: str = ""
    qr: str = ""
    check: bool = False
    """Prints a box "slip in hand" beside every entry, for a dispute."""


def passbook_parts(passbook: Passbook, words: Words) -> list[Part]:
    """Lay the statement out for A5 or A4 pages."""
    summed = (*_weights(passbook, words), Space(2), _closing(passbook, words))
    foot = Columns((summed, tuple(_code(passbook, words))), (3, 2))
    return [*_head(passbook, words), _table(passbook, words), Space(3), foot]


def passbook_roll_parts(passbook: Passbook, words: Words) -> list[Part]:
    """Lay the statement out for a slip printer."""
    number = words.credit_unit.number
    entries = [part for line in passbook.lines for part in _entry(line, words, check=passbook.check)]
    return [
        *_head(passbook, words),
        Row(words("Carried forward"), number(passbook.carried_forward.value), bold=True),
        Rule(),
        *entries,
        *_foot(passbook, words),
    ]


def _head(passbook: Passbook, words: Words) -> list[Part]:
    days = words("{first} to {last}", first=passbook.first, last=passbook.last)
    whose = words("Member {household}", household=passbook.household)
    community = passbook.community.read(words)
    return head(passbook.town.read(words), words("Passbook statement"), PHRASE_DOT.join((whose, community)), days)


def _table(passbook: Passbook, words: Words) -> Table:
    number = words.credit_unit.number
    columns = (
        Column(words("Date"), 13),
        Column(words("No."), 15),
        Column(words("Entry"), 12),
        Column(words("kg"), 8, Align.RIGHT),
        Column(words("In"), 11, Align.RIGHT),
        Column(words("Out"), 11, Align.RIGHT),
        Column(words("Balance"), 12, Align.RIGHT),
        *((Column(words("Slip in hand"), 6, Align.CENTRE, tick=True),) if passbook.check else ()),
    )
    forward = ("", "", words("Carried forward"), "", "", "", number(passbook.carried_forward.value))
    closing = ("", "", words("Balance"), "", "", "", number(passbook.closing.value))
    return Table(columns, (forward, *(_cells(line, words) for line in passbook.lines)), closing, Size.SMALL)


def _cells(line: PassbookLine, words: Words) -> tuple[str, ...]:
    amount = words.credit_unit.number(abs(line.change.value))
    taken = line.change < Credits(0)
    return (
        unbroken(words.day(line.day)),
        str(line.receipt),
        line.what,
        kilograms(line.weight.value) if line.weight else "",
        "" if taken else amount,
        amount if taken else "",
        words.credit_unit.number(line.balance.value),
        "",
    )


def _entry(line: PassbookLine, words: Words, *, check: bool) -> list[Part]:
    number = words.credit_unit.number
    what = " ".join(filter(None, (line.what, unbroken(words.fact(line.weight)) if line.weight else "")))
    said = (
        Text(PHRASE_DOT.join((unbroken(words.day(line.day)), str(line.receipt))), Size.SMALL),
        Row(what, number(line.change.value)),
        Row(words("Balance"), number(line.balance.value), Size.SMALL),
    )
    if not check:
        return [*said, Space(1)]
    tick = (Text(words("Slip in hand"), Size.SMALL, Align.CENTRE), Box(height_mm=TICK_BOX_MM))
    return [Columns((said, tick), (4, 1)), Space(1)]


def _foot(passbook: Passbook, words: Words) -> list[Part]:
    """Sum the statement up, as it stands on a roll."""
    return [*_weights(passbook, words), Space(2), _closing(passbook, words), Rule(), *_code(passbook, words)]


def _weights(passbook: Passbook, words: Words) -> list[Part]:
    weights = [Row(words(CLASS_NAMES[code]), words.fact(weight), leader=True) for code, weight in passbook.by_class]
    return [Text(words("Kilograms by class"), bold=True), *weights] if weights else []


def _closing(passbook: Passbook, words: Words) -> Row:
    return Row(words("Balance"), words.fact(passbook.closing), Size.TALL, bold=True)


def _code(passbook: Passbook, words: Words) -> list[Part]:
    return [
        centred(words("Check code"), Size.SMALL),
        centred(passbook.check_code, bold=True),
        *([Qr(passbook.qr)] if passbook.qr else []),
        *questions(passbook.phone, words),
    ]
