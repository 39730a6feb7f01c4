"""``round``: days on which a point is open, planned, opened with a float and closed with the cash counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from wasteledger.domain.calendar import Period, months_after, read_period
from wasteledger.domain.quantities import read_decimal
from wasteledger.domain.rounds import CASH_REASONS
from wasteledger.errors import NoRoundOpen, RoundNumber, Term
from wasteledger_cli.answers import Answer, Column, Table, table_answer
from wasteledger_cli.commands.lists import plan
from wasteledger_cli.entries import booked
from wasteledger_cli.options import (
    amount_of,
    at_option,
    moment_of,
    pass_session,
    period_of,
    period_options,
    point_option,
    request_option,
)
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

if TYPE_CHECKING:
    from wasteledger.recording.rounds import ReferenceWeight
    from wasteledger.reporting.rounds import Round

MONTHS_AHEAD = 3

round: Group = group("round", "Rounds: their calendar, opening and closing.")  # noqa: A001  # the command's name
round.add_command(plan)


@command(round, "open", "Open a round at a point.", "round open --point P01 --float 1000 --reference 5=5.02")
@click.option("--float", "cash_float", default="0", metavar="AMOUNT", help="The cash in the box.")
@click.option("--community", "communities", multiple=True, metavar="CODE", help="A community it serves; repeatable.")
@click.option("--reference", metavar="KG=KG", help="A test weight, and what the scale read.")
@point_option
@at_option
@request_option
@pass_session
def open_(
    session: Session,
    cash_float: str,
    communities: tuple[str, ...],
    reference: str | None,
    point: str | None,
    at: str | None,
    request_id: str | None,
) -> Answer:
    ledger, settings = session.ledger, session.ledger.settings()
    entries = ledger.open_round(
        cash_float=amount_of(settings, cash_float),
        communities=communities,
        reference=_reference(reference) if reference else None,
        point=point or session.option("point"),
        at=moment_of(settings, at),
        request_id=request_id,
    )
    body = entries[0].body
    return booked(entries).say(
        "Round {number} is open at {point} for {communities}.",
        number=RoundNumber(body["number"], body["year"]),
        point=body["point"],
        communities=body["communities"] or "—",
    )


def _reference(typed: str) -> ReferenceWeight:
    from wasteledger.recording.rounds import ReferenceWeight  # noqa: PLC0415  # only where used

    expected, _, read = typed.partition("=")
    return ReferenceWeight(read_decimal(expected, 3), read_decimal(read, 3))


@command(round, "close", "Close a round: count the cash box.", "round close 1239.00 --because rounded --point P01")
@click.argument("counted", metavar="AMOUNT")
@click.option("--because", type=click.Choice(CASH_REASONS), help="Why it differs.")
@point_option
@at_option
@request_option
@pass_session
def close(
    session: Session, counted: str, because: str | None, point: str | None, at: str | None, request_id: str | None
) -> Answer:
    ledger, settings = session.ledger, session.ledger.settings()
    entries = ledger.close_round(
        counted=amount_of(settings, counted),
        reason=because or "",
        point=point or session.option("point"),
        at=moment_of(settings, at),
        request_id=request_id,
    )
    opening = ledger.entry(entries[0].body["round"]).body
    closed = ledger.round(str(RoundNumber(opening["number"], opening["year"])), opening["point"])
    answer, summary = booked(entries), _summary(session, closed)
    return Answer(answer.data | summary.data, [*answer.text, *summary.text])


@command(round, "show", "What a round weighed and paid; the open one unless said.", "round show 3/2569 --point P01")
@click.argument("number", required=False)
@point_option
@pass_session
def show(session: Session, number: str | None, point: str | None) -> Answer:
    ledger, place = session.ledger, point or session.option("point") or ""
    found = ledger.round(number, place) if number else ledger.round_open(place)
    if found is None:
        raise NoRoundOpen(point=place or ledger.acting_operator().point)
    return _summary(session, found)


def _summary(session: Session, of: Round) -> Answer:
    totals = session.ledger.round_totals(of)
    cash = totals.cash
    columns = [
        Column("material", "Material"),
        Column("net", "Net", number=True),
        Column("rejected", "Rejected", number=True),
        Column("credits", "Amount", number=True),
    ]
    rows = [(code, one.net, one.rejected, one.credits) for code, one in totals.materials.items()]
    made = table_answer("materials", columns, rows)
    answer = Answer({"round": _data(of), "households": totals.households, "slips": totals.slips, **made.data})
    answer.data |= {"float": cash.float_, "paid": cash.paid, "expected": cash.expected}
    answer.say("Round {number} at {point}, {day}", number=of.number, point=of.point, day=of.day)
    answer.say("Households: {households}, slips: {slips}", households=totals.households, slips=totals.slips)
    answer.text.append(Table(columns, rows))
    answer.say(
        "Cash float {cash_float}, paid {paid}, should be left {expected}",
        cash_float=cash.float_,
        paid=cash.paid,
        expected=cash.expected,
    )
    if of.counted is not None and of.expected is not None:
        answer.say("Counted {counted}, a difference of {off}", counted=of.counted, off=of.counted - of.expected)
    return answer.say("Reason: {reason}", reason=Term(of.reason)) if of.reason else answer


def _data(of: Round) -> dict[str, Any]:
    return {
        "receipt": str(of.receipt),
        "number": of.number,
        "point": of.point,
        "communities": of.communities,
        "day": of.day,
        "opened_at": of.opened_at,
        "opened_by": of.opened_by,
        "closed": str(of.closed) if of.closed else None,
        "closed_at": of.closed_at,
        "closed_by": of.closed_by,
        "counted": of.counted,
        "reason": of.reason,
    }


@command(round, "list", "The rounds that were.", "round list --period 2569 --point P01")
@period_options
@point_option
@pass_session
def list_(session: Session, period: str | None, first: str | None, last: str | None, point: str | None) -> Answer:
    columns = [
        Column("number", "Round"),
        Column("point", "Point"),
        Column("day", "Day"),
        Column("communities", "Communities"),
        Column("float", "Cash float", number=True),
        Column("expected", "Should be left", number=True),
        Column("counted", "Counted", number=True),
        Column("reason", "Reason"),
        Column("receipt", "Receipt"),
    ]
    rows = [
        (
            of.number,
            of.point,
            of.day,
            ", ".join(of.communities),
            of.cash_float,
            of.expected,
            of.counted,
            Term(of.reason),
            str(of.receipt),
        )
        for of in session.ledger.rounds(period_of(period, first, last), point or "")
    ]
    return table_answer("rounds", columns, rows)


@command(round, "calendar", "The days that are planned.", "round calendar --from 1/4/2569 --to 30/9/2569")
@period_options
@point_option
@pass_session
def calendar(session: Session, period: str | None, first: str | None, last: str | None, point: str | None) -> Answer:
    begins = read_period(first).first if first else session.ledger.today()
    ends = read_period(last).last if last else months_after(begins, MONTHS_AHEAD) - timedelta(days=1)
    days = read_period(period) if period else Period(begins, ends)
    columns = [Column("day", "Day"), Column("point", "Point"), Column("communities", "Communities")]
    rows = [
        (one.day, one.point, ", ".join(one.communities)) for one in session.ledger.rounds_planned(days, point or "")
    ]
    return table_answer("calendar", columns, rows)
