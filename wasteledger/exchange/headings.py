"""What offices write around a table: titles above its heading, sums among its rows."""

import re
from collections.abc import Iterable
from dataclasses import replace

from wasteledger import errors
from wasteledger.exchange.columns import Form
from wasteledger.exchange.sheets import Row, Sheet, fitted

HEADING_WITHIN = 30
"""A heading is looked for in this many rows that hold anything."""

SUM = re.compile(
    r"\s*(?:รวม|ยอดรวม|(?:grand\s?|sub)?total|sum)\s*(?:$|[:(]|ทั้ง|เงิน|ยอด|ชุมชน|หมู่|หน้า|จำนวน|เป็น|[0-9๐-๙])",
    re.IGNORECASE,
)
"""How a sum begins, and no name does."""


def without_titles(form: Form, sheet: Sheet) -> Sheet:
    """The sheet from its heading on, where that stands under titles; as it is, where no row is a heading.

    Raises:
        FileEmpty: there is no row under the heading.
    """
    if not form.missing(form.found(sheet.headers)):
        return sheet
    for number, row in enumerate(sheet.rows[:HEADING_WITHIN], start=1):
        if not form.missing(form.found(row.cells)):
            width = len(row.cells)
            below = [Row(line.line, fitted(line.cells, width)) for line in sheet.rows[number:]]
            if not below:
                raise errors.FileEmpty(path=str(sheet.path))
            return replace(sheet, headers=row.cells, rows=below)
    return sheet


def without_sums(form: Form, sheet: Sheet) -> tuple[Sheet, tuple[int, ...]]:
    """The sheet without the rows that are sums, and the numbers of their lines."""
    places = {field: place for field, (_, place, _) in form.found(sheet.headers).items()}
    groups = [(field,) for field in form.required] + list(form.one_of)
    needed = [[places[field] for field in group if field in places] for group in groups]
    sums = {row.line for row in sheet.rows if _is_sum(row) and not _says_all(row, needed)}
    if not sums:
        return sheet, ()
    return replace(sheet, rows=[row for row in sheet.rows if row.line not in sums]), tuple(sorted(sums))


def _is_sum(row: Row) -> bool:
    return bool(SUM.match(next(filter(None, row.cells), "")))


def _says_all(row: Row, needed: Iterable[Iterable[int]]) -> bool:
    return all(any(row.cells[place] for place in group) for group in needed)
