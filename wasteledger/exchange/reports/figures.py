"""Figures by name, as a form asks for them: ``th-pcd.percent``, ``tonnage-by-material.received:PET``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from wasteledger.domain.calendar import Period, fiscal_year_of
from wasteledger.domain.materials import CLASSES
from wasteledger.domain.methods import METHODS, RATE_METHODS
from wasteledger.errors import Refusal
from wasteledger.exchange.reports.reading import Reader, all_rows, exact
from wasteledger.reporting.gathering import Asked, Told
from wasteledger.reporting.report import WORDS, Column, Report

ASKED = {
    **{method.id: Asked("diversion", how={"method": method.id}) for method in RATE_METHODS},
    **{
        name: Asked(name)
        for name in ("amounts", "tonnage", "participation", "coverage", "contamination", "per-head", "per-household")
    },
    "diversion-by-community": Asked("diversion", how={"by": "community"}),
    **{
        f"tonnage-by-{cut}": Asked("tonnage", how={"by": (cut,)})
        for cut in ("community", "material", "class", "method")
    },
}
"""What a name begins with, and the report it is taken from."""
UNIT_IN_DATA = "_grams"
"""Ends the names of columns that hold whole grams; a form has them in the unit of their heading."""

Ask = Callable[[Sequence[Asked]], Sequence[Told]]
"""Asks for several reports over the form's period, all of the same books."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a form is given: the number itself where it is one, how it is read, and what it is."""

    value: Decimal | int | None
    text: str
    meaning: str


@dataclass(slots=True)
class Figures:
    """The figures of a period, once their reports were asked."""

    town: str
    period: Period
    made: date
    reader: Reader
    ask: Ask
    _told: dict[str, Report | Refusal] = field(default_factory=dict)

    def ask_for(self, names: Iterable[str]) -> None:
        """Ask for the reports that these names are taken from."""
        sources = sorted({name.partition(".")[0] for name in names} & ASKED.keys())
        told = self.ask([ASKED[source] for source in sources])
        self._told |= {source: one.answer for source, one in zip(sources, told, strict=True)}

    def __getitem__(self, name: str) -> Figure:
        """Find a figure.

        Raises:
            KeyError: there is none of this name, or it was not asked for.
            Refusal: it can't be told.
        """
        plain = self._plain()
        if name in plain:
            return plain[name]
        source, _, rest = name.partition(".")
        column_name, _, key = rest.partition(":")
        report = self._told[source]
        if isinstance(report, Refusal):
            raise report
        column = {_short(column): column for column in _measures(report)}[column_name]
        return self._figure(report, column, self._cell(report, column, key))

    def listed(self) -> Iterator[tuple[str, Figure | Refusal]]:
        """Every name there is, with its figure or why it can't be told."""
        yield from self._plain().items()
        self.ask_for(ASKED)
        for source in ASKED:
            report = self._told[source]
            if isinstance(report, Refusal):
                yield source, report
                continue
            for column in _measures(report):
                for row in all_rows(report):
                    key = row[report.columns[0].name] if report.by else None
                    name = f"{source}.{_short(column)}" + (f":{key}" if key else "")
                    yield name, self._figure(report, column, row[column.name])

    def _plain(self) -> dict[str, Figure]:
        words, period = self.reader.words, self.period
        year = words.year(fiscal_year_of(period.last))
        return {
            "town": Figure(None, self.town, words("The town's name")),
            "first": Figure(None, words.day(period.first), words("First day")),
            "last": Figure(None, words.day(period.last), words("Last day")),
            "month": Figure(None, words.month(period.last), words("Month of the last day")),
            "fiscal-year": Figure(None, str(year), words("Fiscal year of the last day")),
            "days": Figure(period.days, str(period.days), words("How many days")),
            "made": Figure(None, words.day(self.made), words("Day on which the form was filled in")),
        }

    def _cell(self, report: Report, column: Column, key: str) -> Any:
        if not key:
            return report.total[column.name]
        cut = report.columns[0].name if report.by else ""
        for row in report.rows:
            if str(row[cut]) == key:
                return row[column.name]
        if (cut, key) in self.reader.names or key in {"class": CLASSES, "method": METHODS}.get(cut, ()):
            return 0 if isinstance(report.total[column.name], int) else None  # nothing of it in these days
        raise KeyError(key)

    def _figure(self, report: Report, column: Column, cell: Any) -> Figure:
        value = exact(column, cell, self.reader.words)
        number = value if isinstance(value, Decimal | int) else None
        meaning = f"{self.reader.title(report)}: {self.reader.heading(column)}"
        return Figure(number, self.reader.shown(column, cell), meaning)


def _measures(report: Report) -> list[Column]:
    return [column for column in report.columns[len(report.by) :] if column.kind not in WORDS]


def _short(column: Column) -> str:
    return column.name.removesuffix(UNIT_IN_DATA)
