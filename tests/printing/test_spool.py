"""The queue of slips: nothing lost, nothing repeated, nothing held up, whatever dies in between."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from wasteledger.errors import PrinterNotReached
from wasteledger.printing.spool import STALE_SECONDS, Spool

KILLED_WHILE_PRINTING = """
import os, signal, sys
from pathlib import Path
from wasteledger.printing.spool import Spool

def send(data):
    with open(sys.argv[2], "ab") as paper:
        paper.write(data)
    if data == b"two":
        os.kill(os.getpid(), signal.SIGKILL)

Spool(Path(sys.argv[1])).print_waiting(send)
"""
KILLED_WHILE_QUEUING = """
import os, signal, sys
from pathlib import Path
from wasteledger.printing import spool

spool.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
spool.Spool(Path(sys.argv[1])).put("K07-000009-0", b"nine")
"""


def broken(_: bytes) -> None:
    raise PrinterNotReached(printer="tcp://printer", reason="off.")


class Paper:
    """A printer that runs out of paper after so many slips."""

    def __init__(self, slips: int = 99) -> None:
        self.printed: list[bytes] = []
        self._slips = slips

    def __call__(self, data: bytes) -> None:
        if len(self.printed) == self._slips:
            raise PrinterNotReached(printer="tcp://printer", reason="no paper.")
        self.printed.append(data)


class Watch:
    """A clock that is set by hand."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "queue"


@pytest.fixture
def queue(folder: Path) -> Spool:
    return Spool(folder)


@pytest.fixture
def three(queue: Spool) -> Spool:
    for number, data in enumerate((b"one", b"two", b"three"), start=1):
        assert queue.put(f"K07-00000{number}-0", data)
    return queue


def later(folder: Path) -> Spool:
    """Open the queue when whoever held it must be dead."""
    watch = Watch(2**31 + 10 * STALE_SECONDS)
    return Spool(folder, watch)


def run_and_be_killed(program: str, *arguments: Path) -> None:
    finished = subprocess.run([sys.executable, "-c", program, *map(str, arguments)], check=False)  # our own
    assert finished.returncode < 0


def test_slips_print_in_the_order_they_were_booked(three: Spool) -> None:
    paper = Paper()

    printed = three.print_waiting(paper)

    assert paper.printed == [b"one", b"two", b"three"]
    assert printed.sent == ["K07-000001-0", "K07-000002-0", "K07-000003-0"]
    assert (printed.waiting, printed.doubtful, printed.refusal) == (0, [], None)


def test_a_printer_that_is_off_delays_nothing_and_says_why(three: Spool) -> None:
    printed = three.print_waiting(broken)

    assert printed.waiting == 3
    assert printed.refusal
    assert printed.refusal.facts["reason"] == "off."


def test_what_did_not_print_prints_later_once(three: Spool) -> None:
    first, second = Paper(slips=1), Paper()
    three.print_waiting(first)
    three.put("K07-000004-0", b"four")

    three.print_waiting(second)
    three.print_waiting(second)

    assert first.printed + second.printed == [b"one", b"two", b"three", b"four"]


def test_the_same_slip_is_queued_once_and_printed_once(queue: Spool) -> None:
    paper = Paper()

    assert queue.put("K07-000001-0", b"one")
    assert not queue.put("K07-000001-0", b"one")
    queue.print_waiting(paper)
    assert not queue.put("K07-000001-0", b"one")
    assert queue.put("K07-000001-1", b"copy")
    queue.print_waiting(paper)

    assert paper.printed == [b"one", b"copy"]


def test_the_queue_outlives_the_program(three: Spool, folder: Path) -> None:
    paper = Paper()
    three.print_waiting(broken)

    Spool(folder).print_waiting(paper)

    assert paper.printed == [b"one", b"two", b"three"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_slip_that_a_crash_may_have_printed_is_asked_about(three: Spool, folder: Path, tmp_path: Path) -> None:
    run_and_be_killed(KILLED_WHILE_PRINTING, folder, tmp_path / "paper")
    paper = Paper()

    printed = later(folder).print_waiting(paper)

    assert (tmp_path / "paper").read_bytes() == b"onetwo"
    assert paper.printed == [b"three"]
    assert printed.doubtful == ["K07-000002-0"]
    assert not three.put("K07-000002-0", b"two")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("on_paper", [True, False])
def test_a_person_says_whether_it_is_on_paper(three: Spool, folder: Path, tmp_path: Path, on_paper: bool) -> None:
    assert three
    run_and_be_killed(KILLED_WHILE_PRINTING, folder, tmp_path / "paper")
    paper = Paper()
    afterwards = later(folder)

    afterwards.settle("K07-000002-0", on_paper=on_paper)
    printed = afterwards.print_waiting(paper)

    assert paper.printed == ([b"three"] if on_paper else [b"two", b"three"])
    assert printed.doubtful == []


def test_what_is_printed_at_this_moment_is_no_doubt(three: Spool, folder: Path) -> None:
    seen: list[list[str]] = []

    three.print_waiting(lambda _: seen.append(Spool(folder).print_waiting(broken).doubtful))

    assert seen == [[], [], []]


def test_a_crash_between_the_note_and_the_end_prints_nothing_twice(three: Spool, folder: Path) -> None:
    paper = Paper()
    job = next(folder.glob("*K07-000001-0.waiting"))
    (folder / "sent.txt").write_text("K07-0000\nK07-000001-0\n", encoding="utf-8")

    three.print_waiting(paper)
    job.with_suffix(".sending").write_bytes(b"one")

    assert later(folder).print_waiting(paper).doubtful == []
    assert paper.printed == [b"two", b"three"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_crash_while_queuing_leaves_the_slip_to_be_queued_again(queue: Spool, folder: Path) -> None:
    run_and_be_killed(KILLED_WHILE_QUEUING, folder)
    paper = Paper()

    assert queue.put("K07-000009-0", b"nine")
    later(folder).print_waiting(paper)

    assert paper.printed == [b"nine"]
    assert [path.name for path in folder.iterdir()] == ["sent.txt"]


def test_two_programs_never_print_one_slip(folder: Path) -> None:
    queue, paper = Spool(folder), Paper(slips=500)
    for number in range(60):
        queue.put(f"K07-{number:06d}-0", str(number).encode())
    run: Callable[[], object] = lambda: Spool(folder).print_waiting(paper)  # noqa: E731  # two of the same
    threads = [Thread(target=run), Thread(target=run)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(paper.printed, key=int) == [str(number).encode() for number in range(60)]
