"""The console of Windows, played by a fake: its keys are heard, its function keys are not."""

import io
import sys
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event
from types import SimpleNamespace

import pytest

from wasteledger_cli.counter.keys import Heard, Keys
from wasteledger_cli.counter.windows_keys import Console


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str | None]]:
    """Types keys and returns the lines they make, None being the end."""

    def typed(keys: str) -> list[str | None]:
        waiting = iter(keys)
        monkeypatch.setitem(
            sys.modules, "msvcrt", SimpleNamespace(getwch=lambda: next(waiting, None) or Event().wait())
        )
        heard: Heard = SimpleQueue()
        prompts = Keys(Console(heard), heard, io.StringIO())
        made = [prompts.read_line("> ")]
        while made[-1] is not None:
            made.append(prompts.read_line("> "))
        return made

    return typed


def test_keys_make_lines(lines: Callable[[str], list[str | None]]) -> None:
    assert lines("3 5.4\r\r\x03") == ["3 5.4", "", None]


def test_arrows_and_function_keys_leave_no_trace(lines: Callable[[str], list[str | None]]) -> None:
    assert lines("3 \xe0H5\0;\r\x03") == ["3 5", None]


def test_control_z_ends_as_windows_has_it(lines: Callable[[str], list[str | None]]) -> None:
    assert lines("DONE\r\x1a") == ["DONE", None]
