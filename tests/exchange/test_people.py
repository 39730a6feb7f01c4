"""Names and PINs travel to whom they concern; the newest wins, and who is forgotten is forgotten everywhere."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.support.books import MARK
from tests.support.clock import Clock
from tests.support.databases import on_postgresql, on_sqlite
from tests.support.intruder import Intruder
from tests.support.nodes import begin_node, carry
from tests.support.town import HEAD, OFFICE, ORIGIN, STAFF, Town
from wasteledger import errors
from wasteledger.domain.thai_order import thai_sort_key
from wasteledger.exchange.keys import make_keys, write_public
from wasteledger.exchange.people import NEWEST_EDITION, merge_people, people_for
from wasteledger.ledger import Ledger
from wasteledger.recording.households import Contact
from wasteledger.storage.database import Database

POINT = "K08"
SOMCHAI = Contact(name="สมชาย ใจดี", called="ป้าแดง", house_number="12/3", phone="0812345678", house_code="12345678901")


@pytest.fixture
def office(town: Town, tmp_path: Path) -> Iterator[Database]:
    """The office's database, which has enrolled a laptop at P01 of C01."""
    write_public(make_keys(tmp_path, POINT), tmp_path / "public.json")
    town.ledger.enrol_origin(tmp_path / "public.json", keys=tmp_path / "keys", point="P01")
    with closing(Database(town.database)) as opened:
        yield opened


@pytest.fixture
def laptop(town: Town, office: Database, tmp_path: Path, clock: Clock) -> Iterator[tuple[Database, Ledger]]:
    """It knows what the office knew in the morning."""
    with closing(begin_node(str(tmp_path / "point.db"), town.database, POINT)) as node:
        carry(office, node, ORIGIN, vouched=True)
        with Ledger.open(node.name, operator=HEAD, clock=clock) as ledger:
            yield node, ledger


def told(database: Database, to: str) -> dict[str, Any]:
    with database.reading() as connection:
        content = people_for(connection, to)
        assert people_for(connection, to) == content
    return json.loads(content) if content else {}


def households(database: Database, to: str) -> set[str]:
    return {row[0] for row in told(database, to).get("contact", [])}


def hand(source: Database, target: Database, to: str, sender: str) -> int:
    with source.reading() as reading, target.writing() as writing:
        return merge_people(writing, people_for(reading, to), sender)


def take(database: Database, sender: str, **said: object) -> int:
    with database.writing() as connection:
        return merge_people(connection, json.dumps({"v": 1, **said}).encode(), sender)


def name_everybody(town: Town) -> None:
    for number in town.households:
        town.ledger.move_household(household=number, contact=SOMCHAI)


# Who is told what


def test_a_point_is_told_of_those_it_serves_and_no_more_than_its_counter_needs(town: Town, office: Database) -> None:
    name_everybody(town)
    first, second, *others = town.households
    rows = told(office, POINT)["contact"]
    assert rows == [[number, 1, "สมชาย ใจดี", "ป้าแดง", "12/3", "0812345678"] for number in (first, second)]
    assert set(others) == households(office, ORIGIN) - households(office, POINT)


def test_served_are_the_communities_of_its_plans_and_who_is_at_home_there_whatever_its_rounds_say(
    town: Town, office: Database
) -> None:
    name_everybody(town)
    first, second, school, walk_ins = town.households
    town.ledger.move_household(household=school, attributes={"home_point": "P01"})
    assert households(office, POINT) == {first, second, school}
    plan = {"point": "P01", "days": "2026-04-01", "communities": "C02"}
    town.ledger.add_to_list(kind="plan", code="R1", attributes=plan)
    assert households(office, POINT) == {first, second, school, walk_ins}
    town.ledger.close_listed(kind="plan", code="R1")
    assert walk_ins not in households(office, POINT)
    town.ledger.open_round(point="P01", communities=("C02",))
    assert walk_ins not in households(office, POINT), "a stolen key may open a round for the whole town"


def test_nobody_is_told_of_who_was_forgotten_nor_a_point_of_who_has_left(town: Town, office: Database) -> None:
    name_everybody(town)
    first, second, *_ = town.households
    town.ledger.forget_household(household=first)
    town.ledger.close_household(household=second)
    assert households(office, POINT) == set()
    assert households(office, ORIGIN) == set(town.households) - {first}


def test_a_book_without_a_point_or_that_nobody_enrolled_is_told_of_nobody(town: Town, office: Database) -> None:
    name_everybody(town)
    town.ledger.set_pin(STAFF, "4711")
    assert told(office, "K99") == {}
    with office.writing() as connection:
        assert merge_people(connection, b"", ORIGIN) == 0


def test_operators_who_may_stand_there_bring_name_and_pin(town: Town, office: Database) -> None:
    for code, attributes in {"41": {"point": "P02"}, "42": {}, "43": {"point": "P01"}}.items():
        town.ledger.add_to_list(
            kind="operator", code=code, attributes={"role": "staff", **attributes}, name=f"ป้า {code}"
        )
    for code in (STAFF, "30", "41", "42", "43"):
        town.ledger.set_pin(code, "4711")
    town.ledger.close_listed(kind="operator", code="43")
    said = told(office, POINT)
    assert said["operator_contact"] == [["42", 1, "ป้า 42"]]
    assert [row[0] for row in said["operator_pin"]] == [STAFF, "42"]
    assert {row[0] for row in told(office, ORIGIN)["operator_pin"]} == {STAFF, "30", "41", "42", "43"}


# What is taken


def test_names_and_pins_come_to_the_point_and_work_there(
    town: Town, office: Database, laptop: tuple[Database, Ledger]
) -> None:
    node, ledger = laptop
    name_everybody(town)
    town.ledger.set_pin(STAFF, "4711")
    assert hand(office, node, POINT, ORIGIN) == 3
    assert [found.name for found in ledger.households("ป้าแดง")] == ["สมชาย ใจดี"] * 2
    assert ledger.check_pin(STAFF, "4711").code == STAFF
    with pytest.raises(errors.PinWrong):
        ledger.check_pin(STAFF, "1111")
    assert hand(office, node, POINT, ORIGIN) == 0, "a wrong try is no newer PIN"


def test_what_the_point_writes_comes_to_the_office_and_whose_edition_is_higher_stays(
    town: Town, office: Database, laptop: tuple[Database, Ledger], intruder: Intruder
) -> None:
    node, ledger = laptop
    (registered,) = ledger.register_household(community="C02", contact=Contact(name="มานี", house_number="7"))
    number = str(registered.body["household"])
    assert hand(node, office, ORIGIN, POINT) == 0, "nobody knows the household yet"
    carry(node, office, POINT)
    assert hand(node, office, ORIGIN, POINT) == 1
    town.ledger.move_household(household=number, contact=Contact(phone="0899999999", house_code="12345678901"))
    ledger.move_household(household=number, contact=Contact(phone="0811111111"))
    ledger.move_household(household=number, contact=Contact(phone="0822222222"))
    assert hand(office, node, POINT, ORIGIN) == 0
    assert hand(node, office, ORIGIN, POINT) == 1
    rows = intruder.run("SELECT name, phone, house_code, sort_key, edition FROM contact")
    assert rows == [("มานี", "0822222222", "12345678901", thai_sort_key("มานี"), 3)], "a house code stays where it is"


def test_each_writing_is_one_edition_more(town: Town, office: Database) -> None:
    for _ in range(3):
        town.ledger.move_household(household=town.household, contact=SOMCHAI)
        town.ledger.set_pin(STAFF, "4711")
    said = told(office, ORIGIN)
    assert [rows[0][1] for rows in (said["contact"], said["operator_pin"])] == [3, 3]


EDITIONS = (
    ["K07/0001", 1, "ก", "", "1", ""],
    ["K07/0001", 2, "ข", "", "1", ""],
    ["K07/0001", 2, "ค", "", "1", ""],
    ["K07/0001", 1, "ง", "", "1", ""],
)


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5], ids=str)
def test_all_agree_whatever_the_order_in_which_editions_come(
    office: Database, intruder: Intruder, order: tuple[int, ...]
) -> None:
    for each in order:
        take(office, ORIGIN, contact=[EDITIONS[each]])
    assert intruder.run("SELECT name, edition FROM contact") == [("ค", 2)]
    assert take(office, ORIGIN, contact=[EDITIONS[each] for each in order]) == 0


def test_a_point_is_believed_about_those_it_serves_alone(town: Town, office: Database, intruder: Intruder) -> None:
    rows = [[number, 9, "ใคร", "", "", ""] for number in town.households]
    assert take(office, POINT, contact=rows) == 2
    assert {row[0] for row in intruder.run("SELECT household FROM contact")} == set(town.households[:2])
    pins = [[code, 9, "00" * 16, "00" * 32, 16384, 8] for code in (OFFICE, STAFF, "99")]
    assert take(office, POINT, operator_pin=pins) == 1
    assert intruder.run("SELECT operator FROM operator_pin") == [(STAFF,)], "no stolen laptop sets the office's PIN"
    assert take(office, "K99", contact=rows, operator_pin=pins) == 0


def test_a_point_is_believed_only_some_editions_on(town: Town, office: Database, intruder: Intruder) -> None:
    first, second, *_ = town.households
    for edition, taken in ((1_001, 0), (1_000, 1), (2_001, 0), (2_000, 1)):
        rows = [[first, edition, "ก", "", "", ""], [second, NEWEST_EDITION - 1, "ข", "", "", ""]]
        assert take(office, POINT, contact=rows) == taken
    assert intruder.run("SELECT household, edition FROM contact") == [(first, 2_000)]
    assert take(office, POINT, operator_pin=[[STAFF, 1_001, *PIN[2:]]]) == 0
    assert take(office, ORIGIN, contact=[[first, NEWEST_EDITION - 1, "ค", "", "", ""]]) == 1


@pytest.mark.parametrize("edition", [-1, 0, NEWEST_EDITION, 1 << 80])
def test_an_edition_that_nobody_writes_is_left_out_and_the_others_taken(
    town: Town, office: Database, intruder: Intruder, edition: int
) -> None:
    first, second, *_ = town.households
    rows = [[first, edition, "ก", "", "", ""], [second, 1, "ข", "", "", ""]]
    assert take(office, ORIGIN, contact=rows, operator_pin=[[STAFF, edition, *PIN[2:]]]) == 1
    assert intruder.run("SELECT household FROM contact") == [(second,)]


def test_no_edition_is_told_that_nobody_takes(town: Town, office: Database, laptop: tuple[Database, Ledger]) -> None:
    take(office, ORIGIN, contact=[[town.household, NEWEST_EDITION - 1, "ก", "", "", ""]])
    town.ledger.move_household(household=town.household, contact=Contact(name="ข"))
    assert [row[1] for row in told(office, POINT)["contact"]] == [NEWEST_EDITION - 1]
    assert hand(office, laptop[0], POINT, ORIGIN) == 1
    assert hand(office, laptop[0], POINT, ORIGIN) == 0


@on_postgresql
def test_who_is_forgotten_meanwhile_is_not_taken(
    town: Town, office: Database, intruder: Intruder, intrude: Callable[[], Intruder]
) -> None:
    taking = threading.Thread(
        target=take, args=(office, ORIGIN), kwargs={"contact": [[town.household, 1, "ก", "", "", ""]]}
    )
    forgetting, watching = intrude(), intrude()
    with forgetting.transaction():
        forgetting.run(f"UPDATE {MARK} SET turn = turn + 1")
        forgetting.run("UPDATE household SET forgotten = 1 WHERE number = ?", town.household)
        taking.start()
        watching.wait_until_waiting(1)
    taking.join()
    assert intruder.number("SELECT count(*) FROM contact") == 0


def test_a_revoked_book_is_told_nothing_and_not_believed(town: Town, office: Database) -> None:
    name_everybody(town)
    town.ledger.revoke_origin(origin=POINT)
    assert told(office, POINT) == {}
    assert take(office, POINT, contact=[[town.household, 9, "ใคร", "", "", ""]]) == 0


def test_who_is_forgotten_or_unknown_is_not_taken(town: Town, office: Database, intruder: Intruder) -> None:
    town.ledger.forget_household(household=town.household)
    rows = [[number, 9, "ใคร", "", "", ""] for number in (town.household, "K99/0001")]
    assert take(office, ORIGIN, contact=rows) == 0
    assert intruder.number("SELECT count(*) FROM contact") == 0
    assert town.ledger.audit().clean


def test_a_ruling_to_forget_takes_the_name_away_wherever_it_arrives(
    town: Town, office: Database, laptop: tuple[Database, Ledger]
) -> None:
    node, ledger = laptop
    name_everybody(town)
    hand(office, node, POINT, ORIGIN)
    town.ledger.forget_household(household=town.household)
    carry(office, node, ORIGIN, vouched=True)
    assert [found.household.number for found in ledger.households("สมชาย")] == [town.households[1]]


def test_what_no_screen_can_show_is_left_out(office: Database, intruder: Intruder, town: Town) -> None:
    take(office, ORIGIN, contact=[[town.household, 1, "\x1b[2Jสม\0ชาย\ud800", "", "", ""]])
    assert intruder.value("SELECT name FROM contact") == "[2Jสมชาย"


PIN = ["12", 1, "00" * 16, "00" * 32, 16384, 8]
WRONG_IN_A_PIN = ((2, "00"), (3, "zz" * 32), (4, 1 << 40), (4, 12345), (4, 0), (5, 0), (5, 1.5), (5, "8"))
WRONG_CONTACTS: list[Any] = [
    7,
    [7],
    [["K07/0001", 1, "ก", "", ""]],
    [["K07/0001", 1, "ก", "", "", 7]],
    [["K07/0001", "1", "ก", "", "", ""]],
    [[None, 1, "ก", "", "", ""]],
]
MALFORMED: list[Any] = [
    [],
    {},
    {"v": 2},
    *({"v": 1, "contact": rows} for rows in WRONG_CONTACTS),
    *({"v": 1, "operator_pin": [[*PIN[:at], wrong, *PIN[at + 1 :]]]} for at, wrong in WRONG_IN_A_PIN),
]


@on_sqlite
@pytest.mark.parametrize("said", [json.dumps(each).encode() for each in MALFORMED] + [b"{", b"\xff", b"[" * 100_000])
def test_what_nobody_of_us_writes_is_refused(office: Database, said: bytes) -> None:
    with pytest.raises(errors.SealBroken), office.writing() as connection:
        merge_people(connection, said, ORIGIN)
