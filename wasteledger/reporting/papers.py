"""The papers from the books: each function asks the ledger and returns the plain value that printing lays out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from wasteledger import errors
from wasteledger.domain import flows
from wasteledger.domain.accounts import household_account
from wasteledger.domain.calendar import Period
from wasteledger.domain.methods import rate_method
from wasteledger.domain.receipts import Receipt
from wasteledger.domain.registers import Community, Destination, Material, Point
from wasteledger.domain.settings import Settings
from wasteledger.journal.directory import Directory
from wasteledger.journal.entries import Entry, find_entry
from wasteledger.journal.fold.movements import kept_for_debt
from wasteledger.printing.blank_forms import Forms
from wasteledger.printing.commands import CommandSheet, ContainerCode, MaterialCode
from wasteledger.printing.day_sheet import DayMaterial, DayRound, DaySheet
from wasteledger.printing.notice import BookHead, MaterialWeight, Notice, RateShown
from wasteledger.printing.passbook import Passbook, PassbookLine
from wasteledger.printing.price_list import Price, PriceList
from wasteledger.printing.sale_sheet import SaleLine, SaleSheet
from wasteledger.printing.slip_line import Name
from wasteledger.reporting.cuts import MUNICIPALITY
from wasteledger.reporting.day import entries_of_day, material_totals
from wasteledger.reporting.diversion import diversion
from wasteledger.reporting.households import show_household
from wasteledger.reporting.inactive import visited
from wasteledger.reporting.lists import prices
from wasteledger.reporting.rounds import Round, round_totals, rounds
from wasteledger.reporting.slips import name_of, qr_content
from wasteledger.reporting.statements import Statement, statement
from wasteledger.reporting.totals import heads, sums
from wasteledger.storage import tables
from wasteledger.translation import Words
from wasteledger.units import Credits, Grams

MATERIAL_CODE, CONTAINER_CODE = "M:", "T:"
"""What the QR codes of the command sheet begin with, so that no card is taken for a material."""


def passbook_of(
    connection: Connection, directory: Directory, typed: str, period: Period, words: Words, *, check: bool = False
) -> Passbook:
    """A household's statement of a period."""
    held = show_household(connection, typed).household
    settings = directory.settings
    since, until = settings.moments_of(period.first, period.last)
    said = statement(connection, household_account(held.number), since=since, until=until)
    newest = find_entry(connection, said.lines[-1].receipt) if said.lines else None
    return Passbook(
        town=_town(settings),
        household=held.number,
        community=name_of(directory, Community, held.community),
        first=period.first,
        last=period.last,
        carried_forward=Credits(said.carried_forward),
        lines=tuple(_passbook_lines(said, settings, words)),
        closing=Credits(said.closing),
        by_class=_by_class(directory, said),
        phone=settings.phone,
        check_code=newest.check_code if newest else "",
        qr=qr_content(newest) if newest else "",
        check=check,
    )


def _passbook_lines(said: Statement, settings: Settings, words: Words) -> Iterable[PassbookLine]:
    for line in said.lines:
        yield PassbookLine(
            day=settings.day_of_text(line.body["happened"]),
            receipt=line.receipt,
            what=words("drop off, what was owed kept back")
            if kept_for_debt(line.body)
            else words(line.body["kind"].replace("-", " ")),
            weight=Grams(line.grams) if line.grams else None,
            change=Credits(line.credits),
            balance=Credits(line.balance),
        )


def _by_class(directory: Directory, said: Statement) -> tuple[tuple[str, Grams], ...]:
    weights: dict[str, int] = defaultdict(int)
    for line in said.lines:
        for material, grams in line.weighed:
            weights[directory.any(Material, material).waste_class] += grams
    return tuple((name, Grams(grams)) for name, grams in sorted(weights.items()) if grams)


def notice_of(
    connection: Connection, directory: Directory, period: Period, words: Words, printed: date, community: str = ""
) -> Notice:
    """The notice for a community's board, or the whole town's."""
    place = directory.any(Community, community).code if community else ""
    weights: dict[str, tuple[int, bool]] = {}
    given = spent = 0
    for line in sums(
        connection, ("flow", "community", "material", "evidence"), (flows.RECEIVED, flows.REDEEMED), period
    ):
        flow, where, material, evidence = line.key
        if place not in {"", where}:
            continue
        if flow == flows.REDEEMED:
            spent += line.credits
            continue
        grams, estimated = weights.get(material, (0, False))
        weights[material] = grams + line.grams, estimated or evidence == "estimated"
        given += line.credits
    rate, missing = _rate(connection, directory, period, place, words)
    return Notice(
        town=_town(directory.settings),
        community=name_of(directory, Community, place),
        first=period.first,
        last=period.last,
        materials=tuple(
            MaterialWeight(
                _material(directory, code), directory.any(Material, code).waste_class, Grams(grams), estimated
            )
            for code, (grams, estimated) in sorted(weights.items())
            if grams
        ),
        households=taking_part(connection, directory.settings, period, place),
        households_served=_served(connection, place),
        given=Credits(given),
        spent=Credits(spent),
        rate=rate,
        rate_missing=missing,
        books=tuple(BookHead(Receipt(head.origin, head.sequence), head.check_code) for head in heads(connection)),
        printed=printed,
        phone=directory.settings.phone,
    )


def _rate(
    connection: Connection, directory: Directory, period: Period, place: str, words: Words
) -> tuple[RateShown | None, str]:
    """The rate with its definition, or why there is none."""
    try:
        made = diversion(connection, directory, period, by="community" if place else MUNICIPALITY)
    except errors.ReportRefused as refusal:
        return None, words(refusal.message, **refusal.facts)
    row = next((row for row in made.rows if row["community"] == place), made.total)
    if row["percent"] is None:
        return None, words("Nothing was collected.")
    method = rate_method(made.stands_on.method)
    return RateShown(method, Grams(row["numerator_grams"]), Grams(row["denominator_grams"])), ""


def taking_part(connection: Connection, settings: Settings, period: Period, community: str = "") -> int:
    """How many households dropped off at least once, reversed drop-offs left out: one look per household."""
    query = select(func.count()).select_from(tables.household).where(visited(settings, period))
    if community:
        query = query.where(tables.household.c.community == community)
    return int(connection.execute(query).scalar_one())


def _served(connection: Connection, community: str) -> int:
    household = tables.household.c
    query = select(func.count()).select_from(tables.household).where(household.closed_on.is_(None))
    return int(connection.execute(query.where(household.community == community) if community else query).scalar_one())


def price_list_of(directory: Directory, day: date, words: Words, point: str = "") -> PriceList:
    """The price list of a day; a material without a rate that day is left out."""
    listed = [price for price in prices(directory, day.isoformat(), point) if price.rate]
    return PriceList(
        town=_town(directory.settings),
        point=name_of(directory, Point, point),
        day=day,
        prices=tuple(
            Price(
                _material(directory, price.material.code, price.grade),
                price.material.waste_class,
                Name(words(price.material.unit)),
                price.rate.thousandths if price.rate else None,
            )
            for price in listed
        ),
    )


def command_sheet_of(directory: Directory, containers: Sequence[ContainerCode], point: str = "") -> CommandSheet:
    """The sheet that is scanned instead of typing: every open material, numbered as they are typed."""
    materials = [line for line in directory.listed(Material).values() if not line.closed_on]
    return CommandSheet(
        town=_town(directory.settings),
        point=name_of(directory, Point, point),
        materials=tuple(
            MaterialCode(f"{MATERIAL_CODE}{line.code}", _material(directory, line.code), line.waste_class, str(number))
            for number, line in enumerate(materials, 1)
        ),
        containers=tuple(containers),
    )


def forms_of(directory: Directory, numbers: Sequence[str], point: str = "") -> Forms:
    """Numbered forms to be written by hand."""
    settings = directory.settings
    return Forms(
        town=_town(settings), point=name_of(directory, Point, point), numbers=tuple(numbers), phone=settings.phone
    )


def day_sheet_of(connection: Connection, directory: Directory, origin: str, day: date, point: str) -> DaySheet:
    """What was recorded at a point on one day, for two signatures.

    Raises:
        NothingThatDay: the book recorded nothing there.
    """
    code = directory.any(Point, point).code
    recorded = entries_of_day(connection, origin, day, directory.settings, code)
    if not recorded:
        raise errors.NothingThatDay(day=day)
    drop_offs = [entry for entry in recorded if entry.kind == "drop-off"]
    (book,) = (head for head in heads(connection) if head.origin == origin)
    return DaySheet(
        town=_town(directory.settings),
        point=name_of(directory, Point, code),
        day=day,
        operators=tuple(sorted({entry.body["operator"] for entry in recorded})),
        households=len({entry.body.get("household", entry.body.get("card")) for entry in drop_offs}),
        slips=len(drop_offs),
        reversals=sum(entry.kind == "reversal" for entry in recorded),
        first_receipt=recorded[0].receipt,
        last_receipt=recorded[-1].receipt,
        rounds=tuple(
            _day_round(connection, directory, one)
            for one in rounds(connection, Period(day, day), code)
            if one.receipt.origin == origin
        ),
        materials=tuple(
            DayMaterial(_material(directory, material), total.net, total.rejected, total.credits)
            for material, total in material_totals(recorded).items()
        ),
        exceptions=tuple(str(entry.receipt) for entry in drop_offs if "household" not in entry.body),
        book=BookHead(Receipt(book.origin, book.sequence), book.check_code),
    )


def _day_round(connection: Connection, directory: Directory, round_: Round) -> DayRound:
    names = tuple(name_of(directory, Community, code) for code in round_.communities)
    return DayRound(round_.number, names, round_totals(connection, round_).cash)


def sale_sheet_of(connection: Connection, directory: Directory, receipt: Receipt) -> SaleSheet:
    """The sheet that goes with a load to its buyer.

    Raises:
        NoSlip: the receipt is not a load's.
    """
    entry = find_entry(connection, receipt)
    if entry.kind != "load":
        raise errors.NoSlip(receipt=str(receipt), kind=errors.Term(entry.kind.replace("-", " ")))
    body = entry.body
    return SaleSheet(
        town=_town(directory.settings),
        point=name_of(directory, Point, body.get("point", "")),
        destination=name_of(directory, Destination, body["destination"]),
        day=date.fromisoformat(body["day"]),
        number=str(receipt),
        ticket=body.get("ticket", ""),
        lines=tuple(SaleLine(_material(directory, line["material"]), Grams(line["grams"])) for line in body["lines"]),
    )


def slips_of_day(connection: Connection, directory: Directory, origin: str, day: date, point: str) -> list[Entry]:
    """The entries of one day that a household is given a slip for."""
    recorded = entries_of_day(connection, origin, day, directory.settings, point)
    return [entry for entry in recorded if entry.kind in {"drop-off", "redemption", "transfer"}]


def _town(settings: Settings) -> Name:
    return Name(settings.name_th, settings.name_en)


def _material(directory: Directory, code: str, grade: str = "") -> Name:
    material = directory.any(Material, code)
    thai, english = material.spoken_th or material.name_th or material.code, material.name_en
    return Name(f"{thai} {grade}".strip(), f"{english} {grade}".strip() if english else "")
