"""The README's town on PostgreSQL, every line of it run: two servers, a replica, a primary lost while points book."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.documents.test_transcripts import DOCUMENTS
from tests.support import postgresql
from tests.support.clock import Clock
from tests.support.pressing import assert_kept, pressing, wait_for
from tests.support.town import OFFICE, ORIGIN, furnish
from wasteledger.ledger import Ledger

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives one machine so many addresses"),
]

SECTION = re.compile(r"### A town on PostgreSQL\n(.*?)\n## ", re.DOTALL)
BLOCK = re.compile(r"```sh\n# (.*?)\n(.*?)```", re.DOTALL)
SERVERS = {"server1": "127.0.0.2", "server2": "127.0.0.3"}
PASSWORD = "s3cret"  # noqa: S105  # of servers that live for a minute
AS_A_POINT = f"postgresql://p01@{','.join(SERVERS.values())}/wasteledger?target_session_attrs=read-write"
ENTRIES_BETWEEN = 40


class Machines:
    """The computers that the README names, all of them on this one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._user = postgresql.unprivileged_user()
        folder.chmod(0o711)
        with socket.socket() as free:
            free.bind((SERVERS["server1"], 0))
            self.port = free.getsockname()[1]
        programs = f"{postgresql.program('pg_ctl').parent}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WASTELEDGER_", "PG"))}
        self._environment = {**kept, "PATH": programs, "PGPORT": str(self.port), "LANG": "C.UTF-8"}
        for server in SERVERS:
            self._home(server)

    def passwords(self, machine: str) -> str:
        return str(self._home(machine) / "pgpass")

    def run(self, machine: str, script: str) -> str:
        """Run a block's lines, each of which must succeed; return what they said."""
        home = self._home(machine)
        environment = self._environment | {"HOME": str(home), "PGPASSFILE": self.passwords(machine)}
        environment |= (
            {"PGHOST": str(home)}
            if machine in SERVERS
            else {
                "WASTELEDGER_CONFIG": str(home / "config.toml"),
                "WASTELEDGER_LANGUAGE": "en",
            }
        )
        said = ""
        for name, address in SERVERS.items():
            script = script.replace(name, address)
        for line in script.replace("/srv/", f"{home}/").splitlines():
            if line.startswith("export "):
                name, _, value = line.removeprefix("export ").partition("=")
                environment[name] = value
                continue
            if line.startswith("pg_ctl start"):
                self._settle_in(machine)
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", line],
                cwd=home,
                env=environment,
                user=self._user if machine in SERVERS else None,
                input=f"{PASSWORD}\n" * 6,  # where a terminal would be asked, there being none
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                check=False,
            )
            assert done.returncode == 0, f"{machine}: {line}\n{done.stdout}"
            said += done.stdout
        return said

    def lose(self, server: str) -> None:
        """Stop a server as a power cut would, and leave nothing of it."""
        self._stop(server)
        shutil.rmtree(self._home(server) / "town")

    def close(self) -> None:
        for server in SERVERS:
            self._stop(server)

    def _stop(self, server: str) -> None:
        data = self._home(server) / "town"
        if (data / "postmaster.pid").exists():
            subprocess.run(
                [postgresql.program("pg_ctl"), "stop", "-D", data, "-m", "immediate"], user=self._user, check=True
            )

    def _settle_in(self, server: str) -> None:
        """What servers need who share a machine."""
        with (self._home(server) / "town" / "postgresql.conf").open("a") as settings:
            settings.write(f"unix_socket_directories = '{self._home(server)}'\n")

    def _home(self, machine: str) -> Path:
        home = self._folder / re.sub(r"\W", "-", machine)
        if not home.exists():
            home.mkdir()
            passwords = home / "pgpass"
            passwords.write_text(f"*:*:*:*:{PASSWORD}\n")
            passwords.chmod(0o600)
            for made in (home, passwords):
                if self._user and machine in SERVERS:
                    shutil.chown(made, self._user)
        return home


@pytest.fixture
def machines() -> Iterator[Machines]:
    folder = Path(tempfile.mkdtemp(prefix="wl-"))  # pytest's own are closed to a server's user
    with postgresql.server_needed():
        machines = Machines(folder)
    yield machines
    machines.close()
    shutil.rmtree(folder, ignore_errors=True)


def test_every_line_of_the_section_works_and_a_lost_primary_loses_nothing(
    machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = BLOCK.findall(SECTION.search(DOCUMENTS[0].read_text(encoding="utf-8"))[1])  # type: ignore[index]  # it is there
    *until_all_is_there, restart, promotion, after = blocks
    copied, in_step = blocks[-5:-3]
    said = "".join(machines.run(*block) for block in until_all_is_there)
    assert said.count("Everything is as it was booked.") == 2
    assert "wasteledger_point" in said
    monkeypatch.setenv("PGPORT", str(machines.port))
    monkeypatch.setenv("PGPASSFILE", machines.passwords("a point"))

    first, second = (
        f"postgresql://town:{PASSWORD}@{address}:{machines.port}/wasteledger" for address in SERVERS.values()
    )
    clock = Clock(datetime.now(UTC))
    with Ledger.open(first, origin=ORIGIN, operator=OFFICE, clock=clock) as ledger:
        town = furnish(first, ledger, clock)
    with pressing(town, ("P01", "P01", ORIGIN), AS_A_POINT, tmp_path / "enough") as pressed:
        wait_for(first, ENTRIES_BETWEEN)
        machines.run(*restart)
        wait_for(first, ENTRIES_BETWEEN)
        machines.lose("server1")
        machines.run(*promotion)
        wait_for(second, ENTRIES_BETWEEN)
    assert pressed.unanswered.keys() <= {"ServerUnreachable", "RequestUnanswered"}
    assert_kept(pressed, second)
    assert "Everything is as it was booked." in machines.run(*after)

    machines.run(*map(exchanged, copied))
    machines.run(*map(exchanged, in_step))
    in_sync = "SELECT sync_state FROM pg_stat_replication"
    assert "sync" in machines.run(
        "server2", f'until psql --tuples-only --command="{in_sync}" | grep sync; do sleep 0.1; done'
    )


def exchanged(text: str) -> str:
    """The other server's part: the one that was lost comes back as the replica."""
    return text.replace("server1", "server_").replace("server2", "server1").replace("server_", "server2")
