"""Rows of what was there before the books: balances of passbooks, stock at the points, months of earlier years."""

from collections.abc import Sequence
from datetime import date

from wasteledger import errors
from wasteledger.domain.calendar import month_of, read_period
from wasteledger.exchange.columns import Values
from wasteledger.exchange.importing import Agree, Reading
from wasteledger.exchange.weighed import load_line, required
from wasteledger.recording.history import CarryOver
from wasteledger.recording.loads import load_line as weighed_line
from wasteledger.recording.openings import OpenBalance, OpenStock, read_opening, require_total
from wasteledger.units import Credits, Grams


def opening_balance(at: Reading, rows: Sequence[Values]) -> OpenBalance:
    (row,) = rows
    return OpenBalance(
        household=at.desk.member(row["member"]) if "member" in row else _in_house(at, row),
        amount=_amount(at, row),
        day=row["day"],
        control_total=row["control_total"],
    )


def _amount(at: Reading, row: Values) -> Credits:
    return read_opening(row["amount"], at.desk.settings.credit_decimals)


def _in_house(at: Reading, row: Values) -> str:
    community = at.names.code("community", required(row, "community"))
    return at.desk.in_house(community, required(row, "house_number"))


def balances_agree(control: Credits) -> Agree:
    """Make what holds all balances of a file to their control total."""

    def agree(at: Reading, rows: Sequence[Values]) -> None:
        require_total((_amount(at, row) for row in rows), control)

    return agree


def opening_stock(at: Reading, rows: Sequence[Values]) -> OpenStock:
    (row,) = rows
    point = at.names.code("point", row["point"])
    return OpenStock(point=point, line=load_line(at, row), day=row["day"], control_total=row["control_total"])


def stock_agrees(control: Grams) -> Agree:
    """Make what holds all stock of a file to its control total."""

    def agree(at: Reading, rows: Sequence[Values]) -> None:
        lines = (weighed_line(at.desk, load_line(at, row)) for row in rows)
        require_total((Grams(line["grams"]) for line in lines), control)

    return agree


def history(at: Reading, rows: Sequence[Values]) -> CarryOver:
    (row,) = rows
    return CarryOver(
        month=_month(row),
        line=load_line(at, row),
        community=at.names.code("community", row["community"]) if "community" in row else "",
        destination=at.names.code("destination", row["destination"]) if "destination" in row else "",
    )


def _month(row: Values) -> date:
    """Read a month from one cell or two; the first day of one is what Excel makes of it.

    Raises:
        PeriodNotUnderstood: it is a year, a quarter, or any other day.
    """
    typed = f"{row['month']}/{row['year']}" if "year" in row else row["month"]
    period = read_period(typed)
    if period not in {month_of(period.first), type(period)(period.first.replace(day=1), period.first.replace(day=1))}:
        raise errors.PeriodNotUnderstood(typed=typed)
    return period.first
