"""A report: rows of exact figures with the definition that stands under them. Every output is drawn from this alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from wasteledger.domain.calendar import Period
from wasteledger.domain.households import HouseholdType
from wasteledger.domain.methods import BASES
from wasteledger.errors import RoundNumber, Term
from wasteledger.reporting.totals import BookHead
from wasteledger.translation import Words
from wasteledger.units import tonnes

TEXT, TERM, HOUSEHOLD_TYPE, DATE, MONTH, ROUND = "text", "term", "household-type", "date", "month", "round"
TONNES, KG, COUNT, CREDITS = "tonnes", "kg", "count", "credits"
PERCENT, FIGURE = "percent", "figure"
KINDS = (TEXT, TERM, HOUSEHOLD_TYPE, DATE, MONTH, ROUND, TONNES, KG, COUNT, CREDITS, PERCENT, FIGURE)
"""What a cell is, and what stands in it: a code, words of ours, a day (``date``), a month's first day, a round
(``3/2026``); grams, grams, a whole number, minor units; a share in per cent or another quotient, as exact decimal text.
None is nothing to be said."""
WORDS = frozenset({TEXT, TERM, HOUSEHOLD_TYPE, DATE, MONTH, ROUND})

Row = Mapping[str, Any]
"""A value for each column, by its name."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence to be said in the reader's language, with its facts."""

    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def said(self, words: Words) -> str:
        return words(self.message, **self.facts)

    def __str__(self) -> str:
        return self.said(Words("en"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in data, its heading (a word of ours), what its cells are."""

    name: str
    heading: str
    kind: str = TEXT
    decimals: int = 0
    detail: bool = False
    """Left out of a terminal's table and of paper, which are narrow."""

    @property
    def number(self) -> bool:
        return self.kind not in WORDS

    def shown(self, value: Any, words: Words) -> str:
        """A cell as people read it."""
        if value is None:
            return "—"
        if self.name == "community" and not value:
            return words("whole town")
        return _SHOWN[self.kind](value, words) if self.kind in _SHOWN else str(value)


_SHOWN: dict[str, Callable[[Any, Words], str]] = {
    TERM: lambda value, words: words.fact(Term(value)),
    HOUSEHOLD_TYPE: lambda value, words: words.fact(HouseholdType(value)),
    DATE: lambda value, words: words.day(value),
    MONTH: lambda value, words: words.month(value),
    ROUND: lambda value, words: words.fact(RoundNumber(*map(int, value.split("/")))),
    TONNES: lambda value, _: tonnes(value),
    KG: lambda value, _: tonnes(value * 1_000),
    COUNT: lambda value, _: f"{value:,}",
    CREDITS: lambda value, words: words.credit_unit.number(value),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A figure from outside the books that a report rests on."""

    name: str
    """As ``statistic set`` knows it."""
    place: str
    """A community's code; empty for the whole town."""
    first: date
    last: date
    """The days of the report that it was used for."""
    value: str
    unit: str
    source: str

    def said(self) -> Text:
        facts = {item.name: getattr(self, item.name) for item in fields(self)} | {"unit": Term(self.unit)}
        return Text("Outside figure {name} {place}: {value} {unit}, {first} – {last}, source: {source}", facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsOn:
    """What the figures are: under every number, so that it can be defended."""

    method: str
    """``epa@1``: a published method or one of ours, with its version."""
    source: str
    numerator: str = ""
    denominator: str = ""
    """What is counted above and below the line, in words; of a report that is no rate, what is counted at all."""
    basis: str = ""
    """Where it was weighed: one of :data:`wasteledger.domain.methods.BASES`, or nothing."""
    window: Text | None = None
    """What makes up one figure: a calendar year, three consecutive rounds."""
    population: str = ""
    """Who is divided by, in words."""
    outside: tuple[Outside, ...] = ()
    days: int = 0
    """The days divided by; 0 where nothing is."""
    drop_offs: int = 0
    loads: int = 0
    tickets: int = 0
    """Loads with a weighbridge ticket."""
    bills: int = 0
    """Loads with a buyer's bill."""
    estimated_percent: str | None = None
    carried_over_percent: str | None = None
    """Shares of what is below the line that were not weighed, or are sums of earlier books; None: nothing is below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Figures of a period, and what they stand on."""

    id: str
    """As ``report ID`` calls it."""
    title: Text
    period: Period
    by: tuple[str, ...] = ()
    """What it is cut by: as many of the first columns."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row = field(default_factory=dict)
    """Of everything together, not always the sum of the rows; its cells of ``by`` are None. Empty: there is no such."""
    stands_on: StandsOn
    notes: tuple[Text, ...] = ()
    """What is to be known beside: months left out, materials without a factor."""
    confidential: bool = False
    """Whether it names households: for staff's eyes, and said so wherever it is written."""
    heads: tuple[BookHead, ...]

    def definition(self) -> tuple[Text, ...]:
        """What stands under the figures, line by line, wherever they are shown."""
        return tuple(self._definition())

    def _definition(self) -> Iterator[Text]:
        stands = self.stands_on
        if self.confidential:
            yield Text("Confidential: households are named here. For the staff's eyes only.")
        yield Text("Method {method}, source: {source}", {"method": stands.method, "source": Term(stands.source)})
        if stands.denominator:
            yield Text("Numerator: {words}", {"words": Term(stands.numerator)})
            yield Text("Denominator: {words}", {"words": Term(stands.denominator)})
        elif stands.numerator:
            yield Text("Counted: {words}", {"words": Term(stands.numerator)})
        if stands.basis:
            yield Text("Basis “{basis}”: {words}", {"basis": stands.basis, "words": Term(BASES[stands.basis].words)})
        if stands.window:
            yield stands.window
        if stands.population and stands.population != stands.denominator:
            yield Text("Divided by: {words}", {"words": Term(stands.population)})
        yield from (figure.said() for figure in stands.outside)
        if stands.days:
            yield Text("Days divided by: {days}", {"days": f"{stands.days:,}"})
        if stands.estimated_percent is not None:
            counted = {"drop_offs": stands.drop_offs, "loads": stands.loads, "estimated": stands.estimated_percent}
            yield Text("Behind it: drop-offs: {drop_offs}, loads: {loads}, estimated share: {estimated} %", counted)
            papers = {"tickets": stands.tickets, "bills": stands.bills}
            yield Text("Loads with a weighbridge ticket: {tickets}, with a buyer's bill: {bills}", papers)
        if stands.carried_over_percent not in {None, "0.00"}:
            yield Text("Carried over from earlier books: {share} %", {"share": stands.carried_over_percent})
        yield from self.notes
        books = ", ".join(f"{head.origin}-{head.sequence:06d} {head.check_code}" for head in self.heads)
        yield Text("Books: {books}", {"books": books})

    def data(self) -> dict[str, Any]:
        """Everything, for programs: the same in every language."""
        stands = asdict(self.stands_on)
        stands["window"] = str(self.stands_on.window or "")
        return {
            "report": self.id,
            "from": self.period.first,
            "to": self.period.last,
            "by": list(self.by),
            "columns": [{"name": column.name, "kind": column.kind} for column in self.columns],
            "rows": [dict(row) for row in self.rows],
            "total": dict(self.total) or None,
            "stands_on": stands,
            "notes": [str(note) for note in self.notes],
            "confidential": self.confidential,
            "heads": [asdict(head) for head in self.heads],
        }
