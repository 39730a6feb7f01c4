"""The command sheet: a code to scan for each material, container and command, so that nothing need be typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from wasteledger.domain.materials import CLASSES
from wasteledger.printing.blocks import CLASS_COLOURS, CLASS_NAMES, centred, head
from wasteledger.printing.breaking import PHRASE_DOT
from wasteledger.printing.layout import Columns, Part, Qr, Rule, Size, Space, Swatch, Text
from wasteledger.printing.slip_line import Name
from wasteledger.translation import Words
from wasteledger.units import Grams

PER_ROW = 5

COMMANDS = {
    "DONE": "Done: book it",
    "UNDO": "Take back the last line",
    "CANCEL": "Cancel everything",
    "REJECT": "Rejected, handed back",
    "COPY": "Print a copy",
}
"""What the counter reads, and what it does."""


@dataclass(frozen=True, slots=True)
class MaterialCode:
    """What is scanned for a material; ``key`` is what is typed instead."""

    content: str
    name: Name
    waste_class: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ContainerCode:
    """What is scanned for a common container, and what it weighs empty."""

    content: str
    name: Name
    tare: Grams


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSheet:
    town: Name
    point: Name
    materials: tuple[MaterialCode, ...]
    containers: tuple[ContainerCode, ...] = ()


def command_parts(sheet: CommandSheet, words: Words) -> list[Part]:
    """Lay the codes out in rows: commands first, then each class of material in its colour, then containers."""
    commands = [_code(content, words(sentence), content) for content, sentence in COMMANDS.items()]
    parts = [
        *head(sheet.town.read(words), words("Command sheet"), sheet.point.read(words)),
        *_rows(commands),
        Rule(),
        Space(2),
    ]
    ordered = sorted(sheet.materials, key=lambda material: CLASSES.index(material.waste_class))
    parts += _rows([_material(material, words) for material in ordered])
    if sheet.containers:
        cells = [_code(one.content, one.name.read(words), words.fact(one.tare)) for one in sheet.containers]
        parts += [Text(words("Containers: weight deducted"), bold=True, keep=True), *_rows(cells)]
    return parts


def _material(material: MaterialCode, words: Words) -> tuple[Part, ...]:
    beneath = PHRASE_DOT.join(filter(None, (material.key, words(CLASS_NAMES[material.waste_class]))))
    return (Swatch(CLASS_COLOURS[material.waste_class]), *_code(material.content, material.name.read(words), beneath))


def _code(content: str, name: str, beneath: str) -> tuple[Part, ...]:
    return (Qr(content), centred(name, Size.SMALL, bold=True), *((centred(beneath, Size.SMALL),) if beneath else ()))


def _rows(cells: Sequence[tuple[Part, ...]]) -> list[Part]:
    empty: tuple[Part, ...] = ()
    rows = [tuple(cells[begin : begin + PER_ROW]) for begin in range(0, len(cells), PER_ROW)]
    return [part for row in rows for part in (Columns(row + (empty,) * (PER_ROW - len(row))), Space(3))]
