"""CSV that a spreadsheet opens in Thai and runs nothing of; JSON that says the same in every language."""

import csv
import json
from io import StringIO

from wasteledger.exchange.reports.reading import Reader
from wasteledger.exchange.reports.text_files import csv_bytes, json_bytes
from wasteledger.reporting.report import Report


def lines_of(written: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))


def test_excel_takes_it_for_utf_8(by_community: Report, thai: Reader) -> None:
    assert csv_bytes(by_community, thai).startswith(b"\xef\xbb\xbf")


def test_names_stand_beside_codes_and_figures_are_exact(by_community: Report, english: Reader) -> None:
    heading, _, first, *_ = lines_of(csv_bytes(by_community, english))

    assert heading == ["community", "name", "Denominator (t)", "Rate (%)", "drop offs"]
    assert first == ["C01", "Tha Phae", "1.234567", "28.57", "2"]


def test_no_name_becomes_a_formula(by_community: Report, thai: Reader) -> None:
    assert lines_of(csv_bytes(by_community, thai))[3][1] == "'=HYPERLINK(1)"


def test_the_total_says_so_and_the_definition_stands_under_it(by_community: Report, english: Reader) -> None:
    lines = lines_of(csv_bytes(by_community, english))

    assert lines[4] == ["All", "", "57.235067", "11.09", "3"]
    assert lines[5] == []
    assert [line for (line,) in lines[6:]] == english.about(by_community)
    assert lines[7] == ["1 Mar 2026 to 31 Mar 2026"]
    assert lines[-1] == ["Books: K07-000123 7K3M-9QX2-4TAB-0C5D, P01-000009 0000-1111-2222-3333"]


def test_json_holds_the_whole_report(by_month: Report) -> None:
    data = json.loads(json_bytes(by_month))

    assert (data["from"], data["to"]) == ("2025-10-01", "2026-09-30")
    assert data["rows"][0] == {
        "month": "2025-10-01",
        "denominator_grams": 2_000_000,
        "percent": "30.00",
        "drop_offs": 0,
    }
    assert data["heads"][1]["origin"] == "P01"
