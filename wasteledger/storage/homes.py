"""Where a ledger may live: never in a folder that is synced, on another computer's disk, or on a stick.

SQLite's write-ahead log wants one computer and one disk that stay; two computers that each write "the" file, or a
stick pulled out in the middle, would be a fork or a torn book (sqlite.org/wal.html, sqlite.org/howtocorrupt.html).
"""

import os
from collections.abc import Mapping
from pathlib import Path, PurePath

from wasteledger.errors import HomeNotSafe
from wasteledger.storage import linux_mounts, windows_drives

SYNCED, NETWORK, REMOVABLE = "synced to other computers", "on another computer's disk", "on a removable stick"

_SYNCED_NAMES = (
    *("onedrive", "dropbox", "google drive", "googledrive", "my drive", "iclouddrive", "icloud drive"),
    *("mobile documents", "nextcloud", "owncloud", "pcloud drive", "megasync", "box sync", "syncthing"),
)
_SYNCED_MARKS = (".dropbox", ".dropbox.cache", ".stfolder", ".owncloudsync.log", ".nextcloudsync.log")
_SYNCED_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def require_safe_home(path: Path) -> None:
    """Refuse a place where the ledger's file would sooner or later be torn or forked.

    Raises:
        HomeNotSafe: saying why.
    """
    home = path.absolute()
    if is_synced(home, os.environ):
        raise HomeNotSafe(path=str(path), reason=SYNCED)
    if str(home).startswith("\\\\") or windows_drives.is_remote(home) or linux_mounts.is_remote(home):
        raise HomeNotSafe(path=str(path), reason=NETWORK)
    if windows_drives.is_removable(home) or linux_mounts.is_removable(home):
        raise HomeNotSafe(path=str(path), reason=REMOVABLE)


def is_synced(path: Path, environment: Mapping[str, str]) -> bool:
    """Whether a folder above a path is one that some program copies to other computers, by its name or its marks.

    Args:
        path: absolute; it need not be there yet.
        environment: where OneDrive says which folders are its own.
    """
    own = {PurePath(environment[name]) for name in _SYNCED_VARIABLES if environment.get(name)}
    return any(
        folder in own
        or _is_called_synced(folder.name.lower())
        or any((folder / mark).exists() for mark in _SYNCED_MARKS)
        for folder in path.parents
    )


def _is_called_synced(name: str) -> bool:
    """OneDrive adds the organisation: ``OneDrive - Thung Song``."""
    return any(name == synced or name.startswith(f"{synced} -") for synced in _SYNCED_NAMES)


def _is_marked_synced(folder: Path) -> bool:
    return any((folder / mark).exists() for mark in _SYNCED_MARKS)
