"""Play as many worlds as one likes: ``python -m tests.simulator --worlds 5000 --from 0``."""

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from tests.simulator.playing import WorldFailed, player

AT_ONCE = 50
"""Worlds that a process plays before it founds the town anew."""


def play(first: int, last: int) -> tuple[Counter[str], list[str]]:
    """Play the worlds from a seed up to another; return what happened, and what failed."""
    counted, failed = Counter[str](), list[str]()
    with player() as plays:
        for seed in range(first, last):
            try:
                counted += plays.play([seed])
            except WorldFailed as failure:
                failed.append(str(failure))
    return counted, failed


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    asked.add_argument("--worlds", type=int, default=300, help="how many")
    asked.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    asked.add_argument("--processes", type=int, default=os.cpu_count(), help="how many play at once")
    told = asked.parse_args()
    began, after = time.monotonic(), told.first + told.worlds
    firsts = range(told.first, after, AT_ONCE)
    counted, failures = Counter[str](), 0
    with ProcessPoolExecutor(told.processes) as processes:
        for happened, failed in processes.map(play, firsts, [min(first + AT_ONCE, after) for first in firsts]):
            counted += happened
            failures += len(failed)
            for failure in failed:
                print(failure, file=sys.stderr, flush=True)
    said = ", ".join(f"{times} {name}" for name, times in sorted(counted.items()))
    print(f"{told.worlds} worlds in {time.monotonic() - began:.0f} s, {failures} failed: {said}")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
