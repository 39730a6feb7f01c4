"""How a file is brought in: read whole, validated whole, booked in one transaction or not at all, and never twice."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from wasteledger import errors
from wasteledger.domain.receipts import Receipt
from wasteledger.exchange.bad_rows import BadRow, bad_rows_beside
from wasteledger.exchange.columns import Form, Matched, Values
from wasteledger.exchange.headings import without_sums, without_titles
from wasteledger.exchange.names import Names
from wasteledger.exchange.request_ids import RequestIds
from wasteledger.exchange.sheets import Row, Sheet, read_sheet
from wasteledger.recording.booking import Bookings
from wasteledger.recording.bulk import BulkDesk
from wasteledger.recording.desk import Command

Progress = Callable[[int], None]
"""Told how many rows are done, now and then."""
Tell = Callable[[errors.Refusal], str]
"""Says a refusal in the reader's language."""

REQUESTS_AT_ONCE = 500
PROGRESS_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row is read against: the desk, the names on the office's lists, the notes behind the sheet's headers."""

    desk: BulkDesk
    names: Names
    notes: Mapping[str, str]


Agree = Callable[[Reading, Sequence[Values]], None]
"""Looks at all rows of a file together."""


@dataclass(frozen=True, slots=True)
class Import:
    """One kind of file: its columns, and how the rows of one request become a command."""

    name: str
    """Begins every request id: ``import:drop-off:…``."""
    form: Form
    permission: type[Command]
    """The verb that whoever imports must be allowed."""
    command: Callable[[Reading, Sequence[Values]], Command]
    keys: tuple[tuple[str, ...], ...] = ()
    """Fields that identify a row, if the first of them is filled; else the whole row does, with its ordinal."""
    lines: bool = False
    """Whether rows with the same key are lines of one request."""
    anew: bool = False
    """Whether a row may be booked again once its entry was taken back: where nothing else says what stands."""
    same: tuple[str, ...] = ()
    """What the lines of one request must agree in."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file's rows; ``booked`` and ``already`` count requests (drop-offs, loads, households)."""

    rows: int
    booked: int
    already: int
    """Booked before, by an earlier import or by the same row further up."""
    bad: int
    """Rows left out."""
    bad_rows: Path | None = None
    """Where they were written, if there are any."""
    sums: tuple[int, ...] = ()
    """The lines that were skipped because they only sum up others."""


@dataclass(frozen=True, slots=True)
class _Request:
    id: str
    arguments: str
    rows: list[Row]
    values: list[dict[str, Any]]


def bring_in(
    kind: Import,
    bookings: Bookings,
    path: str | Path,
    *,
    defaults: Mapping[str, Any] | None = None,
    skip_bad: Path | None = None,
    tell: Tell = str,
    progress: Progress = lambda _: None,
    agree: Agree | None = None,
) -> Imported:
    """Import a file.

    Args:
        kind: which kind of file it is.
        bookings: the book to write.
        path: CSV or .xlsx.
        defaults: values for the fields that a row leaves blank.
        skip_bad: book the good rows, and write the bad ones to this CSV file; else one bad row stops everything.
        tell: writes the reason beside a bad row.
        progress: told how many rows are done.
        agree: refuses all the rows together, those booked before among them, if they don't add up.

    Raises:
        RowsRefused: some rows can't be booked, each with its line and refusal; nothing was written.
        FileRefused: the file can't be read, lacks columns, or the bad rows can't be written; nothing was booked.
    """
    sheet, sums = without_sums(kind.form, without_titles(kind.form, read_sheet(path)))
    run = _Run(kind, sheet, kind.form.match(sheet.path, sheet.headers), defaults or {}, progress, agree)
    if skip_bad is None:
        bookings.book_many(kind.permission, run.all_or_nothing)
    else:
        with bad_rows_beside(sheet, skip_bad, tell) as write:
            bookings.book_many(kind.permission, partial(run.skipping, write))
    written = skip_bad if run.bad else None
    return Imported(len(sheet.rows), run.booked, run.already, len(run.bad), written, sums)


class _Run:
    """One file being brought in at one desk."""

    def __init__(
        self,
        kind: Import,
        sheet: Sheet,
        matched: Matched,
        defaults: Mapping[str, Any],
        progress: Progress,
        agree: Agree | None,
    ) -> None:
        self._kind, self._sheet, self._matched, self._defaults = kind, sheet, matched, defaults
        self._progress, self._agree = progress, agree
        self._read: list[Values] = []
        self._together = self._put_together()
        self._seen: dict[str, tuple[str, int]] = {}
        self.bad: list[BadRow] = []
        self.booked = self.already = 0

    def all_or_nothing(self, desk: BulkDesk) -> None:
        self._book_all(desk)
        if self.bad:
            refused = [(row.line, refusal) for row, refusal in self.bad]
            raise errors.RowsRefused(total=len(self._sheet.rows), rows=refused)

    def skipping(self, write: Callable[[list[BadRow]], None], desk: BulkDesk) -> None:
        """Book the good rows; the bad ones are in their file before the transaction commits."""
        self._book_all(desk)
        if self.bad:
            write(self.bad)

    def _book_all(self, desk: BulkDesk) -> None:
        reading = Reading(desk, Names(desk.directory), self._matched.notes)
        taken_back = desk.carried.taken_back if self._kind.anew else ()
        ids = RequestIds(self._kind.name, self._kind.form, self._kind.keys, desk.municipality(), taken_back)
        imported_before = desk.any_request(ids.prefix)
        done = told = 0
        for requests in _chunks(self._requests(ids), REQUESTS_AT_ONCE):
            known = desk.requests_booked([request.id for request in requests]) if imported_before else {}
            for request in requests:
                self._book(reading, request, known.get(request.id) or self._seen.get(request.id))
                done += len(request.rows)
                if self._agree:
                    self._read += request.values
            if done - told >= PROGRESS_EVERY:
                self._progress(done)
                told = done
        self._progress(len(self._sheet.rows))
        self.bad.sort(key=lambda bad: bad[0].line)
        if self._agree and not self.bad:
            self._agree(reading, self._read)

    def _book(self, reading: Reading, request: _Request, known: tuple[str, int] | None) -> None:
        """Book one request, unless it was booked before."""
        desk = reading.desk
        if known is not None:
            self._repeat(request, known, desk.origin)
            return
        desk.next_request(request.id, request.arguments)
        try:
            entries = self._kind.command(reading, request.values).book(desk)
        except errors.Refusal as refusal:
            self._refuse(request.rows, refusal)
            return
        self.booked += 1
        if self._kind.keys:
            self._seen[request.id] = request.arguments, entries[0].receipt.sequence

    def _repeat(self, request: _Request, known: tuple[str, int], origin: str) -> None:
        arguments, sequence = known
        if arguments == request.arguments:
            self.already += 1
            return
        receipt = str(Receipt(origin, sequence))
        self._refuse(request.rows, errors.RequestUsedOtherwise(request=request.id, receipt=receipt))

    def _refuse(self, rows: Iterable[Row], refusal: errors.Refusal) -> None:
        """Leave out all the rows of a request: half of what was weighed together is another drop-off."""
        self.bad += [(row, refusal) for row in rows]

    def _requests(self, ids: RequestIds) -> Iterator[_Request]:
        read, defaults = self._matched.read, self._defaults
        for rows in self._together:
            try:
                values = [{**defaults, **read(row)} for row in rows]
                if len(rows) > 1:
                    self._require_same(values)
            except errors.Refusal as refusal:
                self._refuse(rows, refusal)
            else:
                yield _Request(*ids.of(values), rows, values)

    def _put_together(self) -> Iterable[list[Row]]:
        """Put the rows of one request together, in the order of their first ones."""
        key = self._kind.keys[0] if self._kind.lines else ()
        places = self._matched.places(*key)
        if not key or not self._matched.places(key[0]):
            return ([row] for row in self._sheet.rows)
        (filled,) = self._matched.places(key[0])
        together: dict[tuple[str, ...] | int, list[Row]] = {}
        for row in self._sheet.rows:
            cells = row.cells
            mark = tuple([cells[place] for place in places]) if cells[filled] else row.line
            together.setdefault(mark, []).append(row)
        return together.values()

    def _require_same(self, values: Sequence[Values]) -> None:
        first = values[0]
        for field in self._kind.same:
            said = first.get(field)
            for line in values[1:]:
                if line.get(field) != said:
                    reference = first[self._kind.keys[0][0]]
                    raise errors.RowsDiffer(reference=reference, column=self._matched.header(field))


def _chunks(requests: Iterator[_Request], size: int) -> Iterator[list[_Request]]:
    while chunk := list(islice(requests, size)):
        yield chunk
