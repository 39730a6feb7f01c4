"""A report as CSV, which every spreadsheet opens, or as JSON, which holds everything."""

import csv
import json
from datetime import date
from io import StringIO
from typing import Any

from wasteledger.exchange.bad_rows import ENCODING, safe
from wasteledger.exchange.reports.reading import Reader, table
from wasteledger.reporting.report import Report


def csv_bytes(report: Report, reader: Reader) -> bytes:
    """Write the table, an empty line, and the definition under it."""
    columns, rows = table(report, reader)
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([reader.heading(column) for column in columns])
    for row in rows:
        writer.writerow([safe("" if cell is None else str(cell)) for cell in row])
    writer.writerow([])
    for line in reader.about(report):
        writer.writerow([safe(line)])
    return text.getvalue().encode(ENCODING)


def json_bytes(report: Report) -> bytes:
    """Write everything, the same in every language."""
    return (json.dumps(report.data(), ensure_ascii=False, indent=2, default=_plain) + "\n").encode()


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)
