"""``report``: figures that print their own definition."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from wasteledger.domain.calendar import Period
from wasteledger.domain.cells import ZERO_WIDTH_SPACE
from wasteledger.domain.methods import BASES, RATE_METHODS
from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.commands.report_pages import PAGES
from wasteledger_cli.options import as_of_option, pass_session, period_of, period_options
from wasteledger_cli.report_files import write_table
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

if TYPE_CHECKING:
    from wasteledger.reporting.report import Column as ReportColumn
    from wasteledger.reporting.report import Report, Row
    from wasteledger.translation import Words

report: Group = group("report", "Rates, tonnage, balances: figures that print their own definition.")

Option = Callable[[Any], Any]

_OUTPUT = click.option("--output", metavar="FILE", help="Write a file: .csv, .xlsx, .parquet or .json.")


def _reports(name: str, text: str, example: str, *options: Option) -> None:
    """Make the command of a report: its period, its own options by the names that it is asked by, its answer."""

    def answer(session: Session, /, period: str | None, first: str | None, last: str | None, **asked: Any) -> Answer:
        days, output = _period(session, period, first, last), asked.pop("output")
        given = {option: said for option, said in asked.items() if said not in {None, ()}}
        made = session.ledger.report(name, days, **given)
        return write_table(session, made, output) if output else report_answer(session, made)

    for option in (_OUTPUT, *reversed(options)):
        answer = option(answer)
    command(report, name, text, f"report {name} {example}".rstrip())(period_options(as_of_option(pass_session(answer))))


def _period(session: Session, period: str | None, first: str | None, last: str | None) -> Period:
    """The period said, else this calendar year so far."""
    today = session.ledger.today()
    return period_of(period, first, last) or Period(today.replace(month=1, day=1), today)


def report_answer(session: Session, made: Report) -> Answer:
    """Answer with a report: its rows, its total, and its definition below."""
    words = session.words
    shown = [column for column in made.columns if not column.detail]
    rows = [[_shown(column, row, words) for column in shown] for row in made.rows]
    if made.total:
        rows.append([_shown(column, made.total, words) for column in shown])
        rows[-1][: len(made.by)] = [words("All"), *("" for _ in made.by[1:])][: len(made.by)]
    answer = Answer(made.data())
    days = {"first": made.period.first, "last": made.period.last}
    answer.say("{name}  {first} – {last}", name=made.title.said(words), **days)
    answer.text.append(Table([Column(column.name, column.heading, number=column.number) for column in shown], rows))
    for line in made.definition():
        answer.say(line.message, **line.facts)
    return answer


def _shown(column: ReportColumn, row: Row, words: Words) -> str:
    """A cell; where paper may break a line, a terminal need not."""
    return column.shown(row[column.name], words).replace(ZERO_WIDTH_SPACE, "")


def _by(*cuts: str, several: bool = False) -> Option:
    """``--by``: a word of a few, or several of them."""
    if several:
        return click.option("--by", multiple=True, metavar="WHAT", help=f"{', '.join(cuts)}; may be repeated.")
    return click.option("--by", type=click.Choice(cuts), default=cuts[0], help="How to cut it.")


_BY_PLACE = _by("municipality", "community", "month")
_POPULATION = click.option(
    "--population", type=click.Choice(["registered", "resident"]), help="Whose heads: a statistic of that name is set."
)
_GENERATED = click.option(
    "--generated", type=click.Choice(["measured", "per-head"]), help="How it is known what was generated."
)
_OF = click.option("--of", type=click.Choice(["collected", "separated", "disposed"]), help="Which waste.")
_COMPLETE = click.option(
    "--complete-months", is_flag=True, help="Only the months with disposed tonnage; the others are named."
)

_reports(
    "diversion",
    "A diversion rate, with its definition.",
    "--period 2569 --by community --method th-pcd",
    _by("municipality", "community", "month", "point", "material", "class", "household-type"),
    click.option(
        "--method",
        default="diversion",
        metavar="|".join(method.id for method in RATE_METHODS),
        help="Which published method counts.",
    ),
    click.option("--basis", type=click.Choice(list(BASES)), help="Weighed at the points, or at the destinations."),
    _COMPLETE,
)
_reports("methods", "The same waste by every published method.", "--period 2569", _COMPLETE)
_reports(
    "tonnage",
    "Tonnage, cut by anything.",
    "--period 2569-03 --by community --by material",
    _by(
        "community",
        "point",
        "material",
        "class",
        "method",
        "destination",
        "household-type",
        "evidence",
        "day",
        "month",
        several=True,
    ),
)
_reports("late", "What counts in a period and happened in a month closed before it came.", "--period 2569-04")
_reports(
    "amounts",
    "Generated, collected, left, utilised, disposed properly or not: tonnes a day.",
    "--period FY2569 --population resident",
    _BY_PLACE,
    _GENERATED,
    _POPULATION,
    _COMPLETE,
)
_reports(
    "per-head",
    "Kilograms a head and day.",
    "--period 2569 --population resident --of disposed",
    _BY_PLACE,
    _OF,
    _POPULATION,
    _COMPLETE,
)
_reports(
    "per-household",
    "Kilograms a household and day.",
    "--period 2569 --households all",
    _BY_PLACE,
    _OF,
    click.option("--households", type=click.Choice(["members", "all"]), help="Which households."),
    _COMPLETE,
)
_reports("set-out", "Who came, of those whom each round served.", "--period 2569-03")
_reports(
    "participation",
    "Who came at least once in consecutive rounds.",
    "--period Q1/2569 --rounds 3",
    click.option("--rounds", "window", type=int, metavar="NUMBER", help="How many rounds; three unless said."),
)
_reports(
    "coverage",
    "Registered households of all households.",
    "--period 2569-03 --by community",
    _by("municipality", "community"),
)
_reports(
    "contamination",
    "What was handed back of all that was brought.",
    "--period 2569 --by material",
    _by("municipality", "community", "point", "material", "class", "household-type", "month"),
    click.option("--mean-of-samples", is_flag=True, help="The mean of days at points, not the ratio of the sums."),
)
_reports(
    "capture",
    "What was collected clean of what is in the waste.",
    "--period 2569",
    _GENERATED,
    _POPULATION,
)
_reports(
    "mass-balance",
    "Stock before, in, out, missed, stock after.",
    "--period 2569-03 --by material",
    click.option("--by", multiple=True, type=click.Choice(["point", "material"]), help="How to cut it."),
)
_reports(
    "greenhouse",
    "Greenhouse gas avoided, by one set of factors.",
    "--period 2569 --factors warm16",
    click.option("--factors", metavar="less|warm16|th-wet-waste", help="Which set of factors."),
)
_reports(
    "inactive",
    "Households that stayed away: for the staff's eyes.",
    "--period 2569-03 --community C01",
    click.option("--community", metavar="CODE", help="Of one community."),
)
for page in PAGES:
    report.add_command(page)
