"""A line means one thing at a prompt, however the keyboard was set, or it is refused; it never means another."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.layouts import caps_locked, in_thai_layout
from wasteledger.domain.card_code import grouped, new_card_code
from wasteledger.domain.receipts import Receipt
from wasteledger.errors import CardMistyped, CodeUnknown, NotANumber, ReceiptUnknown, Refusal, TooPrecise
from wasteledger_cli.counter import reading
from wasteledger_cli.counter.reading import Card, Command, Container, Line, MaterialCode, Parked, Text

CARD = new_card_code(lambda _: 2569)
MATERIALS = ("ALU", "BEER", "PET", "PET-2", "PET_2", "X.1", "3M", "12")
LAYOUTS = (str, str.lower, str.swapcase, in_thai_layout, caps_locked, lambda keys: in_thai_layout(keys.lower()))

CODES = st.from_regex(r"[A-Z0-9][A-Z0-9._-]{0,15}", fullmatch=True)
DECIMALS = st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3})?", fullmatch=True)
WEIGHED = st.builds(
    "{} {}{}{}{}".format,
    st.sampled_from(["1", "3", "8", "3A", "PET", "pet:b", "X.1", "PET_2", "3M"]),
    DECIMALS,
    st.just("") | DECIMALS.map("-{}".format),
    st.just("") | DECIMALS.map("/{}".format),
    st.sampled_from(["", "~"]),
)


def weighed(line: str, awaited: str = "") -> object:
    return reading.at_weighing(line, MATERIALS, MaterialCode(awaited) if awaited else None)


def read_or_refused(line: str, awaited: str = "") -> object:
    try:
        return weighed(line, awaited)
    except Refusal:
        return None


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", reading.SCANNED)
def test_a_command_is_read_from_every_layout_at_every_prompt(name: str, layout: type[str]) -> None:
    assert reading.at_card_prompt(layout(name)) == Command(name)
    assert weighed(layout(name)) == Command(name)


@pytest.mark.parametrize(("keys", "name"), [("*", "UNDO"), ("**", "PARK"), ("***", "CANCEL"), ("?", "HELP")])
def test_keys_of_the_number_pad_are_commands(keys: str, name: str) -> None:
    assert reading.at_card_prompt(keys) == weighed(keys) == weighed(keys, "PET") == Command(name)


def test_enter_alone_is_done_where_materials_are_weighed_and_nothing_elsewhere() -> None:
    assert weighed("") == weighed("  ") == weighed("", "PET") == Command("DONE")
    assert reading.at_card_prompt("") == Command("ENTER")


@pytest.mark.parametrize("typed", ["0", "จ"])
def test_a_nought_is_the_menu_where_a_card_is_asked_for(typed: str) -> None:
    assert reading.at_card_prompt(typed) == Command("MENU")


@pytest.mark.parametrize("typed", [".4", "*4", "q4", "Q4", "๐ภ", "ๆภ", "๕ภ", "ใภ"])
def test_a_parked_visit_is_called_by_its_number(typed: str) -> None:
    assert reading.at_card_prompt(typed) == Parked(4)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_card_is_a_card_at_every_prompt(layout: type[str]) -> None:
    assert reading.at_card_prompt(layout(CARD)) == weighed(layout(CARD)) == weighed(layout(CARD), "PET") == Card(CARD)


def test_a_card_may_be_typed_as_it_is_printed() -> None:
    assert reading.at_card_prompt(f" {grouped(CARD).lower()} ") == Card(CARD)


def test_what_stood_typed_before_a_card_was_scanned_is_told_apart_and_not_entered() -> None:
    assert weighed("3 5" + CARD) == reading.at_card_prompt("3 5" + in_thai_layout(CARD)) == Card(CARD, "3 5")


@pytest.mark.parametrize("typed", [CARD[:-1] + "Z", CARD[:-1], CARD[:5] + CARD[6:], in_thai_layout(CARD[:-1])])
def test_a_card_with_a_wrong_symbol_is_no_name_and_no_number(typed: str) -> None:
    with pytest.raises(CardMistyped):
        reading.at_card_prompt(typed)
    with pytest.raises(CardMistyped):
        weighed(typed)


@pytest.mark.parametrize("typed", ["สมใจ", "ป้าแดง", "12/3 ก", "Somchai", "W1"])
def test_a_name_is_looked_up_as_it_was_typed(typed: str) -> None:
    assert reading.at_card_prompt(typed) == Text(typed)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("K07/0123", ()),
        ("12/3", ()),
        ("081-234 5678", ()),
        ("ษจึฝจๅ/-", ("K07/0123",)),
        ("าจึฝจๅ/-", ("k07/0123",)),
        ("/-", ("23",)),
        ("๑๒", ("12", "23")),
        ("๑๒/๓", ("12/3",)),
        ("๗", ("7", "0")),
        ("ธ-045", ("T3045",)),
    ],
)
def test_a_number_is_looked_up_as_whatever_its_keys_may_mean(typed: str, readings: tuple[str, ...]) -> None:
    assert reading.at_card_prompt(typed) == Text(typed, readings)


@given(CODES)
def test_a_material_scanned_in_any_layout_is_that_material(code: str) -> None:
    for layout in LAYOUTS:
        said = reading.at_weighing(layout(f"M:{code}"), [code])
        assert said == reading.at_card_prompt(layout(f"M:{code}")) == MaterialCode(code)


@given(st.integers(min_value=0, max_value=999_999))
def test_a_container_scanned_in_any_layout_weighs_what_it_says(grams: int) -> None:
    assert {weighed(layout(f"T:{grams}")) for layout in LAYOUTS} == {Container(grams)}


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("3 5.4", Line("PET", "5.4")),
        ("3  5.4 ", Line("PET", "5.4")),
        ("3 5.4-0.2", Line("PET", "5.4", tare="0.2")),
        ("3 5.4 - 0.2 / 0.8 ~", Line("PET", "5.4", tare="0.2", rejected="0.8", estimated=True)),
        ("3 5.4/0.8~", Line("PET", "5.4", rejected="0.8", estimated=True)),
        ("3A 5.4", Line("PET", "5.4", grade="A")),
        ("3a 5.4", Line("PET", "5.4", grade="A")),
        ("3:B 5.4", Line("PET", "5.4", grade="B")),
        ("pet 5.4", Line("PET", "5.4")),
        ("PET:A 5.4", Line("PET", "5.4", grade="A")),
        ("2 24", Line("BEER", "24")),
        ("3 .5", Line("PET", ".5")),
        ("3 1,240.50", Line("PET", "1,240.50")),
        ("3M 2", Line("3M", "2")),
        ("๓ ๕.๔", Line("PET", "5.4")),
        ("- ถใภ", Line("PET", "5.4")),
        ("- 5.4", None),
        ("ๅ 5.4", Line("ALU", "5.4")),
        ("๒ ๔ฬ๓", Line("PET", "5.4")),
        ("-ฟ ถใภขจใ/ฝจใค%", Line("PET", "5.4", tare="0.2", rejected="0.8", grade="A", estimated=True)),
    ],
)
def test_a_line_is_a_material_and_what_it_weighs(typed: str, line: Line | None) -> None:
    assert read_or_refused(typed) == line


def test_a_weight_follows_the_material_that_was_said_before() -> None:
    assert weighed("5.4", "PET") == Line("PET", "5.4")
    assert weighed("3", "BEER") == Line("BEER", "3")
    assert weighed("5.4-0.2/0.8~", "PET") == Line("PET", "5.4", "0.2", "0.8", estimated=True)
    assert reading.at_weighing("5", MATERIALS, MaterialCode("PET", "A")) == Line("PET", "5", grade="A")


def test_another_material_takes_the_place_of_the_one_said_before() -> None:
    assert weighed("M:ALU", "PET") == weighed("ALU", "PET") == MaterialCode("ALU")
    assert weighed("2 24", "PET") == Line("BEER", "24")


def test_a_material_alone_is_a_material_without_its_weight() -> None:
    assert weighed("3") == weighed("PET") == weighed("-") == MaterialCode("PET")
    assert weighed("3A") == MaterialCode("PET", "A")
    assert weighed("8") == weighed("M:12") == MaterialCode("12")


def test_a_line_is_one_word_to_the_ledger() -> None:
    assert Line("PET", "5.40", "0.20", "0.8", "A", estimated=True).word == "PET:A=5.40-0.20/0.8~"
    assert Line("BEER", "24").word == "BEER=24"


@pytest.mark.parametrize("typed", ["9 5.4", "0 5.4", "XYZ 5.4", "M:XYZ", "5.4", "T:1234567"])
def test_a_material_that_nobody_listed_is_refused(typed: str) -> None:
    with pytest.raises(CodeUnknown):
        weighed(typed)


@pytest.mark.parametrize(
    "typed",
    ["3 5,4", "3 1,240", "3 5.", "3 5.4-", "3 -5", "3 5.4 2", "3 5.4 กก.", "3 1e3", "ขวด 5", "+5", "5.4M:PET x"],
)
def test_what_is_no_weight_is_refused(typed: str) -> None:
    with pytest.raises(NotANumber):
        weighed(typed)


@pytest.mark.parametrize("typed", ["๑ ๒", "๕", "๒ ๑๓", "๒ 5.4"])
def test_a_line_that_caps_lock_may_have_changed_is_refused(typed: str) -> None:
    assert read_or_refused(typed) is read_or_refused(typed, "PET") is None


@pytest.mark.parametrize("layout", [in_thai_layout, caps_locked])
@given(line=WEIGHED)
def test_no_line_means_another_in_another_layout(layout: type[str], line: str) -> None:
    assert read_or_refused(layout(line)) in {read_or_refused(line), None}


@given(line=WEIGHED)
def test_every_line_is_read_in_the_thai_layout(line: str) -> None:
    assert read_or_refused(in_thai_layout(line)) == read_or_refused(line) is not None


@pytest.mark.parametrize("layout", [in_thai_layout, caps_locked])
@given(weight=DECIMALS)
def test_no_weight_means_another_in_another_layout(layout: type[str], weight: str) -> None:
    assert read_or_refused(layout(weight), "PET") in {weighed(weight, "PET"), None}


@pytest.mark.parametrize(
    ("typed", "minor_units"),
    [("1,240.50", 124_050), ("1,240", 124_000), ("500", 50_000), ("ถจจ", 50_000), ("๙๘๐", 98_000), ("ๅใถ", 150)],
)
def test_an_amount_is_read_from_every_layout(typed: str, minor_units: int) -> None:
    assert reading.number(typed, 2) == minor_units


@pytest.mark.parametrize("typed", ["", "5,4", "12/3", "-5", "+5", "฿100", "๑๒", "K07", CARD, in_thai_layout(CARD)])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(NotANumber):
        reading.number(typed, 2)


def test_a_comma_before_three_digits_may_be_a_point_where_there_are_three_decimals() -> None:
    assert reading.number("1,240.5", 3) == 1_240_500
    with pytest.raises(NotANumber):
        reading.number("1,240", 3)


@pytest.mark.parametrize("typed", ["5.125", "ถใๅ/ถ"])
def test_an_amount_that_is_too_fine_is_refused_as_such(typed: str) -> None:
    with pytest.raises(TooPrecise):
        reading.number(typed, 2)


@given(DECIMALS, st.sampled_from([in_thai_layout, caps_locked]))
def test_no_amount_means_another_in_another_layout(typed: str, layout: type[str]) -> None:
    try:
        assert reading.number(layout(typed), 3) == reading.number(typed, 3)
    except NotANumber:
        assert layout is caps_locked


@pytest.mark.parametrize(("typed", "chosen"), [("1", 1), (" 2 ", 2), ("ๅ", 1), ("จ", 0), ("+", 1), ("12", 12)])
def test_an_answer_is_chosen_by_its_number(typed: str, chosen: int) -> None:
    assert reading.choice(typed) == chosen


@pytest.mark.parametrize("typed", ["", "๑", "x", "1.5", "-1", CARD])
def test_what_is_no_number_chooses_nothing(typed: str) -> None:
    assert reading.choice(typed) is None


def test_a_pin_keeps_its_noughts_and_is_never_another_pin() -> None:
    assert reading.digits("0042") == reading.digits("จจภ/") == "0042"
    pins = ("".join(digits) for digits in product("0159", repeat=4))
    assert all(reading.digits(layout(pin)) in {pin, ""} for pin in pins for layout in LAYOUTS)


@pytest.mark.parametrize("typed", ["K07-000123", "k07-123", "K07-000123:7K3M9QX2F7K3M9QX", "123"])
def test_a_receipt_is_read_from_a_slip_or_typed(typed: str) -> None:
    assert reading.receipt(typed, "K07") == reading.receipt(in_thai_layout(typed), "K07") == Receipt("K07", 123)


@pytest.mark.parametrize("typed", ["", "0", "K07", "สมใจ", CARD])
def test_what_is_no_receipt_is_refused(typed: str) -> None:
    with pytest.raises(ReceiptUnknown):
        reading.receipt(typed, "K07")


@given(st.text())
def test_no_text_does_anything_but_mean_something_or_be_refused(typed: str) -> None:
    for awaited in ("", "PET"):
        read_or_refused(typed, awaited)
    try:
        assert reading.at_card_prompt(typed)
    except CardMistyped:
        assert len(typed) >= 10


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", reading.SCANNED)
def test_a_command_is_read_where_something_else_is_asked_for(name: str, layout: type[str]) -> None:
    assert reading.command(layout(name)) == name


@pytest.mark.parametrize(
    ("typed", "name"), [("", "ENTER"), ("*", "UNDO"), ("**", "PARK"), ("***", "CANCEL"), ("?", "HELP")]
)
def test_a_key_is_a_command_where_something_else_is_asked_for(typed: str, name: str) -> None:
    assert reading.command(typed) == name


@pytest.mark.parametrize("typed", ["1", "๕๕๕", "สมใจ", "M:PET", "T:900", CARD])
def test_what_is_no_command_or_may_be_a_number_commands_nothing(typed: str) -> None:
    assert reading.command(typed) == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12/3", "12/3"),
        ("ๅ/ฝ-", "12/3"),
        ("๑๒/๓", "12/3"),
        ("ๅถฝ-ฝ/ถุต จตซจจ", "15/3/2569 09:00"),
        ("12/3 ก", "12/3 ก"),
        ("๑๒", "๑๒"),
        ("", ""),
    ],
)
def test_a_number_with_strokes_is_read_by_key_and_a_text_as_typed(typed: str, read: str) -> None:
    assert reading.numbered(typed) == read
