"""Sheets as offices keep them: CSV in either Thai encoding with whatever separator, or an Excel workbook."""

import codecs
import csv
import os
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from wasteledger import errors

SEPARATORS = (",", ";", "\t")
UTF_8, THAI_WINDOWS = "utf-8-sig", "cp874"
BYTES_AT_ONCE = 1 << 20
EXCEL_DIGITS = 15
"""What Excel shows of a number; the digits after them are the noise of its floats."""

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARK_ON_LATIN = re.compile("[A-Za-z][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
"""A Thai vowel or tone mark on a Latin letter: nobody writes that, so the text is of another encoding."""
_FORMULA_SIGNS = ("=", "+", "-", "@")

Record = tuple[int, list[str]]
"""Line number and cells."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it begins in the file, and its cells in the order of the sheet's headers."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's heading and its rows; a row has a cell for every header, and more only where it was written wrongly."""

    path: Path
    headers: tuple[str, ...]
    rows: list[Row]

    def by_header(self, row: Row) -> dict[str, str]:
        return dict(zip(self.headers, row.cells, strict=False))


class _Cells(dict[str, str]):
    """Each text that occurs, tidied once and kept once, however many cells hold it."""

    def __missing__(self, raw: str) -> str:
        text = raw.strip().removeprefix("\ufeff")
        if text.startswith("'") and text[1:].startswith(_FORMULA_SIGNS):
            text = text[1:]
        self[raw] = text
        return text


def read_sheet(path: str | os.PathLike[str]) -> Sheet:
    """Read a CSV file or the first visible sheet of a workbook: heading first, blank rows skipped.

    Raises:
        FileMissing, FileUnreadable: there is no such file, or it is damaged, of another kind, or can't be opened.
        EncodingNotRead: its text is neither UTF-8 nor Thai Windows.
        FileEmpty: there is no row under the heading.
    """
    file = Path(path)
    with named_failures(file):
        return _sheet(file, _workbook_records(file) if is_workbook(file) else _text_records(file))


@contextmanager
def named_failures(file: Path) -> Iterator[None]:
    """Say which file it is that can't be read."""
    try:
        yield
    except FileNotFoundError:
        raise errors.FileMissing(path=str(file)) from None
    except OSError as failure:
        raise errors.FileUnreadable(path=str(file), reason=failure.strerror or str(failure)) from None


def is_workbook(file: Path) -> bool:
    """Tell an Excel workbook from text.

    Raises:
        FileUnreadable: it is of the old Excel, or calls itself a workbook and is none.
    """
    with file.open("rb") as opened:
        begins = opened.read(len(_ZIP))
    if begins == _OLD_EXCEL or file.suffix.lower() == ".xls":
        raise errors.FileUnreadable(path=str(file), reason="save it as .xlsx or as CSV UTF-8")
    if begins and begins != _ZIP and file.suffix.lower() == ".xlsx":
        raise errors.FileUnreadable(path=str(file), reason="it is damaged or was only half written")
    return begins == _ZIP


def _sheet(file: Path, records: Iterable[Record]) -> Sheet:
    known = _Cells()
    filled = ((line, cells) for line, cells in _tidied(records, known) if any(cells))
    _, headers = next(filled, (0, ()))
    width = len(headers)
    rows = [Row(line, cells if len(cells) == width else fitted(cells, width)) for line, cells in filled]
    if not rows:
        raise errors.FileEmpty(path=str(file))
    return Sheet(file, headers, rows)


def _tidied(records: Iterable[Record], known: _Cells) -> Iterator[tuple[int, tuple[str, ...]]]:
    for line, cells in records:
        yield line, tuple(map(known.__getitem__, cells))


def fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Fill a row up to the heading's width, or drop the blank cells beyond it."""
    if len(cells) <= width:
        return cells + ("",) * (width - len(cells))
    last = max((number for number, cell in enumerate(cells, start=1) if cell), default=0)
    return cells[: max(last, width)]


# CSV


def _text_records(file: Path) -> Iterator[Record]:
    encoding = _encoding(file)
    with file.open(encoding=encoding, newline="") as opened:
        separator = max(SEPARATORS, key=lambda mark: _columns(opened, mark))
        opened.seek(0)
        reader = csv.reader(opened, delimiter=separator, strict=True)
        try:
            line = 1
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error:
            raise errors.FileUnreadable(path=str(file), reason="it is damaged or was only half written") from None


def _encoding(file: Path) -> str:
    """Tell UTF-8 from Thai Windows by trying.

    Raises:
        EncodingNotRead: it is neither.
        FileUnreadable: it breaks off inside a character, or holds the zeros of a disk that lost power.
    """
    decoder = codecs.getincrementaldecoder(UTF_8)()
    with file.open("rb") as opened:
        try:
            while chunk := opened.read(BYTES_AT_ONCE):
                if "\0" in decoder.decode(chunk):
                    raise errors.FileUnreadable(path=str(file), reason="it is damaged or was only half written")
        except UnicodeDecodeError:
            return _thai_windows(file)
    if decoder.getstate()[0]:
        raise errors.FileUnreadable(path=str(file), reason="it is damaged or was only half written")
    return UTF_8


def _thai_windows(file: Path) -> str:
    try:
        with file.open(encoding=THAI_WINDOWS, newline="") as opened:
            while text := opened.read(BYTES_AT_ONCE):
                if "\0" in text or _MARK_ON_LATIN.search(text):
                    break
            else:
                return THAI_WINDOWS
    except UnicodeDecodeError:
        pass
    raise errors.EncodingNotRead(path=str(file))


def _columns(opened: TextIO, separator: str) -> int:
    """Count the columns that a separator cuts the heading into; none where it cuts through quotes."""
    opened.seek(0)
    try:
        records = csv.reader(opened, delimiter=separator, strict=True)
        heading = next((cells for cells in records if any(map(str.strip, cells))), [])
    except csv.Error:
        return 0
    return 0 if any('"' in cell for cell in heading) else len(heading)


# Workbooks


def _workbook_records(file: Path) -> list[Record]:
    """Read the first visible sheet as its cells show; what a formula came to when it was last saved counts."""
    with opening_excel(file):
        return _visible_records(file)


@contextmanager
def opening_excel(file: Path) -> Iterator[None]:
    """Refuse what is no workbook, and whatever goes wrong with one that is broken.

    Raises:
        FileUnreadable: it is another program's file, or can't be read to its end.
    """
    try:
        _require_excel(file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it names what it leaves out: pictures, drop-down lists
            yield
    except (errors.Refusal, OSError):
        raise
    except Exception:  # noqa: BLE001  # a broken workbook can fail in any way
        raise errors.FileUnreadable(path=str(file), reason="it is damaged or was only half written") from None


def _require_excel(file: Path) -> None:
    import zipfile  # noqa: PLC0415  # only a workbook is one

    with zipfile.ZipFile(file) as parts:
        if "xl/workbook.xml" not in parts.namelist():
            raise errors.FileUnreadable(path=str(file), reason="save it as .xlsx or as CSV UTF-8")


def _visible_records(file: Path) -> list[Record]:
    import openpyxl  # noqa: PLC0415  # costs 150 ms, and only a workbook needs it

    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    try:
        visible = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        if visible is None:
            return []
        visible.reset_dimensions()  # some programs write wrong ones
        rows = [[shown(value) for value in row] for row in visible.iter_rows(values_only=True)]
    finally:
        book.close()
    width = max(map(len, rows), default=0)  # a row is as long as its last cell, the heading too
    return [(line, row + [""] * (width - len(row))) for line, row in enumerate(rows, start=1)]


def shown(value: Any) -> str:
    """Write a cell's value as it would stand in a CSV file."""
    match value:
        case None:
            return ""
        case float():
            return _plain(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case _:
            return str(value)


def _plain(number: float) -> str:
    """``24`` for 24.0 and ``0.3`` for 0.30000000000000004, never with an exponent."""
    return f"{Decimal(f'{number:.{EXCEL_DIGITS}g}'):f}"
