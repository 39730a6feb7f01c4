"""The console of Windows, key by key; it has nothing to be given back."""

from importlib import import_module
from threading import Thread
from time import monotonic

from wasteledger_cli.counter.keys import Heard, Source
from wasteledger_cli.counter.strokes import LEAVE

FUNCTION_KEY = {"\0", "\xe0"}
"""Comes before the code of an arrow or a function key."""

END_OF_FILE = "\x1a"
"""Ctrl-Z, which on Windows ends what is typed."""


class Console(Source):
    """The console; ``getwch`` neither shows a key nor waits for Enter."""

    edited = True

    def __init__(self, heard: Heard) -> None:
        self._getwch, self._heard = import_module("msvcrt").getwch, heard
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            key = self._getwch()
            if key in FUNCTION_KEY:
                self._getwch()
            else:
                self._heard.put((LEAVE if key == END_OF_FILE else key, monotonic()))
