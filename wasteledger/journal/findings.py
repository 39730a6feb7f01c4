"""What an audit can find, and the sentence for each."""

from dataclasses import dataclass
from enum import IntEnum


class Wrong(IntEnum):
    """What an audit can find, worst first; the value is the exit code."""

    CHAIN = 10
    GAP = 11
    MOVEMENTS = 12
    PROJECTION = 13
    SEAL = 14
    ORPHAN = 15


MESSAGES = {
    Wrong.CHAIN: "Entry {where} is not what was booked: its digest does not follow.",
    Wrong.GAP: "Book {where}: entries are missing.",
    Wrong.MOVEMENTS: "Entry {where}: its movements are not those it says.",
    Wrong.PROJECTION: "{where} is not what the journal says; “wasteledger database rebuild” mends it.",
    Wrong.SEAL: "The seal or the schema is not as it should be: {where}.",
    Wrong.ORPHAN: "{where} belongs to nothing in the books.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where."""

    wrong: Wrong
    where: str
