"""A line to a server that a test can cut, mend, and let an answer be lost on."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Self

from sqlalchemy import make_url

READ_BYTES = 65_536
PATIENCE_SECONDS = 5.0


class Wire:
    """A port of this machine behind which a PostgreSQL server answers, for as long as the line is up."""

    def __init__(self, database: str) -> None:
        url = make_url(database)
        self._server = (url.host or "", url.port or 0)
        self._up, self._losing = True, b""
        self._ends: list[socket.socket] = []
        self._port = socket.create_server(("127.0.0.1", 0))
        self.url = url.set(host="127.0.0.1", port=self._port.getsockname()[1]).render_as_string(hide_password=False)
        """The database's, through this line."""
        self._threads: list[threading.Thread] = []
        self._begin(self._answer_calls)

    def cut(self) -> None:
        """Break every connection, and let none be made."""
        self._up = False
        _hang_up(*self._ends)
        self._ends.clear()

    def mend(self) -> None:
        self._up, self._losing = True, b""

    def lose_the_answer_to(self, words: bytes) -> None:
        """Cut the line once the server has answered what holds these words, before anybody hears it."""
        self._losing = words

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _hang_up(self._port)
        self.cut()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
        self._port.close()

    def _answer_calls(self) -> None:
        with suppress(OSError):  # the port was closed
            while True:
                caller, _ = self._port.accept()
                if not self._up:
                    caller.close()
                    continue
                server = socket.create_connection(self._server)
                self._ends += [caller, server]
                self._begin(partial(self._carry, caller, server, asks=True))
                self._begin(partial(self._carry, server, caller, asks=False))

    def _begin(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _carry(self, heard: socket.socket, told: socket.socket, *, asks: bool) -> None:
        with heard:
            with suppress(OSError):
                while said := heard.recv(READ_BYTES):
                    if asks and self._losing and self._losing in said:
                        self._up = False  # nothing that the server says from here on is heard
                    if not (asks or self._up):
                        break
                    told.sendall(said)
            _hang_up(heard, told)


def _hang_up(*ends: socket.socket) -> None:
    """End calls; closing a socket would not wake the thread that listens to it."""
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
