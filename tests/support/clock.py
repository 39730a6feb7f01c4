"""A clock that tests set."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 3, 15, 2, 42, tzinfo=UTC)
"""9:42 on 15 March 2569 in the town."""


@dataclass(slots=True)
class Clock:
    """Says ``now`` until it is set or ticked on."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: int = 60) -> None:
        self.now += timedelta(seconds=seconds)
