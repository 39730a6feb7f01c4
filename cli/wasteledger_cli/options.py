"""Options and arguments that several commands share, and how their words are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wasteledger.domain.quantities import read_decimal
from wasteledger.errors import DateNotUnderstood
from wasteledger.units import Credits
from wasteledger_cli.session import Session

if TYPE_CHECKING:
    from wasteledger.domain.calendar import Period
    from wasteledger.domain.settings import Settings

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])

pass_session = click.make_pass_decorator(Session, ensure=True)


def DAY(typed: str) -> date:  # noqa: N802  # the type of an option, named as click's are
    """Read an option that takes a day in either era: 15/3/2569, 15 มี.ค. 2569, 2026-03-15."""
    from wasteledger.domain.calendar import read_day  # noqa: PLC0415  # only where a day is said

    return read_day(typed)


def request_option(function: AnyFunction) -> AnyFunction:
    return click.option("--request-id", metavar="ID", help="The same id again books nothing twice.")(function)


def at_option(function: AnyFunction) -> AnyFunction:
    return click.option("--at", metavar="DAY [HH:MM]", help="When it happened, if not now.")(function)


def point_option(function: AnyFunction) -> AnyFunction:
    return click.option("--point", metavar="CODE", help="The collection point.")(function)


def _remember_keys(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value:
        Session.of(ctx).given["keys"] = value


def keys_option(function: AnyFunction) -> AnyFunction:
    return click.option(
        "--keys", metavar="FOLDER", expose_value=False, callback=_remember_keys, help="Where this computer's keys are."
    )(function)


def period_options(function: AnyFunction) -> AnyFunction:
    """``--period``, or ``--from`` and ``--to``: any year, month, quarter or day, B.E. or C.E."""
    for option in (
        click.option("--period", metavar="PERIOD", help="2569, FY2569, 2026-03, Q2/2569 …"),
        click.option("--to", "last", metavar="DAY|MONTH|YEAR", help="Up to the end of this day, month or year."),
        click.option(
            "--from", "first", metavar="DAY|MONTH|YEAR", help="From the beginning of this day, month or year."
        ),
    ):
        function = option(function)
    return function


def _look_back(ctx: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> None:
    Session.of(ctx).as_of = value


def as_of_option(function: AnyFunction) -> AnyFunction:
    """``--as-of``: the ledger is opened as it was then."""
    return click.option(
        "--as-of",
        multiple=True,
        metavar="FILE|RECEIPT",
        expose_value=False,
        callback=_look_back,
        help="As the figures were when this report was written, or up to this receipt of each book.",
    )(function)


def period_of(period: str | None, first: str | None, last: str | None) -> Period | None:
    """Read a period however it was said; None where nothing was."""
    from wasteledger.domain.calendar import Period, read_period  # noqa: PLC0415

    if period:
        return read_period(period)
    if first or last:
        begins = read_period(first).first if first else date(1900, 1, 1)
        return Period(begins, read_period(last).last if last else datetime.now().astimezone().date())
    return None


def moment_of(settings: Settings, typed: str | None) -> datetime | None:
    """Read a day with or without a time, in the town's zone; noon where no time is said."""
    if not typed:
        return None
    day, _, clock = typed.strip().rpartition(" ")
    try:
        said = time.fromisoformat(clock) if ":" in clock and day else None
    except ValueError:
        raise DateNotUnderstood(typed=typed) from None
    return datetime.combine(DAY(day if said else typed), said or time(12), settings.zone)


def amount_of(settings: Settings, typed: str) -> Credits:
    """Read an amount of credits in the town's unit."""
    return Credits(read_decimal(typed, settings.credit_decimals))


def rate_of(settings: Settings, typed: str) -> int | None:
    """Read a rate in credits per unit as thousandths of a minor unit; ``pending`` is none yet."""
    if typed.strip().lower() in {"pending", "รอตีราคา"}:
        return None
    return read_decimal(typed, settings.credit_decimals + 3)
