"""Who may spend here, by the books that this database writes and those that the office enrolled."""

from sqlalchemy import Connection, select

from wasteledger.domain.spending import Spending
from wasteledger.journal.enrolments import enrolled, enrolments
from wasteledger.storage import tables


def spending_of(connection: Connection, rule: str) -> Spending:
    origin = tables.origin.c
    rows = connection.execute(select(origin.code, origin.office).where(origin.local == 1)).all()
    local, known = {row.code for row in rows}, enrolments(connection)
    at = {code: found.point for code in known if (found := enrolled(known, code)) and found.point}
    away = {
        each.point
        for code, each in known.items()
        if each.sign and each.point and not (each.office or each.revoked_from or code in local)
    }
    return Spending(rule, apart=not any(row.office for row in rows), points=at, elsewhere=frozenset(away))
