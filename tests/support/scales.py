"""Scales that do as they are told, on a socket."""

import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event

Behave = Callable[[socket.socket, Event], object]
"""What a scale does with one line, until the test is over."""
Serve = Callable[..., str]
"""Starts a scale that behaves in one way on its first line, in the next on its second …; returns its address."""


def streams(*said: bytes, every: float = 0.05) -> Behave:
    """Say some things one after the other, the last of them for ever."""

    def behave(line: socket.socket, over: Event) -> None:
        for frame in said:
            line.sendall(frame)
            over.wait(every)
        while not over.wait(every):
            line.sendall(said[-1])

    return behave


def answers(asked: bytes, *said: bytes) -> Behave:
    """Answer one question only: with some things one after the other, and the last for ever."""

    def behave(line: socket.socket, over: Event) -> None:
        left = list(said)
        heard = b""
        line.settimeout(0.05)
        while not over.is_set():
            with suppress(TimeoutError):
                heard += line.recv(100)
                if heard.endswith(asked):
                    line.sendall(left.pop(0) if len(left) > 1 else left[0])
                    heard = b""

    return behave


def says_then_hangs_up(*said: bytes) -> Behave:
    def behave(line: socket.socket, _over: Event) -> None:
        line.sendall(b"".join(said))

    return behave
