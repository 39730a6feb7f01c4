"""The README and the samples show what the command really prints."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.afternoon import write_both

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "samples").glob("*.md"))]
COMMAND = re.compile(r"\$ (?:echo (?P<piped>\S+) \| )?wasteledger (?P<words>.*)")
ELSEWHERE = re.compile(r"\$ (?P<how>mkdir|cd) (?P<folders>.*)")
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)

# What differs from run to run: codes that are drawn at random, digests, and the moment of the run.
MASKS = [
    (re.compile(r"W1[0-9A-HJKMNP-TV-Z]{10}"), "W1XXXXXXXXXX"),
    (re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}\b"), "XXXX-XXXX-XXXX-XXXX"),
    (re.compile(r":[0-9A-HJKMNP-TV-Z]{16}\b"), ":XXXXXXXXXXXXXXXX"),
    (re.compile(r"\d{1,2} \S+ \d{4} \d\d:\d\d( น\.)?"), "DAY HH:MM"),
    (re.compile(r"(?<=up to\n)\d{1,2} \S+ \d{4}"), "DAY"),
    (re.compile(r"[ -]*\bDAY"), " DAY"),
    (re.compile(r"(?<=ecorded)  +"), "  "),
    (re.compile(r"\b\d{4}-\d\d-\d\d(?=\.db)"), "YYYY-MM-DD"),
]


def masked(text: str) -> str:
    for pattern, shown in MASKS:
        text = pattern.sub(shown, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def run(command: list[str], folder: Path, typed: str = "") -> str:
    environment = {
        **os.environ,
        "WASTELEDGER_DATABASE": "town.db",
        "WASTELEDGER_CONFIG": "config.toml",
        "LANG": "C.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "100",
    }
    done = subprocess.run(command, cwd=folder, env=environment, input=typed.encode(), capture_output=True, check=False)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return (done.stdout + done.stderr).decode()


class Transcript:
    """A document's commands, run one after the other, each where the one before it had gone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, block: str) -> str:
        """Run a block's commands in order and return the block as it reads now."""
        lines = []
        for line in block.splitlines():
            if typed := COMMAND.match(line):
                command = [sys.executable, "-m", "wasteledger_cli", *shlex.split(typed["words"])]
                printed = run(command, self._folder, f"{typed['piped'] or ''}\n")
                lines += [line, *printed.rstrip("\n").splitlines()]
            elif gone := ELSEWHERE.match(line):
                lines.append(line)
                self._go(gone["how"], gone["folders"].split())
        return "\n".join(lines) + "\n"

    def _go(self, how: str, folders: list[str]) -> None:
        """``mkdir`` and ``cd``: computers of a town are folders of a document."""
        for folder in folders:
            if how == "mkdir":
                (self._folder / folder).mkdir()
            else:
                self._folder = (self._folder / folder).resolve()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_shows_what_the_command_prints(document: Path, tmp_path: Path) -> None:
    shown = document.read_text(encoding="utf-8")
    for town in ("town", "afternoon"):
        shutil.copytree(ROOT / "samples" / town, tmp_path / town)
    write_both(tmp_path / "afternoon")

    transcript = Transcript(tmp_path)
    printed = CONSOLE.sub(lambda block: f"```console\n{transcript.of(block[1])}```", shown)
    printed = PYTHON.sub(
        lambda block: f"```python\n{block[1]}```\n\n```text\n{run([sys.executable, '-c', block[1]], tmp_path)}```",
        printed,
    )

    if os.environ.get("WASTELEDGER_TRANSCRIBE"):
        document.write_text(printed, encoding="utf-8")
    assert masked(printed) == masked(shown)
