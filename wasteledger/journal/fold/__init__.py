"""The fold: what one entry does to every projection, as a pure function of its body. One file per projection."""

from dataclasses import dataclass

from wasteledger.journal.chain import Body
from wasteledger.journal.fold.changes import Change, changes
from wasteledger.journal.fold.daily_totals import Total, daily_totals
from wasteledger.journal.fold.movements import Movement, movements
from wasteledger.journal.fold.passbook import PassbookLine, passbook_lines


@dataclass(slots=True)
class Folded:
    """What one entry adds to each projection."""

    movements: list[Movement]
    totals: list[Total]
    passbook: list[PassbookLine]
    changes: list[Change]


def fold(origin: str, sequence: int, body: Body) -> Folded:
    moved = movements(origin, body)
    return Folded(moved, daily_totals(origin, body), passbook_lines(body, moved), changes(origin, sequence, body))


__all__ = ["Change", "Folded", "Movement", "PassbookLine", "Total", "fold"]
