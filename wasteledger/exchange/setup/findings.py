"""What is found in a workbook: where it stands, what it was taken for, or why it can't be taken."""

from dataclasses import dataclass, field
from pathlib import Path

from wasteledger import errors
from wasteledger.exchange import mending

MENDED, REFUSED, SKIPPED, NOTED = "mended", "refused", "skipped", "noted"
NEW, ALREADY, CHANGED = "new", "already", "changed"

REMARKS = {
    **mending.REMARKS,
    "merged": "The heading stands over several columns: read as title, given name and surname.",
    "community": "Another way of writing {name}.",
    "from-title": "The community is taken from “{name}”.",
    "from-rows": "Not listed: added as a community of its own.",
    "twice": "The same household stands in row {row} already; left out here.",
    "changed": "It is booked otherwise as {code}; what is booked stays.",
    "known": "Household {code} of this house and name is registered already.",
    "title": "A title.",
    "heading": "The heading once more.",
    "heading-of": "A heading over the rows below.",
    "numbers": "Only numbers: no line of the sheet.",
    "sum": "A sum.",
    "blank": "Blank.",
    "note": "A signature or note.",
    "not-read": "This sheet is not read: it is none of the sheets that a town is begun with.",
    "hidden-sheet": "A hidden sheet is not read.",
    "hidden-column": "A hidden column is not read.",
    "no-heading": "A column without a heading is not read.",
    "empty": "There is no row under the heading.",
}
"""Sentences about what is no refusal, by a short name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: mended, refused, skipped or only noted."""

    kind: str
    sheet: str
    cell: str
    """``C14``; a row's number, a column's letter, or nothing for the whole sheet."""
    message: str
    """An English sentence, to be looked up in the reader's language, and its facts."""
    facts: dict[str, object] = field(default_factory=dict)
    found: str = ""
    mended: str = ""

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(slots=True)
class Counted:
    """What became of one sheet's lines."""

    sheet: str
    kind: str
    heading: int
    """The number of the row that its heading ends with."""
    withheld: frozenset[int]
    """Columns, counted from 1, that are copied nowhere: national ID numbers, remarks, hidden ones."""
    new: int = 0
    already: int = 0
    changed: int = 0
    refused: int = 0
    """Cells and rows refused; mended are cells, skipped are rows."""
    mended: int = 0
    skipped: int = 0


@dataclass(slots=True)
class Outcome:
    """What a workbook comes to: its sheets, everything found in it, and whether it is booked now."""

    path: Path
    sheets: dict[str, Counted] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    cards: int = 0
    opening: int = 0
    """Minor units of the opening balances booked."""
    applied: bool = False

    def of(self, kind: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.kind == kind]

    @property
    def refused(self) -> list[Finding]:
        return self.of(REFUSED)

    def remark(self, kind: str, sheet: str, cell: str, remark: str, /, **more: object) -> None:
        """Note what is no refusal."""
        facts = {name: fact for name, fact in more.items() if name not in {"found", "mended"}}
        texts = {name: str(more[name]) for name in ("found", "mended") if name in more}
        self._add(Finding(kind, sheet, cell, REMARKS[remark], facts, **texts))

    def refuse(self, sheet: str, cell: str, refusal: errors.Refusal) -> None:
        self._add(Finding(REFUSED, sheet, cell, refusal.message, refusal.facts))

    def _add(self, finding: Finding) -> None:
        self.findings.append(finding)
        if finding.sheet in self.sheets and finding.kind != NOTED:
            self.count(finding.sheet, finding.kind)

    def count(self, sheet: str, what: str) -> None:
        """Count one line, cell or row more of a sheet."""
        counted = self.sheets[sheet]
        setattr(counted, what, getattr(counted, what) + 1)
