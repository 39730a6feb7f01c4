"""Every prompt fits one line of 80 columns with room to type, in both languages, however long the names are."""

import ast
import inspect
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.support.clock import MORNING
from wasteledger.domain.cells import cell_width
from wasteledger.errors import RoundNumber
from wasteledger.translation import Words
from wasteledger.units import Credits, Grams
from wasteledger_cli.counter import (
    cash_box,
    counter,
    day,
    finishing,
    people,
    prices,
    second_thoughts,
    serving,
    weighing,
)
from wasteledger_cli.counter.screen import BELL, ROOM_TO_TYPE, Name, Screen, shortened

MODULES = (cash_box, counter, day, finishing, people, prices, second_thoughts, serving, weighing)
WIDTH = 80
ASKING = {"ask", "choose", "pick", "how_many", "who_is_it"}
LONG = "โรงเรียนเทศบาลบ้านนาเหนือและสหกรณ์เครดิตยูเนี่ยนชุมชนชายคลองท่าแพเหนือ จำกัด"
FACTS: dict[str, object] = {
    "amount": "123,456.75",
    "balance": "123,456.75",
    "before": Name(LONG),
    "card": "W134CAK0YCFA",
    "code": "OFFICE-12",
    "communities": Name(LONG),
    "community": Name(LONG),
    "count": 128,
    "day": "15 มี.ค.",
    "debt": "12,345.75",
    "household": "OFFICE/12345",
    "material": Name(LONG),
    "name": Name(LONG),
    "names": Name(LONG),
    "now": datetime(2026, 12, 31, 9, 41, tzinfo=MORNING.tzinfo),
    "number": 28,
    "page": "1003270",
    "receipt": "OFFICE-003270",
    "total": "123,456.75",
    "unit": "กก.",
    "weight": Grams(123_450),
    "who": "OFFICE/12345",
}


def asked() -> Iterator[str]:
    """Every sentence that a prompt is made of."""
    for module in MODULES:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ASKING and node.args:
                yield from _texts(node.args[0])


def _texts(value: ast.expr) -> Iterator[str]:
    yield from (
        node.value for node in ast.walk(value) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


PROMPTS = sorted(set(asked()))


def screen(language: str, shown: list[str] | None = None, *, plain: bool = False) -> Screen:
    return Screen(Words(language), (shown if shown is not None else []).append, width=WIDTH, plain=plain)


@pytest.mark.parametrize("count", [0, 1, 18, 33, 40])
def test_a_long_list_stays_on_one_screen(count: int) -> None:
    shown: list[str] = []
    screen("th", shown).show_numbered([f"ขวดน้ำปลา {number} · 0.50/ชิ้น" for number in range(count)])

    assert len(shown) <= 20
    assert all(cell_width(line) <= WIDTH for line in shown)
    assert all(f"{number}) ขวด" in "\n".join(shown) for number in range(1, count + 1))


def test_the_prompts_are_found() -> None:
    assert len(PROMPTS) > 40


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("sentence", PROMPTS)
def test_a_prompt_fits_one_line_and_leaves_room_to_type(sentence: str, language: str) -> None:
    prompt = screen(language).prompt(sentence, FACTS)

    assert cell_width(prompt) <= WIDTH - ROOM_TO_TYPE
    assert prompt.endswith("> ")
    assert "\n" not in prompt


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("sentence", finishing.LINES.values())
def test_the_line_to_copy_fits_one_line(sentence: str, language: str) -> None:
    shown: list[str] = []
    usual = {"receipt": "K07-003270", "page": "003270", "amount": "84.35", "balance": "12,300.35"}

    screen(language, shown, plain=True).good(sentence, **FACTS | usual)

    assert cell_width(shown[0]) <= WIDTH


@pytest.mark.parametrize("language", ["en", "th"])
def test_names_are_cut_and_figures_never(language: str) -> None:
    shown: list[str] = []
    sentence = "{number} {community} · {name} · balance {balance} | say the name aloud"

    screen(language, shown, plain=True).good(sentence, **FACTS | {"number": "OFFICE/12345"})

    assert cell_width(shown[0]) <= WIDTH
    assert "OFFICE/12345" in shown[0]
    assert "123,456.75" in shown[0]


def test_a_name_is_cut_between_two_letters_and_never_before_a_mark() -> None:
    assert [shortened("ปั๊มน้ำมัน", width) for width in (8, 5, 3)] == ["ปั๊มน้ำมัน", "ปั๊มน้ำ…", "ปั๊ม…"]
    for width in range(2, 8):
        assert cell_width(shortened("ปั๊มน้ำมัน", width)) <= width


def test_bad_news_is_red_and_rings_and_good_news_is_green() -> None:
    shown: list[str] = []
    coloured = screen("en", shown)

    coloured.bad("The queue is empty.")
    coloured.good("The queue is empty.")

    assert shown[0].startswith("\x1b[31m")
    assert shown[0].endswith(BELL)
    assert shown[1].startswith("\x1b[32m")


def test_plain_has_neither_colours_nor_a_bell() -> None:
    shown: list[str] = []
    plain = screen("en", shown, plain=True)

    plain.bad("The queue is empty.")
    plain.good("Round {number} is open: {communities}.", number=RoundNumber(3, 2026), communities=Name("Tha Phae"))
    plain.say("Cash counted", amount=Credits(1))

    assert shown == ["The queue is empty.", "Round 3/2026 is open: Tha Phae.", "Cash counted"]
