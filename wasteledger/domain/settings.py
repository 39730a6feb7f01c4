"""The town's settings, each a ruling in the book."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wasteledger.domain.moments import iso, moment_of
from wasteledger.domain.quantities import read_decimal
from wasteledger.domain.small_cells import LEAST
from wasteledger.domain.spending import AT_HOME, SPENDING
from wasteledger.errors import DateNotUnderstood, ValueNotAllowed
from wasteledger.units import CreditUnit


@dataclass(frozen=True)
class Settings:
    """How the town is called, what a credit is, and when the programme began."""

    name_th: str = ""
    name_en: str = ""
    zone_name: str = "Asia/Bangkok"
    language: str = "th"
    credit_th: str = "บาท"
    credit_en: str = "baht"
    credit_decimals: int = 2
    programme_start: str = "2000-01-01"
    phone: str = ""
    email: str = ""
    """Where the public may ask about published data."""
    smallest_cell: int = 5
    """How many households must stand behind a published figure."""
    scale_division: int = 0
    """Grams between two marks of the scale; 0 where any weight may be read."""
    gift_to: str = ""
    """The number of the household that is given what is a gift to nobody in particular."""
    spending: str = AT_HOME
    """Where credits are spent while points keep books of their own: at the household's home point, or at the office."""
    containers: str = ""
    """The containers that the counter asks about and what they weigh empty, in grams: ``ถุงปุ๋ย=100, เข่ง=900``."""

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def credit_unit(self) -> CreditUnit:
        return CreditUnit(self.credit_th, self.credit_en, self.credit_decimals)

    @property
    def container_list(self) -> list[tuple[str, int]]:
        """Each container's name and its grams."""
        pairs = (one.rpartition("=") for one in self.containers.split(",") if one.strip())
        return [(name.strip(), read_decimal(grams, 0)) for name, _, grams in pairs]

    def moments_of(self, first: date, last: date) -> tuple[str, str]:
        """The moment a first day begins and the moment a last day is over, as the books write moments."""
        begins, over = (datetime.combine(day, time.min, self.zone) for day in (first, last + timedelta(days=1)))
        return iso(begins), iso(over)

    def day_of_text(self, moment: str) -> date:
        """The day in the town of a moment as the books write it."""
        return self.day_of(moment_of(moment))

    def day_of(self, moment: datetime) -> date:
        """The day a moment falls on in the town."""
        return moment.astimezone(self.zone).date()


NAMES = tuple(field.name for field in fields(Settings))
WHOLE_NUMBERS = ("credit_decimals", "scale_division", "smallest_cell")
FORMS: dict[str, tuple[Callable[[str], bool], str]] = {
    "containers": (
        lambda value: all(said for said, _ in Settings(containers=value).container_list),
        "NAME=100, NAME=900",
    ),
    "email": (
        lambda value: not value or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) is not None,
        "office@town.go.th",
    ),
    "smallest_cell": (lambda value: read_decimal(value, 0) >= LEAST, f"{LEAST}, {LEAST + 1}, {LEAST + 2} …"),
}
"""How some settings must look, and what is said where they don't."""
FIXED_FOR_LIFE = ("credit_decimals", "zone_name")
"""What old amounts and days were written with, and so can't change once something is booked."""


def checked(name: str, value: str) -> str:
    """Return a setting's value as the book keeps it.

    Raises:
        ValueNotAllowed: there is no such setting, or it can't have this value.
    """
    if name not in NAMES:
        raise ValueNotAllowed(name="setting", value=name, choices=", ".join(NAMES))
    allowed: dict[str, tuple[str, ...]] = {"language": ("th", "en"), "credit_decimals": ("0", "1", "2", "3")}
    allowed["spending"] = SPENDING
    if name in allowed and value not in allowed[name]:
        raise ValueNotAllowed(name=name, value=value, choices=", ".join(allowed[name]))
    if name in FORMS and not FORMS[name][0](value):
        raise ValueNotAllowed(name=name, value=value, choices=FORMS[name][1])
    if name in {"scale_division", "smallest_cell"}:
        return str(read_decimal(value, 0))
    if name == "zone_name":
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueNotAllowed(name=name, value=value, choices="Asia/Bangkok …") from None
    if name == "programme_start":
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise DateNotUnderstood(typed=value) from None
    return value


def settings_from(values: dict[str, str]) -> Settings:
    """Build the settings from the strings the book keeps."""
    known: dict[str, Any] = {name: value for name, value in values.items() if name in NAMES}
    return Settings(**known | {name: int(known[name]) for name in WHOLE_NUMBERS if name in known})
