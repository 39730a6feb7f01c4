"""Reports made by hand, and who reads them."""

from datetime import date

import pytest

from wasteledger.domain.calendar import Period
from wasteledger.exchange.reports.reading import Reader
from wasteledger.reporting.report import COUNT, MONTH, PERCENT, TEXT, TONNES, Column, Report, Row, StandsOn, Text
from wasteledger.reporting.totals import BookHead
from wasteledger.translation import Words

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
YEAR = Period(date(2025, 10, 1), date(2026, 9, 30))
HEADS = (BookHead("K07", 123, "7K3M-9QX2-4TAB-0C5D"), BookHead("P01", 9, "0000-1111-2222-3333"))
NAMES = {
    ("community", "C01"): ("ชุมชนท่าแพ", "Tha Phae"),
    ("community", "C02"): ("=HYPERLINK(1)", "<b>New & old</b>"),
}
STANDS_ON = StandsOn(
    method="diversion@1",
    source="common usage",
    numerator="all of that and everything disposed",
    drop_offs=3,
    loads=2,
    estimated_percent="5.10",
)
FIGURES = (
    Column("denominator_grams", "Denominator (t)", TONNES),
    Column("percent", "Rate (%)", PERCENT, 2),
    Column("drop_offs", "drop_offs", COUNT, detail=True),
)


def made(cut: Column | None, rows: tuple[Row, ...], total: Row, period: Period = MARCH) -> Report:
    """A report on diversion."""
    return Report(
        id="diversion",
        title=Text("Share of waste not disposed"),
        period=period,
        by=(cut.name,) if cut else (),
        columns=(cut, *FIGURES) if cut else FIGURES,
        rows=rows,
        total=total,
        stands_on=STANDS_ON,
        heads=HEADS,
    )


@pytest.fixture
def by_community() -> Report:
    """Two communities and what belongs to neither; the second's name would like to be a formula."""
    rows: tuple[Row, ...] = (
        {"community": "", "denominator_grams": 500, "percent": None, "drop_offs": 0},
        {"community": "C01", "denominator_grams": 1_234_567, "percent": "28.57", "drop_offs": 2},
        {"community": "C02", "denominator_grams": 56_000_000, "percent": "10.71", "drop_offs": 1},
    )
    total: Row = {"community": None, "denominator_grams": 57_235_067, "percent": "11.09", "drop_offs": 3}
    return made(Column("community", "community", TEXT), rows, total)


@pytest.fixture
def by_month() -> Report:
    """The twelve months of fiscal year 2569."""
    rows = tuple(
        {"month": month, "denominator_grams": 2_000_000 + place, "percent": f"{30 + place}.00", "drop_offs": place}
        for place, month in enumerate(YEAR.months())
    )
    total: Row = {"month": None, "denominator_grams": 24_000_066, "percent": "35.50", "drop_offs": 66}
    return made(Column("month", "month", MONTH), rows, total, YEAR)


@pytest.fixture
def of_the_town() -> Report:
    return made(None, (), {"denominator_grams": 57_235_067, "percent": "11.09", "drop_offs": 3})


@pytest.fixture
def thai() -> Reader:
    return Reader(Words("th"), dict(NAMES))


@pytest.fixture
def english() -> Reader:
    return Reader(Words("en"), dict(NAMES))
