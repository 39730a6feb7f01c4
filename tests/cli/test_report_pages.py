"""Reports as files and as papers, through the command."""

import json
from pathlib import Path

import openpyxl
import pytest

from tests.support.command_line import Run

AT = ("--at", "10/3/2569")
MARCH = ("--period", "2569-03")


@pytest.fixture
def office(at_the_office: Run) -> Run:
    """After a day in March: 5 kg of PET came in, 20 kg of residual waste went to the landfill."""
    at_the_office("drop-off", "record", "K07/0001", "PET=5", "--point", "P01", *AT)
    at_the_office("load", "record", "FILL", "RES=20", "--community", "C01", "--ticket", "4711", *AT)
    return at_the_office


def test_a_report_is_written_to_the_kind_of_file_that_its_name_says(office: Run, tmp_path: Path) -> None:
    path = tmp_path / "march.csv"

    said = office("report", "diversion", *MARCH, "--by", "community", "--output", str(path), "--language", "en")

    assert (said.code, said.out) == (0, f"The report is in {path}.\n")
    assert "C01,Tha Phae,0.005,0.025,20.00" in path.read_text(encoding="utf-8-sig")


def test_a_file_of_another_kind_is_refused(office: Run, tmp_path: Path) -> None:
    said = office("report", "diversion", *MARCH, "--output", str(tmp_path / "march.doc"), "--language", "en")

    assert said.code == 59
    assert ".csv, .xlsx, .parquet, .json" in said.err


@pytest.mark.parametrize(
    ("language", "title", "why"),
    [
        ("th", "รายงานประจำเดือน มีนาคม 2569", "population-registered"),
        ("en", "Monthly report, Mar 2026", "population-registered"),
    ],
)
def test_the_months_report_is_a_page_that_says_what_it_lacks(
    office: Run, tmp_path: Path, language: str, title: str, why: str
) -> None:
    path = tmp_path / "march.html"

    said = office("report", "monthly", "--month", "2569-03", "--output", str(path), "--language", language)

    page = path.read_text(encoding="utf-8")
    assert f"<h1>{title}</h1>" in page
    assert "20.00" in page
    assert why in said.out
    assert why in page


def test_a_month_is_one_month(office: Run, tmp_path: Path) -> None:
    said = office("report", "monthly", "--month", "2569", "--output", str(tmp_path / "year.html"))

    assert said.code == 84
    assert not list(tmp_path.glob("*.html"))


def test_the_fiscal_years_report_goes_as_far_as_its_months_are_over(office: Run, tmp_path: Path) -> None:
    path = tmp_path / "year.html"

    office("report", "fiscal-year", "--year", "2569", "--output", str(path), "--language", "th")

    page = path.read_text(encoding="utf-8")
    assert "<h1>รายงานประจำปีงบประมาณ 2569</h1>" in page
    assert "1 ต.ค. 2568 ถึง" in page


def test_a_year_with_gaps_is_told_of_its_complete_months_and_names_the_others(office: Run, tmp_path: Path) -> None:
    path = tmp_path / "year.html"

    asked = ("report", "fiscal-year", "--year", "2569", "--output", str(path), "--language", "en")
    refused, said = office(*asked), office(*asked, "--complete-months")

    assert "no disposed tonnage is booked" in refused.out
    assert "no disposed tonnage is booked" not in said.out
    page = path.read_text(encoding="utf-8")
    assert "20.00" in page
    assert "Left out, as no disposed tonnage is booked for them: Oct 2025" in page


def test_a_page_is_asked_again_of_the_books_it_was_made_of(office: Run, tmp_path: Path) -> None:
    path = tmp_path / "march.html"
    office("report", "monthly", "--month", "2569-03", "--output", str(path))
    office("drop-off", "record", "K07/0001", "PET=75", "--point", "P01", *AT)

    now = office("report", "diversion", *MARCH, "--format", "json").data["total"]["percent"]
    then = office("report", "diversion", *MARCH, "--as-of", str(path), "--format", "json").data["total"]["percent"]

    assert (now, then) == ("80.00", "20.00")


def test_the_councils_question_is_answered_in_a_sentence_and_on_a_page(office: Run, tmp_path: Path) -> None:
    office("drop-off", "record", "K07/0001", "PET=5", "--point", "P01", "--at", "10/2/2569")
    office("load", "record", "FILL", "RES=5", "--community", "C01", "--at", "10/2/2569")
    asked = ("report", "answer", "--year", "2569-03", "--against", "2569-02")

    said = office(*asked, "--language", "th")
    office(*asked, "--language", "th", "--output", str(tmp_path / "answer.html"))

    sentence = "อัตราขยะที่ไม่ต้องส่งกำจัด ร้อยละ 20.00 ก่อนหน้านี้ร้อยละ 50.00 ลดลง 30.00 จุดร้อยละ"
    assert said.out.splitlines()[0] == sentence
    assert sentence in (tmp_path / "answer.html").read_text(encoding="utf-8")


def test_the_answer_as_data_holds_the_reports_it_is_made_of(office: Run) -> None:
    said = office("report", "answer", "--year", "2569-03", "--against", "2569-02", "--format", "json")

    assert [report["report"] for report in said.data["reports"]] == ["answer", "changes", "changes", "changes"]


def test_the_provinces_form_is_filled_in(office: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["{{town}}", "{{diversion.percent}}", "{{tonnage-by-material.received:PET}}", "=B1+C1"])
    book.save(tmp_path / "form.xlsx")
    files = ("--template", str(tmp_path / "form.xlsx"), "--output", str(tmp_path / "filled.xlsx"))

    said = office("report", "form", *files, *MARCH, "--language", "th", "--format", "json")

    assert said.data["filled"] == ["diversion.percent", "tonnage-by-material.received:PET", "town"]
    (row,) = openpyxl.load_workbook(tmp_path / "filled.xlsx").worksheets[0].iter_rows(values_only=True)
    assert row == ("เทศบาลเมืองทุ่งสง", 20, 5, "=B1+C1")


def test_the_names_for_a_form_are_listed_with_their_figures(office: Run) -> None:
    said = office("report", "form", "--names", *MARCH, "--format", "json")

    values = {name["name"]: name.get("value") for name in said.data["names"]}
    assert values["diversion.percent"] == "20.00"
    assert values["tonnage-by-community.received:C01"] == "5"
    assert json.dumps(values)


def test_a_form_without_its_files_is_no_question(office: Run) -> None:
    assert office("report", "form", *MARCH).code == 2
