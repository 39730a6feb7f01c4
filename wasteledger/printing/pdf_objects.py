"""The numbered objects that a PDF file is made of (ISO 32000-1, 7.3 and 7.5)."""

from typing import BinaryIO
from zlib import compress

CATALOGUE, PAGE_TREE, RESOURCES = 1, 2, 3
"""Objects with a number of their own, because the others name them before they are written."""


def hex_text(text: str) -> str:
    """Return a text string as the file keeps it."""
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


class Objects:
    """The numbered objects of the file, and where each begins."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._written = file, 0
        self._starts: dict[int, int] = {}
        self._last = RESOURCES
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        self._last += 1
        return self._last

    def add(self, content: str | bytes, number: int = 0) -> int:
        number = number or self.reserve()
        self._starts[number] = self._written
        self._write(
            b"%d 0 obj\n" % number + (content.encode() if isinstance(content, str) else content) + b"\nendobj\n"
        )
        return number

    def add_stream(self, entries: str, data: bytes) -> int:
        packed = compress(data)
        head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode()
        return self.add(head + packed + b"\nendstream")

    def close(self, pages: list[int], title: str, language: str) -> None:
        """Write what lists the pages and the objects."""
        kids = " ".join(f"{page} 0 R" for page in pages)
        self.add(f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>", PAGE_TREE)
        shown = "/ViewerPreferences<</DisplayDocTitle true>>"
        self.add(f"<</Type/Catalog/Pages {PAGE_TREE} 0 R/Lang({language}){shown}>>", CATALOGUE)
        information = self.add(f"<</Title {hex_text(title)}/Producer(wasteledger)>>")
        start = self._written
        rows = "".join(f"{self._starts[number]:010d} 00000 n \n" for number in range(1, self._last + 1))
        size = self._last + 1
        trailer = f"trailer\n<</Size {size}/Root {CATALOGUE} 0 R/Info {information} 0 R>>"
        self._write(f"xref\n0 {size}\n0000000000 65535 f \n{rows}{trailer}\nstartxref\n{start}\n%%EOF\n".encode())

    def _write(self, data: bytes) -> None:
        self._written += self._file.write(data)
