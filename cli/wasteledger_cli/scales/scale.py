"""A scale at the counter: heard in the background, asked for the weight that lies on it."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from threading import Condition, Event, Thread
from time import monotonic
from typing import Self

from wasteledger.errors import (
    NothingNewOnScale,
    ScaleMoving,
    ScaleNegative,
    ScaleNotReached,
    ScaleNotUnderstood,
    ScaleOverloaded,
    ScaleRefused,
)
from wasteledger_cli.scales.formats import FORMATS, Format, Reading
from wasteledger_cli.scales.lines import Line, open_line, read_address
from wasteledger_cli.scales.listener import Listener

POLL_SECONDS = 0.5
"""After this long without a word a scale is asked; A&D wants half a second between questions."""

FRESH_SECONDS = 2.0
"""A weight older than this may be another bag's."""

SETTLE_SECONDS = 1.0
"""How long a scale whose format doesn't tell must say the same weight to be at rest."""

LOST_SECONDS = 10.0
"""After this long without a weight the line is opened anew: a cable pulled from a network says nothing."""

AGAIN_SECONDS = 1.0
CHANGE_GRAMS = 100
"""What a scale may waver by with the same bag on it."""

FRAME_SHOWN = 20
"""How much of a frame that isn't understood fits into its sentence."""


class Scale:
    """A scale that is listened to from now on; one that is off is tried again and again."""

    def __init__(self, address: str) -> None:
        """Begin to listen.

        Args:
            address: as ``read_address`` takes it.

        Raises:
            ValueNotAllowed: the address is none.
        """
        self._address = read_address(address)
        self.format: Format | None = self._address.format
        """The format named, else the one heard."""
        self.newest: Reading | None = None
        """What it said last, at rest or not; None while it is silent."""
        self._heard_at = self._since = self._nonsense_at = float("-inf")
        self._nonsense = ""
        self._silent_because: object = "it sends nothing"
        self._taken: int | None = None
        self._news = Condition()
        self._closed = Event()
        self._thread = Thread(target=self._run, name="scale", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._closed.set()
        self._thread.join(AGAIN_SECONDS)

    def reading(self, patience: float = 0.0) -> Reading:
        """Return the weight that lies on the scale, at rest and not taken yet.

        Args:
            patience: seconds to wait for it.

        Raises:
            ScaleRefused: there is none, and why.
        """
        with self._news:
            self._news.wait_for(lambda: isinstance(self._offer(), Reading), patience)
            offer = self._offer()
        if isinstance(offer, Reading):
            return offer
        raise offer

    def take(self, reading: Reading) -> None:
        """Note that a reading is written down: it isn't given again before the scale was cleared or changed."""
        with self._news:
            self._taken = reading.grams

    def release(self) -> None:
        """Let the weight that was taken be given again, because its line was taken back."""
        with self._news:
            self._taken = None

    def _offer(self) -> Reading | ScaleRefused:
        now = monotonic()
        newest = self.newest
        if newest is None or now - self._heard_at > FRESH_SECONDS:
            if now - self._nonsense_at <= FRESH_SECONDS:
                return ScaleNotUnderstood(frame=self._nonsense[:FRAME_SHOWN])
            return ScaleNotReached(reason=self._silent_because)
        if newest.overload:
            return ScaleOverloaded()
        if newest.negative:
            return ScaleNegative()
        if not newest.stable:
            return ScaleMoving()
        return NothingNewOnScale() if not newest.grams or self._taken is not None else newest

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                with open_line(self._address) as line:
                    self._silent_because = "it sends nothing"
                    self._listen(line)
            except ScaleNotReached as lost:
                with self._news:
                    self.newest, self._silent_because = None, lost.facts["reason"]
            self._closed.wait(AGAIN_SECONDS)

    def _listen(self, line: Line) -> None:
        """Hear what the scale says, and ask it where it says nothing by itself."""
        listener = Listener(self._address.format)
        polls = deque(poll for known in FORMATS if listener.format in (None, known) for poll in known.polls)
        if listener.format is None:
            polls.append(b"\r\n")  # ends the questions that no CR ended
        answered = True
        heard_at = asked_at = monotonic()
        while not self._closed.is_set():
            heard = listener.hear(line.hear())
            now = monotonic()
            for said in heard:
                self._note(said, now)
            if listener.format and any(isinstance(said, Reading) for said in heard):
                heard_at, answered, self.format = now, True, listener.format
                polls = deque(poll for poll in polls if poll in listener.format.polls)
            if now - heard_at > LOST_SECONDS:
                raise ScaleNotReached(reason="it sends nothing")
            if polls and now - max(heard_at, asked_at) >= POLL_SECONDS:
                polls.rotate(0 if answered else -1)
                line.say(polls[0])
                asked_at, answered = now, False

    def _note(self, said: Reading | str, now: float) -> None:
        with self._news:
            if isinstance(said, str):
                self._nonsense, self._nonsense_at = said, now
            else:
                self.newest, self._heard_at = self._rested(said, now), now
                if self._taken is not None and _cleared(self._taken, self.newest):
                    self._taken = None
            self._news.notify_all()

    def _rested(self, said: Reading, now: float) -> Reading:
        """Tell by time whether a scale rests whose format doesn't tell."""
        if self.newest is None or said.grams != self.newest.grams or now - self._heard_at > FRESH_SECONDS:
            self._since = now
        return said if said.stable is not None else replace(said, stable=now - self._since >= SETTLE_SECONDS)


def _cleared(taken: int, reading: Reading) -> bool:
    """Whether the bag that was taken is gone: the scale came down, or rests at another weight."""
    if reading.grams is None:
        return reading.negative
    return reading.grams * 2 <= taken or bool(reading.stable and abs(reading.grams - taken) > CHANGE_GRAMS)
