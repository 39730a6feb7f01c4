"""What bad input gets: one sentence in the chosen language, an exit code of its own, and nothing written."""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import Run, Said
from tests.support.town import HEAD, OFFICE, Town
from wasteledger.domain.card_code import new_card_code

Refused = Callable[..., Said]

AT = ("--at", "15/3/2569 09:42")
UNKNOWN_CARD = new_card_code(lambda _: 7)
MISTYPED = UNKNOWN_CARD[:-1] + ("A" if UNKNOWN_CARD[-1] != "A" else "B")

# Cards


def test_an_unknown_card(refused: Refused) -> None:
    said = refused("drop-off", "record", UNKNOWN_CARD, "PET=1")

    assert (said.code, said.err) == (22, f"ไม่รู้จักบัตร {UNKNOWN_CARD}\n")


def test_a_mistyped_card(refused: Refused) -> None:
    said = refused("drop-off", "record", MISTYPED, "PET=1")

    assert (said.code, said.err) == (21, f"“{MISTYPED}” ไม่ใช่รหัสบัตร มีตัวอักษรหรือตัวเลขผิด\n")


def test_a_revoked_card(refused: Refused, at_the_office: Run, closed_town: Town) -> None:
    at_the_office("card", "revoke", closed_town.card)

    said = refused("drop-off", "record", closed_town.card, "PET=1")

    assert (said.code, said.err) == (23, f"บัตร {closed_town.card} เลิกใช้แล้ว ขอเลขสมาชิกแทน\n")


def test_a_blank_card(refused: Refused, at_the_office: Run) -> None:
    issued = at_the_office("card", "issue", "--blank", "1", "--format", "json").data["entries"][0]["cards"][0]["code"]

    said = refused("drop-off", "record", issued, "PET=1")

    assert (said.code, said.err) == (24, f"บัตร {issued} เป็นบัตรเปล่า ให้ผูกกับเลขสมาชิกก่อน\n")


# Weights and amounts


@pytest.mark.parametrize(
    ("weighing", "code", "sentence"),
    [
        ("PET=0", 43, "PET: น้ำหนักสุทธิต้องมากกว่าศูนย์"),
        ("PET=0.20-0.20", 43, "PET: น้ำหนักสุทธิต้องมากกว่าศูนย์"),
        ("PET=1-2", 43, "PET: น้ำหนักสุทธิต้องมากกว่าศูนย์"),
        ("PET=-5", 41, "“PET=-5” ไม่ใช่ตัวเลข ให้พิมพ์ด้วย 0-9 และจุด เช่น 5.4"),
        ("PET=five", 41, "“five” ไม่ใช่ตัวเลข ให้พิมพ์ด้วย 0-9 และจุด เช่น 5.4"),
        ("PET=5.", 41, "“5.” ไม่ใช่ตัวเลข ให้พิมพ์ด้วย 0-9 และจุด เช่น 5.4"),
        ("PET=5200", 44, "PET: 5,200.00 กก. มากผิดปกติ ชั่งครั้งหนึ่งได้ไม่เกิน 500.00 กก. กรุณาชั่งใหม่"),
        ("PET=5.1234", 42, "“5.1234” มีทศนิยมมากไป ใช้ได้ไม่เกิน 3 ตำแหน่ง"),
        ("BEER=2.5", 42, "“2.5” มีทศนิยมมากไป ใช้ได้ไม่เกิน 0 ตำแหน่ง"),
        ("GOLD=1", 56, "ไม่พบประเภทขยะ “GOLD”"),
        ("RES=1", 61, "RES ยังไม่มีราคาสำหรับวันที่ 15 มี.ค. 2569 ให้ตั้งราคา หรือลงไว้ว่ารอตีราคา"),
    ],
)
def test_a_weighing_that_can_not_be(refused: Refused, weighing: str, code: int, sentence: str) -> None:
    said = refused("drop-off", "record", "K07/0001", weighing, *AT)

    assert (said.code, said.err) == (code, f"{sentence}\n")


@pytest.mark.parametrize(
    ("amount", "code", "sentence"),
    [
        ("0", 45, "The amount must be more than zero."),
        ("1.005", 42, "“1.005” has too many decimals; at most 2."),
        ("all", 41, "“all” is not a number: write it with 0-9 and a point, as 5.4."),
        ("300", 33, "Household K07/0001 has 0.00 baht; 300.00 baht is more than that."),
    ],
)
def test_an_amount_that_can_not_be_spent(refused: Refused, amount: str, code: int, sentence: str) -> None:
    said = refused("--language", "en", "redeem", "K07/0001", amount)

    assert (said.code, said.err) == (code, f"{sentence}\n")


# Days and places


@pytest.mark.parametrize(
    ("day", "code", "sentence"),
    [
        ("1/1/2599", 51, "1 ม.ค. 2599 ยังมาไม่ถึง"),
        ("31/12/2568", 52, "31 ธ.ค. 2568 เป็นวันก่อนโครงการเริ่มเมื่อ 1 ม.ค. 2569"),
        ("30/2/2569", 54, "“30/2/2569” ไม่ใช่วันที่ ให้เขียนแบบ 15/3/2569 หรือ 2026-03-15"),
        ("15/3/69", 54, "“15/3/69” ไม่ใช่วันที่ ให้เขียนแบบ 15/3/2569 หรือ 2026-03-15"),
    ],
)
def test_a_day_that_can_not_be(refused: Refused, day: str, code: int, sentence: str) -> None:
    said = refused("drop-off", "record", "K07/0001", "PET=1", "--at", day)

    assert (said.code, said.err) == (code, f"{sentence}\n")


def test_a_time_that_is_none(refused: Refused) -> None:
    said = refused("--language", "en", "drop-off", "record", "K07/0001", "PET=1", "--at", "15/3/2569 25:00")

    assert said.code == 54
    assert said.err == "“15/3/2569 25:00” is not a date: write 15/3/2569 or 2026-03-15.\n"


def test_a_closed_point(refused: Refused, at_the_office: Run) -> None:
    at_the_office("point", "close", "P02")

    said = refused("--language", "en", "drop-off", "record", "K07/0001", "PET=1", "--point", "P02")

    assert said.code == 57
    assert said.err.startswith("The point “P02” was closed on ")


def test_an_unknown_point(refused: Refused) -> None:
    said = refused("drop-off", "record", "K07/0001", "PET=1", "--point", "P99")

    assert (said.code, said.err) == (56, "ไม่พบจุดรับฝาก “P99”\n")


def test_a_word_that_is_not_among_the_choices(refused: Refused) -> None:
    said = refused("report", "diversion", "--method", "guess")

    assert said.code == 59
    assert said.err.startswith("วิธีจัดการ: ใช้ “guess” ไม่ได้ ใช้ได้แต่ diversion, epa, eu, ")


# Who and which book


def test_an_operator_left_out(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WASTELEDGER_OPERATOR")

    said = refused("drop-off", "record", "K07/0001", "PET=1")

    assert (said.code, said.err) == (93, "ให้บอกว่าใครเป็นผู้บันทึก: --operator รหัส\n")


def test_an_operator_that_nobody_is(refused: Refused) -> None:
    said = refused("--operator", "99", "drop-off", "record", "K07/0001", "PET=1")

    assert (said.code, said.err) == (56, "ไม่พบผู้บันทึก “99”\n")


def test_an_operator_who_may_not(refused: Refused) -> None:
    said = refused("--operator", HEAD, "rate", "set", "PET=9")

    assert (said.code, said.err) == (91, "ผู้บันทึก 20 (หัวหน้าจุด) ไม่มีสิทธิ์ทำรายการนี้ (ราคารับซื้อ)\n")


def test_a_book_that_is_not_here(refused: Refused) -> None:
    said = refused("--language", "en", "--origin", "K99", "balance", "K07/0001")

    assert (said.code, said.err) == (56, "No origin “K99” is known here.\n")


# Reversals


@pytest.fixture
def spent(at_the_office: Run) -> str:
    """A drop-off of 8.00 baht, of which 5.00 are spent."""
    booked = at_the_office("drop-off", "record", "K07/0001", "PET=1", *AT, "--format", "json").data
    at_the_office("redeem", "K07/0001", "5.00")
    return str(booked["entries"][0]["receipt"])


def test_reversing_spent_credits_says_what_that_does(refused: Refused, spent: str) -> None:
    said = refused("--language", "en", "reverse", spent)

    assert said.code == 35
    assert said.err == (
        f"Reversing {spent} takes back 8.00 baht, but household K07/0001 has only 3.00 baht: "
        "it would owe 5.00 baht, which later drop-offs pay first. Repeat with --allow-debt to do so.\n"
    )


def test_with_a_debt_allowed_it_is_done(at_the_office: Run, spent: str) -> None:
    reversed_ = at_the_office("reverse", spent, "--allow-debt")

    held = at_the_office("balance", "K07/0001", "--format", "json")

    assert reversed_.code == 0
    assert held.data == {"balance": -500}


def test_a_receipt_reversed_twice(refused: Refused, at_the_office: Run, spent: str) -> None:
    at_the_office("reverse", spent, "--allow-debt")

    said = refused("--language", "en", "reverse", spent)

    assert said.code == 67
    assert said.err.startswith(f"Receipt {spent} was already cancelled by K07-")


@pytest.mark.parametrize("receipt", ["K07-999999", "nonsense"])
def test_a_receipt_that_nobody_wrote(refused: Refused, receipt: str) -> None:
    said = refused("reverse", receipt)

    assert (said.code, said.err) == (66, f"ไม่พบรายการเลขที่ {receipt}\n")


def test_a_ruling_can_not_be_reversed(refused: Refused) -> None:
    said = refused("reverse", "K07-000001")

    assert said.code == 68
    assert "K07-000001 (ตั้งค่า) กลับรายการไม่ได้" in said.err


def test_the_same_request_with_other_contents(refused: Refused, at_the_office: Run) -> None:
    at_the_office("redeem", "K07/0001", "1.00", "--request-id", "r1")
    at_the_office("drop-off", "record", "K07/0001", "PET=1", "--request-id", "r2")

    said = refused("--language", "en", "drop-off", "record", "K07/0001", "PET=2", "--request-id", "r2")

    assert said.code == 69
    assert said.err.startswith("Request r2 was already booked as K07-")


# Files to import


HEADER = "วันที่,เลขสมาชิก,วัสดุ,น้ำหนัก (กก.)\n"
GOOD = "15/3/2569,K07/0001,PET,5.4\n"


def test_a_file_that_is_not_there(refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "march.csv"

    said = refused("drop-off", "import", str(path))

    assert (said.code, said.err) == (71, f"ไม่พบไฟล์ {path}\n")


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (b"", 73, "ไม่มีข้อมูลสักแถว"),
        (HEADER.encode(), 73, "ไม่มีข้อมูลสักแถว"),
        ((HEADER + GOOD + '15/3/2569,"K07/0001').encode(), 72, "เสียหายหรือบันทึกมาไม่ครบ"),
        ((HEADER + GOOD).encode("utf-16"), 74, "ให้บันทึกเป็น CSV UTF-8"),
        (f"ชื่อ,เบอร์โทร\n{GOOD}".encode(), 75, "ขาดคอลัมน์"),
    ],
    ids=["empty", "only a heading", "half written", "UTF-16", "other columns"],
)
def test_a_file_that_can_not_be_read(
    refused: Refused, tmp_path: Path, content: bytes, code: int, sentence: str
) -> None:
    path = tmp_path / "march.csv"
    path.write_bytes(content)

    said = refused("drop-off", "import", str(path))

    assert str(path) in said.err
    assert sentence in said.err
    assert said.code == code


def test_bad_rows_are_told_one_by_one_and_nothing_is_booked(refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "march.csv"
    path.write_text(HEADER + GOOD + "15/3/2569,K07/0099,PET,1\n15/3/2569,K07/0001,PET,0\n", encoding="utf-8-sig")

    said = refused("drop-off", "import", str(path), rows=2)

    assert said.code == 76
    assert said.err.splitlines() == [
        "แถวที่ 3: ไม่พบครัวเรือน K07/0099",
        "แถวที่ 4: PET: น้ำหนักสุทธิต้องมากกว่าศูนย์",
        "บันทึกไม่ได้ 2 แถวจาก 3 แถว จึงยังไม่บันทึกเลยสักแถว แถวแรกที่ผิดคือแถวที่ 3",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_thai_files_are_read_in_what_offices_save_them(
    at_the_office: Run, tmp_path: Path, encoding: str, separator: str
) -> None:
    path = tmp_path / "march.csv"
    path.write_text((HEADER + GOOD).replace(",", separator), encoding=encoding)

    said = at_the_office("drop-off", "import", str(path), "--format", "json")

    assert said.code == 0
    assert (said.data["booked"], said.data["bad"]) == (1, 0)


# The database


def test_no_ledger(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.db"

    said = run("--language", "th", "--database", str(path), "balance", "K07/0001")

    assert (said.code, said.err) == (101, f"ไม่พบสมุดบัญชีที่ {path} ให้เริ่มเล่มใหม่ด้วย “wasteledger init”\n")
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a spreadsheet", "บันทึก".encode()])
def test_a_file_that_is_no_ledger(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(content)

    said = run("--database", str(path), "balance", "K07/0001")

    assert (said.code, said.err) == (106, f"{path} is not a wasteledger ledger.\n")
    assert path.read_bytes() == content


def test_another_programs_database(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t (x)")

    said = run("--database", str(path), "balance", "K07/0001")

    assert (said.code, said.err) == (106, f"{path} is not a wasteledger ledger.\n")


def test_a_ledger_cut_short(closed_town: Town, run: Run) -> None:
    path = Path(closed_town.database)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    said = run("--database", str(path), "--operator", OFFICE, "drop-off", "record", "K07/0001", "PET=1")

    assert said.code == 105
    assert said.err == f"The ledger {path} is damaged: restore a backup with “wasteledger database restore”.\n"


@pytest.fixture
def locked(closed_town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another program is in the middle of writing, and nobody waits long."""
    monkeypatch.setattr("wasteledger.storage.database.LOCK_WAIT_SECONDS", 0.05)
    with closing(sqlite3.connect(closed_town.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.usefixtures("locked")
def test_a_ledger_that_another_program_holds(refused: Refused, closed_town: Town) -> None:
    said = refused("drop-off", "record", "K07/0001", "PET=1")

    assert said.code == 103
    assert said.err == f"โปรแกรมอื่นกำลังใช้สมุดบัญชี {closed_town.database} อยู่ รอสักครู่แล้วลองใหม่\n"


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="the superuser, and Windows, may write in such a folder"
)
def test_a_ledger_on_a_read_only_disk(closed_town: Town, at_the_office: Run) -> None:
    database = Path(closed_town.database)
    before = database.read_bytes()
    database.chmod(0o444)
    database.parent.chmod(0o555)

    said = at_the_office("--language", "th", "drop-off", "record", "K07/0001", "PET=1")

    database.parent.chmod(0o755)
    assert said.code == 104
    assert said.err == f"เขียนสมุดบัญชี {database} ไม่ได้ เพราะไฟล์หรือโฟลเดอร์อ่านได้อย่างเดียว\n"
    assert database.read_bytes() == before


def test_a_ledger_begun_where_there_is_one(refused: Refused, closed_town: Town) -> None:
    said = refused("--language", "en", "init", "--name-en", "Another", "--book", "K08")

    assert (said.code, said.err) == (102, f"There is a ledger at {closed_town.database} already.\n")


# This machine's settings


@pytest.mark.parametrize("content", [b"language = th\n", b"[", "database = 'ก'".encode("cp874")])
def test_a_settings_file_that_is_not_understood(at_the_office: Run, config_file: Path, content: bytes) -> None:
    config_file.write_bytes(content)

    said = at_the_office("balance", "K07/0001")

    assert said.code == 79
    assert said.err.startswith(f"The settings file {config_file} is not understood: ")
    assert len(said.err.splitlines()) == 1


def test_a_settings_file_that_is_not_understood_in_thai(at_the_office: Run, config_file: Path) -> None:
    config_file.write_text("[", encoding="utf-8")

    said = at_the_office("--language", "th", "balance", "K07/0001", "--origin", "")

    assert said.code == 79
    assert said.err.startswith(f"ไฟล์ตั้งค่า {config_file} เขียนไม่ถูก: ")


def test_a_slip_that_can_not_be_written(at_the_office: Run, spent: str, tmp_path: Path) -> None:
    target = tmp_path / "no" / "such" / "slip.png"

    said = at_the_office("slip", spent, "--png", str(target))

    assert said.code == 78
    assert said.err == f"เขียนไฟล์ {target} ไม่ได้: ไม่มีไฟล์หรือโฟลเดอร์นี้\n"
