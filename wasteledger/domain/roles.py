"""Who may do what: the one table of roles and verbs."""

from wasteledger.errors import RoleForbids

STAFF = "staff"
HEAD = "head"
OFFICE = "office"
AUDITOR = "auditor"
ROLES = (STAFF, HEAD, OFFICE, AUDITOR)

_AT_THE_POINT = {
    "drop-off",
    "redeem",
    "transfer",
    "household-register",
    "card-issue",
    "card-bind",
    "card-replace",
    "card-revoke",
    "load",
    "stock-count",
    "card-print",
    "slip-copy",
    "round-open",
    "round-close",
}
_BY_ITS_HEAD = {
    "reverse",
    "correct",
    "rate-agree",
    "drop-off-import",
    "household-move",
    "household-close",
    "origin-begin",
}

_MAY: dict[str, set[str]] = {
    STAFF: _AT_THE_POINT,
    HEAD: _AT_THE_POINT | _BY_ITS_HEAD,
    AUDITOR: set(),
}
"""What each role may book; the office may book everything, the auditor only reads."""


def require_permission(operator: str, role: str, verb: str) -> None:
    """Refuse a verb that an operator's role doesn't include.

    Raises:
        RoleForbids: naming the operator, the role and the verb.
    """
    if role != OFFICE and verb not in _MAY.get(role, set()):
        raise RoleForbids(operator=operator, role=role, verb=verb)
