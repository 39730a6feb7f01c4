"""A town begun from its own workbook through the command."""

from pathlib import Path

import openpyxl
import pytest

from tests.support import dirty_workbooks as dirty
from tests.support.command_line import Run


@pytest.fixture
def new_town(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on a ledger that was begun a moment ago."""
    monkeypatch.setenv("WASTELEDGER_DATABASE", str(tmp_path / "town.db"))
    monkeypatch.setenv("WASTELEDGER_UNSAFE_HOME", "yes")
    run("init", "--name-en", "Sample", "--origin", "K07")
    return run


def test_a_check_says_what_would_be_done_and_that_it_can_be(new_town: Run, tmp_path: Path) -> None:
    path = dirty.dirty_town(tmp_path / "dirty.xlsx")

    said = new_town("setup", "check", str(path), "--language", "en")

    assert said.code == 0
    assert "สมาชิก!6: The same household stands in row 5 already; left out here." in said.out.splitlines()
    assert "สมาชิก!B2: It was in Thai digits. ๑๒/๓ → 12/3" in said.out.splitlines()
    assert said.out.splitlines()[-1] == f"It can be applied: wasteledger setup apply {path}"
    assert new_town("household", "list", "--format", "json").data == {"households": []}


def test_a_check_of_what_can_not_be_applied_has_its_exit_code(new_town: Run, tmp_path: Path) -> None:
    path, copy = dirty.hopeless(tmp_path / "hopeless.xlsx"), tmp_path / "marked.xlsx"

    said = new_town("setup", "check", str(path), "--copy", str(copy), "--format", "json")

    assert said.code == 98
    assert {one["cell"] for one in said.data["findings"] if one["kind"] == "refused"} == set(dirty.HOPELESS_CELLS)
    assert said.data["copy"] == str(copy)
    assert openpyxl.load_workbook(copy)["สมาชิก"]["D3"].comment is not None


def test_a_workbook_is_applied_with_cards_and_balances(new_town: Run, tmp_path: Path) -> None:
    path = str(dirty.by_moo(tmp_path / "moo.xlsx"))
    options = ("--cards", "--control-total", "1,300.35", "--opening-day", "1/3/2569")

    said = new_town("setup", "apply", path, *options, "--format", "json")

    assert (said.data["applied"], said.data["cards"], said.data["opening"]) == (True, 5, 130_035)
    assert [sheet["new"] for sheet in said.data["sheets"]] == [2, 3]
    assert new_town("balance", "K07/0003", "--format", "json").data["balance"] == 21_600
    assert new_town("audit").code == 0


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", "สมาชิก!D3: “1.02E+10”: Excel has lost the last digits"),
        ("th", "สมาชิก!D3: “1.02E+10” Excel ทำตัวเลขท้ายหายไปแล้ว"),
    ],
)
def test_a_refused_workbook_is_told_cell_by_cell(new_town: Run, tmp_path: Path, language: str, first: str) -> None:
    path = dirty.hopeless(tmp_path / "hopeless.xlsx")

    said = new_town("setup", "apply", str(path), "--language", language)

    assert (said.code, said.out) == (98, "")
    assert any(line.startswith(first) for line in said.err.splitlines())
    assert len(said.err.splitlines()) == len(dirty.HOPELESS_CELLS) + 1


def test_what_is_said_of_many_cells_is_said_once(new_town: Run, tmp_path: Path) -> None:
    rows = [[f"{number}", "ท่าแพ", f"นายคน {number}", "0812"] for number in range(1, 8)]
    path = dirty.sheet_of(tmp_path / "town.xlsx", {"สมาชิก": [["บ้านเลขที่", "ชุมชน", "ชื่อ-สกุล", "โทรศัพท์"], *rows]})

    said = new_town("setup", "apply", str(path), "--language", "en")

    assert said.err.splitlines()[0].startswith("สมาชิก!D2, D3, D4, D5, D6 … (7): “0812”: this is no telephone number")
    assert len(said.err.splitlines()) == 2


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_template_is_written_in_the_readers_language(new_town: Run, tmp_path: Path, language: str) -> None:
    path = tmp_path / "town.xlsx"

    said = new_town("setup", "template", str(path), "--language", language)

    assert said.code == 0
    titles = {"en": ["How to fill in", "Settings"], "th": ["วิธีกรอก", "ตั้งค่า"]}
    assert openpyxl.load_workbook(path).sheetnames[:2] == titles[language]


def test_a_workbook_is_written_only_by_a_workbooks_name(new_town: Run, tmp_path: Path) -> None:
    said = new_town("setup", "template", str(tmp_path / "town.csv"), "--language", "en")

    assert (said.code, list(tmp_path.glob("town.csv"))) == (78, [])


@pytest.mark.parametrize("name", ["town.xls", "none.xlsx"])
def test_a_file_that_is_no_workbook_is_one_sentence(new_town: Run, tmp_path: Path, name: str) -> None:
    if name == "town.xls":
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0old")

    said = new_town("setup", "apply", str(tmp_path / name), "--language", "en")

    assert said.code in {71, 72}
    assert len(said.err.splitlines()) == 1
