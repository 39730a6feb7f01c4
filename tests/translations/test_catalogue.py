"""The Thai catalogue says everything that the program says, in the towns' own words and nothing else."""

import io
import re
from collections.abc import Iterable
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.support.sentences import all_sentences, every_string
from wasteledger.domain.thai_order import tidy_thai
from wasteledger.translation import DOMAIN, TRANSLATIONS

SAME_IN_THAI = {
    "URL",
    "QR",
    "EPA530-R-97-011; 30 TAC §328.9",
    "{balance}",
    "{name}  {first} – {last}",
}
"""Names and patterns without a word in them."""

NEVER = {
    "ลูกค้า": "a household is a member, not a customer",
    "เครดิต": "buying on tick, or a carbon credit",
    "โซน": "a community",
    "ส่งออก": "export",
    "ขยะตกค้าง": "a backlog",
    "ลบ": "an entry is reversed, never erased",
    "ใบเสร็จรับเงิน": "no paper of the bank's is one",
}
ALLOWED_IN = {"ลบ": ("ติดลบ", "ฝังกลบ", "ลบบรรทัด"), "ใบเสร็จรับเงิน": ("ไม่ใช่ใบเสร็จรับเงิน",)}
"""Below zero, landfill, the last line of a slip not yet booked, and what a slip is not."""

Key = tuple[str, str]


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    source = TRANSLATIONS / "th" / "LC_MESSAGES" / f"{DOMAIN}.po"
    return read_po(io.BytesIO(source.read_bytes()), abort_invalid=True)


@pytest.fixture(scope="module")
def said(catalogue: Catalog) -> dict[Key, Message]:
    """Every message by its context and its English, or the singular of it."""
    return {(message.context or "", _english(message)[0]): message for message in catalogue if message.id}


def _english(message: Message) -> tuple[str, ...]:
    return tuple(map(str, message.id)) if isinstance(message.id, tuple) else (str(message.id),)


def _thai(message: Message) -> tuple[str, ...]:
    return tuple(map(str, message.string)) if isinstance(message.string, tuple) else (str(message.string),)


def _from_click(message: Message) -> bool:
    return any(place == "click" for place, _ in message.locations)


def _facts(texts: Iterable[str]) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_everything_that_is_said_has_its_thai(said: dict[Key, Message]) -> None:
    missing = [f"{one.text!r} ({one.source})" for key, one in all_sentences().items() if key not in said]

    assert not missing


def test_nothing_is_translated_that_is_never_said(said: dict[Key, Message]) -> None:
    spoken, written = all_sentences(), every_string()

    unused = [
        key for key, message in said.items() if key not in spoken and key[1] not in written and not _from_click(message)
    ]

    assert not unused


def test_every_message_is_filled_in(said: dict[Key, Message]) -> None:
    empty = [key for key, message in said.items() if not all(_thai(message)) or message.fuzzy]

    assert not empty


def test_no_message_is_only_copied(said: dict[Key, Message]) -> None:
    copied = {_english(message)[0] for message in said.values() if _thai(message)[0] in _english(message)}

    assert copied == SAME_IN_THAI


def test_thai_and_english_state_the_same_facts(said: dict[Key, Message]) -> None:
    differing = [
        key
        for key, message in said.items()
        if _facts(_thai(message)) != _facts(_english(message)) and not isinstance(message.id, tuple)
    ]

    assert not differing


def test_a_plural_states_no_other_facts(said: dict[Key, Message]) -> None:
    plurals = [message for message in said.values() if isinstance(message.id, tuple)]

    assert plurals
    assert [message.id for message in plurals if not _facts(_thai(message)) <= _facts(_english(message))] == []


@pytest.mark.parametrize("word", NEVER)
def test_a_word_that_misleads_the_towns_is_never_used(said: dict[Key, Message], word: str) -> None:
    innocent = re.compile("|".join(ALLOWED_IN.get(word, ("(?!)",))))

    used = [key for key, message in said.items() if any(word in innocent.sub("", text) for text in _thai(message))]

    assert not used


def test_marks_stand_in_the_one_order_that_compares_equal(said: dict[Key, Message]) -> None:
    untidy = [
        piece
        for message in said.values()
        for text in _thai(message)
        for piece in text.split()
        if tidy_thai(piece) != piece
    ]

    assert not untidy
