"""``setup``: a town begun from its own workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wasteledger.errors import Term, WorkbookRefused
from wasteledger.units import Credits
from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.importing import ROWS_SHOWN, AnyFunction
from wasteledger_cli.options import DAY, amount_of, pass_session
from wasteledger_cli.progress import progress
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

if TYPE_CHECKING:
    from wasteledger.exchange.importing import Progress
    from wasteledger.exchange.setup.findings import Finding, Outcome
    from wasteledger.ledger import Ledger, SetupHow
    from wasteledger.translation import Words

setup: Group = group("setup", "Begin a town from its own workbook.")

_COUNTED = ("new", "already", "changed", "mended", "refused", "skipped")
_ORDER = ("refused", "noted", "mended", "skipped")
"""What is told first."""
_CELLS_SHOWN = 5
_COLUMNS = [
    Column("sheet", "Sheet"),
    Column("kind", "Kind"),
    Column("new", "New", number=True),
    Column("already", "There already", number=True),
    Column("changed", "Changed, left", number=True),
    Column("mended", "Mended", number=True),
    Column("refused", "Refused", number=True),
    Column("skipped", "Rows skipped", number=True),
]


def _reading_options(function: AnyFunction) -> AnyFunction:
    for option in (
        click.option(
            "--with-hidden", is_flag=True, help="Read hidden rows and columns too; else hidden rows are refused."
        ),
        click.option(
            "--dates",
            "order",
            type=click.Choice(["d/m", "m/d"]),
            help="How the file's computer wrote dates: tells which house number Excel made a date of.",
        ),
        click.option("--control-total", metavar="AMOUNT", help="The sum of all balances, as the old books have it."),
        click.option(
            "--opening-day", type=DAY, metavar="DAY", help="The day from which these books count, one for all."
        ),
        click.option("--cards", is_flag=True, help="Issue a card to each new household."),
        click.argument("path", metavar="FILE"),
    ):
        function = option(function)
    return function


def _how(ledger: Ledger, advance: Progress, /, *, order: str | None, control_total: str | None, **how: Any) -> SetupHow:
    """What the options say, as the ledger understands it."""
    total = amount_of(ledger.settings(), control_total) if control_total else None
    return {**how, "order": order or "", "control_total": total, "progress": advance}  # type: ignore[typeddict-item]  # the rest are its flags


@command(setup, "template", "Write an empty workbook to fill in.", "setup template town.xlsx")
@click.argument("path", metavar="FILE")
@pass_session
def template(session: Session, path: str) -> Answer:
    from wasteledger.exchange.setup.template import write_template  # noqa: PLC0415  # only where used

    write_template(Path(path), session.words)
    return Answer({"file": path}).say("The workbook to fill in is {path}.", path=path)


@command(
    setup,
    "check",
    "Say what applying a workbook would do; write nothing into the ledger.",
    "setup check town.xlsx --copy marked.xlsx",
)
@_reading_options
@click.option("--copy", metavar="FILE", help="Write a copy with every problem marked in its cell.")
@pass_session
def check(session: Session, /, path: str, copy: str | None, **how: Any) -> Answer:
    ledger, words = session.ledger, session.words
    with progress(words("Checking")) as advance:
        outcome = ledger.setup_check(path, **_how(ledger, advance, **how))
        if copy:
            ledger.setup_copy(outcome, copy, lambda finding: _said(words, finding))
    answer = _answer(words, outcome)
    answer.text += _told(words, outcome.findings)
    if copy:
        answer.data["copy"] = copy
        answer.say("Every problem is marked in {path}.", path=copy)
    if outcome.refused:
        answer.exit_code = WorkbookRefused.exit_code
        return answer.say("It can't be applied as it is.")
    return answer.say("It can be applied: wasteledger setup apply {path}", path=path)


@command(setup, "apply", "Apply a workbook, all of it or nothing.", "setup apply town.xlsx --cards")
@_reading_options
@pass_session
def apply(session: Session, /, path: str, **how: Any) -> Answer:
    ledger, words = session.ledger, session.words
    try:
        with progress(words("Applying")) as advance:
            outcome = ledger.setup_apply(path, **_how(ledger, advance, **how))
    except WorkbookRefused as refused:
        click.echo("\n".join(_told(words, refused.outcome.refused)), err=True)
        raise
    answer = _answer(words, outcome)
    answer.text += _told(words, [one for one in outcome.findings if _matters(outcome, one)])
    if outcome.opening:
        answer.say("Brought forward: {amount}.", amount=Credits(outcome.opening))
    return answer.say("Applied; {cards} cards issued.", cards=f"{outcome.cards:,}")


def _answer(words: Words, outcome: Outcome) -> Answer:
    rows = [
        [counted.sheet, Term(counted.kind), *(getattr(counted, name) for name in _COUNTED)]
        for counted in outcome.sheets.values()
    ]
    sheets = [dict(zip((column.name for column in _COLUMNS), row, strict=True)) for row in rows]
    findings = [
        {
            "kind": finding.kind,
            "sheet": finding.sheet,
            "cell": finding.cell,
            "found": finding.found,
            "mended": finding.mended,
            "reason": _reason(words, finding),
        }
        for finding in outcome.findings
    ]
    data = {"applied": outcome.applied, "sheets": sheets, "findings": findings, "cards": outcome.cards}
    data["opening"] = Credits(outcome.opening)
    return Answer(data, [Table(_COLUMNS, rows)])


def _matters(outcome: Outcome, finding: Finding) -> bool:
    """Whether a finding is worth telling after applying: where nothing was new, only what was left as it is."""
    sheet = outcome.sheets.get(finding.sheet)
    return finding.kind == "noted" or sheet is None or sheet.new > 0


def _told(words: Words, findings: list[Finding]) -> list[str]:
    """The first findings, worst first; what is said of several cells of a sheet is one line."""
    cells: dict[tuple[str, str], list[str]] = {}
    for finding in sorted(findings, key=lambda finding: _ORDER.index(finding.kind)):
        cells.setdefault((finding.sheet, _said(words, finding)), []).append(finding.cell)
    lines = []
    for (sheet, said), places in cells.items():
        named = ", ".join(filter(None, places[:_CELLS_SHOWN]))
        more = f" … ({len(places)})" if len(places) > _CELLS_SHOWN else ""
        lines.append(f"{sheet}!{named}{more}: {said}" if named else f"{sheet}: {said}")
    left = len(lines) - ROWS_SHOWN
    return [*lines[:ROWS_SHOWN], *([words("and {more} more; --format json lists all.", more=left)] if left > 0 else [])]


def _reason(words: Words, finding: Finding) -> str:
    return words(finding.message, **finding.facts)


def _said(words: Words, finding: Finding) -> str:
    """A finding in one line: why, and what a mended cell is taken for."""
    reason = _reason(words, finding)
    return f"{reason} {finding.found} → {finding.mended}" if finding.mended else reason
