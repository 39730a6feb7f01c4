"""The language: what is said on the line, then the environment, the settings file, and the town's own."""

import re
from pathlib import Path

import pytest

from tests.support.command_line import Run

UNKNOWN_TH = "ไม่พบครัวเรือน K07/0099\n"
UNKNOWN_EN = "No household K07/0099 is known here.\n"


def test_the_town_speaks_its_own_language(at_the_office: Run) -> None:
    said = at_the_office("balance", "K07/0099")

    assert said.err == UNKNOWN_TH


def test_the_settings_file_comes_before_the_town(at_the_office: Run, config_file: Path) -> None:
    config_file.write_text('language = "en"\n', encoding="utf-8")

    said = at_the_office("balance", "K07/0099")

    assert said.err == UNKNOWN_EN


def test_the_environment_comes_before_the_settings_file(
    at_the_office: Run, config_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config_file.write_text('language = "en"\n', encoding="utf-8")
    monkeypatch.setenv("WASTELEDGER_LANGUAGE", "th")

    said = at_the_office("balance", "K07/0099")

    assert said.err == UNKNOWN_TH


@pytest.mark.parametrize("line", ["--language en balance K07/0099", "balance K07/0099 --language=en"])
def test_what_is_said_on_the_line_comes_first(at_the_office: Run, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setenv("WASTELEDGER_LANGUAGE", "th")

    said = at_the_office(*line.split())

    assert said.err == UNKNOWN_EN


def test_a_word_that_is_no_date_is_refused_in_the_language_of_the_town(at_the_office: Run) -> None:
    said = at_the_office("rate", "set", "PET=8", "--from", "yesterday")

    assert said.err == "“yesterday” ไม่ใช่วันที่ ให้เขียนแบบ 15/3/2569 หรือ 2026-03-15\n"


@pytest.mark.parametrize(("spoken", "begins"), [("th_TH.UTF-8", "ไม่พบสมุดบัญชี"), ("en_GB.UTF-8", "There is no ledger")])
def test_without_a_ledger_this_computers_language_is_spoken(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spoken: str, begins: str
) -> None:
    monkeypatch.setenv("LANG", spoken)

    said = run("--database", str(tmp_path / "none.db"), "balance", "K07/0001")

    assert said.err.startswith(begins)


def test_a_language_that_is_not_spoken_is_refused(run: Run) -> None:
    said = run("--language", "lo", "balance", "K07/0001")

    assert said.code == 2
    assert said.err.endswith("'lo' is not one of 'th', 'en'.\n")


def test_a_forgotten_word_is_asked_for_in_thai(run: Run) -> None:
    said = run("--language", "th", "balance")

    assert said.code == 2
    assert said.err.splitlines() == [
        "วิธีใช้: wasteledger balance [ตัวเลือก] บัตร|เลขสมาชิก",
        "ดูคำอธิบาย: wasteledger balance --help",
        "",
        "ผิดพลาด: ยังไม่ได้บอก 'บัตร|เลขสมาชิก'.",
    ]


def test_a_kind_of_list_is_named_in_thai(at_the_office: Run) -> None:
    said = at_the_office("point", "close", "P99")

    assert said.err == "ไม่พบจุดรับฝาก “P99”\n"


def test_a_role_and_a_verb_are_named_in_thai(at_the_office: Run) -> None:
    said = at_the_office("--operator", "30", "household", "register", "--community", "C01")

    assert said.err == "ผู้บันทึก 30 (ผู้ตรวจสอบ) ไม่มีสิทธิ์ทำรายการนี้ (ขึ้นทะเบียนครัวเรือน)\n"


def test_a_day_is_of_the_readers_calendar(at_the_office: Run) -> None:
    record = ("drop-off", "record", "K07/0001", "RES=1", "--at", "15/3/2569")

    thai, english = at_the_office(*record), at_the_office("--language", "en", *record)

    assert thai.err == "RES ยังไม่มีราคาสำหรับวันที่ 15 มี.ค. 2569 ให้ตั้งราคา หรือลงไว้ว่ารอตีราคา\n"
    assert english.err == "RES has no rate on 15 Mar 2026: set one, or mark it pending.\n"


def test_the_day_a_point_was_closed_is_of_the_readers_calendar(at_the_office: Run) -> None:
    at_the_office("point", "close", "P02")

    said = at_the_office("point", "close", "P02")

    assert re.fullmatch(r"จุดรับฝาก “P02” เลิกใช้เมื่อ \d+ \S+\.\S+\. 25\d\d\n", said.err)


def test_a_months_name_is_of_the_readers_calendar(at_the_office: Run) -> None:
    said = at_the_office("report", "diversion", "--period", "2569-03")

    assert "ของ มีนาคม 2569 " in said.err


def test_a_table_is_headed_and_filled_in_thai(at_the_office: Run) -> None:
    said = at_the_office("operator", "list")

    assert said.out.splitlines()[:2] == [
        "รหัส  หน้าที่      จุดรับฝาก  ชื่อ  รหัส PIN",
        "1    สำนักงาน   P01",
    ]


def test_a_member_that_is_an_office_is_not_called_what_the_municipalitys_own_is(at_the_office: Run) -> None:
    at_the_office("household", "register", "--community", "C01", "--type", "office")

    shown = at_the_office("household", "show", "K07/0005")
    operators = at_the_office("operator", "list")

    assert "หน่วยงาน" in shown.out
    assert "สำนักงาน" in operators.out
