"""A tiny program that repeats every line, on a real terminal and on a pipe: nothing lost, merged or read twice."""

import os
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import children
from tests.support.layouts import in_thai_layout
from tests.support.terminal import Terminal
from wasteledger.domain.card_code import new_card_code

REPEAT = """
import sys, time
from wasteledger_cli.counter.keys import open_keys
busy = float(sys.argv[1])
with open_keys() as keys:
    while (line := keys.read_line("> ")) is not None:
        until = time.monotonic() + busy
        while time.monotonic() < until:
            pass
        print(f"[{line}]")
print("left")
"""
HIDDEN = """
from wasteledger_cli.counter.keys import open_keys
with open_keys() as keys:
    print(f"[{keys.read_secret('PIN: ')}]")
    print(f"[{keys.read_line('> ')}]")
"""
LIVE = """
from itertools import count
from wasteledger_cli.counter.keys import open_keys
numbers = count(1)
with open_keys() as keys:
    for _ in range(2):
        print(f"[{keys.read_line('> ', on_idle=lambda: f'{next(numbers)} kg')}]")
"""
FAILING = """
from wasteledger_cli.counter.keys import open_keys
with open_keys() as keys:
    keys.read_line("> ")
    raise RuntimeError
"""
ONE, OTHER = new_card_code(lambda _: 2569), new_card_code(lambda _: 4112)

Start = Callable[..., Terminal]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a script on a terminal of its own and waits for its first prompt."""
    started: list[Terminal] = []

    def start_one(script: str = REPEAT, *arguments: str) -> Terminal:
        started.append(Terminal([sys.executable, "-c", script, *(arguments or ("0",))]))
        started[-1].until("> |PIN: ")
        return started[-1]

    yield start_one
    for terminal in started:
        terminal.close()


def repeated(terminal: Terminal) -> list[str]:
    """Leave, and return the lines that the program repeated."""
    terminal.until("left", patience=60)
    return re.findall(r"\[(.*?)\]\r?\n", terminal.shown)


@pytest.mark.parametrize("terminator", ["\r", "\n", "\r\n", "\t", ""], ids=["CR", "LF", "CRLF", "Tab", "nothing"])
@pytest.mark.parametrize("spacing", [0, 0.002, 0.05])
def test_a_hundred_scans_are_a_hundred_lines_while_the_program_is_busy(
    start: Start, terminator: str, spacing: float
) -> None:
    terminal, codes = start(REPEAT, "0.02"), [new_card_code() for _ in range(100)]

    for code in codes:
        terminal.type(code + terminator)
        time.sleep(spacing)
    time.sleep(0.1)
    terminal.type("\x04")

    assert repeated(terminal) == codes


@pytest.mark.parametrize("terminator", ["\r", ""], ids=["CR", "nothing"])
@pytest.mark.parametrize("spacing", [0.002, 0.05])
def test_a_slow_scanner_is_waited_for(start: Start, terminator: str, spacing: float) -> None:
    terminal = start()
    for code in (ONE, OTHER):
        terminal.type(code + terminator, spacing=spacing)
        terminal.until(rf"\[{code}\]")
    terminal.type("\x04")
    assert repeated(terminal) == [ONE, OTHER]


def test_a_code_in_the_thai_layout_cut_anywhere_is_shown_as_itself(start: Start) -> None:
    terminal = start()
    terminal.type(in_thai_layout(ONE) + in_thai_layout(OTHER), spacing=0.001)
    assert f"\r> {ONE}\r\n" in terminal.until(rf"\[{OTHER}\]")


def test_a_doubled_scan_leaves_the_prompt_as_it_was(start: Start) -> None:
    terminal = start()
    terminal.type(f"{ONE}\r{ONE}\r3 5.4\r\x04")
    assert repeated(terminal) == [ONE, "3 5.4"]


def test_what_is_typed_is_shown_and_taken_back_letter_by_letter(start: Start) -> None:
    terminal = start()
    terminal.type("น้ำปู่", spacing=0.001)
    terminal.until("น้ำปู่")
    terminal.type("\x7f")
    terminal.until("\r> น้ำ")
    terminal.type("ใส\r")
    terminal.until(r"\[น้ำใส\]")


def test_what_is_too_long_for_the_prompts_line_stands_beneath_it_as_far_as_it_fits(start: Start) -> None:
    terminal = start()
    terminal.type("3" * 60 + "5" * 20)
    assert terminal.until(r"\r> \r\n3{60}5{18}").count("\n") == 1
    terminal.type("4")
    terminal.until(r"\r3{59}5{20}\r")
    terminal.type("\r")
    terminal.until(r"\[3{60}5{20}4\]")


def test_nothing_typed_ahead_is_shown_before_its_prompt(start: Start) -> None:
    terminal = start(REPEAT, "0.3")
    terminal.type("1\r23\r4")
    assert terminal.until(r"> 4") == "1\r\n[1]\r\n> 23\r\n[23]\r\n> 4"


@pytest.mark.parametrize("end", ["\r", ""], ids=["CR", "nothing"])
def test_a_card_scanned_before_the_program_listens_is_read(end: str) -> None:
    terminal = Terminal([sys.executable, "-c", "input('wait')\n" + REPEAT, "0"])
    try:
        terminal.until("wait")
        terminal.type(f"\n{ONE}{end}")
        terminal.until(rf"\[{ONE}\]")
    finally:
        terminal.close()


def test_a_secret_is_shown_nowhere(start: Start) -> None:
    terminal = start(HIDDEN)
    terminal.type("12\x7f34\r")
    assert terminal.until("> ") == "\r\n[134]\r\n> "
    terminal.type("5\r")
    terminal.until(r"\[5\]")


def test_a_live_weight_stands_behind_the_prompt_until_something_is_typed(start: Start) -> None:
    terminal = start(LIVE)
    terminal.until("1 kg")
    terminal.until(r"\r> 2 kg")
    terminal.type("\r")
    terminal.until(r"\[\]")
    terminal.until("kg")
    terminal.type("5\r")
    terminal.until(r"\r> 5\r\n\[5\]")


def test_keys_that_stop_a_terminal_stop_nothing(start: Start) -> None:
    terminal = start()
    terminal.type("\x13\x1c3\x03\x11" + "5\r")
    terminal.until(r"\[5\]")


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_gives_the_terminal_back_as_it_was_found(start: Start, key: str) -> None:
    terminal = start()
    assert not echoes(terminal)
    terminal.type(key)
    terminal.until("left")
    terminal.rest()
    assert terminal.settings() == terminal.found


def test_a_failure_gives_the_terminal_back(start: Start) -> None:
    terminal = start(FAILING)
    terminal.type("\r")
    assert "RuntimeError" in terminal.rest()
    assert terminal.settings() == terminal.found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_ended_gives_the_terminal_back(start: Start, number: signal.Signals) -> None:
    terminal = start()
    terminal.program.send_signal(number)
    assert terminal.program.wait(10) == -number
    assert terminal.settings() == terminal.found


def test_a_stopped_program_leaves_the_terminal_to_the_shell_and_takes_it_up_again(tmp_path: Path) -> None:
    script = tmp_path / "repeat.py"
    script.write_text(REPEAT, encoding="utf-8")
    terminal = Terminal(["sh", "-i"], {"PS1": "shell$ ", "ENV": ""})
    try:
        terminal.until(r"shell\$ ")
        terminal.type(f"{sys.executable} {script} 0\n")
        terminal.until(r"\n> ")
        terminal.type("3 5")
        terminal.until("3 5")

        terminal.type("\x1a")
        terminal.until(r"shell\$ ")
        assert echoes(terminal)

        terminal.type("fg\n")
        terminal.until(r"> 3 5")
        terminal.type(".4\r")
        terminal.until(r"\[3 5\.4\]")
        assert not echoes(terminal)
    finally:
        terminal.close()


def test_a_program_stopped_from_outside_takes_the_terminal_up_again(start: Start) -> None:
    terminal = start()
    terminal.program.send_signal(signal.SIGSTOP)
    terminal.program.send_signal(signal.SIGCONT)
    terminal.until("\r> ")
    assert not echoes(terminal)


def test_a_terminal_that_goes_away_is_the_end(start: Start) -> None:
    terminal = start()
    os.close(terminal._screen)
    terminal._screen = os.open(os.devnull, os.O_RDONLY)
    assert terminal.program.wait(10) in {0, 1, -signal.SIGHUP}


def echoes(terminal: Terminal) -> bool:
    local = terminal.settings()[3]
    assert isinstance(local, int)
    return bool(local & termios.ECHO)


def piped(sent: bytes) -> str:
    """Send bytes through a pipe; return all that the program said."""
    made = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", REPEAT, "0"],
        input=sent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        timeout=60,
        check=True,
    )
    return made.stdout.decode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\t"])
def test_a_pipe_gives_its_lines_and_they_are_shown_behind_their_prompts(end: str) -> None:
    said = piped(f"{ONE}{end}3 5.4{end}{end}น้ำใส".encode())
    assert said == f"> {ONE}\n[{ONE}]\n> 3 5.4\n[3 5.4]\n> \n[]\n> น้ำใส\n[น้ำใส]\n> \nleft\n"


def test_a_pipe_that_sends_no_text_harms_nothing() -> None:
    assert "[\ufffd\ufffd5]" in piped(b"\xff\xfe\0005\n")


def test_no_input_at_all_is_the_end() -> None:
    assert children.run(REPEAT.replace("sys.argv[1]", "0")) == "> \nleft"
