"""A line of the scanner or the keyboard at each prompt: what is sent while the program is busy waits its turn."""

import os
import re
import shutil
import sys
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TextIO

from wasteledger.domain.cells import cell_width
from wasteledger_cli.counter.strokes import Strokes

STANDARD_INPUT = 0
IDLE_SECONDS = 0.2
READ_BYTES = 4096
SUSPEND, SHOW_AGAIN = "\x1a\x0c"

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

Heard = SimpleQueue[tuple[str, float]]
"""Keys with the moment each was pressed; an empty one is the last."""


class Source:
    """Where keys come from; a thread of its own hears them, however busy the program is.

    What has no terminal has nothing to let go and nothing to put back.
    """

    edited = False
    """Whether somebody sits there and sees what is typed."""

    def suspend(self) -> None:
        """Let the shell have the terminal until it gives it back."""

    def close(self) -> None:
        """Leave everything as it was found."""


class Pipe(Source):
    """Lines from a pipe or a file."""

    def __init__(self, descriptor: int, heard: Heard) -> None:
        Thread(target=listen, args=(lambda: os.read(descriptor, READ_BYTES), heard), daemon=True).start()


def listen(read: Callable[[], bytes], heard: Heard) -> None:
    """Hear UTF-8, wherever it is cut, until nothing comes any more."""
    decoder = getincrementaldecoder("utf-8")("replace")
    data = b"begin"
    while data:
        try:
            data = read()
        except OSError:  # the terminal was closed, or there never was one
            data = b""
        at = monotonic()
        for key in decoder.decode(data, final=not data):
            heard.put((key, at))
    heard.put(("", monotonic()))


class Keys:
    """Prompts, and the lines that are sent to them."""

    def __init__(self, source: Source, heard: Heard, screen: TextIO) -> None:
        self._source, self._heard, self._screen = source, heard, screen
        self._strokes = Strokes()
        self._lines: deque[str] = deque()
        self._prompt = self._shown = self._live = ""
        self._secret = False

    def read_line(self, prompt: str, *, on_idle: Callable[[], str] | None = None) -> str | None:
        """Show a prompt and return the next line, None once there will be no more.

        Args:
            prompt: one line that leaves room to type; colours count nothing.
            on_idle: called some five times a second while nothing is typed; what it returns stands behind the prompt.
        """
        return self._read(prompt, on_idle)

    def read_secret(self, prompt: str) -> str | None:
        """Read a line that nobody shall see."""
        self._secret = True
        try:
            return self._read(prompt, None)
        finally:
            self._secret = False

    def _read(self, prompt: str, on_idle: Callable[[], str] | None) -> str | None:
        self._prompt, self._shown, self._live = prompt, "", ""
        self._write(prompt)
        self._show_typed()
        while not self._lines and not self._strokes.over:
            self._wait(on_idle)
        line = self._lines.popleft() if self._lines else None
        self._show(line or self._live)
        self._write("\n")
        return line

    def _wait(self, on_idle: Callable[[], str] | None) -> None:
        """Take one key, or the moment at which none came."""
        due = self._strokes.due
        idle = on_idle if on_idle and not self._strokes.text else None
        patience = max(due - monotonic(), 0) if due is not None else IDLE_SECONDS if idle else None
        try:
            key, at = self._heard.get(timeout=patience)
        except Empty:
            self._lines += self._strokes.wait(monotonic())
            if idle:
                self._live = idle()
                self._show(self._live)
            return
        if key == SUSPEND:
            self._source.suspend()
        if key in {SUSPEND, SHOW_AGAIN}:
            self._write(f"\r{self._prompt}{self._shown}")
            return
        self._lines += self._strokes.press(key, at)
        if not self._lines:
            self._show_typed()

    def _show_typed(self) -> None:
        if self._source.edited and self._strokes.text:
            self._live = ""
        if self._source.edited:
            self._show(self._strokes.text or self._live)

    def _show(self, typed: str) -> None:
        """Let this stand behind the prompt, or beneath it where the line is too narrow."""
        shown = "" if self._secret else typed
        if self._source.edited:
            columns = shutil.get_terminal_size().columns
            if self._prompt and _width(self._prompt + shown) >= columns:
                self._write(f"{self._blank()}{self._prompt}\n")
                self._prompt = self._shown = ""
            while _width(self._prompt + shown) >= columns:
                shown = shown[1:]
        if shown.startswith(self._shown):
            self._write(shown[len(self._shown) :])
        else:
            self._write(f"{self._blank()}{self._prompt}{shown}")
        self._shown = shown

    def _blank(self) -> str:
        """Empty the prompt's line without any code that some terminal doesn't know."""
        return f"\r{' ' * _width(self._prompt + self._shown)}\r"

    def _write(self, text: str) -> None:
        if not text:
            return
        try:
            self._screen.write(text)
            self._screen.flush()
        except OSError:  # nobody is there to read it, so nobody is there to type
            self._strokes.over = True


def _width(text: str) -> int:
    return cell_width(_COLOUR.sub("", text))


@contextmanager
def open_keys(screen: TextIO | None = None) -> Iterator[Keys]:
    """Hear the terminal key by key, or a pipe or a file, until the end of the ``with``."""
    heard: Heard = SimpleQueue()
    source = _source(heard)
    try:
        yield Keys(source, heard, screen or sys.stdout)
    finally:
        source.close()


def _source(heard: Heard) -> Source:
    if not os.isatty(STANDARD_INPUT):
        return Pipe(STANDARD_INPUT, heard)
    if sys.platform == "win32":
        from wasteledger_cli.counter.windows_keys import Console  # noqa: PLC0415  # not on this system

        return Console(heard)
    from wasteledger_cli.counter.posix_keys import Terminal  # noqa: PLC0415  # not on Windows

    return Terminal(STANDARD_INPUT, heard)
