"""Forgetting: who is forgotten by a ruling has no name left in any database that holds the ruling."""

from sqlalchemy import Connection, delete, select

from wasteledger.storage import tables


def forget(connection: Connection) -> None:
    """Delete what is kept of forgotten households outside the journal."""
    contact, household = tables.contact, tables.household.c
    forgotten = select(household.number).where(household.forgotten == 1)
    connection.execute(delete(contact).where(contact.c.household.in_(forgotten)))
