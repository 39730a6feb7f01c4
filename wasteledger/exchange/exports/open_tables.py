"""The tables that anybody may have: what households dropped off, each cut one way, small cells left out.

Only fiscal years that are over are in them, whole: figures of a year that goes on would tell by their difference from
last week's what came in between. All tables of a year have one total, and so has each class over its materials; a year
whose total is not safe is left out of all of them. Months' sums brought over from earlier books are in none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from wasteledger.domain.accounts import HOUSEHOLD, UNCLAIMED
from wasteledger.domain.calendar import fiscal_year, fiscal_year_of
from wasteledger.domain.households import WALK_IN
from wasteledger.domain.receipts import Receipt
from wasteledger.domain.small_cells import Cell, is_safe, to_leave_out
from wasteledger.journal.chain import Body, read
from wasteledger.journal.fold.movements import holder, meant
from wasteledger.journal.streaming import stream
from wasteledger.storage import tables

MONTH, COMMUNITY, MATERIAL, CLASS, TYPE = "month", "community", "material", "waste_class", "household_type"
CUTS = (MONTH, COMMUNITY, MATERIAL, CLASS, TYPE)
WEIGHINGS = frozenset({MATERIAL, CLASS})
"""Cuts that part a visit: they count lines weighed, the others drop-offs."""
PROGRESS_EVERY = 10_000

Year = dict[str, dict[str, Cell]]
"""The cells of one fiscal year, by cut and code."""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One row of a table; no figures where they are left out."""

    fiscal_year: int
    """Of the common era."""
    code: str
    grams: int | None
    count: int | None


OpenTables = dict[str, list[OpenRow]]


def open_tables(
    connection: Connection, classes: dict[str, str], today: date, least: int, progress: Callable[[int], None]
) -> OpenTables:
    """Add up every drop-off of the fiscal years that are over, and leave out what is not safe.

    Args:
        connection: one that reads.
        classes: the waste class of each material.
        today: this day in the town.
        least: how many contributors must stand behind a figure.
        progress: told how many entries are done.
    """
    years: dict[int, Year] = defaultdict(lambda: {cut: defaultdict(Cell) for cut in CUTS})
    now = _who_became_whom(connection)
    for receipt, body, sign in _drop_offs(connection, progress):
        who = holder(body)
        # Nobody knows who walked in: each visit is somebody.
        contributor = f"{who} {receipt}" if body["type"] == WALK_IN else now.get(who, who)
        add_drop_off(years[fiscal_year_of(date.fromisoformat(body["day"]))], body, contributor, classes, sign)
    over = {year: cells for year, cells in years.items() if fiscal_year(year).last < today}
    return publishable(over, classes, least)


def add_drop_off(year: Year, body: Body, contributor: str, classes: dict[str, str], sign: int = 1) -> None:
    """Add a drop-off to every table of its year, or take it away."""
    for cut, code in ((MONTH, body["day"][:7]), (COMMUNITY, body["community"]), (TYPE, body["type"])):
        year[cut][code].count += sign
        year[cut][code].grams[contributor] += sign * sum(line["grams"] for line in body["lines"])
    for line in body["lines"]:
        for cut, code in ((MATERIAL, line["material"]), (CLASS, classes[line["material"]])):
            year[cut][code].count += sign
            year[cut][code].grams[contributor] += sign * line["grams"]


def publishable(years: dict[int, Year], classes: dict[str, str], least: int) -> OpenTables:
    """Leave out what is not safe: years, then figures, so that no total gives one away."""
    found: OpenTables = {cut: [] for cut in CUTS}
    for number in sorted(years):
        year = years[number]
        if not is_safe(year[MONTH].values(), least):
            continue
        left_out = {cut: to_leave_out(year[cut], least) for cut in CUTS if cut != MATERIAL}
        left_out[MATERIAL] = _materials_to_leave_out(year[MATERIAL], left_out[CLASS], classes, least)
        for cut in CUTS:
            for code, cell in sorted(year[cut].items()):
                shown = (None, None) if code in left_out[cut] else (cell.total, cell.count)
                if cell.count:
                    found[cut].append(OpenRow(number, code, *shown))
    return found


def _materials_to_leave_out(
    cells: dict[str, Cell], classes_left_out: set[str], classes: dict[str, str], least: int
) -> set[str]:
    """Of a class that is published the total is known; one that is left out takes all its materials along."""
    by_class: dict[str, dict[str, Cell]] = defaultdict(dict)
    for code, cell in cells.items():
        by_class[classes[code]][code] = cell
    left_out: set[str] = set()
    for of_class, materials in by_class.items():
        left_out |= materials.keys() if of_class in classes_left_out else to_leave_out(materials, least)
    return left_out


def _drop_offs(connection: Connection, progress: Callable[[int], None]) -> Iterator[tuple[Receipt, Body, int]]:
    """Every drop-off, and once more with the sign turned where it was taken back."""
    entry = tables.entry.c
    query = select(entry.origin, entry.sequence, entry.kind, entry.body).where(entry.kind.in_(("drop-off", "reversal")))
    for done, row in enumerate(stream(connection, query), 1):
        sign, body, of = meant(read(bytes(row.body)))
        if body["kind"] == "drop-off":
            yield Receipt.read(of) if of else Receipt(row.origin, row.sequence), body, sign
        if done % PROGRESS_EVERY == 0:
            progress(done)


def _who_became_whom(connection: Connection) -> dict[str, str]:
    """By account: the household that an unknown card or a joined household turned out to be, so that it counts once."""
    household, card = tables.household.c, tables.card.c
    joined = select(household.number, household.joined_into).where(household.joined_into != "")
    became = {number: into for number, into in connection.execute(joined)}  # noqa: C416  # rows, not pairs
    now: dict[str, str] = {}
    for number in became:
        last = number
        while last in became:
            last = became[last]
        now[f"{HOUSEHOLD}{number}"] = f"{HOUSEHOLD}{last}"
    for code, number in stream(connection, select(card.code, card.household).where(card.household != "")):
        now[f"{UNCLAIMED}{code}"] = now.get(f"{HOUSEHOLD}{number}", f"{HOUSEHOLD}{number}")
    return now
