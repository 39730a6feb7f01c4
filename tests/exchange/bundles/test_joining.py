"""A new laptop begins with the office's first bundle and with keys of its own, or not at all."""

from pathlib import Path

import pytest

from tests.support.databases import on_sqlite
from tests.support.forging import forge
from tests.support.points import Field, Side
from tests.support.town import STAFF
from wasteledger import errors
from wasteledger.exchange.bundles.manifest import Manifest
from wasteledger.exchange.bundles.reading import opened
from wasteledger.exchange.bundles.receiving import Received
from wasteledger.exchange.keys import load_keys, make_keys
from wasteledger.ledger import Ledger, join


def join_at(field_of_town: Field, path: Path, keys: Path, origin: str = "K12", *, office: bool = True) -> Received:
    database = str(field_of_town.folder / "new.db")
    return join(database, path, origin=origin, keys=keys, is_office=lambda _: office, clock=field_of_town.clock)


@pytest.fixture
def keys(field_of_town: Field) -> Path:
    """Those of K12, enrolled at the office."""
    return field_of_town.enrol("K12", "P02")


@pytest.fixture
def first(field_of_town: Field, office: Side, keys: Path) -> Path:
    """The office's first bundle for K12."""
    assert keys.exists()
    path = field_of_town.folder / "to-K12.wlb"
    office.write(path, "K12")
    return path


def refused(
    field_of_town: Field, why: type[errors.Refusal], reason: str, path: Path, keys: Path, **said: object
) -> None:
    with pytest.raises(why, match=reason):
        join_at(field_of_town, path, keys, **said)  # type: ignore[arg-type]
    with pytest.raises(errors.DatabaseRefused):
        Ledger.open(field_of_town.folder / "new.db")


def test_it_asks_whether_the_fingerprint_is_the_offices(
    field_of_town: Field, office: Side, first: Path, keys: Path
) -> None:
    fingerprint = load_keys(office.keys, office.ledger.origin).public.fingerprint
    refused(field_of_town, errors.FingerprintDiffers, fingerprint, first, keys, office=False)
    join_at(field_of_town, first, keys)


@on_sqlite
def test_a_broken_off_beginning_is_begun_anew(field_of_town: Field, first: Path, keys: Path) -> None:
    whole = first.read_bytes()
    first.write_bytes(whole[:-1])
    refused(field_of_town, errors.BundleDamaged, "cut off", first, keys)
    first.write_bytes(whole)
    join_at(field_of_town, first, keys)
    with pytest.raises(errors.DatabaseExists):
        join_at(field_of_town, first, keys)
    with Ledger.open(field_of_town.folder / "new.db", operator=STAFF, clock=field_of_town.clock) as begun:
        assert begun.origin == "K12"
        assert not begun.audit().findings


@on_sqlite
def test_keys_that_were_not_made_here(field_of_town: Field, first: Path, tmp_path: Path) -> None:
    refused(field_of_town, errors.KeysMissing, "K12", first, tmp_path / "elsewhere")
    make_keys(tmp_path / "others", "K12")
    refused(field_of_town, errors.NotJoinable, "has not enrolled", first, tmp_path / "others")


@on_sqlite
def test_a_book_that_was_written_before(field_of_town: Field, office: Side, point: Side, tmp_path: Path) -> None:
    point.weigh()
    field_of_town.carry(point, office)
    again = tmp_path / "again.wlb"
    office.write(again, "K11", whole=True)
    refused(field_of_town, errors.NotJoinable, "written before", again, point.keys, origin="K11")


@on_sqlite
def test_a_bundle_that_is_no_first_one(field_of_town: Field, office: Side, point: Side, keys: Path) -> None:
    field_of_town.carry(point, office)
    later = field_of_town.folder / "later.wlb"
    office.write(later, "K11")
    refused(field_of_town, errors.NotJoinable, "no first bundle", later, keys)


@on_sqlite
def test_a_bundle_of_a_point_or_of_a_thief(
    field_of_town: Field, point: Side, first: Path, keys: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.wlb"
    point.write(whole, whole=True)
    refused(field_of_town, errors.SignerUnknown, "K11", whole, keys)
    refused(field_of_town, errors.SignerUnknown, "has not enrolled", forge(first, load_keys(keys, "K12")), keys)
    unsigned = forge(first, load_keys(keys, "K12"), sign=lambda _: bytes(64))
    refused(field_of_town, errors.BundleDamaged, "altered", unsigned, keys)


@on_sqlite
def test_a_manifest_comes_back_as_it_was_written(first: Path) -> None:
    with opened(first) as bundle:
        assert Manifest.read(bundle.manifest.encoded()) == bundle.manifest
