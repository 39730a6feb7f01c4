"""Both books as hledger reads them: it finds nothing wrong, and comes to the same balances, account by account."""

import csv
import shutil
import subprocess
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.exchange.exports.hledger import CREDIT_BOOK, GRAM_BOOK, account_name

BOOKS = (CREDIT_BOOK, GRAM_BOOK)


def hledger(journal: Path, *arguments: str) -> str:
    """What hledger answers, or why it would not."""
    program = shutil.which("hledger")
    if program is None:
        pytest.skip("hledger is not installed: NOTHING LOOKED AT THE AUDITORS' JOURNALS")
    answer = subprocess.run([program, "-f", journal, *arguments], capture_output=True, encoding="utf-8", check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def theirs(folder: Path) -> dict[tuple[str, str], Decimal]:
    """The balances that hledger comes to, without the assertions' help."""
    found = {}
    for book in BOOKS:
        listed = hledger(
            folder / book, "balance", "--flat", "--layout=bare", "--no-total", "--empty", "-O", "csv", "-I"
        )
        for row in csv.DictReader(StringIO(listed)):
            found[row["account"], row["commodity"]] = Decimal(row["balance"])
    return {key: quantity for key, quantity in found.items() if quantity}


def ours(intruder: Intruder) -> dict[tuple[str, str], Decimal]:
    rows = intruder.run("SELECT account, commodity, quantity FROM balance WHERE quantity <> 0")
    return {
        (account, commodity): Decimal(quantity).scaleb(-2 if commodity == "credits" else 0)
        for account, commodity, quantity in rows
    }


def test_hledger_checks_both_books_and_agrees_with_every_balance(
    random_town: Town, intruder: Intruder, tmp_path: Path
) -> None:
    random_town.ledger.export_hledger(tmp_path / "audit")

    for book in BOOKS:
        hledger(tmp_path / "audit" / book, "check", "--strict")
    assert theirs(tmp_path / "audit") == ours(intruder)


@pytest.mark.parametrize("book", BOOKS)
def test_a_quantity_changed_in_a_journal_is_found_by_hledger(full_town: Town, tmp_path: Path, book: str) -> None:
    full_town.ledger.export_hledger(tmp_path)
    journal = tmp_path / book
    lines = journal.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if " (K07-" in line)
    for number, sign in ((at + 1, ""), (at + 2, "-")):
        account, _, amount = lines[number].rpartition("  ")
        lines[number] = f"{account}  {sign}1 {amount.split(' ', 1)[1]}"
    journal.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(AssertionError, match="assertion"):
        hledger(journal, "check")


def test_each_entry_that_moves_something_is_one_transaction_under_its_receipt(
    full_town: Town, intruder: Intruder, tmp_path: Path
) -> None:
    written = full_town.ledger.export_hledger(tmp_path)

    moving = {f"K07-{sequence:06d}" for (sequence,) in intruder.run("SELECT DISTINCT sequence FROM movement")}
    codes = [
        line.split("(")[1].split(")")[0]
        for book in BOOKS
        for line in (tmp_path / book).read_text(encoding="utf-8").splitlines()
        if " * (" in line
    ]
    assert set(codes) == moving
    assert len(codes) == sum(written.values())


def test_the_journals_say_that_they_are_confidential_and_hold_no_names(full_town: Town, tmp_path: Path) -> None:
    full_town.ledger.export_hledger(tmp_path)

    for book in BOOKS:
        text = (tmp_path / book).read_text(encoding="utf-8")
        assert "ลับ" in text.splitlines()[0]
        assert "มะลิ" not in text


def test_whatever_would_end_an_account_s_name_is_escaped() -> None:
    assert account_name("unclaimed:ก ข;(1)") == "unclaimed:ก%20ข%3B%281%29"
    assert account_name("community:ท่าแพ@K07") == "community:ท่าแพ@K07"


def test_a_folder_that_can_t_be_made_leaves_nothing(full_town: Town, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")

    with pytest.raises(errors.FileNotWritten):
        full_town.ledger.export_hledger(tmp_path / "taken")
    assert list(tmp_path.glob("**/*.part")) == []
