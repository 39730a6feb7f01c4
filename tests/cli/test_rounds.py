"""Rounds and PINs through the command: numbers in the reader's era, and no PIN among the arguments."""

import io

import pytest

from tests.support.command_line import Run
from tests.support.town import STAFF, Town
from wasteledger.ledger import Ledger


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is piped into the command."""
    lines = io.StringIO()
    monkeypatch.setattr("sys.stdin", lines)
    return lines


def test_a_round_is_opened_shown_and_closed_with_its_cash(at_the_office: Run) -> None:
    opened = at_the_office("round", "open", "--point", "P01", "--float", "100")
    assert opened.out.splitlines()[-1].startswith("เปิดรอบที่ 1/25")
    at_the_office("drop-off", "record", "K07/0001", "PET=5.4", "--cash")
    shown = at_the_office("round", "show", "--language", "en").out.splitlines()
    assert shown[1:4] == [
        "Households: 1, slips: 1",
        "Material   Net  Rejected  Amount",
        "PET       5.40      0.00   43.20",
    ]
    assert shown[4] == "Cash float 100.00 baht, paid 43.20 baht, should be left 56.80 baht"
    refused = at_the_office("round", "close", "56", "--language", "en")
    assert (refused.code, refused.out) == (9, "")
    closed = at_the_office("round", "close", "56", "--because", "rounded", "--language", "en")
    assert closed.out.splitlines()[-2:] == ["Counted 56.00 baht, a difference of -0.80 baht", "Reason: rounded"]
    assert at_the_office("round", "show").code == 8


def test_the_calendar_is_asked_for_coming_months_unless_told_otherwise(at_the_office: Run) -> None:
    at_the_office("round", "plan", "add", "P01-M", "--point", "P01", "--days", "15", "--communities", "C01")
    coming = at_the_office("round", "calendar", "--format", "json").data["calendar"]
    told = at_the_office("round", "calendar", "--from", "1/4/2569", "--to", "พ.ค. 2569", "--format", "json").data
    assert len(coming) in {2, 3}  # this month's may be over
    assert [one["day"] for one in told["calendar"]] == ["2026-04-15", "2026-05-15"]
    assert "15 เม.ย. 2569" in at_the_office("round", "calendar", "--period", "2569-04").out


def test_a_pin_is_piped_and_the_list_says_who_has_one(
    at_the_office: Run, closed_town: Town, typed: io.StringIO
) -> None:
    typed.write("๔๗๑๑\r\n")
    typed.seek(0)
    assert at_the_office("operator", "pin", STAFF, "--format", "json").data == {"operator": STAFF}
    listed = at_the_office("operator", "list", "--format", "json").data["operator_list"]
    assert {one["code"]: one["pin"] for one in listed} == {"1": False, STAFF: True, "20": False, "30": False}
    with Ledger.open(closed_town.database) as ledger:
        assert ledger.check_pin(STAFF, "4711").code == STAFF


def test_an_operator_changes_their_own_pin_with_the_old_one_first(at_the_office: Run, typed: io.StringIO) -> None:
    typed.write("4711\n4711\n2222\n9999\n1111\n")
    typed.seek(0)
    at_the_office("operator", "pin", STAFF)
    assert at_the_office("operator", "pin", STAFF, "--operator", STAFF).code == 0
    assert at_the_office("operator", "pin", STAFF, "--operator", STAFF).code == 4


def test_on_a_terminal_a_pin_is_asked_for_until_it_is_typed_twice_the_same(
    at_the_office: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["1234", "1235", "4711", "4711"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    said = at_the_office("operator", "pin", STAFF, "--language", "en")
    assert (said.out, said.err) == ("Operator 12 has a PIN now.\n", "That was not the same.\n")


def test_there_is_no_way_to_say_a_pin_on_the_line(at_the_office: Run) -> None:
    assert at_the_office("operator", "pin", STAFF, "4711").code == 2
    assert at_the_office("operator", "pin", STAFF, "--pin", "4711").code == 2
