"""A town's old books brought over at the keyboard, and the tables it begins with."""

from pathlib import Path

from tests.support.command_line import Run
from tests.support.papers import text_of

DAY = ("--day", "1/1/2569")


def file(folder: Path, text: str) -> str:
    (folder / "rows.csv").write_text(text, encoding="utf-8-sig")
    return str(folder / "rows.csv")


def test_a_control_total_that_does_not_agree_is_told_to_the_satang(at_the_office: Run, tmp_path: Path) -> None:
    path = file(tmp_path, 'เลขสมาชิก,ยอดยกมา\nK07/0001,"1,216.50"\nK07/0002,0.25\n')

    said = at_the_office("opening", "balances", path, *DAY, "--control-total", "1,216.50")

    assert (said.code, said.out) == (217, "")
    assert said.err == ("ยอดคุมคือ 1,216.50 บาท แต่รวมทุกแถวได้ 1,216.75 บาท ต่างกัน 0.25 บาท จึงยังไม่บันทึกเลยสักแถว\n")


def test_the_first_line_of_a_statement_is_what_was_brought_over(at_the_office: Run, tmp_path: Path) -> None:
    path = file(tmp_path, "เลขสมาชิก,ยอดยกมา\nK07/0001,216.50\n")
    at_the_office("opening", "balances", path, *DAY, "--control-total", "216.50")

    (line,) = (line for line in at_the_office("statement", "K07/0001").out.splitlines() if "K07-" in line)

    assert line.split()[6:] == ["ยอดยกมา", "—", "216.50", "216.50"]


def test_a_passbook_speaks_the_towns_language_whatever_the_computers(at_the_office: Run, tmp_path: Path) -> None:
    path = file(tmp_path, 'เลขสมาชิก,ยอดยกมา\nK07/0001,"1,216.50"\n')
    at_the_office("opening", "balances", path, *DAY, "--control-total", "1,216.50")

    at_the_office("statement", "K07/0001", "--period", "2569", "--output", str(tmp_path / "passbook.pdf"))

    assert "ยอดยกมา 1,216.50 1,216.50" in text_of((tmp_path / "passbook.pdf").read_bytes())


def test_every_bad_row_is_told_before_the_refusal(at_the_office: Run, tmp_path: Path) -> None:
    path = file(tmp_path, "เลขสมาชิก,ยอดยกมา\nK07/0001,-5\nK07/0099,1\n")

    said = at_the_office("--language", "en", "opening", "balances", path, *DAY, "--control-total", "0")

    assert said.code == 76
    assert said.err.splitlines()[:2] == [
        (
            "line 2: -5 is less than zero: nobody begins with a debt. "
            "Write 0, and settle with the household outside the books."
        ),
        "line 3: No household K07/0099 is known here.",
    ]


def test_a_report_says_what_share_was_carried_over(at_the_office: Run, tmp_path: Path) -> None:
    rows = "มี.ค.,2568,C01,PET,500,\nมี.ค.,2568,,RES,500,FILL\n"
    at_the_office("history", "import", file(tmp_path, f"เดือน,ปี,ชุมชน,วัสดุ,น้ำหนัก (กก.),ผู้รับ\n{rows}"))

    said = at_the_office("report", "diversion", "--period", "3/2568")

    assert "ข้อมูลยกมาจากบัญชีเดิมร้อยละ 100.00" in said.out


def test_the_starter_list_is_saved_changed_and_imported(at_the_office: Run, tmp_path: Path) -> None:
    saved = tmp_path / "materials.csv"
    at_the_office("starter", "save", "materials", str(saved))
    lines = saved.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    saved.write_text("".join([lines[0], *(line for line in lines if line.startswith("OIL,"))]), encoding="utf-8-sig")

    assert at_the_office("material", "import", str(saved), "--format", "json").data["booked"] == 1


def test_a_file_that_is_there_is_not_written_over(at_the_office: Run, tmp_path: Path) -> None:
    path = file(tmp_path, "mine")

    said = at_the_office("starter", "save", "containers", path)

    assert said.code == 78
    assert Path(path).read_text(encoding="utf-8-sig") == "mine"


def test_materials_come_from_a_file_or_as_shipped(at_the_office: Run) -> None:
    assert at_the_office("material", "import").code == 2
    assert at_the_office("material", "import", "materials.xlsx", "--starter").code == 2
