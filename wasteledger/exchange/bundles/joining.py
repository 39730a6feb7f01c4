"""A new laptop's ledger, made from the first bundle that the office gives it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from wasteledger import errors
from wasteledger.domain.receipts import read_origin_code
from wasteledger.exchange.bundles.reading import Bundle, opened
from wasteledger.exchange.bundles.receiving import Received, take_in
from wasteledger.exchange.bundles.senders import require_office, require_signed
from wasteledger.exchange.keys import Keys, load_keys
from wasteledger.journal.enrolments import enrolment_of
from wasteledger.journal.rebuild import begin, begin_in
from wasteledger.storage.database import Database


def join(
    database: Database,
    path: Path,
    origin: str,
    folder: Path,
    is_office: Callable[[str], bool],
    now: datetime,
    progress: Callable[[int], None],
) -> Received:
    """Make a ledger from a first bundle; it writes book ``origin``, whose keys this computer has.

    Args:
        database: where the ledger shall be; there is none yet.
        path: the bundle.
        origin: the book that it shall write, as the office enrolled it.
        folder: where the key files are.
        is_office: told the fingerprint of who signed the bundle, says whether that is the office's.
        now: this moment.
        progress: told how many entries are done.

    Raises:
        KeysMissing: the keys were not made on this computer.
        BundleRefused, MergeRefused, DatabaseExists: and nothing is made.
    """
    own = load_keys(folder, read_origin_code(origin))
    with opened(path) as bundle:
        require_signed(bundle)
        manifest = bundle.manifest
        if not is_office(manifest.keys.fingerprint):
            raise errors.FingerprintDiffers(path=bundle.path, fingerprint=manifest.keys.fingerprint)
        if manifest.heads.get(own.origin, (0, b""))[0]:
            raise errors.NotJoinable(origin=own.origin, path=bundle.path, reason="the book was written before")
        begin_in(database)
        with database.migrating() as connection:
            begin(connection, database, own.origin, manifest.municipality, office=False)
            received = take_in(connection, bundle, own.origin, folder, now, progress, vouched=True)
            _require_enrolled(connection, bundle, own, received)
    return received


def _require_enrolled(connection: Connection, bundle: Bundle, own: Keys, received: Received) -> None:
    """Refuse unless what was brought in is the office's, whole, and knows this book and its keys.

    Raises:
        SignerUnknown, NotJoinable: it isn't.
    """
    if not received.behind:
        require_office(connection, bundle)
    mine = enrolment_of(connection, own.origin)
    if received.behind or mine is None or mine.keys != own.public:
        raise errors.NotJoinable(
            origin=own.origin,
            path=bundle.path,
            reason="it is no first bundle"
            if received.behind
            else "the office has not enrolled the keys of this computer",
        )
