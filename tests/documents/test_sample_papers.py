"""One of each paper in ``samples/papers``, as the code draws it today."""

import os
from pathlib import Path

import pytest

from tests.support.papers import PAPERS, pdf_of, rendered, text_of
from wasteledger.translation import Words

FOLDER = Path(__file__).resolve().parents[2] / "samples" / "papers"
SCREEN_DPI = 72


@pytest.mark.parametrize("name", PAPERS)
def test_a_sample_paper_is_what_the_code_draws(name: str) -> None:
    drawn = pdf_of(PAPERS[name](Words("th")))
    kept = FOLDER / f"{name.replace(' ', '-')}.pdf"
    if os.environ.get("WASTELEDGER_TRANSCRIBE"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(drawn)

    sample = kept.read_bytes()

    assert text_of(sample) == text_of(drawn)
    pages = [[page.size for page in rendered(pdf, SCREEN_DPI)] for pdf in (sample, drawn)]
    assert pages[0] == pages[1]
