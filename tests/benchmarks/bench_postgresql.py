"""How fast drop-offs are booked straight on PostgreSQL: ``bench_postgresql.py [URL] [SLICES]``.

The reference is what ``pgbench -N`` says of the same server in the same run: one client, then eight. Ours are as many
processes, each with a book and a point of its own, as clerks of eight points are. Both sides work in short slices by
turns, so that a computer which is slow for a while is slow for both, and medians are told. Without the URL of a server
a fresh one is started, its disk as careful as an office's. Every drop-off acknowledged must be in the books, and the
audit clean, or no time is told.
"""

import multiprocessing
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psycopg

from tests.benchmarks import making
from tests.support import postgresql
from wasteledger.journal.chain import first_digest
from wasteledger.ledger import Ledger

CLIENTS = 8
SLICES = 9
SECONDS = 1.5
WARM_UP_SECONDS = 1.0
DROP_OFFS_HELD = 2_000
PGBENCH_SCALE = 10
MARKS = {1: 1 / 3, CLIENTS: 1 / 4}
_TPS = re.compile(r"tps = ([0-9.]+)")


def main() -> None:
    given = [argument for argument in sys.argv[1:] if "://" in argument]
    slices = next((int(argument) for argument in sys.argv[1:] if argument.isdigit()), SLICES)
    with (
        _server(*given) as server,
        postgresql.fresh_database(server) as measured,
        postgresql.fresh_database(server) as reference,
    ):
        town = making.found(measured)
        for book in _books():
            town.ledger.add_to_list(kind="point", code=book, attributes={"community": making.COMMUNITIES[0]})
            _begin_book(measured, book)
        _pgbench("-i", "-q", "-s", str(PGBENCH_SCALE), reference)
        with _clerks(measured, town.cards) as book_for:
            ours: dict[int, list[float]] = {clients: [] for clients in MARKS}
            theirs: dict[int, list[float]] = {clients: [] for clients in MARKS}
            book_for(CLIENTS, WARM_UP_SECONDS)
            for _ in range(slices):
                for clients in MARKS:
                    theirs[clients].append(_transactions_a_second(reference, clients))
                    ours[clients].append(book_for(clients, SECONDS))
            booked = book_for.booked
        if _entries(measured) != booked or not town.ledger.audit().clean:
            sys.exit("what was acknowledged is not what is booked")
        town.ledger.close()
    lines = [
        (
            f"{clients} client{'s' if clients > 1 else ''}, each its own book",
            f"{median(ours[clients]):,.0f}",
            f"{median(theirs[clients]):,.0f}",
            f"{median(our / their for our, their in zip(ours[clients], theirs[clients], strict=True)):.2f}",
            f"{mark:.2f}",
        )
        for clients, mark in MARKS.items()
    ]
    making.table("Drop-offs a second, PostgreSQL (synchronous_commit), 2 weighings each; pgbench -N", lines)


@contextmanager
def _server(url: str = "") -> Iterator[str]:
    if url:
        yield url
        return
    with postgresql.own_server() as server:
        yield server.url


def _books() -> list[str]:
    return [f"B{number}" for number in range(1, CLIENTS + 1)]


def _begin_book(url: str, code: str) -> None:
    with psycopg.connect(url) as session:
        ((municipality,),) = session.execute("SELECT id FROM municipality").fetchall()
        digest = first_digest(bytes(municipality), code)
        session.execute("INSERT INTO origin (code, local, digest) VALUES (%s, 1, %s)", (code, digest))


def _entries(url: str) -> int:
    with psycopg.connect(url) as session:
        ((count,),) = session.execute("SELECT sum(sequence) FROM origin WHERE NOT office::int::bool").fetchall()
    return int(count)


class _Clerks:
    """Processes that book when told to."""

    def __init__(self, lines: list[Any]) -> None:
        self._lines = lines
        self.booked = 0

    def __call__(self, clients: int, seconds: float) -> float:
        """Let so many of them book for some seconds; return how many drop-offs they booked a second."""
        for line in self._lines[:clients]:
            line.send(seconds)
        answers = [line.recv() for line in self._lines[:clients]]
        self.booked += sum(booked for booked, _ in answers)
        return float(sum(booked / took for booked, took in answers))


@contextmanager
def _clerks(url: str, cards: tuple[tuple[str, ...], ...]) -> Iterator[_Clerks]:
    processes = multiprocessing.get_context("spawn")
    lines, children = [], []
    for book in _books():
        ours, theirs = processes.Pipe()
        child = processes.Process(target=_clerk, args=(theirs, url, cards, book))
        child.start()
        lines.append(ours)
        children.append(child)
    try:
        for line in lines:
            line.recv()
        yield _Clerks(lines)
    finally:
        for line in lines:
            line.send(0)
        for child in children:
            child.join()


def _clerk(line: Connection, url: str, cards: tuple[tuple[str, ...], ...], book: str) -> None:
    seed = int(book[1:])
    with Ledger.open(url, origin=book, operator=making.OFFICE, clock=lambda: making.NOW) as ledger:
        held = list(making.drop_offs(making.Town(ledger, cards), DROP_OFFS_HELD, seed=seed))
        line.send("ready")
        booked = 0
        while seconds := line.recv():
            begin, before = time.perf_counter(), booked
            while time.perf_counter() < begin + seconds:
                command = held[booked % len(held)]
                ledger.record_drop_off(card=command.card, weighings=command.weighings, point=book, at=command.at)
                booked += 1
            line.send((booked - before, time.perf_counter() - begin))


def _transactions_a_second(url: str, clients: int) -> float:
    said = _pgbench("-N", "-n", "-c", str(clients), "-T", str(max(1, round(SECONDS))), url)
    found = _TPS.search(said)
    if found is None:
        sys.exit(f"pgbench did not say how fast it was: {said}")
    return float(found[1])


def _pgbench(*words: str) -> str:
    command = [str(postgresql.program("pgbench")), *words]
    return subprocess.check_output(command, stderr=subprocess.PIPE, text=True)


if __name__ == "__main__":
    main()
