"""Keys: what a book's bundles are signed and sealed with, kept as files outside the database and its backups.

A backup that is restored elsewhere can't speak for the book, and who finds a backup can't either. Signatures are
Ed25519. Sealing is X25519, HKDF-SHA256 and ChaCha20-Poly1305: the key is made of a key pair for this one content and of
the sender's own, so that only the recipient can open it and knows who sealed it. The pair is derived from the sender's
secret and the content: the same content gives the same bytes, and no key ever seals two contents.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from wasteledger import errors
from wasteledger.domain.public_keys import PublicKeys
from wasteledger.domain.receipts import read_origin_code
from wasteledger.exchange.whole_files import in_place_of, write_whole
from wasteledger.journal.enrolments import enrolled, enrolment_of, enrolments, line_of

HERE_SUFFIX, PUBLIC_SUFFIX = ".secret.json", ".keys.json"
HERE_FORMAT, PUBLIC_FORMAT = "wasteledger secret keys 1", "wasteledger public keys 1"
KEY_BYTES = 32
MARK_BYTES = 16
"""What ChaCha20-Poly1305 adds."""
_TAG = b"wasteledger/1 "
_NONCE = bytes(12)
"""Always the same: a key seals one content only."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A book's keys with their secret half, 32 bytes each."""

    origin: str
    _sign: bytes = field(repr=False)
    _box: bytes = field(repr=False)

    @property
    def public(self) -> PublicKeys:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415  # few need it
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415

        sign = Ed25519PrivateKey.from_private_bytes(self._sign).public_key().public_bytes_raw()
        box = X25519PrivateKey.from_private_bytes(self._box).public_key().public_bytes_raw()
        return PublicKeys(sign.hex(), box.hex())

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes that prove that this book's database wrote the data."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

        return Ed25519PrivateKey.from_private_bytes(self._sign).sign(data)

    def seal_to(self, plain: bytes, recipient: PublicKeys) -> bytes:
        """Write something so that only the recipient can read it; 48 bytes longer, and the same each time."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

        once = _derived(self._box + sha256(plain).digest(), b"once", bytes.fromhex(recipient.box))
        pair = X25519PrivateKey.from_private_bytes(once).public_key().public_bytes_raw()
        shared = _shared(once, recipient) + _shared(self._box, recipient)
        key = _seal_key(shared, pair, self.public, recipient)
        return pair + ChaCha20Poly1305(key).encrypt(_NONCE, plain, None)

    def unseal(self, sealed: bytes, sender: PublicKeys) -> bytes:
        """Read what was sealed to these keys by the sender.

        Raises:
            SealBroken: it was altered, or sealed by or to other keys.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

        pair, closed = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
        if len(closed) < MARK_BYTES:
            raise errors.SealBroken
        try:
            shared = _shared(self._box, PublicKeys("", pair.hex())) + _shared(self._box, sender)
            return ChaCha20Poly1305(_seal_key(shared, pair, sender, self.public)).decrypt(_NONCE, closed, None)
        except (InvalidTag, ValueError):
            raise errors.SealBroken from None


def verify(by: PublicKeys, signature: bytes, data: bytes) -> bool:
    """Whether the owner of these keys signed the data."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(by.sign)).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _shared(secret: bytes, public: PublicKeys) -> bytes:
    """What two pairs have in common.

    Raises:
        ValueError: the public one is none.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey  # noqa: PLC0415

    theirs = X25519PublicKey.from_public_bytes(bytes.fromhex(public.box))
    return X25519PrivateKey.from_private_bytes(secret).exchange(theirs)


def _seal_key(shared: bytes, pair: bytes, sender: PublicKeys, recipient: PublicKeys) -> bytes:
    return _derived(shared, b"seal", pair + bytes.fromhex(sender.box) + bytes.fromhex(recipient.box))


def _derived(secret: bytes, purpose: bytes, context: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(SHA256(), KEY_BYTES, salt=None, info=_TAG + purpose + context).derive(secret)


# Files


def make_keys(folder: Path, origin: str) -> Keys:
    """Draw a book's keys and keep them in a folder that only its owner may open.

    Raises:
        KeysExist: there are some; they are not overwritten.
        FileNotWritten: they can't be kept.
        ValueNotAllowed: it is no code of a book.
    """
    path = _secret_path(folder, origin)
    if path.exists():
        raise errors.KeysExist(origin=origin, path=str(path))
    drawn = Keys(read_origin_code(origin), os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))
    with in_place_of(path) as (unfinished,):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        with open(unfinished, "xb", opener=_private) as file:  # a path's own takes no opener
            file.write(_written(HERE_FORMAT, drawn.origin, drawn._sign.hex(), drawn._box.hex()))  # noqa: SLF001
            file.flush()
            os.fsync(file.fileno())
    return drawn


def load_keys(folder: Path, origin: str) -> Keys:
    """Read a book's keys.

    Raises:
        KeysMissing, KeysNotUnderstood, FileUnreadable: they are not there, or can't be read.
    """
    path = _secret_path(folder, origin)
    if not path.exists():
        raise errors.KeysMissing(origin=origin, path=str(folder))
    said = _read(path, HERE_FORMAT)
    return Keys(said["origin"], bytes.fromhex(said["sign"]), bytes.fromhex(said["box"]))


def own_keys(connection: Connection, folder: Path, origin: str) -> Keys:
    """Read the keys of a book that this computer writes: its own, else those of the book that it goes on for.

    Raises:
        KeysMissing, KeysNotUnderstood, FileUnreadable: they are not there, or can't be read.
    """
    known = enrolments(connection)
    there = [book for book in line_of(known, origin) if _secret_path(folder, book).exists()]
    theirs = enrolled(known, origin)
    for book in there:
        # Keys that were made for a new book and never enrolled sign nothing that anybody would believe.
        if theirs and (keys := load_keys(folder, book)).public == theirs.keys:
            return keys
    return load_keys(folder, there[0] if there else origin)


def office_keys(connection: Connection, folder: Path, origin: str) -> Keys:
    """The keys of the office's book, made now if its book never had any.

    Raises:
        KeysMissing, KeysNotUnderstood, FileUnreadable, FileNotWritten: they can't be read or made.
    """
    if enrolment_of(connection, origin) is None and not _secret_path(folder, origin).exists():
        return make_keys(folder, origin)
    return own_keys(connection, folder, origin)


def write_public(keys: Keys, path: Path) -> None:
    """Write the public half, to be carried to the office.

    Raises:
        FileNotWritten: it can't be written.
    """
    public = keys.public
    fingerprint = {"fingerprint": public.fingerprint}
    write_whole(path, _written(PUBLIC_FORMAT, keys.origin, public.sign, public.box, fingerprint))


def read_public(path: Path) -> tuple[str, PublicKeys]:
    """Read whose keys a file holds, and the keys.

    Raises:
        FileMissing, FileUnreadable: there is no file, or it can't be read.
        KeysNotUnderstood: it holds none, or was altered.
    """
    if not path.exists():
        raise errors.FileMissing(path=str(path))
    said = _read(path, PUBLIC_FORMAT)
    keys = PublicKeys(said["sign"], said["box"])
    try:
        _shared(os.urandom(KEY_BYTES), keys)  # a few numbers are no keys at all
    except ValueError:
        raise errors.KeysNotUnderstood(path=str(path)) from None
    if said["fingerprint"] != keys.fingerprint:
        raise errors.KeysNotUnderstood(path=str(path))
    return said["origin"], keys


def _secret_path(folder: Path, origin: str) -> Path:
    return folder / f"{read_origin_code(origin)}{HERE_SUFFIX}"


def _private(path: str, flags: int) -> int:
    """Open a file that nobody else may read; Windows keeps others out of a user's folders anyway."""
    return os.open(path, flags, 0o600)


def _written(form: str, origin: str, sign: str, box: str, more: Mapping[str, str] | None = None) -> bytes:
    said = {"format": form, "origin": origin, "sign": sign, "box": box, **(more or {})}
    return json.dumps(said, indent=2).encode() + b"\n"


def _read(path: Path, form: str) -> dict[str, str]:
    try:
        said = json.loads(path.read_bytes())
        sign, box = (bytes.fromhex(said[name]) for name in ("sign", "box"))
        if said["format"] == form and len(sign) == len(box) == KEY_BYTES:
            kept = {"origin": read_origin_code(said["origin"]), "sign": sign.hex(), "box": box.hex()}
            return {**kept, "fingerprint": str(said.get("fingerprint"))}
    except OSError as failure:
        raise errors.FileUnreadable(path=str(path), reason=failure.strerror or "") from None
    except (ValueError, KeyError, TypeError, AttributeError, errors.ValueNotAllowed):
        pass
    raise errors.KeysNotUnderstood(path=str(path))
