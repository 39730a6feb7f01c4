"""How each book is chained: the bytes of a body, and the digest that ties an entry to all before it.

``digest = SHA-256(tag ‖ origin ‖ sequence ‖ previous digest ‖ body)`` with fields of 16, 8, 8 and 32 bytes; the digest
before a book's first entry is ``SHA-256(municipality id ‖ origin)``. The test vectors in ``tests/journal`` are kept for
ever: other programs check our books by them.
"""

import unicodedata
from functools import lru_cache
from hashlib import sha256
from json import JSONDecoder, JSONEncoder
from json.encoder import encode_basestring
from typing import Any

Body = dict[str, Any]
"""What an entry says: strings, whole numbers, lists and dicts of these, and nothing else."""

TAG = b"wasteledger/1".ljust(16, b"\0")
ORIGIN_BYTES = 8
SEQUENCE_BYTES = 8

SHAPES_HELD = 1_024
"""Entries of one kind have the same few sets of keys."""


def _refuse_fraction(said: str) -> float:
    message = f"a body holds whole numbers, not {said}"
    raise ValueError(message)


_decode = JSONDecoder(parse_float=_refuse_fraction, parse_constant=_refuse_fraction).raw_decode
_encode = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_WORDS = (b"true", b"false", b"null")
"""What may be a value that no body holds, or else part of a text."""


def canonical(body: Body) -> bytes:
    """Return the one way to write a body: sorted keys, no spaces, NFC, whole numbers and strings only.

    Raises:
        TypeError: the body holds a float, a boolean, a null or anything else that JSON writes in more than one way.
    """
    text = _written(body)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        # String by string: in the whole text the n of an escaped line end would take a tilde that follows it.
        text = _written(_composed(body))
    return text.encode()


def is_canonical(body: Body, encoded: bytes) -> bool:
    """Whether these bytes are the one way to write what they say, told at a third of what writing them costs.

    Raises:
        TypeError: what they say is no body.
    """
    if any(word in encoded for word in _WORDS):
        return canonical(body) == encoded
    text = encoded.decode()
    return (text.isascii() or unicodedata.is_normalized("NFC", text)) and _encode(body) == text


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_composed(key): _composed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_composed(inner) for inner in value]
    return value


def _written(value: Any) -> str:
    """Write a value as JSON; the standard encoder sorts an object's keys anew every time and lets floats through."""
    kind = type(value)
    if kind is dict:
        keys, form = _in_order(tuple(value))
        parts: list[str | int] = []
        for key in keys:
            inner = value[key]
            kind = type(inner)
            if kind is str:
                parts.append(encode_basestring(inner))
            elif kind is int:
                parts.append(inner)
            else:
                parts.append(_written(inner))
        return form % tuple(parts)
    if kind is list:
        return "[" + ",".join([_written(inner) for inner in value]) + "]"
    if kind is str:
        return encode_basestring(value)
    if kind is int:
        return str(value)
    message = f"a body holds whole numbers and strings, not {value!r}"
    raise TypeError(message)


@lru_cache(SHAPES_HELD)
def _in_order(keys: tuple[object, ...]) -> tuple[list[str], str]:
    """Sort an object's keys, and write the object with a gap for each value."""
    for key in keys:
        if type(key) is not str:
            message = f"a body's keys are strings, not {key!r}"
            raise TypeError(message)
    in_order = sorted(map(str, keys))
    members = [encode_basestring(key).replace("%", "%%") + ":%s" for key in in_order]
    return in_order, "{" + ",".join(members) + "}"


def read(body: bytes) -> Body:
    """Return what stored bytes say.

    Raises:
        ValueError: they are no body.
    """
    text = body.decode()
    said, end = _decode(text)
    if not isinstance(said, dict) or end != len(text):
        message = f"a body is an object, not {body[:20]!r}"
        raise ValueError(message)
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
