"""The request ids of imported rows: the same row is the same request, whenever and however often it is imported."""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256

from wasteledger.exchange.columns import Form, Values
from wasteledger.recording.requests import DIGEST_BYTES, FOLLOWS

_BETWEEN_ROWS = "\x1e"


class RequestIds:
    """Tells requests apart by what identifies them: a reference, some fields, or the whole row and its ordinal.

    Digests are salted with the municipality's id, because a row may name people: nobody who reads the journal alone
    can try names on them.
    """

    def __init__(
        self,
        name: str,
        form: Form,
        keys: tuple[tuple[str, ...], ...],
        municipality: bytes,
        taken_back: Iterable[str] = (),
    ) -> None:
        self.prefix = f"import:{name}:"
        self._form, self._keys, self._salt = form, keys, sha256(municipality)
        ours = (request for request in taken_back if request.startswith(self.prefix))
        self._ordinals = Counter(request.split(":")[-2] for request in ours)
        """How often each whole row came; where its request was taken back, the row is new again."""

    def of(self, rows: Sequence[Values]) -> tuple[str, str]:
        """Return the id of the request that some rows make, and the digest of what they say."""
        said = self._form.said
        arguments = self._digest(said(rows[0]) if len(rows) == 1 else _BETWEEN_ROWS.join(map(said, rows)))
        first = rows[0]
        for key in self._keys:
            if key[0] in first:
                return self._keyed(first, key), arguments
        self._ordinals[arguments] += 1
        return f"{self.prefix}{_day(first)}{arguments}:{self._ordinals[arguments]}", arguments

    def _keyed(self, row: Values, key: tuple[str, ...]) -> str:
        if len(key) == 1:
            # The sign that marks a request's second entry is kept for that.
            return self.prefix + self._form.normal(key[0], row[key[0]]).replace(FOLLOWS, "%23")
        named = self._form.said({field: row[field] for field in key if field in row})
        return f"{self.prefix}{_day(row)}{self._digest(named)}"

    def _digest(self, text: str) -> str:
        salted = self._salt.copy()
        salted.update(text.encode())
        return salted.digest()[:DIGEST_BYTES].hex()


def _day(row: Values) -> str:
    """The day first, so that rows booked one after the other lie side by side in the index of requests."""
    return f"{row['date']!s:.10}:" if "date" in row else ""
