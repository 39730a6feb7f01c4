"""Paper: pages written to a PDF, slips drawn for a slip printer, and the queue in which they wait for it."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wasteledger.errors import FileNotWritten
from wasteledger_cli.answers import Answer
from wasteledger_cli.progress import progress

if TYPE_CHECKING:
    from wasteledger.printing.layout import Part
    from wasteledger.printing.sheets import Page
    from wasteledger.printing.spool import Spool
    from wasteledger.translation import Words
    from wasteledger_cli.session import Session

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


def paper_options(function: AnyFunction) -> AnyFunction:
    """Where a paper goes, and whether it speaks both languages."""
    function = click.option("--bilingual", is_flag=True, help="Thai and English on one paper.")(function)
    return click.option("--output", required=True, metavar="FILE", help="The PDF file to write.")(function)


def words_of(session: Session, *, bilingual: bool) -> Words:
    """The words of a paper: of the language said, else the town's, or of both."""
    words = session.town_words
    if not bilingual:
        return words
    from wasteledger.printing.bilingual import BothWords  # noqa: PLC0415  # only for such a paper
    from wasteledger.translation import LANGUAGES, Words  # noqa: PLC0415

    return BothWords(*(Words(language, words.credit_unit, words.zone) for language in LANGUAGES))


def write_pages(session: Session, output: str, pages: Iterable[Page], title: str) -> Answer:
    """Write pages to a PDF with progress, and answer where it is; half a file is never left behind."""
    from wasteledger.printing.pdf import write_pdf  # noqa: PLC0415

    target, unfinished = Path(output), Path(f"{output}.part")
    language = session.language
    try:
        with progress(gettext.gettext("Pages")) as advance, unfinished.open("wb") as file:
            write_pdf(file, pages, title=title, language=language, progress=advance)
        unfinished.replace(target)
    except OSError as failure:
        raise FileNotWritten(path=output, reason=failure.strerror or "") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return Answer({"output": output}).say("The paper is in {path}.", path=output)


def write_flowed(session: Session, output: str, parts: list[Part], title: str, paper: str = "A4") -> Answer:
    """Let parts flow over pages of a paper and write them."""
    from wasteledger.printing import papers  # noqa: PLC0415
    from wasteledger.printing.sheets import flowed  # noqa: PLC0415

    return write_pages(session, output, flowed(parts, getattr(papers, paper)), title)


def write_bytes(path: str, content: bytes) -> None:
    """Write a file whole.

    Raises:
        FileNotWritten: it can't be.
    """
    try:
        Path(path).write_bytes(content)
    except OSError as failure:
        raise FileNotWritten(path=path, reason=failure.strerror or "") from None


def slip_picture(parts: list[Part], *, wide: bool) -> Any:
    """Draw a slip on paper of 58 or 80 mm."""
    from wasteledger.printing.papers import SLIP_58MM, SLIP_80MM  # noqa: PLC0415
    from wasteledger.printing.raster import draw  # noqa: PLC0415

    return draw(parts, SLIP_80MM if wide else SLIP_58MM)


def spool_of(session: Session) -> Spool:
    """The queue of this machine's printer: beside an SQLite ledger, else in this user's folder."""
    from wasteledger.printing.spool import Spool  # noqa: PLC0415
    from wasteledger_cli.settings import default_database  # noqa: PLC0415

    database = session.database
    beside = database if "://" not in database else default_database()
    return Spool(Path(f"{beside}.spool"))


def print_slip(session: Session, answer: Answer, name: str, parts: list[Part], *, wide: bool) -> Answer:
    """Put a slip into the queue and print what waits; a printer that is off is a sentence, never a failed booking."""
    from wasteledger.printing.escpos import escpos_bytes  # noqa: PLC0415

    spool_of(session).put(name, escpos_bytes(slip_picture(parts, wide=wide)))
    return print_waiting(session, answer)


def print_waiting(session: Session, answer: Answer) -> Answer:
    """Print what waits in the queue, and say what is left and why."""
    from wasteledger.printing.transports import printer_at  # noqa: PLC0415

    address = session.option("printer")
    if not address:
        raise click.UsageError(gettext.gettext("Say which printer: --printer ADDRESS."))
    printed = spool_of(session).print_waiting(printer_at(address))
    words = session.words
    answer.data["printed"] = {"sent": printed.sent, "waiting": printed.waiting, "doubtful": printed.doubtful}
    answer.say("Printed: {sent}, waiting: {waiting}.", sent=len(printed.sent), waiting=printed.waiting)
    if printed.refusal:
        answer.text.append(words(printed.refusal.message, **printed.refusal.facts))
    for name in printed.doubtful:
        answer.say("Is slip {name} on paper? “wasteledger slip found {name}”, or “slip missing {name}”.", name=name)
    return answer
