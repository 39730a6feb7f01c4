"""Progress of long work: a line on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], None]]:
    """Hand out a function that is told how many are done, now and then."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return

    def advance(done: int) -> None:
        sys.stderr.write(f"\r{what}: {done:,} ")
        sys.stderr.flush()

    try:
        yield advance
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
