"""Who may send what: the office any book, a point its own, and anybody what the office's signed heads prove."""

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.exchange.bundles.manifest import TAG, Manifest
from wasteledger.exchange.bundles.reading import Bundle
from wasteledger.exchange.keys import verify
from wasteledger.journal.books import municipality_of
from wasteledger.journal.door import owner_of
from wasteledger.journal.enrolments import Enrolment, enrolment_of, enrolments
from wasteledger.journal.runs import Heads
from wasteledger.storage import tables


def require_trusted(connection: Connection, bundle: Bundle, office: str = "") -> bool:
    """Refuse a bundle unless it is this town's, signed by who says so, and he may send every book in it.

    Args:
        connection: one that sees the ledger as it will be written.
        bundle: all of which is whole.
        office: the fingerprint of new keys of the office's, which a person has compared.

    Returns:
        Whether the office sent it.

    Raises:
        BundleForeign, SignerUnknown, BookNotSenders: it isn't.
        BundleDamaged: it is not as it was signed.
    """
    manifest = bundle.manifest
    if manifest.municipality != municipality_of(connection):
        raise errors.BundleForeign(path=bundle.path)
    signer = _signer(connection, bundle, manifest.sender)
    compared = office == manifest.keys.fingerprint
    if not compared and (signer is None or signer.keys != manifest.keys):
        raise errors.SignerUnknown(path=bundle.path, sender=manifest.sender, fingerprint=manifest.keys.fingerprint)
    require_signed(bundle)
    if compared or signer is None or signer.office:
        return True
    proved = proved_heads(connection, bundle)
    for run in manifest.runs:
        owner = _signer(connection, bundle, run.book)
        theirs = owner is not None and owner.keys == signer.keys
        if not theirs and not any(heads.get(run.book) == (run.upto, run.digest) for heads in proved):
            raise errors.BookNotSenders(path=bundle.path, sender=manifest.sender, book=run.book)
    return False


def require_office(connection: Connection, bundle: Bundle) -> None:
    """Refuse a bundle that was taken for the office's, unless its own rulings say the same of who signed it.

    Raises:
        SignerUnknown: they don't.
    """
    manifest = bundle.manifest
    sender = enrolment_of(connection, manifest.sender)
    if sender is None or not sender.office or sender.keys != manifest.keys:
        raise errors.SignerUnknown(path=bundle.path, sender=manifest.sender, fingerprint=manifest.keys.fingerprint)


def require_signed(bundle: Bundle) -> None:
    """Refuse a bundle that was not signed by the keys it names.

    Raises:
        BundleDamaged: it was altered since, or never signed.
    """
    if not verify(bundle.manifest.keys, bundle.signature, TAG + bundle.said):
        raise errors.BundleDamaged(path=bundle.path)


def proved_heads(connection: Connection, bundle: Bundle) -> list[Heads]:
    """How far the office once held every book, by each manifest of its own that a bundle carries.

    One that can't be verified proves nothing: the office may have had other keys then.
    """
    proved = []
    for said, signature in bundle.proofs():
        try:
            manifest = Manifest.read(said)
        except (ValueError, errors.BundleRefused):
            continue
        office = _signer(connection, bundle, manifest.sender)
        ours = manifest.municipality == bundle.manifest.municipality
        if ours and office is not None and office.office and verify(office.keys, signature, TAG + said):
            proved.append(manifest.heads)
    return proved


def _signer(connection: Connection, bundle: Bundle, book: str) -> Enrolment | None:
    return owner_of(enrolments(connection), bundle.runs(), book)


def office_book(connection: Connection) -> str:
    """The newest of the office's books that are known here, or nothing: the one that none of the others goes on for."""
    origin, enrolment = tables.origin.c, tables.enrolment.c
    codes = set(connection.execute(select(origin.code).where(origin.office == 1)).scalars())
    gone_on = set(connection.execute(select(enrolment.after).where(enrolment.origin.in_(codes))).scalars())
    return max(codes - gone_on, default="")
