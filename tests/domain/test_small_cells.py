"""Which figures may be published: enough people behind each, nobody nearly alone, nothing to be had by subtraction."""

from collections import Counter

import pytest

from wasteledger.domain.small_cells import Cell, is_safe, to_leave_out


def cell(*grams: int, first: int = 0) -> Cell:
    """A figure to which so many contributors add so many grams each."""
    return Cell(Counter({f"household:K07/{first + number:04}": each for number, each in enumerate(grams)}), len(grams))


@pytest.mark.parametrize(
    ("shares", "safe"),
    [
        ((10, 10, 10, 10, 10), True),
        ((10, 10, 10, 10), False),
        ((10, 10, 10, 10, 0), False),
        ((1000, 100, 40, 30, 30), True),
        ((1000, 100, 40, 30, 29), False),
        ((), False),
    ],
    ids=["five", "four", "one with nothing", "the rest is a tenth", "the rest is less", "nobody"],
)
def test_a_figure_is_safe_with_five_behind_it_and_no_giant(shares: tuple[int, ...], safe: bool) -> None:
    assert is_safe([cell(*shares)], 5) is safe


def test_who_stands_behind_two_figures_is_one() -> None:
    assert not is_safe([cell(10, 10, 10), cell(10, 10, 10)], 5)
    assert is_safe([cell(10, 10, 10), cell(10, 10, 10, first=3)], 5)


def test_a_table_of_safe_figures_is_left_whole() -> None:
    assert to_leave_out({"a": cell(*[10] * 5), "b": cell(*[10] * 6)}, 5) == set()


def test_one_school_takes_the_smallest_other_figure_along() -> None:
    table = {"school": cell(90), "shop": cell(*[20] * 9, first=100), "household": cell(*[10] * 50, first=200)}

    assert to_leave_out(table, 5) == {"school", "shop"}


def test_two_that_are_not_safe_together_take_a_third_along() -> None:
    table = {"a": cell(90), "b": cell(80, first=10), "c": cell(*[20] * 9, first=20), "d": cell(*[30] * 9, first=40)}

    assert to_leave_out(table, 5) == {"a", "b", "c"}


def test_enough_small_ones_need_no_other() -> None:
    table = {"a": cell(9, 9, 9), "b": cell(8, 8, 8, first=10), "c": cell(*[20] * 9, first=20)}

    assert to_leave_out(table, 5) == {"a", "b"}
