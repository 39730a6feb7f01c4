"""Every report by its name: what the command, paper and files ask for."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from wasteledger.domain.calendar import Period
from wasteledger.domain.registers import Operator
from wasteledger.domain.roles import AUDITOR
from wasteledger.errors import RoleForbids, ValueNotAllowed
from wasteledger.journal.directory import Directory
from wasteledger.reporting.amounts import amounts
from wasteledger.reporting.capture import capture
from wasteledger.reporting.contamination import contamination
from wasteledger.reporting.diversion import diversion, methods
from wasteledger.reporting.greenhouse import greenhouse
from wasteledger.reporting.inactive import inactive
from wasteledger.reporting.late import late, with_late
from wasteledger.reporting.mass_balance import mass_balance
from wasteledger.reporting.per_head import per_head, per_household
from wasteledger.reporting.report import Report
from wasteledger.reporting.taking_part import coverage, participation, set_out
from wasteledger.reporting.tonnage import tonnage

REPORTS: dict[str, Callable[..., Report]] = {
    "diversion": diversion,
    "methods": methods,
    "tonnage": tonnage,
    "amounts": amounts,
    "per-head": per_head,
    "per-household": per_household,
    "set-out": set_out,
    "participation": participation,
    "coverage": coverage,
    "contamination": contamination,
    "capture": capture,
    "mass-balance": mass_balance,
    "greenhouse": greenhouse,
    "inactive": inactive,
    "late": late,
}
"""Each takes a connection, the directory, a period, and what it can be asked by name."""

FOR_STAFF = frozenset({"inactive"})
"""Reports that name households."""


def report(name: str) -> Callable[..., Report]:
    """Find a report by its name.

    Raises:
        ValueNotAllowed: there is no such report.
    """
    if name not in REPORTS:
        raise ValueNotAllowed(name="report", value=name, choices=", ".join(REPORTS))

    def made(connection: Connection, directory: Directory, period: Period, **asked: Any) -> Report:
        return with_late(connection, REPORTS[name](connection, directory, period, **asked))

    return made


def require_staff(operator: Operator, name: str) -> None:
    """Refuse to show households to an auditor.

    Raises:
        RoleForbids: naming the operator and the report.
    """
    if operator.role == AUDITOR:
        raise RoleForbids(operator=operator.code, role=operator.role, verb=name)
