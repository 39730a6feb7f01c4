"""In which month an entry counts."""

import pytest

from wasteledger.domain.closings import NOTHING_CLOSED, Closings

CLOSINGS = Closings({"2026-01": {"K07": 10}, "2026-02": {"K07": 20, "P02": 5}, "2026-03": {"K07": 30, "P02": 5}})


@pytest.mark.parametrize(
    ("origin", "sequence", "day", "counts_on"),
    [
        ("K07", 10, "2026-01-20", "2026-01-20"),  # its closing knew it
        ("K07", 11, "2026-01-20", "2026-02-01"),  # the next one did
        ("K07", 21, "2026-01-20", "2026-03-01"),
        ("K07", 31, "2026-01-20", "2026-04-01"),  # none did: the first open month
        ("P02", 1, "2026-01-31", "2026-02-01"),  # a book that the office had never heard of
        ("P02", 6, "2026-03-31", "2026-04-01"),
        ("NEW", 1, "2026-02-28", "2026-04-01"),
        ("K07", 99, "2026-04-01", "2026-04-01"),  # an open month
        ("K07", 99, "2025-12-31", "2025-12-31"),  # a month from before the first that was closed is open
    ],
)
def test_an_entry_counts_where_a_closing_knew_it_or_in_the_first_open_month(
    origin: str, sequence: int, day: str, counts_on: str
) -> None:
    assert CLOSINGS.counted_on(origin, sequence, day) == counts_on


def test_the_year_turns_over() -> None:
    assert Closings({"2026-12": {}}).counted_on("K07", 1, "2026-12-31") == "2027-01-01"


def test_nothing_closed_is_no_day_and_no_month() -> None:
    assert (NOTHING_CLOSED.through, NOTHING_CLOSED.last) == ("", None)
    assert NOTHING_CLOSED.counted_on("K07", 1, "2026-01-20") == "2026-01-20"
