"""A program on a terminal of its own: what is typed and scanned into it, and what it shows."""

import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from struct import pack

PATIENCE_SECONDS = 30.0
READ_BYTES = 65536

_OWN_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


class Terminal:
    """A program, and the terminal of 80 columns and 24 rows at which it runs."""

    def __init__(self, program: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.shown = ""
        self._seen = 0
        self._decoder = getincrementaldecoder("utf-8")()
        self._screen, there = pty.openpty()
        ioctl(there, termios.TIOCSWINSZ, pack("HHHH", 24, 80, 0, 0))
        self.found = termios.tcgetattr(there)
        modules = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
        self.program = subprocess.Popen(
            [sys.executable, "-S", "-c", _OWN_TERMINAL, *program],
            env={**os.environ, **modules, **(environment or {})},
            stdin=there,
            stdout=there,
            stderr=there,
            start_new_session=True,
        )
        os.close(there)

    def type(self, keys: str | bytes, *, spacing: float | None = None) -> None:
        """Send keys all at once, or so many seconds apart, byte by byte."""
        sent = keys if isinstance(keys, bytes) else keys.encode()
        for piece in [sent] if spacing is None else [sent[at : at + 1] for at in range(len(sent))]:
            os.write(self._screen, piece)
            time.sleep(spacing or 0)

    def until(self, pattern: str, patience: float = PATIENCE_SECONDS) -> str:
        """Wait for what is to be shown next; return what was shown up to its end since the last wait."""
        deadline = time.monotonic() + patience
        while not (found := re.compile(pattern).search(self.shown, self._seen)):
            assert self._look(deadline), f"never shown: {pattern!r} in {self.shown[self._seen :]!r}"
        begun, self._seen = self._seen, found.end()
        return self.shown[begun : self._seen]

    def rest(self, patience: float = PATIENCE_SECONDS) -> str:
        """Wait for the program's end, or so long; return what was shown and not waited for."""
        deadline = time.monotonic() + patience
        while self._look(deadline):
            pass
        return self.shown[self._seen :]

    def settings(self) -> list[object]:
        """How the terminal is set now: whether it echoes, keeps lines back and so on."""
        return termios.tcgetattr(self._screen)

    def close(self) -> None:
        self.program.kill()
        self.program.wait()
        os.close(self._screen)

    def _look(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._screen], [], [], max(deadline - time.monotonic(), 0))
        try:
            data = os.read(self._screen, READ_BYTES) if ready else b""
        except OSError:  # how Linux says that the program has gone
            data = b""
        self.shown += self._decoder.decode(data)
        return bool(data)
