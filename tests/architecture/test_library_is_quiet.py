"""The library has no terminal and costs nothing until it is used."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import wasteledger
from tests.support import children
from tests.support.sources import PACKAGES, migrations, modules, tree

HEAVY = ("sqlalchemy", "alembic", "psycopg", "click", "rich", "PIL", "uharfbuzz", "qrcode", "openpyxl", "cryptography")
IMPORT = f"import sys, wasteledger; print(*[name for name in {HEAVY} if name in sys.modules])"
IMPORT_EVERYTHING = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
"""
TERMINAL = {"print", "input", "exit", "breakpoint", "sys.exit", "sys.stdout.write", "sys.stderr.write"}
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "X" * 3)
"""Words that stand for work left undone, taken apart so that this file has none of them."""

LIBRARY = modules("wasteledger")
PROGRAM = "wasteledger.exchange.exports.check_journal"
"""Handed to auditors, to be run without the library."""


def test_importing_the_library_imports_nothing_heavy() -> None:
    assert children.run(IMPORT) == ""


def test_importing_every_module_says_nothing() -> None:
    assert children.run(IMPORT_EVERYTHING, *LIBRARY) == ""


@pytest.mark.parametrize("name", wasteledger.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(wasteledger, name).__name__ == name


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Bin'"):
        wasteledger.Bin  # noqa: B018


def test_the_library_prints_nothing_and_asks_nothing() -> None:
    speaking = {name: asked for name, path in LIBRARY.items() if (asked := _called(path) & TERMINAL)}
    assert speaking.keys() == {PROGRAM}


def test_nothing_is_left_undone() -> None:
    everything = {**modules(*PACKAGES), **migrations()}
    assert {name: left for name, path in everything.items() if (left := list(_left_undone(path)))} == {}


def _called(path: Path) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}


def _left_undone(path: Path) -> Iterator[str]:
    source = io.StringIO(path.read_text(encoding="utf-8"))
    for token in tokenize.generate_tokens(source.readline):
        if token.type == tokenize.COMMENT and any(word in token.string for word in UNFINISHED):
            yield token.string
