"""The office's lists, settings and outside figures: checked before they are booked, closed rather than removed."""

from datetime import date
from typing import Any

import pytest

from tests.recording.conftest import Refused
from tests.support.databases import on_sqlite
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.errors import Refusal
from wasteledger.recording.drop_offs import Weighing

pytestmark = on_sqlite

CAN: dict[str, Any] = {"waste_class": "recyclable", "unit": "kg", "method": "recycling"}


def test_a_code_is_kept_in_capitals_and_found_however_it_is_typed(town: Town, refused: Refused) -> None:
    town.ledger.add_to_list(kind="community", code=" c-3.1 ", attributes={"name_th": "ชุมชนชายคลอง"})
    with refused(errors.CodeTaken):
        town.ledger.add_to_list(kind="community", code="C-3.1")
    (entry,) = town.ledger.register_household(community="c-3.1")
    assert entry.body["attributes"]["community"] == "C-3.1"


@pytest.mark.parametrize(
    ("kind", "code", "attributes", "refusal"),
    [
        ("community", "", {}, errors.ValueNotAllowed),
        ("community", "ชุมชน", {}, errors.ValueNotAllowed),
        ("community", "C 3", {}, errors.ValueNotAllowed),
        ("community", "C:3", {}, errors.ValueNotAllowed),
        ("community", "C@K07", {}, errors.ValueNotAllowed),
        ("community", "-C3", {}, errors.ValueNotAllowed),
        ("community", "C" * 17, {}, errors.ValueNotAllowed),
        ("community", "C01", {}, errors.CodeTaken),
        ("community", "C03", {"colour": "red"}, errors.ValueNotAllowed),
        ("community", "C03", {"closed_on": "2026-01-01"}, errors.ValueNotAllowed),
        ("material", "credits", CAN, errors.ValueNotAllowed),
        ("material", "CAN", CAN | {"unit": "bag"}, errors.ValueNotAllowed),
        ("material", "CAN", CAN | {"waste_class": "gold"}, errors.ValueNotAllowed),
        ("material", "CAN", CAN | {"method": "magic"}, errors.ValueNotAllowed),
        ("material", "CAN", CAN | {"grams_per_unit": 0}, errors.NotAWholeNumber),
        ("material", "CAN", CAN | {"limit_grams": 0}, errors.NotAWholeNumber),
        ("point", "P03", {"community": "C99"}, errors.CodeUnknown),
        ("operator", "50", {"role": "king"}, errors.ValueNotAllowed),
        ("operator", "50", {"role": "staff", "point": "P99"}, errors.CodeUnknown),
        ("destination", "SEA", {"method": "dumping at sea"}, errors.ValueNotAllowed),
        ("destination", "SEA", {"method": "landfill", "proper": 7}, errors.ValueNotAllowed),
        ("destination", "SEA", {"method": "landfill", "in_town": "yes"}, errors.ValueNotAllowed),
        ("castle", "C03", {}, errors.ValueNotAllowed),
    ],
)
def test_a_line_that_can_not_be_is_refused(
    town: Town, refused: Refused, kind: str, code: str, attributes: dict[str, Any], refusal: type[Refusal]
) -> None:
    with refused(refusal):
        town.ledger.add_to_list(kind=kind, code=code, attributes=attributes)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("waste_class", "general"), ("unit", "piece"), ("grams_per_unit", 900), ("method", "landfill")],
)
def test_what_old_figures_were_computed_with_is_fixed_for_life(
    town: Town, refused: Refused, attribute: str, value: object
) -> None:
    with refused(errors.ValueNotAllowed):
        town.ledger.change_listed(kind="material", code="PET", attributes={attribute: value})


def test_a_name_and_a_limit_may_change(town: Town, refused: Refused) -> None:
    town.ledger.change_listed(kind="material", code="pet", attributes={"name_en": "clear", "limit_grams": 1_000})
    with refused(errors.TooHeavy):
        town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_001),))


def test_a_closed_line_stays_in_the_books_and_is_neither_changed_nor_reopened(
    town: Town, refused: Refused, intruder: Intruder
) -> None:
    town.ledger.close_listed(kind="destination", code="FILL")
    assert intruder.value("SELECT closed_on FROM destination WHERE code = 'FILL'") == "2026-03-15"
    with refused(errors.CodeClosed):
        town.ledger.close_listed(kind="destination", code="FILL")
    with refused(errors.CodeClosed):
        town.ledger.change_listed(kind="destination", code="FILL", attributes={"name_en": "Pit"})
    with refused(errors.CodeTaken):
        town.ledger.add_to_list(kind="destination", code="FILL", attributes={"method": "landfill"})


@pytest.mark.parametrize("kind", ["community", "point", "operator", "destination", "material"])
def test_a_line_nobody_knows_is_neither_changed_nor_closed(town: Town, refused: Refused, kind: str) -> None:
    with refused(errors.CodeUnknown):
        town.ledger.change_listed(kind=kind, code="X99", attributes={})
    with refused(errors.CodeUnknown):
        town.ledger.close_listed(kind=kind, code="X99")


def test_the_office_can_not_close_itself_out(town: Town, refused: Refused) -> None:
    with refused(errors.RoleForbids):
        town.ledger.close_listed(kind="operator", code="1")


def test_an_operators_name_stays_outside_the_journal(town: Town, intruder: Intruder) -> None:
    (entry,) = town.ledger.add_to_list(kind="operator", code="50", attributes={"role": "staff"}, name="สมหญิง ใจดี")
    assert intruder.run("SELECT operator, name FROM operator_contact") == [("50", "สมหญิง ใจดี")]
    assert "สมหญิง" not in str(entry.body)


# Settings


@pytest.mark.parametrize(
    "settings",
    [
        {"colour": "green"},
        {"language": "de"},
        {"credit_decimals": "4"},
        {"zone_name": "Asia/Thung Song"},
        {"zone_name": "../../etc/passwd"},
        {"phone": "075", "language": "de"},
    ],
)
def test_a_setting_that_can_not_be_is_refused_with_all_said_beside_it(
    town: Town, refused: Refused, settings: dict[str, str]
) -> None:
    with refused(errors.ValueNotAllowed):
        town.ledger.change_settings(settings=settings)


@pytest.mark.parametrize("settings", [{"scale_division": "100 g"}, {"gift_to": "K07/0999"}])
def test_a_division_that_is_no_number_and_a_taker_nobody_knows_are_refused(
    town: Town, settings: dict[str, str]
) -> None:
    with pytest.raises(Refusal):
        town.ledger.change_settings(settings=settings)


def test_the_scales_division_is_a_number_of_grams(town: Town) -> None:
    assert town.ledger.settings().scale_division == 0
    town.ledger.change_settings(settings={"scale_division": "100"})
    assert town.ledger.settings().scale_division == 100


@pytest.mark.parametrize("day", ["soon", "", "31/12/2568", "2026-02-30"])
def test_a_programme_start_that_is_no_day_is_refused(town: Town, day: str) -> None:
    with pytest.raises(Refusal):
        town.ledger.change_settings(settings={"programme_start": day})


@pytest.mark.usefixtures("weighed")
@pytest.mark.parametrize(("name", "value"), [("credit_decimals", "0"), ("zone_name", "Asia/Tokyo")])
def test_what_old_amounts_and_days_were_written_with_is_fixed_once_something_is_booked(
    town: Town, refused: Refused, name: str, value: str
) -> None:
    with refused(errors.ValueNotAllowed):
        town.ledger.change_settings(settings={name: value})


@pytest.mark.parametrize(("name", "value"), [("credit_decimals", "0"), ("zone_name", "Asia/Tokyo")])
def test_until_then_they_may_be_set(town: Town, name: str, value: str) -> None:
    town.ledger.change_settings(settings={name: value})
    assert str(getattr(town.ledger.settings(), name)) == value


def test_a_setting_is_in_force_at_once(town: Town, refused: Refused) -> None:
    town.ledger.change_settings(settings={"programme_start": "2026-03-15"})
    with refused(errors.BeforeTheProgramme):
        town.ledger.record_drop_off(
            card=town.card, weighings=(Weighing("PET", 1_000),), at=town.clock.now.replace(month=2)
        )


# Outside figures


def test_an_outside_figure_keeps_its_days_and_its_source(town: Town, intruder: Intruder) -> None:
    said: dict[str, Any] = {"name": "households", "first_day": date(2026, 1, 1), "source": "ทะเบียนราษฎร"}
    town.ledger.set_statistic(value=4_000, **said)
    town.ledger.set_statistic(value=4_100, place="c01", last_day=date(2026, 12, 31), **said)
    assert intruder.run("SELECT place, first_day, last_day, value FROM statistic ORDER BY place") == [
        ("", "2026-01-01", "", 4_000),
        ("C01", "2026-01-01", "2026-12-31", 4_100),
    ]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"name": "happiness"}, errors.ValueNotAllowed),
        ({"name": "composition:"}, errors.ValueNotAllowed),
        ({"value": -1}, errors.NotAWholeNumber),
        ({"last_day": date(2025, 12, 31)}, errors.PeriodBackwards),
        ({"source": "  "}, errors.CellMissing),
        ({"place": "C99"}, errors.CodeUnknown),
    ],
)
def test_an_outside_figure_that_can_not_be_is_refused(
    town: Town, refused: Refused, asked: dict[str, Any], kind: type[Refusal]
) -> None:
    said: dict[str, Any] = {"name": "households", "value": 1, "first_day": date(2026, 1, 1), "source": "x"} | asked
    with refused(kind):
        town.ledger.set_statistic(**said)
