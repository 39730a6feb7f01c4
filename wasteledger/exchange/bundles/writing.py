"""Writing a bundle: a zip whose members are stored as they are, with no time in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from gzip import GzipFile
from hashlib import sha256
from pathlib import Path
from typing import IO
from zipfile import ZipFile, ZipInfo

from wasteledger import errors
from wasteledger.exchange.bundles.manifest import FILE_BYTES, MANIFEST, SIGNATURE, TAG, Manifest, Member, Stretch
from wasteledger.exchange.whole_files import in_place_of
from wasteledger.journal.runs import Run

UNIX = 3
"""Which system a zip says it was made on, whichever it was."""
ENTRIES_AT_ONCE = 1_000
LEVEL = 6
"""How hard gzip tries: nine takes twice as long for one hundredth."""


class _Counted:
    """A file that is written, and knows how much and its SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.size, self.digest = file, 0, sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        """There is nothing to flush before the member is closed."""


def write_bundle(
    path: Path,
    manifest: Manifest,
    runs: Sequence[Run],
    more: Mapping[str, bytes],
    sign: Callable[[bytes], bytes],
    progress: Callable[[int], None],
) -> None:
    """Write a bundle whole, or nothing.

    Args:
        path: a file of this name is replaced.
        manifest: what it says of itself, but for the members and the runs.
        runs: in the order of their books.
        more: the other members by their names, in the order in which a manifest names them.
        sign: returns the sender's signature.
        progress: told how many entries are done.

    Raises:
        FileNotWritten: the disk is full, or may not be written.
        BundleTooLarge: nobody would read it.
    """
    done = 0

    def advance(entries: int) -> None:
        nonlocal done
        done += entries
        progress(done)

    stretches = [Stretch(run.origin, run.after, run.before, run.upto, run.digest) for run in runs]
    manifest = replace(manifest, runs=tuple(stretches))
    manifest.require_within_limits()
    with in_place_of(path) as (part,):
        with ZipFile(part, "w") as bundle:
            members = [_pack(bundle, named.name, run, advance) for named, run in zip(stretches, runs, strict=True)]
            members += [_put(bundle, name, content) for name, content in more.items()]
            whole = replace(manifest, members=tuple(members))
            whole.require_within_limits()
            said = whole.encoded()
            _put(bundle, MANIFEST, said)
            _put(bundle, SIGNATURE, sign(TAG + said))
        if part.stat().st_size > FILE_BYTES:
            raise errors.BundleTooLarge


def _pack(bundle: ZipFile, name: str, run: Run, advance: Callable[[int], None]) -> Member:
    unpacked = 0
    with bundle.open(_info(name), "w") as file:
        counted = _Counted(file)
        with GzipFile("", "wb", LEVEL, counted, mtime=0) as packed:
            lines: list[bytes] = []
            for sequence, digest, body in run.entries():
                lines.append(b'[%d,"%s",%s]\n' % (sequence, digest.hex().encode(), body))
                if len(lines) == ENTRIES_AT_ONCE:
                    unpacked += packed.write(b"".join(lines))
                    advance(len(lines))
                    lines.clear()
            unpacked += packed.write(b"".join(lines))
            advance(len(lines))
    return Member(name, counted.size, unpacked, counted.digest.digest())


def _put(bundle: ZipFile, name: str, content: bytes) -> Member:
    bundle.writestr(_info(name), content)
    return Member(name, len(content), len(content), sha256(content).digest())


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.create_system = UNIX
    info.external_attr = 0o600 << 16
    return info
