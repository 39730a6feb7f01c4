"""Months closed at the keyboard, and figures asked again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command_line import Run, Said
from tests.support.town import Town


@pytest.fixture
def january(at_the_office: Run, closed_town: Town) -> Run:
    """5 kg weighed in January, and the month closed."""
    weighed = at_the_office("drop-off", "record", closed_town.card, "PET=5", "--at", "20/1/2569")
    assert weighed.code == 0, weighed.err
    closed = at_the_office("period", "close", "ม.ค. 2569")
    assert closed.code == 0, closed.err
    assert "ปิดงวด มกราคม 2569 แล้ว" in closed.out
    return at_the_office


def test_a_figure_comes_out_again_from_the_file_it_was_written_to(
    january: Run, closed_town: Town, tmp_path: Path
) -> None:
    asked = ("report", "tonnage", "--period", "2569", "--by", "month")
    shown, kept = january(*asked), january(*asked, "--format", "json")
    as_data, as_text = tmp_path / "figures.json", tmp_path / "figures.txt"
    as_data.write_text(kept.out, encoding="utf-8")
    as_text.write_text(shown.out, encoding="utf-8")
    january("drop-off", "record", closed_town.card, "PET=0.7", "--at", "20/1/2569")

    assert january(*asked).out != shown.out
    for file in (as_data, as_text):
        assert january(*asked, "--as-of", str(file)).out == shown.out
        assert january(*asked, "--as-of", str(file), "--format", "json").out == kept.out


def test_what_came_late_is_listed_with_the_month_it_counts_in(january: Run, closed_town: Town) -> None:
    booked = january("drop-off", "record", closed_town.card, "PET=0.7", "--at", "20/1/2569", "--format", "json")
    receipt = booked.data["entries"][0]["receipt"]

    (line,) = january("report", "late", "--period", "2569-02", "--format", "json").data["rows"]
    assert (line["receipt"], line["day"], line["counts_in"]) == (receipt, "2026-01-20", "2026-02-01")
    (closed,) = january("period", "list", "--format", "json").data["periods"]
    assert (closed["month"], closed["came_late"], closed["counts_late"]) == ("2026-01", 1, 0)
    assert [head["origin"] for head in closed["heads"]] == ["K07"]
    assert "Jan 2026" in january("period", "list", "--language", "en").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("period", "close", "2569"), 84),
        (("period", "close", "2569-01", "--request-id", "x"), 231),
        (("period", "close", "2569-04"), 231),
        (("report", "tonnage", "--as-of", "K07-999999"), 233),
        (("report", "tonnage", "--as-of", "K99-1"), 234),
        (("report", "tonnage", "--as-of", "no such file"), 66),
    ],
)
@pytest.mark.usefixtures("january")
def test_what_cannot_be_is_said_in_one_sentence(
    refused: Callable[..., Said], arguments: tuple[str, ...], code: int
) -> None:
    assert refused(*arguments).code == code


@pytest.mark.usefixtures("january")
def test_a_file_that_says_nothing_of_the_books_is_refused(refused: Callable[..., Said], tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")

    assert refused("report", "tonnage", "--as-of", str(file)).code == 232
