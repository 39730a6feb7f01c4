"""How far the books went when a figure was made: read from the report that says so, or from receipts."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from wasteledger import errors
from wasteledger.domain.digits import arabic_digits
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.remembering import Said

PRINTED = re.compile(r"\b([A-Z0-9]{1,8})-([0-9]{6,18})\s+((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})\b")
"""A book's head as every report prints it: ``K07-000123 7K3M-9QX2-4TAB-0C5D``."""

Head = tuple[str, Said]


def read_heads(said: Sequence[str]) -> tuple[dict[str, Said], bool]:
    """Read a file that a report was written to, or receipts; return the books, and whether they are all there were.

    Raises:
        HeadsNotRead: the file names no books, or one of them twice and differently.
        FileUnreadable: it can't be read.
        ReceiptUnknown: it is neither a file nor a receipt.
    """
    files = [path for path in map(Path, said) if path.is_file()]
    receipts = [Receipt.read(word) for word in said if not Path(word).is_file()]
    named = [(receipt.origin, Said(receipt.sequence)) for receipt in receipts]
    heads = set(chain(named, *map(_in_file, files)))
    books = dict(sorted(heads))
    if len(books) < len(heads):
        raise errors.HeadsNotRead(path=", ".join(said))
    return books, bool(files)


def _in_file(path: Path) -> Iterable[Head]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as failure:
        raise errors.FileUnreadable(path=str(path), reason=failure.strerror or "") from None
    except UnicodeDecodeError:
        raise errors.HeadsNotRead(path=str(path)) from None
    try:
        heads = list(_in_data(json.loads(text)))
    except ValueError:
        heads = [(book, Said(int(number), code)) for book, number, code in PRINTED.findall(arabic_digits(text))]
    if not heads:
        raise errors.HeadsNotRead(path=str(path))
    return heads


def _in_data(data: Any) -> Iterator[Head]:
    """Find every list of heads in a report's data, or in that of several reports."""
    match data:
        case {"origin": str(book), "sequence": int(number), "check_code": str(code)}:
            yield book, Said(number, code)
        case dict():
            for inner in data.values():
                yield from _in_data(inner)
        case list():
            for inner in data:
                yield from _in_data(inner)
