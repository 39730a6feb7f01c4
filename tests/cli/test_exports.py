"""``export`` and ``database views`` as people run them."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.support.clock import Clock
from tests.support.command_line import Run, Said
from tests.support.town import OFFICE, ORIGIN, Town
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.storage.views import VIEWS

CONFIDENTIAL = "Confidential: it names households by their numbers and holds card codes. For auditors only."


@pytest.fixture
def weighed(closed_town: Town) -> None:
    """Eight households of one community, each with one drop-off."""
    with Ledger.open(closed_town.database, origin=ORIGIN, operator=OFFICE, clock=Clock()) as ledger:
        for _ in range(8):
            (entry,) = ledger.register_household(community="C01")
            ledger.record_drop_off(card=entry.body["household"], weighings=(Weighing("PET", 1_000),))


@pytest.fixture
def after_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fiscal year 2569 is over."""
    monkeypatch.setattr(Ledger, "_today", lambda *_: date(2026, 10, 1))


@pytest.mark.usefixtures("weighed", "after_the_year")
def test_open_data_is_written_and_said(at_the_office: Run, tmp_path: Path) -> None:
    at_the_office("settings", "set", "email=waste@thungsong.go.th")

    said = at_the_office("export", "datapackage", str(tmp_path / "open"), "--language", "en")

    assert (said.code, said.out) == (0, f"The data package is in {tmp_path / 'open'}: 5 rows.\n")
    descriptor = json.loads((tmp_path / "open" / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["name"] == "waste-separation-thung-song-town"


@pytest.mark.usefixtures("weighed", "after_the_year")
def test_whoever_publishes_is_asked_for_an_address_first(refused: Callable[..., Said], tmp_path: Path) -> None:
    said = refused("export", "datapackage", str(tmp_path / "open"))

    assert (said.code, "settings set email=" in said.err) == (222, True)


def test_nothing_to_publish_is_said_in_thai(at_the_office: Run, tmp_path: Path) -> None:
    at_the_office("settings", "set", "email=waste@thungsong.go.th")

    said = at_the_office("export", "datapackage", str(tmp_path / "open"), "--language", "th")

    assert said.code == 221
    assert said.err.startswith("ยังไม่มีข้อมูลที่เผยแพร่ได้")


def test_auditors_journals_say_that_they_are_confidential(at_the_office: Run, tmp_path: Path) -> None:
    books = at_the_office("export", "hledger", str(tmp_path / "audit"), "--language", "en")
    journal = at_the_office("export", "journal", str(tmp_path / "books.jsonl"), "--language", "en")

    for said in (books, journal):
        assert said.code == 0
        assert said.out.splitlines()[-1] == CONFIDENTIAL
    assert f"python {tmp_path / 'check_journal.py'} {tmp_path / 'books.jsonl'}" in journal.out


def test_the_views_are_listed_with_what_stands_in_them(at_the_office: Run) -> None:
    said = at_the_office("database", "views", "--language", "th")

    assert [line.split(":")[0] for line in said.out.splitlines() if line.startswith("open_")] == [
        view.name for view in VIEWS
    ]
    assert "กรัม จำนวนเต็ม" in said.out
