"""Every command says in both languages what it does, with an example that works, at once and without a database."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.support.command_line import Run
from tests.support.sentences import commands
from wasteledger.domain.cells import cell_width
from wasteledger_cli.main import COMMANDS, cli
from wasteledger_cli.words import Command, Group

EVERY = dict(commands())
LEAVES = {path: command for path, command in EVERY.items() if isinstance(command, Command)}
HEAVY = {"sqlalchemy", "alembic", "PIL", "rich", "openpyxl", "uharfbuzz", "qrcode", "psycopg", "xlsxwriter", "pyarrow"}
HEAVY |= {"cryptography"}

LIST_WHAT_IS_IMPORTED = """
import json, sys
from wasteledger_cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    print(json.dumps([ended.code, sorted(sys.modules)]), file=sys.stderr)
"""


def imported_by(*arguments: str) -> set[str]:
    """Run the command in a process of its own; return the top-level modules it took."""
    done = subprocess.run(
        [sys.executable, "-c", LIST_WHAT_IS_IMPORTED, *arguments],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    code, modules = json.loads(done.stderr)
    assert code == 0
    return {module.partition(".")[0] for module in modules}


def test_there_are_commands_for_every_verb() -> None:
    assert len(LEAVES) > 50


@pytest.mark.parametrize("path", EVERY)
def test_a_command_says_what_it_does(path: str) -> None:
    help_text = EVERY[path].help

    assert help_text
    assert help_text.endswith(".")


@pytest.mark.parametrize("path", LEAVES)
def test_a_command_gives_an_example_of_itself(path: str) -> None:
    example = LEAVES[path].example

    assert example == path or example.startswith(f"{path} ")


@pytest.mark.parametrize("path", LEAVES)
def test_an_example_is_understood_word_for_word(path: str) -> None:
    words = shlex.split(LEAVES[path].example)[len(path.split()) :]

    LEAVES[path].make_context(path, words)


@pytest.mark.parametrize("path", [path for path, command in EVERY.items() if path])
def test_every_command_takes_the_options_that_all_have(path: str) -> None:
    names = {option for parameter in EVERY[path].params for option in parameter.opts}

    assert {"--database", "--origin", "--operator", "--language", "--format"} <= names


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_of_each_what_it_says_itself(name: str) -> None:
    assert COMMANDS[name][1] == EVERY[name].help


def test_groups_and_commands_are_ours() -> None:
    others = {path for path, command in EVERY.items() if path and not isinstance(command, Command | Group)}

    assert not others
    assert isinstance(cli, click.Group)


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("path", EVERY)
def test_help_is_printed_in_either_language(run: Run, path: str, language: str) -> None:
    said = run("--language", language, *path.split(), "--help")

    assert said.code == 0
    assert said.err == ""
    assert said.out.startswith({"en": "Usage: ", "th": "วิธีใช้: "}[language])


@pytest.mark.parametrize("path", EVERY)
def test_thai_help_has_no_english_sentence_left(run: Run, path: str) -> None:
    command = EVERY[path]
    english = [command.help, *(getattr(parameter, "help", None) for parameter in command.params)]

    thai = " ".join(run("--language", "th", *path.split(), "--help").out.split())

    assert [sentence for sentence in english if sentence and sentence in thai] == []


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("path", EVERY)
def test_help_fits_a_terminal_of_80_columns(run: Run, path: str, language: str) -> None:
    lines = run("--language", language, *path.split(), "--help").out.splitlines()

    # An example is one line however long, so that it can be copied.
    too_wide = [line for line in lines if cell_width(line) > 80 and "$ wasteledger" not in line]

    assert not too_wide


def test_options_stand_in_a_straight_column_in_thai(run: Run) -> None:
    lines = run("--language", "th", "drop-off", "record", "--help").out.splitlines()
    options = [line for line in lines if line.startswith("  --")]
    texts = ["จุดรับฝาก", "เกิดขึ้นเมื่อใด", "รับเงินสดทันที", "เข้าสมุด", "บริจาค", "มีผู้นำมาแทน", "บริการรับถึงบ้าน", "บัตรที่ไม่รู้จัก"]

    columns = {cell_width(line[: line.index(text)]) for line, text in zip(options, texts, strict=False)}

    assert columns == {24}


def test_a_thai_word_is_never_parted_from_its_marks(run: Run) -> None:
    lines = run("--language", "th", "load", "import", "--help").out.splitlines()

    orphaned = [line for line in lines if line.strip() and line.strip()[0] in "ะัาำิีึืุูๅๆ็่้๊๋์"]

    assert not orphaned


@pytest.mark.parametrize("path", ["", "drop-off", "drop-off record", "report diversion", "slip", "database upgrade"])
def test_help_imports_nothing_heavy(path: str) -> None:
    assert not imported_by(*path.split(), "--help") & HEAVY


def test_help_needs_no_ledger_and_makes_none(run: Run, tmp_path: Path) -> None:
    run("--database", str(tmp_path / "none.db"), "balance", "--help")

    assert list(tmp_path.iterdir()) == []


def test_a_balance_imports_nothing_but_the_database(at_the_office: Run, sqlite_database: str) -> None:
    at_the_office("balance", "K07/0001")

    taken = imported_by("--database", sqlite_database, "balance", "K07/0001")

    assert "sqlalchemy" in taken
    assert not taken & (HEAVY - {"sqlalchemy"})
