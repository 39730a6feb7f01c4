"""The price list on the wall of a point, to be read from where the queue stands."""

from dataclasses import dataclass
from datetime import date

from wasteledger.domain.materials import CLASSES
from wasteledger.printing.blocks import centred, class_title, head
from wasteledger.printing.layout import Align, Column, Part, Size, Space, Table
from wasteledger.printing.slip_line import Name, rate_number
from wasteledger.translation import Words


@dataclass(frozen=True, slots=True)
class Price:
    """What a material earns."""

    name: Name
    waste_class: str
    unit: Name
    rate: int | None
    """Thousandths of a minor unit per unit; nothing while it is pending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    town: Name
    point: Name
    day: date
    """From which the prices hold."""
    prices: tuple[Price, ...]


def price_list_parts(prices: PriceList, words: Words) -> list[Part]:
    credit = words.credit_unit.name(words.language)
    columns = (
        Column(words("Material"), 10),
        Column(words("Per"), 3),
        Column(words("Price ({credit})", credit=credit), 7, Align.RIGHT),
    )
    since = words("From {day}", day=prices.day)
    parts = head(prices.town.read(words), words("Price list"), prices.point.read(words), since)
    for code in CLASSES:
        rows = tuple(_row(price, words) for price in prices.prices if price.waste_class == code)
        if rows:
            parts += [*class_title(code, words), Table(columns, rows, size=Size.LARGE)]
    return [*parts, Space(3), centred(words("Clean, dry and sorted earns the full price"))]


def _row(price: Price, words: Words) -> tuple[str, str, str]:
    if price.rate is None:
        earns = words("Rate pending")
    elif price.rate == 0:
        earns = words("Taken, unpaid")
    else:
        earns = rate_number(price.rate, words.credit_unit.decimals)
    return price.name.read(words), price.unit.read(words), earns
