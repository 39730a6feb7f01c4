"""Whatever is typed and scanned in whatever order, nothing breaks, and the books stay whole."""

import random
from collections.abc import Callable

import pytest

from tests.cli.counter.conftest import PIN, AtTheCounter
from tests.support.day import STRANGE_CARD
from tests.support.town import HEAD, STAFF, Town
from wasteledger_cli.counter import day
from wasteledger_cli.counter.asking import Flow
from wasteledger_cli.counter.counter import Counter
from wasteledger_cli.counter.serving import serve

KEYS = (
    "",
    "",
    "",
    "1",
    "1",
    "2",
    "3",
    "0",
    "4",
    "7",
    "9",
    "*",
    "**",
    "***",
    ".",
    "..",
    "?",
    ".1",
    ".2",
    "q1",
    "99",
    "-1",
)
WEIGHTS = (
    "5 5.4",
    "PET 1",
    "2 24",
    "3A 2.5-0.2/0.1~",
    "6 1",
    "5 60",
    "60",
    "5.4",
    "M:PET",
    "M:TIN",
    "T:900",
    "T:9",
    "8 1",
)
COMMANDS = ("DONE", "UNDO", "CANCEL", "REJECT", "COPY", "CORRECT", "REVERSE", "done")
WORDS = (
    "ป้ามะลิ",
    "12/3",
    "K07/0002",
    "K07-000028",
    "K07-999999",
    "มะ",
    "ไม่มี",
    "15/3/2569 10:00",
    "0.5",
    "{x}",
    "%s",
    "\x00",
)
SIGNED = (STAFF, HEAD, HEAD, PIN, PIN, "0000")
PHRASES = (
    ("***", "PET 1", "", "1"),
    ("PET 2", "BEER 3", "", "2"),
    ("PET 1", "", "3", "K07/0002"),
    ("K07/0001", "PET 1", "", ""),
    ("K07/0003", "BEER 1", "**", "***"),
    ("0", "1", "", "PET 1", "", "K07/0001", ""),
    ("CORRECT", "", "PET 1", "", "1", HEAD, PIN),
    ("CORRECT", "", "*", "*", "", "2", HEAD, PIN, "1"),
    ("REVERSE", "", "1", HEAD, PIN, "1"),
    ("0", "8", "K07/0002", "0.50"),
    ("0", "9", "PET 9", "", HEAD, PIN),
    ("0", "7", "1", "", "มะลิ", "PET 1", "", "1"),
    (HEAD, PIN),
    ("***", "***"),
)
"""What somebody would type who knows what is asked; it comes at the wrong moment as often as at the right one."""


def a_day(counter: Counter) -> Flow[None]:
    yield from day.sign_in(counter, None)
    yield from day.begin(counter)
    yield from serve(counter)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_is_typed_breaks_the_counter_or_the_books(
    open_counter: Callable[..., AtTheCounter], counter_town: Town, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same nonsense every time
    (issued,) = counter_town.ledger.issue_cards(blank=3)
    cards = (
        *counter_town.cards,
        *(card["code"] for card in issued.body["cards"]),
        STRANGE_CARD,
        STRANGE_CARD[:-1] + "0",
    )
    kinds = (KEYS, KEYS, WEIGHTS, WEIGHTS, COMMANDS, WORDS, SIGNED, cards)
    counter_town.ledger.change_settings(
        settings={"scale_division": "100", "containers": "เข่ง=900"} if seed % 2 else {"phone": "1"}
    )

    for _ in range(4):
        lines = [line for _ in range(60) for line in _said(chance, kinds)]
        at_the_counter = open_counter("th" if seed % 3 else "en")
        at_the_counter.play(a_day, STAFF, PIN, "1", "5", "500", "1", *lines)
        counter_town.clock.tick()

    assert counter_town.ledger.audit().clean
    kept = [visit.request for visit in at_the_counter.counter.drafts.open_visits()]
    assert len(kept) == len(set(kept))
    assert not any(counter_town.ledger.booked(request) for request in kept)


def _said(chance: random.Random, kinds: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return chance.choice(PHRASES) if chance.random() < 1 / 2 else (chance.choice(chance.choice(kinds)),)
