"""The directory: the small tables that every verb reads (lists, settings, rates), held until an entry changes one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, select

from wasteledger.domain.moments import is_open
from wasteledger.domain.settings import Settings, settings_from
from wasteledger.errors import CodeClosed, CodeUnknown
from wasteledger.journal.books import newest_of_others
from wasteledger.storage import tables

if TYPE_CHECKING:
    # At run time the lists and rates come with whoever asks for them: most questions need only the settings.
    from wasteledger.domain.closings import Closings
    from wasteledger.domain.rates import Rate
    from wasteledger.domain.registers import Listed, Material, Point
    from wasteledger.domain.spending import Spending
    from wasteledger.journal.rounds import Opening

AnyListed = TypeVar("AnyListed", bound="Listed")

ANSWERS_HELD = 10_000
"""Rates looked up once are held, as an import asks for the same few of a day again and again."""


class Directory:
    """What the office has listed, as of one version of the reference tables."""

    def __init__(self) -> None:
        self._version = -1
        self._held: dict[str, Any] = {}
        self._priced: dict[tuple[str, str, str, str, str], tuple[Material, Rate | None]] = {}

    def at(self, connection: Connection, version: int | None = None) -> Directory:
        """Look through this connection from now on, forgetting what an entry has changed since."""
        if version is None:
            version = connection.execute(select(tables.reference_mark.c.version)).scalar_one()
        if version != self._version:
            self._held.clear()
            self._priced.clear()
            self._version = version
        self._connection = connection
        return self

    @property
    def settings(self) -> Settings:
        if "settings" not in self._held:
            rows = self._connection.execute(select(tables.setting.c.name, tables.setting.c.value))
            self._held["settings"] = settings_from({name: value for name, value in rows})  # noqa: C416  # rows, not pairs
        return self._held["settings"]  # type: ignore[no-any-return]  # stored above

    def listed(self, register: type[AnyListed]) -> dict[str, AnyListed]:
        """Every line of a list, closed ones too, by code."""
        kind = register.kind
        if kind not in self._held:
            table = tables.metadata.tables[kind]
            rows = self._connection.execute(select(table).order_by(table.c.code)).mappings()
            self._held[kind] = {row["code"]: register(**row) for row in rows}
        return self._held[kind]  # type: ignore[no-any-return]

    def open(self, register: type[AnyListed], code: str, day: str = "") -> AnyListed:
        """Find an open line of a list by its code, as typed.

        Raises:
            CodeUnknown, CodeClosed: there is none, or it was closed and not still open on ``day``.
        """
        found = self.any(register, code)
        if found.closed_on and not is_open(found.closed_on, day):
            raise CodeClosed(kind=register.kind, code=found.code, day=date.fromisoformat(found.closed_on))
        return found

    def any(self, register: type[AnyListed], code: str) -> AnyListed:
        """Find a line of a list by its code, closed or not."""
        known: dict[str, AnyListed] = self._held.get(register.kind) or self.listed(register)
        found = known.get(code) or known.get(code.strip().upper())
        if found is None:
            raise CodeUnknown(kind=register.kind, code=code)
        return found

    def point(self, typed: str, operator: str, day: str = "") -> Point:
        """Find the open collection point: the one named, else the operator's own, else the only one there is.

        Raises:
            CodeUnknown, CodeClosed: it is not open, nor was it on ``day``.
        """
        from wasteledger.domain.registers import Operator, Point  # noqa: PLC0415

        code = typed or self.any(Operator, operator).point
        if not code:
            openings = [point for point in self.listed(Point).values() if not point.closed_on]
            if len(openings) == 1:
                return openings[0]
            raise CodeUnknown(kind="point", code=code)
        return self.open(Point, code, day)

    @property
    def closings(self) -> Closings:
        """The months that are closed."""
        if "closings" not in self._held:
            from wasteledger.journal.closings import stored_closings  # noqa: PLC0415

            self._held["closings"] = stored_closings(self._connection)
        return self._held["closings"]  # type: ignore[no-any-return]  # stored above

    @property
    def rounds_open(self) -> dict[tuple[str, str], Opening]:
        """The round that is open in a book at a point."""
        if "rounds" not in self._held:
            from wasteledger.journal.rounds import open_rounds  # noqa: PLC0415

            self._held["rounds"] = open_rounds(self._connection)
        return self._held["rounds"]  # type: ignore[no-any-return]  # stored above

    @property
    def spending(self) -> Spending:
        """Where households may spend what is in their books."""
        if "spending" not in self._held:
            from wasteledger.journal.spending import spending_of  # noqa: PLC0415

            self._held["spending"] = spending_of(self._connection, self.settings.spending)
        return self._held["spending"]  # type: ignore[no-any-return]  # stored above

    @property
    def others_up_to(self) -> str:
        """The day up to which other points' books are known here; nothing at the office, or where there are none."""
        if "others" not in self._held:
            newest = newest_of_others(self._connection) if self.spending.apart else ""
            self._held["others"] = self.settings.day_of_text(newest).isoformat() if newest else ""
        return self._held["others"]  # type: ignore[no-any-return]  # stored above

    def priced(
        self, typed: str, grade: str, day: str, point: str, still_open_on: str = ""
    ) -> tuple[Material, Rate | None]:
        """Find an open material, as :meth:`open` does, and its rate."""
        asked = typed, grade, day, point, still_open_on
        found = self._priced.get(asked)
        if found is None:
            from wasteledger.domain.registers import Material  # noqa: PLC0415

            if len(self._priced) >= ANSWERS_HELD:
                self._priced.clear()
            material = self.open(Material, typed, still_open_on)
            found = self._priced[asked] = material, self.rate(material.code, grade, day, point)
        return found

    def rate(self, material: str, grade: str, day: str, point: str) -> Rate | None:
        """The rate of a material and grade on a day at a point; a grade without its own takes the material's."""
        from wasteledger.domain.rates import rate_in_force  # noqa: PLC0415

        found = rate_in_force(self.rates.get((material, grade), ()), day, point)
        return self.rate(material, "", day, point) if found is None and grade else found

    @property
    def rates(self) -> dict[tuple[str, str], list[Rate]]:
        if "rates" not in self._held:
            from wasteledger.domain.rates import Rate  # noqa: PLC0415

            rates: dict[tuple[str, str], list[Rate]] = {}
            for row in self._connection.execute(select(tables.rate)).mappings():
                rate = Rate(**row)
                rates.setdefault((rate.material, rate.grade), []).append(rate)
            self._held["rates"] = rates
        return self._held["rates"]  # type: ignore[no-any-return]
