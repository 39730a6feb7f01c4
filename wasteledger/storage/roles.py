"""Roles on a PostgreSQL server: what the office, a point and an auditor may do, whatever program they ask with.

Each database has three roles nobody logs in as, and logins are members of one of them. The journal and its movements
are only ever added to; projections are written, never owned. Row-level security keeps a point from beginning a book of
the office's and from enrolling keys, for the program sends whole rows, which no grant tells apart. Nobody but the owner
makes a table, not even a temporary one: the seal would look for a book's head in a temporary table of that name first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table

from wasteledger import errors
from wasteledger.domain.registers import REGISTERS
from wasteledger.storage import tables
from wasteledger.storage.views import VIEWS

OFFICE, POINT, AUDITOR = "office", "point", "auditor"
ROLES = (OFFICE, POINT, AUDITOR)

_APPENDED = (tables.entry, tables.movement)
_TAKEN_AWAY = (tables.contact, tables.aside)
_SET_BY_RULINGS = {"setting", "statistic", "closing", "admitted", "settled_exception", "carried", *REGISTERS}
"""Projections that only the office's entries set."""
_COLUMNS_AUDITED = {"contact": "household", "operator_pin": "operator"}
"""What an audit and a report ask of people: for whom something is kept, and not what."""

_BEGUN_BY_A_POINT = {
    "origin": "office = 0",
    "enrolment": "sign = '' AND box = '' AND office = 0 AND point = '' AND revoked_from = 0",
}
"""What a point's login may begin: a book of its own with no keys but those of the book that it goes on for."""
_EVERYBODY = "everybody"

_POLICIES = """
SELECT policyname FROM pg_policies WHERE schemaname = current_schema() AND tablename = %s"""
_MAY_MAKE_TABLES = """
SELECT bool_or(has_database_privilege(rolname, current_database(), 'CREATE, TEMPORARY')
  OR has_schema_privilege(rolname, current_schema(), 'CREATE')) FROM pg_roles WHERE rolname = ANY (%s)"""
_MIGHTY = """
SELECT rolsuper OR rolcreaterole OR pg_has_role(r.oid, datdba, 'MEMBER') OR pg_has_role(r.oid, relowner, 'MEMBER')
  OR has_table_privilege(r.oid, c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
FROM pg_roles r, pg_database d, pg_class c
WHERE rolname = %s AND datname = current_database() AND c.oid = 'entry'::regclass"""
_MEMBERS = """
SELECT m.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
WHERE g.rolname = %s AND m.rolcanlogin AND NOT a.admin_option ORDER BY 1"""
"""Newer servers make whoever created a role a member that may give it to others, and nothing else."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the ledger: its name on the server, and the logins that have it."""

    name: str
    group: str
    logins: tuple[str, ...]


def give(connection: Connection, wanted: Mapping[str, Sequence[str]], former: Sequence[str] = ()) -> list[Role]:
    """Make the roles and grant them what they may; give logins one each, making those that are not there.

    A login made here has no password: whoever runs the server sets one, or says in pg_hba.conf how it is known.

    Args:
        connection: the owner's, in a transaction of its own.
        wanted: logins by the role they are to have from now on, whatever they had.
        former: logins that are to have none any more.

    Raises:
        RolesNotGiven: a login could do everything anyway, or the database is not the owner's own.
        ServerForbids: the owner may not make roles.
    """
    groups = _groups(connection)
    for group in set(groups.values()) - _present(connection):
        connection.exec_driver_sql(f"CREATE ROLE {_quoted(connection, group)} NOLOGIN")
    grant_again(connection)
    for name, logins in (*wanted.items(), ("", former)):
        for login in logins:
            _give_one(connection, login, name, groups)
    return [Role(name, group, _members(connection, group)) for name, group in groups.items()]


def grant_again(connection: Connection) -> None:
    """Grant the roles what they may on every table there is now; nothing where there are no roles.

    Upgrades and rebuilds make tables anew, which takes their grants away.
    """
    groups = _groups(connection) if connection.dialect.name == "postgresql" else {}
    if not groups or not set(groups.values()) <= _present(connection):
        return
    everyone = ", ".join(_quoted(connection, group) for group in groups.values())
    database, schema = connection.exec_driver_sql("SELECT current_database(), current_schema()").one()
    ours = ", ".join(f'"{name}"' for _, name in _grants(AUDITOR))  # there may be other programs' tables beside them
    in_database, in_schema = f"DATABASE {_quoted(connection, database)}", f"SCHEMA {_quoted(connection, schema)}"
    for statement in (
        f"REVOKE CREATE, TEMPORARY ON {in_database} FROM PUBLIC, {everyone}",
        f"REVOKE CREATE ON {in_schema} FROM PUBLIC, {everyone}",
        f"REVOKE ALL ON {ours} FROM PUBLIC, {everyone}",
        f"GRANT CONNECT ON {in_database} TO {everyone}",
        f"GRANT USAGE ON {in_schema} TO {everyone}",
    ):
        connection.exec_driver_sql(statement)
    if connection.exec_driver_sql(_MAY_MAKE_TABLES, (list(groups.values()),)).scalar():
        # The server only warns where somebody else must take a right away.
        raise errors.RolesNotGiven(name=database, reason="it belongs to another login, or its schema does")
    for role, group in groups.items():
        for what, name in _grants(role):
            connection.exec_driver_sql(f'GRANT {what} ON "{name}" TO {_quoted(connection, group)}')
    for table, condition in _BEGUN_BY_A_POINT.items():
        _keep_to(connection, table, condition, groups[POINT])


def _keep_to(connection: Connection, table: str, condition: str, group: str) -> None:
    """Let a role insert only rows of which this is true; everybody else, and all that is granted besides, goes on.

    What is there stays as it is: altering a table would wait for every audit, and every counter for that.
    """
    present = set(connection.exec_driver_sql(_POLICIES, (table,)).scalars())
    if _EVERYBODY not in present:
        connection.exec_driver_sql(f"CREATE POLICY {_EVERYBODY} ON {table} USING (true)")
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    if group not in present:
        quoted = _quoted(connection, group)
        policy = f"CREATE POLICY {quoted} ON {table} AS RESTRICTIVE FOR INSERT TO {quoted} WITH CHECK ({condition})"
        connection.exec_driver_sql(policy)


def _grants(role: str) -> Iterator[tuple[str, str]]:
    """What a role may do with each table and view."""
    yield "SELECT", "alembic_version"
    for view in VIEWS:
        yield "SELECT", view.name
    for table in tables.metadata.sorted_tables:
        if role == AUDITOR:
            column = _COLUMNS_AUDITED.get(table.name)
            yield f"SELECT ({column})" if column else "SELECT", table.name
        else:
            yield ", ".join(("SELECT", *_writes(role, table))), table.name


def _writes(role: str, table: Table) -> tuple[str, ...]:
    if table in _APPENDED:
        return ("INSERT",)
    if table is tables.enrolment and role == POINT:
        return ("INSERT", "UPDATE (after)")  # a book goes on for another; whose keys are good is the office's to say
    if table is tables.municipality or (table.name in _SET_BY_RULINGS and role == POINT):
        return ()
    return ("INSERT", "UPDATE", "DELETE") if table in _TAKEN_AWAY else ("INSERT", "UPDATE")


def _give_one(connection: Connection, login: str, role: str, groups: Mapping[str, str]) -> None:
    """Give a login this role, and take the others away; ``role`` is empty for none."""
    mighty = connection.exec_driver_sql(_MIGHTY, (login,)).scalar()
    if mighty:
        raise errors.RolesNotGiven(name=login, reason="it may do everything with this ledger anyway")
    quoted = _quoted(connection, login)
    if mighty is None:
        if not role:
            raise errors.RolesNotGiven(name=login, reason="the server knows no such login")
        connection.exec_driver_sql(f"CREATE ROLE {quoted} LOGIN")
    for name, group in groups.items():
        if login in _members(connection, group) and name != role:
            connection.exec_driver_sql(f"REVOKE {_quoted(connection, group)} FROM {quoted}")
        elif name == role:
            connection.exec_driver_sql(f"GRANT {_quoted(connection, group)} TO {quoted}")
    database = _quoted(connection, str(connection.exec_driver_sql("SELECT current_database()").scalar_one()))
    reading = "SET default_transaction_read_only = on" if role == AUDITOR else "RESET default_transaction_read_only"
    connection.exec_driver_sql(f"ALTER ROLE {quoted} IN DATABASE {database} {reading}")


def _groups(connection: Connection) -> dict[str, str]:
    """The roles by their names on the server, which many databases share."""
    database = connection.exec_driver_sql("SELECT current_database()").scalar()
    return {role: f"{database}_{role}" for role in ROLES}


def _present(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql("SELECT rolname FROM pg_roles").scalars())


def _members(connection: Connection, group: str) -> tuple[str, ...]:
    return tuple(connection.exec_driver_sql(_MEMBERS, (group,)).scalars())


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)
