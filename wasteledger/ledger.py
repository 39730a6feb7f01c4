"""The ledger: one method per verb of the field, each one transaction."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypedDict, Unpack

from wasteledger import errors
from wasteledger.domain.moments import Clock, utc_now
from wasteledger.domain.receipts import Receipt
from wasteledger.domain.roles import require_permission
from wasteledger.journal.books import begin, choose_origin, last_receipt, municipality_of, succeed
from wasteledger.storage.database import Database
from wasteledger.storage.tables import PROJECTIONS_VERSION
from wasteledger.storage.upgrade import REVISION, require_current_schema, schema_version
from wasteledger.units import Credits, Grams

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from wasteledger.domain import card_code, registers
    from wasteledger.domain.calendar import Period
    from wasteledger.domain.registers import Listed, Operator
    from wasteledger.domain.rounds import CashBox
    from wasteledger.domain.settings import Settings
    from wasteledger.exchange import heads, imports, rejoining, second_copy
    from wasteledger.exchange import keys as key_files
    from wasteledger.exchange import line as lines
    from wasteledger.exchange.bundles import joining, receiving, sending
    from wasteledger.exchange.bundles import status as sync_state
    from wasteledger.exchange.exports import datapackage
    from wasteledger.exchange.exports import hledger as hledger_export
    from wasteledger.exchange.exports import journal as journal_export
    from wasteledger.exchange.importing import Imported, Progress, Tell
    from wasteledger.exchange.setup import applying, marking
    from wasteledger.exchange.setup.findings import Finding, Outcome
    from wasteledger.journal import audit as auditing
    from wasteledger.journal import directory as directories
    from wasteledger.journal import entries, remembering, streaming
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
        history,
        households,
        lists,
        loads,
        openings,
        origins,
        periods,
        pins,
        prints,
        rates,
        reversals,
        rounds,
        settlements,
    )
    from wasteledger.recording.desk import Command
    from wasteledger.reporting import cards as card_queries
    from wasteledger.reporting import (
        checks,
        comparing,
        exceptions,
        gathering,
        papers,
        readiness,
        reports,
        slips,
        statements,
        status,
        stock,
    )
    from wasteledger.reporting import households as household_queries
    from wasteledger.reporting import lists as list_queries
    from wasteledger.reporting import names as report_names
    from wasteledger.reporting import origins as origin_queries
    from wasteledger.reporting import periods as period_queries
    from wasteledger.reporting import rounds as round_queries
    from wasteledger.reporting.report import Report
    from wasteledger.reporting.rounds import PlannedRound, Round, RoundTotals
    from wasteledger.storage import backup as backups
    from wasteledger.storage import daily_backups, roles, views
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
    pins, rounds, round_queries = _Later("recording.pins"), _Later("recording.rounds"), _Later("reporting.rounds")
    loads, origins, prints = _Later("recording.loads"), _Later("recording.origins"), _Later("recording.prints")
    periods, period_queries = _Later("recording.periods"), _Later("reporting.periods")
    heads, remembering = _Later("exchange.heads"), _Later("journal.remembering")
    openings, history = _Later("recording.openings"), _Later("recording.history")
    checks, papers = _Later("reporting.checks"), _Later("reporting.papers")
    card_code, registers = _Later("domain.card_code"), _Later("domain.registers")
    card_queries = _Later("reporting.cards")
    household_queries, list_queries = _Later("reporting.households"), _Later("reporting.lists")
    reports, stock = _Later("reporting.reports"), _Later("reporting.stock")
    comparing, gathering, report_names = (_Later(f"reporting.{name}") for name in ("comparing", "gathering", "names"))
    key_files, origin_queries = _Later("exchange.keys"), _Later("reporting.origins")
    slips, statements = _Later("reporting.slips"), _Later("reporting.statements")
    exceptions, status = _Later("reporting.exceptions"), _Later("reporting.status")
    readiness = _Later("reporting.readiness")
    backups, daily_backups = _Later("storage.backup"), _Later("storage.daily_backups")
    roles, views = _Later("storage.roles"), _Later("storage.views")
    imports = _Later("exchange.imports")
    applying, marking = _Later("exchange.setup.applying"), _Later("exchange.setup.marking")
    second_copy, lines = _Later("exchange.second_copy"), _Later("exchange.line")
    joining, sending = _Later("exchange.bundles.joining"), _Later("exchange.bundles.sending")
    rejoining = _Later("exchange.rejoining")
    receiving, sync_state = _Later("exchange.bundles.receiving"), _Later("exchange.bundles.status")
    datapackage = _Later("exchange.exports.datapackage")
    hledger_export, journal_export = _Later("exchange.exports.hledger"), _Later("exchange.exports.journal")

P = ParamSpec("P")


class Whole(TypedDict, total=False):
    """How a file is brought in that is taken whole or not at all."""

    tell: Tell
    """Writes the reason beside a bad row."""
    progress: Progress
    """Told how many rows are done."""


class How(Whole, total=False):
    """How a file is brought in."""

    skip_bad: Path | None
    """Book the good rows, and write the bad ones to this CSV file; else one bad row stops everything."""


class SetupHow(TypedDict, total=False):
    """How a town's workbook is read, and what is done with it."""

    order: str
    """How its computer wrote dates, ``d/m`` or ``m/d``: tells which house number Excel made a date of."""
    with_hidden: bool
    """Read hidden rows and columns too."""
    cards: bool
    """Issue a card to each household that is new."""
    opening_day: date | None
    control_total: Credits | None
    """The day and the sum of the balances brought forward, typed apart from the workbook."""
    progress: Progress
    """Told how many households are done."""


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

    # Who presses the buttons

    def acting_operator(self) -> Operator:
        """Who this ledger books as.

        Raises:
            OperatorMissing, CodeUnknown, CodeClosed: nobody was named, or nobody who may.
        """
        with self._asking() as (_, directory):
            return booking.acting_operator(directory, self._operator)

    def acting_as(self, operator: str) -> Self:
        """This ledger with another operator at its keyboard; it shares the database, so close the first one alone."""
        other = type(self)(self._database, self.origin, operator, self._clock)
        if self._bookings.confirmed_clock:
            other.confirm_clock()
        return other

    def set_pin(self, operator: str, pin: str, *, old: str = "") -> None:
        """Keep a new PIN: the office may set anybody's, others their own with the ``old`` one.

        Raises:
            ValueNotAllowed: it is no PIN of four to eight digits.
            RoleForbids, PinMissing, PinWrong, PinWait: whoever asks may not.
        """
        pins.set_pin(self._database, self._directory, self.acting_operator(), operator, pin, old, self._clock())

    def check_pin(self, operator: str, pin: str) -> Operator:
        """Return the operator whose PIN it is; wrong ones slow down, also across restarts.

        Raises:
            CodeUnknown, CodeClosed, PinMissing, PinWrong, PinWait: it is not to be trusted.
        """
        return pins.check_pin(self._database, self._directory, operator, pin, self._clock())

    def pins(self) -> frozenset[str]:
        """The operators who have a PIN."""
        with self._asking() as (connection, _):
            return pins.operators_with_pins(connection)

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
    settle_household = _verb(lambda: settlements.SettleHousehold)
    settle_reversal = _verb(lambda: settlements.SettleReversal)
    print_cards = _verb(lambda: prints.PrintCards)
    copy_slip = _verb(lambda: prints.CopySlip)
    open_round = _verb(lambda: rounds.OpenRound)
    close_round = _verb(lambda: rounds.CloseRound)
    begin_book = _verb(lambda: origins.BeginBook)
    revoke_origin = _verb(lambda: origins.RevokeOrigin)
    admit_entry = _verb(lambda: origins.AdmitEntry)
    close_period = _verb(lambda: periods.ClosePeriod)

    def enrol_origin(
        self,
        public: str | os.PathLike[str],
        *,
        keys: str | os.PathLike[str],
        point: str = "",
        after: str = "",
        request_id: str | None = None,
    ) -> Sequence[Entry]:
        """Give another computer its book, by the public half of its keys (:class:`~.recording.origins.EnrolOrigin`).

        Args:
            public: the file that it made.
            keys: the folder of this computer's own keys, which are made and enrolled with the first book.
            point: the code of the collection point where it stands.
            after: the book of the computer that it stands in for.
            request_id: the same again books nothing twice.

        Raises:
            OriginRefused, FileRefused: the keys can't be read or made, or are somebody else's.
            CodeTaken, CodeUnknown: the book is written here, or the one before it isn't known.
        """
        code, theirs = key_files.read_public(Path(public))
        with self._asking() as (connection, _):
            own = key_files.office_keys(connection, Path(keys), self.origin).public
        command = origins.EnrolOrigin(
            origin=code, keys=theirs, office=own, point=point, after=after, request_id=request_id
        )
        return self._bookings.book(command)

    # What was there before the books

    open_balances = _verb(lambda: openings.OpenBalances)
    open_stock = _verb(lambda: openings.OpenStocks)
    carry_over = _verb(lambda: history.CarryOver)

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

    def import_plans(self, path: str | os.PathLike[str], **how: Unpack[How]) -> Imported:
        """Import lines of the round calendar, whole or not at all."""
        return imports.import_plans(self._bookings, Path(path), **how)

    def import_rates(self, path: str | os.PathLike[str], **how: Unpack[How]) -> Imported:
        """Import rates, whole or not at all."""
        return imports.import_rates(self._bookings, Path(path), **how)

    def setup_check(self, path: str | os.PathLike[str], **how: Unpack[SetupHow]) -> Outcome:
        """Say what applying a town's workbook would come to; it is applied and all of it undone."""
        return applying.check_workbook(self._bookings, Path(path), applying.How(**how))

    def setup_apply(self, path: str | os.PathLike[str], **how: Unpack[SetupHow]) -> Outcome:
        """Apply a town's workbook, all that is new in it or nothing (:mod:`wasteledger.exchange.setup.applying`)."""
        return applying.apply_workbook(self._bookings, Path(path), applying.How(**how))

    def setup_copy(self, outcome: Outcome, copy: str | os.PathLike[str], say: Callable[[Finding], str]) -> None:
        """Write a copy of a checked workbook in which everything found is marked, said by ``say``."""
        marking.write_marked(outcome, Path(copy), say)

    def import_opening_balances(
        self, path: str | os.PathLike[str], *, day: date, control_total: Credits, **how: Unpack[Whole]
    ) -> Imported:
        """Import what households' old passbooks held on the town's first day."""
        return imports.import_opening_balances(self._bookings, Path(path), day=day, control_total=control_total, **how)

    def import_opening_stock(
        self, path: str | os.PathLike[str], *, day: date, control_total: Grams, **how: Unpack[Whole]
    ) -> Imported:
        """Import what lay at the points on the town's first day."""
        return imports.import_opening_stock(self._bookings, Path(path), day=day, control_total=control_total, **how)

    def import_history(self, path: str | os.PathLike[str], **how: Unpack[How]) -> Imported:
        """Import the kilograms of earlier months, whole or not at all."""
        return imports.import_history(self._bookings, Path(path), **how)

    def export_datapackage(
        self, path: str | os.PathLike[str], progress: Callable[[int], None] = lambda _: None
    ) -> datapackage.Package:
        """Write open data that anybody may have, into a folder or a ``.zip`` (:mod:`wasteledger.exchange.exports`)."""
        with self._asking() as (connection, directory):
            made = datapackage.make_package(connection, directory, self._today(directory), progress)
        datapackage.write_package(made, Path(path))
        return made

    def export_hledger(
        self, folder: str | os.PathLike[str], progress: Callable[[int], None] = lambda _: None
    ) -> dict[str, int]:
        """Write both books as journals for hledger, confidential; return how many transactions each file holds."""
        with self._asking() as (connection, directory):
            return hledger_export.write_hledger(connection, directory.settings, Path(folder), progress)

    def export_journal(self, path: str | os.PathLike[str], progress: Callable[[int], None] = lambda _: None) -> int:
        """Write every entry as a line of JSON, confidential, with its checker beside; return how many entries."""
        with self._asking() as (connection, _):
            return journal_export.write_journal(connection, Path(path), progress)

    # Other computers of the town

    def sync_export(
        self,
        path: str | os.PathLike[str],
        *,
        keys: Path,
        to: str = "",
        whole: bool = False,
        progress: Callable[[int], None] = lambda _: None,
    ) -> sending.Sent:
        """Write a bundle of what another computer lacks (:func:`wasteledger.exchange.bundles.sending.export`)."""
        return sending.export(self._database, Path(path), self.origin, keys, to, whole=whole, progress=progress)

    def sync_import(
        self,
        path: str | os.PathLike[str],
        *,
        keys: Path,
        office: str = "",
        progress: Callable[[int], None] = lambda _: None,
    ) -> receiving.Received:
        """Merge a bundle, all of it or nothing (:func:`wasteledger.exchange.bundles.receiving.bring_in`)."""
        return receiving.bring_in(self._database, Path(path), self.origin, keys, office, self._clock, progress)

    def sync_read_copy(
        self, path: str | os.PathLike[str], *, progress: Callable[[int], None] = lambda _: None
    ) -> receiving.Received:
        """Merge the second copy of a laptop that is gone (:func:`wasteledger.exchange.rejoining.read_copies`)."""
        return rejoining.read_copies(self._bookings, Path(path), progress)

    def sync_rejoin(
        self,
        path: str | os.PathLike[str],
        *,
        last_printed: str,
        new_origin: str = "",
        keys: Path,
        into: str = "",
        progress: Callable[[int], None] = lambda _: None,
    ) -> rejoining.Rejoined:
        """Bring this ledger together with what others hold of its own book (:mod:`wasteledger.exchange.rejoining`).

        It goes on in the new book where one is begun, unless that was ``into`` another database.

        Args:
            path: a whole bundle of somebody who holds more of the book, or the second copy on a stick.
            last_printed: the last receipt number that anybody holds on paper.
            new_origin: the code of the book to begin, where the old one can't go on.
            keys: the folder of the key files.
            into: the URL of an empty database to make the new ledger in, where this one is on a server.
            progress: told how many entries are done.

        Raises:
            BookParted, NewBookNeeded: the old book can't go on, and ``new_origin`` is missing.
            BundleRefused, MergeRefused, BookNotWhole, DatabaseLocked: and nothing is changed.
        """
        printed, target = Receipt.read(last_printed), Database(into) if into else None
        done = rejoining.rejoin(self._bookings, Path(path), printed, new_origin, keys, target, progress)
        if done.replaced:
            self.origin = self._bookings.origin = done.origin
        return done

    def sync_status(self) -> list[sync_state.BookStatus]:
        """How far each book is held here, and as far as others have said there."""
        with self._asking() as (connection, _):
            return sync_state.status(connection)

    def line(self, office: str | os.PathLike[str]) -> lines.Line:
        """The line to the database of this point's office; close it as any file (:mod:`wasteledger.exchange.line`)."""
        return lines.Line(self._database, Database(office), self._clock)

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

    def round_open(self, point: str = "") -> Round | None:
        """The round that this book holds open at a point, the operator's own unless said."""
        with self._asking() as (connection, directory):
            return round_queries.open_round(connection, self.origin, self._point(directory, point))

    def rounds(self, period: Period | None = None, point: str = "") -> list[Round]:
        """The rounds that were, of a period and at a point."""
        with self._asking() as (connection, directory):
            place = directory.any(registers.Point, point).code if point else ""
            return round_queries.rounds(connection, period, place)

    def round(self, number: str, point: str = "") -> Round:
        """One round by its number (``3/2569``, ``3/2026``, ``3`` of this year) at a point."""
        with self._asking() as (connection, directory):
            place = self._point(directory, point)
            return round_queries.find_round(connection, self.origin, number, place, self._today(directory))

    def round_totals(self, of: Round) -> RoundTotals:
        """What a round brought and paid."""
        with self._asking() as (connection, _):
            return round_queries.round_totals(connection, of)

    def cash_box(self, point: str = "") -> CashBox:
        """What the cash box of a point should hold now.

        Raises:
            NoRoundOpen: none is open there.
        """
        with self._asking() as (connection, directory):
            place = self._point(directory, point)
            opened = round_queries.open_round(connection, self.origin, place)
            if opened is None:
                raise errors.NoRoundOpen(point=place)
            return round_queries.round_totals(connection, opened).cash

    def rounds_planned(self, period: Period, point: str = "") -> list[PlannedRound]:
        """The days of a period that the round calendar names."""
        with self._asking() as (_, directory):
            return round_queries.rounds_planned(directory, period, point)

    def _point(self, directory: Directory, typed: str) -> str:
        """The point named, be it closed since; else the one that the operator books at."""
        if typed:
            return directory.any(registers.Point, typed).code
        return directory.point("", booking.acting_operator(directory, self._operator).code).code

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
        """One entry by its receipt number, also by that of the slip of an entry that was booked again since."""
        with self._asking() as (connection, _):
            return checks.entry_of_slip(connection, Receipt.read(receipt))

    def booked(self, request_id: str) -> Sequence[Entry]:
        """What a request booked in this ledger's book, or nothing: asked by whoever lost the answer."""
        with self._asking() as (connection, _):
            return booking.booked_under(connection, self.origin, request_id)

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

    def exceptions(self, *, settled: bool = False) -> list[exceptions.ExceptionFound]:
        """What asks for somebody's eyes; ``settled`` lists what somebody saw already as well."""
        with self._asking() as (connection, _):
            return exceptions.exceptions(connection, settled=settled)

    def settle_exception(self, *, kind: str, subject: str, request_id: str | None = None) -> Sequence[Entry]:
        """The office saw an exception and lets it be, until another entry joins those that it is about now.

        Raises:
            ValueNotAllowed: one of this kind has a settlement of its own.
            CodeUnknown: there is none that is open.
        """
        with self._asking() as (connection, _):
            receipts = tuple(map(str, exceptions.receipts_of(connection, kind, subject)))
        seen = settlements.SettleSeen(kind=kind, subject=subject, receipts=receipts, request_id=request_id)
        return self._bookings.book(seen)

    def report(self, name: str, period: Period, **asked: Any) -> Report:
        """A report of a period with its definition: a name of :data:`wasteledger.reporting.reports.REPORTS`.

        Raises:
            ReportRefused: a figure lacks its parts.
            ValueNotAllowed: there is no such report, or it can't be asked so.
            RoleForbids: it names households, and whoever asks may not see them.
        """
        with self._asking() as (connection, directory):
            made = reports.report(name)
            if name in reports.FOR_STAFF:
                reports.require_staff(booking.acting_operator(directory, self._operator), name)
            return made(connection, directory, period, **asked)

    def reports(self, period: Period, asked: Sequence[gathering.Asked]) -> tuple[gathering.Told, ...]:
        """Several reports over the same books, each of which may be refused."""
        with self._asking() as (connection, directory):
            return gathering.gathered(connection, directory, period, asked)

    def council_answer(self, now: Period, before: Period) -> comparing.CouncilAnswer:
        """Both periods' rates, and what changed between them."""
        with self._asking() as (connection, directory):
            return comparing.council_answer(connection, directory, now, before, self._today(directory))

    def names(self) -> dict[tuple[str, str], tuple[str, str]]:
        """The Thai and the English name of everything that a report is cut by, by kind and code."""
        with self._asking() as (_, directory):
            return report_names.names(directory)

    def readiness(self) -> list[readiness.Step]:
        """What is still missing before the first buying day."""
        with self._asking() as (connection, directory):
            return readiness.readiness(connection, directory, self._today(directory))

    def origins(self) -> list[origin_queries.OriginState]:
        """Every book: where it stands, how far it is held, whose keys, and what of it waits."""
        with self._asking() as (connection, _):
            return origin_queries.origins(connection, self._clock())

    def entries_aside(self, origin: str = "") -> list[origin_queries.EntryAside]:
        """What waits of a book, or of all, and why."""
        with self._asking() as (connection, _):
            return list(origin_queries.entries_aside(connection, origin.strip().upper()))

    def status(self) -> status.Status:
        """Which schema, how many entries, how far each book is held."""
        with self._asking() as (connection, _):
            return status.status(connection, self._database.name)

    def views(self) -> list[tuple[views.View, list[str]]]:
        """The views that other tools may read, each with its columns."""
        with self._asking() as (connection, _):
            return [(view, views.columns_of(connection, view)) for view in views.VIEWS]

    def closed_months(self) -> list[period_queries.ClosedMonth]:
        """The months that are closed, with their heads and how much came too late for them."""
        with self._asking() as (connection, _):
            return period_queries.closed_months(connection)

    def as_of(self, *said: str, progress: Callable[[int], None] = lambda _: None) -> Self:
        """This ledger as it was when a report was written, for asking again; close it as any other.

        Every question that reports ask has the answer it had then. It folds the journal in memory: that takes as long
        as the history up to then, and ``progress`` is told how many entries are done.

        Args:
            said: a file that the report was written to (JSON, HTML, CSV or the printed text), or the last receipt of
                each book.
            progress: told how many entries are done.

        Raises:
            HeadsNotRead, BooksNotSaid, BooksNotHeld: nothing tells how far the books went, or these are other books.
        """
        books, complete = heads.read_heads(said)
        with streaming.uncollected(), self._database.reading() as connection:
            if not complete:
                remembering.require_every_book(connection, books)
            then = remembering.remember(connection, books, progress, name=self._database.name)
        return type(self)(then, self.origin, self._operator, self._clock)

    # The book itself

    def back_up(self, target: str | os.PathLike[str]) -> Path:
        """Copy an SQLite ledger as it stands, while it is in use."""
        return backups.back_up(self._database, Path(target))

    def back_up_daily(self, folder: str | os.PathLike[str], keep: int) -> tuple[Path | None, list[Path]]:
        """Make today's backup unless it is there, and let go of the oldest beyond ``keep``; return both."""
        return daily_backups.back_up_daily(self._database, Path(folder), self.today(), keep)

    @cached_property
    def _copies(self) -> dict[Path, second_copy.SecondCopy]:
        return {}

    def copy_to(self, folder: str | os.PathLike[str]) -> int:
        """Bring the second copy in a folder of a stick up to date; return how many entries were appended.

        Raises:
            CopyMissing, CopyNotOurs, CopyDiffers, FileNotWritten: the stick is not there, not ours, or full.
        """
        path = Path(folder)
        if path not in self._copies:
            self._copies[path] = second_copy.SecondCopy(self._database, path)
        return self._copies[path].bring_up_to_date()

    def audit(self, progress: Callable[[int], None] = lambda _: None, *, processes: int = 1) -> auditing.Audit:
        """Verify every chain and fold every projection anew; ``progress`` is told how many entries are done.

        A long journal is shared by so many ``processes``; a program that asks for more than one must bear that its
        main module is imported again.
        """
        with streaming.uncollected(), self._database.reading() as connection:
            return auditing.audit(connection, progress, processes=processes)

    def add_book(self, code: str, *, after: str = "") -> str:
        """Begin one more book that this database writes, so that whoever books in it waits for nobody; return its code.

        Args:
            code: the new book's.
            after: the last printed receipt of a book that can't go on, because a backup was put back: the new one is
                written in its stead.

        Raises:
            RoleForbids: only the office may.
            CodeTaken, CodeUnknown: there is such a book, here or at another computer; or no such one to go on for.
        """
        operator = self.acting_operator()
        require_permission(operator.code, operator.role, origins.EnrolOrigin.verb)
        with self._database.writing() as connection:
            if not after:
                return begin(connection, code)
            printed = Receipt.read(after)
            held = last_receipt(connection, printed.origin)
            code = succeed(connection, printed.origin, code)
        new = type(self)(self._database, code, self._operator, self._clock)
        new.begin_book(after=str(held), printed=str(printed))
        return code

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


def give_roles(
    database: str | os.PathLike[str],
    *,
    office: Sequence[str] = (),
    point: Sequence[str] = (),
    auditor: Sequence[str] = (),
    former: Sequence[str] = (),
) -> list[roles.Role]:
    """Make and grant the roles of a ledger on PostgreSQL, as its owner (:mod:`wasteledger.storage.roles`).

    Args:
        database: the URL by which the owner connects.
        office: logins that are to have this role, and no other.
        point: likewise.
        auditor: likewise.
        former: logins that are to have no role any more.

    Raises:
        RolesNotGiven, ServerForbids: the ledger is a file, or the server has a reason not to.
    """
    with closing(Database(database)) as opened:
        opened.must_exist()
        if opened.is_sqlite:
            raise errors.RolesNotGiven(name=opened.name, reason="a file has none")
        with opened.reading() as connection:
            require_current_schema(connection, opened.name)
        with opened.writing() as connection:
            return roles.give(connection, {"office": office, "point": point, "auditor": auditor}, former)


def newest_backup(path: str | os.PathLike[str]) -> Path:
    """Return a backup as it is, or the newest of a folder of daily ones.

    Raises:
        FileMissing: the folder holds none.
    """
    return daily_backups.newest(Path(path))


def rehearse(
    backup: str | os.PathLike[str], progress: Callable[[int], None] = lambda _: None
) -> tuple[auditing.Audit, status.Status]:
    """Restore a backup to a folder that is thrown away, and audit it there; nothing else is touched.

    Raises:
        FileMissing, NotALedger, DatabaseDamaged, SchemaOlder: it could not be restored.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        restored = Database(Path(folder) / "rehearsal.db")
        backups.put_in_place(Path(backup), restored, utc_now())
        try:
            with streaming.uncollected(), restored.reading() as connection:
                require_current_schema(connection, os.fspath(backup))
                return auditing.audit(connection, progress), status.status(connection, os.fspath(backup))
        finally:
            restored.close()


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
    if not beyond:
        return printed.origin, backups.put_in_place(source.path, target, utc_now())
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Database(backups.back_up(source, Path(folder) / "begun.db"))
        with copy.writing() as connection:
            succeed(connection, printed.origin, new_origin)
        copy.close()
        with Ledger.open(copy.path, origin=new_origin, operator=operator) as ledger:
            ledger.begin_book(after=str(held), printed=str(printed))
        return ledger.origin, backups.put_in_place(copy.path, target, utc_now())


def join(
    database: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    origin: str,
    keys: Path,
    is_office: Callable[[str], bool],
    clock: Clock = utc_now,
    progress: Callable[[int], None] = lambda _: None,
) -> receiving.Received:
    """Make a new computer's ledger from the office's bundle (:func:`wasteledger.exchange.bundles.joining.join`)."""
    with closing(Database(database)) as made:
        return joining.join(made, Path(path), origin, keys, is_office, clock(), progress)
