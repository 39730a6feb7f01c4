"""What a bundle says of itself: whose it is, what is in it, and how far its sender holds every book.

It is canonical JSON and signed, so that nothing in a bundle can be altered, added or left out unseen. There is no time
and no randomness in it: the same content makes the same bytes. The newest manifest heard of a database is kept, as its
acknowledgement and as proof of how far its books went.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Self

from wasteledger import errors
from wasteledger.domain.public_keys import PublicKeys
from wasteledger.domain.receipts import ORIGIN_CODE
from wasteledger.journal import chain
from wasteledger.journal.runs import Heads

FORMAT = 1
TAG = b"wasteledger bundle\0"
"""Signed before the manifest's bytes, so that what is signed here can't be taken for anything else."""

MANIFEST, SIGNATURE = "manifest.json", "signature"
PEOPLE = "people"

FILE_BYTES = 1 << 29
MEMBER_BYTES = 1 << 31
MANIFEST_BYTES = 1 << 20
RUN_ENTRIES = 5_000_000
LINE_BYTES = 1 << 24
"""A bundle that is larger in any of these is not read: a town's ten years stay below them."""

LARGEST = (1 << 63) - 1
_HEX = re.compile(r"[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run as the manifest names it; its entries are a member of the bundle."""

    book: str
    after: int
    before: bytes
    """The digest that its first entry follows."""
    upto: int
    digest: bytes

    @property
    def name(self) -> str:
        return f"{self.book}.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Member:
    """One file in the bundle: its name, its bytes there and unpacked, and SHA-256 of those that are there."""

    name: str
    packed: int
    unpacked: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself."""

    municipality: bytes
    sender: str
    """The book of whoever signed it."""
    keys: PublicKeys
    """The signer's, by which a new laptop knows the office."""
    to: str
    """The book of whoever is to have it; empty for everybody."""
    office: tuple[str, ...]
    """The office's books among those named here."""
    heads: Heads
    """How far the sender holds every book: what it acknowledges."""
    runs: tuple[Stretch, ...]
    members: tuple[Member, ...] = field(default=())

    def encoded(self) -> bytes:
        said = {
            "format": FORMAT,
            "municipality": self.municipality.hex(),
            "sender": self.sender,
            "sign": self.keys.sign,
            "box": self.keys.box,
            "to": self.to,
            "office": list(self.office),
            "heads": {book: [sequence, digest.hex()] for book, (sequence, digest) in self.heads.items()},
            "runs": [[run.book, run.after, run.before.hex(), run.upto, run.digest.hex()] for run in self.runs],
            "members": [[one.name, one.packed, one.unpacked, one.digest.hex()] for one in self.members],
        }
        return chain.canonical(said)

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read a manifest's bytes, of which there is one way to write each.

        Raises:
            BundleNewer: it is of a later format.
            BundleTooLarge: what it names is more than is read.
            ValueError: it is none.
        """
        try:
            said = chain.read(data)
            if type(said["format"]) is int and said["format"] > FORMAT:
                raise errors.BundleNewer
            made = cls(
                municipality=_bytes(said["municipality"], 16),
                sender=_book(said["sender"]),
                keys=PublicKeys(_bytes(said["sign"], 32).hex(), _bytes(said["box"], 32).hex()),
                to=said["to"] and _book(said["to"]),
                office=tuple(map(_book, said["office"])),
                heads={_book(book): _head(*head) for book, head in said["heads"].items()},
                runs=tuple(_stretch(*run) for run in said["runs"]),
                members=tuple(_member(*member) for member in said["members"]),
            )
            _require(made.encoded() == data and made._agrees())
        except (KeyError, TypeError, AttributeError, RecursionError) as failure:
            raise ValueError(str(failure)) from None
        made.require_within_limits()
        return made

    def _agrees(self) -> bool:
        """Whether there is a member to each run and to nothing else, in the one order."""
        books, names = [run.book for run in self.runs], [member.name for member in self.members]
        proofs = [pair for pair in map(proof_names, self.office) if pair[0] in names]
        more = [PEOPLE] if PEOPLE in names else []
        return (
            books == sorted(set(books))
            and list(self.office) == sorted(set(self.office))
            and names == [*(run.name for run in self.runs), *more, *(name for pair in proofs for name in pair)]
            and all(run.after < run.upto for run in self.runs)
        )

    def require_within_limits(self) -> None:
        """Refuse what nobody would read.

        Raises:
            BundleTooLarge: one of the limits is passed.
        """
        entries = max((run.upto - run.after for run in self.runs), default=0)
        member = max((member.unpacked for member in self.members), default=0)
        if entries > RUN_ENTRIES or member > MEMBER_BYTES or sum(one.packed for one in self.members) > FILE_BYTES:
            raise errors.BundleTooLarge

    def dominates(self, other: Self) -> bool:
        """Whether it acknowledges all that another does."""
        return all(self.heads.get(book, (0, b""))[0] >= sequence for book, (sequence, _) in other.heads.items())

    def member(self, name: str) -> Member | None:
        return next((member for member in self.members if member.name == name), None)


def proof_names(book: str) -> tuple[str, str]:
    """What a manifest of the office's own is called in a bundle, and its signature."""
    return f"{book}.office.json", f"{book}.office.sig"


def _require(holds: bool) -> None:
    if not holds:
        message = "not a manifest"
        raise ValueError(message)


def _bytes(text: Any, size: int) -> bytes:
    _require(len(text) == 2 * size and bool(_HEX.fullmatch(text)))
    return bytes.fromhex(text)


def _book(code: Any) -> str:
    _require(bool(ORIGIN_CODE.fullmatch(code)))
    return str(code)


def _whole(number: Any) -> int:
    _require(type(number) is int and 0 <= number <= LARGEST)
    return int(number)


def _head(sequence: Any, digest: Any) -> tuple[int, bytes]:
    return _whole(sequence), _bytes(digest, 32)


def _stretch(book: Any, after: Any, before: Any, upto: Any, digest: Any) -> Stretch:
    return Stretch(_book(book), _whole(after), _bytes(before, 32), _whole(upto), _bytes(digest, 32))


def _member(name: Any, packed: Any, unpacked: Any, digest: Any) -> Member:
    return Member(str(name), _whole(packed), _whole(unpacked), _bytes(digest, 32))
