"""Reading a bundle: what it says it is, then every member by its digest, and lines only when they are asked for."""

import struct
import zlib
from binascii import unhexlify
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from gzip import GzipFile
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from wasteledger import errors
from wasteledger.exchange.bundles.manifest import (
    FILE_BYTES,
    LINE_BYTES,
    MANIFEST,
    MANIFEST_BYTES,
    PEOPLE,
    SIGNATURE,
    Manifest,
    Member,
    Stretch,
    proof_names,
)
from wasteledger.journal.runs import Copied, Run

BLOCK = 1 << 20
MOST_MEMBERS = 4_096
_END = struct.Struct("<4s4H2LH")
"""How a zip ends: a mark, disks, members here and in all, the size and place of their list, and a comment's size."""
_LONGER_END = b"PK\x06\x07"
_LONGER_END_BYTES = 20
_BROKEN = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, RuntimeError, KeyError)
"""What a torn or forged file makes zipfile, gzip and our own reading say."""


class Bundle:
    """A bundle that is whole: every member is what its manifest says. Who signed it is not known yet."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        self.path = path
        _require_small(file)
        self._zip = ZipFile(file)
        self._infos = {info.filename: info for info in self._zip.infolist()}
        self.said = self._read(MANIFEST, MANIFEST_BYTES)
        """The manifest's bytes, as they were signed."""
        self.signature = self._read(SIGNATURE, MANIFEST_BYTES)
        self.manifest = Manifest.read(self.said)
        names = [*(member.name for member in self.manifest.members), MANIFEST, SIGNATURE]
        _require([info.filename for info in self._zip.infolist()] == names)
        for member in self.manifest.members:
            self._check(member)

    def runs(self) -> list[Run]:
        """The runs in it, whose lines are read when they are asked for."""
        office = self.manifest.office
        return [
            Run(run.book, run.book in office, run.after, run.upto, run.digest, partial(self._lines, run), run.before)
            for run in self.manifest.runs
        ]

    def people(self) -> bytes | None:
        """The names in it, sealed; None where there are none."""
        return self._read(PEOPLE, MANIFEST_BYTES << 6) if self.manifest.member(PEOPLE) else None

    def proofs(self) -> list[tuple[bytes, bytes]]:
        """The office's own manifests as the sender heard them, each with its signature."""
        pairs = (proof_names(book) for book in self.manifest.office)
        return [
            (self._read(said, MANIFEST_BYTES), self._read(signature, MANIFEST_BYTES))
            for said, signature in pairs
            if self.manifest.member(said)
        ]

    def _read(self, name: str, most: int) -> bytes:
        info = self._infos[name]
        if info.file_size > most:
            raise errors.BundleTooLarge
        with _whole(self.path), self._zip.open(info) as file:
            _require(info.compress_type == ZIP_STORED and info.compress_size == info.file_size)
            return file.read(info.file_size)

    def _check(self, member: Member) -> None:
        """Compare a member with what the manifest says of it."""
        info, digest = self._infos[member.name], sha256()
        _require(info.compress_type == ZIP_STORED and info.compress_size == info.file_size == member.packed)
        with self._zip.open(info) as file:
            while block := file.read(BLOCK):
                digest.update(block)
        _require(digest.digest() == member.digest)

    def _lines(self, run: Stretch) -> Iterator[Copied]:
        """Read a run's entries, one a line: ``[301,"<digest>",<body>]``, the body as the bytes that were hashed."""
        member = self.manifest.member(run.name)
        size, rest, number, digest = 0, b"", run.after, run.before
        with _whole(self.path), self._zip.open(run.name) as packed, GzipFile(fileobj=packed) as unpacked:
            while block := unpacked.read(BLOCK):
                size += len(block)
                *lines, rest = (rest + block).split(b"\n")
                _require(member is not None and size <= member.unpacked and len(rest) <= LINE_BYTES)
                for line in lines:
                    number += 1
                    begins = b'[%d,"' % number
                    at = len(begins)
                    digest = unhexlify(line[at : at + 64])
                    _require(line.startswith(begins) and line[at + 64 : at + 66] == b'",' and line.endswith(b"]"))
                    yield number, digest, line[at + 66 : -1]
            _require(member is not None and (rest, size) == (b"", member.unpacked))
            _require((number, digest) == (run.upto, run.digest))


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Open a bundle, all of which is compared with its manifest; the runs are to be read within the block.

    Raises:
        FileMissing, FileUnreadable: there is no such file, or it may not be read.
        BundleDamaged: it was cut off or altered, or is no bundle.
        BundleTooLarge, BundleNewer: it is not read.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise errors.FileMissing(path=str(path)) from None
    except OSError as failure:
        raise errors.FileUnreadable(path=str(path), reason=failure.strerror or "") from None
    with file:
        with _whole(str(path)):
            bundle = Bundle(file, str(path))
        yield bundle


@contextmanager
def _whole(path: str) -> Iterator[None]:
    """Say of everything that a torn or forged file can do that it is one."""
    try:
        yield
    except _BROKEN:
        raise errors.BundleDamaged(path=path) from None


def _require(holds: bool) -> None:
    if not holds:
        message = "the bundle is not what its manifest says"
        raise ValueError(message)


def _require_small(file: BinaryIO) -> None:
    """Look at a zip's end before anybody reads its list of members, which could be as long as the file.

    Raises:
        BundleTooLarge: the file is, or its list.
    """
    size = file.seek(0, 2)
    if size > FILE_BYTES:
        raise errors.BundleTooLarge
    file.seek(max(size - _END.size - _LONGER_END_BYTES, 0))
    tail = file.read()
    mark, *_, members, listed, _, comment = _END.unpack(tail[-_END.size :])
    _require(mark == b"PK\x05\x06" and not comment and not tail.startswith(_LONGER_END))
    if members > MOST_MEMBERS or listed > MANIFEST_BYTES:
        raise errors.BundleTooLarge
