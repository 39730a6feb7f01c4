"""The source of what is shipped, to be read by tests about it."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from wasteledger.storage.upgrade import shipped

PACKAGES = ("wasteledger", "wasteledger_cli")


def modules(*packages: str) -> dict[str, Path]:
    """Return the files of some packages, by the name of their module."""
    return dict(pair for package in packages for pair in _modules_of(package))


def migrations() -> dict[str, Path]:
    """Return every migration, by the name of its file."""
    return {path.stem: path for path in sorted((shipped("migrations") / "versions").glob("*.py"))}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def _modules_of(package: str) -> Iterator[tuple[str, Path]]:
    spec = find_spec(package)
    assert spec is not None
    for folder in spec.submodule_search_locations or ():
        for path in sorted(Path(folder).rglob("*.py")):
            if "migrations" not in path.parts:
                parts = path.relative_to(folder).with_suffix("").parts
                yield ".".join((package, *parts)).removesuffix(".__init__"), path
