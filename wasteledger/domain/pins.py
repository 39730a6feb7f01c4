"""PINs: how they are typed and kept, and how long a guesser waits. They are one machine's, never the journal's."""

import hmac
import os
import re
from dataclasses import dataclass
from hashlib import scrypt

from wasteledger.domain.digits import arabic_digits
from wasteledger.errors import ValueNotAllowed

_PIN = re.compile(r"[0-9]{4,8}")
SALT_BYTES = 16
HASH_BYTES = 32
COST = 1 << 14
BLOCK_SIZE = 8
"""scrypt's n and r: 16 MB and some 50 ms a try, which a person does not notice and a guesser does."""

TRIES_FREE = 3
FIRST_WAIT_SECONDS = 8
LONGEST_WAIT_SECONDS = 3_600
"""A head of point who was locked out by somebody's joke is back within the hour."""


def read_pin(typed: str) -> str:
    """Read a PIN: four to eight digits, Thai ones too.

    Raises:
        ValueNotAllowed: it is none; what was typed is not repeated.
    """
    pin = arabic_digits(typed).strip()
    if not _PIN.fullmatch(pin):
        raise ValueNotAllowed(name="PIN", value="•••", choices="0000 … 99999999")
    return pin


def wait_after(wrong: int) -> int:
    """How many seconds to wait after so many wrong PINs in a row."""
    if wrong < TRIES_FREE:
        return 0
    return int(min(FIRST_WAIT_SECONDS << min(wrong - TRIES_FREE, 16), LONGEST_WAIT_SECONDS))


@dataclass(frozen=True, slots=True)
class KeptPin:
    """What is kept of a PIN: never the PIN."""

    salt: bytes
    hash: bytes
    cost: int
    block_size: int

    @classmethod
    def of(cls, pin: str) -> "KeptPin":
        salt = os.urandom(SALT_BYTES)
        return cls(salt, _hashed(pin, salt, COST, BLOCK_SIZE), COST, BLOCK_SIZE)

    def matches(self, pin: str) -> bool:
        return hmac.compare_digest(self.hash, _hashed(pin, self.salt, self.cost, self.block_size))


def _hashed(pin: str, salt: bytes, cost: int, block_size: int) -> bytes:
    memory = 256 * cost * block_size
    """Twice what scrypt needs: the library refuses more than it is allowed."""
    return scrypt(pin.encode(), salt=salt, n=cost, r=block_size, p=1, maxmem=memory, dklen=HASH_BYTES)
