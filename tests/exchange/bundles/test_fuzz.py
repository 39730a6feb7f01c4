"""Whatever is done to a bundle: it is refused in one sentence and changes nothing, or comes to what it came to."""

import io
import json
import random
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.databases import on_sqlite
from tests.support.forging import chained, entries_in, forge, run_with
from tests.support.points import Side
from tests.support.town import OFFICE, ORIGIN
from wasteledger.errors import Refusal
from wasteledger.exchange.bundles.reading import opened
from wasteledger.exchange.keys import Keys
from wasteledger.ledger import Ledger

pytestmark = on_sqlite

SEEDS = st.integers(0, 2**32)

fuzzed = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Desk:
    """An office that reads one bundle after the other, each as if it were the first."""

    def __init__(self, office: Side, bundle: Path, kept: Path) -> None:
        self.office, self.bundle, self._kept = office, bundle, kept
        self.before, self._touched, self._copies = office.contents(), True, count()
        with self.ledger() as ledger:
            ledger.sync_import(bundle, keys=office.keys)
        self.after = office.contents()

    def read(self, changed: bytes) -> None:
        """Read a changed bundle, which must be refused or come to the same."""
        path = self.bundle.with_name("changed.wlb")
        path.write_bytes(changed)
        if not self._refused(path):
            assert self.office.contents() == self.after

    def read_forged(self, path: Path) -> None:
        """Read what a thief signed: refused, or true enough to be put to the books without harm."""
        if not self._refused(path):
            with self.ledger() as ledger:
                assert not ledger.audit().findings
            ours = [row for row in self.office.contents()["entry"] if row[0] == ORIGIN]
            assert ours == [row for row in self.before["entry"] if row[0] == ORIGIN]

    def _refused(self, path: Path) -> bool:
        """Read a bundle; whether it was refused in one sentence, and nothing was changed."""
        if self._touched:
            self._put_back()
        self._touched = True
        try:
            with self.ledger() as ledger:
                ledger.sync_import(path, keys=self.office.keys)
        except Refusal as refused:
            refusal = refused
        else:
            return False
        assert str(refusal).count("\n") == 0
        assert self.office.contents() == self.before
        self._touched = False
        return True

    def ledger(self) -> Ledger:
        return Ledger.open(self.office.database, origin=ORIGIN, operator=OFFICE)

    def _put_back(self) -> None:
        """Go on in a copy of what the office was before it read anything."""
        fresh = self._kept.with_name(f"{next(self._copies)}.db")
        self.office.database = str(shutil.copy(self._kept, fresh))


@pytest.fixture
def desk(office: Side, carried: Path, point: Side, tmp_path: Path) -> Desk:
    point.write(carried, whole=True)
    office.ledger.back_up(tmp_path / "kept.db")
    office.ledger.close()
    return Desk(office, carried, tmp_path / "kept.db")


# Bytes


def flipped(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 4)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def moved(data: bytearray, chance: random.Random) -> None:
    begin, size, to = chance.randrange(len(data)), chance.randrange(1, 200), chance.randrange(len(data))
    piece = data[begin : begin + size]
    if chance.random() < 0.5:
        del data[begin : begin + size]
    data[to:to] = piece


def overwritten(data: bytearray, chance: random.Random) -> None:
    begin = chance.randrange(len(data))
    data[begin : begin + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"PK\x05\x06", b"PK\x06\x07"])


@fuzzed
@given(st.sampled_from([flipped, cut, moved, overwritten]), SEEDS)
def test_bytes_that_were_altered(desk: Desk, change: Callable[[bytearray, random.Random], None], seed: int) -> None:
    data = bytearray(desk.bundle.read_bytes())
    change(data, random.Random(seed))  # noqa: S311  # no secret
    desk.read(bytes(data))


# Members


Members = list[tuple[str, bytes]]


def members_of(path: Path) -> Members:
    with ZipFile(path) as bundle:
        return [(name, bundle.read(name)) for name in bundle.namelist()]


def zipped(members: Members, compression: int) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", compression) as bundle:
        for name, content in members:
            bundle.writestr(ZipInfo(name), content, compress_type=compression)
    return made.getvalue()


def other_value(value: Any, chance: random.Random) -> Any:
    """Something else in the place of a value of JSON."""
    strange: list[Any] = [
        0,
        -1,
        1,
        1 << 62,
        1 << 64,
        1.5,
        True,
        None,
        "",
        "K07",
        "K12",
        "../K07",
        "é",
        [],
        {},
        [[]],
        "0" * 64,
    ]
    if isinstance(value, dict) and value and chance.random() < 0.8:
        name = chance.choice(sorted(value))
        return {**value, name: other_value(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        at = chance.randrange(len(value))
        return [*value[:at], other_value(value[at], chance), *value[at + 1 :]]
    return chance.choice(strange)


@fuzzed
@given(SEEDS)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_that_were_swapped_doubled_renamed_or_left_out(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    members = members_of(desk.bundle)
    for _ in range(chance.randint(1, 2)):
        one, other = chance.randrange(len(members)), chance.randrange(len(members))
        match chance.randrange(6):
            case 0:
                members[one], members[other] = members[other], members[one]
            case 1:
                members.insert(other, members[one])
            case 2:
                del members[one]
            case 3:
                members[one] = (members[one][0], members[other][1])
            case 4:
                members[one] = (chance.choice(["../../x", "/x", "", "K07.jsonl.gz/", "manifest.json"]), members[one][1])
            case 5:
                said = json.loads(dict(members_of(desk.bundle))["manifest.json"])
                changed = json.dumps(other_value(said, chance), separators=(",", ":"), sort_keys=True).encode()
                members = list({**dict(members), "manifest.json": changed}.items())
        if not members:
            break
    desk.read(zipped(members, chance.choice([0, 8])))


# What a thief signs


@fuzzed
@given(SEEDS)
def test_what_a_thief_of_a_points_keys_signs(desk: Desk, stolen: Keys, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    entries = entries_in(desk.bundle)["K11"]
    bodies: list[Any] = [json.loads(body) for _, _, body in entries]
    with opened(desk.bundle) as bundle:
        (before,) = [run.before for run in bundle.manifest.runs if run.book == "K11"]
        said = bundle.manifest
    book, changes = "K11", dict[str, Any]()
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(bodies))
        match chance.randrange(7):
            case 0:
                bodies[at] = other_value(bodies[at], chance)
            case 1:
                kinds = ["settings", "origin-enrolled", "origin-begun", "reversal", "household-moved", "unheard-of"]
                bodies[at] = {**bodies[at], "kind": chance.choice(kinds)} if isinstance(bodies[at], dict) else b""
            case 2:
                bodies[at] = chance.choice([b"", b"{", b"{}", b"[" * 100_000, b'{"a":\n1}', b"\xff", b"[1]"])
            case 3:
                chance.shuffle(bodies)
            case 4:
                bodies.insert(at, bodies[at])
            case 5:
                changes["heads"] = {**said.heads, chance.choice(["K11", ORIGIN, "K99"]): (chance.randrange(99), before)}
            case 6:
                book = chance.choice([ORIGIN, "K12", "K99"])
    made = chained(book, entries, bodies, before)
    if chance.random() < 0.3:
        number, digest, body = made[-1]
        made[-1] = (chance.choice([number - 1, number + 1, 0]), chance.choice([digest, bytes(32)]), body)
    run = run_with(book, made, before=chance.choice([before, before, bytes(32)]), after=chance.choice([0, 0, 1]))
    desk.read_forged(forge(desk.bundle, stolen, [run], **changes))
