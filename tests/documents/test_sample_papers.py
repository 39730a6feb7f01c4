"""One of each paper in ``samples/papers``, as the code draws it today."""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.support.papers import PAPERS, POINT, TOWN, Pages, pdf_of, rendered, text_of
from wasteledger.domain.receipts import Receipt
from wasteledger.printing.slip import Slip, SlipKind
from wasteledger.printing.slip_line import Name, SlipLine
from wasteledger.printing.slip_sheets import slip_pages
from wasteledger.translation import Words
from wasteledger.units import Credits, Grams

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "papers"
SCREEN_DPI = 72
BOTTLES = SlipLine(
    material=Name("ขวดใส (PET)", "clear bottles (PET)"),
    quantity=5_200,
    unit=Name("กก.", "kg"),
    gross=Grams(5_400),
    tare=Grams(200),
    rate=800_000,
    credits=Credits(4_160),
    rejected=Grams(800),
)
SLIP = Slip(
    kind=SlipKind.DROP_OFF,
    town=TOWN,
    point=POINT,
    receipt=Receipt("K07", 123),
    moment=datetime(2026, 3, 15, 2, 42, tzinfo=UTC),
    zone=ZoneInfo("Asia/Bangkok"),
    operator="12",
    household="K07/0123",
    lines=(BOTTLES,),
    total=Credits(4_160),
    balance_before=Credits(21_600),
    balance_after=Credits(25_760),
    phone="075-411 111",
    check_code="7K3M-9QX2-F0AB-CDEF",
    qr="K07-000123:7K3M9QX2F0ABCDEF",
)
SAMPLES: dict[str, Pages] = {**PAPERS, "slip": lambda words: list(slip_pages([SLIP], words))}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_paper_is_what_the_code_draws(name: str) -> None:
    drawn = pdf_of(SAMPLES[name](Words("th")))
    kept = FOLDER / f"{name.replace(' ', '-')}.pdf"
    if os.environ.get("WASTELEDGER_TRANSCRIBE"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(drawn)

    sample = kept.read_bytes()

    assert text_of(sample) == text_of(drawn)
    pages = [[page.size for page in rendered(pdf, SCREEN_DPI)] for pdf in (sample, drawn)]
    assert pages[0] == pages[1]
