"""One database that writes several books, and the addresses of ledgers as they may be shown."""

from collections.abc import Callable

import pytest

from tests.support.command_line import Run, Said
from tests.support.town import STAFF, Town
from wasteledger.ledger import Ledger
from wasteledger_cli.settings import shown


def test_one_more_book_is_begun_and_written_by_whoever_says_so(at_the_office: Run, closed_town: Town) -> None:
    begun = at_the_office("--format", "json", "database", "book", "p02")
    assert (begun.code, begun.data) == (0, {"origin": "P02"})
    said = at_the_office("--origin", "P02", "drop-off", "record", closed_town.card, "PET=1")
    assert (said.code, "P02-000001" in said.out) == (0, True)
    assert "K07, P02" in at_the_office("drop-off", "record", closed_town.card, "PET=1").err
    assert at_the_office("--origin", "K07", "audit").code == 0


def test_a_book_that_a_backup_cut_off_is_gone_on_for_by_another(at_the_office: Run, closed_town: Town) -> None:
    assert at_the_office("database", "book", "K07B", "--after", "K07-000315").code == 0
    said = at_the_office(
        "rate", "set", "PET=9.00", "--from", "1/4/2569"
    )  # the office's, and the only one that is written
    assert (said.code, "K07B-000002" in said.out) == (0, True)
    with Ledger.open(closed_town.database) as ledger:
        assert ledger.entry("K07B-000001").body["printed"] == "K07-000315"
        assert ledger.audit().clean


@pytest.mark.parametrize("code", ["K07", "K-7", ""])
def test_a_book_that_is_there_or_cannot_be_is_not_begun(refused: Callable[..., Said], code: str) -> None:
    refused("database", "book", code)


def test_only_the_office_begins_a_book(refused: Callable[..., Said]) -> None:
    assert refused("--operator", STAFF, "database", "book", "P02").code == 91


def test_a_ledger_in_a_file_has_no_roles_to_give(refused: Callable[..., Said]) -> None:
    assert refused("database", "roles").code == 214


@pytest.mark.parametrize(
    ("address", "may_be_shown"),
    [
        (
            "postgresql://p01:s3cr:et@server1,server2:5433/town?x=1",
            "postgresql://p01:***@server1,server2:5433/town?x=1",
        ),
        ("postgresql://server1:5432/town?password=s3cr&y=2", "postgresql://server1:5432/town?password=***&y=2"),
        ("postgresql://p01@server1/town", "postgresql://p01@server1/town"),
        ("C:/Users/office/town.db", "C:/Users/office/town.db"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, may_be_shown: str) -> None:
    assert shown(address) == may_be_shown
