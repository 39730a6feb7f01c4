"""The second copy: the journal's very bytes on a stick, whatever becomes of the stick."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.databases import on_sqlite
from tests.support.day import a_day
from tests.support.intruder import Intruder
from tests.support.town import OFFICE, ORIGIN, SETTINGS, Town
from wasteledger import errors
from wasteledger.exchange.second_copy import read_copy
from wasteledger.journal.chain import first_digest
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder to be made on a stick that is plugged in."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick" / "copy"


@pytest.fixture
def copy(town: Town, stick: Path) -> Path:
    """The copy of the town's book, brought up to date."""
    town.ledger.copy_to(stick)
    return stick / f"{ORIGIN}.journal"


def weigh(town: Town) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=(Weighing("PET", 1_000),))


def restarted(town: Town) -> Ledger:
    """The ledger as another process would find it: nothing is remembered."""
    return town.ledger.acting_as(OFFICE)


def held(intruder: Intruder, origin: str = ORIGIN) -> list[tuple[int, bytes, bytes]]:
    rows = intruder.run("SELECT sequence, digest, body FROM entry WHERE origin = ? ORDER BY sequence", origin)
    return [(sequence, bytes(digest), bytes(body)) for sequence, digest, body in rows]


def test_a_copy_holds_every_entry_of_every_book_to_the_byte(town: Town, intruder: Intruder, stick: Path) -> None:
    assert list(a_day(town))
    town.begin_book(intruder, "K08")
    with Ledger.open(town.database, origin="K08", operator=OFFICE, clock=town.clock) as other:
        other.register_household(community="C01")
    assert town.ledger.copy_to(stick) == intruder.number("SELECT count(*) FROM entry")
    for origin in (ORIGIN, "K08"):
        municipality, code, entries = read_copy(stick / f"{origin}.journal")
        assert first_digest(municipality, code) == first_digest(
            bytes(intruder.value("SELECT id FROM municipality")), origin
        )
        assert list(entries) == held(intruder, origin)


def test_each_press_appends_what_is_new_and_nothing_twice(town: Town, copy: Path, intruder: Intruder) -> None:
    before = copy.read_bytes()
    assert town.ledger.copy_to(copy.parent) == 0
    weigh(town)
    weigh(town)
    assert town.ledger.copy_to(copy.parent) == 2
    assert copy.read_bytes().startswith(before)
    weigh(town)
    assert restarted(town).copy_to(copy.parent) == 1
    assert list(read_copy(copy)[2]) == held(intruder)


@on_sqlite
def test_a_line_torn_anywhere_is_cut_and_written_again(town: Town, copy: Path) -> None:
    whole = copy.read_bytes()
    last = whole.rfind(b"\n", 0, len(whole) - 1) + 1
    for end in [0, 1, 60, whole.find(b"\n"), whole.find(b"\n") + 1, *range(last - 2, len(whole), 7)]:
        for ledger in (town.ledger, restarted(town)):
            copy.write_bytes(whole[:end])
            ledger.copy_to(copy.parent)
            assert copy.read_bytes() == whole


@on_sqlite
@pytest.mark.parametrize("lost", [1, 200, 2_000])
def test_an_end_that_a_stick_left_empty_is_written_again(town: Town, copy: Path, lost: int) -> None:
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-lost] + bytes(lost))
    restarted(town).copy_to(copy.parent)
    assert copy.read_bytes() == whole


@on_sqlite
def test_a_torn_copy_is_read_up_to_its_last_whole_line(copy: Path, intruder: Intruder) -> None:
    copy.write_bytes(copy.read_bytes()[:-5])
    assert list(read_copy(copy)[2]) == held(intruder)[:-1]


@on_sqlite
def test_a_stick_that_is_not_there_is_said_and_nothing_is_made_in_its_place(town: Town, stick: Path) -> None:
    shutil.rmtree(stick.parent)
    with pytest.raises(errors.CopyMissing):
        town.ledger.copy_to(stick)
    assert not stick.parent.exists()
    stick.parent.mkdir()
    assert town.ledger.copy_to(stick)


@on_sqlite
def test_a_stick_pulled_out_and_put_back_goes_on(town: Town, copy: Path, tmp_path: Path) -> None:
    copy.parent.rename(tmp_path / "pulled")
    copy.parent.parent.rmdir()
    weigh(town)
    with pytest.raises(errors.CopyMissing):
        town.ledger.copy_to(copy.parent)
    copy.parent.parent.mkdir()
    (tmp_path / "pulled").rename(copy.parent)
    weigh(town)
    assert town.ledger.copy_to(copy.parent) == 2


@on_sqlite
def test_a_new_stick_gets_everything(town: Town, copy: Path) -> None:
    whole = copy.read_bytes()
    shutil.rmtree(copy.parent)
    town.ledger.copy_to(copy.parent)
    assert copy.read_bytes() == whole


@on_sqlite
def test_a_stick_of_another_town_is_left_as_it_is(town: Town, copy: Path, tmp_path: Path) -> None:
    before = copy.read_bytes()
    with (
        Ledger.found(
            tmp_path / "other.db", origin=ORIGIN, operator=OFFICE, settings=SETTINGS, clock=town.clock
        ) as other,
        pytest.raises(errors.CopyNotOurs),
    ):
        other.copy_to(copy.parent)
    assert copy.read_bytes() == before


@on_sqlite
def test_a_file_that_is_no_copy_is_left_as_it_is(town: Town, stick: Path) -> None:
    stick.mkdir()
    letter = stick / f"{ORIGIN}.journal"
    letter.write_text("เรียน ป้ามะลิ\n", encoding="utf-8")
    with pytest.raises(errors.CopyNotOurs):
        town.ledger.copy_to(stick)
    with pytest.raises(errors.CopyNotOurs):
        read_copy(letter)
    assert letter.read_text(encoding="utf-8") == "เรียน ป้ามะลิ\n"


@on_sqlite
def test_a_copy_of_a_book_that_went_another_way_is_kept(town: Town, copy: Path, tmp_path: Path) -> None:
    backup = town.ledger.back_up(tmp_path / "backup.db")
    weigh(town)
    town.ledger.copy_to(copy.parent)
    before = copy.read_bytes()
    with Ledger.open(backup, origin=ORIGIN, operator=OFFICE, clock=town.clock) as older:
        with pytest.raises(errors.CopyDiffers):
            older.copy_to(copy.parent)
        older.register_household(community="C01")
        older.register_household(community="C01")
        with pytest.raises(errors.CopyDiffers):
            older.copy_to(copy.parent)
    assert copy.read_bytes() == before


@on_sqlite
def test_a_full_stick_is_said_and_made_good_later(town: Town, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weigh(town)
    with monkeypatch.context() as full:
        full.setattr("os.fsync", _no_space)
        with pytest.raises(errors.FileNotWritten, match="No space left"):
            town.ledger.copy_to(copy.parent)
    weigh(town)
    town.ledger.copy_to(copy.parent)
    assert [sequence for sequence, _, _ in read_copy(copy)[2]] == list(range(1, len(copy.read_bytes().splitlines())))


@on_sqlite
def test_a_copy_that_was_written_over_is_not_believed(copy: Path) -> None:
    lines = copy.read_text(encoding="utf-8").splitlines()
    forged = json.loads(lines[3])
    forged["body"] = forged["body"].replace("C01", "C02").replace("P01", "P02").replace("1", "2", 1)
    lines[3] = json.dumps(forged)
    copy.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(errors.CopyDiffers, match="K07-000003"):
        list(read_copy(copy)[2])


def test_a_copy_that_is_not_there_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(errors.CopyMissing):
        read_copy(tmp_path / "K07.journal")


def _no_space(_: int) -> None:
    raise OSError(28, "No space left on device")
