"""Slips on the screen, as pictures and on the slip printer: the same parts, drawn by several devices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wasteledger.errors import NoSlip
from wasteledger_cli.answers import Answer

if TYPE_CHECKING:
    from wasteledger.journal.entries import Entry
    from wasteledger_cli.session import Session

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


def slip_options(function: AnyFunction) -> AnyFunction:
    """What to do with a slip beyond showing it; the values reach the command as one ``paper`` argument each."""
    for option in (
        click.option("--wide", is_flag=True, help="For paper of 80 mm instead of 58 mm."),
        click.option("--print", "to_printer", is_flag=True, help="Print the slip; it waits while the printer is off."),
        click.option("--escpos", metavar="FILE", help="Write the slip as a slip printer reads it."),
        click.option("--pdf", metavar="FILE", help="Write the slip on an A4 page."),
        click.option("--png", metavar="FILE", help="Write the slip as a picture."),
    ):
        function = option(function)
    return function


def with_slips(session: Session, answer: Answer, entries: Sequence[Entry], **paper: Any) -> Answer:
    """Show the slip of the last entry that has one below what was booked."""
    for entry in reversed(entries):
        try:
            return with_slip(session, answer, str(entry.receipt), **paper)
        except NoSlip:
            continue
    return answer


def with_slip(
    session: Session,
    answer: Answer,
    receipt: str,
    *,
    copy: int = 0,
    wide: bool = False,
    to_printer: bool = False,
    **files: str | None,
) -> Answer:
    """Lay a slip out and add it to an answer as text, to files as they were asked for, and to the printer's queue."""
    from wasteledger.printing.slip import slip_parts  # noqa: PLC0415  # only where a slip is shown
    from wasteledger.printing.text import COLUMNS_58MM, COLUMNS_80MM, plain_text  # noqa: PLC0415
    from wasteledger_cli.paper import print_slip  # noqa: PLC0415

    words = session.words
    slip = session.ledger.slip(receipt, words, copy)
    parts = slip_parts(slip, words)
    lines = plain_text(parts, COLUMNS_80MM if wide else COLUMNS_58MM)
    answer.text += ["", *lines]
    answer.data["slip"] = lines
    for kind, path in files.items():
        if path:
            _WRITERS[kind](session, slip, parts, path, wide)
            answer.data[kind] = path
            answer.say("The slip is in {path}.", path=path)
    return print_slip(session, answer, f"{slip.receipt}-{copy}", parts, wide=wide) if to_printer else answer


def _write_png(_session: Session, _slip: Any, parts: Any, path: str, wide: bool) -> None:
    from wasteledger.printing.raster import png_bytes  # noqa: PLC0415
    from wasteledger_cli.paper import slip_picture, write_bytes  # noqa: PLC0415

    write_bytes(path, png_bytes(slip_picture(parts, wide=wide)))


def _write_escpos(_session: Session, _slip: Any, parts: Any, path: str, wide: bool) -> None:
    from wasteledger.printing.escpos import escpos_bytes  # noqa: PLC0415
    from wasteledger_cli.paper import slip_picture, write_bytes  # noqa: PLC0415

    write_bytes(path, escpos_bytes(slip_picture(parts, wide=wide)))


def _write_pdf(session: Session, slip: Any, _parts: Any, path: str, _wide: bool) -> None:
    from wasteledger.printing.slip_sheets import slip_pages  # noqa: PLC0415
    from wasteledger_cli.paper import write_pages  # noqa: PLC0415

    write_pages(session, path, slip_pages([slip], session.words), str(slip.receipt))


_WRITERS: dict[str, Callable[[Session, Any, Any, str, bool], None]] = {
    "png": _write_png,
    "escpos": _write_escpos,
    "pdf": _write_pdf,
}
