"""The imports: drop-offs, loads, households, materials and rates, each a form and a function from rows to a command."""

from functools import partial
from pathlib import Path

from wasteledger.exchange import forms, rosters, weighed
from wasteledger.exchange.importing import Import, Imported, Progress, Tell, bring_in
from wasteledger.recording.booking import Bookings
from wasteledger.recording.households import RegisterHousehold
from wasteledger.recording.lists import AddToList
from wasteledger.recording.loads import Load
from wasteledger.recording.rates import SetRates

DROP_OFF_FILE = Import(
    "drop-off",
    forms.DROP_OFFS,
    weighed.ImportedDropOff,
    weighed.drop_off,
    keys=(("reference",),),
    lines=True,
    same=("date", "time", "card", "member", "point"),
)


def import_drop_offs(
    bookings: Bookings,
    path: str | Path,
    *,
    point: str | None = None,
    skip_bad: Path | None = None,
    tell: Tell = str,
    progress: Progress = lambda _: None,
) -> Imported:
    """Import drop-offs, one weighing a row; rows with the same reference are one drop-off.

    ``point`` is where they were weighed unless a row says so; the rest as in :func:`~.importing.bring_in`.
    """
    defaults = {"point": point} if point else {}
    return bring_in(DROP_OFF_FILE, bookings, path, defaults=defaults, skip_bad=skip_bad, tell=tell, progress=progress)


LOAD_FILE = Import(
    "load", forms.LOADS, Load, weighed.load, keys=(("ticket", "date", "destination", "community", "point"),), lines=True
)
import_loads = partial(bring_in, LOAD_FILE)

HOUSEHOLD_FILE = Import(
    "household",
    forms.HOUSEHOLDS,
    RegisterHousehold,
    rosters.household,
    keys=(("former_number",), ("community", "house_number", "name", "given", "surname")),
)
import_households = partial(bring_in, HOUSEHOLD_FILE)

MATERIAL_FILE = Import("material", forms.MATERIALS, AddToList, rosters.material, keys=(("code",),))
import_materials = partial(bring_in, MATERIAL_FILE)

RATE_FILE = Import("rate", forms.RATES, SetRates, rosters.rate, keys=(("material", "grade", "first_day"),))
import_rates = partial(bring_in, RATE_FILE)
