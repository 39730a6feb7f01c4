"""The second copy: each book's bytes on a stick, appended entry by entry, so that no laptop takes a morning along.

One file per book, ``K07.journal``: a first line says whose it is, then each entry is one line of JSON with its number,
its digest and its body as the very bytes that were hashed. A line is written whole or counts for nothing: what a
pulled stick left of one is cut and written again.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.domain.receipts import Receipt, read_origin_code
from wasteledger.journal.books import municipality_of
from wasteledger.journal.chain import first_digest, next_digest, origin_field
from wasteledger.journal.runs import Copied, Run
from wasteledger.journal.streaming import stream
from wasteledger.storage import tables
from wasteledger.storage.database import Database

SUFFIX = ".journal"
FORMAT = "wasteledger second copy 1"
BLOCK = 1 << 16


class SecondCopy:
    """The copy at one place, which remembers how far it is, so that one entry more costs one line."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder
        self._written: dict[str, tuple[int, int]] = {}
        """By book: the number of its last entry there, and how long the file is then."""

    def bring_up_to_date(self) -> int:
        """Append what is missing, and return how many entries that was; they are on the stick when it returns.

        Raises:
            CopyMissing: the stick is not there.
            CopyNotOurs, CopyDiffers: it is another town's, or of a book that went another way.
            FileNotWritten: it is full, read-only, or was pulled out.
        """
        try:
            with self._database.reading() as connection:
                self._make_folder()
                origin = tables.origin.c
                heads = connection.execute(select(origin.code, origin.sequence).order_by(origin.code)).all()
                return sum(self._copy_book(connection, code, head) for code, head in heads)
        except OSError as failure:
            self._written.clear()
            raise errors.FileNotWritten(path=str(self._folder), reason=failure.strerror or "") from None

    def _make_folder(self) -> None:
        """Make the folder on the stick, never the place where the stick should be."""
        if not self._folder.is_dir():
            if not self._folder.parent.is_dir():
                raise errors.CopyMissing(path=str(self._folder))
            self._folder.mkdir()
            self._written.clear()

    def _copy_book(self, connection: Connection, code: str, head: int) -> int:
        path = self._folder / f"{code}{SUFFIX}"
        with path.open("r+b" if path.exists() else "x+b") as file:
            written, size = self._written.get(code, (0, -1))
            if file.seek(0, os.SEEK_END) != size:
                written = _last_agreed(connection, file, path, code)
            if written > head:
                raise errors.CopyDiffers(path=str(path), receipt=str(Receipt(code, written)))
            for sequence, digest, body in _entries(connection, code, written):
                file.write(_line(sequence, bytes(digest), bytes(body)))
            file.flush()
            os.fsync(file.fileno())
            self._written[code] = head, file.tell()
        return head - written


def read_copy(path: Path) -> tuple[bytes, str, Iterator[Copied]]:
    """Read one book's copy: the town's id, the book's code, and its entries, each proved by the digest before it.

    A last line that was not written whole is left out.

    Raises:
        CopyMissing, CopyNotOurs: there is no file, or it is none of these.
        CopyDiffers, EntryNotUnderstood: while reading; an entry does not follow the one before it, or is none of ours.
    """
    with _opened(path) as file:
        said = _said(file.readline())
    try:
        municipality, code = bytes.fromhex(said["municipality"]), read_origin_code(said["book"])
    except (KeyError, ValueError, TypeError, AttributeError, errors.ValueNotAllowed):
        raise errors.CopyNotOurs(path=str(path)) from None
    if said.get("format") != FORMAT:
        raise errors.CopyNotOurs(path=str(path))
    return municipality, code, _proved(path, municipality, code)


def is_copy(path: Path) -> bool:
    """Whether a path names a second copy: its folder, or one book's file."""
    return path.is_dir() or path.suffix == SUFFIX


def copied_runs(connection: Connection, path: Path) -> list[Run]:
    """The books on a stick, by its folder or one file of it, as runs that are read only where something is new.

    Raises:
        FileMissing, CopyNotOurs: there is no copy, or one of another town.
        CopyDiffers, EntryNotUnderstood: while a run is read; an entry does not follow, or is none of ours.
    """
    paths = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]
    if not paths or not paths[0].is_file():
        raise errors.FileMissing(path=str(path if path.suffix else path / f"*{SUFFIX}"))
    runs, ours = [], municipality_of(connection)
    for each in paths:
        municipality, code, _ = read_copy(each)
        if municipality != ours:
            raise errors.CopyNotOurs(path=str(each))
        with _opened(each) as file:
            _, copied = _last_whole(file, len(file.readline()), file.seek(0, os.SEEK_END))
        if copied:
            read = partial(_proved, each, municipality, code)
            runs.append(Run(code, False, 0, copied[0], copied[1], read, first_digest(municipality, code)))
    return runs


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise errors.CopyMissing(path=str(path)) from None
    except OSError as failure:
        raise errors.FileUnreadable(path=str(path), reason=failure.strerror or "") from None


def _proved(path: Path, municipality: bytes, code: str) -> Iterator[Copied]:
    sequence, digest, field = 0, first_digest(municipality, code), origin_field(code)
    with _opened(path) as file:
        file.readline()
        for line in file:
            if not line.endswith(b"\n"):
                return
            sequence += 1
            copied = _copied(line)
            if copied is None or copied[:2] != (sequence, next_digest(field, sequence, digest, copied[2])):
                raise errors.CopyDiffers(path=str(path), receipt=str(Receipt(code, sequence)))
            digest = copied[1]
            yield copied


def _entries(connection: Connection, code: str, after: int) -> Iterator[Any]:
    entry = tables.entry.c
    query = select(entry.sequence, entry.digest, entry.body).where(entry.origin == code, entry.sequence > after)
    return stream(connection, query.order_by(entry.sequence))


def _last_agreed(connection: Connection, file: BinaryIO, path: Path, code: str) -> int:
    """Cut what was not written whole, and return the last entry's number; the file is then to be written on.

    Equal digests mean equal books up to there; what lies before is proved when the copy is read.
    """
    header = _header(municipality_of(connection), code)
    file.seek(0)
    first = file.read(len(header))
    if first != header:
        if not header.startswith(first):
            raise errors.CopyNotOurs(path=str(path))
        file.truncate(0)
        file.seek(0)
        file.write(header)
        return 0
    end, copied = _last_whole(file, len(header), file.seek(0, os.SEEK_END))
    if copied:
        _require_same(connection, path, code, copied)
    file.truncate(end)
    file.seek(end)
    return copied[0] if copied else 0


def _require_same(connection: Connection, path: Path, code: str, copied: Copied) -> None:
    entry = tables.entry.c
    query = select(entry.digest).where(entry.origin == code, entry.sequence == copied[0])
    digest = connection.execute(query).scalar()
    if digest is None or bytes(digest) != copied[1]:
        raise errors.CopyDiffers(path=str(path), receipt=str(Receipt(code, copied[0])))


def _last_whole(file: BinaryIO, header: int, end: int) -> tuple[int, Copied | None]:
    """Where the last line that was written whole ends, and what it says; None where there is none after the header."""
    copied = None
    while end > header and copied is None:
        start, line = _last_line(file, end)
        copied = _copied(line)
        end = end if copied else start
    return end, copied


def _last_line(file: BinaryIO, end: int) -> tuple[int, bytes]:
    """The line that ends at ``end``, and where it begins; without its line end if it was never written."""
    start, held = end, b""
    while start > 0 and b"\n" not in held[:-1]:
        size = min(BLOCK, start)
        start -= size
        file.seek(start)
        held = file.read(size) + held
    begins = held.rfind(b"\n", 0, len(held) - 1) + 1
    return start + begins, held[begins:]


def _header(municipality: bytes, code: str) -> bytes:
    return _written({"format": FORMAT, "municipality": municipality.hex(), "book": code})


def _line(sequence: int, digest: bytes, body: bytes) -> bytes:
    # Bytes that are no UTF-8 can only be a forger's; they too come back as they are.
    return _written({"sequence": sequence, "digest": digest.hex(), "body": body.decode(errors="surrogateescape")})


def _written(said: dict[str, Any]) -> bytes:
    return json.dumps(said).encode() + b"\n"


def _said(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _copied(line: bytes) -> Copied | None:
    """What a line says; None where it was not written whole."""
    said = _said(line) if line.endswith(b"\n") else {}
    try:
        return int(said["sequence"]), bytes.fromhex(said["digest"]), said["body"].encode(errors="surrogateescape")
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
