"""Towns whose books hold every kind of entry, and whatever people happen to do."""

from random import Random

import pytest

from tests.support.day import a_day
from tests.support.town import Town
from wasteledger.errors import Refusal
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.units import Credits


@pytest.fixture
def full_town(town: Town) -> Town:
    """The small town at the end of a day on which every verb was used."""
    for _ in a_day(town):
        pass
    return town


@pytest.fixture
def random_town(full_town: Town) -> Town:
    """After that day, two hundred things that somebody tried; the ledger refused some."""
    draw = Random(2569)  # noqa: S311  # the same books every time
    ledger = full_town.ledger
    for number in range(6, 12):
        ledger.register_household(community=draw.choice(["C01", "C02"]), type=draw.choice(["household", "shop"]))
        full_town.clock.tick(number)
    receipts: list[str] = []
    for _ in range(200):
        full_town.clock.tick(draw.randrange(90_000))
        one, other = (f"K07/{draw.randrange(3, 12):04}" for _ in range(2))
        weighings = tuple(Weighing(draw.choice(["PET", "MIX", "FOOD"]), draw.randrange(1, 9_000)) for _ in range(2))
        point, lines = draw.choice(["P01", "P02"]), (LoadLine(draw.choice(["PET", "MIX"]), f"{draw.randrange(9)}"),)
        try:
            match draw.randrange(8):
                case 0:
                    booked = ledger.redeem(card=one, amount=Credits(draw.randrange(1, 3_000)))
                case 1:
                    booked = ledger.transfer(card=one, to=other, amount=Credits(draw.randrange(1, 900)))
                case 2:
                    booked = ledger.reverse(receipt=draw.choice(receipts), allow_debt=True)
                case 3:
                    booked = ledger.record_load(destination="DEALER", point=point, lines=lines, empties_stock=True)
                case 4:
                    booked = ledger.settle_rate(material="MIX", thousandths=draw.randrange(400_000))
                case _:
                    booked = ledger.record_drop_off(card=one, weighings=weighings, point=point)
        except Refusal:
            continue
        receipts.append(str(booked[0].receipt))
    return full_town
