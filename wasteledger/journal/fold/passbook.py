"""The passbook: which entries touched a household's credits, or those of a card nobody knows yet."""

from wasteledger.domain.accounts import CREDITS, HOUSEHOLD, UNCLAIMED
from wasteledger.journal.chain import Body
from wasteledger.journal.fold.movements import Movement, holder

PassbookLine = tuple[str, str, int, str]
"""Account, moment (ISO, UTC), credits gained or lost, the round of a drop-off (its opening's receipt) or nothing."""

_HOLDERS = (HOUSEHOLD, UNCLAIMED)
_ALWAYS_A_LINE = ("drop-off", "opening-balance")


def passbook_lines(body: Body, moved: list[Movement]) -> list[PassbookLine]:
    """Return one line per account that an entry touched, also where a drop-off earned or a passbook held nothing."""
    changed = {holder(body): 0} if body["kind"] in _ALWAYS_A_LINE else {}
    for commodity, source, target, quantity in moved:
        if commodity == CREDITS:
            if source.startswith(_HOLDERS):
                changed[source] = changed.get(source, 0) - quantity
            if target.startswith(_HOLDERS):
                changed[target] = changed.get(target, 0) + quantity
    whose, round_ = (holder(body), body["round"]) if body["kind"] == "drop-off" and "round" in body else ("", "")
    return [
        (account, body["happened"], credited, round_ if account == whose else "")
        for account, credited in changed.items()
    ]
