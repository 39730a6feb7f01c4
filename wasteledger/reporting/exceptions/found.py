"""An exception, and the kinds there are."""

from dataclasses import dataclass

from wasteledger.domain.receipts import Receipt

UNKNOWN_CARD = "unknown-card"
NEGATIVE_BALANCE = "negative-balance"
JOINED_BALANCE = "joined-balance"
NEGATIVE_STOCK = "negative-stock"
REVERSED_TWICE = "reversed-twice"
REQUEST_TWICE = "request-twice"
REGISTERED_TWICE = "registered-twice"
CARD_OF_TWO = "card-of-two"
REVOKED_CARD = "revoked-card"
RATE_AGREED = "rate-agreed"
CLOCK_BEHIND = "clock-behind"
FORKED_BOOK = "forked-book"
HELD_ASIDE = "held-aside"
WAITING = "waiting"

AS_HELD = (FORKED_BOOK, HELD_ASIDE, WAITING)
"""Kinds about what is not in the books, and so about what this database happened to receive."""
OF_AN_AMOUNT = (NEGATIVE_BALANCE, JOINED_BALANCE, NEGATIVE_STOCK)
"""Kinds about what an account holds, not about entries: only another amount settles them."""
SEEABLE = (
    *(UNKNOWN_CARD, REVERSED_TWICE, REQUEST_TWICE, REGISTERED_TWICE, CARD_OF_TWO, REVOKED_CARD, RATE_AGREED),
    *(CLOCK_BEHIND, *AS_HELD),
)
"""Kinds about entries, which somebody may have looked at and found no harm in."""
KINDS = (*OF_AN_AMOUNT, *SEEABLE)

ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class ExceptionFound:
    """One thing to look at: of what kind, about which card, household, point or book, and how much."""

    kind: str
    subject: str
    commodity: str = ""
    """``credits`` (minor units), a material (grams) or ``entries``; nothing where nothing is counted."""
    quantity: int = 0
    receipts: tuple[Receipt, ...] = ()
    """The entries it is about."""
    settled: bool = False
    """Whether the office has seen it with all these receipts."""
