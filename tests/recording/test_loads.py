"""Loads take what the stock has, and what the scale says otherwise is booked and not hidden."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.recording.conftest import Refused
from tests.support.books import balance
from tests.support.databases import on_sqlite
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.errors import Refusal
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.loads import LoadLine
from wasteledger.units import Credits, Grams

pytestmark = on_sqlite


def load(town: Town, *lines: LoadLine, **asked: Any) -> Entry:
    said: dict[str, Any] = {"destination": "DEALER", "point": "P01"} | asked
    (entry,) = town.ledger.record_load(lines=lines, **said)
    return entry


@pytest.mark.usefixtures("weighed")
def test_a_load_leaves_the_stock_it_took_from(town: Town, intruder: Intruder) -> None:
    entry = load(town, LoadLine("PET", "7.5"), ticket="T-1", bill="88/2569", amount=Credits(9_900))
    assert (entry.body["method"], entry.body["ticket"], entry.body["bill"], entry.body["amount"]) == (
        "recycling", "T-1", "88/2569", 9_900
    )  # fmt: skip
    assert balance(intruder, "stock:P01", "PET") == 2_500
    assert balance(intruder, "destination:DEALER@K07", "PET") == 7_500


@pytest.mark.usefixtures("weighed")
def test_a_load_of_more_than_the_stock_is_refused_and_says_what_to_do(town: Town, refused: Refused) -> None:
    with refused(errors.StockTooLow) as raised:
        load(town, LoadLine("PET", "10.001"))
    assert "--empties-stock" in str(raised.value)


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize(("typed", "shrinkage"), [("9.8", 200), ("10.3", -300)], ids=["missing", "surplus"])
def test_emptying_the_stock_books_the_difference_in_the_same_entry(
    town: Town, intruder: Intruder, typed: str, shrinkage: int
) -> None:
    entry = load(town, LoadLine("PET", typed), empties_stock=True)
    assert entry.body["lines"][0]["shrinkage"] == shrinkage
    assert balance(intruder, "stock:P01", "PET") == 0
    assert balance(intruder, "shrinkage:P01", "PET") == shrinkage


@pytest.mark.usefixtures("weighed")
def test_emptying_a_stock_that_was_right_books_no_difference(town: Town) -> None:
    assert "shrinkage" not in load(town, LoadLine("PET", "10"), empties_stock=True).body["lines"][0]


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize("empties_stock", [False, True])
def test_one_material_on_two_lines_takes_no_more_than_there_is(
    town: Town, intruder: Intruder, empties_stock: bool
) -> None:
    with pytest.raises(Refusal):
        load(town, LoadLine("PET", "6"), LoadLine("PET", "6"), empties_stock=empties_stock)
    assert balance(intruder, "stock:P01", "PET") >= 0


@pytest.mark.parametrize(
    ("quantity", "unit", "grams"),
    [
        ("1.25", "kg", 1_250),
        ("0.0005", "kg", 0),
        ("0.0015", "kg", 2),
        ("12.3456785", "tonne", 12_345_678),
        ("1", "short-ton", 907_185),
        ("1.25", "short-ton", 1_133_981),
        ("๑.๕", "tonne", 1_500_000),
        ("500", "g", 500),
    ],
)
def test_a_load_is_rounded_to_the_gram_once_half_to_even_and_keeps_what_was_typed(
    town: Town, quantity: str, unit: str, grams: int
) -> None:
    (line,) = load(town, LoadLine("RES", quantity, unit), destination="FILL", point=None, community="C01").body["lines"]
    assert (line["grams"], line["typed"], line["unit"], line["evidence"]) == (grams, quantity, unit, "weighed")


def test_pieces_are_an_estimate_however_sure_the_clerk(town: Town) -> None:
    (line,) = load(town, LoadLine("BEER", "24", "piece"), point=None, community="C01").body["lines"]
    assert (line["grams"], line["evidence"]) == (12_000, "estimated")


def test_straight_from_the_kerb_no_stock_is_asked_for(town: Town, intruder: Intruder) -> None:
    load(town, LoadLine("RES", "2", "tonne"), destination="FILL", point=None, community="c01")
    load(town, LoadLine("RES", "3", "tonne"), destination="FILL", point=None)
    assert balance(intruder, "community:C01@K07", "RES") == -2_000_000
    assert balance(intruder, "community:@K07", "RES") == -3_000_000
    assert balance(intruder, "destination:FILL@K07", "RES") == 5_000_000


def test_that_nothing_was_taken_is_said_by_a_nil_load(town: Town, intruder: Intruder) -> None:
    entry = load(town, LoadLine("RES", "0"), destination="FILL", point=None, community="C01")
    assert intruder.run("SELECT movements FROM entry WHERE sequence = ?", entry.receipt.sequence) == [(0,)]
    assert intruder.value("SELECT entries FROM daily_total WHERE flow = 'direct' AND material = 'RES'") == 1


@pytest.mark.parametrize(
    ("lines", "asked", "kind"),
    [
        ((), {}, errors.NoLines),
        ((LoadLine("GOLD", "1"),), {}, errors.CodeUnknown),
        ((LoadLine("PET", "-1"),), {}, errors.NotANumber),
        ((LoadLine("PET", "5,4"),), {}, errors.NotANumber),
        ((LoadLine("PET", ""),), {}, errors.NotANumber),
        ((LoadLine("PET", "1.0000000001"),), {}, errors.TooPrecise),
        ((LoadLine("BEER", "1.5", "piece"),), {}, errors.TooPrecise),
        ((LoadLine("PET", "1", "piece"),), {}, errors.UnitNotKnown),
        ((LoadLine("PET", "1", "stone"),), {}, errors.UnitNotKnown),
        ((LoadLine("PET", "1", evidence="guessed"),), {}, errors.ValueNotAllowed),
        ((LoadLine("PET", "1"),), {"destination": "SEA"}, errors.CodeUnknown),
        ((LoadLine("PET", "1"),), {"point": "P99"}, errors.CodeUnknown),
        ((LoadLine("PET", "1"),), {"point": None, "community": "C99"}, errors.CodeUnknown),
        ((LoadLine("PET", "0"),), {"at": datetime(2026, 3, 16, tzinfo=UTC)}, errors.InTheFuture),
        ((LoadLine("PET", "0"),), {"at": datetime(2025, 12, 1, tzinfo=UTC)}, errors.BeforeTheProgramme),
    ],
)
def test_a_load_that_can_not_be_is_refused(
    town: Town, refused: Refused, lines: tuple[LoadLine, ...], asked: dict[str, Any], kind: type[Refusal]
) -> None:
    with refused(kind):
        load(town, *lines, **asked)


def test_a_closed_destination_takes_nothing(town: Town, refused: Refused) -> None:
    town.ledger.close_listed(kind="destination", code="DEALER")
    with refused(errors.CodeClosed):
        load(town, LoadLine("PET", "0"))


# Counting


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize(("counted", "shrinkage"), [(9_000, 1_000), (10_000, 0), (10_500, -500), (0, 10_000)])
def test_a_count_sets_the_stock_and_books_the_difference(
    town: Town, intruder: Intruder, counted: int, shrinkage: int
) -> None:
    (entry,) = town.ledger.count_stock(counted={"pet": Grams(counted)})
    assert entry.body["lines"] == [{"material": "PET", "counted": counted, "shrinkage": shrinkage}]
    assert balance(intruder, "stock:P01", "PET") == counted
    assert balance(intruder, "shrinkage:P01", "PET") == shrinkage


def test_what_was_never_booked_may_be_found_at_a_point(town: Town, intruder: Intruder) -> None:
    town.ledger.count_stock(point="P02", counted={"BATT": Grams(750)})
    assert balance(intruder, "stock:P02", "BATT") == 750


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"counted": {}}, errors.NoLines),
        ({"counted": {"PET": Grams(-1)}}, errors.NotAWholeNumber),
        ({"counted": {"GOLD": Grams(1)}}, errors.CodeUnknown),
        ({"counted": {"PET": Grams(1)}, "point": "P99"}, errors.CodeUnknown),
        ({"counted": {"PET": Grams(1)}, "at": datetime(2026, 3, 16, tzinfo=UTC)}, errors.InTheFuture),
    ],
)
def test_a_count_that_can_not_be_is_refused(
    town: Town, refused: Refused, asked: dict[str, Any], kind: type[Refusal]
) -> None:
    with refused(kind):
        town.ledger.count_stock(**asked)


def test_one_material_is_counted_once_however_it_is_spelled(town: Town) -> None:
    with pytest.raises(Refusal):
        town.ledger.count_stock(counted={"PET": Grams(5), "pet": Grams(7)})


@pytest.mark.usefixtures("weighed")
def test_a_point_has_its_own_stock(town: Town, intruder: Intruder, refused: Refused) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 300),), point="P02")
    assert (balance(intruder, "stock:P01", "PET"), balance(intruder, "stock:P02", "PET")) == (10_000, 300)
    with refused(errors.StockTooLow):
        load(town, LoadLine("PET", "0.301"), point="P02")
