"""The ledger: one method per verb of the field, each one transaction."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self

from wasteledger.journal import rebuild as folding
from wasteledger.journal.append import Clock, utc_now
from wasteledger.journal.audit import Audit, audit
from wasteledger.journal.entries import Entry
from wasteledger.recording import cards, drop_offs, households, lists, loads, rates, reversals, settlements
from wasteledger.recording.booking import Bookings, choose_origin
from wasteledger.storage.database import Database
from wasteledger.storage.upgrade import require_current_schema

if TYPE_CHECKING:
    from wasteledger.recording.desk import Command

P = ParamSpec("P")


def _verb(command: Callable[P, Command]) -> Callable[Concatenate[Ledger, P], Sequence[Entry]]:
    """Make a method that books a command: it takes what the command takes, and returns the entries booked."""

    def book(self: Ledger, /, *args: P.args, **kwargs: P.kwargs) -> Sequence[Entry]:
        return self._bookings.book(command(*args, **kwargs))

    book.__doc__ = command.__doc__
    return book


class Ledger:
    """A town's ledger in one database, as one operator writes it in one book.

    Open it with :func:`wasteledger.open_ledger`. Verbs that write return the entries they booked; the same
    ``request_id`` again returns the same entries and writes nothing.
    """

    def __init__(self, database: Database, bookings: Bookings) -> None:
        self._database = database
        self._bookings = bookings

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
        return cls(opened, Bookings(opened, code, operator, clock))

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
        """Begin a town's ledger: an empty database, the office's book, its settings and its first operator."""
        made = Database(database)
        folding.create(made, origin)
        ledger = cls(made, Bookings(made, origin.strip().upper(), operator, clock))
        ledger.found_town(settings=settings or {}, operator=operator)
        return ledger

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def origin(self) -> str:
        """The code of the book that this ledger writes."""
        return self._bookings.origin

    def confirm_clock(self) -> None:
        """A person says that the clock is right although the book's last entry is later."""
        self._bookings.confirmed_clock = True

    # The programme

    found_town = _verb(lists.FoundTown)
    change_settings = _verb(lists.ChangeSettings)
    add_to_list = _verb(lists.AddToList)
    change_listed = _verb(lists.ChangeListed)
    close_listed = _verb(lists.CloseListed)
    set_statistic = _verb(lists.SetStatistic)
    set_rates = _verb(rates.SetRates)
    agree_rates = _verb(rates.AgreeRates)
    settle_rate = _verb(rates.SettleRate)

    # Households and cards

    register_household = _verb(households.RegisterHousehold)
    move_household = _verb(households.MoveHousehold)
    close_household = _verb(households.CloseHousehold)
    join_households = _verb(households.JoinHouseholds)
    forget_household = _verb(households.ForgetHousehold)
    issue_cards = _verb(cards.IssueCards)
    bind_card = _verb(cards.BindCard)
    replace_card = _verb(cards.ReplaceCard)
    revoke_card = _verb(cards.RevokeCard)

    # At the point

    record_drop_off = _verb(drop_offs.DropOff)
    redeem = _verb(drop_offs.Redemption)
    transfer = _verb(drop_offs.Transfer)
    record_load = _verb(loads.Load)
    count_stock = _verb(loads.StockCount)
    reverse = _verb(reversals.Reversal)
    correct = _verb(reversals.Correction)
    settle_card = _verb(settlements.SettleCard)
    settle_debt = _verb(settlements.SettleDebt)

    # The book itself

    def audit(self, progress: Callable[[int], None] = lambda _: None) -> Audit:
        """Verify every chain and fold every projection anew; ``progress`` is told how many entries are done."""
        with self._database.reading() as connection:
            return audit(connection, progress)

    def rebuild(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Fold every projection anew from the journal; return how many entries were folded."""
        return folding.rebuild(self._database, progress)


def upgrade(database: str | os.PathLike[str], progress: Callable[[int], Any] = lambda _: None) -> bool:
    """Bring an older ledger to this version's schema; return whether there was anything to do."""
    opened = Database(database)
    opened.must_exist()
    return folding.upgrade(opened, progress)
