"""Communities, points, plans, operators, destinations, materials: one set of commands for every list of the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

import click

from wasteledger.domain.registers import FLAGS, REGISTERS, Listed
from wasteledger.errors import Term
from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.entries import booked
from wasteledger_cli.importing import import_options, imported, skip_bad_option
from wasteledger_cli.options import pass_session, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

HELP = {
    "name_th": "Its name in Thai.",
    "name_en": "Its name in English.",
    "spoken_th": "How people call it at the scale.",
    "community": "The community it stands in.",
    "role": "What the operator may do.",
    "point": "The point where the operator works.",
    "plan point": "The point that is open then.",
    "days": "15 (of each month), 2-sat, last-sun, 15/3/2569; several between blanks.",
    "communities": "The communities it serves, between blanks.",
    "method": "What becomes of the waste.",
    "proper": "Whether it is a proper way of disposal.",
    "in_town": "Whether it lies in the town.",
    "collector": "Whether it is a junk shop that resells.",
    "waste_class": "The class of waste by law.",
    "unit": "The unit that a rate is said in.",
    "grams_per_unit": "Grams of one unit, for what is counted or poured.",
    "limit_grams": "More grams than this on one weighing are refused.",
    "made_of": "What it is made of, for greenhouse-gas factors.",
}
HEADINGS = {
    "code": "Code",
    "closed_on": "Closed on",
    "name_th": "Thai name",
    "name_en": "English name",
    "spoken_th": "Spoken name",
    "community": "Community",
    "role": "Role",
    "point": "Point",
    "days": "Days",
    "communities": "Communities",
    "method": "Method",
    "proper": "Proper",
    "in_town": "In town",
    "collector": "Resells",
    "waste_class": "Class",
    "unit": "Unit",
    "grams_per_unit": "Grams per unit",
    "limit_grams": "Limit (g)",
    "made_of": "Made of",
}
EXAMPLES = {
    "community": "community add C01 --name-th ท่าแพ",
    "point": "point add P01 --name-th วัดท่าแพ --community C01",
    "plan": "round plan add P01-M --point P01 --days 2-sat --communities C01",
    "operator": "operator add 12 --role staff --point P01 --name สมหญิง",
    "destination": "destination add FILL --name-th บ่อฝังกลบ --method landfill",
    "material": "material add PET --name-th ขวดใส --waste-class recyclable --unit kg --method recycling",
}
CHANGES = {
    "community": "--name-en Tha-Phae",
    "point": "--community C02",
    "plan": "--days '2-sat 4-sat'",
    "operator": "--role head",
    "destination": "--collector",
    "material": "--limit-grams 200000",
}
TITLES = {
    "community": "Communities of the town.",
    "point": "Collection points.",
    "plan": "The round calendar: when a point is open, and for whom.",
    "operator": "Operators and their roles.",
    "destination": "Destinations that take loads.",
    "material": "Materials that are accepted.",
}


def _attribute_options(register: type[Listed], *, adding: bool) -> Callable[[Any], Any]:
    """Make an option of every field of a list's line; what a line can't do without is asked for when adding."""

    def decorate(function: Any) -> Any:
        for item in reversed(fields(register)):
            if item.name in {"code", "closed_on"}:
                continue
            flag = f"--{item.name.replace('_', '-')}"
            text = HELP.get(f"{register.kind} {item.name}", HELP.get(item.name, ""))
            needed = adding and item.default is MISSING
            if item.name in FLAGS:
                option = click.option(f"{flag}/--not-{flag[2:]}", item.name, default=None, help=text)
            elif item.name in register.choices:
                choice = click.Choice(register.choices[item.name])
                option = click.option(flag, item.name, type=choice, required=needed, help=text)
            else:
                number = item.name in {"grams_per_unit", "limit_grams"}
                kind, shown = (int, "NUMBER") if number else (str, "TEXT")
                option = click.option(flag, item.name, type=kind, metavar=shown, required=needed, help=text)
            function = option(function)
        return function

    return decorate


def _name_option(kind: str) -> Callable[[Any], Any]:
    """Only operators have a name that the journal doesn't hold."""
    if kind != "operator":
        return lambda function: function
    return click.option("--name", default="", help="The operator's name, kept outside the journal.")


def _shown(line: Listed, name: str) -> object:
    """A field as a table shows it: words of ours, yes or nothing, a day."""
    value = getattr(line, name)
    if name in line.choices:
        return Term(value)
    if name in FLAGS:
        return bool(value)
    return date.fromisoformat(value) if name == "closed_on" and value else value


def _given(attributes: dict[str, Any]) -> dict[str, Any]:
    return {
        name: int(value) if isinstance(value, bool) else value
        for name, value in attributes.items()
        if value is not None
    }


def _group(kind: str) -> Group:
    register = REGISTERS[kind]
    parent = group(kind, TITLES[kind])
    path, _, code = EXAMPLES[kind].partition(" --")[0].rpartition(" add ")

    @command(parent, "add", "Add a line to the list.", EXAMPLES[kind])
    @click.argument("code")
    @_attribute_options(register, adding=True)
    @_name_option(kind)
    @request_option
    @pass_session
    def add(session: Session, /, code: str, request_id: str | None, name: str = "", **attributes: Any) -> Answer:
        return booked(
            session.ledger.add_to_list(
                kind=kind, code=code, attributes=_given(attributes), name=name, request_id=request_id
            )
        )

    @command(parent, "change", "Change a line; what is booked keeps the old.", f"{path} change {code} {CHANGES[kind]}")
    @click.argument("code")
    @_attribute_options(register, adding=False)
    @request_option
    @pass_session
    def change(session: Session, /, code: str, request_id: str | None, **attributes: Any) -> Answer:
        return booked(
            session.ledger.change_listed(kind=kind, code=code, attributes=_given(attributes), request_id=request_id)
        )

    @command(parent, "close", "Close a line: it is used no more.", f"{path} close {code}")
    @click.argument("code")
    @request_option
    @pass_session
    def close(session: Session, code: str, request_id: str | None) -> Answer:
        return booked(session.ledger.close_listed(kind=kind, code=code, request_id=request_id))

    @command(parent, "list", "Show the list.", f"{path} list --all")
    @click.option("--all", "closed", is_flag=True, help="Closed lines too.")
    @pass_session
    def list_(session: Session, closed: bool) -> Answer:
        names = [item.name for item in fields(register) if closed or item.name != "closed_on"]
        columns = [Column(name, HEADINGS[name], number="grams" in name) for name in names]
        rows = [[_shown(line, name) for name in names] for line in session.ledger.listed(kind, closed=closed)]
        if kind == "operator":
            known = session.ledger.operator_names()
            with_pins = session.ledger.pins()
            columns += [Column("name", "Name"), Column("pin", "PIN")]
            rows = [[*row, known.get(str(row[0]), ""), row[0] in with_pins] for row in rows]
        return table_answer(f"{kind}_list", columns, rows)

    _add_import(kind, parent)
    return parent


def _add_import(kind: str, parent: Group) -> None:
    """Materials and the round calendar come from files too."""
    if kind == "material":

        @command(parent, "import", "Add materials from a CSV or XLSX file.", "material import materials.xlsx")
        @click.argument("path", metavar="[FILE]", required=False)
        @click.option("--starter", is_flag=True, help="What most Thai towns begin with, instead of a file.")
        @skip_bad_option
        @pass_session
        def import_(session: Session, path: str | None, skip_bad: str | None, starter: bool) -> Answer:
            from wasteledger.exchange.starter import starter_file  # noqa: PLC0415  # --help needs none of it

            if starter == bool(path):
                raise click.UsageError(session.words("Name a file, or say --starter."))
            return imported(session, "materials", path or str(starter_file("materials")), skip_bad)

    if kind == "plan":

        @command(parent, "import", "Add lines from a CSV or XLSX file.", "round plan import calendar.xlsx")
        @import_options
        @pass_session
        def import_calendar(session: Session, path: str, skip_bad: str | None) -> Answer:
            return imported(session, "plans", path, skip_bad)


community = _group("community")
point = _group("point")
plan = _group("plan")
operator = _group("operator")
destination = _group("destination")
material = _group("material")
