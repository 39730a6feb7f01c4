"""Writing files that are there whole or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from wasteledger import errors

UNFINISHED = ".part"


@contextmanager
def in_place_of(*paths: Path) -> Iterator[Sequence[Path]]:
    """Give names to write under; the files take their own together when the block ends well, or leave nothing.

    Raises:
        FileNotWritten: the disk is full, or may not be written.
    """
    unfinished = [path.with_name(f"{path.name}{UNFINISHED}") for path in paths]
    try:
        try:
            yield unfinished
            for part, path in zip(unfinished, paths, strict=True):
                part.replace(path)
        finally:
            for part in unfinished:
                part.unlink(missing_ok=True)
    except OSError as failure:
        where = str(failure.filename or paths[0]).removesuffix(UNFINISHED)
        raise errors.FileNotWritten(path=where, reason=failure.strerror or "") from None


@contextmanager
def written_whole(*paths: Path) -> Iterator[Sequence[TextIO]]:
    """Open files for writing text, all of them or none, in folders that are made where they are missing.

    Raises:
        FileNotWritten: the folder can't be made, the disk is full, or may not be written.
    """
    with in_place_of(*paths) as unfinished:
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            yield [opened.enter_context(part.open("w", encoding="utf-8", newline="\n")) for part in unfinished]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or leave nothing of it.

    Raises:
        FileNotWritten: it can't be written.
    """
    with in_place_of(path) as (unfinished,):
        unfinished.write_bytes(content)
