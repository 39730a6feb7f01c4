"""The ledger: one method per verb of the field, each one transaction."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypedDict, Unpack

from wasteledger import errors
from wasteledger.domain.methods import RECEIVED
from wasteledger.domain.moments import Clock, utc_now
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.books import choose_origin, last_receipt, municipality_of, succeed
from wasteledger.storage.database import Database
from wasteledger.storage.tables import PROJECTIONS_VERSION
from wasteledger.storage.upgrade import REVISION, require_current_schema, schema_version
from wasteledger.units import Credits

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from wasteledger.domain import card_code, registers
    from wasteledger.domain.calendar import Period
    from wasteledger.domain.registers import Listed
    from wasteledger.domain.settings import Settings
    from wasteledger.exchange import imports
    from wasteledger.exchange.importing import Imported, Progress, Tell
    from wasteledger.journal import audit as auditing
    from wasteledger.journal import directory as directories
    from wasteledger.journal import entries, streaming
    from wasteledger.journal import rebuild as folding
    from wasteledger.journal.directory import Directory
    from wasteledger.journal.entries import Entry
    from wasteledger.printing.blank_forms import Forms
    from wasteledger.printing.cards import HandedOut
    from wasteledger.printing.commands import CommandSheet, ContainerCode
    from wasteledger.printing.day_sheet import DaySheet
    from wasteledger.printing.notice import Notice
    from wasteledger.printing.passbook import Passbook
    from wasteledger.printing.price_list import PriceList
    from wasteledger.printing.sale_sheet import SaleSheet
    from wasteledger.printing.slip import Slip
    from wasteledger.recording import (
        booking,
        cards,
        drop_offs,
        households,
        lists,
        loads,
        origins,
        prints,
        rates,
        reversals,
        settlements,
    )
    from wasteledger.recording.desk import Command
    from wasteledger.reporting import cards as card_queries
    from wasteledger.reporting import checks, diversion, exceptions, papers, slips, statements, status, stock, tonnage
    from wasteledger.reporting import households as household_queries
    from wasteledger.reporting import lists as list_queries
    from wasteledger.storage import backup as backups
    from wasteledger.translation import Words
else:

    class _Later:
        """A module of ours that is imported when something of it is first used: a balance needs few of them."""

        def __init__(self, name: str) -> None:
            self._name = f"wasteledger.{name}"

        def __getattr__(self, name: str) -> Any:
            return getattr(import_module(self._name), name)

    auditing, directories = _Later("journal.audit"), _Later("journal.directory")
    streaming = _Later("journal.streaming")
    entries, folding = _Later("journal.entries"), _Later("journal.rebuild")
    booking, settlements = _Later("recording.booking"), _Later("recording.settlements")
    cards, households = _Later("recording.cards"), _Later("recording.households")
    drop_offs, reversals = _Later("recording.drop_offs"), _Later("recording.reversals")
    lists, rates = _Later("recording.lists"), _Later("recording.rates")
    loads, origins, prints = _Later("recording.loads"), _Later("recording.origins"), _Later("recording.prints")
    checks, papers = _Later("reporting.checks"), _Later("reporting.papers")
    card_code, registers = _Later("domain.card_code"), _Later("domain.registers")
    card_queries = _Later("reporting.cards")
    household_queries, list_queries = _Later("reporting.households"), _Later("reporting.lists")
    diversion, tonnage, stock = _Later("reporting.diversion"), _Later("reporting.tonnage"), _Later("reporting.stock")
    slips, statements = _Later("reporting.slips"), _Later("reporting.statements")
    exceptions, status = _Later("reporting.exceptions"), _Later("reporting.status")
    backups, imports = _Later("storage.backup"), _Later("exchange.imports")

P = ParamSpec("P")


class How(TypedDict, total=False):
    """How a file is brought in."""

    skip_bad: Path | None
    """Book the good rows, and write the bad ones to this CSV file; else one bad row stops everything."""
    tell: Tell
    """Writes the reason beside a bad row."""
    progress: Progress
    """Told how many rows are done."""


def _verb(command: Callable[[], Callable[P, Command]]) -> Callable[Concatenate[Ledger, P], Sequence[Entry]]:
    """Make a method that books a command: it takes what the command takes, and returns the entries booked."""

    def book(self: Ledger, /, *args: P.args, **kwargs: P.kwargs) -> Sequence[Entry]:
        return self._bookings.book(command()(*args, **kwargs))

    return book


class Ledger:
    """A town's ledger in one database, as one operator writes it in one book.

    Open it with :func:`wasteledger.open_ledger`. Verbs that write return the entries they booked; the same
    ``request_id`` again returns the same entries and writes nothing.
    """

    def __init__(self, database: Database, origin: str, operator: str | None, clock: Clock) -> None:
        self._database = database
        self.origin = origin
        """The code of the book that this ledger writes."""
        self._operator = operator
        self._clock = clock

    @cached_property
    def _bookings(self) -> booking.Bookings:
        return booking.Bookings(self._database, self.origin, self._operator, self._clock)

    @cached_property
    def _directory(self) -> Directory:
        return directories.Directory()

    @classmethod
    def open(
        cls,
        database: str | os.PathLike[str],
        *,
        origin: str | None = None,
        operator: str | None = None,
        clock: Clock = utc_now,
    ) -> Self:
        """Open a ledger that is there.

        Args:
            database: an SQLite file, or the URL of a PostgreSQL database.
            origin: the book to write, where this database appends to more than one.
            operator: the code of who presses the buttons; may be left out where only one is enrolled.
            clock: returns the present moment.

        Raises:
            DatabaseRefused: it is missing, damaged, locked, or of another version.
        """
        opened = Database(database)
        opened.must_exist()
        with opened.reading() as connection:
            require_current_schema(connection, opened.name)
            code = choose_origin(connection, origin)
        return cls(opened, code, operator, clock)

    @classmethod
    def found(
        cls,
        database: str | os.PathLike[str],
        *,
        origin: str,
        operator: str = "1",
        settings: dict[str, str] | None = None,
        clock: Clock = utc_now,
    ) -> Self:
        """Begin a town's ledger: an empty database, the office's book, its settings and its first operator.

        Raises:
            DatabaseExists: there is a ledger already.
            ValueNotAllowed: a setting or the operator's code can't be; nothing is made then.
        """
        lists.require_foundable(settings or {}, operator)
        made = Database(database)
        folding.create(made, origin)
        ledger = cls(made, origin.strip().upper(), operator, clock)
        ledger.found_town(settings=settings or {}, operator=operator)
        return ledger

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def confirm_clock(self) -> None:
        """A person says that the clock is right although the book's last entry is later."""
        self._bookings.confirmed_clock = True

    # The programme

    found_town = _verb(lambda: lists.FoundTown)
    change_settings = _verb(lambda: lists.ChangeSettings)
    add_to_list = _verb(lambda: lists.AddToList)
    change_listed = _verb(lambda: lists.ChangeListed)
    close_listed = _verb(lambda: lists.CloseListed)
    set_statistic = _verb(lambda: lists.SetStatistic)
    set_rates = _verb(lambda: rates.SetRates)
    agree_rates = _verb(lambda: rates.AgreeRates)
    settle_rate = _verb(lambda: rates.SettleRate)

    # Households and cards

    register_household = _verb(lambda: households.RegisterHousehold)
    move_household = _verb(lambda: households.MoveHousehold)
    close_household = _verb(lambda: households.CloseHousehold)
    join_households = _verb(lambda: households.JoinHouseholds)
    forget_household = _verb(lambda: households.ForgetHousehold)
    issue_cards = _verb(lambda: cards.IssueCards)
    bind_card = _verb(lambda: cards.BindCard)
    replace_card = _verb(lambda: cards.ReplaceCard)
    revoke_card = _verb(lambda: cards.RevokeCard)

    # At the point

    record_drop_off = _verb(lambda: drop_offs.DropOff)
    redeem = _verb(lambda: drop_offs.Redemption)
    transfer = _verb(lambda: drop_offs.Transfer)
    record_load = _verb(lambda: loads.Load)
    count_stock = _verb(lambda: loads.StockCount)
    reverse = _verb(lambda: reversals.Reversal)
    correct = _verb(lambda: reversals.Correction)
    settle_card = _verb(lambda: settlements.SettleCard)
    settle_debt = _verb(lambda: settlements.SettleDebt)
    print_cards = _verb(lambda: prints.PrintCards)
    copy_slip = _verb(lambda: prints.CopySlip)
    begin_book = _verb(lambda: origins.BeginBook)

    # Files

    def import_drop_offs(
        self,
        path: str | os.PathLike[str],
        *,
        point: str | None = None,
        **how: Unpack[How],
    ) -> Imported:
        """Import drop-offs, whole or not at all (:func:`wasteledger.exchange.importing.bring_in`)."""
        return imports.import_drop_offs(self._bookings, Path(path), point=point, **how)

    def import_loads(self, path: str | os.PathLike[str], **how: Unpack[How]) -> Imported:
        """Import loads, whole or not at all."""
        return imports.import_loads(self._bookings, Path(path), **how)

    def import_households(self, path: str | os.PathLike[str], **how: Unpack[How]) -> Imported:
        """Import households with their names, whole or not at all."""
        return imports.import_households(self._bookings, Path(path), **how)

    def import_materials(self, path: str | os.PathLike[str], **how: Unpack[How]) -> Imported:
        """Import materials, whole or not at all."""
        return imports.import_materials(self._bookings, Path(path), **how)

    def import_rates(self, path: str | os.PathLike[str], **how: Unpack[How]) -> Imported:
        """Import rates, whole or not at all."""
        return imports.import_rates(self._bookings, Path(path), **how)

    # What is asked

    @contextmanager
    def _asking(self) -> Iterator[tuple[Connection, Directory]]:
        with self._database.reading() as connection:
            yield connection, self._directory.at(connection)

    def settings(self) -> Settings:
        """The town's settings."""
        with self._asking() as (_, directory):
            return directory.settings

    def today(self) -> date:
        """This day in the town."""
        with self._asking() as (_, directory):
            return self._today(directory)

    def _today(self, directory: Directory) -> date:
        return directory.settings.day_of(self._clock())

    def listed(self, kind: str, *, closed: bool = False) -> list[Listed]:
        """The lines of one of the office's lists (``community``, ``point``, …)."""
        with self._asking() as (_, directory):
            return list_queries.listed(directory, kind, closed=closed)

    def operator_names(self) -> dict[str, str]:
        """The operators' names, which the journal does not hold."""
        with self._asking() as (connection, _):
            return list_queries.operator_names(connection)

    def prices(self, day: date, point: str = "") -> list[list_queries.Price]:
        """The price list of a day, at a point."""
        with self._asking() as (_, directory):
            return list_queries.prices(directory, day.isoformat(), point)

    def statistics(self) -> Sequence[Any]:
        """Every outside figure that was set."""
        with self._asking() as (connection, _):
            return list_queries.statistics(connection)

    def weighing(self, typed: str) -> drop_offs.Weighing:
        """Read a weighing in one word, ``PET=5.40-0.20``."""
        with self._asking() as (_, directory):
            return drop_offs.read_weighing(directory, typed)

    def balance(self, typed: str) -> Credits:
        """What a household holds, found by card or number."""
        with self._database.reading() as connection:
            return Credits(statements.balance(connection, household_queries.account_of(connection, typed)))

    def household(self, typed: str) -> household_queries.Shown:
        """One household with its names, cards and balance, found by card or number."""
        with self._asking() as (connection, _):
            return household_queries.show_household(connection, typed)

    def households(self, text: str = "", *, community: str = "", closed: bool = False) -> list[household_queries.Shown]:
        """Households found by number, house number, telephone or part of a name; all of them for no text."""
        with self._asking() as (connection, _):
            return household_queries.find_households(connection, text, community=community, closed=closed)

    def cards_in_use(
        self, codes: Sequence[str] = (), *, community: str = "", unprinted: bool = False
    ) -> list[HandedOut]:
        """Cards to be printed, with whom each is for: all, of a community, never printed, or those named."""
        with self._asking() as (connection, directory):
            place = directory.any(registers.Community, community).code if community else ""
            read = tuple(card_code.read_card_code(code) for code in codes)
            return card_queries.cards_in_use(connection, community=place, unprinted=unprinted, codes=read)

    def card(self, typed: str) -> household_queries.CardState:
        """What is known of a card."""
        with self._asking() as (connection, _):
            return household_queries.card_state(connection, typed)

    def statement(self, typed: str, *, period: Period | None = None, last: int | None = None) -> statements.Statement:
        """A household's history: of a period's days, or the newest ``last`` lines."""
        with self._asking() as (connection, directory):
            account = household_queries.account_of(connection, typed)
            if period is None:
                return statements.statement(connection, account, last=last)
            since, until = directory.settings.moments_of(period.first, period.last)
            return statements.statement(connection, account, since=since, until=until, last=last)

    def entry(self, receipt: str) -> Entry:
        """One entry by its receipt number."""
        with self._asking() as (connection, _):
            return entries.find_entry(connection, Receipt.read(receipt))

    def slip(self, receipt: str, words: Words, copy: int = 0) -> Slip:
        """The slip of an entry, to be laid out by :mod:`wasteledger.printing`; ``copy`` counts the reprints."""
        with self._asking() as (connection, directory):
            return slips.slip_of(connection, directory, Receipt.read(receipt), words, copy)

    def check_slip(self, typed: str, code: str = "") -> checks.SlipCheck:
        """Whether a slip is genuine: by its QR's content, or by receipt number and check code."""
        with self._asking() as (connection, _):
            return checks.check_slip(connection, typed, code)

    def passbook(self, typed: str, period: Period, words: Words, *, check: bool = False) -> Passbook:
        """A household's statement, to be laid out by :mod:`wasteledger.printing.passbook`."""
        with self._asking() as (connection, directory):
            return papers.passbook_of(connection, directory, typed, period, words, check=check)

    def notice(self, period: Period, words: Words, community: str = "") -> Notice:
        """The notice for a community's board, or the whole town's."""
        with self._asking() as (connection, directory):
            return papers.notice_of(connection, directory, period, words, self._today(directory), community)

    def price_list(self, day: date, words: Words, point: str = "") -> PriceList:
        """The price list of a day."""
        with self._asking() as (_, directory):
            return papers.price_list_of(directory, day, words, point)

    def command_sheet(self, containers: Sequence[ContainerCode] = (), point: str = "") -> CommandSheet:
        """The sheet of codes that is scanned instead of typing."""
        with self._asking() as (_, directory):
            return papers.command_sheet_of(directory, containers, point)

    def forms(self, numbers: Sequence[str], point: str = "") -> Forms:
        """Numbered forms to be written by hand."""
        with self._asking() as (_, directory):
            return papers.forms_of(directory, numbers, point)

    def day_sheet(self, day: date, point: str) -> DaySheet:
        """What a point did on one day."""
        with self._asking() as (connection, directory):
            return papers.day_sheet_of(connection, directory, self.origin, day, point)

    def slips_of_day(self, day: date, words: Words, point: str = "") -> list[Slip]:
        """Every slip of one day, in the order of their receipts."""
        with self._asking() as (connection, directory):
            found = papers.slips_of_day(connection, directory, self.origin, day, point)
            return [slips.slip_of(connection, directory, entry.receipt, words) for entry in found]

    def sale_sheet(self, receipt: str) -> SaleSheet:
        """The sheet that goes with a load to its buyer."""
        with self._asking() as (connection, directory):
            return papers.sale_sheet_of(connection, directory, Receipt.read(receipt))

    def stock(self, point: str | None = None) -> dict[str, dict[str, int]]:
        """The grams of each material that lie at each point."""
        with self._asking() as (connection, _):
            return stock.stock(connection, point)

    def exceptions(self) -> list[exceptions.ExceptionFound]:
        """What asks for somebody's eyes."""
        with self._asking() as (connection, _):
            return exceptions.exceptions(connection)

    def report_diversion(
        self, period: Period, *, by: str = "municipality", method: str = "diversion", basis: str = RECEIVED
    ) -> diversion.DiversionReport:
        """A diversion rate with what stands behind it (:func:`wasteledger.reporting.diversion.diversion`)."""
        with self._asking() as (connection, directory):
            return diversion.diversion(connection, directory, period, by=by, method=method, basis=basis)

    def report_tonnage(self, period: Period, by: Sequence[str] = ()) -> tonnage.TonnageReport:
        """Tonnage of a period, cut by anything."""
        with self._asking() as (connection, directory):
            return tonnage.tonnage(connection, directory, period, by)

    def status(self) -> status.Status:
        """Which schema, how many entries, how far each book is held."""
        with self._asking() as (connection, _):
            return status.status(connection, self._database.name)

    # The book itself

    def back_up(self, target: str | os.PathLike[str]) -> Path:
        """Copy an SQLite ledger as it stands, while it is in use."""
        return backups.back_up(self._database, Path(target))

    def audit(self, progress: Callable[[int], None] = lambda _: None) -> auditing.Audit:
        """Verify every chain and fold every projection anew; ``progress`` is told how many entries are done."""
        with streaming.uncollected(), self._database.reading() as connection:
            return auditing.audit(connection, progress)

    def rebuild(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Fold every projection anew from the journal; return how many entries were folded."""
        return folding.rebuild(self._database, progress)


def upgrade(database: str | os.PathLike[str], progress: Callable[[int], Any] = lambda _: None) -> Path | None:
    """Bring an older ledger to this version's schema; an SQLite file is copied first, and the copy's path returned."""
    with closing(Database(database)) as opened:
        opened.must_exist()
        with opened.reading() as connection:
            revision, projections = schema_version(connection, opened.name)
        older = (revision, projections) < (REVISION, PROJECTIONS_VERSION)
        copy = None
        if older and opened.is_sqlite:
            kept = f"{opened.path.stem}.before-{revision}-{projections}-{utc_now():%Y%m%dT%H%M%S}{opened.path.suffix}"
            copy = backups.back_up(opened, opened.path.with_name(kept))
        folding.upgrade(opened, progress)
        return copy


def _require_same_town(backup: Database, ledger: Database) -> None:
    """Refuse a backup of another town's ledger; a ledger that can't be read any more can't say whose it was.

    Raises:
        BackupNotOurs: both can be read, and they are of different towns.
    """
    try:
        ledger.must_exist()
        with backup.reading() as ours, ledger.reading() as theirs:
            same = municipality_of(ours) == municipality_of(theirs)
    except errors.DatabaseRefused:
        return
    finally:
        backup.close()
        ledger.close()
    if not same:
        raise errors.BackupNotOurs(path=backup.name)


def restore(
    backup: str | os.PathLike[str],
    database: str | os.PathLike[str],
    *,
    last_printed: str,
    new_origin: str = "",
    operator: str | None = None,
) -> tuple[str, Path | None]:
    """Make a backup the ledger again.

    A book that printed receipts beyond the backup can't go on, or two entries would bear one number: a new book is
    begun in its stead.

    Args:
        backup: the SQLite file to restore.
        database: where the ledger lives; what is there now is kept beside it.
        last_printed: the last receipt number that anybody holds on paper.
        new_origin: the code of the new book, needed where ``last_printed`` is beyond the backup.
        operator: who restores.

    Returns:
        The book that is written from now on, and where the old file was put.

    Raises:
        NewBookNeeded: receipts were printed beyond the backup, and ``new_origin`` is missing.
    """
    printed = Receipt.read(last_printed)
    source, target = Database(backup), Database(database)
    source.must_exist()
    with source.reading() as connection:
        require_current_schema(connection, source.name)
        held = last_receipt(connection, printed.origin)
    source.close()
    beyond = printed.sequence > held.sequence
    if beyond and not new_origin:
        raise errors.NewBookNeeded(printed=str(printed), held=str(held))
    _require_same_town(source, target)
    aside = backups.put_in_place(source.path, target, utc_now())
    if not beyond:
        return printed.origin, aside
    with target.writing() as connection:
        succeed(connection, printed.origin, new_origin)
    target.close()
    with Ledger.open(database, origin=new_origin, operator=operator) as ledger:
        ledger.begin_book(after=str(held), printed=str(printed))
        return ledger.origin, aside
