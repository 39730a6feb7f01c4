"""Thai sorts as in the dictionary, by a key that any database can compare, and is spelled in memory in one way."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasteledger.domain.thai_order import thai_sort_key, tidy_thai

# Each line in the order of the Unicode collation (UTS 10, DUCET 10.0, computed with pyuca 1.2).
IN_ORDER = {
    "tone marks decide last": "ปา, ป่า, ป้า, ป๊า, ป๋า, ป่าน, ป้าน, ปาม",
    "a leading vowel counts after its consonant": "กา, กำ, กิน, กุ้ง, เกม, เกาะ, แก้ว, โกดัง, ใกล้, ไก่, ขวด, ขาว",
    "every vowel in turn": "กะ, กัก, กา, กำ, กิ, กี, กึ, กื, กุ, กู, เก, แก, โก, ใก, ไก",
    "consonants with ฤ and ฦ": "รัก, ฤกษ์, ฤดู, ฤๅษี, ลม, ฦๅ, วัด, ศาล, ษ, สระ, หมู, ฬ, อา, ฮา",
    "maitaikhu and thanthakhat are marks": "การ, การ์, การณ์, การ์ด, การิน, เกง, เก็ง, เก่ง, เก้ง, เกงกอย",
    "paper and bottles": "กระดาษขาวดำ, กระดาษลัง, กระป๋อง, เกาะ, ขวดแก้ว, ขวดเบียร์, ขวดใส, ขวดใส (PET)",
    "other materials": "ทองแดง, น้ำมันพืช, เปลือกหอย, พลาสติก, เศษเหล็ก, หนังสือพิมพ์, เหล็กหนา, อะลูมิเนียม",
    "blanks before letters": "ก ข, กข, กข ฃ, กขฃ",
    "signs, digits, Latin, Thai": "(PET), 1 ลิตร, ๑๒, 2 ลิตร, HDPE, PET, Z, กระดาษ",
    "case, accents and the script of digits decide last": "12, ๑๒, cafe, Cafe, café, cafeteria, pet, PET",
    "a word comes before what is longer": "ชุมชน, ชุมชน 1, ชุมชนท่าแพ, ชุมชนท่าแพเหนือ",
    "the repetition sign is a sign": "ต่าง, ต่าง ๆ, ต่างๆ, ต่างกัน, ต่างหู",
}
THAI_TEXT = st.text("กขคญนมรลวหอะัาำิีึืฺุูเแโใไๅ็่้๊๋์ํ๎ๆฯ ๑1aBé", max_size=12)


@pytest.mark.parametrize("words", IN_ORDER.values(), ids=IN_ORDER.keys())
def test_words_sort_as_in_the_dictionary(words: str) -> None:
    for earlier, later in pairwise(words.split(", ")):
        assert thai_sort_key(earlier) < thai_sort_key(later), (earlier, later)


def test_code_points_alone_would_get_it_wrong() -> None:
    words = ["เกาะ", "พลาสติก"]
    assert sorted(words) == ["พลาสติก", "เกาะ"]
    assert sorted(words, key=thai_sort_key) == ["เกาะ", "พลาสติก"]


@given(THAI_TEXT, THAI_TEXT)
def test_bytes_compare_as_code_points_do(one: str, other: str) -> None:
    keys = thai_sort_key(one), thai_sort_key(other)
    assert (keys[0] < keys[1]) == (keys[0].encode() < keys[1].encode())


@given(THAI_TEXT, THAI_TEXT)
def test_a_text_sorts_before_itself_with_more_behind_it(text: str, more: str) -> None:
    longer = tidy_thai(f"{text} {more}")
    assert thai_sort_key(text) <= thai_sort_key(longer)


@given(THAI_TEXT)
def test_what_looks_the_same_sorts_the_same(text: str) -> None:
    assert thai_sort_key(unicodedata.normalize("NFD", f"  {text} ")) == thai_sort_key(tidy_thai(text))


@given(st.text())
def test_a_key_is_text_that_every_database_takes(text: str) -> None:
    first_levels = thai_sort_key(text).split("\t")[:2]
    assert all(character >= " " for level in first_levels for character in level)


def test_a_plain_thai_name_costs_no_more_than_itself() -> None:
    assert thai_sort_key("สมชาย") == "สมชาย"
    assert thai_sort_key("ท่าแพ") == "ทาพแ\t-่"


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("น\u0e4d\u0e32", "น\u0e33"),  # nikhahit and sara aa
        ("น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33"),  # with a tone mark between
        ("น\u0e49\u0e4d\u0e32", "น\u0e49\u0e33"),  # tone mark first
        ("น\u0e33\u0e49", "น\u0e49\u0e33"),  # tone mark after sara am
        ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),  # tone mark before the vowel above
        ("ก\u0e49\u0e38ง", "ก\u0e38\u0e49ง"),  # tone mark before the vowel below
        ("ส\u0e34ทธ\u0e4c\u0e34", "ส\u0e34ทธ\u0e34\u0e4c"),  # silencer before the vowel
        ("ป\u0e49\u0e31ม", "ป\u0e31\u0e49ม"),
        ("  นาง  สมใจ\u00a0 ใจดี \n", "นาง สมใจ ใจดี"),
        ("Cafe\u0301", "Caf\u00e9"),
    ],
)
def test_what_looks_right_is_made_right(typed: str, tidy: str) -> None:
    assert tidy_thai(typed) == tidy


@pytest.mark.parametrize("text", ["", "น้ำมันพืช", "ปั๊ม", "สิทธิ์", "๑๒/๓", "W1 7K3", "ฎู", "กํ", "เเก้ว", "ฤๅษี", "K07-000123"])
def test_what_is_right_or_not_ours_to_judge_stays(text: str) -> None:
    assert tidy_thai(text) == text


@given(THAI_TEXT)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy_thai(tidy_thai(text)) == tidy_thai(text)


@given(THAI_TEXT)
def test_tidying_loses_nothing_but_blanks(text: str) -> None:
    def parts(of: str) -> list[str]:
        return sorted(unicodedata.normalize("NFKD", of).replace(" ", ""))

    assert parts(tidy_thai(text)) == parts(text)


@given(st.text())
def test_tidy_text_is_nfc(text: str) -> None:
    assert unicodedata.is_normalized("NFC", tidy_thai(text))
