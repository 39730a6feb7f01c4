"""``report monthly``, ``fiscal-year``, ``answer``, ``form``: reports as papers, for the council and the province."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wasteledger.domain.calendar import Period, fiscal_year, fiscal_year_of, read_period
from wasteledger.errors import Month, PeriodNotUnderstood, Refusal
from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.options import as_of_option, pass_session, period_of, period_options
from wasteledger_cli.report_files import reader_of, written
from wasteledger_cli.session import Session
from wasteledger_cli.words import command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wasteledger.exchange.reports.figures import Figures
    from wasteledger.exchange.reports.page import Heading
    from wasteledger.reporting.comparing import CouncilAnswer
    from wasteledger.reporting.gathering import Asked

PAGE = click.option("--output", required=True, metavar="FILE", help="The HTML file to write.")


@command(
    None,
    "monthly",
    "The month's report as a page to sign and print.",
    "report monthly --month 2569-03 --output march.html",
)
@click.option("--month", required=True, metavar="MONTH", help="2569-03, มี.ค. 2569 …")
@PAGE
@as_of_option
@pass_session
def monthly(session: Session, month: str, output: str) -> Answer:
    from wasteledger.reporting.gathering import MONTHLY  # noqa: PLC0415  # --help needs no report

    days = read_period(month)
    if len(days.months()) != 1:
        raise PeriodNotUnderstood(typed=month)
    words = session.town_words
    title = words("Monthly report, {month}", month=Month(days.first.year, days.first.month, 1))
    return _page(session, title, days, MONTHLY, output)


@command(
    None,
    "fiscal-year",
    "The fiscal year's report as a page to sign and print.",
    "report fiscal-year --year 2569 --output year.html",
)
@click.option("--year", required=True, metavar="YEAR", help="The fiscal year: 2569.")
@click.option("--complete-months", is_flag=True, help="Only the months with disposed tonnage; the others are named.")
@PAGE
@as_of_option
@pass_session
def of_fiscal_year(session: Session, year: str, output: str, *, complete_months: bool) -> Answer:
    from wasteledger.reporting.gathering import FISCAL_YEAR, of_complete_months, so_far  # noqa: PLC0415

    days = fiscal_year(read_period(year).last.year)
    words = session.town_words
    title = words("Report of fiscal year {year}", year=words.year(fiscal_year_of(days.last)))
    asked = of_complete_months(FISCAL_YEAR) if complete_months else FISCAL_YEAR
    return _page(session, title, so_far(days, session.ledger.today()), asked, output)


def _page(session: Session, title: str, days: Period, asked: Sequence[Asked], output: str) -> Answer:
    from wasteledger.exchange.reports.page import report_page  # noqa: PLC0415
    from wasteledger.exchange.whole_files import write_whole  # noqa: PLC0415

    told = session.ledger.reports(days, asked)
    write_whole(Path(output), report_page(_heading(session, title, days), told, reader_of(session)))
    answer = written(output)
    missing = [(one.asked, one.answer) for one in told if isinstance(one.answer, Refusal)]
    answer.data["missing"] = [{"report": asked.name, **asked.how, "why": str(why)} for asked, why in missing]
    answer.text += dict.fromkeys(session.sentence(why) for _, why in missing)
    return answer


def _heading(session: Session, title: str, days: Period) -> Heading:
    from wasteledger.exchange.reports.page import Heading  # noqa: PLC0415

    settings = session.ledger.settings()
    town = session.town_words.name(settings.name_th, settings.name_en)
    return Heading(town, title, days.first, days.last, session.ledger.today())


@command(
    None,
    "answer",
    "The council's question: our rate, this year against last, and how we know.",
    "report answer --year 2569 --against 2568 --output answer.html",
)
@click.option("--year", "now", required=True, metavar="YEAR", help="2569, FY2569 …")
@click.option("--against", "before", required=True, metavar="YEAR", help="The year before: 2568, FY2568 …")
@click.option("--output", metavar="FILE", help="Write one page of HTML.")
@as_of_option
@pass_session
def answer(session: Session, now: str, before: str, output: str | None) -> Answer:
    made = session.ledger.council_answer(read_period(now), read_period(before))
    if output is None:
        return _answer_shown(session, made)
    from wasteledger.exchange.reports.page import answer_page  # noqa: PLC0415
    from wasteledger.exchange.whole_files import write_whole  # noqa: PLC0415

    words = session.town_words
    over = _heading(session, words("What is our rate, and how do we know?"), made.now)
    write_whole(Path(output), answer_page(over, made, reader_of(session)))
    return written(output)


def _answer_shown(session: Session, made: CouncilAnswer) -> Answer:
    from wasteledger_cli.commands.reports import report_answer  # noqa: PLC0415  # that module takes these commands

    shown = Answer({"reports": [report.data() for report in made.reports]})
    for line in made.said:
        shown.say(line.message, **line.facts)
    for report in made.reports:
        shown.text += report_answer(session, report).text
    for report in made.told:
        shown.text += [(line.message, dict(line.facts)) for line in report.definition()]
    return shown


@command(
    None,
    "form",
    "Fill in the province's own sheet: {{names}} in its cells become figures.",
    "report form --template province.xlsx --output filled.xlsx --period FY2569",
)
@period_options
@click.option("--template", metavar="FILE", help="The Excel sheet with {{names}}.")
@click.option("--output", metavar="FILE", help="The filled copy.")
@click.option("--names", is_flag=True, help="List the names there are, with their figures.")
@as_of_option
@pass_session
def form(
    session: Session,
    period: str | None,
    first: str | None,
    last: str | None,
    template: str | None,
    output: str | None,
    *,
    names: bool,
) -> Answer:
    days = period_of(period, first, last)
    if days is None or not (names or (template and output)):
        raise click.UsageError(gettext.gettext("Say --period, and --template with --output, or --names."))
    figures = _figures(session, days)
    if names or not (template and output):
        return _names(session, figures)
    from wasteledger.exchange.reports.form import fill_form  # noqa: PLC0415

    filled = fill_form(Path(template), Path(output), figures)
    return Answer({"output": output, "filled": filled}).say("The report is in {path}.", path=output)


def _figures(session: Session, days: Period) -> Figures:
    from wasteledger.exchange.reports.figures import Figures  # noqa: PLC0415

    settings = session.ledger.settings()
    town = session.town_words.name(settings.name_th, settings.name_en)
    reader, ledger = reader_of(session), session.ledger
    return Figures(town, days, ledger.today(), reader, lambda asked: ledger.reports(days, asked))


def _names(session: Session, figures: Figures) -> Answer:
    rows: list[Sequence[str]] = []
    data: list[dict[str, str | None]] = []
    for name, figure in figures.listed():
        if isinstance(figure, Refusal):
            rows.append((name, session.sentence(figure), ""))
            data.append({"name": name, "why": str(figure)})
        else:
            rows.append((name, figure.meaning, figure.text))
            data.append({"name": name, "value": None if figure.value is None else str(figure.value)})
    columns = [Column("name", "name"), Column("meaning", "Meaning"), Column("figure", "Figure", number=True)]
    return Answer({"names": data}, [Table(columns, rows)])


PAGES = (monthly, of_fiscal_year, answer, form)
"""Taken into the group ``report``."""
