"""Requests: what makes two of them the same, so that pressing again books nothing twice."""

import os
import time
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from wasteledger.errors import ValueNotAllowed
from wasteledger.journal.chain import canonical

DIGEST_BYTES = 8
FOLLOWS = "#"


def new_request_id() -> str:
    """A UUIDv7 (RFC 9562): the time first, so that ids booked one after the other lie side by side in the index."""
    millis = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (
        (millis & (1 << 48) - 1) << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    )
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def checked_request_id(request_id: str) -> str:
    """Return a caller's request id.

    Raises:
        ValueNotAllowed: it holds the sign that marks the second entry of one request.
    """
    if FOLLOWS in request_id:
        raise ValueNotAllowed(name="request id", value=request_id, choices=f"… ({FOLLOWS})")
    return request_id


def follower(request_id: str, number: int) -> str:
    """The request id of the second and later entries that one request books."""
    return f"{request_id}{FOLLOWS}{number}"


def arguments_digest(verb: str, command: object) -> str:
    """Digest what was asked, leaving out what was not said: a field added later changes no old digest."""
    return sha256(canonical({"verb": verb, "arguments": _plain(command)})).digest()[:DIGEST_BYTES].hex()


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    if kind is str or kind is int:
        return value
    if is_dataclass(value):
        said = {}
        for name, default in _defaults(kind):
            given = getattr(value, name)
            if given != default:
                said[name] = _plain(given)
        return said
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


@cache
def _defaults(kind: Any) -> tuple[tuple[str, object], ...]:
    return tuple((item.name, _default(item)) for item in fields(kind) if item.name != "request_id")


def _default(item: Field[Any]) -> object:
    return item.default_factory() if item.default_factory is not MISSING else item.default
