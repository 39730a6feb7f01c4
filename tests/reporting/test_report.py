"""What every report has in common: whatever is asked, it can be shown, written as data, and says what it stands on."""

import json
from datetime import date
from typing import Any

import pytest

from tests.reporting.conftest import MARCH, Month
from wasteledger import errors
from wasteledger.reporting.report import KINDS
from wasteledger.reporting.reports import REPORTS
from wasteledger.translation import Words
from wasteledger.units import Credits

THAI, ENGLISH = Words("th"), Words("en")


@pytest.fixture
def told(march: Month) -> Month:
    """Everything that any report needs from outside, and a round."""
    ledger = march.town.ledger
    for name in ("uncollected", "baseline-disposed", "generated", "households", "composition:PET"):
        ledger.set_statistic(name=name, value=1_000, first_day=date(2026, 1, 1), source="by hand")
    for name in ("population-registered", "population-resident"):
        ledger.set_statistic(name=name, value=1_000, first_day=date(2026, 1, 1), source="by hand")
    for _ in range(3):
        ledger.open_round(point="P01")
        ledger.close_round(counted=Credits(0), point="P01")
    return march


ASKED: dict[str, dict[str, Any]] = {
    "tonnage": {"by": ("community", "household-type", "month", "class")},
    "diversion": {"by": "community"},
    "amounts": {"by": "month"},
}


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_can_be_shown_and_written_and_says_what_it_stands_on(told: Month, name: str) -> None:
    made = told.town.ledger.report(name, MARCH, **ASKED.get(name, {}))

    names = [column.name for column in made.columns]
    assert names[: len(made.by)] == [cut.replace("-", "_") for cut in made.by]
    assert all(made.total.get(cut) is None for cut in names[: len(made.by)])
    assert {column.kind for column in made.columns} <= set(KINDS)
    for row in (*made.rows, *filter(None, [made.total])):
        assert row.keys() == set(names)
        assert all(isinstance(column.shown(row[column.name], THAI), str) for column in made.columns)
    said = [line.said(ENGLISH) for line in made.definition()]
    assert any(line.startswith(f"Method {made.stands_on.method}, source: ") for line in said)
    assert said[-1].startswith("Books: K07-")
    data = json.loads(json.dumps(made.data(), default=str))
    assert (data["report"], data["from"], len(data["rows"])) == (name, "2026-03-01", len(made.rows))


def test_a_report_nobody_knows_is_refused(march: Month) -> None:
    with pytest.raises(errors.ValueNotAllowed):
        march.town.ledger.report("weather", MARCH)
