"""How a weight is known: the words that totals are cut by."""

WEIGHED = "weighed"
ESTIMATED = "estimated"
"""Counted, poured or judged by eye."""
SURVEYED = "surveyed"
CARRIED_OVER = "carried-over"
"""A sum of months before these books, as earlier ones had it."""

OF_LOADS = (WEIGHED, ESTIMATED, SURVEYED)
"""What somebody who records a load may say of it."""
EVIDENCE = (*OF_LOADS, CARRIED_OVER)
