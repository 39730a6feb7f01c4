"""The fold: what one entry does to every projection, as a pure function of its body. One file per projection."""

from dataclasses import dataclass

from wasteledger.domain.closings import NOTHING_CLOSED, Closings
from wasteledger.journal.chain import Body
from wasteledger.journal.fold.changes import Change, changes
from wasteledger.journal.fold.daily_totals import Total, daily_totals
from wasteledger.journal.fold.late import count_late
from wasteledger.journal.fold.movements import Movement, movements
from wasteledger.journal.fold.passbook import PassbookLine, passbook_lines


@dataclass(slots=True)
class Folded:
    """What one entry adds to each projection."""

    movements: list[Movement]
    totals: list[Total]
    passbook: list[PassbookLine]
    changes: list[Change]


def fold(origin: str, sequence: int, body: Body, closings: Closings = NOTHING_CLOSED) -> Folded:
    """Fold an entry; ``closings`` are those of the months that are closed, and tell on which days it counts."""
    moved = movements(origin, body)
    totals, set_by_it = daily_totals(origin, body), changes(origin, sequence, body)
    if totals and min(total[0][1] for total in totals) <= closings.through:
        totals, late = count_late((origin, sequence), body["kind"], totals, closings)
        set_by_it += late
    return Folded(moved, totals, passbook_lines(body, moved), set_by_it)


__all__ = ["Change", "Folded", "Movement", "PassbookLine", "Total", "fold"]
