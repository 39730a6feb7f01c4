"""A bundle that is not what it should be gets one sentence, and changes nothing."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.databases import on_sqlite
from tests.support.forging import chained, entries_in, forge, run_with
from tests.support.points import Field, Side
from tests.support.town import ORIGIN
from wasteledger import errors
from wasteledger.exchange.bundles import manifest, reading
from wasteledger.exchange.bundles.manifest import proof_names
from wasteledger.exchange.keys import Keys, make_keys
from wasteledger.journal.chain import first_digest

pytestmark = on_sqlite

Refused = Callable[[Path, type[errors.Refusal]], None]


@pytest.fixture
def refused(office: Side) -> Refused:
    """Has the office read a bundle that it must refuse."""

    def read(path: Path, why: type[errors.Refusal]) -> None:
        before = office.contents()
        with pytest.raises(why):
            office.read(path)
        assert office.contents() == before

    return read


@pytest.fixture
def everything(point: Side, carried: Path) -> Path:
    """A bundle of the point's with the office's book too, proved by the office's own manifest."""
    point.write(carried, whole=True)
    return carried


def bodies_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(body) for _, _, body in entries_in(path)["K11"]]


def first_of(office: Side, book: str) -> bytes:
    ((_, municipality),) = office.contents()["municipality"]
    return first_digest(bytes(municipality), book)


def rebuilt(path: Path, office: Side, keys: Keys, bodies: list[Any]) -> Path:
    """The bundle with other bodies, whose chain is as it should be."""
    before = first_of(office, "K11")
    entries = chained("K11", entries_in(path)["K11"], bodies, before)
    return forge(path, keys, [run_with("K11", entries, before=before)])


def test_one_that_was_cut_off(carried: Path, refused: Refused) -> None:
    whole = carried.read_bytes()
    for length in (0, 1, 21, 22, 100, len(whole) // 2, len(whole) - 22, len(whole) - 1):
        carried.write_bytes(whole[:length])
        refused(carried, errors.BundleDamaged)


def test_one_that_is_something_else(tmp_path: Path, refused: Refused, office: Side) -> None:
    refused(tmp_path / "nothing.wlb", errors.FileMissing)
    refused(tmp_path, errors.FileUnreadable)
    office.ledger.back_up(tmp_path / "backup.db")
    refused(tmp_path / "backup.db", errors.BundleDamaged)


def test_one_that_nobody_signed(carried: Path, stolen: Keys, refused: Refused) -> None:
    refused(forge(carried, stolen, sign=lambda _: b""), errors.BundleDamaged)
    refused(forge(carried, stolen, sign=lambda _: bytes(64)), errors.BundleDamaged)


def test_one_signed_for_something_else(carried: Path, stolen: Keys, refused: Refused) -> None:
    untagged = forge(carried, stolen, sign=lambda said: stolen.sign(said.removeprefix(manifest.TAG)))
    refused(untagged, errors.BundleDamaged)


def test_one_of_a_stranger(carried: Path, tmp_path: Path, refused: Refused) -> None:
    stranger = make_keys(tmp_path / "stranger", "K99")
    refused(forge(carried, stranger), errors.SignerUnknown)
    refused(forge(carried, stranger, sender="K99"), errors.SignerUnknown)


def test_one_of_another_town(carried: Path, stolen: Keys, refused: Refused) -> None:
    refused(forge(carried, stolen, municipality=bytes(16)), errors.BundleForeign)


def test_one_of_a_later_format(office: Side, point: Side, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = point.contents()
    with monkeypatch.context() as later:
        later.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
        office.write(tmp_path / "later.wlb", "K11")
    with pytest.raises(errors.BundleNewer):
        point.read(tmp_path / "later.wlb")
    assert point.contents() == before


@pytest.mark.parametrize(
    ("module", "limit"),
    [
        (reading, "FILE_BYTES"),
        (reading, "MOST_MEMBERS"),
        (reading, "MANIFEST_BYTES"),
        (manifest, "FILE_BYTES"),
        (manifest, "MEMBER_BYTES"),
        (manifest, "RUN_ENTRIES"),
    ],
)
def test_one_that_is_too_large(
    carried: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch, module: Any, limit: str
) -> None:
    monkeypatch.setattr(module, limit, 2)
    refused(carried, errors.BundleTooLarge)


def test_one_with_a_line_that_never_ends(
    carried: Path, office: Side, stolen: Keys, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rebuilt(carried, office, stolen, [b"x" * 3_000_000])
    monkeypatch.setattr(reading, "LINE_BYTES", 1_000)
    refused(path, errors.BundleDamaged)


def test_one_with_somebody_elses_book(field_of_town: Field, carried: Path, stolen: Keys, refused: Refused) -> None:
    field_of_town.laptop("K12", "P02")
    (entry, *_) = entries_in(carried)["K11"]
    for book in ("K12", ORIGIN, "K99"):
        refused(forge(carried, stolen, [run_with(book, [entry])]), errors.BookNotSenders)


def test_one_that_begins_a_book_for_somebody_else(
    field_of_town: Field, carried: Path, office: Side, stolen: Keys, refused: Refused
) -> None:
    field_of_town.laptop("K12", "P02")
    body = {**bodies_of(carried)[0], "kind": "origin-begun", "after": "K12-000001", "printed": "K12-000002"}
    begun = chained("K99", entries_in(carried)["K11"], [body], first_of(office, "K99"))
    refused(forge(carried, stolen, [run_with("K99", begun)]), errors.BookNotSenders)


def test_one_with_a_proof_that_the_office_never_signed(everything: Path, stolen: Keys, refused: Refused) -> None:
    with reading.opened(everything) as bundle:
        ((said, signature),) = bundle.proofs()
    refused(forge(everything, stolen), errors.BookNotSenders)
    for proof in (
        (said, stolen.sign(manifest.TAG + said)),
        (said.replace(b'"to":"K11"', b'"to":"K12"'), signature),
        (b"{}", signature),
    ):
        more = dict(zip(proof_names(ORIGIN), proof, strict=True))
        refused(forge(everything, stolen, more=more), errors.BookNotSenders)


def test_one_that_goes_beyond_its_proof(everything: Path, stolen: Keys, refused: Refused) -> None:
    with reading.opened(everything) as bundle:
        (proof,) = bundle.proofs()
        theirs, own = [replace(run, entries=partial_of(list(run.entries()))) for run in bundle.runs()]
    longer = replace(theirs, upto=theirs.upto + 1)
    more = dict(zip(proof_names(ORIGIN), proof, strict=True))
    refused(forge(everything, stolen, [longer, own], more), errors.BookNotSenders)


def partial_of(entries: list[Any]) -> Callable[[], Any]:
    return lambda: iter(entries)


def test_one_that_says_less_than_its_runs_hold(carried: Path, stolen: Keys, refused: Refused) -> None:
    entries = entries_in(carried)["K11"]
    for run in (
        run_with("K11", entries, upto=2),
        run_with("K11", entries, upto=4),
        run_with("K11", entries, digest=bytes(32)),
        run_with("K11", [entries[0], entries[2], entries[1]], upto=3),
        run_with("K11", [entries[0], entries[0], entries[2]], upto=3),
    ):
        refused(forge(carried, stolen, [run]), errors.BundleDamaged)


def test_one_whose_chain_is_broken(carried: Path, stolen: Keys, refused: Refused) -> None:
    first, second, third = entries_in(carried)["K11"]
    altered = (second[0], second[1], second[2].replace(b"PET", b"CAN"))
    refused(forge(carried, stolen, [run_with("K11", [first, altered, third])]), errors.EntryNotUnderstood)


def test_one_with_a_ruling_that_is_the_offices(carried: Path, office: Side, stolen: Keys, refused: Refused) -> None:
    first, *_ = bodies_of(carried)
    ruling = {**first, "kind": "settings", "settings": {"name_en": "Stolen"}, "turn": 99}
    refused(rebuilt(carried, office, stolen, [ruling]), errors.EntryNotUnderstood)


def test_one_with_a_kind_of_a_newer_version(carried: Path, office: Side, stolen: Keys, refused: Refused) -> None:
    first, *_ = bodies_of(carried)
    refused(rebuilt(carried, office, stolen, [{**first, "kind": "composted-at-home"}]), errors.EntryNewer)


def test_a_point_that_says_the_office_was_restored_is_not_believed(carried: Path, office: Side, stolen: Keys) -> None:
    with reading.opened(carried) as bundle:
        heads = bundle.manifest.heads
    for number in (99, 5):
        received = office.read(forge(carried, stolen, heads={**heads, ORIGIN: (number, bytes(32))}))
        assert [str(receipt) for receipt in received.otherwise] == [f"{ORIGIN}-{number:06}"]


def test_heads_that_nobody_holds_keep_nothing_back_and_give_way_to_the_next(
    field_of_town: Field, office: Side, point: Side, carried: Path, stolen: Keys
) -> None:
    office.read(carried)
    field_of_town.carry(office, point, "K11")
    office.weigh(2)
    with reading.opened(carried) as bundle:
        heads, path = bundle.manifest.heads, field_of_town.folder / "to-K11.wlb"
    for number in (manifest.LARGEST, 29):
        office.read(forge(carried, stolen, heads={**heads, ORIGIN: (number, bytes(32))}))
        runs = {run.book: (run.after, run.upto) for run in office.write(path, "K11").runs}
        assert runs[ORIGIN] == (0, 29)
    point.read(path)
    field_of_town.carry(point, office)
    assert not office.write(path, "K11").runs
    office.read(carried)
    assert [(run.book, run.after) for run in office.write(path, "K11").runs] == [(ORIGIN, 27)]
    field_of_town.carry(point, office)
    assert not office.write(path, "K11").runs


def test_what_the_office_once_held_is_not_taken_back_by_an_earlier_bundle(
    field_of_town: Field, office: Side, point: Side
) -> None:
    earlier, later = field_of_town.folder / "earlier.wlb", field_of_town.folder / "later.wlb"
    office.write(earlier, "K11")
    office.weigh(2)
    office.write(later, "K11")
    point.read(later)
    before = point.contents()["heard"]
    point.read(earlier)
    assert point.contents()["heard"] == before


def test_what_a_revoked_key_sends_waits_aside(field_of_town: Field, office: Side, point: Side, carried: Path) -> None:
    office.ledger.revoke_origin(origin="K11")
    received = office.read(carried)
    assert [(book.new, book.waiting) for book in received.books] == [(0, 3)]
    (status,) = [book for book in office.ledger.sync_status() if book.book == "K11"]
    assert (status.sequence, status.revoked) == (0, 3)
    assert field_of_town.carry(office, point, "K11").acknowledged == {"K11": 0}


def test_a_book_that_a_revoked_key_begins_waits_aside_too(carried: Path, office: Side, stolen: Keys) -> None:
    office.ledger.revoke_origin(origin="K11")
    first, before = bodies_of(carried)[0], first_of(office, "K99")
    begins = {**first, "kind": "origin-begun", "after": "K11-000001", "printed": "K11-000002", "turn": 1}
    begun = chained("K99", entries_in(carried)["K11"], [begins, {**first, "request": "another"}], before)
    for sender in ("K11", "K99"):
        received = office.read(forge(carried, stolen, [run_with("K99", begun, before=before)], sender=sender))
        assert [(book.book, book.new, book.waiting) for book in received.books] == [("K99", 0, 2)]
    before = first_of(office, "K98")
    further = chained("K98", entries_in(carried)["K11"], [{**begins, "after": "K99-000001"}], before)
    runs = [run_with("K98", further, before=before), run_with("K99", begun, before=first_of(office, "K99"))]
    received = office.read(forge(carried, stolen, runs))
    assert [(book.book, book.new, book.waiting) for book in received.books] == [("K98", 0, 1), ("K99", 0, 2)]


def test_a_bundle_that_nobody_would_read_is_not_written(
    point: Side, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    point.weigh(2)
    monkeypatch.setattr(manifest, "RUN_ENTRIES", 1)
    with pytest.raises(errors.BundleTooLarge):
        point.write(tmp_path / "large.wlb")
    assert not list(tmp_path.glob("large.wlb*"))


def test_a_bundle_for_nobody_that_is_known(office: Side, point: Side, tmp_path: Path) -> None:
    assert point.ledger.origin == "K11"
    with pytest.raises(errors.CodeUnknown):
        office.write(tmp_path / "lost.wlb", "K99")
    with pytest.raises(errors.FileNotWritten):
        office.write(tmp_path / "missing" / "lost.wlb")
    assert not list(tmp_path.glob("**/lost.wlb*"))
