"""The imports, each a form and a function from rows to a command: what was weighed, who takes part, what was before."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from wasteledger.exchange import forms, openings, rosters, weighed
from wasteledger.exchange.importing import Agree, Import, Imported, Progress, Tell, bring_in
from wasteledger.recording.booking import Bookings
from wasteledger.recording.history import CarryOver
from wasteledger.recording.households import RegisterHousehold
from wasteledger.recording.lists import AddToList
from wasteledger.recording.loads import Load
from wasteledger.recording.openings import OpenBalance, OpenStock
from wasteledger.recording.rates import SetRates
from wasteledger.units import Credits, Grams

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

PLAN_FILE = Import("plan", forms.PLANS, AddToList, rosters.plan, keys=(("code",),))
import_plans = partial(bring_in, PLAN_FILE)

RATE_FILE = Import("rate", forms.RATES, SetRates, rosters.rate, keys=(("material", "grade", "first_day"),))
import_rates = partial(bring_in, RATE_FILE)

HISTORY_FILE = Import("history", forms.HISTORY, CarryOver, openings.history, anew=True)
import_history = partial(bring_in, HISTORY_FILE)

OPENING_BALANCE_FILE = Import(
    "opening-balance", forms.OPENING_BALANCES, OpenBalance, openings.opening_balance, anew=True
)
OPENING_STOCK_FILE = Import("opening-stock", forms.OPENING_STOCK, OpenStock, openings.opening_stock, anew=True)


def _import_openings(
    kind: Import,
    agreeing: Callable[[Any], Agree],
    bookings: Bookings,
    path: str | Path,
    *,
    day: date,
    control_total: Credits | Grams,
    tell: Tell = str,
    progress: Progress = lambda _: None,
) -> Imported:
    """Import what there was on one day, all of it or none; the rows must add up to the total."""
    said = {"day": day, "control_total": control_total}
    return bring_in(kind, bookings, path, defaults=said, tell=tell, progress=progress, agree=agreeing(control_total))


import_opening_balances = partial(_import_openings, OPENING_BALANCE_FILE, openings.balances_agree)
import_opening_stock = partial(_import_openings, OPENING_STOCK_FILE, openings.stock_agrees)
