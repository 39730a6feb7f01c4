"""What a line means at a prompt of the counter, however the keyboard was set that sent it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wasteledger.domain.card_code import LENGTH, PREFIX, read_card_code
from wasteledger.domain.crockford import read
from wasteledger.domain.keyboard import card_symbols, readings
from wasteledger.domain.quantities import read_decimal
from wasteledger.domain.receipts import Receipt
from wasteledger.errors import CardMistyped, CodeUnknown, NotANumber, QuantityRefused, ReceiptUnknown, TooPrecise

DONE, UNDO, CANCEL, REJECT, COPY, CORRECT, REVERSE = "DONE", "UNDO", "CANCEL", "REJECT", "COPY", "CORRECT", "REVERSE"
PARK, HELP, MENU, ENTER = "PARK", "HELP", "MENU", "ENTER"

SCANNED = (DONE, UNDO, CANCEL, REJECT, COPY, CORRECT, REVERSE)
"""Commands by their words, from the command sheet or typed."""

PRESSED = {"": ENTER, "*": UNDO, "**": PARK, "***": CANCEL, "?": HELP}
"""Commands by keys that the number pad has, and the question mark."""

DECIMALS = 3
"""Of kilograms and litres, the finest that is weighed; a lone comma before three digits could be meant as a point."""


@dataclass(frozen=True, slots=True)
class Command:
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card's code; ``unfinished`` stood typed before it was scanned, and was entered by nobody."""

    code: str
    unfinished: str = ""


@dataclass(frozen=True, slots=True)
class MaterialCode:
    """A material without its weight."""

    code: str
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Container:
    """A container from the command sheet, by what it weighs empty."""

    grams: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A visit that waits, by its number in the queue."""

    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """A material and its quantities, each a number as it was typed: their unit is the material's."""

    material: str
    gross: str
    tare: str = ""
    rejected: str = ""
    grade: str = ""
    estimated: bool = False

    @property
    def word(self) -> str:
        """In one word, as the ledger reads a weighing: ``PET:A=5.4-0.2/0.8~``."""
        parts = ((":", self.grade), ("=", self.gross), ("-", self.tare), ("/", self.rejected))
        return self.material + "".join(sign + part for sign, part in parts if part) + "~" * self.estimated


@dataclass(frozen=True, slots=True)
class Text:
    """Something to look a household up by, as typed; ``readings`` are the numbers that its keys may mean besides."""

    typed: str
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A line of the weighing prompt whose material, by number or code, is not looked up yet."""

    key: str
    grade: str = ""
    quantities: tuple[str, str, str, bool] | None = None


Said = Command | MaterialCode | Container | Parked | Text | _Weighed

_MATERIAL = r"(?P<key>[A-Z0-9][A-Z0-9._-]*)(?::(?P<grade>[A-Z0-9]+))?"
_QUANTITIES = r"(?P<gross>[0-9.,]+)(?:\s*-\s*(?P<tare>[0-9.,]+))?(?:\s*/\s*(?P<rejected>[0-9.,]+))?\s*(?P<estimated>~)?"
_WEIGHED = re.compile(rf"(?:{_MATERIAL}\s+)?{_QUANTITIES}")
_MATERIAL_ALONE = re.compile(_MATERIAL)
_FROM_SHEET = re.compile(r"M:(?P<material>[A-Z0-9][A-Z0-9._-]*)|T:(?P<grams>[0-9]{1,6})")
_PARKED = re.compile(r"[*.Q]([0-9]{1,4})")
_NUMBERED = re.compile(r"(?P<number>[0-9]+)(?P<grade>[A-Z][A-Z0-9]*)?")
_NUMBERS = re.compile(r"[0-9][0-9/:. -]*")
_LOOKED_UP = re.compile(r"[A-Za-z0-9]{0,8}[0-9/ -]*[0-9]")
"""A household's number, a former one, a house's, a telephone's."""


def card_at_end(text: str) -> str:
    """Return the code of the card that the last symbols are, nothing between them; else nothing."""
    last = text[-LENGTH:]
    try:
        return read_card_code(last) if len(last) == LENGTH else ""
    except CardMistyped:
        return ""


def at_card_prompt(line: str) -> Card | Command | MaterialCode | Container | Parked | Text:
    """Read a line where a card is asked for, or whatever else a household is known by.

    Raises:
        CardMistyped: it begins as a card's code does and is as long, but a symbol is wrong.
    """
    typed = line.strip()
    if said_at_once := _at_once(typed):
        return said_at_once
    said = _only(typed, _idle)
    if isinstance(said, Command | MaterialCode | Container | Parked):
        return said
    others = [other for other in readings(typed) if other != typed and _LOOKED_UP.fullmatch(other)]
    return Text(typed, tuple(others))


def at_weighing(
    line: str, materials: Sequence[str], awaited: MaterialCode | None = None
) -> Card | Command | MaterialCode | Container | Line:
    """Read a line where materials are weighed.

    Args:
        line: as it was sent.
        materials: their codes in the order of the command sheet, by whose numbers they are typed.
        awaited: the material said before, whose weight is to come.

    Raises:
        CardMistyped, CodeUnknown: it is a card with a wrong symbol, or names no material.
        NotANumber, TooPrecise: it is no weight.
    """
    typed = line.strip()
    if said_at_once := _at_once(typed):
        return Command(DONE) if said_at_once == Command(ENTER) else said_at_once
    said = _only(typed, lambda text: _weighed(text, awaited))
    match said:
        case Command() | Container():
            return said
        case MaterialCode(code):
            return _found(code, "", materials)
        case _Weighed(key, grade, quantities):
            material = _numbered(key, grade, materials) if key or awaited is None else awaited
            return material if quantities is None else _line(material, *quantities)
    raise NotANumber(typed=typed)


def number(line: str, decimals: int) -> int:
    """Read a number, in units of its last allowed decimal.

    Raises:
        NotANumber, TooPrecise: it is none, is two by different keys, has a comma that may be a point, or is too fine.
    """
    typed, found, refusals = line.strip(), set(), []
    for text in readings(typed):
        try:
            found.add(_decimal(text, decimals))
        except QuantityRefused as refusal:
            refusals.append(refusal)
    if len(found) == 1:
        return found.pop()
    raise next((one for one in refusals if isinstance(one, TooPrecise)), NotANumber(typed=typed))


def choice(line: str) -> int | None:
    """Read which of numbered answers was chosen; None for what is no number."""
    chosen = digits(line)
    return int(chosen) if chosen else None


def digits(line: str) -> str:
    """Read digits as digits: a PIN, a code of digits; nothing for what is none, or two by different keys."""
    found = {text for text in readings(line.strip()) if text.isascii() and text.isdecimal()}
    return found.pop() if len(found) == 1 else ""


def command(line: str) -> str:
    """Read a command where something else is asked for; nothing for what is none."""
    typed = line.strip()
    said = Command(PRESSED[typed]) if typed in PRESSED else _only(typed, _commanded)
    return said.name if isinstance(said, Command) else ""


def numbered(line: str) -> str:
    """Read a house's number, a telephone's, a day and an hour: by key where only so it is one, else as it was typed."""
    found = {text for text in readings(line.strip()) if _NUMBERS.fullmatch(text)}
    return found.pop() if len(found) == 1 else line.strip()


def receipt(line: str, origin: str) -> Receipt:
    """Read a receipt's number: scanned from a slip, typed, or typed without its book's code.

    Raises:
        ReceiptUnknown: it is none.
    """
    if only := digits(line):
        return Receipt.read(f"{origin}-{only}")
    for text in readings(line.strip()):
        try:
            return Receipt.read(text.partition(":")[0])
        except ReceiptUnknown:
            continue
    raise ReceiptUnknown(receipt=line.strip())


def _at_once(typed: str) -> Command | Card | None:
    """Read what every prompt reads before anything else: a key with a meaning of its own, a card."""
    return Command(PRESSED[typed]) if typed in PRESSED else _card(typed)


def _card(typed: str) -> Card | None:
    try:
        return Card(read_card_code(typed))
    except CardMistyped:
        pass
    if code := card_at_end(typed):
        return Card(code, typed[:-LENGTH].strip())
    if _like_a_card(typed):
        raise CardMistyped(typed=typed)
    return None


def _like_a_card(typed: str) -> bool:
    try:
        symbols = read(card_symbols(typed))
    except ValueError:
        return False
    return symbols.startswith(PREFIX) and len(symbols) >= LENGTH - 2


def _only(typed: str, read_one: Callable[[str], Said | None]) -> Said | None:
    """Return what the only reading says that makes sense."""
    said = {one for text in readings(typed) if (one := read_one(text.upper())) is not None}
    return said.pop() if len(said) == 1 else None


def _commanded(text: str) -> Said | None:
    return Text(text) if text.isdecimal() else _everywhere(text)


def _idle(text: str) -> Said | None:
    if text.isdecimal():
        return Text(text) if text != "0" else Command(MENU)
    if parked := _PARKED.fullmatch(text):
        return Parked(int(parked[1]))
    return _everywhere(text)


def _weighed(text: str, awaited: MaterialCode | None) -> Said | None:
    if (weighed := _WEIGHED.fullmatch(text)) and (awaited or weighed["key"]):
        part = weighed.groupdict(default="")
        quantities = part["gross"], part["tare"], part["rejected"], bool(part["estimated"])
        return _Weighed(part["key"], part["grade"], quantities)
    if said := _everywhere(text):
        return said
    if alone := _MATERIAL_ALONE.fullmatch(text):
        return _Weighed(alone["key"], alone["grade"] or "")
    return None


def _everywhere(text: str) -> Said | None:
    if text in PRESSED:
        return Command(PRESSED[text])
    if text in SCANNED:
        return Command(text)
    if scanned := _FROM_SHEET.fullmatch(text):
        return MaterialCode(scanned["material"]) if scanned["material"] else Container(int(scanned["grams"]))
    return None


def _numbered(key: str, grade: str, materials: Sequence[str]) -> MaterialCode:
    """Find a material by its number on the command sheet, with its grade behind it or not, or by its code."""
    numbered = _NUMBERED.fullmatch(key)
    if not numbered or (key in materials and numbered["grade"]):
        return _found(key, grade, materials)
    position = int(numbered["number"])
    if not 1 <= position <= len(materials):
        raise CodeUnknown(kind="material", code=key)
    return MaterialCode(materials[position - 1], grade or numbered["grade"] or "")


def _found(code: str, grade: str, materials: Sequence[str]) -> MaterialCode:
    if code not in materials:
        raise CodeUnknown(kind="material", code=code)
    return MaterialCode(code, grade)


def _line(material: MaterialCode, gross: str, tare: str, rejected: str, estimated: bool) -> Line:
    for quantity in filter(None, (gross, tare, rejected)):
        _decimal(quantity, DECIMALS)
    return Line(material.code, gross, tare, rejected, material.grade, estimated)


def _decimal(typed: str, decimals: int) -> int:
    """Read a number whose comma, if it has one, can't be meant as a point."""
    if "," in typed and "." not in typed and decimals >= DECIMALS:
        raise NotANumber(typed=typed)
    return read_decimal(typed, decimals)
