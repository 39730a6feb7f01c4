"""Every answer as data: valid JSON in any language, whole numbers, codes and ISO days."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.command_line import Run
from tests.support.sentences import commands
from tests.support.town import Town
from wasteledger.domain.card_code import new_card_code
from wasteledger_cli.words import Command

HOUSEHOLD = "K07/0001"
LINES = [
    "setup template {folder}/town.xlsx",
    "settings show",
    "settings set phone=075-411111",
    "community add C03 --name-th ท่าช้าง",
    "community change C01 --name-en Harbour",
    "community list --all",
    "community close C02",
    "point add P03 --community C01",
    "point change P01 --name-en Hall",
    "point list",
    "point close P02",
    "round plan add P02-M --point P02 --days 2-sat --communities C01,C02",
    "round plan change P01-M --days 20",
    "round plan list",
    "round plan close P01-M",
    "round calendar --from 1/4/2569 --to 30/9/2569",
    "round open --point P01 --float 1000 --reference 5=5.02",
    "round show --point P02",
    "round close 10.00 --because rounded --point P02",
    "round list",
    "operator add 13 --role staff",
    "operator change 12 --role head",
    "operator list",
    "operator close 12",
    "destination add DUMP --method open-dump --not-proper",
    "destination change FILL --name-en Landfill",
    "destination list",
    "destination close FARM",
    "material add TIN --waste-class recyclable --unit kg --method recycling",
    "material change PET --limit-grams 200000",
    "material list",
    "material close MIX",
    "rate set PET=8.50 BATT=0 MIX=pending",
    "rate agree PET=7.50",
    "rate settle MIX 3.00",
    "rate list",
    "statistic set population-registered 32000 --from 1/1/2569 --source DOPA",
    "statistic list",
    "household register --community C01 --name สมใจ --card",
    "household list",
    "household show K07/0001",
    "household move K07/0001 --community C02",
    "household close K07/0002",
    "household join K07/0001 K07/0002",
    "household forget K07/0001",
    "card issue K07/0001 --blank 2",
    "card bind {blank} K07/0002",
    "card replace {card}",
    "card revoke {card}",
    "card check {card}",
    "drop-off record {card} PET=5.40-0.20/0.80 BEER=24",
    "redeem K07/0001 1.00 --kind goods",
    "transfer K07/0001 K07/0002 1.00 --gift",
    "balance K07/0001",
    "statement K07/0001 --period 2569",
    "slip show {drop_off}",
    "slip copy {drop_off} --print --printer {folder}/printer",
    "slip check {drop_off} {code}",
    "slip waiting --printer {folder}/printer",
    "slip found K07-000001-0",
    "slip missing K07-000001-0",
    "card print --unprinted --output {folder}/cards.pdf --list {folder}/list.pdf",
    "paper notice --period 2569-03 --output {folder}/notice.pdf",
    "paper price-list --output {folder}/prices.pdf",
    "paper command-sheet --container basket=1200 --output {folder}/commands.pdf",
    "paper weigh-sheets --count 4 --output {folder}/sheets.pdf",
    "paper blank-receipts --count 2 --output {folder}/receipts.pdf",
    "paper day-sheet --point P01 --output {folder}/day.pdf",
    "paper sale-sheet {load} --output {folder}/sale.pdf",
    "paper slips --output {folder}/slips.pdf",
    "reverse {drop_off} --because booked-twice",
    "correct {drop_off} PET=4.40",
    "load record DEALER PET=2 --point P01",
    "stock list",
    "stock count PET=4",
    "starter save materials {folder}/materials.csv",
    "starter containers",
    "exception list --settled",
    "exception settle card {stray} K07/0002",
    "exception settle debt {debtor}",
    "exception settle seen unknown-card {stray}",
    "report diversion --period 2569-03",
    "report tonnage --period 2569-03 --by material --by household-type",
    "report late --period 2569-04",
    "period list",
    "period close 2569-03",
    "report methods --period 2569-03",
    "report amounts --period 2569-03 --by month",
    "report per-head --period 2569-03 --of disposed",
    "report per-household --period 2569-03 --households all",
    "report set-out",
    "report participation --rounds 1",
    "report coverage --period 2569-03",
    "report contamination --period 2569-03 --by material --mean-of-samples",
    "report capture --period 2569-03",
    "report mass-balance --period 2569-03 --by material",
    "report greenhouse --period 2569-03 --factors warm16",
    "report inactive --period 2569-03 --community C02",
    "report tonnage --period 2569-03 --output {folder}/tonnage.xlsx",
    "report monthly --month 2569-03 --output {folder}/march.html",
    "report fiscal-year --year 2569 --output {folder}/year.html",
    "report answer --year 2569-03 --against 2569-02",
    "report form --names --period 2569-03",
    "export hledger {folder}/audit",
    "export journal {folder}/books.jsonl",
    "audit",
    "database status",
    "database views",
    "database upgrade",
    "database backup {folder}/copy.db",
    "database backup --every-day {folder}/copies",
    "guide",
    "origin list",
    "origin aside K08",
    "config show",
    "config set printer=tcp://10.0.0.5",
    "config unset printer",
    "completion bash",
    "database rebuild",
    "database book P02",
]
FILES = {
    "household import": "ชุมชน,บ้านเลขที่,ชื่อ-สกุล\nC01,12/3,นางสมใจ ดีงาม\n",
    "material import": "รหัส,ชื่อวัสดุ,กลุ่ม,หน่วย,วิธีจัดการ\nTIN,กระป๋อง,รีไซเคิล,กก.,รีไซเคิล\n",
    "round plan import": "รหัส,จุดรับฝาก,วัน,ชุมชน\nP02-M,P02,2-sat,C02\n",
    "rate import": "รหัส,ราคารับซื้อ,เริ่มใช้วันที่\nPET,9.00,1/12/2569\n",
    "drop-off import": "วันที่,เลขสมาชิก,วัสดุ,น้ำหนัก (กก.)\n15/3/2569,K07/0001,PET,5.4\n",
    "load import": "วันที่,เลขที่ใบชั่ง,ชุมชน,ผู้รับ,วัสดุ,สุทธิ (ตัน)\n15/3/2569,4711,C01,FILL,RES,1.25\n",
    "history import": "เดือน,ปี,ชุมชน,วัสดุ,น้ำหนัก (กก.)\nมี.ค.,2568,C01,PET,500\n",
    "opening balances": "เลขสมาชิก,ยอดยกมา\nK07/0001,216.50\n",
    "opening stock": "จุดรับฝาก,วัสดุ,น้ำหนัก (กก.)\nP01,PET,120.5\n",
}
MORE = {
    "opening balances": ("--day", "1/1/2569", "--control-total", "216.50"),
    "opening stock": ("--day", "1/1/2569", "--control-total-kg", "120.5"),
}
ELSEWHERE = {
    "setup check",
    "export datapackage",
    "setup apply",
    "init",
    "operator pin",
    "demo",
    "database restore",
    "scale try",
    "counter",
    "database rehearse",
    "database roles",  # tests/storage/test_roles.py
    *(f"origin {verb}" for verb in ("keys", "enrol", "revoke", "admit")),
    *(f"sync {verb}" for verb in ("export", "import", "join", "rejoin", "run", "status")),
    *(f"exception settle {what}" for what in ("household", "reversal")),
    *FILES,
}
"""Begun from nothing, or from files of their own: at the end. The counter answers line by line, to people."""


@pytest.fixture
def busy_town(closed_town: Town, at_the_office: Run) -> dict[str, str]:
    """A morning of the town: a drop-off, a pending rate, a stray card, a blank one, a debt, a load to the landfill."""
    when = ("--at", "15/3/2569 09:42")
    for line in (f"{HOUSEHOLD} PET=10 MIX=3", f"{HOUSEHOLD} PET=5.40-0.20", "K07/0003 PET=1"):
        at_the_office("drop-off", "record", *line.split(), *when)
    dropped = at_the_office("statement", HOUSEHOLD, "--format", "json").data["lines"][-1]["receipt"]
    debtor = at_the_office("statement", "K07/0003", "--format", "json").data["lines"][-1]["receipt"]
    at_the_office("redeem", "K07/0003", "8.00")
    at_the_office("reverse", debtor, "--allow-debt")
    load = at_the_office("load", "record", "FILL", "RES=20", "--community", "C01", *when, "--format", "json")
    code = at_the_office("slip", "show", dropped, "--format", "json").data["entry"]["check_code"]
    at_the_office("round", "plan", "add", "P01-M", "--point", "P01", "--days", "15", "--communities", "C01")
    at_the_office("round", "open", "--point", "P02", "--float", "20")
    for name in ("population-registered", "households", "generated", "composition:PET"):
        at_the_office("statistic", "set", name, "100", "--from", "1/1/2569", "--source", "DOPA")
    blank = at_the_office("card", "issue", "--blank", "1", "--format", "json").data["entries"][0]["cards"][0]["code"]
    stray = new_card_code(lambda _: 7)
    at_the_office("drop-off", "record", stray, "PET=1", "--unknown-card", *when)
    return {
        "card": closed_town.card,
        "blank": blank,
        "stray": stray,
        "drop_off": dropped,
        "debtor": "K07/0003",
        "load": load.data["entries"][0]["receipt"],
        "code": code,
        "folder": str(Path(closed_town.database).parent),
    }


@pytest.fixture
def answer_of(busy_town: dict[str, str], at_the_office: Run) -> Callable[..., object]:
    """The data that a command answers with, in one language."""

    def ask(line: str, language: str) -> object:
        words = [word.format(**busy_town) for word in line.split()]
        said = at_the_office(*words, "--format", "json", "--language", language)
        assert said.code == 0, said.err
        assert said.err == ""
        return said.data

    return ask


def test_every_command_is_asked_here_or_elsewhere() -> None:
    asked = {" ".join(line.split()[:2]) for line in LINES} | {line.split()[0] for line in LINES}
    asked |= {" ".join(line.split()[:3]) for line in LINES}

    answering = {path for path, command in commands() if isinstance(command, Command)}

    assert answering - asked == ELSEWHERE


@pytest.mark.parametrize("line", LINES)
def test_an_answer_is_an_object_of_json(answer_of: Callable[..., object], line: str) -> None:
    assert isinstance(answer_of(line, "th"), dict)


IN_BOTH = [
    line for line in LINES if set(line.split()) & {"list", "show", "check", "report"} and "slip show" not in line
]
"""Questions; but a slip is paper, and paper speaks the reader's language."""


@pytest.mark.parametrize("line", IN_BOTH)
def test_data_is_the_same_in_either_language(answer_of: Callable[..., object], line: str) -> None:
    assert answer_of(line, "th") == answer_of(line, "en")


def test_data_holds_whole_numbers_codes_and_days(answer_of: Callable[..., object]) -> None:
    answered = answer_of("rate list --day 15/3/2569", "th")

    assert answered["rates"][0] == {  # type: ignore[index]  # an object
        "material": "BATT",
        "grade": "",
        "name": "",
        "rate": "0.00",
        "unit": "kg",
        "first_day": "2026-01-01",
    }


def test_a_refusal_stays_a_sentence_and_a_code(at_the_office: Run) -> None:
    said = at_the_office("balance", "K07/0099", "--format", "json", "--language", "en")

    assert (said.code, said.out) == (31, "")
    assert said.err == "No household K07/0099 is known here.\n"


def test_a_ledger_is_begun_with_an_answer_of_json(run: Run, tmp_path: Path) -> None:
    database = str(tmp_path / "new" / "town.db")

    said = run("init", "--name-en", "Sample", "--book", "K07", "--database", database, "--format", "json")

    assert said.data == {"database": database, "origin": "K07", "operator": "1"}


@pytest.mark.parametrize("kind", FILES)
def test_an_import_answers_how_many_rows_it_booked(at_the_office: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(FILES[kind], encoding="utf-8-sig")

    said = at_the_office(*kind.split(), str(path), *MORE.get(kind, ()), "--format", "json")

    assert said.err == ""
    assert said.data == {"booked": 1, "already": 0, "bad": 0, "bad_rows_file": None}


def test_a_restored_ledger_answers_which_book_it_writes(at_the_office: Run, closed_town: Town, tmp_path: Path) -> None:
    last = at_the_office("database", "status", "--format", "json").data["books"][0]["sequence"]
    backup = at_the_office("database", "backup", str(tmp_path / "copy.db"), "--format", "json").data["backup"]
    Path(closed_town.database).unlink()

    said = at_the_office("database", "restore", backup, "--last-receipt", f"K07-{last}", "--format", "json")

    assert said.data == {"origin": "K07", "replaced": None}


def test_the_demo_answers_with_all_that_it_shows(run: Run, tmp_path: Path) -> None:
    database = str(tmp_path / "demo.db")

    said = run("demo", "--into", database, "--format", "json")

    assert said.code == 0
    assert said.data["database"] == database
    assert said.data["clean"] is True
