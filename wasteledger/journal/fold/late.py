"""Late entries: what came after its month was closed without it counts in a later month, and is listed there.

The one fold that looks at more than an entry's own body: at the closings. It is still a function of the set of entries
held, as every closing is one of them; where a closing comes in after what it did not know, that is counted anew
(``journal/closings.py``).
"""

from wasteledger.domain.closings import Closings
from wasteledger.journal.fold.changes import Change
from wasteledger.journal.fold.daily_totals import Total


def count_late(
    place: tuple[str, int], kind: str, totals: list[Total], closings: Closings
) -> tuple[list[Total], list[Change]]:
    """Return the totals on the days they count on, and a line of the list for each that is late."""
    counted: list[Total] = []
    late: list[Change] = []
    origin, sequence = place
    for number, total in enumerate(totals):
        (flow, day, *rest), grams, credited, *more = total
        counts_on = closings.counted_on(origin, sequence, day)
        if counts_on == day:
            counted.append(total)
            continue
        counted.append(((flow, counts_on, *rest), grams, credited, *more))  # type: ignore[arg-type]  # as long as it was
        _origin, community, _type, point, material, destination, _evidence = rest
        values = {"counts_on": counts_on, "day": day, "kind": kind, "flow": flow, "community": community}
        values |= {"point": point, "material": material, "destination": destination}
        key: dict[str, object] = {"origin": origin, "sequence": sequence, "number": number}
        late.append(Change("late_line", key, {**values, "grams": grams, "credits": credited}))
    return counted, late
