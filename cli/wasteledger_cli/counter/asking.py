"""Prompts: a flow asks one line after the other and reads from top to bottom; whoever drives it sends the lines in."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from wasteledger_cli.counter import reading

if TYPE_CHECKING:
    from wasteledger_cli.counter.screen import Screen

T = TypeVar("T")

HELP = "Enter: as it says, or nothing · **: let it wait · ***: leave this"


@dataclass(frozen=True, slots=True)
class Ask:
    """One prompt, ready to be shown."""

    text: str
    secret: bool = False
    """Whether what is typed must not be shown."""
    name: bool = False
    """Whether a name is asked for: every character means itself, ``*`` and ``?`` too."""
    card: bool = False
    """Whether a new visit begins here."""
    scan: bool = False
    """Whether a card may be scanned here."""
    weight: bool = False
    """Whether the scale's weight is of use here."""
    help: str = ""
    """The sentence that ``?`` says here."""


Flow = Generator[Ask, str, T]
Read = Callable[[Ask], str | None]
"""Shows a prompt and waits for a line; None where there will be no more."""


class Left(Exception):  # noqa: N818  # somebody walks away from a prompt: nothing broke
    """A prompt was left without an answer."""


class Abandoned(Left):
    """``***``: what was begun here is given up."""


class Parked(Left):
    """``**``: what was begun here waits."""


class Ended(Left):
    """No line will come any more: the pipe ended, the terminal closed."""


LEAVING: dict[str, type[Left]] = {reading.CANCEL: Abandoned, reading.PARK: Parked}


def drive(flow: Flow[None], read: Read, screen: Screen) -> None:
    """Run a flow to its end with the lines that are read."""
    try:
        ask = next(flow)
        while True:
            line = read(ask)
            if line == "?" and not (ask.secret or ask.name):
                screen.say(ask.help or HELP)
                continue
            if line and reading.card_at_end(line) and not (ask.card or ask.scan):
                screen.bad("A card was scanned: answer this first, then scan it again.")
                continue
            left = _leaving(ask, line)
            ask = flow.throw(left()) if left else flow.send(line or "")
    except (StopIteration, Ended):
        return


def _leaving(ask: Ask, line: str | None) -> type[Left] | None:
    if line is None:
        return Ended
    if ask.secret:
        return None
    return LEAVING.get(reading.command(line))
