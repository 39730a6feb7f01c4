"""Parquet for data tools: exact types, and the whole report in its metadata."""

import json
import sys
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pyarrow import parquet

from wasteledger import errors
from wasteledger.exchange.reports.parquet import METADATA, parquet_bytes
from wasteledger.reporting.report import Report


def test_days_grams_and_per_cents_keep_what_they_are(by_month: Report) -> None:
    held = parquet.read_table(BytesIO(parquet_bytes(by_month)))

    assert {field.name: str(field.type) for field in held.schema} == {
        "month": "date32[day]",
        "denominator_grams": "int64",
        "percent": "decimal128(38, 2)",
        "drop_offs": "int64",
    }
    assert held.to_pylist()[1] == {
        "month": date(2025, 11, 1),
        "denominator_grams": 2_000_001,
        "percent": Decimal("31.00"),
        "drop_offs": 1,
    }


def test_the_definition_travels_with_it(of_the_town: Report) -> None:
    held = parquet.read_table(BytesIO(parquet_bytes(of_the_town)))

    assert held.num_rows == 1
    assert json.loads(held.schema.metadata[METADATA])["stands_on"]["method"] == "diversion@1"


def test_without_its_library_it_is_refused(of_the_town: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(errors.ParquetMissing):
        parquet_bytes(of_the_town)
