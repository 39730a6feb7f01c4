"""Pages for the council, the province and the notice board: one HTML file that asks nothing of the network."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path

import fontpkg_sarabun

from wasteledger.exchange.reports.reading import Reader
from wasteledger.exchange.reports.sections import definition, grid, heading, line, section, table
from wasteledger.reporting.comparing import CouncilAnswer
from wasteledger.reporting.gathering import Told
from wasteledger.reporting.report import Report, Row

POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
"""What a browser may fetch for the page: nothing."""
MOST_CHANGES = (None, 6, 10)
"""Of classes, methods and materials, the largest changes that one page has room for."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a page: whose it is, what it is, of which days, and when it was made."""

    town: str
    title: str
    first: date
    last: date
    made: date


def report_page(over: Heading, told: Sequence[Told], reader: Reader) -> bytes:
    """The month's or the year's report: every figure with its definition, the books, and lines for three hands."""
    reports = [one.answer for one in told if isinstance(one.answer, Report)]
    parts = [*(section(one, reader) for one in told), _end(reports, reader)]
    return _document(over, parts, reader)


def answer_page(over: Heading, answer: CouncilAnswer, reader: Reader) -> bytes:
    """The council's question on one page."""
    said = "".join(f'<p class="lead">{escape(reader.said(line))}</p>' for line in answer.said)
    pairs = zip(answer.rates.rows[::2], answer.rates.rows[1::2], strict=True)
    alone = {one.title.message: one for one in answer.told}
    rates = [_compared(before, now, answer.rates, alone.get(now["rate"]), reader) for before, now in pairs]
    of_class, of_method, of_material = (
        heading(one, reader) + table(one, reader, most) for one, most in zip(answer.changes, MOST_CHANGES, strict=True)
    )
    parts = [
        f"<section>{said}</section>{_beside(rates)}",
        _beside([of_class + of_method, of_material + definition(answer.changes[-1], reader)]),
        _end([answer.rates], reader),
    ]
    return _document(over, parts, reader, "one-page")


def _compared(before: Row, now: Row, rates: Report, alone: Report | None, reader: Reader) -> str:
    """One way to count, both periods beside each other, with its definition."""
    days = [reader.words("{first} to {last}", first=row["first"], last=row["last"]) for row in (before, now)]
    figures = [column for column in rates.columns if column.number and column.name != "points"]
    lines = [
        line([(reader.heading(one), False), *((reader.shown(one, row[one.name]), True) for row in (before, now))])
        for one in figures
    ]
    name = reader.shown(rates.columns[0], now["rate"])
    below = definition(alone, reader) if alone else ""
    return f"<h2>{escape(name)}</h2>{grid([('', False), *((one, True) for one in days)], lines)}{below}"


def _beside(parts: Iterable[str]) -> str:
    return f'<div class="beside">{"".join(f"<section>{part}</section>" for part in parts)}</div>'


def _document(over: Heading, parts: Iterable[str], reader: Reader, kind: str = "") -> bytes:
    words = reader.words
    days = words("{first} to {last}", first=over.first, last=over.last)
    made = words("Printed {day}", day=over.made)
    lines = [
        f'<!DOCTYPE html><html lang="{words.language}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(over.title)} – {escape(over.town)}</title><style>{_style()}</style></head>",
        f'<body class="{kind}"><header><p>{escape(over.town)}</p><h1>{escape(over.title)}</h1>',
        f"<p>{escape(days)} · {escape(made)}</p></header><main>",
        *parts,
        "</main></body></html>",
    ]
    return "\n".join(lines).encode()


def _end(reports: Sequence[Report], reader: Reader) -> str:
    """The fingerprint, which is how far each book went, and the hands; no hand is alone on a page."""
    words = reader.words
    heads = sorted({head for report in reports for head in report.heads}, key=lambda head: head.origin)
    codes = " · ".join(f"<code>{head.origin}-{head.sequence:06d} {head.check_code}</code>" for head in heads)
    said = escape(words("Asked again of the same books, every figure on this paper comes out the same."))
    labels = (words("Prepared by"), words("Checked by"), words("Certified by"))
    hands = (f"<div><p class=line></p><p>{escape(label)}</p><p>({'…' * 13})</p></div>" for label in labels)
    return (
        f"<section class=end><h2>{escape(words('Books behind these figures'))}</h2><p>{codes}<br>{said}</p>"
        f"<div class=hands>{''.join(hands)}</div></section>"
    )


@cache
def _style() -> str:
    """The page's style, with its letters inside: no reader's computer need have them."""
    files = Path(fontpkg_sarabun.ROOT) / "files"
    faces = (
        f"@font-face {{ font-family: Sarabun; font-weight: {weight}; src: url(data:font/ttf;base64,{_base64(file)}); }}"
        for weight, file in (("normal", files / "Sarabun-Regular.ttf"), ("bold", files / "Sarabun-Bold.ttf"))
    )
    style = resources.files("wasteledger.exchange.reports").joinpath("page.css").read_text(encoding="utf-8")
    return "\n".join([*faces, style])


def _base64(file: Path) -> str:
    return b64encode(file.read_bytes()).decode()
