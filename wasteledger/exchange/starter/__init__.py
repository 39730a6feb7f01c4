"""What most Thai towns begin with, as tables to be changed: materials and containers, each line with its source.

``unverified`` in the column of sources means remembered or read second-hand: weigh ten, and write what they weigh.
"""

from pathlib import Path

from wasteledger.exchange.columns import Column, Form
from wasteledger.exchange.sheets import read_sheet

STARTERS = ("materials", "containers")

CONTAINERS = Form(
    (
        Column("name", ("ภาชนะ", "name", "ชื่อภาชนะ", "container"), required=True),
        Column("name_en", ("ชื่ออังกฤษ", "English name", "name en")),
        Column("grams", ("กรัม", "grams", "น้ำหนักภาชนะ (กรัม)"), required=True),
    )
)


def starter_file(name: str) -> Path:
    """One of :data:`STARTERS`, as CSV."""
    return Path(__file__).with_name(f"{name}.csv")


def containers_of(path: Path, language: str) -> str:
    """Read a table of containers as the setting ``containers`` has them.

    Raises:
        FileRefused: it can't be read, or lacks a column.
        CellMissing, RowTooLong: so does a row.
    """
    sheet = read_sheet(path)
    matched = CONTAINERS.match(path, sheet.headers)
    rows = [matched.read(row) for row in sheet.rows]
    names = [row.get("name_en") if language == "en" else None for row in rows]
    return ", ".join(f"{name or row['name']}={row['grams']}" for name, row in zip(names, rows, strict=True))
