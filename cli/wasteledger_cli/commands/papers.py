"""``paper``: what a point and an office print on an ordinary printer."""

from __future__ import annotations

from datetime import date

import click

from wasteledger.domain.calendar import Period
from wasteledger.units import Grams
from wasteledger_cli.answers import Answer
from wasteledger_cli.options import DAY, pass_session, period_of, period_options, point_option
from wasteledger_cli.paper import paper_options, words_of, write_flowed, write_pages
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

MOST_FORMS = 2_000

paper: Group = group("paper", "Notices, price lists, sheets and forms as PDF.")


@command(
    paper,
    "notice",
    "The notice for a community's board.",
    "paper notice --period 2569-03 --community C01 --output notice.pdf",
)
@period_options
@click.option("--community", default="", metavar="CODE", help="Only of this community.")
@paper_options
@pass_session
def notice(
    session: Session,
    period: str | None,
    first: str | None,
    last: str | None,
    community: str,
    output: str,
    bilingual: bool,
) -> Answer:
    from wasteledger.printing.notice import notice_parts  # noqa: PLC0415  # only where it is printed

    words, today = words_of(session, bilingual=bilingual), session.ledger.today()
    days = period_of(period, first, last) or Period(today.replace(day=1), today)
    made = session.ledger.notice(days, words, community)
    return write_flowed(session, output, notice_parts(made, words), words("Notice"))


@command(paper, "price-list", "The price list of a day, to be hung up.", "paper price-list --output prices.pdf")
@click.option("--day", type=DAY, metavar="DAY", help="The day; today if left out.")
@point_option
@paper_options
@pass_session
def price_list(session: Session, day: date | None, point: str | None, output: str, bilingual: bool) -> Answer:
    from wasteledger.printing.price_list import price_list_parts  # noqa: PLC0415

    words = words_of(session, bilingual=bilingual)
    made = session.ledger.price_list(day or session.ledger.today(), words, point or "")
    return write_flowed(session, output, price_list_parts(made, words), words("Price list"), "POSTER")


@command(
    paper,
    "command-sheet",
    "Codes to scan instead of typing: materials, commands, containers.",
    "paper command-sheet --container เข่ง=1200 --output commands.pdf",
)
@click.option(
    "--container", "containers", multiple=True, metavar="NAME=GRAMS", help="A common container and what it weighs."
)
@point_option
@paper_options
@pass_session
def command_sheet(
    session: Session, containers: tuple[str, ...], point: str | None, output: str, bilingual: bool
) -> Answer:
    from wasteledger.domain.quantities import read_decimal  # noqa: PLC0415
    from wasteledger.printing.commands import ContainerCode, command_parts  # noqa: PLC0415
    from wasteledger.printing.slip_line import Name  # noqa: PLC0415

    tares = [(name, read_decimal(grams, 0)) for name, _, grams in (text.partition("=") for text in containers)]
    tares = tares or session.ledger.settings().container_list
    codes = [ContainerCode(f"T:{grams}", Name(name), Grams(grams)) for name, grams in tares]
    words = words_of(session, bilingual=bilingual)
    made = session.ledger.command_sheet(codes, point or "")
    return write_flowed(session, output, command_parts(made, words), words("Command sheet"))


def _numbers(prefix: str, first: int, count: int) -> list[str]:
    return [f"{prefix}{number:06d}" for number in range(first, first + count)]


@command(
    paper,
    "weigh-sheets",
    "Numbered weigh-sheets for the weighers.",
    "paper weigh-sheets --count 80 --output sheets.pdf",
)
@click.option("--first", default=1, type=click.IntRange(1), metavar="NUMBER", help="The first number.")
@click.option("--count", default=40, type=click.IntRange(1, MOST_FORMS), metavar="NUMBER", help="How many.")
@point_option
@paper_options
@pass_session
def weigh_sheets(session: Session, first: int, count: int, point: str | None, output: str, bilingual: bool) -> Answer:
    from wasteledger.printing.blank_forms import weigh_sheet_pages  # noqa: PLC0415

    words = words_of(session, bilingual=bilingual)
    forms = session.ledger.forms(_numbers("", first, count), point or "")
    return write_pages(session, output, weigh_sheet_pages(forms, words), words("Weigh-sheet"))


@command(
    paper,
    "blank-receipts",
    "Numbered receipts in duplicate, for the day the laptop dies.",
    "paper blank-receipts --count 50 --output receipts.pdf",
)
@click.option("--first", default=1, type=click.IntRange(1), metavar="NUMBER", help="The first number.")
@click.option("--count", default=50, type=click.IntRange(1, MOST_FORMS), metavar="NUMBER", help="How many.")
@point_option
@paper_options
@pass_session
def blank_receipts(session: Session, first: int, count: int, point: str | None, output: str, bilingual: bool) -> Answer:
    from wasteledger.printing.blank_forms import blank_receipt_pages  # noqa: PLC0415

    words = words_of(session, bilingual=bilingual)
    forms = session.ledger.forms(_numbers(f"{session.ledger.origin}-P", first, count), point or "")
    return write_pages(session, output, blank_receipt_pages(forms, words), words("Blank receipt"))


@command(
    paper, "day-sheet", "What a point did on one day, to be signed.", "paper day-sheet --point P01 --output day.pdf"
)
@click.option("--day", type=DAY, metavar="DAY", help="The day; today if left out.")
@click.option("--point", required=True, metavar="CODE", help="The collection point.")
@paper_options
@pass_session
def day_sheet(session: Session, day: date | None, point: str, output: str, bilingual: bool) -> Answer:
    from wasteledger.printing.day_sheet import day_sheet_parts  # noqa: PLC0415

    words = words_of(session, bilingual=bilingual)
    made = session.ledger.day_sheet(day or session.ledger.today(), point)
    return write_flowed(session, output, day_sheet_parts(made, words), words("Day sheet"))


@command(
    paper,
    "sale-sheet",
    "The sheet that goes with a load to its buyer.",
    "paper sale-sheet K07-000140 --output sale.pdf",
)
@click.argument("receipt")
@paper_options
@pass_session
def sale_sheet(session: Session, receipt: str, output: str, bilingual: bool) -> Answer:
    from wasteledger.printing.sale_sheet import sale_sheet_parts  # noqa: PLC0415

    words = words_of(session, bilingual=bilingual)
    made = session.ledger.sale_sheet(receipt)
    return write_flowed(session, output, sale_sheet_parts(made, words), words("Sale sheet"))


@command(paper, "slips", "The slips of a day, eight to a page.", "paper slips --day 15/3/2569 --output slips.pdf")
@click.option("--day", type=DAY, metavar="DAY", help="The day; today if left out.")
@point_option
@paper_options
@pass_session
def slips(session: Session, day: date | None, point: str | None, output: str, bilingual: bool) -> Answer:
    from wasteledger.errors import NothingThatDay  # noqa: PLC0415
    from wasteledger.printing.slip_sheets import slip_pages  # noqa: PLC0415

    words, asked = words_of(session, bilingual=bilingual), day or session.ledger.today()
    made = session.ledger.slips_of_day(asked, words, point or "")
    if not made:
        raise NothingThatDay(day=asked)
    return write_pages(session, output, slip_pages(made, words), words("Slips"))
