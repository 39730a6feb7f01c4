"""A ledger refuses to live where its file would be torn or doubled, and says why."""

from pathlib import Path

import pytest

from wasteledger.errors import HomeNotSafe
from wasteledger.storage import homes, linux_mounts, windows_drives


@pytest.fixture
def disks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a disk of its own, one over the network and a stick."""
    for name in ("own", "far", "far/deep", "stick"):
        (tmp_path / name).mkdir(parents=True)
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\nserver:/town {tmp_path}/far nfs4 rw 0 0\n/dev/sdb1 {tmp_path}/stick vfat rw 0 0\n",
        encoding="utf-8",
    )
    for disk, flag in (("sda", "0"), ("sdb", "1")):
        partition = tmp_path / "block" / "devices" / disk / f"{disk}1"
        partition.mkdir(parents=True)
        (partition.parent / "removable").write_text(f"{flag}\n", encoding="ascii")
        (tmp_path / "block" / f"{disk}1").symlink_to(partition)
    monkeypatch.setattr(linux_mounts, "MOUNTS", mounts)
    monkeypatch.setattr(linux_mounts, "BLOCK_DEVICES", tmp_path / "block")
    return tmp_path


def reason(path: Path) -> str:
    try:
        homes.require_safe_home(path)
    except HomeNotSafe as refusal:
        return str(refusal.facts["reason"])
    return ""


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("own/town.db", ""),
        ("own/not/there/yet/town.db", ""),
        ("far/town.db", homes.NETWORK),
        ("far/deep/town.db", homes.NETWORK),
        ("stick/town.db", homes.REMOVABLE),
        ("own/OneDrive/town.db", homes.SYNCED),
        ("own/OneDrive - เทศบาลเมืองทุ่งสง/เอกสาร/town.db", homes.SYNCED),
        ("own/Dropbox/town.db", homes.SYNCED),
        ("own/Google Drive/My Drive/town.db", homes.SYNCED),
        ("own/onedrives/town.db", ""),
    ],
)
def test_a_home_is_judged_by_the_disk_and_folder_it_lies_on(disks: Path, place: str, expected: str) -> None:
    assert reason(disks / place) == expected


def test_a_folder_that_bears_the_mark_of_a_syncing_program_is_refused(disks: Path) -> None:
    (disks / "own" / ".stfolder").mkdir()

    assert reason(disks / "own" / "town.db") == homes.SYNCED


def test_onedrive_says_itself_which_folder_is_its_own(disks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(disks / "own"))

    assert reason(disks / "own" / "town.db") == homes.SYNCED


@pytest.mark.parametrize(("drive_type", "expected"), [(2, homes.REMOVABLE), (3, ""), (4, homes.NETWORK)])
def test_windows_is_asked_for_the_kind_of_drive(
    disks: Path, monkeypatch: pytest.MonkeyPatch, drive_type: int, expected: str
) -> None:
    monkeypatch.setattr(windows_drives, "_drive_type", lambda _: drive_type)

    assert reason(disks / "own" / "town.db") == expected


def test_a_machine_without_a_list_of_mounts_has_only_its_own_disks(
    disks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linux_mounts, "MOUNTS", disks / "none")

    assert reason(disks / "stick" / "town.db") == ""
