"""The accounts that grams and credits move between, by name."""

CREDITS = "credits"
"""The commodity of the credit book; every other commodity is the grams of the material of that code."""

HOUSEHOLD = "household:"
UNCLAIMED = "unclaimed:"
"""Credits of a card that nobody knows yet."""
STOCK = "stock:"
OPENING = "opening:"
"""Of a book: where credits and stock come from that were there before it."""
CARRIED = "carried:"
"""Of a book: the grams of months before it, which lie at no point."""


def household_account(number: str) -> str:
    return f"{HOUSEHOLD}{number}"
