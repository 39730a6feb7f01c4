"""Dirt that spreadsheets put on what people typed: mended where one thing only can be meant, else refused."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from wasteledger.domain.digits import arabic_digits
from wasteledger.domain.thai_order import tidy_thai
from wasteledger.errors import CellDoubtful, DateNotUnderstood
from wasteledger.exchange.columns import Column
from wasteledger.exchange.sheets import EXCEL_DIGITS, shown
from wasteledger.exchange.words import read_when

DAY_FIRST, MONTH_FIRST = "d/m", "m/d"
ORDERS = (DAY_FIRST, MONTH_FIRST)
"""How a computer wrote 12 March when Excel made a date of a house number."""

IN_DIGITS = frozenset({"code", "house_number", "former_number", "phone", "house_code", "grade"})
"""Fields in which a Thai digit is another way of writing an Arabic one."""

REMARKS = {
    "date": "Excel had made a date of it.",
    "digits": "It was in Thai digits.",
    "zero": "The 0 in front was lost.",
    "zeros": "It is written as the cell shows it, with zeros in front.",
    "exponent": "Excel had made a power of ten of it.",
    "country": "The country's number stood for the 0.",
    "blanks": "There were too many blanks, or invisible characters.",
    "marks": "Vowels and tone marks stood in another order.",
}

# Controls but the white ones, soft hyphen, zero-width and direction marks: nobody sees them, and they part equal names.
_INVISIBLE = dict.fromkeys(
    [number for number in (*range(0x20), *range(0x7F, 0xA0)) if not chr(number).isspace()]
    + [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF]
)
_NATIONAL_ID = re.compile(r"(?<![0-9])[0-9](?:[\s\-–.]?[0-9]){12}(?![0-9])")
_POWER = re.compile(r"([0-9](?:\.[0-9]+)?)[eE]\+?([0-9]{1,2})")
_ZEROS = re.compile(r"0{2,}")
_DRESSING = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.|;.*|[\s_@]")
"""What of a number format is no place for a digit: its language, quoted words, what stands for text."""
_DATE_PARTS = re.compile(r"d+|m+|[ybe]+|h+|s+")
_DASHES = frozenset("-–—")
_DAY_WORD = re.compile(r"\d{1,2}[\s\-/]*[A-Za-zก-๎.]{3,}(?:[\s\-/]*\d{2,4})?")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?")
_BETWEEN_PHONES = re.compile(r"\s*(?:[,;]|/|หรือ|และ)\s*")
_EXTENSION = re.compile(r"\s*(?:ต่อ|ext\.?|#)\s*[0-9\-]+$", re.IGNORECASE)
_PHONE_SIGNS = re.compile(r"[\s().\-–]")
_COUNTRY = "66"
_LOST_ZERO = re.compile(r"[689][0-9]{8}|[2-57][0-9]{7}")
"""Nine digits of a mobile number, eight of a fixed line."""
_PHONE = re.compile(r"0[689][0-9]{8}|0[2-57][0-9]{7}|1[0-9]{3}")
FIRST_YEAR_ALONE = 13
"""A house number's second part from here on can be no month, so that Excel read it as a year: 5/68 is May 1968."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A cell's text as it is meant, and what had to be mended (keys of :data:`REMARKS`)."""

    text: str
    remarks: tuple[str, ...] = ()


def mend(column: Column, value: Any, number_format: str = "General", order: str = "") -> Mended:
    """Write a cell as its column means it.

    Args:
        column: the column it stands in.
        value: what a spreadsheet holds, or the text of a CSV file.
        number_format: how the spreadsheet shows it.
        order: one of :data:`ORDERS` where somebody said it, else empty.

    Raises:
        CellDoubtful: it may mean several things, lost some digits, or names a person by a national number.
    """
    if has_national_id(shown(value)):
        raise CellDoubtful(found="•••", reason="national ID numbers are kept nowhere: take it out")
    if column.read is read_when:
        return tidied(shown(value))
    if isinstance(value, date | time | timedelta):
        return Mended(_before_the_date(value, number_format, order), ("date",))
    if isinstance(value, int | float) and not isinstance(value, bool):
        mended = _number(column, value, number_format)
    else:
        mended = _text(column, shown(value), order)
    return _phones(mended) if column.field == "phone" else mended


def has_national_id(text: str) -> bool:
    """Whether thirteen digits stand together, with or without dashes."""
    return bool(_NATIONAL_ID.search(arabic_digits(text)))


# Text


def tidied(text: str) -> Mended:
    """Take out what can't be seen, and write Thai in the one order that compares equal."""
    composed = unicodedata.normalize("NFC", text).strip()
    visible = " ".join(composed.translate(_INVISIBLE).split())
    tidy = tidy_thai(visible).replace("เเ", "แ")
    found = [remark for remark, other in (("blanks", visible != composed), ("marks", tidy != visible)) if other]
    return Mended(tidy, tuple(found))


def _text(column: Column, text: str, order: str) -> Mended:
    mended = tidied(text)
    if mended.text and set(mended.text) <= _DASHES and not column.required:
        return Mended("")
    if column.field not in IN_DIGITS:
        return mended
    plain, remarks = arabic_digits(mended.text), mended.remarks
    if plain != mended.text:
        remarks = (*remarks, "digits")
    if column.field == "house_number" and (closed := re.sub(r" ?/ ?", "/", plain)) != plain:
        plain, remarks = closed, (*remarks, "blanks")
    if column.field == "house_number" and (_DAY_WORD.fullmatch(plain) or _ISO_DAY.fullmatch(plain)):
        return Mended(_before_the_word(plain, order), (*remarks, "date"))
    power = _POWER.fullmatch(plain)
    return Mended(_whole(plain, power), (*remarks, "exponent")) if power else Mended(plain, remarks)


def _whole(text: str, power: re.Match[str]) -> str:
    """Write out a power of ten that still has all its digits."""
    digits = power[1].replace(".", "")
    if len(digits) <= int(power[2]):
        raise CellDoubtful(found=text, reason="Excel has lost the last digits: type the number again, as text")
    return f"{Decimal(text):f}"


# Numbers


def _number(column: Column, value: float, number_format: str) -> Mended:
    text = shown(value)
    if column.field not in IN_DIGITS:
        return Mended(text)
    if abs(value) >= 10**EXCEL_DIGITS:
        raise CellDoubtful(found=text, reason="Excel has lost the last digits: type the number again, as text")
    if not text.isdigit():
        raise CellDoubtful(found=text, reason="Excel made a number of it: type it again, as text")
    zeros = _bare(number_format)
    if _ZEROS.fullmatch(zeros) and len(text) < len(zeros):
        return Mended(text.zfill(len(zeros)), ("zeros",))
    return Mended(text)


# Dates that were none


def _before_the_date(value: date | time | timedelta, number_format: str, order: str) -> str:
    """Write what was typed before Excel made a date of it: 12/3 for 12 March.

    A format that shows day and month by numbers says their order, and one that shows month and year can only have been
    typed so. ``d-mmm`` is what Excel gives on either kind of computer: 12-Mar may have been 12/3 or 3/12.
    """
    if not isinstance(value, date):
        raise CellDoubtful(found=shown(value), reason="Excel made a time of it: type it again, as text")
    shape = "/".join(map(_date_part, _DATE_PARTS.findall(_bare(number_format))))
    day_first, month_first = f"{value.day}/{value.month}", f"{value.month}/{value.day}"
    two_digits = value.year % 100
    if shape == "mon/y" and value.day == 1 and two_digits >= FIRST_YEAR_ALONE:
        return f"{value.month}/{two_digits:02d}"
    if shape in {"d/m", "d/m/y"}:
        return day_first
    if shape == "m/d":
        return month_first
    return _ordered(day_first, month_first, order)


def _date_part(letters: str) -> str:
    """The part of a date that letters of a number format stand for; the Buddhist year is a year too."""
    return "mon" if letters.startswith("mmm") else "y" if letters[0] in "be" else letters[0]


def _bare(number_format: str) -> str:
    return _DRESSING.sub("", number_format.lower())


def _before_the_word(text: str, order: str) -> str:
    """The same for a date that was saved as text: ``12-มี.ค.``, ``2026-03-12``."""
    try:
        when = read_when(text if _ISO_DAY.fullmatch(text) else f"{re.sub(r'[ /-]*[0-9]{2,4}$', '', text)} 2000")
    except DateNotUnderstood:
        raise CellDoubtful(found=text, reason="Excel made a date of it: type it again, as text") from None
    return _ordered(f"{when.day}/{when.month}", f"{when.month}/{when.day}", order)


def _ordered(day_first: str, month_first: str, order: str) -> str:
    if day_first == month_first or order == DAY_FIRST:
        return day_first
    if order == MONTH_FIRST:
        return month_first
    either = f"{day_first}, {month_first}"
    raise CellDoubtful(found=either, reason="Excel made a date of it: say which was typed with --dates d/m or m/d")


# Telephones


def _phones(mended: Mended) -> Mended:
    """Mend each of the numbers that stand in one cell."""
    if not mended.text or mended.text == "ไม่มี":
        return Mended("")
    phones = [_phone(part) for part in _BETWEEN_PHONES.split(mended.text)]
    remarks = [remark for phone in phones for remark in phone.remarks]
    text = mended.text if not remarks else ", ".join(phone.text for phone in phones)
    return Mended(text, tuple(dict.fromkeys([*mended.remarks, *remarks])))


def _phone(typed: str) -> Mended:
    extension = _EXTENSION.search(typed)
    bare = _EXTENSION.sub("", typed)
    digits = _PHONE_SIGNS.sub("", bare).removeprefix("+")
    if _PHONE.fullmatch(digits):
        return Mended(typed)
    behind = extension[0] if extension else ""
    if _LOST_ZERO.fullmatch(digits):
        return Mended(f"0{bare if bare[0].isdigit() else digits}{behind}", ("zero",))
    local = digits.removeprefix(_COUNTRY).removeprefix("0")
    if digits.startswith(_COUNTRY) and _LOST_ZERO.fullmatch(local):
        return Mended(f"0{local}{behind}", ("country",))
    raise CellDoubtful(found=typed, reason="this is no telephone number: a digit is missing or too many")
