"""This round's prices: kept, or agreed with the dealer there and then by the head of point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wasteledger import errors
from wasteledger.ledger import Ledger
from wasteledger.printing.slip_line import RATE_DECIMALS, rate_number
from wasteledger.recording.rates import NewRate
from wasteledger_cli.counter import reading
from wasteledger_cli.counter.asking import Abandoned, Flow

if TYPE_CHECKING:
    from wasteledger.domain.registers import Material
    from wasteledger.reporting.lists import Price
    from wasteledger_cli.counter.counter import Counter


def asked_price(counter: Counter, material: Material) -> Flow[int | None]:
    """Ask what a unit of a material costs this round, in thousandths of a minor unit; None for a price later."""
    name, unit = counter.material_name(material), counter.screen.words(material.unit)
    while True:
        typed = yield counter.ask("{material}: price of one {unit} · Enter: price later", material=name, unit=unit)
        try:
            return reading.number(typed, counter.settings.credit_decimals + RATE_DECIMALS) if typed.strip() else None
        except errors.Refusal as refusal:
            counter.screen.refuse(refusal)


def agree(counter: Counter, prices: dict[str, int | None]) -> Flow[None]:
    """Let the head of point agree prices of materials for this round."""
    rates = tuple(NewRate(material, thousandths, counter.today()) for material, thousandths in prices.items())
    yield from counter.book(Ledger.agree_rates, rates=rates, point=counter.point or None)
    counter.look_again()


def change_prices(counter: Counter) -> Flow[None]:
    """Show this round's prices and let the head of point agree others."""
    listed = [(material, counter.price(material.code, "")) for material in counter.materials()]
    counter.screen.show_numbered([_priced(counter, *one) for one in listed])
    codes = [material.code for material, _ in listed]
    agreed: dict[str, int | None] = {}
    while (typed := (yield counter.ask("Number and new price (3 8.50) · Enter done"))).strip():
        try:
            match reading.at_weighing(typed, codes):
                case reading.Line(material=code, gross=price):
                    agreed[code] = reading.number(price, counter.settings.credit_decimals + RATE_DECIMALS)
                case reading.MaterialCode(code=code):
                    agreed[code] = yield from asked_price(counter, counter.material(code))
        except errors.Refusal as refusal:
            counter.screen.refuse(refusal)
    if agreed:
        try:
            yield from agree(counter, agreed)
        except Abandoned:
            counter.screen.bad("The prices stay as they were.")
            return
        counter.screen.good("{count} prices agreed for this round.", count=len(agreed))


def _priced(counter: Counter, material: Material, price: Price | None) -> str:
    words, thousandths = counter.screen.words, price.rate.thousandths if price and price.rate else None
    if thousandths is not None:
        said = f"{rate_number(thousandths, counter.settings.credit_decimals)}/{words(material.unit)}"
    else:
        said = words("price later") if price else words("no price")
    return f"{counter.material_name(material)} · {said}"
