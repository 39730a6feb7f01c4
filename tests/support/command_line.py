"""The command run in this process, and what it said."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from wasteledger_cli.main import main


@dataclass(frozen=True, slots=True)
class Said:
    """What a run of the command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


def run_command(capture: pytest.CaptureFixture[str], *arguments: str) -> Said:
    """Run the command as the installed script would."""
    capture.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    printed = capture.readouterr()
    return Said(int(ended.value.code or 0), printed.out, printed.err)
