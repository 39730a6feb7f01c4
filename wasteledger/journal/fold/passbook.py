"""The passbook: which entries touched a household's credits, or those of a card nobody knows yet."""

from wasteledger.domain.accounts import CREDITS, HOUSEHOLD, UNCLAIMED
from wasteledger.journal.chain import Body
from wasteledger.journal.fold.movements import Movement, holder

PassbookLine = tuple[str, str, int]
"""Account, moment (ISO, UTC), credits gained or lost."""

_HOLDERS = (HOUSEHOLD, UNCLAIMED)


def passbook_lines(body: Body, moved: list[Movement]) -> list[PassbookLine]:
    """Return one line per account that an entry touched; a drop-off that earned nothing is a line too."""
    changed: dict[str, int] = {}
    if body["kind"] == "drop-off":
        changed[holder(body)] = 0
    for commodity, source, target, quantity in moved:
        if commodity == CREDITS:
            if source.startswith(_HOLDERS):
                changed[source] = changed.get(source, 0) - quantity
            if target.startswith(_HOLDERS):
                changed[target] = changed.get(target, 0) + quantity
    return [(account, body["happened"], credited) for account, credited in changed.items()]
