"""Registered households: how many lived in a community on a day, however they moved since."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, select

from wasteledger.domain.households import TYPES, WALK_IN
from wasteledger.storage import tables

MEMBERS = tuple(kind for kind in TYPES if kind != WALK_IN)
"""Everybody that registers: walk-ins are one number for many people."""


class Registered:
    """The households of some types as the books know them, read once for a report."""

    def __init__(self, connection: Connection, types: Collection[str] = MEMBERS) -> None:
        household, place = tables.household.c, tables.household_place.c
        query = (
            select(household.number, household.closed_on, place.day, place.community)
            .join(tables.household_place, place.household == household.number)
            .where(household.type.in_(types))
            .order_by(household.number, place.day)
        )
        self._lives: dict[str, list[tuple[str, str]]] = defaultdict(list)
        """By household its communities, each from a day on; none from the day it was closed."""
        closed: dict[str, str] = {}
        for number, closed_on, day, community in connection.execute(query):
            self._lives[number].append((day, community))
            if closed_on:
                closed[number] = closed_on
        for number, day in closed.items():
            self._lives[number] = [one for one in self._lives[number] if one[0] < day] + [(day, "")]
        self._came: dict[str, list[str]] = defaultdict(list)
        self._went: dict[str, list[str]] = defaultdict(list)
        for moves in self._lives.values():
            before = ""
            for day, community in moves:
                self._went[before].append(day)
                self._came[community].append(day)
                before = community
        for days in (*self._came.values(), *self._went.values()):
            days.sort()

    @property
    def communities(self) -> list[str]:
        return sorted(community for community in self._came if community)

    def count(self, day: date, community: str = "") -> int:
        """How many there are on a day, in a community or in the whole town."""
        if not community:
            return sum(self.count(day, one) for one in self.communities)
        text = day.isoformat()
        return bisect_right(self._came[community], text) - bisect_right(self._went[community], text)

    def community(self, number: str, day: date) -> str:
        """Where a household lives on a day; nowhere before it registered and once it was closed."""
        lives = self._lives.get(number, [])
        since = bisect_right([begins for begins, _ in lives], day.isoformat())
        return lives[since - 1][1] if since else ""
