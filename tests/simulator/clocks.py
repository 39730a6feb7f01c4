"""The time that really is, and the clocks of the computers, which drift from it, jump, and are set right again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

FIRST_MORNING = datetime(2026, 3, 31, 1, tzinfo=UTC)
"""Eight o'clock in the town, on the last day of a month."""


@dataclass(slots=True)
class RealTime:
    """What the time really is; nobody in the world can ask it."""

    now: datetime = FIRST_MORNING

    def goes_on(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(slots=True)
class Clock:
    """A computer's clock: so many seconds off, and so many more for every second that really passes."""

    time: RealTime
    off: float = 0
    drift: float = 0

    def __call__(self) -> datetime:
        passed = (self.time.now - FIRST_MORNING).total_seconds()
        return (self.time.now + timedelta(seconds=self.off + passed * self.drift)).replace(microsecond=0)

    def goes_wrong(self, chance: Random) -> None:
        """Jump by anything up to some days, or be set right."""
        self.off = chance.choice([0, 0, chance.uniform(-90_000, 90_000), chance.uniform(-4e5, 4e5)])


def drifting_clock(time: RealTime, chance: Random) -> Clock:
    """A clock that is some minutes off and loses or wins some seconds a day, as those of old laptops do."""
    return Clock(time, off=chance.uniform(-300, 300), drift=chance.uniform(-2e-4, 2e-4))
