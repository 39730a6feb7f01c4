"""Playing worlds one after the other, by their seeds."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.simulator.chance import nothing_but
from tests.simulator.founding import Founded, found
from tests.simulator.judging import judge
from tests.simulator.reusing import what_was_made
from tests.simulator.world import World

EVERY_SO_MANY_A_BIG_ONE = 50
IN_MEMORY = Path("/dev/shm")  # noqa: S108  # where there is one: disks keep each commit waiting


class WorldFailed(AssertionError):  # noqa: N818  # it did what it is for
    """Something does not hold; says which seed, and how to see it again."""


@dataclass(slots=True)
class Player:
    """Where worlds are made and played."""

    folder: Path
    founded: Founded

    def play(self, seeds: Iterable[int]) -> Counter[str]:
        """Play some worlds to their ends; return what happened in them.

        Raises:
            WorldFailed: in the first in which something does not hold.
        """
        counted: Counter[str] = Counter()
        for seed in seeds:
            try:
                counted += self.world(seed).counted
            except Exception as failure:
                again = f"python -m tests.simulator --worlds 1 --from {seed}"
                message = f"seed {seed}: {type(failure).__name__}: {failure}\nagain: {again}"
                raise WorldFailed(message) from failure
        return counted

    def world(self, seed: int) -> World:
        """Play one world."""
        folder = self.folder / "world"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        size = Random(f"size of {seed}")
        big = seed % EVERY_SO_MANY_A_BIG_ONE == EVERY_SO_MANY_A_BIG_ONE - 1
        points, acts, steps = (5, 12, 8) if big else (size.choice([2, 2, 2, 3]), size.choice([2, 3, 5]), 4)
        world = World(seed, folder, self.founded, points, acts, steps)
        try:
            with nothing_but(world.chance):
                world.runs()
                judge(world)
        finally:
            world.ends()
        return world


@contextmanager
def player() -> Iterator[Player]:
    """Found the town, for worlds to begin with."""
    memory = IN_MEMORY if IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as folder, what_was_made():
        founding = Path(folder) / "founding"
        founding.mkdir()
        yield Player(Path(folder), found(founding))
