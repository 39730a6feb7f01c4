"""Tables on a terminal: never wider than it, no code or figure broken, no Thai letter parted from its marks."""

import pytest

from wasteledger.domain.cells import cell_width
from wasteledger_cli.drawing import plain_table, terminal_table

HEADINGS = ["เลขสมาชิก", "ชื่อ", "บัตร", "ยอดคงเหลือ"]
ROWS = [
    ["K07/0001", "นางสาวพิมพ์ใจ ปั๊มทอง (พิมเลี้ยงน้ำ)", "W19B9DRBCV8P", "30,000,000.00"],
    ["K07/0002", "ร้านข้าวแกงน้ำพุ", "W1B3C5VQ842A", "-4.40"],
]
NUMBERS = [False, False, False, True]


@pytest.fixture(params=[60, 70, 80, 120])
def columns(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How wide the terminal is."""
    monkeypatch.setenv("COLUMNS", str(request.param))
    return int(request.param)


def test_a_table_is_no_wider_than_the_terminal(columns: int) -> None:
    lines = "\n".join(terminal_table(HEADINGS, ROWS, NUMBERS)).splitlines()

    assert max(map(cell_width, lines)) <= columns


@pytest.mark.usefixtures("columns")
@pytest.mark.parametrize("whole", ["K07/0001", "W19B9DRBCV8P", "30,000,000.00"])
def test_codes_and_figures_stay_whole(whole: str) -> None:
    drawn = "\n".join(terminal_table(HEADINGS, ROWS, NUMBERS))

    assert whole in drawn


@pytest.mark.usefixtures("columns")
def test_no_cell_begins_with_a_mark() -> None:
    lines = "\n".join(terminal_table(HEADINGS, ROWS, NUMBERS)).splitlines()

    assert [line for line in lines if line.strip() and line.strip()[0] in "ะัาำิีึืุูๅๆ็่้๊๋์"] == []


def test_where_no_column_can_give_way_each_row_is_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "36")

    lines = list(terminal_table(HEADINGS, ROWS, NUMBERS))

    assert lines == [
        "เลขสมาชิก   K07/0001",
        "ชื่อ         นางสาวพิมพ์ใจ ปั๊มทอง",
        "           (พิมเลี้ยงน้ำ)",
        "บัตร        W19B9DRBCV8P",
        "ยอดคงเหลือ  30,000,000.00",
        "",
        "เลขสมาชิก   K07/0002",
        "ชื่อ         ร้านข้าวแกงน้ำพุ",
        "บัตร        W1B3C5VQ842A",
        "ยอดคงเหลือ  -4.40",
    ]


def test_in_a_pipe_a_table_is_as_wide_as_it_is() -> None:
    lines = list(plain_table(HEADINGS, ROWS, NUMBERS))

    assert lines == [
        "เลขสมาชิก  ชื่อ                            บัตร               ยอดคงเหลือ",
        "K07/0001  นางสาวพิมพ์ใจ ปั๊มทอง (พิมเลี้ยงน้ำ)  W19B9DRBCV8P  30,000,000.00",
        "K07/0002  ร้านข้าวแกงน้ำพุ                  W1B3C5VQ842A          -4.40",
    ]
