"""Public keys: what a book's bundles are proved with and written to, and the fingerprint that people compare."""

from dataclasses import dataclass
from hashlib import sha256

from wasteledger.domain.crockford import check_code


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The public half of a book's keys, 64 hexadecimal digits each, as the journal has them."""

    sign: str
    """Ed25519."""
    box: str
    """X25519."""

    @property
    def fingerprint(self) -> str:
        """The first 80 bits of SHA-256 over both, as a check code: ``7K3M-9QX2-4TAB-0C5D``."""
        return check_code(sha256(bytes.fromhex(self.sign + self.box)).digest())
