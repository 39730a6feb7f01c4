"""The page: every figure with what it is, nothing asked of the network, printed on clean A4."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from tests.exchange.reports.conftest import HEADS, MARCH, YEAR, made
from tests.support.browser import A4_POINTS, Browser, browser_in
from wasteledger import errors
from wasteledger.exchange.reports.page import Heading, answer_page, report_page
from wasteledger.exchange.reports.reading import Reader
from wasteledger.exchange.reports.sections import table
from wasteledger.reporting.comparing import CHANGES, RATES, CouncilAnswer
from wasteledger.reporting.cuts import cut_columns
from wasteledger.reporting.gathering import Asked, Told
from wasteledger.reporting.report import TEXT, Column, Report, Text

OVER = Heading("เทศบาลเมืองทุ่งสง", "รายงานประจำเดือน มีนาคม 2569", MARCH.first, MARCH.last, date(2026, 4, 1))
OUTSIDE = re.compile(r"""(?:src|href|action|data)\s*=|url\((?!data:)|@import|<script|https?://""", re.IGNORECASE)


def told(*answers: Report | errors.Refusal) -> list[Told]:
    return [Told(Asked("diversion", Text("Share of waste not disposed")), answer) for answer in answers]


def text_of(page: bytes) -> str:
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.decode(), flags=re.DOTALL))


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return browser_in(tmp_path)


@pytest.fixture
def long_report() -> Report:
    """A hundred communities with long names."""
    rows = tuple(
        {
            "community": f"ชุมชนบ้านสวนจันทร์ริมคลองท่าแพที่ {number}",
            "denominator_grams": 10**9,
            "percent": "33.33",
            "drop_offs": 1,
        }
        for number in range(100)
    )
    total = {"community": None, "denominator_grams": 10**11, "percent": "33.33", "drop_offs": 100}
    return made(Column("community", "community", TEXT), rows, total)


@pytest.fixture
def council_answer(of_the_town: Report, by_month: Report) -> CouncilAnswer:
    """As much as a town can have: two ways to count, four classes, twelve methods, forty materials."""
    cells = dict.fromkeys((column.name for column in RATES), None)
    row = {**cells, "first": YEAR.first, "last": YEAR.last, "numerator_grams": 10**12, "percent": "33.33", "loads": 9}
    ways = ("Share of waste not disposed", "Recycling and composting rate")
    rates = replace(
        by_month, columns=RATES, by=("rate",), rows=tuple({"rate": way} | row for way in ways for _ in "ab"), total={}
    )
    changes = []
    for by, many in (("class", 4), ("method", 12), ("material", 40)):
        figures = {"before_grams": 10**10, "now_grams": 11**10, "change_grams": 11**10 - 10**10}
        lines = tuple({by: f"ขวดพลาสติกใสขนาดใหญ่ {number}", **figures} for number in range(many))
        changed = replace(
            by_month, by=(by,), columns=(*cut_columns((by,)), *CHANGES), rows=lines, total={by: None, **figures}
        )
        changes.append(changed)
    alone = tuple(replace(of_the_town, title=Text(way)) for way in ways)
    return CouncilAnswer(YEAR, YEAR, (Text("So."), Text("So.")), rates, alone, tuple(changes))


def test_every_line_of_the_definition_stands_under_the_figures(by_community: Report, thai: Reader) -> None:
    text = text_of(report_page(OVER, told(by_community), thai))

    lines = [thai.said(line) for line in by_community.definition() if "books" not in line.facts]
    assert lines
    assert [line for line in lines if line not in text] == []


def test_the_books_stand_at_the_end_as_they_are_read_again(by_community: Report, thai: Reader) -> None:
    text = text_of(report_page(OVER, told(by_community), thai))

    assert [head for head in HEADS if f"{head.origin}-{head.sequence:06d} {head.check_code}" not in text] == []


def test_a_rate_that_is_refused_is_a_sentence_and_no_hole(thai: Reader) -> None:
    refusal = errors.DisposalMissing(missing=[(errors.Month(2026, 3, 1), "C01")])

    text = text_of(report_page(OVER, told(refusal), thai))

    assert thai.said(Text("Share of waste not disposed")) in text
    assert thai.said(Text(refusal.message, refusal.facts)) in text


def test_rows_left_out_for_want_of_room_are_added_up_so_that_the_table_still_agrees(
    by_community: Report, english: Reader
) -> None:
    whole, shortened = (text_of(table(by_community, english, most).encode()).split() for most in (3, 2))

    assert "…" not in whole
    assert shortened[shortened.index("…") : shortened.index("All")] == ["…", "(2)", "57.235"]


def test_names_are_text_and_never_tags(by_community: Report, english: Reader) -> None:
    page = report_page(OVER, told(by_community), english).decode()

    assert "<b>New" not in page
    assert page.count("&lt;b&gt;New &amp; old&lt;/b&gt;") == 2


def test_three_hands_sign_it(by_community: Report, thai: Reader) -> None:
    text = text_of(report_page(OVER, told(by_community), thai))

    assert [hand for hand in ("ผู้จัดทำ", "ผู้ตรวจสอบ", "ผู้รับรอง") if hand not in text] == []


def test_nothing_is_asked_of_the_network(
    by_community: Report, by_month: Report, council_answer: CouncilAnswer, thai: Reader
) -> None:
    pages = [report_page(OVER, told(by_community, by_month), thai), answer_page(OVER, council_answer, thai)]

    assert [OUTSIDE.findall(page.decode()) for page in pages] == [[], []]


def test_a_browser_opens_it_without_a_complaint(
    browser: Browser, by_community: Report, by_month: Report, of_the_town: Report, thai: Reader, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(report_page(OVER, told(by_community, by_month, of_the_town), thai))

    assert browser.complaints(page) == []


def test_a_browser_would_complain_of_a_picture_from_elsewhere(
    browser: Browser, of_the_town: Report, thai: Reader, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    written = report_page(OVER, told(of_the_town), thai)
    page.write_bytes(written.replace(b"<main>", b'<main><img src="https://example.org/logo.png">'))

    assert browser.complaints(page)


def test_a_long_report_prints_on_a4_with_its_heading_on_every_page(
    browser: Browser, long_report: Report, thai: Reader, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(report_page(OVER, told(long_report), thai))

    printed = browser.print(page)

    assert set(printed.sizes) == {A4_POINTS}
    assert len(printed.sizes) > 2
    assert all("(ตัน)" in text for text in printed.texts[:-1])


def test_the_councils_answer_is_one_page(
    browser: Browser, council_answer: CouncilAnswer, thai: Reader, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(answer_page(OVER, council_answer, thai))

    assert browser.print(page).sizes == [A4_POINTS]
