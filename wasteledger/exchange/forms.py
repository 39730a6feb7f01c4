"""The columns of each import, by every name that offices give them."""

import re
from dataclasses import replace
from functools import lru_cache

from wasteledger.domain.calendar import read_day
from wasteledger.domain.digits import arabic_digits
from wasteledger.domain.households import house_key
from wasteledger.exchange.columns import Column, Form, header_key
from wasteledger.exchange.words import (
    CLASS_WORDS,
    EVIDENCE_WORDS,
    METHOD_WORDS,
    TYPE_WORDS,
    UNIT_WORDS,
    one_of,
    plain_number,
    read_clock,
    read_when,
    read_yes,
)

_PRIVATE = re.compile("ประชาชน|ปชช|13หลัก|หมายเหตุ|nationalid|citizenid|idcard|idnumber|^remarks?|^notes?$")


def is_private(header: str) -> bool:
    """Whether a column is of national ID numbers or remarks, which are never kept nor copied anywhere."""
    return bool(_PRIVATE.search(header_key(arabic_digits(header))))


folded = lru_cache(100_000)(header_key)
"""A code or a name, however it is typed."""

_DATE = Column("date", ("วันที่", "date", "วันเดือนปี", "วันที่ฝาก", "day"), required=True, read=read_when)
_TIME = Column("time", ("เวลา", "time"), read=read_clock)
_POINT = Column("point", ("จุดรับฝาก", "point", "จุดรับซื้อ", "collection point"), normal=folded)
_MATERIAL = Column(
    "material",
    ("วัสดุ", "material", "รหัสวัสดุ", "ประเภทขยะ", "ชนิดขยะ", "ชื่อวัสดุ", "material code"),
    required=True,
    normal=folded,
)
_COMMUNITY_HEADERS = ("ชุมชน", "community", "ชื่อชุมชน", "หมู่ที่", "หมู่บ้าน", "รหัสชุมชน", "community code")
_MEMBER_HEADERS = (
    "เลขสมาชิก",
    "member",
    "เลขที่สมาชิก",
    "เลขที่บัญชี",
    "เลขสมาชิกเดิม",
    "household",
    "member number",
    "household number",
)
_HOUSE_NUMBER_HEADERS = ("บ้านเลขที่", "house number", "เลขที่บ้าน", "ที่อยู่", "address")
_WEIGHT_HEADERS = ("น้ำหนัก", "weight", "สุทธิ", "น้ำหนักสุทธิ", "จำนวน", "ปริมาณ", "quantity", "net", "net weight")
_DESTINATION_HEADERS = ("ผู้รับ", "destination", "ปลายทาง", "สถานที่กำจัด", "ร้านรับซื้อ", "ร้านรับซื้อของเก่า")
_UNIT = Column("unit", ("หน่วย", "unit"), read=one_of("unit", UNIT_WORDS))


def _number(field: str, *headers: str, required: bool = False) -> Column:
    return Column(field, headers, required=required, normal=plain_number)


DROP_OFFS = Form(
    (
        _DATE,
        _TIME,
        Column("card", ("บัตร", "card", "รหัสบัตร", "เลขบัตร", "เลขที่บัตร", "card code"), normal=folded),
        Column("member", _MEMBER_HEADERS, normal=folded),
        _MATERIAL,
        _number("quantity", "น้ำหนัก", "quantity", "ชั่งได้", "จำนวน", "ปริมาณ", "weight", "gross", "gross weight"),
        _number("net", "สุทธิ", "net", "น้ำหนักสุทธิ", "net weight"),
        _number("tare", "หักภาชนะ", "tare", "ภาชนะ", "น้ำหนักภาชนะ"),
        _number("rejected", "คัดออก", "rejected"),
        Column("grade", ("คุณภาพ", "grade", "เกรด"), normal=str.upper),
        Column("estimated", ("ประมาณการ", "estimated", "ประมาณ"), read=read_yes),
        _POINT,
        Column(
            "reference",
            ("เลขที่อ้างอิง", "reference", "อ้างอิง", "เลขที่ใบ", "เลขที่ใบรับฝาก", "เลขที่เอกสาร", "ref", "receipt"),
        ),
    ),
    one_of=(("member", "card"), ("quantity", "net")),
)

LOADS = Form(
    (
        _DATE,
        _TIME,
        Column("ticket", ("เลขที่ใบชั่ง", "ticket", "ใบชั่ง", "ใบชั่งรถ", "เลขที่บัตรชั่ง", "ticket number")),
        Column("community", _COMMUNITY_HEADERS, normal=folded),
        _POINT,
        Column("destination", _DESTINATION_HEADERS, required=True, normal=folded),
        _MATERIAL,
        _number("net", "สุทธิ", "quantity", "น้ำหนักสุทธิ", "น้ำหนัก", "ปริมาณ", "net", "net weight", "weight"),
        _number("gross", "น้ำหนักรวม", "gross", "gross weight"),
        _number("lorry", "น้ำหนักรถ", "lorry weight", "truck weight", "vehicle weight", "tare"),
        _UNIT,
        Column("evidence", ("หลักฐาน", "evidence", "ที่มาของน้ำหนัก"), read=one_of("evidence", EVIDENCE_WORDS)),
        Column("bill", ("เลขที่บิล", "bill", "บิล", "bill number", "invoice")),
        _number("amount", "จำนวนเงิน", "amount", "ราคาขาย", "เงิน"),
    ),
    one_of=(("net", "gross"),),
)

_OPENING_DAY = Column("day", ("ยกมา ณ วันที่", "opening day", "ยอด ณ วันที่"), read=read_day)

OPENING_BALANCES = Form(
    (
        _OPENING_DAY,
        Column("member", _MEMBER_HEADERS, normal=folded),
        Column("community", _COMMUNITY_HEADERS, normal=folded),
        Column("house_number", _HOUSE_NUMBER_HEADERS, normal=house_key),
        _number("amount", "ยอดยกมา", "opening balance", "ยอดคงเหลือ", "เงินคงเหลือ", "balance", required=True),
    ),
    one_of=(("member", "house_number"),),
)

OPENING_STOCK = Form(
    (
        _OPENING_DAY,
        replace(_POINT, required=True),
        _MATERIAL,
        _number("net", *_WEIGHT_HEADERS, required=True),
        _UNIT,
    )
)

HISTORY = Form(
    (
        Column("month", ("เดือน", "month", "ประจำเดือน"), required=True),
        Column("year", ("ปี", "year", "พ.ศ.", "ปี พ.ศ.")),
        Column("community", _COMMUNITY_HEADERS, normal=folded),
        _MATERIAL,
        _number("net", *_WEIGHT_HEADERS, required=True),
        _UNIT,
        Column("destination", _DESTINATION_HEADERS, normal=folded),
    )
)

HOUSEHOLDS = Form(
    (
        Column("community", _COMMUNITY_HEADERS, required=True, normal=folded),
        Column("house_number", _HOUSE_NUMBER_HEADERS, required=True, normal=house_key),
        Column(
            "name",
            ("ชื่อ-สกุล", "name", "ชื่อ-นามสกุล", "หัวหน้าครัวเรือน", "ชื่อหัวหน้าครัวเรือน", "เจ้าบ้าน", "full name"),
            normal=folded,
        ),
        Column("title", ("คำนำหน้า", "title", "คำนำหน้าชื่อ"), normal=folded),
        Column("given", ("ชื่อ", "given name", "first name"), normal=folded),
        Column("surname", ("สกุล", "surname", "นามสกุล", "last name"), normal=folded),
        Column("called", ("ชื่อที่คนเรียก", "called", "ชื่อเล่น", "nickname"), normal=folded),
        Column(
            "former_number",
            ("เลขสมาชิกเดิม", "former number", "เลขสมาชิก", "เลขที่สมาชิก", "เลขที่บัญชี", "member number", "old number"),
        ),
        Column("type", ("ประเภท", "type", "ประเภทสมาชิก"), read=one_of("type", TYPE_WORDS)),
        _number("people", "จำนวนคน", "people", "จำนวนสมาชิกในครัวเรือน", "จำนวนสมาชิก", "persons"),
        Column("phone", ("โทรศัพท์", "phone", "เบอร์โทร", "เบอร์โทรศัพท์", "มือถือ", "telephone", "mobile"), normal=folded),
        Column("house_code", ("รหัสประจำบ้าน", "house code"), normal=folded),
        Column("registered", ("วันที่สมัคร", "registered", "วันสมัคร", "วันที่เป็นสมาชิก", "registered on"), read=read_when),
        Column("home_point", ("จุดรับฝาก", "point", "จุดรับฝากประจำ", "home point"), normal=folded),
        Column("wet_bin", ("ถังขยะเปียก", "wet-waste bin", "wet bin", "ถังขยะเปียกครัวเรือน"), read=read_yes),
        Column("pick_up", ("ให้ไปรับที่บ้าน", "pick-up at home", "pick up", "รับถึงบ้าน", "บริการรับถึงบ้าน"), read=read_yes),
        Column("proxy_cash", ("จ่ายเงินผู้นำมาแทน", "cash to proxy", "proxy cash"), read=read_yes),
    ),
    one_of=(("name", "given"),),
)

MATERIALS = Form(
    (
        Column("code", ("รหัส", "code", "รหัสวัสดุ", "material code"), required=True, normal=folded),
        Column("name", ("ชื่อวัสดุ", "name", "วัสดุ", "material", "name th"), required=True, normal=folded),
        Column("name_en", ("ชื่ออังกฤษ", "English name", "ชื่อภาษาอังกฤษ", "name en"), normal=folded),
        Column("spoken", ("ชื่อที่เรียก", "spoken name", "spoken", "spoken th"), normal=folded),
        Column("made_of", ("ทำจาก", "made of")),
        Column("waste_class", ("กลุ่ม", "class", "ประเภท", "waste class", "group"), read=one_of("class", CLASS_WORDS)),
        Column("unit", ("หน่วย", "unit"), required=True, read=one_of("unit", UNIT_WORDS)),
        _number("grams_per_unit", "กรัมต่อหน่วย", "grams per unit"),
        Column("method", ("วิธีจัดการ", "method", "expected method"), read=one_of("method", METHOD_WORDS)),
        _number("limit", "น้ำหนักสูงสุด", "limit", "limit kg"),
    ),
)

PLANS = Form(
    (
        Column("code", ("รหัส", "code", "รหัสรอบ", "plan"), required=True, normal=folded),
        replace(_POINT, required=True),
        Column("days", ("วัน", "days", "วันรับฝาก", "วันรับซื้อ", "วันที่"), required=True),
        Column("communities", ("ชุมชน", "communities", "community", "ชุมชนที่รับ"), required=True),
    )
)

RATES = Form(
    (
        Column(
            "material",
            ("รหัส", "material", "รหัสวัสดุ", "วัสดุ", "ชื่อวัสดุ", "code", "material code", "name"),
            required=True,
            normal=folded,
        ),
        Column("grade", ("คุณภาพ", "grade", "เกรด"), normal=str.upper),
        _number("rate", "ราคารับซื้อ", "rate", "ราคา", "อัตราแต้ม", "price", required=True),
        Column(
            "first_day", ("เริ่มใช้วันที่", "first day", "วันที่เริ่มใช้", "from", "วันที่", "date"), required=True, read=read_when
        ),
    ),
)
