"""Households: the members that earn, of whatever type, and their numbers."""

import re
from dataclasses import dataclass
from typing import ClassVar

from wasteledger.domain.accounts import household_account
from wasteledger.domain.digits import arabic_digits
from wasteledger.errors import Term

TYPES = ("household", "school", "temple", "shop", "market", "office", "walk-in")
WALK_IN = "walk-in"
FLAGS = ("proxy_cash", "pick_up", "wet_bin")
"""What a household is, allows or has, or not: 1 or 0 in the books."""
ORDINAL_DIGITS = 4
_NUMBER = re.compile(r"([A-Za-z0-9]{1,8})\s*/\s*0*([0-9]{1,9})")


class HouseholdType(Term):
    """A type to be shown: a household that is an office is not called what the municipality's own is."""

    __slots__ = ()
    context: ClassVar[str] = "household type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A household as the books know it; its names are kept apart from them."""

    number: str
    type: str
    community: str
    home_point: str = ""
    people: int = 0
    former_number: str = ""
    proxy_cash: int = 0
    """Whether cash may be paid to somebody who comes in its stead."""
    pick_up: int = 0
    """Whether its waste is fetched at home; why is nobody's business and nowhere stored."""
    wet_bin: int = 0
    """Whether it has a bin for wet waste."""
    registered_on: str = ""
    closed_on: str | None = None
    joined_into: str = ""
    forgotten: int = 0

    @property
    def account(self) -> str:
        return household_account(self.number)


def household_number(origin: str, ordinal: int) -> str:
    """``K07/0123``: the 123rd household that book K07 registered."""
    return f"{origin}/{ordinal:0{ORDINAL_DIGITS}d}"


def house_key(number: str) -> str:
    """The same text for a house number however it is typed; unlike a name's, its slash says something."""
    return arabic_digits("".join(number.split())).casefold()


def read_household_number(typed: str) -> str | None:
    """Read a household's number as people type it, or None where it is something else."""
    match = _NUMBER.fullmatch(typed.strip())
    return household_number(match[1].upper(), int(match[2])) if match else None
