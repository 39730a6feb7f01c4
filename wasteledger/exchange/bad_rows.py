"""The file of bad rows: the columns they came with, where they stood and why they were refused, to be mended."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wasteledger import errors
from wasteledger.exchange.columns import header_key
from wasteledger.exchange.forms import is_private
from wasteledger.exchange.sheets import Row, Sheet

LINE_HEADER, REASON_HEADER = "แถวที่", "เหตุที่ไม่รับ"
ENCODING = "utf-8-sig"
"""Excel takes a CSV file for UTF-8 only where it begins with this mark."""

BadRow = tuple[Row, errors.Refusal]

_NUMBER = re.compile(r"[+-]?[0-9.,]*")
_LEFT_OUT = {header_key(LINE_HEADER), header_key(REASON_HEADER)}


@contextmanager
def bad_rows_beside(
    sheet: Sheet, path: Path, tell: Callable[[errors.Refusal], str]
) -> Iterator[Callable[[list[BadRow]], None]]:
    """Give a function that writes a sheet's bad rows to a file; the file goes again if the block fails after it.

    Raises:
        FileNotWritten: the file can't be written, or is the one that is imported.
    """
    if path.resolve() == sheet.path.resolve():
        raise errors.FileNotWritten(path=str(path), reason="it is the file that is imported")
    written: list[Path] = []

    def write(bad: list[BadRow]) -> None:
        _write(sheet, path, bad, tell)
        written.append(path)

    try:
        yield write
    except BaseException:
        for file in written:
            file.unlink(missing_ok=True)
        raise


def _write(sheet: Sheet, path: Path, bad: Sequence[BadRow], tell: Callable[[errors.Refusal], str]) -> None:
    kept = [
        place
        for place, header in enumerate(sheet.headers)
        if header_key(header) not in _LEFT_OUT and not is_private(header)
    ]
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("w", encoding=ENCODING, newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow([*(sheet.headers[place] for place in kept), LINE_HEADER, REASON_HEADER])
            for row, refusal in bad:
                cells = [safe(row.cells[place]) for place in kept]
                writer.writerow([*cells, row.line, safe(tell(refusal))])
        unfinished.replace(path)
    except OSError as failure:
        raise errors.FileNotWritten(path=str(path), reason=failure.strerror or "") from None
    finally:
        unfinished.unlink(missing_ok=True)


def safe(cell: str) -> str:
    """Write a cell so that no spreadsheet runs it as a formula; reading a sheet takes the apostrophe off again."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) and not _NUMBER.fullmatch(cell) else cell
