"""wasteledger: the ledger of a town's waste-separation programme.

Households bring sorted waste, it is weighed and credited, and every gram and every credit is in one double-entry book
whose history a household can check from its slip. Nothing is opened when this package is imported::

    from wasteledger import Credits, Weighing, open_ledger

    with open_ledger("town.db", operator="1") as ledger:
        (entry,) = ledger.record_drop_off(card="W1…", weighings=(Weighing("PET", 5_400, tare=200),))
        print(entry.receipt, entry.check_code)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from wasteledger.errors import Refusal
from wasteledger.units import Credits, CreditUnit, Grams

if TYPE_CHECKING:
    from wasteledger.domain.calendar import Period
    from wasteledger.domain.receipts import Receipt
    from wasteledger.journal.entries import Entry
    from wasteledger.ledger import Ledger
    from wasteledger.recording.drop_offs import Weighing
    from wasteledger.recording.households import Contact
    from wasteledger.recording.loads import LoadLine
    from wasteledger.recording.rates import NewRate
    from wasteledger.recording.rounds import ReferenceWeight

__version__ = "0.1.0"

_LATER = {
    "Contact": "wasteledger.recording.households",
    "Entry": "wasteledger.journal.entries",
    "Ledger": "wasteledger.ledger",
    "LoadLine": "wasteledger.recording.loads",
    "NewRate": "wasteledger.recording.rates",
    "Period": "wasteledger.domain.calendar",
    "Receipt": "wasteledger.domain.receipts",
    "ReferenceWeight": "wasteledger.recording.rounds",
    "Weighing": "wasteledger.recording.drop_offs",
}


def open_ledger(database: str, *, origin: str | None = None, operator: str | None = None) -> "Ledger":
    """Open a town's ledger: an SQLite file, or the URL of a PostgreSQL database (see :meth:`Ledger.open`)."""
    from wasteledger.ledger import Ledger  # noqa: PLC0415  # SQLAlchemy costs 200 ms, and --help needs none of it

    return Ledger.open(database, origin=origin, operator=operator)


def __getattr__(name: str) -> Any:
    """Import the other public names when first asked for, for the same reason."""
    if name not in _LATER:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_LATER[name]), name)


__all__ = [
    "Contact",
    "CreditUnit",
    "Credits",
    "Entry",
    "Grams",
    "Ledger",
    "LoadLine",
    "NewRate",
    "Period",
    "Receipt",
    "ReferenceWeight",
    "Refusal",
    "Weighing",
    "open_ledger",
]
