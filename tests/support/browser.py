"""Debian's headless Chromium: a page as it looks, as it prints, and what the browser complained about."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

REQUIRED_VARIABLE = "WASTELEDGER_REQUIRE_CHROMIUM"
"""Set to 1 where pages must be opened: without a browser the tests then fail instead of being skipped."""
SECONDS = 120
A4_POINTS = (595, 842)


@dataclass(frozen=True, slots=True)
class Printed:
    """The pages of a PDF."""

    sizes: list[tuple[int, int]]
    texts: list[str]


class Browser:
    """Opens pages in a profile of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder

    def print(self, page: Path) -> Printed:
        pdf = self._folder / "page.pdf"
        self._run(page, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")
        with pypdfium2.PdfDocument(pdf) as document:
            sizes = [(round(width), round(height)) for width, height in (sheet.get_size() for sheet in document)]
            return Printed(sizes, [sheet.get_textpage().get_text_bounded() for sheet in document])

    def complaints(self, page: Path) -> list[str]:
        """What the console says; a page's policy makes it say whatever the page asked of the network."""
        said = self._run(page, f"--screenshot={self._folder / 'screen.png'}", "--window-size=1000,1400")
        return [line for line in said.splitlines() if ":CONSOLE" in line]

    def _run(self, page: Path, *arguments: str) -> str:
        # A sandbox of its own needs rights that a container may not give; the page is ours.
        usual = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--disable-dev-shm-usage")
        command = [self._program, *usual, f"--user-data-dir={self._folder / 'profile'}", *arguments, page.as_uri()]
        return subprocess.run(command, capture_output=True, check=True, timeout=SECONDS).stderr.decode()


def browser_in(folder: Path) -> Browser:
    """The browser of this machine, or the test is skipped, loudly."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None and os.environ.get(REQUIRED_VARIABLE) == "1":
        pytest.fail("Chromium is required, and there is none")
    if program is None:
        pytest.skip("pages WERE NOT OPENED in a browser: there is no Chromium (apt install chromium)")
    return Browser(program, folder)
