"""Files as offices bring them, and an office with a laptop at its village hall."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import openpyxl
import pytest

from tests.support.files import Write
from tests.support.points import Field, Side
from tests.support.town import Town


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


@pytest.fixture
def field_of_town(town: Town, tmp_path: Path) -> Iterator[Field]:
    """The small town's office, before anybody is enrolled."""
    office = Side(town.database, town.ledger, tmp_path / "keys-office", town.card)
    with ExitStack() as laptops:
        yield Field(office, tmp_path, town.clock, laptops)


@pytest.fixture
def office(field_of_town: Field) -> Side:
    return field_of_town.office


@pytest.fixture
def point(field_of_town: Field) -> Side:
    """A laptop at the village hall, which writes book K11 and has booked nothing."""
    return field_of_town.laptop("K11", "P01")
