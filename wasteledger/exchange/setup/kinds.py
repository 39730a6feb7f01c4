"""The sheets of a town's workbook: the names each goes by, and its columns, the same as those of its CSV file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from wasteledger import errors
from wasteledger.domain import settings
from wasteledger.domain.quantities import read_decimal
from wasteledger.exchange import forms
from wasteledger.exchange.columns import Column, Form, header_key
from wasteledger.exchange.forms import folded
from wasteledger.exchange.words import METHOD_WORDS, PENDING_WORDS, one_of, read_yes
from wasteledger.translation import LANGUAGES, Words

WEIGHT_DECIMALS = 3
MOST_RATE_DECIMALS = 6
"""Three of a credit, and three more for a rate; a town with fewer is told when the line is booked."""

ROLE_WORDS = {
    "staff": "staff ผู้ชั่ง ผู้บันทึก weigher",
    "head": "head หัวหน้าจุด หัวหน้า ประธาน",
    "office": "office สำนักงาน เทศบาล",
    "auditor": "auditor ผู้ตรวจสอบ ผู้ตรวจ",
}


@lru_cache
def setting(typed: str) -> str:
    """Find a setting by its own name or by what it is called in either language.

    Raises:
        ValueNotAllowed: there is none.
    """
    known = {
        header_key(text): name
        for name in settings.NAMES
        for text in (name, *(Words(language).term(errors.Term(name)) for language in LANGUAGES))
    }
    if header_key(typed) not in known:
        raise errors.ValueNotAllowed(name="setting", value=typed, choices=", ".join(settings.NAMES))
    return known[header_key(typed)]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sheet."""

    name: str
    titles: tuple[str, ...]
    """Thai name, English name, then whatever else offices call the sheet."""
    form: Form
    prefix: str = ""
    """Begins the codes that are drawn for lines without one."""


def _code(*more: str) -> Column:
    return Column("code", ("รหัส", "code", *more), normal=folded)


def _name_en() -> Column:
    return Column("name_en", ("ชื่ออังกฤษ", "English name", "ชื่อภาษาอังกฤษ", "name en"))


def _figure(decimals: int, *, words: frozenset[str] = frozenset()) -> Callable[[str], str]:
    """Make a reader that looks at a number but leaves it as typed: how it counts is known when its line is booked.

    Its reader raises NotANumber and TooPrecise, so that a wrong figure is marked beside whatever else is wrong there.
    """

    def read(text: str) -> str:
        if text.casefold() not in words:
            read_decimal(text, decimals)
        return text

    return read


def _with(form: Form, *, drop: Iterable[str] = (), **changes: dict[str, object]) -> tuple[Column, ...]:
    """A form's columns, some of them otherwise."""
    kept = (column for column in form.columns if column.field not in set(drop))
    return tuple(replace(column, **changes.get(column.field, {})) for column in kept)  # type: ignore[arg-type]  # fields by name


COMMUNITY = Kind(
    "community",
    ("ชุมชน", "Communities", "รายชื่อชุมชน", "หมู่บ้าน", "community"),
    Form(
        (
            _code("รหัสชุมชน", "community code"),
            Column("name", ("ชื่อชุมชน", "name", "ชุมชน", "community", "หมู่บ้าน", "ชื่อ", "name th"), required=True),
            _name_en(),
        )
    ),
    "C",
)
POINT = Kind(
    "point",
    ("จุดรับฝาก", "Points", "จุดรับซื้อ", "รายชื่อจุดรับฝาก", "collection points", "point"),
    Form(
        (
            _code("รหัสจุด", "point code", "รหัสจุดรับฝาก"),
            Column("name", ("ชื่อจุดรับฝาก", "name", "จุดรับฝาก", "point", "จุดรับซื้อ", "ชื่อจุด", "ชื่อ"), required=True),
            _name_en(),
            Column("community", ("ชุมชน", "community", "ชื่อชุมชน", "หมู่ที่", "รหัสชุมชน")),
        )
    ),
    "P",
)
OPERATOR = Kind(
    "operator",
    ("ผู้บันทึก", "Operators", "เจ้าหน้าที่", "คณะทำงาน", "กรรมการ", "operator"),
    Form(
        (
            _code("รหัสผู้บันทึก", "operator code"),
            Column("name", ("ชื่อ-สกุล", "name", "ชื่อ-นามสกุล", "ผู้บันทึก", "operator", "ชื่อ"), required=True),
            Column("role", ("หน้าที่", "role", "บทบาท", "ตำแหน่ง"), required=True, read=one_of("role", ROLE_WORDS)),
            Column("point", ("จุดรับฝาก", "point", "จุดรับซื้อ", "ประจำจุด")),
        )
    ),
)
DESTINATION = Kind(
    "destination",
    ("ผู้รับ", "Destinations", "ปลายทาง", "ร้านรับซื้อ", "สถานที่กำจัด", "destination"),
    Form(
        (
            _code("รหัสผู้รับ", "destination code"),
            Column("name", ("ชื่อผู้รับ", "name", "ผู้รับ", "destination", "ปลายทาง", "ร้านรับซื้อ", "ชื่อ"), required=True),
            _name_en(),
            Column(
                "method",
                ("วิธีจัดการ", "method", "วิธีกำจัด", "เอาไปทำอะไร"),
                required=True,
                read=one_of("method", METHOD_WORDS),
            ),
            Column("proper", ("กำจัดถูกต้อง", "proper", "ถูกต้อง"), read=read_yes),
            Column("in_town", ("อยู่ในเขต", "in town", "ในเขตเทศบาล"), read=read_yes),
            Column("collector", ("รับไปขายต่อ", "resells", "collector"), read=read_yes),
        )
    ),
    "D",
)
SETTING = Kind(
    "settings",
    ("ตั้งค่า", "Settings", "การตั้งค่า", "ข้อมูลทั่วไป", "setting"),
    Form(
        (
            Column("setting", ("รายการ", "setting", "ตั้งค่า", "หัวข้อ"), required=True, read=setting),
            Column("value", ("ค่า", "value", "ข้อมูล", "รายละเอียด")),
        )
    ),
)
MATERIAL = Kind(
    "material",
    ("วัสดุและราคา", "Materials", "วัสดุ", "ราคา", "วัสดุ/ราคา", "ประเภทขยะ", "ราคารับซื้อ", "prices", "material"),
    Form(
        (
            *_with(
                forms.MATERIALS,
                code={"required": False},
                grams_per_unit={"read": _figure(0)},
                limit={"read": _figure(WEIGHT_DECIMALS)},
            ),
            *_with(
                forms.RATES,
                drop=["material"],
                rate={"required": False, "read": _figure(MOST_RATE_DECIMALS, words=PENDING_WORDS)},
                first_day={"required": False},
            ),
        )
    ),
    "M",
)
OPENING = Column(
    "opening",
    ("ยอดยกมา", "opening balance", "ยอดคงเหลือ", "เงินคงเหลือ", "balance"),
    normal=next(column.normal for column in forms.HOUSEHOLDS.columns if column.field == "people"),
)
HOUSEHOLD = Kind(
    "household",
    ("ครัวเรือน", "Households", "สมาชิก", "รายชื่อสมาชิก", "ทะเบียนสมาชิก", "household", "members"),
    Form(
        (*_with(forms.HOUSEHOLDS, community={"required": False}, people={"read": _figure(0)}), OPENING),
        one_of=forms.HOUSEHOLDS.one_of,
    ),
)

KINDS = (SETTING, COMMUNITY, POINT, OPERATOR, DESTINATION, MATERIAL, HOUSEHOLD)
"""In the order they are applied: a line may name what an earlier sheet lists."""

NOT_OURS_TO_READ = ("วิธีกรอก", "How to fill in", "wasteledger")
"""The template's own first sheet, by its two names, and the last sheet of a marked copy."""

RATE_FIELDS = frozenset({"grade", "rate", "first_day"})
"""What a line of the materials says of its rate; the rest is of the material itself."""


def kind_called(title: str) -> Kind | None:
    """The kind of sheet that goes by a name."""
    key = header_key(title)
    return next((kind for kind in KINDS if key in {header_key(name) for name in kind.titles}), None)
