"""Every refusal has its own exit code and a sentence whose facts it is given wherever it is raised."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from tests.support.sources import PACKAGES, modules, tree
from wasteledger import errors
from wasteledger.errors import Refusal

CLICK_USAGE = 2
AUDIT = range(10, 20)
SHELL = range(126, 193)
"""What couldn't be started, and 128 + the signal that ended a program."""
LARGEST = 254


def descendants(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


ALL = sorted(
    {kind for kind in descendants(Refusal) if kind.__module__ == errors.__name__}, key=lambda kind: kind.__name__
)
BRANCHES = sorted(Refusal.__subclasses__(), key=lambda kind: kind.exit_code)
LEAVES = [kind for kind in ALL if not kind.__subclasses__()]
SOURCES = modules(*PACKAGES)


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def raised(path: Path) -> Iterator[tuple[type[Refusal], ast.Call]]:
    """Yield every place where a file makes a refusal, by whatever name it imported it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            kind = getattr(errors, ast.unparse(node.func).removeprefix("errors."), None)
            if isinstance(kind, type) and issubclass(kind, Refusal):
                yield kind, node


def test_no_two_refusals_share_an_exit_code() -> None:
    codes = [kind.exit_code for kind in ALL]
    assert sorted(codes) == sorted(set(codes))


def test_an_exit_code_means_a_refusal_and_nothing_else() -> None:
    taken = {CLICK_USAGE, *AUDIT, *SHELL}
    assert [kind for kind in ALL if kind.exit_code in taken or not CLICK_USAGE < kind.exit_code <= LARGEST] == []


def test_a_branch_has_a_range_of_its_own() -> None:
    ends = [branch.exit_code for branch in BRANCHES[1:]] + [LARGEST + 1]
    for branch, end in zip(BRANCHES, ends, strict=True):
        assert [kind for kind in descendants(branch) if not branch.exit_code < kind.exit_code < end] == []


@pytest.mark.parametrize("kind", LEAVES, ids=[kind.__name__ for kind in LEAVES])
def test_a_refusal_is_one_sentence_with_facts_by_name(kind: type[Refusal]) -> None:
    assert kind.message.startswith(("“", "{")) or kind.message[:1].isupper()
    assert kind.message.endswith((".", "}"))
    assert all(name.isidentifier() for name in fields(kind.message))


def test_a_refusal_is_given_the_facts_its_sentence_names() -> None:
    assert [f"{name}:{line}" for name, path in SOURCES.items() for line in _lacking(path)] == []


def _lacking(path: Path) -> Iterator[int]:
    for kind, call in raised(path):
        given = {keyword.arg for keyword in call.keywords}
        if kind.__init__ is Refusal.__init__ and None not in given and not fields(kind.message) <= given:
            yield call.lineno


def test_every_refusal_is_raised_somewhere() -> None:
    used = {kind for path in SOURCES.values() for kind in _named(path)}
    assert [kind.__name__ for kind in LEAVES if kind not in used] == []


def _named(path: Path) -> Iterator[type[Refusal]]:
    if path.name != "errors.py":
        for node in ast.walk(tree(path)):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            kind = getattr(errors, name, None)
            if isinstance(kind, type) and issubclass(kind, Refusal):
                yield kind
