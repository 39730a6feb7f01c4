"""A month with something in it, small enough to work out by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from tests.support.town import Town
from wasteledger.domain.calendar import Period
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
EARLIER = datetime(2026, 3, 10, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Month:
    """March 2026.

    C01 weighed 6.0 kg of PET (5.0 at P01, 1.0 at P02) and 10 beer bottles (5.0 kg); C02 4.0 kg of FOOD at P02.
    Disposed: 30 kg of C01, 50 kg of C02. Straight from C02: 2 kg of PET to the dealer. Batteries of C01: 1 kg.
    """

    town: Town


@pytest.fixture
def march(town: Town) -> Month:
    ledger = town.ledger
    first, second, school, _ = town.cards
    ledger.record_drop_off(card=first, weighings=(Weighing("PET", 5_000), Weighing("BEER", 10)), point="P01")
    ledger.record_drop_off(card=second, weighings=(Weighing("PET", 1_000), Weighing("BATT", 1_000)), point="P02")
    ledger.record_drop_off(card=school, weighings=(Weighing("FOOD", 4_000),), point="P02")
    ledger.record_load(destination="FILL", lines=(LoadLine("RES", "0.03", "tonne"),), community="C01", at=EARLIER)
    ledger.record_load(destination="FILL", lines=(LoadLine("RES", "50"),), community="C02", at=EARLIER)
    ledger.record_load(destination="DEALER", lines=(LoadLine("PET", "2"),), community="C02", at=EARLIER)
    return Month(town)
