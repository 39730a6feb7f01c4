"""The province's own sheet, filled in: ``{{names}}`` in its cells become figures, all else stays byte for byte.

A workbook is a zip of XML. Only cells that hold names are written anew; pictures, charts, styles and print settings,
which a library that reads and writes workbooks would lose in part, are copied as they are.
"""

import re
import zipfile
from collections.abc import Callable
from html import escape, unescape
from io import BytesIO
from pathlib import Path

from wasteledger import errors
from wasteledger.exchange.reports.figures import Figure, Figures
from wasteledger.exchange.sheets import named_failures, opening_excel
from wasteledger.exchange.whole_files import write_whole

NAME = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_CELL = re.compile(r"<(?P<prefix>(?:\w+:)?)c\b(?P<attributes>[^>]*?)(?<!/)>(?P<inside>.*?)</(?P=prefix)c>", re.DOTALL)
_SHARED = re.compile(r"<(?:\w+:)?si>(.*?)</(?:\w+:)?si>|<(?:\w+:)?si/>", re.DOTALL)
_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.DOTALL)
_VALUE = re.compile(r"<(?:\w+:)?v>(.*?)</(?:\w+:)?v>", re.DOTALL)
_FORMULA = re.compile(r"<(?:\w+:)?f\b")
_TYPE = re.compile(r'\s+t="(\w+)"')
_RECKONING = re.compile(r"<(?P<prefix>(?:\w+:)?)calcPr\b")
_RECKONED_NOW = re.compile(r'\s+fullCalcOnLoad="\w*"')
_BEFORE_RECKONING = "functionGroups|externalReferences|definedNames"
_PLACE = re.compile(
    rf"</(?P<prefix>(?:\w+:)?)(?:sheets|{_BEFORE_RECKONING})>(?!.*</(?:\w+:)?(?:{_BEFORE_RECKONING})>)", re.DOTALL
)
"""Where the book says how it reckons, if it doesn't yet."""

SHEETS, SHARED_TEXTS, BOOK = "xl/worksheets/", "xl/sharedStrings.xml", "xl/workbook.xml"


def fill_form(template: Path, output: Path, figures: Figures) -> list[str]:
    """Write a copy of a form with its figures; return the names that were filled in.

    Raises:
        FileMissing, FileUnreadable: there is no such form, or it is no Excel workbook.
        FormNamesUnknown: it asks for what is not a figure.
        Refusal: a figure it asks for can't be told.
        FileNotWritten: the copy can't be written, or would take the form's place.
    """
    if template.resolve() == output.resolve():
        raise errors.FileNotWritten(path=str(output), reason="it is the form that is filled in")
    with named_failures(template), opening_excel(template), zipfile.ZipFile(template) as book:
        parts = {item: book.read(item) for item in book.infolist()}
    texts = {item.filename: content.decode() for item, content in parts.items() if _is_read(item.filename)}
    shared = [_joined(found[1] or "") for found in _SHARED.finditer(texts.get(SHARED_TEXTS, ""))]
    sheets = {name: text for name, text in texts.items() if name.startswith(SHEETS)}
    asked = sorted({name for text in sheets.values() for name in _names_in(text, shared)})
    known = _known(asked, figures, template)
    written = {name: _filled(text, shared, known) for name, text in sheets.items()}
    written[BOOK] = _reckoned_anew(texts[BOOK])
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
        for item, content in parts.items():
            copy.writestr(item, written.get(item.filename, content))
    write_whole(output, file.getvalue())
    return asked


def _is_read(part: str) -> bool:
    return part in {SHARED_TEXTS, BOOK} or (part.startswith(SHEETS) and part.endswith(".xml"))


def _known(asked: list[str], figures: Figures, template: Path) -> dict[str, Figure]:
    figures.ask_for(asked)
    known, unknown = {}, []
    for name in asked:
        try:
            known[name] = figures[name]
        except KeyError:
            unknown.append(name)
    if unknown:
        raise errors.FormNamesUnknown(path=str(template), names=unknown)
    return known


def _names_in(sheet: str, shared: list[str]) -> list[str]:
    return [name for cell in _CELL.finditer(sheet) for name in NAME.findall(_text_of(cell, shared))]


def _text_of(cell: re.Match[str], shared: list[str]) -> str:
    """The text that a cell shows; of a number or a formula nothing."""
    kind = _TYPE.search(cell["attributes"])
    if kind is None or _FORMULA.search(cell["inside"]):
        return ""
    value = _VALUE.search(cell["inside"])
    match kind[1]:
        case "s":
            return shared[int(value[1])] if value else ""
        case "inlineStr":
            return _joined(cell["inside"])
        case _:
            return unescape(value[1]) if value else ""


def _joined(runs: str) -> str:
    """A text whose letters may be of several styles: a name may begin in one and end in another."""
    return unescape("".join(_TEXT.findall(runs)))


def _filled(sheet: str, shared: list[str], known: dict[str, Figure]) -> str:
    def fill(cell: re.Match[str]) -> str:
        prefix, attributes = cell["prefix"], cell["attributes"]
        text = _text_of(cell, shared)
        names = NAME.findall(text)
        if not names:
            # What a formula came to before is not true any more.
            inside = _VALUE.sub("", cell["inside"]) if _FORMULA.search(cell["inside"]) else cell["inside"]
            return f"<{prefix}c{attributes}>{inside}</{prefix}c>"
        plain = _TYPE.sub("", attributes)
        number = known[names[0]].value if NAME.fullmatch(text.strip()) else None
        if number is not None:
            return f"<{prefix}c{plain}><{prefix}v>{number}</{prefix}v></{prefix}c>"
        said = escape(NAME.sub(_says(known), text))
        inside = f'<{prefix}is><{prefix}t xml:space="preserve">{said}</{prefix}t></{prefix}is>'
        return f'<{prefix}c{plain} t="inlineStr">{inside}</{prefix}c>'

    return _CELL.sub(fill, sheet)


def _says(known: dict[str, Figure]) -> Callable[[re.Match[str]], str]:
    return lambda found: known[found[1]].text


def _reckoned_anew(book: str) -> str:
    """Tell the spreadsheet to reckon every formula when it opens the form."""
    plain, anew = _RECKONED_NOW.sub("", book), 'fullCalcOnLoad="1"'
    if _RECKONING.search(plain):
        return _RECKONING.sub(rf"\g<0> {anew}", plain, count=1)
    return _PLACE.sub(rf"\g<0><\g<prefix>calcPr {anew}/>", plain, count=1)
