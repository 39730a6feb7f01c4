"""The workbook that the town of ``samples/afternoon`` has kept: ``python tests/support/afternoon.py FOLDER``.

Every household is invented: names are put together from common words, numbers are counted up. It is written twice, as
the office keeps it (``kept.xlsx``) and after somebody mended what was refused (``mended.xlsx``).
"""

import csv
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parents[2]
TOWN = ROOT / "samples" / "afternoon"
MATERIALS = ROOT / "wasteledger" / "exchange" / "starter" / "materials.csv"
HOUSEHOLDS = 3_000
FORMER_MEMBERS = 0.4
"""The share that has a passbook of the old waste bank."""
WITH_TELEPHONE = 0.3

ROLES = {"staff": "ผู้ชั่ง", "head": "หัวหน้าจุด", "office": "สำนักงาน", "auditor": "ผู้ตรวจสอบ"}
TITLES = "นาย นาง นางสาว"
GIVEN = "สมใจ บุญมี มาลี สมชาย ประนอม สุดา วิชัย ทองดี อารี สมศรี บุญเลิศ จันทร์ คำปัน วันดี ประเสริฐ น้ำผึ้ง สำราญ พิกุล"
FIRST_PART = "ใจ ทอง ศรี บุญ แก้ว สุข รุ่ง เพชร จันทร์ คำ ดี แสง พงษ์ มั่น"
SECOND_PART = "งาม เจริญ ประเสริฐ มั่นคง สวัสดิ์ เรือง ชัย วงศ์ รักษ์ พูน สว่าง ดำรง"

Row = list[Any]
HEADER: Row = [
    "ที่", "ชุมชน", "บ้านเลขที่", "ชื่อ - นามสกุล", "เลขสมาชิกเดิม", "ประเภท", "จำนวนคน", "เบอร์โทร", "วันที่สมัคร", "ยอดยกมา",
    "เลขประจำตัวประชาชน", "หมายเหตุ",
]  # fmt: skip
NUMBER, COMMUNITY, HOUSE, NAME, FORMER, _, PEOPLE, PHONE, SINCE, OPENING, CITIZEN, REMARK = range(len(HEADER))

SUM = "รวมทั้งสิ้น"

MENDED: dict[int, dict[int, object]] = {
    3: {
        HOUSE: datetime(2026, 3, 12),  # noqa: DTZ001  # a workbook knows no zone
        PHONE: 800_000_003,
        FORMER: "0004",
        SINCE: "1/6/2565",
        OPENING: 216,
    },
    8: {NAME: "นางสาวนํ้าฝน   คํางาม"},
    14: {HOUSE: "๕/๒", SINCE: "๑ ก.พ. ๒๕๖๐"},
    21: {COMMUNITY: "ชุมชนท่าศาลาเหนือ"},
    30: {PHONE: "8.00000031E+8", CITIZEN: "0 0000 00000 00 0", REMARK: "ผู้ป่วยติดเตียง"},
}
"""What Excel and hasty hands did to some households, and the program mends."""
REFUSED: dict[int, dict[int, object]] = {
    5: {HOUSE: datetime(2026, 5, 4)},  # noqa: DTZ001
    17: {COMMUNITY: "ท่าศาลาเหนิอ"},
    26: {PHONE: "1.02E+10"},
    33: {SINCE: "15/6/60"},
    40: {PEOPLE: "=2+2"},
    44: {NAME: "นางสมศรี ใจงาม 0 0000 00000 00 0"},
}
"""What nobody but the office can know."""
TWICE = 10
"""This household stands once more at the end."""


def write_workbook(path: Path, households: int = HOUSEHOLDS, *, mended: bool) -> Path:
    """Write the town's workbook as it was kept, or after what was refused is mended."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in {
        "ตั้งค่า": [["รายการ", "ค่า"], ["โทรศัพท์", "075-411111"], ["ชื่อภาษาอังกฤษ", "Tha Sala Town"]],
        "ชุมชน": [["รหัส", "ชื่อชุมชน", "ชื่ออังกฤษ"], *_listed("community")],
        "จุดรับฝาก": [["รหัส", "ชื่อจุดรับฝาก", "ชื่ออังกฤษ", "ชุมชน"], *_listed("point")],
        "ผู้บันทึก": [
            ["รหัส", "หน้าที่", "จุดรับฝาก", "ชื่อ-สกุล"],
            *([code, ROLES[role], point, name] for code, role, point, name in _listed("operator")),
        ],
        "ผู้รับ": [
            ["รหัส", "ชื่อผู้รับ", "ชื่ออังกฤษ", "วิธีจัดการ", "กำจัดถูกต้อง", "อยู่ในเขต", "รับไปขายต่อ"],
            *_listed("destination"),
        ],
        "ราคารับซื้อ": _materials(),
        "ทะเบียนสมาชิก": list(_roster(households, mended=mended)),
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    roster = book["ทะเบียนสมาชิก"]
    roster.merge_cells("A1:L1")
    for letter, width in {"A": 5, "B": 18, "D": 28, "H": 15, "I": 13, "K": 22}.items():
        roster.column_dimensions[letter].width = width
    for (house,) in roster.iter_rows(min_col=HOUSE + 1, max_col=HOUSE + 1):
        if isinstance(house.value, datetime):  # 12/3 can be told by its format, 4-May can't
            house.number_format = "d/m" if house.value == MENDED[3][HOUSE] else "d-mmm"
    book.save(path)
    return path


def _listed(name: str) -> list[Row]:
    with (TOWN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [list(row) for row in csv.reader(file)][1:]


def _materials() -> list[Row]:
    with MATERIALS.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    prices = dict(_listed("prices"))
    priced = [[*row[:-1], prices.get(row[0]), "1/1/2569" if row[0] in prices else None] for row in rows]
    return [["ราคารับซื้อหน้าศาลา เริ่มใช้ 1 มกราคม 2569"], [*header[:-1], "ราคารับซื้อ", "เริ่มใช้วันที่"], *priced]


def _roster(households: int, *, mended: bool) -> Iterator[Row]:
    """The sheet of members: titles, a sum under each community, and who signed it."""
    communities = [str(row[1]) for row in _listed("community")]
    made = list(_households(households, communities))
    for changes in (MENDED, {} if mended else REFUSED):
        for number, cells in changes.items():
            for column, value in cells.items():
                made[number][column] = value
    yield ["ทะเบียนสมาชิกและยอดยกมา ธนาคารขยะ"]
    yield ["ยอด ณ วันที่ 1 มกราคม 2569"]
    yield HEADER
    total = 0.0
    for first, community in enumerate(communities):
        members = [row for number, row in enumerate(made) if number * len(communities) // households == first]
        held = sum(row[OPENING] or 0 for row in members)
        yield from members
        yield [f"รวมชุมชน{community}", *[None] * (OPENING - 1), held]
        total += held
    yield [households + 1, *made[TWICE][1:]]
    yield [SUM, *[None] * (OPENING - 1), total]
    yield [None, None, None, "ลงชื่อ..............................ผู้จัดทำ"]


def _households(count: int, communities: list[str]) -> Iterator[Row]:
    random = Random(1)  # noqa: S311  # the same households every time are what is wanted

    def one_of(words: str) -> str:
        found = words.split()
        return found[int(random.random() * len(found))]

    houses = dict.fromkeys(communities, 0)
    for number in range(count):
        community = communities[number * len(communities) // count]
        houses[community] += 1
        street, behind = divmod(houses[community], 4)
        house = f"{street + 1}/{behind}" if behind else str(street + 1)
        name = f"{one_of(TITLES)}{one_of(GIVEN)} {one_of(FIRST_PART)}{one_of(SECOND_PART)}"
        member = random.random() < FORMER_MEMBERS
        held = int(random.random() * 4_000) / 4
        phone = f"080-000-{number:04d}" if random.random() < WITH_TELEPHONE else None
        since = f"{number % 28 + 1}/{number % 12 + 1}/{2560 + number % 8}"
        yield [
            number + 1, community, house, name, f"{number + 1:04d}" if member else None, "บ้าน", number % 6 + 1, phone,
            since if member else None, held if member else None, None, None,
        ]  # fmt: skip


def write_both(folder: Path) -> None:
    write_workbook(folder / "kept.xlsx", mended=False)
    write_workbook(folder / "mended.xlsx", mended=True)


if __name__ == "__main__":
    write_both(Path(sys.argv[1]))
