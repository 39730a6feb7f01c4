"""The sheets of lists, settings and rates: lines that are new are booked, those known are compared and left alone."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from difflib import get_close_matches
from itertools import count
from typing import Any

from wasteledger import errors
from wasteledger.domain.calendar import read_day
from wasteledger.domain.registers import FLAGS, REGISTERS
from wasteledger.domain.settings import Settings, checked
from wasteledger.exchange import rosters
from wasteledger.exchange.columns import header_key
from wasteledger.exchange.importing import Reading
from wasteledger.exchange.names import NAME_FIELDS, Names, community_key
from wasteledger.exchange.setup.findings import ALREADY, CHANGED, MENDED, NEW, NOTED, REFUSED, Outcome
from wasteledger.exchange.setup.kinds import COMMUNITY, MATERIAL, OPERATOR, RATE_FIELDS, Kind
from wasteledger.exchange.setup.lines import Line
from wasteledger.exchange.words import one_of
from wasteledger.recording.bulk import BulkDesk
from wasteledger.recording.desk import Command
from wasteledger.recording.lists import AddToList, ChangeSettings
from wasteledger.recording.requests import arguments_digest, new_request_id
from wasteledger.reporting.lists import operator_names

LANGUAGE_WORDS = {"th": "th ไทย ภาษาไทย thai", "en": "en อังกฤษ ภาษาอังกฤษ english"}
NEARLY = 0.8
"""From this share of equal letters on, one of two names is taken for a mistyped other."""

_read_language = one_of("language", LANGUAGE_WORDS)


class Lists:
    """One workbook's lists being brought in at one desk."""

    def __init__(self, desk: BulkDesk, outcome: Outcome) -> None:
        self._desk, self._outcome = desk, outcome
        self._told: set[tuple[str, str]] = set()
        self._said: dict[tuple[str, ...], tuple[Line, object]] = {}
        """What the workbook says of each code, rate and setting, and where it says so first."""

    # Settings

    def settings(self, lines: Sequence[Line]) -> None:
        """Book, in one ruling, the settings that nobody has made yet."""
        held, usual = self._desk.settings, Settings()
        new: dict[str, str] = {}
        for line in lines:
            name, typed = line.values["setting"], line.values.get("value", "")
            if not typed:
                continue
            try:
                value = _setting(name, typed)
                self._require_once(line, (name,), value)
            except errors.Refusal as refusal:
                self._outcome.refuse(line.sheet, line.cell("value"), refusal)
                continue
            now = str(new.get(name, getattr(held, name)))
            if value == now:
                self._outcome.count(line.sheet, ALREADY)
            elif now == str(getattr(usual, name)):
                new[name] = value
                self._outcome.count(line.sheet, NEW)
            else:
                self._changed(line, now)
                self._outcome.count(line.sheet, CHANGED)
        if new:
            self._book(lines[0], ChangeSettings(settings=new), "value")
            self._desk.look_again()

    # Lists

    def listed(self, kind: Kind, lines: Sequence[Line]) -> None:
        """Book the lines of a list that are new; one without a code is known by its name, or given the next code."""
        known = Known(kind, self._desk, lines)
        became = [self._listed(kind, line, known) for line in lines]
        self._desk.look_again()
        for line, (code, status) in zip(lines, became, strict=True):
            said = {status, self._rate(line, code)} if kind is MATERIAL and code else {status}
            if REFUSED not in said:
                self._outcome.count(line.sheet, next(one for one in (NEW, CHANGED, ALREADY) if one in said))
        self._desk.look_again()

    def add_community(self, line: Line, name: str, known: "Known") -> str:
        """List a community that only the households' sheets name; return its code."""
        command = AddToList(kind=COMMUNITY.name, code=known.draw(), attributes=_named(name))
        self._book(line, command, "community")
        known.add(command)
        self._outcome.remark(NOTED, line.sheet, line.cell("community"), "from-rows", found=name, mended=command.code)
        return command.code

    def say_other_writing(self, line: Line, typed: str, name: str) -> None:
        """Note, once, that a name is written in another way than on its list."""
        if (typed, name) not in self._told:
            self._told.add((typed, name))
            cell = line.cell("community", "name")
            self._outcome.remark(MENDED, line.sheet, cell, "community", name=name, found=typed, mended=name)

    def _listed(self, kind: Kind, line: Line, known: "Known") -> tuple[str, str]:
        """Book one line of a list if it is new; return its code and what became of it."""
        try:
            command = self._command(kind, line, known)
            by_code = "code" in line.values
            said = {name: value for name, value in command.attributes.items() if by_code or name not in NAME_FIELDS}
            self._require_once(line, (kind.name, command.code), said)
        except errors.Refusal as refusal:
            refuse(self._outcome, line, refusal, "code", "name")
            return "", REFUSED
        held = known.attributes(command.code)
        if held is None:
            if not self._book(line, command, "code"):
                return "", REFUSED
            known.add(command)
            return command.code, NEW
        if all(held.get(name) == value for name, value in said.items()):
            return command.code, ALREADY
        self._changed(line, command.code)
        return command.code, CHANGED

    def _command(self, kind: Kind, line: Line, known: "Known") -> AddToList:
        values = dict(line.values)
        typed, name = str(values.pop("code", "")).upper(), str(values["name"])
        same = known.named(name)
        if kind is COMMUNITY and typed and same not in ("", typed):
            raise errors.CellDoubtful(found=f"{name} = {same}", reason="one community stands under two codes")
        if same and not typed and kind is COMMUNITY and header_key(name) != header_key(known.name(same)):
            self.say_other_writing(line, name, known.name(same))
        code = typed or same or known.draw()
        reading = Reading(self._desk, Names(self._desk.directory), line.table.matched.notes)
        if kind is MATERIAL:
            return rosters.material(reading, [values | {"code": code}])
        register = REGISTERS[kind.name]
        attributes = {} if kind is OPERATOR else _named(name)
        for field in (item.name for item in fields(register) if item.name in values):
            refers = register.refers.get(field)
            value = reading.names.code(refers, values[field]) if refers else values[field]
            attributes[field] = int(value) if field in FLAGS else value
        return AddToList(kind=kind.name, code=code, attributes=attributes, name=name if kind is OPERATOR else "")

    # Rates

    def _rate(self, line: Line, material: str) -> str:
        """Book a material's rate, unless that day has one; return what became of it."""
        values = {name: line.values[name] for name in RATE_FIELDS if name in line.values}
        if "rate" not in values:
            return ALREADY
        try:
            if "first_day" not in values:
                raise errors.CellMissing(column=line.table.matched.header("first_day"))
            reading = Reading(self._desk, Names(self._desk.directory), line.table.matched.notes)
            command = rosters.rate(reading, [values | {"material": material}])
            (new,) = command.rates
            key = new.material, new.grade, new.first_day.isoformat()
            if self._require_once(line, key, new.thousandths):
                return ALREADY
        except errors.Refusal as refusal:
            refuse(self._outcome, line, refusal, "rate")
            return REFUSED
        held = self._town_rate(*key)
        if held is None:
            return NEW if self._book(line, command, "first_day") else REFUSED
        if held == (new.thousandths,):
            return ALREADY
        self._changed(line, material)
        return CHANGED

    def _town_rate(self, material: str, grade: str, day: str) -> tuple[int | None] | None:
        """The town's rate that begins on a day, in a tuple, since a pending one is None."""
        rates = self._desk.directory.rates.get((material, grade), [])
        return next(((rate.thousandths,) for rate in rates if not rate.point and rate.first_day == day), None)

    # What they share

    def _require_once(self, line: Line, key: tuple[str, ...], words: object) -> bool:
        """Whether something stood in the workbook already, in the same words.

        Raises:
            CellDoubtful: in other words.
        """
        first, said = self._said.setdefault(key, (line, words))
        if said != words:
            raise errors.CellDoubtful(found=first.row, reason="in that row the same line stands in other words")
        return first is not line

    def _book(self, line: Line, command: Command, field: str) -> bool:
        self._desk.next_request(new_request_id(), arguments_digest(command.verb, command))
        try:
            command.book(self._desk)
        except errors.Refusal as refusal:
            refuse(self._outcome, line, refusal, field)
            return False
        return True

    def _changed(self, line: Line, code: str) -> None:
        self._outcome.remark(NOTED, line.sheet, line.cell("code", "name", "value"), "changed", code=code)


class Known:
    """What a list holds: by code, by name, and the codes that can't be drawn any more."""

    def __init__(self, kind: Kind, desk: BulkDesk, lines: Iterable[Line] = ()) -> None:
        self._kind = kind
        self.key = community_key if kind is COMMUNITY else header_key
        self._lines: dict[str, dict[str, Any]] = {}
        self._codes: dict[str, str] = {}
        self._taken = {str(line.values["code"]).upper() for line in lines if "code" in line.values}
        names = operator_names(desk.connection) if kind is OPERATOR else {}
        listed = desk.directory.listed(REGISTERS[kind.name]).values()
        for line in sorted(listed, key=lambda line: bool(line.closed_on)):
            self._hold(line.code, line.attributes(), names.get(line.code, ""))

    def add(self, command: AddToList) -> None:
        self._hold(command.code, command.attributes, command.name)

    def _hold(self, code: str, attributes: dict[str, Any], name: str) -> None:
        self._lines[code] = attributes
        self._taken.add(code)
        for said in (name, *(str(attributes.get(field, "")) for field in NAME_FIELDS)):
            if self.key(said):
                self._codes.setdefault(self.key(said), code)

    def attributes(self, code: str) -> dict[str, Any] | None:
        return self._lines.get(code)

    def named(self, name: str) -> str:
        """The code of what is called so, or nothing."""
        return self._codes.get(self.key(name), "")

    def name(self, code: str) -> str:
        """What a line is called on its list."""
        return next((str(held) for field in NAME_FIELDS if (held := self._lines[code].get(field))), code)

    def names(self) -> list[str]:
        return list(map(self.name, self._lines))

    def draw(self) -> str:
        """The next code that nothing has: C01, C02 and so on."""
        code = next(code for number in count(1) if (code := self._numbered(number)) not in self._taken)
        self._taken.add(code)
        return code

    def _numbered(self, number: int) -> str:
        return f"{self._kind.prefix}{number:02d}" if self._kind.prefix else str(number)


def refuse(outcome: Outcome, line: Line, refusal: errors.Refusal, *fields: str) -> None:
    """Refuse a line at the cell that a refusal speaks of, else at the one of these fields."""
    blamed = [str(refusal.facts.get(fact, "")) for fact in ("column", "kind", "name")]
    outcome.refuse(line.sheet, line.cell(*(blamed if line.table.matched.places(*blamed) else fields)), refusal)


def nearest(name: str, names: Iterable[str]) -> str:
    """The name of a community so like another that one may be mistyped; numbers in them are never taken for mistakes.

    Nothing where there is none, or where they are the same but for what people leave out.
    """
    keys = {community_key(known): known for known in names}
    key = community_key(name)
    alike = [known for known in keys if known != key and _digits(known) == _digits(key)]
    near = get_close_matches(key, alike, 1, NEARLY) if key not in keys else []
    return keys[near[0]] if near else ""


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _named(name: str) -> dict[str, Any]:
    return {"name_en" if name.isascii() else "name_th": name}


def _setting(name: str, typed: str) -> str:
    """Read a setting's value as the book keeps it."""
    if name == "programme_start":
        return read_day(typed).isoformat()
    return checked(name, _read_language(typed) if name == "language" else typed)
