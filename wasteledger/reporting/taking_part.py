"""Who takes part: set-out on one round, participation over several, and coverage."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, exists, select

from wasteledger import errors
from wasteledger.domain.accounts import HOUSEHOLD, UNCLAIMED
from wasteledger.domain.calendar import Period
from wasteledger.domain.registers import Community
from wasteledger.journal.directory import Directory
from wasteledger.reporting.cuts import MUNICIPALITY, checked_cuts, cut_cells, cut_columns, no_cells
from wasteledger.reporting.outside import OutsideFigures
from wasteledger.reporting.registered import Registered
from wasteledger.reporting.report import COUNT, DATE, PERCENT, ROUND, TEXT, Column, Report, StandsOn, Text
from wasteledger.reporting.rounds import Round, rounds
from wasteledger.reporting.totals import heads
from wasteledger.storage import tables
from wasteledger.units import percent

CONSECUTIVE_ROUNDS = 3
"""WRAP and LARAC: at least once in three consecutive rounds."""
SOURCE = "WRAP / LARAC participation monitoring"
SERVED = "registered households of the communities that the rounds serve, as of the last round; walk-ins left out"
_FIGURES = (
    Column("households", "Households that came", COUNT),
    Column("served", "Households served", COUNT),
    Column("percent", "Rate (%)", PERCENT, 2),
)


def set_out(connection: Connection, _directory: Directory, period: Period) -> Report:
    """Of the households that each round of a period served, those that dropped off on it."""
    registered, held = Registered(connection), rounds(connection, period)
    came = _came(connection, held)
    rows = [
        {
            "round": str(one.receipt),
            "number": str(one.number),
            "point": one.point,
            "day": one.day,
            **_figures(registered, [one], came, one.communities),
        }
        for one in held
    ]
    columns = (
        Column("round", "Round", TEXT),
        Column("number", "Number", ROUND),
        Column("point", "Point", TEXT),
        Column("day", "Day", DATE),
        *_FIGURES,
    )
    return Report(
        id="set-out",
        title=Text("Set-out rate"),
        period=period,
        by=("round",),
        columns=columns,
        rows=tuple(rows),
        total=_total(("round", "number", "point", "day"), rows),
        stands_on=StandsOn(
            method="set-out@1",
            source=SOURCE,
            numerator="households that dropped off on the round, and live in a community that it serves",
            denominator=SERVED,
            window=Text("Window: one round; the total adds up {rounds} rounds", {"rounds": len(held)}),
            population=SERVED,
        ),
        heads=heads(connection),
    )


def participation(
    connection: Connection, _directory: Directory, period: Period, *, window: int = CONSECUTIVE_ROUNDS
) -> Report:
    """Of the households of each community, those that dropped off at least once in the last consecutive rounds.

    Raises:
        TooFewRounds: fewer rounds served a community in the period.
        NotAWholeNumber: a window has at least one round.
    """
    if window < 1:
        raise errors.NotAWholeNumber(name="rounds", least=1)
    by_community: dict[str, list[Round]] = defaultdict(list)
    for one in rounds(connection, period):
        for community in one.communities:
            by_community[community].append(one)
    windows = {community: held[-window:] for community, held in sorted(by_community.items())}
    for community, held in windows.items() or [("", [])]:
        if len(held) < window:
            facts = {"wanted": window, "held": len(held), "first": period.first, "last": period.last}
            raise errors.TooFewRounds(where=community or errors.Term("whole town"), **facts)
    registered = Registered(connection)
    came = _came(connection, {one.receipt: one for held in windows.values() for one in held}.values())
    rows = [
        {
            "community": community,
            "from_day": held[0].day,
            "to_day": held[-1].day,
            "rounds": ", ".join(str(one.receipt) for one in held),
            **_figures(registered, held, came, [community]),
        }
        for community, held in windows.items()
    ]
    columns = (
        *cut_columns(["community"]),
        Column("from_day", "From", DATE),
        Column("to_day", "To", DATE),
        Column("rounds", "Rounds", TEXT, detail=True),
        *_FIGURES,
    )
    return Report(
        id="participation",
        title=Text("Participation rate"),
        period=period,
        by=("community",),
        columns=columns,
        rows=tuple(rows),
        total=_total(("community", "from_day", "to_day", "rounds"), rows),
        stands_on=StandsOn(
            method="participation@1",
            source=SOURCE,
            numerator="households that dropped off on at least one round of the window",
            denominator=SERVED,
            window=Text("Window: the last {rounds} consecutive rounds that served the community", {"rounds": window}),
            population=SERVED,
        ),
        heads=heads(connection),
    )


def _figures(
    registered: Registered, window: Sequence[Round], came: dict[str, set[str]], communities: Iterable[str]
) -> dict[str, Any]:
    """Who came to at least one round of a window, and who could have, as they lived on its last day."""
    day, served = window[-1].day, set(communities)
    visitors = set().union(*(came.get(str(one.receipt), ()) for one in window))
    households = sum(registered.community(number, day) in served for number in visitors)
    return _rate(households, sum(registered.count(day, community) for community in served))


def _rate(households: int, served: int) -> dict[str, Any]:
    return {"households": households, "served": served, "percent": percent(households, served) if served else None}


def _total(by: Sequence[str], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    added = {name: sum(row[name] for row in rows) for name in ("households", "served")}
    return {**no_cells(by), **_rate(**added)}


def _came(connection: Connection, held: Iterable[Round]) -> dict[str, set[str]]:
    """By round the households with a drop-off that nobody took back."""
    passbook, later = tables.passbook.c, tables.successor.c
    reversed_since = exists().where(
        later.origin == passbook.origin, later.sequence == passbook.sequence, later.how == "reversed"
    )
    came: dict[str, set[str]] = defaultdict(set)
    wanted = [str(one.receipt) for one in held]
    # With the index's own condition, or SQLite would not use it.
    query = select(passbook.round, passbook.account).where(passbook.round != "", ~reversed_since).distinct()
    for receipt, account in connection.execute(query.where(passbook.round.in_(wanted))):
        came[receipt].add(account)
    # A card that nobody knew then may have turned out to be somebody's.
    every = {account for accounts in came.values() for account in accounts}
    strays = [account.removeprefix(UNCLAIMED) for account in every if account.startswith(UNCLAIMED)]
    card = tables.card.c
    settled = connection.execute(select(card.code, card.household).where(card.code.in_(strays))) if strays else ()
    whose = {f"{UNCLAIMED}{code}": household for code, household in settled}
    return {
        receipt: {whose.get(account, account).removeprefix(HOUSEHOLD) for account in accounts}
        for receipt, accounts in came.items()
    }


def coverage(connection: Connection, directory: Directory, period: Period, *, by: str = MUNICIPALITY) -> Report:
    """Registered households ÷ all households, as of the period's last day.

    Raises:
        StatisticMissing: nobody said how many households there are.
    """
    checked_cuts([by], (MUNICIPALITY, "community"))
    registered, outside, day = Registered(connection, ["household"]), OutsideFigures(connection), period.last
    cut = () if by == MUNICIPALITY else (by,)

    def figures(place: str) -> dict[str, Any]:
        return _rate(registered.count(day, place), outside.on("households", day, place))

    places = [community.code for community in directory.listed(Community).values() if not community.closed_on]
    rows = tuple({**cut_cells(cut, [place]), **figures(place)} for place in places) if cut else ()
    total = {**no_cells(cut), **figures("")}
    return Report(
        id="coverage",
        title=Text("Coverage"),
        period=period,
        by=cut,
        columns=(
            *cut_columns(cut),
            Column("households", "Registered households", COUNT),
            Column("served", "All households", COUNT),
            _FIGURES[-1],
        ),
        rows=rows,
        total=total,
        stands_on=StandsOn(
            method="coverage@1",
            source="common usage",
            numerator="registered households; schools, temples, shops and the like left out",
            denominator="all households",
            window=Text("As of {day}", {"day": day}),
            population="all households",
            outside=outside.used,
        ),
        heads=heads(connection),
    )
