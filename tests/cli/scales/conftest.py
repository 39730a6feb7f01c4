"""Scales for a test."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Thread

import pytest

from tests.support.scales import Behave, Serve
from wasteledger_cli.scales import scale


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the patience that a real scale is given."""
    for name in ("POLL_SECONDS", "SETTLE_SECONDS", "AGAIN_SECONDS"):
        monkeypatch.setattr(scale, name, getattr(scale, name) / 5)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a scale that behaves in one way on its first line, in the next on its second …; return its address."""
    over = Event()
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[Thread] = []

    def start(*behaviours: Behave) -> str:
        def run() -> None:
            for behave in behaviours:
                with suppress(OSError), listener.accept()[0] as line:
                    behave(line, over)

        threads.append(Thread(target=run, daemon=True))
        threads[-1].start()
        return f"tcp://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    over.set()
    listener.close()
    for thread in threads:
        thread.join(5)
