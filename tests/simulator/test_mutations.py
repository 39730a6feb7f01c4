"""The simulator notices a merge that is wrong: each way of breaking one fails some world."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import pytest

from tests.simulator.playing import Player, WorldFailed, player
from wasteledger.journal import door, merging
from wasteledger.journal.projecting import Gathered

WORLDS = 40
"""At most so many are played until one fails."""


@pytest.fixture(scope="module")
def plays() -> Iterator[Player]:
    with player() as made:
        yield made


def _skip_the_turns() -> AbstractContextManager[object]:
    """What comes later sets what it sets, though another was turned after it."""
    since = merging._turned_since
    return patch.object(merging, "_turned_since", lambda _turn: since(1 << 60))


def _count_nothing_anew() -> AbstractContextManager[object]:
    """Entries that a closing did not know stay in the month that it closed."""
    return patch.object(merging, "count_anew", lambda *_: None)


def _count_twice() -> AbstractContextManager[object]:
    """A merge adds what it brings to the balances twice."""

    class Doubled(Gathered):
        def send_sums(self, connection: Any, cursor: Any) -> None:
            self.balances = {key: 2 * quantity for key, quantity in self.balances.items()}
            super().send_sums(connection, cursor)

    return patch.object(merging, "Gathered", Doubled)


def _overlook_forks() -> AbstractContextManager[object]:
    """Other entries under a number that is held are dropped without a word."""
    return patch.object(merging._Merging, "_keep_fork", lambda *_, **__: None)


def _forgive_thieves() -> AbstractContextManager[object]:
    """A revoked key goes on as before."""
    return patch.object(door.Door, "open_to", lambda *_: door.ENDLESS)


@pytest.mark.parametrize(
    "broken", [_skip_the_turns, _count_nothing_anew, _count_twice, _overlook_forks, _forgive_thieves]
)
def test_a_broken_merge_is_noticed(plays: Player, broken: Callable[[], AbstractContextManager[object]]) -> None:
    with broken(), pytest.raises(WorldFailed):
        plays.play(range(WORLDS))
