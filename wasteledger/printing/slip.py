"""The slip a household takes home: what was booked, and what its balance is now."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import Enum

from wasteledger.domain.receipts import SEQUENCE_DIGITS, Receipt
from wasteledger.printing.blocks import SIGNATURE_HEIGHT_MM, centred
from wasteledger.printing.breaking import PHRASE_DOT, unbroken
from wasteledger.printing.layout import Heading, Part, Qr, Row, Rule, Size, Space, Text
from wasteledger.printing.slip_line import Name, SlipLine, line_parts
from wasteledger.translation import Words
from wasteledger.units import Credits

LINE_SPACE_MM = 1
"""Empty paper between two materials, so that the eye finds where one ends."""

NO_NAME = Name("")


class SlipKind(Enum):
    """What the slip is of; its value is the title."""

    DROP_OFF = "Waste drop-off slip"
    CASH = "Cash redemption slip"
    GOODS = "Goods redemption slip"
    FEE_REBATE = "Waste fee rebate slip"
    GIFT = "Gift slip"
    TRANSFER = "Transfer slip"
    REVERSAL = "Reversal slip"
    OPENING = "Opening balance slip"


@dataclass(frozen=True, slots=True)
class Reversed:
    """The slip that this one cancels, or replaces."""

    receipt: Receipt
    change: Credits
    """What taking it back does to the balance: below zero for a drop-off."""
    reason: str = ""
    """Why, in the reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """All that stands on one slip. What is left out isn't printed."""

    kind: SlipKind
    town: Name
    community: Name = NO_NAME
    """Whose waste bank it is."""
    point: Name = NO_NAME
    receipt: Receipt
    copy: int = 0
    """Counts the prints after the first."""
    moment: datetime
    """When it happened; carries a time zone."""
    zone: tzinfo
    """The town's, which the paper shows."""
    operator: str
    household: str = ""
    """Its number; empty where nobody knows the card yet."""
    card: str = ""
    """The card's code, printed only where the household is unknown."""
    proxy: bool = False
    receiver: str = ""
    """Who gets a gift or a transfer."""
    reverses: Reversed | None = None
    """What a reversal cancels, and what any other slip replaces."""
    lines: tuple[SlipLine, ...] = ()
    total: Credits | None = None
    cash_paid: Credits | None = None
    kept_in_book: Credits | None = None
    """What is left in the book, too little for a coin."""
    kept_for_debt: Credits | None = None
    """What was not paid out or given away, as the household owed it."""
    balance_before: Credits | None = None
    balance_after: Credits | None = None
    others_up_to: date | None = None
    """The day up to which this book knows the other points; nothing at the office."""
    phone: str = ""
    check_code: str
    """In groups of four, so that it can be read out."""
    qr: str
    """What a phone reads to check the slip."""


def slip_parts(slip: Slip, words: Words) -> list[Part]:
    """Lay a slip out in one language, from the town's name to the line that says what it is not."""
    return [
        *_head(slip, words),
        *_whose(slip, words),
        *_lines(slip, words),
        *_sums(slip, words),
        *_notices(slip, words),
        *_signatures(slip, words),
        *_foot(slip, words),
    ]


def _head(slip: Slip, words: Words) -> list[Part]:
    parts: list[Part] = [Heading(slip.town.read(words), Size.BODY)]
    if community := slip.community.read(words):
        parts.append(centred(words("Waste bank {community}", community=community)))
    if point := slip.point.read(words):
        parts.append(centred(words("Collection point {point}", point=point)))
    parts.append(Heading(words(slip.kind.value)))
    if slip.copy:
        parts.append(centred(words("Copy no. {copy}", copy=slip.copy), bold=True))
    if slip.reverses:
        parts.append(centred(_reversal(slip.kind, slip.reverses, words), bold=True))
    return parts


def _reversal(kind: SlipKind, taken_back: Reversed, words: Words) -> str:
    facts = {"receipt": taken_back.receipt, "reason": taken_back.reason}
    match kind is SlipKind.REVERSAL, bool(taken_back.reason):
        case True, True:
            return words("Cancels no. {receipt}: {reason}", **facts)
        case True, False:
            return words("Cancels no. {receipt}", **facts)
        case False, True:
            return words("This slip replaces no. {receipt}: {reason}", **facts)
        case _:
            return words("This slip replaces no. {receipt}", **facts)


def _whose(slip: Slip, words: Words) -> list[Part]:
    number = f"{slip.receipt.sequence:0{SEQUENCE_DIGITS}d}"
    parts: list[Part] = [
        centred(words("Book {origin}  No. {number}", origin=slip.receipt.origin, number=number)),
        centred(words.moment(slip.moment.astimezone(slip.zone))),
        centred(_holder(slip, words), Size.SMALL),
    ]
    if slip.proxy:
        parts.append(centred(words("(brought by someone else)"), Size.SMALL))
    if slip.receiver:
        parts.append(centred(words("To {receiver}", receiver=slip.receiver)))
    return parts


def _holder(slip: Slip, words: Words) -> str:
    if slip.household:
        whose = words("Member {household}", household=slip.household)
    else:
        whose = words("Card {card}", card=slip.card)
    return PHRASE_DOT.join((unbroken(whose), unbroken(words("Recorded by {operator}", operator=slip.operator))))


def _lines(slip: Slip, words: Words) -> list[Part]:
    parts = [part for line in slip.lines for part in (Space(LINE_SPACE_MM), *line_parts(line, words))]
    return [Rule(), *parts[1:]] if parts else []


def _sums(slip: Slip, words: Words) -> list[Part]:
    number = words.credit_unit.number
    parts: list[Part] = [Rule()]
    if slip.total is not None:
        label = words("Total this time") if slip.lines else words("Amount")
        if slip.kind is SlipKind.OPENING:
            label = words("Carried forward")
        parts.append(Row(label, words.fact(slip.total), bold=True))
    if slip.reverses:
        label = words("Balance changed by") if slip.kind is SlipKind.REVERSAL else words("Earlier slip cancelled")
        parts.append(Row(label, number(slip.reverses.change.value)))
    if slip.cash_paid is not None:
        parts.append(Row(words("Paid in cash"), words.fact(slip.cash_paid), bold=True))
    if slip.kept_in_book is not None:
        parts.append(Row(words("Kept in the book"), number(slip.kept_in_book.value)))
    if slip.kept_for_debt is not None:
        parts.append(Row(words("Kept back for what was owed"), number(slip.kept_for_debt.value)))
    if slip.balance_before is not None:
        parts.append(Row(words("Balance before"), number(slip.balance_before.value)))
    if slip.balance_after is not None:
        parts.append(Row(words("Balance"), words.fact(slip.balance_after), Size.TALL, bold=True))
    return parts


def _notices(slip: Slip, words: Words) -> list[Part]:
    parts: list[Part] = []
    if not slip.household:
        parts.append(Text(words("Card awaiting a check — credited once the office confirms"), bold=True))
    if slip.balance_after is not None and slip.balance_after < Credits(0):
        parts.append(Text(words("The balance is below zero; later drop-offs will pay it off"), bold=True))
    if slip.others_up_to:
        parts.append(
            Text(words("Figures from other points up to {day}", day=unbroken(words.day(slip.others_up_to))), Size.SMALL)
        )
    return parts


def _signatures(slip: Slip, words: Words) -> list[Part]:
    labels: list[str] = []
    if slip.cash_paid is not None:
        labels = [words("Money received by"), words("Money paid by")]
    elif slip.kind is SlipKind.GOODS:
        labels = [words("Goods received by"), words("Goods handed out by")]
    return [part for label in labels for part in (Space(SIGNATURE_HEIGHT_MM), Row(label, "", leader=True))]


def _foot(slip: Slip, words: Words) -> list[Part]:
    closing = [words("Please keep this slip")]
    if slip.phone:
        closing.insert(0, words("Questions about the balance: phone {phone}", phone=unbroken(slip.phone)))
    return [
        Rule(),
        centred(words("Check code"), Size.SMALL, keep=True),
        centred(slip.check_code, bold=True, keep=True),
        Qr(slip.qr),
        centred(PHRASE_DOT.join(closing), Size.SMALL),
        centred(words("This slip is not a receipt for money"), Size.SMALL),
    ]
