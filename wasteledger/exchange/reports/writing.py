"""Writing a report to a file, by what the file is called."""

from pathlib import Path

from wasteledger import errors
from wasteledger.exchange.reports.reading import Reader
from wasteledger.exchange.whole_files import write_whole
from wasteledger.reporting.report import Report

KINDS = (".csv", ".xlsx", ".parquet", ".json")


def write_report(report: Report, path: Path, reader: Reader) -> None:
    """Write a report whole or not at all.

    Raises:
        ValueNotAllowed: the file's name ends in none of :data:`KINDS`.
        ParquetMissing: the library for it is not installed.
        FileNotWritten: the file can't be written.
    """
    write_whole(path, _bytes(report, path.suffix.lower(), reader))


def _bytes(report: Report, kind: str, reader: Reader) -> bytes:
    # Each kind's libraries are imported for that kind alone: XlsxWriter costs 40 ms, pyarrow 150.
    match kind:
        case ".csv":
            from wasteledger.exchange.reports.text_files import csv_bytes  # noqa: PLC0415

            return csv_bytes(report, reader)
        case ".json":
            from wasteledger.exchange.reports.text_files import json_bytes  # noqa: PLC0415

            return json_bytes(report)
        case ".xlsx":
            from wasteledger.exchange.reports.workbook import workbook_bytes  # noqa: PLC0415

            return workbook_bytes(report, reader)
        case ".parquet":
            from wasteledger.exchange.reports.parquet import parquet_bytes  # noqa: PLC0415

            return parquet_bytes(report)
        case _:
            raise errors.ValueNotAllowed(name="output", value=kind, choices=", ".join(KINDS))
