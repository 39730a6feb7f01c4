"""Writing files that are there whole or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from wasteledger import errors


@contextmanager
def written_whole(*paths: Path) -> Iterator[Sequence[TextIO]]:
    """Open files for writing text; they take their names together when the block ends well, or leave nothing.

    Raises:
        FileNotWritten: the folder can't be made, the disk is full, or may not be written.
    """
    unfinished = [path.with_name(f"{path.name}.part") for path in paths]
    try:
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with ExitStack() as opened:
                yield [opened.enter_context(part.open("w", encoding="utf-8", newline="\n")) for part in unfinished]
            for part, path in zip(unfinished, paths, strict=True):
                part.replace(path)
        finally:
            for part in unfinished:
                part.unlink(missing_ok=True)
    except OSError as failure:
        raise errors.FileNotWritten(path=str(failure.filename or paths[0]), reason=failure.strerror or "") from None
