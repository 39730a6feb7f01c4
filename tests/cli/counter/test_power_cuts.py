"""Pulling the plug at any step of a visit: what was booked is booked once, what wasn't is offered back."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.counter.conftest import PIN
from tests.support.town import STAFF, Town
from wasteledger.ledger import Ledger

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed like that on Windows")

COMMAND = (sys.executable, "-m", "wasteledger_cli", "counter", "--point", "P01", "--no-round", "--language", "en")
SIGNING_IN = (PIN, "")
BALANCES = {1: (0, 0), 2: (0, 800), 3: (800, 2400)}
"""What was weighed before a line of the visit was read, and after it; all of it from the fourth line on."""


class Laptop:
    """The command in a pipe, until its plug is pulled."""

    def __init__(self, town: Town, database: str = "") -> None:
        settings = {"DATABASE": database or town.database, "OPERATOR": STAFF, "CONFIG": f"{town.database}.toml"}
        self._program = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **{f"WASTELEDGER_{name}": value for name, value in settings.items()}},
        )
        self.shown = b""

    def prompted(self) -> None:
        assert self._program.stdout
        begun = len(self.shown)
        while not self.shown[begun:].endswith(b"> "):
            piece = os.read(self._program.stdout.fileno(), 4096)
            assert piece, self.shown.decode()
            self.shown += piece

    def type(self, line: str) -> None:
        assert self._program.stdin
        self._program.stdin.write(f"{line}\n".encode())
        self._program.stdin.flush()

    def work(self, lines: tuple[str, ...]) -> None:
        """Type each line at its prompt."""
        for line in lines:
            self.prompted()
            self.type(line)

    def pull_the_plug(self) -> None:
        self._program.kill()
        self._program.communicate()


@pytest.mark.parametrize("moment", [None, 0.0, 0.004, 0.02])
@pytest.mark.parametrize("read", range(1, 7))
def test_a_visit_is_booked_once_wherever_the_power_goes(counter_town: Town, read: int, moment: float | None) -> None:
    """The plug is pulled once the prompt after a line is shown, or so many seconds after the line is sent."""
    visit = (counter_town.card, "5 1", "5 2", "", "1", counter_town.cards[1])
    laptop = Laptop(counter_town)
    laptop.work((*SIGNING_IN, *visit[:read]))
    if moment is None:
        laptop.prompted()
    else:
        time.sleep(moment)
    laptop.pull_the_plug()

    again = Laptop(counter_town)
    again.work(SIGNING_IN)
    again.prompted()
    offered = b"Left of K07/0001" in again.shown
    if offered:
        again.type("1")
        again.work(("", "1"))
        again.prompted()
    again.pull_the_plug()

    with Ledger.open(counter_town.database, operator=STAFF) as ledger:
        balance = ledger.balance(counter_town.card).value
    before, after = BALANCES.get(read, (2400, 2400))
    assert balance == after if moment is None else balance in {before, after}
    assert not list(Path(counter_town.database).parent.glob("town.db.counter/*.visit"))
