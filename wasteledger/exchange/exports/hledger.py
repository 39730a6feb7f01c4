"""Both books as plain-text journals that hledger reads: one transaction an entry, its receipt number as the code.

Each journal ends with what our own books say that every account holds, written as balance assertions: ``hledger check``
then proves the two to be equal account by account. Grams stand as whole grams, credits as people read them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, Row, Select, select

from wasteledger.domain.accounts import CREDITS
from wasteledger.domain.receipts import Receipt
from wasteledger.domain.settings import Settings
from wasteledger.exchange.whole_files import written_whole
from wasteledger.journal.chain import Body, read
from wasteledger.journal.streaming import in_key_order, stream
from wasteledger.storage import tables
from wasteledger.units import CreditUnit

CREDIT_BOOK, GRAM_BOOK = "credits.journal", "grams.journal"
CONFIDENTIAL = (
    "ลับ มีเลขสมาชิกและรหัสบัตร สำหรับผู้ตรวจสอบเท่านั้น / Confidential: household numbers and card codes, for auditors only"
)
PROGRESS_EVERY = 10_000

_NOT_IN_A_NAME = re.compile(r"[\s;()\[\]%\"]")


@dataclass(slots=True)
class _Book:
    """One of the two journals while it is written."""

    file: TextIO
    unit: CreditUnit
    touched: set[tuple[str, str]] = field(default_factory=set)
    """Account and commodity of every posting."""
    transactions: int = 0
    last_day: str = ""

    def begin(self, title: str) -> None:
        self.file.write(f"; {CONFIDENTIAL}\n; {title}\ndecimal-mark .\n")

    def add(self, receipt: Receipt, body: Body, moved: list[Row[Any]]) -> None:
        self.transactions += 1
        self.last_day = max(self.last_day, body["day"])
        self.file.write(f"\n{body['day']} * ({receipt}) {body['kind']}\n")
        for line in moved:
            self._post(line.to_account, line.quantity, line.commodity)
            self._post(line.from_account, -line.quantity, line.commodity)

    def _post(self, account: str, quantity: int, commodity: str) -> None:
        self.touched.add((account, commodity))
        self.file.write(f"    {account_name(account)}  {self._amount(quantity, commodity)}\n")

    def _amount(self, quantity: int, commodity: str) -> str:
        written = Decimal(quantity).scaleb(-self.unit.decimals) if commodity == CREDITS else quantity
        return f"{written} {_commodity_name(commodity)}"

    def end(self, balances: dict[tuple[str, str], int]) -> None:
        """Assert on the last day what each account holds, and declare every name."""
        held = dict.fromkeys(self.touched, 0) | balances
        if self.last_day:
            self.file.write(f"\n{self.last_day} * balances as the ledger has them\n")
        for (account, commodity), quantity in sorted(held.items()):
            nothing, much = self._amount(0, commodity), self._amount(quantity, commodity)
            self.file.write(f"    {account_name(account)}  {nothing} = {much}\n")
        self.file.write("\n")
        for commodity in sorted({commodity for _, commodity in held}):
            digits = "0" * self.unit.decimals if commodity == CREDITS else ""
            self.file.write(f"commodity 1000.{digits} {_commodity_name(commodity)}\n")
        self.file.writelines(f"account {name}\n" for name in sorted({account_name(account) for account, _ in held}))


def write_hledger(
    connection: Connection, settings: Settings, folder: Path, progress: Callable[[int], None]
) -> dict[str, int]:
    """Write the credit book and the gram book into a folder.

    Args:
        connection: one that reads; its view of the ledger is what is written.
        settings: the town's.
        folder: made if it isn't there; a file of the same name in it is replaced.
        progress: told how many entries are done.

    Returns:
        How many transactions each file holds, by its name.

    Raises:
        FileNotWritten: the folder can't be written.
    """
    unit = settings.credit_unit
    names = (CREDIT_BOOK, GRAM_BOOK)
    titles = (f"{CREDITS}: {unit.name_th} / {unit.name_en}", "กรัม / grams")
    with written_whole(*(folder / name for name in names)) as files:
        books = [_Book(file, unit) for file in files]
        for book, title in zip(books, titles, strict=True):
            book.begin(f"{settings.name_th} / {settings.name_en} – {title}")
        for done, (receipt, body, moved) in enumerate(_moving_entries(connection), 1):
            for book, lines in zip(books, _by_book(moved), strict=True):
                if lines:
                    book.add(receipt, body, lines)
            if done % PROGRESS_EVERY == 0:
                progress(done)
        for book, lines in zip(books, _by_book(stream(connection, in_key_order(tables.balance))), strict=True):
            book.end({(line.account, line.commodity): line.quantity for line in lines})
    return {name: book.transactions for name, book in zip(names, books, strict=True)}


def account_name(account: str) -> str:
    """Write an account so that hledger takes it for one name: what would end it or mean something is escaped."""
    return _NOT_IN_A_NAME.sub(lambda found: f"%{ord(found[0]):02X}", account)


def _commodity_name(commodity: str) -> str:
    return '"' + _NOT_IN_A_NAME.sub("_", commodity) + '"'


def _by_book(rows: Iterable[Row[Any]]) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """Part what concerns the credit book from what concerns the gram book."""
    parted: tuple[list[Row[Any]], list[Row[Any]]] = [], []
    for row in rows:
        parted[row.commodity != CREDITS].append(row)
    return parted


def _moving_entries(connection: Connection) -> Iterator[tuple[Receipt, Body, list[Row[Any]]]]:
    """Every entry that moves something, with its movements, book by book."""
    for (origin, sequence), rows in groupby(stream(connection, _movements()), lambda row: (row.origin, row.sequence)):
        moved = list(rows)
        yield Receipt(origin, sequence), read(bytes(moved[0].body)), moved


def _movements() -> Select[Any]:
    movement, entry = tables.movement, tables.entry
    same = (movement.c.origin == entry.c.origin) & (movement.c.sequence == entry.c.sequence)
    return select(entry.c.body, *movement.columns).join_from(movement, entry, same).order_by(*movement.primary_key)
