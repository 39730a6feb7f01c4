"""The bytes and digests of the books are kept for ever: other programs check our receipts by these figures.

Every hexadecimal figure here was computed without this project, from the words of the design alone.
"""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain.crockford import check_code
from wasteledger.journal.chain import canonical, first_digest, next_digest, origin_field, read

MUNICIPALITY = bytes.fromhex("000102030405060708090a0b0c0d0e0f")
FIRST = bytes.fromhex("3ddfc9bfb83e6d4da056ff0c93c77fd3924165c1c6cb8b720a910d1741e81c5c")

SETTINGS = {
    "v": 1,
    "kind": "settings",
    "settings": {"name_th": "เทศบาลเมืองทุ่งสง"},
    "request": "r-1",
    "recorded": "2026-03-15T02:42:00Z",
}
SETTINGS_BYTES = bytes.fromhex(
    "7b226b696e64223a2273657474696e6773222c227265636f72646564223a22323032362d30332d31355430323a34323a30305a222c2272657175"
    "657374223a22722d31222c2273657474696e6773223a7b226e616d655f7468223a22e0b980e0b897e0b8a8e0b89ae0b8b2e0b8a5e0b980e0b8a1"
    "e0b8b7e0b8ade0b887e0b897e0b8b8e0b988e0b887e0b8aae0b887227d2c2276223a317d"
)
JOINED = {
    "kind": "household-joined",
    "amount": -250,
    "v": 1,
    "lines": [{"material": "PET", "grams": 5400}, {"material": 'ขวด\n"ใส"'}],
}
JOINED_BYTES = bytes.fromhex(
    "7b22616d6f756e74223a2d3235302c226b696e64223a22686f757365686f6c642d6a6f696e6564222c226c696e6573223a5b7b226772616d7322"
    "3a353430302c226d6174657269616c223a22504554227d2c7b226d6174657269616c223a22e0b882e0b8a7e0b8945c6e5c22e0b983e0b8aa5c22"
    "227d5d2c2276223a317d"
)


def bodies(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.recursive(
        texts | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=8,
    )
    return st.dictionaries(texts, values, max_size=4)


COMPOSED = st.text().map(lambda text: unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("body", "encoded"),
    [(SETTINGS, SETTINGS_BYTES), (JOINED, JOINED_BYTES), ({}, b"{}"), ({"%s": "%d %%"}, b'{"%s":"%d %%"}')],
    ids=["thai", "nested", "empty", "per cent"],
)
def test_a_body_has_one_way_to_be_written(body: dict[str, Any], encoded: bytes) -> None:
    assert canonical(body) == encoded


@pytest.mark.parametrize(
    ("origin", "digest"),
    [
        ("K07", "3ddfc9bfb83e6d4da056ff0c93c77fd3924165c1c6cb8b720a910d1741e81c5c"),
        ("THUNGSNG", "34f382353891f8c60f85a3e59781d9ce9019ac367022fc4a4af80e0f7cf40ca1"),
    ],
)
def test_a_book_begins_from_its_municipality_and_its_code(origin: str, digest: str) -> None:
    assert first_digest(MUNICIPALITY, origin).hex() == digest


@pytest.mark.parametrize(
    ("sequence", "previous", "body", "digest"),
    [
        (1, FIRST.hex(), SETTINGS_BYTES, "5db20267a7e657a37a5310ecbbcde2fd9166c7e840ca3b39f01f942335491ffa"),
        (
            2,
            "5db20267a7e657a37a5310ecbbcde2fd9166c7e840ca3b39f01f942335491ffa",
            JOINED_BYTES,
            "437fe18b58ab0b5525cda0d88acfdcc0614a81ac39e7c0c7de106c81b69a734a",
        ),
        (
            3,
            "437fe18b58ab0b5525cda0d88acfdcc0614a81ac39e7c0c7de106c81b69a734a",
            b"{}",
            "1d4059a9655571d3198f3edece73c8c3a07d4a074f808f27f039e0c44c7eb8dc",
        ),
    ],
)
def test_each_entry_is_tied_to_all_before_it(sequence: int, previous: str, body: bytes, digest: str) -> None:
    assert next_digest(origin_field("K07"), sequence, bytes.fromhex(previous), body).hex() == digest


def test_the_longest_code_and_a_long_number_have_room() -> None:
    digest = next_digest(origin_field("THUNGSNG"), 2**40 + 7, first_digest(MUNICIPALITY, "THUNGSNG"), b"{}")
    assert digest.hex() == "22b3550c95de3a0ec266c08da1981b157ad85a800e6171d623c824de13c174c6"


def test_a_slip_shows_the_first_eighty_bits() -> None:
    assert check_code(bytes.fromhex("5db20267a7e657a37a5310ecbbcde2fd9166c7e840ca3b39f01f942335491ffa")) == (
        "BPS0-4SX7-WSBT-6YJK"
    )


@pytest.mark.parametrize(
    "value",
    [5.4, 0.0, float("nan"), True, False, None, b"x", ("PET",), {"PET"}, {1: "PET"}, [{"weight": 5.4}], {"a": [None]}],
    ids=str,
)
def test_what_json_writes_in_more_than_one_way_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="a body"):
        canonical({"value": value})


def test_the_order_in_which_a_body_was_built_leaves_no_trace() -> None:
    assert canonical({"b": 1, "a": {"d": 2, "c": 3}}) == canonical({"a": {"c": 3, "d": 2}, "b": 1})


def test_letters_typed_in_two_strokes_and_in_one_are_the_same_letter() -> None:
    assert canonical({"name": "Cafe\u0301"}) == canonical({"name": "Caf\u00e9"}) == '{"name":"Café"}'.encode()


@pytest.mark.parametrize("text", ["\n\u0303", "\t\u030c", "\r\u0301", "\b\u0307", "\f\u0307", "\x1f\u0307"], ids=ascii)
def test_a_mark_never_melts_into_the_escape_before_it(text: str) -> None:
    assert read(canonical({"reference": text})) == {"reference": text}


@given(bodies(COMPOSED))
def test_every_body_reads_back_as_it_was(body: dict[str, Any]) -> None:
    assert read(canonical(body)) == body


@given(bodies(COMPOSED))
def test_the_bytes_are_those_that_the_standard_library_writes(body: dict[str, Any]) -> None:
    written = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(body) == written.encode()


@given(bodies(st.text()))
def test_what_was_read_back_is_written_in_the_same_bytes(body: dict[str, Any]) -> None:
    encoded = canonical(body)
    assert canonical(read(encoded)) == encoded
