"""Bundles as a thief writes them who has a point's keys: signed as they should be, and saying what they shouldn't."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from wasteledger.exchange.bundles.reading import opened
from wasteledger.exchange.bundles.writing import write_bundle
from wasteledger.exchange.keys import Keys
from wasteledger.journal.chain import next_digest, origin_field
from wasteledger.journal.runs import Copied, Run

Entries = Sequence[Copied]


def entries_in(path: Path) -> dict[str, list[Copied]]:
    """Every entry in a bundle, by book."""
    with opened(path) as bundle:
        return {run.origin: list(run.entries()) for run in bundle.runs()}


def run_with(book: str, entries: Entries, **said: Any) -> Run:
    """A run of these entries, which says of itself what they come to unless told otherwise."""
    after, (upto, digest, _) = entries[0][0] - 1, entries[-1]
    run = Run(
        book, office=False, after=after, upto=upto, digest=digest, entries=lambda: iter(entries), before=bytes(32)
    )
    return replace(run, **said)


def forge(
    path: Path,
    keys: Keys,
    runs: Sequence[Run] | None = None,
    more: Mapping[str, bytes] | None = None,
    sign: Callable[[bytes], bytes] | None = None,
    **said: Any,
) -> Path:
    """Write a bundle anew with other runs, other members or another manifest, and sign it; return where it is."""
    target = path.with_name("forged.wlb")
    with opened(path) as bundle:
        manifest = replace(bundle.manifest, keys=keys.public, **said)
        given = bundle.runs() if runs is None else runs
        write_bundle(target, manifest, given, more or {}, sign or keys.sign, lambda _: None)
    return target


def chained(book: str, entries: Entries, bodies: Sequence[bytes | Mapping[str, Any]], before: bytes) -> list[Copied]:
    """Entries with other bodies and digests that follow each other as they should."""
    made, digest, number = [], before, entries[0][0]
    for said in bodies:
        body = said if isinstance(said, bytes) else json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        digest = next_digest(origin_field(book), number, digest, body)
        made.append((number, digest, body))
        number += 1
    return made
