"""The data package: valid to an independent reader, true to the books, with nobody in it."""

import csv
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from frictionless import Package, validate
from frictionless.resources import TableResource

from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.domain.card_code import new_card_code
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.households import Contact
from wasteledger.recording.loads import LoadLine

NEXT_YEAR = datetime(2026, 10, 1, 3, tzinfo=UTC)
"""The first morning of fiscal year 2570."""

REQUIRED_BY_THE_PORTAL = {
    *("data_type", "title", "owner_org", "maintainer", "maintainer_email", "tag_string", "notes", "objective"),
    *("update_frequency_unit", "geo_coverage", "data_source", "data_format", "data_category", "license_id"),
}
"""What ``ckan_dataset.json`` of ckanext-thai_gdc marks as required, and the organisation that owns a data set."""


@pytest.fixture
def half_a_year(town: Town) -> Town:
    """April to September 2026: fourteen households and eight shops, one school, one stray card; October began."""
    ledger, draw = town.ledger, Random(1)  # noqa: S311  # the same half-year every time
    ledger.change_settings(settings={"email": "waste@thungsong.go.th", "phone": "075-411111"})
    contact = Contact(name="นางสมใจ ดีงาม", phone="081-234 5678")
    numbers = [
        ledger.register_household(community=f"C0{1 + number % 2}", type=kind, contact=contact)[0].body["household"]
        for kind, many in (("household", 14), ("shop", 8))
        for number in range(many)
    ]
    for month in range(4, 10):
        town.clock.now = datetime(2026, month, 16, 3, tzinfo=UTC)
        for number in (*numbers, town.households[2]):
            weighed = Weighing(draw.choice(["PET", "FOOD", "PET"]), draw.randrange(1_000, 9_000))
            ledger.record_drop_off(card=number, weighings=(weighed, Weighing("PET", 500)), point="P01")
    ledger.record_drop_off(card=new_card_code(lambda _: 5), weighings=(Weighing("BATT", 77),), unknown_card=True)
    ledger.record_load(destination="FILL", lines=(LoadLine("RES", "1.5", "tonne"),), community="C01")
    town.clock.now = NEXT_YEAR
    return town


@pytest.fixture
def written(half_a_year: Town, tmp_path: Path) -> Callable[[], Path]:
    def write() -> Path:
        half_a_year.ledger.export_datapackage(tmp_path / "open")
        return tmp_path / "open"

    return write


def table(folder: Path, name: str) -> dict[str, dict[str, str]]:
    """The rows of one table by their code."""
    text = (folder / "data" / f"{name}.csv").read_text(encoding="utf-8-sig")
    return {list(row.values())[1]: row for row in csv.DictReader(StringIO(text))}


@pytest.mark.parametrize("form", ["open", "open.zip"])
def test_an_independent_reader_finds_nothing_wrong(half_a_year: Town, tmp_path: Path, form: str) -> None:
    half_a_year.ledger.export_datapackage(tmp_path / form)

    path = tmp_path / form if form.endswith("zip") else tmp_path / form / "datapackage.json"
    report = validate(str(path), type="package")

    assert report.valid, report.flatten(["type", "message"])
    tables = {resource.name: cast(TableResource, resource) for resource in Package(str(path)).resources}
    assert {name: len(resource.read_rows()) for name, resource in tables.items()} == {
        "by-month": 6,
        "by-community": 2,
        "by-material": 3,
        "by-waste-class": 3,
        "by-household-type": 4,
    }


def test_every_field_that_the_portal_requires_is_filled_in(written: Callable[[], Path]) -> None:
    said: dict[str, Any] = json.loads((written() / "datapackage.json").read_text(encoding="utf-8"))

    assert not {name for name in REQUIRED_BY_THE_PORTAL if not said["ckan"].get(name)}
    assert said["ckan"]["maintainer_email"] == "waste@thungsong.go.th"
    assert said["temporal"] == {"first_fiscal_year": 2569, "last_fiscal_year": 2569}
    assert "ครัวเรือน" in said["description"]


def test_what_is_published_is_what_the_books_say(written: Callable[[], Path], intruder: Intruder) -> None:
    by_month = table(written(), "by-month")

    for month, row in by_month.items():
        grams = intruder.number(f"SELECT sum(grams) FROM daily_total WHERE flow = 'received' AND day LIKE '{month}%'")
        visits = intruder.number(
            f"SELECT sum(entries) FROM daily_total WHERE flow = 'received' AND day LIKE '{month}%'"
        )
        assert row["suppressed"] == "true" or (row["received_kg"], row["drop_offs"]) == (
            f"{grams // 1000}.{grams % 1000:03}",
            str(visits),
        )
    assert by_month["2026-09"]["disposed_kg"] == "1500.000"
    assert by_month["2026-04"]["disposed_kg"] == ""


def test_the_only_school_is_left_out_and_so_is_what_would_give_it_away(written: Callable[[], Path]) -> None:
    folder = written()

    types = table(folder, "by-household-type")
    assert {code for code, row in types.items() if row["suppressed"] == "true"} == {"school", "unknown", "shop"}
    assert types["household"]["received_kg"]
    assert table(folder, "by-material")["BATT"]["suppressed"] == "true"
    assert table(folder, "by-waste-class")["hazardous"]["suppressed"] == "true"


def test_no_number_card_name_or_telephone_is_in_it(written: Callable[[], Path], half_a_year: Town) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in written().rglob("*.*"))

    secret = {*half_a_year.cards, new_card_code(lambda _: 5), "K07/", "สมใจ", "081-"}
    assert not {each for each in secret if each in text}


def test_a_year_that_goes_on_is_not_published(half_a_year: Town, tmp_path: Path) -> None:
    before = half_a_year.ledger.export_datapackage(tmp_path / "before")
    half_a_year.ledger.record_drop_off(card=half_a_year.card, weighings=(Weighing("PET", 1_000),))
    after = half_a_year.ledger.export_datapackage(tmp_path / "after")

    tables = [{name: text for name, text in made.files.items() if name.endswith("csv")} for made in (before, after)]
    assert tables[0] == tables[1]


def test_what_was_taken_back_is_not_in_it(half_a_year: Town, tmp_path: Path) -> None:
    ledger = half_a_year.ledger
    before = ledger.export_datapackage(tmp_path / "before").files["data/by-community.csv"]
    late = datetime(2026, 9, 20, 3, tzinfo=UTC)
    (wrong,) = ledger.record_drop_off(card="K07/0007", weighings=(Weighing("PET", 50_000),), at=late)
    assert ledger.export_datapackage(tmp_path / "wrong").files["data/by-community.csv"] != before
    ledger.reverse(receipt=str(wrong.receipt), allow_debt=True)

    assert ledger.export_datapackage(tmp_path / "after").files["data/by-community.csv"] == before


def test_the_same_books_give_the_same_bytes(half_a_year: Town, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        half_a_year.ledger.export_datapackage(tmp_path / name)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert zipfile.ZipFile(tmp_path / "one.zip").testzip() is None


def test_nobody_publishes_without_saying_whom_to_ask(town: Town, tmp_path: Path) -> None:
    with pytest.raises(errors.ContactMissing):
        town.ledger.export_datapackage(tmp_path / "open")


def test_where_too_few_took_part_nothing_is_published(town: Town, tmp_path: Path) -> None:
    town.ledger.change_settings(settings={"email": "waste@thungsong.go.th"})
    for card in town.cards:
        town.ledger.record_drop_off(card=card, weighings=(Weighing("PET", 1_000),))
    town.clock.now = NEXT_YEAR

    with pytest.raises(errors.NothingToPublish):
        town.ledger.export_datapackage(tmp_path / "open")
    assert not (tmp_path / "open").exists()


def test_two_numbers_of_one_household_are_one_behind_a_figure(town: Town, tmp_path: Path) -> None:
    ledger = town.ledger
    ledger.change_settings(settings={"email": "waste@thungsong.go.th"})
    numbers = [ledger.register_household(community="C01")[0].body["household"] for _ in range(5)]
    for number in numbers:
        ledger.record_drop_off(card=number, weighings=(Weighing("PET", 1_000),))
    ledger.join_households(household=numbers[0], joined=numbers[1])
    town.clock.now = NEXT_YEAR

    with pytest.raises(errors.NothingToPublish):
        ledger.export_datapackage(tmp_path / "open")


def test_each_visit_of_a_walk_in_is_somebody(town: Town, tmp_path: Path) -> None:
    town.ledger.change_settings(settings={"email": "waste@thungsong.go.th"})
    for grams in range(1_000, 1_006):
        town.ledger.record_drop_off(card=town.households[3], weighings=(Weighing("PET", grams),))
    town.clock.now = NEXT_YEAR

    town.ledger.export_datapackage(tmp_path / "open")

    assert table(tmp_path / "open", "by-household-type")["walk-in"]["received_kg"] == "6.015"


@pytest.mark.parametrize(
    "settings", [{"smallest_cell": "2"}, {"smallest_cell": "few"}, {"email": "075-411111"}, {"email": "a b@c.d"}]
)
def test_a_setting_that_would_publish_people_is_refused(town: Town, settings: dict[str, str]) -> None:
    with pytest.raises(errors.Refusal):
        town.ledger.change_settings(settings=settings)
