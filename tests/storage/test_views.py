"""The views: every column said, the figures those of the books, nobody in them, nothing written through them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from tests.support.day import STRANGE_CARD, a_day
from tests.support.intruder import Intruder, Refused
from tests.support.town import Town
from wasteledger.journal.audit import Wrong
from wasteledger.storage.views import COLUMNS, VIEWS, columns_of

NAMES = [view.name for view in VIEWS]


@pytest.fixture
def full_town(town: Town) -> Town:
    for _ in a_day(town):
        pass
    return town


@pytest.fixture
def connection(town: Town) -> Iterator[Connection]:
    with town.ledger._database.reading() as reading:
        yield reading


def test_every_column_is_said_and_no_other(connection: Connection) -> None:
    columns = {column for view in VIEWS for column in columns_of(connection, view)}

    assert columns == COLUMNS.keys()


def test_every_view_says_something_of_a_full_town(full_town: Town, intruder: Intruder) -> None:
    assert full_town.ledger.audit().clean
    assert [name for name in NAMES if not intruder.run(f"SELECT * FROM {name}")] == []


def test_the_figures_are_those_of_the_books(full_town: Town, intruder: Intruder) -> None:
    for measure, column in (("grams", "grams"), ("credits", "credits"), ("lines", "weighings"), ("entries", "visits")):
        stored = intruder.number(f"SELECT sum({measure}) FROM daily_total")
        assert intruder.number(f"SELECT sum({column}) FROM open_daily_total") == stored
    stock = {(point, material): grams for point, material, grams in intruder.run("SELECT * FROM open_stock")}
    assert stock == {(point, code): much for point, of in full_town.ledger.stock().items() for code, much in of.items()}
    assert intruder.number("SELECT sum(credits) FROM open_credit_book") == 0
    open_ones = intruder.number("SELECT count(*) FROM household WHERE closed_on IS NULL")
    assert intruder.number("SELECT sum(households) FROM open_household_count") == open_ones


def test_sums_are_whole_numbers_for_every_tool(full_town: Town, intruder: Intruder) -> None:
    del full_town
    kinds = {type(value) for name in NAMES for row in intruder.run(f"SELECT * FROM {name}") for value in row}

    assert kinds <= {int, str, type(None)}


def test_no_view_names_a_household_a_card_or_an_operator(full_town: Town, intruder: Intruder) -> None:
    secret = {*full_town.households, *full_town.cards, STRANGE_CARD, "K07/0005", "สมหญิง ใจดี"}
    shown = {str(value) for name in NAMES for row in intruder.run(f"SELECT * FROM {name}") for value in row}

    assert not [value for value in shown if any(each in value for each in secret)]
    assert not {"operator", "agreed_by", "card", "household", "phone"} & COLUMNS.keys()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_written_through_a_view(town: Town, intruder: Intruder, name: str) -> None:
    del town
    column = "credits" if name == "open_credit_book" else intruder.run(_columns(intruder, name))[0][0]

    for attack in (f"UPDATE {name} SET {column} = {column}", f"DELETE FROM {name}"):
        with pytest.raises(Refused):
            intruder.run(attack)


def _columns(intruder: Intruder, name: str) -> str:
    if intruder.is_sqlite:
        return f"SELECT name FROM pragma_table_info('{name}')"
    return f"SELECT column_name FROM information_schema.columns WHERE table_name = '{name}'"


def test_a_view_that_was_changed_is_found_by_the_audit_and_mended_by_rebuilding(town: Town, intruder: Intruder) -> None:
    intruder.run("DROP VIEW open_stock")
    intruder.run("CREATE VIEW open_stock AS SELECT DISTINCT code AS point FROM point")

    assert [(finding.wrong, finding.where) for finding in town.ledger.audit().findings] == [
        (Wrong.SEAL, "view open_stock")
    ]
    town.ledger.rebuild()
    assert town.ledger.audit().clean


def test_a_view_of_an_older_version_goes_when_the_projections_are_renewed(town: Town, intruder: Intruder) -> None:
    intruder.run("CREATE VIEW open_of_old AS SELECT DISTINCT code FROM point")
    town.ledger.rebuild()

    assert town.ledger.audit().clean
    with pytest.raises(Refused):
        intruder.run("SELECT * FROM open_of_old")
