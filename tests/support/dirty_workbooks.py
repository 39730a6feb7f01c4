"""Three workbooks as dirty as the ones that offices send, and what a ledger ought to make of each."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

NATIONAL_ID = "1 8010 01234 56 7"
"""In the form of a national ID number; belongs to nobody."""
REMARK = "ป่วยติดเตียง"
"""What stands among the remarks and is nobody's business."""

Household = tuple[str, str, str, str]
"""Community, house number, name and telephone, as they ought to be registered."""

TIDY_HOUSEHOLDS: list[Household] = [
    ("C01", "12/3", "นางสมใจ ดีงาม", "081-234-5678"),
    ("C01", "12/4", "นายคำ นำชัย", ""),
    ("C02", "7", "ร้านป้าแดง", "075-411111"),
]
BY_MOO_HOUSEHOLDS: list[Household] = [
    ("C01", "1/1", "นายหนึ่ง มั่นคง", ""),
    ("C01", "2", "นางสาวสอง มั่นคง", ""),
    ("C02", "15", "นายสาม แสนดี", ""),
    ("C02", "16", "นางสี่ แสนดี", ""),
    ("C03", "99/1", "นางห้า ใจงาม", ""),
]
BY_MOO_OPENINGS = {"K07/0003": 21_600, "K07/0005": 108_435}
"""What they bring forward, in satang."""
DIRTY_HOUSEHOLDS: list[Household] = [
    ("C01", "12/3", "นางแดง น้ำใส", "0812345678"),
    ("C01", "5/68", "นายดำ คำดี", "0898765432"),
    ("C01", "12/5", "นายเขียว ขจี", "075411222"),
    ("C02", "0044", "นางขาว สะอาด", ""),
]


def tidy_town(path: Path) -> Path:
    """A whole town on one sheet per list, under titles, with numbered rows, sums and signatures."""
    book = Workbook()
    _fill(
        book.worksheets[0],
        "ตั้งค่า",
        [["รายการ", "ค่า"], ["ชื่อภาษาไทย", "เทศบาลเมืองทุ่งสง"], ["phone", "075-411000"], ["วันเริ่มโครงการ", "1 ม.ค. 2569"]],
    )
    _fill(
        book.create_sheet(),
        "ชุมชน",
        [
            ["รายชื่อชุมชนในเขตเทศบาล"],
            ["ลำดับ", "ชื่อชุมชน", "English name"],
            [1, "ชุมชนท่าแพ", "Tha Phae"],
            [2, "ตลาดใหม่", None],
        ],
    )
    _fill(book.create_sheet(), "จุดรับซื้อ", [["ชื่อจุด", "ชุมชน"], ["ศาลาท่าแพ", "ท่าแพ"], ["ลานตลาด", "ตลาดใหม่"]])
    _fill(
        book.create_sheet(),
        "ผู้บันทึก",
        [
            ["รหัส", "ชื่อ-สกุล", "หน้าที่", "จุดรับฝาก"],
            [12, "นางเมตตา ตั้งใจ", "ผู้ชั่ง", "ศาลาท่าแพ"],
            [None, "นายใหญ่ ดูแล", "หัวหน้าจุด", "ลานตลาด"],
            [None, "นางสาวตรวจ ถี่ถ้วน", "ผู้ตรวจสอบ", None],
        ],
    )
    _fill(
        book.create_sheet(),
        "ผู้รับ",
        [
            ["รหัส", "ชื่อผู้รับ", "วิธีจัดการ", "รับไปขายต่อ"],
            ["FILL", "บ่อฝังกลบ", "ฝังกลบ", None],
            ["DEAL", "ร้านโชคดี", "รีไซเคิล", "ใช่"],
        ],
    )
    _fill(
        book.create_sheet(),
        "วัสดุ-ราคา",
        [
            ["ราคารับซื้อขยะรีไซเคิล"],
            ["ลำดับ", "รหัส", "ชื่อวัสดุ", "กลุ่ม", "หน่วย", "กรัมต่อหน่วย", "ราคารับซื้อ", "เริ่มใช้วันที่"],
            [1, "PET", "ขวดใส", "รีไซเคิล", "กก.", None, 8, datetime(2026, 1, 1)],  # noqa: DTZ001  # a workbook knows no zone
            [2, None, "ขวดเบียร์", None, "ขวด", 500, 0.5, "1/1/2569"],
            [3, "MIX", "เหมา", None, "กก.", None, "รอตีราคา", "1 มกราคม 2569"],
        ],
    )
    _fill(
        book.create_sheet(),
        "ครัวเรือน",
        [
            ["ทะเบียนสมาชิกธนาคารขยะ ประจำปี 2569"],
            ["เทศบาลเมืองทุ่งสง"],
            [],
            [
                "ลำดับ",
                "ชื่อ - นามสกุล",
                "บ้านเลขที่",
                "ชุมชน",
                "เลขที่สมาชิก",
                "ประเภท",
                "เบอร์โทร",
                "วันที่สมัคร",
                "หมายเหตุ",
                "เลขประจำตัวประชาชน",
            ],
            [1, "นางสมใจ ดีงาม", "12/3", "ชุมชนท่าแพ", "0077", "บ้าน", "081-234-5678", "15/1/2569", REMARK, NATIONAL_ID],
            [2, "นายคำ นำชัย", "12/4", "ท่าแพ", None, None, "-", datetime(2026, 1, 20), None, None],  # noqa: DTZ001
            [],
            [3, "ร้านป้าแดง", 7, "ตลาดใหม่", None, "ร้านค้า", "075-411111", None, None, None],
            ["รวม", None, None, None, "3 ราย"],
            [],
            [None, "ลงชื่อ..........................ผู้จัดทำ"],
            [None, "(นายใหญ่ ดูแล)"],
        ],
    )
    _fill(book.create_sheet(), "สรุป", [["ชุมชน", "ครัวเรือน"], ["ท่าแพ", 2], ["ตลาดใหม่", 1]])
    return _saved(book, path)


def by_moo(path: Path) -> Path:
    """One sheet per หมู่ and no column for it: merged headings in two rows, a name in three columns, sums, repeats."""
    book = Workbook()
    first = book.worksheets[0]
    heading = ["ที่", "ชื่อ-สกุล", None, None, "ที่อยู่", None, "รหัสประจำบ้าน"]
    below = [None, None, None, None, "บ้านเลขที่", "ถนน", None]
    _fill(
        first,
        "หมู่ 1",
        [
            ["บัญชีรายชื่อสมาชิก หมู่ที่ 1"],
            heading,
            below,
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
            [1, "นาย", "หนึ่ง", "มั่นคง", "1/1", "ชัยชุมพล", 80010000001],
            [2, "นางสาว", "สอง", "มั่นคง", 2, "ชัยชุมพล", "80010000002"],
            [3],
            [4],
            ["รวมหมู่ที่ 1", None, None, None, "2 ครัวเรือน"],
        ],
    )
    for merged in ("A1:G1", "A2:A3", "B2:D3", "E2:F2", "G2:G3", "A9:D9"):
        first.merge_cells(merged)
    second = book.create_sheet()
    _fill(
        second,
        "รายชื่อ",
        [
            ["ชื่อ-สกุล", "บ้านเลขที่", "ยอดยกมา"],
            ["หมู่ที่ 2"],
            ["นายสาม แสนดี", 15, 216],
            ["ชื่อ-สกุล", "บ้านเลขที่", "ยอดยกมา"],
            ["นางสี่ แสนดี", 16, "-"],
            ["รวม", None, 216],
            ["ชุมชนสวนใหม่"],
            ["นางห้า ใจงาม", "99/1", "1,084.35"],
            ["รวมทั้งสิ้น", "3 ครัวเรือน", 1300.35],
        ],
    )
    second.merge_cells("A2:C2")
    return _saved(book, path)


def dirty_town(path: Path) -> Path:
    """Thai digits, dates that were house numbers, lost zeros, formulas, hidden things and the same household twice."""
    book = Workbook()
    sheet = book.worksheets[0]
    _fill(
        sheet,
        "สมาชิก",
        [
            ["ชุมชน", "บ้านเลขที่", "ชื่อ-สกุล", "โทรศัพท์", "จำนวนคน", "วันสมัคร", "เลขบัตร ปชช.", "ภายใน"],
            ["ชุมชนท่าแพ", "๑๒/๓", "นาง\u200bแดง   นํ้าใส", 812345678, "=2+2", "๑/๒/๒๕๖๙", NATIONAL_ID, "x"],
            [None, datetime(1968, 5, 1), "นายดำ คําดี", "8.98765432E+8", 3, "2026-02-01", None, None],  # noqa: DTZ001
            [None, datetime(2026, 5, 12), "นายเขียว  ขจี", 75411222, None, None, None, None],  # noqa: DTZ001
            ["สวน ใหม่", 44, "นางขาว สะอาด", "ไม่มี", None, None, None, None],
            ["ชุมชนสวนใหม่", "0044", "นางขาว สะอาด", None, None, None, None, None],
        ],
    )
    sheet["A2"].comment = Comment(REMARK, "ใหญ่")
    sheet.merge_cells("A2:A4")
    sheet["B3"].number_format, sheet["B4"].number_format, sheet["B5"].number_format = "mmm-yy", "d/m", "0000"
    sheet.column_dimensions["H"].hidden = True
    _fill(book.create_sheet(), "ลับ", [[NATIONAL_ID]])
    book["ลับ"].sheet_state = "hidden"
    return calculated(_saved(book, path), {"E2": "4"})


def hopeless(path: Path) -> Path:
    """One cell of every kind that can't be taken."""
    book = Workbook()
    sheet = book.worksheets[0]
    _fill(
        sheet,
        "สมาชิก",
        [
            ["ชุมชน", "บ้านเลขที่", "ชื่อ-สกุล", "โทรศัพท์", "จำนวนคน", "วันสมัคร"],
            ["ท่าแพ", datetime(2026, 3, 12), "นายหนึ่ง ก", None, None, None],  # noqa: DTZ001
            ["ท่าแพ", "2", "นายสอง ข", "1.02E+10", None, None],
            ["ท่าแพ", "3", "นายสาม ค", "0812", None, None],
            ["ท่าแพ", "4", f"นายสี่ ง {NATIONAL_ID}", None, None, None],
            ["ท่าแพ", "5", "นายห้า จ", None, "=E3+1", None],
            ["ท่าแพ", "6", "นายหก ฉ", None, None, "1/2/69"],
            ["ท่าแพร", "7", "นายเจ็ด ช", None, None, None],
            ["ท่าแพ", "8", "นายแปด ซ", None, None, None],
            ["ท่าแพ", "8", "นายแปด ซ", "0812345678", None, None],
            ["ท่าแพ", "9", "นายเก้า ฌ", None, None, None],
            ["ท่าแพ", None, "นายสิบ ญ", None, None, None],
        ],
    )
    sheet["B2"].number_format = "d-mmm"
    sheet.row_dimensions[11].hidden = True
    return _saved(book, path)


HOPELESS_CELLS = ["B2", "D3", "D4", "C5", "E6", "F7", "A8", "10", "11", "B12"]


def sheet_of(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A workbook of sheets by their titles."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        _fill(book.create_sheet(), title, rows)
    return _saved(book, path)


def calculated(path: Path, values: Mapping[str, str]) -> Path:
    """Put into the first sheet what its formulas come to, as Excel does when it saves."""
    with zipfile.ZipFile(path) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    name = "xl/worksheets/sheet1.xml"
    text = contents[name].decode()
    for cell, value in values.items():
        text = re.sub(
            rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v ?/>|(<c r="{cell}"[^>]*><f>[^<]*</f>)<v></v>',
            rf"\1\2<v>{value}</v>",
            text,
        )
    contents[name] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for part, content in contents.items():
            parts.writestr(part, content)
    return path


def _fill(sheet: Worksheet, title: str, rows: Sequence[Sequence[object]]) -> None:
    sheet.title = title
    for row in rows:
        sheet.append(list(row))


def _saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path
