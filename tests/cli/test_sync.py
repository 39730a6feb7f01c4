"""Bundles by the command line, from one computer of the town to another and back."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command_line import Run, Said
from tests.support.town import OFFICE, ORIGIN, STAFF, Town

At = Callable[..., Said]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def at(run: Run, tmp_path: Path, closed_town: Town) -> At:
    """Runs the command on one of the town's computers, by the book it writes; it must do as it is told."""

    def run_at(place: str, *arguments: str, code: int = 0) -> Said:
        office = place == ORIGIN
        database = closed_town.database if office else str(tmp_path / place / "town.db")
        who = ("--operator", OFFICE if office else STAFF, "--database", database, "--language", "en")
        said = run(*who, *arguments, *keys_of(tmp_path, place, arguments))
        assert (said.code, said.err) == (code, said.err if code else "")
        return said

    return run_at


def keys_of(folder: Path, place: str, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The option that says where a computer's keys are, for the commands that need them."""
    needed = {("sync", "export"), ("sync", "import"), ("sync", "join"), ("origin", "keys"), ("origin", "enrol")}
    return ("--keys", str(folder / f"keys-{place}")) if arguments[:2] in needed else ()


def test_a_stand_in_laptop_is_working_in_a_few_commands(at: At, stick: Path, closed_town: Town) -> None:
    lost = stick / "K11.keys.json"
    at("K11", "origin", "keys", "K11", "--to", str(lost))
    at(ORIGIN, "origin", "enrol", str(lost), "--point", "P01")
    at(ORIGIN, "origin", "revoke", "K11")

    keys, first = stick / "K19.keys.json", stick / "to-K19.wlb"
    at("K19", "origin", "keys", "K19", "--to", str(keys))
    enrolled = at(ORIGIN, "origin", "enrol", str(keys), "--after", "K11", "--format", "json").data
    at(ORIGIN, "sync", "export", str(first), "--to", "K19")
    said = at("K19", "sync", "join", str(first), "--origin", "K19", "--office", enrolled["office"])
    assert "writes book K19" in said.out

    slip = at("K19", "drop-off", "record", closed_town.card, "PET=5.4-0.2", "--format", "json").data
    back = stick / "K19.wlb"
    assert "1 entries" in at("K19", "sync", "export", str(back)).out
    brought = at(ORIGIN, "sync", "import", str(back), "--format", "json").data
    assert [(book["book"], book["new"]) for book in brought["books"]] == [("K19", 1)]
    assert slip["entries"][0]["receipt"] == "K19-000001"
    assert "41.60" in at(ORIGIN, "balance", closed_town.household).out
    assert "Everything in it is here already" in at(ORIGIN, "sync", "import", str(back)).out

    at(ORIGIN, "sync", "export", str(first), "--to", "K19")
    at("K19", "sync", "import", str(first))
    states = {book["book"]: book for book in at("K19", "sync", "status", "--format", "json").data["books"]}
    assert states["K19"]["held_by"] == {ORIGIN: 1}
    assert states["K19"]["local"]
    assert states[ORIGIN]["office"]
    assert f"K19 {states[ORIGIN]['sequence']}" in at(ORIGIN, "sync", "status").out


def test_joining_asks_a_person_to_compare_the_fingerprint(at: At, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, first = stick / "K19.keys.json", stick / "to-K19.wlb"
    at("K19", "origin", "keys", "K19", "--to", str(keys))
    at(ORIGIN, "origin", "enrol", str(keys), "--point", "P01")
    at(ORIGIN, "sync", "export", str(first), "--to", "K19")
    asked: list[str] = []

    def refuse(text: str, **_: object) -> bool:
        asked.append(text)
        return False

    monkeypatch.setattr("click.confirm", refuse)
    assert "not signed by the office" in at("K19", "sync", "join", str(first), "--origin", "K19", code=246).err
    assert "fingerprint" in asked[0]
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    at("K19", "sync", "join", str(first), "--origin", "K19")


def test_a_refused_bundle_is_one_sentence(at: At, stick: Path) -> None:
    torn = stick / "torn.wlb"
    torn.write_bytes(b"PK")
    said = at(ORIGIN, "sync", "import", str(torn), code=239)
    sentence = f"{torn} is no whole bundle: it was cut off or altered on its way. Have it sent again."
    assert said.err.splitlines() == [sentence]


def test_every_book_is_answered_for_as_data(at: At) -> None:
    (book,) = at(ORIGIN, "sync", "status", "--format", "json").data["books"]
    assert (book["book"], book["sequence"], book["office"], book["local"]) == (ORIGIN, 25, True, True)


class Machine:
    """A computer of the town on which every command is a process of its own."""

    def __init__(self, folder: Path, origin: str, database: str, operator: str) -> None:
        self._folder, self._origin, self._database, self._operator = folder, origin, database, operator

    def begin(self, *arguments: str) -> "subprocess.Popen[str]":
        words = ["--operator", self._operator, "--database", self._database, "--language", "en", *arguments]
        words += keys_of(self._folder, self._origin, arguments)
        return subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "wasteledger_cli", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str) -> str:
        return ended(self.begin(*arguments))


def ended(process: "subprocess.Popen[str]") -> str:
    """Wait for a command that must do as it was told; return what it said."""
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


@pytest.mark.postgresql
def test_two_files_and_a_server_exchange_bundles_by_processes_of_their_own(
    postgresql_town: Town, postgresql_server: str, tmp_path: Path, stick: Path
) -> None:
    from tests.support.postgresql import fresh_database  # noqa: PLC0415

    with fresh_database(postgresql_server, postgresql_town.database) as url:
        office = Machine(tmp_path, ORIGIN, url, OFFICE)
        points = {code: Machine(tmp_path, code, str(tmp_path / f"{code}.db"), STAFF) for code in ("K11", "K12")}
        for code, point in points.items():
            point.run("origin", "keys", code, "--to", str(stick / f"{code}.keys.json"))
            office.run("origin", "enrol", str(stick / f"{code}.keys.json"), "--point", "P01")
        for code in points:
            office.run("sync", "export", str(stick / f"to-{code}.wlb"), "--to", code)
        fingerprint = fingerprint_of(office)
        joining = [
            point.begin("sync", "join", str(stick / f"to-{code}.wlb"), "--origin", code, "--office", fingerprint)
            for code, point in points.items()
        ]
        assert all("writes book" in ended(process) for process in joining)
        for code, point in points.items():
            point.run("drop-off", "record", postgresql_town.card, "PET=5.4-0.2")
            point.run("sync", "export", str(stick / f"{code}.wlb"))
        reading = [office.begin("sync", "import", str(stick / f"{code}.wlb")) for code in points]
        for process in reading:
            assert "up to 28." in ended(process)
        for code, point in points.items():
            office.run("sync", "export", str(stick / f"to-{code}.wlb"), "--to", code)
            point.run("sync", "import", str(stick / f"to-{code}.wlb"))
        for machine in (office, *points.values()):
            assert "K11-000001" in machine.run("slip", "show", "K11-000001")
            assert "83.20" in machine.run("balance", postgresql_town.card)
            machine.run("audit")


def fingerprint_of(office: Machine) -> str:
    origins = json.loads(office.run("origin", "list", "--format", "json"))["origins"]
    return str(next(book["fingerprint"] for book in origins if book["origin"] == ORIGIN))
