"""Every sentence and word that the program can say, found in its source and in its tables."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from types import ModuleType
from typing import Any

import click

import wasteledger
import wasteledger_cli
from wasteledger.domain import flows, methods, settings
from wasteledger.domain.evidence import EVIDENCE
from wasteledger.domain.households import TYPES, Household, HouseholdType
from wasteledger.domain.materials import CLASSES, UNITS
from wasteledger.domain.registers import REGISTERS
from wasteledger.domain.roles import ROLES
from wasteledger.domain.rounds import CASH_REASONS
from wasteledger.domain.statistics import STATISTICS
from wasteledger.errors import Refusal, Term
from wasteledger.exchange.exports.datapackage import FIELDS, TITLES
from wasteledger.exchange.setup.findings import REMARKS
from wasteledger.journal.audit import MESSAGES
from wasteledger.journal.fold.changes import _KINDS as CHANGING
from wasteledger.journal.fold.movements import REVERSIBLE
from wasteledger.journal.merging import FORK, GAP, REVOKED
from wasteledger.printing.slip import SlipKind
from wasteledger.recording.desk import Command
from wasteledger.recording.drop_offs import UNKNOWN, USES
from wasteledger.recording.reversals import REASONS
from wasteledger.reporting import amounts, exceptions, mass_balance, per_head, taking_part
from wasteledger.reporting.cuts import CUTS
from wasteledger.reporting.greenhouse import factor_sets
from wasteledger.reporting.origins import WhyAside
from wasteledger.storage.views import COLUMNS, VIEWS
from wasteledger.translation import Words
from wasteledger_cli.commands.lists import HEADINGS
from wasteledger_cli.counter import asking, serving, weighing
from wasteledger_cli.counter.finishing import LINES
from wasteledger_cli.counter.serving import MENU
from wasteledger_cli.helping import _PLACEHOLDER
from wasteledger_cli.main import COMMANDS, cli

SPEAKERS = frozenset(
    {
        "words",
        "say",
        "good",
        "bad",
        "ask",
        "choose",
        "pick",
        "how_many",
        "who_is_it",
        "gettext",
        "Term",
        "Text",
        "one_of",
        "_step",
        "_some",
        "_lacking",
        "_both",
    }
)
"""What a sentence is handed to, to be said in the reader's language."""

UNSAID_BY_CLICK = frozenset({"_termui_impl.py", "_winconsole.py", "decorators.py", "shell_completion.py", "termui.py"})
"""Files of click whose sentences no command of ours can say: prompts, editors, colours, completion scripts."""

UNMET_OF_CLICK = frozenset(
    {
        "(dynamic)",
        "Aborted!",
        "Argument {name!r} takes {nargs} values.",
        "Arguments take exactly one parameter declaration, got {length}: {decls}.",
        "Boolean option {decl!r} cannot use the same flag for true/false.",
        "Choice({choices})",
        "Could not determine name for option with declarations {decls!r}",
        "Could not open file {filename!r}: {message}",
        "Invalid start character for option ({option})",
        "Missing parameter",
        "Missing parameter: {param_name}",
        "Missing {param_type}",
        "Name '{name}' defined twice",
        (
            "No options defined but a name was passed ({name}). Did you mean to declare an argument instead?"
            " Did you mean to pass '--{name}'?"
        ),
        "Positional arguments",
        "Takes {nargs} values but 1 was given.",
        "Unknown standard stream '{name}'",
        "Value must be an iterable.",
        "deprecated",
        "directory",
        "env var: {var}",
        "file",
        "path",
        "unknown error",
        "{len_type} values are required, but {len_value} was given.",
        "{name} {filename!r} does not exist.",
        "{name} {filename!r} is a directory.",
        "{name} {filename!r} is a file.",
        "{name} {filename!r} is not executable.",
        "{name} {filename!r} is not readable.",
        "{name} {filename!r} is not writable.",
        "{value!r} does not match the format {format}.",
        "{value!r} is not a valid UUID.",
        "{value!r} is not a valid boolean. Recognized values: {states}",
    }
)
"""Said of what no command of ours has: files, tuples, several values, wrongly declared options."""


CARD_STATES = ("in use", "blank", "revoked", "unknown")
COUNTED = ("drop_offs", "loads", "weighings", "load_lines")
"""What a report on tonnage counts beside the grams."""
STOOD_ON = frozenset({"source", "numerator", "denominator", "population"})
"""What a report says of itself in words."""
SHOWN_OF_A_HOUSEHOLD = (
    "household",
    "name",
    "house_number",
    "cards",
    "balance",
    "phone",
    *(item.name for item in fields(Household) if item.name not in {"number", "forgotten"}),
)
OS_REASONS = (
    "Connection refused",
    "File exists",
    "Input/output error",
    "Is a directory",
    "Not a directory",
    "No such file or directory",
    "No space left on device",
    "Permission denied",
    "Read-only file system",
)
"""What the operating system says, most often, of a file that can't be used."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English text that is looked up, and where it comes from."""

    text: str
    source: str
    context: str = ""


def all_sentences() -> dict[tuple[str, str], Sentence]:
    """Everything that is looked up in the catalogue, by context and text."""
    found = [
        *_refusals(),
        *_spoken_in_source(),
        *_help(),
        *_tables(),
        *_words_of_ours(),
        *_words_of_click(),
    ]
    return {(one.context, one.text): one for one in found if one.text}


def every_string() -> set[str]:
    """Every text that stands anywhere in our source."""
    return {
        node.value
        for _, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and group, by the words that call it."""
    yield from _commands_of("", cli)


def _commands_of(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None, name
            yield from _commands_of(f"{path} {name}".strip(), inner)


def modules() -> Iterator[ModuleType]:
    """Every module of ours, imported."""
    for package in (wasteledger, wasteledger_cli):
        yield package
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and ".migrations" not in module.name:
                yield importlib.import_module(module.name)


def subclasses(of: type[Any]) -> Iterator[type[Any]]:
    for kind in of.__subclasses__():
        yield kind
        yield from subclasses(kind)


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for module in modules():
        yield module.__name__, ast.parse(inspect.getsource(module))


def _refusals() -> Iterator[Sentence]:
    assert list(modules())  # so that every refusal is known
    for kind in subclasses(Refusal):
        yield Sentence(kind.message, kind.__name__)


def _spoken_in_source() -> Iterator[Sentence]:
    refusals = {kind.__name__: kind for kind in subclasses(Refusal)}
    for module, tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = _name_of(node.func)
            if name in SPEAKERS and node.args:
                yield from (_as_said(name, text, module) for text in _constants(node.args[0]))
            if name == "StandsOn":
                said = (each.value for each in node.keywords if each.arg in STOOD_ON)
                yield from (Sentence(text, module) for value in said for text in _constants(value))
            headed = module.startswith(("wasteledger_cli", "wasteledger.reporting"))
            if name == "Column" and len(node.args) > 1 and headed:
                yield from (_as_said("Term", text, module) for text in _constants(node.args[1]))
            for keyword in node.keywords if name in refusals else ():
                if keyword.arg in refusals[name].terms:
                    yield from (_as_said("Term", text, module) for text in _constants(keyword.value))


def _as_said(speaker: str, text: str, module: str) -> Sentence:
    return _term(Term(text), module) if speaker in {"Term", "one_of"} else Sentence(text, module)


def _name_of(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _constants(value: ast.expr) -> Iterator[str]:
    """The texts that an expression can come to, where that can be seen."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=other):
            yield from _constants(body)
            yield from _constants(other)
        case ast.Dict(values=values):
            for inner in values:
                yield from _constants(inner)
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, default]):
            yield from _constants(table)
            yield from _constants(default)
        case ast.Subscript(value=table):
            yield from _constants(table)
        case _:
            return


def _help() -> Iterator[Sentence]:
    for path, command in commands():
        where = f"--help of {path or 'wasteledger'}"
        yield Sentence(command.help or "", where)
        for parameter in command.params:
            yield Sentence(getattr(parameter, "help", None) or "", where)
            if not getattr(parameter, "is_flag", False):
                metavar = parameter.make_metavar(click.Context(command))
                yield from (Sentence(word, where) for word in _PLACEHOLDER.findall(metavar) if word not in {"HH", "MM"})
    for name, (_, line) in COMMANDS.items():
        yield Sentence(line, f"COMMANDS[{name}]")
    yield from (Sentence(word, "usage") for word in ("OPTIONS", "COMMAND", "ARGS", "WORD"))


def _tables() -> Iterator[Sentence]:
    yield from (Sentence(text, "audit") for text in MESSAGES.values())
    yield from (Sentence(kind.value, "SlipKind") for kind in SlipKind)
    yield from (Sentence(basis.words, "BASES") for basis in methods.BASES.values())
    for one in factor_sets().values():
        yield from (Sentence(text, f"factors {one}") for text in (one.source, one.unit))
    yield from (
        Sentence(text, "reports") for text in (*per_head.DIVIDED_BY.values(), taking_part.SERVED, taking_part.SOURCE)
    )
    yield from (Sentence(heading, "amounts") for heading in amounts.FIGURES.values())
    yield from (_term(Term(heading), "mass balance") for heading in mass_balance.HEADINGS.values())
    yield from (Sentence(text, "list") for text in HEADINGS.values())
    yield from (Sentence(text, "setup") for text in REMARKS.values())
    yield from (Sentence(text, "views") for text in (*(view.purpose for view in VIEWS), *COLUMNS.values()))
    yield from (Sentence(text, "open data") for text in (*TITLES.values(), *FIELDS.values()))
    yield from (
        Sentence(text, "counter") for text in (*LINES.values(), *MENU, serving.HELP, weighing.HELP, asking.HELP)
    )
    for method in methods.RATE_METHODS:
        texts = (method.name, method.numerator_words, method.denominator_words, method.source)
        yield from (Sentence(text, f"RATE_METHODS {method}") for text in texts)


def _words_of_ours() -> Iterator[Sentence]:
    yield from _terms("registers", REGISTERS, *(line.choices for line in REGISTERS.values()))
    for register in REGISTERS.values():
        yield from _terms(register.kind, (item.name for item in fields(register)), *register.choices.values())
        yield from _terms("entries", (f"{register.kind}-{done}" for done in ("added", "changed", "closed")))
    yield from _terms("settings", settings.NAMES)
    yield from _terms("household show", SHOWN_OF_A_HOUSEHOLD)
    yield from _terms("cards", CARD_STATES)
    yield from _terms("reasons", OS_REASONS)
    yield from _terms("roles", ROLES)
    yield from _terms("materials", UNITS, CLASSES)
    yield from _terms("methods", methods.METHODS)
    yield from _terms("evidence", EVIDENCE)
    yield from _terms("redemption", USES)
    yield from _terms("reversal", REASONS)
    yield from _terms("cash box", CASH_REASONS)
    yield from _terms("verbs", (kind.verb for kind in subclasses(Command) if hasattr(kind, "verb")))
    yield from _terms("entries", (kind for kind in CHANGING), REVERSIBLE, _kinds_appended())
    yield from _terms("statistics", (kind.unit for kind in STATISTICS.values()))
    yield from _terms("flows", (value for name, value in vars(flows).items() if name.isupper()))
    yield from _terms("tonnage", CUTS, COUNTED)
    yield from _terms("exceptions", exceptions.KINDS)
    yield from (_term(HouseholdType(kind), "households") for kind in (*TYPES, UNKNOWN))
    yield from (_term(WhyAside(why), "origin aside") for why in (GAP, REVOKED, FORK))


def _kinds_appended() -> Iterator[str]:
    """The kinds of entries that verbs append."""
    appending = {"desk.append", "self.append"}
    for module, tree in _trees():
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
        for call in calls if module.startswith("wasteledger.recording") else ():
            if ast.unparse(call.func) in appending:
                yield from _constants(call.args[0])


def _terms(source: str, *tables: Iterable[str]) -> Iterator[Sentence]:
    yield from (_term(Term(code), source) for table in tables for code in table)


def _term(term: Term, source: str) -> Sentence:
    return Sentence(Words("en").term(term), source, term.context)


def _words_of_click() -> Iterator[Sentence]:
    """What click itself says, except what is never met."""
    for path in sorted(Path(inspect.getfile(click)).parent.glob("*.py")):
        if path.name in UNSAID_BY_CLICK:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name_of(node.func) in {"_", "gettext", "ngettext"} and node.args:
                texts = (text for text in _constants(node.args[0]) if text not in UNMET_OF_CLICK)
                yield from (Sentence(text, "click") for text in texts if "DeprecationWarning" not in text)
    yield from (Sentence(text, "click") for text in ("Show this message and exit.", "required"))
