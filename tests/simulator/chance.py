"""Chance, all of it drawn from one seed: cards, keys and whatever else the ledger draws come from here too."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from random import Random
from unittest.mock import patch

from wasteledger.domain.card_code import new_card_code


@contextmanager
def nothing_but(chance: Random) -> Iterator[None]:
    """Let everything that is drawn at random inside the block be drawn from ``chance``."""

    def card() -> str:
        return new_card_code(chance.getrandbits)

    def request() -> str:
        return f"drawn-{chance.getrandbits(64):016x}"

    drawn: dict[str, Callable[..., object]] = {
        "os.urandom": chance.randbytes,
        "wasteledger.journal.rebuild.token_bytes": chance.randbytes,
        "wasteledger.recording.cards.new_card_code": card,
        "wasteledger.recording.booking.new_request_id": request,
    }
    with ExitStack() as patched:
        for name, draw in drawn.items():
            patched.enter_context(patch(name, draw))
        yield
