"""A morning's entries to tamper with."""

import pytest

from tests.support.day import a_day
from tests.support.town import Town
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.units import Credits


@pytest.fixture
def drop_off(town: Town) -> Entry:
    """5.2 kg of clear bottles and 24 beer bottles: 53.60 baht, three movements."""
    weighings = (Weighing("PET", 5_400, tare=200), Weighing("BEER", 24))
    (entry,) = town.ledger.record_drop_off(card=town.card, weighings=weighings)
    return entry


@pytest.fixture
def redemption(town: Town, drop_off: Entry) -> Entry:
    """10 baht of them, taken in cash a minute later: the book's last entry."""
    town.clock.tick()
    (entry,) = town.ledger.redeem(card=drop_off.body["card"], amount=Credits(1_000))
    return entry


@pytest.fixture
def busy_town(town: Town) -> Town:
    """A town in which every verb was used once, so that no table is empty."""
    assert list(a_day(town))
    return town
