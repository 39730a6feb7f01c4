"""``report``: figures that print their own definition."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from wasteledger.domain.calendar import Period
from wasteledger.domain.households import HouseholdType
from wasteledger.domain.methods import BASES, RATE_METHODS
from wasteledger.errors import Month, Term
from wasteledger.units import tonnes
from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.options import pass_session, period_of, period_options
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

if TYPE_CHECKING:
    from wasteledger.reporting.diversion import DiversionReport, Share

report: Group = group("report", "Diversion rates and tonnage.")


def _period(session: Session, period: str | None, first: str | None, last: str | None) -> Period:
    """The period said, else this calendar year so far."""
    today = session.ledger.today()
    return period_of(period, first, last) or Period(today.replace(month=1, day=1), today)


@command(
    report,
    "diversion",
    "A diversion rate, with its definition.",
    "report diversion --period 2569 --by community --method th-pcd",
)
@period_options
@click.option(
    "--by", type=click.Choice(["municipality", "community", "month"]), default="municipality", help="How to cut it."
)
@click.option(
    "--method",
    default="diversion",
    metavar="|".join(method.id for method in RATE_METHODS),
    help="Which published method counts.",
)
@click.option(
    "--basis", type=click.Choice(list(BASES)), default="received", help="Weighed at the points, or at the destinations."
)
@pass_session
def diversion(
    session: Session, period: str | None, first: str | None, last: str | None, by: str, method: str, basis: str
) -> Answer:
    days = _period(session, period, first, last)
    return diversion_answer(session, session.ledger.report_diversion(days, by=by, method=method, basis=basis))


def diversion_answer(session: Session, made: DiversionReport) -> Answer:
    """Answer with a rate: its rows, the municipality's total, and its definition below."""
    words, days = session.words, made.period
    columns = [
        Column("key", {"community": "Community", "month": "Month"}.get(made.by, "Municipality")),
        Column("numerator_tonnes", "Numerator (t)", number=True),
        Column("denominator_tonnes", "Denominator (t)", number=True),
        Column("percent", "Rate (%)", number=True),
    ]
    rows = [(_cut(made.by, share.key) if share.key else words("whole town"), *_figures(share)) for share in made.shares]
    answer = Answer(_data(made))
    answer.say("{name}  {first} – {last}", name=words(made.method.name), first=days.first, last=days.last)
    answer.text.append(Table(columns, [*rows, (words("All"), *_figures(made.total))]))
    return _defined(answer, made, session)


def _cut(by: str, value: str) -> object:
    """One value of what a report is cut by, as a table shows it."""
    match by:
        case "month":
            return Month.fromisoformat(f"{value}-01")
        case "day":
            return date.fromisoformat(value)
        case "household-type":
            return HouseholdType(value)
        case "class" | "method" | "evidence":
            return Term(value)
        case _:
            return value


def _figures(share: Share) -> tuple[object, ...]:
    return tonnes(share.numerator), tonnes(share.denominator), share.percent


def _defined(answer: Answer, made: DiversionReport, session: Session) -> Answer:
    """Write under the figures what they are."""
    words, total = session.words, made.total
    answer.say("Method {method}, source: {source}", method=made.method, source=words(made.method.source))
    answer.say("Numerator: {words}", words=words(made.method.numerator_words))
    answer.say("Denominator: {words}", words=words(made.method.denominator_words))
    answer.say("Basis “{basis}”: {words}", basis=made.basis, words=words(BASES[made.basis]))
    answer.say(
        "Behind it: drop-offs: {drop_offs}, loads: {loads}, estimated share: {estimated} %",
        drop_offs=total.drop_offs,
        loads=total.loads,
        estimated=total.estimated_percent,
    )
    books = ", ".join(f"{head.origin}-{head.sequence:06d} {head.check_code}" for head in made.heads)
    return answer.say("Books: {books}", books=books)


def _data(made: DiversionReport) -> dict[str, object]:
    return {
        "method": str(made.method),
        "source": made.method.source,
        "basis": made.basis,
        "from": made.period.first,
        "to": made.period.last,
        "by": made.by,
        "total": _share_data(made.total),
        "rows": [_share_data(share) for share in made.shares],
        "heads": [{"origin": h.origin, "sequence": h.sequence, "check_code": h.check_code} for h in made.heads],
    }


def _share_data(share: Share) -> dict[str, object]:
    return {
        "key": share.key,
        "numerator_grams": share.numerator,
        "denominator_grams": share.denominator,
        "percent": share.percent,
        "disposed_grams": share.disposed,
        "estimated_grams": share.estimated,
        "drop_offs": share.drop_offs,
        "loads": share.loads,
        "grams_by_method": dict(sorted(share.by_method.items())),
    }


@command(report, "tonnage", "Tonnage, cut by anything.", "report tonnage --period 2569-03 --by community --by material")
@period_options
@click.option(
    "--by",
    multiple=True,
    metavar="WHAT",
    help="community, point, material, class, method, destination, household-type, evidence, day, month; "
    "may be repeated.",
)
@pass_session
def tonnage(session: Session, period: str | None, first: str | None, last: str | None, by: tuple[str, ...]) -> Answer:
    made = session.ledger.report_tonnage(_period(session, period, first, last), by)
    flows = ("received", "rejected", "dispatched", "direct", "shrinkage")
    # A visit with three materials is one drop-off: under a material only its weighings can be counted.
    counts = ("weighings", "load_lines") if {"material", "class", "method"} & set(by) else ("drop_offs", "loads")
    columns = [Column(name.replace("-", "_"), name) for name in by]
    columns += [Column(f"{flow}_kg", flow, number=True) for flow in flows]
    columns += [Column(name, name, number=True) for name in counts]
    rows = []
    for row in (*made.rows, made.total):
        key = [_cut(name, value) for name, value in zip(by, row.key, strict=False)]
        if by and not row.key:
            key = [Term("All"), *("" for _ in by[1:])]
        grams = [tonnes(getattr(row, flow) * 1_000) for flow in flows]
        rows.append([*key, *grams, *(getattr(row, name) for name in counts)])
    data = {
        "from": made.period.first,
        "to": made.period.last,
        "by": list(by),
        "rows": [
            {
                **dict(zip(by, row.key, strict=True)),
                **{f"{flow}_grams": getattr(row, flow) for flow in flows},
                "credits": row.credits,
                **{name: getattr(row, name) for name in counts},
            }
            for row in (made.rows if by else (made.total,))
        ],
    }
    answer = Answer(data)
    answer.text.append(Table(columns, rows))
    answer.say("Kilograms, {first} – {last}", first=made.period.first, last=made.period.last)
    return answer.say(
        "Books: {books}", books=", ".join(f"{h.origin}-{h.sequence:06d} {h.check_code}" for h in made.heads)
    )
