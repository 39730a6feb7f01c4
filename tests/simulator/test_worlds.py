"""Worlds, each of one seed: whatever happens on the way, there is one true book in the end.

What must hold then is told in ``judging.py``. A failing test says its seed and how to play that world again.
"""

from collections.abc import Iterator

import pytest

from tests.simulator.playing import Player, player

WORLDS = 300
IN_A_TEST = 10


@pytest.fixture(scope="module")
def plays() -> Iterator[Player]:
    with player() as made:
        yield made


@pytest.mark.parametrize("first", range(0, WORLDS, IN_A_TEST))
def test_every_world_comes_to_rest_with_one_true_book(plays: Player, first: int) -> None:
    happened = plays.play(range(first, first + IN_A_TEST))
    assert happened["caught"] == happened["rewritten"] >= IN_A_TEST
    assert min(happened["damaged"], happened["power cuts"]) > 0


def test_one_seed_is_one_world(plays: Player) -> None:
    first, second = plays.world(7), plays.world(7)
    assert first.counted == second.counted
    assert first.town.model.slips.keys() == second.town.model.slips.keys()
