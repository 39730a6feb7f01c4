"""A laptop or an office put back from a backup, by the command line: each sentence says what to do next."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command_line import Run, Said
from tests.support.town import OFFICE, ORIGIN, Town
from wasteledger.ledger import Ledger

At = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What is carried about."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def at(run: Run, tmp_path: Path, closed_town: Town, monkeypatch: pytest.MonkeyPatch) -> At:
    """Runs the command on one of the town's computers, by the book it began with."""
    monkeypatch.setenv("WASTELEDGER_OPERATOR", OFFICE)
    monkeypatch.setenv("WASTELEDGER_LANGUAGE", "en")

    def run_at(place: str, *arguments: str, code: int = 0) -> Said:
        database = closed_town.database if place == ORIGIN else str(tmp_path / f"{place}.db")
        monkeypatch.setenv("WASTELEDGER_DATABASE", database)
        monkeypatch.setenv("WASTELEDGER_KEYS", str(tmp_path / f"keys-{place}"))
        said = run(*arguments)
        assert (said.code, said.err) == (code, said.err if code else "")
        return said

    return run_at


@pytest.fixture
def weigh(at: At, closed_town: Town) -> Callable[[str, str], dict[str, str]]:
    """Books a drop-off at a point; returns its receipt and check code, as the slip shows them."""

    def weigh_at(place: str, weight: str) -> dict[str, str]:
        said = at(place, "drop-off", "record", closed_town.card, f"PET={weight}", "--format", "json").data
        (entry,) = said["entries"]
        return {"receipt": entry["receipt"], "code": entry["check_code"]}

    return weigh_at


@pytest.fixture
def laptop(at: At, folder: Path) -> str:
    """A laptop at the village hall, which writes K11."""
    keys, first = folder / "K11.keys.json", folder / "to-K11.wlb"
    at("K11", "origin", "keys", "K11", "--to", str(keys))
    enrolled = at(ORIGIN, "origin", "enrol", str(keys), "--point", "P01", "--format", "json").data
    at(ORIGIN, "sync", "export", str(first), "--to", "K11")
    at("K11", "--origin", "K11", "sync", "join", str(first), "--office", enrolled["office"])
    return "K11"


@pytest.fixture
def carry(at: At, folder: Path) -> Callable[..., Said]:
    def carry_from(place: str, to: str, *options: str, code: int = 0) -> Said:
        bundle = str(folder / "carried.wlb")
        at(place, "sync", "export", bundle, *options)
        return at(to, "sync", "import", bundle, code=code)

    return carry_from


def put_back(backup: Path, ledger: Path) -> None:
    """Copied over by hand, the last day's log and all."""
    for tail in ("-wal", "-shm"):
        Path(f"{ledger}{tail}").unlink(missing_ok=True)
    shutil.copy(backup, ledger)


def test_a_morning_is_lost_and_found(
    at: At,
    laptop: str,
    folder: Path,
    tmp_path: Path,
    weigh: Callable[[str, str], dict[str, str]],
    carry: Callable[..., Said],
    closed_town: Town,
) -> None:
    weigh(laptop, "1")
    backup = tmp_path / "backup.db"
    at(laptop, "database", "backup", str(backup))
    slips = [weigh(laptop, weight) for weight in ("2", "3", "4")]
    with Ledger.open(tmp_path / "K11.db") as ledger:
        ledger.copy_to(folder / "wasteledger")
    (tmp_path / "K11.db").unlink()

    said = at(laptop, "database", "restore", str(backup), "--last-receipt", "K11-000004", code=116)
    assert "--new-origin" in said.err
    at(laptop, "database", "restore", str(backup), "--last-receipt", "K11-000004", "--new-origin", "K11B")
    weigh(laptop, "5")
    assert "K11" in at(ORIGIN, "sync", "import", str(folder / "wasteledger")).out
    carry(laptop, ORIGIN)
    carry(ORIGIN, laptop, "--to", "K11B")
    for place in (laptop, ORIGIN):
        for slip in slips:
            assert "genuine" in at(place, "slip", "check", slip["receipt"], slip["code"]).out
        assert "120.00" in at(place, "balance", closed_town.household).out
        at(place, "audit")


def test_a_laptop_that_wrote_on_is_led_back_and_its_slips_still_check(
    at: At,
    laptop: str,
    folder: Path,
    tmp_path: Path,
    weigh: Callable[[str, str], dict[str, str]],
    carry: Callable[..., Said],
    closed_town: Town,
) -> None:
    weigh(laptop, "1")
    backup = tmp_path / "backup.db"
    at(laptop, "database", "backup", str(backup))
    lost = weigh(laptop, "2")
    carry(laptop, ORIGIN)
    put_back(backup, tmp_path / "K11.db")
    parted = [weigh(laptop, weight) for weight in ("4", "8")]
    assert parted[0]["receipt"] == lost["receipt"]

    whole, last = str(folder / "whole.wlb"), parted[1]["receipt"]
    assert "sync rejoin" in carry(ORIGIN, laptop, "--to", "K11", code=245).err
    at(ORIGIN, "sync", "export", whole, "--to", "K11", "--whole")
    said = at(laptop, "sync", "rejoin", whole, "--last-receipt", last, code=194)
    assert "--new-origin" in said.err
    said = at(laptop, "sync", "rejoin", whole, "--last-receipt", last, "--new-origin", "K11B")
    assert "Entries booked again: 2" in said.out
    assert "writes book K11B" in said.out
    carry(laptop, ORIGIN)

    for place in (laptop, ORIGIN):
        for number, slip in enumerate(parted, start=2):
            said = at(place, "slip", "check", slip["receipt"], slip["code"])
            assert f"Booked again as K11B-{number:06d}" in said.out
        assert "Booked again" not in at(place, "slip", "check", lost["receipt"], lost["code"]).out
        assert "120.00" in at(place, "balance", closed_town.household).out
        assert at(place, "exception", "list", "--format", "json").data["exceptions"] == []
        at(place, "audit")
    assert "K11B-000003" in at(laptop, "slip", last).out


def test_an_office_put_back_is_led_to_its_rulings(
    at: At, laptop: str, folder: Path, tmp_path: Path, carry: Callable[..., Said], closed_town: Town
) -> None:
    backup = tmp_path / "office-backup.db"
    at(ORIGIN, "database", "backup", str(backup))
    ruled = at(ORIGIN, "settings", "set", "phone=075 411 342", "--format", "json").data["entries"][0]["receipt"]
    carry(ORIGIN, laptop, "--to", "K11")
    put_back(backup, Path(closed_town.database))
    whole = str(folder / "whole.wlb")
    at(laptop, "sync", "export", whole, "--whole")
    assert "sync rejoin" in at(ORIGIN, "sync", "import", whole, code=245).err
    done = at(ORIGIN, "sync", "rejoin", whole, "--last-receipt", ruled, "--format", "json").data
    assert (done["origin"], done["held"], done["fetched"]) == (ORIGIN, ruled, 1)
    assert "075 411 342" in at(ORIGIN, "settings", "show").out
    at(ORIGIN, "audit")
