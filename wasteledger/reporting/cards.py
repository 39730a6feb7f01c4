"""Cards in use, in the order in which a community's street is walked: by community, then name."""

from sqlalchemy import Connection, select

from wasteledger.printing.cards import Card, HandedOut
from wasteledger.storage import tables


def cards_in_use(
    connection: Connection, *, community: str = "", unprinted: bool = False, codes: tuple[str, ...] = ()
) -> list[HandedOut]:
    """Return the cards of households that are open: all, of one community, never printed, or those named."""
    card, household, contact = tables.card, tables.household, tables.contact
    query = (
        select(card.c.code, household.c.number, contact.c.name, contact.c.house_number)
        .join_from(card, household, household.c.number == card.c.household)
        .outerjoin(contact, contact.c.household == household.c.number)
        .where(card.c.revoked_on.is_(None), household.c.closed_on.is_(None))
        .order_by(household.c.community, contact.c.sort_key, household.c.origin, household.c.ordinal, card.c.code)
    )
    if community:
        query = query.where(household.c.community == community)
    if unprinted:
        query = query.where(card.c.printed_on.is_(None))
    if codes:
        query = query.where(card.c.code.in_(codes))
    rows = connection.execute(query)
    return [HandedOut(Card(code, number), name or "", house or "") for code, number, name, house in rows]
