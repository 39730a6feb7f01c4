"""What Windows says of the drive that a path lies on; elsewhere nothing."""

import os
from pathlib import Path

_REMOVABLE, _REMOTE = 2, 4
"""``DRIVE_REMOVABLE`` and ``DRIVE_REMOTE`` of GetDriveTypeW (learn.microsoft.com, fileapi.h)."""


def is_removable(path: Path) -> bool:
    return _drive_type(path) == _REMOVABLE


def is_remote(path: Path) -> bool:
    return _drive_type(path) == _REMOTE


def _drive_type(path: Path) -> int:
    if os.name != "nt":
        return 0
    import ctypes  # noqa: PLC0415  # only Windows has the function

    return int(ctypes.windll.kernel32.GetDriveTypeW(path.anchor))  # type: ignore[attr-defined]  # elsewhere there is none
