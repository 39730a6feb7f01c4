"""How each book is chained: the bytes of a body, and the digest that ties an entry to all before it.

``digest = SHA-256(tag ‖ origin ‖ sequence ‖ previous digest ‖ body)`` with fields of 16, 8, 8 and 32 bytes; the digest
before a book's first entry is ``SHA-256(municipality id ‖ origin)``. The test vectors in ``tests/journal`` are kept for
ever: other programs check our books by them.
"""

import json
import unicodedata
from hashlib import sha256
from typing import Any

Body = dict[str, Any]
"""What an entry says: strings, whole numbers, lists and dicts of these, and nothing else."""

TAG = b"wasteledger/1".ljust(16, b"\0")
ORIGIN_BYTES = 8
SEQUENCE_BYTES = 8

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(body: Body) -> bytes:
    """Return the one way to write a body: sorted keys, no spaces, NFC, whole numbers and strings only.

    Raises:
        TypeError: the body holds a float, a boolean, a null or anything else that JSON writes in more than one way.
    """
    _refuse_other_types(body)
    text = _encode(body)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        # String by string: in the whole text the n of an escaped line end would take a tilde that follows it.
        text = _encode(_composed(body))
    return text.encode()


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_composed(key): _composed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_composed(inner) for inner in value]
    return value


def _refuse_other_types(value: object) -> None:
    kind = type(value)
    if kind is dict:
        for key, inner in value.items():  # type: ignore[attr-defined]  # exact type checked above
            if type(inner) is not str and type(inner) is not int:
                _refuse_other_types(inner)
            if type(key) is not str:
                message = f"a body's keys are strings, not {key!r}"
                raise TypeError(message)
    elif kind is list:
        for inner in value:  # type: ignore[attr-defined]
            _refuse_other_types(inner)
    elif kind is not str and kind is not int:
        message = f"a body holds whole numbers and strings, not {value!r}"
        raise TypeError(message)


def read(body: bytes) -> Body:
    """Return what stored bytes say.

    Raises:
        ValueError: they are no body.
    """
    said = json.loads(body)
    if not isinstance(said, dict):
        message = f"a body is an object, not {body[:20]!r}"
        raise ValueError(message)  # noqa: TRY004  # the bytes are wrong, not the argument's type
    return said


def first_digest(municipality: bytes, origin: str) -> bytes:
    """The digest that a book's first entry follows."""
    return sha256(municipality + origin_field(origin)).digest()


def origin_field(origin: str) -> bytes:
    return origin.encode().ljust(ORIGIN_BYTES, b"\0")


def next_digest(origin: bytes, sequence: int, previous: bytes, body: bytes) -> bytes:
    """Return the digest of an entry.

    Args:
        origin: the book's code as :func:`origin_field` writes it.
        sequence: the entry's number in its book, from 1.
        previous: the 32 bytes of the entry before it.
        body: the canonical bytes, exactly as stored.
    """
    return sha256(TAG + origin + sequence.to_bytes(SEQUENCE_BYTES, "big") + previous + body).digest()
