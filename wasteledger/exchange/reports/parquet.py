"""A report as a Parquet file, for programs: whole grams, exact decimals, days; the definition in its metadata."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from wasteledger import errors
from wasteledger.exchange.reports.text_files import json_bytes
from wasteledger.reporting.report import DATE, FIGURE, MONTH, PERCENT, WORDS, Column, Report

METADATA = b"wasteledger"
"""The key under which the whole report stands as JSON."""
DIGITS = 38


def parquet_bytes(report: Report) -> bytes:
    """Write the rows; of a report that has none, its total.

    Raises:
        ParquetMissing: the library for it is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise errors.ParquetMissing from None
    rows = report.rows or ((report.total,) if report.total else ())
    kinds = {column.name: _kind(pa, column) for column in report.columns}
    held = pa.table(
        {column.name: pa.array([_value(column, row[column.name]) for row in rows], kinds[column.name])
         for column in report.columns}
    )  # fmt: skip
    file = BytesIO()
    parquet.write_table(held.replace_schema_metadata({METADATA: json_bytes(report)}), file)
    return file.getvalue()


def _kind(arrow: Any, column: Column) -> Any:
    if column.kind in {DATE, MONTH}:
        return arrow.date32()
    if column.kind in {PERCENT, FIGURE}:
        return arrow.decimal128(DIGITS, column.decimals)
    return arrow.string() if column.kind in WORDS else arrow.int64()


def _value(column: Column, value: Any) -> int | str | date | Decimal | None:
    return Decimal(value) if column.kind in {PERCENT, FIGURE} and value is not None else value
