"""A terminal of Linux or macOS, key by key; whatever ends the program, it is given back as it was found."""

import atexit
import os
import select
import signal
import termios
from contextlib import suppress
from threading import Thread
from time import monotonic
from types import FrameType

from wasteledger_cli.counter.keys import READ_BYTES, SHOW_AGAIN, Heard, Source, listen

INPUT, LOCAL, CONTROL = 0, 3, 6
"""Where ``termios`` keeps the flags in its list."""

ENDING = (signal.SIGTERM, signal.SIGHUP)


class Terminal(Source):
    """The terminal, echoing nothing and keeping no line back.

    Ctrl-C and Ctrl-Z are keys like others, so that nothing is cut off in the middle of a booking, and Ctrl-S stops no
    queue. What was typed ahead is never thrown away.
    """

    edited = True

    def __init__(self, descriptor: int, heard: Heard) -> None:
        self._descriptor, self._heard = descriptor, heard
        self._found = termios.tcgetattr(descriptor)
        self._told_to_stop, self._tell = os.pipe()
        handlers = dict.fromkeys(ENDING, self._die) | {signal.SIGCONT: self._resumed}
        self._handlers = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        atexit.register(self._give_back)
        self._take()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def suspend(self) -> None:
        self._give_back()
        os.kill(0, signal.SIGTSTP)  # the whole job stops here, and goes on from here
        self._take()

    def close(self) -> None:
        self._give_back()
        os.close(self._tell)
        self._listener.join()
        os.close(self._told_to_stop)
        atexit.unregister(self._give_back)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _take(self) -> None:
        flags = termios.tcgetattr(self._descriptor)
        flags[INPUT] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON)
        flags[LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
        flags[CONTROL][termios.VMIN], flags[CONTROL][termios.VTIME] = 1, 0
        with suppress(termios.error):  # in the background it is the shell's
            termios.tcsetattr(self._descriptor, termios.TCSANOW, flags)

    def _give_back(self) -> None:
        with suppress(termios.error):  # closed meanwhile
            termios.tcsetattr(self._descriptor, termios.TCSANOW, self._found)

    def _listen(self) -> None:
        # Signals are the main thread's, so that a stop is obeyed before ``suspend`` goes on.
        signal.pthread_sigmask(signal.SIG_BLOCK, (*ENDING, signal.SIGINT, signal.SIGTSTP, signal.SIGCONT))
        listen(self._read, self._heard)

    def _read(self) -> bytes:
        ready, _, _ = select.select([self._descriptor, self._told_to_stop], [], [])
        return b"" if self._told_to_stop in ready else os.read(self._descriptor, READ_BYTES)

    def _resumed(self, _number: int, _frame: FrameType | None) -> None:
        self._take()
        self._heard.put((SHOW_AGAIN, monotonic()))

    def _die(self, number: int, _frame: FrameType | None) -> None:
        self._give_back()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
