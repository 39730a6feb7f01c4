"""How a machine is set up: its settings file, its shell's completion, its log, its daily backups."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.command_line import Run
from tests.support.town import Town


def test_a_setting_is_written_and_counts_from_then_on(run: Run, config_file: Path) -> None:
    assert run("config", "set", "printer=tcp://192.168.1.50", "language=th").code == 0

    assert tomllib.loads(config_file.read_text(encoding="utf-8")) == {
        "printer": "tcp://192.168.1.50",
        "language": "th",
    }
    assert run("--help").out.startswith("วิธีใช้")


def test_what_else_stands_in_the_file_is_left_as_it_is(run: Run, config_file: Path) -> None:
    config_file.write_text('# ของสำนักงาน\nprinter = "old"  # at the gate\n\n[ours]\na = 1\n', encoding="utf-8")

    run("config", "set", 'printer=a"b\\c', "scale=tcp://10.0.0.9")
    run("config", "unset", "scale")

    assert config_file.read_text(encoding="utf-8") == '# ของสำนักงาน\nprinter = "a\\"b\\\\c"\n\n[ours]\na = 1\n'


@pytest.mark.parametrize("said", ["colour=red", "language=fr", "printer=", "unsafe_home=no"])
def test_a_setting_that_cannot_be_is_refused_and_nothing_written(run: Run, config_file: Path, said: str) -> None:
    refused = run("config", "set", "point=P01", said)

    assert refused.code == 59
    assert len(refused.err.splitlines()) == 1
    assert not config_file.exists()


def test_a_setting_without_its_value_is_answered_with_how_it_is_written(run: Run) -> None:
    refused = run("--language", "en", "config", "set", "database", "town.db")

    assert refused.code == 59
    assert "database=…" in refused.err


def test_a_settings_file_that_cannot_be_read_is_not_overwritten(run: Run, config_file: Path) -> None:
    config_file.write_text("printer = = =\n", encoding="utf-8")

    assert run("--language", "en", "config", "set", "point=P01").code == 79
    assert config_file.read_text(encoding="utf-8") == "printer = = =\n"


def test_the_settings_are_shown_with_their_file(run: Run, config_file: Path) -> None:
    run("config", "set", "origin=K07")

    shown = run("config", "show", "--format", "json").data

    assert shown["file"] == str(config_file)
    assert shown["settings"]["origin"] == "K07"
    assert shown["settings"]["printer"] is None


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(run: Run, shell: str) -> None:
    script = run("completion", shell).out

    assert f"_WASTELEDGER_COMPLETE={shell}_complete" in script


@pytest.mark.parametrize(
    ("typed", "expected"), [("wasteledger hou", {"household"}), ("wasteledger database ba", {"backup"})]
)
def test_a_word_begun_is_completed(typed: str, expected: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from wasteledger_cli.main import main; main([])"],
        env={
            **os.environ,
            "COMP_WORDS": typed,
            "COMP_CWORD": str(len(typed.split()) - 1),
            "_WASTELEDGER_COMPLETE": "bash_complete",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == expected


def test_the_log_says_what_was_run_and_how_it_ended_but_not_of_whom(
    at_the_office: Run, closed_town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "run.log"
    monkeypatch.setenv("WASTELEDGER_LOG", str(log))

    at_the_office("household", "register", "--community", "C01", "--name", "นางสมใจ ดีงาม", "--phone", "0812345601")
    at_the_office("drop-off", "record", closed_town.card, "PET=5.4")
    at_the_office("balance", "W1NOSUCHCARD")
    at_the_office("household", "list", "สมใจ")
    at_the_office("nonsense", "สมใจ")

    text = log.read_text(encoding="utf-8")
    lines = [line.split(" ")[2:] for line in text.splitlines()]
    assert [" ".join(line).partition(" exit=")[0] for line in lines] == [
        "household register",
        "drop-off record",
        "balance",
        "household list",
        "-",
    ]
    assert [next(word for word in line if word.startswith("exit=")) for line in lines] == [
        "exit=0",
        "exit=0",
        "exit=21",
        "exit=0",
        "exit=2",
    ]
    assert "K07-0000" in text
    for private in ("สมใจ", "0812345601", closed_town.card, "W1NOSUCHCARD"):
        assert private not in text


def test_a_log_that_cannot_be_written_spoils_nothing(
    at_the_office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WASTELEDGER_LOG", str(tmp_path / "no" / "such" / "folder" / "run.log"))

    said = at_the_office("balance", "K07/0001")

    assert said.code == 0
    assert said.err == ""


def test_a_backup_a_day_is_made_and_rehearsed(at_the_office: Run, tmp_path: Path) -> None:
    folder = tmp_path / "copies"

    first = at_the_office("database", "backup", "--every-day", str(folder), "--format", "json").data
    second = at_the_office("--language", "en", "database", "backup", "--every-day", str(folder))
    rehearsed = at_the_office("database", "rehearse", first["backup"], "--format", "json")

    assert second.out == "Today's backup is there already.\n"
    assert rehearsed.code == 0
    assert rehearsed.data["clean"]
    assert rehearsed.data["books"][0]["origin"] == "K07"
    of_the_folder = at_the_office("database", "rehearse", str(folder), "--format", "json").data
    assert of_the_folder["backup"] == first["backup"]


def test_a_town_is_not_begun_in_a_folder_that_is_synced(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "OneDrive" / "town.db"

    refused = run("--database", str(home), "init", "--name-en", "Town")
    monkeypatch.setenv("WASTELEDGER_UNSAFE_HOME", "yes")
    allowed = run("--database", str(home), "init", "--name-en", "Town")

    assert refused.code == 211
    assert "synced to other computers" in refused.err
    assert allowed.code == 0
