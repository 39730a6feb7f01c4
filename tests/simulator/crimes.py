"""What thieves and cheats do with a laptop's file and keys, past the ledger and its seal."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from random import Random
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection

from tests.simulator.founding import CLERK
from tests.simulator.node import Node
from tests.support.intruder import Intruder
from wasteledger.domain.receipts import Receipt
from wasteledger.exchange.bundles import sending
from wasteledger.journal import chain
from wasteledger.journal.books import succeed
from wasteledger.journal.runs import Run, heads, run_of
from wasteledger.ledger import Ledger
from wasteledger.storage.database import Database


def rewrite(laptop: Node, first: int, chance: Random) -> None:
    """Rewrite what a laptop's own book says at a number, and chain all that follows anew."""
    laptop.switch_off()
    session = Intruder(str(laptop.file))
    book = session.run("SELECT sequence, digest, body FROM entry WHERE origin = ? ORDER BY sequence", laptop.book)
    with session.unsealed():
        (previous,) = [bytes(digest) for sequence, digest, _ in book if sequence == first - 1] or [
            chain.first_digest(bytes(session.value("SELECT id FROM municipality")), laptop.book)
        ]
        for sequence, _, encoded in book[first - 1 :]:
            body = chain.read(bytes(encoded))
            if sequence == first:
                _make_richer(body, chance)
            written = chain.canonical(body)
            previous = chain.next_digest(chain.origin_field(laptop.book), sequence, previous, written)
            session.run(
                "UPDATE entry SET body = ?, digest = ? WHERE origin = ? AND sequence = ?",
                *(written, previous, laptop.book, sequence),
            )
        session.run("UPDATE origin SET digest = ? WHERE code = ?", previous, laptop.book)
    session.close()


def _make_richer(body: dict[str, Any], chance: Random) -> None:
    """More credits for the same waste; of an entry without credits, another hand."""
    if body["kind"] == "drop-off":
        body["lines"][0]["credits"] += chance.randint(1, 9_000)
    else:
        body["operator"] = "20"


def begin_another_book(laptop: Node, book: str) -> None:
    """Go on under another number with the same keys, as after a restored backup."""
    held = str(Receipt(laptop.book, laptop.head(laptop.book)))
    laptop.switch_off()
    with closing(Database(laptop.file)) as database, database.writing() as connection:
        succeed(connection, laptop.book, book)
    laptop.book = book
    with Ledger.open(laptop.file, origin=book, operator=CLERK, clock=laptop.clock) as ledger:
        ledger.confirm_clock()
        ledger.begin_book(after=held, printed=held)


def forged(laptop: Node, victim: str) -> Node:
    """A copy of a laptop that writes another's book, with the keys it has."""
    cheat = laptop.copied("forged")
    cheat.keys = cheat.file.with_suffix("")
    cheat.keys.mkdir(exist_ok=True)
    shutil.copy(laptop.keys / f"{laptop.keys.name}.secret.json", cheat.keys / f"{victim}.secret.json")
    session = Intruder(str(cheat.file))
    municipality = bytes(session.value("SELECT id FROM municipality"))
    first = chain.first_digest(municipality, victim)
    if not session.run("SELECT 1 FROM origin WHERE code = ?", victim):
        session.run("INSERT INTO origin (code, digest) VALUES (?, ?)", victim, first)
    session.run("UPDATE origin SET local = (code = ?)", victim)
    session.close()
    cheat.book = victim
    return cheat


@contextmanager
def with_others_books() -> Iterator[None]:
    """Let a laptop send every book that it holds as if they were its own, and no word of the office's to prove them."""

    def every_book(connection: Connection, *_: object) -> Iterator[Run]:
        for book, (sequence, _digest) in heads(connection).items():
            if sequence:
                yield run_of(connection, book, 0)

    with patch.object(sending, "_own_runs", every_book), patch.object(sending, "_proofs", lambda *_: []):
        yield
