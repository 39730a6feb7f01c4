"""A backup a day, and the old ones let go: what a scheduler runs every evening."""

import re
from datetime import date
from pathlib import Path

from wasteledger import errors
from wasteledger.storage.backup import back_up
from wasteledger.storage.database import Database

_NAME = "{stem}-{day}{suffix}"
_ANY_DAY = r"\d{4}-\d\d-\d\d"


def back_up_daily(database: Database, folder: Path, today: date, keep: int) -> tuple[Path | None, list[Path]]:
    """Make today's backup unless it is there, then let go of this ledger's oldest ones beyond ``keep``.

    Only files named as ours are ever removed, and none before today's copy was checked.

    Returns:
        Today's backup if it was made now, and the files removed.

    Raises:
        FileNotWritten: the folder's disk is missing or full.
    """
    source = database.path
    if not folder.parent.is_dir():
        raise errors.FileNotWritten(path=str(folder), reason="there is no such folder")
    target = folder / _NAME.format(stem=source.stem, day=today.isoformat(), suffix=source.suffix)
    made = None if target.exists() else back_up(database, target)
    return made, _prune(source, folder, keep)


def newest(path: Path) -> Path:
    """Return a backup as it is, or the newest of a folder of daily ones.

    Raises:
        FileMissing: the folder holds none.
    """
    if not path.is_dir():
        return path
    day = re.compile(_NAME.format(stem=".+", day=f"({_ANY_DAY})", suffix=".*"))
    days = {file: found[1] for file in path.iterdir() if (found := day.fullmatch(file.name))}
    if not days:
        raise errors.FileMissing(path=str(path / _NAME.format(stem="…", day="…", suffix="")))
    return max(days, key=lambda file: (days[file], file.name))


def _prune(source: Path, folder: Path, keep: int) -> list[Path]:
    ours = re.compile(_NAME.format(stem=re.escape(source.stem), day=_ANY_DAY, suffix=re.escape(source.suffix)))
    copies = sorted(file for file in folder.iterdir() if ours.fullmatch(file.name))
    old = copies[: max(len(copies) - keep, 0)]
    for file in old:
        try:
            file.unlink()
        except OSError as failure:
            raise errors.FileNotWritten(path=str(file), reason=failure.strerror or "") from None
    return old
