"""What is printed: every paper is a PDF that can be read, and a printer that is off loses nothing."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from tests.support.command_line import Run
from tests.support.town import Town

WHEN = ("--at", "15/3/2569 09:42")


@pytest.fixture
def receipt(at_the_office: Run) -> str:
    """The receipt number of one drop-off."""
    said = at_the_office("drop-off", "record", "K07/0001", "PET=5.40-0.20", *WHEN, "--format", "json")
    return str(said.data["entries"][0]["receipt"])


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_cards_are_printed_once_and_then_no_more(at_the_office: Run, closed_town: Town, tmp_path: Path) -> None:
    sheet, listed = tmp_path / "cards.pdf", tmp_path / "list.pdf"

    first = at_the_office("card", "print", "--unprinted", "--output", str(sheet), "--list", str(listed))
    again = at_the_office("card", "print", "--unprinted", "--output", str(sheet))

    assert (first.code, again.code) == (0, 26)
    picture = pypdfium2.PdfDocument(sheet)[0].render(scale=300 / 72).to_pil()
    assert {code.text for code in zxingcpp.read_barcodes(picture)} == set(closed_town.cards)
    assert "K07/0003" in text_of(listed)


def test_cards_can_be_one_communitys_or_blank(at_the_office: Run, tmp_path: Path) -> None:
    output = str(tmp_path / "cards.pdf")

    ours = at_the_office("card", "print", "--community", "C01", "--output", output, "--format", "json")
    blank = at_the_office("card", "print", "--blank", "12", "--stickers", "--output", output, "--format", "json")

    assert (ours.data["cards"], blank.data["cards"]) == (2, 12)


def test_a_card_can_be_a_picture(at_the_office: Run, closed_town: Town, tmp_path: Path) -> None:
    said = at_the_office("card", "print", closed_town.card, "--png", str(tmp_path / "card.png"))

    assert said.code == 0
    assert (tmp_path / "card.png").read_bytes().startswith(b"\x89PNG")


def test_a_slip_goes_to_a_page_a_picture_and_a_slip_printers_bytes(
    at_the_office: Run, receipt: str, tmp_path: Path
) -> None:
    files = {kind: tmp_path / f"slip.{kind}" for kind in ("png", "pdf", "escpos")}

    said = at_the_office("slip", receipt, *(word for kind in files for word in (f"--{kind}", str(files[kind]))))

    assert said.code == 0
    assert receipt.removeprefix("K07-") in text_of(files["pdf"])
    assert files["png"].read_bytes().startswith(b"\x89PNG")
    assert b"\x1dv0" in files["escpos"].read_bytes()


def test_a_copy_says_which_one_it_is(at_the_office: Run, receipt: str) -> None:
    at_the_office("slip", "copy", receipt)

    said = at_the_office("--language", "en", "slip", "copy", receipt)

    assert "Copy no. 2" in said.out


def test_the_same_copy_asked_for_twice_is_one(at_the_office: Run, receipt: str) -> None:
    for _ in range(2):
        said = at_the_office("--language", "en", "slip", "copy", receipt, "--request-id", "press-1")

    assert "Copy no. 1" in said.out


def test_a_printer_that_is_off_keeps_the_slip_waiting_and_prints_it_once(
    at_the_office: Run, receipt: str, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.bin"
    off = at_the_office("slip", receipt, "--print", "--printer", "tcp://127.0.0.1:9", "--format", "json")

    on = at_the_office("slip", "waiting", "--printer", str(paper), "--format", "json")
    at_the_office("slip", receipt, "--print", "--printer", str(paper))

    assert (off.code, off.data["printed"]["waiting"]) == (0, 1)
    assert on.data["printed"] == {"sent": [f"{receipt}-0"], "waiting": 0, "doubtful": []}
    assert paper.read_bytes().count(b"\x1b@") == 1


def test_a_booking_is_kept_whatever_the_printer_does(at_the_office: Run) -> None:
    said = at_the_office("drop-off", "record", "K07/0001", "PET=1", "--print", "--printer", "tcp://127.0.0.1:9")

    assert said.code == 0
    assert at_the_office("balance", "K07/0001", "--format", "json").data == {"balance": 800}


def test_a_slip_is_checked_by_its_qr_or_by_hand(at_the_office: Run, receipt: str) -> None:
    code = at_the_office("slip", receipt, "--format", "json").data["entry"]["check_code"]

    scanned = at_the_office("slip", "check", f"{receipt}:{code.replace('-', '')}", "--format", "json")
    typed = at_the_office("slip", "check", receipt.lower(), code.lower().replace("-", " "), "--format", "json")

    assert [(said.code, said.data["state"]) for said in (scanned, typed)] == [(0, "genuine"), (0, "genuine")]
    assert scanned.data["household"] == "K07/0001"


def test_an_altered_slip_shows_nothing_of_the_entry(at_the_office: Run, receipt: str) -> None:
    said = at_the_office("slip", "check", receipt, "0000-0000-0000-0000", "--format", "json")

    assert (said.code, said.data["state"]) == (1, "altered")
    assert "household" not in said.data


def test_a_slip_from_elsewhere_is_unknown_here(at_the_office: Run) -> None:
    said = at_the_office("slip", "check", "K99-000001", "0000-0000-0000-0000", "--format", "json")

    assert said.data["state"] == "unknown here"


def test_a_corrected_slip_names_what_became_of_it(at_the_office: Run, receipt: str) -> None:
    code = at_the_office("slip", receipt, "--format", "json").data["entry"]["check_code"]
    later = at_the_office("correct", receipt, "PET=4.40", "--format", "json").data["entries"]

    said = at_the_office("slip", "check", receipt, code, "--format", "json")

    assert said.data["reversed_by"] == [later[0]["receipt"]]
    assert said.data["replaced_by"] == [later[1]["receipt"]]


def test_a_passbook_carries_forward_and_closes(at_the_office: Run, receipt: str, tmp_path: Path) -> None:
    output = tmp_path / "passbook.pdf"

    said = at_the_office("statement", "K07/0001", "--period", "2569", "--check", "--output", str(output))

    assert said.code == 0
    text = text_of(output)
    assert receipt in text
    assert "41.60" in text
    assert "0.00" in text


def test_a_notice_says_why_there_is_no_rate(at_the_office: Run, receipt: str, tmp_path: Path) -> None:
    output = tmp_path / "notice.pdf"

    at_the_office(
        "--language", "en", "paper", "notice", "--period", "2569-03", "--community", "C01", "--output", str(output)
    )

    text = text_of(output)
    assert receipt[:3] in text
    assert "1 of 2" in text
    assert "no disposed tonnage" in " ".join(text.split())


def test_a_notice_prints_its_rate_with_its_definition(at_the_office: Run, receipt: str, tmp_path: Path) -> None:
    at_the_office("load", "record", "FILL", "RES=20", "--community", "C01", *WHEN)
    output = tmp_path / "notice.pdf"

    at_the_office("paper", "notice", "--period", "2569-03", "--output", str(output))

    # 5.20 of 25.20 kg
    text = text_of(output)
    assert receipt
    assert "20.63" in text
    assert "diversion@1" in text


def test_a_day_sheet_adds_up_what_was_recorded(at_the_office: Run, receipt: str, tmp_path: Path) -> None:
    at_the_office("correct", receipt, "PET=4.40")
    output = tmp_path / "day.pdf"

    said = at_the_office("paper", "day-sheet", "--point", "P01", "--output", str(output))

    assert said.code == 0
    assert "4.40" in text_of(output)


def test_a_day_sheet_has_the_cash_box_of_each_round(at_the_office: Run, tmp_path: Path) -> None:
    for cash, because in (("100", "rounded"), ("50", "wrong-change")):
        at_the_office("round", "open", "--point", "P01", "--float", cash)
        at_the_office("drop-off", "record", "K07/0001", "PET=1", "--cash")
        at_the_office("round", "close", "42", "--because", because)
    output = tmp_path / "day.pdf"

    at_the_office("paper", "day-sheet", "--point", "P01", "--language", "en", "--output", str(output))

    text = text_of(output)
    assert [said in text for said in ("Round 1/", "Round 2/", "For Tha Phae", "92.00 baht", "50.00 baht")] == [True] * 5
    assert "Reason: rounded" in text
    assert "Reason: wrong change" not in text


def test_a_day_on_which_nothing_was_recorded_is_refused(at_the_office: Run, tmp_path: Path) -> None:
    output = tmp_path / "day.pdf"

    said = at_the_office("paper", "day-sheet", "--point", "P02", "--day", "1/2/2569", "--output", str(output))

    assert said.code == 87
    assert not output.exists()


def test_a_paper_that_cant_be_written_leaves_no_half_of_it(at_the_office: Run, tmp_path: Path) -> None:
    said = at_the_office("paper", "price-list", "--output", str(tmp_path / "nowhere" / "prices.pdf"))

    assert said.code == 78
    assert list(tmp_path.glob("**/*.part")) == []


@pytest.mark.parametrize("language", ["th", "en"])
def test_papers_are_in_the_language_asked_for(at_the_office: Run, tmp_path: Path, language: str) -> None:
    output = tmp_path / "prices.pdf"

    at_the_office("--language", language, "paper", "price-list", "--output", str(output))

    assert {"th": "ราคา", "en": "Price"}[language] in text_of(output)


def test_a_bilingual_paper_says_everything_twice(at_the_office: Run, tmp_path: Path) -> None:
    output = tmp_path / "commands.pdf"

    at_the_office("paper", "command-sheet", "--bilingual", "--container", "เข่ง=1200", "--output", str(output))

    text = text_of(output)
    assert "Command sheet" in text
    assert "แผ่นคำสั่ง" in text


def test_numbered_forms_carry_their_numbers(at_the_office: Run, tmp_path: Path) -> None:
    output = tmp_path / "receipts.pdf"

    at_the_office("paper", "blank-receipts", "--first", "7", "--count", "2", "--output", str(output))

    picture = pypdfium2.PdfDocument(output)[0].render(scale=300 / 72).to_pil()
    assert {code.text for code in zxingcpp.read_barcodes(picture)} == {"K07-P000007", "K07-P000008"}
