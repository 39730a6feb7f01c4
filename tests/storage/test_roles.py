"""What each role may do on a real server, and the attacks of whoever logs in as one with the server's own tools."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.support.command_line import run_command
from tests.support.databases import on_postgresql
from tests.support.day import a_day
from tests.support.intruder import Intruder, Refused
from tests.support.town import OFFICE, ORIGIN, Town
from wasteledger import errors
from wasteledger.journal.fold.changes import RULINGS
from wasteledger.ledger import Ledger, give_roles, upgrade
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.households import Contact
from wasteledger.storage import tables

pytestmark = on_postgresql

WRITING = ("office", "point")
EVERYBODY = (*WRITING, "auditor")
SECRET = "s3cret"  # noqa: S105  # of nobody
ONE_KILO = (Weighing("PET", 1_000),)


@dataclass
class Server:
    """The town on its server, and one login of each role."""

    town: Town
    owner: Intruder

    def login(self, role: str) -> str:
        return f"{make_url(self.town.database).database}_{role}-Of"  # which wants quotes, and goes with its database

    def url(self, role: str) -> str:
        url = make_url(self.town.database).set(username=self.login(role))
        return url.render_as_string(hide_password=False)

    def give(self, **wanted: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return {role.name: role.logins for role in give_roles(self.town.database, **wanted)}


@pytest.fixture
def server(town: Town, intruder: Intruder) -> Server:
    (weighed,) = town.ledger.record_drop_off(card=town.card, weighings=ONE_KILO)
    town.ledger.move_household(household=town.household, contact=Contact(name="นางสาวมะลิ แก้วดี"))
    town.ledger.set_pin(OFFICE, "2468")
    assert weighed.body["balance"] == 800
    server = Server(town, intruder)
    give_roles(town.database, **{role: [server.login(role)] for role in EVERYBODY})
    return server


@pytest.fixture
def open_as(server: Server) -> Iterator[Callable[[str], Ledger]]:
    with ExitStack() as opened:
        yield lambda role: opened.enter_context(
            Ledger.open(server.url(role), origin=ORIGIN, operator=OFFICE, clock=server.town.clock)
        )


@pytest.fixture
def intrude_as(server: Server) -> Iterator[Callable[[str], Intruder]]:
    with ExitStack() as sessions:

        def open_session(role: str) -> Intruder:
            session = Intruder(server.url(role))
            sessions.callback(session.close)
            return session

        yield open_session


# What the program does under each role


@dataclass
class EitherLogin:
    """A ledger on which everything is first tried as a point, and done as the office where the server says no."""

    point: Ledger
    office: Ledger
    by_point: set[str] = field(default_factory=set)
    by_office: set[str] = field(default_factory=set)

    @property
    def _bookings(self) -> Any:
        return EitherLogin(self.point._bookings, self.office._bookings, self.by_point, self.by_office)  # type: ignore[arg-type]  # books too

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        def do(*asked: Any, **said: Any) -> Any:
            try:
                answer = getattr(self.point, verb)(*asked, **said)
            except errors.ServerForbids:
                answer = getattr(self.office, verb)(*asked, **said)
                self.by_office |= {entry.kind for entry in answer}
            else:
                self.by_point |= {entry.kind for entry in answer} if isinstance(answer, Sequence) else set()
            return answer

        return do


def test_the_office_books_every_verb(server: Server, open_as: Callable[[str], Ledger]) -> None:
    for _ in a_day(replace(server.town, ledger=open_as("office"))):
        pass
    assert server.town.ledger.audit().clean


def test_a_point_books_all_that_happens_there_and_no_more_than_its_tables_take(
    server: Server, open_as: Callable[[str], Ledger]
) -> None:
    either = EitherLogin(open_as("point"), open_as("office"))
    for _ in a_day(replace(server.town, ledger=either)):  # type: ignore[arg-type]  # answers like a ledger
        pass
    assert either.by_office <= RULINGS | {"reversal"}  # of what the office had brought over
    assert either.by_office >= {"settings", "operator-added", "statistic-set", "period-closed"}
    assert either.by_point >= {"drop-off", "redemption", "household-registered", "reversal", "load", "round-opened"}
    assert server.town.ledger.audit().clean


def test_a_point_keeps_names_and_pins_and_the_office_forgets(server: Server, open_as: Callable[[str], Ledger]) -> None:
    point, office = open_as("point"), open_as("office")
    point.move_household(household=server.town.household, contact=Contact(name="นางมะลิ", phone="081-234 5678"))
    point.set_pin(OFFICE, "1357")
    with pytest.raises(errors.PinWrong):
        point.check_pin(OFFICE, "2468")
    assert point.check_pin(OFFICE, "1357").code == OFFICE
    office.forget_household(household=server.town.households[1])
    assert office.audit().clean


def test_an_auditor_reads_and_audits_and_learns_nobodys_name(
    server: Server, open_as: Callable[[str], Ledger], intrude_as: Callable[[str], Intruder]
) -> None:
    auditor, session = open_as("auditor"), intrude_as("auditor")
    audit = auditor.audit()
    assert (audit.clean, audit.seal_compared) == (True, False)
    assert auditor.balance(server.town.card).value == 800
    assert session.value("SELECT grams FROM open_daily_total") == 1_000
    with pytest.raises(errors.ServerForbids) as refused:
        auditor.households("มะลิ")
    assert (refused.value.exit_code, "permission denied" in str(refused.value)) == (213, True)
    for secret in ("SELECT name FROM contact", "SELECT hash FROM operator_pin", "TABLE contact", "TABLE operator_pin"):
        with pytest.raises(Refused, match="permission denied"):
            session.run(secret)


@pytest.mark.parametrize(
    "line",
    ["audit", "database status", "statement K07/0001", "report tonnage --period 2569", "exception list", "origin list"],
)
def test_an_auditor_asks_for_reports_with_the_command(
    server: Server, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run_command(capsys, "--database", server.url("auditor"), "--language", "en", *line.split())
    assert (said.code, said.err) == (0, "")


def test_an_auditor_writes_nothing_whatever_he_says_to_the_server(
    open_as: Callable[[str], Ledger], intrude_as: Callable[[str], Intruder], server: Server
) -> None:
    with pytest.raises(errors.ServerForbids):
        open_as("auditor").record_drop_off(card=server.town.card, weighings=ONE_KILO)
    session = intrude_as("auditor")
    assert session.value("SHOW default_transaction_read_only") == "on"
    session.run("SET default_transaction_read_only = off")
    for table in tables.metadata.tables:
        for attack in (f'DELETE FROM "{table}"', f'INSERT INTO "{table}" SELECT * FROM "{table}"'):
            with pytest.raises(Refused, match="permission denied"):
                session.run(attack)


# What nobody but the owner may do, with the server's own tools

ATTACKS = [
    *(
        attack.format(sealed)
        for sealed in ("entry", "movement", "municipality", "origin")
        for attack in (
            "DELETE FROM {}",
            "TRUNCATE {} CASCADE",
            "ALTER TABLE {} DISABLE TRIGGER ALL",
            "ALTER TABLE {} ADD COLUMN note text",
            "ALTER TABLE {} OWNER TO current_user",
            "DROP TABLE {} CASCADE",
            "CREATE TRIGGER note BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION seal_refuse()",
            "CREATE RULE note AS ON INSERT TO {} DO INSTEAD NOTHING",
        )
    ),
    "UPDATE entry SET body = body",
    "UPDATE movement SET quantity = quantity + 1",
    "UPDATE municipality SET id = id",
    "INSERT INTO entry SELECT * FROM entry ON CONFLICT (origin, sequence) DO UPDATE SET body = excluded.body",
    "UPDATE origin SET sequence = sequence - 1",
    "UPDATE origin SET office = 1 - office",
    "INSERT INTO origin SELECT 'K99', 0, 1, 7, digest, '' FROM origin",
    "TRUNCATE balance",
    "DELETE FROM balance",
    "ALTER TABLE balance DISABLE TRIGGER ALL",
    "DROP TRIGGER entry_follows_head ON entry",
    "DROP POLICY everybody ON origin",
    "ALTER TABLE enrolment DISABLE ROW LEVEL SECURITY",
    "CREATE OR REPLACE FUNCTION seal_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TEMPORARY TABLE origin (code text, sequence bigint)",
    "CREATE TABLE mine (note text)",
    "CREATE SCHEMA mine",
    "SET session_replication_role = replica",
    "SET ROLE postgres",
    "ALTER ROLE current_user SUPERUSER",
    "COPY (SELECT 1) TO '/tmp/wasteledger-mine'",
]
REFUSAL = "permission denied|must be (owner|member|superuser)|sealed:|violates"


@pytest.mark.parametrize("role", WRITING)
def test_nobody_who_books_may_rewrite_or_unseal_anything(
    role: str, server: Server, intrude_as: Callable[[str], Intruder]
) -> None:
    session, before = intrude_as(role), server.owner.run("SELECT * FROM entry ORDER BY origin, sequence")
    for attack in ATTACKS:
        with pytest.raises(Refused, match=REFUSAL):
            session.run(attack)
    session.run("GRANT UPDATE ON entry TO PUBLIC")  # which the server answers with a warning alone
    with pytest.raises(Refused, match="permission denied"):
        session.run("UPDATE entry SET body = body")
    assert server.owner.run("SELECT * FROM entry ORDER BY origin, sequence") == before
    assert server.town.ledger.audit().clean


def test_a_point_sets_no_list_no_rate_of_the_town_and_no_key(
    server: Server, intrude_as: Callable[[str], Intruder], open_as: Callable[[str], Ledger]
) -> None:
    session = intrude_as("point")
    for attack in (
        "UPDATE setting SET value = 'x'",
        "UPDATE operator SET role = 'office'",
        "INSERT INTO operator (code, role) VALUES ('99', 'office')",
        "UPDATE enrolment SET sign = 'x'",
        "UPDATE enrolment SET revoked_from = 0",
        "INSERT INTO admitted VALUES ('K07', 1, 'x')",
        "INSERT INTO municipality VALUES (1, 'x')",
    ):
        with pytest.raises(Refused, match="permission denied"):
            session.run(attack)
    with pytest.raises(errors.ServerForbids):
        open_as("point").change_settings(settings={"phone": "075-411 111"})
    assert server.town.ledger.audit().clean


@pytest.mark.parametrize("renewed", [False, True], ids=["given", "after a rebuild"])
def test_a_point_begins_no_book_of_the_offices_and_enrols_no_key(
    server: Server, intrude_as: Callable[[str], Intruder], renewed: bool
) -> None:
    if renewed:
        server.town.ledger.rebuild()
    session = intrude_as("point")
    enrol = "INSERT INTO enrolment (origin, {}) VALUES ('K99', {}) ON CONFLICT (origin) DO UPDATE SET after = 'K07'"
    begin = "INSERT INTO origin (code, office, digest) SELECT 'K99', {}, digest FROM origin WHERE code = 'K07'"
    for attack in (
        *(enrol.format(column, "'x'") for column in ("sign", "box", "point")),
        *(enrol.format(column, 1) for column in ("office", "revoked_from")),
        begin.format(1),
    ):
        with pytest.raises(Refused, match="violates row-level security"):
            session.run(attack)
    session.run("SET row_security = off")
    with pytest.raises(Refused, match="row-level security"):
        session.run(begin.format(1))
    session.run("SET row_security = on")
    session.run(begin.format(0))
    session.run(enrol.format("after", "'K07'"))
    session.run(enrol.format("after", "'K07'"))
    assert session.run("SELECT after, sign, office FROM enrolment WHERE origin = 'K99'") == [("K07", "", 0)]
    intrude_as("office").run(enrol.format("sign", "'x'").replace("K99", "K98"))


def test_roles_given_again_and_asked_for_wait_for_no_audit(
    server: Server, intrude_as: Callable[[str], Intruder]
) -> None:
    auditor = intrude_as("auditor")
    server.owner.run(f"ALTER DATABASE {make_url(server.town.database).database} SET lock_timeout = '2s'")
    with auditor.transaction():
        auditor.run("TABLE origin")
        auditor.run("TABLE enrolment")
        server.give()


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_rebuild_an_upgrade_and_giving_roles_are_the_owners(
    role: str, server: Server, open_as: Callable[[str], Ledger]
) -> None:
    with pytest.raises(errors.ServerForbids):
        open_as(role).rebuild()
    with pytest.raises(errors.ServerForbids):
        give_roles(server.url(role), office=[server.login(role)])
    server.owner.run("UPDATE reference_mark SET projections = 0")
    with pytest.raises(errors.ServerForbids):
        upgrade(server.url(role))


# Giving roles


def test_grants_outlive_a_rebuild_and_an_upgrade(server: Server, open_as: Callable[[str], Ledger]) -> None:
    server.town.ledger.rebuild()
    server.owner.run("UPDATE reference_mark SET projections = 0")
    upgrade(server.town.database)
    assert open_as("point").record_drop_off(card=server.town.card, weighings=ONE_KILO)
    assert open_as("office").change_settings(settings={"phone": "075-411 111"})
    assert open_as("auditor").audit().clean


def test_another_programs_tables_beside_the_ledgers_are_left_alone(server: Server) -> None:
    server.owner.run("CREATE TABLE spatial_ref_sys (srid integer)")
    server.owner.run("GRANT SELECT ON spatial_ref_sys TO PUBLIC")
    server.give()
    assert server.owner.value("SELECT has_table_privilege(?, 'spatial_ref_sys', 'SELECT')", server.login("point"))


def test_a_role_given_again_changes_nothing_and_another_takes_its_place(
    server: Server, open_as: Callable[[str], Ledger]
) -> None:
    office, point, auditor = (server.login(role) for role in EVERYBODY)
    assert server.give(office=[office]) == {"office": (office,), "point": (point,), "auditor": (auditor,)}
    assert server.give(office=[auditor]) == {
        "office": tuple(sorted((office, auditor))),
        "point": (point,),
        "auditor": (),
    }
    assert open_as("auditor").change_settings(settings={"phone": "075-411 111"})
    assert server.give(former=[auditor]) == {"office": (office,), "point": (point,), "auditor": ()}
    with pytest.raises(errors.ServerForbids):
        open_as("auditor")


def test_who_could_do_everything_anyway_is_given_no_role(server: Server) -> None:
    with pytest.raises(errors.RolesNotGiven, match="anyway") as refused:
        server.give(auditor=["postgres"])
    assert refused.value.exit_code == 214
    server.owner.run(f'GRANT pg_write_all_data TO "{server.login("point")}"')
    with pytest.raises(errors.RolesNotGiven, match="anyway"):
        server.give(point=[server.login("point")])
    with pytest.raises(errors.RolesNotGiven, match="no such login"):
        server.give(former=["nobody at all"])


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_command_says_who_has_which_role_and_no_password(
    server: Server, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = make_url(server.town.database).set(password=SECRET).render_as_string(hide_password=False)
    said = run_command(capsys, "--database", url, "--language", "en", "--format", form, "database", "roles")
    assert said.code == 0
    assert all(server.login(role) in said.out for role in EVERYBODY)
    status = run_command(capsys, "--database", url, "--language", "en", "--format", form, "database", "status")
    assert status.code == 0
    assert SECRET not in said.out + said.err + status.out + status.err
