"""``drop-off``: what a household brought."""

from __future__ import annotations

from typing import Any

import click

from wasteledger_cli.answers import Answer
from wasteledger_cli.entries import booked
from wasteledger_cli.importing import import_options, imported
from wasteledger_cli.options import at_option, moment_of, pass_session, point_option, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.slipping import slip_options, with_slips
from wasteledger_cli.words import Group, command, group

drop_off: Group = group("drop-off", "Record or import drop-offs.")


@command(
    drop_off,
    "record",
    "Record one drop-off; its slip is shown.",
    "drop-off record W17K3M9QX2FF PET=5.40-0.20 CARDBOARD=12.3/0.8 BEER=24",
)
@click.argument("card", metavar="CARD|HOUSEHOLD")
@click.argument("weighings", nargs=-1, required=True, metavar="MATERIAL[:GRADE]=GROSS[-TARE][/REJECTED][~]…")
@point_option
@at_option
@click.option("--cash", "settle", flag_value="cash", help="Pay the credits at once.")
@click.option("--book", "settle", flag_value="book", default="book", help="Keep the credits in the book.")
@click.option("--gift", "gift_to", metavar="HOUSEHOLD", help="Give the credits to this household.")
@click.option("--proxy", is_flag=True, help="Somebody else brought it.")
@click.option("--assisted", is_flag=True, help="Fetched at the household's home.")
@click.option(
    "--unknown-card", is_flag=True, help="Record it although nobody knows the card; it waits as an exception."
)
@slip_options
@request_option
@pass_session
def record(
    session: Session,
    /,
    card: str,
    weighings: tuple[str, ...],
    point: str | None,
    at: str | None,
    settle: str,
    gift_to: str | None,
    proxy: bool,
    assisted: bool,
    unknown_card: bool,
    request_id: str | None,
    **paper: Any,
) -> Answer:
    ledger = session.ledger
    entries = ledger.record_drop_off(
        card=card,
        weighings=tuple(ledger.weighing(typed) for typed in weighings),
        point=point or session.option("point"),
        at=moment_of(ledger.settings(), at),
        settle="gift" if gift_to else settle,
        gift_to=gift_to,
        proxy=proxy,
        assisted=assisted,
        unknown_card=unknown_card,
        request_id=request_id,
    )
    return with_slips(session, booked(entries), entries, **paper)


@command(
    drop_off,
    "import",
    "Import drop-offs from a CSV or XLSX file, all of them or none.",
    "drop-off import march.csv --skip-bad bad.csv",
)
@import_options
@point_option
@pass_session
def import_(session: Session, path: str, skip_bad: str | None, point: str | None) -> Answer:
    return imported(session, "drop_offs", path, skip_bad, point=point or session.option("point"))
