"""How help is laid out: in cells of the terminal, and with its placeholders in the reader's language."""

import re
from collections.abc import Iterable
from gettext import gettext

import click

CONTINUED = 4
"""How far a line goes in that goes on with the one above."""

_PLACEHOLDER = re.compile(r"[A-Z]{2,}")


def placeholders(text: str) -> str:
    """Say what stands in capitals for something to be typed: ``CARD|HOUSEHOLD`` is ``บัตร|ครัวเรือน``."""
    return _PLACEHOLDER.sub(lambda found: gettext(found[0]), text)


class HelpFormatter(click.HelpFormatter):
    """Help in columns that stand straight although Thai marks take no cell, and that part no letter from its marks."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self._write_hanging(f"{prefix or gettext('Usage:')} {prog} {args}")

    def write_text(self, text: str) -> None:
        self._write_hanging(text, hang=0)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        from wasteledger.domain.cells import cell_width, pad  # noqa: PLC0415  # only help is laid out
        from wasteledger.printing.breaking import wrapped  # noqa: PLC0415

        held = list(rows)
        inner = " " * self.current_indent
        column = min(max(cell_width(term) for term, _ in held), col_max) + col_spacing
        for term, text in held:
            lines = wrapped(text, max(self.width - self.current_indent - column, 10), cell_width)
            if cell_width(term) > column - col_spacing:
                self._write_hanging(term)
                term = ""  # noqa: PLW2901  # it stands on its own line
            self.write(f"{inner}{pad(term, column)}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{inner}{' ' * column}{line}\n")

    def _write_hanging(self, text: str, hang: int = CONTINUED) -> None:
        from wasteledger.domain.cells import cell_width  # noqa: PLC0415
        from wasteledger.printing.breaking import wrapped  # noqa: PLC0415

        inner = " " * self.current_indent
        for number, line in enumerate(wrapped(text, self.width - self.current_indent - hang, cell_width)):
            self.write(f"{inner}{' ' * hang if number else ''}{line}\n")
