"""Files as offices bring them."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.support.files import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a text as a CSV file, in UTF-8 unless told otherwise."""

    def write_text(text: str, name: str = "sheet.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write_text


@pytest.fixture
def workbook(tmp_path: Path) -> Write:
    """Makes an Excel workbook of one sheet."""

    def make(rows: Sequence[Sequence[object]], name: str = "sheet.xlsx") -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return make
