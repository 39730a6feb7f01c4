"""The fingerprint notices every part of the schema and of the seal, and leaves nothing behind."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, make_url

from tests.support.databases import on_postgresql, on_sqlite
from tests.support.intruder import Intruder
from wasteledger.ledger import Ledger
from wasteledger.storage import seal as sealing
from wasteledger.storage.fingerprint import differences, expected_fingerprint, fingerprint
from wasteledger.storage.seal import seal

SQLITE_TRIGGERS = sorted(sealing._SQLITE)
POSTGRESQL_TRIGGERS = sorted(sealing._POSTGRESQL_TRIGGERS)


@pytest.fixture
def connection(ledger: Ledger) -> Iterator[Connection]:
    """A writer's transaction."""
    with ledger._database.writing() as writing:
        yield writing


def differing(connection: Connection) -> list[str]:
    expected = expected_fingerprint(connection)
    assert expected is not None
    return differences(fingerprint(connection), expected)


def test_a_ledger_just_begun_is_as_a_fresh_schema(connection: Connection) -> None:
    assert differing(connection) == []


def test_sealing_again_changes_nothing(connection: Connection) -> None:
    before = fingerprint(connection)
    seal(connection)
    assert fingerprint(connection) == before


@on_sqlite
@pytest.mark.parametrize("trigger", SQLITE_TRIGGERS)
def test_every_trigger_is_missed_on_sqlite_and_put_back_by_sealing(connection: Connection, trigger: str) -> None:
    connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    assert differing(connection) == [f"trigger {trigger}"]
    seal(connection)
    assert differing(connection) == []


@on_postgresql
def test_every_trigger_is_missed_on_postgresql_and_put_back_by_sealing(connection: Connection) -> None:
    for trigger in POSTGRESQL_TRIGGERS:
        table = connection.exec_driver_sql(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", (trigger,)
        ).scalar_one()
        connection.exec_driver_sql(f"DROP TRIGGER {trigger} ON {table}")
        assert differing(connection) == [f"trigger {trigger}"]
        seal(connection)
        assert differing(connection) == []


@on_postgresql
def test_the_scratch_schema_is_gone_when_the_fingerprint_is_taken(ledger: Ledger, intruder: Intruder) -> None:
    assert ledger.audit().clean
    assert intruder.value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'wasteledger%'") == 0
    assert intruder.value("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal") == len(POSTGRESQL_TRIGGERS)


@on_postgresql
def test_who_may_not_make_a_schema_audits_everything_but_the_seal(
    ledger: Ledger, intruder: Intruder, database_url: str
) -> None:
    name = intruder.value("SELECT current_database()")
    intruder.run(f"CREATE ROLE {name}_clerk IN ROLE pg_read_all_data")
    try:
        url = make_url(database_url).update_query_dict({"options": f"-c role={name}_clerk"})
        theirs = url.render_as_string(hide_password=False)
        with Ledger.open(theirs, origin="K07") as reading:
            audited = reading.audit()
        assert (audited.clean, audited.seal_compared, ledger.audit().seal_compared) == (True, False, True)
    finally:
        intruder.run(f"DROP ROLE {name}_clerk")


def test_differences_name_what_is_missing_added_and_altered() -> None:
    found = {"table a": "1", "table b": "2", "trigger x": "3"}
    assert differences(found, {"table a": "1", "table b": "9", "trigger y": "3"}) == [
        "table b",
        "trigger x",
        "trigger y",
    ]
