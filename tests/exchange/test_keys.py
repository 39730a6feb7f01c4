"""Keys stay on their computer, sign for one book, and seal what only the recipient opens."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wasteledger import errors
from wasteledger.domain.public_keys import PublicKeys
from wasteledger.exchange.keys import Keys, load_keys, make_keys, read_public, verify, write_public

POINT = Keys("K07", bytes(range(32)), bytes(range(32, 64)))
OFFICE = Keys("OFF", bytes(range(64, 96)), bytes(range(96, 128)))
OTHER = Keys("K09", b"\7" * 32, b"\1" * 32)
NAMES = "สมชาย ใจดี".encode()

# Kept for ever: bundles of old must be read.
POINT_PUBLIC = PublicKeys(
    "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8",
    "358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254",
)
SIGNED = (
    "aae2978ed53ae16d372517f43705096d47373b0fa8ad79913075e503974a5fcd"
    "a6de28c6f5cfd7abb6992ace0ccf3b5f3295897b1829d973067e66d843b6360d"
)
SEALED = "9373fcdbe927da857231418ca860772f673f96a8f51c115b71c9486c714eb94451436d2b5f940f37e76ca06aa43b9075c3cee4b72b"


def test_the_vectors_are_kept() -> None:
    assert POINT.public == POINT_PUBLIC
    assert POINT_PUBLIC.fingerprint == "6RCY-EM52-VN9B-N5W8"
    assert POINT.sign("ศาลาหมู่บ้าน".encode()).hex() == SIGNED
    assert POINT.seal_to(b"names", OFFICE.public).hex() == SEALED
    assert OFFICE.unseal(bytes.fromhex(SEALED), POINT_PUBLIC) == b"names"


def test_a_signature_is_as_the_standard_says() -> None:
    """RFC 8032, 7.1, test 2."""
    secret = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"  # noqa: S105  # printed in the standard
    keys = Keys("K07", bytes.fromhex(secret), b"\1" * 32)
    assert keys.public.sign == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert keys.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_only_what_was_signed_by_these_keys_is_proved() -> None:
    signature = POINT.sign(b"manifest")
    assert verify(POINT.public, signature, b"manifest")
    assert not verify(POINT.public, signature, b"manifesT")
    assert not verify(OTHER.public, signature, b"manifest")
    assert not verify(POINT.public, signature[:-1], b"manifest")
    assert not verify(PublicKeys("00", ""), signature, b"manifest")


def test_sealing_the_same_again_gives_the_same_bytes_and_anything_else_others() -> None:
    sealed = POINT.seal_to(NAMES, OFFICE.public)
    assert POINT.seal_to(NAMES, OFFICE.public) == sealed
    assert len(sealed) == len(NAMES) + 48
    others = [
        POINT.seal_to(NAMES + b".", OFFICE.public),
        POINT.seal_to(NAMES, OTHER.public),
        OTHER.seal_to(NAMES, OFFICE.public),
    ]
    assert len({sealed[:32], *(other[:32] for other in others)}) == 4, "no key pair is used for two contents"


def test_only_the_recipient_opens_it_and_only_as_of_its_sender() -> None:
    sealed = POINT.seal_to(NAMES, OFFICE.public)
    assert OFFICE.unseal(sealed, POINT.public) == NAMES
    for keys, sender in ((OTHER, POINT), (OFFICE, OTHER), (POINT, POINT)):
        with pytest.raises(errors.SealBroken):
            keys.unseal(sealed, sender.public)


@pytest.mark.parametrize("at", [0, 31, 32, -1])
def test_a_changed_bit_opens_nothing(at: int) -> None:
    sealed = bytearray(POINT.seal_to(NAMES, OFFICE.public))
    sealed[at] ^= 1
    with pytest.raises(errors.SealBroken):
        OFFICE.unseal(bytes(sealed), POINT.public)


@pytest.mark.parametrize("sealed", [b"", b"\0" * 31, b"\0" * 47, b"\0" * 80], ids=len)
def test_what_nobody_sealed_opens_nothing(sealed: bytes) -> None:
    with pytest.raises(errors.SealBroken):
        OFFICE.unseal(sealed, POINT.public)


# Files


def test_keys_are_made_once_and_read_again(tmp_path: Path) -> None:
    made = make_keys(tmp_path / "keys", "k07")
    assert made.origin == "K07"
    assert load_keys(tmp_path / "keys", "K07") == made
    assert OFFICE.unseal(made.seal_to(NAMES, OFFICE.public), made.public) == NAMES
    with pytest.raises(errors.KeysExist):
        make_keys(tmp_path / "keys", "K07")
    assert load_keys(tmp_path / "keys", "K07") == made
    assert make_keys(tmp_path / "keys", "K08").public != made.public


@pytest.mark.skipif(sys.platform == "win32", reason="a folder of a user's own is his there")
def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys", "K07")
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    assert [file.stat().st_mode & 0o777 for file in (tmp_path / "keys").iterdir()] == [0o600]


def test_what_a_power_cut_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "K07.secret.json.part").write_text("half", encoding="utf-8")
    assert make_keys(tmp_path, "K07") == load_keys(tmp_path, "K07")
    assert [file.name for file in tmp_path.iterdir()] == ["K07.secret.json"]


def test_keys_that_are_not_there_are_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(errors.KeysMissing):
        load_keys(tmp_path, "K07")


def test_nothing_secret_is_shown_or_carried_to_the_office(tmp_path: Path) -> None:
    keys = make_keys(tmp_path, "K07")
    write_public(keys, tmp_path / "K07.keys.json")
    public = (tmp_path / "K07.keys.json").read_text(encoding="utf-8")
    for secret in (keys._sign, keys._box):
        assert secret.hex() not in public + repr(keys)
        assert repr(secret) not in repr(keys)
    assert read_public(tmp_path / "K07.keys.json") == ("K07", keys.public)


Damage = Callable[[dict[str, str]], object]


@pytest.mark.parametrize(
    "damage",
    [
        lambda said: said.update(sign=said["sign"][:-2] + "00"),
        lambda said: said.update(box="00" * 32),
        lambda said: said.update(box=said["box"][:-2]),
        lambda said: said.update(box="keys"),
        lambda said: said.update(box=7),
        lambda said: said.update(origin="../K07"),
        lambda said: said.update(format="wasteledger secret keys 1"),
        lambda said: said.pop("fingerprint"),
        lambda said: said.pop("sign"),
    ],
)
def test_a_damaged_public_half_is_refused(tmp_path: Path, damage: Damage) -> None:
    path = tmp_path / "K07.keys.json"
    write_public(POINT, path)
    said = json.loads(path.read_bytes())
    damage(said)
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(errors.KeysNotUnderstood):
        read_public(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"7", b"{"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    for name in ("K07.keys.json", "K07.secret.json"):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(errors.KeysNotUnderstood):
        read_public(tmp_path / "K07.keys.json")
    with pytest.raises(errors.KeysNotUnderstood):
        load_keys(tmp_path, "K07")


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(errors.FileMissing):
        read_public(tmp_path / "K07.keys.json")
    with pytest.raises(errors.FileUnreadable):
        read_public(tmp_path)
