"""A backup a day: made once, checked before the old ones go, and no stranger's file is ever removed."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.town import Town
from wasteledger import errors
from wasteledger.ledger import rehearse
from wasteledger.storage.daily_backups import back_up_daily, newest
from wasteledger.storage.database import Database

TODAY = date(2026, 3, 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copies"


def daily(town: Town, folder: Path, today: date = TODAY, keep: int = 3) -> tuple[Path | None, list[Path]]:
    return back_up_daily(Database(town.database), folder, today, keep)


def test_the_second_backup_of_a_day_is_not_made(sqlite_town: Town, folder: Path) -> None:
    first, _ = daily(sqlite_town, folder)
    second, _ = daily(sqlite_town, folder)

    assert first is not None
    assert second is None
    assert list(folder.iterdir()) == [first]


def test_the_oldest_of_ours_go_and_strangers_files_stay(sqlite_town: Town, folder: Path) -> None:
    made = [daily(sqlite_town, folder, TODAY.replace(day=day))[0] for day in (10, 11, 12, 13)]
    stranger = folder / "2026-03-01.db"
    stranger.touch()

    _, removed = daily(sqlite_town, folder, TODAY)

    assert removed == [made[1]]
    assert stranger.exists()
    assert len(list(folder.iterdir())) == 4


def test_nothing_is_let_go_when_todays_backup_fails(
    sqlite_town: Town, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (10, 11, 12):
        daily(sqlite_town, folder, TODAY.replace(day=day))

    def full(_source: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wasteledger.storage.backup._copy", full)

    with pytest.raises(errors.Refusal):
        daily(sqlite_town, folder, TODAY, keep=1)

    assert len(list(folder.glob("*.db"))) == 3


def test_a_disk_that_is_not_there_is_not_made_up(sqlite_town: Town, tmp_path: Path) -> None:
    with pytest.raises(errors.FileNotWritten):
        daily(sqlite_town, tmp_path / "no-stick" / "copies")


def test_a_rehearsal_audits_the_copy_and_leaves_no_trace(sqlite_town: Town, folder: Path) -> None:
    made, _ = daily(sqlite_town, folder)
    assert made is not None
    before = made.read_bytes()

    audited, held = rehearse(made)

    assert audited.clean
    assert audited.entries == held.entries > 0
    assert made.read_bytes() == before
    assert list(folder.iterdir()) == [made]


def test_the_newest_of_a_folder_is_the_one_of_the_last_day(sqlite_town: Town, folder: Path) -> None:
    last, _ = daily(sqlite_town, folder, TODAY)
    daily(sqlite_town, folder, TODAY.replace(day=14))
    (folder / "zz.db").touch()

    assert newest(folder) == last


def test_a_folder_without_backups_has_no_newest(tmp_path: Path) -> None:
    with pytest.raises(errors.FileMissing):
        newest(tmp_path)


def test_a_rehearsal_of_no_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a ledger at all")

    with pytest.raises(errors.NotALedger):
        rehearse(tmp_path / "x.db")
