"""The words that cells are written in: units, kinds, yes and no, days, times and numbers."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache

from wasteledger import errors
from wasteledger.domain.calendar import read_day
from wasteledger.domain.digits import arabic_digits
from wasteledger.exchange.columns import header_key

UNIT_WORDS = {
    "kg": "kg กก กิโล กิโลกรัม kilogram kilograms kilo kilos",
    "g": "g กรัม gram grams",
    "tonne": "tonne ตัน เมตริกตัน tonnes t metricton metrictons",
    "short-ton": "shortton shorttons uston ustons ตันสหรัฐ",
    "piece": "piece ชิ้น ขวด ใบ อัน ลูก กระป๋อง ตัว pieces pcs bottle bottles",
    "litre": "litre ลิตร l liter litres liters",
    "crate": "crate ลัง crates",
}
TYPE_WORDS = {
    "household": "household ครัวเรือน บ้าน ครอบครัว home",
    "school": "school โรงเรียน สถานศึกษา",
    "temple": "temple วัด ศาสนสถาน วัดศาสนสถาน มัสยิด โบสถ์ mosque church",
    "shop": "shop ร้านค้า ร้าน สถานประกอบการ",
    "market": "market ตลาด",
    "office": "office หน่วยงาน สำนักงาน ราชการ",
    "walk-in": "walkin ขาจร",
}
CLASS_WORDS = {
    "general": "general ทั่วไป ขยะทั่วไป มูลฝอยทั่วไป",
    "organic": "organic อินทรีย์ ขยะอินทรีย์ ขยะเปียก มูลฝอยอินทรีย์",
    "recyclable": "recyclable รีไซเคิล ขยะรีไซเคิล นำกลับมาใช้ใหม่ มูลฝอยนำกลับมาใช้ใหม่ recycling",
    "hazardous": "hazardous อันตราย ขยะอันตราย ขยะพิษ เป็นพิษหรืออันตรายจากชุมชน มูลฝอยเป็นพิษหรืออันตรายจากชุมชน"
    " มูลฝอยที่เป็นพิษหรืออันตรายจากชุมชน",
}
METHOD_WORDS = {
    "recycling": "recycling รีไซเคิล",
    "composting": "composting หมักปุ๋ย ทำปุ๋ย",
    "home-composting": "homecomposting หมักปุ๋ยในครัวเรือน ถังขยะเปียก ถังขยะเปียกครัวเรือน",
    "animal-feed": "animalfeed อาหารสัตว์",
    "reuse": "reuse ใช้ซ้ำ",
    "energy": "energy เชื้อเพลิงพลังงาน เชื้อเพลิง พลังงาน rdf",
    "hazardous-treatment": "hazardoustreatment บำบัดของเสียอันตราย",
    "landfill": "landfill ฝังกลบถูกหลักสุขาภิบาล ฝังกลบ",
    "incineration": "incineration เตาเผา",
    "controlled-dump": "controlleddump เทกองควบคุม",
    "open-dump": "opendump เทกอง",
    "open-burning": "openburning เผากลางแจ้ง",
}
EVIDENCE_WORDS = {
    "weighed": "weighed ชั่ง ชั่งน้ำหนัก",
    "estimated": "estimated ประมาณการ ประมาณ",
    "surveyed": "surveyed สำรวจ จากการสำรวจ",
}
YES_NO_WORDS = {
    "yes": "yes y 1 true x ✓ ✔ ใช่ มี estimated ประมาณ ประมาณการ",
    "no": "no n 0 false ไม่ ไม่ใช่ ไม่มี weighed ชั่ง",
}
PENDING_WORDS = frozenset({"รอตีราคา", "pending"})

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?(?: ?น\.?)?")
_DAY_AND_CLOCK = re.compile(r"(?P<day>.+?)[T ]+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?: ?น\.?)?)")


def one_of(name: str, table: dict[str, str]) -> Callable[[str], str]:
    """Make a reader of a few words; ``name`` is what they are said of.

    Its reader raises ValueNotAllowed for any other word.
    """
    meanings = {word: meaning for meaning, words in table.items() for word in words.split()}

    def read(text: str) -> str:
        meaning = meanings.get(header_key(text))
        if meaning is None:
            raise errors.ValueNotAllowed(name=name, value=text, choices=", ".join(table))
        return meaning

    return read


def unit_of_note(note: str) -> str:
    """The unit that stands in brackets behind a header, or nothing where something else stands there."""
    try:
        return _read_unit(note)
    except errors.ValueNotAllowed:
        return ""


_read_unit = one_of("unit", UNIT_WORDS)
_read_yes_no = one_of("yes or no", YES_NO_WORDS)


def read_yes(text: str) -> bool:
    return _read_yes_no(text) == "yes"


@lru_cache
def read_when(text: str) -> date | datetime:
    """Read a day, or a day with its time of day (then without a time zone: the town's is meant).

    Raises:
        DateNotUnderstood: it is neither.
    """
    found = _DAY_AND_CLOCK.fullmatch(text)
    return datetime.combine(read_day(found["day"]), read_clock(found["clock"])) if found else read_day(text)


def read_clock(text: str) -> time:
    """Read a time of day: ``9:42``, ``09.42 น.``.

    Raises:
        DateNotUnderstood: there is no such time.
    """
    found = _CLOCK.fullmatch(arabic_digits(text))
    try:
        return time(int(found[1]), int(found[2])) if found else time.fromisoformat(text)
    except ValueError:
        raise errors.DateNotUnderstood(typed=text) from None


def plain_number(typed: str) -> str:
    """Write a number without what does not change it: ``1,250.50`` as ``1250.5``."""
    text = arabic_digits(typed).replace(",", "")
    return text.rstrip("0").rstrip(".") if "." in text else text
