"""Moments as the books write them: UTC, to the second, sorting as they read."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

MOMENTS_HELD = 4_096
"""An import says the same few moments over and over."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """This computer's clock, to the second: finer would be noise on paper."""
    return datetime.now(UTC).replace(microsecond=0)


@lru_cache(MOMENTS_HELD)
def iso(moment: datetime) -> str:
    """``2026-03-15T02:42:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_open(closed_on: str | None, day: str = "") -> bool:
    """Whether what was closed on a day, or never, is open now; or was still on another day."""
    return not closed_on or "" < day <= closed_on


@lru_cache(MOMENTS_HELD)
def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text)
