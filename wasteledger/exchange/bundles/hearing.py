"""What was heard of other databases: the newest manifest of each, as its sender signed it."""

from sqlalchemy import Connection, insert, select, update

from wasteledger.exchange.bundles.manifest import Manifest
from wasteledger.exchange.bundles.reading import Bundle
from wasteledger.journal.enrolments import is_office_book, signer_of
from wasteledger.journal.runs import Heads, digest_at
from wasteledger.storage import tables

Signed = tuple[Manifest, bytes, bytes]
"""A manifest, its bytes as they were signed, and the signature."""


def hear(connection: Connection, bundle: Bundle) -> None:
    """Keep a bundle's manifest instead of its sender's last one.

    One of the office's is a proof too, and must acknowledge all that the last did, or be signed by other keys. A
    point's may acknowledge less: a thief's would otherwise bar every later one, and one that is replayed costs no
    more than a larger bundle.
    """
    manifest, heard = bundle.manifest, tables.heard
    before = heard_of(connection, manifest.sender)
    said = {"manifest": bundle.said, "signature": bundle.signature}
    if before is None:
        connection.execute(insert(heard).values(sender=manifest.sender, **said))
    elif manifest.keys != before.keys or manifest.dominates(before) or not is_office_book(connection, manifest.sender):
        connection.execute(update(heard).where(heard.c.sender == manifest.sender).values(said))


def heard_of(connection: Connection, sender: str) -> Manifest | None:
    found = connection.scalar(select(tables.heard.c.manifest).where(tables.heard.c.sender == sender))
    return None if found is None else Manifest.read(bytes(found))


def every_heard(connection: Connection) -> list[Signed]:
    """The newest manifest of every sender, in the order of their books."""
    heard = tables.heard.c
    rows = connection.execute(select(heard.manifest, heard.signature).order_by(heard.sender))
    return [(Manifest.read(bytes(said)), bytes(said), bytes(signature)) for said, signature in rows]


def acknowledged(connection: Connection, sender: str) -> Heads:
    """How far a database holds the books of which it holds the same as is held here, heard since it has its keys."""
    heard = heard_of(connection, sender)
    if heard is None or heard.keys != signer_of(connection, sender):
        return {}
    return {
        book: (sequence, digest)
        for book, (sequence, digest) in heard.heads.items()
        if digest_at(connection, book, sequence) == digest
    }
