"""A migration is kept for ever and must run as it ran: it leans on nothing that we may change."""

from pathlib import Path

import pytest

from tests.support.sources import imports, migrations

ALLOWED = {"alembic", "sqlalchemy"}


@pytest.mark.parametrize("path", migrations().values(), ids=migrations().keys())
def test_a_migration_imports_alembic_and_sqlalchemy_alone(path: Path) -> None:
    assert {module.partition(".")[0] for module in imports(path)} <= ALLOWED


def test_there_are_migrations() -> None:
    assert list(migrations()) == sorted(migrations())
    assert migrations()
