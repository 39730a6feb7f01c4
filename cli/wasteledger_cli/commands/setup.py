"""``init`` and ``settings``: a town's ledger begun, and what it is called."""

from __future__ import annotations

from pathlib import Path

import click

from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.entries import booked
from wasteledger_cli.options import pass_session
from wasteledger_cli.session import Session
from wasteledger_cli.settings import setting, shown
from wasteledger_cli.words import Group, command, group


@command(None, "init", "Begin a town's ledger.", 'init --name-th เทศบาลเมืองทุ่งสง --name-en "Thung Song" --origin OFFICE')
@click.option("--name-th", default="", help="The town's name in Thai.")
@click.option("--name-en", default="", help="The town's name in English.")
@click.option("--book", "origin", default="OFFICE", show_default=True, help="The code of this computer's book.")
@click.option("--first-operator", default="1", show_default=True, help="The code of the office's first operator.")
@click.option("--time-zone", "zone_name", default="Asia/Bangkok", show_default=True, help="The town's time zone.")
@click.option("--town-language", "language", default="th", type=click.Choice(["th", "en"]), help="The town's language.")
@click.option("--credit-th", default="บาท", show_default=True, help="What a credit is called in Thai.")
@click.option("--credit-en", default="baht", show_default=True, help="What a credit is called in English.")
@click.option(
    "--credit-decimals",
    default="2",
    type=click.Choice(["0", "1", "2", "3"]),
    show_default=True,
    help="Decimals of a credit.",
)
@click.option(
    "--programme-start", required=False, metavar="DAY", help="The programme's first day; nothing is booked before it."
)
@click.option("--phone", default="", help="Whom households ask about their balance.")
@pass_session
def init(session: Session, /, origin: str, first_operator: str, programme_start: str | None, **settings: str) -> Answer:
    from wasteledger.domain.calendar import read_day  # noqa: PLC0415  # only where used
    from wasteledger.ledger import Ledger  # noqa: PLC0415

    if programme_start:
        settings["programme_start"] = read_day(programme_start).isoformat()
    database = session.database
    make_home(database)
    said = session.option("origin") or origin
    ledger = Ledger.found(
        database, origin=said, operator=session.option("operator") or first_operator, settings=settings
    )
    session.use(ledger)
    answer = Answer({"database": shown(database), "origin": ledger.origin, "operator": first_operator})
    return answer.say("The ledger is at {database}; this computer writes book {origin}.", **answer.data)


def make_home(database: str) -> None:
    """Make the folder of a ledger that is to be a file, where files are safe."""
    from wasteledger.storage.homes import require_safe_home  # noqa: PLC0415  # only where a ledger is begun

    if "://" not in database:
        if setting("unsafe_home") != "yes":
            require_safe_home(Path(database))
        Path(database).absolute().parent.mkdir(parents=True, exist_ok=True)


settings: Group = group("settings", "Show or change the town's settings.")


@command(settings, "show", "Show the town's settings.", "settings show")
@pass_session
def show_settings(session: Session) -> Answer:
    from wasteledger.domain.settings import NAMES  # noqa: PLC0415

    held = session.ledger.settings()
    rows = [(name, str(getattr(held, name))) for name in NAMES]
    answer = table_answer("settings", [Column("name", "Setting"), Column("value", "Value")], rows)
    answer.data = {"settings": dict(rows)}
    return answer


@command(settings, "set", "Change settings of the town.", "settings set phone=075-411111")
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE…")
@pass_session
def set_settings(session: Session, values: tuple[str, ...]) -> Answer:
    pairs = {name: said for name, _, said in (value.partition("=") for value in values)}
    return booked(session.ledger.change_settings(settings=pairs))
