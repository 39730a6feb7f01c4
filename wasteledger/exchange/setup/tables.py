"""Where on a sheet the table stands: its heading under titles, its rows between sums, headings and signatures."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.utils import get_column_letter

from wasteledger import errors
from wasteledger.exchange.columns import Form, Matched, header_key
from wasteledger.exchange.forms import is_private
from wasteledger.exchange.headings import HEADING_WITHIN, SUM
from wasteledger.exchange.names import community_key
from wasteledger.exchange.setup.findings import NOTED, SKIPPED, Counted, Outcome
from wasteledger.exchange.setup.grids import Grid
from wasteledger.exchange.setup.kinds import HOUSEHOLD, KINDS, MATERIAL, NOT_OURS_TO_READ, Kind, kind_called

KNOWN_ENOUGH = 4
"""So many known columns tell what a sheet is, however many unknown ones there are beside them."""
BY_HEADING = (MATERIAL, HOUSEHOLD)
"""Kinds that a heading alone can tell; a column or two is all that the others need, and many sheets have those."""
NAME_IN_PARTS = {2: ("ชื่อ", "สกุล"), 3: ("คำนำหน้า", "ชื่อ", "สกุล")}
"""What a heading for the name says of the columns below it, where it is merged over several."""

_SIGNATURE = re.compile(r"ลงชื่อ|ลงนาม|ผู้จัดทำ|ผู้รวบรวม|ผู้ตรวจ|ผู้รับรอง|ตำแหน่ง|หมายเหตุ|^\(.*\)$|\.{4,}|…{2,}|_{4,}|^note")
_DOTS = re.compile(r"^ลงชื่อ|\.{6,}|…{3,}|_{6,}")
"""What a signature stands on."""
_NUMBER_OR_BRACKETS = re.compile(r"\(?\d{1,2}\)?|\(.*\)")
_COMMUNITY = re.compile(
    r"(?:^|\s)((?:ชุมชน|หมู่ที่|หมู่บ้าน|หมู่|ม\.\s?(?=[\d๐-๙])|community|village|moo)\s?\S.*)$", re.IGNORECASE
)
_NOT_A_COMMUNITY = re.compile(r"เทศบาล|ตำบล|อำเภอ|จังหวัด|ธนาคาร|โครงการ|ประจำ|ปี\s?\d|[:：]")
MOST_WORDS = 3


@dataclass(slots=True)
class Table:
    """A table on a sheet, and its rows with the community that headings above each of them say."""

    grid: Grid
    kind: Kind
    matched: Matched
    first: int
    heading: int
    """The numbers of the heading's first row and its last."""
    whole: set[int] = field(default_factory=set)
    """The rows below it that have all that a line of this kind needs."""
    rows: list[tuple[int, str]] = field(default_factory=list)

    def cell(self, row: int, place: int) -> str:
        return f"{get_column_letter(place + 1)}{row}"

    @property
    def _headings(self) -> list[tuple[str, ...]]:
        return [self.grid.texts[row] for row in range(self.first, self.heading + 1)]

    def visible(self, row: int) -> list[str]:
        """The texts of a row that can be seen."""
        hidden = self.grid.hidden_columns
        return [text for column, text in enumerate(self.grid.texts[row], start=1) if text and column not in hidden]

    def complete(self, row: int) -> bool:
        """Whether a row has what a line of this kind needs, and is no sum or signature."""
        said = self.said(row)
        if self.is_sum(row) or any(map(_DOTS.search, said.values())):
            return False
        return self.kind.form.required <= said.keys() and all(said.keys() & group for group in self.kind.form.one_of)

    def said(self, row: int) -> dict[str, str]:
        """What a row's known columns are filled with."""
        texts = self.grid.texts[row]
        return {column.field: texts[place] for column, place in self.matched.found if texts[place]}

    def is_sum(self, row: int) -> bool:
        """Whether a row begins as sums do, or has such a word in a known column; a remark may say anything."""
        return any(map(SUM.match, [*self.visible(row)[:1], *self.said(row).values()]))

    def repeats_heading(self, row: int) -> bool:
        """Whether a row is the heading once more, or numbers its columns."""
        texts = self.visible(row)
        keys = set(map(header_key, texts))
        if len(keys) > 1 and any(keys == {header_key(text) for text in head if text} for head in self._headings):
            return True
        return row == self.heading + 1 and len(texts) > 1 and all(map(_NUMBER_OR_BRACKETS.fullmatch, texts))


def _needed(form: Form) -> set[str]:
    return set(form.required.union(*form.one_of))


def find_tables(path: Path, grids: Sequence[Grid], outcome: Outcome) -> list[Table]:
    """Find the table of each sheet that is one of a town's; what is left out is noted, or refused where it counts."""
    tables = []
    for grid in grids:
        if grid.title in NOT_OURS_TO_READ:
            continue
        if not grid.visible:
            outcome.remark(NOTED, grid.title, "", "hidden-sheet")
        elif grid.values:
            table = _table(path, grid, outcome)
            if table:
                tables.append(table)
    return sorted(tables, key=lambda table: KINDS.index(table.kind))


def _table(path: Path, grid: Grid, outcome: Outcome) -> Table | None:
    called = kind_called(grid.title)
    heads = list(_heads(grid, called)) if called else []
    whole = [head for head in heads if head.whole]
    if not whole or (called and len(called.form.required) == 1):  # another kind's heading has such a column too
        others = [head for kind in BY_HEADING for head in _heads(grid, kind)]
        whole += [head for head in others if head.whole and head.tells]
        heads = heads or others
    if not whole:
        nearest = max(heads, key=lambda head: head.fields, default=None)
        if nearest and (called or nearest.nearly):
            missing = ", ".join(nearest.kind.form.missing(nearest.found))
            outcome.sheets[grid.title] = _counted(grid, nearest, range(1, nearest.row + 1))
            outcome.refuse(grid.title, str(nearest.row), errors.ColumnsMissing(path=path.name, columns=missing))
        else:
            outcome.remark(NOTED, grid.title, "", "not-read")
        return None
    best = max(whole, key=lambda head: head.fields)  # the first of several as good
    outcome.sheets[grid.title] = _counted(grid, best, range(best.first, best.row + 1))
    headers = _parted(best, grid, outcome)
    table = Table(grid, best.kind, best.kind.form.match(path, headers), best.first, best.row)
    below = (row for row in grid.values if row > best.row)
    table.whole = {row for row in below if table.complete(row) and not table.repeats_heading(row)}
    _note_columns(table, outcome)
    return table


def _counted(grid: Grid, head: "_Head", rows: range) -> Counted:
    columns = range(1, len(head.headers) + 1)
    private = {column for column in columns for row in rows if is_private(grid.heading(row, column))}
    return Counted(grid.title, head.kind.name, head.row, frozenset(private | grid.hidden_columns))


# Headings


@dataclass(frozen=True, slots=True)
class _Head:
    """A row, or two, that may be a sheet's heading."""

    kind: Kind
    first: int
    row: int
    headers: tuple[str, ...]
    found: Collection[str]

    @property
    def fields(self) -> int:
        return len(self.found)

    @property
    def whole(self) -> bool:
        return not self.kind.form.missing(self.found)

    @property
    def tells(self) -> bool:
        """Whether so much of the heading is known that nothing else can be meant."""
        others = {header for header in self.headers if header and not is_private(header)} - {"ลำดับ", "ลำดับที่", "ที่"}
        return self.fields >= KNOWN_ENOUGH or (self.fields > 1 and self.fields * 2 >= len(others))

    @property
    def nearly(self) -> bool:
        """Whether it is a roster's heading that lacks something: nothing else has house numbers."""
        return self.kind is HOUSEHOLD and self.fields > 1 and "house_number" in self.found


def _heads(grid: Grid, kind: Kind) -> Iterator[_Head]:
    """Each of the first rows as a heading, together with the one below it if that names a column more closely."""
    rows = list(grid.values)[:HEADING_WITHIN]
    for row, below in zip(rows, [*rows[1:], 0], strict=True):
        upper = _headers(grid, row)
        alone = _Head(kind, row, row, upper, kind.form.found(upper).keys())
        if alone.fields and below == row + 1:
            lower = _headers(grid, below)
            both = tuple(under if kind.form.knows(under) else above for above, under in zip(upper, lower, strict=True))
            head = _Head(kind, row, below, both, kind.form.found(both).keys())
            if both != upper and head.fields >= alone.fields:
                yield head
        yield alone


def _headers(grid: Grid, row: int) -> tuple[str, ...]:
    columns = range(1, len(grid.values[row]) + 1)
    return tuple("" if column in grid.hidden_columns else grid.heading(row, column) for column in columns)


def _parted(head: _Head, grid: Grid, outcome: Outcome) -> list[str]:
    """The headers, a name's that is merged over filled columns as title, given name and surname."""
    headers = list(head.headers)
    for column in range(1, len(headers) + 1):
        width = grid.span(head.row, column)
        if width == 1:
            continue
        below = [texts for row, texts in grid.texts.items() if row > head.row]
        filled = all(any(texts[place] for texts in below) for place in range(column - 1, column - 1 + width))
        if width in NAME_IN_PARTS and filled and set(head.kind.form.found([headers[column - 1]])) == {"name"}:
            headers[column - 1 : column - 1 + width] = NAME_IN_PARTS[width]
            outcome.remark(NOTED, grid.title, f"{get_column_letter(column)}{head.row}", "merged")
        else:
            headers[column : column - 1 + width] = [""] * (width - 1)
    return headers


def _note_columns(table: Table, outcome: Outcome) -> None:
    grid = table.grid
    for place, header in enumerate(table.matched.headers):
        filled = any(grid.texts[row][place] for row in table.whole)
        hidden = place + 1 in grid.hidden_columns
        if hidden and any(texts[place] for texts in grid.texts.values()):
            outcome.remark(NOTED, grid.title, get_column_letter(place + 1), "hidden-column")
        elif not hidden and not header and filled:
            outcome.remark(NOTED, grid.title, get_column_letter(place + 1), "no-heading")


# Rows


def choose_rows(table: Table, communities: Collection[str], outcome: Outcome) -> None:
    """Keep the rows that are lines of the sheet, each with the community of the headings above it.

    ``communities`` are known, by their keys. Every other row is noted; a row that might be a line, but lacks
    something, is kept, to be refused.
    """
    grid, title = table.grid, table.grid.title
    community = _of_titles(table, communities, outcome) if table.kind is HOUSEHOLD else ""
    for row in (row for row in grid.values if row < table.first):
        outcome.remark(SKIPPED, title, str(row), "title")
    last = max(table.whole, default=0)
    before = table.heading
    for row in (row for row in grid.values if row > table.heading):
        texts = table.visible(row)
        if not texts and not any(place[0] == row for place in grid.uncalculated):
            continue
        blank = row - before - 1
        if blank and row <= last:
            outcome.remark(SKIPPED, title, f"{before + 1}–{row - 1}" if blank > 1 else f"{row - 1}", "blank")
        before = row
        remark = "" if row in table.whole else _no_line(table, row, texts, tail=row > last, apart=blank > 0)
        if row not in table.whole and not remark and table.kind is HOUSEHOLD and len(set(texts)) == 1:
            said = community_in(texts[0], communities)
            community, remark = (said, "heading-of") if said else (community, "")
        if remark:
            outcome.remark(SKIPPED, title, str(row), remark)
        else:
            table.rows.append((row, community))
    if not table.rows:
        outcome.remark(NOTED, title, "", "empty")


def _no_line(table: Table, row: int, texts: list[str], *, tail: bool, apart: bool) -> str:
    """Say what a row is that is no line of the sheet; nothing for what may be one."""
    if table.repeats_heading(row):
        return "heading"
    if table.is_sum(row):
        return "sum"
    needed = _needed(table.kind.form)
    said = [text for field, text in table.said(row).items() if field in needed]
    if not said and all(re.sub("[,.]", "", text).isdecimal() for text in texts):
        return "numbers"
    signed = all(map(_SIGNATURE.search, said)) if said else any(map(_SIGNATURE.search, texts))
    if tail and (signed or (apart and len(set(texts)) == 1)):
        return "note"
    return ""


# Communities that a heading names


def community_in(text: str, communities: Collection[str]) -> str:
    """The community that a heading, a title or a sheet's name says, or nothing."""
    text = " ".join(text.split())
    if community_key(text) in communities:
        return text
    found = _COMMUNITY.search(text)
    if not found:
        return ""
    name = found[1].strip()
    if community_key(name) in communities:
        return name
    return name if len(name.split()) <= MOST_WORDS and not _NOT_A_COMMUNITY.search(name) else ""


def _of_titles(table: Table, communities: Collection[str], outcome: Outcome) -> str:
    """The community of a whole sheet: its name's, else its titles'.

    They must not say two: neither is taken then, and a row that doesn't say its own is refused.
    """
    if any(column.field == "community" for column, _ in table.matched.found):
        return ""
    grid = table.grid
    titles = [text for row, texts in grid.texts.items() if row < table.first for text in texts if text]
    said = [name for text in (grid.title, *titles) if (name := community_in(text, communities))]
    if len({community_key(name) for name in said}) > 1:
        two = errors.CellDoubtful(found=", ".join(said), reason="the sheet's name and title say two communities")
        outcome.refuse(grid.title, "", two)
    elif said:
        outcome.remark(NOTED, grid.title, "", "from-title", name=said[0])
    return said[0] if said else ""
