"""A workbook applied: every sheet in one transaction, only what is new, or nothing at all."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wasteledger import errors
from wasteledger.domain.registers import Community
from wasteledger.exchange.importing import Progress
from wasteledger.exchange.names import NAME_FIELDS, community_key
from wasteledger.exchange.setup.findings import Outcome
from wasteledger.exchange.setup.grids import read_workbook
from wasteledger.exchange.setup.households import Households
from wasteledger.exchange.setup.kinds import COMMUNITY, HOUSEHOLD, KINDS, SETTING, Kind
from wasteledger.exchange.setup.lines import Line, read_lines
from wasteledger.exchange.setup.lists import Lists
from wasteledger.exchange.setup.tables import Table, choose_rows, find_tables
from wasteledger.recording.booking import Bookings
from wasteledger.recording.bulk import BulkDesk
from wasteledger.recording.lists import AddToList
from wasteledger.units import Credits


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a workbook is read and what is done with it."""

    order: str = ""
    """How its computer wrote dates (``d/m``, ``m/d``), where somebody said it."""
    with_hidden: bool = False
    """Read hidden rows and columns too."""
    cards: bool = False
    """Issue a card to each household that is new."""
    opening_day: date | None = None
    control_total: Credits | None = None
    """The day and the sum of the balances brought forward, typed apart from the workbook."""
    progress: Progress = lambda _: None
    """Told how many households are done."""


class _Undone(Exception):  # noqa: N818  # nothing failed
    """A check is at its end: what it booked is undone."""


def check_workbook(bookings: Bookings, path: Path, how: How) -> Outcome:
    """Find out what applying a workbook would come to: it is applied, and all of it undone.

    Raises:
        FileRefused: it can't be read.
    """
    run = _Run(path, how)
    try:
        bookings.book_many(AddToList, run.check)
    except (_Undone, errors.WorkbookRefused):
        return run.outcome
    raise AssertionError  # a check always ends in one of them


def apply_workbook(bookings: Bookings, path: Path, how: How) -> Outcome:
    """Apply a workbook.

    Raises:
        WorkbookRefused: something in it can't be taken; its ``outcome`` says what. Nothing was written.
        FileRefused: it can't be read.
    """
    run = _Run(path, how)
    bookings.book_many(AddToList, run.apply)
    run.outcome.applied = True
    return run.outcome


class _Run:
    """One workbook being brought in at one desk."""

    def __init__(self, path: Path, how: How) -> None:
        self._how = how
        _, grids = read_workbook(path, with_hidden=how.with_hidden)
        self.outcome = Outcome(path)
        self._tables = find_tables(path, grids, self.outcome)
        if not self._tables and not self.outcome.refused:
            self.outcome.refuse(path.name, "", errors.FileEmpty(path=str(path)))

    def check(self, desk: BulkDesk) -> None:
        self.apply(desk)
        raise _Undone

    def apply(self, desk: BulkDesk) -> None:
        lists = Lists(desk, self.outcome)
        listed = self._tables_of(COMMUNITY) or desk.directory.listed(Community)
        for kind in KINDS:
            lines = [line for table in self._tables_of(kind) for line in self._lines(desk, table)]
            if kind is SETTING:
                lists.settings(lines)
            elif kind is HOUSEHOLD:
                households = Households(desk, self.outcome, lists, communities_listed=bool(listed))
                households.register(lines, self._how.progress)
                households.open_balances(self._how.opening_day, self._how.control_total)
                if self._how.cards:
                    households.issue_cards()
            else:
                lists.listed(kind, lines)
        refused = len(self.outcome.refused)
        if refused:
            raise errors.WorkbookRefused(path=str(self.outcome.path), refused=refused, outcome=self.outcome)

    def _tables_of(self, kind: Kind) -> list[Table]:
        return [table for table in self._tables if table.kind is kind]

    def _lines(self, desk: BulkDesk, table: Table) -> list[Line]:
        lines = desk.directory.listed(Community).values()
        known = {community_key(str(getattr(line, name, ""))) for line in lines for name in (*NAME_FIELDS, "code")}
        choose_rows(table, known - {""}, self.outcome)
        return list(read_lines(table, self._how.order, self.outcome))
