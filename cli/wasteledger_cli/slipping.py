"""Slips on the screen and as pictures: the same parts, drawn by two devices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wasteledger.errors import FileNotWritten, NoSlip
from wasteledger_cli.answers import Answer

if TYPE_CHECKING:
    from wasteledger.journal.entries import Entry
    from wasteledger_cli.session import Session

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


def slip_options(function: AnyFunction) -> AnyFunction:
    return click.option("--png", metavar="FILE", help="Write the slip as a picture.")(function)


def with_slips(session: Session, answer: Answer, entries: Sequence[Entry], png: str | None) -> Answer:
    """Show the slip of the last entry that has one below what was booked."""
    for entry in reversed(entries):
        try:
            return with_slip(session, answer, str(entry.receipt), png)
        except NoSlip:
            continue
    return answer


def with_slip(session: Session, answer: Answer, receipt: str, png: str | None, *, wide: bool = False) -> Answer:
    """Lay a slip out and add it to an answer as text, and to a file as a picture."""
    from wasteledger.printing.slip import slip_parts  # noqa: PLC0415  # only where a slip is shown
    from wasteledger.printing.text import COLUMNS_58MM, COLUMNS_80MM, plain_text  # noqa: PLC0415

    words = session.words
    parts = slip_parts(session.ledger.slip(receipt, words), words)
    lines = plain_text(parts, COLUMNS_80MM if wide else COLUMNS_58MM)
    answer.text += ["", *lines]
    answer.data["slip"] = lines
    if png:
        from wasteledger.printing.papers import SLIP_58MM, SLIP_80MM  # noqa: PLC0415
        from wasteledger.printing.raster import draw, png_bytes  # noqa: PLC0415

        _write(png, png_bytes(draw(parts, SLIP_80MM if wide else SLIP_58MM)))
        answer.data["png"] = png
        answer.say("The slip is in {path}.", path=png)
    return answer


def _write(path: str, content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as failure:
        raise FileNotWritten(path=path, reason=failure.strerror or "") from None
