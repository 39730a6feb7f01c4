"""Households that stayed away: for the staff's eyes, so that somebody may ask why."""

from typing import Any

from sqlalchemy import Connection, exists, func, select

from wasteledger.domain.accounts import HOUSEHOLD
from wasteledger.domain.calendar import Period
from wasteledger.domain.households import WALK_IN
from wasteledger.domain.registers import Community
from wasteledger.domain.settings import Settings
from wasteledger.journal.directory import Directory
from wasteledger.reporting.cuts import cut_columns
from wasteledger.reporting.report import DATE, TEXT, Column, Report, StandsOn, Text
from wasteledger.reporting.totals import heads
from wasteledger.storage import tables


def visited(settings: Settings, period: Period) -> Any:
    """The condition that a household dropped off in a period, reversed drop-offs left out: one look per household."""
    household, passbook, entry, later = tables.household, tables.passbook, tables.entry, tables.successor
    since, until = settings.moments_of(period.first, period.last)
    reversed_since = exists().where(
        later.c.origin == entry.c.origin, later.c.sequence == entry.c.sequence, later.c.how == "reversed"
    )
    return (
        exists()
        .where(passbook.c.account == HOUSEHOLD + household.c.number)
        .where(passbook.c.happened_at >= since, passbook.c.happened_at < until)
        .where(entry.c.origin == passbook.c.origin, entry.c.sequence == passbook.c.sequence)
        .where(entry.c.kind == "drop-off", ~reversed_since)
    )


def inactive(connection: Connection, directory: Directory, period: Period, *, community: str = "") -> Report:
    """List the open households that registered before the period's end and dropped nothing off in it.

    Raises:
        CodeUnknown: there is no such community.
    """
    settings = directory.settings
    household, contact, passbook = tables.household.c, tables.contact.c, tables.passbook.c
    last = select(func.max(passbook.happened_at)).where(passbook.account == HOUSEHOLD + household.number)
    query = (
        select(household.number, household.community, contact.name, contact.house_number, last.scalar_subquery())
        .outerjoin_from(tables.household, tables.contact, contact.household == household.number)
        .where(household.closed_on.is_(None), household.type != WALK_IN)
        .where(household.registered_on <= period.last.isoformat(), ~visited(settings, period))
        .order_by(household.community, household.origin, household.ordinal)
    )
    if community:
        query = query.where(household.community == directory.any(Community, community).code)
    rows = tuple(
        {
            "community": place,
            "household": number,
            "name": name or "",
            "house_number": house or "",
            "last_day": settings.day_of_text(moment) if moment else None,
        }
        for number, place, name, house, moment in connection.execute(query)
    )
    return Report(
        id="inactive",
        title=Text("Households that dropped nothing off"),
        period=period,
        by=("community", "household"),
        columns=(
            *cut_columns(("community", "household")),
            Column("name", "Name", TEXT),
            Column("house_number", "House number", TEXT),
            Column("last_day", "Last line in the passbook", DATE),
        ),
        rows=rows,
        stands_on=StandsOn(
            method="inactive@1",
            source="the books: passbooks",
            numerator="open households registered by the last day without a drop-off in the period; walk-ins left out",
        ),
        confidential=True,
        heads=heads(connection),
    )
