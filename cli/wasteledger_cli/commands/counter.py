"""``counter``: where staff live all morning."""

from __future__ import annotations

import click

from wasteledger_cli.options import pass_session, point_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import command


@command(
    None, "counter", "Scan, weigh, print, next: a morning at the point.", "counter --point P01 --printer /dev/usb/lp0"
)
@point_option
@click.option("--no-round", is_flag=True, help="Without opening a round: for a point that keeps none.")
@click.option("--scale", metavar="ADDRESS", help="The scale: tcp://HOST:PORT or serial:PORT.")
@click.option("--second-copy", metavar="FOLDER", help="A stick that every entry is copied to in the same press.")
@click.option("--photo", metavar="FILE", help="Begin with the card in this picture.")
@click.option("--wide", is_flag=True, help="For paper of 80 mm instead of 58 mm.")
@click.option("--plain", is_flag=True, help="No colours, no bell.")
@pass_session
def counter(
    session: Session,
    point: str | None,
    no_round: bool,
    scale: str | None,
    second_copy: str | None,
    photo: str | None,
    wide: bool,
    plain: bool,
) -> None:
    from wasteledger_cli.counter.running import run  # noqa: PLC0415  # the help needs nothing of it

    scanned = []
    if photo:
        from wasteledger.printing.photo import codes_in_picture  # noqa: PLC0415  # an extra

        scanned = codes_in_picture(photo)
    run(
        session,
        point=point or session.option("point") or "",
        plain=plain,
        wide=wide,
        rounds=not no_round,
        scale=scale or session.option("scale"),
        copies=second_copy or "",
        scanned=scanned,
    )
