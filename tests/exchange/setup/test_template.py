"""The workbook to fill in: what it asks for is what is read."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.databases import on_sqlite
from wasteledger import errors
from wasteledger.exchange.setup.kinds import COMMUNITY, HOUSEHOLD, KINDS, MATERIAL, OPERATOR, Kind, kind_called
from wasteledger.exchange.setup.template import choices, columns_of, header, title, write_template
from wasteledger.ledger import Ledger
from wasteledger.translation import LANGUAGES, Words

LONGEST_LIST = 255
"""So many characters Excel takes for a list of choices."""

both_languages = pytest.mark.parametrize("language", LANGUAGES)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


@pytest.fixture
def template(tmp_path: Path, language: str) -> Path:
    path = tmp_path / "town.xlsx"
    write_template(path, Words(language))
    return path


def fill(sheet: Worksheet, kind: Kind, words: Words, **cells: str | int) -> None:
    """Write one line under a sheet's headings."""
    places = {column.field: number for number, column in enumerate(columns_of(kind), start=1)}
    row = sheet.max_row + 1
    for field, value in cells.items():
        sheet.cell(row, places[field], value)
    assert sheet.cell(1, 1).value == header(kind, columns_of(kind)[0], words)


@both_languages
@every_kind
def test_every_heading_is_one_that_is_read(language: str, kind: Kind) -> None:
    words = Words(language)
    headers = [header(kind, column, words) for column in columns_of(kind)]

    assert list(kind.form.found(headers)) == [column.field for column in columns_of(kind)]
    assert kind_called(title(kind, words)) is kind


@both_languages
@every_kind
def test_every_choice_is_one_that_is_read(language: str, kind: Kind) -> None:
    offered = {column: choices(kind, column.field, Words(language)) for column in columns_of(kind)}

    meanings = {column.field: len({column.read(choice) for choice in said}) for column, said in offered.items()}

    assert meanings == {column.field: len(said) for column, said in offered.items()}
    assert all(len(",".join(said)) < LONGEST_LIST for said in offered.values())


@on_sqlite
@both_languages
def test_an_empty_template_applies_nothing(ledger: Ledger, template: Path) -> None:
    outcome = ledger.setup_apply(template)

    assert not outcome.refused
    assert sum(counted.new for counted in outcome.sheets.values()) == 0


@on_sqlite
@both_languages
def test_a_filled_template_begins_a_town(ledger: Ledger, template: Path, language: str) -> None:
    words = Words(language)
    book = openpyxl.load_workbook(template)
    sheets = {kind.name: book[title(kind, words)] for kind in KINDS}
    role = choices(OPERATOR, "role", words)[1]
    unit = choices(MATERIAL, "unit", words)[0]
    fill(sheets["community"], COMMUNITY, words, name="ท่าแพ")
    fill(sheets["operator"], OPERATOR, words, code="12", name="นางเมตตา", role=role)
    fill(sheets["material"], MATERIAL, words, code="PET", name="ขวดใส", unit=unit, rate=8, first_day="1/1/2569")
    fill(sheets["household"], HOUSEHOLD, words, community="ท่าแพ", house_number="12/3", name="นางสมใจ ดีงาม")
    book.save(template)

    outcome = ledger.setup_apply(template)

    assert {name: outcome.sheets[sheet.title].new for name, sheet in sheets.items()} == {
        kind.name: int(kind in (COMMUNITY, OPERATOR, MATERIAL, HOUSEHOLD)) for kind in KINDS
    }
    (price,) = ledger.prices(date(2026, 3, 1))
    assert price.rate is not None


@both_languages
def test_house_numbers_codes_and_telephones_are_text_whatever_excel_thinks(template: Path, language: str) -> None:
    sheet = openpyxl.load_workbook(template)[title(HOUSEHOLD, Words(language))]
    formats = {
        column.field: sheet.column_dimensions[openpyxl.utils.get_column_letter(number)].number_format
        for number, column in enumerate(columns_of(HOUSEHOLD), start=1)
    }

    assert {field for field, shown in formats.items() if shown == "@"} == {
        "house_number",
        "former_number",
        "phone",
        "house_code",
    }


@both_languages
def test_nothing_is_written_over(template: Path, language: str) -> None:
    with pytest.raises(errors.FileNotWritten):
        write_template(template, Words(language))
